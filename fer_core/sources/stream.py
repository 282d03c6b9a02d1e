"""Network streams: MJPEG over http or https, and rtsp."""

from fer_core._cv2 import cv2
from fer_core.errors import SourceError, SourceLost
from fer_core.mailbox import Closed
from fer_core.sources.addresses import SCHEMES, is_address, without_secrets
from fer_core.sources.base import SourceInfo
from fer_core.sources.grabber import Capture, LiveReader
from fer_core.types import Frame


def is_stream(text: str) -> bool:
    """Whether a text is meant as a stream's address rather than as a file's name."""
    return text.strip().lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES))


class Stream:
    """A network stream, live.

    Parameters
    ----------
    url
        http, https, rtsp or rtsps; may hold a user and a password, which appear in no message.
    timeout_s
        Seconds to wait for the first picture, and for any later one.

    Raises
    ------
    SourceError
        If this is no stream's address.
    """

    live = True
    kind = "stream"

    def __init__(self, url: str, timeout_s: float = 5.0) -> None:
        self._url = url.strip()
        self._timeout_s = timeout_s
        if not is_address(self._url):
            msg = (
                "This is not a stream's address. It starts with http://, https:// or rtsp:// and a host, as in "
                "http://192.168.0.20:8080/video"
            )
            raise SourceError(msg)
        self.name = without_secrets(self._url)
        self._reader = LiveReader(self._connect, open_timeout_s=timeout_s, silence_timeout_s=timeout_s)

    def open(self) -> SourceInfo:
        """Connect, and wait for the first picture.

        Raises
        ------
        SourceError
            If nobody answers in time, or the answer is no live video.
        """
        try:
            first = self._reader.open()
        except TimeoutError as error:
            self.close()
            msg = (
                f"{self.name} sent no picture within {self._timeout_s:g} s. "
                "Check the address, and that the device is on and in this network."
            )
            raise SourceError(msg) from error
        except Closed as error:
            self.close()
            msg = (
                f"{self.name} cannot be read as a video stream. "
                "Check the address, the user and the password, and that the device is on."
            )
            raise SourceError(msg) from error
        opened = self._reader.opened
        if opened is not None and opened.frame_count > 0:
            self.close()
            msg = f"{self.name} is a video file, not a live stream. Download it, and open it as a file."
            raise SourceError(msg)
        height, width = first.image.shape[:2]
        return SourceInfo(self.name, width, height)

    def read(self) -> Frame:
        """Wait for the next picture.

        Raises
        ------
        SourceLost
            If the connection broke, or nothing came in time.
        """
        try:
            return self._reader.read()
        except (Closed, TimeoutError) as error:
            msg = f"{self.name} has stopped sending pictures. Check the device and the network."
            raise SourceLost(msg) from error

    def notes(self) -> tuple[str, ...]:
        """Nothing is to be said of a stream."""
        return ()

    def interrupt(self) -> None:
        """Wake a read that waits."""
        self._reader.interrupt()

    def close(self) -> None:
        """Hang up."""
        self._reader.close()

    def _connect(self) -> Capture:
        # A little more than the reader waits, so that it is always the reader who says what happened.
        timeout_ms = int(self._timeout_s * 1000) + 200
        # One decoding thread: several would hold back as many pictures.
        parameters = [
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, timeout_ms),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, timeout_ms),
            *(cv2.CAP_PROP_N_THREADS, 1),
        ]
        return cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, parameters)
