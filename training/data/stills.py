"""Read the still pictures that people have at home: fer2013.csv, fer2013.npz, folders of classes."""

import csv
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.errors import DataError
from fer_core.spec import CLASSES
from training.data.terms import KNOWN, Terms

#: FER+'s ten columns as they are stored here; the first seven are our classes.
VOTES = (*CLASSES, "contempt", "unknown", "not-a-face")
SIDE = 48
#: What np.load and reading from its result raise about a file that is damaged or something else.
NPZ_ERRORS = (OSError, ValueError, KeyError, EOFError, TypeError, IndexError, zipfile.BadZipFile, zlib.error)
#: Largest share of pictures that may be unreadable.
_MAX_UNREADABLE = 0.01
#: Pictures that cannot be read that are named.
_TOLD = 3

_SPLITS = {"Training": "train", "PublicTest": "public_test", "PrivateTest": "private_test"}
#: Folders of a tree, and what their pictures are for.
_FOLDERS = {"train": "train", "val": "validation", "validation": "validation", "valid": "validation", "test": "test"}
_LABELS = tuple(str(number) for number in range(len(CLASSES)))
# Column names of fer2013new.csv in the order of VOTES.
_VOTE_COLUMNS = (
    "anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral", "contempt", "unknown", "NF",
)  # fmt: skip
_ALIASES = {
    "anger": "angry", "disgusted": "disgust", "fearful": "fear", "afraid": "fear", "happiness": "happy",
    "sadness": "sad", "surprised": "surprise",
}  # fmt: skip
_PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}


@dataclass(frozen=True, slots=True, eq=False)
class Stills:
    """Labelled pictures of faces.

    Attributes
    ----------
    images
        (N, 48, 48) uint8 grey.
    labels
        (N,) int64 in the order of ``classes``, -1 where it is not known.
    votes
        (N, 10) uint8 in the order of ``VOTES``, all zero where there are none; None if the data has no votes at all.
    splits
        (N,) str: train, public_test, private_test, validation or test.
    classes
        Names of the classes.
    notes
        What was left out, for people.
    name
        Of the convention by which ``labels`` were given, and of the classifier that learns them.
    others
        (N,) int64 by name of another convention, such as "rafdb": labels in the order of ``classes``, -1 where a
        picture has none by it.
    terms
        Of the data sets.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    votes: NDArray[np.uint8] | None
    splits: NDArray[np.str_]
    classes: tuple[str, ...]
    notes: tuple[str, ...] = ()
    name: str = "fer2013"
    others: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    terms: tuple[Terms, ...] = ()

    def subset(self, mask: NDArray[np.bool_]) -> "Stills":
        """Return the pictures for which ``mask`` (N,) holds."""
        votes = None if self.votes is None else self.votes[mask]
        others = {name: labels[mask] for name, labels in self.others.items()}
        images, labels, splits = self.images[mask], self.labels[mask], self.splits[mask]
        return replace(self, images=images, labels=labels, votes=votes, splits=splits, others=others)

    def split(self, name: str) -> "Stills":
        """Return the pictures of one split; a :class:`DataError` if it has none."""
        mask = self.splits == name
        if not mask.any():
            msg = f"The data has no pictures in its split '{name}', only in: {', '.join(np.unique(self.splits))}."
            raise DataError(msg)
        return self.subset(mask)


def read_stills(path: Path) -> Stills:
    """Read a data set.

    Parameters
    ----------
    path
        ``fer2013.csv`` (emotion, pixels, Usage; with ``fer2013new.csv`` beside it the FER+ votes too), an npz with
        images, label, usage and ferplus_votes, or a folder with train/<class>/ and test/<class>/ pictures, and
        perhaps val/<class>/ or validation/<class>/ ones, which are then what epochs are chosen on.

    Raises
    ------
    DataError
        If there is nothing to read, or a row or a class is not what it should be.
    """
    if path.is_dir():
        stills = _read_folder(path)
    elif path.suffix.lower() == ".npz" and path.is_file():
        stills = _read_npz(path)
    elif path.suffix.lower() == ".csv" and path.is_file():
        stills = _read_csv(path)
    else:
        msg = (
            f"{path} is no data set. Give fer2013.csv, fer2013.npz, or a folder with train/<class>/ and test/<class>/."
        )
        raise DataError(msg)
    return check_stills(stills, path)


def fingerprint(*parts: Stills) -> int:
    """Return a checksum of pictures, labels and votes: a run only goes on with the data that it began with."""
    checksum = 0
    for part in parts:
        for array in (part.images, part.labels, part.votes, *(part.others[name] for name in sorted(part.others))):
            checksum = zlib.crc32(b"" if array is None else np.ascontiguousarray(array).tobytes(), checksum)
    return checksum


def hold_out(stills: Stills, share: float, seed: int = 0) -> Stills:
    """Move a share of the training pictures of each class to a split ``validation``: tests are not for choosing.

    They are drawn at random, at least one of each class that has two. Copies of a picture stay on one side, else what
    was learned by heart would be taken for what is known; those with different labels stay among the training pictures.

    Raises
    ------
    DataError
        If each class has only one picture, as far as copies go.
    """
    copied: dict[bytes, list[int]] = {}
    for row in np.flatnonzero(stills.splits == "train"):
        copied.setdefault(stills.images[row].tobytes(), []).append(int(row))
    rng, chosen = np.random.default_rng(seed), list[int]()
    for label in np.unique(stills.labels[stills.splits == "train"]):
        own = [rows for rows in copied.values() if label in stills.labels[rows]]
        pure = [rows for rows in own if (stills.labels[rows] == label).all()]
        if len(own) > 1:
            count = sum(int((stills.labels[rows] == label).sum()) for rows in own)
            chosen += _some([pure[number] for number in rng.permutation(len(pure))], round(share * count))
    if not chosen:
        msg = "Each class has one training picture only, and none can be held out. Add pictures, or a folder val/."
        raise DataError(msg)
    splits = stills.splits.astype("U12")
    splits[chosen] = "validation"
    return replace(stills, splits=splits)


def _some(groups: Sequence[list[int]], wanted: int) -> list[int]:
    """Return the rows of the first groups that fit into so many; those of the smallest group if none does."""
    chosen: list[int] = []
    for rows in groups:
        if len(chosen) + len(rows) <= wanted:
            chosen += rows
    return chosen or min(groups, key=len, default=[])


def with_selection(stills: Stills) -> tuple[Stills, str]:
    """Return the pictures and the name of the split that epochs and models are chosen on.

    It is PublicTest or a folder val/ where there is one; otherwise a tenth of the training pictures of each class is
    held out.
    """
    if (stills.splits == "validation").any():
        return stills, "validation"
    if (stills.splits == "public_test").any():
        return stills, "public_test"
    return hold_out(stills, 0.1), "validation"


def plurality(votes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the class that alone has most of the votes (N, 10), or -1 where none of the seven does: (N,) int64."""
    top = votes.max(axis=1)
    winners = (votes == top[:, None]).sum(axis=1)
    best = votes.argmax(axis=1)
    return np.where((winners == 1) & (top > 0) & (best < len(CLASSES)), best, -1).astype(np.int64)


