"""Why a face is read as it is, asked of a real window that plays the demo clip with the real networks."""

import threading

import numpy as np
import pytest
from fakes import MoodyRecogniser, make_backend
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QScrollArea
from seen import plays, said, shown
from test_faces_menu import choose, opened

from app.backend import real_backend
from app.choice import DEMO, file_choice
from app.features import Faces
from app.play import Phase
from app.theme import apply, colour
from app.why_dialog import WhyDialog
from fer_core.captions import class_word, percent
from fer_core.commands import SetBaseline
from fer_core.outputs import softmax


@pytest.fixture
def demo(open_window, until):
    """The demo clip, read by the shipped networks, once a face has a few pictures behind it."""
    window = open_window(real_backend(), DEMO)
    until(lambda: plays(window, "demo") and window.view.result.seen)
    until(lambda: any(len(face.window) > 4 for face in window.view.result.seen))
    return window


@pytest.fixture
def fake(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=2), DEMO)
    until(lambda: plays(window, "demo") and [len(face.window) > 3 for face in window.view.result.seen] == [True] * 2)
    return window


def why_of(window):
    return window.feature(Faces).why


def middle_of(window, number=0):
    """Return the middle of a face in the picture, in the view's pixels."""
    face = window.view.result.seen[number]
    place = window.view._placement(window.view._scaled.wanted)
    return place.box(face.track.detection.box_px).center().toPoint()


def measured(window, until):
    """Wait for what is measured, and return the dialog."""
    until(lambda: why_of(window).dialog is not None and why_of(window).dialog.map._heat is not None)
    return why_of(window).dialog


@pytest.fixture
def measurements(monkeypatch):
    """What dialogs have been told, oldest first."""
    told, finish = [], WhyDialog.finish
    monkeypatch.setattr(WhyDialog, "finish", lambda dialog, found: (told.append(found), finish(dialog, found)))
    return told


def hold(window, until):
    """Hold the film, and return the result that stays."""
    window.actions_by_name["hold"].trigger()
    last = []

    def stands():
        last.append(window.view.result)
        return len(last) > 20 and last[-1] is last[-20]

    until(stands)
    return window.view.result


def test_a_paused_film_is_explained_by_a_double_click(demo, until, measurements):
    result = hold(demo, until)
    (face,) = result.seen
    QTest.mouseDClick(demo.view, Qt.MouseButton.LeftButton, pos=middle_of(demo))
    dialog = why_of(demo).dialog
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert dialog.who.text().startswith(f"Face {face.id}, 0:0")
    # What the network was fed is what is seen, and what the label was read from.
    crop = face.window[-1].crop
    assert crop.shape == (48, 48)
    pixels = dialog.crop._crop
    assert [pixels.pixelColor(x, y).red() for y in range(48) for x in range(48)] == crop.ravel().tolist()
    recogniser = real_backend().load_recogniser(None)
    np.testing.assert_allclose(recogniser.embed(crop[None])[0], face.window[-1].embedding, atol=1e-3)
    said_of = face.expression
    order = np.argsort(-said_of.probabilities, kind="stable")[:3]
    temperature = recogniser.spec.distributions["spoken"].film.temperature
    raw = softmax(said_of.logits / np.float32(temperature))
    assert dialog.table.rows == tuple(
        (
            class_word(said_of.labels[n]),
            percent(float(raw[n])),
            percent(float(said_of.frame_probabilities[n])),
            percent(float(said_of.probabilities[n])),
        )
        for n in order
    )
    numbers = [float(said_of.probabilities[n]) for n in order]
    assert numbers == sorted(numbers, reverse=True)
    assert measured(demo, until) is dialog
    heat = dialog.map._heat
    assert (heat.width(), heat.height()) == (48, 48)
    assert len(dialog.parts.rows) == min(10, len(face.window))
    (found,) = measurements
    assert found.occlusion.falls.shape == crop.shape
    assert np.isfinite(found.occlusion.falls).all()
    assert found.occlusion.falls.any()
    assert sum(part.pictures for part in found.parts) == len(face.window)
    assert f"“{class_word(said_of.label)}”" in dialog.lowers.text()
    assert "Read alone" in dialog.covering.text() == dialog.map.accessibleDescription()


