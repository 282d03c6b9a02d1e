"""A loopback MJPEG server: numbered pictures at a chosen pace; it can fall silent, die and come back."""

import socket
import threading
import time
from base64 import b64encode
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2

_BLOCK = 8
_BITS = 16


def stamp(image: NDArray[np.uint8], number: int) -> NDArray[np.uint8]:
    """Return a copy of a picture with a 16-bit number as black and white blocks in its upper left corner."""
    stamped = image.copy()
    for bit in range(_BITS):
        stamped[:_BLOCK, bit * _BLOCK : (bit + 1) * _BLOCK] = 255 if number >> bit & 1 else 0
    return stamped


def read_stamp(image: NDArray[np.uint8]) -> int:
    """Return the number that ``stamp`` drew, after any JPEG compression."""
    middles = image[_BLOCK // 2, _BLOCK // 2 : _BITS * _BLOCK : _BLOCK].mean(axis=-1) > 127
    return int(sum(1 << bit for bit, on in enumerate(middles) if on))


class MjpegServer:
    """Serves pictures in a loop as multipart/x-mixed-replace on 127.0.0.1.

    Parameters
    ----------
    pictures
        (H, W, 3) uint8 RGB each.
    fps
        Pictures a second.
    content_length
        Whether each part says its length, as most cameras do.
    login
        "user:password" that a client has to send; None lets everybody in.
    file
        Bytes to serve once instead of the pictures, as a web server does.

    Attributes
    ----------
    sent_t
        Stamp of a picture to ``time.monotonic()`` when its last byte was handed to the socket.
    authorization
        The header that a client has to send, None if none.
    """

    def __init__(
        self,
        pictures: Sequence[NDArray[np.uint8]],
        fps: float = 30.0,
        *,
        content_length: bool = True,
        login: str | None = None,
        file: bytes | None = None,
    ) -> None:
        self.file = file
        self.authorization = None if login is None else "Basic " + b64encode(login.encode()).decode()
        self._bgr = [np.ascontiguousarray(picture[..., ::-1]) for picture in pictures]
        self._fps = fps
        self._content_length = content_length
        self._server: _Server | None = None
        self._number = 0
        self._quiet = threading.Event()
        self.port = 0
        self.sent_t: dict[int, float] = {}

    def url(self, user: str = "", password: str = "") -> str:
        """Return the address, with credentials where wanted."""
        login = f"{quote(user)}:{quote(password)}@" if user else ""
        return f"http://{login}127.0.0.1:{self.port}/video.mjpg"

    def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = _Server(("127.0.0.1", self.port), self)
        self.port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, name="mjpeg", daemon=True
        ).start()

    def stop(self) -> None:
        """Die: break every connection and stop listening."""
        server, self._server = self._server, None
        if server is not None:
            server.die()

    def fall_silent(self) -> None:
        """Keep connections open, and send nothing any more."""
        self._quiet.set()

    def speak(self) -> None:
        """Go on sending after ``fall_silent``."""
        self._quiet.clear()

    def wait_for(self, number: int) -> None:
        """Wait until a picture has been sent."""
        while number not in self.sent_t:
            time.sleep(0.001)

    def next_part(self) -> tuple[int, bytes] | None:
        """Return the next picture's number and the bytes to send, or None while silent."""
        if self._quiet.is_set():
            return None
        number = self._number
        self._number = (number + 1) % (1 << _BITS)
        picture = stamp(self._bgr[number % len(self._bgr)], number)
        jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
        length = f"Content-Length: {len(jpeg)}\r\n" if self._content_length else ""
        head = f"--frame\r\nContent-Type: image/jpeg\r\n{length}\r\n".encode()
        return number, head + jpeg + b"\r\n"

    @property
    def period_s(self) -> float:
        """Seconds from one picture to the next."""
        return 1.0 / self._fps

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], owner: MjpegServer) -> None:
        self.owner = owner
        self.dead = threading.Event()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        with self._lock:
            self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: object) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is what the tests are about."""

    def die(self) -> None:
        self.dead.set()
        self.shutdown()
        self.server_close()
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        owner = self.server.owner
        if owner.authorization not in (None, self.headers["Authorization"]):
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        if owner.file is not None:
            self.send_header("Content-Type", "video/mp4")
            self.send_header("Content-Length", str(len(owner.file)))
            self.end_headers()
            self.wfile.write(owner.file)
            return
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        due = time.monotonic()
        while not self.server.dead.is_set():
            part = owner.next_part()
            if part is not None:
                self.wfile.write(part[1])
                self.wfile.flush()
                owner.sent_t[part[0]] = time.monotonic()
            due += owner.period_s
            self.server.dead.wait(max(0.0, due - time.monotonic()))

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class SilentServer:
    """Accepts connections and never says a word."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def url(self) -> str:
        """Return the address."""
        return f"http://127.0.0.1:{self.port}/video.mjpg"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._socket.close()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
