"""Is a frame slower than in another checkout? Both are measured in turn, so that a noisy machine is noisy for both.

    python tests/bench/against.py OTHER [--rounds N] [--frames N]

OTHER is the root of another checkout, for instance of ``git worktree add ../before COMMIT``. It prints the median
milliseconds of a frame by number of faces, of the recogniser's work alone (without the detector), and their ratio.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parents[2]
COUNTS = (1, 8)

CHILD = """
import json, sys, time
from statistics import median
import numpy as np
sys.path.insert(0, sys.argv[1])
from fer_core._cv2 import cv2
from fer_core.build import make_pipeline
from fer_core.sources import VideoFile
from fer_core.types import Frame

count, frames = int(sys.argv[2]), int(sys.argv[3])
source = VideoFile(sys.argv[1] + "/assets/WolfgangLanger_Pexels.mp4")
source.open()
clip = [source.read().image[20:360, 250:590] for _ in range(140)]
source.close()
columns, rows = {1: (1, 1), 8: (4, 2)}[count]
tile = min(640 // columns, 480 // rows)
small = [cv2.resize(face, (tile, tile), interpolation=cv2.INTER_AREA) for face in clip]
pipeline = make_pipeline()
whole, rest = [], []
for number in range(30 + frames):
    picture = np.full((480, 640, 3), 90, np.uint8)
    for place in range(count):
        top, left = (place // columns) * tile, (place % columns) * tile
        position = (number + 7 * place) % (2 * len(small) - 2)
        picture[top : top + tile, left : left + tile] = small[min(position, 2 * len(small) - 2 - position)]
    frame = Frame(number, number / 30, picture, time.monotonic())
    start = time.perf_counter()
    result = pipeline.process(frame)
    if number >= 30:
        whole.append((time.perf_counter() - start) * 1000)
        rest.append(whole[-1] - result.timings_ms["detect"])
print(json.dumps([median(whole), median(rest)]))
"""


def one_run(root, count, frames):
    """Return the median milliseconds of a frame, whole and without the detector, in a process of its own."""
    environment = dict(os.environ, PYTHONPATH=str(root))
    command = [sys.executable, "-c", CHILD, str(root), str(count), str(frames)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=root)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, metavar="OTHER")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=200)
    args = parser.parse_args()
    print("| faces | | other, ms | this, ms | this / other |\n|---|---|---|---|---|")
    for count in COUNTS:
        runs = {"other": [], "this": []}
        for _ in range(args.rounds):
            runs["other"].append(one_run(args.other.resolve(), count, args.frames))
            runs["this"].append(one_run(HERE, count, args.frames))
        for part, name in enumerate(("whole frame", "without the detector")):
            other, this = (median(run[part] for run in runs[which]) for which in ("other", "this"))
            print(f"| {count} | {name} | {other:.2f} | {this:.2f} | {this / other:.3f} |")


if __name__ == "__main__":
    main()
