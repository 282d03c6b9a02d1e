"""Everything that can be done, as a table: menus, shortcuts and the tool bar are made from it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.action_spec import ActionSpec
from app.icons import icon
from app.stream_actions import STREAM_ACTIONS
from app.words import mark, tr

# Where an action keeps its tool tip without the shortcut.
_TIP = "fer_tip"
MENUS = (
    *(mark("File"), mark("Capture"), mark("Sessions"), mark("Streams"), mark("Faces"), mark("View"), mark("Help")),
)
#: Menus in menus.
GROUPS = (mark("Overlays"), mark("Privacy"), mark("Zoom"), mark("Text size"), mark("Colours"))


ACTIONS = (
    ActionSpec("open_file", "File", mark("Open a file…"), "Ctrl+O", "file", mark("Play a video or look at a picture")),
    ActionSpec(
        "open_stream", "File", mark("Open a stream address…"), "Ctrl+L", "stream", mark("Play a network camera")
    ),
    ActionSpec(
        "demo", "File", mark("Play the demo clip"), "Ctrl+D", "demo", mark("Play the clip that comes with fer-live")
    ),
    ActionSpec(
        "models",
        "File",
        mark("Models…"),
        "Ctrl+Shift+M",
        "model",
        mark("See the models, use another one, compare two"),
        apart=True,
    ),
    ActionSpec("compare", "File", mark("Compare with…"), tip=mark("Let a second model read the same faces")),
    ActionSpec("stop_comparing", "File", mark("Stop comparing"), tip=mark("Let one model read the faces")),
    ActionSpec(
        "open_folder",
        "File",
        mark("Open the recordings folder"),
        "Ctrl+Shift+O",
        "folder",
        mark("Open the folder of recordings and snapshots"),
        short=mark("Folder"),
        apart=True,
    ),
    ActionSpec(
        "choose_folder", "File", mark("Choose the recordings folder…"), tip=mark("Where recordings and snapshots go")
    ),
    ActionSpec(
        "settings",
        "File",
        mark("Settings…"),
        "Ctrl+,",
        tip=mark("Look through everything that can be set"),
        apart=True,
        role=QAction.MenuRole.PreferencesRole,
    ),
    ActionSpec("quit", "File", mark("Quit"), "Ctrl+Q", "quit", apart=True, role=QAction.MenuRole.QuitRole),
    ActionSpec("start", "Capture", mark("Start"), "F5", "start", mark("Start or stop the picture")),
    ActionSpec(
        "hold", "Capture", mark("Pause the film"), "", "pause", mark("Hold the film, or let it go on (space bar)")
    ),
    ActionSpec(
        "previous", "Capture", mark("Previous picture"), ",", "previous", mark("Hold the film and go one picture back")
    ),
    ActionSpec("next", "Capture", mark("Next picture"), ".", "next", mark("Hold the film and go one picture on")),
    ActionSpec("loop", "Capture", mark("Repeat the film"), "", "loop", mark("Start again at the end"), checkable=True),
    ActionSpec(
        "record",
        "Capture",
        mark("Record"),
        "Ctrl+R",
        "record",
        mark("Write a row for each face and picture to a CSV file"),
        apart=True,
    ),
    ActionSpec(
        "record_film",
        "Capture",
        mark("Record with video"),
        "Ctrl+Shift+R",
        "record",
        mark("Write the rows, and the picture as a film beside them"),
    ),
    ActionSpec(
        "record_details",
        "Capture",
        mark("Record with details…"),
        tip=mark("Say who takes part, what is filmed, how long it lasts, and whether to count down"),
    ),
    ActionSpec(
        "clean_film",
        "Capture",
        mark("Video without boxes and labels"),
        tip=mark("Record the picture as the camera sees it"),
        checkable=True,
    ),
    ActionSpec(
        "snapshot",
        "Capture",
        mark("Take a snapshot"),
        "Ctrl+S",
        "snapshot",
        mark("Save the picture as PNG"),
        short=mark("Snapshot"),
        apart=True,
    ),
    ActionSpec(
        "note",
        "Capture",
        mark("Write a note…"),
        "N",
        tip=mark("Mark this moment with words (keys 1 to 9: with a number)"),
    ),
    ActionSpec("rules", "Capture", mark("Rules…"), tip=mark("Let marks be set by themselves, by what faces express")),
    ActionSpec(
        "analyse_file",
        "Capture",
        mark("Analyse the whole file…"),
        tip=mark("Read every picture of this film, and write a row for each face to a CSV file"),
        apart=True,
    ),
    ActionSpec(
        "test_camera",
        "Capture",
        mark("Test my camera…"),
        tip=mark("Make seven expressions, one after the other, and see how well each is read"),
    ),
    ActionSpec("view_session", "Sessions", mark("Open a session…"), "Ctrl+Shift+V", tip=mark("See a recording again")),
    ActionSpec(
        "report_last",
        "Sessions",
        mark("Report on the last recording"),
        tip=mark("Make a page and a PDF of what it shows"),
        apart=True,
    ),
    ActionSpec(
        "report",
        "Sessions",
        mark("Report on a session…"),
        tip=mark("Make a page and a PDF of what a recording shows"),
    ),
    ActionSpec(
        "export_session",
        "Sessions",
        mark("Export a session…"),
        tip=mark("Write a recording for pandas, R, ELAN, BORIS or scripts for OpenFace"),
    ),
    *STREAM_ACTIONS,
    ActionSpec(
        "mirror",
        "View",
        mark("Mirror the picture"),
        "Ctrl+M",
        "mirror",
        mark("Swap left and right on the screen; recordings are never mirrored"),
        short=mark("Mirror"),
        checkable=True,
    ),
    ActionSpec(
        "timeline",
        "View",
        mark("Time line"),
        "Ctrl+T",
        tip=mark("Show what each face expressed over time"),
        checkable=True,
    ),
    ActionSpec("room", "View", mark("Room"), tip=mark("Show what all faces express together"), checkable=True),
    ActionSpec(
        "boxes",
        "View",
        mark("Boxes"),
        tip=mark("Draw a box around each face"),
        checkable=True,
        apart=True,
        group="Overlays",
    ),
    ActionSpec(
        "labels",
        "View",
        mark("Labels"),
        tip=mark("Write beside each face what it expresses"),
        checkable=True,
        group="Overlays",
    ),
    ActionSpec(
        "ids",
        "View",
        mark("Numbers"),
        tip=mark("Write the number of each face into its label"),
        checkable=True,
        group="Overlays",
    ),
    ActionSpec(
        "bars",
        "View",
        mark("Bars"),
        tip=mark("Show at each face how probable each class is"),
        checkable=True,
        group="Overlays",
    ),
    ActionSpec(
        "points",
        "View",
        mark("Key points"),
        tip=mark("Draw the detector's key points"),
        checkable=True,
        group="Overlays",
    ),
    ActionSpec(
        "crops",
        "View",
        mark("What the network sees"),
        tip=mark("Show the crop of each face that is read"),
        checkable=True,
        group="Overlays",
    ),
    ActionSpec(
        "hints",
        "View",
        mark("Hints"),
        tip=mark("Say at a face what would make it easier to read"),
        checkable=True,
        group="Overlays",
    ),
    ActionSpec(
        "veil_none", "View", mark("Faces as they are"), tip=mark("Hide nothing"), checkable=True, group="Privacy"
    ),
    ActionSpec(
        "veil_faces",
        "View",
        mark("Blur all faces"),
        "Ctrl+B",
        tip=mark("Hide the faces on the screen, in snapshots and in films; they are read all the same"),
        checkable=True,
        group="Privacy",
    ),
    ActionSpec(
        "veil_others",
        "View",
        mark("Blur all but the selected face"),
        tip=mark("The one that was clicked last, in the picture or among the cards; until then, all"),
        checkable=True,
        group="Privacy",
    ),
    ActionSpec(
        "veil_picture",
        "View",
        mark("Scores only (no picture)"),
        tip=mark("Show boxes and labels on a dark ground, on the screen, in snapshots and in films"),
        checkable=True,
        group="Privacy",
    ),
    ActionSpec(
        "zoom_in",
        "View",
        mark("Look closer"),
        "Z",
        tip=mark("Show a part of the picture, larger (mouse wheel)"),
        group="Zoom",
    ),
    ActionSpec(
        "zoom_out",
        "View",
        mark("Look from farther away"),
        "Shift+Z",
        tip=mark("Show more of the picture"),
        group="Zoom",
    ),
    ActionSpec(
        "zoom_whole", "View", mark("The whole picture"), "0", tip=mark("Fit the picture into the window"), group="Zoom"
    ),
    ActionSpec(
        "present",
        "View",
        mark("Presentation"),
        "F6",
        tip=mark("The picture alone, with large labels, for a room"),
        checkable=True,
        apart=True,
    ),
    ActionSpec("fullscreen", "View", mark("Full screen"), "F11", "fullscreen", checkable=True),
    ActionSpec(
        "text_larger",
        "View",
        mark("Larger text"),
        "Ctrl++",
        tip=mark("Write everything larger"),
        apart=True,
        group="Text size",
    ),
    ActionSpec(
        "text_smaller", "View", mark("Smaller text"), "Ctrl+-", tip=mark("Write everything smaller"), group="Text size"
    ),
    ActionSpec(
        "text_usual",
        "View",
        mark("Usual text size"),
        "Ctrl+0",
        tip=mark("Write everything as large as usual"),
        group="Text size",
    ),
    ActionSpec(
        "theme_system",
        "View",
        mark("Like the system"),
        tip=mark("Colours as the system wants them"),
        checkable=True,
        group="Colours",
    ),
    ActionSpec("theme_light", "View", mark("Light"), tip=mark("Light colours"), checkable=True, group="Colours"),
    ActionSpec("theme_dark", "View", mark("Dark"), tip=mark("Dark colours"), checkable=True, group="Colours"),
    ActionSpec(
        "uses", "Help", mark("What fer-live may be used for"), tip=mark("What it can tell, what not, and where")
    ),
    ActionSpec("shortcuts", "Help", mark("Keyboard shortcuts"), "Ctrl+/", tip=mark("See every key, and choose others")),
    ActionSpec("log", "Help", mark("Log"), tip=mark("See what fer-live has noted since it was started")),
    ActionSpec("about", "Help", mark("About fer-live"), "F1", "info", role=QAction.MenuRole.AboutRole),
)


def titles_with_keys(menus: Sequence[str] = MENUS) -> dict[str, str]:
    """Return by its name what each menu is called, an ampersand before the letter that opens it, no letter twice."""
    titles: dict[str, str] = {}
    taken: set[str] = set()
    for name in menus:
        title = tr(name)
        at = next(at for at, letter in enumerate(title) if letter.casefold() not in taken)
        taken.add(title[at].casefold())
        titles[name] = f"{title[:at]}&{title[at:]}"
    return titles


def build_actions(
    window: QMainWindow, handlers: Mapping[str, Callable[[], object]]
) -> tuple[dict[str, QAction], dict[str, QMenu]]:
    """Make the actions and the menus of a window; each action calls the handler of its name."""
    menus = {name: window.menuBar().addMenu(title) for name, title in titles_with_keys().items()}
    groups: dict[str, QMenu] = {}
    actions = {}
    for spec in ACTIONS:
        action = QAction(tr(spec.text), window)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        action.setIconText(tr(spec.short or spec.text))
        action.setCheckable(spec.checkable)
        action.setMenuRole(spec.role)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        set_tip(action, tr(spec.tip or spec.text))
        action.triggered.connect(handlers[spec.name])
        if spec.apart:
            menus[spec.menu].addSeparator()
        if spec.group and spec.group not in groups:
            groups[spec.group] = menus[spec.menu].addMenu(tr(spec.group))
        (groups[spec.group] if spec.group else menus[spec.menu]).addAction(action)
        # Its keys work while the menu bar is hidden, too.
        window.addAction(action)
        actions[spec.name] = action
    return actions, menus


def draw_icons(actions: Mapping[str, QAction]) -> None:
    """Draw the icons of the actions anew, in another theme."""
    for spec in ACTIONS:
        if spec.icon:
            actions[spec.name].setIcon(icon(spec.icon))


def set_tip(action: QAction, text: str | None = None) -> None:
    """Set a tool tip that names the shortcut; None where only that has changed."""
    text = str(action.property(_TIP)) if text is None else text
    action.setProperty(_TIP, text)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{text} ({keys})" if keys else text)
