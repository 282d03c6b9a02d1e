import errno
import sys
from pathlib import Path

import numpy as np
import pytest
from live_fakes import happy_face, happy_result

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.overlay import draw
from fer_core.palette import MARK, PALETTE
from fer_core.snapshots import snapshot
from fer_core.types import Frame, FrameResult

RED, BLUE = (210, 30, 10), (10, 30, 210)


def two_sides(faces=0):
    """Return a result whose picture is red on the left and blue on the right."""
    image = np.full((48, 64, 3), RED, np.uint8)
    image[:, 32:] = BLUE
    return happy_result(Frame(0, 0.0, image, 0.0), faces)


def read(path):
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


def test_a_snapshot_has_the_colours_of_the_picture(tmp_path):
    picture = read(snapshot(two_sides(), tmp_path / "shot.png"))
    assert picture.shape == (48, 64, 3)
    assert tuple(picture[10, 5]) == RED
    assert tuple(picture[10, 60]) == BLUE


def test_mirrored_it_is_turned_left_to_right_and_only_so(tmp_path):
    picture = read(snapshot(two_sides(), tmp_path / "shot.png", mirrored=True))
    assert tuple(picture[10, 5]) == BLUE
    assert tuple(picture[10, 60]) == RED


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_faces_are_drawn_into_it(tmp_path, mirrored):
    result = two_sides(faces=1)
    picture = read(snapshot(result, tmp_path / "shot.png", mirrored=mirrored))
    np.testing.assert_array_equal(picture, draw(result.frame.image, result.faces, mirrored=mirrored))
    where = np.nonzero((picture == PALETTE["happy"]).all(axis=2))[1]
    # The box reaches from 1 to 30, of 64 pixels.
    assert (where.mean() > 32) == mirrored


def test_the_mark_is_written_into_it(tmp_path):
    result = two_sides()
    picture = read(snapshot(result, tmp_path / "shot.png", mark="DEMO"))
    np.testing.assert_array_equal(picture, draw(result.frame.image, (), mark="DEMO"))
    assert (picture == MARK).all(axis=2).any()


def test_a_face_that_is_lost_is_not_in_it(tmp_path):
    result = two_sides()
    lost = FrameResult(result.frame, (happy_face(seen=False),))
    np.testing.assert_array_equal(read(snapshot(lost, tmp_path / "shot.png")), result.frame.image)


def test_nothing_is_overwritten_and_folders_are_made(tmp_path):
    paths = [snapshot(two_sides(), tmp_path / "new" / "shot.png") for _ in range(3)]
    assert [path.name for path in paths] == ["shot.png", "shot-2.png", "shot-3.png"]
    assert all(path.parent == tmp_path / "new" for path in paths)


def test_a_snapshot_that_cannot_be_saved(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match=r"The snapshot cannot be saved in .*file \(.*\)\. Choose another folder, or"):
        snapshot(two_sides(), tmp_path / "file" / "shot.png")


def test_a_full_disk_is_said_to_be_full(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(snapshot.__globals__, "new_file", full)
    with pytest.raises(SinkError, match=r"\(the disk is full\)"):
        snapshot(two_sides(), tmp_path / "shot.png")


@pytest.mark.skipif(sys.platform == "win32" or not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_picture_that_finds_no_room_is_not_there_by_half(tmp_path, monkeypatch):
    make = Path.open
    monkeypatch.setattr(Path, "open", lambda path, mode: (make(path, mode).close(), make(Path("/dev/full"), "wb"))[1])
    with pytest.raises(SinkError, match="the disk is full"):
        snapshot(two_sides(), tmp_path / "shot.png")
    assert not (tmp_path / "shot.png").exists()