def test_the_menu_explains_too_and_esc_closes(demo, until):
    face_id = demo.view.result.seen[0].id
    choose(opened(demo), f"Face {face_id}", "Why this expression?")
    dialog = measured(demo, until)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert why_of(demo).dialog is None
    assert demo.isVisible()


def test_enter_on_a_card_explains_its_face_and_holding_it_down_asks_once(fake, until, qapp):
    card = fake.panels["faces"].cards[1]
    QTest.keyClick(card, Qt.Key.Key_Return)
    dialog = measured(fake, until)
    assert dialog.who.text() == "Face 2"
    assert dialog.heading.text().startswith("Happy")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    close = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Space)
    assert why_of(fake).dialog is None


def test_asking_again_shows_the_other_face_in_the_same_dialog(fake, until):
    why_of(fake).ask(1)
    first = measured(fake, until)
    why_of(fake).ask(2)
    assert why_of(fake).dialog is first
    assert first.who.text() == "Face 2"
    # What was measured of the other face is gone at once.
    assert first.map._heat is None
    measured(fake, until)


def test_a_picture_is_explained_after_it_has_ended(open_window, until, picture):
    window = open_window(real_backend(), file_choice(picture))
    until(lambda: window.session.phase is Phase.ENDED and window.view.result is not None)
    QTest.mouseDClick(window.view, Qt.MouseButton.LeftButton, pos=middle_of(window))
    dialog = measured(window, until)
    assert dialog.who.text() == "Face 1"
    assert dialog.reason.text().startswith("Each picture speaks for itself")
    assert dialog.parts.rows == ()
    assert dialog.about_parts.text() == "There is no window: this is the only picture."


def test_a_film_is_explained_after_it_has_ended(open_window, until, film):
    window = open_window(real_backend(), file_choice(film))
    until(lambda: window.session.phase is Phase.ENDED and window.view.result.frame.index == 11)
    why_of(window).ask(window.view.result.seen[0].id)
    assert measured(window, until).parts.rows[-1][1] == "now"


def test_what_is_taken_off_a_face_is_told_apart_from_what_is_read(fake, until):
    baseline = np.zeros(7, np.float32)
    baseline[3] = 2.0
    fake.session.send(SetBaseline(1, "ferplus", baseline))
    until(lambda: any(fake.view.result.seen[0].expression.baseline))
    why_of(fake).ask(1)
    rows = {row[0]: row[1:] for row in why_of(fake).dialog.table.rows}
    assert rows["Happy"][0] == "80 %"
    assert rows["Happy"][1] != "80 %"
    measured(fake, until)


@pytest.fixture
def slow(open_window, until, tmp_path):
    """A window whose networks wait, once they measure, until ``slow.go`` is set; the batches that they have read."""

    class Slow(MoodyRecogniser):
        def embed(self, crops):
            batches.append(len(crops))
            go.wait(20)
            return super().embed(crops)

    go, batches = threading.Event(), []
    window = open_window(make_backend(tmp_path, load_recogniser=lambda model: Slow()), DEMO)
    until(lambda: plays(window, "demo") and window.view.result.seen)
    window.go, window.batches = go, batches
    yield window
    go.set()


def jobs():
    return [thread for thread in threading.enumerate() if thread.name == "fer-app-why"]


def test_closing_while_it_is_measured_ends_the_measuring(slow, until, qapp):
    why_of(slow).ask(1)
    until(lambda: slow.batches)
    why_of(slow).dialog.reject()
    slow.go.set()
    until(lambda: not jobs())
    assert slow.batches == [1]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [widget for widget in qapp.topLevelWidgets() if type(widget).__name__ == "WhyDialog"] == []
    assert said(slow) == []


