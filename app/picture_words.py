"""Words that stand in place of a picture."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QIcon, QPainter

from app.theme import colour, px

_SIDE_PX = 56


def draw_words(painter: QPainter, rect: QRect, icon: QIcon, title: str, text: str) -> None:
    """Draw an icon, a title and a sentence in the middle of a view.

    Parameters
    ----------
    painter
        Of the view, with its font.
    rect
        The whole view.
    icon, title, text
        What is drawn.
    """
    middle = rect.center()
    icon.paint(painter, middle.x() - _SIDE_PX // 2, middle.y() - 88, _SIDE_PX, _SIDE_PX)
    centred = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    wide = rect.adjusted(32, middle.y() - 18, -32, 0)
    font = QFont(painter.font())
    for words, size_px, bold, role in ((title, 16, True, "on_picture"), (text, 13, False, "on_picture_muted")):
        font.setPixelSize(px(size_px))
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(colour(role))
        painter.drawText(wide, centred, words)
        wide = wide.adjusted(0, px(30), 0, 0)
