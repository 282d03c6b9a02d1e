"""How quiet the tags are: ``python -m tests.bench.tags [--pictures N]``.

Five faces sway, cross and breathe in a view of 900 x 600 pixels' window, as found by a detector that trembles, with
labels that change. Counted are tags that jump (move against their box by more than a few pixels), pictures in which a
tag hides a part of another face's box, and those in which it hides another tag.
"""

import argparse
from collections.abc import Callable, Sequence

import numpy as np

from fer_core.tag_layout import Rect, Tag, TagLayout

VIEW = Rect(0.0, 0.0, 560.0, 315.0)
JUMP_PX = 12.0
#: Pixels of the tag's height and, with a bold font of 12 pixels, of the widths of usual texts.
HEIGHT_PX, WIDTHS_PX = 21.0, (104.0, 92.0, 148.0, 116.0)

Place = Callable[[Sequence[Tag]], Sequence[Rect]]


def scene(pictures: int, seed: int = 3) -> list[list[Tag]]:
    """Return the tags of each picture: five faces in two rows, close to each other, some near the edge."""
    random = np.random.default_rng(seed)
    homes = np.array([(170, 80), (280, 60), (400, 85), (220, 200), (360, 215)], float)
    speeds, phases = random.uniform(0.02, 0.05, (5, 2)), random.uniform(0, 6.3, (5, 2))
    texts = random.integers(0, len(WIDTHS_PX), 5)
    made = []
    for number in range(pictures):
        centres = homes + np.sin(number * speeds + phases) * (34, 22) + random.normal(0, 0.6, (5, 2))
        sides = 66 + 6 * np.sin(number * 0.03 + phases[:, 0]) + random.normal(0, 0.5, 5)
        change = random.random(5) < 0.03
        texts = np.where(change, random.integers(0, len(WIDTHS_PX), 5), texts)
        made.append(
            [
                Tag(i + 1, WIDTHS_PX[texts[i]], HEIGHT_PX, Rect(x - s / 2, y - s / 2, x + s / 2, y + s / 2))
                for i, ((x, y), s) in enumerate(zip(centres, sides, strict=True))
            ]
        )
    return made


def count(pictures: Sequence[Sequence[Tag]], place: Place) -> dict[str, int]:
    """Place the tags of a scene and return jumps, hidden faces and hidden tags."""
    jumps = faces = others = 0
    before: dict[int, tuple[float, float]] = {}
    for tags in pictures:
        places = place(tags)
        for i, (tag, at) in enumerate(zip(tags, places, strict=True)):
            # Of the middle, so that a longer text is no jump.
            offset = ((at.x0 + at.x1 - tag.box.x0 - tag.box.x1) / 2, at.y0 - tag.box.y0)
            was = before.get(tag.face_id, offset)
            jumps += max(abs(offset[0] - was[0]), abs(offset[1] - was[1])) > JUMP_PX
            before[tag.face_id] = offset
            faces += sum(at.shared_area(other.box) > 0 for j, other in enumerate(tags) if j != i)
            others += sum(at.shared_area(other) > 0 for other in places[:i])
    return {"jumps": int(jumps), "over other faces": int(faces), "over other tags": int(others)}


def without_memory(tags: Sequence[Tag]) -> list[Rect]:
    """Place tags over, under or in their box, where they hide the other tags least: what the window once did."""
    taken: list[Rect] = []
    for tag in tags:
        left = tag.box.x0 - 1 if tag.width <= tag.box.width else (tag.box.x0 + tag.box.x1 - tag.width) / 2
        left = max(VIEW.x0 + 2, min(left, VIEW.x1 - tag.width - 2))
        box = tag.box
        tops = (box.y0 - tag.height - 4, box.y1 + 4, box.y0 + 4, box.y1 - tag.height - 4)
        costs = []
        for top in tops:
            at = Rect(left, top, left + tag.width, top + tag.height)
            outside = max(0.0, VIEW.y0 + 2 - top) + max(0.0, at.y1 + 2 - VIEW.y1)
            costs.append(outside * tag.width + sum(at.shared_area(other) for other in taken))
        top = max(VIEW.y0 + 2, min(tops[int(np.argmin(costs))], VIEW.y1 - tag.height - 2))
        taken.append(Rect(left, top, left + tag.width, top + tag.height))
    return taken


def main() -> int:
    """Count, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=900, help="of the scene")
    pictures = scene(parser.parse_args().pictures)
    layout = TagLayout()
    for name, place in (("without memory", without_memory), ("TagLayout", lambda tags: layout.place(tags, VIEW))):
        print(name)
        for what, number in count(pictures, place).items():
            print(f"  {what:20} {number:6}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
