"""Rules in the window: made, switched, undone, kept, tried on a session, and what they do while pictures are read."""

import json
from dataclasses import replace

import pytest
from fakes import HAPPY, SAD, MoodyRecogniser, make_backend, make_pipeline
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from seen import plays
from takes import finish, session_folders, session_in, start, texts

from app.choice import DEMO
from app.features.rules import Rules
from app.rule_words import rule_words
from app.settings import Settings
from fer_core import CLASSES, FerError
from fer_core.rules.language import Rule, read_rules, write_rules

GLAD = Rule("glad", "happy", "above", 0.7, for_s=0.5)
NEW_LABEL = Rule("new label", "label", "changes", refractory_s=2)
OFF = Rule("too many", "faces", "above", 3, on=False)


@pytest.fixture
def said():
    """What everybody expresses; to be changed while the window is open."""
    return MoodyRecogniser()


@pytest.fixture
def opened(open_window, until, tmp_path, said):
    """Open a window that plays the demo, with rules; and its dialog of them, if wanted."""

    def show(*rules, dialog=True, people=1):
        backend = make_backend(
            tmp_path, make_pipeline=lambda model, still: make_pipeline(people, still=still, recogniser=said)
        )
        window = open_window(backend, DEMO, settings=Settings(agreed=True, rules=rules))
        until(lambda: plays(window, "demo"))
        if not dialog:
            return window
        window.actions_by_name["rules"].trigger()
        made = window.feature(Rules).page.dialog
        until(made.isActiveWindow)
        return window, made

    return show


def rule_marks(window):
    return [mark.text for mark in window.panels["timeline"].history.marks if mark.kind == "rule"]


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


# What rules do


def test_a_rule_marks_the_time_line_and_the_recording(opened, until, tmp_path, said):
    window = opened(NEW_LABEL, OFF, dialog=False)
    start(window, until)
    said.said = {"ferplus": SAD, "fer2013": SAD}
    until(lambda: rule_marks(window))
    assert rule_marks(window) == ["new label: happy to sad"]
    finish(window, until)
    session = session_in(tmp_path)
    (mark,) = session.marks
    assert (mark.kind, mark.face_id, mark.text) == ("rule", 1, "new label: happy to sad")
    first = session.rows["t_s"][session.rows["label"] == "sad"][0]
    assert mark.t_s == pytest.approx(first, abs=2e-3)


def test_a_rule_can_make_a_sound_and_save_a_snapshot_as_others_are_saved(opened, until, tmp_path, monkeypatch, notices):
    heard = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(1))
    window = opened(replace(GLAD, sound=True), replace(GLAD, name="seen", snapshot=True), dialog=False)
    until(lambda: len(rule_marks(window)) == 2)
    until(lambda: list(tmp_path.glob("demo-*.png")))
    assert heard == [1]
    until(lambda: texts(notices, of=("done",)))
    assert [text.split(" as ")[0] for text in texts(notices, of=("done",))] == ["Snapshot saved"]
    assert "Rules are in force that save pictures: seen." in texts(notices)


def test_nothing_is_written_of_a_rule_that_only_marks(opened, until, tmp_path, notices):
    window = opened(GLAD, dialog=False)
    until(lambda: rule_marks(window))
    assert list(tmp_path.iterdir()) == []
    assert texts(notices, of=("done",)) == []


def test_a_rule_that_the_model_cannot_answer_is_told_and_the_others_are_in_force(opened, until, notices):
    window = opened(
        Rule("odd", "joy", "above", 0.5), Rule("odd too", "joy", "above", 0.5, on=False), GLAD, dialog=False
    )
    until(lambda: rule_marks(window))
    (told,) = [text for text in texts(notices) if "left out" in text]
    assert told.startswith("A rule is left out. The rule 'odd' asks for 'joy', which there is not. There are: faces,")


