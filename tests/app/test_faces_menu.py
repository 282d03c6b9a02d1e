from dataclasses import replace

import pytest
from fakes import SAD, SPEC, MoodyRecogniser, Pictures, faces, make_backend, make_pipeline
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu
from seen import plays

from app.cards import FacePanel
from app.choice import DEMO
from app.faces_menu import FaceTools, fill_faces_menu
from fer_core.commands import ForgetFace, SpeakWith, StartAfresh


@pytest.fixture
def sent():
    """Commands, oldest first."""
    return []


@pytest.fixture
def menu(themed):
    menu = QMenu()
    yield menu
    menu.deleteLater()


def entries(menu):
    """Return what a menu offers: (text, whether it can be chosen), and the same of menus in it; lines are None."""
    found = []
    for action in menu.actions():
        if action.isSeparator():
            found.append(None)
        elif action.menu() is not None:
            found.append((action.text(), entries(action.menu()) if action.isEnabled() else False))
        else:
            found.append((action.text(), action.isEnabled()))
    return found


def choose(menu, *path):
    """Choose an entry by its texts."""
    action = next(action for action in menu.actions() if action.text() == path[0])
    if len(path) > 1:
        choose(action.menu(), *path[1:])
    else:
        assert action.isEnabled()
        action.trigger()


def spoken(menu):
    (part,) = (action.menu() for action in menu.actions() if action.text() == "Speak with")
    return [action.text() for action in part.actions() if action.isChecked()]


TOLD = [("Forget this face", True), ("Start its average afresh", True)]
ONE_FACE = [("Name it…", True), ("Keep on top", True), ("Hide", True), None, *TOLD]
SPEAK = ("Speak with", [("Ferplus (fake)", True), ("Fer2013 (fake)", True)])


def tools_of(sent):
    """Return tools that keep what the pipeline is told."""
    return FaceTools(sent.append, forget=lambda face_id: sent.append(ForgetFace(face_id)))


def test_while_nothing_plays_nothing_can_be_told(menu, sent):
    fill_faces_menu(menu, (), None, tools_of(sent))
    assert entries(menu) == [
        ("No face in view", False),
        None,
        ("Start all averages afresh", False),
        None,
        ("Speak with", False),
    ]


@pytest.mark.parametrize(
    ("face_ids", "parts"),
    [
        ((), [("No face in view", False)]),
        ((1,), [("Face 1", ONE_FACE)]),
        ((2, 5, 6), [("Face 2", ONE_FACE), ("Face 5", ONE_FACE), ("Face 6", ONE_FACE)]),
    ],
)
def test_each_face_in_view_has_a_part_of_its_own(menu, sent, face_ids, parts):
    fill_faces_menu(menu, face_ids, make_pipeline().description, tools_of(sent))
    assert entries(menu) == [*parts, None, ("Start all averages afresh", bool(face_ids)), None, SPEAK]
    assert spoken(menu) == ["Ferplus (fake)"]


@pytest.mark.parametrize(
    ("path", "command"),
    [
        (("Face 5", "Forget this face"), ForgetFace(5)),
        (("Face 5", "Start its average afresh"), StartAfresh(5)),
        (("Start all averages afresh",), StartAfresh(None)),
        (("Speak with", "Fer2013 (fake)"), SpeakWith("fake.fer2013")),
    ],
)
def test_each_entry_tells_the_pipeline_one_thing(menu, sent, path, command):
    fill_faces_menu(menu, (2, 5), make_pipeline().description, tools_of(sent))
    choose(menu, *path)
    assert sent == [command]


def test_filling_it_again_leaves_nothing_behind(menu, sent):
    description = make_pipeline().description
    fill_faces_menu(menu, (1, 2), description, tools_of(sent))
    once = len(menu.findChildren(QMenu))
    for _ in range(3):
        fill_faces_menu(menu, (1, 2), description, tools_of(sent))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(menu.findChildren(QMenu)) == once == 3


