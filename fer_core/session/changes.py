"""The changes that somebody makes in a session that was written, and how they stand in a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from fer_core.session.plain import fitting
from fer_core.session.reader import Session

#: Of the file that this code writes, and the oldest program that may read it.
EDITS_VERSION = 1
_OLDEST_READER = 1
#: The reader of tables knows no larger ones.
_MOST_ID = 2**53


@dataclass(frozen=True, slots=True)
class Merge:
    """Two faces are one person: from here on, ``face_id`` is called ``into``."""

    face_id: int
    into: int


@dataclass(frozen=True, slots=True)
class Split:
    """One face is two people: from ``t_s`` on, in seconds of the table, ``face_id`` is called ``new_id``."""

    face_id: int
    t_s: float
    new_id: int


@dataclass(frozen=True, slots=True)
class Exclude:
    """What is between two times (both included, in seconds of the table) does not count.

    ``face_id`` says whose rows these are, None for those of everybody.
    """

    start_s: float
    end_s: float
    face_id: int | None = None


Change = Merge | Split | Exclude
_KINDS: Mapping[str, type[Merge | Split | Exclude]] = {"merge": Merge, "split": Split, "exclude": Exclude}
_WORDS = {kind: word for word, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Edits:
    """What was changed in a session.

    Attributes
    ----------
    names
        By the number that a face has after all changes.
    changes
        One after the other: a face that was split off can be merged with another one, and a span that was excluded is
        no longer in the way of that.
    table
        Name of the table that they are about, empty if not known yet.
    sha256
        Its checksum in hexadecimal, None where the session's description knows none.
    others
        What a newer fer-live has written besides; it is kept.
    """

    names: Mapping[int, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    table: str = ""
    sha256: str | None = None
    others: Mapping[str, Any] = field(default_factory=dict)

    @property
    def excluded(self) -> tuple[Exclude, ...]:
        """The spans that do not count."""
        return tuple(change for change in self.changes if isinstance(change, Exclude))

    def __bool__(self) -> bool:
        """Whether anything is changed."""
        return bool(self.names or self.changes)

    def with_name(self, face_id: int, name: str) -> Self:
        """Return them with another name of a face; empty for none."""
        names = {**self.names, face_id: name}
        return replace(self, names={key: names[key] for key in sorted(names) if names[key]})

    def with_change(self, change: Change) -> Self:
        """Return them with one change more; a face that is merged leaves its name to one that has none."""
        changed = replace(self, changes=(*self.changes, change))
        if isinstance(change, Merge) and change.face_id in self.names:
            name = self.names.get(change.into) or self.names[change.face_id]
            return changed.with_name(change.face_id, "").with_name(change.into, name)
        return changed

    def without_change(self, index: int) -> Self:
        """Return them without one of their changes."""
        return replace(self, changes=(*self.changes[:index], *self.changes[index + 1 :]))

    def of(self, session: Session) -> Self:
        """Return them as those of a session."""
        return replace(self, table=session.path.name, sha256=_sha256(session))

    def fits(self, session: Session) -> bool:
        """Whether they are about this session, by its checksum, or its name where there is none."""
        known = _sha256(session)
        if self.sha256 is not None and known is not None:
            return self.sha256 == known
        return self.table == session.path.name


def _sha256(session: Session) -> str | None:
    file = None if session.description is None else session.description.file("csv")
    return None if file is None or file.name != session.path.name else file.sha256


def to_json(edits: Edits) -> dict[str, Any]:
    """Return edits as plain values, as their file holds them."""
    return {
        **edits.others,
        "version": EDITS_VERSION,
        "oldest_reader": _OLDEST_READER,
        "table": edits.table,
        "sha256": edits.sha256,
        "names": {str(face_id): name for face_id, name in edits.names.items()},
        "changes": [
            {"do": _WORDS[type(change)], **{key: getattr(change, key) for key in change.__annotations__}}
            for change in edits.changes
        ],
    }


def from_json(fields: Mapping[str, Any]) -> Edits:
    """Return what :func:`to_json` made plain values of; a KeyError, TypeError or ValueError if they are none."""
    known = ("version", "oldest_reader", "table", "sha256", "names", "changes")
    return Edits(
        {int(face_id): fitting(str, "name", name) for face_id, name in fields["names"].items()},
        tuple(_change(entry) for entry in fields["changes"]),
        fitting(str, "table", fields["table"]),
        fitting(str | None, "sha256", fields["sha256"]),
        {key: value for key, value in fields.items() if key not in known},
    )


def _change(entry: Mapping[str, Any]) -> Change:
    kind = _KINDS[entry["do"]]
    return kind(**{name: _value(name, entry[name]) for name in kind.__annotations__})


def _value(name: str, value: Any) -> Any:
    if name.endswith("_s"):
        number = float(value)
        if not np.isfinite(number):
            msg = f"{name} is {number}"
            raise ValueError(msg)
        return number
    if value is None and name == "face_id":
        return None
    if type(value) is not int:
        msg = f"{name} is {value!r}"
        raise TypeError(msg)
    if abs(value) > _MOST_ID:
        msg = f"{name} is no number of a face"
        raise ValueError(msg)
    return value
