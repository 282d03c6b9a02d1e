"""How long the window's own thread paints: ``python -m tests.bench.paint [--pictures N]``.

A picture with five faces is shown again and again in a view of 1240 x 700 pixels, as it comes from a camera of 4K and
of 720p. Measured is the time that each paint takes in the thread of the window, which must also answer the mouse.
"""

import argparse
import os
import time

import numpy as np
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from app.video_view import VideoView
from fer_core.spec import CLASSES
from fer_core.types import Detection, Expression, Face, Frame, FrameResult, Track

VIEW_PX = (1240, 700)
PICTURES_PX = {"3840 x 2160": (3840, 2160), "1280 x 720": (1280, 720)}


class TimedView(VideoView):
    """Notes how long each paint of a picture takes."""

    def __init__(self) -> None:
        super().__init__(lambda _now, _result: None)
        self.paints_ms: list[float] = []

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint, and note the time."""
        start = time.perf_counter()
        super().paintEvent(event)
        if self.result is not None:
            self.paints_ms.append((time.perf_counter() - start) * 1000.0)


def result(number: int, size_px: tuple[int, int]) -> FrameResult:
    """Return a noisy picture with five faces."""
    width, height = size_px
    image = np.random.default_rng(number).integers(0, 256, (height, width, 3), np.uint8)
    probabilities = np.full(len(CLASSES), 1 / len(CLASSES), np.float32)
    nothing = np.zeros(len(CLASSES), np.float32)
    said = Expression("m.o", CLASSES, nothing, nothing, probabilities, probabilities, CLASSES[3], False, (), True)
    side = height / 4
    faces = []
    for i in range(5):
        x, y = (0.03 + 0.19 * i) * width, height * (0.2 + 0.1 * (i % 2))
        found = Detection((x, y, x + side, y + side), 0.9, np.zeros((6, 2), np.float32))
        faces.append(Face(Track(i + 1, found, 0.0, 0.0, confirmed=True), (), {}, said))
    return FrameResult(Frame(number, 0.0, image, time.monotonic()), tuple(faces))


def measure(app: QApplication, size_px: tuple[int, int], pictures: int) -> list[float]:
    """Show pictures at 30 a second and return the milliseconds of each paint."""
    view = TimedView()
    view.resize(*VIEW_PX)
    view.show()
    results = [result(number, size_px) for number in range(4)]
    for number in range(pictures):
        view.show_result(results[number % len(results)])
        end = time.monotonic() + 1 / 30
        while time.monotonic() < end:
            app.processEvents()
            time.sleep(0.001)
    view.stop()
    view.close()
    return view.paints_ms[5:]


def main() -> int:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=90, help="that are shown of each size")
    pictures = parser.parse_args().pictures
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    for name, size_px in PICTURES_PX.items():
        paints_ms = measure(app, size_px, pictures)
        median, most = np.median(paints_ms), np.percentile(paints_ms, 95)
        print(f"{name:12}  {len(paints_ms):4} paints   median {median:6.2f} ms   95 % {most:6.2f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
