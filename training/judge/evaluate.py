"""Judge an exported model on stills, through fer_core, as the app would read them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.outputs import Calibration, softmax
from fer_core.places import MODELS
from fer_core.recognition import OnnxRecogniser
from training.data.encoded import read_encoded
from training.data.several import Source, read_data
from training.data.stills import Stills, copies, majority
from training.files import METRICS, SPOKEN, TALKING, TRAINING, read_json, write_json
from training.judge.film_calibration import judge_outputs
from training.judge.metrics import conformal_threshold, fit_temperature, judged
from training.judge.reading import still_logits
from training.judge.robustness import robustness
from training.judge.strangers import find_faces, judge_strangers
from training.judge.talking import find_talking, judge_talking
from training.judge.truth import labels_for
from training.report.mistakes import draw_mistakes
from training.report.plots import SETS, draw_confusion, draw_curves, draw_reliability, draw_robustness


def calibrate(logits: Mapping[str, NDArray[np.float32]], stills: Stills) -> dict[str, Calibration]:
    """Return what makes probabilities of each output's logits, and label sets of these probabilities.

    Parameters
    ----------
    logits
        (N, K) by output, as from :func:`still_logits`.
    stills
        The N pictures, to fit on, each output by its own labels. The same pictures serve both fits: one number bends
        all probabilities alike, which the coverage of the label sets hardly feels.

    Returns
    -------
    By output: the likeliest temperature, and the threshold of :func:`training.judge.metrics.conformal_threshold`.
    """
    found = {}
    for name, values in logits.items():
        labels = labels_for(name, stills)
        known = labels >= 0
        temperature = fit_temperature(values[known], labels[known])
        probabilities = softmax(values[known] / np.float32(temperature))
        found[name] = Calibration(temperature, conformal_threshold(probabilities, labels[known]))
    return found


def evaluate(
    model: Path | None,
    data: Path,
    out: Path,
    *,
    private: bool = False,
    strangers: Path | None = None,
    talking: Path | None = None,
    mistakes: Path | None = None,
) -> dict[str, Any]:
    """Judge a model, and write ``metrics.json`` and pictures.

    Parameters
    ----------
    model
        Folder of the exported model; None for the one that fer-live ships.
    data
        A data set that :func:`training.data.several.read_data` reads.
    out
        Folder for what is written.
    private
        Also look at PrivateTest; do so once per model that is released.
    strangers
        An npz of encoded faces to judge it on as well, see :func:`training.judge.strangers.judge_strangers`.
    talking
        A folder of clips to judge it on as well, see :func:`training.judge.talking.judge_talking`: ``talking_OUTPUT``
        holds what that returns for the output.
    mistakes
        Picture to write of what it gets most wrong, see :func:`training.report.mistakes.draw_mistakes`: of strangers'
        faces where there are any, else of the first set's pictures.

    Returns
    -------
    What ``metrics.json`` holds: figures by set of pictures. ``public_test``, ``private_test`` and
    ``private_test_without_copies`` judge the output "fer2013" by FER2013's labels. ``ferplus_public_test`` and
    ``ferplus_test`` judge the output "ferplus", ``spoken_public_test`` and ``spoken_test`` the output "spoken", on
    pictures for which FER+'s votes have a plurality: one class alone has the most, be it three of ten.
    ``ferplus_majority_public_test`` and ``ferplus_majority_test`` are those among them for which it has a majority,
    more than half of all votes. ``corruption`` is what :func:`robustness` finds on PublicTest. ``films_SPLIT_OUTPUT``
    judges averages over time on films made of the split's stills, see :mod:`training.judge.film_calibration`. Where the
    output has a threshold, a set of pictures also has ``coverage``, ``set_size`` and ``set_shares`` of its label sets;
    on the pictures that it was fitted on they say nothing.

    Raises
    ------
    DataError
        If the data does not fit the model.
    """
    recogniser = OnnxRecogniser.load(model)
    spec, stills = recogniser.spec, read_data([Source(data)])
    if stills.classes != spec.labels:
        msg = f"{data} has the classes {', '.join(stills.classes)}; the model has {', '.join(spec.labels)}."
        raise DataError(msg)
    faces = None if strangers is None else read_encoded(strangers)
    clips = None if talking is None else find_talking(talking)
    sets = _sets(stills, private=private, spoken=SPOKEN in spec.distributions)
    if not sets:
        msg = f"{data} has no test pictures. Give data with PublicTest, PrivateTest or test/."
        raise DataError(msg)
    metrics: dict[str, Any] = {"model": spec.name, "data": data.name, "notes": list(stills.notes)}
    out.mkdir(parents=True, exist_ok=True)
    found = None
    if strangers is not None and faces is not None:
        found = find_faces(spec, faces, strangers.name, metrics["notes"])
        metrics |= judge_strangers(recogniser, found)
    if mistakes is not None:
        output, split, _ = next(iter(sets.values()))
        judged_by = stills.split(split)
        shown = (judged_by.images, labels_for(output, judged_by)) if found is None else (found.crops, found.labels)
        logits = still_logits(recogniser, shown[0])[spec.default]
        draw_mistakes(*shown, softmax(logits), spec.labels, mistakes)
    if clips is not None:
        told = judge_talking(clips, recogniser, metrics["notes"])
        metrics |= {f"{TALKING}{output}": {"output": output, "methods": found} for output, found in told.items()}
    for part in dict.fromkeys(split for _, split, _ in sets.values()):
        metrics |= _judge_stills(recogniser, stills.split(part), {n: row for n, row in sets.items() if row[1] == part})
        judged = judge_outputs(recogniser, stills.split(part))
        metrics |= {f"films_{part}_{output}": found for output, found in judged.items()}
    if "public_test" in sets:
        metrics["corruption"] = _robustness(recogniser, stills.split("public_test"))
    _draw(metrics, spec.labels, out)
    _draw_training(model, out)
    write_json(out / METRICS, metrics)
    return metrics


def _judge_stills(
    recogniser: OnnxRecogniser, stills: Stills, sets: Mapping[str, tuple[str, str, NDArray[np.bool_]]]
) -> dict[str, Any]:
    """Return the figures of the sets of one split."""
    spec, metrics = recogniser.spec, {}
    logits = still_logits(recogniser, stills.images)
    for name, (output, _, keep) in sets.items():
        used = output if output in spec.distributions else spec.default
        calibration = spec.distributions[used].still
        labels = labels_for(output, stills)
        mask = keep & (labels >= 0)
        if mask.any():
            metrics[name] = {"output": used, **judged(logits[used][mask], labels[mask], spec.labels, calibration)}
    return metrics


def _sets(stills: Stills, *, private: bool, spoken: bool) -> dict[str, tuple[str, str, NDArray[np.bool_]]]:
    """Return by name: the output that is judged, the split, and which of its pictures."""

    def everything(split: str) -> NDArray[np.bool_]:
        return np.ones(int((stills.splits == split).sum()), bool)

    sets = {}
    for split in ("test", "public_test", "private_test"):
        if not (stills.splits == split).any() or (split == "private_test" and not private):
            continue
        sets[split] = ("fer2013", split, everything(split))
        if split == "private_test":
            fresh = ~copies(stills.split(split).images, stills.images[stills.splits != split])
            sets["private_test_without_copies"] = ("fer2013", split, fresh)
        if stills.votes is not None:
            name = "test" if split == "private_test" else split
            sets[f"ferplus_{name}"] = ("ferplus", split, everything(split))
            if spoken:
                sets[f"spoken_{name}"] = (SPOKEN, split, everything(split))
            sets[f"ferplus_majority_{name}"] = ("ferplus", split, majority(stills.votes[stills.splits == split]) >= 0)
    return sets


def _robustness(recogniser: OnnxRecogniser, stills: Stills) -> dict[str, Any]:
    truth = {name: labels_for(name, stills) for name in recogniser.spec.distributions}
    truth = {name: labels for name, labels in truth.items() if (labels >= 0).any()}

    def accuracy(images: NDArray[np.uint8]) -> dict[str, float]:
        answers = {name: logits.argmax(axis=1) for name, logits in still_logits(recogniser, images).items()}
        return {name: float((answers[name] == labels)[labels >= 0].mean()) for name, labels in truth.items()}

    return robustness(stills.images, accuracy)


def _draw(metrics: Mapping[str, Any], classes: Sequence[str], out: Path) -> None:
    for name in SETS.keys() & metrics.keys():
        found = metrics[name]
        title = f"{SETS[name]}: accuracy {found['accuracy']:.1%}"
        draw_confusion(found["confusion"], classes, title, out / f"confusion_{name}.png")
        title = f"{SETS[name]}: calibration error {found['ece']:.3f}"
        draw_reliability(found["reliability"], title, out / f"reliability_{name}.png")
    if "corruption" in metrics:
        draw_robustness(metrics["corruption"], out / "robustness.png")


def _draw_training(model: Path | None, out: Path) -> None:
    record = (MODELS if model is None else model) / TRAINING
    if record.is_file():
        draw_curves(read_json(record), out / "curves.png")
