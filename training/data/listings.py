"""The usual folders and lists of RAF-DB, AffectNet, ExpW and CK+: which picture shows what."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.errors import DataError
from fer_core.spec import CLASSES
from training.data.encoded import read_encoded
from training.data.stills import NPZ_ERRORS

_RAFDB_LIST = "list_patition_label.txt"
_RAFDB = ("surprise", "fear", "disgust", "happy", "sad", "angry", "neutral")
_AFFECTNET = ("neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", "contempt")
#: What AffectNet's numbers from eight on say: that a picture shows none of these, or no face.
_AFFECTNET_OTHERS = 11
_EXPW_LIST = "label.lst"
_EXPW = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
_EXPW_COLUMNS = 8
_CKPLUS = {
    "anger": "angry", "contempt": "contempt", "disgust": "disgust", "fear": "fear", "happiness": "happy",
    "happy": "happy", "sadness": "sad", "surprise": "surprise",
}  # fmt: skip
_SEQUENCE = re.compile(r"(S\d+)_\d+", re.IGNORECASE)
#: How far below the folder that is given a list may lie.
_DEPTHS = ("", "*/", "*/*/", "*/*/*/")
#: Share of a box that is kept around it: the detector wants to see a little more than a face.
_AROUND = 0.3


@dataclass(frozen=True, slots=True)
class Item:
    """One picture of a list.

    Attributes
    ----------
    label
        Name of its class, in the words of the list, or ours where its numbers have no names.
    split
        train, validation or test.
    file
        Where it lies, or its number in a file of many.
    box
        Left, top, right and bottom of the face in pixels, where the list gives them.
    group
        The person, where the list tells: nobody is in two splits.
    """

    label: str
    split: str
    file: Path | int
    box: tuple[int, int, int, int] | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """The pictures of a data set, none of them opened yet.

    Attributes
    ----------
    items
        N of them, N >= 1.
    opener
        Returns the picture of an item as (H, W, 3) uint8 RGB, or None if it cannot be read.
    framed
        Whether the pictures are crops that are framed like FER2013's already.
    """

    items: tuple[Item, ...]
    opener: Callable[[Item], NDArray[np.uint8] | None]
    framed: bool = False

    def __len__(self) -> int:
        """Return N."""
        return len(self.items)

    def picture(self, row: int) -> NDArray[np.uint8] | None:
        """Return a picture as (H, W, 3) uint8 RGB, or None if it cannot be read."""
        return self.opener(self.items[row])


def open_file(item: Item) -> NDArray[np.uint8] | None:
    """Return the picture of an item, or what lies about its box; None if it cannot be read."""
    image = cv2.imread(str(item.file), cv2.IMREAD_COLOR)
    if image is None:
        return None
    if item.box is not None:
        left, top, right, bottom = item.box
        x, y = _AROUND * (right - left), _AROUND * (bottom - top)
        rows = slice(max(int(top - y), 0), max(int(bottom + y), 0))
        image = image[rows, max(int(left - x), 0) : max(int(right + x), 0)]
        if not image.size:
            return None
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def rafdb(path: Path) -> Listing:
    """List RAF-DB: ``EmoLabel/list_patition_label.txt`` and ``Image/aligned`` or ``Image/original``."""
    table = _below(path, _RAFDB_LIST)
    base = table.parent.parent
    folder = next((f for f in (base / "Image" / "aligned", base / "Image" / "original") if f.is_dir()), None)
    if folder is None:
        msg = f"{base} has no folder Image/aligned or Image/original. Unpack RAF-DB's pictures there."
        raise DataError(msg)
    ending = "_aligned.jpg" if folder.name == "aligned" else ".jpg"
    items = []
    for place, cells in _lines(table):
        name, number = (*cells, "", "")[:2]
        split = next((s for s in ("train", "test") if name.startswith(f"{s}_")), None)
        if len(cells) != 2 or split is None:
            msg = f"{place}: '{' '.join(cells)[:60]}' is not a picture and its class, such as train_00001.jpg 5."
            raise DataError(msg)
        items.append(Item(_numbered(number, _RAFDB, place, first=1), split, folder / f"{Path(name).stem}{ending}"))
    return _listing(items, table)


def affectnet(path: Path) -> Listing:
    """List AffectNet: ``training.csv`` and ``validation.csv``, or ``train_set`` and ``val_set`` with annotations."""
    if any((path / name / "annotations").is_dir() for name in ("train_set", "val_set")):
        return _listing(list(_annotated(path)), path)
    items = []
    for split, table in (("train", path / "training.csv"), ("validation", path / "validation.csv")):
        if table.is_file():
            items += list(_affectnet_table(table, split))
    return _listing(items, path)


def _annotated(path: Path) -> Iterator[Item]:
    for split, folder in (("train", path / "train_set"), ("validation", path / "val_set")):
        for file in sorted((folder / "annotations").glob("*_exp.npy")):
            try:
                number = str(int(np.load(file).item()))
            except NPZ_ERRORS as error:
                msg = f"{file} cannot be read ({error}). It should hold the number of a class."
                raise DataError(msg) from error
            label = _affectnet_label(number, str(file))
            if label is not None:
                yield Item(label, split, folder / "images" / f"{file.name.removesuffix('_exp.npy')}.jpg")


def _affectnet_table(table: Path, split: str) -> Iterator[Item]:
    wanted = ("subDirectory_filePath", "face_x", "face_y", "face_width", "face_height", "expression")
    folders = ("Manually_Annotated_Images", "Automatically_Annotated_Images", "Manually_Annotated", ".")
    with table.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        rows = csv.DictReader(file)
        if not set(wanted) <= set(rows.fieldnames or ()):
            msg = f"{table} lacks the columns {', '.join(wanted)} of AffectNet's lists."
            raise DataError(msg)
        for number, row in enumerate(rows, start=2):
            place = f"{table}, row {number}"
            label = _affectnet_label(row["expression"] or "", place)
            if label is None:
                continue
            try:
                left, top, width, height = (int(float(row[name])) for name in wanted[1:5])
            except (TypeError, ValueError) as error:
                msg = f"{place}: the box of the face is not four numbers. Repair or remove the row."
                raise DataError(msg) from error
            name = row[wanted[0]] or ""
            found = next((f for f in (table.parent / folder / name for folder in folders) if f.is_file()), None)
            file_of = found or table.parent / folders[0] / name
            yield Item(label, split, file_of, (left, top, left + width, top + height))


def _affectnet_label(number: str, place: str) -> str | None:
    if number in {str(n) for n in range(len(_AFFECTNET), _AFFECTNET_OTHERS)}:
        return None
    return _numbered(number, _AFFECTNET, place)


def expw(path: Path) -> Listing:
    """List ExpW: ``label.lst`` with a box for each face, and the pictures in ``origin``."""
    table = _below(path, _EXPW_LIST)
    base = table.parent
    places = (base / "origin", base / "image" / "origin", base.parent / "image" / "origin", base)
    folder = next((f for f in places if f.is_dir() and f != base), base)
    items = []
    for place, cells in _lines(table):
        if len(cells) != _EXPW_COLUMNS:
            msg = f"{place} has {len(cells)} values instead of {_EXPW_COLUMNS}: picture, face, box, score and class."
            raise DataError(msg)
        try:
            top, left, right, bottom = (int(float(cell)) for cell in cells[2:6])
        except ValueError as error:
            msg = f"{place}: the box of the face is not four numbers. Repair or remove the line."
            raise DataError(msg) from error
        label = _numbered(cells[-1], _EXPW, place)
        items.append(Item(label, "train", folder / cells[0], (left, top, right, bottom)))
    return _listing(items, table)


def ckplus(path: Path) -> Listing:
    """List CK+ sequences, CLASS/SUBJECT_SEQUENCE/*.png: the last three pictures show it, and the first is neutral.

    Or an npz of the last three crops of each, which has no neutral faces.
    """
    if path.is_file():
        return _ckplus_npz(path)
    items = []
    for folder in sorted(path.glob("*/*/")):
        match = _SEQUENCE.fullmatch(folder.name)
        label = _CKPLUS.get(folder.parent.name.lower())
        if match is None or label is None:
            continue
        files = sorted(f for f in folder.iterdir() if f.suffix.lower() in {".jpg", ".jpeg", ".png"})
        if len(files) < 4:
            msg = f"{folder} has {len(files)} pictures; a sequence from neutral to its apex has four or more."
            raise DataError(msg)
        items += [Item("neutral", "train", files[0], group=match[1])]
        items += [Item(label, "train", file, group=match[1]) for file in files[-3:]]
    return _listing(items, path)


