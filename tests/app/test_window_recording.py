import threading
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from fakes import HEIGHT, WIDTH, FakeCamera, Pictures, make_backend
from seen import plays, said
from takes import finish, session_folders, session_in, start, texts

from app.choice import DEMO, file_choice
from app.play import Phase
from app.settings import Settings
from fer_core import SINKS, FilmSink, SourceFacts, open_session
from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.overlay import draw
from fer_core.palette import MARK
from fer_core.sinks.table import SinkKind

FILM = file_choice(Path("clip.mp4"))


def films(folder):
    """Return the pictures of the only film."""
    (path,) = folder.glob("*/*.mp4")
    capture, pictures = cv2.VideoCapture(str(path)), []
    while (read := capture.read())[0]:
        pictures.append(read[1][..., ::-1])
    return pictures


def test_what_was_recorded_is_said_when_it_is_on_the_disk(open_window, until, tmp_path, notices):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    start(window, until, rows=5)
    until(lambda: window.sign.isVisible() and "rows" in window.sign.figures.text())
    assert window.sign.text.full_text == "Recording"
    assert window.actions_by_name["record"].text() == "Finish"
    assert not window.actions_by_name["record_film"].isEnabled()
    finish(window, until)
    session = session_in(tmp_path)
    assert texts(notices) == [f"Recording saved: {session.row_count} rows in {session.path.name}."]
    assert (notices[0].kind, notices[0].action) == ("done", "Open folder")
    assert session.row_count >= 5
    assert not window.sign.isVisible()
    assert window.actions_by_name["record"].text() == "Record"


def test_the_description_beside_the_rows_is_complete(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], people=2))
    until(lambda: plays(window, "camera"))
    start(window, until)
    finish(window, until)
    session = session_in(tmp_path)
    description = session.description
    assert (session.status, session.problems) == ("whole", ())
    assert description.source == SourceFacts("camera", "Webcam", WIDTH, HEIGHT, 100.0)
    assert description.pipeline.spoken == "fake.ferplus"
    assert list(description.pipeline.outputs) == ["fake.ferplus", "fake.fer2013"]
    assert description.pipeline.estimators[0].sha256 == {"encoder.onnx": "0" * 64, "head.onnx": "1" * 64}
    assert description.end_utc > description.start_utc
    (file,) = description.files
    assert (file.name, file.complete, file.written) == (session.path.name, True, session.row_count)
    assert set(session.rows["face_id"]) == {1, 2}
    assert set(session.rows["label"]) == {"happy"}
    assert set(session.rows["session"]) == {session.path.parent.name} == {description.session}
    assert sorted(path.name for path in session.path.parent.iterdir()) == [session.path.name, "session.json"]


def test_the_mirror_never_reaches_the_csv(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    take = start(window, until)
    mirror = window.actions_by_name["mirror"]
    assert mirror.isChecked()
    mirror.trigger()
    seen = take.rows
    until(lambda: take.rows >= seen + 3)
    finish(window, until)
    rows = session_in(tmp_path).rows
    assert set(zip(rows["x0"], rows["x1"], strict=True)) == {(20.0, 90.0)}


def test_a_recording_of_the_demo_says_so_everywhere(open_window, until, tmp_path, notices):
    window = open_window(make_backend(tmp_path), DEMO)
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "demo") and record.isEnabled())
    assert record.toolTip() == "Record the demo clip to a CSV file that says so (Ctrl+R)"
    start(window, until)
    until(lambda: window.sign.text.full_text == "Recording demo")
    assert texts(notices) == ["This records the demo clip, not a camera. The files say so."]
    finish(window, until)
    session = session_in(tmp_path)
    assert session.description.source.kind == "demo"
    assert all(name.startswith("demo-") for name in session.rows["session"])
    assert texts(notices)[1:] == [f"Recording saved: {session.row_count} rows in {session.path.name}."]


