"""The usual folders and lists of other data sets."""

import zlib

import cv2
import numpy as np
import pytest
from drawn import pictures

from fer_core.errors import DataError
from training.data import listings


def picture(path, label=0):
    """Write a picture, unlike those of other names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), pictures([label], zlib.crc32(path.name.encode()))[0])
    return path


def labels(listing):
    return [(item.label, item.split) for item in listing.items]


def rafdb(path, lines=("train_00001.jpg 5", "test_0002.jpg 1"), folder="aligned"):
    (path / "EmoLabel").mkdir(parents=True)
    (path / "EmoLabel" / "list_patition_label.txt").write_text("\n".join(lines) + "\n")
    ending = "_aligned.jpg" if folder == "aligned" else ".jpg"
    for line in lines:
        picture(path / "Image" / folder / f"{line.split()[0].removesuffix('.jpg')}{ending}")
    return path


@pytest.mark.parametrize("folder", ["aligned", "original"])
@pytest.mark.parametrize("below", ["", "basic", "RAF-DB/basic"])
def test_rafdb(tmp_path, folder, below):
    rafdb(tmp_path / below, folder=folder)
    assert listings.is_rafdb(tmp_path)
    found = listings.rafdb(tmp_path)
    assert labels(found) == [("sad", "train"), ("surprise", "test")]
    assert len(found) == 2
    assert found.picture(1).shape == (48, 48, 3)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("train_00001.jpg 8", "line 1: class '8' is not one of 1 to 7"),
        ("train_00001.jpg", "is not a picture and its class"),
        ("someone.jpg 3", "is not a picture and its class"),
    ],
)
def test_rafdb_with_a_bad_line(tmp_path, line, words):
    with pytest.raises(DataError, match=words):
        listings.rafdb(rafdb(tmp_path, (line,)))


def test_rafdb_without_its_pictures(tmp_path):
    rafdb(tmp_path, folder="elsewhere")
    with pytest.raises(DataError, match="no folder Image/aligned or Image/original"):
        listings.rafdb(tmp_path)


def affectnet_table(path, rows, columns=("face_x", "face_y", "face_width", "face_height")):
    head = ("subDirectory_filePath", *columns, "facial_landmarks", "expression", "valence", "arousal")
    path.write_text("\n".join([",".join(head), *rows]) + "\n")


def test_affectnet_by_its_tables(tmp_path):
    affectnet_table(tmp_path / "training.csv", ["1/a.jpg,4,6,20,30,1;2,1,0.1,0.2", "1/b.jpg,0,0,9,9,1;2,9,0,0"])
    affectnet_table(tmp_path / "validation.csv", ["2/c.jpg,4,6,20,30,1;2,7,0.1,0.2"])
    picture(tmp_path / "Manually_Annotated_Images" / "1" / "a.jpg")
    assert listings.is_affectnet(tmp_path)
    found = listings.affectnet(tmp_path)
    # What shows no expression, or no face, is passed over.
    assert labels(found) == [("happy", "train"), ("contempt", "validation")]
    assert found.items[0].box == (4, 6, 24, 36)
    # Thirty hundredths of the box are kept around it, as far as the picture goes.
    assert found.picture(0).shape == (45, 30, 3)
    assert found.picture(1) is None


def test_affectnet_by_its_folders(tmp_path):
    for split, number in (("train_set", 0), ("val_set", 6)):
        (tmp_path / split / "annotations").mkdir(parents=True)
        np.save(tmp_path / split / "annotations" / "12_exp.npy", np.array(str(number)))
        picture(tmp_path / split / "images" / "12.jpg")
    assert listings.is_affectnet(tmp_path)
    found = listings.affectnet(tmp_path)
    assert labels(found) == [("neutral", "train"), ("angry", "validation")]
    assert found.picture(1) is not None


@pytest.mark.parametrize(
    ("row", "columns", "words"),
    [
        ("1/a.jpg,4,6,20,30,1;2,99,0,0", None, "row 2: class '99' is not one of 0 to 7"),
        ("1/a.jpg,4,6,twenty,30,1;2,1,0,0", None, "box of the face is not four numbers"),
        ("1/a.jpg,4,6,20,30,1;2,1,0,0", ("x", "y", "w", "h"), "lacks the columns subDirectory_filePath"),
    ],
)
def test_affectnet_with_a_bad_table(tmp_path, row, columns, words):
    affectnet_table(tmp_path / "training.csv", [row], *([columns] if columns else []))
    with pytest.raises(DataError, match=words):
        listings.affectnet(tmp_path)


def test_affectnet_with_a_damaged_annotation(tmp_path):
    (tmp_path / "train_set" / "annotations").mkdir(parents=True)
    (tmp_path / "train_set" / "annotations" / "1_exp.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(DataError, match=r"1_exp\.npy cannot be read"):
        listings.affectnet(tmp_path)


@pytest.mark.parametrize("folder", ["origin", "image/origin", "."])
def test_expw(tmp_path, folder):
    (tmp_path / "label.lst").write_text("a.jpg 0 6 4 24 36 90.5 3\na.jpg 1 0 0 9 9 20.1 6\n")
    picture(tmp_path / folder / "a.jpg")
    assert listings.is_expw(tmp_path)
    found = listings.expw(tmp_path)
    assert labels(found) == [("happy", "train"), ("neutral", "train")]
    # The list gives the top before the left.
    assert found.items[0].box == (4, 6, 24, 36)
    assert found.picture(0) is not None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a.jpg 0 6 4 24 36 90.5", "line 1 has 7 values instead of 8"),
        ("a.jpg 0 6 4 x 36 90.5 1", "box of the face is not four numbers"),
        ("a.jpg 0 6 4 24 36 90.5 7", "class '7' is not one of 0 to 6"),
    ],
)
def test_expw_with_a_bad_line(tmp_path, line, words):
    (tmp_path / "label.lst").write_text(line + "\n")
    with pytest.raises(DataError, match=words):
        listings.expw(tmp_path)


def test_a_box_outside_its_picture_is_no_picture(tmp_path):
    item = listings.Item("happy", "train", picture(tmp_path / "a.jpg"), (200, 200, 240, 240))
    assert listings.open_file(item) is None


def sequences(path, count=5):
    for folder in ("anger/S010_001", "contempt/S011_002"):
        for number in range(count):
            picture(path / folder / f"{number:04d}.png")
    return path


def test_ckplus_sequences(tmp_path):
    assert listings.is_ckplus(sequences(tmp_path))
    found = listings.ckplus(tmp_path)
    assert [item.label for item in found.items] == ["neutral", *["angry"] * 3, "neutral", *["contempt"] * 3]
    assert [item.file.stem for item in found.items[:4]] == ["0000", "0002", "0003", "0004"]
    assert [item.group for item in found.items] == ["S010"] * 4 + ["S011"] * 4
    assert not found.framed


def test_a_ckplus_sequence_that_is_too_short(tmp_path):
    with pytest.raises(DataError, match="S010_001 has 3 pictures; a sequence"):
        listings.ckplus(sequences(tmp_path, 3))


def test_ckplus_crops(tmp_path):
    crops = np.stack([pictures([k] * 3) for k in (0, 5)])
    np.savez(tmp_path / "a.npz", images=crops, label=np.array([0, 7]), subject=np.array(["S1", "S2"]))
    assert listings.is_ckplus(tmp_path / "a.npz")
    found = listings.ckplus(tmp_path / "a.npz")
    assert [item.label for item in found.items] == ["angry"] * 3 + ["contempt"] * 3
    assert found.framed
    np.testing.assert_array_equal(found.picture(4)[:, :, 0], crops[1, 1])


def test_ckplus_crops_with_a_label_of_no_class(tmp_path):
    crops = pictures([0] * 3)[None]
    np.savez(tmp_path / "a.npz", images=crops, label=np.array([12]), subject=np.array(["S1"]))
    with pytest.raises(DataError, match="should hold images, label and subject"):
        listings.ckplus(tmp_path / "a.npz")


@pytest.mark.parametrize("suits", [listings.is_rafdb, listings.is_affectnet, listings.is_expw, listings.is_ckplus,
                                   listings.is_encoded])  # fmt: skip
def test_a_plain_folder_is_none_of_them(tmp_path, suits):
    picture(tmp_path / "train" / "happy" / "a.jpg")
    assert not suits(tmp_path)


def test_a_list_that_is_not_text(tmp_path):
    (tmp_path / "label.lst").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(DataError, match="is not text"):
        listings.expw(tmp_path)


def test_a_list_without_a_line(tmp_path):
    (tmp_path / "label.lst").write_text("\n")
    with pytest.raises(DataError, match="lists no pictures"):
        listings.expw(tmp_path)
