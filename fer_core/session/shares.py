"""How often each label was shown: a session in a few numbers a face."""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fer_core.errors import DataError
from fer_core.session.reader import Session
from fer_core.sinks.csv_table import plain_text

_PROBABILITY = "p_"


@dataclass(frozen=True, slots=True)
class FaceShares:
    """What one face expressed over a session.

    Attributes
    ----------
    face_id
        As in the table.
    pictures
        In how many it has a label.
    labels
        Classes in the model's order.
    shares
        For each, the share of those pictures that it was shown in; in [0, 1], they add up to 1.
    """

    face_id: int
    pictures: int
    labels: tuple[str, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TableShares:
    """What a whole table expressed.

    Attributes
    ----------
    faces
        How many there are, with those that never had a label.
    labels
        Classes in the model's order.
    shares
        For each, the share of the rows with a label that it stands in; all 0 where there is none.
    by_face
        Those that ever had a label, the ones of the most pictures first.
    """

    faces: int
    labels: tuple[str, ...]
    shares: tuple[float, ...]
    by_face: tuple[FaceShares, ...]


def label_shares(session: Session) -> tuple[FaceShares, ...]:
    """Return the shares of each face that ever had a label, those of the most pictures first."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for face_id, label in zip(session.rows["face_id"], session.rows["label"], strict=True):
        counts[int(face_id)][label] += 1
    return _by_face(counts, _labels([column.name for column in session.columns]))


def table_shares(table: Path) -> TableShares:
    """Count what stands in a table, row by row: it may be longer than there is memory for.

    Raises
    ------
    DataError
        If it cannot be read, or is no table of fer-live's.
    """
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            header = next(rows)
            face_at, label_at = header.index("face_id"), header.index("label")
            for row in rows:
                counts[int(row[face_at])][plain_text(row[label_at])] += 1
    except (OSError, ValueError, IndexError, StopIteration, csv.Error) as error:
        msg = f"{table} cannot be read as a table of fer-live's ({error}). Analyse the film again."
        raise DataError(msg) from error
    labels, total = _labels(header), sum(counts.values(), Counter())
    labelled = max(total.total() - total[""], 1)
    return TableShares(
        len(counts), labels, tuple(total[label] / labelled for label in labels), _by_face(counts, labels)
    )  # fmt: skip


def _labels(header: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.removeprefix(_PROBABILITY) for name in header if name.startswith(_PROBABILITY))


def _by_face(counts: Mapping[int, Counter[str]], labels: tuple[str, ...]) -> tuple[FaceShares, ...]:
    found = []
    for face_id, shown in counts.items():
        pictures = shown.total() - shown[""]
        if pictures:
            found.append(FaceShares(face_id, pictures, labels, tuple(shown[label] / pictures for label in labels)))
    return tuple(sorted(found, key=lambda face: (-face.pictures, face.face_id)))
