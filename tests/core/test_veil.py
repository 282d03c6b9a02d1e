"""What veils hide: on arrays, in snapshots, in films, and of every face that the detector has seen."""

import time
from dataclasses import replace

import av
import numpy as np
import pytest
from live_fakes import happy_face
from session_fakes import begun

from fer_core import Detection, Face, FilmSink, Frame, FrameResult, ScriptedDetector, Track, Tracker, Veil, veiled
from fer_core._cv2 import cv2
from fer_core.estimators.scripted import ScriptedEstimator
from fer_core.outputs import DistributionSpec
from fer_core.palette import PALETTE
from fer_core.pipeline import Pipeline
from fer_core.snapshots import snapshot
from fer_core.spec import CLASSES
from fer_core.veil import VEILS, VeilHistory

SIZE = (320, 240)
NO_POINTS = np.zeros((6, 2), np.float32)
BOX, OTHER = (40.0, 90.0, 100.0, 150.0), (200.0, 90.0, 260.0, 150.0)
FACES, OTHERS = Veil("faces"), Veil("others", frozenset({1}))


def noise(size=SIZE, seed=1):
    """Return a picture in which each pixel differs from its neighbours."""
    return np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)


def at(box_px, score=0.9):
    return Detection(box_px, score, NO_POINTS)


def face(number, box_px, **changes):
    return Face(Track(number, at(box_px), 0.0, 0.0, confirmed=number > 0, **changes))


def result(*faces, t=0.0, image=None, **more):
    return FrameResult(Frame(0, t, noise() if image is None else image, 0.0), faces, **more)


def hidden(image, shown):
    """Return (H, W) bool: where a picture differs from the real one."""
    return (image != shown).any(axis=2)


def part(image, box_px):
    x0, y0, x1, y1 = (round(edge) for edge in box_px)
    return image[y0:y1, x0:x1]


def grown(box_px, by):
    """Return a box with a share of its side more on each side: hair line and chin."""
    x0, y0, x1, y1 = box_px
    return (x0 - by * (x1 - x0), y0 - by * (y1 - y0), x1 + by * (x1 - x0), y1 + by * (y1 - y0))


def colours(picture):
    return np.unique(picture.reshape(-1, 3), axis=0)


def is_covered(real, shown, box_px):
    """Whether nothing is left of a face with its surroundings but a few blocks of one colour each."""
    place = part(shown, grown(box_px, 0.25))
    return hidden(part(real, grown(box_px, 0.25)), place).mean() > 0.99 and len(colours(place)) <= 64


def test_without_a_veil_the_picture_is_the_real_one():
    shown = result(face(1, BOX))
    assert veiled(shown.frame.image, shown, Veil()) is shown.frame.image


@pytest.mark.parametrize("kind", VEILS)
def test_the_real_picture_is_left_as_it_is(kind):
    shown = result(face(1, BOX))
    veiled(shown.frame.image, shown, Veil(kind))
    np.testing.assert_array_equal(shown.frame.image, noise())


def test_of_a_face_only_blocks_of_one_colour_are_left():
    shown = result(face(1, BOX))
    picture = veiled(shown.frame.image, shown, FACES)
    rows, columns = np.nonzero(hidden(shown.frame.image, picture))
    region = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    # Where one block ends and the next begins, all along a line.
    down = np.nonzero((np.diff(region.astype(int), axis=0) != 0).any(axis=(1, 2)))[0] + 1
    across = np.nonzero((np.diff(region.astype(int), axis=1) != 0).any(axis=(0, 2)))[0] + 1
    blocks = [block for strip in np.split(region, down) for block in np.split(strip, across, axis=1)]
    assert 20 <= len(blocks) <= 64
    assert all(block.reshape(-1, 3).var(axis=0).max() == 0 for block in blocks)
    # A quarter of the face's width, nearly: no eye has a block of its own.
    assert min(min(block.shape[:2]) for block in blocks) >= 14


def test_hair_line_and_chin_are_covered_and_the_rest_is_not_touched():
    shown = result(face(1, BOX))
    picture = veiled(shown.frame.image, shown, FACES)
    # Half a face above its box, and a quarter on the other sides.
    around = (BOX[0] - 15, BOX[1] - 30, BOX[2] + 15, BOX[3] + 15)
    assert part(hidden(shown.frame.image, picture), around).mean() > 0.99
    assert not hidden(shown.frame.image, picture)[:, 140:].any()


