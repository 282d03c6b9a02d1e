import itertools

import numpy as np
import pytest
from fake_faces import face

from fer_core.captions import caption
from fer_core.overlay import draw
from fer_core.palette import MARK, PALETTE, colour_of, contrast, text_colour_on
from fer_core.spec import CLASSES
from fer_core.types import Expression, Face, Track

GREY = 100


# On linear RGB: Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision
# deficiency", 2009, severity 1.
SIGHT = {
    "usual": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(rgb):
    scaled = np.array(rgb) / 255
    return np.where(scaled <= 0.04045, scaled / 12.92, ((scaled + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """Return CIE L*a*b* of linear RGB."""
    x, y, z = np.cbrt(XYZ @ np.clip(rgb, 0, 1) / (0.9505, 1, 1.089))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def picture(height=240, width=320):
    return np.full((height, width, 3), GREY, np.uint8)


def seen(said, x=100.0, y=100.0, size=80.0, number=1):
    return Face(Track(number, face(x, y, size), 0.0, 0.0, confirmed=True), expression=said)


def said(label="happy", labels=CLASSES, *, uncertain=False, label_set=(), leader=None):
    probabilities = np.full(len(labels), 0.3 / (len(labels) - 1), np.float32)
    probabilities[labels.index(leader or label)] = 0.7
    return Expression(
        output="fake.logits",
        labels=labels,
        logits=np.log(probabilities),
        baseline=np.zeros(len(labels), np.float32),
        frame_probabilities=probabilities,
        probabilities=probabilities,
        label=label,
        uncertain=uncertain,
        label_set=label_set,
        ready=True,
    )


def where(image, colour):
    """Return the (x0, y0, x1, y1) that the pixels of a colour span."""
    ys, xs = np.nonzero((image == colour).all(axis=2))
    return xs.min(), ys.min(), xs.max(), ys.max()


def test_the_box_has_the_colour_of_the_class_and_stands_around_the_face():
    image = picture()
    drawn = draw(image, [seen(said("sad"))])
    below = drawn[100:]
    x0, _, x1, y1 = where(below, PALETTE["sad"])
    assert abs(x0 - 100) <= 2
    assert abs(x1 - 180) <= 2
    assert abs(y1 - 80) <= 2
    assert (drawn[130:150, 130:150] == GREY).all()


def test_the_picture_itself_is_left_alone():
    image = picture()
    image.flags.writeable = False
    drawn = draw(image, [seen(said())])
    assert (image == GREY).all()
    assert not np.shares_memory(image, drawn)
    assert drawn.shape == image.shape
    assert drawn.dtype == np.uint8


def test_without_faces_nothing_is_drawn():
    assert (draw(picture(), []) == GREY).all()


def test_mirrored_boxes_move_with_the_face_and_the_text_stays_readable():
    image = picture()
    image[140, 110] = 255
    faces = [seen(said("sad"), 20, 100)]
    drawn = draw(image, faces, mirrored=True)
    assert (drawn[140, 320 - 1 - 110] == 255).all()
    x0, _, x1, _ = where(drawn[150:], PALETTE["sad"])
    assert abs(x0 - 220) <= 2
    assert abs(x1 - 300) <= 2
    # The same caption, not its mirror image: compare with an unmirrored drawing of the mirrored place.
    plain = draw(picture(), [seen(said("sad"), 220, 100)])
    assert (drawn[60:95] == plain[60:95]).all()


@pytest.mark.parametrize(("x", "y"), [(-40, 100), (290, 100), (100, -40), (100, 210)])
def test_a_face_at_or_over_the_edge(x, y):
    drawn = draw(picture(), [seen(said(), x, y)])
    assert (drawn != GREY).any()


def test_a_face_outside_the_picture_leaves_it_as_it_is():
    assert (draw(picture(), [seen(said(), 500, 500)]) == GREY).all()


def test_a_caption_at_the_upper_edge_is_inside_the_picture():
    drawn = draw(picture(), [seen(said("sad"), 100, 2)])
    # A filled line of text, not only the frame: it stands under the box, which is whole.
    assert (drawn[86:110, 100:180] == PALETTE["sad"]).all(axis=2).sum() > 300
    assert (drawn[10:70, 110:170] == GREY).all()


@pytest.mark.parametrize("shape", [(1, 1), (4, 300), (2000, 3000)])
def test_pictures_of_any_size(shape):
    assert draw(picture(*shape), [seen(said())]).shape == (*shape, 3)


def test_a_face_that_cannot_be_read_is_drawn_white_with_its_id():
    assert caption(seen(None, number=7)) == "7  Not readable"
    assert (draw(picture(), [seen(None)]) == (255, 255, 255)).all(axis=2).any()


def test_the_caption_says_id_label_and_confidence_and_doubt():
    assert caption(seen(said("happy"), number=3)).split() == ["3", "Happy", "70", "%"]
    assert caption(seen(said("happy", uncertain=True), number=3)).split() == ["3", "Happy?", "70", "%"]


@pytest.mark.parametrize("uncertain", [False, True])
def test_the_caption_says_one_class_or_two_or_none(uncertain):
    def shown(*label_set):
        return caption(seen(said("sad", uncertain=uncertain, label_set=label_set), number=3))

    assert shown("sad") == ("3  Sad?  70 %" if uncertain else "3  Sad  70 %")
    assert shown("sad", "neutral") == "3  Sad or neutral"
    assert shown("sad", "neutral", "fear") == "3  Uncertain"


def test_the_caption_doubts_a_label_that_is_held_and_says_its_own_confidence():
    assert caption(seen(said("sad", leader="happy"), number=3)) == "3  Sad?  5 %"


def test_nothing_is_certain():
    sure = said("happy")
    sure.probabilities[:] = sure.probabilities.round()
    assert caption(seen(sure)) == "1  Happy  99 %"


@pytest.mark.parametrize("details", [{"uncertain": True}, {"label_set": ("sad", "fear")}, {"leader": "happy"}])
def test_the_box_of_a_doubtful_label_is_dashed(details):
    def coloured(said):
        drawn = draw(picture(), [seen(said)])
        on_edges = [drawn[180, 104:176], drawn[110:176, 100], drawn[110:176, 180]]
        return [(edge == PALETTE["sad"]).all(axis=-1).mean() for edge in on_edges]

    assert coloured(said("sad")) == [1.0, 1.0, 1.0]
    assert all(0.3 < part < 0.9 for part in coloured(said("sad", **details)))


def test_a_mark_is_written_into_the_corner_and_no_tag_hides_it():
    marked = draw(picture(), [], mark="DEMO CLIP")
    x0, y0, x1, y1 = where(marked, MARK)
    assert x0 < 10
    assert y0 < 10
    with_face = draw(picture(), [seen(said("sad"), 10, y1 + 4)], mark="DEMO CLIP")
    assert (with_face[y0 : y1 + 1, x0 : x1 + 1] == marked[y0 : y1 + 1, x0 : x1 + 1]).all()


def test_no_tag_hides_another_face():
    plain = draw(picture(), [seen(said("sad"), 100, 30)])
    both = draw(picture(), [seen(said("sad"), 100, 30), seen(said("happy"), 100, 118, number=2)])
    assert (both[32:108, 104:176] == plain[32:108, 104:176]).all()


def test_a_face_that_is_lost_for_a_moment_is_not_drawn():
    lost = Face(Track(1, face(100, 100), 0.0, 0.0, confirmed=True, seen=False))
    assert (draw(picture(), [lost]) == GREY).all()


def test_doubt_leaves_the_colour_of_the_label():
    drawn = draw(picture(), [seen(said("sad", label_set=("sad", "neutral")))])
    assert where(drawn[110:], PALETTE["sad"])
    assert not (drawn == PALETTE["neutral"]).all(axis=2).any()


def test_labels_that_the_font_does_not_hold_do_no_harm():
    drawn = draw(picture(), [seen(said("glücklich", ("glücklich", "traurig")))])
    assert (drawn != GREY).any()


def test_the_seven_classes_have_seven_colours_and_others_have_one_too():
    assert tuple(PALETTE) == CLASSES
    assert len(set(PALETTE.values())) == len(CLASSES)
    assert colour_of("happy", 0) == PALETTE["happy"]
    assert colour_of("contempt", 7) not in PALETTE.values() or colour_of("contempt", 0) not in PALETTE.values()
    assert len({colour_of(f"class {index}", index) for index in range(8)}) == 8


@pytest.mark.parametrize("sight", sorted(SIGHT))
def test_people_with_any_sight_tell_the_colours_apart(sight):
    seen = {label: lab(np.array(SIGHT[sight]) @ linear(rgb)) for label, rgb in PALETTE.items()}
    for (one, a), (other, b) in itertools.combinations(seen.items(), 2):
        assert np.linalg.norm(a - b) > 15, (one, other)


def test_text_on_the_colour_of_a_class_can_be_read():
    assert text_colour_on(PALETTE["happy"]) == (0, 0, 0)
    assert text_colour_on(PALETTE["sad"]) == (255, 255, 255)
    for rgb in (*PALETTE.values(), MARK):
        assert contrast(text_colour_on(rgb), rgb) >= 4.5


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21.0)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
