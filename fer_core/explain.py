"""What is said of a face, and what that hangs on: parts of the picture, and pictures of the window, are taken away.

Both are measurements on the model. They show what its answer depends on, not why anybody looks as they do.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_core.embedding_window import EmbeddingWindow
from fer_core.errors import ModelError
from fer_core.outputs import DistributionSpec, Moment, softmax
from fer_core.recognition import Recogniser
from fer_core.types import Expression

#: Side of the patch as a share of the crop's; it stands in so many places along each side.
_PATCH, _PLACES = 1 / 4, 13
#: Crops that are encoded at once: whoever has lost interest waits for no more, nor does whoever needs the processor.
_BATCH = 4
#: Parts of the window that are left out one by one: single pictures have neighbours that say the same.
_PARTS = 10

#: Given crops (N, h, w) uint8, returns a probability (N,) of each.
Score = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


class Stopped(Exception):  # noqa: N818
    """Nobody wants to know any more."""


@dataclass(frozen=True, slots=True)
class ClassLinks:
    """One class along the chain, see :class:`Expression`: probabilities in [0, 1].

    Attributes
    ----------
    label
        Its name.
    read
        What the network said of this moment, calibrated, nothing taken off.
    adjusted
        The same with the baseline taken off.
    averaged
        That, averaged over time: what is shown.
    """

    label: str
    read: float
    adjusted: float
    averaged: float


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """What happens to a probability when a grey patch covers parts of a crop.

    Attributes
    ----------
    plain
        The probability with nothing covered.
    falls
        (h, w) float32: by how much it falls, on average, while a pixel is covered; negative where it rises.
    lowest, highest
        The probability under the patches that lower and raise it most.
    lowest_at, highest_at
        (row, column) of their centres, as shares of the crop in [0, 1].
    """

    plain: float
    falls: NDArray[np.float32]
    lowest: float
    highest: float
    lowest_at: tuple[float, float]
    highest_at: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """A part of the window, and what it adds.

    Attributes
    ----------
    crop
        (h, w) uint8, its middle picture; None where crops are not kept.
    age_s
        How long before the present moment that was taken.
    pictures
        How many it has.
    fall
        By how much the probability falls when they are left out; negative where it rises.
    """

    crop: NDArray[np.uint8] | None
    age_s: float
    pictures: int
    fall: float


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """What a label hangs on.

    Attributes
    ----------
    label
        The class whose probability was measured.
    occlusion
        Of the newest crop, read alone.
    parts
        Of the window, oldest first; empty where it has one picture only.
    """

    label: str
    occlusion: Occlusion
    parts: tuple[LeftOut, ...]


def strongest(said: Expression, spec: DistributionSpec, *, still: bool, count: int = 3) -> tuple[ClassLinks, ...]:
    """Return the classes that are most probable now, likeliest first.

    Parameters
    ----------
    said
        What is said of a face.
    spec
        Of its output.
    still
        Of which calibration that is.
    count
        How many.
    """
    read = softmax(said.logits / np.float32(spec.calibration(still=still).temperature))
    order = np.argsort(-said.probabilities, kind="stable")[:count]
    links = (read, said.frame_probabilities, said.probabilities)
    return tuple(ClassLinks(said.labels[n], *(float(values[n]) for values in links)) for n in order)


def explain(
    recogniser: Recogniser,
    said: Expression,
    window: Sequence[Moment],
    *,
    still: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Explanation:
    """Measure what the label of a face hangs on. This takes about as long as reading 170 faces.

    Parameters
    ----------
    recogniser
        What has read it.
    said
        What is said of it.
    window
        What that rests on, at least one moment, the newest of which has its crop.
    still
        Of which calibration that is.
    stop
        Whether nobody wants to know any more; asked after every few crops, and may take its time.

    Raises
    ------
    ModelError
        If the recogniser does not have the output that is spoken.
    ValueError
        If there is no crop.
    Stopped
        As soon as ``stop`` says so.
    """
    output = said.output.partition(".")[2]
    spec = recogniser.spec.distributions.get(output)
    if spec is None or spec.labels != said.labels:
        msg = f"The model has changed: it does not say '{output}' any more. Look at the face again."
        raise ModelError(msg)
    crop = window[-1].crop if window else None
    if crop is None:
        msg = "the newest crop of the window is missing"
        raise ValueError(msg)
    temperature, column = np.float32(spec.calibration(still=still).temperature), said.labels.index(said.label)

    def read(windows: Sequence[Sequence[Moment]]) -> NDArray[np.float32]:
        if stop():
            raise Stopped
        series, valid = zip(*(_resampled(recogniser, moments) for moments in windows), strict=True)
        logits = recogniser.read(np.stack(series), np.array(valid, np.int64))[output]
        return softmax((logits - said.baseline) / temperature)[:, column]

    def alone(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        return read([[Moment(0.0, embedding)] for embedding in recogniser.embed(crops)])

    grey = round(min(max(recogniser.spec.mean, 0.0), 1.0) * 255)
    return Explanation(said.label, occlusion(crop, alone, grey), left_out(window, read))


def occlusion(crop: NDArray[np.uint8], score: Score, grey: int) -> Occlusion:
    """Slide a grey patch over a crop, and look how a probability changes.

    This is the occlusion sensitivity of Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks",
    ECCV 2014 (arXiv 1311.2901).

    Parameters
    ----------
    crop
        (h, w) uint8 grey.
    score
        Gives the probability.
    grey
        Of the patch, in [0, 255].
    """
    height, width = crop.shape
    boxes = [(*rows, *columns) for rows in _spans(height) for columns in _spans(width)]
    plain = float(score(crop[None])[0])
    found = np.concatenate([score(_covered(crop, part, grey)) for part in _batches(boxes)]).astype(np.float64)
    sums, times = np.zeros((2, height, width))
    for (top, bottom, left, right), probability in zip(boxes, found, strict=True):
        sums[top:bottom, left:right] += plain - probability
        times[top:bottom, left:right] += 1
    low, high = int(found.argmin()), int(found.argmax())
    return Occlusion(
        plain,
        np.asarray(sums / times, np.float32),
        lowest=float(found[low]),
        highest=float(found[high]),
        lowest_at=_centre(boxes[low], crop.shape),
        highest_at=_centre(boxes[high], crop.shape),
    )


def left_out(
    window: Sequence[Moment], read: Callable[[Sequence[Sequence[Moment]]], NDArray[np.float32]]
) -> tuple[LeftOut, ...]:
    """Leave out one part of a window after the other, as if its pictures had been missed, and look what changes.

    Where pictures are missing, the window is interpolated between those before and after.

    Parameters
    ----------
    window
        Oldest first.
    read
        Given windows, returns a probability (N,) of each.
    """
    if len(window) < 2:
        return ()
    places = np.array_split(np.arange(len(window)), min(_PARTS, len(window)))
    others = [[*window[: part[0]], *window[part[-1] + 1 :]] for part in places]
    whole, *without = (float(probability) for probability in read([window, *others]))
    now = window[-1].t
    parts = []
    for part, probability in zip(places, without, strict=True):
        middle = window[part[len(part) // 2]]
        parts.append(LeftOut(middle.crop, now - middle.t, len(part), whole - probability))
    return tuple(parts)


def _resampled(recogniser: Recogniser, moments: Sequence[Moment]) -> tuple[NDArray[np.float32], int]:
    window = EmbeddingWindow(recogniser.spec)
    for moment in moments:
        window.add(moment.t, moment.embedding)
    return window.resampled()


def _spans(side: int) -> list[tuple[int, int]]:
    """Return where the patch begins and ends along one side: everything is covered at least once."""
    patch = max(1, round(side * _PATCH))
    starts = np.unique(np.linspace(0, side - patch, min(_PLACES, side - patch + 1)).round().astype(int))
    return [(int(start), int(start) + patch) for start in starts]


def _batches(boxes: Sequence[tuple[int, int, int, int]]) -> Iterator[Sequence[tuple[int, int, int, int]]]:
    return (boxes[start : start + _BATCH] for start in range(0, len(boxes), _BATCH))


def _covered(crop: NDArray[np.uint8], boxes: Sequence[tuple[int, int, int, int]], grey: int) -> NDArray[np.uint8]:
    crops = np.repeat(crop[None], len(boxes), axis=0)
    for covered, (top, bottom, left, right) in zip(crops, boxes, strict=True):
        covered[top:bottom, left:right] = grey
    return crops


def _centre(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> tuple[float, float]:
    top, bottom, left, right = box
    return (top + bottom) / 2 / shape[0], (left + right) / 2 / shape[1]
