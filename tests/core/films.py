"""Films and pictures that the tests make themselves, some of them bent afterwards."""

import io
import struct
from fractions import Fraction

import av
import numpy as np

from fer_core._cv2 import cv2
from fer_core.sources import open_path

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
#: Ticks a second of a transport stream.
TICKS = 90_000


def quarters(width=64, height=48):
    """Return a picture whose quarters are red, green, blue and white, in reading order."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = RED
    picture[: height // 2, width // 2 :] = GREEN
    picture[height // 2 :, : width // 2] = BLUE
    picture[height // 2 :, width // 2 :] = WHITE
    return picture


def corners(picture):
    """Return the names of the colours of a picture's corners, in reading order."""
    names = {RED: "R", GREEN: "G", BLUE: "B", WHITE: "W"}
    h, w = picture.shape[0] // 8, picture.shape[1] // 8
    found = (picture[row, column].astype(int) for row in (h, -h - 1) for column in (w, -w - 1))
    return "".join(names[min(names, key=lambda name: np.abs(pixel - name).max())] for pixel in found)


def scene(seed, width=320, height=240):
    """Return a picture of soft blobs, another one for each seed."""
    coarse = np.random.default_rng(seed).integers(0, 255, (5, 7, 3), np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


def write_video(path, fourcc="MJPG", frames=30, fps=10.0):
    """Write a film of quarters with OpenCV, at a constant rate; return the path."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), fps, (64, 48))
    assert writer.isOpened()
    for index in range(frames):
        picture = quarters()
        picture[20:28, 28:36] = index * 8 % 256
        writer.write(picture[..., ::-1])
    writer.release()
    return path


def write_film(path, times_s, pictures=None, *, codec="libx264", muxer=None, gop=12, rate=10, aspect=None, ticks=TICKS):
    """Write a film with PyAV, each frame at its time in seconds; return the path.

    Without ``pictures``, frame n is evenly grey, n * 5 bright.
    """
    pictures = pictures or [np.full((48, 64, 3), number * 5 % 256, np.uint8) for number in range(len(times_s))]
    with av.open(str(path), "w", format=muxer) as film:
        stream = film.add_stream(codec, rate=rate)
        _set_up(stream, pictures[0], codec, gop, ticks)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        for t_s, picture in zip(times_s, pictures, strict=True):
            film.mux(stream.encode(_frame(picture, t_s, ticks)))
        film.mux(stream.encode())
    return path


def write_tracks(path, tracks, default, *, covers=()):
    """Write a film of several tracks, lists of pictures at 10 frames a second; mark the default and the covers."""
    marks = av.stream.Disposition
    with av.open(str(path), "w") as film:
        streams = []
        for number, pictures in enumerate(tracks):
            cover = number in covers
            stream = film.add_stream("mjpeg" if cover else "libx264", rate=10)
            _set_up(stream, pictures[0], "mjpeg" if cover else "libx264", 12, TICKS)
            mark = marks.attached_pic if cover else marks.default if number == default else marks(0)
            stream.disposition = mark.value
            streams.append(stream)
        for stream, pictures in zip(streams, tracks, strict=True):
            for number, picture in enumerate(pictures):
                film.mux(stream.encode(_frame(picture, number / 10, TICKS, stream.pix_fmt)))
        for stream in streams:
            film.mux(stream.encode())
    return path


def write_late(path, starts_s, frames, sound_s):
    """Write a film with sound from 0 on whose pictures begin later, at 10 frames a second."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=10)
        _set_up(stream, np.empty((48, 64, 3), np.uint8), "libx264", 12, TICKS)
        sound = film.add_stream("aac", rate=48000)
        sound.codec_context.layout = "mono"
        for number in range(round(sound_s * 48000 / 1024)):
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            silence.sample_rate, silence.pts, silence.time_base = 48000, number * 1024, Fraction(1, 48000)
            film.mux(sound.encode(silence))
        for number in range(frames):
            film.mux(stream.encode(_frame(np.full((48, 64, 3), 90, np.uint8), starts_s + number / 10, TICKS)))
        film.mux(sound.encode())
        film.mux(stream.encode())
    return path


def _set_up(stream, picture, codec, gop, ticks):
    stream.height, stream.width = picture.shape[:2]
    stream.pix_fmt = {"ffv1": "bgr0", "mjpeg": "yuvj420p"}.get(codec, "yuv420p")
    stream.codec_context.time_base = Fraction(1, ticks)
    stream.codec_context.thread_count = 1
    stream.codec_context.gop_size = gop
    if codec == "libx264":
        stream.options = {"preset": "ultrafast", "crf": "10", "bf": "0", "tune": "zerolatency"}


def _frame(picture, t_s, ticks, pixels=None):
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    if pixels is not None:
        frame = frame.reformat(format=pixels)
    frame.pts, frame.time_base = round(t_s * ticks), Fraction(1, ticks)
    return frame


def restamp(path, later_s):
    """Make the time stamps of some frames of a transport stream later, or earlier: seconds by number."""
    data = bytearray(path.read_bytes())
    number = -1
    for start in range(0, len(data), 188):
        at = data.find(b"\0\0\1\xe0", start, start + 188)
        if at < 0 or not data[start + 1] & 0x40:
            continue
        number += 1
        if number in later_s:
            _move_stamp(data, at + 9, round(later_s[number] * TICKS))
    assert number > max(later_s)
    path.write_bytes(data)
    return path


def _move_stamp(data, at, ticks):
    """Move the PTS of a PES header, and its DTS if it has one: five bytes each, 33 bits between marks."""
    for place in (at, at + 5)[: 2 if data[at - 2] & 0x40 else 1]:
        a, b, c = data[place], *struct.unpack_from(">HH", data, place + 1)
        stamp = ((a >> 1 & 7) << 30 | (b >> 1) << 15 | c >> 1) + ticks
        data[place] = a & 0xF1 | (stamp >> 30 & 7) << 1
        struct.pack_into(">HH", data, place + 1, (stamp >> 15 & 0x7FFF) << 1 | 1, (stamp & 0x7FFF) << 1 | 1)


def places(path):
    """Return (place, size) of every packet of the first track of a film."""
    data, found, end = path.read_bytes(), [], 0
    with av.open(str(path)) as film:
        for packet in film.demux(film.streams.video[0]):
            if packet.size:
                # Where the container cuts packets up, it is where the first part begins.
                at = data.find(bytes(packet), end)
                at = packet.pos if at < 0 else at
                found.append((at, packet.size))
                end = at + packet.size
    return found


def blank(path, numbers, *, keep=0):
    """Overwrite some packets of a film by zeros, but for their first bytes; return the path."""
    data = bytearray(path.read_bytes())
    for number, (at, size) in enumerate(places(path)):
        if number in numbers:
            data[at + keep : at + size] = bytes(size - keep)
    path.write_bytes(data)
    return path


def give_matrix(path, matrix):
    """Write a display matrix (a, b, c, d) into the track header of an MP4; return the path."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 44
    a, b, c, d = (round(value * 65536) for value in matrix)
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    return path


def jpeg(picture, quality=95):
    """Return a picture (H, W, 3) RGB as JPEG."""
    return cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def pillow_bytes(pictures, kind, **options):
    """Return pictures (H, W, 3) RGB as Pillow saves them, several as one that moves."""
    from PIL import Image

    first, *others = [Image.fromarray(picture) for picture in pictures]
    more = {"save_all": True, "append_images": others} if others else {}
    out = io.BytesIO()
    first.save(out, kind, **more, **options)
    return out.getvalue()


def read_all(source):
    """Open a source and return its info and all its frames."""
    info = source.open()
    frames = list(iter(source.read, None))
    source.close()
    return info, frames


def times_of(path):
    """Return the position of each frame of a file, and the notes."""
    source = open_path(path)
    times = [frame.t for frame in read_all(source)[1]]
    return times, source.notes()


def near(pixel, colour, tolerance=12):
    """Whether a pixel has a colour, about."""
    return np.abs(pixel.astype(int) - colour).max() <= tolerance
