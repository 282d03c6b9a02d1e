"""How long each stage takes with 1, 4, 8 and 24 faces, and how long fer-live takes to start.

    python tests/bench/stages.py [--json FILE] [--model DIR] [--frames N] [--starts N]

It prints Markdown tables for the README: with a look in every picture, in which every face is read, and live, where
looks and readings have their turns; both in one run. Start-up is that of the real window playing the demo clip, on the
screen that is there, or off screen.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from fer_core._cv2 import cv2
from fer_core.build import make_pipeline
from fer_core.overlay import draw
from fer_core.recognition import OnnxRecogniser
from fer_core.sources import DEMO_CLIP, VideoFile
from fer_core.types import Frame

SIZE = (640, 480)
#: Columns and rows of the faces in the picture, by number of faces.
GRIDS = {1: (1, 1), 4: (2, 2), 8: (4, 2), 24: (6, 4)}
#: Detectors, in words.
WAYS = {"every": "In every picture", "live": "Live"}
STAGES = ("detect", "track", "crop", "encoder", "head", "interpret", "total", "draw", "encoder alone")
#: Where the face is in the demo clip: x, y, side.
FACE_PX = (250, 20, 340)
WARM_UP = 30
START_LIMIT_S = 60.0

CHILD = """
import json, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app import cli, video_view

start, seen = float(sys.argv[1]), {}
paint = video_view.VideoView.paintEvent

def watched(self, event):
    paint(self, event)
    seen.setdefault("window_s", time.monotonic() - start)
    labelled = self.result is not None and any(face.expression for face in self.result.faces)
    if labelled and "label_s" not in seen:
        seen["label_s"] = time.monotonic() - start
        print(json.dumps(seen), flush=True)
        QTimer.singleShot(0, QApplication.closeAllWindows)

video_view.VideoView.paintEvent = watched
sys.exit(cli.main(sys.argv[2:]))
"""


def faces_in_motion(count, frames):
    """Yield pictures (H, W, 3) uint8 RGB with the demo clip's face in a grid, each one a little later in the clip."""
    source = VideoFile(DEMO_CLIP)
    source.open()
    x, y, side = FACE_PX
    clip = []
    while len(clip) < 140:
        clip.append(source.read().image[y : y + side, x : x + side])
    source.close()
    columns, rows = GRIDS[count]
    tile = min(SIZE[0] // columns, SIZE[1] // rows)
    small = [cv2.resize(face, (tile, tile), interpolation=cv2.INTER_AREA) for face in clip]
    for number in range(frames):
        picture = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
        for place in range(count):
            top, left = (place // columns) * tile, (place % columns) * tile
            # To the end of the clip and back, so that no face jumps.
            position = (number + 7 * place) % (2 * len(small) - 2)
            picture[top : top + tile, left : left + tile] = small[min(position, 2 * len(small) - 2 - position)]
        yield picture


def time_stages(count, frames, model, detector):
    """Return {stage: (mean, median, p95)} in milliseconds, and the mean number of faces found."""
    pipeline = make_pipeline(model, detector=detector)
    times = {stage: [] for stage in STAGES}
    found = []
    for index, picture in enumerate(faces_in_motion(count, WARM_UP + frames)):
        result = pipeline.process(Frame(index, index / 30, picture, time.monotonic()))
        start = time.perf_counter()
        draw(result.frame.image, result.faces)
        drawn_ms = (time.perf_counter() - start) * 1000
        if index >= WARM_UP:
            found.append(len(result.faces))
            for stage, value in {**result.timings_ms, "draw": drawn_ms}.items():
                times[stage].append(value)
    pipeline.close()
    times["encoder alone"] = time_encoder(count, frames, model)
    summary = {
        stage: (float(np.mean(values)), float(np.median(values)), float(np.percentile(values, 95)))
        for stage, values in times.items()
    }
    return summary, float(np.mean(found))


def time_encoder(count, frames, model):
    """Return milliseconds of the encoder when nothing else runs between: its weights stay in the processor's cache."""
    recogniser = OnnxRecogniser.load(model)
    crops = np.random.default_rng(0).integers(0, 256, (count, *recogniser.spec.input_size)).astype(np.uint8)
    times = []
    for _ in range(WARM_UP + frames):
        start = time.perf_counter()
        recogniser.embed(crops)
        times.append((time.perf_counter() - start) * 1000)
    return times[WARM_UP:]


def time_start(model):
    """Start the window in a process of its own; return {"window_s": ..., "label_s": ...}."""
    arguments = ["--demo"] + ([] if model is None else ["--model", str(model)])
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, XDG_CONFIG_HOME=home, XDG_STATE_HOME=home)
        if sys.platform.startswith("linux") and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
            environment["QT_QPA_PLATFORM"] = "offscreen"
        command = [sys.executable, "-c", CHILD, str(time.monotonic()), *arguments]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=START_LIMIT_S, check=False
        )
    if not done.stdout.strip():
        raise SystemExit(f"fer-live did not show a label (exit code {done.returncode}):\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[0])


def machine():
    """Name the processor and the cores that this process may use."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        name = names[0] if names else name
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{name}, {cores} cores, {platform.system()}, Python {platform.python_version()}"


def table(report):
    """Return the report as Markdown."""
    counts = [str(count) for count in GRIDS]
    heads = [f"{count} face{'' if count == '1' else 's'}" for count in counts]
    lines = []
    for way, words in WAYS.items():
        lines += [
            f"{words}:",
            "",
            f"| stage, ms (mean; median / p95) | {' | '.join(heads)} |",
            "|---|" + "---|" * len(counts),
        ]
        for stage in STAGES:
            cells = ["{:.2f}; {:.2f} / {:.2f}".format(*report["stages"][way][count][stage]) for count in counts]
            lines.append(f"| {stage} | {' | '.join(cells)} |")
        lines.append("")
    lines.append(f"{SIZE[0]}x{SIZE[1]} pixels, {report['frames']} frames. {report['machine']}.")
    if "start" in report:
        window, label = [f"{float(np.median(values)):.1f} s" for values in zip(*report["start"], strict=True)]
        lines.append(f"Start to window {window}, to the first label {label} (median of {len(report['start'])}).")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    parser.add_argument("--model", type=Path, metavar="DIR", help="another exported model")
    parser.add_argument("--frames", type=int, default=300, help="frames to time (default: %(default)s)")
    parser.add_argument("--starts", type=int, default=3, help="how often to start the window (default: %(default)s)")
    args = parser.parse_args()
    report = {"machine": machine(), "frames": args.frames, "stages": {way: {} for way in WAYS}}
    for count in GRIDS:
        for way, words in WAYS.items():
            report["stages"][way][str(count)], found = time_stages(count, args.frames, args.model, way)
            if found < 0.98 * count:
                print(f"{words}: only {found:.2f} of {count} faces were found.", file=sys.stderr)
    if args.starts:
        starts = [time_start(args.model) for _ in range(args.starts)]
        report["start"] = [(start["window_s"], start["label_s"]) for start in starts]
    print(table(report))
    if args.json:
        args.json.write_text(json.dumps(report, indent=2), "utf-8")


if __name__ == "__main__":
    main()
