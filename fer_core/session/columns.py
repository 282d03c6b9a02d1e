"""The columns of a session's table: what each is called, holds and means, and what stands in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fer_core.estimators.base import IN_TURNS, PipelineDescription
from fer_core.outputs import Distribution, DistributionSpec, Output, OutputSpec, Points, PointsSpec, Scalars
from fer_core.quality import QUALITY_FLAGS
from fer_core.session.clock import SessionClock, utc_text
from fer_core.types import Expression, Face, FrameResult

#: In front of a class, the name of the column with its probability.
PROBABILITY = "p_"

Kind = Literal["text", "integer", "number", "boolean", "time"]
#: What stands in a cell; None stays empty.
Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """What is written down of a column.

    Attributes
    ----------
    name
        Its heading.
    kind
        "time" is ISO 8601 in UTC with milliseconds; a "boolean" is ``true`` or ``false``.
    unit
        Of a number: "s", "ms", "px", "deg"; "1" for a share or an intensity from 0 to 1; else empty.
    meaning
        In a sentence.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Of what a row is made: one face in one analysed frame of a session."""

    session: str
    clock: SessionClock
    result: FrameResult
    face: Face


@dataclass(frozen=True, slots=True)
class Cells:
    """A column with what stands in it: a value of each row, numbers with so many decimals."""

    column: Column
    value: Callable[[Row], Cell]
    decimals: int = 4


def _read_t_s(row: Row) -> float | None:
    frame, read_t = row.result.frame, row.face.read_t
    return None if read_t is None else row.clock.t_s(frame) - (frame.t - read_t)


def _said(value: Callable[[Expression], Cell]) -> Callable[[Row], Cell]:
    return lambda row: None if row.face.expression is None else value(row.face.expression)


def _other(value: Callable[[Expression], Cell]) -> Callable[[Row], Cell]:
    return lambda row: None if row.face.beside is None else value(row.face.beside)


def _edge(index: int) -> Callable[[Row], Cell]:
    return lambda row: row.face.track.detection.box_px[index]


_BEFORE = (
    Cells(Column("session", "text", "", "name of the session"), lambda row: row.session),
    Cells(Column("frame", "integer", "", "number of the frame in its source, from 0; frames that were dropped leave "
          "gaps"), lambda row: row.result.frame.index),
    Cells(Column("t_s", "number", "s", "time since the first analysed frame"),
          lambda row: row.clock.t_s(row.result.frame)),
    Cells(Column("time_utc", "time", "", "when the picture was taken; empty where a file is analysed"),
          lambda row: utc_text(row.clock.utc(row.result.frame.grabbed_t))),
    Cells(Column("source_t_s", "number", "s", "position in the file; empty for cameras and streams"),
          lambda row: row.result.frame.source_t_s),
    Cells(Column("face_id", "integer", "", "from 1, in order of appearance; a face that leaves and comes back is a new "
          "one"), lambda row: row.face.id),
    *(Cells(Column(name, "number", "px", f"the face's box, {side} edge, in the unmirrored picture; may reach over its "
            "edge"), _edge(i), 1) for i, (name, side) in enumerate(
        (("x0", "left"), ("y0", "upper"), ("x1", "right"), ("y1", "lower")))),
    Cells(Column("detection_score", "number", "1", "the face detector's confidence"),
          lambda row: row.face.track.detection.score),
    Cells(Column("label", "text", "", "the class that is shown"), _said(lambda said: said.label)),
    Cells(Column("confidence", "number", "1", "its probability"), _said(lambda said: said.confidence)),
    Cells(Column("held", "boolean", "", "the label is not the most probable class at the moment: it stays until "
          "another one is clearly ahead"), _said(lambda said: said.held)),
    Cells(Column("uncertain", "boolean", "", "the two most probable classes are close to each other"),
          _said(lambda said: said.uncertain)),
    Cells(Column("label_set", "text", "", "the classes that cannot be ruled out, likeliest first, joined by a vertical "
          "bar; empty if the model has none"), _said(lambda said: "|".join(said.label_set))),
)  # fmt: skip
_AFTER = (
    Cells(Column("ready", "boolean", "", "the face has been seen for a whole window"), _said(lambda said: said.ready)),
    Cells(Column("quality", "text", "", f"what makes the face hard to read: {', '.join(QUALITY_FLAGS)}; joined by "
          "a vertical bar"),
          lambda row: "|".join(row.face.quality)),
    Cells(Column("output", "text", "", "the output that is spoken, and that label and p_* are of"),
          _said(lambda said: said.output)),
    Cells(Column("latency_ms", "number", "ms", "from the moment the picture was taken to its result; empty where a "
          "file is analysed"),
          lambda row: row.result.latency_ms, 1),
)  # fmt: skip


_BASELINE = Cells(
    Column("baseline", "boolean", "", "something is taken off this face's logits, so that it reads as neutral when it "
           "is"), _said(lambda said: said.unadjusted is not None),
)  # fmt: skip


_READ = Cells(
    Column("read_t_s", "number", "s", "when the face was last read, on the scale of t_s; until the next time, what was "
           "said then is averaged further"), _read_t_s,
)  # fmt: skip


_BESIDE = (
    Cells(Column("beside_label", "text", "", "the class that is shown by another model, to be compared"),
          _other(lambda said: said.label)),
    Cells(Column("beside_confidence", "number", "1", "its probability"), _other(lambda said: said.confidence)),
    Cells(Column("beside_output", "text", "", "the output of the other model that beside_* are of"),
          _other(lambda said: said.output)),
)  # fmt: skip


#: What depends on when, and how fast, a picture is read.
_OF_THE_CLOCK = ("time_utc", "latency_ms")
#: The columns whose names do not depend on the model, by name.
NAMED: Mapping[str, Column] = {
    cells.column.name: cells.column for cells in (*_BEFORE, *_AFTER, _READ, _BASELINE, *_BESIDE)
}


def table_of(
    pipeline: PipelineDescription,
    *,
    live: bool = True,
    raw: bool = False,
    unadjusted: bool = False,
    beside: bool = False,
    outputs: Sequence[str] = (),
) -> tuple[Cells, ...]:
    """Return the columns of a session.

    Parameters
    ----------
    pipeline
        What reads the faces.
    live
        Times are those of the clock; else what only it knows stays empty, and the same film gives the same bytes.
    raw
        Also what the spoken output says of each frame alone, before the average: ``raw_*``.
    unadjusted
        Also whether a neutral baseline is taken off, and what would be said without it: ``baseline``, ``plain_*``.
    beside
        Also what another model says, where there is one: ``beside_*``.
    outputs
        Outputs whose raw values are wanted too, as ``ESTIMATOR.OUTPUT``.
    """
    labels = pipeline.labels
    parts = [*_BEFORE, *(_probability(label) for label in labels), *_AFTER]
    if pipeline.settings.get(IN_TURNS):
        parts.append(_READ)
    if raw:
        parts += [_frame_probability(label) for label in labels]
    if unadjusted:
        parts += [_BASELINE, *(_plain_probability(label) for label in labels)]
    if beside and pipeline.beside:
        parts += _BESIDE
    for name in outputs:
        parts += _raw_output(name, pipeline.outputs[name])
    return tuple(parts if live else map(_without_clock, parts))


def _without_clock(cells: Cells) -> Cells:
    return replace(cells, value=lambda _row: None) if cells.column.name in _OF_THE_CLOCK else cells


def classes_in(names: Iterable[str]) -> tuple[str, ...]:
    """Return the classes that have probabilities among the columns of these names, in their order."""
    return tuple(name.removeprefix(PROBABILITY) for name in names if name.startswith(PROBABILITY))


def _probability(label: str) -> Cells:
    meaning = f"probability of {label}, calibrated, averaged over time; those of all classes add up to 1"
    column = Column(f"{PROBABILITY}{label}", "number", "1", meaning)
    return Cells(column, _said(lambda said: _of_class(said.probabilities, said, label)))


def _frame_probability(label: str) -> Cells:
    meaning = f"probability of {label} in this frame alone, calibrated, not averaged"
    return Cells(
        Column(f"raw_{label}", "number", "1", meaning),
        _said(lambda said: _of_class(said.frame_probabilities, said, label)),
    )


def _plain_probability(label: str) -> Cells:
    meaning = f"probability of {label}, calibrated, averaged over time, with nothing taken off"
    return Cells(
        Column(f"plain_{label}", "number", "1", meaning),
        _said(lambda said: _of_class(said.probabilities if said.unadjusted is None else said.unadjusted, said, label)),
    )


def _of_class(values: NDArray[np.float32], said: Expression, label: str) -> float | None:
    """Return the value of a class, None if the output that is spoken now has no class of that name."""
    return float(values[said.labels.index(label)]) if label in said.labels else None


def _raw_output(name: str, spec: OutputSpec) -> list[Cells]:
    if isinstance(spec, DistributionSpec):
        return [
            _raw_cell(f"{name}.{label}", "1", f"logit of {label} by {name}, raw", name, i)
            for i, label in enumerate(spec.labels)
        ]
    if isinstance(spec, PointsSpec):
        return [
            _raw_cell(f"{name}.{point}_{axis}", "px", f"{point} by {name}", name, 2 * i + j)
            for i, point in enumerate(spec.names)
            for j, axis in enumerate("xy")
        ]
    return [
        _raw_cell(f"{name}.{part}", unit, f"{part} by {name}", name, i)
        for i, (part, unit) in enumerate(zip(spec.names, spec.units, strict=True))
    ]


def _raw_cell(heading: str, unit: str, meaning: str, output: str, index: int) -> Cells:
    def value(row: Row) -> Cell:
        found = row.face.outputs.get(output)
        return None if found is None else _numbers(found)[index]

    return Cells(Column(heading, "number", unit, meaning), value)


def _numbers(output: Output) -> list[float]:
    match output:
        case Distribution(logits):
            return [float(value) for value in logits]
        case Scalars(values):
            return [float(value) for value in values]
        case Points(points_px):
            return [float(value) for value in points_px.ravel()]
