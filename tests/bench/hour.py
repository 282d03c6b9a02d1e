"""A session of an hour, quickly: ``python -m tests.bench.hour [--minutes N] [--part-size MB] [--json FILE]``.

The demo clip plays in a loop as it does before a camera's place, against a chosen clock that jumps from picture to
picture; a pipeline without networks reads it, and the real sinks write table and film. Then the session is opened, and
the time of each row and of each picture of the film is compared with what the clip's container says. The memory of the
process is looked at meanwhile.
"""

import argparse
import gc
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.session.description import SourceFacts, start_session
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import open_session
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.table import SinkOptions
from fer_core.sources import DEMO_CLIP, Paced, VideoFile, paced
from fer_core.sources.transport import Transport
from fer_core.types import Frame
from tests.bench.live import resident_mib
from tests.bench.scripted import happy_pipeline

#: Of the pictures of the film: their content is no matter here.
SIZE_PX = (160, 90)
_SAMPLES = 60


class ChosenTime(Transport):
    """A transport whose time passes as soon as somebody waits for it."""

    def __init__(self) -> None:
        super().__init__(loop=True)
        self.now = time.monotonic()

    def monotonic(self) -> float:
        """Return the chosen time, in seconds."""
        return self.now

    def wait(self, until_t: float | None, changes: int) -> bool:
        """Let the time come."""
        assert changes == self.changes
        self.now = max(self.now, until_t or 0.0)
        return True


def truth(count: int) -> NDArray[np.float64]:
    """Return when each picture of the looped clip is due, as its container says, in seconds from the first one."""
    with av.open(str(DEMO_CLIP)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate is not None
        period_s = 1.0 / float(stream.average_rate)
        stamps = [packet.pts * packet.time_base for packet in container.demux(stream) if packet.pts is not None]
    times = sorted(float(stamp) for stamp in stamps)
    clip = np.array(times) - times[0]
    loops = np.arange(count) // len(clip)
    result: NDArray[np.float64] = loops * (clip[-1] + period_s) + clip[np.arange(count) % len(clip)]
    return result


def record(parent: Path, seconds: float, part_bytes: int | None) -> tuple[Path, int, list[float], list[int]]:
    """Return the folder of the session, how many pictures it has, and meanwhile: MiB of memory, rows that wait."""
    clock = ChosenTime()
    paced.monotonic = clock.monotonic
    source = Paced(VideoFile(DEMO_CLIP), clock)
    info, pipeline = source.open(), happy_pipeline()
    folder = new_session_folder(parent, "hour")
    session = start_session(folder.name, SourceFacts("demo", info.name, *SIZE_PX, info.fps), pipeline.description)
    written, sinks = begin_session(folder, session, ["csv", "film"], SinkOptions(overlay=False, part_bytes=part_bytes))
    attached = [AttachedSink(sink, session, live=False, on_end=written.ended) for sink in sinks]
    memory: list[float] = []
    waiting: list[int] = []
    count = 0
    while (frame := source.read()) is not None and frame.t < seconds:
        result = pipeline.process(_small(frame))
        for sink in attached:
            sink.put(result)
        if frame.t >= len(memory) * seconds / _SAMPLES:
            # One picture of each pass of the clip waits for Python to look for cycles: that is no growth.
            gc.collect()
            memory.append(resident_mib())
            waiting.append(attached[0].waiting)
        count += 1
    for sink in attached:
        sink.finish()
    outcomes = [sink.wait() for sink in attached]
    source.close()
    for outcome in outcomes:
        if outcome is None or not outcome.complete:
            sys.exit(f"not saved: {outcome}")
    return folder, count, memory, waiting


def _small(frame: Frame) -> Frame:
    return replace(frame, image=np.asarray(cv2.resize(frame.image, SIZE_PX, interpolation=cv2.INTER_AREA), np.uint8))


def film_times(folder: Path, names: list[str]) -> NDArray[np.float64]:
    """Return where each picture of the films stands, in seconds."""
    times: list[float] = []
    for name in names:
        with av.open(str(folder / name)) as container:
            packets = container.demux(container.streams.video[0])
            times += [float(packet.pts * packet.time_base) for packet in packets if packet.pts is not None]
    return np.array(times)


def measure(seconds: float, part_bytes: int | None) -> dict[str, Any]:
    """Record, open and compare."""
    with tempfile.TemporaryDirectory(prefix="fer-hour-") as place:
        start_t = time.perf_counter()
        folder, count, memory, waiting = record(Path(place), seconds, part_bytes)
        recorded_s = time.perf_counter() - start_t
        start_t = time.perf_counter()
        session = open_session(folder)
        opened_s = time.perf_counter() - start_t
        assert session.description is not None
        due_s = truth(count)
        films = [file.name for file in session.description.parts("film")]
        of_film_s = film_times(folder, films)
        sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    half = len(memory) // 2
    return {
        "status": session.status,
        "pictures": count,
        "rows": session.row_count,
        "film_frames": len(of_film_s),
        "parts": [len(session.description.parts(sink)) for sink in ("csv", "film")],
        "last_row_t_s": float(session.rows["t_s"][-1]),
        "frame_ms": 1000.0 * float(np.diff(due_s[:100]).mean()),
        "row_error_max_ms": 1000.0 * float(np.abs(session.rows["t_s"] - due_s[session.rows["frame"]]).max()),
        "film_error_max_ms": 1000.0 * float(np.abs(of_film_s - due_s).max()) if len(of_film_s) == count else None,
        "memory_mib": [round(value, 1) for value in memory],
        "rows_waiting_at_most": max(waiting),
        "memory_growth_second_half_mib": memory[-1] - memory[half],
        "recorded_in_s": recorded_s,
        "opened_in_s": opened_s,
        "bytes": sizes,
    }


def main() -> None:
    """Run the measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--part-size", type=float, metavar="MB", help="go on in further files")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    found = measure(args.minutes * 60.0, int(args.part_size * 1e6) if args.part_size else None)
    for name, value in found.items():
        print(f"{name}: {value}")
    if args.json is not None:
        args.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
