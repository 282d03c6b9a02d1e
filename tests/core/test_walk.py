"""The walk through the expressions, by literal results and times; and what is written of it."""

import csv
import json

import numpy as np
import pytest

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.spec import CLASSES
from fer_core.types import Detection, Expression, Face, Frame, FrameResult, Track
from fer_core.walk import CHECKS, HOW, Confusion, Pace, Walk
from fer_core.walk_files import Found, save_walk

PACE = Pace(check_s=1.0, pose_s=2.0, settle_s=0.5)
RATE_HZ = 10


def face(label="happy", *quality, face_id=1, readable=True):
    detection = Detection((0.0, 0.0, 10.0, 10.0), 0.9, np.zeros((6, 2), np.float32))
    track = Track(face_id, detection, 0.0, 0.0, confirmed=True)
    values = np.full(len(CLASSES), 0.1, np.float32)
    said = Expression("fake.logits", CLASSES, values, values, values, values, label, False, (), True)
    return Face(track, quality, {}, said if readable else None)


def picture(t, *faces):
    return FrameResult(Frame(0, t, np.zeros((4, 4, 3), np.uint8), 0.0), faces)


def go(walk, from_s, to_s, *faces):
    """Give a walk pictures of the same faces; return how many were counted."""
    times = [n / RATE_HZ for n in range(round(from_s * RATE_HZ), round(to_s * RATE_HZ))]
    return sum(walk.take(picture(t, *faces)) is not None for t in times)


@pytest.fixture
def walk():
    return Walk(CLASSES, PACE)


@pytest.fixture
def posing(walk):
    """A walk that has just asked for its first expression, at 1.1 s."""
    go(walk, 0.0, 1.1, face())
    assert (walk.step, walk.label) == ("pose", "neutral")
    return walk


def test_it_asks_for_all_seven_once_all_is_fine(walk):
    assert set(walk.asked) == set(CLASSES)
    go(walk, 0.0, 1.0, face())
    assert (walk.step, walk.label, walk.left_s) == ("check", "", pytest.approx(0.1))
    go(walk, 1.0, 1.1, face())
    assert (walk.step, walk.label, walk.left_s) == ("pose", "neutral", 2.0)


@pytest.mark.parametrize("flag", [flag for flags in CHECKS.values() for flag in flags])
def test_it_does_not_begin_while_something_spoils_the_picture(walk, flag):
    go(walk, 0.0, 5.0, face("happy", flag))
    assert (walk.step, walk.flags, walk.waits) == ("check", (flag,), "")
    go(walk, 5.0, 5.9, face())
    assert (walk.step, walk.flags) == ("check", ())
    go(walk, 5.9, 6.1, face())
    assert walk.step == "pose"


def test_it_begins_all_the_same_if_somebody_wants_it(walk):
    go(walk, 0.0, 1.0, face("happy", "dark"))
    walk.go_on()
    assert walk.label == "neutral"


def test_talking_spoils_nothing(walk):
    go(walk, 0.0, 1.2, face("happy", "talking"))
    assert walk.step == "pose"


def test_the_first_moment_does_not_count(posing):
    assert not posing.counts
    assert go(posing, 1.1, 1.5, face("sad")) == 0
    assert go(posing, 1.5, 3.0, face("happy")) == 15
    assert posing.label == "neutral"
    go(posing, 3.0, 3.1, face("happy"))
    assert (posing.label, posing.counts) == ("happy", False)
    row = posing.confusion.pictures[0]
    assert row[CLASSES.index("happy")] == row.sum() == 16


@pytest.mark.parametrize(
    ("faces", "says"),
    [
        ((), "No face is in view"),
        ((face(), face(face_id=2)), "2 faces are in view"),
        ((face(readable=False),), "not whole in the picture"),
    ],
)
def test_it_waits_for_exactly_one_readable_face(posing, faces, says):
    go(posing, 1.1, 1.6, face())
    left_s = posing.left_s
    assert go(posing, 1.6, 20.0, *faces) == 0
    assert says in posing.waits
    assert (posing.label, posing.left_s) == ("neutral", left_s)
    go(posing, 20.0, 20.1, face())
    assert posing.waits == ""


def test_a_pause_of_the_pictures_takes_no_more_than_half_a_second(posing):
    go(posing, 1.1, 1.2, face())
    left_s = posing.left_s
    posing.take(picture(60.0, face()))
    assert posing.left_s == pytest.approx(left_s - 0.5)
    posing.take(picture(10.0, face()))
    assert posing.left_s == pytest.approx(left_s - 0.5)


