"""The CNN-LSTM: a CNN embeds each face of each frame, an LSTM reads the last second and a half of each face."""

import time
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fer_core.embedding_window import EmbeddingWindow
from fer_core.estimators.base import Readings
from fer_core.outputs import Distribution, DistributionSpec, Output, OutputSpec, Reading, Scalars
from fer_core.preprocess import align
from fer_core.recognition import Recogniser
from fer_core.types import Frame, Track


class CnnLstm:
    """Crop, encode, and read the window of every face.

    Parameters
    ----------
    recogniser
        The two networks.
    name
        In front of the names of its outputs.
    still
        The pictures have nothing to do with each other: each is read with a window of length 1, and is ready.
    """

    def __init__(self, recogniser: Recogniser, name: str, *, still: bool = False) -> None:
        self._recogniser, self._still = recogniser, still
        self.name = name
        self._windows: dict[int, EmbeddingWindow] = {}

    @property
    def outputs(self) -> Mapping[str, OutputSpec]:
        """What the temporal head gives, by name."""
        return self._recogniser.spec.outputs

    @property
    def default(self) -> str:
        """The output that the model speaks with."""
        return self._recogniser.spec.default

    @property
    def sha256(self) -> Mapping[str, str]:
        """Checksums of the networks' files."""
        return self._recogniser.sha256

    def estimate(self, frame: Frame, faces: Sequence[Track]) -> Readings:
        """Read the faces; one that stands outside the picture is missing.

        The stages of its time are "crop", "encoder" and "head".
        """
        start = time.perf_counter()
        crops = [
            (track.key, crop)
            for track in faces
            if (crop := align(frame.image, track.detection.landmarks_px, self._recogniser.spec)) is not None
        ]
        cropped = time.perf_counter()
        if not crops:
            return Readings({}, {"crop": (cropped - start) * 1000.0})
        embeddings = self._recogniser.embed(np.stack([crop for _, crop in crops]))
        encoded = time.perf_counter()
        windows = [self._window(key) for key, _ in crops]
        for window, embedding, (_, crop) in zip(windows, embeddings, crops, strict=True):
            # Others read both later, in other threads.
            crop.flags.writeable = embedding.flags.writeable = False
            window.add(frame.t, embedding, crop)
        series, valid = zip(*(window.resampled() for window in windows), strict=True)
        said = self._recogniser.read(np.stack(series), np.array(valid, np.int64))
        finite = np.all([np.isfinite(values).reshape(len(crops), -1).all(axis=1) for values in said.values()], axis=0)
        specs = self.outputs.items()
        by_face = {
            key: Reading(
                {name: _output(spec, said[name][row]) for name, spec in specs},
                ready=self._still or windows[row].full,
                window=windows[row].moments,
            )
            for row, (key, _) in enumerate(crops)
            # What is no number is no reading.
            if finite[row]
        }
        read = time.perf_counter()
        laps = {"crop": cropped - start, "encoder": encoded - cropped, "head": read - encoded}
        return Readings(by_face, {stage: lap * 1000.0 for stage, lap in laps.items()})

    def forget(self, key: int) -> None:
        """Drop the window of a face."""
        self._windows.pop(key, None)

    def _window(self, key: int) -> EmbeddingWindow:
        # Keys are never used again: a still picture never finds the window of another one.
        if key not in self._windows:
            self._windows[key] = EmbeddingWindow(self._recogniser.spec)
        return self._windows[key]


def _output(spec: OutputSpec, values: NDArray[np.float32]) -> Output:
    return Distribution(values) if isinstance(spec, DistributionSpec) else Scalars(values)
