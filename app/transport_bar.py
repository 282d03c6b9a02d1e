"""The row under a film: hold it, step, go to another place, its speed."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from app.actions import set_tip
from app.film_control import FilmControl
from app.icons import icon
from app.play import Phase
from app.session import Session
from app.status import clock
from app.tool_button import tool_button
from app.words import number, tr
from fer_core.sources import SourceInfo
from fer_core.sources.transport import SPEEDS, Transport

#: Steps of the slider over the whole film; what an arrow key moves, in seconds.
_STEPS, _ARROW_S = 10_000, 1.0
#: The slider is at least so wide where something else can be left out.
_SLIDER_PX = 80


class TransportBar(QFrame):
    """Buttons of the menus' actions, a slider over the film, and how fast it plays.

    Parameters
    ----------
    actions
        By name: "hold", "previous", "next" and "loop".
    film
        Follows the slider and the speed.
    """

    def __init__(self, actions: Mapping[str, QAction], film: FilmControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._actions = actions
        self._film: tuple[Transport, SourceInfo | None] | None = None
        self._duration_s = 0.0
        self.slider = _Slider()
        self.slider.setRange(0, _STEPS)
        self.slider.setAccessibleName(tr("Position in the film"))
        self.slider.moved.connect(lambda share: film.seek(share * self._duration_s))
        self.time = QLabel()
        self.time.setProperty("tone", "muted")
        self.speeds = QComboBox()
        self.speeds.setAccessibleName(tr("Speed of the film"))
        self.speeds.setToolTip(tr("How fast the film plays"))
        for speed in SPEEDS:
            digits = len(f"{speed:g}".partition(".")[2])
            self.speeds.addItem(f"{number(speed, digits)} x", speed)
        self.speeds.setCurrentIndex(SPEEDS.index(1.0))
        self.speeds.activated.connect(lambda row: film.set_speed(SPEEDS[row]))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(4)
        buttons = [tool_button(actions[name], with_text=False) for name in ("previous", "hold", "next", "loop")]
        for button in buttons[:3]:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(4)
        row.addWidget(self.slider, 1)
        row.addSpacing(4)
        row.addWidget(self.time)
        row.addSpacing(4)
        row.addWidget(self.speeds)
        row.addWidget(buttons[3], 0, Qt.AlignmentFlag.AlignVCenter)
        self._buttons = buttons
        self.show_position(0.0)

    def refresh(self, session: Session) -> bool:
        """Bring everything but the position in step with a session; whether a film plays."""
        transport, info = session.film.transport, session.info
        playing = transport is not None and session.phase is not Phase.STOPPED
        for name in session.film.handlers:
            self._actions[name].setEnabled(playing)
        self._actions["loop"].setChecked(transport is not None and transport.loop)
        stands = session.film.held or session.phase is not Phase.RUNNING
        hold = self._actions["hold"]
        hold.setText(tr("Play the film") if stands else tr("Pause the film"))
        set_tip(hold, tr("Play the film (space bar)") if stands else tr("Pause the film (space bar)"))
        hold.setIcon(icon("start" if stands else "pause"))
        # Until it is known how long the next film is, the slider stays as it is, perhaps under somebody's pointer.
        if transport is not None and info is not None and (transport, info) != self._film:
            self._film = (transport, info)
            self.show_film(transport, info.duration_s)
        return playing

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave out the time where there is no room for it; the slider shows it, too."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Do so, too, where text has become larger."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Leave out time, speed, and what the menu has, too, in this order, before the slider becomes short."""
        row = self._row
        edges = row.contentsMargins()
        gaps = row.spacing() * (row.count() - 1) + 3 * row.spacing()
        previous, hold, following, loop = self._buttons
        taken = edges.left() + edges.right() + gaps + hold.sizeHint().width()
        room = self.width() - taken - _SLIDER_PX
        for part in (following, previous, loop, self.speeds, self.time):
            room -= part.sizeHint().width()
            part.setVisible(room >= 0)

    def show_film(self, transport: Transport, duration_s: float | None) -> None:
        """Follow another film; None where nobody knows how long it is."""
        self._duration_s = duration_s or 0.0
        self.slider.setEnabled(bool(duration_s))
        arrow = max(1, round(_ARROW_S / self._duration_s * _STEPS)) if self._duration_s else 1
        self.slider.setSingleStep(arrow)
        self.slider.setPageStep(5 * arrow)
        self.speeds.setCurrentIndex(SPEEDS.index(transport.speed))
        self.show_position(0.0)

    def show_position(self, position_s: float) -> None:
        """Show where the film is, unless somebody holds the slider."""
        whole = clock(self._duration_s) if self._duration_s else ""
        text = f"{clock(position_s)} / {whole}" if whole else clock(position_s)
        if self.time.text() != text:
            self.time.setText(text)
        if self._duration_s and not self.slider.held:
            self.slider.show_share(position_s / self._duration_s)
        self.slider.setAccessibleDescription(text)


class _Slider(QSlider):
    """A slider that goes to where it is clicked, and tells only what the user did."""

    #: The share of the way.
    moved = Signal(float)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.held = False
        self.actionTriggered.connect(lambda _action: self._tell(self.sliderPosition()))

    def show_share(self, share: float) -> None:
        """Show a share of the way, and tell nobody."""
        self.setValue(round(min(max(share, 0.0), 1.0) * _STEPS))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Let go where it can no longer be held."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.held = False

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go to where it is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.held = True
            self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go along."""
        if self.held:
            self._go(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self.held = False

    def _go(self, event: QMouseEvent) -> None:
        # Half a handle at either end is out of reach.
        edge = 8
        share = (event.position().x() - edge) / max(self.width() - 2 * edge, 1)
        position = round(min(max(share, 0.0), 1.0) * _STEPS)
        self.setValue(position)
        self._tell(position)

    def _tell(self, position: int) -> None:
        self.moved.emit(position / _STEPS)
