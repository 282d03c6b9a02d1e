"""What is remembered of the streams: which are on, and where they go."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from app.words import mark, tr
from fer_core.streams.base import StreamOptions, is_loopback
from fer_core.streams.table import STREAMS

#: In the words of the window: the table of the library has them, too.
TITLES: Mapping[str, str] = {
    "lsl": mark("Lab Streaming Layer"),
    "lsl-markers": mark("Markers of other programs"),
    "osc": mark("Open Sound Control"),
    "websocket": mark("WebSocket"),
    "virtualcam": mark("Virtual camera"),
}
SHORT_TITLES: Mapping[str, str] = {
    "lsl": mark("LSL"),
    "lsl-markers": mark("LSL markers"),
    "osc": mark("OSC"),
    "websocket": mark("WebSocket"),
    "virtualcam": mark("Camera"),
}
#: As the library says it.
OPEN_TO_OTHERS = mark(
    "The WebSocket is open to the whole network at {address}: whoever knows the token can read along, and nothing is "
    "encrypted."
)
_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """The remembered choices.

    Attributes
    ----------
    lsl, lsl_markers, osc, websocket, virtualcam
        Whether each is on, by its name in ``STREAMS``.
    lsl_name
        What the stream is called.
    osc_host, osc_port
        Where numbers are sent.
    websocket_host, websocket_port
        Where listeners come.
    token
        What listeners must say; empty until it is needed. It is nobody else's matter: no log and no ``repr`` has it.
    device
        The virtual camera, empty for the first one.
    """

    lsl: bool = False
    lsl_markers: bool = False
    osc: bool = False
    websocket: bool = False
    virtualcam: bool = False
    lsl_name: str = "fer-live"
    osc_host: str = STREAMS["osc"].host
    osc_port: int = STREAMS["osc"].port
    websocket_host: str = STREAMS["websocket"].host
    websocket_port: int = STREAMS["websocket"].port
    token: str = field(default="", repr=False)
    device: str = ""

    @property
    def on(self) -> tuple[str, ...]:
        """Names of those that are on."""
        return tuple(name for name in STREAMS if getattr(self, key_of(name)))

    def with_one(self, name: str, *, on: bool) -> "StreamSettings":
        """Return the same with one of them on or off."""
        changed: dict[str, Any] = {key_of(name): on}
        return replace(self, **changed)

    def options(self, name: str) -> StreamOptions:
        """Return what one of them is to be told, but for what only a running session knows."""
        return {
            "lsl": StreamOptions(name=self.lsl_name),
            "osc": StreamOptions(host=self.osc_host, port=self.osc_port),
            "websocket": StreamOptions(host=self.websocket_host, port=self.websocket_port, token=self.token),
            "virtualcam": StreamOptions(device=self.device),
        }.get(name, StreamOptions())


def key_of(name: str) -> str:
    """Return the field that says whether a stream is on."""
    return name.replace("-", "_")


def read_streams(stored: Any) -> StreamSettings:
    """Read what :func:`write_streams` returned.

    Raises
    ------
    ValueError, TypeError
        If it is anything else.
    """
    known = {one.name: stored[one.name] for one in fields(StreamSettings) if one.name in stored}
    usual = StreamSettings()
    for key, value in known.items():
        if type(value) is not type(getattr(usual, key)):
            msg = f"a stream's {key} is of the wrong type"
            raise TypeError(msg)
        if isinstance(value, str) and not is_line(value, empty=key in ("token", "device")):
            msg = f"a stream's {key} is no line of text"
            raise ValueError(msg)
        if key.endswith("port") and not 0 < value < 65536:
            msg = f"not a port: {value}"
            raise ValueError(msg)
    return StreamSettings(**known)


def write_streams(streams: StreamSettings) -> dict[str, Any]:
    """Return plain values."""
    return asdict(streams)


def is_line(text: str, *, empty: bool = False) -> bool:
    """Whether a text can be a name or a host."""
    return len(text) <= _MOST_LETTERS and text.isprintable() and (empty or bool(text.strip()))


def sent_words(streams: StreamSettings) -> str:
    """Return what is on that sends, in the language of the window; empty for nothing."""
    return ", ".join(tr(SHORT_TITLES[name]) for name in streams.on if not STREAMS[name].takes_in)


def warning(name: str, options: StreamOptions) -> str:
    """Return what should be known before a stream begins, in the language of the window; empty for nothing."""
    if name != "websocket" or is_loopback(options.host):
        return ""
    stream = STREAMS[name].make(options)
    return tr(OPEN_TO_OTHERS).format(address=stream.address)
