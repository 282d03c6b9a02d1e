"""The dialog of models, with the real engine on the demo clip: list, card, use, bad ones, what they run on, compare."""

import sys
from pathlib import Path

import pytest
from bad_models import eat_memory, never_end, spoil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from seen import plays
from tiny_model import save_tiny_model

from app import compute_box
from app.backend import real_backend
from app.choice import DEMO
from app.settings import Settings
from fer_core import trial
from fer_core.captions import percent
from fer_core.compute import CPU, Compute
from fer_core.recognition import OnnxRecogniser

#: Name of the shipped model.
SHIPPED = OnnxRecogniser.load().spec.name


@pytest.fixture(autouse=True)
def nothing_tried_yet(monkeypatch):
    monkeypatch.setattr(trial, "_passed", {})


@pytest.fixture
def opened(open_window, until):
    """Open a window that plays the demo clip, and its dialog of models."""
    dialogs = []

    def show(*folders, action="models", **settings):
        window = open_window(real_backend(), DEMO, settings=Settings(models=folders, **settings))
        until(lambda: plays(window, "demo"))
        window.actions_by_name[action].trigger()
        dialogs.append(QApplication.activeModalWidget())
        return window, dialogs[-1]

    yield show
    for dialog in dialogs:
        if not dialog._closed:
            dialog.reject()


def texts(dialog):
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_the_shipped_model_has_a_card(opened, until):
    _, dialog = opened()
    assert texts(dialog) == ["Shipped with fer-live\nin use"]
    until(lambda: dialog.card.card)
    card, text = dialog.card.card, dialog.card.text.replace("\N{ZERO WIDTH SPACE}", "")
    assert card.name == SHIPPED
    for words in (SHIPPED, " MB, written here on ", "expressions, not feelings", "less than half", *card.spec.outputs):
        assert words in text
    assert all(percent(figure.accuracy) in text for figure in card.figures)
    assert all(value in text for value in card.sha256.values())
    assert not dialog.use.isEnabled()
    assert not dialog.compare.isEnabled()
    assert not dialog.forget.isEnabled()


def test_a_model_is_added_used_and_remembered_and_the_shipped_one_comes_back(opened, until, tmp_path, answers, saved):
    folder = save_tiny_model(tmp_path / "mine", name="tiny")
    window, dialog = opened()
    answers.next_model = folder
    dialog.add.click()
    assert texts(dialog) == ["Shipped with fer-live\nin use", "mine"]
    until(lambda: dialog.card.card)
    assert "Nothing beside it tells how often it errs" in dialog.card.text
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    until(lambda: plays(window, "demo") and window.session.pipeline.model_name == "tiny")
    assert texts(dialog) == ["Shipped with fer-live", "mine\nin use"]
    assert not dialog.forget.isEnabled()
    dialog.list.setCurrentRow(0)
    until(dialog.use.isEnabled)
    dialog.use.click()
    until(lambda: plays(window, "demo") and window.session.pipeline.model_name == SHIPPED)
    dialog.reject()
    window.close()
    assert saved[-1].models == (folder,)
    assert saved[-1].model is None


def test_a_missing_folder_is_grey_and_can_be_taken_off_the_list(opened, until, tmp_path):
    window, dialog = opened(tmp_path / "gone")
    until(lambda: texts(dialog)[1] == "gone\nnot there any more")
    dialog.list.setCurrentRow(1)
    until(lambda: "There is no encoder.onnx" in dialog.card.text)
    assert not dialog.use.isEnabled()
    dialog.forget.click()
    assert texts(dialog) == ["Shipped with fer-live\nin use"]
    assert window.store.settings.models == ()


def test_a_missing_model_in_the_settings_gives_way_to_the_shipped_one(open_window, until, tmp_path, notices):
    gone = tmp_path / "gone"
    window = open_window(real_backend(), DEMO, settings=Settings(model=gone, models=(gone,)))
    until(lambda: plays(window, "demo"))
    assert [notice.text for notice in notices] == [
        f"There is no encoder.onnx in {gone}. Choose the folder of an exported model. "
        "The shipped model is used instead."
    ]
    assert window.session.pipeline.model_name == SHIPPED


def empty(folder):
    (folder / "head.onnx").unlink()
    return folder


