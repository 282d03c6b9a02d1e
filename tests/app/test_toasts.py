import re

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app import theme
from app.elided import wrappable
from app.toast import Notice, Toasts


@pytest.fixture
def place(themed):
    place = QWidget()
    place.resize(640, 480)
    place.show()
    yield place
    place.close()
    place.deleteLater()


@pytest.fixture
def toasts(place):
    toasts = Toasts(place)
    yield toasts
    for toast in toasts.toasts:
        toast.dismiss()


def texts(toasts):
    return [notice.text for notice in toasts.notices]


def test_what_is_being_said_is_not_said_twice(toasts):
    toasts.show(Notice("The disk is full.", "error"))
    toasts.show(Notice("The disk is full.", "error"))
    assert texts(toasts) == ["The disk is full."]


def test_no_more_than_two_at_a_time(toasts):
    for number in range(5):
        toasts.show(Notice(f"Number {number}"))
    assert texts(toasts) == ["Number 3", "Number 4"]


def test_they_stand_over_each_other_inside_the_window(toasts, place):
    for number in range(3):
        toasts.show(Notice(f"Number {number}. " + "A longer sentence that has to be wrapped. " * 3, "error"))
    place.resize(420, 480)
    boxes = [toast.geometry() for toast in toasts.toasts]
    for i, box in enumerate(boxes):
        assert place.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[:i])


def test_the_button_does_what_it_says_and_closes(toasts):
    done = []
    toasts.show(Notice("Snapshot saved.", "done", "Open folder", lambda: done.append(True)))
    (button,) = (b for b in toasts.toasts[0].findChildren(QPushButton) if b.text() == "Open folder")
    button.click()
    assert done == [True]
    assert texts(toasts) == []


def test_it_can_be_dismissed(toasts):
    toasts.show(Notice("Hello."))
    (button,) = toasts.toasts[0].findChildren(QPushButton)
    assert button.accessibleName() == "Dismiss"
    button.click()
    assert texts(toasts) == []


@pytest.mark.parametrize("letters", [30, 90, 250])
def test_a_long_name_is_wrapped_and_a_very_long_one_loses_its_middle(toasts, letters):
    name = "Interview_" + "m" * letters + "_final.mp4"
    toasts.show(Notice(f"Snapshot saved as {name}.", "done"))
    (toast,) = toasts.toasts
    label = next(label for label in toast.findChildren(QLabel) if label.text())
    toast.grab()
    area = QRect(0, 0, label.width(), 2000)
    needed = label.fontMetrics().boundingRect(area, int(Qt.TextFlag.TextWordWrap), label.text())
    assert needed.width() <= label.width()
    assert needed.height() <= label.height()
    seen = label.text().replace("\N{ZERO WIDTH SPACE}", "")
    assert seen.endswith("mm_final.mp4.")
    whole = toast.notice.text
    assert (seen, label.toolTip()) == ((whole, "") if letters < 80 else (seen, whole))
    assert ("…" in seen) == (letters > 80)
    assert toast.accessibleName() == whole


def test_the_usual_name_of_a_recording_is_wrapped_rather_than_cut(toasts):
    toasts.show(Notice("Saved: 103 rows in demo-20261127-054703.csv and more.", "done"))
    (toast,) = toasts.toasts
    label = next(label for label in toast.findChildren(QLabel) if label.text())
    widest = max(
        label.fontMetrics().horizontalAdvance(part) for part in re.split("[ \N{ZERO WIDTH SPACE}]", label.text())
    )
    assert widest < label.fontMetrics().horizontalAdvance("20261127-054703.csv")


def hidden(toasts, places):
    return any(toast.geometry().intersects(place) for toast in toasts.toasts for place in places)


@pytest.mark.parametrize(
    "faces",
    [
        [],
        [QRect(20, 300, 150, 150)],
        [QRect(20, 300, 150, 150), QRect(470, 300, 150, 150)],
        [QRect(20, 300, 150, 150), QRect(470, 300, 150, 150), QRect(20, 20, 150, 30)],
    ],
)
def test_they_stand_where_no_face_is(place, faces):
    place.resize(900, 480)
    toasts = Toasts(place, lambda: [*faces, *([QRect(700, 300, 150, 150)] if len(faces) > 1 else [])])
    for number in range(2):
        toasts.show(Notice(f"Number {number}."))
        assert not hidden(toasts, faces)
    for toast in toasts.toasts:
        toast.dismiss()


def test_they_do_not_follow_faces_about(place):
    faces = []
    toasts = Toasts(place, lambda: faces)
    toasts.show(Notice("First."))
    before = toasts.toasts[0].geometry()
    faces.append(QRect(20, 20, 100, 100))
    toasts.show(Notice("Second."))
    assert toasts.toasts[1].geometry() == before
    for toast in toasts.toasts:
        toast.dismiss()


def test_a_name_is_wrapped_between_its_parts():
    broken = wrappable("Snapshot saved as demo-20261126-053238-439.png.").split("\N{ZERO WIDTH SPACE}")
    assert broken == ["Snapshot saved as demo-", "20261126-", "053238-", "439.", "png."]


def test_they_are_narrower_where_that_keeps_them_off_a_face(place):
    face = QRect(310, 60, 100, 360)
    toasts = Toasts(place, lambda: [face])
    toasts.show(Notice("A sentence that is long enough to be wrapped, so that it shows how wide it may be."))
    assert not hidden(toasts, [face])
    assert toasts.toasts[0].width() < 300
    toasts.toasts[0].dismiss()


def test_the_button_for_details_is_there_where_there_are_some(place):
    shown = []
    toasts = Toasts(place, show_details=shown.append)
    plain, full = Notice("Hello."), Notice("Failed.", "error", "Again", lambda: None, details="why")
    for notice in (plain, full):
        toasts.show(notice)
    one, other = toasts.toasts
    assert [b.text() for b in one.findChildren(QPushButton) if b.text()] == []
    assert [b.text() for b in other.findChildren(QPushButton) if b.text()] == ["Again", "Details"]
    next(b for b in other.findChildren(QPushButton) if b.text() == "Details").click()
    assert shown == [full]
    assert toasts.notices == (plain,)
    one.dismiss()


def test_they_have_room_for_larger_text(place, toasts, themed, qapp):
    toasts.show(Notice("A sentence that is long enough to be wrapped over several lines. " * 3, "error"))
    before = toasts.toasts[0].height()
    try:
        theme.apply(themed, "dark", 150)
        qapp.processEvents()
        (toast,) = toasts.toasts
        label = next(label for label in toast.findChildren(QLabel) if label.text())
        assert toast.height() > before
        assert label.height() >= label.heightForWidth(label.width())
        assert place.rect().contains(toast.geometry())
    finally:
        theme.apply(themed, "dark")


def test_buttons_are_not_cut_in_a_narrow_place(place):
    toasts = Toasts(place, show_details=lambda notice: None)
    toasts.show(Notice("Failed.", "error", "Open the report", lambda: None, details="why"))
    (toast,) = toasts.toasts
    buttons = [button for button in toast.findChildren(QPushButton) if button.text()]
    for width, side_by_side in ((640, True), (270, False), (640, True)):
        place.resize(width, 480)
        toast.grab()
        assert all(button.width() >= button.sizeHint().width() for button in buttons)
        assert (buttons[0].y() == buttons[1].y()) == side_by_side
        assert place.rect().contains(toast.geometry())
    toast.dismiss()
