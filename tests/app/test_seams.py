"""Where features meet: a countdown, details, rules, and sources that end or change meanwhile."""

import threading
import time
from pathlib import Path

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtWidgets import QLabel
from seen import plays
from takes import finish, texts

from app.backend import real_backend
from app.choice import DEMO, file_choice
from app.features import Capture, Marks, Rules
from app.play import Phase
from app.recording_dialog import RecordingDialog
from app.recording_plan import RecordingPlan
from app.session_name import session_name
from app.settings import Settings
from app.toast import Notice
from app.viewer.compare import Column, ShareTable
from fer_core.rules.language import Rule
from fer_core.spec import CLASSES

REAL = real_backend()
ENDED = "Nothing is recorded: the picture has ended meanwhile."
GLAD = Rule("glad", "happy", "above", 0.5, for_s=0.2)


@pytest.fixture
def film_window(open_window, until, tmp_path, film):
    """A window that plays a film of 0.4 s."""
    backend = make_backend(tmp_path / "out", open=REAL.open, kind_of_file=REAL.kind_of_file)
    window = open_window(backend, file_choice(film))
    until(lambda: window.session.can_record)
    return window


def rule_marks(window):
    return [mark.text for mark in window.panels["timeline"].history.marks if mark.kind == "rule"]


def test_a_film_that_ends_ends_the_countdown_at_once(film_window, until, answers, notices):
    answers.next_plan = RecordingPlan(countdown_s=30)
    film_window.actions_by_name["record_details"].trigger()
    assert film_window.recording.countdown.running
    until(lambda: film_window.session.phase is Phase.ENDED)
    until(lambda: not film_window.recording.awaited)
    assert texts(notices) == ["Nothing is recorded: the picture has ended before the countdown."]
    assert film_window.actions_by_name["record"].text() == "Record"


def test_who_gives_details_of_a_picture_that_ends_meanwhile_is_told(film_window, until, answers, notices):
    capture = film_window.feature(Capture)
    until(lambda: film_window.session.phase is Phase.ENDED and film_window.session.engine is None)
    answers.next_plan = RecordingPlan("talk")
    # As the dialog returns: its action cannot be chosen any more by now.
    capture.handlers["record_details"]()
    assert texts(notices) == [ENDED]
    assert not film_window.recording.starting


def test_a_rule_saves_what_there_is_also_where_nobody_sees_it(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    window.showMinimized()
    shown = window.view.result
    saved = []
    window.recording.snapshot = lambda result, **_how: saved.append(result)
    window.store.set(rules=(Rule("glad", "happy", "above", 0.5, snapshot=True),))
    until(lambda: saved)
    assert saved[0].frame.t > shown.frame.t + GLAD.for_s
    window.showNormal()


def test_rules_that_come_too_late_for_a_source_do_not_stand_in_the_way_of_the_next_one(
    open_window, until, tmp_path, monkeypatch
):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), DEMO)
    until(lambda: plays(window, "demo"))
    feature, first = window.feature(Rules), window.session.engine
    attach, goes_on, late = feature._attach, threading.Event(), threading.Event()

    def slow(engine, rules):
        if engine is not first:
            return attach(engine, rules)
        goes_on.wait(20.0)
        late.set()
        return attach(engine, rules)

    monkeypatch.setattr(feature, "_attach", slow)
    window.store.set(rules=(GLAD,))
    until(lambda: feature._attaching)
    window.session.replay()
    until(lambda: window.session.engine not in (None, first) and plays(window, "demo"))
    until(lambda: rule_marks(window))
    goes_on.set()
    until(late.is_set)
    window.session.jobs.join(time.monotonic() + 10.0)
    window.session.jobs.poll()
    window.store.set(rules=(Rule("also", "happy", "above", 0.4),))
    until(lambda: "also: happy 0.80" in rule_marks(window))


def test_the_dialog_of_rules_follows_the_model(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO, settings=Settings(agreed=True, rules=(GLAD,)))
    window.actions_by_name["rules"].trigger()
    dialog = window.feature(Rules).page.dialog
    before = dialog.form.when.count()
    until(lambda: plays(window, "demo"))
    until(lambda: dialog.form.when.count() > before)
    assert dialog.form.when.currentData() == "happy"


def test_what_is_told_does_not_hide_a_note_that_is_being_written(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO, size=(900, 600))
    until(lambda: plays(window, "demo"))
    window.actions_by_name["note"].trigger()
    place = window.feature(Marks).field_place
    window.shell.notify(Notice("A recording is saved, and something long is said of it here." * 2, "done", "Open", str))
    (toast,) = window.toasts.toasts
    assert not toast.geometry().intersects(place)


def test_the_dialog_of_details_cuts_nothing_off_when_something_is_wrong(themed, qtbot, tmp_path):
    dialog = RecordingDialog(RecordingPlan(), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.minutes.setText("many")
    qtbot.waitUntil(dialog.wrong.isVisible)
    dialog.grab()
    labels = [label for label in dialog.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
    assert labels
    assert all(label.height() >= label.heightForWidth(label.width()) for label in labels)


def test_the_names_of_two_sessions_that_are_compared_do_not_run_into_each_other(themed, qtbot):
    table = ShareTable()
    qtbot.addWidget(table)
    shares = dict.fromkeys(CLASSES, 1 / 7)
    name = "a recording with a very long name " * 3
    table.show_columns((name, name), tuple(Column(k, "All faces", shares, 60.0) for k in (0, 1)), CLASSES)
    table.resize(table.sizeHint())
    image = table.grab().toImage()
    # The line between them is the only column that is of one colour down to the end, and of another one than its side.
    line = next(
        x
        for x in range(150, image.width())
        if image.pixel(x, 5) == image.pixel(x, image.height() - 3) != image.pixel(1, 5)
    )
    assert all(len({image.pixel(x, y) for y in range(2, 17)}) == 1 for x in range(line - 15, line))


def test_a_film_that_will_be_dark_is_told_of(open_window, until, tmp_path, answers, notices):
    settings = Settings(agreed=True, veil="picture")
    window = open_window(make_backend(tmp_path), DEMO, settings=settings)
    until(lambda: plays(window, "demo"))
    for look in ("overlay", "clean"):
        answers.next_plan = RecordingPlan("talk", film=look)
        window.actions_by_name["record_details"].trigger()
        until(lambda: window.recording.take is not None and window.recording.take.rows >= 1)
        finish(window, until)
        assert any("stays dark" in text for text in texts(notices)) is (look == "clean")


@pytest.mark.parametrize(
    ("path", "name"),
    [("talk 1.5", "talk 1.5"), ("talk/session.json", "talk"), ("a.session.json", "a"), ("talk/b.csv", "b")],
)
def test_a_session_is_called_by_its_own_name(path, name):
    assert session_name(Path(path)) == name
