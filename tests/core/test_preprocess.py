from dataclasses import replace

import cv2
import numpy as np
import pytest

from fer_core.outputs import DistributionSpec
from fer_core.preprocess import align, fit_still, normalise, similarity
from fer_core.spec import CLASSES, ModelSpec

# Values that float32 holds exactly.
TEMPLATE = np.array([(15.25, 19.5), (32.75, 19.25), (24.25, 37.0)])
SPEC = ModelSpec(
    name="test",
    outputs={"logits": DistributionSpec(CLASSES)},
    default="logits",
    input_size=(48, 48),
    mean=0.5,
    std=0.25,
    template=tuple((float(x), float(y)) for x, y in TEMPLATE),
    embedding_size=4,
    window=13,
    rate_hz=8.0,
)


def posed(scale, angle_deg, shift):
    """Return a similarity transform as (2, 3), from the crop to a picture."""
    angle = np.deg2rad(angle_deg)
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    return np.array([[cos, -sin, shift[0]], [sin, cos, shift[1]]])


def moved(matrix, points):
    return points @ matrix[:, :2].T + matrix[:, 2]


def landmarks_of(matrix):
    """Return the six landmarks, of which eyes and mouth stand where the transform puts the template."""
    eye, other, mouth = moved(matrix, TEMPLATE)
    return np.array([eye, other, (eye + other + mouth) / 3, mouth, eye - 1, other + 1], np.float32)


