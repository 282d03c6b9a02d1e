"""How often each flag of a face's quality is raised on clean pictures and on the same ones, spoilt on purpose.

    python tests/bench/quality.py PICTURE_OR_FILM... [--talking FILM...]

Of films every 25th picture is taken; with --talking, how long each film's faces are said to talk is printed, too. The
numbers in the comments of ``fer_core/quality.py`` were found this way.
"""

import argparse
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from fer_core._cv2 import cv2
from fer_core.build import DETECTORS
from fer_core.quality import QUALITY_FLAGS, QualityWatch, quality
from fer_core.sources import open_path
from fer_core.tracking import Tracker
from fer_core.types import Detection

EVERY = 25
#: Eyes nearer to each other show nothing that could be spoilt further.
LEAST_EYES_PX = 17.6


def frames(path):
    source = open_path(path)
    source.open()
    while (frame := source.read()) is not None:
        yield frame
    source.close()


def masked(image, found, colour):
    """Cover all from the middle of the nose to the chin, and from ear to ear."""
    eyes, mouth = found.landmarks_px[:2].mean(axis=0), found.landmarks_px[3]
    down, side = mouth - eyes, (found.landmarks_px[5] - found.landmarks_px[4]) / 2
    top = eyes + 0.45 * down
    ends = (-0.95, -0.2), (0.0, 0.0), (0.95, -0.2), (0.85, 0.55), (0.3, 1.3), (-0.3, 1.3), (-0.85, 0.55)
    corners = np.array([top + a * side + b * down for a, b in ends])
    return cv2.fillPoly(image.copy(), [corners.round().astype(np.int32)], colour)


def spoilt(image, found, eyes_px):
    """Yield (what was done, picture, factor by which it was resized)."""
    light = image.astype(np.float32)
    noise = np.random.default_rng(0).normal(0, 2, image.shape)
    yield "clean", image, 1.0
    for gain in (0.35, 0.2, 1.8, 3.0):
        yield f"light x {gain}", np.clip(light * gain + noise, 0, 255).astype(np.uint8), 1.0
    for part in (0.04, 0.06, 0.09):
        yield f"out of focus, {part} eye distances", cv2.GaussianBlur(image, (0, 0), part * eyes_px), 1.0
    for part in (0.25, 0.4):
        along = np.full((1, max(round(part * eyes_px), 1)), 1.0, np.float32)
        yield f"moved by {part} eye distances", cv2.filter2D(image, -1, along / along.sum()), 1.0
    factor = 9.0 / eyes_px
    yield "small", cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), factor
    for name, colour in (("black", (25, 25, 28)), ("white", (225, 228, 230)), ("blue", (120, 165, 200))):
        yield f"{name} mask", masked(image, found, colour), 1.0


def talks(path):
    """Return the share of the time in which the faces of a film are said to talk, once that can be known."""
    detector, tracker, watches = DETECTORS["full"](False), Tracker(), defaultdict(QualityWatch)
    said = []
    for frame in frames(path):
        for track in tracker.update(detector.detect(frame.image, frame.t), frame.t):
            flags = watches[track.key].look(frame.t, frame.image, track.detection)
            said += ["talking" in flags] if watches[track.key].score is not None else []
    detector.close()
    return float(np.mean(said)) if said else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--talking", nargs="+", type=Path, default=[])
    arguments = parser.parse_args()
    detector, raised, seen = DETECTORS["full"](True), defaultdict(Counter), Counter()
    for path in arguments.files:
        for number, frame in enumerate(frames(path)):
            for found in detector.detect(frame.image, 0.0) if number % EVERY == 0 else ():
                eyes_px = float(np.hypot(*(found.landmarks_px[1] - found.landmarks_px[0])))
                if eyes_px < LEAST_EYES_PX:
                    continue
                for kind, picture, factor in spoilt(frame.image, found, eyes_px):
                    box = tuple(edge * factor for edge in found.box_px)
                    here = Detection(box, found.score, found.landmarks_px * np.float32(factor))
                    raised[kind].update(quality(picture, here))
                    seen[kind] += 1
    detector.close()
    shown = QUALITY_FLAGS[:-1]
    print("| picture | faces | " + " | ".join(shown) + " |\n|---|" + "---|" * (len(shown) + 1))
    for kind, count in seen.items():
        cells = (f"{100 * raised[kind][flag] / count:.1f} %" for flag in shown)
        print(f"| {kind} | {count} | " + " | ".join(cells) + " |")
    for path in arguments.talking:
        share = talks(path)
        print(f"{path.name}: " + ("not known" if share is None else f"talks {100 * share:.0f} % of the time"))


if __name__ == "__main__":
    main()
