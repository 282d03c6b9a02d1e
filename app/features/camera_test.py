"""Test my camera: a minute in which it is seen how well each expression of one person is read."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.faults import sentence_of
from app.features.base import Feature, Shell
from app.play import Phase
from app.toast import Notice
from app.walk_panel import WalkPanel
from app.words import tr
from fer_core.preprocess import Framed, align
from fer_core.types import Face, FrameResult
from fer_core.walk import Pace, Walk
from fer_core.walk_files import Found, save_walk

#: Between two crops that may be kept: neighbours are all but the same.
_CROP_EVERY_S = 0.1


class CameraTest(Feature):
    """Leads through the walk, over the picture. Crops stay in memory until it is closed, unless they are saved."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.pace = Pace()
        self.panel: WalkPanel | None = None
        self.walk: Walk | None = None
        self._output = ""
        self._crops: list[tuple[str, NDArray[np.uint8]]] = []
        self._crop_t = 0.0

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"test_camera": self._begin}

    def refresh(self) -> None:
        """Offer it while pictures come."""
        session = self.shell.session
        still = session.playing is not None and session.playing.source_kind.still
        self.shell.actions["test_camera"].setEnabled(session.can_record and not still)

    def show_result(self, result: FrameResult, now_s: float) -> None:
        """Take a picture, by its own clock."""
        del now_s
        walk = self.walk
        if walk is None or self.panel is None or walk.step == "done":
            return
        label = walk.label
        face = walk.take(result)
        if face is not None:
            self._keep(label, face, result)
        self.panel.show_walk(walk)

    def phase_changed(self, phase: Phase) -> None:
        """End with the pictures; what was found stays."""
        unfinished = self.walk is not None and self.walk.step != "done"
        if unfinished and phase in (Phase.STARTING, Phase.STOPPED, Phase.ENDED):
            self._close()
            words = tr("The test has ended, as the pictures did. Begin it again in the menu “{menu}”.")
            self.shell.notify(Notice(words.format(menu=tr("Capture"))))

    def _begin(self) -> None:
        pipeline = self.shell.session.pipeline
        if pipeline is None:
            return
        try:
            self.walk = Walk(pipeline.labels, self.pace)
        except ValueError:
            words = tr("This model knows fewer than two of the expressions that could be asked for.")
            self.shell.notify(Notice(words))
            return
        self._output, self._crop_t = pipeline.spoken, float("-inf")
        self._crops.clear()
        if self.panel is None:
            self.panel = WalkPanel(self.shell.page.stage)
            self.panel.go_on.connect(self._go_on)
            self.panel.again.connect(self._begin)
            self.panel.save.connect(self._save)
            self.panel.closed.connect(self._close)
        self.panel.show_walk(self.walk)

    def _go_on(self) -> None:
        if self.walk is not None and self.panel is not None:
            self.walk.go_on()
            self.panel.show_walk(self.walk)

    def _close(self) -> None:
        self.walk = None
        self._crops.clear()
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
            self.shell.window.setFocus()

    def _keep(self, label: str, face: Face, result: FrameResult) -> None:
        t = result.frame.t
        if t - self._crop_t < _CROP_EVERY_S:
            return
        crop = align(result.frame.image, face.track.detection.landmarks_px, Framed())
        if crop is not None:
            self._crop_t = t
            self._crops.append((label, crop))

    def _save(self, with_crops: bool) -> None:
        shell, walk, panel = self.shell, self.walk, self.panel
        if walk is None or panel is None:
            return
        path = shell.dialogs.save_test(shell.window, (shell.recording.folder or Path.home()) / "camera test.json")
        if path is None:
            return
        crops = tuple(self._crops) if with_crops else ()
        found = Found(walk.confusion, self._output, panel.results.matrix.png(), crops)
        shell.session.jobs.submit(
            "save-test",
            lambda: save_walk(path, found),
            lambda written: shell.notify(_saved(written)),
            lambda error: shell.notify(Notice(sentence_of(error), "error")),
        )


def _saved(written: Sequence[Path]) -> Notice:
    return Notice(tr("Saved: {files}.").format(files=", ".join(file.name for file in written)), "done")
