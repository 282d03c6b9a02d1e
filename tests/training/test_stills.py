import numpy as np
import pytest
from drawn import pictures
from written import IMAGES, LABELS, NAMES, NEW, USAGE, VOTES, write_csv, write_folder, write_npz, write_votes

from fer_core.errors import DataError
from fer_core.spec import CLASSES
from training import data
from training.data.stills import Stills, copies, hold_out, majority, plurality, read_stills, with_selection


def test_csv(tmp_path):
    stills = read_stills(write_csv(tmp_path / "fer2013.csv"))
    np.testing.assert_array_equal(stills.images, IMAGES)
    assert stills.images.dtype == np.uint8
    np.testing.assert_array_equal(stills.labels, LABELS)
    assert list(stills.splits) == ["train"] * 7 + ["public_test"] * 7 + ["private_test"] * 7
    assert stills.votes is None
    assert stills.classes == CLASSES


def test_csv_from_a_spreadsheet(tmp_path):
    assert len(read_stills(write_csv(tmp_path / "fer2013.csv", encoding="utf-8-sig")).images) == 21


def test_the_readers_are_at_the_top_of_their_package():
    assert data.read_stills is read_stills
    assert data.Stills is Stills


def spaced(path, text):
    """A table with what people's tables have between commas: cells as (emotion, pixels, usage) put into ``text``."""
    lines = [
        text.format(k, " ".join(map(str, image.ravel())), NAMES[u])
        for k, image, u in zip(LABELS, IMAGES, USAGE, strict=True)
    ]
    path.write_text("\n".join(["emotion, pixels, Usage", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text", ["{}, {}, {}", "{},{},{}", ' {} , " {} " , {} ', '"{}", "{}", "{}"', "{}\t,  {} ,\t{}\t"]
)
def test_csv_with_spaces_around_its_cells(tmp_path, text):
    stills = read_stills(spaced(tmp_path / "fer2013.csv", text))
    np.testing.assert_array_equal(stills.images, IMAGES)
    np.testing.assert_array_equal(stills.labels, LABELS)
    assert list(stills.splits) == ["train"] * 7 + ["public_test"] * 7 + ["private_test"] * 7


@pytest.mark.parametrize("header", [(" emotion", "pixels ", "\tUsage "), ("Usage", " pixels", " emotion ")])
def test_csv_with_spaces_in_its_header(tmp_path, header):
    places = [("emotion", "pixels", "Usage").index(name.strip()) for name in header]
    row = good_row(emotion="2", Usage="PublicTest")
    path = write_csv(tmp_path / "fer2013.csv", [[row[place] for place in places]], header)
    stills = read_stills(path)
    assert (stills.labels.tolist(), stills.splits.tolist()) == ([2], ["public_test"])


def test_csv_with_more_cells_than_its_header_names(tmp_path):
    path = write_csv(tmp_path / "fer2013.csv", [(*good_row(emotion="2", Usage="PublicTest"), "", "")])
    assert read_stills(path).labels.tolist() == [2]


@pytest.mark.parametrize("name", ["FER2013.CSV", "Fer2013.Csv"])
def test_csv_in_capitals(tmp_path, name):
    write_votes(tmp_path / "fer2013new.csv")
    stills = read_stills(write_csv(tmp_path / name))
    np.testing.assert_array_equal(stills.images, IMAGES)
    np.testing.assert_array_equal(stills.votes, VOTES)


def test_npz_in_capitals(tmp_path):
    path = write_npz(tmp_path / "fer2013.npz").rename(tmp_path / "FER2013.NPZ")
    np.testing.assert_array_equal(read_stills(path).images, IMAGES)


def test_csv_with_votes_beside_it(tmp_path):
    write_votes(tmp_path / "fer2013new.csv")
    stills = read_stills(write_csv(tmp_path / "fer2013.csv"))
    np.testing.assert_array_equal(stills.votes, VOTES)
    np.testing.assert_array_equal(stills.votes.argmax(axis=1), LABELS)


def test_npz(tmp_path):
    labels = LABELS.astype(np.int8)
    labels[6] = -1
    images, votes = np.concatenate([IMAGES, IMAGES[6:7]]), np.concatenate([VOTES, VOTES[6:7]])
    stills = read_stills(
        write_npz(
            tmp_path / "fer2013.npz",
            images=images,
            label=np.append(labels, np.int8(6)),
            usage=np.append(USAGE, 0).astype(np.uint8),
            ferplus_votes=votes,
        )
    )
    np.testing.assert_array_equal(stills.images, images)
    np.testing.assert_array_equal(stills.votes, votes)
    assert stills.labels.dtype == np.int64
    assert stills.labels[6] == -1
    assert list(stills.splits[[0, 7, 14, 21]]) == ["train", "public_test", "private_test", "train"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda p: p / "nowhere.csv", r"nowhere\.csv is no data set\. Give fer2013\.csv"),
        (lambda p: p, r"has no pictures in train/<class>/ or test/<class>/"),
        (lambda p: write_folder(p, ("happy",)), "pictures of one class only"),
    ],
    ids=["missing", "empty folder", "one class"],
)
def test_nothing_to_learn_from(tmp_path, make, sentence):
    with pytest.raises(DataError, match=sentence):
        read_stills(make(tmp_path))


