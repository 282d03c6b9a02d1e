"""What can be told about faces while they are read: in the menu bar for all, on a card for one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from app.baseline import Baselines
from app.name_edit import NAMES_EXPLAINED
from app.people import People
from app.words import class_word, tr
from fer_core.commands import Send, SpeakWith, StartAfresh
from fer_core.estimators.base import PipelineDescription
from fer_core.outputs import DistributionSpec


@dataclass(frozen=True, slots=True)
class FaceTools:
    """What can be done about faces.

    Attributes
    ----------
    send
        Takes commands to the pipeline.
    baselines
        Their neutral faces.
    pictures_come
        Whether more pictures are to be expected.
    explain
        Shows what the label of a face hangs on.
    people
        What they are called, and who is pinned or hidden.
    forget
        Drops all that is kept of a face.
    """

    send: Send
    baselines: Baselines | None = None
    pictures_come: Callable[[], bool] = lambda: True
    explain: Callable[[int], object] | None = None
    people: People = field(default_factory=People)
    forget: Callable[[int], object] = lambda face_id: None


def fill_face_menu(menu: QMenu, face_id: int, tools: FaceTools) -> None:
    """Add what can be told about one face."""
    send, baselines, explain = tools.send, tools.baselines, tools.explain
    if explain is not None:
        menu.addAction(tr("Why this expression?"), lambda: explain(face_id)).setToolTip(
            tr("Show what is read from this face at this moment, and what that hangs on")
        )
        menu.addSeparator()
    _fill_person(menu, face_id, tools.people)
    if baselines is not None:
        take = menu.addAction(tr("Take its neutral face (3 s)"), partial(baselines.take, face_id))
        take.setToolTip(tr("Look as you usually do for three seconds: that expression then reads as neutral"))
        take.setEnabled(tools.pictures_come())
        forget = menu.addAction(tr("Forget its neutral face"), partial(baselines.forget, face_id))
        forget.setEnabled(baselines.knows(face_id))
        menu.addSeparator()
    menu.addAction(tr("Forget this face"), partial(tools.forget, face_id)).setToolTip(
        tr("Drop its number, its name and all that is kept of it; if it is still there, it comes back as a new one")
    )
    menu.addAction(tr("Start its average afresh"), lambda: send(StartAfresh(face_id))).setToolTip(
        tr("Forget what it expressed until now")
    )


def _fill_person(menu: QMenu, face_id: int, people: People) -> None:
    """Add what can be said of a face."""
    hidden = people.hidden(face_id)
    name = menu.addAction(tr("Name it…"), partial(people.naming.emit, face_id))
    name.setToolTip(tr(NAMES_EXPLAINED))
    name.setEnabled(not hidden)
    pin = menu.addAction(tr("Keep on top"))
    pin.setToolTip(tr("Its card stays on top, whoever else comes"))
    hide = menu.addAction(tr("Hide"))
    hide.setToolTip(tr("Show neither its card nor its box and tag; it is read and recorded as before"))
    for action, on in ((pin, people.pinned(face_id)), (hide, hidden)):
        action.setCheckable(True)
        action.setChecked(on)
    pin.toggled.connect(partial(people.pin, face_id))
    hide.toggled.connect(partial(people.hide, face_id))
    menu.addSeparator()


def fill_faces_menu(
    menu: QMenu, face_ids: tuple[int, ...], pipeline: PipelineDescription | None, tools: FaceTools
) -> None:
    """Fill the menu of all faces anew: those in view, and the outputs that can be spoken.

    Parameters
    ----------
    menu
        Is emptied first.
    face_ids
        The faces in view.
    pipeline
        What reads them, None if nothing is running.
    tools
        What can be done.
    """
    send, baselines = tools.send, tools.baselines
    # The menus in it are not its actions' own: they would stay behind.
    for part in menu.findChildren(QMenu):
        part.deleteLater()
    menu.clear()
    menu.setToolTipsVisible(True)
    for face_id in face_ids:
        name = tools.people.name(face_id)
        part = menu.addMenu(tr("{name} (hidden)").format(name=name) if tools.people.hidden(face_id) else name)
        part.setToolTipsVisible(True)
        fill_face_menu(part, face_id, tools)
    if not face_ids:
        menu.addAction(tr("No face in view")).setEnabled(False)
    menu.addSeparator()
    everybody = menu.addAction(tr("Start all averages afresh"), lambda: send(StartAfresh()))
    everybody.setEnabled(bool(face_ids))
    if baselines is not None:
        use = menu.addAction(tr("Adjust to neutral faces"))
        use.setToolTip(tr("Take off what was found in the neutral faces; without it, all is read as it is"))
        use.setCheckable(True)
        use.setChecked(baselines.used)
        use.setEnabled(baselines.any_known)
        use.toggled.connect(baselines.use)
    menu.addSeparator()
    speak = menu.addMenu(tr("Speak with"))
    names = spoken_choices(pipeline)
    speak.setEnabled(len(names) > 1)
    group = QActionGroup(speak)
    for name in names:
        action = speak.addAction(_output_words(name), partial(send, SpeakWith(name)))
        action.setCheckable(True)
        action.setChecked(pipeline is not None and name == pipeline.spoken)
        group.addAction(action)


def spoken_choices(pipeline: PipelineDescription | None) -> tuple[str, ...]:
    """Return the outputs that can be spoken, as ``ESTIMATOR.OUTPUT``."""
    outputs = {} if pipeline is None else pipeline.outputs
    return tuple(name for name, spec in outputs.items() if isinstance(spec, DistributionSpec))


def _output_words(name: str) -> str:
    estimator, _, output = name.partition(".")
    return f"{class_word(output)} ({estimator})"
