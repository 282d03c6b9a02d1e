"""A sheet of the worst mistakes, to look at: what the figures do not tell."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.files import replace_file

#: Mistakes on a sheet.
SHOWN = 32
_COLUMNS, _SIDE, _GAP, _LINES = 8, 144, 6, 42


def worst(probabilities: NDArray[np.float32], labels: NDArray[np.int64], count: int = SHOWN) -> NDArray[np.int64]:
    """Return the rows of the worst mistakes, (M,) with M <= count, worst first.

    A mistake is the worse, the more likelier than the true class the one was held that is said.

    Parameters
    ----------
    probabilities
        (N, K).
    labels
        (N,), -1 where there is none.
    """
    rows = np.arange(len(labels))
    said = probabilities.argmax(axis=1)
    margin = probabilities[rows, said] - probabilities[rows, labels]
    wrong = np.flatnonzero((labels >= 0) & (said != labels))
    return np.asarray(wrong[np.argsort(-margin[wrong], kind="stable")][:count], np.int64)


def draw_mistakes(
    crops: NDArray[np.uint8], labels: NDArray[np.int64], probabilities: NDArray[np.float32], classes: Sequence[str],
    path: Path,
) -> int:  # fmt: skip
    """Write the worst mistakes as a PNG, each with what it is and what was said; return how many there are on it.

    It holds pictures of people: look at it, and do not pass it on.

    Parameters
    ----------
    crops
        (N, h, w) uint8 grey.
    labels, probabilities
        (N,), -1 where there is none, and (N, K).
    classes
        The K names.
    """
    rows = worst(probabilities, labels)
    height, width = _SIDE + _LINES, _SIDE + _GAP
    sheet = np.full((-(-max(len(rows), 1) // _COLUMNS) * height, _COLUMNS * width), 255, np.uint8)
    for number, row in enumerate(rows):
        top, left = number // _COLUMNS * height, number % _COLUMNS * width
        sheet[top : top + _SIDE, left : left + _SIDE] = cv2.resize(crops[row], (_SIDE, _SIDE))
        said = int(probabilities[row].argmax())
        for line, text in enumerate(
            (f"is {classes[labels[row]]}", f"said {classes[said]} {probabilities[row, said]:.2f}")
        ):
            place = (left, top + _SIDE + 15 + 17 * line)
            cv2.putText(sheet, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.45, 0, 1, cv2.LINE_AA)
    written, data = cv2.imencode(".png", sheet)
    assert written
    replace_file(path, data.tobytes())
    return len(rows)