def good_row(**changes):
    row = {"emotion": "0", "pixels": " ".join(["7"] * 2304), "Usage": "Training"} | changes
    return tuple(value for value in row.values() if value is not None)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (good_row(pixels="1 2 3"), "row 3: 3 pixels instead of 2304"),
        (good_row(pixels=""), "row 3: 0 pixels instead of 2304"),
        (("0",), "row 3: 0 pixels instead of 2304"),
        (good_row(pixels=" ".join(["7"] * 2303 + ["x"])), "row 3: a pixel is not a number from 0 to 255"),
        (good_row(pixels=" ".join(["7"] * 2303 + ["256"])), "row 3: a pixel is not a number from 0 to 255"),
        (good_row(pixels=" ".join(["7"] * 2303 + ["-1"])), "row 3: a pixel is not a number from 0 to 255"),
        (good_row(emotion="7"), "row 3: emotion '7', usage 'Training' are not FER2013's"),
        (good_row(emotion="happy"), "row 3: emotion 'happy'"),
        (good_row(Usage="Test"), "usage 'Test' are not FER2013's"),
        (good_row(Usage=None), "usage '' are not FER2013's"),
    ],
)
def test_csv_bad_row(tmp_path, row, sentence):
    with pytest.raises(DataError, match=sentence):
        read_stills(write_csv(tmp_path / "fer2013.csv", [good_row(), row]))


def test_csv_bad_table(tmp_path):
    path = tmp_path / "fer2013.csv"
    for content, sentence in (
        (b"", "lacks the columns emotion, pixels, Usage"),
        (b"emotion,pixels\n", "lacks the columns"),
        (b"emotion,pixels,Usage\n", "holds no pictures"),
        (b"emotion,pixels,Usage\n\xff\xfe\x00\x01", "is not a table of text"),
        (b"emotion,pixels,Usage\n0," + b"7 " * 100_000 + b",Training\n", "is not a table of text"),
    ):
        path.write_bytes(content)
        with pytest.raises(DataError, match=sentence):
            read_stills(path)


def test_csv_without_a_class(tmp_path):
    with pytest.raises(DataError, match="has no training picture of the class 'disgust'"):
        read_stills(write_csv(tmp_path / "fer2013.csv", [good_row()]))


