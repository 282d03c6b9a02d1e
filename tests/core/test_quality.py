"""What makes a face hard to read: each flag on pictures that were spoilt on purpose, and none on clean ones."""

import numpy as np
import pytest
from fake_faces import pipeline_of

from fer_core._cv2 import cv2
from fer_core.detection import MediaPipeDetector
from fer_core.outputs import Distribution, Scalars
from fer_core.quality import QUALITY_FLAGS, QualityWatch, face_crop, quality, with_covered
from fer_core.sources import DEMO_CLIP, VideoFile
from fer_core.types import Detection, Frame

#: Light to dark skin, (R, G, B).
SKINS = [(240, 205, 180), (198, 145, 110), (141, 92, 62), (104, 72, 54)]


def drawn(skin=SKINS[1], *, mouth=3, eyes_at=0):
    """Return a face (300, 400, 3) that is drawn with a mouth so many pixels open, and where it is."""
    picture = np.full((300, 400, 3), (120, 125, 130), np.uint8)
    dark = tuple(int(part * 0.25) for part in skin)
    lips = tuple(int(part * 0.75) for part in skin)
    cv2.ellipse(picture, (200, 160), (80, 105), 0, 0, 360, skin, cv2.FILLED)
    for x in (165, 235):
        cv2.ellipse(picture, (x, 130), (14, 7), 0, 0, 360, (235, 235, 235), cv2.FILLED)
        cv2.circle(picture, (x + eyes_at, 130), 6, dark, cv2.FILLED)
        cv2.line(picture, (x - 18, 112), (x + 18, 112), dark, 4)
    cv2.line(picture, (200, 140), (200, 170), lips, 3)
    cv2.ellipse(picture, (200, 200), (26, 4 + mouth), 0, 0, 360, lips, cv2.FILLED)
    cv2.ellipse(picture, (200, 200), (20, mouth), 0, 0, 360, dark, cv2.FILLED)
    places = [(165, 130), (235, 130), (200, 168), (200, 200), (125, 140), (275, 140)]
    return picture, Detection((110.0, 60.0, 290.0, 270.0), 0.9, np.array(places, np.float32))


@pytest.fixture(scope="module")
def photographed():
    """The demo clip's first picture and its face."""
    source, detector = VideoFile(DEMO_CLIP), MediaPipeDetector(video=False)
    source.open()
    image = source.read().image
    source.close()
    (found,) = detector.detect(image, 0.0)
    detector.close()
    return np.array(image), found


@pytest.fixture(params=["photographed", *range(len(SKINS))])
def sharp(request, photographed):
    """A clean picture of a face, and where it is."""
    return photographed if request.param == "photographed" else drawn(SKINS[request.param])


def scaled(image, factor):
    return np.clip(image.astype(np.float32) * factor, 0, 255).astype(np.uint8)


def moved_along(image, pixels):
    return cv2.filter2D(image, -1, np.full((1, pixels), 1 / pixels, np.float32))


def masked(image, found, colour, *, up=0.0):
    """Return a picture in which all from the middle of the nose (0) or the eyes (1) down is of one colour."""
    (x0, _), (x1, _) = found.landmarks_px[4:]
    nose, mouth = found.landmarks_px[2:4]
    covered = image.copy()
    under_eyes = found.landmarks_px[:2, 1].max() + 0.2 * eyes_px(found)
    top = int(up * under_eyes + (1 - up) * (nose[1] + mouth[1]) / 2)
    bottom = int(2 * mouth[1] - nose[1] + 10)
    covered[top:bottom, int(min(x0, x1)) : int(max(x0, x1))] = colour
    return covered


def eyes_px(found):
    return float(np.hypot(*(found.landmarks_px[1] - found.landmarks_px[0])))


def test_clean_pictures_of_any_skin_have_no_flags(sharp):
    image, found = sharp
    assert quality(image, found) == ()


def test_little_light_is_told(sharp):
    image, found = sharp
    assert quality(scaled(image, 0.2), found) == ("dark",)


def test_too_much_light_is_told(sharp):
    image, found = sharp
    assert "bright" in quality(scaled(image, 7.0), found)


def test_a_lens_out_of_focus_is_told(sharp):
    image, found = sharp
    assert quality(cv2.GaussianBlur(image, (0, 0), 0.13 * eyes_px(found)), found) == ("blurred",)


def test_a_head_that_moves_in_one_direction_is_told(sharp):
    image, found = sharp
    assert quality(moved_along(image, round(0.6 * eyes_px(found))), found) == ("blurred",)


def test_a_small_face_is_small_and_not_blurred(sharp):
    image, found = sharp
    factor = 9.0 / eyes_px(found)
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    box = tuple(edge * factor for edge in found.box_px)
    assert quality(small, Detection(box, 0.9, found.landmarks_px * np.float32(factor))) == ("small",)


@pytest.mark.parametrize("up", [0.0, 1.0])
@pytest.mark.parametrize("colour", [(120, 165, 215), (70, 150, 90), (90, 90, 90)])
def test_a_mask_of_another_colour_is_told_also_one_up_to_the_eyes(sharp, colour, up):
    image, found = sharp
    assert quality(masked(image, found, colour, up=up), found) == ("covered",)


