"""Results as JSON over a WebSocket, for whoever knows the token, and a page that draws them over a picture."""

import errno
import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fer_core.errors import SinkError
from fer_core.session.description import OpenSession
from fer_core.session.events import Mark
from fer_core.sinks.base import Outcome, Policy
from fer_core.streams.base import OVERLAY_PATH, StreamOptions, is_anywhere, not_installed, place
from fer_core.streams.message import hello, mark_message, result_message
from fer_core.types import FrameResult

if TYPE_CHECKING:
    from fer_core.streams.websocket_server import ServerThread

WEBSOCKET_HOST, WEBSOCKET_PORT = "127.0.0.1", 8765

#: Said of a server that others can reach; ``address`` is to be filled in.
OPEN_TO_OTHERS = (
    "The WebSocket is open to the whole network at {address}: whoever knows the token can read along, and nothing is "
    "encrypted."
)
_TITLE = "WebSocket"


def new_token() -> str:
    """Return a token that nobody guesses, for an address."""
    return secrets.token_urlsafe(18)


def overlay_address(options: StreamOptions) -> str:
    """Return where a browser finds the page; it holds the token, so it is for the user's eyes alone.

    What stands behind the # is never sent, nor logged by a browser's other ends.
    """
    host = WEBSOCKET_HOST if is_anywhere(options.host) else options.host
    where = place(host or WEBSOCKET_HOST, options.port or WEBSOCKET_PORT)
    return f"http://{where}{OVERLAY_PATH}#token={quote(options.token, safe='')}"


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
        self._session: OpenSession | None = None
        self._server: ServerThread | None = None

    @property
    def listeners(self) -> int | None:
        """How many listen; None before anybody can."""
        server = self._server
        return None if server is None else server.count

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
        # It brings asyncio along, which takes its time to load.
        from fer_core.streams.websocket_server import ServerThread

        self._session = session
        server = ServerThread(self._host, self._port, self._token, _text(hello(session)))
        try:
            server.start()
        except (OSError, RuntimeError, ValueError, OverflowError) as error:
            server.stop()
            raise self._cannot(error) from error
        self._server = server

    def write(self, result: FrameResult) -> None:
        """Hand over a result, in place of the one before where that has not been sent yet."""
        assert self._session is not None
        assert self._server is not None
        if self._server.count:
            self._server.put(_text(result_message(result, self._session)))
        self.written += 1

    def mark(self, mark: Mark) -> None:
        """Hand over a mark."""
        assert self._server is not None
        self._server.put_mark(_text(mark_message(mark)))

    def flush(self) -> None:
        """See whether the server is still there.

        Raises
        ------
        SinkError
            If it is not.
        """
        error = self._server.error if self._server is not None else None
        if error is not None:
            raise self._cannot(error) from error

    def close(self) -> Outcome:
        """Say goodbye to all listeners, and free the port."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()
        return Outcome(self.name, complete=True, written=self.written, unit="results")

    def _cannot(self, error: Exception) -> SinkError:
        number = getattr(error, "errno", None)
        if number == errno.EADDRINUSE:
            return SinkError(
                f"Port {self._port} is taken by another program, so nobody can listen at {self.address}. "
                "Choose another port."
            )
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return SinkError(f"Nobody can listen at {self.address} ({why}). Look at the address.")


def _text(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
