"""The server behind the WebSocket: who may listen, and what each one gets."""

import asyncio
import errno
import hmac
import http
import logging
import socket
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fer_core.places import ASSETS
from fer_core.streams.base import OVERLAY_PATH, is_loopback

OVERLAY_FILE = ASSETS / "overlay.html"
#: Listeners at a time.
MOST_LISTENERS = 8
#: Why a connection is closed: the token is missing or wrong; somebody says something, who has only to listen; there are
#: too many already. The first one is of the range that programs may give a meaning.
WRONG_TOKEN, ONLY_LISTEN, TOO_MANY = 4401, 1008, 1013
#: Bytes of a message that are read at most: listeners have nothing to say.
MOST_BYTES = 512

#: Connections at a time, also of those who have not said the token yet.
_MOST_CONNECTIONS = 4 * MOST_LISTENERS
#: Bytes that wait in the system for one who is slow: what waits there is old.
_SEND_BUFFER = 16 * 1024
_HANDSHAKE_S, _PING_S, _CLOSE_S = 5.0, 5.0, 0.5
#: The port of a server that has just ended may be taken for a moment.
_PORT_WAIT_S, _PORT_TRY_S = 1.5, 0.1
#: Seconds in which the server has come up, or ended.
_UP_S, _DOWN_S = 10.0, 2.0
#: Marks that wait for one who is slow; older ones are forgotten.
_MOST_MARKS = 100
#: Origins of a page that was opened as a file.
_FILE_ORIGINS = ("null", "file://")
_PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # The page loads nothing, and speaks to this server alone.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src ws: wss:; "
        "base-uri 'none'; form-action 'none'"
    ),
}


class _Listener:
    """One who listens: what it has not got yet. All of it belongs to the loop."""

    def __init__(self) -> None:
        self.newest: str | None = None
        self.marks: deque[str] = deque(maxlen=_MOST_MARKS)
        self.there = asyncio.Event()

    def take(self) -> list[str]:
        """Take what is to be sent now, marks first."""
        found, self.newest = [*self.marks, *([self.newest] if self.newest is not None else [])], None
        self.marks.clear()
        self.there.clear()
        return found


class Listeners:
    """Everybody who listens. ``put`` and ``put_mark`` are called in the server's loop, ``count`` from anywhere."""

    def __init__(self, hello: str) -> None:
        self.hello = hello
        self._all: tuple[_Listener, ...] = ()

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self._all)

    def put(self, text: str) -> None:
        """Give all of them a result, in place of the one that they have not got yet."""
        for listener in self._all:
            listener.newest = text
            listener.there.set()

    def put_mark(self, text: str) -> None:
        """Give all of them a mark."""
        for listener in self._all:
            listener.marks.append(text)
            listener.there.set()

    def add(self) -> _Listener:
        """Let one more listen."""
        listener = _Listener()
        self._all = (*self._all, listener)
        return listener

    def remove(self, listener: _Listener) -> None:
        """Forget one."""
        self._all = tuple(other for other in self._all if other is not listener)


