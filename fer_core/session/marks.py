"""Marks of a session, read back from events.csv."""

from pathlib import Path

import numpy as np

from fer_core.session.events import Mark
from fer_core.session.table_text import TableText
from fer_core.sinks.csv_table import plain_text


def read_marks(path: Path, problems: list[str]) -> tuple[Mark, ...]:
    """Read the marks of a session; none where there is no such file.

    Parameters
    ----------
    path
        An events.csv, as it was written or as a spreadsheet has saved it.
    problems
        Gets a sentence about what could not be read.
    """
    if not path.is_file():
        return ()
    try:
        text = TableText(path.read_bytes())
    except OSError as error:
        problems.append(f"The marks in {path.name} cannot be read ({error.strerror or error}).")
        return ()
    places = {name.lower(): place for place, name in reversed(list(enumerate(text.header)))}
    if "t_s" not in places:
        if text.data.strip():
            problems.append(f"{path.name} holds no marks: it has no column t_s.")
        return ()
    columns = {
        name: text.texts(places[name]) if name in places else np.full(text.row_count, "", object)
        for name in ("time_utc", "kind", "face_id", "text")
    }
    times, _ = text.numbers(places["t_s"])
    marks = []
    for row, t_s in enumerate(times.tolist()):
        face = _face(columns["face_id"][row])
        if np.isfinite(t_s) and face is not False:
            said = (plain_text(columns[name][row]) for name in ("kind", "text"))
            marks.append(Mark(t_s, columns["time_utc"][row], next(said), face, next(said)))
    left_out = text.row_count - len(marks) + len(text.odd_rows) + text.cut_off
    if left_out:
        rows = "A mark" if left_out == 1 else f"{left_out} marks"
        problems.append(f"{rows} in {path.name} could not be read, and {'is' if left_out == 1 else 'are'} left out.")
    return tuple(marks)


def _face(cell: str) -> int | bool | None:
    """Return whom a mark is about, None for nobody, False if that cannot be read."""
    if not cell.strip():
        return None
    return int(cell) if cell.strip().isdecimal() else False