def test_a_picture_without_colours_is_never_called_covered(sharp):
    image, found = sharp
    grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    assert quality(grey, found) == ()


def test_the_crop_puts_the_eyes_in_their_places_however_large_and_tilted_the_face_is(sharp):
    image, found = sharp
    spot = image.copy()
    for x, y in found.landmarks_px[:2]:
        cv2.circle(spot, (round(float(x)), round(float(y))), round(0.08 * eyes_px(found)), (0, 255, 0), cv2.FILLED)
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 30, 0.6)
    places = found.landmarks_px @ turn[:, :2].T.astype(np.float32) + turn[:, 2].astype(np.float32)
    for picture, marks in ((spot, found.landmarks_px), (cv2.warpAffine(spot, turn, (width, height)), places)):
        crop = face_crop(picture, marks)
        assert crop.shape == (48, 48, 3)
        for x, y in ((15, 19), (32, 19)):
            red, green, blue = crop[y, x].astype(int)
            assert green > 150 > max(red, blue)


def test_where_nothing_of_a_face_is_in_the_picture_there_is_no_crop():
    image, found = drawn()
    assert face_crop(image, found.landmarks_px + np.float32(5000)) is None
    assert face_crop(image, np.zeros((6, 2), np.float32)) is None
    assert face_crop(image, np.full((6, 2), np.nan, np.float32)) is None


# Talking


def watched(pictures, *, rate_hz=20.0, watch=None, from_s=0.0):
    """Return at which pictures of a series, as from ``drawn``, somebody is said to talk."""
    watch = watch or QualityWatch()
    return ["talking" in watch.look(from_s + n / rate_hz, *one) for n, one in enumerate(pictures)]


def speech(seconds, rate_hz=20.0):
    """A mouth that opens four times a second."""
    return [
        drawn(mouth=round(9 + 8 * np.sin(2 * np.pi * 4 * n / rate_hz + 0.5))) for n in range(int(seconds * rate_hz))
    ]


def test_a_mouth_that_opens_and_shuts_talks_after_a_second():
    said = watched(speech(2))
    assert not any(said[:17])
    assert all(said[24:])


@pytest.mark.parametrize("rate_hz", [10.0, 15.0, 30.0])
def test_talking_is_told_at_any_frame_rate(rate_hz):
    assert watched([drawn(mouth=m) for m in (2, 14, 5, 16, 3, 12) * 9], rate_hz=rate_hz)[-1]


