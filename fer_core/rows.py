"""The CSV, row by row: one row for each face in each analysed frame."""

import csv
import io
import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from fer_core.types import EmotionEstimate, FrameResult, Track

#: A cell that begins with one of these is a formula to a spreadsheet.
FORMULA_STARTS = "=+-@\t\r"


def columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the CSV's column names for a model with these classes."""
    return (
        *("session", "frame", "t_s", "time_utc", "source_t_s", "face_id", "x0", "y0", "x1", "y1"),
        *("detection_score", "label", "confidence", "uncertain", "label_set"),
        *(f"p_{label}" for label in labels),
        *("ready", "quality", "latency_ms"),
    )


def rows(result: FrameResult, session: str, start_t: float, labels: Sequence[str]) -> list[list[str]]:
    """Return the CSV rows of one analysed frame, one per face.

    Parameters
    ----------
    result
        The frame.
    session
        Name of the session.
    start_t
        ``Frame.t`` of the session's first analysed frame, in seconds.
    labels
        The K class names, in the model's order.

    Returns
    -------
    A list of cells for each face, in the order of ``columns(labels)``. A face that stands outside the picture, and has
    no estimate, has empty cells where the estimate would be.
    """
    frame = result.frame
    age_s = time.monotonic() - frame.grabbed_t
    grabbed = datetime.now(UTC) - timedelta(seconds=age_s)
    head = [
        _text(session),
        str(frame.index),
        f"{frame.t - start_t:.4f}",
        utc_text(grabbed),
        "" if frame.source_t_s is None else f"{frame.source_t_s:.4f}",
    ]
    return [
        head + _face_cells(track) + _estimate_cells(estimate, len(labels)) + [f"{result.latency_ms:.1f}"]
        for track, estimate in result.faces
    ]


def csv_bytes(table: Iterable[Sequence[str]]) -> bytes:
    """Return rows as they stand in the file: UTF-8, commas, one line each."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode()


def utc_text(moment: datetime) -> str:
    """Return a moment in UTC as ISO 8601 with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _face_cells(track: Track) -> list[str]:
    detection = track.detection
    return [str(track.id), *(f"{value:.1f}" for value in detection.box_px), f"{detection.score:.4f}"]


def _estimate_cells(estimate: EmotionEstimate | None, classes: int) -> list[str]:
    if estimate is None:
        return [""] * (classes + 6)
    return [
        _text(estimate.label),
        f"{estimate.confidence:.4f}",
        _flag(estimate.uncertain),
        _text("|".join(estimate.label_set)),
        *(f"{probability:.4f}" for probability in estimate.probabilities),
        _flag(estimate.ready),
        "|".join(estimate.quality),
    ]


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _text(value: str) -> str:
    """Return a cell that a spreadsheet shows instead of computing it."""
    return f"'{value}" if value.startswith(tuple(FORMULA_STARTS)) else value


class RowFile:
    """A CSV that ends with a whole row at any time, also when the disk is full in the middle of one.

    Parameters
    ----------
    path
        Where it is.
    mode
        "xb" for a new file, "wb" to replace one.

    Raises
    ------
    OSError
        As from ``open``.
    """

    def __init__(self, path: Path, mode: Literal["xb", "wb"]) -> None:
        self._file = path.open(mode, buffering=0)
        self._good_size = 0

    @property
    def closed(self) -> bool:
        """Whether ``close`` has been called."""
        return self._file.closed

    def append(self, table: Iterable[Sequence[str]]) -> None:
        """Write rows; an :class:`OSError` if they find no room, the file then keeps what it had."""
        data = csv_bytes(table)
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            # Half a row may have found room.
            with suppress(OSError):
                self._file.truncate(self._good_size)
                self._file.seek(self._good_size)
            raise
        self._good_size += len(data)

    def sync(self) -> None:
        """Make the disk keep what was written; an :class:`OSError` if it does not."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; harmless twice."""
        self._file.close()
