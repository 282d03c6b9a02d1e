"""What the frames of a film look like: turned, mirrored, stretched, of the right track, and as OpenCV decodes them."""

import gc
from fractions import Fraction

import numpy as np
import pytest
from films import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    corners,
    give_matrix,
    near,
    quarters,
    read_all,
    scene,
    write_film,
    write_tracks,
    write_video,
)

from fer_core._cv2 import cv2
from fer_core.sources import DEMO_CLIP, VideoFile, open_path
from fer_core.sources.geometry import apply_matrix, square_pixels


def film_of(path, picture, count=3, **options):
    return write_film(path, [number / 10 for number in range(count)], [picture] * count, **options)


def test_decoded_pixels_are_those_of_opencv():
    capture, source = cv2.VideoCapture(str(DEMO_CLIP)), VideoFile(DEMO_CLIP)
    source.open()
    for number in range(40):
        found, bgr = capture.read()
        assert found
        image = source.read().image
        assert np.array_equal(image, bgr[..., ::-1]), f"frame {number}"
    source.close()
    capture.release()


@pytest.mark.parametrize(("name", "fourcc"), [("a.mp4", "mp4v"), ("a.mov", "mp4v"), ("a.mkv", "FFV1")])
def test_usual_containers_are_read(tmp_path, name, fourcc):
    source = open_path(write_video(tmp_path / name, fourcc))
    info, frames = read_all(source)
    assert len(frames) == 30
    assert info.fps == pytest.approx(10)
    assert [frame.t for frame in frames] == pytest.approx([index / 10 for index in range(30)], abs=0.01)
    assert all(near(frames[9].image[row, 5], colour, 40) for row, colour in ((5, RED), (-5, BLUE)))
    assert source.notes() == ()


#: (a, b, c, d) of a display matrix, and the corners of ``quarters`` as they are seen with it.
MATRICES = {
    "as it is": ((1, 0, 0, 1), "RGBW"),
    "mirrored": ((-1, 0, 0, 1), "GRWB"),
    "upside down": ((1, 0, 0, -1), "BWRG"),
    "half a turn": ((-1, 0, 0, -1), "WBGR"),
    "a quarter clockwise": ((0, 1, -1, 0), "BRWG"),
    "a quarter back": ((0, -1, 1, 0), "GWRB"),
    "transposed": ((0, 1, 1, 0), "RBGW"),
    "along the other diagonal": ((0, -1, -1, 0), "WGBR"),
}


@pytest.mark.parametrize("name", MATRICES)
def test_a_film_is_turned_and_mirrored_as_its_display_matrix_says(tmp_path, name):
    matrix, seen = MATRICES[name]
    path = give_matrix(film_of(tmp_path / "phone.mp4", quarters()), matrix)
    info, frames = read_all(VideoFile(path))
    upright = (64, 48) if matrix[0] else (48, 64)
    assert (info.width, info.height) == upright
    assert frames[0].image.shape == (*upright[::-1], 3)
    assert corners(frames[0].image) == seen
    assert not frames[0].image.flags.writeable


def test_a_matrix_of_no_quarter_turn_is_brought_to_the_nearest_one():
    stored = np.array([65536, 9000, 0, -9000, 65536, 0, 0, 0, 1 << 30], np.int32).tobytes()
    assert corners(apply_matrix(quarters(), stored)) == "RGBW"


@pytest.mark.parametrize(
    ("aspect", "size"),
    [(Fraction(2), (128, 48)), (Fraction(1, 2), (64, 96)), (Fraction(16, 15), (68, 48)), (Fraction(1), (64, 48))],
)
def test_pixels_that_are_not_square_are_stretched(tmp_path, aspect, size):
    info, frames = read_all(VideoFile(film_of(tmp_path / "a.mp4", quarters(), aspect=aspect)))
    assert (info.width, info.height) == size
    assert frames[0].image.shape == (*size[::-1], 3)
    assert corners(frames[0].image) == "RGBW"


