"""``--stream``: what is sent to other programs while something is recorded without a window."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fer_core.errors import FerError

if TYPE_CHECKING:
    from app.commands.common import Bar
    from fer_core.engine import Engine
    from fer_core.session.description import SourceFacts
    from fer_core.sinks.attached import AttachedSink
    from fer_core.streams.base import StreamOptions
    from fer_core.streams.request import StreamRequest
    from fer_core.veil import Veil

#: Holds the token of the WebSocket, where it is to be the same each time.
TOKEN_VARIABLE = "FER_LIVE_TOKEN"


def add_streams(parser: argparse.ArgumentParser) -> None:
    """Add ``--stream``."""
    parser.add_argument(
        "--stream",
        action="append",
        type=_request,
        default=[],
        metavar="STREAM",
        help="also send results on, while they are made: lsl[:NAME], lsl-markers, osc[://HOST:PORT], "
        "websocket[://HOST:PORT], virtualcam[:DEVICE]; may be given several times. The token of the WebSocket is in "
        f"{TOKEN_VARIABLE}, or made and printed",
    )


class Streams:
    """The streams of a recording. What cannot begin is told, and the recording goes on without it.

    Parameters
    ----------
    requests
        What was asked for.
    veil
        What of people the virtual camera hides.
    """

    def __init__(self, requests: "Sequence[StreamRequest]", veil: "Veil") -> None:
        self._requests, self._veil = requests, veil
        #: With what is to be said of each once it is there.
        self._attached: list[tuple[StreamRequest, AttachedSink, list[str]]] = []

    def begin(self, engine: "Engine", source: "SourceFacts") -> None:
        """Attach them; in the inference thread, before the first frame."""
        from fer_core.session.description import start_session
        from fer_core.streams.lsl import MARKER
        from fer_core.streams.websocket import new_token

        pipeline = engine.pipeline
        assert pipeline is not None
        for request in self._requests:
            options = replace(
                request.options,
                token=os.environ.get(TOKEN_VARIABLE) or new_token(),
                veil=lambda _result: self._veil,
                on_mark=lambda text, t: engine.mark(MARKER, text, t=t),
            )
            stream = request.kind.make(options)
            attached = engine.attach(stream, start_session("", source, pipeline))
            self._attached.append((request, attached, _words(request.kind.name, options)))

    def tell(self, bar: "Bar") -> None:
        """Say what should be known of those that are there, and once which of them have failed."""
        from fer_core.streams.base import StreamState, state_of

        for stream in tuple(self._attached):
            request, attached, notes = stream
            outcome = attached.outcome
            if outcome is None:
                while notes and state_of(attached) is not StreamState.WAITING:
                    bar.note(notes.pop(0))
                continue
            self._attached.remove(stream)
            if not outcome.complete:
                what = "has stopped" if outcome.written else "could not begin"
                bar.note(f"the stream {request.kind.name} {what}: {outcome.message}")


def _words(name: str, options: "StreamOptions") -> list[str]:
    from fer_core.streams.base import is_loopback
    from fer_core.streams.table import STREAMS
    from fer_core.streams.websocket import OPEN_TO_OTHERS, overlay_address

    if name != "websocket":
        return []
    found = [f"the overlay page is at {overlay_address(options)}"]
    if not is_loopback(options.host):
        found.append(OPEN_TO_OTHERS.format(address=STREAMS[name].make(options).address))
    return found


def _request(text: str) -> "StreamRequest":
    from fer_core.streams.request import parse_stream

    try:
        return parse_stream(text)
    except FerError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from error
