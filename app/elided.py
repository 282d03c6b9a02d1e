"""Text that fits the room there is, instead of being cut off: shortened, or with long names that can be wrapped."""

import re
import unicodedata

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """Takes what room it gets; the whole text is in its tool tip when it is shortened.

    It paints its text by itself: another text moves nothing, and the window need not be laid out anew for a number.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = self._shown = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def full_text(self) -> str:
        """What was said, however much of it is seen."""
        return self._full

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
            if self.sizePolicy().horizontalPolicy() is not QSizePolicy.Policy.Ignored:
                self.updateGeometry()
            self._shorten()

    def text(self) -> str:
        """Return what is seen of it."""
        return self._shown

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As high as a line, and as narrow as it has to be."""
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the whole text, for a layout that asks."""
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Shorten the text anew."""
        super().resizeEvent(event)
        self._shorten()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Shorten it anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._shorten()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint what is seen of it."""
        painter = QPainter(self)
        flags = int(self.alignment()) | int(Qt.TextFlag.TextSingleLine)
        self.style().drawItemText(
            painter, self.contentsRect(), flags, self.palette(), self.isEnabled(), self._shown, self.foregroundRole()
        )

    def _fitting(self, width: int) -> str:
        """Return what is seen of the text in so many pixels."""
        return self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, width)

    def _shorten(self) -> None:
        shown = self._fitting(self.width())
        if shown != self._shown:
            self._shown = shown
            self.update()
        self.setToolTip(self._full if shown != self._full else "")


#: Letters of a word beyond which it may be wrapped between its parts, within them, and its middle is left out.
_NAME, _LONG, _TOO_LONG = 16, 24, 96
_MAY_BREAK = "\N{ZERO WIDTH SPACE}"


def wrappable(text: str) -> str:
    """Return a text in which a label can wrap long words, such as names of files; of very long ones, both ends."""
    return " ".join(_wrappable_word(word) if len(word) > _NAME else word for word in text.split(" "))


def shortened(text: str) -> bool:
    """Whether :func:`wrappable` leaves something out."""
    return any(len(word) > _TOO_LONG for word in text.split(" "))


def _wrappable_word(word: str) -> str:
    if len(word) > _TOO_LONG:
        half = _TOO_LONG // 2
        word = f"{word[:half]}…{word[-half:]}"
    # Between its parts, where it has any.
    parts = re.findall(r"[^-_./\\]*[-_./\\]+|[^-_./\\]+", word)
    return _MAY_BREAK.join(_wrappable_anywhere(part) if len(part) > _LONG else part for part in parts)


def _wrappable_anywhere(part: str) -> str:
    return "".join(letter if unicodedata.combining(letter) else _MAY_BREAK + letter for letter in part)
