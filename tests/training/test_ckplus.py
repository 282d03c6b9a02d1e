from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_core.errors import DataError
from training.data.ckplus import CK_CLASSES, read_ckplus

CKPLUS = Path(__file__).resolve().parents[3] / "shared" / "data"


def write(folder, count=3, size=(20, 30)):
    folder.mkdir(parents=True)
    for i in range(count):
        cv2.imwrite(str(folder / f"{folder.name}_{i + 1:08d}.png"), np.full(size, 10 * (i + 1), np.uint8))
    return folder


def test_folders_are_sequences_in_their_order(tmp_path):
    write(tmp_path / "Happiness" / "S055_004")
    write(tmp_path / "anger" / "S010_001", count=12)
    write(tmp_path / "contempt" / "S138_008")
    write(tmp_path / "not_a_class" / "S000_000")
    found = read_ckplus(tmp_path)
    assert [(s.subject, s.name, CK_CLASSES[s.label]) for s in found] == [
        ("S055", "S055_004", "happy"),
        ("S010", "S010_001", "angry"),
        ("S138", "S138_008", "contempt"),
    ]
    assert found[1].images.shape == (12, 20, 30)
    assert found[1].images.dtype == np.uint8
    assert found[1].images[:, 0, 0].tolist() == [10 * (i + 1) for i in range(12)]


def test_no_sequences(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(DataError, match=r"has no CK\+ sequences: folders such as anger/S055_004/"):
            read_ckplus(path)


def test_a_sequence_without_pictures(tmp_path):
    write(tmp_path / "fear" / "S001_001", count=0)
    with pytest.raises(DataError, match="S001_001 holds no pictures"):
        read_ckplus(tmp_path)


def test_an_unreadable_picture_and_one_of_another_size(tmp_path):
    folder = write(tmp_path / "fear" / "S001_001")
    cv2.imwrite(str(folder / "S001_001_00000009.png"), np.zeros((5, 5), np.uint8))
    with pytest.raises(DataError, match=r"00000009\.png cannot be read, or has another size"):
        read_ckplus(tmp_path)
    (folder / "S001_001_00000009.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"00000009\.png cannot be read"):
        read_ckplus(tmp_path)


def test_npz(tmp_path):
    images = np.arange(2 * 3 * 4 * 4, dtype=np.uint8).reshape(2, 3, 4, 4)
    np.savez(tmp_path / "ck.npz", images=images, label=[3, 7], subject=["S1", "S2"], sequence=["001", "002"])
    one, two = read_ckplus(tmp_path / "ck.npz")
    np.testing.assert_array_equal(one.images, images[0])
    assert (one.subject, one.name, CK_CLASSES[one.label]) == ("S1", "S1_001", "happy")
    assert (two.subject, CK_CLASSES[two.label]) == ("S2", "contempt")


def test_npz_damaged(tmp_path):
    path = tmp_path / "ck.npz"
    np.savez(path, images=np.zeros((1, 3, 4, 4), np.uint8))
    whole = path.read_bytes()
    for content in (whole, whole[:100], b"", b"text"):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"ck\.npz cannot be read \(.*It should hold images, label"):
            read_ckplus(path)


def test_the_real_sequences():
    if not (CKPLUS / "ckplus_sequences").is_dir():
        pytest.skip(f"needs the sequences in {CKPLUS}")
    found = read_ckplus(CKPLUS / "ckplus_sequences")
    assert len(found) == 40
    assert len({s.subject for s in found}) == 10
    assert {CK_CLASSES[s.label] for s in found} == {"angry", "disgust", "fear", "happy", "sad", "surprise"}
    assert min(len(s.images) for s in found) >= 3


def test_the_real_crops():
    if not (CKPLUS / "ckplus48.npz").is_file():
        pytest.skip(f"needs ckplus48.npz in {CKPLUS}")
    found = read_ckplus(CKPLUS / "ckplus48.npz")
    assert len(found) == 327
    assert len({s.subject for s in found}) == 118
    assert {s.images.shape for s in found} == {(3, 48, 48)}
