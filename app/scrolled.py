"""What scrolls up and down where there is no room for it, and is never cut off at the side."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.theme import px

#: Pixels of the height, at least: a line of text.
_LEAST_PX = 24


class Scrolled(QScrollArea):
    """As wide as what is in it has to be, and as high as there is room for.

    Parameters
    ----------
    inside
        What scrolls.
    name
        For those who do not see it.
    """

    def __init__(self, inside: QWidget, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self._inside = inside
        self.setWidget(inside)

    def height_at(self, width: int) -> int:
        """Return the height at which nothing scrolls, in a width."""
        return max(self._inside.heightForWidth(width), self._inside.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As wide as what is in it, with the bar."""
        wide = self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(wide, px(_LEAST_PX))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Tell those around it when what is in it has got another size."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def column_area(rows: QWidget) -> QScrollArea:
    """Return a column of rows that scrolls up and down where it must; the keyboard goes to the rows."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(rows)
    return area
