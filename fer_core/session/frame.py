"""A session as a frame of pandas, with types and units."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.session.columns import Column

if TYPE_CHECKING:
    import pandas as pd

    from fer_core.session.reader import Session

#: Texts of which there are few different ones.
CATEGORIES = ("session", "label", "quality", "output", "label_set", "beside_label", "beside_output", "face_name")


def to_frame(session: "Session") -> "pd.DataFrame":
    """Return the rows of a session as a frame; see :meth:`fer_core.Session.frame`.

    Raises
    ------
    DataError
        If pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        msg = "A frame takes the extra 'analysis': pip install 'fer-live[analysis]'."
        raise DataError(msg) from error
    frame = pd.DataFrame({column.name: _values(session, column, pd) for column in session.columns}, copy=False)
    frame.attrs["units"] = {column.name: column.unit for column in session.columns}
    frame.attrs["meanings"] = {column.name: column.meaning for column in session.columns}
    frame.attrs["status"], frame.attrs["problems"] = session.status, list(session.problems)
    return frame


def milliseconds(texts: NDArray[np.object_]) -> NDArray[np.datetime64]:
    """Return times in ISO 8601 as datetime64 in UTC, not-a-time where there is none."""
    known = {text: _milliseconds_of(text) for text in set(texts.tolist())}
    return np.array([known[text] for text in texts], "datetime64[ms]")


def _values(session: "Session", column: Column, pd: Any) -> Any:
    values = session.rows[column.name]
    if column.kind == "boolean":
        return values if values.dtype == bool else pd.array(values.tolist(), "boolean")
    if column.kind == "time":
        return pd.Series(milliseconds(values)).dt.tz_localize("UTC")
    if column.name in CATEGORIES:
        # Imported late: it needs a session, which needs this.
        from fer_core.session.summary import classes_of

        kinds = classes_of(session) if column.name == "label" else dict.fromkeys(text for text in values if text)
        numbers = {text: number for number, text in enumerate(kinds)}
        codes = np.fromiter((numbers.get(text, -1) for text in values), np.int32, len(values))
        return pd.Categorical.from_codes(codes, categories=list(kinds))
    return values


def _milliseconds_of(text: str) -> np.datetime64:
    try:
        return np.datetime64(datetime.fromisoformat(text).replace(tzinfo=None), "ms")
    except ValueError:
        return np.datetime64("NaT", "ms")
