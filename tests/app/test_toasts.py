import pytest
from PySide6.QtWidgets import QPushButton, QWidget

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


def test_no_more_than_three_at_a_time(toasts):
    for number in range(5):
        toasts.show(Notice(f"Number {number}"))
    assert texts(toasts) == ["Number 2", "Number 3", "Number 4"]


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
