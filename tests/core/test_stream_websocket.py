"""Results by WebSocket, as real listeners get them; and who gets none."""

import contextlib
import json
import logging
import socket
import sys
import threading
import urllib.error
import urllib.request

import pytest
from live_fakes import wait_until
from receivers import LOOPBACK, free_port, listen, message
from session_fakes import begun, happy
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from fer_core.errors import SinkError
from fer_core.session.events import Mark
from fer_core.streams import websocket_server
from fer_core.streams.base import StreamOptions
from fer_core.streams.table import STREAMS
from fer_core.streams.websocket import new_token, overlay_address

TOKEN = "the-right-token"


@pytest.fixture
def serving():
    """Open streams; they are closed with the test, and no thread is left."""
    streams = []

    def opened(port=None, token=TOKEN, host=LOOPBACK):
        stream = STREAMS["websocket"].make(StreamOptions(host=host, port=port or free_port(), token=token))
        streams.append(stream)
        stream.open(begun())
        return stream

    yield opened
    for stream in streams:
        assert stream.close().complete
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("fer-stream")]


def port_of(stream):
    return int(stream.address.rpartition(":")[2])


def closed_with(connection):
    """Return code and reason of a connection that the other side has closed."""
    try:
        while True:
            connection.recv(20)
    except ConnectionClosed as closed:
        return closed.rcvd.code, closed.rcvd.reason


def test_a_listener_is_greeted_and_gets_each_result(serving):
    stream = serving()
    with listen(port_of(stream), TOKEN) as connection:
        greeting = message(connection, "hello")
        assert greeting["program"] == "fer-live"
        assert greeting["source"] == {"kind": "camera", "name": "Desk"}
        assert greeting["classes"][3] == {"name": "happy", "colour": "#f0e442"}
        wait_until(lambda: stream.listeners == 1)
        stream.write(happy(7, faces=2))
        said = message(connection)
    assert (said["frame"], said["t_s"], said["width"], said["height"]) == (7, 0.0, 64, 48)
    assert [face["id"] for face in said["faces"]] == [1, 2]
    face = said["faces"][0]
    assert (face["label"], face["confidence"], face["seen"], face["ready"]) == ("happy", 0.76, True, True)
    assert face["probabilities"]["angry"] == 0.04
    assert face["box"] == [0.0156, 0.0417, 0.4727, 0.8438]
    wait_until(lambda: stream.listeners == 0)


def test_the_token_may_stand_in_a_header(serving):
    stream = serving()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with connect(f"ws://{LOOPBACK}:{port_of(stream)}/", additional_headers=headers) as connection:
        assert message(connection, "hello")


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", f"?token={TOKEN}x", f"?Token={TOKEN}", "?token=%FF"])
def test_who_does_not_know_the_token_is_told_so_and_gets_nothing(serving, query):
    stream = serving()
    with connect(f"ws://{LOOPBACK}:{port_of(stream)}/{query}") as connection:
        stream.write(happy(0))
        code, reason = closed_with(connection)
    assert code == 4401
    assert "token" in reason
    assert stream.listeners == 0


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("https://stranger.example", False),
        ("http://127.0.0.1.stranger.example", False),
        ("http://localhost:3000", True),
        ("null", True),
        ("file://", True),
        ("http://[", False),
    ],
)
def test_the_page_of_a_stranger_may_not_listen_even_with_the_token(serving, origin, may):
    stream = serving()
    if may:
        with listen(port_of(stream), TOKEN, origin=origin) as connection:
            assert message(connection, "hello")
        return
    with pytest.raises(InvalidStatus) as caught:
        listen(port_of(stream), TOKEN, origin=origin)
    assert caught.value.response.status_code == 403


@pytest.mark.parametrize(
    ("said", "code"), [("hello", 1008), (b"\x00\x01", 1008), ("{" * 513, 1009), (b"x" * 20_000, 1009)]
)
def test_who_says_something_is_shown_out(serving, said, code):
    stream = serving()
    with listen(port_of(stream), TOKEN) as connection:
        assert message(connection, "hello")
        # It may be shown out in the midst of it.
        with contextlib.suppress(ConnectionClosed):
            connection.send(said)
        assert closed_with(connection)[0] == code
    wait_until(lambda: stream.listeners == 0)


