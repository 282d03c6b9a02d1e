"""The model card: words from a template, figures and pictures from the records that lie beside a model."""

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import onnx

from fer_core.errors import DataError
from fer_core.recognition import ENCODER_FILE, OnnxRecogniser
from fer_core.spec import ModelSpec
from training.files import METRICS, TRAINING, read_json
from training.report import card_people as people
from training.report import card_sections as sections
from training.report import card_training as told
from training.report import plots
from training.report.run_log import RECORDS as LOG
from training.report.run_log import LoggedRun, recorded

CARD, TEMPLATE, PICTURES, RECORDS = "MODEL_CARD.md", "card_template.md", "pictures", "records"
#: What makes each record, for the sentence that says that it is missing.
_MAKERS: Mapping[str, str] = {
    TRAINING: "`fer-train export` writes",
    METRICS: "`fer-train evaluate` writes",
    "temporal.json": "`fer-train temporal` writes",
    "temporal_private.json": "`fer-train temporal --private` writes as temporal.json",
    "ckplus.json": "`fer-train ckplus` writes",
    "framing.json": "`fer-train framing` writes",
    "fairness.json": "`fer-train fairness` writes",
    "paper.json": "`fer-train evaluate` writes as metrics.json for a model of the recipe `paper`",
    "paper_training.json": "`fer-train export` writes as training.json for a model of the recipe `paper`",
}
# These are not about the model itself.
_OF_OTHERS = ("ckplus.json", "paper.json", "paper_training.json")
_WRONG_SHAPE = (KeyError, TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError, StopIteration)
_WIDTH = 120


def write_card(model: Path, out: Path, log: Path | None = None) -> list[str]:
    """Write ``MODEL_CARD.md`` and ``pictures/*.png``.

    Parameters
    ----------
    model
        Folder of an exported model. What is known of it is read from ``training.json`` and from ``records/``.
    out
        Folder for the card; made if it is missing.
    log
        Folder of the records that ``fer-train log`` keeps; None for that of the package.

    Returns
    -------
    Names of the records that are missing: the card says so in their places.

    Raises
    ------
    ModelError
        If there is no model.
    DataError
        If a record is damaged, or of another model.
    """
    spec = OnnxRecogniser.load(model).spec
    records = _read(model, spec)
    package = Path(__file__).parent
    tried = recorded(log or package / LOG)
    (out / PICTURES).mkdir(parents=True, exist_ok=True)
    words = _Card(model, spec, records, tried, out / PICTURES).words()
    text = Template((package / TEMPLATE).read_text(encoding="utf-8")).substitute(words)
    blocks = (_wrapped(block) for block in re.split(r"\n\s*\n", text.strip()))
    (out / CARD).write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return [name for name in _MAKERS if name not in records]


