"""Commands to a running engine: they reach the pipeline in its own thread, between two frames."""

import threading

import pytest
from fake_faces import SPOKEN, face, pipeline_of
from live_fakes import PATIENCE_S, FakePipeline, FedSource, wait_until

from fer_core.commands import ForgetFace, Smooth, SpeakWith, StartAfresh
from fer_core.engine import Engine, EngineState
from fer_core.errors import ModelError


@pytest.fixture
def run():
    engines = []

    def start(source, make_pipeline):
        engine = Engine(lambda: source, make_pipeline)
        engines.append(engine)
        engine.start()
        return engine

    yield start
    for engine in engines:
        assert engine.stop(PATIENCE_S) == ()


def next_frame(engine, source, index):
    source.items.put(index)
    result = engine.results.get(PATIENCE_S)
    assert result.frame.index == index
    return result


def test_commands_reach_the_pipeline_in_their_order_before_the_next_frame(run):
    order = []

    class Noting(FakePipeline):
        def send(self, command):
            order.append(command)
            super().send(command)

        def process(self, frame):
            order.append(frame.index)
            return super().process(frame)

    source = FedSource([0])
    engine = run(source, Noting)
    assert engine.results.get(PATIENCE_S).frame.index == 0
    commands = [StartAfresh(1), ForgetFace(2), Smooth(on=False)]
    for command in commands:
        engine.send(command)
    next_frame(engine, source, 1)
    next_frame(engine, source, 2)
    assert order == [0, *commands, 1, 2]


def test_they_are_obeyed_in_the_pipeline_s_own_thread(run):
    threads = []

    class Noting(FakePipeline):
        def send(self, command):
            threads.append(threading.current_thread().name)
            super().send(command)

    source = FedSource([0])
    engine = run(source, Noting)
    engine.results.get(PATIENCE_S)
    engine.send(StartAfresh())
    next_frame(engine, source, 1)
    assert threads == ["fer-inference"]


def test_what_was_sent_before_there_was_a_pipeline_is_not_lost(run):
    loaded, pipeline = threading.Event(), FakePipeline()

    def load():
        loaded.wait(PATIENCE_S)
        return pipeline

    engine = run(FedSource([0]), load)
    engine.send(StartAfresh())
    loaded.set()
    engine.results.get(PATIENCE_S)
    assert pipeline.told == [StartAfresh()]


@pytest.mark.parametrize("refusal", [ModelError("There is no such output."), ValueError("a baseline is 7 numbers")])
def test_what_the_pipeline_cannot_do_is_told_as_a_note_and_it_goes_on(run, refusal):
    source = FedSource([0])
    engine = run(source, lambda: FakePipeline(refusal=refusal))
    engine.results.get(PATIENCE_S)
    engine.send(SpeakWith("age"))
    next_frame(engine, source, 1)
    assert [event.message for event in engine.poll_events() if event.kind == "note"] == [str(refusal)]
    assert engine.state is EngineState.RUNNING


def test_the_description_follows_what_the_pipeline_was_told(run):
    source = FedSource([0])
    engine = run(source, FakePipeline)
    engine.results.get(PATIENCE_S)
    assert engine.pipeline.settings["told"] == 0
    engine.send(StartAfresh())
    next_frame(engine, source, 1)
    assert engine.pipeline.settings["told"] == 1


def test_a_real_pipeline_forgets_a_face_and_changes_its_settings(run):
    class Large(FedSource):
        """Its pictures are large enough for a face."""

        def read(self):
            small = super().read()
            return small and small.__class__(small.index, small.t, small.image.repeat(60, 0).repeat(80, 1), 0.0)

    source = Large([0])
    engine = run(source, lambda: pipeline_of([[face(10, 10)]] * 10))
    assert engine.results.get(PATIENCE_S).seen[0].id == 1
    engine.send(ForgetFace(1))
    engine.send(Smooth(on=False))
    engine.send(SpeakWith("age"))
    assert next_frame(engine, source, 1).seen[0].id == 2
    wait_until(lambda: engine.pipeline.settings["smoothing"] is False)
    (note,) = [event.message for event in engine.poll_events() if event.kind == "note"]
    assert note == f"'age' is no output of the model. Choose one of: {SPOKEN}."