def test_nonsense_is_refused_and_the_others_go_on(serving):
    stream = serving()
    with listen(port_of(stream), TOKEN) as good:
        assert message(good, "hello")
        for nonsense in (b"\x00" * 100, b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 500, b"GET /overlay\r\n\r\n"):
            with socket.create_connection((LOOPBACK, port_of(stream)), 20) as raw:
                raw.sendall(nonsense + b"\r\n\r\n")
                assert b"101" not in raw.recv(200)
        stream.write(happy(5))
        assert message(good)["frame"] == 5


def test_no_more_listen_than_there_is_room_for(serving, monkeypatch):
    monkeypatch.setattr(websocket_server, "MOST_LISTENERS", 2)
    stream = serving()
    with listen(port_of(stream), TOKEN) as one, listen(port_of(stream), TOKEN) as two:
        assert message(one, "hello")
        assert message(two, "hello")
        with listen(port_of(stream), TOKEN) as three:
            assert closed_with(three) == (1013, "2 are listening already.")


def test_who_does_not_read_gets_the_newest_later_and_every_mark(serving):
    stream = serving()
    # It takes nothing from the system that it is not asked for.
    with listen(port_of(stream), TOKEN, max_queue=1) as connection:
        assert message(connection, "hello")
        wait_until(lambda: stream.listeners == 1)
        mark = Mark(0.5, "2025-11-02T09:30:00.100Z", "key", None, "3")
        for index in range(3000):
            stream.write(happy(index, faces=8))
            if index == 1500:
                stream.mark(mark)
        got, marks = [], []
        while 2999 not in got:
            said = json.loads(connection.recv(20))
            (got if said["type"] == "result" else marks).append(said.get("frame", said.get("text")))
    assert got == sorted(got)
    assert marks == ["3"]
    assert len(got) < 3000


def test_the_page_is_served_and_holds_no_token_and_loads_nothing(serving):
    stream = serving()
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port_of(stream)}/overlay", timeout=20) as answer:
        page = answer.read().decode()
        assert answer.headers.get_all("Content-Type") == ["text/html; charset=utf-8"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<canvas" in page or "<main" in page
    assert TOKEN not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://{LOOPBACK}:{port_of(stream)}/etc/passwd", timeout=20)


def test_no_token_stands_in_the_log(serving, caplog):
    caplog.set_level(logging.DEBUG)
    stream = serving()
    with listen(port_of(stream), TOKEN) as connection:
        assert message(connection, "hello")
        # What the client's own library logs here is not what is asked for.
        ours = [record for record in caplog.records if record.name != "websockets.client"]
    stream.close()
    assert not [record for record in ours if TOKEN in record.getMessage()]


def test_a_port_that_is_taken_is_said_in_a_sentence(serving, monkeypatch):
    monkeypatch.setattr("fer_core.streams.websocket_server._PORT_WAIT_S", 0.0)
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SinkError, match=rf"^Port {port} is taken by another program, .* Choose another port"):
            serving(port)


def test_a_port_that_is_given_back_in_a_moment_is_waited_for(serving):
    taken = socket.create_server((LOOPBACK, 0))
    timer = threading.Timer(0.2, taken.close)
    timer.start()
    stream = serving(taken.getsockname()[1])
    timer.join()
    with listen(port_of(stream), TOKEN) as connection:
        assert message(connection, "hello")


def test_the_port_is_free_again_after_the_end_though_somebody_listened(serving):
    first = serving()
    with listen(port_of(first), TOKEN) as connection:
        assert message(connection, "hello")
        first.close()
        assert closed_with(connection)[0] == 1001
    assert serving(port_of(first)).address == first.address


@pytest.mark.parametrize("host", ["no such host.invalid", "256.1.1.1"])
def test_a_host_that_is_none_is_said_in_a_sentence(serving, host):
    with pytest.raises(SinkError, match=r"^Nobody can listen at ws://.* Look at the address\.$"):
        serving(host=host)


def test_without_a_token_nothing_is_served(serving):
    with pytest.raises(SinkError, match="needs a token"):
        serving(token="")


def test_without_the_package_the_extra_is_named(serving, monkeypatch):
    monkeypatch.setitem(sys.modules, "websockets", None)
    with pytest.raises(SinkError, match=r"extra 'streams': pip install 'fer-live\[streams\]'"):
        serving()


def test_tokens_are_long_and_never_the_same_and_the_address_keeps_them_from_the_server():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 24
    options = StreamOptions(host="0.0.0.0", port=1234, token="abc")
    assert overlay_address(options) == "http://127.0.0.1:1234/overlay#token=abc"
    assert overlay_address(StreamOptions(host="::1", token="abc")) == "http://[::1]:8765/overlay#token=abc"
