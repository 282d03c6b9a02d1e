"""What all streams have in common: the table, the words of a command line, and that no receiver slows the picture."""

import socket
import subprocess
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from live_fakes import PATIENCE_S, FakePipeline, FedSource, wait_until
from receivers import LOOPBACK, free_port, listen, message
from session_fakes import begun, happy

from fer_core.engine import Engine, EngineState
from fer_core.errors import FerError, SinkError
from fer_core.sinks.base import Policy, TakesMarks
from fer_core.streams.base import StreamOptions, StreamState, is_anywhere, is_loopback, state_of
from fer_core.streams.request import parse_stream
from fer_core.streams.table import STREAMS
from fer_core.veil import Veil


def test_each_row_makes_a_stream_of_its_name_that_takes_the_newest():
    assert list(STREAMS) == ["lsl", "lsl-markers", "osc", "websocket", "virtualcam"]
    for name, kind in STREAMS.items():
        stream = kind.make(StreamOptions(token="abc"))
        assert (kind.name, stream.name, stream.policy, stream.path) == (name, name, Policy.NEWEST, None)
        assert "abc" not in stream.address
        assert stream.close().complete
    takers = {name for name, kind in STREAMS.items() if isinstance(kind.make(StreamOptions()), TakesMarks)}
    assert takers == {"lsl", "osc", "websocket"}


def test_nothing_of_it_is_loaded_before_it_is_asked_for():
    code = "import sys, fer_core.streams.table; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "fer_core" in loaded
    assert not [name for name in ("pylsl", "pythonosc", "websockets", "pyvirtualcam") if f"'{name}'" in loaded]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("lsl", "lsl", ("", 0, "fer-live", "")),
        ("lsl:room 2", "lsl", ("", 0, "room 2", "")),
        ("lsl-markers", "lsl-markers", ("", 0, "fer-live", "")),
        ("OSC", "osc", ("127.0.0.1", 9000, "fer-live", "")),
        ("osc://192.168.1.7:57120", "osc", ("192.168.1.7", 57120, "fer-live", "")),
        ("osc://studio.local", "osc", ("studio.local", 9000, "fer-live", "")),
        ("websocket", "websocket", ("127.0.0.1", 8765, "fer-live", "")),
        ("websocket://[::1]:9999/", "websocket", ("::1", 9999, "fer-live", "")),
        ("virtualcam", "virtualcam", ("", 0, "fer-live", "")),
        ("virtualcam:/dev/video9", "virtualcam", ("", 0, "fer-live", "/dev/video9")),
    ],
)
def test_what_stands_on_a_command_line_is_understood(text, name, expected):
    found = parse_stream(text)
    options = found.options
    assert found.kind is STREAMS[name]
    assert (options.host, options.port, options.name, options.device) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "midi", "osc:", "osc:9000", "osc://", "osc://:9000", "osc://127.0.0.1:port", "osc://127.0.0.1:70000"),
        *("osc://127.0.0.1:0", "osc://[", "lsl://127.0.0.1", "lsl-markers:all", "virtualcam://1", "http://127.0.0.1"),
        "osc://user:secret@127.0.0.1:9000",
        "websocket://127.0.0.1:8765/?token=secret",
    ],
)
def test_what_names_no_stream_is_said_in_a_sentence_without_its_secrets(text):
    if text == "osc:":
        assert parse_stream(text).options.port == 9000
        return
    with pytest.raises(FerError, match=r"\.$|\d$") as caught:
        parse_stream(text)
    assert "secret" not in str(caught.value)


def test_names_that_begin_like_a_number_of_this_computer_are_somebody_else():
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST")))
    assert not any(map(is_loopback, ("", "0.0.0.0", "192.168.1.1", "127.0.0.1.example.org", "example.org")))
    assert all(map(is_anywhere, ("0.0.0.0", "::")))


@pytest.fixture
def running():
    source = FedSource([0])
    engine = Engine(lambda: source, FakePipeline)
    engine.start()
    assert engine.results.get(PATIENCE_S).frame.index == 0
    yield engine, source
    assert engine.stop(PATIENCE_S) == ()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("fer-")]


def feed(engine, source, indices):
    """Feed frames one after the other: each result comes, whatever the streams do."""
    for index in indices:
        source.items.put(index)
        assert engine.results.get(PATIENCE_S).frame.index == index


def test_a_receiver_that_reads_nothing_does_not_slow_the_picture(running):
    engine, source = running
    stream = STREAMS["websocket"].make(StreamOptions(host=LOOPBACK, port=free_port(), token="abc"))
    working = engine.attach(stream, begun())
    feed(engine, source, [1])
    wait_until(lambda: state_of(working) is StreamState.UNHEARD)
    with listen(int(stream.address.rpartition(":")[2]), "abc", max_queue=1) as connection:
        assert message(connection, "hello")
        wait_until(lambda: state_of(working) is StreamState.SENDING)
        # It reads nothing any more; then it is gone without a word.
        feed(engine, source, range(2, 600))
        connection.socket.shutdown(socket.SHUT_RDWR)
        feed(engine, source, range(600, 700))
    wait_until(lambda: state_of(working) is StreamState.UNHEARD)
    working.finish()
    assert working.wait(PATIENCE_S).complete


