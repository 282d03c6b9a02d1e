"""Results and marks by Lab Streaming Layer, as a real receiver gets them, and markers of others that come in."""

import math
import sys
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from live_fakes import PATIENCE_S, FakePipeline, FedSource, happy_face, wait_until
from receivers import lsl_on_this_computer
from session_fakes import FakeSink, begun, happy

from fer_core.engine import Engine
from fer_core.errors import SinkError
from fer_core.session.events import Mark
from fer_core.sinks.attached import AttachedSink, finish_all
from fer_core.spec import CLASSES
from fer_core.streams import lsl_markers
from fer_core.streams.base import StreamOptions
from fer_core.streams.lsl import MARKER
from fer_core.streams.table import STREAMS

NAME = f"fer-live-test-{time.monotonic_ns()}"


@pytest.fixture(scope="module")
def pylsl(tmp_path_factory):
    """The library, looking for streams on this computer alone; it reads its configuration once in a process."""
    patch = pytest.MonkeyPatch()
    pylsl = lsl_on_this_computer(patch, tmp_path_factory.mktemp("lsl"))
    pylsl.local_clock()
    yield pylsl
    patch.undo()


@pytest.fixture
def sending(pylsl):
    streams = []

    def opened(name=NAME, kind="lsl", **options):
        stream = STREAMS[kind].make(StreamOptions(name=name, **options))
        session = begun()
        stream.open(session)
        streams.append(stream)
        return stream, session

    yield opened
    for stream in streams:
        assert stream.close().complete


def inlet(pylsl, name):
    """Return an open inlet, its description and the correction of its clock."""
    found = pylsl.resolve_byprop("name", name, 1, PATIENCE_S)
    assert found, "the stream was not found"
    opened = pylsl.StreamInlet(found[0])
    opened.open_stream(PATIENCE_S)
    return opened, opened.info(PATIENCE_S), opened.time_correction(PATIENCE_S)


def test_a_receiver_gets_a_sample_for_each_face_at_the_time_of_its_grab(pylsl, sending):
    stream, _ = sending()
    receiver, _, correction_s = inlet(pylsl, NAME)
    result = happy(0, faces=2)
    stream.write(result)
    samples = [receiver.pull_sample(PATIENCE_S) for _ in range(2)]
    # On one computer both clocks are one, or apart by what never changes.
    grabbed_lsl_s = pylsl.local_clock() - time.monotonic() + result.frame.grabbed_t
    for number, (values, t) in enumerate(samples, 1):
        assert values[:2] == [number, 3]
        assert values[2] == pytest.approx(0.76)
        assert values[3:10] == pytest.approx([0.04] * 3 + [0.76] + [0.04] * 3)
        assert values[10:] == [1.0, 2.0, 30.25, 40.5, 0.0, 1.0]
        assert t + correction_s == pytest.approx(grabbed_lsl_s, abs=0.005)
    assert stream.listeners == 1


def test_its_description_names_channels_units_and_classes(pylsl, sending):
    sending()
    _, info, _ = inlet(pylsl, NAME)
    assert (info.type(), info.nominal_srate()) == ("Expression", 0.0)
    names = info.get_channel_labels()
    assert names == [
        *("face_id", "label", "confidence"),
        *(f"p_{label}" for label in CLASSES),
        *("x0", "y0", "x1", "y1", "doubtful", "ready"),
    ]
    assert info.get_channel_units()[10:14] == ["px"] * 4
    assert set(info.get_channel_types()[3:10]) == {"Probability"}
    classes, found = info.desc().child("classes").first_child(), []
    while not classes.empty():
        found.append((classes.child_value("index"), classes.child_value("name")))
        classes = classes.next_sibling()
    assert found == [(str(index), label) for index, label in enumerate(CLASSES)]
    facts = info.desc().child("acquisition")
    assert (facts.child_value("model"), facts.child_value("output")) == ("fake", "fake.logits")


def test_a_face_that_cannot_be_read_has_no_numbers_and_a_lost_one_no_sample(pylsl, sending):
    stream, _ = sending()
    receiver, _, _ = inlet(pylsl, NAME)
    unread = replace(happy_face(4), expression=None)
    stream.write(replace(happy(0), faces=(happy_face(3, seen=False), unread)))
    values, _ = receiver.pull_sample(PATIENCE_S)
    assert values[0] == 4
    assert all(math.isnan(value) for value in values[1:10])
    assert values[10:14] == [1.0, 2.0, 30.25, 40.5]
    assert receiver.pull_sample(0.0) == (None, None)


def test_marks_are_a_stream_of_their_own_at_the_moment_they_are_about(pylsl, sending):
    stream, session = sending()
    receiver, info, _ = inlet(pylsl, f"{NAME}-marks")
    assert (info.type(), info.channel_count()) == ("Markers", 1)
    result = happy(0, 100.0)
    session.clock.begin(result.frame)
    stream.write(result)
    stream.mark(Mark(-0.5, "2025-11-02T09:30:00.100Z", "note", None, "half a second ago"))
    # It came by LSL: there it is already.
    stream.mark(Mark(0.0, "2025-11-02T09:30:00.100Z", MARKER, None, "from elsewhere"))
    stream.mark(Mark(0.0, "2025-11-02T09:30:00.100Z", "rule", 1, ""))
    (text,), t = receiver.pull_sample(PATIENCE_S)
    assert text == "half a second ago"
    grabbed_lsl_s = pylsl.local_clock() - time.monotonic() + result.frame.grabbed_t
    assert t == pytest.approx(grabbed_lsl_s - 0.5, abs=0.005)
    assert receiver.pull_sample(PATIENCE_S)[0] == ["rule"]


