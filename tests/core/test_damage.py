"""Films and pictures that are damaged: what is left is read, and what is missing is said."""

import re
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from films import blank, jpeg, pillow_bytes, places, read_all, scene, times_of, write_film

from fer_core.errors import SourceError
from fer_core.sources import open_path, read_image
from fer_core.sources.limits import frames_ahead
from fer_core.sources.losses import Losses, promised_end_s
from fer_core.sources.structure import is_whole

FRAMES = 30


def pan(width=160, height=120):
    wide = scene(3, width + 2 * FRAMES, height)
    return [np.ascontiguousarray(wide[:, 2 * n : 2 * n + width]) for n in range(FRAMES)]


def write_h264(path, **options):
    return write_film(path, [n / 10 for n in range(FRAMES)], pan(), **options)


def write_moving(path, kind):
    path.write_bytes(pillow_bytes(pan(), kind, duration=100))
    return path


FILMS = {
    "a.mp4": write_h264,
    "a.mkv": write_h264,
    "a.webm": lambda path: write_h264(path, codec="libvpx-vp9"),
    "b.webm": lambda path: write_h264(path, codec="libvpx"),
    "a.ts": lambda path: write_h264(path, muxer="mpegts"),
    "a.avi": lambda path: write_h264(path, codec="mjpeg", ticks=10),
    "b.avi": lambda path: write_h264(path, codec="mpeg4", ticks=10),
    "a.gif": lambda path: write_moving(path, "GIF"),
    "a.png": lambda path: write_moving(path, "PNG"),
    "a.avif": lambda path: write_moving(path, "AVIF"),
    "a.webp": lambda path: write_moving(path, "WEBP"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the bytes of an undamaged film by name."""
    folder = tmp_path_factory.mktemp("whole")
    return {name: write(folder / name).read_bytes() for name, write in FILMS.items()}


def bent(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def zeroed(data, start, length):
    changed = bytearray(data)
    changed[start : start + length] = bytes(length)
    return bytes(changed)


def swapped(data, one, other, length):
    changed = bytearray(data)
    changed[one : one + length], changed[other : other + length] = (
        data[other : other + length],
        data[one : one + length],
    )
    return bytes(changed)


@pytest.mark.parametrize("name", FILMS)
def test_of_an_undamaged_film_nothing_is_said(tmp_path, whole, name):
    times, notes = times_of(bent(tmp_path, name, whole[name]))
    assert len(times) == FRAMES
    assert notes == ()


@pytest.mark.parametrize("name", ["a.mkv", "a.webm", "b.webm", "a.ts", "a.gif"])
@pytest.mark.parametrize("kept", [0.5, 0.95, 0.98])
def test_a_film_that_is_cut_off_breaks_off(tmp_path, whole, name, kept):
    times, notes = times_of(bent(tmp_path, name, whole[name][: int(len(whole[name]) * kept)]))
    assert len(times) <= FRAMES
    assert f"{name} breaks off: it is damaged or incomplete. It was read as far as it goes." in notes


@pytest.mark.parametrize("name", ["a.mkv", "a.webm", "b.webm"])
@pytest.mark.parametrize("missing", [1, 2])
def test_a_matroska_film_that_lacks_a_frame_or_two_breaks_off(tmp_path, whole, name, missing):
    path = bent(tmp_path, name, whole[name])
    # Before the last block's own header.
    at = places(path)[-missing][0] - 8
    times, notes = times_of(bent(tmp_path, name, whole[name][:at]))
    assert FRAMES - missing - 1 <= len(times) <= FRAMES - missing
    assert notes[0].startswith(f"{name} breaks off")


def test_a_gif_without_its_trailer_breaks_off(tmp_path, whole):
    assert whole["a.gif"].endswith(b"\x3b")
    times, notes = times_of(bent(tmp_path, "a.gif", whole["a.gif"][:-1]))
    assert len(times) == FRAMES
    assert notes == ("a.gif breaks off: it is damaged or incomplete. It was read as far as it goes.",)


def test_a_picture_of_a_gif_that_is_taken_for_a_part_of_the_one_before_is_missed(tmp_path, whole):
    data = bytearray(whole["a.gif"])
    starts = [found.start() for found in re.finditer(rb"\x21\xf9\x04.{4}\0\x2c", data, re.DOTALL)]
    assert len(starts) == FRAMES
    # The picture before does not end, and goes on into its neighbour's blocks.
    assert data[starts[9] - 1] == 0
    data[starts[9] - 1] = 255
    times, notes = times_of(bent(tmp_path, "a.gif", bytes(data)))
    assert len(times) < FRAMES
    assert notes


def test_a_moving_png_that_lacks_a_picture_claims_more(tmp_path, whole):
    data = whole["a.png"]
    # The head of the tenth picture, and with it the picture: readers leave out chunks that they do not know.
    starts = [found.start() for found in re.finditer(b"fcTL", data)]
    fewer = data[: starts[9] - 4] + data[starts[10] - 4 :]
    times, notes = times_of(bent(tmp_path, "a.png", fewer))
    assert len(times) == FRAMES - 1
    assert notes == ("a.png claims 30 frames and holds 29; it was read to its end.",)


def test_what_lies_behind_a_gif_is_nobody_s_business(tmp_path, whole):
    assert times_of(bent(tmp_path, "a.gif", whole["a.gif"] + bytes(100)))[1] == ()


@pytest.mark.parametrize("name", ["a.avi", "a.gif", "a.mkv", "a.ts", "a.avif"])
@pytest.mark.parametrize("how", ["zeroed", "swapped"])
@pytest.mark.parametrize("share", [0.3, 0.45, 0.6])
def test_of_a_film_with_damage_in_its_midst_frames_are_not_lost_silently(tmp_path, whole, name, how, share):
    data, part = whole[name], len(whole[name]) // 40
    start = int(len(data) * share)
    changed = zeroed(data, start, part) if how == "zeroed" else swapped(data, start, start + 4 * part, part)
    path = bent(tmp_path, name, changed)
    try:
        times, notes = times_of(path)
    except SourceError:
        return
    assert len(times) == FRAMES or notes


def test_a_frame_of_an_avi_that_is_cut_through_is_incomplete(tmp_path, whole):
    path = bent(tmp_path, "a.avi", whole["a.avi"])
    at, size = places(path)[-1]
    times, notes = times_of(bent(tmp_path, "a.avi", whole["a.avi"][: at + size // 2]))
    assert len(times) == FRAMES
    assert notes == ("a.avi is damaged: 1 of its frames are incomplete.",)


def test_jpegs_of_a_dump_that_lack_their_end_are_incomplete(tmp_path):
    pictures = [jpeg(picture) for picture in pan()[:10]]
    path = tmp_path / "a.bin"
    path.write_bytes(b"".join(pictures)[:-20])
    guess = "a.bin does not say how fast it is: 25 frames a second are assumed."
    assert times_of(path)[1] == (guess, "a.bin is damaged: 1 of its frames are incomplete.")
    # Where none has an end, the camera never writes it.
    film = write_film(tmp_path / "b.avi", [n / 10 for n in range(10)], pan()[:10], codec="mjpeg", ticks=10)
    data = bytearray(film.read_bytes())
    for at, size in places(film):
        end = data.rindex(b"\xff\xd9", at, at + size)
        data[end : end + 2] = b"\0\0"
    film.write_bytes(data)
    assert times_of(film)[1] == ()


def test_jpegs_of_a_dump_that_are_taken_for_one_are_missed(tmp_path):
    pictures = [jpeg(picture) for picture in pan()[:10]]
    # A mark in its midst that says that a long comment follows.
    middle = len(pictures[4]) // 2
    pictures[4] = pictures[4][:middle] + b"\xff\xe1\x2f\xff" + pictures[4][middle + 4 :]
    path = tmp_path / "a.mjpg"
    path.write_bytes(b"".join(pictures))
    times, notes = times_of(path)
    assert len(times) < 10
    assert f"a.mjpg is damaged: {10 - len(times)} of its frames are missing." in notes


def test_a_moving_avif_of_which_only_the_still_is_left_is_said_to_be_damaged(tmp_path, whole):
    data = whole["a.avif"]
    path = bent(tmp_path, "a.avif", data.replace(b"moov", b"free", 1))
    times, notes = times_of(path)
    assert len(times) == 1
    assert notes == ("a.avif should move, and is damaged: only one picture of it could be read.",)


@pytest.mark.parametrize("length", [192, 204])
def test_transport_streams_of_recorders_are_whole(tmp_path, whole, length):
    before, behind = (4, 0) if length == 192 else (0, 16)
    packets = [whole["a.ts"][at : at + 188] for at in range(0, len(whole["a.ts"]), 188)]
    path = bent(tmp_path, "a.m2ts", b"".join(bytes(before) + packet + bytes(behind) for packet in packets))
    times, notes = times_of(path)
    assert (len(times), notes) == (FRAMES, ())
    assert not is_whole(bent(tmp_path, "a.m2ts", path.read_bytes()[:-100]), "mpegts")


def test_a_film_that_is_read_often_leaves_no_threads_behind(tmp_path, whole):
    path = bent(tmp_path, "a.mp4", whole["a.mp4"])
    times_of(path)
    before = native_threads()
    for _ in range(3):
        times_of(path)
    # Each frame would leave two.
    assert native_threads() <= before + 2


def native_threads():
    """Return how many threads this process has, those of libraries included."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        pytest.skip("threads of libraries are counted on Linux only")
    return len(list(tasks.iterdir()))


def test_frames_that_cannot_be_decoded_are_counted_once(tmp_path, whole):
    path = blank(bent(tmp_path, "a.avi", whole["a.avi"]), (4, 5))
    times, notes = times_of(path)
    assert len(times) == FRAMES - 2
    assert notes == ("a.avi is damaged: 2 of its frames could not be read.",)


# What a container looks like that is whole


def test_a_live_matroska_film_of_unknown_lengths_is_whole(tmp_path):
    path = tmp_path / "live.mkv"
    with path.open("wb") as file, av.open(file, "w", format="matroska", options={"live": "1"}) as film:
        stream = film.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.options = {"bf": "0"}
        for _ in range(20):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(scene(1, 64, 48), format="rgb24")))
        film.mux(stream.encode())
    assert path.read_bytes()[:4] == b"\x1a\x45\xdf\xa3"
    assert b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" in path.read_bytes()
    assert times_of(path)[1] == ()