def test_csv_bad_votes(tmp_path):
    path, votes = write_csv(tmp_path / "fer2013.csv"), tmp_path / "fer2013new.csv"
    write_votes(votes, VOTES[:-1])
    with pytest.raises(DataError, match=r"has 20 rows and fer2013\.csv 21"):
        read_stills(path)
    write_votes(votes, names=tuple(NEW)[:-1])
    with pytest.raises(DataError, match=r"is not FER\+'s fer2013new\.csv"):
        read_stills(path)
    for value in (300, -1):
        write_votes(votes, VOTES.astype(int) * value)
        with pytest.raises(DataError, match=r"is not FER\+'s"):
            read_stills(path)
    votes.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match=r"is not FER\+'s"):
        read_stills(path)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"images": None}, "cannot be read .* It should hold images, label, usage and ferplus_votes"),
        ({"ferplus_votes": None}, "cannot be read"),
        ({"images": IMAGES[:, :40]}, r"pictures \(21, 40, 48\) .* do not fit together"),
        ({"images": IMAGES.astype(np.float32) / 255}, "do not fit together"),
        ({"label": LABELS[:5]}, "do not fit together"),
        ({"label": LABELS[:, None]}, "do not fit together"),
        ({"label": np.array(["happy"] * 21)}, "cannot be read"),
        ({"label": np.where(LABELS == 6, 7, LABELS)}, "row 6: label 7 is not one of 7 classes"),
        ({"label": np.where(LABELS == 6, -2, LABELS)}, "label -2 is not one of"),
        ({"label": np.where(LABELS == 1, 0, LABELS)}, "no training picture of the class 'disgust'"),
        ({"usage": USAGE + 1}, "cannot be read"),
        ({"usage": USAGE[:5]}, "do not fit together"),
        ({"usage": USAGE / 2}, "cannot be read"),
        ({"ferplus_votes": VOTES[:5]}, r"votes \(5, 10\) uint8 do not fit 21 pictures"),
        ({"ferplus_votes": VOTES[:, :7]}, "votes .* do not fit"),
        ({"ferplus_votes": VOTES.astype(float)}, "votes .* float64 do not fit"),
    ],
)
def test_npz_bad_arrays(tmp_path, changes, sentence):
    with pytest.raises(DataError, match=sentence):
        read_stills(write_npz(tmp_path / "fer2013.npz", **changes))