def test_rules_that_are_changed_are_in_force_at_once_and_mark_nothing_twice(opened, until):
    window, dialog = opened(replace(GLAD, on=False))
    before = window.view.result
    until(lambda: window.view.result.frame.t > before.frame.t + 1)
    assert rule_marks(window) == []
    dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
    until(lambda: rule_marks(window))
    shown = window.view.result
    until(lambda: window.view.result.frame.t > shown.frame.t + 2)
    assert rule_marks(window) == ["glad: happy 0.80"]
    until(lambda: dialog.list.item(0).text() == "glad\nHappy above 0.70, for 0.5 s\n1 mark")


def test_what_is_held_back_is_counted_in_the_list(opened, until, said):
    window, dialog = opened(replace(NEW_LABEL, refractory_s=3600))
    for mood in (SAD, HAPPY, SAD):
        shown = window.view.result.faces[0].expression.label
        said.said = {"ferplus": mood, "fer2013": mood}
        until(lambda shown=shown: window.view.result.faces[0].expression.label != shown)
    until(lambda: dialog.list.item(0).text().endswith("\n1 mark, 2 held back"))
    assert len(rule_marks(window)) == 1


def test_a_rule_goes_on_with_another_source(opened, until):
    window = opened(GLAD, dialog=False)
    until(lambda: rule_marks(window))
    engine = window.session.engine
    window.session.replay()
    until(lambda: window.session.engine not in (None, engine) and plays(window, "demo"))
    until(lambda: rule_marks(window))
    assert rule_marks(window) == ["glad: happy 0.80"]


# Making them


def test_a_rule_is_made_by_keys_and_clicks_and_remembered(opened, until, saved):
    window, dialog = opened()
    form = dialog.form
    assert not form.isEnabled()
    assert not dialog.delete.isEnabled()
    click(dialog.add)
    assert form.name.hasFocus()
    assert form.name.selectedText() == "Rule 1"
    QTest.keyClicks(form.name, "sad for long")
    choose(form.when, "sad")
    choose(form.test, "below")
    form.amount.setValue(0.25)
    form.for_s.setValue(1.5)
    form.face.setValue(2)
    form.refractory_s.setValue(30)
    QTest.keyClick(form.snapshot, Qt.Key.Key_Space)
    QTest.keyClick(form.sound, Qt.Key.Key_Space)
    rule = Rule("sad for long", "sad", "below", 0.25, 1.5, 2, 30.0, snapshot=True, sound=True)
    assert window.store.settings.rules == (rule,)
    assert dialog.list.item(0).text() == "sad for long\nSad below 0.25, for 1.5 s, face 2"
    dialog.close()
    window.close()
    assert saved[-1].rules == (rule,)


@pytest.mark.parametrize(
    ("when", "rule"),
    [
        ("faces", Rule("r", "faces", "above", 1.0)),
        ("label", Rule("r", "label", "changes")),
        ("quality", Rule("r", "quality", "is", "small")),
        ("confidence", Rule("r", "confidence", "above", 0.5)),
    ],
)
def test_what_cannot_be_asked_of_something_cannot_be_chosen(opened, when, rule):
    window, dialog = opened(Rule("r", "happy", "above", 0.7, face=3))
    form = dialog.form
    choose(form.when, when)
    (made,) = window.store.settings.rules
    assert made == replace(rule, face=None if when == "faces" else 3)
    tests = [form.test.itemData(row) for row in range(form.test.count())]
    assert tests == {"label": ["is", "changes"], "quality": ["is"]}.get(when, ["above", "below"])
    assert form.amount.isVisible() == (rule.test == "above")
    assert form.word.isVisible() == (rule.test == "is")
    assert form.face.isEnabled() == (when != "faces")


def test_a_label_can_be_waited_for(opened):
    window, dialog = opened(NEW_LABEL)
    choose(dialog.form.test, "is")
    assert window.store.settings.rules[0].value == "angry"
    choose(dialog.form.word, "disgust")
    assert window.store.settings.rules == (replace(NEW_LABEL, test="is", value="disgust"),)
    choose(dialog.form.test, "changes")
    assert window.store.settings.rules == (NEW_LABEL,)