@pytest.mark.parametrize("name", ["a.mkv", "a.ts", "a.gif"])
def test_the_structure_of_whole_films_holds(tmp_path, whole, name):
    kind = {"a.mkv": "matroska,webm", "a.ts": "mpegts", "a.gif": "gif"}[name]
    assert is_whole(bent(tmp_path, name, whole[name]), kind)
    for kept in (len(whole[name]) // 3, len(whole[name]) - 1):
        cut = bent(tmp_path, name, whole[name][:kept])
        assert not is_whole(cut, kind)
    assert is_whole(tmp_path / "gone", kind)
    assert is_whole(cut, "mov,mp4")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:00:03.064000000", 3.064), ("02:00:11.900000000", 7211.9), ("3.5", None), ("", None), ("aa:00:01", None)],
)
def test_how_long_a_track_is_by_its_tag(text, seconds):
    assert promised_end_s({"DURATION": text}) == seconds


@pytest.mark.parametrize(("end_s", "said"), [(2.0, True), (2.84, True), (2.95, False), (3.0, False), (3.2, False)])
def test_a_film_that_ends_before_its_promise_is_said_to(end_s, said):
    found = Losses(packets=20, pictures=20).sentences(
        "a.webm", "vp9", promised=0, whole=True, end_s=end_s, promised_s=3.0, step_s=0.1
    )
    expected = [f"a.webm claims to last 3.0 s and ends at {end_s:.1f} s; it was read to its end."] if said else []
    assert found == expected


