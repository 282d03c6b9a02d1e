"""How fast a long session opens in the viewer and is painted: ``python -m tests.bench.viewer [--rows N] [--faces N]``.

Writes a recording (an hour of four faces by default), opens it in a window that nobody sees, and prints when the window
was there, when the session was shown and when its summary was; how long a paint of the time line takes at several
zooms, scrolled and standing still; what a scroll of the table costs; how long each kind of change takes until it is
shown; and the longest time for which the window answered to nothing. "Computed" is what the thread or the process has
had of the processor: on a computer that does something else besides, it is the figure to compare.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app import theme
from app.viewer.asking import real_asking
from app.viewer.window import ViewerWindow
from fer_core.session.edits import Exclude
from tests.bench.reader import write

_PAINTS = 60


class Loop:
    """The event loop, turned by hand: it knows for how long it stood still."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.longest_s = self.computed_s = 0.0

    def until(self, condition: Callable[[], object]) -> float:
        """Turn until something is true; return the seconds."""
        begin = time.perf_counter()
        while not condition():
            turn, computed = time.perf_counter(), time.thread_time()
            self._app.processEvents()
            self.longest_s = max(self.longest_s, time.perf_counter() - turn)
            self.computed_s = max(self.computed_s, time.thread_time() - computed)
            time.sleep(0.002)
        return time.perf_counter() - begin

    def stood_still(self) -> str:
        """Return for how long it stood still at most, and begin anew."""
        longest_ms, computed_ms = self.longest_s * 1000, self.computed_s * 1000
        self.longest_s = self.computed_s = 0.0
        return f"longest stand-still             {longest_ms:5.0f} ms, computed {computed_ms:4.0f} ms"


def paints(widget: QWidget, before: Callable[[int], object]) -> str:
    """Return median and largest milliseconds that a paint computes, with something done before each."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    taken = []
    for number in range(_PAINTS):
        before(number)
        begin = time.thread_time()
        widget.render(image)
        taken.append((time.thread_time() - begin) * 1000)
    return f"median {np.median(taken):5.1f} ms, largest {max(taken):5.1f} ms"


def main() -> None:
    """Write, open, paint, change."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=432_000)
    parser.add_argument("--faces", type=int, default=4)
    args = parser.parse_args()
    app = QApplication([])
    theme.apply(app)
    loop = Loop(app)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "long"
        folder.mkdir()
        write(folder, args.rows, args.faces)
        begin, computed = time.perf_counter(), time.process_time()

        def since() -> str:
            return f"{time.perf_counter() - begin:5.2f} s, computed {time.process_time() - computed:5.2f} s"

        window = ViewerWindow(real_asking())
        window.show()
        window.open(folder)
        app.processEvents()
        print(f"window is there                 {since()}")
        loop.stood_still()
        loop.until(lambda: window.desk is not None)
        app.processEvents()
        print(f"session is shown                {since()}")
        desk = window.desk
        assert desk is not None
        loop.until(lambda: desk.shares.cards)
        print(f"summary is shown                {since()}")
        print(loop.stood_still())
        measure(loop, window)
        loop.until(lambda: not desk.document.busy)
        window.close()


def measure(loop: Loop, window: ViewerWindow) -> None:
    """Print what painting and changing costs."""
    desk = window.desk
    assert desk is not None
    line, end_s = desk.line, desk.document.facts.basis.end_s
    for span_s in (end_s, 600.0, 30.0, 2.0):

        def scroll(number: int, span_s: float = span_s) -> None:
            line.look(number * span_s / 200, span_s)

        def play(number: int, span_s: float = span_s) -> None:
            line.show_position(line.window_s[0] + number * span_s / 200)

        line.look(0.0, span_s)
        print(f"time line, {span_s:5.0f} s, scrolled      {paints(line, scroll)}")
        print(f"time line, {span_s:5.0f} s, playing       {paints(line, play)}")
    desk.tabs.setCurrentWidget(desk.table)
    loop.until(lambda: len(desk.table.rows._asked) == len(desk.table.rows._cells) > 0)
    bar = desk.table.verticalScrollBar()
    print(f"table, scrolled                 {paints(desk.table, lambda n: bar.setValue(n * bar.maximum() // _PAINTS))}")
    print(loop.stood_still())
    document = desk.document
    for words, do in (
        ("named", lambda: document.change(lambda edits: edits.with_name(1, "Ada"), "")),
        ("span excluded", lambda: document.change(lambda edits: edits.with_change(Exclude(60.0, 90.0)), "")),
        ("face split", lambda: (desk.playback.seek(end_s / 2), desk.editing.split())),
        ("taken back", document.undo),
    ):
        before = document.facts
        do()
        took_s = loop.until(lambda before=before: document.facts is not before)
        print(f"{words:<31} {took_s * 1000:5.0f} ms until it is shown")
    loop.until(lambda: not document.busy)
    print(loop.stood_still())


if __name__ == "__main__":
    main()
