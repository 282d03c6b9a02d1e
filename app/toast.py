"""Short messages that come up over the window, say one sentence, and go by themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.elided import shortened, wrappable
from app.icons import IconLabel, icon
from app.theme import px
from app.words import tr

_MARGIN_PX = 18
_GAP_PX = 10
_MOST = 2
_STAYS_MS = {"info": 5_000, "done": 7_000, "error": 15_000}


@dataclass(frozen=True, slots=True)
class _Spot:
    """A corner of the widget, and how wide notices are there."""

    left: bool
    bottom: bool
    width_px: int


#: The first one is taken where all are as good.
_SPOTS = tuple(
    _Spot(left, bottom, width_px) for width_px in (400, 280) for bottom in (True, False) for left in (True, False)
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be said once.

    Attributes
    ----------
    text
        One sentence, or two.
    kind
        Its weight: failures stay longest.
    action
        Text of a button, empty for none.
    run
        What the button does.
    details
        What more there is to tell, behind a button; empty for nothing.
    other
        Text of a second button, and what it does; None for none.
    stays
        It is a question: it stays until somebody answers or dismisses it.
    """

    text: str
    kind: Literal["info", "done", "error"] = "info"
    action: str = ""
    run: Callable[[], None] | None = None
    details: str = ""
    other: tuple[str, Callable[[], object]] | None = None
    stays: bool = False


class Toast(QFrame):
    """One notice; it stays while the mouse is on it."""

    def __init__(
        self,
        notice: Notice,
        closed: Callable[["Toast"], None],
        show_details: Callable[[Notice], object] | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._show_details = show_details
        self.setObjectName("toast")
        self.notice = notice
        self._closed = closed
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS_MS[notice.kind])
        self._timer.timeout.connect(self.dismiss)
        self.setAccessibleName(notice.text)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(8)
        self._arrange()
        self._start()

    def dismiss(self) -> None:
        """Take the notice away."""
        self._timer.stop()
        self._closed(self)

    def fit(self, width_px: int) -> int:
        """Return the height at a width; buttons stand one under the other where they would be cut."""
        self._buttons.setDirection(QBoxLayout.Direction.LeftToRight)
        if self.minimumSizeHint().width() > width_px:
            self._buttons.setDirection(QBoxLayout.Direction.TopToBottom)
        return self.heightForWidth(width_px) if self.hasHeightForWidth() else self.sizeHint().height()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Stay while somebody reads."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Go a while after somebody has read."""
        self._start()
        super().leaveEvent(event)

    def _start(self) -> None:
        if not self.notice.stays:
            self._timer.start()

    def _arrange(self) -> None:
        text = QLabel(wrappable(self.notice.text))
        text.setToolTip(self.notice.text if shortened(self.notice.text) else "")
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        close = QPushButton()
        close.setFlat(True)
        close.setIcon(icon("close"))
        close.setIconSize(QSize(px(14), px(14)))
        close.setFixedSize(px(26), px(26))
        close.setAccessibleName(tr("Dismiss"))
        close.setToolTip(tr("Dismiss"))
        close.clicked.connect(self.dismiss)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(text)
        left = Qt.AlignmentFlag.AlignLeft
        if self.notice.action and self.notice.run is not None:
            self._buttons.addWidget(self._button(self.notice.action, self.notice.run), 0, left)
        if self.notice.other is not None:
            self._buttons.addWidget(self._button(*self.notice.other), 0, left)
        if self.notice.details and self._show_details is not None:
            self._buttons.addWidget(self._button(tr("Details"), partial(self._show_details, self.notice)), 0, left)
        if self._buttons.count():
            self._buttons.addStretch(1)
            column.addLayout(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 10, 12)
        row.setSpacing(11)
        row.addWidget(IconLabel(self.notice.kind, 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def _button(self, words: str, run: Callable[[], object]) -> QPushButton:
        """Return a button that does something once the notice has gone."""

        def clicked() -> None:
            self.dismiss()
            run()

        button = QPushButton(words)
        button.clicked.connect(clicked)
        return button


class Toasts(QObject):
    """Stacks notices in a corner of a widget, the one where they hide least; the newest one is outermost.

    Parameters
    ----------
    over
        What they stand over.
    keep_free
        Tells what they should not hide, in its coordinates.
    show_details
        Shows what more there is to a notice.
    """

    def __init__(
        self,
        over: QWidget,
        keep_free: Callable[[], Sequence[QRect]] = tuple,
        show_details: Callable[[Notice], object] | None = None,
    ) -> None:
        super().__init__(over)
        self._show_details = show_details
        self._over = over
        self._keep_free = keep_free
        self._spot = _SPOTS[0]
        self._toasts: list[Toast] = []
        over.installEventFilter(self)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is being said, oldest first."""
        return tuple(toast.notice for toast in self._toasts)

    @property
    def toasts(self) -> tuple[Toast, ...]:
        """The widgets, oldest first."""
        return tuple(self._toasts)

    def show(self, notice: Notice) -> None:
        """Say something; what is being said already is not said twice."""
        for toast in self._toasts:
            if toast.notice.text == notice.text:
                return
        toast = Toast(notice, self._remove, self._show_details, self._over)
        toast.installEventFilter(self)
        self._toasts.append(toast)
        while len(self._toasts) > _MOST:
            # A question is answered rather than pushed out, unless there are only questions.
            next((other for other in self._toasts if not other.notice.stays), self._toasts[0]).dismiss()
        toast.show()
        self._place()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._over, notice.text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the size of the widget, and that of text."""
        expected = QEvent.Type.Resize if watched is self._over else QEvent.Type.LayoutRequest
        if event.type() == expected:
            self._place()
        return False

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        if not self._toasts:
            self._spot = _SPOTS[0]
            return
        taken = self._keep_free()

        def hidden(spot: _Spot) -> tuple[float, bool]:
            parts = (_part(other, place) for place in self._stack(spot) for other in taken)
            # What is there stays, if it hides no more than elsewhere.
            return sum(parts), spot != self._spot

        self._spot = min(_SPOTS, key=hidden)
        for toast, place in zip(reversed(self._toasts), self._stack(self._spot), strict=True):
            toast.setGeometry(place)
            toast.raise_()

    def _stack(self, spot: _Spot) -> list[QRect]:
        """Return the places of all toasts at a spot, from the newest to the oldest."""
        width = min(px(spot.width_px), self._over.width() - 2 * _MARGIN_PX)
        x = _MARGIN_PX if spot.left else self._over.width() - _MARGIN_PX - width
        y = self._over.height() - _MARGIN_PX if spot.bottom else _MARGIN_PX
        places = []
        for toast in reversed(self._toasts):
            height = toast.fit(width)
            places.append(QRect(x, y - height if spot.bottom else y, width, height))
            y += -height - _GAP_PX if spot.bottom else height + _GAP_PX
        return places


def _part(place: QRect, over: QRect) -> float:
    """Return which part of a place is hidden."""
    both = place.intersected(over)
    return both.width() * both.height() / max(1, place.width() * place.height())