def _ckplus_npz(path: Path) -> Listing:
    try:
        with path.open("rb") as file, np.load(file) as data:
            images, labels, subjects = (data[name] for name in ("images", "label", "subject"))
        names = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral", "contempt")
        items = [
            Item(names[int(label)], "train", row * images.shape[1] + frame, group=str(subject))
            for row, (label, subject) in enumerate(zip(labels, subjects, strict=True))
            for frame in range(images.shape[1])
        ]
        flat = np.asarray(images.reshape(-1, *images.shape[2:]), np.uint8)
    except NPZ_ERRORS as error:
        msg = f"{path} cannot be read ({error}). It should hold images, label and subject."
        raise DataError(msg) from error

    def crop(item: Item) -> NDArray[np.uint8]:
        assert isinstance(item.file, int)
        return np.repeat(flat[item.file][:, :, None], 3, axis=2)

    return replace(_listing(items, path, crop), framed=True)


def encoded(path: Path) -> Listing:
    """List an npz with ``jpeg``, ``offset`` and ``label``, see :func:`training.data.encoded.read_encoded`."""
    faces = read_encoded(path)
    items = [Item(CLASSES[label], "train", row) for row, label in enumerate(faces.labels.tolist())]

    def decode(item: Item) -> NDArray[np.uint8] | None:
        assert isinstance(item.file, int)
        return faces.picture(item.file)

    return _listing(items, path, decode)


