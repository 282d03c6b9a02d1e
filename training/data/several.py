"""Read one data set or several: each with its own convention of labels, its terms, and a way to name its classes."""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.errors import DataError
from fer_core.files import replace_file
from fer_core.preprocess import Framed
from fer_core.spec import CLASSES
from training.data import listings
from training.data.framing import find_crops
from training.data.listings import Item, Listing
from training.data.stills import (
    NPZ_ERRORS,
    SIDE,
    Stills,
    check_readable,
    check_stills,
    read_stills,
    with_selection,
)
from training.data.terms import Terms, terms_of

#: Readers of the usual folders and lists, by the name of their convention of labels: what suits them, and they.
READERS: Mapping[str, tuple[Callable[[Path], bool], Callable[[Path], Listing]]] = {
    "rafdb": (listings.is_rafdb, listings.rafdb),
    "affectnet": (listings.is_affectnet, listings.affectnet),
    "expw": (listings.is_expw, listings.expw),
    "ckplus": (listings.is_ckplus, listings.ckplus),
    "": (listings.is_encoded, listings.encoded),
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
#: Names of classifiers that are not those of a data set of one's own.
_TAKEN = ("spoken", "ferplus")
#: Share of the pictures that is held out to choose epochs by.
_HELD_OUT = 0.1
_MARK = "fer_live_data"


@dataclass(frozen=True, slots=True)
class Source:
    """A data set as it is given on the command line: PATH, or NAME=PATH.

    Attributes
    ----------
    path
        Where it lies.
    name
        Of its convention of labels; None for that of its kind.
    """

    path: Path
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is said about data sets besides where they lie, by the name of their convention.

    Attributes
    ----------
    maps
        Which class of theirs is which one of ours, or "" where its pictures are left out.
    lacks
        Classes that they have no pictures of.
    licences
        The licence that allows weights that learned from them to be given away.
    """

    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lacks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    licences: Mapping[str, str] = field(default_factory=dict)


def parse_source(text: str) -> Source:
    """Read PATH or NAME=PATH; what exists as it stands is a path."""
    name, equals, rest = text.partition("=")
    if not equals or Path(text).exists() or not _NAME.fullmatch(name):
        return Source(Path(text))
    return Source(Path(rest), name)


def read_data(sources: Sequence[Source], wishes: Wishes | None = None) -> Stills:
    """Read data sets into one.

    The first one's classes are those of all; its labels are ``Stills.labels``, those of the others ``Stills.others``,
    by the name of their convention. Where there are several, each one's pictures to choose epochs by (a tenth of its
    training pictures, where it has none) go to the split that the first one's do.

    Parameters
    ----------
    sources
        At least one. What is neither of ``READERS`` nor written by :func:`write_data` is read by
        :func:`training.data.stills.read_stills`.
    wishes
        What is said about them.

    Raises
    ------
    DataError
        If one cannot be read, has a class that the first one has not or lacks one that it has, or something is said of
        one that is not given.
    """
    wishes = wishes or Wishes()
    first = _read(sources[0], wishes, None)
    parts = [first, *(_read(source, wishes, first.classes) for source in sources[1:])]
    given = {name for part in parts for name in (part.name, *part.others)}
    for option, names in (("map", wishes.maps), ("lacks", wishes.lacks), ("licence", wishes.licences)):
        if strange := sorted(set(names) - given):
            msg = f"--{option} is about '{strange[0]}', and the data are: {', '.join(sorted(given))}."
            raise DataError(msg)
    for part in parts:
        _complete(part, wishes)
    return first if len(parts) == 1 else _joined(parts)


def write_data(stills: Stills, path: Path) -> None:
    """Write pictures, framed and labelled, to one file that :func:`read_data` reads quickly."""
    told = {
        "classes": stills.classes,
        "name": stills.name,
        "others": list(stills.others),
        "terms": [terms.as_dict() for terms in stills.terms],
        "notes": stills.notes,
    }
    arrays: dict[str, Any] = {"images": stills.images, "labels": stills.labels, "splits": stills.splits}
    if stills.votes is not None:
        arrays["votes"] = stills.votes
    arrays |= {f"labels_{number}": labels for number, labels in enumerate(stills.others.values())}
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **{_MARK: np.array(json.dumps(told))}, **arrays)
    replace_file(path, content.getvalue())


def _read(source: Source, wishes: Wishes, classes: tuple[str, ...] | None) -> Stills:
    """Read one data set, with the classes of the first one, None if it is that itself."""
    path, name = source.path, source.name
    if name in _TAKEN:
        msg = f"'{name}' is a classifier of fer-live's own. Give {path} another name."
        raise DataError(msg)
    if _is_written(path):
        if name is not None:
            msg = f"{path} holds data sets that have names already. Leave out '{name}='."
            raise DataError(msg)
        stills = _read_written(path)
    else:
        kind = next((kind for kind, (suits, _) in READERS.items() if path.exists() and suits(path)), None)
        if kind is None:
            stills = read_stills(path)
            named = name or (stills.name if classes is None or stills.terms else _named(path))
            stills = _renamed(replace(stills, name=named), wishes.maps.get(named, {}), classes, path)
        else:
            named = name or kind or _named(path)
            stills = _framed(READERS[kind][1](path), named, wishes.maps.get(named, {}), classes or CLASSES, path)
        if not stills.terms or named in wishes.licences:
            # A folder of classes without a name is nobody's in particular.
            known = "" if kind is None and name is None else named
            stills = replace(stills, terms=(terms_of(known, path.name, wishes.licences.get(named)),))
    if classes is not None and stills.classes != classes:
        msg = f"{path} has the classes {', '.join(stills.classes)}; the first data set has {', '.join(classes)}."
        raise DataError(msg)
    return stills


def _named(path: Path) -> str:
    """Return a name for the convention of a data set that lies there."""
    name = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_")
    if not _NAME.fullmatch(name) or name in _TAKEN:
        msg = f"Give {path} a name of small letters: --data NAME={path}."
        raise DataError(msg)
    return name


def _ours(theirs: str, name: str, mapped: Mapping[str, str], classes: tuple[str, ...]) -> str:
    """Return what a class of theirs is called here, "" if it is left out."""
    found = mapped.get(theirs, theirs)
    if found and found not in classes:
        way = f"--map {name}:{theirs}=CLASS, or leave its pictures out: --map {name}:{theirs}="
        msg = (
            f"The data '{name}' have a class '{theirs}', which is none of {', '.join(classes)}. Say which it is: {way}"
        )
        raise DataError(msg)
    return found


def _known(mapped: Mapping[str, str], theirs: set[str], name: str) -> None:
    if strange := sorted(set(mapped) - theirs):
        msg = f"--map {name}:{strange[0]} is about a class that these data do not have: {', '.join(sorted(theirs))}."
        raise DataError(msg)


def _renamed(stills: Stills, mapped: Mapping[str, str], classes: tuple[str, ...] | None, path: Path) -> Stills:
    """Return pictures of a folder tree or of FER2013 with the classes of the first data set."""
    if not mapped and (classes is None or classes == stills.classes):
        return stills
    _known(mapped, set(stills.classes), stills.name)
    # Of the first data set, what is not mapped stays as it is.
    wanted = classes or tuple(sorted({mapped.get(name, name) for name in stills.classes} - {""}))
    wanted = CLASSES if set(wanted) == set(CLASSES) else wanted
    if stills.votes is not None and wanted != stills.classes:
        msg = f"The votes of FER+ are about {', '.join(stills.classes)}: the classes of {path} cannot be changed."
        raise DataError(msg)
    names = [_ours(name, stills.name, mapped, wanted) for name in stills.classes]
    numbers = np.array([wanted.index(name) if name else -1 for name in names])
    labels = np.where(stills.labels >= 0, numbers[stills.labels], -1)
    kept = replace(stills.subset(labels >= 0), labels=labels[labels >= 0], classes=wanted)
    return check_stills(kept, path, complete=False)


def _framed(listing: Listing, name: str, mapped: Mapping[str, str], classes: tuple[str, ...], path: Path) -> Stills:
    """Return the faces of a listing, framed as the app does."""
    _known(mapped, {item.label for item in listing.items}, name)
    labels = [_ours(item.label, name, mapped, classes) for item in listing.items]
    chosen = replace(listing, items=tuple(i for i, label in zip(listing.items, labels, strict=True) if label))
    items, numbers = chosen.items, np.array([classes.index(label) for label in labels if label], np.int64)
    notes = list[str]()
    if len(items) < len(listing.items):
        notes.append(f"{name}: {len(listing.items) - len(items)} pictures are left out by --map")
    if not items:
        msg = f"--map leaves out all pictures of '{name}'. Leave it out of --data instead."
        raise DataError(msg)
    if listing.framed:
        images, rows = np.stack([_fitted(chosen.picture(row)) for row in range(len(items))]), list(range(len(items)))
    else:
        found = find_crops(Framed(), chosen, name, notes, lambda row: str(items[row].file))
        images, rows = found.images, found.rows
        damaged = sorted(set(range(len(items))) - set(found.readable))
        check_readable([str(items[row].file) for row in damaged], len(items), name)
        if missed := len(found.readable) - len(rows):
            notes.append(f"{name}: no face was found in {missed} of {len(found.readable)} pictures; they are left out")
    splits = _apart([items[row] for row in rows])
    return check_stills(Stills(images, numbers[rows], None, splits, classes, tuple(notes), name), path, complete=False)


def _fitted(image: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    assert image is not None
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _apart(items: Sequence[Item]) -> NDArray[np.str_]:
    """Return the splits of pictures; of those that tell the person, some people's are held out."""
    splits = np.array([item.split for item in items], "U12")
    people = sorted({item.group for item in items if item.group is not None})
    if people and "validation" not in splits:
        held = set(np.random.default_rng(0).permutation(people)[: max(round(_HELD_OUT * len(people)), 1)].tolist())
        splits[[item.group in held for item in items]] = "validation"
    return splits