def test_a_camera_that_blocks_does_not_slow_the_picture_and_misses_some(running, cameras):
    engine, source = running
    gate = threading.Semaphore(0)
    cameras.before_send = lambda: gate.acquire(timeout=PATIENCE_S)
    stream = STREAMS["virtualcam"].make(StreamOptions())
    working = engine.attach(stream, begun())
    feed(engine, source, [1])
    wait_until(lambda: cameras.opened)
    feed(engine, source, range(2, 50))
    gate.release(1000)
    wait_until(lambda: stream.written >= 2)
    working.finish()
    outcome = working.wait(PATIENCE_S)
    assert (outcome.complete, outcome.written + outcome.dropped) == (True, 49)
    assert outcome.dropped >= 40


def test_a_stream_that_cannot_start_stops_nothing_and_says_why(running):
    engine, source = running
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        stream = STREAMS["websocket"].make(StreamOptions(host=LOOPBACK, port=port, token="abc"))
        working = engine.attach(stream, begun())
        feed(engine, source, range(1, 20))
        assert working.wait(PATIENCE_S).message.startswith(f"Port {port} is taken")
    assert state_of(working) is StreamState.FAILED
    feed(engine, source, range(20, 30))
    assert engine.state is EngineState.RUNNING


# The virtual camera, whose driver no test has


@pytest.fixture
def cameras(monkeypatch):
    """A module in place of pyvirtualcam; ``refuses`` is raised by its cameras, ``pictures`` is what they were sent."""
    fake = SimpleNamespace(opened=[], pictures=[], refuses=None, before_send=lambda: None, closed=0)

    class Camera:
        def __init__(self, width, height, fps, device=None):
            if fake.refuses is not None:
                raise fake.refuses
            self.width, self.height, self.device = width, height, device or "/dev/video7"
            fake.opened.append((width, height, fps, device))

        def send(self, image):
            fake.before_send()
            assert image.shape == (self.height, self.width, 3)
            assert image.flags.c_contiguous
            fake.pictures.append(image.copy())

        def close(self):
            fake.closed += 1

    monkeypatch.setitem(sys.modules, "pyvirtualcam", SimpleNamespace(Camera=Camera))
    return fake


def test_a_virtual_camera_shows_boxes_hides_what_is_hidden_and_keeps_its_size(cameras):
    veils = [Veil("none"), Veil("picture"), Veil("none")]
    stream = STREAMS["virtualcam"].make(StreamOptions(device="/dev/video9", veil=lambda _result: veils.pop(0)))
    stream.open(begun())
    stream.write(happy(0, size=(161, 121), value=90))
    stream.write(happy(1, size=(161, 121), value=90))
    stream.write(happy(2, size=(400, 100), value=90))
    assert cameras.opened == [(160, 120, 30.0, "/dev/video9")]
    shown, hidden, other = cameras.pictures
    assert (shown != 90).any()
    assert (shown[100:, 120:] == 90).all()
    assert not (hidden == 90).all(axis=2).any()
    # Whole and not stretched: dark above and below.
    assert (other[0] == 0).all()
    assert (other[60, 150] == 90).all()
    assert stream.address == "/dev/video9"
    assert stream.close().written == 3
    assert cameras.closed == 1


def test_a_clean_virtual_camera_shows_the_picture_alone(cameras):
    stream = STREAMS["virtualcam"].make(StreamOptions(overlay=False))
    stream.open(begun())
    stream.write(happy(0, value=90))
    assert np.unique(cameras.pictures[0]).tolist() == [90]
    stream.close()


@pytest.mark.parametrize(("system", "what"), [("linux", "modprobe v4l2loopback"), ("darwin", "OBS"), ("win32", "OBS")])
def test_without_a_virtual_camera_it_is_said_what_to_do(cameras, monkeypatch, system, what):
    cameras.refuses = RuntimeError("'v4l2loopback' backend: No v4l2 loopback device found")
    monkeypatch.setattr(sys, "platform", system)
    stream = STREAMS["virtualcam"].make(StreamOptions())
    stream.open(begun())
    with pytest.raises(SinkError, match=rf"^There is no virtual camera\. Install .*{what}"):
        stream.write(happy(0))
    assert stream.close().written == 0


def test_a_virtual_camera_that_goes_away_is_said_in_a_sentence(cameras):
    stream = STREAMS["virtualcam"].make(StreamOptions())
    stream.open(begun())
    stream.write(happy(0))

    def gone():
        msg = "error writing frame"
        raise OSError(msg)

    cameras.before_send = gone
    with pytest.raises(SinkError, match=r"/dev/video7 takes no more pictures .* Switch it off and on again\."):
        stream.write(happy(1))
    stream.close()


def test_without_the_package_of_the_virtual_camera_its_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    with pytest.raises(SinkError, match=r"extra 'virtualcam': pip install 'fer-live\[virtualcam\]'"):
        STREAMS["virtualcam"].make(StreamOptions()).open(begun())
