"""Files that are damaged, none that can be read, or not what their name says; and the test picture."""

import itertools
import sys

import numpy as np
import pytest
from films import quarters, read_all, write_video

from fer_core._cv2 import cv2
from fer_core.errors import SourceError
from fer_core.sources import ImageFile, Synthetic, VideoFile, open_path


def png(path, image):
    assert cv2.imwrite(str(path), image)
    return path


# Videos


def test_a_truncated_video_is_read_to_its_end_with_a_note(tmp_path):
    whole = write_video(tmp_path / "whole.avi").read_bytes()
    path = tmp_path / "half.avi"
    path.write_bytes(whole[: len(whole) // 2])
    source = VideoFile(path)
    info, frames = read_all(source)
    assert 5 < len(frames) < 25
    assert source.notes() == (
        f"half.avi claims {info.frame_count} frames and holds {len(frames)}; it was read to its end.",
        # The last one was cut through.
        "half.avi is damaged: 1 of its frames are incomplete.",
    )


def test_a_video_goes_on_behind_damage(tmp_path):
    path = write_video(tmp_path / "clip.avi")
    data = bytearray(path.read_bytes())
    starts = [at for at in range(len(data)) if data.startswith(b"\xff\xd8\xff", at)]
    for start, end in itertools.pairwise(starts[10:14]):
        # The picture's header goes, its length in the container stays.
        data[start : end - 8] = bytes(end - 8 - start)
    path.write_bytes(data)
    source = VideoFile(path)
    _, frames = read_all(source)
    assert len(frames) == 27
    assert frames[-1].t == pytest.approx(2.9)
    assert source.notes() == ("clip.avi is damaged: 3 of its frames could not be read.",)


def bad_files(folder):
    (folder / "zero.mp4").touch()
    (folder / "text.mp4").write_text("This is no video, but a text. äöü\n" * 50, encoding="utf-8")
    (folder / "cut.txt").write_text("x" + "ä" * 5000, encoding="utf-8")
    (folder / "notes.txt").write_text("\x1b[31mFFmpeg would show this as a terminal.\n" * 50)
    (folder / "random.mp4").write_bytes(np.random.default_rng(0).bytes(5000))
    (folder / "folder.mp4").mkdir()
    write_video(folder / "whole.mp4", "mp4v")
    (folder / "cut.mp4").write_bytes((folder / "whole.mp4").read_bytes()[:2000])
    (folder / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gone.mp4", "does not exist"),
        ("zero.mp4", "is empty"),
        ("text.mp4", "is a text"),
        ("notes.txt", "is a text"),
        ("cut.txt", "is a text"),
        ("random.mp4", "cannot be read as a video"),
        ("folder.mp4", "is a folder"),
        ("cut.mp4", "cannot be read as a video"),
        ("cut.png", "damaged, or no picture"),
    ],
)
def test_bad_files_are_refused_with_a_sentence_that_names_them(tmp_path, name, says, capfd):
    bad_files(tmp_path)
    with pytest.raises(SourceError, match=says) as caught:
        open_path(tmp_path / name).open()
    assert name in str(caught.value)
    assert str(caught.value).endswith(".")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_a_heic_picture_is_said_to_be_one_where_nothing_reads_it(tmp_path, monkeypatch, brand):
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\0\0\0\x18ftyp" + brand + bytes(100))
    with pytest.raises(SourceError) as caught:
        open_path(path).open()
    assert str(caught.value) == (
        "photo.jpg is a HEIC picture, which takes the extra 'heic': pip install 'fer-live[heic]'. "
        "Or save it as JPEG or PNG."
    )


@pytest.mark.parametrize("name", ["gr\udcfc\udcdfe.mp4", "gr\udcfc\udcdfe/clip.mp4"])
def test_a_name_that_opencv_cannot_take_is_refused(tmp_path, name):
    # Whether the file is there does not matter, and not every system lets a test make it.
    with pytest.raises(SourceError, match=r"not UTF-8\. Rename it\."):
        open_path(tmp_path / name)


def test_content_decides_not_the_suffix(tmp_path):
    write_video(tmp_path / "clip.avi").rename(tmp_path / "clip.jpg")
    png(tmp_path / "still.png", quarters()).rename(tmp_path / "still.mp4")
    assert isinstance(open_path(tmp_path / "clip.jpg"), VideoFile)
    assert isinstance(open_path(tmp_path / "still.mp4"), ImageFile)


def test_frames_before_the_beginning_of_an_edit_list_are_not_missed(shared):
    source = VideoFile(shared / "clips" / "no_face.mp4")
    _, frames = read_all(source)
    # 98 in the track, of which 3 are not to be shown.
    assert len(frames) == 95
    assert source.notes() == ()


@pytest.mark.parametrize(
    ("name", "count", "end_s"),
    [("noface_face.mov", 169, 6.345), ("head-pose-face-detection-female-and-male.gif", 56, 4.58)],
)
def test_clips_of_varying_rate(shared, name, count, end_s):
    source = VideoFile(shared / "clips" / name)
    times = [frame.t for frame in read_all(source)[1]]
    assert len(times) == count
    assert all(earlier < later for earlier, later in itertools.pairwise(times))
    assert times[-1] == pytest.approx(end_s, abs=0.01)
    assert source.notes() == ()


# The test picture


def test_the_test_picture_is_the_same_every_time_and_moves():
    first, again = read_all(Synthetic(80, 60, 10.0, 12))[1], read_all(Synthetic(80, 60, 10.0, 12))[1]
    assert [frame.t for frame in first] == pytest.approx([index / 10 for index in range(12)])
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0].image, first[-1].image)


def test_the_test_picture_shows_a_given_picture():
    face = np.arange(20 * 10 * 3, dtype=np.uint8).reshape(20, 10, 3)
    frame = read_all(Synthetic(80, 60, frames=1, image=face))[1][0]
    # At t = 0 it stands at the right edge, halfway down.
    assert np.array_equal(frame.image[20:40, 70:80], face)
    with pytest.raises(ValueError, match="does not fit"):
        Synthetic(8, 8, image=face)
