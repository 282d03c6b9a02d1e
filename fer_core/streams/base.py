"""What every stream offers: it is a sink that has an address in place of a file, and knows whether anybody listens."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from fer_core.errors import SinkError
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.base import Sink
from fer_core.veil import NO_VEIL, VeilOf

#: Where the server of the WebSocket has its page.
OVERLAY_PATH = "/overlay"
#: Hosts that stand for every address of this computer.
_ANYWHERE = ("", "0.0.0.0", "::")


class StreamState(Enum):
    """How a stream fares: it has not begun, somebody may be listening, nobody is, or it has failed."""

    WAITING = "waiting"
    SENDING = "sending"
    UNHEARD = "unheard"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """What a stream may want to know; what does not concern it is ignored.

    Attributes
    ----------
    host, port
        Where to send to, or to be reached at.
    name
        What it is called there.
    token
        Whoever wants to listen must say it.
    device
        The virtual camera, empty for the first one.
    veil
        Tells what of a result's picture is hidden; asked before each of them, in the stream's thread.
    overlay
        Burn boxes and labels into pictures.
    on_mark
        Given what another program has marked: its words, and when it was, in the seconds of ``Frame.t``.
    """

    host: str = ""
    port: int = 0
    name: str = "fer-live"
    token: str = ""
    device: str = ""
    veil: VeilOf = lambda _result: NO_VEIL
    overlay: bool = True
    on_mark: Callable[[str, float], object] = lambda _text, _t: None


class Stream(Sink, Protocol):
    """A sink without a file, whose ``policy`` is NEWEST: whoever is slow misses some, and holds nobody up."""

    @property
    def address(self) -> str:
        """Where it can be found, for people, and without secrets."""

    @property
    def listeners(self) -> int | None:
        """How many listen, at least; None where nobody can know."""


def state_of(attached: AttachedSink) -> StreamState:
    """Return how a stream fares that is, or was, at work."""
    outcome = attached.outcome
    if outcome is not None:
        return StreamState.WAITING if outcome.complete else StreamState.FAILED
    sink: Any = attached.sink
    if sink.listeners == 0:
        return StreamState.UNHEARD
    return StreamState.SENDING if sink.listeners or sink.written else StreamState.WAITING


def is_loopback(host: str) -> bool:
    """Whether a host is this computer alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # A name may begin like a number: 127.0.0.1.example.org is somebody else.
        return host.lower() == "localhost"


def is_anywhere(host: str) -> bool:
    """Whether a host stands for every address of this computer: others reach it, too."""
    return host in _ANYWHERE


def place(host: str, port: int) -> str:
    """Return a host and a port as they stand in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def not_installed(title: str, extra: str, error: ImportError) -> SinkError:
    """Return what is said where the package of an extra is missing."""
    wanted = SinkError(f"{title} takes the extra '{extra}': pip install 'fer-live[{extra}]'.")
    wanted.__cause__ = error
    return wanted