def test_npz_damaged(tmp_path):
    path = write_npz(tmp_path / "fer2013.npz")
    content = path.read_bytes()
    flipped = bytearray(content)
    flipped[len(content) // 3] ^= 255
    for spoilt in (b"", b"text", content[: len(content) // 2], bytes(flipped)):
        path.write_bytes(spoilt)
        with pytest.raises(DataError, match=r"fer2013\.npz cannot be read"):
            read_stills(path)


def test_npz_that_is_one_array(tmp_path):
    with (tmp_path / "fer2013.npz").open("wb") as file:
        np.save(file, IMAGES)
    with pytest.raises(DataError, match=r"fer2013\.npz cannot be read"):
        read_stills(tmp_path / "fer2013.npz")


def test_a_split_that_is_not_there_is_said(tmp_path):
    stills = read_stills(write_folder(tmp_path))
    with pytest.raises(DataError, match=r"no pictures in its split 'public_test', only in: test, train"):
        stills.split("public_test")
    assert len(stills.split("test").images) == 7


def test_selection_is_public_test_or_held_out(tmp_path):
    stills, name = with_selection(read_stills(write_csv(tmp_path / "fer2013.csv")))
    assert name == "public_test"
    assert (stills.splits == "train").sum() == 7
    stills, name = with_selection(read_stills(write_folder(tmp_path / "folder", ("a", "b"), train=20)))
    assert name == "validation"
    assert {s: int((stills.splits == s).sum()) for s in set(stills.splits)} == {"train": 36, "validation": 4, "test": 2}


def test_the_same_pictures_are_held_out_each_time(tmp_path):
    stills = read_stills(write_folder(tmp_path, ("a", "b"), train=20))
    one, again, other = hold_out(stills, 0.25), hold_out(stills, 0.25), hold_out(stills, 0.25, seed=1)
    np.testing.assert_array_equal(one.splits, again.splits)
    assert (one.splits != other.splits).any()
    assert (one.splits == "validation").sum() == 10


def trained_on(labels, images=None):
    labels = np.array(labels)
    images = pictures(labels) if images is None else images
    return Stills(images, labels, None, np.full(len(labels), "train"), tuple("abcdefg"))


@pytest.mark.parametrize("seed", range(5))
def test_a_tenth_of_each_class_is_held_out(seed):
    # A rare class would often be held out in no picture, or in many, if they were drawn from all of them at once.
    held = hold_out(trained_on(np.repeat([0, 1, 2, 3, 4], [100, 50, 20, 3, 1])), 0.1, seed)
    assert np.bincount(held.labels[held.splits == "validation"], minlength=5).tolist() == [10, 5, 2, 1, 0]


@pytest.mark.parametrize("seed", range(5))
def test_copies_of_a_picture_stay_on_one_side(seed):
    labels = np.repeat([0, 1], [40, 40])
    stills = trained_on(labels)
    # Pictures in twos and threes; and all of class 2 are copies of others that have another label.
    images = stills.images.copy()
    images[1:20:2], images[41:60:3], images[42:61:3] = images[0:20:2], images[40:59:3], images[40:59:3]
    held = hold_out(trained_on([*labels, 2, 2], np.concatenate([images, images[[0, 5]]])), 0.25, seed)
    validation = held.splits == "validation"
    assert not copies(held.images[validation], held.images[~validation]).any()
    assert 8 <= (validation & (held.labels == 0)).sum() <= 10
    assert 8 <= (validation & (held.labels == 1)).sum() <= 10
    assert not (validation & (held.labels == 2)).any()


def test_a_class_is_never_held_out_as_a_whole():
    stills = trained_on([0, 0, 0, 1, 1])
    images = stills.images.copy()
    images[1:3] = images[0]
    held = hold_out(trained_on(stills.labels, images), 0.1)
    assert (held.splits[:3] == "train").all()
    assert sorted(held.splits[3:]) == ["train", "validation"]
    with pytest.raises(DataError, match=r"Each class has one training picture only.* Add pictures, or a folder val/"):
        hold_out(trained_on([0, 1, 2]), 0.1)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([6, 4, 0, 0, 0, 0, 0, 0, 0, 0], 0),
        ([0, 0, 0, 0, 0, 1, 9, 0, 0, 0], 6),
        ([5, 5, 0, 0, 0, 0, 0, 0, 0, 0], -1),
        ([4, 0, 0, 0, 0, 0, 0, 4, 2, 0], -1),
        ([4, 0, 0, 0, 0, 0, 0, 0, 6, 0], -1),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 10], -1),
        ([0] * 10, -1),
        ([2, 1, 1, 1, 1, 1, 1, 1, 1, 0], 0),
    ],
)
def test_a_plurality_is_one_winner_among_our_seven(votes, expected):
    assert plurality(np.array([votes], np.uint8)).tolist() == [expected]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([6, 4, 0, 0, 0, 0, 0, 0, 0, 0], 0),
        ([0, 0, 0, 0, 0, 0, 5, 1, 2, 2], -1),
        ([0, 0, 0, 0, 0, 0, 4, 1, 1, 1], 6),
        ([2, 1, 1, 1, 1, 1, 1, 1, 1, 0], -1),
        ([1, 0, 0, 0, 0, 0, 0, 9, 0, 0], -1),
        ([200, 0, 0, 100, 0, 0, 0, 0, 0, 0], 0),
        ([0] * 10, -1),
    ],
)
def test_a_majority_is_more_than_half_of_all_votes(votes, expected):
    assert majority(np.array([votes], np.uint8)).tolist() == [expected]


def test_copies_are_found_pixel_for_pixel():
    near = IMAGES[3:4].copy()
    near[0, 5, 5] ^= 1
    found = copies(np.concatenate([IMAGES[:2], near]), IMAGES[1:10])
    assert found.tolist() == [False, True, False]
