"""Recordings with details: who, what, how long; by the window and by the command."""

import errno
from types import SimpleNamespace

import pytest
from command_line import run
from fakes import Faces, FakeCamera, Pictures, make_backend
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from seen import plays
from takes import finish, session_folders, session_in, texts

from app import countdown, disk, take
from app.disk import RoomWatch, room_words
from app.recording_dialog import RecordingDialog
from app.recording_plan import RecordingPlan
from app.settings import Settings
from fer_core import KINDS, Veil, build, open_session, sources

GB = 1_000_000_000


class Clock:
    """A steady clock that moves when a test says so."""

    def __init__(self, now=1000.0):
        self.now = now

    def monotonic(self):
        return self.now


@pytest.fixture
def window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera") and window.session.can_record)
    return window


def record(window, answers, plan):
    answers.next_plan = plan
    window.actions_by_name["record_details"].trigger()


# What is said of the people, and remembered


def test_what_was_typed_is_in_the_description_and_there_again(window, until, answers, tmp_path, saved):
    plan = RecordingPlan("talk: one", "P07", "calm", "clean", blurred=True)
    record(window, answers, plan)
    until(lambda: window.recording.take is not None and window.recording.take.rows >= 3)
    until(lambda: window.recording.take.sinks[1].sink.written >= 1)
    finish(window, until)
    session = session_in(tmp_path)
    description = session.description
    assert session.path.name == "talk- one.csv"
    assert (description.participant, description.condition, session.status) == ("P07", "calm", "whole")
    film = description.file("film")
    assert (film.facts["overlay"], film.facts["veils"]) == (False, ["faces"])
    assert saved[-1].plan == plan
    record(window, answers, None)
    assert answers.last_plan == plan
    assert not window.recording.active


def test_a_name_that_is_a_number_stays_a_text(window, until, answers, tmp_path):
    record(window, answers, RecordingPlan("007"))
    until(lambda: window.recording.take is not None and window.recording.take.rows >= 1)
    finish(window, until)
    assert set(session_in(tmp_path).rows["session"]) == {"session-007"}


def test_the_plain_button_asks_nothing_and_says_nothing_of_people(window, until, answers, tmp_path):
    window.store.set(plan=RecordingPlan("talk", "P07"))
    window.actions_by_name["record"].trigger()
    until(lambda: window.recording.take is not None and window.recording.take.rows >= 1)
    finish(window, until)
    assert answers.last_plan is None
    assert session_in(tmp_path).description.participant == ""


def test_a_blurred_film_is_never_less_veiled_than_the_window():
    plan = RecordingPlan(film="clean", blurred=True)
    for shown, kept in (("none", "faces"), ("others", "faces"), ("faces", "faces"), ("picture", "picture")):
        veil = plan.veil_of(lambda _result, shown=shown: Veil(shown))(None)
        assert (veil.kind, veil.unveiled) == (kept, frozenset())
    assert RecordingPlan(film="clean").veil_of(len) is len


# How long, and from when


def test_it_ends_by_itself_when_its_time_is_up(window, until, answers, tmp_path, *, monkeypatch, notices):
    clock = Clock()
    monkeypatch.setattr(take, "time", clock)
    record(window, answers, RecordingPlan(minutes=2))
    until(lambda: window.recording.take is not None and window.recording.take.rows >= 3)
    clock.now += 50.0
    until(lambda: window.sign.figures.text().endswith("1:10 left"))
    assert window.recording.active
    clock.now += 70.0
    until(lambda: not window.recording.unfinished)
    assert session_in(tmp_path).status == "whole"
    assert texts(notices, of=("done",))[0].startswith("Recording saved")


