"""What it costs to read a face on this computer, by what the networks run on."""

import statistics
import time
from collections.abc import Callable

import numpy as np

from fer_core.compute import CPU
from fer_core.recognition import Recogniser, runtime

_TIMES, _WARM = 100, 5
#: It hands networks to a computer elsewhere.
_NOT_HERE = "AzureExecutionProvider"


def providers() -> tuple[str, ...]:
    """Return what networks can run on here, by ONNX Runtime's names, the processor first."""
    found = runtime().get_available_providers()
    return (CPU, *(name for name in found if name not in (CPU, _NOT_HERE)))


def ms_per_face(recogniser: Recogniser, stopped: Callable[[], bool] = lambda: False) -> float | None:
    """Read one face a hundred times and return the median in milliseconds; None if it was stopped.

    Parameters
    ----------
    recogniser
        Its encoder and its head are run in turn, as for one face in a picture.
    stopped
        Asked between two times.
    """
    spec = recogniser.spec
    crops = np.random.default_rng(0).integers(0, 256, (1, *spec.input_size), np.uint8)
    windows = np.zeros((1, spec.window, spec.embedding_size), np.float32)
    valid = np.array([spec.window], np.int64)
    took_ms = []
    for _ in range(_WARM + _TIMES):
        if stopped():
            return None
        start = time.perf_counter()
        windows[0, -1] = recogniser.embed(crops)[0]
        recogniser.read(windows, valid)
        took_ms.append((time.perf_counter() - start) * 1000.0)
    return statistics.median(took_ms[_WARM:])
