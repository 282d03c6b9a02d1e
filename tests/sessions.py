"""Sessions with many rows, written at once: what a recording of so many seconds leaves behind."""

import hashlib
import json
from pathlib import Path

import numpy as np

from fer_core.estimators.base import EstimatorDescription, PipelineDescription
from fer_core.outputs import DistributionSpec
from fer_core.session.description import FileFacts, SourceFacts, start_session
from fer_core.spec import CLASSES

SPOKEN = PipelineDescription(
    (EstimatorDescription("fake", {"logits": DistributionSpec(CLASSES)}, {}),), "fake.logits", {}
)


def write_session(
    parent: Path, *, name="talk", faces=2, seconds=20.0, rate=10, marks=(), gap=True, source=("camera", "Desk")
) -> Path:
    """Return the folder of a recording.

    Every face goes from one expression to the next; the second one is gone for a fifth of the time, where a ``gap`` is
    wanted. ``marks`` are (seconds, face or "", text).
    """
    folder = parent / name
    folder.mkdir(parents=True)
    session = start_session(name, SourceFacts(*source, 640, 360, float(rate)), SPOKEN)
    columns = [column.name for column in session.description.columns]
    lines = [",".join(columns)]
    for frame in range(round(seconds * rate)):
        for face in range(1, faces + 1):
            if gap and face == 2 and 0.4 <= frame / rate / seconds < 0.6:
                continue
            lines.append(_line(columns, name, frame, frame / rate, face, seconds=seconds))
    data = ("\n".join(lines) + "\n").encode()
    table = folder / f"{name}.csv"
    table.write_bytes(data)
    facts = FileFacts(table.name, "csv", True, len(lines) - 1, "rows", 0, hashlib.sha256(data).hexdigest())
    fields = session.description.with_file(facts).to_json()
    fields |= {"complete": True, "end_utc": fields["start_utc"]}
    (folder / "session.json").write_text(json.dumps(fields), "utf-8")
    if marks:
        rows = [f"{t_s},2026-01-01T00:00:00.000Z,key,{face},{text}" for t_s, face, text in marks]
        (folder / "events.csv").write_text("\n".join(("t_s,time_utc,kind,face_id,text", *rows)) + "\n", "utf-8")
    return folder


def _line(columns, name, frame, t_s, face, *, seconds):
    place = t_s / seconds * 9 * len(CLASSES) / 3 + 2.3 * face
    scores = np.exp(2.2 * np.cos(2 * np.pi * (np.arange(len(CLASSES)) - place) / len(CLASSES)))
    scores /= scores.sum()
    best = int(scores.argmax())
    x = 60.0 + 150 * (face - 1)
    cells = {
        "session": name,
        "frame": str(frame),
        "t_s": f"{t_s:.4f}",
        "time_utc": "2026-01-01T00:00:00.000Z",
        "source_t_s": "",
        "face_id": str(face),
        "x0": f"{x:.1f}",
        "y0": "80.0",
        "x1": f"{x + 110:.1f}",
        "y1": "210.0",
        "detection_score": "0.9100",
        "label": CLASSES[best],
        "confidence": f"{scores[best]:.4f}",
        "held": "false",
        "uncertain": "false",
        "label_set": CLASSES[best],
        "ready": "true",
        "quality": "",
        "output": "fake.logits",
        "latency_ms": "31.0",
    }
    cells |= {f"p_{label}": f"{score:.4f}" for label, score in zip(CLASSES, scores, strict=True)}
    return ",".join(cells[column] for column in columns)
