"""Open Sound Control over UDP: for instruments, lights and pictures that follow a face."""

import socket
from collections.abc import Iterable
from typing import Any

from fer_core.errors import SinkError
from fer_core.session.description import OpenSession
from fer_core.session.events import Mark
from fer_core.sinks.base import Outcome, Policy
from fer_core.streams.base import StreamOptions, is_anywhere, not_installed, place
from fer_core.streams.message import classes, mark_message, result_message
from fer_core.types import FrameResult

#: What every address begins with.
ROOT = "/fer-live"
OSC_HOST, OSC_PORT = "127.0.0.1", 9000

_TITLE = "OSC"


class OscStream:
    """Sends a bundle for each frame and one for each face of it.

    A datagram is sent and forgotten, so nobody holds this up. Of a program on the same computer, the system tells
    whether it listens; of another computer nobody knows.

    Parameters
    ----------
    options
        Host and port to send to.
    """

    name = "osc"
    path = None
    policy = Policy.NEWEST

    def __init__(self, options: StreamOptions) -> None:
        self._host, self._port = options.host or OSC_HOST, options.port or OSC_PORT
        self.address = f"osc://{place(self._host, self._port)}"
        self.written = 0
        self.listeners: int | None = None
        self._socket: socket.socket | None = None
        self._session: OpenSession | None = None
        self._ids: frozenset[int] = frozenset()
        self._building: Any = None

    def open(self, session: OpenSession) -> None:
        """Find the host.

        Raises
        ------
        SinkError
            If python-osc is missing, or there is no such host.
        """
        try:
            from pythonosc import osc_bundle_builder, osc_message_builder
        except ImportError as error:
            raise not_installed(_TITLE, "streams", error) from error
        self._building = (osc_bundle_builder, osc_message_builder)
        self._session = session
        if is_anywhere(self._host):
            msg = f"{self.address} is no place to send to. Give the address of the computer that listens."
            raise SinkError(msg)
        try:
            family, kind, protocol, _, where = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM)[0]
            self._socket = socket.socket(family, kind, protocol)
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            # Once it is connected, the system says where nobody listens.
            self._socket.connect(where)
        except (OSError, OverflowError, UnicodeError) as error:
            self._release()
            why = getattr(error, "strerror", None) or str(error)
            msg = f"Nothing can be sent to {self.address} ({why}). Look at the address."
            raise SinkError(msg) from error
        self._say_classes()

    def write(self, result: FrameResult) -> None:
        """Send what is known of a result."""
        assert self._session is not None
        said = result_message(result, self._session)
        self._send([("/frame", [said["frame"], said["t_s"], len(said["faces"]), said["latency_ms"]])])
        for face in said["faces"]:
            self._send(_of_face(face))
        ids = frozenset(face["id"] for face in said["faces"])
        for gone in sorted(self._ids - ids):
            self._send([(f"/face/{gone}/gone", [1])])
        self._ids = ids
        self.written += 1

    def mark(self, mark: Mark) -> None:
        """Send a mark."""
        said = mark_message(mark)
        about = 0 if mark.face_id is None else mark.face_id
        self._send([("/mark", [said["kind"], said["text"], about, said["t_s"]])])

    def flush(self) -> None:
        """Say the classes again: who begins to listen later learns them, too."""
        self._say_classes()

    def close(self) -> Outcome:
        """Let go of the socket."""
        self._release()
        return Outcome(self.name, complete=True, written=self.written, unit="results")

    def _release(self) -> None:
        taken, self._socket = self._socket, None
        if taken is not None:
            taken.close()

    def _say_classes(self) -> None:
        assert self._session is not None
        self._send([("/classes", [row["name"] for row in classes(self._session.description.pipeline)])])

    def _send(self, messages: Iterable[tuple[str, list[Any]]]) -> None:
        bundles, builders = self._building
        bundle = bundles.OscBundleBuilder(bundles.IMMEDIATELY)
        for address, values in messages:
            builder = builders.OscMessageBuilder(ROOT + address)
            for value in values:
                # A number that is not finite has no value here, either.
                builder.add_arg(0.0 if value is None else value)
            bundle.add_content(builder.build())
        datagram = bundle.build().dgram
        if self._socket is None:
            return
        try:
            self._socket.send(datagram)
        except ConnectionRefusedError:
            self.listeners = 0
            # That was about the datagram before: this one has not been sent yet.
            self._send_again(datagram)
        except BlockingIOError:
            # Its buffer is full: this one is lost, as any datagram may be.
            pass
        except OSError:
            # The network is away, and may come back.
            self.listeners = 0
        else:
            self.listeners = None

    def _send_again(self, datagram: bytes) -> None:
        assert self._socket is not None
        try:
            self._socket.send(datagram)
        except OSError:
            self.listeners = 0


def _of_face(face: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    at = f"/face/{face['id']}"
    found: list[tuple[str, list[Any]]] = [(f"{at}/seen", [int(face["seen"])]), (f"{at}/box", face["box"])]
    if face["label"] is None:
        return found
    probabilities = face["probabilities"]
    return [
        *found,
        (f"{at}/label", [face["label"]]),
        (f"{at}/confidence", [face["confidence"]]),
        (f"{at}/doubtful", [int(face["uncertain"] or face["held"] or len(face["label_set"]) > 1)]),
        (f"{at}/probabilities", list(probabilities.values())),
        *((f"{at}/p/{_path_part(label)}", [value]) for label, value in probabilities.items()),
    ]


def _path_part(label: str) -> str:
    """Return a name as it can stand in an address: OSC keeps some characters for patterns."""
    return "".join("_" if character in " #*,/?[]{}" or not character.isascii() else character for character in label)
