"""What the commands leave for one another: names of files, values as JSON, and checksums of arrays."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.files import replace_file

#: In the folder of a run: what it was, and the figures of every epoch.
HISTORY = "history.json"
#: In the folder of a model: the history of its run, and its figures on stills.
TRAINING, METRICS = "training.json", "metrics.json"
#: In front of an output's name in the latter: its figures on other people than those of its data set.
STRANGERS = "strangers_"
#: The same of people who talk.
TALKING = "talking_"
#: The output that learned from votes and labels together: what the app says.
SPOKEN = "spoken"


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


def digest_of(*arrays: NDArray[Any]) -> str:
    """Return the sha256 of arrays."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.shape} {array.dtype}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