def test_the_window_closes_while_it_is_measured(slow, until):
    why_of(slow).ask(1)
    until(lambda: slow.batches)
    slow.go.set()
    slow.close()
    assert why_of(slow).dialog is None
    assert slow.session.wait_closed(10.0) == ()
    assert not jobs()


def test_a_face_that_is_forgotten_meanwhile_takes_its_explanation_along(slow, until):
    why_of(slow).ask(1)
    until(lambda: slow.batches)
    choose(opened(slow), "Face 1", "Forget this face")
    assert why_of(slow).dialog is None
    slow.go.set()
    until(lambda: not jobs() and [face.id for face in slow.view.result.seen] == [2])
    assert slow.batches == [1]


def test_the_picture_goes_on_meanwhile_and_another_face_that_is_forgotten_changes_nothing(fake, until):
    why_of(fake).ask(1)
    before = fake.view.result.frame.index
    choose(opened(fake), "Face 2", "Forget this face")
    measured(fake, until)
    until(lambda: fake.view.result.frame.index > before + 3)
    assert why_of(fake).dialog.isVisible()


def test_another_source_has_other_faces(fake, until):
    why_of(fake).ask(1)
    measured(fake, until)
    fake.session.replay()
    until(lambda: why_of(fake).dialog is None)


def test_who_is_hidden_after_having_left_is_not_shown_any_more(fake, until):
    why_of(fake).ask(1)
    measured(fake, until)
    fake.session.stop()
    until(lambda: fake.session.phase is Phase.STOPPED)
    assert why_of(fake).dialog is not None
    fake.actions_by_name["veil_picture"].trigger()
    until(lambda: why_of(fake).dialog is None)


def test_of_somebody_who_is_hidden_from_the_window_nothing_is_explained(fake, until):
    why_of(fake).ask(1)
    measured(fake, until)
    fake.feature(Faces).people.hide(1, True)
    until(lambda: why_of(fake).dialog is None)


def test_a_face_is_called_by_its_name(fake, until):
    fake.feature(Faces).people.rename(1, "Anna")
    why_of(fake).ask(1)
    assert why_of(fake).dialog.who.text().startswith("Anna")


@pytest.mark.parametrize(("face_id", "words"), [(9, "Face 9 is not in view any more.")])
def test_a_face_that_has_gone_is_answered_by_a_sentence(fake, notices, face_id, words):
    why_of(fake).ask(face_id)
    assert why_of(fake).dialog is None
    assert [notice.text for notice in notices] == [words]


def test_nothing_is_explained_after_a_stop(fake, until, notices):
    fake.session.stop()
    until(lambda: fake.session.phase is Phase.STOPPED)
    why_of(fake).ask(1)
    assert why_of(fake).dialog is None
    assert [notice.text for notice in notices] == ["Face 1 is not in view any more."]


def test_a_model_that_keeps_nothing_is_answered_by_a_sentence(open_window, until, tmp_path, notices):
    from fakes import HAPPY, SPEC
    from fakes import Faces as TwoFaces

    from fer_core.estimators.scripted import ScriptedEstimator
    from fer_core.outputs import Distribution
    from fer_core.pipeline import Pipeline

    said = {"ferplus": Distribution(np.log(np.array(HAPPY, np.float32)))}
    outputs = {"ferplus": SPEC.outputs["ferplus"]}

    def make_pipeline(model, still):
        return Pipeline(TwoFaces(1), [ScriptedEstimator("foreign", outputs, lambda _frame, _track: said)])

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO)
    until(lambda: plays(window, "demo") and shown(window))
    QTest.mouseDClick(window.view, Qt.MouseButton.LeftButton, pos=middle_of(window))
    assert why_of(window).dialog is None
    assert [notice.text for notice in notices] == [
        "This model keeps nothing of what it has read: its labels cannot be explained."
    ]


