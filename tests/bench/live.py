"""Times of a live source: ``python -m tests.bench.live [--seconds N] [--model DIR] [--json FILE]``.

A loopback server plays the demo clip as MJPEG at 30 fps, the engine reads it as a camera. Measured are, with the real
pipeline, the time from the grab of a picture to its published result, and, with the pipeline slowed to 100 ms, how old
a picture is when its processing starts and whether memory grows.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_core.build import make_pipeline
from fer_core.commands import Command
from fer_core.engine import Engine, EngineState
from fer_core.errors import FerError
from fer_core.estimators.base import PipelineDescription
from fer_core.pipeline import Pipeline
from fer_core.sources import DEMO_CLIP, Stream, VideoFile
from fer_core.types import Frame, FrameResult
from tests.mjpeg_server import MjpegServer, read_stamp

FPS = 30.0
#: Pictures that are served in turn: two seconds and a half of the clip.
PICTURES = 75
#: What a start-up takes is not measured.
WARM_UP_S = 3.0


class Probe:
    """A pipeline that takes its time, and notes the age of each frame when its turn comes."""

    def __init__(self, pipeline: Pipeline, slow_s: float) -> None:
        self._pipeline = pipeline
        self._slow_s = slow_s
        self.ages_ms: list[float] = []

    def process(self, frame: Frame) -> FrameResult:
        """Analyse a frame, in ``slow_s`` seconds at least."""
        start = time.monotonic()
        self.ages_ms.append((start - frame.grabbed_t) * 1000)
        result = self._pipeline.process(frame)
        time.sleep(max(0.0, start + self._slow_s - time.monotonic()))
        return result

    @property
    def description(self) -> PipelineDescription:
        """What is written down of the pipeline."""
        return self._pipeline.description

    def send(self, command: Command) -> None:
        """Tell the pipeline something."""
        self._pipeline.send(command)

    def close(self) -> None:
        """Close the pipeline."""
        self._pipeline.close()


def measure(
    make: Callable[[], Pipeline], pictures: list[NDArray[np.uint8]], slow_s: float, seconds: float
) -> dict[str, float]:
    """Run a live session and return its figures."""
    probes: list[Probe] = []
    latencies_ms: list[float] = []
    from_server_ms: list[float] = []
    faces: list[int] = []

    def probed() -> Probe:
        probes.append(Probe(make(), slow_s))
        return probes[0]

    def receive(result: FrameResult) -> None:
        latencies_ms.append(result.latency_ms)
        faces.append(len(result.seen))
        sent_t = server.sent_t.get(read_stamp(result.frame.image))
        if sent_t is not None:
            from_server_ms.append((result.published_t - sent_t) * 1000)

    with MjpegServer(pictures, FPS) as server:
        engine = Engine(lambda: Stream(server.url()), probed, on_result=receive)
        engine.start()
        while engine.state is EngineState.STARTING:
            time.sleep(0.01)
        if engine.state is EngineState.FAILED:
            raise next(event.error for event in engine.poll_events() if event.error is not None)
        time.sleep(WARM_UP_S)
        skip, skip_ages, captured = len(latencies_ms), len(probes[0].ages_ms), engine.counters
        before = resident_mib()
        time.sleep(seconds)
        after, counters = resident_mib(), engine.counters
        engine.stop()
    ages_ms, latencies_ms = probes[0].ages_ms[skip_ages:], latencies_ms[skip:]
    return {
        "frames": len(latencies_ms),
        "fps_captured": (counters.captured - captured.captured) / seconds,
        "fps_analysed": (counters.analysed - captured.analysed) / seconds,
        "faces_median": float(np.median(faces[skip:])),
        **_quantiles("capture_to_publish_ms", latencies_ms),
        **_quantiles("server_to_publish_ms", from_server_ms[skip:]),
        **_quantiles("age_at_start_ms", ages_ms),
        "memory_before_mib": before,
        "memory_growth_mib": after - before,
    }


def _quantiles(name: str, values: list[float]) -> dict[str, float]:
    return {
        f"{name}_median": float(np.median(values)),
        f"{name}_p95": float(np.percentile(values, 95)),
        f"{name}_max": float(np.max(values)),
    }


def resident_mib() -> float:
    """Memory of this process that is in use; 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * 4096 / 2**20 if statm.exists() else 0.0


def _pictures() -> list[NDArray[np.uint8]]:
    source = VideoFile(DEMO_CLIP)
    source.open()
    frames = [source.read() for _ in range(PICTURES)]
    source.close()
    return [frame.image for frame in frames if frame is not None]


def main() -> int:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each of the two measurements")
    parser.add_argument("--model", type=Path, help="folder of an exported model; the shipped one if left out")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    args = parser.parse_args()
    pictures = _pictures()
    try:
        figures = {
            name: measure(lambda: make_pipeline(args.model), pictures, slow_s, args.seconds)
            for name, slow_s in (("real pipeline", 0.0), ("slowed to 100 ms", 0.1))
        }
    except FerError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{platform.platform()}, {platform.machine()}, Python {platform.python_version()}")
    for name, values in figures.items():
        print(f"\n{name}")
        for key, value in values.items():
            print(f"  {key:32} {value:9.1f}")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