def test_pixels_that_are_not_square_are_stretched_before_the_picture_is_turned(tmp_path):
    path = film_of(tmp_path / "a.mp4", quarters(), aspect=Fraction(2))
    info, frames = read_all(VideoFile(give_matrix(path, (0, 1, -1, 0))))
    assert (info.width, info.height) == (48, 128)
    assert corners(frames[0].image) == "BRWG"


@pytest.mark.parametrize("aspect", [None, Fraction(0), Fraction(100), Fraction(1, 100)])
def test_pixels_of_no_sensible_shape_are_taken_for_square(aspect):
    assert square_pixels(quarters(), aspect).shape == (48, 64, 3)


@pytest.mark.parametrize("name", ["two.mp4", "two.mkv"])
@pytest.mark.parametrize("default", [0, 1])
def test_of_two_tracks_the_default_is_read(tmp_path, name, default):
    plain = [[np.full((48, 64, 3), colour, np.uint8)] * 6 for colour in (RED, GREEN)]
    source = VideoFile(write_tracks(tmp_path / name, plain, default))
    frames = read_all(source)[1]
    assert len(frames) == 6
    assert near(frames[0].image[5, 5], (RED, GREEN)[default], 40)
    assert source.notes() == ()


@pytest.mark.parametrize("cover_first", [True, False])
def test_a_cover_picture_is_no_track(tmp_path, cover_first):
    film, cover = [np.full((48, 64, 3), GREEN, np.uint8)] * 6, [np.full((96, 96, 3), RED, np.uint8)]
    tracks = [cover, film] if cover_first else [film, cover]
    path = write_tracks(tmp_path / "a.mp4", tracks, 0 if not cover_first else 1, covers=(0 if cover_first else 1,))
    info, frames = read_all(VideoFile(path))
    assert (info.width, info.height, len(frames)) == (64, 48, 6)
    assert near(frames[0].image[5, 5], GREEN, 40)


def test_a_size_that_changes_is_told_and_every_frame_has_its_own(tmp_path):
    wide = film_of(tmp_path / "wide.ts", scene(1, 96, 48), 10, muxer="mpegts")
    narrow = film_of(tmp_path / "narrow.ts", scene(1, 32, 48), 10, muxer="mpegts")
    path = tmp_path / "both.ts"
    path.write_bytes(wide.read_bytes() + narrow.read_bytes())
    source = open_path(path)
    info, frames = read_all(source)
    assert (info.width, info.height) == (96, 48)
    assert [frame.image.shape[1] for frame in frames] == [96] * 10 + [32] * 10
    # Seen whole, not pressed into the first size.
    assert np.abs(frames[-1].image.astype(int) - scene(1, 32, 48)).mean() < 12
    assert source.notes() == ("both.ts changes its size at 1.0 s, from 96 x 48 to 32 x 48 pixels.",)


def test_a_video_can_be_read_twice(tmp_path):
    source = VideoFile(write_video(tmp_path / "clip.avi"))
    first, again = read_all(source)[1], read_all(source)[1]
    assert [frame.t for frame in first] == [frame.t for frame in again]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, again, strict=True))


def test_names_that_are_not_ascii(tmp_path):
    clip = write_video(tmp_path / "clip.avi").rename(tmp_path / "Übung %03d 表情.avi")
    assert len(read_all(open_path(clip))[1]) == 30


@pytest.mark.parametrize("name", ["concat:a.avi", "-i.avi", "http:a.avi", "%d.avi"])
def test_a_name_is_no_address_and_no_option(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    write_video(tmp_path / "a.avi").rename(tmp_path / name)
    assert len(read_all(open_path(name))[1]) == 30


def test_white_is_white(tmp_path):
    frames = read_all(VideoFile(film_of(tmp_path / "a.mp4", quarters())))[1]
    assert near(frames[0].image[-5, -5], WHITE, 6)


def test_pictures_that_were_read_do_not_stay_in_memory():
    source = VideoFile(DEMO_CLIP)
    source.open()
    gc.collect()
    gc.disable()
    try:
        for _ in range(40):
            source.read()
        kept = sum(type(thing).__name__ == "VideoFrame" for thing in gc.get_objects())
    finally:
        gc.enable()
        source.close()
    # Those that are read ahead, and the one that was asked how it is turned.
    assert kept <= 12