def test_another_model_on_the_disk_is_not_taken_for_the_one_that_has_read_the_face(open_window, until, tmp_path):
    class Other(MoodyRecogniser):
        def __init__(self):
            super().__init__()
            self.sha256 = {"encoder.onnx": "f" * 64, "head.onnx": "1" * 64}

    window = open_window(make_backend(tmp_path, load_recogniser=lambda model: Other()), DEMO)
    until(lambda: plays(window, "demo") and window.view.result.seen)
    why_of(window).ask(1)
    dialog = why_of(window).dialog
    until(lambda: dialog.map.accessibleDescription() == "Not measured")
    assert "Another model is in use since" in dialog.covering.text()
    # What was known at once stays.
    assert dialog.table.rows[0][0] == "Happy"


def test_a_double_click_beside_the_faces_asks_nothing(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo") and window.view.result.seen)
    QTest.mouseDClick(window.view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    QTest.mouseDClick(window.view, Qt.MouseButton.RightButton, pos=middle_of(window))
    assert why_of(window).dialog is None


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_it_fits_a_small_screen_in_both_themes(demo, until, qapp, theme):
    apply(qapp, theme)
    try:
        why_of(demo).ask(demo.view.result.seen[0].id)
        dialog = measured(demo, until)
        dialog.resize(780, 460)
        qapp.processEvents()
        assert dialog.minimumSizeHint().width() <= 780
        area = dialog.findChild(QScrollArea)
        until(lambda: area.verticalScrollBar().maximum() == 0)
        for label in dialog.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert label.wordWrap() or label.width() >= label.minimumSizeHint().width(), label.text()
        painted = dialog.grab().toImage()
        inks = {painted.pixelColor(x, y).name() for x in range(painted.width()) for y in range(painted.height())}
        assert {colour("speaks_for").name(), colour("speaks_against").name(), colour("window").name()} <= inks
    finally:
        apply(qapp, "dark")


def test_every_part_has_a_name_and_tells_what_it_shows(fake, until):
    why_of(fake).ask(1)
    dialog = measured(fake, until)
    for part in (dialog.crop, dialog.map, dialog.table, dialog.parts):
        assert part.accessibleName()
    assert "Happy: as read 80 %, adjusted 80 %, averaged 80 %" in dialog.table.accessibleDescription()
    # This network says the same of everybody: nothing matters to it.
    assert dialog.map.accessibleDescription().endswith("Covering any part of it changes nothing.")
    assert dialog.parts.accessibleDescription().endswith(", 0.0 s before adds nothing")
    assert {change for change, _ in dialog.parts.rows} == {"0"}
    assert "prove no cause" in dialog.note.text()


def test_of_a_face_that_is_hidden_nothing_is_shown(fake, until, notices):
    why_of(fake).ask(1)
    measured(fake, until)
    fake.actions_by_name["veil_faces"].trigger()
    until(lambda: why_of(fake).dialog is None)
    QTest.mouseDClick(fake.view, Qt.MouseButton.LeftButton, pos=middle_of(fake))
    assert notices[-1].text == "This face is hidden, and so are the pictures that would explain it."
    assert why_of(fake).dialog is None
    fake.actions_by_name["veil_none"].trigger()
    QTest.mouseDClick(fake.view, Qt.MouseButton.LeftButton, pos=middle_of(fake))
    assert why_of(fake).dialog is not None


@pytest.mark.parametrize("text_size", [100, 150])
def test_a_small_explanation_scrolls_and_is_cut_off_nowhere(fake, until, themed, text_size):
    apply(themed, "dark", text_size)
    why_of(fake).ask(fake.view.result.seen[0].id)
    dialog = measured(fake, until)
    dialog.resize(100, 100)
    area = dialog.findChild(QScrollArea)
    until(lambda: dialog.width() > 100 and area.verticalScrollBar().maximum() > 0)
    inside = area.widget()
    assert inside.width() <= area.viewport().width()
    for label in inside.findChildren(QLabel):
        assert inside.rect().contains(QRect(label.mapTo(inside, QPoint()), label.size())), label.text()
        assert label.width() >= label.minimumSizeHint().width(), label.text()
    apply(themed, "dark")