def test_a_rule_needs_a_name_of_its_own(opened):
    window, dialog = opened(GLAD, OFF)
    name = dialog.form.name
    name.selectAll()
    QTest.keyClick(name, Qt.Key.Key_Backspace)
    assert dialog.said.text() == "Give the rule a name."
    QTest.keyClicks(name, "too many")
    assert dialog.said.text() == "Another rule is called too many. Choose another name."
    assert [rule.name for rule in window.store.settings.rules] == ["too man", "too many"]
    QTest.keyClicks(name, "!")
    assert dialog.said.text() == ""
    assert [rule.name for rule in window.store.settings.rules] == ["too many!", "too many"]


def test_everything_can_be_undone(opened):
    window, dialog = opened(GLAD, OFF)
    assert not dialog.undo.isEnabled()
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert window.store.settings.rules == (OFF,)
    assert dialog.said.text() == "glad is deleted. Undo brings it back."
    dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
    for value in (4, 5, 6):
        dialog.form.amount.setValue(value)
    assert window.store.settings.rules == (replace(OFF, on=True, value=6.0),)
    # The steps of one rule's fields are one.
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.store.settings.rules == (replace(OFF, on=True),)
    click(dialog.undo)
    assert window.store.settings.rules == (OFF,)
    click(dialog.undo)
    assert window.store.settings.rules == (GLAD, OFF)
    assert not dialog.undo.isEnabled()
    assert dialog.list.count() == 2


def test_there_is_one_dialog_and_it_does_not_hold_up_the_window(opened, until):
    window, dialog = opened(GLAD)
    window.actions_by_name["rules"].trigger()
    assert window.feature(Rules).page.dialog is dialog
    assert QApplication.activeModalWidget() is None
    until(lambda: rule_marks(window))


def test_numbers_of_a_file_are_not_rounded_when_something_else_is_changed(opened):
    exact = Rule("r", "happy", "above", 0.6543, for_s=0.125, refractory_s=1.25)
    window, dialog = opened(exact)
    QTest.keyClick(dialog.form.sound, Qt.Key.Key_Space)
    assert window.store.settings.rules == (replace(exact, sound=True),)


# Files


def test_rules_are_saved_and_opened(opened, until, tmp_path, answers):
    window, dialog = opened(GLAD, OFF)
    answers.next_saved_rules = answers.next_rules = tmp_path / "mine.json"
    click(dialog.save)
    until(lambda: dialog.said.text() == "Saved as mine.json.")
    assert read_rules(tmp_path / "mine.json") == (GLAD, OFF)
    write_rules(tmp_path / "mine.json", [NEW_LABEL])
    click(dialog.load)
    until(lambda: window.store.settings.rules == (NEW_LABEL,))
    assert dialog.list.count() == 1
    click(dialog.undo)
    assert window.store.settings.rules == (GLAD, OFF)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is no JSON"),
        (
            json.dumps({"rules": [{"when": "happy", "above": 0.7, "for_s": -1}]}),
            "needs a for_s from 0 to 3600 seconds.",
        ),
        (json.dumps({"rules": [{"when": "happy", "above": 0.7}] * 5000}), "There are 5,000 rules, and at most 200"),
    ],
)
def test_a_file_that_is_none_changes_nothing_and_is_told(opened, until, tmp_path, *, answers, content, words):
    window, dialog = opened(GLAD)
    answers.next_rules = tmp_path / "bad.json"
    answers.next_rules.write_text(content)
    click(dialog.load)
    until(lambda: words in dialog.said.text().replace("\N{ZERO WIDTH SPACE}", ""))
    assert dialog.said.property("tone") == "error"
    assert window.store.settings.rules == (GLAD,)


def test_a_place_that_cannot_be_written_is_told(opened, until, tmp_path, answers):
    _, dialog = opened(GLAD)
    answers.next_saved_rules = tmp_path / "nowhere" / "mine.json"
    click(dialog.save)
    until(lambda: "cannot be written" in dialog.said.text())


