"""Try a model of somebody else's in a process of its own, which may hang or run out of memory without harm."""

import subprocess
import sys
from pathlib import Path

from fer_core.errors import ModelError

#: Seconds, and bytes of memory, that loading a model and reading one picture may take.
_TIMEOUT_S = 20.0
_MEMORY_BYTES = 4 << 30
_REFUSED = 3
#: A network that is refused is told by its own words; anything else that goes wrong ends the process somehow.
_CHILD = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]), int(sys.argv[3])))
except (ImportError, ValueError, OSError):
    pass
sys.path[:0] = [sys.argv[2]]
from pathlib import Path
from fer_core.errors import ModelError
from fer_core.recognition import OnnxRecogniser
try:
    OnnxRecogniser.load(Path(sys.argv[1]))
except ModelError as error:
    sys.stderr.write(str(error))
    sys.exit(int(sys.argv[4]))
"""

_passed: set[tuple[str, tuple[tuple[str, int, int], ...]]] = set()


def try_model(folder: Path) -> None:
    """Load a model and read one picture with it, elsewhere; once for each model.

    Parameters
    ----------
    folder
        Of an exported model.

    Raises
    ------
    ModelError
        If it cannot be loaded, takes too long or too much memory, or crashes.
    """
    mark = (str(folder.resolve()), _marks(folder))
    if mark in _passed:
        return
    package = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-c", _CHILD, str(folder), str(package), str(_MEMORY_BYTES), str(_REFUSED)]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT_S, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        msg = f"The model in {folder} did not read a picture within {_TIMEOUT_S:g} s. Choose another model."
        raise ModelError(msg) from error
    except OSError:
        # No second process here: it is tried in this one.
        return
    if done.returncode == _REFUSED:
        raise ModelError(done.stderr.decode(errors="replace").strip())
    if done.returncode != 0:
        msg = (
            f"The model in {folder} crashes, or takes more than {_MEMORY_BYTES >> 30} GB of memory. "
            "Choose another model."
        )
        raise ModelError(msg)
    _passed.add(mark)


def _marks(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return names, sizes and times of a model's files: another model in the same folder is tried again."""
    try:
        found = ((path.name, path.stat()) for path in sorted(folder.glob("*.onnx")))
        return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in found)
    except OSError:
        return ()
