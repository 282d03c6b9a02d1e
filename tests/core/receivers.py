"""Real receivers of streams on this computer, for the tests and the measurements."""

import contextlib
import importlib
import json
import socket
import threading
import time

import pytest
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer
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
    with BlockingOSCUDPServer((LOOPBACK, port), dispatcher) as server:
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


def lsl_on_this_computer(patch, folder):
    """Return pylsl, which looks for streams on this computer alone: it reads its configuration once in a process."""
    config = folder / "lsl_api.cfg"
    config.write_text("[multicast]\nResolveScope = machine\n[log]\nlevel = -3\n")
    patch.setenv("LSLAPICFG", str(config))
    try:
        return importlib.import_module("pylsl")
    except (ImportError, RuntimeError) as error:
        pytest.skip(f"needs pylsl and liblsl: {error}")
