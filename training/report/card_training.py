"""What a model card says of the networks and of their training, from the recipe and the history of the run."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from fer_core.spec import ModelSpec
from training.data.terms import KNOWN, recorded
from training.report.run_log import LoggedRun, best_epoch, flat, groups, recipe, spread, table

Record = Mapping[str, Any]
_LOG = "training/report/RESULTS.md"
_KINDS = {
    "residual": "residual network with squeeze-excitation",
    "paper": "network of pairs of 3x3 convolutions, with pooling and a dense layer",
    "lite": "EfficientNet-Lite0 (Tan and Le, ICML 2019)",
    "lite2": "EfficientNet-Lite2 (Tan and Le, ICML 2019)",
    "mobilenet": "MobileNet (Howard et al., 2017)",
}
_OUTPUTS = {
    "spoken": "`spoken` is about both kinds of labels, and rare classes count for more in it.",
    "ferplus": "`ferplus` learned from the votes of ten annotators a picture.",
    "fer2013": "`fer2013` learned from single labels, which is what papers compare on FER2013.",
}


def parts(spec: ModelSpec, record: Record | None, weights: int, precision: str) -> str:
    """Return the table of files.

    Parameters
    ----------
    spec
        Of the model.
    record
        ``training.json``, if there is one.
    weights
        Of the encoder.
    precision
        In which most of them are stored.
    """
    stored = f"{_count(weights)} weights stored in {precision}"
    encoder = f"{_encoder(record)}, {stored}; a crop becomes {spec.embedding_size} numbers"
    head = f"{_head(record)} over up to {spec.window} embeddings, {spec.rate_hz:g} a second; {_outputs(spec)}"
    rows = [
        ["encoder", "`encoder.onnx`", encoder],
        ["temporal head", "`head.onnx`", head],
        ["description", "in both files", "classes, size, normalisation, template of the crop, window, temperatures"],
        ["record", "`training.json`", "recipe, and figures of every epoch" if record else "missing"],
        ["face detectors", "`face_detection_*.tflite` of fer-live", "MediaPipe's, unchanged, Apache 2.0"],
    ]
    return table(["part", "file", "what it does"], rows)


def spoken(spec: ModelSpec, record: Record | None) -> str:
    """Return which output the app uses, what the outputs learned from, and what was done to their answers."""
    known = [_OUTPUTS[name] for name in spec.distributions if name in _OUTPUTS]
    fitted = "The probabilities are calibrated by a temperature"
    sets = spec.distributions[spec.default].still.threshold is not None
    fitted += ", and a threshold says which classes cannot be ruled out" if sets else ""
    fitted += "; both were" if sets else "; it was"
    lines = [f"The app speaks with `{spec.default}`.", *known]
    adjusted = [f"{x:g} for `{name}`" for name, x in (record or {}).get("adjusted", {}).items() if x]
    if adjusted:
        lines.append(
            "So that rare classes are not passed over, a share of the logarithm of each class's frequency was taken "
            f"off the logits: {_listed(adjusted)} (Menon et al., ICLR 2021)."
        )
    lines.append(f"{fitted} fitted on what the epochs were chosen on.")
    if count := (record or {}).get("calibrated_on_strangers"):
        lines.append(f"Those of `spoken` were fitted on {count:,} faces of strangers as well, each world for a half.")
    if (share := (record or {}).get("spoken")) is not None:
        other = "what was trained to be spoken" if (record or {}).get("spoken_with") else "`fer2013`"
        blend = f"a blend of {share:g} of `ferplus` and {1 - share:g} of {other}"
        whole = {1.0: "`ferplus`", 0.0: other}.get(share)
        lines.append(
            f"`spoken` is {f'{whole} with a share more taken off' if whole else blend}, chosen among such blends on "
            "PublicTest and on strangers' faces together."
        )
    if count := (record or {}).get("everyday"):
        lines.append(
            f"Only such blends were allowed as read {count:,} everyday faces as negative no more often than `ferplus` "
            "alone, in all and in each group by age, sex or race, but for chance."
        )
    return " ".join(lines)


def learned_from(record: Record | None) -> str:
    """Return which of the data below the model has seen."""
    selection = (record or {}).get("selection")
    if selection == "public_test":
        others = [entry for entry in recorded(record or {}) if entry["data"] != KNOWN["fer2013"].data]
        known = {entry["data"] for entry in others}
        own = (
            "The model learned from the training pictures of FER2013, and its epochs were chosen on PublicTest. "
            "PrivateTest chose nothing. It saw no picture "
            + ("of the demo clip." if KNOWN["ckplus"].data in known else "of CK+, and none of the demo clip.")
        )
        if others:
            names = _listed([f"{entry['data']} (licence: {entry['licence']})" for entry in others])
            own += f" It learned, or what it began with or was taught by had learned, from {names}."
        return own
    if selection:
        first = (
            f"The epochs were chosen on the split '{selection}', so the data were not FER2013 with the splits of its "
            "contest; which they were was not recorded."
        )
    else:
        first = "Which data the model learned from was not recorded."
    return f"{first} What follows is about the data that fer-train is made for."


def trained(record: Record, tried: Sequence[LoggedRun]) -> str:
    """Return how the model was trained; what is in the log of runs is not told again."""
    films, temporal = record.get("films"), record.get("temporal", record["config"]["temporal"])
    lines = [
        chosen(record),
        *_origin(record, {result.name for result in tried}),
        f"The temporal head then learned from {temporal['sequences']:,} short films made of training stills"
        + (f", in {len(films)} epochs; the CNN stayed as it was." if films else "; the CNN stayed as it was."),
    ]
    if note := record.get("note"):
        lines.append(f"What was noted: {str(note).rstrip('.')}.")
    return " ".join(lines)


def chosen(record: Record) -> str:
    """Return by which recipe a network was trained, and which epoch was kept."""
    config, entries, selection = record["config"], record["epochs"], record["selection"]
    split = "PublicTest" if selection == "public_test" else f"the split '{selection}'"
    return (
        f"The recipe was {recipe(config)}, with the seed {record['seed']}: {len(entries)} of {config['epochs']} epochs "
        f"were run, and number {best_epoch(entries, selection)['epoch']}, the best on {split}, was kept."
    )


def seeds(record: Record, tried: Sequence[LoggedRun]) -> str:
    """Return mean and spread over the seeds of this recipe, from the log of runs."""
    own = _of_the_cnn(record["config"])
    repeated = (group for group in groups(tried) if len(group) > 1 and _of_the_cnn(group[0].config) == own)
    same = [group for group in repeated if record["seed"] in {result.seed for result in group}]
    if not same:
        return "How much it depends on the seed is not known: the log has no runs of this recipe with others."
    group = max(same, key=len)
    figures = _listed([f"{spread([r.accuracy[head] for r in group])} % (`{head}`)" for head in group[0].accuracy])
    return (
        f"{len(group)} runs of its recipe with seeds of their own ({', '.join(r.name for r in group)} in "
        f"`{_LOG}`) are right on {figures} of PublicTest: mean and standard deviation, of the CNN alone."
    )


def _of_the_cnn(config: Record) -> Record:
    """Return a recipe, without nesting, as far as it is about the CNN."""
    return {key: value for key, value in flat(config).items() if not key.startswith("temporal.")}


def _origin(record: Record, logged: Set[str]) -> list[str]:
    if "teachers" not in record and "start" not in record:
        return ["Whether other networks taught it, or lent it their weights, was not recorded."]
    lines = []
    if teachers := record.get("teachers"):
        names = ", ".join(_named(teacher) for teacher in teachers)
        number = "one trained network" if len(teachers) == 1 else f"{len(teachers)} trained networks"
        log = f"; see `{_LOG}`" if all(isinstance(name, str) and name in logged for name in teachers) else ""
        lines.append(f"It learned from the labels and from {number} ({names}{log}).")
    else:
        lines.append("It learned from the labels alone.")
    if start := record.get("start"):
        lines.append(f"It began with the weights of {_named(start)}.")
    return lines


def _named(run: Any) -> str:
    """Return a teacher or a start as text: as it was named, or its recipe, seed and epochs."""
    if not isinstance(run, Mapping):
        return str(run)
    return ", ".join(f"{str(key).replace('_', ' ')} {value}" for key, value in run.items() if value is not None)


def _encoder(record: Record | None) -> str:
    if record is None:
        return "a network"
    config = record["config"]["encoder"]
    kind = _KINDS.get(config["kind"], f"network of the kind `{config['kind']}`")
    if config["kind"].startswith(("lite", "mobile")):
        return f"{kind} on crops that it enlarges to {config['size']}x{config['size']} pixels"
    if config["kind"] not in _KINDS:
        return kind
    return f"{kind} (stages of {_listed(config['widths'])} channels)"


def _head(record: Record | None) -> str:
    if record is None:
        return "an LSTM"
    config = record.get("temporal", record["config"]["temporal"])
    attention = " with attention" if config.get("attention") else ""
    return f"an LSTM of {config['hidden']} units{attention}" if config["hidden"] else "no LSTM"


def _outputs(spec: ModelSpec) -> str:
    names = [f"`{name}`" for name in spec.distributions]
    return f"one classifier, {names[0]}" if len(names) == 1 else f"classifiers {_listed(names)}"


def _listed(values: Sequence[Any]) -> str:
    texts = [str(value) for value in values]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _count(weights: int) -> str:
    return f"{weights / 1e6:.1f} million" if weights >= 1e5 else f"{weights:,}"
