"""Reports from the window: of the last recording, and of any session."""

from pathlib import Path

import pytest
from fakes import FakeCamera, make_backend
from seen import plays
from takes import finish, session_in, start

from app.features import reporting
from app.settings import Settings


@pytest.fixture
def opened(monkeypatch):
    """What was opened in other programs."""
    found = []
    monkeypatch.setattr(reporting, "open_outside", lambda path: found.append(path) or True)
    return found


def test_the_last_recording_gets_a_report_that_opens(open_window, until, tmp_path, notices, opened):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], people=2))
    until(lambda: plays(window, "camera"))
    action = window.actions_by_name["report_last"]
    assert not action.isEnabled()
    start(window, until, rows=6)
    finish(window, until)
    assert action.isEnabled()
    table = session_in(tmp_path).path
    action.trigger()
    assert not action.isEnabled()
    until(lambda: opened)
    page = table.with_name(f"{table.stem}.report.html")
    assert opened == [page]
    assert "Who showed what when" in page.read_text("utf-8")
    assert page.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert (notices[-1].kind, notices[-1].action) == ("done", "Open folder")
    assert page.name in notices[-1].text
    assert action.isEnabled()


def test_any_session_can_be_chosen(open_window, until, tmp_path, answers, opened):
    window = open_window(make_backend(tmp_path), settings=Settings(agreed=True))
    answers.next_session = table = recorded(tmp_path)
    window.actions_by_name["report"].trigger()
    until(lambda: opened)
    assert opened == [table.with_name("talk.report.html")]


def test_who_chooses_nothing_gets_nothing(open_window, tmp_path, notices, opened):
    window = open_window(make_backend(tmp_path))
    window.actions_by_name["report"].trigger()
    assert window.actions_by_name["report"].isEnabled()
    assert not notices
    assert not opened


def test_what_is_no_session_is_said(open_window, until, tmp_path, *, answers, notices, opened):
    window = open_window(make_backend(tmp_path))
    answers.next_session = tmp_path / "other.csv"
    answers.next_session.write_text("a,b\n1,2\n")
    window.actions_by_name["report"].trigger()
    until(lambda: any(notice.kind == "error" for notice in notices))
    assert "other.csv" in notices[-1].text
    assert window.actions_by_name["report"].isEnabled()
    assert not opened


def test_where_the_sessions_folder_cannot_be_written_it_goes_among_the_recordings(
    open_window, until, tmp_path, *, answers, opened, monkeypatch
):
    from app import reports
    from fer_core.errors import SinkError
    from fer_core.report.files import write_report

    answers.next_session = table = recorded(tmp_path)

    def refuse(path, data):
        if path.parent == table.parent:
            raise SinkError("no")
        return write_report(path, data)

    monkeypatch.setattr(reports, "write_report", refuse)
    window = open_window(make_backend(tmp_path), settings=Settings(agreed=True, folder=tmp_path / "mine"))
    window.actions_by_name["report"].trigger()
    until(lambda: opened)
    assert opened == [tmp_path / "mine" / "talk.report.html"]


def recorded(parent: Path) -> Path:
    """Return a table of version 0.1."""
    labels = ",".join(f"p_{name}" for name in ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"))
    path = parent / "there" / "talk.csv"
    path.parent.mkdir()
    path.write_text(
        "session,frame,t_s,time_utc,source_t_s,face_id,x0,y0,x1,y1,detection_score,label,confidence,uncertain,"
        f"label_set,{labels},ready,quality,latency_ms\n"
        "talk,7,0.0000,2025-11-02T09:30:00.100Z,,1,1.0,2.0,30.2,40.5,0.8750,happy,0.7600,false,happy,"
        "0.0400,0.0400,0.0400,0.7600,0.0400,0.0400,0.0400,true,,12.3\n",
        encoding="utf-8",
    )
    return path