BAD = {
    "no head": (empty, "There is no head.onnx"),
    "no number": (spoil, "answer with what is no number"),
    "never ends": (never_end, "did not read a picture within 3 s"),
    "eats memory": (eat_memory, "takes more than 4 GB of memory"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_model_is_told_in_a_sentence_and_the_shipped_one_goes_on(opened, until, tmp_path, monkeypatch, kind):
    make, words = BAD[kind]
    if kind == "eats memory" and sys.platform != "linux":
        pytest.skip("only Linux limits the memory of a process reliably")
    if kind == "never ends":
        monkeypatch.setattr(trial, "_TIMEOUT_S", 3.0)
    window, dialog = opened(make(save_tiny_model(tmp_path / "bad")))
    engine, before = window.session.engine, window.view.result.frame.index
    dialog.list.setCurrentRow(1)
    until(lambda: words in dialog.card.text)
    assert "Traceback" not in dialog.card.text
    assert not dialog.use.isEnabled()
    assert not dialog.compare.isEnabled()
    assert window.session.engine is engine
    until(lambda: window.view.result.frame.index > before)


def test_a_card_that_comes_late_is_not_shown_for_another_model(opened, until, tmp_path):
    _, dialog = opened(*(save_tiny_model(tmp_path / name, name=name) for name in ("one", "two")))
    dialog.list.setCurrentRow(1)
    dialog.list.setCurrentRow(2)
    until(lambda: dialog.card.card)
    assert dialog.card.card.name == "two"


def test_threads_are_chosen_kept_and_used(opened, until, monkeypatch, saved):
    monkeypatch.setattr(compute_box, "cores", lambda: 4)
    monkeypatch.setattr("fer_core.recognition.cores", lambda: 4)
    window, dialog = opened()
    assert [dialog.compute.threads.itemText(row) for row in range(3)] == [
        "1 thread",
        "2 threads (half of the cores)",
        "4 threads (all cores)",
    ]
    assert window.session.pipeline.settings["threads"] == 1
    dialog.compute.threads.setFocus()
    QTest.keyClick(dialog.compute.threads, Qt.Key.Key_Down)
    until(lambda: plays(window, "demo") and window.session.pipeline.settings["threads"] == 2)
    dialog.reject()
    window.close()
    assert (saved[-1].threads, saved[-1].provider) == (2, CPU)


def test_what_each_choice_costs_is_measured_here_and_now(opened, until, monkeypatch):
    monkeypatch.setattr(compute_box, "cores", lambda: 2)
    _, dialog = opened()
    dialog.compute.measure.click()
    assert not dialog.compute.measure.isEnabled()
    until(lambda: "Measured at" in dialog.compute.told.text())
    one, two, head = dialog.compute.told.text().split("\n")
    assert one.startswith("1 thread: ")
    assert one.endswith(" ms a face")
    assert two.startswith("2 threads: ")
    assert "on this computer with the shipped model" in head
    assert dialog.compute.measure.isEnabled()


def test_a_provider_that_cannot_be_used_is_told_where_it_is_measured():
    cost = compute_box.Cost(Compute(1, "CUDAExecutionProvider"), Compute(1, CPU), 3.0)
    assert cost.words == "CUDA (NVIDIA): cannot be used here"
    assert compute_box.Cost(Compute(2), Compute(2), 3.04).words == "2 threads: 3.0 ms a face"


def test_a_dialog_that_is_closed_measures_no_longer_and_takes_no_answers(opened, until, tmp_path):
    window, dialog = opened(save_tiny_model(tmp_path / "mine"))
    dialog.compute.measure.click()
    dialog.list.setCurrentRow(1)
    dialog.reject()
    until(lambda: not window.session.jobs._threads)


def test_the_dialog_goes_with_the_window(opened, until):
    window, dialog = opened()
    dialog.compute.measure.click()
    window.close()
    assert not dialog.isVisible()
    until(lambda: not any(thread.is_alive() for thread in window.session.jobs._threads.values()))


def test_two_models_are_compared_and_the_second_one_is_asked_only_then(opened, until, tmp_path):
    folder = save_tiny_model(tmp_path / "mine", name="tiny")
    window, dialog = opened(folder, action="compare")
    strip = window.panels["comparison"]
    assert not strip.isVisible()
    assert not window.actions_by_name["stop_comparing"].isEnabled()
    assert dialog.folder == folder
    until(dialog.compare.isEnabled)
    dialog.compare.click()
    until(lambda: strip.rows and plays(window, "demo"))
    assert texts(dialog) == ["Shipped with fer-live\nin use", "mine\ncompared with it"]
    assert dialog.compare.text() == "Stop comparing"
    assert not dialog.forget.isEnabled()
    dialog.reject()
    assert strip.isVisible()
    assert strip.models == (SHIPPED, "tiny")
    assert window.status.about.full_text.endswith(f"model {SHIPPED}, compared with tiny")
    assert strip.rows[0].startswith(f"Face 1: {SHIPPED} ")
    (face,) = window.view.result.seen
    assert {name.partition(".")[0] for name in face.outputs} == {SHIPPED, "tiny"}
    window.actions_by_name["stop_comparing"].trigger()
    until(lambda: plays(window, "demo") and len(window.session.pipeline.estimators) == 1)
    (face,) = window.view.result.seen
    assert {name.partition(".")[0] for name in face.outputs} == {SHIPPED}
    assert face.beside is None
    assert not strip.isVisible()


def test_a_recording_of_a_comparison_holds_what_both_say(opened, until, tmp_path, answers):
    import pandas as pd

    window, dialog = opened(save_tiny_model(tmp_path / "mine", name="tiny"), action="compare")
    window.recording.folder = tmp_path / "out"
    until(dialog.compare.isEnabled)
    dialog.compare.click()
    until(lambda: window.panels["comparison"].rows and plays(window, "demo"))
    dialog.reject()
    window.actions_by_name["record"].trigger()
    until(lambda: window.recording.take and window.recording.take.rows > 3)
    window.actions_by_name["record"].trigger()
    until(lambda: not window.recording.unfinished)
    (path,) = Path(tmp_path / "out").rglob("*.csv")
    rows = pd.read_csv(path)
    assert set(rows["beside_output"]) == {"tiny.logits"}
    assert set(rows["output"]) == {f"{SHIPPED}.{OnnxRecogniser.load().spec.default}"}
    assert rows["beside_label"].notna().all()
    assert rows["beside_confidence"].between(0, 1).all()