def test_the_one_who_is_selected_is_left_alone_and_all_others_are_hidden():
    shown = result(face(1, BOX), face(2, OTHER))
    picture = veiled(shown.frame.image, shown, OTHERS)
    np.testing.assert_array_equal(part(picture, grown(BOX, 0.5)), part(shown.frame.image, grown(BOX, 0.5)))
    assert is_covered(shown.frame.image, picture, OTHER)


def test_with_nobody_selected_all_are_hidden():
    shown = result(face(1, BOX), face(2, OTHER))
    picture = veiled(shown.frame.image, shown, Veil("others"))
    assert is_covered(shown.frame.image, picture, BOX)
    assert is_covered(shown.frame.image, picture, OTHER)


@pytest.mark.parametrize("veil", [FACES, OTHERS])
def test_whoever_may_be_a_face_is_hidden(veil):
    for shown in (result(candidates=(face(0, OTHER),)), result(glimpses=(at(OTHER),))):
        assert is_covered(shown.frame.image, veiled(shown.frame.image, shown, veil), OTHER)


def test_who_is_lost_is_hidden_where_it_was_and_further_around_as_time_goes_by():
    sizes = []
    for t in (0.0, 0.2, 0.4, 1.4):
        shown = result(face(2, OTHER, seen=False), t=t)
        picture = veiled(shown.frame.image, shown, FACES)
        assert is_covered(shown.frame.image, picture, OTHER)
        sizes.append(hidden(shown.frame.image, picture).sum())
    assert sizes[0] < sizes[1] < sizes[2] <= sizes[3]


def test_where_two_overlap_the_veil_wins():
    shown = result(face(1, BOX), face(2, (70.0, 90.0, 130.0, 150.0)))
    picture = veiled(shown.frame.image, shown, OTHERS)
    assert is_covered(shown.frame.image, picture, (70.0, 90.0, 130.0, 150.0))


def test_a_small_face_within_a_large_one_brings_nothing_of_it_back():
    large, small = (40.0, 60.0, 160.0, 180.0), (90.0, 110.0, 106.0, 126.0)
    for faces in ((face(1, large), face(2, small)), (face(2, small), face(1, large))):
        shown = result(*faces)
        picture = veiled(shown.frame.image, shown, FACES)
        assert len(colours(part(picture, small))) <= 9


@pytest.mark.parametrize(
    "box_px",
    [
        (-30.0, -20.0, 30.0, 40.0),
        (300.0, 220.0, 360.0, 280.0),
        (-200.0, -200.0, 900.0, 900.0),
        (10.0, 10.0, 11.0, 11.0),
    ],
)
def test_faces_at_the_edge_and_of_any_size_are_hidden(box_px):
    shown = result(face(1, box_px))
    picture = veiled(shown.frame.image, shown, FACES)
    x0, y0, x1, y1 = np.clip(box_px, 0, [*SIZE, *SIZE]).astype(int)
    assert len(colours(picture[y0:y1, x0:x1])) <= 16


def test_a_face_outside_the_picture_is_nothing_to_hide():
    shown = result(face(1, (900.0, 900.0, 960.0, 960.0)))
    np.testing.assert_array_equal(veiled(shown.frame.image, shown, FACES), shown.frame.image)


@pytest.mark.parametrize("size", [(80, 60), (640, 480)])
def test_a_picture_of_another_size_is_veiled_where_its_faces_are(size):
    shown = result(face(1, BOX))
    scaled = noise(size, 2)
    picture = veiled(scaled, shown, FACES)
    factor = size[0] / SIZE[0]
    assert is_covered(scaled, picture, tuple(edge * factor for edge in BOX))
    assert not hidden(scaled, picture)[:, round(140 * factor) :].any()


def test_of_scores_only_no_pixel_is_of_the_picture():
    shown = result(face(1, BOX))
    picture = veiled(shown.frame.image, shown, Veil("picture", frozenset({1})))
    assert picture.shape == shown.frame.image.shape
    assert len(colours(picture)) == 1
    assert picture.max() < 20


# What the detector has seen


