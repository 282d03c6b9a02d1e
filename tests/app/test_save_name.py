"""Where something is saved: ends of names, and files that are there already."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app import dialogs
from app.viewer.asking import ask_save

YES, NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No


@pytest.fixture
def typed(themed, monkeypatch):
    """What is typed, which kind is chosen by a part of its words, and what is answered where something is there."""
    answers = {"name": "", "kind": "", "replace": NO, "asked": []}

    def name(_parent, _title, _start, kinds):
        return answers["name"], next(kind for kind in kinds.split(";;") if answers["kind"] in kind)

    def replace(_parent, _title, words, *_buttons):
        answers["asked"].append(words)
        return answers["replace"]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    monkeypatch.setattr(QMessageBox, "question", replace)
    return answers


REPORTS = {".report.html": "Page for any browser (*.html)", ".report.pdf": "PDF (*.pdf)"}


@pytest.mark.parametrize(
    ("ask", "made"),
    [
        (lambda start: dialogs.ask_save_export(None, start), "talk.tidy.csv"),
        (lambda start: dialogs.ask_save_rules(None, start), "talk.json"),
        (lambda start: dialogs.ask_save_test(None, start), "talk.json"),
        (lambda start: ask_save(None, "Save", start, REPORTS), "talk.report.html"),
    ],
)
def test_a_file_that_only_the_end_makes_of_the_name_is_not_replaced_without_a_question(typed, tmp_path, ask, made):
    typed["name"] = str(tmp_path / "talk")
    assert ask(tmp_path / "start") == tmp_path / made
    (tmp_path / made).write_text("mine")
    assert ask(tmp_path / "start") is None
    assert typed["asked"] == [f"{made} is there already. Replace it?"]
    typed["replace"] = YES
    assert ask(tmp_path / "start") == tmp_path / made
    # The system has asked about what was typed.
    typed["name"] = str(tmp_path / made)
    assert ask(tmp_path / "start") == tmp_path / made
    assert len(typed["asked"]) == 2
    typed["name"] = ""
    assert ask(tmp_path / "start") is None


@pytest.mark.parametrize(
    ("name", "kind", "made"),
    [
        ("talk.tidy.csv", "ELAN", "talk.eaf"),
        ("talk.tidy.csv", "number", "talk.tidy.csv"),
        ("mine.tidy.csv", "ELAN", "mine.tidy.csv"),
        ("mine.csv", "number", "mine.tidy.csv"),
    ],
)
def test_a_name_that_is_left_as_it_was_follows_the_kind_and_one_that_was_typed_stays(typed, name, kind, made):
    typed |= {"name": name, "kind": kind}
    assert dialogs.ask_save_export(None, Path("talk")) == Path(made)
