"""One row for each file of a batch: as summary.csv, and as a short table for a terminal."""

import csv
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import get_args

from fer_core.batch.analyst import Report, Status
from fer_core.batch.inputs import SUMMARY_NAME
from fer_core.errors import SinkError
from fer_core.files import free_names, replace_file
from fer_core.session.columns import Cell
from fer_core.sinks.csv_table import cell_text, csv_bytes, one_line

_HEADER = ("file", "status", "frames", "faces", "seconds")
_TAIL = ("table", "notes")
#: The longest name that the short table shows, in characters.
_NAME_LENGTH = 40


def write_summary(reports: Sequence[Report], out: Path) -> Path:
    """Write summary.csv into the folder of the results, in place of an earlier one.

    It holds, for each file: its path, "whole", "failed" or "not finished", how many frames and faces, the seconds from
    the first frame to the last one, the share of each label, the table's path in the folder, and what should be known.

    Returns
    -------
    The file; where one of that name is not a summary, a free name is taken.

    Raises
    ------
    SinkError
        If it cannot be written.
    """
    labels = list(dict.fromkeys(label for report in reports for label in report.shares))
    lines: list[Sequence[Cell]] = [(*_HEADER, *(f"share_{label}" for label in labels), *_TAIL)]
    lines += [_row(report, labels, out) for report in reports]
    path = next(name for name in free_names(out / f"{SUMMARY_NAME}.csv") if _may_replace(name))
    try:
        replace_file(path, csv_bytes([[cell_text(cell, 4) for cell in line] for line in lines]))
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror or error}). Make room on the disk or choose another folder."
        raise SinkError(msg) from error
    return path


def short_table(reports: Sequence[Report]) -> str:
    """Return a table of a few columns for a terminal, and a line that counts."""
    lines = [("file", "status", "frames", "faces", "seconds", "mostly")]
    names = _below([report.path.absolute() for report in reports])
    for name, report in zip(names, reports, strict=True):
        numbers = (str(report.frames), str(report.faces), f"{report.seconds:.1f}") if report.table else ("", "", "")
        lines.append((_short(name), report.status, *numbers, _mostly(report)))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    texts = []
    for line in lines:
        cells = [
            text.rjust(width) if 2 <= column <= 4 else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        texts.append("  ".join(cells).rstrip())
    return "\n".join([*texts, counted(reports)])


def counted(reports: Sequence[Report]) -> str:
    """Return how many files are whole, and how many are not, in a sentence."""
    numbers = Counter(report.status for report in reports)
    earlier = sum(report.earlier for report in reports)
    parts = [f"{numbers[status]} {status}" for status in get_args(Status) if numbers[status] or status == "whole"]
    if earlier:
        parts[0] += f" ({earlier} of them before)"
    files = "1 file" if len(reports) == 1 else f"{len(reports)} files"
    return f"{files}: {', '.join(parts)}."


def _below(paths: Sequence[Path]) -> list[str]:
    """Return paths as seen from the folder that all of them lie in; whole where they lie on several drives."""
    try:
        above = os.path.commonpath([path.parent for path in paths])
    except ValueError:
        return [str(path) for path in paths]
    return [str(path.relative_to(above)) for path in paths]


def _row(report: Report, labels: Sequence[str], out: Path) -> Sequence[Cell]:
    read = report.table is not None
    table = report.table
    if table is not None:
        with suppress(ValueError):
            # A cluster is given whole paths, wherever the command was run.
            table = table.absolute().relative_to(out.absolute())
    numbers = (report.frames, report.faces, report.seconds) if read else (None, None, None)
    shares = [report.shares.get(label) if read else None for label in labels]
    said = " ".join((*report.notes, report.error)).strip()
    return (str(report.path), report.status, *numbers, *shares, table and table.as_posix(), said)


def _mostly(report: Report) -> str:
    shown = sorted((share, label) for label, share in report.shares.items() if share > 0)[::-1][:2]
    return ", ".join(f"{label} {share:.0%}" for share, label in shown)


def _short(name: str) -> str:
    name = one_line(name, "?")
    return name if len(name) <= _NAME_LENGTH else f"…{name[1 - _NAME_LENGTH :]}"


def _may_replace(path: Path) -> bool:
    """Whether there is nothing, or an earlier summary."""
    if path.is_symlink():
        return False
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(next(csv.reader(file), ())[: len(_HEADER)]) == _HEADER
    except FileNotFoundError:
        return True
    except (OSError, ValueError, csv.Error):
        return False
