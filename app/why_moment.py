"""What is needed to explain a face at one moment, taken from the result that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.people import number_words
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
    said
        What was said of it.
    crop
        (h, w) uint8 grey, what the network was fed.
    links
        Its most probable classes, likeliest first.
    sha256
        Of the model that has read it, by file.
    source_t_s
        Position in the film, None of a live source.
    still
        It was read as a picture by itself.
    averaged
        Probabilities were averaged over time, and labels held.
    """

    face: Face
    said: Expression
    crop: NDArray[np.uint8]
    links: tuple[ClassLinks, ...]
    sha256: Mapping[str, str]
    source_t_s: float | None
    still: bool
    averaged: bool


def moment_of(face_id: int, result: FrameResult | None, pipeline: PipelineDescription | None) -> WhyMoment | str:
    """Return a face as it is shown, or a sentence that says why it cannot be explained.

    Parameters
    ----------
    face_id
        Its number.
    result
        What is shown.
    pipeline
        What has read it.
    """
    face = next((seen for seen in result.seen if seen.id == face_id), None) if result is not None else None
    if result is None or face is None:
        return tr("{name} is not in view any more.").format(name=number_words(face_id))
    said = face.expression
    if said is None:
        outside = tr("{name} stands outside the picture: nothing is read from it that could be explained.")
        return outside.format(name=number_words(face_id))
    spec = pipeline.outputs.get(said.output) if pipeline is not None else None
    crop = face.window[-1].crop if face.window else None
    if pipeline is None or not isinstance(spec, DistributionSpec) or crop is None:
        return tr("This model keeps nothing of what it has read: its labels cannot be explained.")
    still = bool(pipeline.settings["still"])
    estimator = said.output.partition(".")[0]
    return WhyMoment(
        face,
        said,
        crop,
        links=strongest(said, spec, still=still),
        sha256=next(part.sha256 for part in pipeline.estimators if part.name == estimator),
        source_t_s=result.frame.source_t_s,
        still=still,
        averaged=bool(pipeline.settings["smoothing"]) and not still,
    )
