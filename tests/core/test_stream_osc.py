"""Results by OSC, as a real receiver gets them."""

import socket
import sys
from dataclasses import replace

import pytest
from live_fakes import happy_face, wait_until
from receivers import free_port, osc_receiver
from session_fakes import begun, happy

from fer_core.errors import SinkError
from fer_core.session.events import Mark
from fer_core.spec import CLASSES
from fer_core.streams.base import StreamOptions
from fer_core.streams.table import STREAMS


@pytest.fixture
def sending():
    """Open streams to a port; they are closed with the test."""
    streams = []

    def opened(port, host="127.0.0.1", labels=CLASSES):
        stream = STREAMS["osc"].make(StreamOptions(host=host, port=port))
        stream.open(begun(labels=labels))
        streams.append(stream)
        return stream

    yield opened
    for stream in streams:
        stream.close()


def values_of(got, address):
    return [values for where, values, _ in got if where == address]


def test_a_receiver_gets_frame_face_and_probabilities(sending):
    with osc_receiver() as (port, got):
        stream = sending(port)
        stream.write(happy(7, 2.5))
        wait_until(lambda: values_of(got, "/fer-live/face/1/p/neutral"))
    assert values_of(got, "/fer-live/classes") == [CLASSES]
    ((index, t_s, faces, latency_ms),) = values_of(got, "/fer-live/frame")
    assert (index, t_s, faces) == (7, 0.0, 1)
    assert latency_ms == pytest.approx(12.3, abs=0.01)
    assert values_of(got, "/fer-live/face/1/label") == [("happy",)]
    assert values_of(got, "/fer-live/face/1/confidence")[0] == pytest.approx((0.76,))
    assert values_of(got, "/fer-live/face/1/probabilities")[0] == pytest.approx([0.04] * 3 + [0.76] + [0.04] * 3)
    assert values_of(got, "/fer-live/face/1/p/happy")[0] == pytest.approx((0.76,))
    # In shares of a picture of 64 x 48 pixels.
    box = (1 / 64, 2 / 48, 30.25 / 64, 40.5 / 48)
    assert values_of(got, "/fer-live/face/1/box")[0] == pytest.approx(box, abs=1e-4)
    assert values_of(got, "/fer-live/face/1/seen") == [(1,)]
    assert stream.written == 1


def test_a_face_that_is_lost_says_nothing_and_one_that_goes_says_so_once(sending):
    with osc_receiver() as (port, got):
        stream = sending(port)
        stream.write(happy(0))
        stream.write(replace(happy(1), faces=(happy_face(1, seen=False),)))
        stream.write(happy(2, faces=0))
        stream.write(happy(3, faces=0))
        stream.flush()
        wait_until(lambda: len(values_of(got, "/fer-live/classes")) == 2)
    assert values_of(got, "/fer-live/face/1/seen") == [(1,), (0,)]
    assert values_of(got, "/fer-live/face/1/label") == [("happy",)]
    assert values_of(got, "/fer-live/face/1/gone") == [(1,)]


def test_a_mark_is_sent(sending):
    with osc_receiver() as (port, got):
        stream = sending(port)
        stream.mark(Mark(1.25, "2025-11-02T09:30:00.100Z", "note", None, "the joke: höhö"))
        stream.mark(Mark(1.5, "2025-11-02T09:30:00.350Z", "rule", 3, "smiles"))
        wait_until(lambda: len(values_of(got, "/fer-live/mark")) == 2)
    assert values_of(got, "/fer-live/mark") == [("note", "the joke: höhö", 0, 1.25), ("rule", "smiles", 3, 1.5)]


def test_names_of_classes_that_osc_keeps_for_itself_are_written_otherwise(sending):
    labels = ("very sad", "a/b", "c#[*]?", "froh")
    with osc_receiver() as (port, got):
        stream = sending(port, labels=labels)
        stream.write(happy(0, labels=labels))
        wait_until(lambda: values_of(got, "/fer-live/face/1/p/froh"))
    assert values_of(got, "/fer-live/classes") == [labels]
    found = {where for where, _, _ in got if "/p/" in where}
    assert found == {f"/fer-live/face/1/p/{name}" for name in ("very_sad", "a_b", "c_____", "froh")}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell who sends that nobody listens")
def test_it_is_seen_where_nobody_listens_and_where_somebody_begins_to(sending):
    port = free_port(socket.SOCK_DGRAM)
    stream = sending(port)
    for index in range(3):
        stream.write(happy(index))
    assert stream.listeners == 0
    with osc_receiver(port) as (_, got):
        for index in range(3, 6):
            stream.write(happy(index))
        assert stream.listeners is None
        wait_until(lambda: len(values_of(got, "/fer-live/frame")) >= 2)


@pytest.mark.parametrize("host", ["no such host.invalid", "0.0.0.0", "x" * 300, "::"])
def test_an_address_that_is_none_is_said_in_a_sentence(sending, host):
    with pytest.raises(SinkError, match=r"osc://.*(address|listens)\.$"):
        sending(9000, host)


def test_without_the_package_the_extra_is_named(sending, monkeypatch):
    monkeypatch.setitem(sys.modules, "pythonosc", None)
    with pytest.raises(SinkError, match=r"^OSC takes the extra 'streams': pip install 'fer-live\[streams\]'\.$"):
        sending(9000)


def test_closing_is_harmless_twice_and_before_it_is_open():
    stream = STREAMS["osc"].make(StreamOptions())
    assert stream.close().complete
    assert stream.close().complete
