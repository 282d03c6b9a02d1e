"""Delays of the streams: ``python -m tests.bench.streams [--seconds N] [--json FILE]``.

Real receivers on this computer, each in a thread of its own, get what an engine sends at 30 frames a second. Measured
is the time from the moment a result is there to the moment a receiver has it: the steady clock is the same for both.
"""

import argparse
import json
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

# Where the receivers of the tests are.
sys.path.append(str(Path(__file__).parents[1] / "core"))

from live_fakes import FakePipeline, happy_result
from receivers import LOOPBACK, free_port, listen, message, osc_receiver
from session_fakes import begun
from websockets.exceptions import ConnectionClosed

from fer_core.engine import Engine
from fer_core.sources import Synthetic
from fer_core.streams.base import StreamOptions
from fer_core.streams.table import STREAMS
from fer_core.types import Frame, FrameResult

FPS = 30.0
#: The first results are not measured: who listens is still being found.
WARM_UP = 15
TOKEN = "bench"


class Ticking(Synthetic):
    """A live source that delivers a frame when it is due."""

    live = True
    kind = "camera"

    def __init__(self) -> None:
        super().__init__(fps=FPS, frames=1_000_000)
        self._begun_t = time.monotonic()

    def read(self) -> Frame | None:
        """Wait, and return the next frame."""
        time.sleep(max(0.0, self._begun_t + self._index / FPS - time.monotonic()))
        return super().read()


class Stamped(FakePipeline):
    """Finds a happy face, and notes when each frame was grabbed and when its result was there."""

    def __init__(self) -> None:
        super().__init__()
        self.published: dict[int, float] = {}
        self.grabbed: dict[int, float] = {}

    def process(self, frame: Frame) -> FrameResult:
        """Find it."""
        result = happy_result(frame)
        self.grabbed[frame.index] = frame.grabbed_t
        self.published[frame.index] = time.monotonic()
        return result


Got = list[tuple[int, float]]


@contextmanager
def osc() -> Iterator[tuple[StreamOptions, Callable[[Stamped], Got]]]:
    """Yield what the stream is to be told, and what returns the frames that were got, and when."""
    with osc_receiver() as (port, got):
        yield (
            StreamOptions(host=LOOPBACK, port=port),
            lambda _: [(values[0], t) for address, values, t in got if address == "/fer-live/frame"],
        )


@contextmanager
def websocket() -> Iterator[tuple[StreamOptions, Callable[[Stamped], Got]]]:
    """Yield the same for the WebSocket."""
    port, got, over = free_port(), Got(), threading.Event()

    def receive() -> None:
        while not over.is_set():
            try:
                with listen(port, TOKEN) as connection:
                    while not over.is_set():
                        found = message(connection, timeout_s=1.0)
                        got.append((found["frame"], time.monotonic()))
            except (OSError, ConnectionClosed):
                over.wait(0.05)

    thread = threading.Thread(target=receive, daemon=True)
    thread.start()
    yield StreamOptions(host=LOOPBACK, port=port, token=TOKEN), lambda _: list(got)
    over.set()
    thread.join(3.0)


@contextmanager
def lsl() -> Iterator[tuple[StreamOptions, Callable[[Stamped], Got]]]:
    """Yield the same for Lab Streaming Layer; a sample says its time, not the number of its frame."""
    import pylsl

    name, samples, over = f"bench-{time.monotonic_ns()}", list[tuple[float, float]](), threading.Event()

    def receive() -> None:
        found = pylsl.resolve_byprop("name", name, 1, 10.0)
        inlet = pylsl.StreamInlet(found[0])
        while not over.is_set():
            sample, t = inlet.pull_sample(0.2)
            if sample is not None:
                samples.append((t, time.monotonic()))

    thread = threading.Thread(target=receive, daemon=True)
    thread.start()

    def frames(pipeline: Stamped) -> Got:
        apart_s = pylsl.local_clock() - time.monotonic()
        indices, grabbed = zip(*pipeline.grabbed.items(), strict=True)
        times = np.asarray(grabbed) + apart_s
        return [(indices[int(np.abs(times - t).argmin())], got_t) for t, got_t in samples]

    yield StreamOptions(name=name), frames
    over.set()
    thread.join(3.0)


KINDS = {"lsl": lsl, "osc": osc, "websocket": websocket}


def measure(kind: str, seconds: float) -> dict[str, float]:
    """Send for so many seconds and return delays in milliseconds."""
    pipeline = Stamped()
    with KINDS[kind]() as (options, received):
        engine = Engine(Ticking, lambda: pipeline)
        engine.start()
        engine.results.get(20.0)
        engine.attach(STREAMS[kind].make(options), begun())
        time.sleep(seconds)
        engine.stop()
        got = received(pipeline)
    delays_ms = [(t - pipeline.published[index]) * 1000 for index, t in got[WARM_UP:]]
    return {
        "results": len(delays_ms),
        "median_ms": round(float(np.median(delays_ms)), 2),
        "p95_ms": round(float(np.percentile(delays_ms, 95)), 2),
        "worst_ms": round(max(delays_ms), 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    figures = {kind: measure(kind, args.seconds) for kind in KINDS}
    print(f"From result to receiver at {FPS:.0f} frames a second, on {platform.platform()}")
    for kind, found in figures.items():
        print(f"{kind:10} {found['results']:5} results   median {found['median_ms']:6.2f} ms   "
              f"p95 {found['p95_ms']:6.2f} ms   worst {found['worst_ms']:6.2f} ms")  # fmt: skip
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
