"""The two clocks of a session."""

from datetime import UTC, datetime, timedelta

import pytest
from live_fakes import picture_frame

from fer_core.session import clock as clock_module
from fer_core.session.clock import SessionClock, utc_text

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


class Clocks:
    """The computer's clock and the steady one, in the hands of a test."""

    def __init__(self):
        self.day, self.steady, self.asked = START, 100.0, 0

    def now(self, _zone):
        self.asked += 1
        return self.day

    def monotonic(self):
        return self.steady

    def pass_s(self, seconds):
        self.day += timedelta(seconds=seconds)
        self.steady += seconds

    def set_s(self, seconds):
        self.day += timedelta(seconds=seconds)


@pytest.fixture
def clocks(monkeypatch):
    clocks = Clocks()
    monkeypatch.setattr(clock_module, "datetime", clocks)
    monkeypatch.setattr(clock_module, "time", clocks)
    return clocks


def test_the_time_of_day_is_read_once_and_counted_on(clocks):
    clock = SessionClock()
    clocks.pass_s(10)
    clocks.set_s(-3600)
    assert (clock.start_utc, clock.start_monotonic_s) == (START, 100.0)
    assert clock.utc(110.0) == START + timedelta(seconds=10)
    assert clock.utc(99.5) == START - timedelta(seconds=0.5)
    assert clocks.asked == 1


def test_time_begins_with_the_first_frame():
    clock = SessionClock()
    clock.begin(picture_frame(7, 41.5))
    clock.begin(picture_frame(9, 44.0))
    assert clock.t_s(picture_frame(8, 41.75)) == 0.25
    assert clock.t_s(picture_frame(7, 41.5)) == 0.0


def test_the_first_frame_that_is_asked_about_begins_it_too():
    clock = SessionClock()
    assert clock.t_s(picture_frame(7, 41.5)) == 0.0
    assert clock.t_s(picture_frame(8, 42.0)) == 0.5


def test_a_clock_that_goes_right_has_not_jumped(clocks):
    clock = SessionClock()
    for _ in range(5):
        clocks.pass_s(100)
        clocks.set_s(0.1)
        assert clock.new_jump_s() is None


@pytest.mark.parametrize("jump_s", [7200.0, -45.0, 1.0])
def test_a_jump_is_told_once(clocks, jump_s):
    clock = SessionClock()
    clocks.pass_s(10)
    clocks.set_s(jump_s)
    assert clock.new_jump_s() == pytest.approx(jump_s)
    clocks.pass_s(10)
    assert clock.new_jump_s() is None


def test_the_next_jump_is_told_by_itself(clocks):
    clock = SessionClock()
    clocks.set_s(60.0)
    assert clock.new_jump_s() == pytest.approx(60.0)
    clocks.set_s(-60.0)
    assert clock.new_jump_s() == pytest.approx(-60.0)
    assert clock.new_jump_s() is None


def test_less_than_a_second_is_drift(clocks):
    clock = SessionClock()
    clocks.set_s(0.99)
    assert clock.new_jump_s() is None


def test_a_moment_is_written_in_utc_with_milliseconds():
    assert utc_text(START + timedelta(microseconds=62_500)) == "2026-03-01T12:00:00.062Z"
    assert utc_text(START) == "2026-03-01T12:00:00.000Z"
