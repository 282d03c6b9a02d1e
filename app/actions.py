"""Everything that can be done, as a table: menus, shortcuts and the tool bar are made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.icons import icon

# Where an action keeps its tool tip without the shortcut.
_TIP = "fer_tip"
MENUS = ("File", "Capture", "Faces", "View", "Help")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    name
        Key of the handler.
    menu
        One of ``MENUS``.
    text
        In the menu.
    shortcut
        In Qt's notation, empty for none.
    icon
        Name of a line icon, empty for none.
    tip
        What it does, for the tool tip.
    short
        On the tool bar, if not the text.
    checkable
        It is on or off.
    apart
        A line separates it from the one before.
    role
        Where macOS wants it.
    group
        A menu in the menu, empty for the menu itself; the first one of a group says whether a line is before it.
    """

    name: str
    menu: str
    text: str
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    short: str = ""
    checkable: bool = False
    apart: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    group: str = ""


ACTIONS = (
    ActionSpec("open_file", "File", "Open a file…", "Ctrl+O", "file", "Play a video or look at a picture"),
    ActionSpec("open_stream", "File", "Open a stream address…", "Ctrl+L", "stream", "Play a network camera"),
    ActionSpec("demo", "File", "Play the demo clip", "Ctrl+D", "demo", "Play the clip that comes with fer-live"),
    ActionSpec(
        "models", "File", "Models…", "Ctrl+Shift+M", "model", "See the models, use another one, compare two", apart=True
    ),
    ActionSpec("compare", "File", "Compare with…", tip="Let a second model read the same faces"),
    ActionSpec("stop_comparing", "File", "Stop comparing", tip="Let one model read the faces"),
    ActionSpec(
        "open_folder",
        "File",
        "Open the recordings folder",
        "Ctrl+Shift+O",
        "folder",
        "Open the folder of recordings and snapshots",
        short="Folder",
        apart=True,
    ),
    ActionSpec("choose_folder", "File", "Choose the recordings folder…", tip="Where recordings and snapshots go"),
    ActionSpec(
        "settings",
        "File",
        "Settings…",
        "Ctrl+,",
        tip="Look through everything that can be set",
        apart=True,
        role=QAction.MenuRole.PreferencesRole,
    ),
    ActionSpec("quit", "File", "Quit", "Ctrl+Q", "quit", apart=True, role=QAction.MenuRole.QuitRole),
    ActionSpec("start", "Capture", "Start", "F5", "start", "Start or stop the picture"),
    ActionSpec("hold", "Capture", "Pause the film", "", "pause", "Hold the film, or let it go on (space bar)"),
    ActionSpec("previous", "Capture", "Previous picture", ",", "previous", "Hold the film and go one picture back"),
    ActionSpec("next", "Capture", "Next picture", ".", "next", "Hold the film and go one picture on"),
    ActionSpec("loop", "Capture", "Repeat the film", "", "loop", "Start again at the end", checkable=True),
    ActionSpec(
        "record",
        "Capture",
        "Record",
        "Ctrl+R",
        "record",
        "Write a row for each face and picture to a CSV file",
        apart=True,
    ),
    ActionSpec(
        "record_film",
        "Capture",
        "Record with video",
        "Ctrl+Shift+R",
        "record",
        "Write the rows, and the picture as a film beside them",
    ),
    ActionSpec(
        "clean_film",
        "Capture",
        "Video without boxes and labels",
        tip="Record the picture as the camera sees it",
        checkable=True,
    ),
    ActionSpec(
        "snapshot", "Capture", "Take a snapshot", "Ctrl+S", "snapshot", "Save the picture as PNG", short="Snapshot"
    ),
    ActionSpec(
        "analyse_file",
        "Capture",
        "Analyse the whole file…",
        tip="Read every picture of this film, and write a row for each face to a CSV file",
    ),
    ActionSpec(
        "test_camera",
        "Capture",
        "Test my camera…",
        tip="Make seven expressions, one after the other, and see how well each is read",
        apart=True,
    ),
    ActionSpec(
        "mirror",
        "View",
        "Mirror the picture",
        "Ctrl+M",
        "mirror",
        "Swap left and right on the screen; recordings are never mirrored",
        short="Mirror",
        checkable=True,
    ),
    ActionSpec(
        "timeline", "View", "Time line", "Ctrl+T", tip="Show what each face expressed over time", checkable=True
    ),
    ActionSpec(
        "boxes", "View", "Boxes", tip="Draw a box around each face", checkable=True, apart=True, group="Overlays"
    ),
    ActionSpec(
        "labels", "View", "Labels", tip="Write beside each face what it expresses", checkable=True, group="Overlays"
    ),
    ActionSpec(
        "ids", "View", "Numbers", tip="Write the number of each face into its label", checkable=True, group="Overlays"
    ),
    ActionSpec(
        "bars", "View", "Bars", tip="Show at each face how probable each class is", checkable=True, group="Overlays"
    ),
    ActionSpec("points", "View", "Key points", tip="Draw the detector's key points", checkable=True, group="Overlays"),
    ActionSpec(
        "crops",
        "View",
        "What the network sees",
        tip="Show the crop of each face that is read",
        checkable=True,
        group="Overlays",
    ),
    ActionSpec(
        "hints",
        "View",
        "Hints",
        tip="Say at a face what would make it easier to read",
        checkable=True,
        group="Overlays",
    ),
    ActionSpec("veil_none", "View", "Faces as they are", tip="Hide nothing", checkable=True, group="Privacy"),
    ActionSpec(
        "veil_faces",
        "View",
        "Blur all faces",
        "Ctrl+B",
        tip="Hide the faces on the screen, in snapshots and in films; they are read all the same",
        checkable=True,
        group="Privacy",
    ),
    ActionSpec(
        "veil_others",
        "View",
        "Blur all but the selected face",
        tip="The one that was clicked last, in the picture or among the cards; until then, all",
        checkable=True,
        group="Privacy",
    ),
    ActionSpec(
        "veil_picture",
        "View",
        "Scores only (no picture)",
        tip="Show boxes and labels on a dark ground, on the screen, in snapshots and in films",
        checkable=True,
        group="Privacy",
    ),
    ActionSpec(
        "zoom_in", "View", "Look closer", "Z", tip="Show a part of the picture, larger (mouse wheel)", group="Zoom"
    ),
    ActionSpec("zoom_out", "View", "Look from farther away", "Shift+Z", tip="Show more of the picture", group="Zoom"),
    ActionSpec("zoom_whole", "View", "The whole picture", "0", tip="Fit the picture into the window", group="Zoom"),
    ActionSpec(
        "present",
        "View",
        "Presentation",
        "F6",
        tip="The picture alone, with large labels, for a room",
        checkable=True,
        apart=True,
    ),
    ActionSpec("fullscreen", "View", "Full screen", "F11", "fullscreen", checkable=True),
    ActionSpec(
        "text_larger", "View", "Larger text", "Ctrl++", tip="Write everything larger", apart=True, group="Text size"
    ),
    ActionSpec("text_smaller", "View", "Smaller text", "Ctrl+-", tip="Write everything smaller", group="Text size"),
    ActionSpec(
        "text_usual", "View", "Usual text size", "Ctrl+0", tip="Write everything as large as usual", group="Text size"
    ),
    ActionSpec(
        "theme_system",
        "View",
        "Like the system",
        tip="Colours as the system wants them",
        checkable=True,
        group="Colours",
    ),
    ActionSpec("theme_light", "View", "Light", tip="Light colours", checkable=True, group="Colours"),
    ActionSpec("theme_dark", "View", "Dark", tip="Dark colours", checkable=True, group="Colours"),
    ActionSpec("uses", "Help", "What fer-live may be used for", tip="What it can tell, what not, and where"),
    ActionSpec("shortcuts", "Help", "Keyboard shortcuts", "Ctrl+/", tip="See every key, and choose others"),
    ActionSpec("log", "Help", "Log", tip="See what fer-live has noted since it was started"),
    ActionSpec("about", "Help", "About fer-live", "F1", "info", role=QAction.MenuRole.AboutRole),
)