def test_a_mark_before_the_first_result_stands_at_its_time_of_day(pylsl, sending):
    stream, session = sending()
    receiver, _, _ = inlet(pylsl, f"{NAME}-marks")
    from fer_core.session.clock import utc_text

    at_s = session.clock.start_monotonic_s + 2.0
    stream.mark(Mark(0.0, utc_text(session.clock.utc(at_s)), "note", None, "early"))
    _, t = receiver.pull_sample(PATIENCE_S)
    assert t == pytest.approx(pylsl.local_clock() - time.monotonic() + at_s, abs=0.005)


def test_markers_of_other_programs_become_marks_at_the_time_they_were_set(pylsl):
    got = []

    def take(text, t):
        # Other tests may be setting markers at the same time.
        if text in ("ours", "cue 7", "", "grün"):
            got.append((text, t))

    source = FedSource([0])
    engine = Engine(lambda: source, FakePipeline)
    stream = STREAMS["lsl-markers"].make(StreamOptions(on_mark=take))
    theirs = pylsl.StreamOutlet(
        pylsl.StreamInfo(f"{NAME}-theirs", "Markers", 1, 0.0, pylsl.cf_string, f"{NAME}-theirs")
    )
    ours = pylsl.StreamOutlet(pylsl.StreamInfo(f"{NAME}-ours", "Markers", 1, 0.0, pylsl.cf_string, f"fer-live:{NAME}"))
    engine.start()
    assert engine.results.get(PATIENCE_S).frame.index == 0
    working = engine.attach(stream, begun())
    source.items.put(1)
    newest = engine.results.get(PATIENCE_S).frame
    wait_until(theirs.have_consumers)
    set_at_s = pylsl.local_clock() - 0.25
    ours.push_sample(["ours"], set_at_s)
    theirs.push_sample(["cue 7"], set_at_s)
    theirs.push_sample([" "], set_at_s)
    theirs.push_sample(["grün"], set_at_s + 0.1)
    wait_until(lambda: len(got) == 2)
    working.finish()
    assert working.wait(PATIENCE_S).complete
    assert engine.stop(PATIENCE_S) == ()
    assert [text for text, _ in got] == ["cue 7", "grün"]
    # The second frame of this source is at 0.1 s, and was grabbed by the steady clock.
    expected_t = 0.1 + set_at_s - (pylsl.local_clock() - time.monotonic()) - newest.grabbed_t
    assert got[0][1] == pytest.approx(expected_t, abs=0.005)
    assert got[1][1] - got[0][1] == pytest.approx(0.1, abs=0.005)
    assert not ours.have_consumers()


class OneMarker:
    """Stands for pylsl: one stream of markers, with one marker that was set at ``t_s`` of the steady clock."""

    def __init__(self, t_s):
        self.samples = [(["cue"], t_s)]
        self.util = SimpleNamespace(TimeoutError=TimeoutError, LostError=ConnectionError)

    def local_clock(self):
        return time.monotonic()

    def ContinuousResolver(self, **_options):  # noqa: N802 - as pylsl calls it
        return SimpleNamespace(results=lambda: [SimpleNamespace(uid=lambda: "theirs")])

    def StreamInlet(self, *_values, **_options):  # noqa: N802
        return self

    def time_correction(self, _timeout_s):
        return 0.0

    def pull_sample(self, _timeout_s):
        return self.samples.pop() if self.samples else (None, None)


@pytest.mark.parametrize(("position_s", "expected_t"), [(None, 35.0), (5.0, 5.0)])
def test_a_marker_while_a_film_is_held_stands_where_the_film_stands(monkeypatch, position_s, expected_t):
    frame = replace(happy(0).frame, t=5.0, grabbed_t=100.0, source_t_s=position_s)
    monkeypatch.setattr(lsl_markers, "load", lambda: OneMarker(130.0))
    got = []
    stream = STREAMS["lsl-markers"].make(StreamOptions(on_mark=lambda text, t: got.append((text, t))))
    stream.open(begun())
    stream.write(replace(happy(0), frame=frame))
    stream.flush()
    stream.close()
    assert got == [("cue", pytest.approx(expected_t, abs=0.01))]


def test_the_last_markers_of_other_programs_reach_the_session_although_everything_ends():
    order = []

    class Ends(FakeSink):
        def close(self):
            order.append(self.title)
            return super().close()

    marks, table = Ends(), Ends()
    marks.title, table.title = "marks", "table"
    marks.sets_marks = STREAMS["lsl-markers"].make(StreamOptions()).sets_marks
    finish_all([AttachedSink(sink, begun(), live=True) for sink in (table, marks)])
    wait_until(lambda: len(order) == 2)
    assert order == ["marks", "table"]


def test_without_the_package_the_extra_is_named_and_without_the_library_where_it_is(monkeypatch):
    stream = STREAMS["lsl"].make(StreamOptions())
    monkeypatch.setitem(sys.modules, "pylsl", None)
    with pytest.raises(SinkError, match=r"^Lab Streaming Layer takes the extra 'streams'"):
        stream.open(begun())

    class NoLibrary:
        def find_spec(self, name, *_):
            if name == "pylsl":
                msg = "LSL binary library file was not found."
                raise RuntimeError(msg)

    monkeypatch.delitem(sys.modules, "pylsl")
    monkeypatch.setattr(sys, "meta_path", [NoLibrary(), *sys.meta_path])
    for name in ("lsl", "lsl-markers"):
        with pytest.raises(SinkError, match="needs its library liblsl"):
            STREAMS[name].make(StreamOptions()).open(begun())
