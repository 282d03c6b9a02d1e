"""What the window costs: ``python -m tests.bench.window [--seconds N] [--film FILE] [--speed X] [--size WxH]
[--every-picture]``.

The real window plays the demo clip, or a film in a loop, on a screen that nobody sees. Measured are the pictures shown
a second, the processor time of the GUI thread, of each thread and of everything, in percent of one core, the longest
time for which the GUI thread did nothing else, and the memory in use, by minute. ``QT_QPA_PLATFORM`` is respected.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app import theme
from app.backend import real_backend
from app.choice import DEMO, Choice, file_choice
from app.dialogs import real_dialogs
from app.faults import Faults
from app.settings import Settings
from app.window import MainWindow

#: What a start-up takes is not measured.
WARM_UP_S = 5.0
BEAT_MS = 10


class Heartbeat:
    """Notes how long the GUI thread lets its timer wait."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._last_s = time.monotonic()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now_s = time.monotonic()
        self.longest_ms = max(self.longest_ms, (now_s - self._last_s) * 1000 - BEAT_MS)
        self._last_s = now_s


def cpu_s(task: str = "") -> float:
    """Return the processor time of a thread of this process, or of all, in seconds."""
    path = Path(f"/proc/self/task/{task}/stat" if task else "/proc/self/stat")
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def by_thread() -> dict[str, float]:
    """Return the processor time of each thread, or of all of one name, in seconds."""
    names = {str(thread.native_id): thread.name for thread in threading.enumerate()}
    found: dict[str, float] = {}
    for task in Path("/proc/self/task").iterdir():
        try:
            name = names.get(task.name) or (task / "comm").read_text().strip()
            found[name] = found.get(name, 0.0) + cpu_s(task.name)
        except OSError:
            # It has ended meanwhile.
            continue
    return found


def memory_mb() -> float:
    """Return the memory that this process has in use, in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait(seconds: float) -> None:
    """Let the window work."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def measure(window: MainWindow, seconds: float) -> dict[str, object]:
    """Return what a window costs that is playing."""
    shown = window.panels["timeline"].history  # type: ignore[attr-defined]
    gui = str(threading.get_native_id())
    beat, rates, memory = Heartbeat(), [], [memory_mb()]
    start_s, all_s, gui_s, threads_s = time.monotonic(), cpu_s(), cpu_s(gui), by_thread()
    while (left_s := seconds - (time.monotonic() - start_s)) > 0:
        wait(min(left_s, 60.0))
        memory.append(memory_mb())
        rates.append(window.status.fps.text())
    took_s = time.monotonic() - start_s
    return {
        "seconds": round(took_s, 1),
        "shown": rates[-1],
        "gui_percent": round(100 * (cpu_s(gui) - gui_s) / took_s, 1),
        "all_percent": round(100 * (cpu_s() - all_s) / took_s, 1),
        "threads_percent": {
            name: round(100 * (used_s - threads_s.get(name, 0.0)) / took_s, 1)
            for name, used_s in sorted(by_thread().items(), key=lambda item: -item[1])
            if used_s - threads_s.get(name, 0.0) > 0.001 * took_s
        },
        "longest_gap_ms": round(beat.longest_ms, 1),
        "memory_mb": [round(value) for value in memory],
        "faces_in_history": len(shown.traces),
    }


def main() -> int:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--film", type=Path, help="instead of the demo clip")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--every-picture", action="store_true", help="look and read in every picture")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.apply(app)
    choice: Choice = file_choice(args.film) if args.film else DEMO
    with tempfile.TemporaryDirectory() as folder:
        faults = Faults(Path(folder) / "log")
        settings = Settings(agreed=True, every_picture=args.every_picture)
        window = MainWindow(real_backend(), settings, lambda _settings: None, real_dialogs(), faults)
        window.resize(*(int(part) for part in args.size.split("x")))
        window.show()
        window.begin(choice)
        wait(WARM_UP_S)
        window.session.film.set_speed(args.speed)
        if args.film:
            window.actions_by_name["loop"].trigger()
        found = {
            "machine": platform.processor() or platform.machine(),
            "plays": choice.name,
            "every_picture": args.every_picture,
            **measure(window, args.seconds),
        }
        window.close()
        window.session.wait_closed(5.0)
    text = json.dumps(found, indent=2)
    print(text)
    if args.json:
        args.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
