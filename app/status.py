"""The status bar and the sign that something is being recorded."""

import math

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStatusBar, QVBoxLayout, QWidget

from app.elided import ElidedLabel
from app.privacy_sign import PrivacySign
from app.recording import Recording
from app.stream_lamps import StreamLamps
from app.theme import colour, px
from app.words import mark, number, tr, trn

#: Stands where there is nothing to measure.
_NOTHING = "–"  # noqa: RUF001
#: Pixels of what is played, before a figure is shown beside it, and between two parts.
_ABOUT_PX, _GAP_PX = 140, 8
# What is recorded, by whether it is the demo clip and whether there is a film.
_RECORDING = {
    (False, False): mark("Recording"),
    (True, False): mark("Recording demo"),
    (False, True): mark("Recording + video"),
    (True, True): mark("Recording demo + video"),
}


class StatusBar(QStatusBar):
    """What is analysed and what plays on the left; frames per second, latency, dropped frames, faces on the right.

    Where there is no room for all of it, figures go first, the last one before the others, and then what plays.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 0, 10, 0)
        self.privacy = PrivacySign()
        self.about = ElidedLabel()
        self.fps = _Figure(
            tr("Frames per second"), tr("{value} fps"), number(888.8, 1), tr("Pictures shown in the last second")
        )
        self.latency = _Figure(
            tr("Latency"),
            tr("Latency {value}"),
            f"{number(8888)} ms",
            tr("From the capture of a picture to its display: the median of the last second"),
        )
        self.dropped = _Figure(
            tr("Dropped frames"),
            tr("Dropped {value}"),
            number(88888),
            tr("Pictures that came faster than they could be analysed, since the start"),
        )
        self.faces = _Figure(tr("Faces"), tr("Faces {value}"), number(88), tr("Faces in the newest picture"))
        self.lamps = StreamLamps()
        self.addWidget(self.privacy)
        self.addWidget(self.lamps)
        self.addWidget(self.about, 1)
        for label in (self.fps, self.latency, self.dropped, self.faces):
            self.addPermanentWidget(label)
        self.show_figures(None, None, None, None)

    def show_figures(self, fps: float | None, latency_ms: float | None, dropped: int | None, faces: int | None) -> None:
        """Show the figures; None where there is nothing to measure."""
        self.fps.say(number(fps, 1) if fps else "")
        self.latency.say("" if latency_ms is None else f"{number(latency_ms)} ms")
        self.dropped.say(number(dropped or 0))
        self.faces.say(number(faces or 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Do so, too, where words have become longer or text larger."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        room = self.contentsRect().width() - 2 * _GAP_PX
        wanted = min(self.privacy.wanted_px, room)
        self.privacy.setMinimumWidth(wanted)
        room -= wanted + _GAP_PX
        # What is sent is said before any figure.
        if self.lamps.wanted_px:
            room -= self.lamps.wanted_px + _GAP_PX
        about = max(min(px(_ABOUT_PX), room), 0)
        self.about.setMinimumWidth(about)
        room -= about
        for figure in (self.fps, self.latency, self.dropped, self.faces):
            room -= figure.minimumWidth() + _GAP_PX
            figure.setVisible(room >= 0)


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
            rows, waiting = take.rows, recording.waiting
            self.say(
                recording.elapsed_s,
                rows,
                of_demo=take.of_demo,
                with_film=take.has_film,
                waiting=waiting,
                left_s=take.left_s,
            )
        elif recording.countdown.running:
            self._dot.hide()
            seconds = recording.countdown.plan.seconds
            lasts = tr("until you finish it") if seconds is None else tr("for {time}").format(time=clock(seconds))
            self._say(tr("Recording begins in {seconds} s").format(seconds=recording.countdown.left_s), lasts)
        elif recording.pending:
            self._dot.hide()
            self._say(tr("Recording is about to begin"), tr("with the first picture"))
        elif recording.ending:
            self.say_saving(recording.waiting)
        self.setVisible(take is not None or recording.awaited or bool(recording.ending))

    def say(
        self,
        elapsed_s: float,
        rows: int,
        *,
        of_demo: bool = False,
        with_film: bool = False,
        waiting: int = 0,
        left_s: float | None = None,
    ) -> None:
        """Show how long and how much has been recorded, of what, how many results wait, and what time is left."""
        self._dot.show()
        words = _waiting(waiting) if waiting else trn("%Ln rows", "", rows)
        if left_s is not None:
            left = tr("{time} left").format(time=clock(math.ceil(left_s)))
            words = f"{words}   {left}"
        self._say(tr(_RECORDING[of_demo, with_film]), f"{clock(elapsed_s)}   {words}")

    def say_saving(self, waiting: int) -> None:
        """Show that a recording is still being brought to the disk."""
        self._dot.hide()
        self._say(tr("Saving the recording…"), _waiting(waiting) if waiting else "")

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


def _waiting(results: int) -> str:
    return trn("%Ln waiting", "", results)


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


class _Figure(QLabel):
    """Always as wide as its widest text, so that its neighbours stand still.

    Parameters
    ----------
    name
        For those who do not see it.
    shown
        What is shown, "{value}" in it.
    widest
        The widest value.
    tip
        What it means.
    """

    def __init__(self, name: str, shown: str, widest: str, tip: str) -> None:
        super().__init__()
        self._name, self._shown = name, shown
        self._widest = shown.format(value=widest)
        self.setToolTip(tip)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fit()

    def say(self, value: str) -> None:
        """Show a value, empty where there is nothing to measure."""
        self.setText(self._shown.format(value=value or _NOTHING))
        value = value or tr("not measured")
        self.setAccessibleName(f"{self._name}: {value}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(self._widest) + 16)