def test_the_menu_of_a_card_is_about_its_face(themed, sent):
    panel = FacePanel(tools_of(sent))
    panel.resize(324, 600)
    panel.show()
    panel.show_faces(faces(2), 0.0)
    second = panel.cards[1]
    themed.sendEvent(second, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(50, 50)))
    (menu,) = second.findChildren(QMenu)
    assert menu.isVisible()
    assert entries(menu) == ONE_FACE
    for text, _ in TOLD:
        choose(menu, text)
    assert sent == [ForgetFace(2), StartAfresh(2)]
    menu.close()
    panel.close()
    panel.deleteLater()


@pytest.fixture
def window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=2), DEMO)
    until(lambda: plays(window, "demo") and ids(window) == [1, 2])
    return window


def ids(window):
    return [card.face_id for card in window.panels["faces"].cards]


def opened(window):
    """Return the menu as it is when somebody has opened it."""
    menu = window.menus["Faces"]
    menu.popup(QPoint(0, 0))
    menu.close()
    return menu


def test_a_face_that_is_forgotten_comes_back_as_a_new_one(window, until):
    assert [text for text, _ in entries(opened(window))[:2]] == ["Face 1", "Face 2"]
    choose(opened(window), "Face 1", "Forget this face")
    until(lambda: [face.id for face in window.view.result.seen] == [2, 3])
    assert [text for text, _ in entries(opened(window))[:2]] == ["Face 2", "Face 3"]
    until(lambda: ids(window) == [2, 3])


def test_a_card_forgets_its_face(window, until):
    window.panels["faces"].cards[1].contextMenuEvent(
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(50, 50))
    )
    (menu,) = window.panels["faces"].cards[1].findChildren(QMenu)
    choose(menu, "Forget this face")
    menu.close()
    until(lambda: [face.id for face in window.view.result.seen] == [1, 3])


@pytest.mark.parametrize(
    ("path", "labels"),
    [(("Face 2", "Start its average afresh"), ["Happy", "Sad"]), (("Start all averages afresh",), ["Sad", "Sad"])],
)
def test_an_average_starts_afresh(open_window, until, tmp_path, path, labels):
    recogniser = MoodyRecogniser()
    backend = make_backend(
        tmp_path,
        make_pipeline=lambda model, still: make_pipeline(2, recogniser=recogniser),
        # Time stands still in these pictures: what has been averaged stays.
        sources={"demo": lambda request: Pictures("demo", "Demo clip", step_s=0.0)},
    )
    window = open_window(backend, DEMO)
    until(lambda: plays(window, "demo") and ids(window) == [1, 2])
    recogniser.said["ferplus"] = SAD
    before = window.view.result
    until(lambda: window.view.result.frame.index > before.frame.index + 3)
    assert [card.label.text() for card in window.panels["faces"].cards] == ["Happy", "Happy"]
    choose(opened(window), *path)
    until(lambda: [card.label.text() for card in window.panels["faces"].cards] == labels)


def test_another_output_is_spoken_at_once_and_marked_in_the_menu(window, until):
    assert spoken(opened(window)) == ["Ferplus (fake)"]
    choose(opened(window), "Speak with", "Fer2013 (fake)")
    until(lambda: [card.label.text() for card in window.panels["faces"].cards] == ["Sad", "Sad"])
    until(lambda: spoken(opened(window)) == ["Fer2013 (fake)"])
    choose(opened(window), "Speak with", "Ferplus (fake)")
    until(lambda: [card.label.text() for card in window.panels["faces"].cards] == ["Happy", "Happy"])


def test_a_model_of_one_output_leaves_no_choice(menu, sent):
    class Single(MoodyRecogniser):
        spec = replace(SPEC, outputs={"ferplus": SPEC.outputs["ferplus"]})

    fill_faces_menu(menu, (), make_pipeline(recogniser=Single()).description, tools_of(sent))
    assert entries(menu)[-1] == ("Speak with", False)