def majority(votes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the class that has more than half of the votes (N, 10), or -1 where none of the seven has: (N,) int64."""
    agreed = 2 * votes.max(axis=1).astype(np.int64) > votes.sum(axis=1, dtype=np.int64)
    return np.where(agreed, plurality(votes), -1)


def copies(images: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return for each of the pictures (N, 48, 48) whether it stands among the others, pixel for pixel: (N,) bool."""
    known = {image.tobytes() for image in others}
    return np.array([image.tobytes() in known for image in images], bool)


def _read_npz(path: Path) -> Stills:
    try:
        with path.open("rb") as file, np.load(file) as data:
            images, labels, usage, votes = (data[k] for k in ("images", "label", "usage", "ferplus_votes"))
        splits = np.array(list(_SPLITS.values()))[usage]
        return Stills(images, labels.astype(np.int64), votes, splits, CLASSES, terms=(KNOWN["fer2013"],))
    except NPZ_ERRORS as error:
        msg = f"{path} cannot be read ({error}). It should hold images, label, usage and ferplus_votes."
        raise DataError(msg) from error


def _read_csv(path: Path) -> Stills:
    images, labels, splits = [], [], []
    try:
        # Spreadsheets put a byte order mark at the start.
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file, skipinitialspace=True)
            rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
            if not {"emotion", "pixels", "Usage"} <= set(rows.fieldnames or ()):
                msg = f"{path} lacks the columns emotion, pixels, Usage of fer2013.csv."
                raise DataError(msg)
            for number, cells in enumerate(rows, start=2):
                row = {name: (text or "").strip() for name, text in cells.items() if isinstance(name, str)}
                images.append(_read_row(row, f"{path}, row {number}"))
                labels.append(int(row["emotion"]))
                splits.append(_SPLITS[row["Usage"]])
    except (UnicodeDecodeError, csv.Error) as error:
        msg = f"{path} is not a table of text ({error}). Download fer2013.csv again."
        raise DataError(msg) from error
    if not images:
        msg = f"{path} holds no pictures. Download fer2013.csv again."
        raise DataError(msg)
    votes_path = path.with_name("fer2013new.csv")
    votes = _read_votes(votes_path, len(images)) if votes_path.is_file() else None
    terms = (KNOWN["fer2013"],)
    return Stills(np.stack(images), np.array(labels, np.int64), votes, np.array(splits), CLASSES, terms=terms)


def _read_row(row: Mapping[str, str], place: str) -> NDArray[np.uint8]:
    pixels = np.array(row["pixels"].split())
    if len(pixels) != SIDE * SIDE:
        msg = f"{place}: {len(pixels)} pixels instead of {SIDE * SIDE}. Repair or remove the row."
        raise DataError(msg)
    if row["emotion"] not in _LABELS or row["Usage"] not in _SPLITS:
        found = f"emotion '{row['emotion']}', usage '{row['Usage']}'"
        msg = f"{place}: {found} are not FER2013's. Repair or remove the row."
        raise DataError(msg)
    try:
        return pixels.astype(np.uint8).reshape(SIDE, SIDE)
    except (ValueError, OverflowError) as error:
        msg = f"{place}: a pixel is not a number from 0 to 255. Repair or remove the row."
        raise DataError(msg) from error