def titles_with_keys() -> dict[str, str]:
    """Return the titles of the menus with an ampersand before the letter that opens each, no letter twice."""
    titles: dict[str, str] = {}
    taken: set[str] = set()
    for title in MENUS:
        at = next(at for at, letter in enumerate(title) if letter.casefold() not in taken)
        taken.add(title[at].casefold())
        titles[title] = f"{title[:at]}&{title[at:]}"
    return titles


def build_actions(
    window: QMainWindow, handlers: Mapping[str, Callable[[], object]]
) -> tuple[dict[str, QAction], dict[str, QMenu]]:
    """Make the actions and the menus of a window; each action calls the handler of its name."""
    menus = {title: window.menuBar().addMenu(text) for title, text in titles_with_keys().items()}
    groups: dict[str, QMenu] = {}
    actions = {}
    for spec in ACTIONS:
        action = QAction(spec.text, window)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        action.setIconText(spec.short or spec.text)
        action.setCheckable(spec.checkable)
        action.setMenuRole(spec.role)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        set_tip(action, spec.tip or spec.text)
        action.triggered.connect(handlers[spec.name])
        if spec.apart:
            menus[spec.menu].addSeparator()
        if spec.group and spec.group not in groups:
            groups[spec.group] = menus[spec.menu].addMenu(spec.group)
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
