"""Line icons in the colours of the theme."""

from functools import lru_cache

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QLabel

from app.resources import asset
from app.theme import colour, px

#: The ink of the files, and the size that they are drawn at: they are shown smaller, also on fine screens.
_INK, _DRAWN_PX = "#d5dae3", 96


def icon(name: str, role: str = "icon") -> QIcon:
    """Return a shipped line icon, such as ``"camera"``, in the colour of a role; of a button that is on, in white."""
    made = QIcon()
    for state, ink in ((QIcon.State.Off, role), (QIcon.State.On, "bright")):
        made.addPixmap(QPixmap.fromImage(_drawn(name, colour(ink).name())), QIcon.Mode.Normal, state)
    return made


@lru_cache(maxsize=256)
def _drawn(name: str, ink: str) -> QImage:
    """Return a line icon in a colour: files that ship do not change."""
    text = asset(f"icons/{name}.svg").read_text(encoding="utf-8")
    text = text.replace('width="24" height="24"', f'width="{_DRAWN_PX}" height="{_DRAWN_PX}"', 1)
    return QImage.fromData(text.replace(_INK, ink).encode())


class IconLabel(QLabel):
    """An icon that stands by itself, as large as suits the text.

    Parameters
    ----------
    name
        Of a shipped icon.
    side_px
        How large it is at the usual size of text.
    """

    def __init__(self, name: str, side_px: int) -> None:
        super().__init__()
        self._name, self._side_px = name, side_px
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw it anew in another theme, and in another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._draw()

    def _draw(self) -> None:
        side = px(self._side_px)
        self.setPixmap(icon(self._name).pixmap(QSize(side, side)))