def _listing(items: list[Item], place: Path, opener: Callable[[Item], NDArray[np.uint8] | None] = open_file) -> Listing:
    if not items:
        msg = f"{place} lists no pictures with one of the classes."
        raise DataError(msg)
    return Listing(tuple(items), opener)


def _below(path: Path, name: str) -> Path:
    """Return the first file of that name in a folder or a few below it; there is one, else nobody would ask."""
    return next(file for depth in _DEPTHS for file in sorted(path.glob(f"{depth}{name}")))


def lies_below(path: Path, name: str) -> bool:
    """Return whether a folder, or one a few below it, has a file of that name."""
    return any(any(path.glob(f"{depth}{name}")) for depth in _DEPTHS)


def is_rafdb(path: Path) -> bool:
    """Return whether a folder looks like RAF-DB."""
    return lies_below(path, _RAFDB_LIST)


def is_affectnet(path: Path) -> bool:
    """Return whether a folder looks like AffectNet."""
    lists = any((path / name).is_file() for name in ("training.csv", "validation.csv"))
    return lists or any((path / name / "annotations").is_dir() for name in ("train_set", "val_set"))


def is_expw(path: Path) -> bool:
    """Return whether a folder looks like ExpW."""
    return lies_below(path, _EXPW_LIST)


def is_ckplus(path: Path) -> bool:
    """Return whether a folder or a file looks like CK+."""
    if path.is_file():
        return {"images", "label", "subject"} <= arrays_of(path)
    return any(f.parent.name.lower() in _CKPLUS and _SEQUENCE.fullmatch(f.name) for f in path.glob("*/*/"))


def is_encoded(path: Path) -> bool:
    """Return whether a file is an npz of encoded pictures."""
    return path.is_file() and {"jpeg", "offset", "label"} <= arrays_of(path)


def arrays_of(path: Path) -> set[str]:
    """Return the names of the arrays in an npz; none if it is something else."""
    if path.suffix.lower() != ".npz":
        return set()
    try:
        with path.open("rb") as file, np.load(file) as data:
            return set(data.files)
    except (*NPZ_ERRORS, AttributeError):
        return set()


def _lines(table: Path) -> Iterator[tuple[str, list[str]]]:
    try:
        text = table.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{table} is not text ({error}). Download it again."
        raise DataError(msg) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield f"{table}, line {number}", line.split()


def _numbered(number: str, names: tuple[str, ...], place: str, *, first: int = 0) -> str:
    if number.strip() not in {str(first + n) for n in range(len(names))}:
        msg = f"{place}: class '{number}' is not one of {first} to {first + len(names) - 1}. Repair or remove it."
        raise DataError(msg)
    return names[int(number) - first]
