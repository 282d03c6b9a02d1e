"""Read still pictures through fer_core, without a detector."""

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.preprocess import fit_still
from fer_core.recognition import OnnxRecogniser

_BATCH = 64


def still_logits(recogniser: OnnxRecogniser, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Read pictures that are framed like the training pictures: each one a window of one embedding.

    Parameters
    ----------
    recogniser
        The model.
    images
        (N, H, W) uint8 grey.

    Returns
    -------
    Logits (N, K) by output of the temporal head.
    """
    spec = recogniser.spec
    parts: dict[str, list[NDArray[np.float32]]] = {name: [] for name in spec.distributions}
    for start in tqdm(range(0, len(images), _BATCH), desc="reading pictures", unit="batch", leave=False):
        crops = np.stack([fit_still(image, spec) for image in images[start : start + _BATCH]])
        windows = np.zeros((len(crops), spec.window, spec.embedding_size), np.float32)
        windows[:, 0] = recogniser.embed(crops)
        said = recogniser.read(windows, np.ones(len(crops), np.int64))
        for name, part in parts.items():
            part.append(said[name])
    return {name: np.concatenate(part) for name, part in parts.items()}
