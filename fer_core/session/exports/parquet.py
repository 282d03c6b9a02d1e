"""All columns with their types, and what they mean, in one file that pandas, R, DuckDB and Spark read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_core.errors import DataError
from fer_core.session.columns import Column
from fer_core.session.frame import CATEGORIES, milliseconds
from fer_core.session.reader import Session

if TYPE_CHECKING:
    import pyarrow as pa


def write_parquet(session: Session, path: Path) -> None:
    """Write a table whose columns carry their unit and meaning, and whose schema carries description and marks.

    Raises
    ------
    DataError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        msg = "Parquet takes the extra 'parquet': pip install 'fer-live[parquet]'."
        raise DataError(msg) from error
    fields, arrays = [], []
    for column in session.columns:
        array = _array(session, column, pa)
        arrays.append(array)
        fields.append(pa.field(column.name, array.type, metadata={"unit": column.unit, "meaning": column.meaning}))
    schema = pa.schema(fields, metadata={"fer_live": json.dumps(about(session), ensure_ascii=False).encode()})
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")


def about(session: Session) -> dict[str, Any]:
    """Return what is known of a session besides its rows, as plain values."""
    return {
        "session": None if session.description is None else session.description.to_json(),
        "status": session.status,
        "problems": list(session.problems),
        "marks": [
            {"t_s": mark.t_s, "time_utc": mark.time_utc, "kind": mark.kind, "face_id": mark.face_id, "text": mark.text}
            for mark in session.marks
        ],
    }


def _array(session: Session, column: Column, pa: Any) -> "pa.Array":
    values = session.rows[column.name]
    match column.kind:
        case "boolean":
            return pa.array(values.tolist(), pa.bool_())
        case "number":
            return pa.array(values, pa.float64(), from_pandas=True)
        case "integer":
            return pa.array(values, pa.int64())
        case "time":
            return pa.array(milliseconds(values), pa.timestamp("ms", "UTC"), from_pandas=True)
    texts = pa.array(values.tolist(), pa.string())
    return texts.dictionary_encode() if column.name in CATEGORIES else texts