def test_packets_that_are_not_to_be_shown_are_held_and_not_missed():
    losses = Losses()
    for discard in (True, False, False):
        losses.take(SimpleNamespace(size=9, is_discard=discard, is_corrupt=False), "av1")
    losses.pictures = 2
    found = losses.sentences("a", "av1", promised=3, whole=True, end_s=1.0, promised_s=None, step_s=0.1)
    assert found == []
    losses.pictures = 1
    found = losses.sentences("a", "av1", promised=3, whole=True, end_s=1.0, promised_s=None, step_s=0.1)
    assert found == ["a is damaged: 1 of its frames are missing."]


# Pictures


@pytest.mark.parametrize(("how", "progressive"), [("zeroed", False), ("zeroed", True), ("swapped", True)])
def test_a_jpeg_with_damage_in_its_midst_is_said_to_be_damaged(tmp_path, capfd, how, progressive):
    noise = np.random.default_rng(0).integers(0, 40, (240, 320, 3), np.uint8) + scene(3) // 2
    data = pillow_bytes([noise], "JPEG", progressive=progressive)
    part = len(data) // 40
    changed = zeroed(data, len(data) // 3, part) if how == "zeroed" else swapped(data, 2000, len(data) // 2, part)
    source = open_path(bent(tmp_path, "a.jpg", changed))
    assert len(read_all(source)[1]) == 1
    assert source.notes() == ("a.jpg is damaged: a part of the picture is not what it was.",)
    assert read_all(open_path(bent(tmp_path, "whole.jpg", data)))[0].width == 320
    # What the library prints stays off the terminal.
    assert capfd.readouterr() == ("", "")


def test_of_an_undamaged_jpeg_nothing_is_said(tmp_path):
    source = open_path(bent(tmp_path, "a.jpg", jpeg(scene(3))))
    read_all(source)
    assert source.notes() == ()


@pytest.mark.parametrize("missing", [0.5, 0.02])
def test_a_jpeg_that_is_cut_off_is_refused(tmp_path, missing):
    data = jpeg(scene(3))
    with pytest.raises(SourceError, match=r"a\.jpg is damaged"):
        read_image(bent(tmp_path, "a.jpg", data[: int(len(data) * (1 - missing))]))


# Small files that claim huge pictures


def png_of(width, height, chunks=b""):
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + chunks


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


IDAT = chunk(b"IDAT", zlib.compress(b""))
JPEG_HEAD = b"\xff\xd8\xff\xc0\0\x11\x08" + struct.pack(">HH", 60000, 60000) + b"\3\1\x11\0\2\x11\0\3\x11\0"
BOMBS = {
    "a.png": png_of(20001, 10000, IDAT),
    "b.png": png_of(400_000, 1000, IDAT),
    "a.bmp": b"BM" + struct.pack("<IIIIiiHHIIIIII", 54, 0, 54, 40, 60000, 60000, 1, 24, 0, 0, 0, 0, 0, 0),
    "a.ppm": b"P6 60000 60000 255\n\0",
    "a.jpg": JPEG_HEAD + b"\xff\xda\0\x0c\3\1\0\2\x11\3\x11\0\x3f\0\0\xff\xd9",
    "a.tga": struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, 60000, 60000, 24, 0),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_picture_that_claims_to_be_huge_is_refused_by_its_header(tmp_path, name):
    with pytest.raises(SourceError) as caught:
        read_all(open_path(bent(tmp_path, name, BOMBS[name])))
    assert str(caught.value).startswith(f"{name} is too large: ")
    assert str(caught.value).endswith("200 million pixels are the most that are read. Make it smaller.") or (
        "200 million are the most that are read" in str(caught.value)
    )


def test_of_huge_frames_few_are_decoded_ahead():
    assert frames_ahead(640, 480, 5) == 5
    assert frames_ahead(7680, 4320, 5) == 5
    assert frames_ahead(10_000, 8_000, 5) == 1
    assert frames_ahead(14_000, 14_000, 5) == 0
    assert frames_ahead(0, 0, 5) == 5


def test_a_radiance_picture_that_claims_to_be_huge_is_refused(tmp_path):
    # Which Pillow does not know: OpenCV is told the same limit.
    path = bent(tmp_path, "a.hdr", b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60000 +X 60000\n" + bytes(100))
    with pytest.raises(SourceError, match=r"too large for this computer|is damaged"):
        read_image(path)


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp"])
def test_a_film_that_claims_to_be_huge_is_refused(tmp_path, whole, name):
    data = bytearray(whole[name])
    if name == "a.gif":
        data[6:10] = struct.pack("<HH", 65535, 65535)
    elif name == "a.png":
        data[:33] = png_of(60000, 60000)
    else:
        data[24:30] = (16383).to_bytes(3, "little") * 2
    with pytest.raises(SourceError, match=rf"{name} (is too large|cannot be read|is damaged)"):
        read_all(open_path(bent(tmp_path, name, bytes(data))))


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_a_film_has_fewer_pixels_than_a_picture_may_have(tmp_path, whole, name):
    # A decoder keeps several frames: a film of 200 million pixels would take 4 GB.
    data = bytearray(whole[name])
    if name == "a.gif":
        data[6:10] = struct.pack("<HH", 9000, 9000)
    else:
        data[24:30] = (8999).to_bytes(3, "little") * 2
    with pytest.raises(SourceError, match=rf"{name} is too large: 9000 x 9000 pixels, and 67 million are the most"):
        read_all(open_path(bent(tmp_path, name, bytes(data))))
