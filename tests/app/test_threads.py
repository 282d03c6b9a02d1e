import logging
import sys
import threading

import pytest

from app.faults import Faults, start_logging
from app.jobs import Jobs
from fer_core.errors import SourceError


@pytest.fixture
def jobs():
    return Jobs()


def finish(jobs):
    assert jobs.join(float(threading.TIMEOUT_MAX)) == ()
    jobs.poll()


def test_a_job_runs_elsewhere_and_its_outcome_arrives_here(jobs):
    places = []
    jobs.submit("add", lambda: places.append(threading.current_thread()) or 42, places.append, pytest.fail)
    jobs.join(float(threading.TIMEOUT_MAX))
    assert 42 not in places
    jobs.poll()
    assert places[0] is not threading.current_thread()
    assert places[1] == 42


@pytest.mark.parametrize("error", [SourceError("no such file"), ZeroDivisionError()])
def test_a_job_that_fails_hands_its_error_over(jobs, error):
    def fail():
        raise error

    caught = []
    jobs.submit("fail", fail, pytest.fail, caught.append)
    finish(jobs)
    assert caught == [error]


def test_a_job_that_hangs_is_named_and_does_not_hold_up_the_process(jobs):
    gate = threading.Event()
    jobs.submit("hang", gate.wait, lambda _: None, pytest.fail)
    assert jobs.join(0.0) == ("fer-app-hang",)
    (thread,) = (t for t in threading.enumerate() if t.name == "fer-app-hang")
    assert thread.daemon
    gate.set()
    finish(jobs)


def test_an_exception_in_any_thread_becomes_a_sentence_and_a_log_entry(tmp_path, caplog):
    faults = Faults(tmp_path / "fer-live.log")
    before = sys.excepthook, threading.excepthook
    faults.install()
    try:
        thread = threading.Thread(target=lambda: {}["missing"])
        thread.start()
        thread.join()
        sys.excepthook(ValueError, ValueError("wrong"), None)
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    finally:
        faults.uninstall()
    first, second = faults.drain()
    assert "KeyError" in first.text
    assert "KeyError" in first.details
    assert "ValueError" in second.text
    assert {first.report.parent, second.report.parent} == {tmp_path}
    assert faults.drain() == []
    assert "Traceback" in caplog.text
    assert (sys.excepthook, threading.excepthook) == before


def test_an_expected_error_is_said_in_its_own_words(tmp_path):
    faults = Faults(tmp_path / "log")
    assert faults.sentence(SourceError("The camera is busy. Close the other program.")) == (
        "The camera is busy. Close the other program."
    )


@pytest.fixture
def logging_restored():
    from PySide6.QtCore import qInstallMessageHandler

    root = logging.getLogger()
    before, level, raising = list(root.handlers), root.level, logging.raiseExceptions
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.raiseExceptions = raising
    qInstallMessageHandler(None)


@pytest.mark.usefixtures("logging_restored")
def test_the_log_goes_to_a_file_and_a_bad_place_is_no_failure(tmp_path):
    path = tmp_path / "logs" / "fer-live.log"
    assert start_logging(path)
    logging.getLogger("app").warning("something to remember")
    assert "something to remember" in path.read_text("utf-8")
    assert not start_logging(path / "below-a-file" / "fer-live.log")
