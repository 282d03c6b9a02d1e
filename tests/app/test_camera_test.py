"""The test of a camera in the window, by click and key, on fakes and on the real engine."""

import json

import pytest
from fakes import HAPPY, Faces, MoodyRecogniser, Pictures, detection, make_backend
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from seen import plays, said, shown
from test_layout import at_rest

from app.backend import real_backend
from app.choice import DEMO, file_choice, stream_choice
from app.features import CameraTest
from app.play import Phase
from fer_core._cv2 import cv2
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.pipeline import Pipeline
from fer_core.walk import CAUTION, Pace

STREAM = stream_choice("http://camera.invalid/")
SHORT = Pace(check_s=0.3, pose_s=0.6, settle_s=0.2)


@pytest.fixture
def walking(open_window, until, tmp_path):
    """A window in which the test has begun, of one person who looks happy."""

    def opened(people=1, choice=STREAM, pace=SHORT, **changes):
        window = open_window(make_backend(tmp_path, people=people, **changes), choice)
        until(lambda: shown(window))
        window.feature(CameraTest).pace = pace
        window.actions_by_name["test_camera"].trigger()
        return window

    return opened


def panel(window):
    return window.feature(CameraTest).panel


def step(window):
    walk = window.feature(CameraTest).walk
    return walk.step if walk is not None else None


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_it_leads_from_the_check_through_all_expressions_to_what_was_read(walking, until):
    window = walking()
    assert step(window) == "check"
    asked = []

    def at_the_end():
        walk = window.feature(CameraTest).walk
        if walk.label and walk.label not in asked:
            asked.append(walk.label)
            assert panel(window).pose.isVisible()
        return walk.step == "done"

    until(at_the_end)
    assert asked == ["neutral", "happy", "surprise", "sad", "angry", "disgust", "fear"]
    results = panel(window).results
    assert results.isVisible()
    assert results.words.text().startswith("Read well: happy. Read hardly ever: neutral (else as happy), surprise")
    assert CAUTION in texts(results)
    assert "Happy was read as happy 100 %" in results.matrix.accessibleDescription()


class Far(Faces):
    """Sees a face whose eyes stand no twelve pixels apart."""

    def detect(self, image, t):
        return (detection(0, side=25.0),)


def far(model, still):
    return Pipeline(Far(), [CnnLstm(MoodyRecogniser(), "fake")])


def test_it_says_what_is_not_fine_and_begins_all_the_same(walking, until, qtbot):
    window = walking(make_pipeline=far)
    check = panel(window).check
    until(lambda: check.rows["Size and place"].text() == "Come closer")
    assert check.rows["Light"].text() == "Fine"
    assert check.state.text() == "Not yet fine"
    assert check.begin.hasFocus()
    qtbot.keyClick(check.begin, Qt.Key.Key_Space)
    assert step(window) == "pose"


@pytest.mark.parametrize(("people", "words"), [(0, "No face is in view"), (2, "2 faces are in view")])
def test_it_waits_for_one_face_and_says_so(walking, until, people, words):
    window = walking(people)
    until(lambda: panel(window).check.state.text().startswith(words))
    panel(window).go_on.emit()
    until(lambda: words in panel(window).pose.state.text())
    assert window.feature(CameraTest).walk.left_s == SHORT.pose_s


def test_an_expression_can_be_skipped_by_key(walking, until, qtbot):
    window = walking()
    until(lambda: step(window) == "pose")
    pose = panel(window).pose
    first = window.feature(CameraTest).walk.label
    assert pose.skip.hasFocus()
    qtbot.keyClick(pose.skip, Qt.Key.Key_Space)
    assert window.feature(CameraTest).walk.label != first


