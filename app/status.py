"""The status bar and the sign that something is being recorded."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStatusBar, QVBoxLayout, QWidget

from app.elided import ElidedLabel
from app.privacy_sign import PrivacySign
from app.recording import Recording
from app.theme import colour, px
from fer_core.captions import counted

#: Stands where there is nothing to measure.
_NOTHING = "–"  # noqa: RUF001


class StatusBar(QStatusBar):
    """What is analysed and what plays on the left; frames per second, latency, dropped frames, faces on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 0, 10, 0)
        self.privacy = PrivacySign()
        self.about = ElidedLabel()
        self.fps = _Figure("888.8 fps", "Pictures shown in the last second")
        self.latency = _Figure(
            "Latency 8888 ms", "From the capture of a picture to its display: the median of the last second"
        )
        self.dropped = _Figure(
            "Dropped 88888", "Pictures that came faster than they could be analysed, since the start"
        )
        self.faces = _Figure("Faces 88", "Faces in the newest picture")
        self.addWidget(self.privacy)
        self.addWidget(self.about, 1)
        for label in (self.fps, self.latency, self.dropped, self.faces):
            self.addPermanentWidget(label)
        self.show_figures(None, None, None, None)

    def show_figures(self, fps: float | None, latency_ms: float | None, dropped: int | None, faces: int | None) -> None:
        """Show the figures; None where there is nothing to measure."""
        _say(self.fps, "Frames per second", f"{fps:.1f}" if fps else _NOTHING, "{} fps")
        _say(self.latency, "Latency", _NOTHING if latency_ms is None else f"{latency_ms:.0f} ms", "Latency {}")
        _say(self.dropped, "Dropped frames", str(dropped or 0), "Dropped {}")
        _say(self.faces, "Faces", str(faces or 0), "Faces {}")


class RecordingSign(QFrame):
    """A red dot with the time and the rows of the recording, or what is still to be saved; hidden otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recording")
        self.text = ElidedLabel()
        self.figures = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 9)
        row.setSpacing(10)
        self._dot = _Dot()
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addWidget(self.text)
        lines.addWidget(self.figures)
        row.addWidget(self._dot)
        row.addLayout(lines, 1)
        self.hide()

    def show_recording(self, recording: Recording) -> None:
        """Show what is being recorded or saved; hidden where there is nothing."""
        take = recording.take
        if take is not None:
            what = ("demo" if take.of_demo else "") + (" + video" if take.has_film else "")
            self.say(recording.elapsed_s, take.rows, what=what, waiting=recording.waiting)
        elif recording.pending:
            self._dot.hide()
            self._say("Recording is about to begin", "with the first picture")
        elif recording.ending:
            self.say_saving(recording.waiting)
        self.setVisible(take is not None or recording.pending or bool(recording.ending))

    def say(self, elapsed_s: float, rows: int, *, what: str = "", waiting: int = 0) -> None:
        """Show how long and how much has been recorded, of what, and how many results wait for the disk."""
        self._dot.show()
        words = f"{waiting:,} waiting" if waiting else counted(rows, "rows")
        self._say(f"Recording {what.strip()}".rstrip(), f"{clock(elapsed_s)}   {words}")

    def say_saving(self, waiting: int) -> None:
        """Show that a recording is still being brought to the disk."""
        self._dot.hide()
        self._say("Saving the recording…", f"{waiting:,} waiting" if waiting else "")

    def _say(self, text: str, figures: str) -> None:
        self.text.say(text)
        self.figures.setText(figures)
        self.setAccessibleName(f"{self.text.full_text} {self.figures.text()}")


def clock(seconds: float) -> str:
    """Return a time as 0:07, 12:34 or 1:02:03."""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Dot(QWidget):
    """A red dot."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(10), px(10))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(colour("danger"))
        painter.drawEllipse(self.rect())


def _say(label: QLabel, name: str, value: str, shown: str) -> None:
    """Show a figure, and tell it to those who do not see it."""
    label.setText(shown.format(value))
    label.setAccessibleName(f"{name}: {'not measured' if value == _NOTHING else value}")


class _Figure(QLabel):
    """Always as wide as its widest text, so that its neighbours stand still."""

    def __init__(self, widest: str, tip: str) -> None:
        super().__init__()
        self._widest = widest
        self.setToolTip(tip)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(self._widest) + 16)
