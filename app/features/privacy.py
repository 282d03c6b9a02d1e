"""What of people may be seen: on the screen, in snapshots and in films; and a sign that says so."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QActionGroup

from app.cards import FacePanel
from app.features.base import Feature
from app.play import Phase
from app.stream_settings import sent_words
from fer_core.commands import LookEverywhere
from fer_core.veil import VEILS, Veil, VeilKind


class Privacy(Feature):
    """Follows the actions that hide faces, and which face is selected; ids are good for one engine alone."""

    #: The face that was clicked last, or whose card the keyboard has come to last; 0 for none.
    selected = 0
    #: What the engine was told last.
    _everywhere = False

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {f"veil_{kind}": partial(self._choose, kind) for kind in VEILS}

    @property
    def veil(self) -> Veil:
        """What is hidden now."""
        unveiled = frozenset({self.selected} if self.selected else ())
        return Veil(self.shell.store.settings.veil, unveiled)

    def begin(self) -> None:
        """Hide what was remembered, before the first picture."""
        shell = self.shell
        group = QActionGroup(shell.window)
        for kind in VEILS:
            group.addAction(shell.actions[f"veil_{kind}"])
        shell.store.changed.connect(self._apply)
        shell.recording.changed.connect(self._look)
        shell.view.clicked.connect(self._select)
        for panel in shell.panels.values():
            if isinstance(panel, FacePanel):
                panel.selected.connect(self._select)
        self._apply()

    def refresh(self) -> None:
        """Say what is analysed, and how it is shown."""
        session = self.shell.session
        self.shell.status.privacy.show_state(
            self.veil,
            analysing=session.phase is Phase.RUNNING and not session.film.held,
            stream=session.playing.choice.name if session.playing and session.playing.kind == "stream" else "",
            sent=sent_words(self.shell.store.settings.streams),
        )

    def phase_changed(self, phase: Phase) -> None:
        """Select nobody in another source: its faces are numbered from 1 again."""
        if phase is Phase.STARTING:
            # Nobody has told the new one yet.
            self._everywhere = False
        if phase in (Phase.STARTING, Phase.STOPPING, Phase.STOPPED):
            self._select(0)

    def _choose(self, kind: VeilKind) -> None:
        self.shell.store.set(veil=kind)

    def _select(self, face_id: int) -> None:
        self.selected = face_id
        self._apply()

    def _apply(self) -> None:
        self.shell.actions[f"veil_{self.shell.store.settings.veil}"].setChecked(True)
        self.shell.view.set_veil(self.veil)
        self.shell.recording.veils.set(self.veil)
        self._look()
        self.refresh()

    def _look(self) -> None:
        """Have all of every picture looked at as long as faces are hidden somewhere, so that none is missed."""
        take = self.shell.recording.take
        everywhere = self.veil.needs_all or (take is not None and take.hides_faces)
        if everywhere != self._everywhere:
            self._everywhere = everywhere
            self.shell.session.send(LookEverywhere(everywhere))