def _read_votes(path: Path, count: int) -> NDArray[np.uint8]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [[int(row[name]) for name in _VOTE_COLUMNS] for row in csv.DictReader(file)]
        votes = np.array(rows, np.uint8)
    except (KeyError, TypeError, ValueError, OverflowError, csv.Error) as error:
        msg = f"{path} is not FER+'s fer2013new.csv ({error}). Download it again, or move it away."
        raise DataError(msg) from error
    if len(votes) != count:
        msg = f"{path} has {len(votes)} rows and fer2013.csv {count}: they belong together row by row."
        raise DataError(msg)
    return votes


def _read_folder(path: Path) -> Stills:
    # Notebooks and desktops leave hidden folders and files behind.
    places = [
        (split, _class_name(folder.name), folder)
        for name, split in _FOLDERS.items()
        for folder in sorted((path / name).glob("*/"))
        if not folder.name.startswith(".")
    ]
    files = [
        (split, name, file)
        for split, name, folder in places
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in _PICTURES and not file.name.startswith(".")
    ]
    if not files:
        msg = f"{path} has no pictures in train/<class>/ or test/<class>/. Give the folder above train and test."
        raise DataError(msg)
    found = {name for _, name, _ in files}
    if empty := sorted({name for _, name, _ in places} - {name for split, name, _ in files if split == "train"}):
        msg = f"{path / 'train'} has no pictures of the class '{empty[0]}'. Add some, or remove the class everywhere."
        raise DataError(msg)
    classes = CLASSES if found == set(CLASSES) else tuple(sorted(found))
    images, kept, damaged = [], [], []
    for item in files:
        image = cv2.imread(str(item[2]), cv2.IMREAD_GRAYSCALE)
        if image is None:
            damaged.append(str(item[2]))
            continue
        if image.shape != (SIDE, SIDE):
            image = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        images.append(image)
        kept.append(item)
    notes = check_readable(damaged, len(files), path.name)
    labels = np.array([classes.index(name) for _, name, _ in kept], np.int64)
    splits = np.array([split for split, _, _ in kept])
    return Stills(np.stack(images).astype(np.uint8), labels, None, splits, classes, notes)


def unreadable(damaged: Sequence[str], total: int, name: str) -> str:
    """Return a sentence about pictures that could not be read: how many of so many, and the first of them."""
    told = ", ".join(damaged[:_TOLD]) + (", ..." if len(damaged) > _TOLD else "")
    return f"{name}: {len(damaged)} of {total} pictures cannot be read and are left out: {told}"


def check_readable(damaged: Sequence[str], total: int, name: str) -> tuple[str, ...]:
    """Return a note about training pictures that cannot be read; a :class:`DataError` if they are more than a few."""
    if not damaged:
        return ()
    note = unreadable(damaged, total, name)
    if len(damaged) > _MAX_UNREADABLE * total:
        msg = f"{note.replace(' and are left out', '')}. Repair or remove them."
        raise DataError(msg)
    return (note,)


def _class_name(folder: str) -> str:
    name = folder.strip().lower()
    return _ALIASES.get(name, name)


def check_stills(stills: Stills, path: Path, *, complete: bool = True) -> Stills:
    """Return pictures as they are; a :class:`DataError` if their arrays do not fit together, or classes do not.

    With ``complete``, each class must have training pictures, if any class has.
    """
    count = len(stills.images)
    shapes = [stills.labels.shape, stills.splits.shape]
    if stills.images.shape != (count, SIDE, SIDE) or stills.images.dtype != np.uint8 or shapes != [(count,)] * 2:
        msg = f"{path}: pictures {stills.images.shape} and {len(stills.labels)} labels do not fit together."
        raise DataError(msg)
    if stills.votes is not None and (stills.votes.shape != (count, len(VOTES)) or stills.votes.dtype != np.uint8):
        msg = f"{path}: votes {stills.votes.shape} {stills.votes.dtype} do not fit {count} pictures."
        raise DataError(msg)
    if barred := [name for name in stills.classes if "|" in name]:
        msg = f"{path} has a class named '{barred[0]}': a bar (|) stands between names in tables. Rename its folder."
        raise DataError(msg)
    if len(stills.classes) < 2:
        msg = f"{path} has pictures of one class only. There is nothing to tell apart."
        raise DataError(msg)
    wrong = np.flatnonzero((stills.labels < -1) | (stills.labels >= len(stills.classes)))
    if len(wrong):
        msg = f"{path}, row {wrong[0]}: label {stills.labels[wrong[0]]} is not one of {len(stills.classes)} classes."
        raise DataError(msg)
    train = stills.labels[stills.splits == "train"]
    if complete and len(train):
        missing = np.flatnonzero(np.bincount(train[train >= 0], minlength=len(stills.classes)) == 0)
        if len(missing):
            msg = f"{path} has no training picture of the class '{stills.classes[missing[0]]}'."
            raise DataError(msg)
    return stills
