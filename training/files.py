"""What the commands leave for one another: names of files, and values as JSON."""

import json
from pathlib import Path
from typing import Any

from fer_core.errors import DataError
from fer_core.files import replace_file

#: In the folder of a run: what it was, and the figures of every epoch.
HISTORY = "history.json"
#: In the folder of a model: the history of its run, and its figures on stills.
TRAINING, METRICS = "training.json", "metrics.json"


def read_json(path: Path) -> Any:
    """Read what ``write_json`` wrote; a :class:`DataError` if it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path} is missing or damaged. Remove it, or make it again."
        raise DataError(msg) from error


def write_json(path: Path, values: Any) -> None:
    """Write values as JSON, whole or not at all."""
    replace_file(path, (json.dumps(values, indent=1) + "\n").encode())