def glimpses(*steps):
    """Return the glimpses of each frame of a tracker that is given (seconds, detections)."""
    tracker, found = Tracker(), []
    for t, detections in steps:
        tracker.update(detections, t)
        found.append([detection.box_px for detection in tracker.glimpses])
    return found


def test_what_is_too_doubtful_to_begin_a_face_is_a_glimpse():
    assert glimpses((0.0, [at(BOX, 0.95), at(OTHER, 0.4)])) == [[OTHER]]


def test_a_candidate_that_is_missed_is_a_glimpse_where_it_was():
    assert glimpses((0.0, [at(BOX, 0.7)]), (0.03, []), (0.06, [at(BOX, 0.7)]), (1.0, []), (1.03, [])) == [
        [],
        [BOX],
        [],
        [BOX],
        [],
    ]


def test_no_detection_of_any_frame_is_shown_unveiled():
    """Those that are sure, those that never become faces, and those that are missed in between."""
    rng = np.random.default_rng(3)
    script = [
        [at(box, float(score)) for box, score in zip((BOX, OTHER), rng.uniform(0.3, 0.9, 2), strict=True)]
        if index % 4 != 3
        else []
        for index in range(60)
    ]
    estimator = ScriptedEstimator("scripted", {"said": DistributionSpec(CLASSES)}, lambda *_: None)
    pipeline = Pipeline(ScriptedDetector(script), [estimator])
    for index, detections in enumerate(script):
        shown = pipeline.process(Frame(index, index / 30, noise(), 0.0))
        picture = veiled(shown.frame.image, shown, Veil("others"))
        for detection in detections:
            assert is_covered(shown.frame.image, picture, detection.box_px)
    pipeline.close()


# What is kept

#: Of the other face, where no line and no label is drawn.
INSIDE = (OTHER[0] + 6, OTHER[1] + 6, OTHER[2] - 6, OTHER[3] - 6)


def happy_at(box_px):
    happy = happy_face(2)
    return replace(happy, track=replace(happy.track, detection=at(box_px)))


def test_a_snapshot_is_veiled_and_its_box_is_drawn(tmp_path):
    shown = result(happy_at(OTHER))
    path = snapshot(shown, tmp_path / "shot.png", veil=FACES)
    picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    assert len(colours(part(picture, INSIDE))) <= 16
    assert (picture == PALETTE["happy"]).all(axis=2).any()


def pictures_of(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


@pytest.mark.parametrize("overlay", [False, True])
def test_a_film_follows_the_veil_while_it_is_written(tmp_path, overlay):
    # Coarse enough for a film to keep: squares of four pixels.
    image = np.kron(noise((80, 60)), np.ones((4, 4, 1), np.uint8))
    now = [Veil()]
    film = FilmSink(tmp_path / "talk.mp4", overlay=overlay, veil=lambda _result: now[0])
    film.open(begun())
    for index, kind in enumerate(["none", "faces", "faces", "picture", "none"]):
        now[0] = Veil(kind)
        film.write(replace(result(happy_at(OTHER), image=image), frame=Frame(index, index / 10, image, 0.0)))
    outcome = film.close()
    assert outcome.facts == {"overlay": overlay, "true_times": True, "veils": ["none", "faces", "picture"]}
    pictures = pictures_of(tmp_path / "talk.mp4")
    # How much neighbouring squares differ.
    fine = [np.abs(np.diff(part(picture, INSIDE).astype(int), axis=1)).mean() for picture in pictures]
    assert min(fine[0], fine[4]) > 4 * max(fine[1:4])
    beside = (10, 10, 60, 60)
    assert [round(float(part(picture, beside).std())) > 20 for picture in pictures] == [True, True, True, False, True]


def test_a_film_that_lags_behind_hides_what_was_hidden_when_its_pictures_were_analysed():
    history = VeilHistory()
    before = time.monotonic()
    assert history.of(result(published_t=before)) == Veil()
    history.set(FACES)
    history.set(FACES)
    between = time.monotonic()
    time.sleep(0.01)
    history.set(Veil())
    assert history.now == Veil()
    assert history.of(result(published_t=before)) == Veil()
    assert history.of(result(published_t=between)) == FACES
    assert history.of(result(published_t=time.monotonic())) == Veil()
