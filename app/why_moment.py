"""What is needed to explain a face at one moment, taken from the result that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.words import tr
from fer_core.estimators.base import PipelineDescription
from fer_core.explain import ClassLinks, strongest
from fer_core.outputs import DistributionSpec
from fer_core.types import Expression, Face, FrameResult


@dataclass(frozen=True, slots=True, eq=False)
class WhyMoment:
    """A face at one moment.

    Attributes
    ----------
    face
        As it was shown, with its window.
    name
        What it is called.
    said
        What was said of it.
    crop
        (h, w) uint8 grey, what the network was fed.
    links
        Its most probable classes, likeliest first.
    reader
        Which of the models that read faces has read it, from 0.
    sha256
        Of that model, by file.
    source_t_s
        Position in the film, None of a live source.
    still
        It was read as a picture by itself.
    averaged
        Probabilities were averaged over time, and labels held.
    """

    face: Face
    name: str
    said: Expression
    crop: NDArray[np.uint8]
    links: tuple[ClassLinks, ...]
    reader: int
    sha256: Mapping[str, str]
    source_t_s: float | None
    still: bool
    averaged: bool


def moment_of(
    face_id: int, result: FrameResult | None, pipeline: PipelineDescription | None, name: str
) -> WhyMoment | str:
    """Return a face as it is shown, or a sentence that says why it cannot be explained.

    Parameters
    ----------
    face_id
        Its number.
    result
        What is shown.
    pipeline
        What has read it.
    name
        What it is called.
    """
    face = next((seen for seen in result.seen if seen.id == face_id), None) if result is not None else None
    if result is None or face is None:
        return tr("{name} is not in view any more.").format(name=name)
    said = face.expression
    if said is None:
        outside = tr("{name} stands outside the picture: nothing is read from it that could be explained.")
        return outside.format(name=name)
    spec = pipeline.outputs.get(said.output) if pipeline is not None else None
    crop = face.window[-1].crop if face.window else None
    if pipeline is None or not isinstance(spec, DistributionSpec) or crop is None:
        return tr("This model keeps nothing of what it has read: its labels cannot be explained.")
    still = bool(pipeline.settings["still"])
    estimator = said.output.partition(".")[0]
    reader, part = next((n, part) for n, part in enumerate(pipeline.estimators) if part.name == estimator)
    return WhyMoment(
        face,
        name,
        said,
        crop,
        links=strongest(said, spec, still=still),
        reader=reader,
        sha256=part.sha256,
        source_t_s=result.frame.source_t_s,
        still=still,
        averaged=bool(pipeline.settings["smoothing"]) and not still,
    )
