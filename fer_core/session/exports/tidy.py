"""One number a line: for R, for ggplot, for whoever groups and filters."""

from pathlib import Path

import numpy as np

from fer_core.session.columns import Column
from fer_core.session.edits import NAME_COLUMN
from fer_core.session.reader import Session
from fer_core.sinks.csv_table import cell_text, csv_bytes

HEADER = ("session", "face_id", "face_name", "t_s", "label", "measure", "value", "unit")
#: Rows of the session in one step.
_ROWS = 4096
_NOT_MEASURED = ("t_s", "face_id")


def write_tidy(session: Session, path: Path) -> None:
    """Write a line for each number of each row; cells that are empty are left out."""
    measures = [
        column
        for column in session.columns
        if column.kind in ("number", "integer", "boolean") and column.name not in _NOT_MEASURED
    ]
    behind = {column.name: csv_bytes([[cell_text(column.name, 0), "\0", column.unit]]).decode() for column in measures}
    with path.open("wb") as file:
        file.write(csv_bytes([HEADER]))
        for first in range(0, session.row_count, _ROWS):
            begins = _begins(session, first)
            texts = [(behind[column.name], _values(session, column, first)) for column in measures]
            lines = (
                begin + end.replace("\0", values[i])
                for i, begin in enumerate(begins)
                for end, values in texts
                if values[i]
            )
            file.write("".join(lines).encode(errors="replace"))


def _begins(session: Session, first: int) -> list[str]:
    """Return what every line of a row begins with."""
    rows, block = session.rows, slice(first, first + _ROWS)
    names = rows.get(NAME_COLUMN.name)
    faces = rows["face_id"][block].tolist()
    columns = (
        [cell_text(text, 0) for text in rows["session"][block]],
        [str(face_id) for face_id in faces],
        [""] * len(faces) if names is None else [cell_text(text, 0) for text in names[block]],
        number_texts(rows["t_s"][block]),
        [cell_text(text, 0) for text in rows["label"][block]],
    )
    text = csv_bytes(zip(*columns, strict=True)).decode()
    return [f"{line}," for line in text.split("\n")[:-1]]


def _values(session: Session, column: Column, first: int) -> list[str]:
    values = session.rows[column.name][first : first + _ROWS]
    if column.kind == "boolean":
        return ["" if value is None else str(int(value)) for value in values]
    return number_texts(values)


def number_texts(values: np.ndarray) -> list[str]:
    """Return numbers as they are read back to the last bit, empty where there is none."""
    return ["" if value != value else repr(value) for value in values.tolist()]  # noqa: PLR0124
