"""Real receivers of streams on this computer, for the tests and the measurements."""

import contextlib
import json
import socket
import threading
import time

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import ThreadingOSCUDPServer
from websockets.sync.client import connect

LOOPBACK = "127.0.0.1"


def free_port(kind=socket.SOCK_STREAM):
    """Return a port that nobody has at the moment."""
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind((LOOPBACK, 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def osc_receiver(port=0):
    """Yield the port of an OSC server and the list of what it has got: (address, values, time.monotonic())."""
    got = []
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(lambda address, *values: got.append((address, values, time.monotonic())))
    with ThreadingOSCUDPServer((LOOPBACK, port), dispatcher) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_address[1], got
        server.shutdown()
        thread.join()


def listen(port, token, **options):
    """Return a connection to a WebSocket of fer-live."""
    return connect(f"ws://{LOOPBACK}:{port}/?token={token}", open_timeout=20, **options)


def message(connection, kind="result", timeout_s=20.0):
    """Return the next message of a kind."""
    while True:
        found = json.loads(connection.recv(timeout_s))
        if found["type"] == kind:
            return found