class _Card:
    """The words for the template's places.

    Parameters
    ----------
    model, spec
        The model.
    records
        By file name, those that are there.
    tried
        The log of runs.
    pictures
        Folder to draw in.
    """

    def __init__(
        self, model: Path, spec: ModelSpec, records: Mapping[str, Any], tried: Sequence[LoggedRun], pictures: Path
    ) -> None:
        self.model, self.spec, self.records, self.tried, self.pictures = model, spec, records, tried, pictures

    def words(self) -> dict[str, str]:
        """Return all of them by name of the place."""
        spec, training = self.spec, self.records.get(TRAINING)
        height, width = spec.input_size
        return {
            "name": spec.name,
            "how_many": {7: "seven"}.get(len(spec.labels), str(len(spec.labels))),
            "classes": ", ".join(spec.labels),
            "crop": f"{width}x{height} pixels",
            "window_s": f"{spec.window_s:g}",
            "spoken": told.spoken(spec, training),
            "parts": self._tell(
                TRAINING, lambda record: told.parts(spec, record, *_weights(self.model / ENCODER_FILE)), training
            ),
            "trained": self._say(TRAINING, self._trained, "How it was trained was not recorded"),
            "learned_from": self._tell(TRAINING, told.learned_from, training),
            "seeds": self._say(TRAINING, lambda record: told.seeds(record, self.tried), "Its seed was not recorded"),
            "stills": self._say(METRICS, sections.stills),
            "by_class": self._say(METRICS, self._by_class),
            "confidence": self._say(METRICS, self._confidence),
            "strangers": self._say(METRICS, people.strangers),
            "talking": self._say(METRICS, people.talking),
            "fairness": self._say("fairness.json", self._fairness),
            "robustness": self._say(METRICS, self._robustness),
            "covered": sections.covered(training),
            "framing": self._say("framing.json", sections.framing),
            "films": self._say("temporal.json", lambda record: self._films(record, "trade_off.png")),
            "films_private": self._say(
                "temporal_private.json", lambda record: self._films(record, "trade_off_private.png")
            ),
            "clips": self._say("temporal.json", sections.clips, "Real clips were not read"),
            "ckplus": self._say("ckplus.json", self._ckplus),
            "paper": self._say("paper.json", self._paper),
            "paper_training": self._say(
                "paper_training.json", self._paper_training, "How it was trained was not recorded"
            ),
            "moving_unknown": sections.moving_unknown(self.records.get("temporal.json")),
        }

    def _say(self, name: str, tell: Callable[[Any], str], missing: str = "This was not measured") -> str:
        if name not in self.records:
            return f"{missing}: the model has no {name}, which {_MAKERS[name]}."
        return self._tell(name, tell, self.records[name])

    def _tell(self, name: str, tell: Callable[[Any], str], record: Any) -> str:
        try:
            return tell(record)
        except _WRONG_SHAPE as error:
            msg = f"The {name} of {self.model} is not what {_MAKERS[name]} ({error!r}). Make it again, or remove it."
            raise DataError(msg) from error

    def _trained(self, record: Any) -> str:
        text = told.trained(record, self.tried)
        plots.draw_curves(record, self.pictures / "curves.png")
        return f"{text}\n\n{_picture('curves', 'Loss and accuracy over the epochs')}"

    def _by_class(self, metrics: Any) -> str:
        text, names = sections.by_class(metrics, self.spec.labels), []
        for name in sections.main_sets(metrics):
            title = f"{plots.SETS[name]}: accuracy {metrics[name]['accuracy']:.1%}"
            names.append(f"confusion_{name}")
            path = self.pictures / f"{names[-1]}.png"
            plots.draw_confusion(metrics[name]["confusion"], self.spec.labels, title, path)
        return "\n\n".join(
            [text, *(_picture(name, "Confusion matrix, each row as shares of its label") for name in names)]
        )

    def _confidence(self, metrics: Any) -> str:
        text, names = sections.confidence(metrics), []
        for name in sections.main_sets(metrics):
            title = f"{plots.SETS[name]}: calibration error {metrics[name]['ece']:.3f}"
            names.append(f"reliability_{name}")
            plots.draw_reliability(metrics[name]["reliability"], title, self.pictures / f"{names[-1]}.png")
        return "\n\n".join(
            [text, *(_picture(name, "How often answers of each confidence are right") for name in names)]
        )

    def _robustness(self, metrics: Any) -> str:
        if "corruption" not in metrics:
            return "This was not measured: corruptions are tried on PublicTest, and the data had none."
        plots.draw_robustness(metrics["corruption"], self.pictures / "robustness.png")
        picture = _picture("robustness", "Accuracy by kind and strength of corruption")
        return f"{sections.robustness(metrics['corruption'])}\n\n{picture}"

    def _fairness(self, record: Any) -> str:
        text = people.fairness(record)
        plots.draw_fairness(record, self.pictures / "fairness.png")
        return f"{text}\n\n{_picture('fairness', 'Faces not found, and faces read as negative, by group')}"

    def _films(self, record: Any, file: str) -> str:
        text = sections.films(record)
        title = f"{record['films']} films of {plots.SETS.get(record['split'], record['split'])} stills"
        plots.draw_trade_off(record["curves"], title, self.pictures / file)
        return f"{text}\n\n{_picture(file.removesuffix('.png'), 'Label changes a minute against delay, by method')}"

    def _ckplus(self, record: Any) -> str:
        text = sections.ckplus(record)
        title = f"CK+, {record['folds']} folds: accuracy {record['accuracy']:.1%}"
        plots.draw_confusion(record["confusion"], record["classes"], title, self.pictures / "confusion_ckplus.png")
        return f"{text}\n\n{_picture('confusion_ckplus', 'Confusion matrix of the study on CK+')}"

    def _paper(self, metrics: Any) -> str:
        name = sections.main_sets(metrics)[-1]
        title = f"Recipe paper, {plots.SETS[name]}: accuracy {metrics[name]['accuracy']:.1%}"
        path = self.pictures / "confusion_paper.png"
        plots.draw_confusion(metrics[name]["confusion"], self.spec.labels, title, path)
        picture = _picture("confusion_paper", "Confusion matrix of the recipe paper, each row as shares of its label")
        return f"{sections.paper(metrics)}\n\n{picture}"

    def _paper_training(self, record: Any) -> str:
        text = told.chosen(record)
        plots.draw_curves(record, self.pictures / "curves_paper.png")
        return f"{text}\n\n{_picture('curves_paper', 'Loss and accuracy of the recipe paper over the epochs')}"


def _picture(name: str, words: str) -> str:
    return f"![{words}]({PICTURES}/{name}.png)"


def _read(model: Path, spec: ModelSpec) -> dict[str, Any]:
    places = {name: model / RECORDS / name for name in _MAKERS} | {TRAINING: model / TRAINING}
    found = {name: read_json(path) for name, path in places.items() if path.exists()}
    for name, record in found.items():
        if not isinstance(record, dict):
            msg = f"{places[name]} is not what {_MAKERS[name]}. Make it again, or remove it."
            raise DataError(msg)
        judged = record.get("model", spec.name)
        if name not in _OF_OTHERS and judged != spec.name:
            msg = f"{places[name]} is about the model '{judged}', and this one is '{spec.name}'. Make it again."
            raise DataError(msg)
    return found


def _wrapped(block: str) -> str:
    """Return a paragraph or a list in lines of the house's width; tables, headings and pictures stay as they are."""
    if block.startswith(("|", "#", "![")):
        return block
    lines = []
    for item in re.split(r"\n(?=- )", block):
        indent = "  " if item.startswith("- ") else ""
        words = textwrap.TextWrapper(_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        lines += words.wrap(" ".join(item.split()))
    return "\n".join(lines)


def _weights(encoder: Path) -> tuple[int, str]:
    """Return how many numbers the network has learned, and how most of them are stored."""
    kinds = {
        onnx.TensorProto.FLOAT: "single precision",
        onnx.TensorProto.FLOAT16: "half precision",
        onnx.TensorProto.INT8: "eight bits",
    }
    sizes = dict.fromkeys(kinds, 0)
    for tensor in onnx.load(encoder).graph.initializer:
        if tensor.data_type in sizes:
            sizes[tensor.data_type] += int(np.prod(tensor.dims))
    return sum(sizes.values()), kinds[max(sizes, key=lambda kind: sizes[kind])]