@pytest.mark.parametrize("by", ["button", "escape"])
def test_closing_stops_it_and_keeps_nothing(walking, until, qtbot, by):
    window = walking()
    until(lambda: step(window) == "pose" and window.feature(CameraTest)._crops)
    pose = panel(window).pose
    if by == "button":
        qtbot.mouseClick(pose.close_button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(pose.skip, Qt.Key.Key_Escape)
    assert panel(window) is None
    assert step(window) is None
    assert not window.feature(CameraTest)._crops
    assert window.session.phase is Phase.RUNNING


def finished(window, until):
    until(lambda: step(window) == "done")
    return panel(window).results


def test_it_is_saved_where_somebody_wants_it_and_without_faces(walking, until, qtbot, answers, tmp_path):
    window = walking()
    results = finished(window, until)
    qtbot.mouseClick(results.save, Qt.MouseButton.LeftButton)
    folder = tmp_path / "chosen"
    folder.mkdir()
    assert not list(folder.iterdir())
    answers.next_test = folder / "me.json"
    assert not results.keep.isChecked()
    qtbot.mouseClick(results.save, Qt.MouseButton.LeftButton)
    until(lambda: said(window))
    assert said(window) == ["Saved: me.json, me.png."]
    assert sorted(path.name for path in folder.iterdir()) == ["me.json", "me.png"]
    stored = json.loads((folder / "me.json").read_text("utf-8"))
    assert stored["output"] == "fake.ferplus"
    assert stored["read"][HAPPY.index(max(HAPPY))] == "happy"
    assert cv2.imread(str(folder / "me.png")).shape[1] > 640


def test_faces_are_saved_only_where_the_box_is_ticked(walking, until, qtbot, answers, tmp_path):
    window = walking()
    results = finished(window, until)
    folder = tmp_path / "chosen"
    folder.mkdir()
    answers.next_test = folder / "me.csv"
    results.keep.setFocus()
    qtbot.keyClick(results.keep, Qt.Key.Key_Space)
    qtbot.keyClick(results.save, Qt.Key.Key_Space)
    until(lambda: said(window))
    crops = sorted(folder.glob("me faces/*/*.png"))
    assert {path.parent.name for path in crops} == set(window.feature(CameraTest).walk.asked)
    assert all(cv2.imread(str(path), cv2.IMREAD_UNCHANGED).shape == (48, 48) for path in crops)


def test_what_cannot_be_saved_is_told(walking, until, qtbot, answers, tmp_path):
    window = walking()
    results = finished(window, until)
    answers.next_test = tmp_path / "missing" / "me.json"
    qtbot.mouseClick(results.save, Qt.MouseButton.LeftButton)
    until(lambda: said(window))
    assert "cannot be saved" in said(window)[0]


def test_again_begins_with_nothing(walking, until, qtbot):
    window = walking()
    results = finished(window, until)
    qtbot.mouseClick(results.again, Qt.MouseButton.LeftButton)
    walk = window.feature(CameraTest).walk
    assert (walk.step, int(walk.confusion.pictures.sum())) == ("check", 0)
    assert panel(window).check.isVisible()


def test_it_ends_when_the_pictures_do(walking, until):
    window = walking(sources={"stream": lambda request: Pictures("stream", "short", frames=40)})
    until(lambda: panel(window) is None)
    assert any("The test has ended" in text for text in said(window))


def test_what_was_found_stays_when_the_pictures_end(walking, until, qtbot):
    window = walking()
    finished(window, until)
    qtbot.mouseClick(window.top_bar.start, Qt.MouseButton.LeftButton)
    until(lambda: window.session.phase is Phase.STOPPED)
    assert panel(window).results.isVisible()
    assert not window.actions_by_name["test_camera"].isEnabled()


def test_there_is_nothing_to_test_about_a_picture(open_window, until, tmp_path):
    picture = tmp_path / "one.png"
    picture.write_bytes(b"")
    window = open_window(make_backend(tmp_path), file_choice(picture))
    until(lambda: window.view.result is not None)
    assert not window.actions_by_name["test_camera"].isEnabled()


@pytest.mark.parametrize("size", [(1280, 800), (600, 340)])
def test_it_stays_over_the_picture_at_any_size(walking, until, size):
    window = walking()
    window.resize(*size)
    until(lambda: step(window) == "pose")
    stage = window.page.stage
    assert stage.rect().contains(panel(window).geometry())
    for button in (panel(window).pose.skip, panel(window).pose.close_button):
        assert panel(window).contentsRect().contains(button.geometry().translated(panel(window).pages.pos()))
        assert button.height() >= button.sizeHint().height()
    finished(window, until)
    assert stage.rect().contains(panel(window).geometry())


def test_in_a_small_window_words_scroll_and_buttons_stay_whole(walking, until, qapp):
    window = walking(pace=Pace())
    window.resize(600, 340)
    for name in ("check", "pose", "results"):
        page = getattr(panel(window), name)
        while not page.isVisible():
            panel(window).go_on.emit()
        at_rest(window, qapp)
        assert panel(window).rect().contains(page.geometry().translated(panel(window).pages.pos()))
        inside = page._area.widget()
        labels = [label for label in inside.findChildren(QLabel) if label.isVisible()]
        places = [QRect(label.mapTo(inside, QPoint()), label.size()) for label in labels]
        for label, place in zip(labels, places, strict=True):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert inside.rect().contains(place)
            assert not any(place.intersects(other) for other in places if other is not place)
        for button in page.findChildren(QPushButton):
            assert button.height() >= button.sizeHint().height()
            assert page.rect().contains(QRect(button.mapTo(page, QPoint()), button.size()))
        across = page._area.horizontalScrollBar().maximum()
        assert inside.width() <= page._area.viewport().width() + across
        assert page._area.verticalScrollBar().maximum() > 0 or name == "pose"


def test_on_the_real_engine_the_demo_clip_is_read(open_window, until, tiny_model, qtbot):
    window = open_window(real_backend(), DEMO, model=tiny_model)
    until(lambda: plays(window, "demo"))
    window.feature(CameraTest).pace = Pace(check_s=0.2, pose_s=0.4, settle_s=0.1)
    window.actions_by_name["test_camera"].trigger()
    qtbot.keyClick(panel(window).check.begin, Qt.Key.Key_Space)
    results = finished(window, until)
    found = window.feature(CameraTest).walk.confusion
    assert found.pictures.sum() > 0
    assert results.words.text().startswith("Read")
    assert {label for label, _ in window.feature(CameraTest)._crops} <= set(found.asked)
