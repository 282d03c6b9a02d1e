import itertools
import struct
import zlib

import numpy as np
import pytest

from fer_core._cv2 import cv2
from fer_core.errors import SourceError
from fer_core.sources import ImageFile, Synthetic, VideoFile, open_path, read_image
from fer_core.sources.image import exif_orientation
from fer_core.sources.video import PositionClock

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def quarters(width=64, height=48):
    """Return a picture whose quarters are red, green, blue and white, in reading order."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = RED
    picture[: height // 2, width // 2 :] = GREEN
    picture[height // 2 :, : width // 2] = BLUE
    picture[height // 2 :, width // 2 :] = WHITE
    return picture


def write_video(path, fourcc="MJPG", frames=30, fps=10.0):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), fps, (64, 48))
    assert writer.isOpened()
    for index in range(frames):
        picture = quarters()
        picture[20:28, 28:36] = index * 8 % 256
        writer.write(picture[..., ::-1])
    writer.release()
    return path


def read_all(source):
    info = source.open()
    frames = list(iter(source.read, None))
    source.close()
    return info, frames


def near(pixel, colour, tolerance=12):
    return np.abs(pixel.astype(int) - colour).max() <= tolerance


def png(path, image):
    assert cv2.imwrite(str(path), image)
    return path


# Videos


def test_a_video_gives_every_frame_in_rgb_with_its_position(tmp_path):
    info, frames = read_all(VideoFile(write_video(tmp_path / "clip.avi")))
    assert (info.width, info.height, info.fps, info.frame_count, info.duration_s) == (64, 48, 10.0, 30, 3.0)
    assert [frame.index for frame in frames] == list(range(30))
    assert [frame.t for frame in frames] == pytest.approx([index / 10 for index in range(30)])
    assert all(frame.t == frame.source_t_s for frame in frames)
    picture = frames[0].image
    assert near(picture[5, 5], RED)
    assert near(picture[-5, 5], BLUE)
    assert not picture.flags.writeable


@pytest.mark.parametrize(("name", "fourcc"), [("a.mp4", "mp4v"), ("a.mov", "mp4v"), ("a.mkv", "FFV1")])
def test_usual_containers_are_read(tmp_path, name, fourcc):
    source = open_path(write_video(tmp_path / name, fourcc))
    info, frames = read_all(source)
    assert len(frames) == 30
    assert info.fps == pytest.approx(10)
    assert [frame.t for frame in frames] == pytest.approx([index / 10 for index in range(30)], abs=0.01)
    assert source.notes() == ()


def test_a_video_can_be_read_twice(tmp_path):
    source = VideoFile(write_video(tmp_path / "clip.avi"))
    first, again = read_all(source)[1], read_all(source)[1]
    assert [frame.t for frame in first] == [frame.t for frame in again]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, again, strict=True))


def test_a_truncated_video_is_read_to_its_end_with_a_note(tmp_path):
    whole = write_video(tmp_path / "whole.avi").read_bytes()
    path = tmp_path / "half.avi"
    path.write_bytes(whole[: len(whole) // 2])
    source = VideoFile(path)
    info, frames = read_all(source)
    assert 5 < len(frames) < 25
    assert source.notes() == (f"half.avi claims {info.frame_count} frames and holds {len(frames)}; "
                              "it was read to its end.",)  # fmt: skip


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


def test_a_video_that_was_filmed_upright_stands_upright(tmp_path):
    path = write_video(tmp_path / "phone.mp4", "mp4v")
    data = bytearray(path.read_bytes())
    matrix_at = data.index(b"tkhd") + 44
    data[matrix_at : matrix_at + 36] = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 48 << 16, 0, 1 << 30)
    path.write_bytes(data)
    info, frames = read_all(VideoFile(path))
    assert (info.width, info.height) == (48, 64)
    picture = frames[0].image
    assert picture.shape == (64, 48, 3)
    # Turned a quarter clockwise: what was the lower left corner is the upper left one.
    assert near(picture[8, 8], BLUE, 40)
    assert near(picture[8, -8], RED, 40)


def test_a_gif_keeps_its_own_pace(tmp_path):
    animation = cv2.Animation()
    animation.frames = [np.full((32, 32, 3), 40 * index, np.uint8) for index in range(5)]
    animation.durations = [100, 300, 50, 200, 100]
    path = tmp_path / "moving.gif"
    assert cv2.imwriteanimation(str(path), animation)
    source = open_path(path)
    assert isinstance(source, VideoFile)
    _, frames = read_all(source)
    assert [frame.t for frame in frames] == pytest.approx([0.0, 0.1, 0.4, 0.45, 0.65])


def test_a_gif_of_one_picture_is_a_picture(tmp_path):
    source = open_path(png(tmp_path / "still.gif", quarters()))
    assert isinstance(source, ImageFile)
    assert len(read_all(source)[1]) == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([0.0, 0.1, 0.3, 0.35], [0.0, 0.1, 0.3, 0.35]),
        ([0.0, 0.0, 0.0, 0.0], [0.0, 0.1, 0.2, 0.3]),
        ([0.0, 0.1, 0.05, 0.3], [0.0, 0.1, 0.2, 0.3]),
        ([float("nan"), float("nan"), 0.2], [0.0, 0.1, 0.2]),
        ([-5.0, 0.1, 1e9, 0.3], [0.0, 0.1, 0.2, 0.3]),
        ([0.4, 0.5], [0.4, 0.5]),
    ],
)
def test_positions_increase_whatever_the_container_says(said, expected):
    clock = PositionClock(fps=10)
    assert [clock.next(position) for position in said] == pytest.approx(expected)


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
    (folder / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))


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
        ("photo.heic", "damaged, or no picture"),
    ],
)
def test_bad_files_are_refused_with_a_sentence_that_names_them(tmp_path, name, says, capfd):
    bad_files(tmp_path)
    with pytest.raises(SourceError, match=says) as caught:
        open_path(tmp_path / name).open()
    assert name in str(caught.value)
    assert str(caught.value).endswith(".")
    assert capfd.readouterr() == ("", "")


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


def test_a_clip_that_claims_more_than_it_holds(shared):
    source = VideoFile(shared / "clips" / "no_face.mp4")
    _, frames = read_all(source)
    assert len(frames) == 95
    assert source.notes() == ("no_face.mp4 claims 98 frames and holds 95; it was read to its end.",)


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


# Pictures


def test_a_picture_is_one_frame(tmp_path):
    source = open_path(png(tmp_path / "a.png", quarters()[..., ::-1]))
    info, frames = read_all(source)
    assert (source.kind, source.live) == ("picture", False)
    assert (info.width, info.height, info.frame_count) == (64, 48, 1)
    assert len(frames) == 1
    assert (frames[0].index, frames[0].t, frames[0].source_t_s) == (0, 0.0, 0.0)
    assert np.array_equal(frames[0].image, quarters())


def test_grey_pictures(tmp_path):
    assert read_image(png(tmp_path / "a.png", np.full((5, 7), 90, np.uint8))).tolist() == [[[90] * 3] * 7] * 5


def test_sixteen_bits_are_scaled_to_eight(tmp_path):
    ramp = np.array([[0, 257, 128 * 257, 65535]], np.uint16)
    grey = read_image(png(tmp_path / "grey.png", ramp))
    assert grey[0, :, 0].tolist() == [0, 1, 128, 255]
    colour = read_image(png(tmp_path / "colour.tiff", np.dstack([ramp, ramp * 0, ramp * 0])))
    assert colour[0, 2].tolist() == [0, 0, 128]


def test_floating_point_pictures(tmp_path):
    assert read_image(png(tmp_path / "a.tiff", np.array([[0.0, 0.5, 1.0, 7.0]], np.float32)))[0, :, 0].tolist() == [
        0,
        128,
        255,
        255,
    ]


@pytest.mark.parametrize("scale", [1, 257])
def test_transparency_shows_white(tmp_path, scale):
    rgba = np.zeros((1, 3, 4), np.uint8 if scale == 1 else np.uint16)
    rgba[0, :, 0] = 255 * scale
    rgba[0, :, 3] = np.array([255, 51, 0]) * scale
    shown = read_image(png(tmp_path / "a.png", rgba))
    assert shown[0].tolist() == [[0, 0, 255], [204, 204, 255], [255, 255, 255]]


def exif(orientation, order="<"):
    mark = b"II" if order == "<" else b"MM"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return mark + struct.pack(order + "HIH", 42, 8, 1) + entry + bytes(4)


#: What a camera that was held so stored, so that the turned picture is ``upright``.
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: np.rot90,
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),
    8: lambda upright: np.rot90(upright, -1),
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_pictures_are_turned_as_their_exif_data_says(tmp_path, orientation, suffix):
    stored = np.ascontiguousarray(STORED[orientation](quarters())[..., ::-1])
    data = cv2.imencode(suffix, stored)[1].tobytes()
    payload = exif(orientation)
    if suffix == ".jpg":
        segment = b"Exif\0\0" + payload
        data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]
    else:
        body = b"eXIf" + payload
        chunk = struct.pack(">I", len(payload)) + body + struct.pack(">I", zlib.crc32(body))
        data = data[:33] + chunk + data[33:]
    path = tmp_path / f"photo{suffix}"
    path.write_bytes(data)
    shown = read_image(path)
    assert shown.shape == quarters().shape
    for row, column, colour in ((5, 5, RED), (5, -5, GREEN), (-5, 5, BLUE), (-5, -5, WHITE)):
        assert near(shown[row, column], colour, 30)


@pytest.mark.parametrize("data", [b"", b"II", b"no exif at all", exif(6)[:12], exif(6)[:-8]])
def test_damaged_exif_data_turns_nothing(data):
    assert exif_orientation(data) == 1


def test_exif_data_of_either_byte_order():
    assert exif_orientation(exif(6, ">")) == exif_orientation(b"Exif\0\0" + exif(6)) == 6


@pytest.mark.parametrize("shape", [(1, 1), (20_000, 3), (3, 20_000)])
def test_tiny_and_huge_pictures(tmp_path, shape):
    image = read_image(png(tmp_path / "a.png", np.full((*shape, 3), 7, np.uint8)))
    assert image.shape == (*shape, 3)


def test_names_that_are_not_ascii(tmp_path):
    path = tmp_path / "Übung %03d 表情.png"
    cv2.imencode(".png", quarters())[1].tofile(path)
    assert len(read_all(open_path(path))[1]) == 1
    clip = write_video(tmp_path / "clip.avi").rename(tmp_path / "Übung %03d 表情.avi")
    assert len(read_all(open_path(clip))[1]) == 30


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
