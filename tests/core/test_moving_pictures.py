"""Pictures that move, pictures of several pages, and which of them are films."""

import os
import socket
import sys

import numpy as np
import pytest
from films import GREEN, RED, jpeg, near, pillow_bytes, quarters, read_all, scene, times_of

from fer_core.errors import SourceError
from fer_core.sources import ImageFile, PictureSeries, VideoFile, open_path

COLOURS = [(200, 40, 40), (40, 200, 40), (40, 40, 200), (200, 200, 40), (40, 200, 200)]


def plain(size=32):
    return [np.full((size, size, 3), colour, np.uint8) for colour in COLOURS]


def moving(path, kind, **options):
    path.write_bytes(pillow_bytes(plain(), kind, **options))
    return path


@pytest.mark.parametrize(
    ("name", "kind", "source_type"),
    [
        ("a.webp", "WEBP", PictureSeries),
        ("a.png", "PNG", VideoFile),
        ("a.avif", "AVIF", VideoFile),
        ("a.gif", "GIF", VideoFile),
    ],
)
def test_a_picture_that_moves_is_a_film(tmp_path, name, kind, source_type):
    source = open_path(moving(tmp_path / name, kind, duration=200))
    assert isinstance(source, source_type)
    assert source.kind == "film"
    info, frames = read_all(source)
    assert (info.width, info.height) == (32, 32)
    assert [frame.index for frame in frames] == list(range(5))
    assert [frame.t for frame in frames] == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8], abs=0.01)
    assert all(near(frame.image[9, 9], colour, 30) for frame, colour in zip(frames, COLOURS, strict=True))
    assert source.notes() == ()


@pytest.mark.parametrize(("name", "kind"), [("a.webp", "WEBP"), ("a.png", "PNG"), ("a.avif", "AVIF"), ("a.gif", "GIF")])
def test_a_picture_that_does_not_move_is_a_picture(tmp_path, name, kind):
    path = tmp_path / name
    path.write_bytes(pillow_bytes([quarters()], kind))
    source = open_path(path)
    assert isinstance(source, ImageFile)
    assert len(read_all(source)[1]) == 1
    assert source.notes() == ()


def test_a_moving_webp_keeps_its_own_pace_and_shows_white_where_it_is_transparent(tmp_path):
    clear = np.zeros((32, 32, 4), np.uint8)
    pictures = [np.dstack([picture, np.full((32, 32), 255, np.uint8)]) for picture in plain()]
    pictures[2] = clear
    path = tmp_path / "a.webp"
    path.write_bytes(pillow_bytes(pictures, "WEBP", duration=[100, 300, 50, 200, 100], lossless=True))
    source = open_path(path)
    frames = read_all(source)[1]
    assert [frame.t for frame in frames] == pytest.approx([0.0, 0.1, 0.4, 0.45, 0.65])
    assert near(frames[2].image[9, 9], (255, 255, 255))
    assert read_all(source)[1][4].t == pytest.approx(0.65)


def test_a_moving_webp_with_a_damaged_picture_is_read_as_far_as_it_goes(tmp_path):
    path = tmp_path / "a.webp"
    data = bytearray(pillow_bytes([scene(number, 64, 64) for number in range(5)], "WEBP", duration=100))
    at = -1
    for _ in range(4):
        at = data.index(b"ANMF", at + 1)
    # Behind the chunk's header, the frame's place and its picture's header.
    data[at + 48 : at + 120] = bytes(b"\xff" * 72)
    path.write_bytes(data)
    source = open_path(path)
    assert len(read_all(source)[1]) == 3
    assert source.notes() == ("a.webp claims 5 pictures and holds 3; it was read to its end.",)


def test_a_moving_webp_that_is_cut_off_is_refused(tmp_path):
    path = tmp_path / "a.webp"
    whole = pillow_bytes([scene(number, 64, 64) for number in range(5)], "WEBP", duration=100)
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(SourceError, match=r"a\.webp is damaged, or no picture of a known format"):
        open_path(path).open()


def test_of_a_tiff_of_several_pages_the_first_is_read_and_the_others_are_told(tmp_path):
    source = open_path(moving(tmp_path / "scan.tif", "TIFF"))
    frames = read_all(source)[1]
    assert len(frames) == 1
    assert near(frames[0].image[9, 9], COLOURS[0], 2)
    assert source.notes() == ("scan.tif holds 5 pages; only the first one was read.",)


@pytest.mark.parametrize(("count", "kind"), [(1, "picture"), (2, "picture"), (3, "film"), (12, "film")])
def test_jpegs_in_a_row_are_a_film_from_three_on(tmp_path, count, kind):
    # Two are a photo with a preview or a map of its brightness behind it, as phones write them.
    path = tmp_path / "camera.bin"
    path.write_bytes(b"".join(jpeg(np.full((48, 64, 3), RED if n == 0 else GREEN, np.uint8)) for n in range(count)))
    source = open_path(path)
    assert source.kind == kind
    frames = read_all(source)[1]
    assert len(frames) == (count if kind == "film" else 1)
    assert near(frames[0].image[9, 9], RED, 20)


def test_a_film_of_jpegs_is_one_by_its_name_too(tmp_path):
    path = tmp_path / "camera.mjpeg"
    path.write_bytes(jpeg(quarters()) * 2)
    assert len(times_of(path)[0]) == 2


# What keeps its reader waiting


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_pipe_is_refused_at_once(tmp_path):
    path = tmp_path / "pipe.mp4"
    os.mkfifo(path)
    with pytest.raises(SourceError, match=r"pipe\.mp4 is a pipe, not a file\. Save what it delivers to a file first"):
        open_path(path)
    (tmp_path / "link.mp4").symlink_to(path)
    with pytest.raises(SourceError, match=r"link\.mp4 is a pipe"):
        open_path(tmp_path / "link.mp4")


@pytest.mark.skipif(sys.platform == "win32", reason="no devices in folders there")
def test_a_device_is_refused_at_once():
    with pytest.raises(SourceError, match="/dev/zero is a device, not a file"):
        open_path("/dev/zero")


@pytest.mark.skipif(sys.platform == "win32", reason="no sockets in folders there")
def test_a_socket_is_refused_at_once(tmp_path, monkeypatch):
    # The name of a socket may not be long.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("a.sock")
        with pytest.raises(SourceError, match=r"a\.sock is a socket, not a file"):
            open_path("a.sock")
