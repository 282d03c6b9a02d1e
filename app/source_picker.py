"""Choose what to look at: a camera by its name, a file, a stream or the demo clip, and how a camera should send."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from app.choice import AUTOMATIC, DEMO, CameraLike, CameraMode, Choice, camera_choice, name_of
from app.icons import icon
from app.theme import px
from app.words import mark, tr
from fer_core.sources import KINDS

#: What a camera can be asked for, in words.
SIZES: tuple[tuple[str, int | None, int | None], ...] = (
    (mark("Auto size"), None, None),
    ("640 x 480", 640, 480),
    ("800 x 600", 800, 600),
    ("1280 x 720", 1280, 720),
    ("1920 x 1080", 1920, 1080),
)
RATES: tuple[tuple[str, int | None], ...] = (
    (mark("Auto rate"), None),
    (mark("15 fps"), 15),
    (mark("24 fps"), 24),
    (mark("30 fps"), 30),
    (mark("60 fps"), 60),
)

_GAP_PX = 8


class SourcePicker(QWidget):
    """A button with a menu of sources, and two boxes for what a camera is asked for."""

    picked = Signal(object)
    mode_picked = Signal(object)
    file_wanted = Signal()
    address_wanted = Signal()
    cameras_wanted = Signal()

    def __init__(self, mode: CameraMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cameras: tuple[CameraLike, ...] | None = None
        self._choice = DEMO
        self._narrow = False
        self._submenus: list[QMenu] = []
        self._name = ""
        self._recent: QMenu | None = None
        self.button = QToolButton()
        self.button.setObjectName("picker")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.setMinimumWidth(150)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fit()
        self.menu = QMenu(self.button)
        self.menu.aboutToShow.connect(self.cameras_wanted)
        self.button.setMenu(self.menu)
        self.sizes = _combo(tr("Resolution"), tr("Resolution that the camera is asked for"), [row[0] for row in SIZES])
        self.rates = _combo(tr("Frame rate"), tr("Frame rate that the camera is asked for"), [row[0] for row in RATES])
        self._select(mode)
        self.sizes.currentIndexChanged.connect(self._mode_changed)
        self.rates.currentIndexChanged.connect(self._mode_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP_PX)
        row.addWidget(self.button, 1)
        row.addWidget(self.sizes)
        row.addWidget(self.rates)
        self._fill()

    def set_narrow(self, narrow: bool) -> None:
        """Move the two boxes into the menu, or back."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_boxes()
            self._fill()

    @property
    def whole_px(self) -> int:
        """The least width with the two boxes."""
        return self.button.minimumWidth() + sum(box.sizeHint().width() + _GAP_PX for box in (self.sizes, self.rates))

    @property
    def mode(self) -> CameraMode:
        """The size and the rate that are selected."""
        _, width, height = SIZES[self.sizes.currentIndex()]
        return CameraMode(width, height, RATES[self.rates.currentIndex()][1])

    def show_mode(self, mode: CameraMode) -> None:
        """Select a size and a rate, and tell nobody."""
        if mode != self.mode:
            blocked = [QSignalBlocker(box) for box in (self.sizes, self.rates)]
            self._select(mode)
            del blocked
            self._fill()

    def offer_recent(self, menu: QMenu) -> None:
        """Offer a menu of what was played last, too."""
        self._recent = menu
        self._fill()

    def show_choice(self, choice: Choice) -> None:
        """Show what is playing, or what should be."""
        self._choice = choice
        self._name = name_of(choice)
        self.button.setIcon(icon(choice.kind))
        self.button.setToolTip(tr("Source: {name}").format(name=self._name))
        self.button.setAccessibleName(self.button.toolTip())
        self._show_boxes()
        self._elide()
        self._fill()

    def show_cameras(self, cameras: Sequence[CameraLike]) -> None:
        """Show which cameras there are."""
        if self._cameras != tuple(cameras):
            self._cameras = tuple(cameras)
            self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Shorten the name to the room there is."""
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Shorten the name anew where text has become larger or smaller."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._name:
            self._fit()

    @property
    def _asks(self) -> bool:
        """Whether what is chosen can be asked for a size and a rate."""
        return self._choice.kind in KINDS and KINDS[self._choice.kind].asks

    def _show_boxes(self) -> None:
        for box in (self.sizes, self.rates):
            box.setVisible(self._asks and not self._narrow)

    def _fit(self) -> None:
        """Follow the size of text."""
        side = px(18)
        self.button.setIconSize(QSize(side, side))
        self._elide()

    def _elide(self) -> None:
        room = max(40, self.button.width() - 52 - px(18))
        metrics = QFontMetrics(self.button.font())
        self.button.setText(" " + metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, room))

    def _fill(self) -> None:
        self.menu.clear()
        # Later: one of them may have been chosen from just now.
        for submenu in self._submenus:
            submenu.deleteLater()
        self._submenus.clear()
        heading = self.menu.addAction(tr("Cameras"))
        heading.setEnabled(False)
        for camera in self._cameras or ():
            choice = camera_choice(camera)
            self._add(choice.name.replace("&", "&&"), choice)
        if not self._cameras:
            words = tr("Looking for cameras…") if self._cameras is None else tr("No camera found")
            self.menu.addAction("   " + words).setEnabled(False)
        self.menu.addSeparator()
        self.menu.addAction(icon("file"), tr("Open a file…"), self.file_wanted.emit)
        self.menu.addAction(icon("stream"), tr("Open a stream address…"), self.address_wanted.emit)
        if self._recent is not None:
            self.menu.addMenu(self._recent)
        self._add(name_of(DEMO), DEMO)
        if self._narrow and self._asks:
            self.menu.addSeparator()
            for box in (self.sizes, self.rates):
                self._add_box(box)

    def _add(self, text: str, choice: Choice) -> QAction:
        action = self.menu.addAction(icon(choice.kind), text, lambda: self.picked.emit(choice))
        if choice == self._choice:
            font = action.font()
            font.setBold(True)
            action.setFont(font)
        return action

    def _add_box(self, box: QComboBox) -> None:
        """Offer in the menu what the box offers."""
        submenu = self.menu.addMenu(box.accessibleName())
        self._submenus.append(submenu)
        group = QActionGroup(submenu)
        for number in range(box.count()):
            action = submenu.addAction(box.itemText(number), partial(box.setCurrentIndex, number))
            action.setCheckable(True)
            action.setChecked(number == box.currentIndex())
            group.addAction(action)

    def _select(self, mode: CameraMode) -> None:
        sizes = [row[1:] for row in SIZES]
        rates = [row[1] for row in RATES]
        wanted = (mode.width, mode.height)
        self.sizes.setCurrentIndex(sizes.index(wanted) if wanted in sizes else sizes.index((None, None)))
        self.rates.setCurrentIndex(rates.index(mode.fps) if mode.fps in rates else rates.index(AUTOMATIC.fps))

    def _mode_changed(self) -> None:
        self._fill()
        self.mode_picked.emit(self.mode)


def _combo(name: str, tip: str, texts: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    box.addItems([tr(text) for text in texts])
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
