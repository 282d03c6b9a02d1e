"""Print what fer-live says by WebSocket: ``pip install websockets``, then ``python receive_websocket.py ADDRESS``.

ADDRESS is what "Copy the address of the overlay page" copies in the menu Streams: http://HOST:PORT/overlay#token=TOKEN
"""

import json
import sys
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

if len(sys.argv) < 2:
    sys.exit(__doc__)
parts = urlsplit(sys.argv[1])
token = parse_qs(parts.fragment or parts.query).get("token", [""])[0]
try:
    with connect(f"ws://{parts.netloc}/", additional_headers={"Authorization": f"Bearer {token}"}) as connection:
        while True:
            message = json.loads(connection.recv())
            if message["type"] == "hello":
                print(message["source"]["name"], *(row["name"] for row in message["classes"]), flush=True)
            elif message["type"] == "mark":
                print("mark:", message["text"], flush=True)
            else:
                for face in message["faces"]:
                    share = f"{face['confidence']:.1%}" if face["label"] else ""
                    print(f"face {face['id']}  {face['label'] or 'not readable'}  {share}", flush=True)
except ConnectionClosed as closed:
    sys.exit(f"fer-live has closed the connection: {closed.rcvd.reason if closed.rcvd else 'it has gone'}")
