"""Small faces in large pictures, with detectors that see what a test draws."""

import numpy as np
import pytest

from fer_core.tiles import TiledDetector
from fer_core.types import Detection

SIZE = (1920, 1080)


def picture(size=SIZE, places=()):
    """Return a picture with a white square of (x, y, side) for each face."""
    image = np.zeros((size[1], size[0], 3), np.uint8)
    for x, y, side in places:
        image[y : y + side, x : x + side] = 255
    return image


class Squares:
    """Finds white squares; those that are smaller than a share of the picture escape it."""

    def __init__(self, least_share=0.0, score=0.9):
        self.least_share, self.score = least_share, score
        self.shapes = []
        self.closed = 0

    def detect(self, image, t):
        from fer_core._cv2 import cv2

        self.shapes.append(image.shape[:2])
        count, _, stats, _ = cv2.connectedComponentsWithStats(image[..., 0])
        found = []
        for x, y, w, h, _ in stats[1:count]:
            if max(w, h) < self.least_share * max(image.shape[:2]):
                continue
            # A face that is cut by an edge reaches over it.
            left, top = (x - 5 if x == 0 else x), (y - 5 if y == 0 else y)
            right = x + w + (5 if x + w == image.shape[1] else 0)
            bottom = y + h + (5 if y + h == image.shape[0] else 0)
            points = np.full((6, 2), (x + w / 2, y + h / 2), np.float32)
            found.append(Detection((left, top, right, bottom), self.score, points))
        return tuple(found)

    def close(self):
        self.closed += 1


class Tiled:
    """A tiled detector whose detectors are squares; ``parts`` are those that were made for parts."""

    def __init__(self, *, still=True, least_share=0.05):
        self.whole, self.parts = Squares(least_share), []
        self.detector = TiledDetector(self.whole, self._make, still=still)

    def _make(self):
        self.parts.append(Squares(score=0.7))
        return self.parts[-1]

    def boxes(self, image, t=0.0):
        return sorted(tuple(map(int, face.box_px)) for face in self.detector.detect(image, t))

    @property
    def looks(self):
        return sum(len(part.shapes) for part in self.parts)


def test_faces_that_are_too_small_for_the_whole_are_found_in_parts_at_their_places():
    places = [(100, 100, 40), (960, 540, 40), (1800, 1000, 40), (1000, 30, 40)]
    assert Tiled().boxes(picture(places=places)) == sorted((x, y, x + s, y + s) for x, y, s in places)


def test_landmarks_move_with_their_face():
    (face,) = Tiled().detector.detect(picture(places=[(1700, 900, 40)]), 0.0)
    assert face.landmarks_px.tolist() == [[1720, 920]] * 6
    assert face.landmarks_px.dtype == np.float32


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160), (1300, 1200), (5000, 300)])
def test_the_parts_cover_the_picture_and_overlap(size):
    # Wherever a small face stands, it is found, and once.
    rng = np.random.default_rng(0)
    for _ in range(8):
        x, y = int(rng.integers(1, size[0] - 31)), int(rng.integers(1, size[1] - 31))
        assert Tiled().boxes(picture(size, [(x, y, 30)])) == [(x, y, x + 30, y + 30)]


def test_a_face_at_the_edge_of_the_picture_stays():
    assert Tiled().boxes(picture(places=[(0, 0, 40), (1880, 1040, 40)])) == [(-5, -5, 40, 40), (1880, 1040, 1925, 1085)]


def test_a_face_that_is_cut_by_a_part_s_inner_edge_is_seen_whole_elsewhere():
    # Four parts a row: every place is in the way of some edge.
    for x in range(300, 1500, 80):
        assert Tiled().boxes(picture(places=[(x, 500, 36)])) == [(x, 500, x + 36, 536)]


def test_a_face_that_both_see_is_the_whole_picture_s():
    tiled = Tiled(least_share=0.01)
    (face,) = tiled.detector.detect(picture(places=[(500, 500, 60)]), 0.0)
    assert face.score == 0.9


def test_the_most_certain_face_comes_first():
    faces = Tiled().detector.detect(picture(places=[(100, 100, 40), (900, 300, 200)]), 0.0)
    assert [face.score for face in faces] == [0.9, 0.7]


def test_a_small_picture_is_not_cut_up():
    tiled = Tiled()
    assert tiled.boxes(picture((1199, 800), [(100, 100, 20)])) == []
    assert tiled.parts == []


def test_each_still_picture_is_looked_at_in_parts():
    tiled = Tiled()
    for _ in range(3):
        assert tiled.boxes(picture(places=[(100, 100, 40)]), 0.0) == [(100, 100, 140, 140)]
    assert len(tiled.parts) == 1
    assert tiled.looks == 3 * 16


def test_a_film_s_parts_are_looked_at_twice_a_second_while_they_add_nothing():
    tiled = Tiled(still=False)
    for number in range(60):
        tiled.boxes(picture(places=[(900, 300, 200)]), number / 30)
    assert tiled.looks == 4 * 16


def test_a_film_s_parts_are_looked_at_in_every_frame_while_they_show_more():
    tiled = Tiled(still=False)
    for number in range(10):
        assert tiled.boxes(picture(places=[(100, 100, 40)]), number / 30) == [(100, 100, 140, 140)]
    assert tiled.looks == 10 * 16
    # They have gone: one look to see it, and then none for a while.
    for number in range(10, 16):
        assert tiled.boxes(picture(), number / 30) == []
    assert tiled.looks == 11 * 16


def test_a_film_that_begins_again_is_looked_at_at_once():
    tiled = Tiled(still=False)
    tiled.boxes(picture(), 100.0)
    tiled.boxes(picture(), 0.0)
    assert tiled.looks == 2 * 16


def test_closing_closes_both():
    tiled = Tiled()
    tiled.boxes(picture())
    tiled.detector.close()
    assert (tiled.whole.closed, tiled.parts[0].closed) == (1, 1)
    unused = Tiled()
    unused.detector.close()
    assert unused.whole.closed == 1
