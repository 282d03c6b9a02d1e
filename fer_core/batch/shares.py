"""How often each label stands in a table, however long it is."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from fer_core.errors import DataError
from fer_core.session.columns import classes_in
from fer_core.sinks.csv_table import plain_text


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
    """

    faces: int
    labels: tuple[str, ...]
    shares: tuple[float, ...]


def table_shares(table: Path) -> TableShares:
    """Count what stands in a table, row by row: it may be longer than there is memory for.

    Raises
    ------
    DataError
        If it cannot be read, or is no table of fer-live's.
    """
    counts: Counter[str] = Counter()
    faces = set()
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            header = next(rows)
            face_at, label_at = header.index("face_id"), header.index("label")
            for row in rows:
                faces.add(int(row[face_at]))
                counts[plain_text(row[label_at])] += 1
    except (OSError, ValueError, IndexError, StopIteration, csv.Error) as error:
        msg = f"{table} cannot be read as a table of fer-live's ({error}). Analyse the film again."
        raise DataError(msg) from error
    labels = classes_in(header)
    labelled = max(counts.total() - counts[""], 1)
    return TableShares(len(faces), labels, tuple(counts[label] / labelled for label in labels))
