"""The comparison as tables and as a page, from the records of its systems."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from fer_core.errors import DataError
from fer_core.files import replace_file
from training.files import read_json, write_json
from training.report import comparison_plots as plots
from training.report.answers import mcnemar, read_signs
from training.report.run_log import table
from training.systems import BEST, ENSEMBLE, REFERENCE, SYSTEMS, WITHOUT

#: Where records are kept that took hours.
KEPT = Path(__file__).parent / "comparison"
PAGE, TABLES, PICTURE = "comparison.html", "comparison.md", "comparison.png"
TEMPLATE = "comparison_template.html"
#: In its folder, beside the record of each system: its rules, the labels, and what stands in front of a study of CK+.
PROTOCOL, TRUTH, CKPLUS = "protocol.json", "truth.json", "ckplus_"
#: Behind the name of a member of the ensemble: what it says of each picture, calibrated.
LOGITS = "_logits.npz"
_TOLD = {
    ENSEMBLE: "mean of the calibrated logits of {members}",
    BEST: "what fer-live ships; it learned longer, from votes as well, and began with other weights",
}
_MAIN = "private_test"
Record = Mapping[str, Any]
Records = Mapping[str, Record]


def read_records(folder: Path) -> dict[str, Record]:
    """Return the records of a comparison by name; a :class:`DataError` if there are none, or of several protocols."""
    found = {}
    for name in (*SYSTEMS, *_ablations(folder), ENSEMBLE, BEST):
        if (path := folder / f"{name}.json").is_file():
            found[name] = read_json(path)
    if not found or not (folder / TRUTH).is_file():
        msg = f"{folder} holds no comparison. Make one with 'fer-train compare'."
        raise DataError(msg)
    rules = read_json(folder / PROTOCOL)
    if other := [name for name, record in found.items() if record.get("protocol") != rules]:
        msg = f"{folder} mixes two protocols: {other[0]} was made by another. Move its record away."
        raise DataError(msg)
    return found


def keep(folder: Path, kept: Path) -> None:
    """Copy the records of a comparison to where they are kept; of another protocol, nothing stays there."""
    read_records(folder)
    rules = read_json(folder / PROTOCOL)
    if (kept / PROTOCOL).is_file() and read_json(kept / PROTOCOL) != rules:
        for path in (*kept.glob("*.json"), *kept.glob(f"*{LOGITS}")):
            path.unlink()
    kept.mkdir(exist_ok=True)
    for path in folder.glob("*.json"):
        write_json(kept / path.name, read_json(path))
    for path in folder.glob(f"*{LOGITS}"):
        replace_file(kept / path.name, path.read_bytes())


def write_report(folder: Path, kept: Path | None = None) -> list[Path]:
    """Write the page and the tables.

    Parameters
    ----------
    folder
        Of the comparison.
    kept
        Where records of the same protocol may lie that were made elsewhere.

    Returns
    -------
    What was written.
    """
    records, truth = read_records(folder), read_json(folder / TRUTH)
    rules = read_json(folder / PROTOCOL)
    places = [folder]
    if kept is not None and kept != folder and (kept / PROTOCOL).is_file() and read_json(kept / PROTOCOL) == rules:
        records = dict(read_records(kept)) | records
        places.append(kept)
    ckplus = _ckplus(places)
    order = [name for name in (*SYSTEMS, ENSEMBLE, BEST) if name in records]
    systems = {name: records[name] for name in order}
    ablations = {name: record for name, record in records.items() if name.startswith(WITHOUT)}
    tables = _tables(systems, ablations, ckplus, truth)
    text = "\n\n".join(f"### {title}\n\n{told}\n\n{table(*found)}" for title, told, found in tables) + "\n"
    replace_file(folder / TABLES, text.encode())
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    ).get_template(TEMPLATE)
    page = template.render(rules=rules, tables=tables, pictures=_pictures(systems))
    replace_file(folder / PAGE, page.encode())
    plots.accuracy(systems).savefig(folder / PICTURE, dpi=100)
    return [folder / PAGE, folder / TABLES, folder / PICTURE]


def _ablations(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob(f"{WITHOUT}*.json"))


def _ckplus(places: Sequence[Path]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for place in places:
        for path in sorted(place.glob(f"{CKPLUS}*.json")):
            found.setdefault(path.stem.removeprefix(CKPLUS), read_json(path))
    return found


Table = tuple[Sequence[str], Sequence[Sequence[str]]]


def _tables(
    systems: Records, ablations: Records, ckplus: Mapping[str, Record], truth: Mapping[str, str]
) -> list[tuple[str, str, Table]]:
    """Return titles, a sentence each, and tables."""
    found = [
        ("Claims and measurements", _CLAIMS, _claims(systems)),
        ("In the domain and on strangers", _WORLDS, _worlds(systems)),
        ("Figures on PrivateTest", _FIGURES, _figures(systems, truth)),
        ("Recall by class on PrivateTest", "In %.", _recall(systems)),
        ("What each one costs", _COSTS, _costs(systems)),
    ]
    if ablations:
        found.append(("What each part is worth", _PARTS, _parts(ablations)))
    if ckplus:
        found.append(("CK+, ten folds over people", _CK, _folds(ckplus)))
    return found


_CLAIMS = (
    "Accuracy in %: as the paper gives it, as the system's own source publishes it on FER2013, and as it was measured "
    "here on PrivateTest, with its 95 % bootstrap interval. `ensemble` and `best` did not have the others' budget."
)
_WORLDS = (
    "Accuracy in %. Copies are PrivateTest pictures that stand in the other splits, too. FER+: PrivateTest pictures on "
    "which more than half of FER+'s votes agree, judged by them. Strangers: another data set that nobody learned from, "
    "found and framed as by the app; fall: from PrivateTest to there."
)
_FIGURES = (
    "In %, mean over the classes, with 95 % bootstrap intervals. p: McNemar's exact test against `cnn_lstm`, how "
    "probable so unlike answers are if both read equally well."
)
_COSTS = (
    "Parameters of CNN and head; multiplications with additions of the CNN for a face; the two ONNX files, most weights"
    " in half precision; median milliseconds a face in ONNX Runtime on one core of the machine that fitted it; minutes "
    "of processor time, of all cores together, for the fitting. An hour of one machine is not an hour of another: only "
    "rows of one machine had the same budget."
)
_PARTS = (
    "What is left of `cnn_lstm_attention` at half the budget, with one part taken away at a time; in %, and in points "
    "against nothing taken away."
)
_CK = "Accuracy in % over all sequences, and mean and standard deviation over the folds; nobody is in two folds."


def _claims(systems: Records) -> Table:
    rows = []
    for name, record in systems.items():
        system = SYSTEMS.get(name)
        told = system.told if system else _TOLD[name].format(members=", ".join(record.get("members", ())))
        said = (system.paper, system.published) if system else ("", "")
        rows.append([f"`{name}`", told, *(text or "-" for text in said), _with_bounds(_set(record), "accuracy")])
    return ("system", "what it is", "paper", "published", "here"), rows


def _worlds(systems: Records) -> Table:
    rows = []
    for name, record in systems.items():
        here, there = _set(record), _set(record, "strangers")
        rows.append(
            [
                f"`{name}`", _percent(_set(record, "public_test")["accuracy"]), _percent(here["accuracy"]),
                _percent(_set(record, "private_test_without_copies")["accuracy"]),
                _percent(_set(record, "ferplus_majority")["accuracy"]), _with_bounds(there, "accuracy"),
                _percent(there["macro_recall"]), f"{100 * (here['accuracy'] - there['accuracy']):.1f}",
            ]
        )  # fmt: skip
    heads = ("system", "PublicTest", "PrivateTest", "without copies", "FER+", "strangers", "their macro recall", "fall")
    return heads, rows


def _figures(systems: Records, truth: Mapping[str, str]) -> Table:
    labels = read_signs(truth[_MAIN])
    answers = {name: read_signs(_set(record)["answers"]) for name, record in systems.items()}
    rows = []
    for name, record in systems.items():
        tested = "-"
        if REFERENCE in answers and name != REFERENCE:
            p = mcnemar(answers[name], answers[REFERENCE], labels)
            tested = f"{p:.3f}" if p >= 0.001 else "< 0.001"
        kinds = ("macro_precision", "macro_recall", "macro_f1")
        rows.append([f"`{name}`", *(_with_bounds(_set(record), kind) for kind in kinds), tested])
    return ("system", "precision", "recall", "F1", "p"), rows


def _recall(systems: Records) -> Table:
    classes = list(_set(next(iter(systems.values())))["recall"])
    rows = [[f"`{name}`", *(_percent(_set(r)["recall"][k]) for k in classes)] for name, r in systems.items()]
    return ("system", *classes), rows


def _costs(systems: Records) -> Table:
    rows = []
    for name, record in systems.items():
        if not (cost := record.get("cost")):
            continue
        minutes = f"{cost['train_s'] / 60:.0f}" if "train_s" in cost else "-"
        rows.append(
            [
                f"`{name}`", f"{cost['parameters'] / 1e6:.2f} M", f"{cost['macs'] / 1e6:.0f} M",
                f"{cost['bytes'] / 1e6:.1f} MB", f"{cost['ms']:.2f}", minutes,
                str(len(record.get("epochs", ())) or "-"),
                record.get("machine", "not recorded"),
            ]
        )  # fmt: skip
    return ("system", "parameters", "multiplications", "files", "ms", "minutes", "epochs", "machine"), rows


def _parts(ablations: Records) -> Table:
    whole = ablations.get(f"{WITHOUT}nothing")
    rows = []
    for name, record in ablations.items():
        cells = [_percent(value) for value in _worth(record)]
        if whole is not None and record is not whole:
            changes = [100 * (mine - its) for mine, its in zip(_worth(record), _worth(whole), strict=True)]
            cells = [f"{cell} ({change:+.1f})" for cell, change in zip(cells, changes, strict=True)]
        rows.append([name.removeprefix(WITHOUT).replace("_", " "), *cells])
    rows.sort(key=lambda row: row[0] != "nothing")
    heads = ("taken away", "accuracy", "macro recall", "disgust", "fear", "strangers", "their macro recall")
    return heads, rows


def _worth(record: Record) -> list[float]:
    here, there = _set(record), _set(record, "strangers")
    rare = [here["recall"].get(name, 0.0) for name in ("disgust", "fear")]
    return [here["accuracy"], here["macro_recall"], *rare, there["accuracy"], there["macro_recall"]]


def _folds(ckplus: Mapping[str, Record]) -> Table:
    rows = [
        [f"`{n}`", _percent(x["accuracy"]), f"{_percent(x['accuracy_mean'])} ± {_percent(x['accuracy_spread'])}"]
        for n, x in ckplus.items()
    ]
    return ("system", "accuracy", "over the folds"), rows


def _pictures(systems: Records) -> list[tuple[str, str]]:
    """Return a caption and an SVG each."""
    found = [
        ("Accuracy on PrivateTest, what the paper says (hollow) and what was measured (full)", plots.accuracy(systems)),
        ("Precision, recall and F1 on PrivateTest, means over the classes", plots.scores(systems)),
        ("In the domain and on strangers", plots.worlds(systems)),
    ]
    if any("cost" in record for record in systems.values()):
        found.append(("Accuracy and what it costs", plots.speed(systems)))
    found.append(("Who is taken for what: shares of each label's PrivateTest pictures", plots.confusions(systems)))
    fitted = {name: record for name, record in systems.items() if len(record.get("epochs", ())) > 1}
    if fitted:
        found.append(("Accuracy and loss over the epochs", plots.curves(fitted)))
    return [(caption, plots.svg(figure)) for caption, figure in found]


def _set(record: Record, name: str = _MAIN) -> Mapping[str, Any]:
    found: Mapping[str, Any] = record["sets"][name]
    return found


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _with_bounds(figures: Mapping[str, Any], name: str) -> str:
    low, high = figures["intervals"][name]
    return f"{_percent(figures[name])} ({_percent(low)} to {_percent(high)})"