def test_with_video_there_is_a_film_beside_the_rows(open_window, until, tmp_path, notices):
    window = open_window(make_backend(tmp_path), FILM)
    until(lambda: plays(window, "film"))
    take = start(window, until, film=True)
    until(lambda: take.sinks[1].sink.written >= 3)
    until(lambda: window.sign.text.full_text == "Recording + video")
    finish(window, until)
    session = session_in(tmp_path)
    pictures = films(tmp_path)
    film_file = session.description.file("film")
    assert (session.status, film_file.complete, film_file.written) == ("whole", True, len(pictures))
    assert film_file.name == session.path.with_suffix(".mp4").name
    assert film_file.facts == {"overlay": True, "true_times": True, "veils": ["none"]}
    missed = f" ({film_file.dropped} left out)" if film_file.dropped else ""
    assert texts(notices, of=("done",)) == [
        f"Recording saved: {session.row_count} rows in {session.path.name} and "
        f"{len(pictures)} frames{missed} in {film_file.name}."
    ]
    # The face's box is burnt in: its left edge is the yellow of "happy" on grey.
    assert np.ptp(pictures[-1][40:110, 15:25].reshape(-1, 3).astype(int), axis=1).max() > 60


def test_a_film_without_boxes_is_remembered_and_shows_what_the_camera_sees(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path), FILM)
    until(lambda: plays(window, "film"))
    window.actions_by_name["clean_film"].trigger()
    take = start(window, until, film=True)
    until(lambda: take.sinks[1].sink.written >= 3)
    finish(window, until)
    facts = session_in(tmp_path).description.file("film").facts
    assert facts == {"overlay": False, "true_times": True, "veils": ["none"]}
    assert np.ptp(films(tmp_path)[-1].reshape(-1, 3).astype(int), axis=1).max() < 20
    window.close()
    assert saved[-1].clean_film
    again = open_window(make_backend(tmp_path), FILM, settings=saved[-1])
    assert again.actions_by_name["clean_film"].isChecked()


class SlowFilm(FilmSink):
    """It takes its first picture only when the test lets it."""

    begun = gate = None

    def write(self, result):
        self.begun.set()
        self.gate.wait()
        super().write(result)


def test_pictures_that_come_too_fast_for_the_film_are_counted(open_window, until, tmp_path, notices, monkeypatch):
    monkeypatch.setattr(SlowFilm, "begun", threading.Event())
    monkeypatch.setattr(SlowFilm, "gate", threading.Event())
    monkeypatch.setitem(SINKS, "film", SinkKind("film", ".mp4", lambda path, _options: SlowFilm(path)))
    window = open_window(make_backend(tmp_path), FILM)
    until(lambda: plays(window, "film"))
    take = start(window, until, film=True)
    until(SlowFilm.begun.is_set)
    rows = take.rows
    until(lambda: take.rows >= rows + 10)
    SlowFilm.gate.set()
    finish(window, until)
    film_file = session_in(tmp_path).description.file("film")
    assert film_file.dropped >= 8
    assert len(films(tmp_path)) == film_file.written
    assert f" frames ({film_file.dropped} left out) in {film_file.name}." in texts(notices)[0]


def another_source(window):
    window.pick(DEMO)


def stop(window):
    window.actions_by_name["start"].trigger()


@pytest.mark.parametrize(("end", "phase"), [(another_source, Phase.RUNNING), (stop, Phase.STOPPED)])
def test_what_ends_the_picture_finishes_the_recording(open_window, until, tmp_path, *, notices, end, phase):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    start(window, until)
    end(window)
    until(lambda: not window.recording.unfinished and window.session.phase is phase)
    session = session_in(tmp_path)
    assert (session.status, session.description.source.kind) == ("whole", "camera")
    assert texts(notices) == [f"Recording saved: {session.row_count} rows in {session.path.name}."]
    assert not window.sign.isVisible()


