"""``fer-live record --stream``: sent while it is recorded; what cannot begin stops nothing."""

import json
import re
import socket
import sys
import threading
from pathlib import Path

import pytest
from command_line import run
from websockets.exceptions import ConnectionClosed

# What the tests of the library listen with.
sys.path.append(str(Path(__file__).parents[1] / "core"))

from receivers import LOOPBACK, free_port, listen, osc_receiver


def record(capsys, folder, model, film, *options):
    command = ("record", film, "--out", folder, "--name", "mine", "--model", model)
    return run(capsys, *command, *options)


def test_osc_and_websocket_are_sent_while_a_film_is_recorded(capsys, film, tiny_model, tmp_path, monkeypatch):
    monkeypatch.setenv("FER_LIVE_TOKEN", "my own & secret")
    port, heard, over = free_port(), [], threading.Event()

    def hear():
        while not over.is_set():
            try:
                with listen(port, "my%20own%20%26%20secret") as connection:
                    heard.extend(json.loads(text)["type"] for text in connection)
            except (OSError, ConnectionClosed):
                over.wait(0.02)

    thread = threading.Thread(target=hear)
    thread.start()
    with osc_receiver() as (osc_port, got):
        options = ("--stream", f"osc://{LOOPBACK}:{osc_port}", "--stream", f"websocket://{LOOPBACK}:{port}")
        code, out, err = record(capsys, tmp_path, tiny_model, film, *options)
    over.set()
    thread.join()
    assert code == 0, err
    assert (tmp_path / "mine" / "mine.csv").is_file()
    assert re.search(r"mine\.csv: \d+ rows", out)
    assert any(address == "/fer-live/frame" for address, _, _ in got)
    assert heard[0] == "hello"
    page = f"the overlay page is at http://{LOOPBACK}:{port}/overlay#token=my%20own%20%26%20secret"
    assert page in err


def test_streams_that_cannot_begin_are_told_and_the_recording_is_whole(capsys, film, tiny_model, tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.streams.websocket_server._PORT_WAIT_S", 0.0)
    for package in ("pylsl", "pyvirtualcam"):
        monkeypatch.setitem(sys.modules, package, None)
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        options = ("--stream", "lsl", "--stream", "virtualcam", "--stream", f"websocket://{LOOPBACK}:{port}")
        code, out, err = record(capsys, tmp_path, tiny_model, film, *options)
    assert code == 0
    assert re.search(r"mine\.csv: \d+ rows", out)
    assert "note: the stream lsl could not begin: Lab Streaming Layer takes the extra 'streams'" in err
    assert "note: the stream virtualcam could not begin: Virtual camera takes the extra 'virtualcam'" in err
    assert f"note: the stream websocket could not begin: Port {port} is taken" in err
    # What is not there has no address.
    assert "overlay page" not in err
    assert "Traceback" not in err


def test_a_websocket_for_the_whole_network_is_warned_of(capsys, film, tiny_model, tmp_path):
    port = free_port()
    code, _, err = record(capsys, tmp_path, tiny_model, film, "--stream", f"websocket://0.0.0.0:{port}")
    assert code == 0
    assert f"open to the whole network at ws://0.0.0.0:{port}" in err
    tokens = re.findall(r"#token=([\w-]+)", err)
    assert len(tokens) == 1
    assert len(tokens[0]) >= 24


@pytest.mark.parametrize("text", ["midi", "osc://ada:secret@127.0.0.1:9000", "websocket://127.0.0.1:port"])
def test_what_names_no_stream_is_bad_input(capsys, tmp_path, text):
    code, out, err = run(capsys, "record", "--demo", "--stream", text, "--out", tmp_path)
    assert (code, out) == (2, "")
    assert "argument --stream" in err
    assert "secret" not in err
    assert not list(tmp_path.iterdir())


def test_what_is_hidden_may_be_for_the_virtual_camera_alone(capsys, film, tiny_model, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    code, _, err = record(capsys, tmp_path, tiny_model, film, "--hide", "faces")
    assert (code, "--hide is about the film" in err) == (2, True)
    assert record(capsys, tmp_path, tiny_model, film, "--hide", "faces", "--stream", "virtualcam")[0] == 0
