"""What is left of a failure: the log, its details, a report that names nobody, and a word at the next start."""

import logging
import os
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from fakes import make_backend
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from seen import plays, said

from app.choice import DEMO
from app.fatal import FatalErrors
from app.faults import Fault
from app.features import Log
from app.log_tail import MOST_BYTES, LogTail
from app.report import anonymous, details_of, write_report
from fer_core.errors import SourceError

LINES = [
    "2026-01-01 09:59:59,000 ERROR MainThread app: of another run",
    "Traceback of another run",
    "2026-01-01 10:00:00,001 INFO MainThread app: begun",
    "2026-01-01 10:00:01,002 WARNING fer-app-open app: a warning",
    "2026-01-01 10:00:02,003 ERROR MainThread app: an error",
    "Traceback (most recent call last):",
]


def write(path, lines):
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


@pytest.fixture
def home(monkeypatch, tmp_path):
    home = tmp_path / "ada"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


def test_the_tail_gives_the_lines_of_this_run_with_their_levels(tmp_path):
    path = tmp_path / "fer-live.log"
    tail = LogTail(path, "2026-01-01 10:00:00")
    assert tail.read() == []
    write(path, LINES)
    read = tail.read()
    assert [line.text for line in read] == LINES[2:]
    assert [line.level for line in read] == [logging.INFO, logging.WARNING, logging.ERROR, logging.ERROR]
    assert tail.read() == []


def test_a_line_is_read_once_it_is_whole_and_a_new_file_of_the_same_name_from_its_start(tmp_path):
    path = tmp_path / "fer-live.log"
    tail = LogTail(path)
    path.write_text(f"{LINES[2]}\n{LINES[3][:30]}", "utf-8")
    assert [line.text for line in tail.read()] == [LINES[2]]
    write(path, [LINES[3][30:]])
    assert [line.text for line in tail.read()] == [LINES[3]]
    path.write_text(f"{LINES[4]}\n", "utf-8")
    assert [line.text for line in tail.read()] == [LINES[4]]


def test_of_a_large_file_the_end_is_read(tmp_path, monkeypatch):
    path = tmp_path / "fer-live.log"
    write(path, [f"2026-01-01 10:00:00,000 INFO MainThread app: number {number:06d}" for number in range(20_000)])
    tail = LogTail(path)
    lines = tail.read()
    assert lines[-1].text.endswith("number 019999")
    assert MOST_BYTES - 200 < sum(len(line.text) + 1 for line in lines) <= MOST_BYTES


@pytest.fixture
def window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    return window


@pytest.fixture
def log(window, faults):
    """The open log window, above a log with some lines."""
    faults.since = "2026-01-01 10:00:00"
    write(faults.log_file, LINES)
    window.actions_by_name["log"].trigger()
    return window.feature(Log).page.dialog


def test_the_log_window_shows_this_run_and_follows(log, faults, until):
    assert log.text.toPlainText().splitlines() == LINES[2:]
    write(faults.log_file, ["2026-01-01 10:00:09,000 WARNING MainThread app: something new"])
    until(lambda: log.text.toPlainText().endswith("something new"))


def test_of_long_lines_the_start_is_seen_and_the_newest_at_the_bottom(window, faults, until):
    faults.since = "2026-01-01 10:00:00"
    lines = [f"2026-01-01 10:00:01,000 WARNING MainThread app: {number} {400 * 'x'}" for number in range(100)]
    write(faults.log_file, lines)
    window.actions_by_name["log"].trigger()
    log = window.feature(Log).page.dialog
    until(log.isVisible)
    down, across = log.text.verticalScrollBar(), log.text.horizontalScrollBar()
    until(lambda: across.maximum() > 0 and down.maximum() > 0)
    assert (across.value(), down.value()) == (0, down.maximum())
    write(faults.log_file, lines)
    until(lambda: log.text.blockCount() == 200)
    assert (across.value(), down.value()) == (0, down.maximum())


def test_the_log_window_leaves_out_what_is_not_wanted(log, faults, until):
    QTest.keyClick(log.levels, Qt.Key.Key_Down)
    assert log.text.toPlainText().splitlines() == LINES[3:]
    QTest.keyClick(log.levels, Qt.Key.Key_Down)
    assert log.text.toPlainText().splitlines() == LINES[4:]
    write(faults.log_file, [LINES[3], "2026-01-01 10:00:09,000 ERROR MainThread app: another error"])
    until(lambda: log.text.toPlainText().endswith("another error"))
    assert log.text.toPlainText().splitlines()[:-1] == LINES[4:]
    QTest.keyClick(log.levels, Qt.Key.Key_Home)
    assert len(log.text.toPlainText().splitlines()) == len(LINES[2:]) + 2


