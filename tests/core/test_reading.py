"""The work of the capture thread: over every loss of the source, and never longer than wanted."""

import threading

import pytest
from live_fakes import FedSource, wait_until

from fer_core.errors import SourceError, SourceLost
from fer_core.mailbox import Closed, Unbounded
from fer_core.reading import Reader


class Patience:
    """Stands for the stop event: notes how long it is waited for, and stops after so many times."""

    def __init__(self, times):
        self.times = times
        self.waits = []

    def is_set(self):
        return len(self.waits) >= self.times

    def wait(self, seconds):
        self.waits.append(seconds)
        return self.is_set()


class Told:
    """What a reader says, in its order."""

    def __init__(self, source, stop=None):
        self.said = []
        self.frames = Unbounded()
        self.reader = Reader(
            source,
            stop or threading.Event(),
            on_lost=lambda text: self.said.append(("lost", text)),
            on_back=lambda text: self.said.append(("back", text)),
            on_note=lambda text: self.said.append(("note", text)),
        )

    def run(self):
        self.reader.run(self.frames)
        return [self.frames.poll().index for _ in range(len(self.frames))]


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr("fer_core.reading._BACK_OFF_S", (0.0,))


def test_every_frame_is_put_until_the_end():
    told = Told(FedSource([0, 1, 5, None]))
    assert told.run() == [0, 1, 5]
    assert told.said == []


def test_the_pauses_between_attempts_grow_and_the_last_one_repeats_without_end():
    source, stop = FedSource([SourceLost("Fed has stopped.")]), Patience(9)
    source.open_errors = [SourceError("Not yet.")] * 20
    told = Told(source, stop)
    assert told.run() == []
    assert stop.waits == [0.25, 0.5, 1.0, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]
    # The last pause was ended by the stop, without another attempt.
    assert len(source.open_errors) == 20 - 8
    assert told.said == [("lost", "Fed has stopped. Waiting for it to come back.")]


def test_the_pauses_begin_anew_with_every_loss():
    source, stop = FedSource([SourceLost("One."), 3, SourceLost("Two."), 4, None]), Patience(9)
    source.open_errors = [SourceError("Not yet.")]
    assert Told(source, stop).run() == [3, 4]
    assert stop.waits == [0.25, 0.5, 0.25]


@pytest.mark.usefixtures("at_once")
def test_a_source_is_back_with_its_first_picture_and_not_before():
    source = FedSource([0, SourceLost("Fed has stopped.")])
    told = Told(source)
    thread = threading.Thread(target=told.run, daemon=True)
    thread.start()
    wait_until(lambda: source.opened == 1)
    # Open again, but silent.
    thread.join(0.05)
    assert [kind for kind, _ in told.said] == ["lost"]
    source.items.put(SourceLost("Again."))
    wait_until(lambda: source.opened == 2)
    assert [kind for kind, _ in told.said] == ["lost"]
    source.items.put(7)
    wait_until(lambda: len(told.said) == 2)
    assert told.said[1] == ("back", "Fed is back.")
    source.items.put(None)
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.usefixtures("at_once")
def test_a_source_is_closed_before_it_is_opened_again():
    source = FedSource([SourceLost("One."), 0, SourceLost("Two."), 1, None])
    told = Told(source)
    assert told.run() == [0, 1]
    assert (source.closed, source.opened) == (2, 2)
    assert [kind for kind, _ in told.said] == ["lost", "back", "lost", "back"]


def test_a_source_that_is_lost_while_the_reading_stops_is_no_matter():
    stop = threading.Event()

    class Stopping(FedSource):
        def read(self):
            stop.set()
            raise SourceLost("Fed has stopped.")

    source = Stopping()
    told = Told(source, stop)
    assert told.run() == []
    assert (told.said, source.opened) == ([], 0)


def test_what_trying_again_would_not_mend_is_raised():
    told = Told(FedSource([0, SourceError("Broken.")]))
    with pytest.raises(SourceError, match="Broken"):
        told.run()


def test_a_mailbox_that_is_closed_ends_the_reading():
    told = Told(FedSource([0]))
    told.frames.close()
    with pytest.raises(Closed):
        told.run()


@pytest.mark.usefixtures("at_once")
def test_each_note_is_told_once_also_those_that_come_later():
    class Talking(FedSource):
        def notes(self):
            return ("It is small.", "It is slow.")[: self.opened + 1]

    assert Told(Talking([0, SourceLost("x"), 1, SourceLost("x"), 2, None])).run() == [0, 1, 2]
    told = Told(Talking([0, SourceLost("x"), 1, None]))
    told.run()
    assert [text for kind, text in told.said if kind == "note"] == ["It is small.", "It is slow."]
