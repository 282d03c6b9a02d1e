import csv

import cv2
import numpy as np
import pytest
from drawn import pictures, votes_of

from fer_core.errors import DataError
from fer_core.spec import CLASSES
from training.data.stills import copies, hold_out, plurality, read_stills, with_selection

LABELS = np.tile(np.arange(7), 3)
IMAGES = pictures(LABELS)
USAGE = np.repeat([0, 1, 2], 7)
NAMES = ("Training", "PublicTest", "PrivateTest")
VOTES = votes_of(LABELS)
#: Names and order of the ten columns of the real fer2013new.csv, and where each one stands here.
NEW = {
    "neutral": 6, "happiness": 3, "surprise": 5, "sadness": 4, "anger": 0, "disgust": 1, "fear": 2, "contempt": 7,
    "unknown": 8, "NF": 9,
}  # fmt: skip


def write_csv(path, rows=None, header=("emotion", "pixels", "Usage"), encoding="utf-8"):
    if rows is None:
        rows = [
            (k, " ".join(map(str, image.ravel())), NAMES[u]) for k, image, u in zip(LABELS, IMAGES, USAGE, strict=True)
        ]
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_votes(path, votes=VOTES, names=tuple(NEW)):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Usage", "Image name", *names])
        writer.writerows(["Training", "fer.png", *(row[NEW[name]] for name in names)] for row in votes)


def write_npz(path, **changes):
    arrays = {"images": IMAGES, "label": LABELS.astype(np.int8), "usage": USAGE.astype(np.uint8)}
    arrays |= {"ferplus_votes": VOTES, "ferplus_name": np.full(len(LABELS), "")} | changes
    np.savez(path, **{name: value for name, value in arrays.items() if value is not None})
    return path


def write_folder(path, classes=CLASSES, train=2, test=1):
    for split, count in (("train", train), ("test", test)):
        for label, name in enumerate(classes):
            (path / split / name).mkdir(parents=True)
            for i, image in enumerate(pictures([label % 7] * count)):
                cv2.imwrite(str(path / split / name / f"{i}.png"), image)
    return path


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


def test_folder(tmp_path):
    stills = read_stills(write_folder(tmp_path))
    assert stills.classes == CLASSES
    assert {name: int((stills.splits == name).sum()) for name in ("train", "test")} == {"train": 14, "test": 7}
    assert stills.votes is None
    for label in range(7):
        np.testing.assert_array_equal(stills.images[(stills.labels == label)][:2], pictures([label] * 2))


def test_folder_names_of_kaggle_and_others_are_ours(tmp_path):
    names = ("Anger", "DISGUSTED", "fearful", "happiness", "Sadness", "surprised", "Neutral")
    stills = read_stills(write_folder(tmp_path, names))
    assert stills.classes == CLASSES
    np.testing.assert_array_equal(np.sort(stills.labels[stills.splits == "test"]), np.arange(7))
    assert (stills.labels[:2] == 0).all()


def test_folder_of_other_classes(tmp_path):
    stills = read_stills(write_folder(tmp_path, ("smile", "frown", "Contempt")))
    assert stills.classes == ("contempt", "frown", "smile")
    assert sorted(set(stills.labels)) == [0, 1, 2]


def test_folder_pictures_of_other_sizes_colours_and_suffixes(tmp_path):
    write_folder(tmp_path, ("a", "b"))
    cv2.imwrite(str(tmp_path / "train" / "a" / "x.JPG"), np.full((100, 80, 3), (0, 0, 200), np.uint8))
    (tmp_path / "train" / "a" / "notes.txt").write_text("not a picture")
    stills = read_stills(tmp_path)
    assert stills.images.shape == (7, 48, 48)
    assert abs(int(stills.images[stills.labels == 0][2].mean()) - 60) <= 2


def test_folder_hidden_things_are_passed_over(tmp_path):
    write_folder(tmp_path, ("a", "b"))
    (tmp_path / "train" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "train" / "a" / "._0.png").write_bytes(b"resource fork")
    assert len(read_stills(tmp_path).images) == 6


def test_folder_one_unreadable_picture_in_a_hundred_is_noted(tmp_path):
    write_folder(tmp_path, ("a", "b"), train=60)
    (tmp_path / "train" / "a" / "broken.png").write_bytes(b"")
    stills = read_stills(tmp_path)
    assert len(stills.images) == 122
    (note,) = stills.notes
    assert note.startswith("1 of 123 pictures cannot be read: ")
    assert note.endswith("broken.png")


def test_folder_many_unreadable_pictures_are_refused(tmp_path):
    write_folder(tmp_path, ("a", "b"), train=9)
    for i in range(6):
        (tmp_path / "train" / "a" / f"broken{i}.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"6 of 26 pictures cannot be read: .*, \.\.\.\. Repair or remove them"):
        read_stills(tmp_path)


def test_folder_class_without_training_pictures(tmp_path):
    write_folder(tmp_path, ("a", "b"))
    (tmp_path / "test" / "only_here").mkdir()
    with pytest.raises(DataError, match="has no pictures of the class 'only_here'"):
        read_stills(tmp_path)


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
        (good_row(Usage=None), "usage 'None' are not FER2013's"),
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


def test_copies_are_found_pixel_for_pixel():
    near = IMAGES[3:4].copy()
    near[0, 5, 5] ^= 1
    found = copies(np.concatenate([IMAGES[:2], near]), IMAGES[1:10])
    assert found.tolist() == [False, True, False]