def test_a_still_face_a_smile_and_a_gaze_do_not_talk():
    assert not any(watched([drawn()] * 40))
    assert not any(watched([drawn(mouth=min(3 + n, 18)) for n in range(40)]))
    assert not any(watched([drawn(eyes_at=6 * (n // 4 % 2)) for n in range(40)]))


def test_a_picture_that_shakes_does_not_talk():
    image, found = drawn()
    shaken = [(np.roll(image, 5 * (n // 2 % 2), axis=0), found) for n in range(40)]
    assert not any(watched(shaken))


def test_noise_does_not_talk():
    rng = np.random.default_rng(0)
    image, found = drawn()
    noisy = [(np.clip(image + rng.normal(0, 12, image.shape), 0, 255).astype(np.uint8), found) for _ in range(40)]
    assert not any(watched(noisy))


def test_who_falls_silent_talks_no_more_within_a_second_and_a_half():
    watch = QualityWatch()
    assert watched(speech(2), watch=watch)[-1]
    assert not watched([drawn()] * 30, watch=watch, from_s=2.0)[-1]


def test_a_gap_begins_anew():
    watch = QualityWatch()
    assert watched(speech(2), watch=watch)[-1]
    # What was known stays until enough of the new has been seen.
    said = watched([drawn()] * 30, watch=watch, from_s=3.0)
    assert not said[-1]


def test_of_a_turned_face_it_is_not_known_whether_it_talks():
    watch = QualityWatch()
    assert watched(speech(2), watch=watch)[-1]
    image, found = drawn()
    landmarks = found.landmarks_px.copy()
    landmarks[2, 0] += 0.6 * eyes_px(found)
    turned = Detection(found.box_px, 0.9, landmarks)
    assert watch.look(2.0, image, turned) == ("turned",)
    assert not any(watched(speech(0.8), watch=watch, from_s=2.05))


def test_talking_ends_at_a_lower_score_than_it_begins():
    watch = QualityWatch()
    scores, said = [], []
    for n, (image, found) in enumerate([*speech(1.5), *([drawn()] * 30)]):
        said.append("talking" in watch.look(n / 20, image, found))
        scores.append(watch.score)
    known = [(score, talks) for score, talks in zip(scores, said, strict=True) if score is not None]
    begin = next(score for score, talks in known if talks)
    last = [score for score, talks in known if talks][-1]
    assert last < begin


def test_the_pipeline_keeps_apart_who_talks_and_forgets_who_has_left():
    def pair(n):
        left, found = drawn(mouth=round(9 + 8 * np.sin(2 * np.pi * 4 * n / 20 + 0.5)))
        right, _ = drawn()
        moved = Detection((510.0, 60.0, 690.0, 270.0), 0.9, found.landmarks_px + np.array([400, 0], np.float32))
        return np.hstack([left, right]), (found, moved)

    pictures = [pair(n) for n in range(60)]
    nobody = [()] * 60
    pipeline = pipeline_of([found for _, found in pictures] + nobody)
    for n, (image, _) in enumerate(pictures):
        result = pipeline.process(Frame(n, n / 20, image, 0.0))
    assert [("talking" in face.quality) for face in result.faces] == [True, False]
    for n in range(60, 120):
        pipeline.process(Frame(n, n / 20, pictures[0][0], 0.0))
    assert not pipeline._watches


def test_in_single_pictures_nobody_talks():
    pictures = speech(2)
    pipeline = pipeline_of([[found] for _, found in pictures], still=True)
    for n, (image, _) in enumerate(pictures):
        result = pipeline.process(Frame(n, n / 20, image, 0.0))
    assert result.faces[0].quality == ()
    assert not pipeline._watches


# Single flags, on pictures of one colour


def seen(box=(100.0, 100.0, 200.0, 200.0), brightness=120, nose=0.0, eyes_px=40.0, image=None):
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    half = eyes_px / 2
    places = [(-half, 0), (half, 0), (nose * eyes_px, 10), (0, 30), (-half, 5), (half, 5)]
    landmarks = (middle + np.array(places)).astype(np.float32)
    if image is None:
        image = np.full((300, 400, 3), brightness, np.uint8)
    return quality(image, Detection(box, 0.9, landmarks))


def test_a_good_picture_has_no_flags():
    assert seen() == ()


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"eyes_px": 10.0}, "small"),
        ({"box": (-1.0, 100.0, 90.0, 200.0)}, "edge"),
        ({"box": (100.0, -1.0, 200.0, 90.0)}, "edge"),
        ({"box": (310.0, 100.0, 401.0, 200.0)}, "edge"),
        ({"box": (100.0, 210.0, 200.0, 301.0)}, "edge"),
        ({"brightness": 20}, "dark"),
        ({"brightness": 240}, "bright"),
        ({"nose": 0.6}, "turned"),
        ({"nose": -0.6}, "turned"),
    ],
)
def test_each_flag_alone(changes, flag):
    assert seen(**changes) == (flag,)


def test_a_box_that_ends_with_the_picture_is_whole():
    assert seen(box=(300.0, 200.0, 400.0, 300.0)) == ()


def test_only_the_face_counts_for_its_light():
    image = np.full((300, 300, 3), 255, np.uint8)
    image[100:220, 90:210] = 120
    assert seen(image=image) == ()
    image[100:220, 90:210] = 10
    assert seen(image=image) == ("dark",)


def test_a_tilted_head_is_not_a_turned_one():
    angle = np.deg2rad(40)
    places = np.array([(-20, 0), (20, 0), (0, 15), (0, 30), (-20, 5), (20, 5)], float)
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    tilted = (places @ turn.T + 150).astype(np.float32)
    image = np.full((300, 300, 3), 120, np.uint8)
    assert quality(image, Detection((100.0, 100.0, 200.0, 200.0), 0.9, tilted)) == ()


def test_flags_keep_their_order_and_are_all_known():
    found = seen(box=(-50.0, -50.0, 40.0, 40.0), brightness=10, nose=0.9, eyes_px=8.0)
    assert found == ("small", "edge", "dark", "turned")
    assert set(found) < set(QUALITY_FLAGS)


def test_a_box_outside_the_picture_is_flagged_and_no_error():
    assert seen(box=(400.0, 400.0, 500.0, 500.0)) == ("edge",)


def test_a_watch_with_a_pause_keeps_what_it_found_until_it_looks_again():
    picture, place = drawn()
    watch = QualityWatch(0.1)
    assert watch.look(0.0, picture, place) == ()
    dark = (picture * 0.1).astype(np.uint8)
    assert watch.look(0.05, dark, place) == ()
    assert watch.look(0.11, dark, place) == ("dark",)
    # A clock that goes back makes it look.
    assert watch.look(0.0, picture, place) == ()


def says(value):
    return {"m.happy": Distribution(np.zeros(7, np.float32)), "m.covered": Scalars(np.array([value], np.float32))}


def test_a_model_that_tells_hands_raises_covered_in_its_place():
    assert with_covered(("small", "talking"), says(0.5)) == ("small", "covered", "talking")
    assert with_covered(("covered",), says(0.9)) == ("covered",)
    assert with_covered(("small",), says(0.49)) == ("small",)
    assert with_covered(("small",), {}) == ("small",)
    # A network's numbers may be none.
    assert with_covered((), says(float("nan"))) == ()


@pytest.mark.parametrize("flag", ["dark", "bright"])
def test_where_nothing_can_be_seen_nothing_is_known_of_hands(flag):
    assert with_covered((flag,), says(0.99)) == (flag,)


def test_an_output_that_only_has_the_name_raises_nothing():
    assert with_covered((), {"m.covered": Distribution(np.full(7, 9.0, np.float32))}) == ()