def test_who_cancels_changes_nothing(opened):
    window, dialog = opened(GLAD)
    for button in (dialog.load, dialog.save, dialog.attempt):
        click(button)
    assert dialog.said.text() == ""
    assert window.store.settings.rules == (GLAD,)


def test_damaged_rules_in_the_settings_go_alone(tmp_path, caplog):
    path = tmp_path / "settings.json"
    good = GLAD.to_json()
    path.write_text(json.dumps({"version": 1, "rules": [good, {"when": "happy", "above": "x"}, 3, good]}))
    assert Settings.load(path).rules == (GLAD,)
    assert "a rule is damaged and was dropped" in caplog.text
    Settings(rules=(GLAD, OFF)).save(path)
    assert Settings.load(path).rules == (GLAD, OFF)
    path.write_text(json.dumps({"version": 1, "rules": "all"}))
    assert Settings.load(path).rules == ()


# Trying them


def test_rules_are_tried_on_a_session_before_they_are_in_force(opened, until, tmp_path, answers):
    window, dialog = opened(replace(GLAD, name="glad", for_s=0.2), OFF, people=2)
    take = start(window, until, rows=20)
    finish(window, until)
    (answers.next_session,) = session_folders(tmp_path)
    click(dialog.attempt)
    until(dialog.found.isVisible)
    name = take.folder.name
    assert dialog.said.text().replace("\N{ZERO WIDTH SPACE}", "").startswith("2 marks in ")
    assert name in dialog.said.text().replace("\N{ZERO WIDTH SPACE}", "")
    assert [dialog.found.item(row).text() for row in range(dialog.found.count())] == [
        "0.20 s   glad   face 1   Happy 0.80",
        "0.20 s   glad   face 2   Happy 0.80",
    ]
    # What was found is of the rules as they were.
    dialog.form.for_s.setValue(3600)
    assert not dialog.found.isVisible()


def test_a_session_that_is_none_is_told_in_the_dialog(opened, until, tmp_path, answers):
    _, dialog = opened(GLAD)
    answers.next_session = tmp_path
    click(dialog.attempt)
    until(lambda: "holds no session" in dialog.said.text())
    assert not dialog.found.isVisible()


# Words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (GLAD, "Happy above 0.70, for 0.5 s"),
        (NEW_LABEL, "Label changes"),
        (Rule("r", "label", "is", "sad", face=4), "Label is Sad, face 4"),
        (Rule("r", "faces", "below", 1, for_s=5), "Number of faces below 1, for 5.0 s"),
        (Rule("r", "quality", "is", "dark"), "Quality is too dark"),
        (Rule("r", "confidence", "below", 0.4), "Probability of the label below 0.40"),
        (Rule("r", "x0", "above", 100), "x0 above 100.00"),
    ],
)
def test_a_rule_in_words(qapp, rule, words):
    assert rule_words(rule, CLASSES) == words


def test_rules_that_fail_are_told_and_the_picture_goes_on(opened, until, monkeypatch, notices):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("fer_core.rules.live.Evaluator.step", fail)
    window = opened(GLAD, dialog=False)
    until(lambda: texts(notices, of=("error",)))
    assert texts(notices, of=("error",)) == [
        "The rules have stopped, and set no more marks. What the results were given to has failed (ZeroDivisionError); "
        "the log file says more."
    ]
    shown = window.view.result
    until(lambda: window.view.result is not shown)


def test_an_engine_that_has_ended_gets_no_rules(opened, until, monkeypatch):
    window = opened(dialog=False)

    def refuse(*_, **__):
        msg = "There is nothing to record."
        raise FerError(msg)

    monkeypatch.setattr(window.session.engine, "attach", refuse)
    window.store.set(rules=(GLAD,))
    until(lambda: window.feature(Rules)._in_force.rules == (GLAD,))
    assert window.feature(Rules)._in_force.sink is None
