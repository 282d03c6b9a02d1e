"""The examples of the documentation are run, and what it says of the streams is so."""

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import replace

from receivers import LOOPBACK, free_port, lsl_on_this_computer
from session_fakes import begun, happy

from fer_core.places import ASSETS
from fer_core.session.events import Mark
from fer_core.streams.base import StreamOptions
from fer_core.streams.message import hello, mark_message, result_message
from fer_core.streams.table import STREAMS
from fer_core.streams.websocket import overlay_address

EXAMPLES = ASSETS / "docs" / "examples"
PAGE = (ASSETS / "docs" / "streams.md").read_text("utf-8")
TOKEN = "the-right-token"


@contextlib.contextmanager
def running(example, *arguments):
    """Run an example; it is stopped at the end."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-W", "error", str(EXAMPLES / example), *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment
    ) as process:
        # Whatever happens, it ends.
        timer = threading.Timer(30.0, process.kill)
        timer.start()
        try:
            yield process
        finally:
            process.kill()
            timer.cancel()


def line_with(process, text):
    """Return the first line with a text in it."""
    said = []
    for line in process.stdout:
        said.append(line)
        if text in line:
            return line
    raise AssertionError("".join(said))


@contextlib.contextmanager
def sending(kind, **options):
    """Send happy faces until the end."""
    stream = STREAMS[kind].make(StreamOptions(**options))
    session = begun()
    stream.open(session)
    over = threading.Event()

    def send():
        for index in range(3000):
            if over.wait(0.01):
                return
            stream.write(replace(happy(index)))
            if index % 50 == 10:
                stream.mark(Mark(0.1, "2025-11-02T09:30:00.100Z", "note", None, "the joke"))

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield stream
    finally:
        over.set()
        thread.join()
        stream.close()


def test_the_receiver_of_osc_works():
    port = free_port()
    with running("receive_osc.py", port) as process, sending("osc", host=LOOPBACK, port=port):
        line_with(process, "Listening")
        assert "/fer-live/face/1/label happy" in line_with(process, "label")
        assert "76.0%" in line_with(process, "/p/happy")
        assert line_with(process, "mark:").startswith("mark: note the joke 0 0.1")


def test_the_receiver_of_the_websocket_works():
    options = {"host": LOOPBACK, "port": free_port(), "token": TOKEN}
    with (
        sending("websocket", **options),
        running("receive_websocket.py", overlay_address(StreamOptions(**options))) as it,
    ):
        assert line_with(it, "Desk") == "Desk angry disgust fear happy sad surprise neutral\n"
        assert line_with(it, "face 1") == "face 1  happy  76.0%\n"
        assert line_with(it, "mark") == "mark: the joke\n"


def test_the_receiver_of_the_websocket_says_that_its_token_is_wrong():
    options = {"host": LOOPBACK, "port": free_port(), "token": TOKEN}
    with (
        sending("websocket", **options),
        running("receive_websocket.py", f"http://{LOOPBACK}:{options['port']}/overlay#token=wrong") as it,
    ):
        assert "token is missing or wrong" in line_with(it, "closed the connection")


def test_the_receiver_of_lsl_works(monkeypatch, tmp_path):
    lsl_on_this_computer(monkeypatch, tmp_path)
    name = f"example-{time.monotonic_ns()}"
    with sending("lsl", name=name), running("receive_lsl.py", name) as process:
        assert "p_angry" in line_with(process, "face_id")
        assert re.match(r"face 1  happy +76\.0%  +\d+ ms old", line_with(process, "face 1"))


def test_the_sender_of_markers_works_and_the_one_of_the_camera_compiles(monkeypatch, tmp_path):
    lsl_on_this_computer(monkeypatch, tmp_path)
    marks = []
    stream = STREAMS["lsl-markers"].make(StreamOptions(on_mark=lambda text, _t: marks.append(text)))
    stream.open(begun())
    with running("send_lsl_markers.py", 1):
        deadline = time.monotonic() + 20
        while "trial 1" not in marks and time.monotonic() < deadline:
            stream.flush()
            stream.write(happy(0))
            time.sleep(0.02)
    stream.close()
    # Other tests may be setting markers at the same time.
    assert marks.count("trial 1") == 1
    compile((EXAMPLES / "receive_virtual_camera.py").read_text("utf-8"), "receive_virtual_camera.py", "exec")


def test_the_page_names_every_stream_every_example_and_every_code():
    assert all(f"`{name}`" in PAGE for name in STREAMS)
    assert set(re.findall(r"\(examples/(\w+\.py)\)", PAGE)) == {path.name for path in EXAMPLES.glob("*.py")}
    from fer_core.streams import websocket_server as server

    codes = (server.WRONG_TOKEN, server.ONLY_LISTEN, server.TOO_MANY, 1009, 1001)
    assert all(f"| {code} |" in PAGE for code in codes)
    assert f"{server.MOST_BYTES} bytes" in PAGE


def test_the_page_shows_every_field_of_the_messages():
    session, result = begun(), happy(0)
    said = [hello(session), result_message(result, session), mark_message(Mark(0.0, "", "note", None, "x"))]
    names = {name for message in said for name in message}
    names |= set(said[1]["faces"][0]) | set(said[0]["classes"][0]) | set(said[0]["source"])
    assert not [name for name in names if f'"{name}"' not in PAGE]


def test_the_page_names_every_address_of_osc_and_every_channel_of_lsl(monkeypatch):
    from fer_core.streams import lsl, osc

    sent = []
    monkeypatch.setattr(osc.OscStream, "_send", lambda self, messages: sent.extend(messages))
    stream = STREAMS["osc"].make(StreamOptions(port=free_port()))
    stream.open(begun())
    stream.write(happy(0))
    stream.write(happy(1, faces=0))
    stream.mark(Mark(0.0, "", "note", None, "x"))
    stream.close()
    known = {re.sub(r"/\d+/", "/ID/", re.sub(r"/p/.*", "/p/CLASS", address)) for address, _ in sent}
    assert known == set(re.findall(r"`/fer-live(/[\w/]+)`", PAGE.split("## Open Sound")[1])) - {"/"}
    channels = [name for name, _, _ in (*lsl._BEFORE, *lsl._AFTER)]
    assert all(f"`{name}`" in PAGE for name in channels)