def test_it_counts_down_before_it_begins(window, until, answers, tmp_path, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(countdown, "time", clock)
    record(window, answers, RecordingPlan(countdown_s=3))
    assert not window.recording.active
    until(lambda: window.sign.isVisible() and window.sign.text.full_text == "Recording begins in 3 s")
    assert window.actions_by_name["record"].text() == "Don't record"
    assert not window.actions_by_name["record_details"].isEnabled()
    clock.now += 2.5
    until(lambda: window.sign.text.full_text == "Recording begins in 1 s")
    assert session_folders(tmp_path) == []
    clock.now += 1.0
    until(lambda: window.recording.active)
    until(lambda: window.sign.text.full_text == "Recording")
    finish(window, until)


def test_the_button_gives_it_up_while_it_counts(window, until, answers, tmp_path):
    record(window, answers, RecordingPlan(countdown_s=30))
    assert window.recording.countdown.running
    window.actions_by_name["record"].trigger()
    assert not window.recording.awaited
    until(lambda: not window.sign.isVisible())
    assert window.actions_by_name["record"].text() == "Record"
    assert session_folders(tmp_path) == []


def test_what_ends_the_picture_ends_the_countdown_and_says_so(window, until, answers, tmp_path, notices):
    record(window, answers, RecordingPlan(countdown_s=30))
    window.actions_by_name["start"].trigger()
    until(lambda: not window.recording.awaited)
    assert texts(notices) == ["Nothing is recorded: the picture has ended before the countdown."]
    assert session_folders(tmp_path) == []


def test_the_window_closes_although_it_counts(window, answers):
    record(window, answers, RecordingPlan(countdown_s=30))
    assert window.close()


# Files that are not too large, and a disk that will be full


def test_the_setting_lets_a_further_file_follow(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), settings=Settings(agreed=True, part_mb=100))
    until(lambda: plays(window, "camera"))
    assert window.recording.part_bytes == 100_000_000
    window.recording.part_bytes = 2000
    window.actions_by_name["record"].trigger()
    until(lambda: window.recording.take is not None and window.recording.take.rows >= 15)
    finish(window, until)
    session = session_in(tmp_path)
    assert session.status == "whole"
    assert len(session.description.parts("csv")) > 1


