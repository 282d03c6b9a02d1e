"""What the schedule of the detector costs in precision: ``python -m tests.bench.following FILM... [--json FILE]``.

Each film is read twice, as the window reads it: with a look in every frame, in
which every face is read, and on the schedule. By film are printed

- looks at the whole picture, as a share of the frames, and milliseconds a frame of both (median; mean);
- faces that every frame's look finds and the schedule has, too, in %, and faces that the schedule has alone;
- how far eyes and mouth are from where every frame's look finds them (median / 95th percentile), and how far they
  are from the middle between the frame before and the one after (jitter, median), as shares of the eyes' distance;
- how many ids each gives, and how much later the schedule has the first row of each face, at worst, in seconds;
- of the faces that both have: the share of which both say the same, and how far apart the probabilities of a class are
  on average.
"""

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np

from fer_core.build import DETECTORS, make_pipeline
from fer_core.following import FollowingDetector
from fer_core.sources import VideoFile
from fer_core.tracking import iou

#: Among the key points.
_EYES, _MOUTH = (0, 1), 3
_SAME_IOU = 0.3


class Counted:
    """A detector that counts how often it looks."""

    looks = 0

    def __init__(self, detector):
        self._detector = detector

    def detect(self, image, t):
        """Look, and count it."""
        Counted.looks += 1
        return self._detector.detect(image, t)

    def close(self):
        """Close the detector."""
        self._detector.close()


#: What each look of "live" goes through.
_LOOKS = DETECTORS["every"]
DETECTORS["live"] = lambda still: FollowingDetector(Counted(_LOOKS(still)))


def follow(path, detector):
    """Return a dict of faces by id for each frame, the frames' times, and milliseconds that each frame's look took."""
    film, pipeline = VideoFile(path), make_pipeline(detector=detector)
    faces, times, took_ms = [], [], []
    film.open()
    while (frame := film.read()) is not None:
        result = pipeline.process(frame)
        took_ms.append(result.timings_ms["detect"])
        faces.append({face.id: face for face in result.seen})
        times.append(frame.t)
    film.close()
    pipeline.close()
    return faces, times, np.array(took_ms)


def points(face):
    """Return the key points (6, 2)."""
    return face.track.detection.landmarks_px


def eyes_px(face):
    """Return the distance of the eyes."""
    right, left = points(face)[list(_EYES)]
    return max(float(np.linalg.norm(right - left)), 1e-6)


def matched(every, scheduled):
    """Return pairs of faces that both have, and how many one or the other has alone."""
    pairs, missed, alone = [], 0, 0
    for there, here in zip(every, scheduled, strict=True):
        left = list(here.values())
        for face in there.values():
            overlaps = [(iou(box_px(face), box_px(other)), number) for number, other in enumerate(left)]
            best, number = max(overlaps, default=(0.0, 0))
            if best < _SAME_IOU:
                missed += 1
            else:
                pairs.append((face, left.pop(number)))
        alone += len(left)
    return pairs, missed, alone


def box_px(face):
    """Return where a face is."""
    return face.track.detection.box_px


def apart(pairs):
    """Return how far eyes (N,) and mouths (N,) of pairs are from one another, in eye distances."""
    far = [np.linalg.norm(points(one) - points(other), axis=1) / eyes_px(one) for one, other in pairs]
    return [float(one[list(_EYES)].mean()) for one in far], [float(one[_MOUTH]) for one in far]


def agreement(pairs):
    """Return the share of pairs of which the same is said, and the mean difference of a class's probability."""
    said = [(one.expression, other.expression) for one, other in pairs if one.expression and other.expression]
    if not said:
        return math.nan, math.nan
    same = [one.held == other.held for one, other in said]
    differences = [np.abs(one.probabilities - other.probabilities).mean() for one, other in said]
    return float(np.mean(same)), float(np.mean(differences))


def jitter(tracks):
    """Return the median distance of the eyes from the middle between the frames before and after, in eye distances."""
    found = []
    for before, now, after in zip(tracks, tracks[1:], tracks[2:], strict=False):
        for key in before.keys() & now.keys() & after.keys():
            first, middle, last = (points(frame[key])[list(_EYES)] for frame in (before, now, after))
            found.append(np.linalg.norm(middle - (first + last) / 2, axis=1).mean() / eyes_px(now[key]))
    return float(np.median(found)) if found else math.nan


def latest(every, scheduled, times):
    """Return how much later, at worst, the schedule has a face that every frame's look has found: seconds."""
    worst, known = 0.0, set()
    for number, there in enumerate(every):
        for key in there.keys() - known:
            known.add(key)
            box = box_px(there[key])
            for later in range(number, len(scheduled)):
                # Where it is by then, if it is followed for so long.
                box = box_px(every[later][key]) if key in every[later] else box
                if any(iou(box, box_px(face)) >= _SAME_IOU for face in scheduled[later].values()):
                    worst = max(worst, times[later] - times[number])
                    break
    return worst


def compare(path):
    """Return the figures of a film."""
    every, times, every_ms = follow(path, "every")
    Counted.looks = 0
    scheduled, _, scheduled_ms = follow(path, "live")
    pairs, missed, alone = matched(every, scheduled)
    eyes, mouth = apart(pairs)
    ids = [len({key for frame in tracks for key in frame}) for tracks in (every, scheduled)]
    return {
        "film": path.name,
        "frames": len(times),
        "looks": Counted.looks / max(len(times), 1),
        "every_ms": [float(np.median(every_ms)), float(every_ms.mean())],
        "scheduled_ms": [float(np.median(scheduled_ms)), float(scheduled_ms.mean())],
        "found": len(pairs) / (len(pairs) + missed) if pairs or missed else math.nan,
        "alone": alone,
        "eyes": _quantiles(eyes),
        "mouth": _quantiles(mouth),
        "jitter": [jitter(every), jitter(scheduled)],
        "ids": ids,
        "later_s": latest(every, scheduled, times),
        "agreement": agreement(pairs),
    }


def _quantiles(values):
    return [float(np.median(values)), float(np.percentile(values, 95))] if values else [math.nan, math.nan]


def row(found):
    """Return a row of the table."""
    cells = [
        found["film"],
        str(found["frames"]),
        f"{100 * found['looks']:.0f} %",
        *(f"{found[key][0]:.2f}; {found[key][1]:.2f}" for key in ("every_ms", "scheduled_ms")),
        f"{100 * found['found']:.1f} %",
        str(found["alone"]),
        *(f"{found[key][0]:.3f} / {found[key][1]:.3f}" for key in ("eyes", "mouth")),
        f"{found['jitter'][0]:.4f} -> {found['jitter'][1]:.4f}",
        f"{found['ids'][0]} -> {found['ids'][1]}",
        f"{found['later_s']:.2f}",
        "{:.3f}; {:.3f}".format(*found["agreement"]),
    ]
    return f"| {' | '.join(cells)} |"


def main():
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", type=Path, nargs="+", metavar="FILM")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    args = parser.parse_args()
    heads = ("film", "frames", "looks", "every frame, ms", "schedule, ms", "found", "alone")
    print(f"| {' | '.join((*heads, 'eyes', 'mouth', 'jitter', 'ids', 'later, s', 'same; apart'))} |\n|{'---|' * 13}")
    found = []
    for path in args.films:
        found.append(compare(path))
        print(row(found[-1]), flush=True)
    if args.json:
        args.json.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
