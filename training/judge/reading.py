"""Read still pictures through fer_core, without a detector."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.preprocess import fit_still
from fer_core.recognition import OnnxRecogniser

_BATCH = 64


def still_logits(recogniser: OnnxRecogniser, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Return the logits (N, K) of pictures by output of the temporal head: see :func:`still_outputs`."""
    return still_outputs(recogniser, images, tuple(recogniser.spec.distributions))


def still_outputs(
    recogniser: OnnxRecogniser, images: NDArray[np.uint8], names: Sequence[str]
) -> dict[str, NDArray[np.float32]]:
    """Read pictures that are framed like the training pictures: each one a window of one embedding.

    Parameters
    ----------
    recogniser
        The model.
    images
        (N, H, W) uint8 grey.
    names
        Of outputs of the temporal head.

    Returns
    -------
    What they say by name: logits (N, K), or numbers (N, M).
    """
    spec = recogniser.spec
    parts: dict[str, list[NDArray[np.float32]]] = {name: [] for name in names}
    for start in tqdm(range(0, len(images), _BATCH), desc="reading pictures", unit="batch", leave=False):
        crops = np.stack([fit_still(image, spec) for image in images[start : start + _BATCH]])
        windows = np.zeros((len(crops), spec.window, spec.embedding_size), np.float32)
        windows[:, 0] = recogniser.embed(crops)
        said = recogniser.read(windows, np.ones(len(crops), np.int64))
        for name, part in parts.items():
            part.append(said[name])
    return {name: np.concatenate(part) for name, part in parts.items()}
