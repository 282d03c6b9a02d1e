"""Everything that can be done in the viewer, as a table: its menus and buttons are made from it."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.action_spec import ActionSpec
from app.actions import set_tip, titles_with_keys
from app.icons import icon
from app.viewer.outputs import OUTPUTS
from app.words import mark, tr

MENUS = (mark("Session"), mark("Edit"), mark("Look"))

#: Keys that are handled where no widget wants them stand in the tip: the space bar also presses buttons.
DEEDS = (
    ActionSpec("open", "Session", mark("Open a session…"), "Ctrl+O", "file", mark("Look through another session")),
    ActionSpec("compare", "Session", mark("Compare with…"), tip=mark("See another session beside this one")),
    ActionSpec("find_film", "Session", mark("Choose the film…"), tip=mark("Show the film that this was read from")),
    *(ActionSpec(name, "Session", row.text, tip=row.tip, apart=name == "report") for name, row in OUTPUTS.items()),
    ActionSpec("folder", "Session", mark("Open the folder"), "", "folder", mark("See the files of this session")),
    ActionSpec("close", "Session", mark("Close"), "Ctrl+W", apart=True),
    ActionSpec("undo", "Edit", mark("Undo"), "Ctrl+Z", tip=mark("Take back the last change")),
    ActionSpec("redo", "Edit", mark("Redo"), "Ctrl+Shift+Z", tip=mark("Change it again")),
    ActionSpec(
        "name", "Edit", mark("Name this face…"), "F2", tip=mark("Call the selected face by a name"), apart=True,
        short=mark("Name…")
    ),
    ActionSpec(
        "split", "Edit", mark("Split this face here"), "Ctrl+K", short=mark("Split"),
        tip=mark("From the moment that is shown on, the selected face is another person")
    ),
    ActionSpec(
        "exclude", "Edit", mark("Exclude this span"), "Del", apart=True, short=mark("Exclude"),
        tip=mark("What is in the chosen span does not count, for nobody")
    ),
    ActionSpec(
        "exclude_face", "Edit", mark("Exclude this span of the selected face"), "Shift+Del",
        tip=mark("What is in the chosen span does not count for the selected face")
    ),
    ActionSpec(
        "include", "Edit", mark("Count what is excluded here"), "Ctrl+I",
        tip=mark("The excluded span at the moment that is shown counts again")
    ),
    ActionSpec("from_here", "Edit", mark("Begin the span here"), "[", tip=mark("A span without the mouse"), apart=True),
    ActionSpec("to_here", "Edit", mark("End the span here"), "]", tip=mark("A span without the mouse")),
    ActionSpec("previous", "Look", mark("Previous picture"), icon="previous",
               tip=mark("One picture back (left arrow key)")),
    ActionSpec("play", "Look", mark("Play"), icon="start", tip=mark("Play from here on (space bar)")),
    ActionSpec("next", "Look", mark("Next picture"), icon="next", tip=mark("One picture on (right arrow key)")),
    ActionSpec("next_mark", "Look", mark("Next mark"), tip=mark("Go to the next mark (M)"), apart=True),
    ActionSpec("previous_mark", "Look", mark("Previous mark"), tip=mark("Go to the mark before (Shift+M)")),
    ActionSpec("zoom_in", "Look", mark("See less time, larger"), "Ctrl++", tip=mark("Zoom in (mouse wheel)"),
               apart=True, short="+"),
    ActionSpec("zoom_out", "Look", mark("See more time"), "Ctrl+-", tip=mark("Zoom out (mouse wheel)"),
               short="–"),  # noqa: RUF001
    ActionSpec("zoom_span", "Look", mark("See the chosen span"), "Ctrl+E", tip=mark("Zoom to the chosen span")),
    ActionSpec("zoom_all", "Look", mark("See the whole session"), "Ctrl+0", tip=mark("Zoom out to all of it"),
               short=mark("All")),
)  # fmt: skip


def build_deeds(window: QMainWindow, handlers: Mapping[str, Callable[[], object]]) -> tuple[dict[str, QAction], QMenu]:
    """Make the actions and the menus of a viewer; return the actions, and the menu of changes."""
    menus = {name: window.menuBar().addMenu(title) for name, title in titles_with_keys(MENUS).items()}
    actions = {}
    for spec in DEEDS:
        action = QAction(tr(spec.text), window)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        action.setIconText(tr(spec.short or spec.text))
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        set_tip(action, tr(spec.tip or spec.text))
        run = handlers[spec.name]
        action.triggered.connect(lambda _checked=False, run=run: run())
        if spec.apart:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(action)
        # Its keys work wherever the menu bar is.
        window.addAction(action)
        actions[spec.name] = action
    return actions, menus["Edit"]


def draw_icons(actions: Mapping[str, QAction]) -> None:
    """Draw the icons anew, in another theme."""
    for spec in DEEDS:
        if spec.icon:
            actions[spec.name].setIcon(icon(spec.icon))