def _complete(stills: Stills, wishes: Wishes) -> None:
    """Raise a :class:`DataError` if a convention lacks a class among the training pictures and nobody said so."""
    train = stills.splits == "train"
    for name, labels in _conventions(stills):
        said = set(wishes.lacks.get(name, ()))
        if strange := sorted(said - set(stills.classes)):
            msg = f"--lacks {name}:{strange[0]} is about no class of these data: {', '.join(stills.classes)}."
            raise DataError(msg)
        missing = [c for k, c in enumerate(stills.classes) if not (labels[train] == k).any() and c not in said]
        if missing and train.any():
            way = f"If that is so, its classifier never says it: --lacks {name}:{missing[0]}"
            msg = f"The data '{name}' have no training picture of the class '{missing[0]}'. {way}"
            raise DataError(msg)


def _conventions(stills: Stills) -> Iterator[tuple[str, NDArray[np.int64]]]:
    yield stills.name, stills.labels
    yield from stills.others.items()


def _joined(parts: Sequence[Stills]) -> Stills:
    first, selection = with_selection(parts[0])
    prepared = [first]
    for part in parts[1:]:
        chosen, theirs = with_selection(part)
        splits = chosen.splits.astype("U12")
        splits[splits == theirs] = selection
        prepared.append(replace(chosen, splits=splits))
    names = list(dict.fromkeys(name for part in prepared for name, _ in _conventions(part)))
    labels = {name: np.concatenate([_labels_of(part, name) for part in prepared]) for name in names}
    votes = None
    if any(part.votes is not None for part in prepared):
        empty = next(part.votes for part in prepared if part.votes is not None)[:0]
        votes = np.concatenate([np.zeros((len(p.images), empty.shape[1]), np.uint8) if p.votes is None else p.votes
                                for p in prepared])  # fmt: skip
    return replace(
        first,
        images=np.concatenate([part.images for part in prepared]),
        labels=labels.pop(first.name),
        votes=votes,
        splits=np.concatenate([part.splits for part in prepared]),
        notes=tuple(note for part in prepared for note in part.notes),
        others=labels,
        terms=tuple(dict.fromkeys(terms for part in prepared for terms in part.terms)),
    )


def _labels_of(stills: Stills, name: str) -> NDArray[np.int64]:
    nothing = np.full(len(stills.images), -1, np.int64)
    return stills.labels if name == stills.name else stills.others.get(name, nothing)


def _is_written(path: Path) -> bool:
    return path.is_file() and _MARK in listings.arrays_of(path)


def _read_written(path: Path) -> Stills:
    try:
        with path.open("rb") as file, np.load(file) as data:
            told = json.loads(str(data[_MARK]))
            stills = Stills(
                data["images"],
                data["labels"],
                data["votes"] if "votes" in data.files else None,
                data["splits"],
                tuple(told["classes"]),
                tuple(told["notes"]),
                str(told["name"]),
                {str(name): data[f"labels_{number}"] for number, name in enumerate(told["others"])},
                tuple(Terms(**terms) for terms in told["terms"]),
            )
    except NPZ_ERRORS as error:
        msg = f"{path} is damaged ({error}). Make it again with fer-train collect."
        raise DataError(msg) from error
    return check_stills(stills, path, complete=False)