def test_the_end_of_a_film_finishes_the_recording(open_window, until, tmp_path, notices):
    sources = {"film": lambda request: Pictures("film", request.name, frames=60)}
    window = open_window(make_backend(tmp_path, sources=sources), FILM)
    start(window, until)
    until(lambda: window.session.phase is Phase.ENDED and not window.recording.unfinished)
    session = session_in(tmp_path)
    assert (session.status, session.rows["frame"][-1]) == ("whole", 59)
    assert texts(notices) == [f"Recording saved: {session.row_count} rows in {session.path.name}."]


def test_two_recordings_in_one_second_do_not_meet(open_window, until, tmp_path, monkeypatch):
    class Noon(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 1, 2, 12, 0, 0)

    monkeypatch.setattr("app.take.datetime", Noon)
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    for _ in range(2):
        start(window, until)
        finish(window, until)
    names = ["demo-20260102-120000", "demo-20260102-120000-2"]
    assert [path.name for path in session_folders(tmp_path)] == names
    assert [open_session(tmp_path / name).status for name in names] == ["whole", "whole"]


def test_a_folder_that_cannot_be_written_is_told_and_nothing_else_happens(open_window, until, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    window = open_window(make_backend(tmp_path), DEMO, settings=Settings(folder=blocked / "sessions"))
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "demo") and record.isEnabled())
    record.trigger()
    until(lambda: said(window))
    assert str(blocked) in said(window)[0]
    assert not window.recording.unfinished
    assert record.isEnabled()
    window.actions_by_name["snapshot"].trigger()
    until(lambda: len(said(window)) == 2)
    assert "snapshot cannot be saved" in said(window)[1]


def test_where_the_source_ends_before_the_files_are_made_nothing_stays_behind(open_window, until, tmp_path, notices):
    from fer_core.engine import Engine

    class Ended(Engine):
        """Nothing runs any more when the files are there."""

        def attach(self, sink, session, **options):
            msg = "There is nothing to record. Start a camera or a file first."
            raise SinkError(msg)

    window = open_window(
        make_backend(tmp_path, make_engine=lambda source, pipeline, _on_ready: Ended(source, pipeline)), DEMO
    )
    record = window.actions_by_name["record"]
    until(lambda: plays(window, "demo") and record.isEnabled())
    record.trigger()
    until(lambda: not window.recording.starting)
    assert texts(notices) == ["There is nothing to record. Start a camera or a file first."]
    assert list(tmp_path.iterdir()) == []
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


@pytest.mark.parametrize(("choice", "kind", "marked"), [(DEMO, "demo", True), (FILM, "film", False)])
def test_a_snapshot_shows_what_the_window_shows(open_window, until, tmp_path, *, choice, kind, marked):
    window = open_window(make_backend(tmp_path), choice)
    until(lambda: plays(window, kind))
    window.actions_by_name["snapshot"].trigger()
    until(lambda: said(window))
    (path,) = tmp_path.iterdir()
    picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    expected = draw(window.view.result.frame.image, window.view.result.faces, mark=window.view.mark)
    assert np.array_equal(picture, expected)
    assert bool((picture == MARK).all(axis=2).any()) is marked


def test_a_snapshot_that_fails_is_no_matter_to_a_recording_that_begins(open_window, until, tmp_path, disk, notices):
    def fail(*_):
        msg = "The snapshot cannot be saved."
        raise SinkError(msg)

    window = open_window(make_backend(tmp_path, snapshot=fail), FILM)
    until(lambda: plays(window, "film") and window.session.can_record)
    disk.stand_still(for_all=True)
    window.actions_by_name["record"].trigger()
    window.actions_by_name["snapshot"].trigger()
    until(lambda: texts(notices) == ["The snapshot cannot be saved."])
    assert window.recording.starting
    # Pressed again: there is one recording.
    window.actions_by_name["record"].trigger()
    disk.go_on()
    until(lambda: window.recording.active)
    finish(window, until)
    assert session_in(tmp_path).status == "whole"
