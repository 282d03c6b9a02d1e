"""A row for each face and frame under the names that OpenFace 2 gives its columns, for scripts that read those."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.session.columns import Column
from fer_core.session.exports.tidy import number_texts
from fer_core.session.reader import Session
from fer_core.sinks.csv_table import cell_text, csv_bytes

#: Of OpenFace's 68 points (iBUG 300-W) the only one that is a key point of ours, too: the tip of the nose.
_POINTS = {"x_30": "landmarks.points.nose_tip_x", "y_30": "landmarks.points.nose_tip_y"}
#: Names of ours that would be taken for OpenFace's.
_RENAMED = {
    **{"confidence": "label_confidence", "x0": "box_x0", "y0": "box_y0", "x1": "box_x1", "y1": "box_y1"},
    "frame": "source_frame",
}
_FIRST = ("face_id",)
_ROWS = 4096


def write_openface(session: Session, path: Path) -> None:
    """Write the columns that OpenFace and fer-live share, then the rest of fer-live's under its own names.

    There is a row for each face that was seen; OpenFace writes one with ``success`` 0, too, where it has lost somebody.
    """
    columns = [*_shared(session), *_own(session)]
    with path.open("wb") as file:
        file.write(csv_bytes([[cell_text(name, 0) for name, _ in columns]]))
        for first in range(0, session.row_count, _ROWS):
            block = [_texts(values[first : first + _ROWS]) for _, values in columns]
            file.write(csv_bytes(zip(*block, strict=True)))


def _shared(session: Session) -> list[tuple[str, NDArray[Any]]]:
    rows = session.rows
    position = rows.get("source_t_s")
    # OpenFace counts frames from 1, and its times are positions in the film.
    is_film = position is not None and position.size > 0 and bool(np.isfinite(position).all())
    columns = [
        ("frame", rows["frame"] + 1),
        ("face_id", rows["face_id"]),
        ("timestamp", rows["source_t_s" if is_film else "t_s"]),
        ("confidence", rows.get("detection_score", np.full(session.row_count, np.nan))),
        ("success", np.ones(session.row_count, np.int64)),
    ]
    return columns + [(name, rows[own]) for name, own in _POINTS.items() if own in rows]


def _own(session: Session) -> Sequence[tuple[str, NDArray[Any]]]:
    return [
        (_RENAMED.get(column.name, column.name), session.rows[column.name])
        for column in session.columns
        if column.name not in _FIRST
    ]


def _texts(values: NDArray[Any]) -> list[str]:
    if values.dtype.kind in "Ob":
        return [cell_text(value, 0) for value in values.tolist()]
    return number_texts(values)


def missing(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return what OpenFace has and a session does not."""
    has_nose = any(column.name == _POINTS["x_30"] for column in columns)
    points = "landmarks x_*, y_* other than 30 (the tip of the nose)" if has_nose else "landmarks x_*, y_*"
    return ("action units AU*_r, AU*_c", "gaze_*", "pose_T*, pose_R*", "X_*, Y_*, Z_*, p_scale and p_*", points)