class Server:
    """Serves the page to everybody, and results to those who say the token.

    Parameters
    ----------
    host, port
        Where it is reached.
    token
        What a listener must say: ``ws://HOST:PORT/?token=TOKEN``, or a header ``Authorization: Bearer TOKEN``.
    listeners
        Who gets what.
    """

    def __init__(self, host: str, port: int, token: str, listeners: Listeners) -> None:
        self._host, self._port, self._token = host, port, token
        self._listeners = listeners
        self._server: Any = None
        self._connections = 0

    async def start(self) -> None:
        """Begin to listen on the port.

        Raises
        ------
        OSError
            If it cannot be had.
        """
        from websockets.asyncio.server import serve

        self._server = await serve(
            self._serve,
            self._host,
            self._port,
            process_request=self._process,
            server_header=None,
            compression=None,
            max_size=MOST_BYTES,
            max_queue=1,
            write_limit=_SEND_BUFFER,
            open_timeout=_HANDSHAKE_S,
            ping_interval=_PING_S,
            ping_timeout=_PING_S,
            close_timeout=_CLOSE_S,
            logger=_silent(),
        )

    async def close(self) -> None:
        """Say goodbye to everybody and free the port."""
        self._server.close()
        await self._server.wait_closed()

    def _process(self, connection: Any, request: Any) -> Any:
        """Answer what is no WebSocket, and refuse the pages of strangers; None lets the connection be made."""
        path = urlsplit(request.path).path
        if path == OVERLAY_PATH:
            return self._page(connection)
        if path not in ("", "/"):
            return connection.respond(http.HTTPStatus.NOT_FOUND, f"The page is at {OVERLAY_PATH}.\n")
        if not _may_come(request.headers.get("Origin"), request.headers.get("Host", "")):
            words = "Pages of other sites may not listen. Open the page of fer-live, or one on this computer.\n"
            return connection.respond(http.HTTPStatus.FORBIDDEN, words)
        if self._connections >= _MOST_CONNECTIONS:
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections.\n")
        return None

    def _page(self, connection: Any) -> Any:
        try:
            body = OVERLAY_FILE.read_text("utf-8")
        except OSError:
            return connection.respond(http.HTTPStatus.NOT_FOUND, "The page is missing: install fer-live again.\n")
        response = connection.respond(http.HTTPStatus.OK, body)
        for name, value in _PAGE_HEADERS.items():
            # It would stand there twice.
            if name in response.headers:
                del response.headers[name]
            response.headers[name] = value
        return response

    def _is_known(self, request: Any) -> bool:
        said = parse_qs(urlsplit(request.path).query).get("token", [""])[-1]
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        given = said or (bearer.strip() if scheme.lower() == "bearer" else "")
        # In the same time whether the first letter is wrong or the last one.
        return bool(self._token) and hmac.compare_digest(given.encode(), self._token.encode())

    async def _serve(self, connection: Any) -> None:
        self._connections += 1
        try:
            if not self._is_known(connection.request):
                await connection.close(WRONG_TOKEN, "The token is missing or wrong: copy the address again.")
            elif self._listeners.count >= MOST_LISTENERS:
                await connection.close(TOO_MANY, f"{MOST_LISTENERS} are listening already.")
            else:
                await self._listen(connection)
        finally:
            self._connections -= 1

    async def _listen(self, connection: Any) -> None:
        from websockets.exceptions import ConnectionClosed

        _keep_little(connection)
        listener = self._listeners.add()
        sender = asyncio.create_task(self._send(connection, listener))
        try:
            with suppress(ConnectionClosed):
                await connection.recv()
                await connection.close(ONLY_LISTEN, "There is nothing to say here, only to listen.")
        finally:
            self._listeners.remove(listener)
            sender.cancel()
            with suppress(asyncio.CancelledError):
                await sender

    async def _send(self, connection: Any, listener: _Listener) -> None:
        from websockets.exceptions import ConnectionClosed

        with suppress(ConnectionClosed):
            await connection.send(self._listeners.hello)
            while True:
                await listener.there.wait()
                for text in listener.take():
                    await connection.send(text)


class ServerThread:
    """A server in a thread of its own, and the way there.

    Parameters
    ----------
    host, port, token
        Of the server.
    hello
        What a listener is told first.
    """

    def __init__(self, host: str, port: int, token: str, hello: str) -> None:
        self._listeners = Listeners(hello)
        self._server = Server(host, port, token, self._listeners)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._up = threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="fer-stream-websocket", daemon=True)

    @property
    def count(self) -> int:
        """How many listen."""
        return self._listeners.count

    @property
    def error(self) -> Exception | None:
        """Why it has ended, None while it is there."""
        return None if self._thread.is_alive() else self._error or RuntimeError("the server has ended")

    def start(self) -> None:
        """Wait until it is there.

        Raises
        ------
        OSError
            If its port cannot be had.
        """
        self._thread.start()
        if not self._up.wait(_UP_S):
            raise TimeoutError
        if self._error is not None:
            raise self._error

    def put(self, text: str) -> None:
        """Give all listeners a result, in place of the one that they have not got yet."""
        self._hand_over(self._listeners.put, text)

    def put_mark(self, text: str) -> None:
        """Give all listeners a mark."""
        self._hand_over(self._listeners.put_mark, text)

    def stop(self) -> None:
        """Say goodbye to everybody, and free the port."""
        if self._stop is not None:
            self._hand_over(self._stop.set)
        self._thread.join(_DOWN_S)

    def _hand_over(self, function: Any, *values: Any) -> None:
        # A loop that has ended takes nothing; ``error`` tells.
        with suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(function, *values)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            self._error = error
        finally:
            self._up.set()

    async def _serve(self) -> None:
        stop = asyncio.Event()
        deadline = time.monotonic() + _PORT_WAIT_S
        while True:
            try:
                await self._server.start()
                break
            except OSError as error:
                if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(_PORT_TRY_S)
        self._stop, self._loop = stop, asyncio.get_running_loop()
        self._up.set()
        await stop.wait()
        await self._server.close()


def _may_come(origin: str | None, host: str) -> bool:
    """Whether a page of an origin may listen, if it knows the token; programs that are no browser say none."""
    if origin is None or origin in _FILE_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
        return parts.netloc == host or is_loopback(parts.hostname or "")
    except ValueError:
        return False


def _keep_little(connection: Any) -> None:
    """Let little wait in the system for one who is slow, so that what it gets next is new."""
    raw = connection.transport.get_extra_info("socket")
    if raw is not None:
        with suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)


def _silent() -> logging.Logger:
    """Return a logger that says nothing: requests hold the token, and whoever knocks is no matter for a log."""
    quiet = logging.getLogger("fer_core.streams.websocket_server.quiet")
    quiet.setLevel(logging.CRITICAL + 1)
    quiet.propagate = False
    return quiet
