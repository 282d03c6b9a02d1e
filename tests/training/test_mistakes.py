"""The sheet of the worst mistakes."""

import cv2
import numpy as np
import pytest
from drawn import pictures
from written import write_npz

from training.cli import main
from training.report.mistakes import SHOWN, draw_mistakes, worst

CLASSES = ("a", "b", "c")
SAID = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6], [0.5, 0.4, 0.1], [0.0, 0.0, 1.0]], np.float32)


def test_the_worst_come_first_and_what_is_right_or_not_known_never():
    labels = np.array([1, 1, 0, 1, -1])
    # Row 0 is off by 0.8, row 2 by 0.5, row 3 by 0.1; row 1 is right, of row 4 nobody knows.
    assert worst(SAID, labels).tolist() == [0, 2, 3]
    assert worst(SAID, labels, 2).tolist() == [0, 2]


@pytest.mark.parametrize("count", [0, 3, 40])
def test_a_sheet_shows_so_many(tmp_path, count):
    labels = np.zeros(50, np.int64)
    said = np.tile(np.array([[0.8, 0.1, 0.1]], np.float32), (50, 1))
    said[:count] = [0.1, 0.8, 0.1]
    shown = draw_mistakes(pictures([0] * 50), labels, said, CLASSES, tmp_path / "a.png")
    assert shown == min(count, SHOWN)
    sheet = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_GRAYSCALE)
    assert sheet.shape[1] == 8 * 150
    tiles = [sheet[r : r + 144, c : c + 144] for r in range(0, sheet.shape[0], 186) for c in range(0, 1200, 150)]
    assert sum(tile.min() < 200 for tile in tiles) == shown


def test_evaluate_writes_it_where_it_is_asked_for(tmp_path, tiny_model):
    data = write_npz(tmp_path / "a.npz")
    arguments = ("evaluate", "--model", str(tiny_model), "--data", str(data), "--out", str(tmp_path / "out"))
    assert main(arguments) == 0
    assert not list(tmp_path.rglob("worst.png"))
    assert main((*arguments, "--mistakes", str(tmp_path / "worst.png"))) == 0
    assert (tmp_path / "worst.png").is_file()
