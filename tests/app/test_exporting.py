"""A recording that is exported from the window."""

from pathlib import Path

import pytest
from fakes import make_backend, make_pipeline
from PySide6.QtWidgets import QFileDialog
from seen import said

from app import dialogs
from app.features import exporting
from fer_core import EXPORTS, SourceFacts, begin_session, new_session_folder, start_session


@pytest.fixture
def recording(tmp_path):
    """The folder of a recording in which nobody was seen."""
    folder = new_session_folder(tmp_path / "recordings", "talk")
    pipeline = make_pipeline()
    session = start_session(folder.name, SourceFacts("camera", "Desk"), pipeline.description)
    pipeline.close()
    record, (table,) = begin_session(folder, session, ["csv"])
    table.open(session)
    record.ended(table.close())
    return folder


@pytest.fixture
def window(open_window, tmp_path):
    return open_window(make_backend(tmp_path))


def test_a_recording_is_exported_and_shown(window, until, recording, answers, monkeypatch):
    opened = []
    monkeypatch.setattr(exporting, "open_outside", opened.append)
    answers.next_session, answers.next_export = recording, recording.parent / "talk.boris"
    window.actions_by_name["export_session"].trigger()
    until(lambda: "The session is exported: talk.boris." in said(window))
    assert answers.next_export.stat().st_size > 0
    window.toasts.notices[-1].run()
    assert opened == [recording.parent]


def test_a_folder_without_a_recording_is_told(window, until, tmp_path, answers):
    (tmp_path / "empty").mkdir()
    answers.next_session, answers.next_export = tmp_path / "empty", tmp_path / "a.boris"
    window.actions_by_name["export_session"].trigger()
    until(lambda: any("holds no session" in text for text in said(window)))
    assert not answers.next_export.exists()


@pytest.mark.parametrize("step", ["next_session", "next_export"])
def test_nothing_is_written_when_a_question_is_cancelled(window, recording, answers, step):
    answers.next_session, answers.next_export = recording, recording.parent / "talk.boris"
    setattr(answers, step, None)
    before = set(recording.parent.rglob("*"))
    window.actions_by_name["export_session"].trigger()
    assert window.session.jobs.join(0) == ()
    assert set(recording.parent.rglob("*")) == before


def test_the_question_where_to_offers_every_format_and_ends_names(themed, monkeypatch, tmp_path):
    asked = []

    def answer(_parent, _title, start, kinds):
        asked.append((start, kinds.split(";;")))
        return typed, next(kind for kind in asked[-1][1] if chosen in kind)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    found = []
    for name, row in EXPORTS.items():
        typed, chosen = str(tmp_path / f"a {name}"), f"(*{row.suffix})"
        found.append(dialogs.ask_save_export(None, tmp_path / "talk"))
    assert found == [Path(tmp_path / f"a {name}{row.suffix}") for name, row in EXPORTS.items()]
    assert len(asked[0][1]) == len(EXPORTS)
    typed, chosen = str(tmp_path / "b.eaf"), "(*.boris)"
    assert dialogs.ask_save_export(None, tmp_path / "talk").name == "b.eaf"
    typed = ""
    assert dialogs.ask_save_export(None, tmp_path / "talk") is None
