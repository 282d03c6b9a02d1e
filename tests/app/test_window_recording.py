import csv
import json

from fakes import FakeCamera, make_backend
from PySide6.QtCore import QTimer
from seen import plays, said

from app.choice import DEMO
from app.play import Phase
from app.settings import Settings
from fer_core.errors import SinkError


def rows(folder):
    (path,) = folder.glob("*/*.csv")
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def description(folder):
    (path,) = folder.glob("*/session.json")
    return json.loads(path.read_text("utf-8"))


def test_recording_says_how_many_rows_and_is_finished(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "camera") and record.isEnabled())
    record.trigger()
    until(lambda: window.recording.rows >= 5 and window.sign.isVisible())
    until(lambda: "row" in window.sign.figures.text())
    record.trigger()
    until(lambda: said(window))
    assert not window.recording.active
    assert said(window)[0].startswith("Recording saved:")
    assert window.toasts.notices[0].action == "Open folder"
    assert description(tmp_path)["complete"]
    assert description(tmp_path)["source"] == {"kind": "camera", "name": "Webcam"}
    assert f"{len(rows(tmp_path))} rows" in said(window)[0]


def test_the_mirror_never_reaches_the_csv(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    record, mirror = window.actions_by_name["record"], window.actions_by_name["mirror"]
    until(lambda: plays(window, "camera") and record.isEnabled())
    record.trigger()
    until(lambda: window.recording.rows >= 3)
    assert mirror.isChecked()
    mirror.trigger()
    seen = window.recording.rows
    until(lambda: window.recording.rows >= seen + 3)
    window.close()
    assert window.session.wait_closed(10.0) == ()
    assert {(row["x0"], row["x1"]) for row in rows(tmp_path)} == {("20.0", "90.0")}


def test_closing_while_recording_finishes_the_file(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "camera") and record.isEnabled())
    record.trigger()
    until(lambda: window.recording.rows >= 5)
    window.close()
    assert not window.isVisible()
    assert not any(timer.isActive() for timer in window.findChildren(QTimer))
    until(lambda: description(tmp_path)["complete"])
    assert window.session.wait_closed(10.0) == ()
    assert description(tmp_path)["complete"]
    assert len(rows(tmp_path)) == description(tmp_path)["rows"] >= 5


def test_another_source_finishes_the_recording(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "camera") and record.isEnabled())
    record.trigger()
    until(lambda: window.recording.rows >= 1)
    window.pick(DEMO)
    until(lambda: plays(window, "demo"))
    assert not window.recording.active
    assert description(tmp_path)["source"]["kind"] == "camera"
    assert description(tmp_path)["complete"]


def test_a_recording_of_the_demo_says_so_everywhere(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path))
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "demo") and record.isEnabled())
    assert "demo" in record.toolTip()
    record.trigger()
    until(lambda: window.recording.rows >= 1 and window.sign.text.full_text == "Recording the demo")
    assert said(window) == ["This records the demo clip, not a camera. The files say so."]
    window.close()
    window.session.wait_closed(10.0)
    assert description(tmp_path)["source"]["kind"] == "demo"
    assert all(row["session"].startswith("demo-") for row in rows(tmp_path))


def test_a_folder_that_cannot_be_written_is_told_and_nothing_else_happens(open_window, until, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    window = open_window(make_backend(tmp_path), DEMO, settings=Settings(folder=blocked / "sessions"))
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "demo") and record.isEnabled())
    record.trigger()
    until(lambda: said(window))
    assert str(blocked) in said(window)[0]
    assert not window.recording.active
    until(record.isEnabled)
    window.actions_by_name["snapshot"].trigger()
    until(lambda: len(said(window)) == 2)
    assert "snapshot cannot be saved" in said(window)[1]


def test_a_full_disk_ends_the_recording_and_nothing_else(open_window, until, tmp_path):
    backend = make_backend(tmp_path)

    def make_recorder(folder, facts):
        recorder = backend.make_recorder(folder, facts)

        def append(table):
            msg = "The disk is full, and the recording has stopped. Make room, then record again."
            raise SinkError(msg)

        recorder.append = append
        return recorder

    window = open_window(make_backend(tmp_path, make_recorder=make_recorder), DEMO)
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "demo") and record.isEnabled())
    record.trigger()
    until(lambda: any("disk is full" in text for text in said(window)))
    until(lambda: not window.recording.active and not window.recording.starting)
    assert not window.sign.isVisible()
    assert sum("disk is full" in text for text in said(window)) == 1
    assert not any("saved" in text for text in said(window))
    assert window.session.phase is Phase.RUNNING


def test_a_recording_that_fails_at_once_does_not_look_alive(open_window, until, tmp_path):
    from fer_core.engine import Engine

    class Hasty(Engine):
        """Its recorder has failed, and said so, before anybody looks."""

        def record(self, recorder):
            super().record(recorder)
            self.stop_recording()

    window = open_window(make_backend(tmp_path, make_engine=Hasty), DEMO)
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "demo") and record.isEnabled())
    record.trigger()
    assert window.recording.starting
    until(lambda: not window.recording.starting)
    assert not window.recording.active
    assert not window.sign.isVisible()


def test_a_snapshot_is_one_picture_and_only_when_asked(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    assert list(tmp_path.iterdir()) == []
    window.actions_by_name["snapshot"].trigger()
    until(lambda: said(window))
    (picture,) = tmp_path.iterdir()
    assert picture.name.startswith("demo-")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.name in said(window)[0]
    assert window.toasts.notices[0].action == "Open folder"