def test_the_window_says_that_the_disk_will_be_full(window, until, monkeypatch, notices):
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: SimpleNamespace(free=300_000_000))
    window.actions_by_name["record"].trigger()
    until(lambda: texts(notices, of=("error",)))
    finish(window, until)
    (said,) = texts(notices, of=("error",))
    assert said == "The disk is nearly full: 300 MB are left. Make room, or finish the recording."


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A disk of which a test says how much is free, above a recording of 600 kB."""
    (tmp_path / "talk.csv").write_bytes(bytes(600_000))
    usage = SimpleNamespace(free=100 * GB)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: usage)
    return usage


def test_each_warning_comes_once(room, tmp_path):
    watch = RoomWatch(tmp_path)
    assert watch.look(60.0) == ""
    room.free = 499_000_000
    assert watch.look(61.0).startswith("The disk is nearly full: 499 MB are left.")
    assert watch.look(62.0) == ""
    room.free = 40_000_000
    assert watch.look(63.0).startswith("The disk is nearly full: 40 MB are left")
    room.free = 0
    assert watch.look(64.0) == ""


def test_it_is_the_rate_that_tells_how_long_it_lasts(room, tmp_path):
    room.free = 2 * GB
    # At 60 kB a second, for nine hours.
    assert RoomWatch(tmp_path).look(10.0) == ""
    room.free = 140_000_000
    assert RoomWatch(tmp_path).look(10.0) == (
        "The disk is nearly full: 140 MB are left, for about 38 min. Make room, or finish the recording."
    )
    # Gigabytes are little where 5 MB come a second: they last for less than ten minutes.
    (tmp_path / "talk.mp4").write_bytes(bytes(49_400_000))
    room.free = 2 * GB
    assert "2.0 GB are left, for about 6 min" in RoomWatch(tmp_path).look(10.0)
    # In the first seconds the rate says nothing.
    assert RoomWatch(tmp_path).look(1.0) == ""


def test_a_disk_that_cannot_be_asked_is_no_matter(tmp_path, monkeypatch):
    def gone(_path):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk.shutil, "disk_usage", gone)
    assert RoomWatch(tmp_path).look(60.0) == ""


def test_room_is_said_in_units_that_people_know():
    assert "1.5 GB are left, for about 3 min" in room_words(1_500_000_000, 200.0)
    assert "for about 1 min" in room_words(1_000_000, 2.0)


# The dialog


@pytest.fixture
def dialog(themed, tmp_path):
    dialogs = []

    def made(plan=RecordingPlan()):  # noqa: B008
        dialogs.append(RecordingDialog(plan, tmp_path))
        dialogs[-1].show()
        return dialogs[-1]

    yield made
    for dialog in dialogs:
        dialog.close()
        dialog.deleteLater()


def test_the_dialog_begins_with_what_was_wanted_last(dialog):
    plan = RecordingPlan("talk", "P07", "calm", "overlay", blurred=True, minutes=2.5, countdown_s=10)
    assert dialog(plan).plan == plan
    assert dialog().plan == RecordingPlan()


def test_the_dialog_says_where_it_will_lie(dialog, tmp_path):
    shown = dialog()
    assert shown.place.full_text == str(tmp_path)
    shown.name.setText("a/b")
    assert shown.place.full_text == str(tmp_path / "a-b")
    shown.name.setText("007")
    assert shown.place.full_text == str(tmp_path / "session-007")


@pytest.mark.parametrize("text", ["x", "0", "-3", "nan", "inf", "1e9"])
def test_minutes_that_are_none_are_refused(dialog, text):
    shown = dialog()
    shown.minutes.setText(text)
    assert not shown.record.isEnabled()
    assert shown.wrong.isVisible()
    shown.minutes.setText("2,5")
    assert shown.record.isEnabled()
    assert not shown.wrong.isVisible()
    assert shown.plan.minutes == 2.5


def test_without_a_film_there_is_nothing_to_blur(dialog):
    shown = dialog()
    assert not shown.blurred.isEnabled()
    shown.film.setCurrentIndex(1)
    assert shown.blurred.isEnabled()


@pytest.mark.parametrize(("key", "result"), [(Qt.Key.Key_Return, 1), (Qt.Key.Key_Escape, 0)])
def test_enter_records_and_escape_does_not(dialog, key, result):
    shown = dialog()
    results = []
    shown.finished.connect(results.append)
    QTest.keyClick(shown.participant, key)
    assert results == [result]


# The command


@pytest.fixture
def camera(monkeypatch):
    monkeypatch.setattr(sources, "list_cameras", lambda: (FakeCamera(),))
    monkeypatch.setitem(
        KINDS,
        "camera",
        SimpleNamespace(open=lambda request: Pictures("camera", request.name, frames=40)),
    )
    monkeypatch.setitem(build.DETECTORS, "live", lambda still: Faces(1))


def recorded(capsys, tmp_path, model, *options):
    code, out, err = run(capsys, "record", "--name", "mine", "--out", tmp_path, "--model", model, *options)
    assert code == 0
    return open_session(tmp_path / "mine"), out, err


@pytest.mark.usefixtures("camera")
def test_the_command_writes_who_and_what_and_goes_on_in_parts(capsys, tiny_model, tmp_path):
    options = ("--participant", "P07", "--condition", "calm", "--part-size", "0.003", "--video", "blurred")
    session, out, err = recorded(capsys, tmp_path, tiny_model, *options)
    description = session.description
    assert (description.participant, description.condition, session.status) == ("P07", "calm", "whole")
    parts = description.parts("csv")
    assert len(parts) > 1
    table = tmp_path / "mine" / "mine.csv"
    assert out.splitlines()[0] == f"{table}: {session.row_count} rows, in {len(parts)} parts"
    assert (description.file("film").facts["overlay"], description.file("film").facts["veils"]) == (False, ["faces"])
    assert err == ""


@pytest.mark.usefixtures("camera")
def test_the_command_counts_down(capsys, tiny_model, tmp_path):
    session, _, err = recorded(capsys, tmp_path, tiny_model, "--countdown", "0.3")
    assert err == "fer-live: note: recording begins in 1 s.\n"
    assert session.status == "whole"


@pytest.mark.usefixtures("camera")
def test_the_command_says_that_the_disk_will_be_full(capsys, tiny_model, tmp_path, monkeypatch):
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: SimpleNamespace(free=300_000_000))
    _, _, err = recorded(capsys, tmp_path, tiny_model)
    said = "fer-live: note: The disk is nearly full: 300 MB are left. Make room, or finish the recording.\n"
    assert err == said


@pytest.mark.parametrize("size", ["0", "-1", "nan", "x"])
def test_a_size_of_parts_that_is_none(capsys, tmp_path, size):
    code, out, err = run(capsys, "record", "--demo", "--out", tmp_path, f"--part-size={size}")
    assert (code, out) == (2, "")
    assert f"argument --part-size: '{size}' is no number of megabytes" in err


def test_a_blurred_film_without_its_picture_shows_nothing(capsys, tmp_path):
    code, _, err = run(capsys, "record", "--demo", "--out", tmp_path, "--video", "blurred", "--hide", "picture")
    assert code == 2
    assert "shows nothing" in err
