"""Line icons in the colours of the theme."""

from PySide6.QtGui import QIcon, QImage, QPixmap

from app.resources import asset
from app.theme import colour

#: The ink of the files, and the size that they are drawn at: they are shown smaller, also on fine screens.
_INK, _DRAWN_PX = "#d5dae3", 96


def icon(name: str, role: str = "icon") -> QIcon:
    """Return a shipped line icon, such as ``"camera"``, in the colour of a role; of a button that is on, in white."""
    made = QIcon()
    text = asset(f"icons/{name}.svg").read_text(encoding="utf-8")
    text = text.replace('width="24" height="24"', f'width="{_DRAWN_PX}" height="{_DRAWN_PX}"', 1)
    for state, ink in ((QIcon.State.Off, role), (QIcon.State.On, "bright")):
        drawn = QImage.fromData(text.replace(_INK, colour(ink).name()).encode())
        made.addPixmap(QPixmap.fromImage(drawn), QIcon.Mode.Normal, state)
    return made
