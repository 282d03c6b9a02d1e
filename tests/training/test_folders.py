import cv2
import numpy as np
import pytest
from drawn import pictures
from written import IMAGES, write_folder

from fer_core.errors import DataError
from fer_core.spec import CLASSES
from training.data.stills import read_stills, with_selection


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


@pytest.mark.parametrize("name", ["val", "validation", "valid"])
def test_folder_with_pictures_to_choose_on(tmp_path, name):
    stills = read_stills(write_folder(tmp_path, ("a", "b", "c"), **{name: 3}))
    counts = {split: int((stills.splits == split).sum()) for split in np.unique(stills.splits)}
    assert counts == {"train": 6, "validation": 9, "test": 3}
    chosen = stills.split("validation")
    assert chosen.labels.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    for label in range(3):
        np.testing.assert_array_equal(chosen.images[chosen.labels == label], pictures([label] * 3))
    # Nothing is held out beside them.
    selected, split = with_selection(stills)
    assert split == "validation"
    np.testing.assert_array_equal(selected.splits, stills.splits)


def test_folder_may_do_without_a_test(tmp_path):
    stills = read_stills(write_folder(tmp_path, ("a", "b"), val=1, test=0))
    assert set(stills.splits) == {"train", "validation"}


def test_folder_with_a_class_to_choose_on_alone(tmp_path):
    write_folder(tmp_path, ("a", "b"), val=1)
    (tmp_path / "val" / "only_here").mkdir()
    cv2.imwrite(str(tmp_path / "val" / "only_here" / "0.png"), IMAGES[0])
    with pytest.raises(DataError, match=r"train has no pictures of the class 'only_here'"):
        read_stills(tmp_path)


def test_folder_with_a_bar_in_the_name_of_a_class(tmp_path):
    write_folder(tmp_path, ("glad|happy", "sad"))
    with pytest.raises(DataError, match=r"has a class named 'glad\|happy': a bar \(\|\) .*\. Rename its folder\."):
        read_stills(tmp_path)


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
    assert note.startswith(f"{tmp_path.name}: 1 of 123 pictures cannot be read and are left out: ")
    assert note.endswith("broken.png")


def test_folder_many_unreadable_pictures_are_refused(tmp_path):
    write_folder(tmp_path, ("a", "b"), train=9)
    for i in range(6):
        (tmp_path / "train" / "a" / f"broken{i}.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"6 of 26 pictures cannot be read: .*2\.png, \.\.\.\. Repair or remove them"):
        read_stills(tmp_path)


def test_folder_class_without_training_pictures(tmp_path):
    write_folder(tmp_path, ("a", "b"))
    (tmp_path / "test" / "only_here").mkdir()
    with pytest.raises(DataError, match="has no pictures of the class 'only_here'"):
        read_stills(tmp_path)