def picture_of(matrix, size, pattern):
    """Return a picture (H, W, 3) that shows a pattern over the crop's coordinates, moved by a transform.

    All coordinates count from the corner of the first pixel: its own centre stands at (0.5, 0.5).
    """
    width, height = size
    inverse = cv2.invertAffineTransform(matrix)
    y, x = np.mgrid[0:height, 0:width]
    places = moved(inverse, np.stack([x.ravel(), y.ravel()], axis=1) + 0.5)
    grey = pattern(places[:, 0], places[:, 1]).reshape(height, width)
    return np.repeat(np.clip(np.round(grey), 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def dots(x, y):
    """Three smooth blobs on the template's points."""
    return 255 * sum(np.exp(-((x - a) ** 2 + (y - b) ** 2) / (2 * 1.8**2)) for a, b in TEMPLATE)


def waves(x, y):
    return 128 + 60 * np.sin(x / 5) + 50 * np.cos(y / 4)


def centre_near(crop, point, radius=6):
    """Return the centre of brightness around a point of a crop."""
    x0, y0 = (int(value) - radius for value in point)
    part = crop[y0 : y0 + 2 * radius + 1, x0 : x0 + 2 * radius + 1].astype(float)
    y, x = np.mgrid[0 : part.shape[0], 0 : part.shape[1]] + 0.5
    return np.array([x0 + (x * part).sum() / part.sum(), y0 + (y * part).sum() / part.sum()])


@pytest.mark.parametrize(("scale", "angle", "shift"), [(1, 0, (0, 0)), (0.1, 33, (-7, 4)), (25, 178, (900, -300))])
@pytest.mark.parametrize("count", [2, 3, 6])
def test_similarity_recovers_a_transform(scale, angle, shift, count):
    source = np.random.default_rng(1).normal(0, 10, (count, 2))
    matrix = posed(scale, angle, shift)
    np.testing.assert_allclose(similarity(source, moved(matrix, source)), matrix, rtol=1e-9, atol=1e-9)


def test_similarity_is_the_least_squares_answer():
    rng = np.random.default_rng(2)
    source, target = rng.normal(0, 10, (3, 2)), rng.normal(0, 10, (3, 2))
    # The same four unknowns by a linear solver: x' = a x - b y + c, y' = b x + a y + d.
    x, y = source.T
    one, none = np.ones(3), np.zeros(3)
    system = np.concatenate([np.stack([x, -y, one, none], axis=1), np.stack([y, x, none, one], axis=1)])
    a, b, c, d = np.linalg.lstsq(system, np.concatenate([target[:, 0], target[:, 1]]), rcond=None)[0]
    np.testing.assert_allclose(similarity(source, target), [[a, -b, c], [b, a, d]], rtol=1e-9)


@pytest.mark.parametrize("scale", [0.7, 1.0, 1.9, 4.5, 13.0])
@pytest.mark.parametrize("angle", [0.0, -27.0, 90.0])
def test_eyes_and_mouth_land_on_the_template(scale, angle):
    matrix = posed(scale, angle, (0, 0))
    corner = moved(matrix, np.array([(0, 0), (48, 0), (0, 48), (48, 48)])).min(axis=0)
    matrix[:, 2] = 11.3 - corner
    side = int(48 * scale * 1.5) + 30
    crop = align(picture_of(matrix, (side, side), dots), landmarks_of(matrix), SPEC)
    assert crop.shape == (48, 48)
    assert crop.dtype == np.uint8
    for point in TEMPLATE:
        np.testing.assert_allclose(centre_near(crop, point), point, atol=0.1)


@pytest.mark.parametrize("scale", [1.0, 3.3, 9.0])
def test_a_crop_shows_what_the_picture_shows_there(scale):
    matrix = posed(scale, 14.0, (20.0 * scale, 6.0 * scale))
    side = int(80 * scale)
    crop = align(picture_of(matrix, (side, side), waves), landmarks_of(matrix), SPEC)
    y, x = np.mgrid[0:48, 0:48] + 0.5
    # Interpolation and averaging flatten the waves a little.
    np.testing.assert_allclose(crop.astype(float), waves(x, y), atol=6)


def test_a_crop_that_needs_no_warping_is_the_picture():
    rng = np.random.default_rng(3)
    image = np.repeat(rng.integers(0, 256, (48, 48, 1), dtype=np.uint8), 3, axis=2)
    np.testing.assert_array_equal(align(image, landmarks_of(posed(1, 0, (0, 0))), SPEC), image[:, :, 0])


def test_a_large_face_is_averaged_and_not_sampled():
    rng = np.random.default_rng(4)
    noise = np.repeat(rng.integers(0, 256, (400, 400, 1), dtype=np.uint8), 3, axis=2)
    crop = align(noise, landmarks_of(posed(8, 0, (4, 4))), SPEC)
    # Uniform noise has a deviation of 74; the mean of 64 pixels one of 9.
    assert crop.std() < 15
    assert abs(crop.mean() - 127.5) < 3


def test_grey_is_weighed_as_the_eye_does():
    matrix = posed(1, 0, (0, 0))
    found = []
    for channel in range(3):
        image = np.zeros((60, 60, 3), np.uint8)
        image[:, :, channel] = 200
        found.append(int(align(image, landmarks_of(matrix), SPEC)[20, 20]))
    np.testing.assert_allclose(found, [0.299 * 200, 0.587 * 200, 0.114 * 200], atol=1)


def test_the_border_of_the_picture_is_continued():
    image = np.full((100, 100, 3), 90, np.uint8)
    image[:, 0] = 30
    # The right half of the crop lies inside, its left half outside.
    crop = align(image, landmarks_of(posed(1, 0, (-24.0, 10.0))), SPEC)
    assert (crop[:, :24] == 30).all()
    assert (crop[:, 26:] == 90).all()


@pytest.mark.parametrize(("shift", "inside"), [((-30.0, 20.0), True), ((-40.0, 20.0), False), ((500.0, 0.0), False)])
def test_a_face_outside_the_picture_has_no_crop(shift, inside):
    crop = align(np.full((100, 100, 3), 90, np.uint8), landmarks_of(posed(1, 0, shift)), SPEC)
    assert (crop is not None) == inside


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_landmarks_that_are_no_numbers_have_no_crop(value):
    landmarks = landmarks_of(posed(1, 0, (10, 10)))
    landmarks[3, 0] = value
    assert align(np.zeros((100, 100, 3), np.uint8), landmarks, SPEC) is None


def test_landmarks_in_one_place_have_no_crop():
    assert align(np.zeros((100, 100, 3), np.uint8), np.full((6, 2), 40.0, np.float32), SPEC) is None


def test_a_picture_of_one_pixel_and_a_read_only_one_are_no_obstacle():
    image = np.full((1, 1, 3), 77, np.uint8)
    image.flags.writeable = False
    crop = align(image, landmarks_of(posed(0.05, 0, (-0.6, -0.6))), SPEC)
    assert crop is None or (crop == 77).all()


def test_a_crop_need_not_be_square():
    spec = replace(SPEC, input_size=(40, 64))
    assert align(np.zeros((100, 100, 3), np.uint8), landmarks_of(posed(1, 0, (10, 10))), spec).shape == (40, 64)
    assert fit_still(np.zeros((48, 48), np.uint8), spec).shape == (40, 64)


def test_a_still_of_the_right_size_is_left_alone():
    image = np.random.default_rng(5).integers(0, 256, (48, 48), dtype=np.uint8)
    assert fit_still(image, SPEC) is image


def test_a_large_still_is_averaged():
    image = np.tile(np.array([[0, 200], [200, 0]], np.uint8), (96, 96))
    found = fit_still(image, SPEC)
    assert found.shape == (48, 48)
    assert (found == 100).all()


def test_a_small_still_is_enlarged_smoothly():
    found = fit_still(np.array([[0, 240]], np.uint8).repeat(2, axis=0), SPEC)
    assert found.shape == (48, 48)
    assert found[24, 0] == 0
    assert found[24, -1] == 240
    assert len(np.unique(found[24])) > 10


def test_normalise_gives_grey_less_mean_over_deviation():
    crops = np.array([[[0, 255], [51, 102]], [[1, 2], [3, 4]]], np.uint8)
    found = normalise(crops, replace(SPEC, mean=0.4, std=0.2))
    assert found.shape == (2, 1, 2, 2)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found[0, 0], [[-2.0, 3.0], [-1.0, 0.0]], atol=1e-6)
    np.testing.assert_allclose(found[1, 0], (np.array([[1, 2], [3, 4]]) / 255 - 0.4) / 0.2, atol=1e-6)


def test_normalise_leaves_the_crops_alone():
    crops = np.full((1, 4, 4), 9, np.uint8)
    normalise(crops, SPEC)
    assert (crops == 9).all()
