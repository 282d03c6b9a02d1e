"""Results as JSON over a WebSocket, for whoever knows the token, and a page that draws them over a picture."""

import asyncio
import errno
import json
import secrets
import threading
import time
from typing import Any

from fer_core.errors import SinkError
from fer_core.session.description import OpenSession
from fer_core.session.events import Mark
from fer_core.sinks.base import Outcome, Policy
from fer_core.streams.base import StreamOptions, is_anywhere, not_installed, place
from fer_core.streams.message import hello, mark_message, result_message
from fer_core.streams.websocket_server import OVERLAY_PATH, Listeners, Server
from fer_core.types import FrameResult

WEBSOCKET_HOST, WEBSOCKET_PORT = "127.0.0.1", 8765

_TITLE = "WebSocket"
#: The port of a stream that has just ended may be taken for a moment.
_PORT_WAIT_S, _PORT_TRY_S = 1.5, 0.1
#: Seconds in which the server has come up, or ended.
_UP_S, _DOWN_S = 10.0, 2.0


def new_token() -> str:
    """Return a token that nobody guesses, for an address."""
    return secrets.token_urlsafe(18)


def overlay_address(options: StreamOptions) -> str:
    """Return where a browser finds the page; it holds the token, so it is for the user's eyes alone.

    What stands behind the # is never sent, nor logged by a browser's other ends.
    """
    host = WEBSOCKET_HOST if is_anywhere(options.host) else options.host
    where = place(host or WEBSOCKET_HOST, options.port or WEBSOCKET_PORT)
    return f"http://{where}{OVERLAY_PATH}#token={options.token}"


class WebsocketStream:
    """Serves every listener the newest result; who is slow misses some, and marks reach everybody.

    The server has a thread of its own: this one only hands over.

    Parameters
    ----------
    options
        Host and port to be reached at, and the token that a listener must say.
    """

    name = "websocket"
    path = None
    policy = Policy.NEWEST

    def __init__(self, options: StreamOptions) -> None:
        self._host, self._port = options.host or WEBSOCKET_HOST, options.port or WEBSOCKET_PORT
        self._token = options.token
        self.address = f"ws://{place(self._host, self._port)}"
        self.written = 0
        self._listeners = Listeners()
        self._session: OpenSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._up = threading.Event()
        self._stop: asyncio.Event | None = None
        self._error: Exception | None = None

    @property
    def listeners(self) -> int | None:
        """How many listen; None before anybody can."""
        return None if self._loop is None else self._listeners.count

    def open(self, session: OpenSession) -> None:
        """Start the server.

        Raises
        ------
        SinkError
            If websockets is missing, there is no token, or the port cannot be had.
        """
        if not self._token:
            # Without one anybody's page could listen.
            msg = "A WebSocket needs a token. Make one in the settings."
            raise SinkError(msg)
        try:
            import websockets  # noqa: F401
        except ImportError as error:
            raise not_installed(_TITLE, "streams", error) from error
        self._session = session
        self._listeners.hello = _text(hello(session))
        self._thread = threading.Thread(target=self._run, name="fer-stream-websocket", daemon=True)
        self._thread.start()
        if not self._up.wait(_UP_S):
            self._error = TimeoutError()
        if self._error is not None:
            raise self._cannot(self._error) from self._error

    def write(self, result: FrameResult) -> None:
        """Hand over a result, in place of the one before where that has not been sent yet."""
        assert self._session is not None
        if self._listeners.count:
            self._hand_over(self._listeners.put, _text(result_message(result, self._session)))
        self.written += 1

    def mark(self, mark: Mark) -> None:
        """Hand over a mark."""
        self._hand_over(self._listeners.put_mark, _text(mark_message(mark)))

    def flush(self) -> None:
        """See whether the server is still there.

        Raises
        ------
        SinkError
            If it is not.
        """
        if self._thread is not None and not self._thread.is_alive():
            raise self._cannot(self._error or RuntimeError()) from self._error

    def close(self) -> Outcome:
        """Say goodbye to all listeners, and free the port."""
        loop, stop, thread = self._loop, self._stop, self._thread
        if loop is not None and stop is not None:
            self._hand_over(stop.set)
        if thread is not None:
            thread.join(_DOWN_S)
        return Outcome(self.name, complete=True, written=self.written, unit="results")

    def _hand_over(self, function: Any, *values: Any) -> None:
        loop = self._loop
        try:
            if loop is not None:
                loop.call_soon_threadsafe(function, *values)
        except RuntimeError:
            # The server has ended; flush tells.
            pass

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            self._error = error
        finally:
            self._up.set()

    async def _serve(self) -> None:
        server = Server(self._host, self._port, self._token, self._listeners)
        stop = asyncio.Event()
        deadline = time.monotonic() + _PORT_WAIT_S
        while True:
            try:
                await server.start()
                break
            except OSError as error:
                if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(_PORT_TRY_S)
        self._stop, self._loop = stop, asyncio.get_running_loop()
        self._up.set()
        await stop.wait()
        await server.close()

    def _cannot(self, error: Exception) -> SinkError:
        number = getattr(error, "errno", None)
        if number == errno.EADDRINUSE:
            return SinkError(
                f"Port {self._port} is taken by another program, so nobody can listen at {self.address}. "
                "Choose another port in the settings."
            )
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return SinkError(f"Nobody can listen at {self.address} ({why}). Look at the address in the settings.")


def _text(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
