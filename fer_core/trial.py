"""Try a model of somebody else's in a process of its own, which may hang or run out of memory without harm."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer_core.errors import ModelError
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import ModelSpec

#: Seconds, and bytes of memory, that loading a model and reading one picture may take.
_TIMEOUT_S = 10.0
_MEMORY_BYTES = 4 << 30
_REFUSED = 3
#: Of the line that is for us.
_MARK = b"fer-live: "
#: What networks say that were refused memory.
_NO_MEMORY = (b"bad_alloc", b"bfc_arena", b"Failed to allocate", b"MemoryError", b"not enough memory")
#: A network that is refused is told by its own words; anything else that goes wrong ends the process somehow. It ends
#: itself, too: whoever waits for it may be gone by then. Nothing is inherited but standard output and error.
_CHILD = """
import os, sys, threading
folder, package, memory, refused, seconds, mark = sys.argv[1:]
watchdog = threading.Timer(float(seconds), os._exit, (1,))
watchdog.daemon = True
watchdog.start()
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
except (ImportError, ValueError, OSError):
    pass
sys.path[:0] = [package]
import json
from pathlib import Path
from fer_core.errors import ModelError
from fer_core.recognition import OnnxRecogniser
try:
    model = OnnxRecogniser.load(Path(folder))
except ModelError as error:
    sys.stderr.write(str(error.__cause__ or ""))
    sys.stderr.write("\\n" + mark + json.dumps(str(error)) + "\\n")
    sys.exit(int(refused))
print("\\n" + mark + json.dumps([model.spec.to_json(), dict(model.sha256)]))
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """A model that has read a picture: its description, and the checksums of its files, hexadecimal, by name."""

    spec: ModelSpec
    sha256: Mapping[str, str]


_passed: dict[tuple[str, tuple[tuple[str, int, int], ...]], Tried] = {}


def try_model(folder: Path) -> Tried:
    """Load a model and read one picture with it, elsewhere; once for each model.

    Parameters
    ----------
    folder
        Of an exported model.

    Returns
    -------
    What it says of itself.

    Raises
    ------
    ModelError
        If it cannot be loaded, takes too long or too much memory, or crashes.
    """
    mark = (str(folder.resolve()), _marks(folder))
    if mark not in _passed:
        _passed[mark] = _try(folder)
    return _passed[mark]


def _try(folder: Path) -> Tried:
    package = Path(__file__).resolve().parent.parent
    limits = (str(_MEMORY_BYTES), str(_REFUSED), str(2 * _TIMEOUT_S), _MARK.decode())
    command = [sys.executable, "-c", _CHILD, str(folder), str(package), *limits]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT_S, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        msg = f"The model in {folder} did not read a picture within {_TIMEOUT_S:g} s. Choose another model."
        raise ModelError(msg) from error
    except OSError:
        # No second process here: it is tried in this one.
        model = OnnxRecogniser.load(folder)
        return Tried(model.spec, model.sha256)
    if done.returncode == _REFUSED and not any(words in done.stderr for words in _NO_MEMORY):
        raise ModelError(str(_told(done.stderr, folder)))
    if done.returncode != 0:
        does = "takes" if done.returncode == _REFUSED else "crashes, or takes"
        msg = f"The model in {folder} {does} more than {_MEMORY_BYTES >> 30} GB of memory. Choose another model."
        raise ModelError(msg)
    text, sha256 = _told(done.stdout, folder)
    return Tried(ModelSpec.from_json(text, str(folder)), sha256)


def _told(output: bytes, folder: Path) -> Any:
    """Return what the child has told in a line of its own: a library may have its say before it and after."""
    for line in reversed(output.splitlines()):
        if line.startswith(_MARK):
            return json.loads(line.removeprefix(_MARK))
    msg = f"The model in {folder} could not be tried. Choose another model."
    raise ModelError(msg)


def _marks(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return names, sizes and times of a model's files: another model in the same folder is tried again."""
    try:
        found = ((path.name, path.stat()) for path in sorted(folder.glob("*.onnx")))
        return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in found)
    except OSError:
        return ()