def test_the_log_is_copied_and_its_folder_opened(log, faults, monkeypatch):
    opened = []
    monkeypatch.setattr("app.log_window.open_outside", lambda path: opened.append(path) or False)
    QTest.mouseClick(log.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines() == LINES[2:]
    folder = next(button for button in log.findChildren(QPushButton) if button.text() == "Open the folder")
    QTest.mouseClick(folder, Qt.MouseButton.LeftButton)
    assert opened == [faults.log_file.parent]
    assert log.about.text() == f"The log is in {faults.log_file.parent}."


def button_of(window, words):
    buttons = [button for toast in window.toasts.toasts for button in toast.findChildren(QPushButton)]
    return next((button for button in buttons if button.text() == words), None)


def test_a_failure_with_more_to_tell_does_so_in_the_log_window(window, until, answers, tmp_path, monkeypatch):
    def check(_folder):
        try:
            raise OSError(5, "Input/output error")
        except OSError as error:
            msg = "The model cannot be read. Choose another one."
            raise SourceError(msg) from error

    monkeypatch.setattr(window.session.models, "_check", check)
    window.session.models.use(tmp_path)
    until(lambda: said(window))
    QTest.mouseClick(button_of(window, "Details"), Qt.MouseButton.LeftButton)
    dialog = window.feature(Log).page.dialog
    assert dialog.about.text() == "The model cannot be read. Choose another one."
    assert dialog.details.toPlainText().splitlines() == [
        "SourceError: The model cannot be read. Choose another one.",
        "because of OSError: [Errno 5] Input/output error",
    ]
    assert said(window) == []
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert "because of OSError" in QGuiApplication.clipboard().text()


def test_a_failure_that_says_it_all_has_no_details(window, until, answers, tmp_path):
    answers.next_file = tmp_path / "notes.bad"
    window.actions_by_name["open_file"].trigger()
    until(lambda: said(window))
    assert button_of(window, "Details") is None


def test_what_nobody_caught_is_reported(window, until, faults, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("app.features.log.open_outside", lambda path: opened.append(path) or True)
    write(faults.log_file, LINES)
    faults.install()
    try:
        for _ in range(2):
            thread = threading.Thread(target=partial(int, "x"))
            thread.start()
            thread.join()
    finally:
        faults.uninstall()
    until(lambda: said(window))
    assert said(window) == ["Something went wrong inside fer-live (ValueError). You can go on."]
    assert button_of(window, "Details") is not None
    QTest.mouseClick(button_of(window, "Open the report"), Qt.MouseButton.LeftButton)
    (report,) = tmp_path.glob("report-*.txt")
    assert opened == [report]
    text = report.read_text("utf-8")
    for words in ("fer-live ", "System: ", "Python 3", "Model: fake", "Traceback", "ValueError", "an error"):
        assert words in text


def test_where_nothing_opens_the_report_it_is_said_where_it_is(window, until, faults, tmp_path, monkeypatch):
    monkeypatch.setattr("app.features.log.open_outside", lambda path: False)
    faults.tell(Fault("Something.", report=tmp_path / "report.txt"))
    until(lambda: said(window))
    button_of(window, "Open the report").click()
    assert said(window) == [f"The report is {tmp_path / 'report.txt'}."]


def test_a_report_names_nobody(home, tmp_path):
    log = home / "log" / "fer-live.log"
    log.parent.mkdir()
    write(log, [*LINES[:3], f"2026-01-01 10:00:00,001 INFO MainThread app: {home}/clip.mp4, {str(home)!r}"])
    what = f'File "{home}/fer/x.py"\nOSError: rtsp://ada:secret@host/live?token=abc in {home}.'
    report = write_report(log, what, model="m")
    text = report.read_text("utf-8")
    assert "~/clip.mp4, '~'" in text
    assert 'File "~/fer/x.py"' in text
    assert "rtsp://host/live?token=... in ~." in text
    assert str(home) not in text
    assert "secret" not in text
    assert anonymous(f"{home}2/x") == f"{home}2/x"


def test_only_some_reports_are_kept_and_a_bad_place_is_no_failure(tmp_path):
    log = tmp_path / "log" / "fer-live.log"
    written = [write_report(log, f"number {number}") for number in range(15)]
    kept = sorted(log.parent.glob("report-*.txt"))
    assert len(kept) == 10
    assert len(set(written)) == 15
    (tmp_path / "file").write_text("in the way")
    assert write_report(tmp_path / "file" / "fer-live.log", "x") is None


def test_details_tell_what_was_behind_it():
    assert details_of(None) == details_of(SourceError("Busy.")) == ""
    error = RuntimeError("Broken.")
    error.__cause__ = KeyError("missing")
    assert "KeyError" in details_of(error)
    assert details_of(error).splitlines()[-1] == "RuntimeError: Broken."


CRASH = """
import faulthandler, sys
from pathlib import Path
from app.fatal import FatalErrors
watch = FatalErrors(Path(sys.argv[1]))
watch.begin()
if sys.argv[2] == "crash":
    faulthandler._sigabrt()
if sys.argv[2] == "end":
    watch.end()
"""


def run(log, how):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return subprocess.run([sys.executable, "-c", CRASH, str(log), how], check=False, env=environment).returncode


def test_a_process_that_ended_at_once_is_told_at_the_next_start(tmp_path, monkeypatch):
    enabled = []
    monkeypatch.setattr("faulthandler.enable", enabled.append)
    monkeypatch.setattr("faulthandler.disable", lambda: None)
    log = tmp_path / "fer-live.log"
    assert run(log, "end") == 0
    assert list(tmp_path.iterdir()) == []
    assert run(log, "crash") != 0
    watch = FatalErrors(log)
    report = watch.begin()
    assert len(enabled) == 1
    text = report.read_text("utf-8")
    assert "Fatal Python error" in text
    assert "fer-live " in text
    # Told once; the file of this process stays until its end.
    assert FatalErrors(log)._reported() is None
    watch.end()
    assert [path.name for path in tmp_path.iterdir()] == [report.name]


def test_the_file_of_another_window_is_left_alone_and_an_old_one_forgotten(tmp_path):
    young, old = tmp_path / "fatal-1.txt", tmp_path / "fatal-2.txt"
    young.touch()
    old.touch()
    os.utime(old, (1.0, 1.0))
    assert FatalErrors(tmp_path / "fer-live.log")._reported() is None
    assert [path.name for path in tmp_path.iterdir()] == ["fatal-1.txt"]
