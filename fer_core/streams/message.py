"""What a stream says of a result, as plain values: the one place where that is decided."""

import math
from collections.abc import Mapping
from typing import Any

from fer_core.estimators.base import PipelineDescription
from fer_core.palette import colour_of
from fer_core.session.clock import utc_text
from fer_core.session.description import OpenSession
from fer_core.session.events import Mark
from fer_core.types import Expression, Face, FrameResult

#: Of the messages; what is added leaves it as it is.
MESSAGE_VERSION = 1


def hello(session: OpenSession) -> dict[str, Any]:
    """Return what is said first: who speaks, and of what classes, in which colours."""
    description = session.description
    return {
        "type": "hello",
        "version": MESSAGE_VERSION,
        "program": "fer-live",
        "program_version": description.versions.get("fer-live", ""),
        "source": {"kind": description.source.kind, "name": description.source.name},
        "model": description.pipeline.model_name,
        "output": description.pipeline.spoken,
        "classes": classes(description.pipeline),
    }


def classes(pipeline: PipelineDescription) -> list[dict[str, str]]:
    """Return the classes that are spoken of, in their order, with their colours as ``#rrggbb``."""
    return [
        {"name": label, "colour": "#{:02x}{:02x}{:02x}".format(*colour_of(label, index))}
        for index, label in enumerate(pipeline.labels)
    ]


def result_message(result: FrameResult, session: OpenSession) -> dict[str, Any]:
    """Return what is said of a result."""
    frame = result.frame
    height, width = frame.image.shape[:2]
    return {
        "type": "result",
        "version": MESSAGE_VERSION,
        "frame": frame.index,
        "t_s": _number(session.clock.t_s(frame)),
        "time_utc": utc_text(session.clock.utc(frame.grabbed_t)),
        "latency_ms": _number(result.latency_ms, 1),
        "width": width,
        "height": height,
        "faces": [face_values(face, width, height) for face in result.faces],
    }


def mark_message(mark: Mark) -> dict[str, Any]:
    """Return what is said of a mark."""
    return {
        "type": "mark",
        "version": MESSAGE_VERSION,
        "kind": mark.kind,
        "text": mark.text,
        "face": mark.face_id,
        "t_s": _number(mark.t_s),
        "time_utc": mark.time_utc,
    }


def face_values(face: Face, width: int, height: int) -> dict[str, Any]:
    """Return what is said of a face in a picture of a size in pixels; its box in shares of the picture's sides."""
    x0, y0, x1, y1 = face.track.detection.box_px
    sides = (max(width, 1), max(height, 1))
    values: dict[str, Any] = {
        "id": face.id,
        "seen": face.track.seen,
        "box": [_number(edge / side) for edge, side in zip((x0, y0, x1, y1), sides * 2, strict=True)],
        "quality": list(face.quality),
    }
    return {**values, **_said(face.expression)}


def _said(said: Expression | None) -> Mapping[str, Any]:
    if said is None:
        return {"label": None}
    return {
        "label": said.label,
        "confidence": _number(said.confidence),
        "held": said.held,
        "uncertain": said.uncertain,
        "label_set": list(said.label_set),
        "ready": said.ready,
        "probabilities": {
            label: _number(float(value)) for label, value in zip(said.labels, said.probabilities, strict=True)
        },
    }


def _number(value: float, decimals: int = 4) -> float | None:
    """Return a number as JSON can hold it."""
    return round(value, decimals) if math.isfinite(value) else None
