"""Print what fer-live says by OSC: ``pip install python-osc``, then ``python receive_osc.py [PORT]``."""

import sys

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
dispatcher = Dispatcher()
dispatcher.map("/fer-live/classes", lambda _, *names: print("classes:", *names, flush=True))
dispatcher.map("/fer-live/face/*/label", lambda address, label: print(address, label, flush=True))
dispatcher.map("/fer-live/face/*/p/happy", lambda address, share: print(address, f"{share:.1%}", flush=True))
dispatcher.map("/fer-live/mark", lambda _, *values: print("mark:", *values, flush=True))
with BlockingOSCUDPServer(("127.0.0.1", port), dispatcher) as server:
    print(f"Listening at 127.0.0.1:{port}", flush=True)
    server.serve_forever()
