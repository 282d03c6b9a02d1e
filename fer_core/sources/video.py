"""Video files, read to their end, each picture with its position."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import SourceError
from fer_core.sources.base import SourceInfo
from fer_core.sources.files import check_file
from fer_core.sources.geometry import apply_matrix, square_pixels, stretched
from fer_core.sources.limits import MOST_FILM_PIXELS, check_size, frames_ahead
from fer_core.sources.losses import ONE_EACH, Losses, promised_end_s, promised_packets
from fer_core.sources.structure import is_whole, pictures_of
from fer_core.sources.timeline import Timeline
from fer_core.types import Frame

#: For files that do not say how fast they are.
_DEFAULT_FPS = 25.0
#: Streams of pictures without a container: FFmpeg makes their times up.
_BARE = frozenset(("h264", "hevc", "vvc", "m4v", "mpegvideo", "mjpeg", "mjpeg_2000", "jpeg_pipe", "obu", "cavsvideo"))
#: Of these, the codec itself may say how fast it is.
_TIMED_BARE = frozenset(("h264", "hevc", "vvc", "m4v", "mpegvideo"))


@dataclass(slots=True, eq=False)
class _Picture:
    """A decoded picture that waits for its turn."""

    frame: Any
    raw_s: float | None
    duration_s: float | None
    damaged: bool


class VideoFile:
    """A video file, or moving pictures in a file of any other kind that FFmpeg reads; every picture is delivered.

    The picture is as it is meant to be seen: turned, mirrored and stretched as the file says. Of several tracks the one
    that is marked as the default is read; cover pictures are none.

    Parameters
    ----------
    path
        The file.
    """

    live = False
    kind = "film"

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self.name = self._path.name
        self._container: Any = None
        # The rotation of the newest frame, and the matrix that says it.
        self._turned: tuple[int, bytes | None] | None = None
        self._stream: Any = None
        self._reformatter: Any = None
        self._decoded: Iterator[_Picture] = iter(())
        self._waiting: deque[_Picture] = deque()
        self._info = SourceInfo(self.name, 0, 0)
        self._timeline = Timeline(1 / _DEFAULT_FPS)
        self._notes: list[str] = []
        self._codec = ""
        self._ahead = Timeline.AHEAD
        self._reset()

    def open(self) -> SourceInfo:
        """Open the file and read its first picture.

        Raises
        ------
        SourceError
            If it is not there, may not be read, or is no video.
        """
        import av
        from av.video.reformatter import VideoReformatter

        self.close()
        check_file(self._path)
        self._reset()
        try:
            # An absolute path cannot be taken for an address or an option, and nothing but files is opened.
            options = {"protocol_whitelist": "file"}
            self._container = av.open(str(self._path.absolute()), metadata_errors="replace", options=options)
            self._stream = _best_stream(self._container)
        except (av.FFmpegError, ValueError, MemoryError) as error:
            self.close()
            raise self._unreadable() from error
        if self._stream is None:
            self.close()
            raise self._unreadable()
        self._codec = self._stream.codec_context.codec.canonical_name
        try:
            check_size(self.name, *self._seen_size(), MOST_FILM_PIXELS)
        except SourceError:
            self.close()
            raise
        codec = self._stream.codec_context
        self._ahead = frames_ahead(codec.width, codec.height, Timeline.AHEAD)
        # A frame that is larger all the same is one that cannot be read.
        codec.options = {"max_pixels": str(MOST_FILM_PIXELS)}
        # Several frames at once would tell of a damaged one too late to know which it was.
        self._stream.thread_type = "SLICE"
        fps = self._rate()
        self._reformatter = VideoReformatter()
        self._timeline = Timeline(1.0 / (fps or _DEFAULT_FPS))
        self._decoded = self._decode()
        self._look_ahead()
        if not self._waiting:
            self.close()
            raise self._unreadable()
        first = self._seen(self._waiting[0].frame)
        if first is None:
            self.close()
            raise self._unreadable()
        height, width = first.shape[:2]
        count = self._stream.frames or None
        duration_s = self._duration_s()
        if count is None and fps and duration_s:
            count = round(duration_s * fps)
        self._info = SourceInfo(self.name, width, height, fps, count, duration_s)
        return self._info

    def read(self) -> Frame | None:
        """Return the next picture, None at the end."""
        if self._container is None:
            return None
        image = None
        while image is None:
            self._look_ahead()
            if not self._waiting:
                self._note_end()
                return None
            picture = self._waiting.popleft()
            ahead_s = [other.raw_s for other in self._waiting]
            position_s = self._timeline.place(picture.raw_s, ahead_s, picture.duration_s)
            image = self._seen(picture.frame)
            if image is None:
                self._losses.pictures -= 1
                self._losses.lost.append(picture.raw_s)
        self._note_size(image, position_s)
        # Where another transport stream begins, the last packet of the one before counts as cut short.
        self._losses.damaged += picture.damaged and not _falls(picture.raw_s, ahead_s)
        number = self._delivered + self._losses.before(picture.raw_s)
        if self._moved:
            number = round(position_s * (self._info.fps or _DEFAULT_FPS))
        frame = Frame(number, position_s, image, monotonic(), position_s)
        self._delivered += 1
        return frame

    def seek(self, position_s: float) -> None:
        """Go on with a picture at a position, or one before it: where pictures stand for themselves.

        From here on it cannot be told what is missing, and a picture's number is what its position says.

        Raises
        ------
        SourceError
            If the file cannot be opened again.
        """
        import av

        if self._container is None or self._container.format.name in _BARE:
            self.open()
            return
        base = self._stream.time_base or Fraction(1, av.time_base)
        stamp = int((position_s + (self._container.start_time or 0) / 1e6) / base)
        try:
            self._container.seek(stamp, stream=self._stream, backward=True)
        except (av.FFmpegError, MemoryError):
            self.open()
            return
        self._waiting.clear()
        self._ended, self._told_end = False, True
        self._timeline = Timeline(1.0 / (self._info.fps or _DEFAULT_FPS))
        self._decoded = self._decode()
        self._moved = True

    def notes(self) -> tuple[str, ...]:
        """Say what should be known of the file; whether anything is missing is known at its end."""
        return tuple(self._notes)

    def interrupt(self) -> None:
        """Do nothing: a file keeps nobody waiting."""

    def close(self) -> None:
        """Close the file."""
        self._decoded = iter(())
        self._waiting.clear()
        if self._container is not None:
            self._container.close()
        self._container = self._stream = self._reformatter = self._turned = None

    def _reset(self) -> None:
        self._notes = []
        self._waiting.clear()
        self._losses = Losses()
        self._delivered = 0
        self._ended = self._told_end = self._moved = False
        self._size: tuple[int, int] | None = None

    def _unreadable(self) -> SourceError:
        return SourceError(
            f"{self.name} cannot be read as a video: it is damaged, incomplete or of an unknown format. "
            "Copy or convert it again, or choose another file."
        )

    def _rate(self) -> float | None:
        """Return the pictures a second, and say so where that is a guess."""
        stream, bare = self._stream, self._container.format.name in _BARE
        rate = stream.average_rate or stream.guessed_rate
        if bare:
            rate = stream.codec_context.framerate if self._container.format.name in _TIMED_BARE else None
        fps = _sensible(rate)
        if bare and fps is None:
            self._notes.append(
                f"{self.name} does not say how fast it is: {_DEFAULT_FPS:g} frames a second are assumed."
            )  # fmt: skip
        return fps

    def _duration_s(self) -> float | None:
        if self._stream.duration and self._stream.time_base:
            return float(self._stream.duration * self._stream.time_base)
        return None if not self._container.duration else self._container.duration / 1e6

    def _decode(self) -> Iterator[_Picture]:
        """Decode packet by packet: one that is damaged is left out, and counted."""
        import av

        # A bare stream has no time stamps, or those that FFmpeg makes up.
        bare = self._container.format.name in _BARE
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, MemoryError):
                self._losses.broke_off = True
                return
            self._losses.take(packet, self._codec, bare=bare)
            try:
                frames = packet.decode()
            except (av.FFmpegError, MemoryError):
                if packet.size and not packet.is_discard:
                    self._losses.lost.append(self._seconds(packet.pts, packet.time_base))
                continue
            for frame in frames:
                self._losses.pictures += 1
                raw_s = None if bare else self._seconds(frame.pts, frame.time_base)
                duration_s = float(frame.duration * frame.time_base) if frame.duration and not bare else None
                damaged = frame.is_corrupt or (packet.is_corrupt and self._codec in ONE_EACH)
                yield _Picture(frame, raw_s, duration_s, bool(damaged))

    def _seconds(self, stamp: int | None, base: Fraction | None) -> float | None:
        if stamp is None or not base:
            return None
        return float(stamp * base) - (self._container.start_time or 0) / 1e6

    def _look_ahead(self) -> None:
        while len(self._waiting) <= self._ahead and not self._ended:
            picture = next(self._decoded, None)
            if picture is None:
                self._ended = True
            else:
                self._waiting.append(picture)

    def _seen(self, frame: Any) -> NDArray[np.uint8] | None:
        """Return a picture as it is meant to be seen, (H, W, 3) uint8 RGB; None if it cannot be made of this frame."""
        import av

        try:
            # One for all frames: each would start threads of its own.
            rgb = self._reformatter.reformat(frame, format="rgb24")
            image = np.asarray(rgb.to_ndarray(), np.uint8)
        except (av.FFmpegError, ValueError, MemoryError):
            return None
        image = square_pixels(image, self._stream.sample_aspect_ratio)
        matrix = self._matrix_of(frame)
        return image if matrix is None else apply_matrix(image, matrix)

    def _matrix_of(self, frame: Any) -> bytes | None:
        """Return how a frame is turned and mirrored, None if it is not.

        Whoever asks a frame for its side data keeps its memory, until Python next looks for cycles: it is asked once,
        and again where the film turns.
        """
        if self._turned is None or self._turned[0] != frame.rotation:
            matrix = frame.side_data.get("DISPLAYMATRIX")
            self._turned = (frame.rotation, None if matrix is None else bytes(matrix))
        return self._turned[1]

    def _seen_size(self) -> tuple[int, int]:
        """Return width and height as the container says, with square pixels."""
        codec = self._stream.codec_context
        return stretched(codec.width, codec.height, self._stream.sample_aspect_ratio)

    def _note_size(self, image: NDArray[np.uint8], position_s: float) -> None:
        size = (image.shape[1], image.shape[0])
        if self._size not in (None, size):
            self._notes.append(
                f"{self.name} changes its size at {position_s:.1f} s, from {self._size[0]} x {self._size[1]} to "
                f"{size[0]} x {size[1]} pixels."
            )  # fmt: skip
        self._size = size

    def _note_end(self) -> None:
        """Say what is missing, once."""
        if self._told_end:
            return
        self._told_end = True
        kind = self._container.format.name
        promised = max(promised_packets(self._stream), pictures_of(self._path, kind))
        tracks = self._container.streams.video
        if self._container.metadata.get("major_brand") == "avis" and len(tracks) == self._stream.frames == 1:
            self._notes.append(f"{self.name} should move, and is damaged: only one picture of it could be read.")
        promised_s = promised_end_s(self._stream.metadata)
        if promised_s is not None:
            promised_s -= (self._container.start_time or 0) / 1e6
        self._notes += self._losses.sentences(
            self.name,
            self._codec,
            promised=promised,
            whole=is_whole(self._path, kind),
            end_s=self._timeline.end_s,
            promised_s=promised_s,
            step_s=self._timeline.step_s,
        )


def _best_stream(container: Any) -> Any:
    """Return the video track to read, None if there is none."""
    import av

    cover = av.stream.Disposition.attached_pic
    default = av.stream.Disposition.default
    tracks = [track for track in container.streams.video if track.codec_context and not track.disposition & cover]
    # Of a moving AVIF the still that stands for it comes first.
    return max(
        tracks,
        key=lambda track: (bool(track.disposition & default), track.frames != 1, track.width * track.height),
        default=None,
    )


def _falls(raw_s: float | None, ahead_s: Sequence[float | None]) -> bool:
    """Whether the next time stamp is before this one."""
    following = ahead_s[0] if ahead_s else None
    return raw_s is not None and following is not None and following < raw_s


def _sensible(rate: Fraction | None) -> float | None:
    return float(rate) if rate and 0 < rate < 1000 else None
