"""A session as a frame of pandas, with types and units."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.session.columns import Column, classes_in

if TYPE_CHECKING:
    import pandas as pd

#: Texts of which there are few different ones.
CATEGORIES = ("session", "label", "quality", "output", "label_set", "beside_label", "beside_output", "face_name")


def to_frame(columns: Sequence[Column], rows: Mapping[str, NDArray[Any]]) -> "pd.DataFrame":
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
    classes = classes_in(column.name for column in columns)
    frame = pd.DataFrame({column.name: _values(column, rows[column.name], classes, pd) for column in columns})
    frame.attrs["units"] = {column.name: column.unit for column in columns}
    frame.attrs["meanings"] = {column.name: column.meaning for column in columns}
    return frame


def milliseconds(texts: NDArray[np.object_]) -> NDArray[np.datetime64]:
    """Return times in ISO 8601 as datetime64 in UTC, not-a-time where there is none."""
    known = {text: _milliseconds_of(text) for text in set(texts.tolist())}
    return np.array([known[text] for text in texts], "datetime64[ms]")


def _values(column: Column, values: NDArray[Any], classes: Sequence[str], pd: Any) -> Any:
    if column.kind == "boolean":
        return values if values.dtype == bool else pd.array(values.tolist(), "boolean")
    if column.kind == "time":
        return pd.Series(milliseconds(values)).dt.tz_localize("UTC")
    if column.name in CATEGORIES:
        seen = (text for text in values if text)
        kinds = list(dict.fromkeys((*classes, *seen) if column.name == "label" else seen))
        numbers = {text: number for number, text in enumerate(kinds)}
        codes = np.fromiter((numbers.get(text, -1) for text in values), np.int32, len(values))
        return pd.Categorical.from_codes(codes, categories=kinds)
    return values


def _milliseconds_of(text: str) -> np.datetime64:
    try:
        return np.datetime64(datetime.fromisoformat(text).replace(tzinfo=None), "ms")
    except ValueError:
        return np.datetime64("NaT", "ms")