def test_a_whole_walk_gives_the_shares_of_each_class(walk):
    reads = {**{label: label for label in HOW}, "fear": "surprise", "angry": "neutral"}
    t = 0.0
    while walk.step != "done":
        label = walk.label
        said = reads.get(label, "neutral")
        if label == "disgust" and round(t * RATE_HZ) % 2:
            said = "angry"
        walk.take(picture(t, face(said)))
        t += 1 / RATE_HZ
        assert t < 30
    found = walk.confusion
    assert found.shares.sum(axis=1) == pytest.approx(np.ones(7))
    share = {
        asked: dict(zip(found.labels, row, strict=True)) for asked, row in zip(found.asked, found.shares, strict=True)
    }
    assert share["happy"]["happy"] == share["fear"]["surprise"] == 1.0
    assert 0.4 < share["disgust"]["disgust"] < 0.6
    assert found.words() == (
        "Read well: neutral, happy, surprise and sad. Read at times: disgust (else as angry). "
        "Read hardly ever: angry (else as neutral) and fear (else as surprise)."
    )
    assert walk.take(picture(t, face())) is None
    walk.go_on()
    assert (walk.step, walk.label, walk.left_s) == ("done", "", 0.0)


def test_what_is_skipped_is_not_judged(posing):
    for _ in range(7):
        posing.go_on()
    assert posing.step == "done"
    assert posing.confusion.words() == f"Skipped: {', '.join(list(HOW)[:-1])} and fear."
    assert (posing.confusion.shares == 0).all()


def test_a_model_with_fewer_or_other_classes_is_asked_for_those_that_it_has():
    walk = Walk(("contempt", "sad", "happy"), PACE)
    assert walk.asked == ("happy", "sad")
    walk.go_on()
    assert go(walk, 0.0, 1.0, face("angry")) == 0
    assert walk.confusion.pictures.shape == (2, 3)
    with pytest.raises(ValueError, match="contempt"):
        Walk(("contempt", "happy"))


# What is written


FOUND = Confusion(("happy", "sad"), ("sad", "neutral", "happy"), np.array([[1, 0, 3], [0, 0, 0]]))
CROPS = (
    ("happy", np.full((48, 48), 7, np.uint8)),
    ("happy", np.full((48, 48), 8, np.uint8)),
    ("sad", np.eye(48, dtype=np.uint8)),
)


def test_the_numbers_and_their_picture_are_written_and_no_faces(tmp_path):
    written = save_walk(tmp_path / "me.json", Found(FOUND, "m.out", b"png"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["me.json", "me.png"]
    assert [path.name for path in written] == ["me.json", "me.png"]
    stored = json.loads((tmp_path / "me.json").read_text("utf-8"))
    assert stored["asked"] == ["happy", "sad"]
    assert stored["read"] == ["sad", "neutral", "happy"]
    assert stored["pictures"] == [[1, 0, 3], [0, 0, 0]]
    assert stored["shares"] == [[0.25, 0.0, 0.75], [0.0, 0.0, 0.0]]
    assert "felt" in stored["caution"]


def test_a_table_has_a_row_for_each_pair(tmp_path):
    save_walk(tmp_path / "me.CSV", Found(FOUND, "m.out", b"png"))
    rows = list(csv.DictReader((tmp_path / "me.CSV").read_text("utf-8").splitlines()))
    assert len(rows) == 6
    assert rows[2] == {"asked": "happy", "read": "happy", "pictures": "3", "share": "0.7500"}


def test_crops_go_into_a_folder_for_each_class_where_they_are_wanted(tmp_path):
    *_, folder = save_walk(tmp_path / "me.json", Found(FOUND, "m.out", b"png", CROPS))
    names = sorted(str(path.relative_to(folder).as_posix()) for path in folder.rglob("*.png"))
    assert names == ["happy/0001.png", "happy/0002.png", "sad/0003.png"]
    stored = cv2.imread(str(folder / "sad" / "0003.png"), cv2.IMREAD_UNCHANGED)
    assert (stored == CROPS[2][1]).all()


def test_nothing_that_is_there_is_overwritten_but_the_file_that_was_chosen(tmp_path):
    (tmp_path / "me.png").write_bytes(b"mine")
    (tmp_path / "me faces").mkdir()
    written = save_walk(tmp_path / "me.json", Found(FOUND, "m.out", b"png", CROPS))
    assert (tmp_path / "me.png").read_bytes() == b"mine"
    assert [path.name for path in written] == ["me.json", "me-2.png", "me faces-2"]


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path):
    with pytest.raises(SinkError, match="cannot be saved"):
        save_walk(tmp_path / "missing" / "me.json", Found(FOUND, "m.out", b"png"))
