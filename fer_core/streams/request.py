"""What stands on a command line for a stream, taken apart."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from fer_core.errors import FerError
from fer_core.sources.addresses import without_secrets
from fer_core.streams.base import StreamOptions
from fer_core.streams.table import STREAMS, StreamKind

#: Forms that are understood, for people.
FORMS = "lsl[:NAME], lsl-markers, osc[://HOST:PORT], websocket[://HOST:PORT], virtualcam[:DEVICE]"


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """A stream that was asked for."""

    kind: StreamKind
    options: StreamOptions


def parse_stream(text: str) -> StreamRequest:
    """Take apart what names a stream, in one of the ``FORMS``.

    Raises
    ------
    FerError
        If it names none, or its port is no port.
    """
    name, _, rest = text.strip().partition(":")
    kind = STREAMS.get(name.lower())
    if kind is None:
        msg = f"{_shown(text)} names no stream. There are: {FORMS}."
        raise FerError(msg)
    if kind.port:
        return StreamRequest(kind, _placed(kind, text, rest))
    if rest.startswith("//") or (rest and kind.takes_in):
        msg = f"{_shown(text)} has an address, and {kind.name} has none. Write one of: {FORMS}."
        raise FerError(msg)
    if kind.name == "virtualcam":
        return StreamRequest(kind, StreamOptions(device=rest))
    return StreamRequest(kind, StreamOptions(name=rest) if rest else StreamOptions())


def _placed(kind: StreamKind, text: str, rest: str) -> StreamOptions:
    """Return host and port; whatever is not said is as usual."""
    if not rest:
        return StreamOptions(host=kind.host, port=kind.port)
    try:
        parts = urlsplit(rest)
        host, port = parts.hostname or "", parts.port if parts.port is not None else kind.port
    except ValueError:
        parts, host, port = urlsplit(""), "", 0
    # Nothing is meant by more than that, and it may be a secret.
    more = parts.username or parts.password or parts.path.strip("/") or parts.query or parts.fragment
    if not host or not 0 < port < 65536 or more:
        msg = f"{_shown(text)} is no address. Write for instance {kind.name}://{kind.host}:{kind.port}"
        raise FerError(msg)
    return StreamOptions(host=host, port=port)


def _shown(text: str) -> str:
    return without_secrets(text) if "://" in text else repr(text)
