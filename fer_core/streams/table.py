"""The kinds of streams: one row each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fer_core.streams.base import Stream, StreamOptions
from fer_core.streams.lsl import LslStream
from fer_core.streams.lsl_markers import LslMarkersStream
from fer_core.streams.osc import OSC_HOST, OSC_PORT, OscStream
from fer_core.streams.virtual_camera import VirtualCameraStream
from fer_core.streams.websocket import WEBSOCKET_HOST, WEBSOCKET_PORT, WebsocketStream


@dataclass(frozen=True, slots=True)
class StreamKind:
    """A kind of stream.

    Attributes
    ----------
    name
        As in ``Sink.name``, and on the command line.
    title
        For people.
    short
        For people, where there is little room.
    extra
        What it takes: ``pip install 'fer-live[EXTRA]'``.
    make
        From what is to be known.
    host, port
        Where it sends to or is reached at, if nothing else is said; empty and 0 where that is none of its matters.
    takes_in
        It sends nothing, but takes in what others say.
    """

    name: str
    title: str
    short: str
    extra: str
    make: Callable[[StreamOptions], Stream]
    host: str = ""
    port: int = 0
    takes_in: bool = False


#: By name.
STREAMS: Mapping[str, StreamKind] = {
    kind.name: kind
    for kind in (
        StreamKind("lsl", "Lab Streaming Layer", "LSL", "streams", LslStream),
        StreamKind(
            "lsl-markers", "Markers of other programs", "LSL markers", "streams", LslMarkersStream, takes_in=True
        ),
        StreamKind("osc", "Open Sound Control", "OSC", "streams", OscStream, OSC_HOST, OSC_PORT),
        StreamKind("websocket", "WebSocket", "WebSocket", "streams", WebsocketStream, WEBSOCKET_HOST, WEBSOCKET_PORT),
        StreamKind("virtualcam", "Virtual camera", "Camera", "virtualcam", VirtualCameraStream),
    )
}
