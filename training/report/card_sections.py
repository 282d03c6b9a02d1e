"""The paragraphs and tables of a model card, each one from a record as it lies on the disk."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.report.plots import SETS
from training.report.run_log import spread, table

Record = Mapping[str, Any]
#: Sets of pictures that an output is described by, the best known first.
_MAIN = {
    "spoken": ("spoken_test", "spoken_public_test"),
    "ferplus": ("ferplus_test", "ferplus_public_test"),
    "fer2013": ("private_test", "public_test", "test"),
}
#: Delays, in seconds, at which methods are compared.
_DELAYS_S = (0.1, 0.15, 0.2, 0.3)
#: A class of which less is found is said to be missed often.
WEAK = 0.5


def main_sets(metrics: Record) -> list[str]:
    """Return the names of the sets that the card shows class by class: one for each kind of label."""
    found = (next((name for name in names if name in metrics), None) for names in _MAIN.values())
    return [name for name in found if name]


def stills(metrics: Record) -> str:
    """Return the table of accuracies."""
    private = any("private" in name for name in metrics)
    command = f"fer-train evaluate --model DIR --data {metrics['data']}{' --private' if private else ''} --out DIR"
    text = f"Printed by `{command}`: one network, no test-time tricks, each picture a window of one embedding."
    if not private:
        text += " PrivateTest is not among these records."
    if any(name.startswith("ferplus") for name in metrics):
        text += (
            " A picture has a FER+ plurality where one class alone has the most of its ten votes, be it three, and a "
            "majority where that class has more than half of them."
        )
    notes = [f"Of the data: {note}." for note in metrics.get("notes", ())]
    return "\n\n".join([text, _accuracies(metrics), *notes])


def by_class(metrics: Record, classes: Sequence[str]) -> str:
    """Return a table of each main set, class by class, and what is missed."""
    return "\n\n".join(_classes_of(name, metrics[name], classes) for name in main_sets(metrics))


def confidence(metrics: Record) -> str:
    """Return how far confidences and label sets hold."""
    lines = []
    for name in main_sets(metrics):
        found = metrics[name]
        said = np.average(
            [b["confidence"] for b in found["reliability"]], weights=[b["count"] for b in found["reliability"]]
        )
        lines.append(
            f"On {_set_name(name, metrics)}, the confidence of `{found['output']}` is {percent(said)} on average, and "
            f"{percent(found['accuracy'])} of its answers are right; the calibration error is {three(found['ece'])}."
        )
    # On the pictures that the thresholds were fitted on, coverage is what it was made to be.
    fresh = [(name, metrics[name]) for name in SETS if "coverage" in metrics.get(name, ()) and "public" not in name]
    rows = [
        [_set_name(name, metrics), f"`{x['output']}`", percent(x["coverage"]), f"{x['set_size']:.2f}",
         *(percent(x["set_shares"][size]) for size in ("one", "two", "more"))]
        for name, x in fresh
    ]  # fmt: skip
    if rows:
        titles = ["pictures", "output", "true class is in the set", "classes in a set", "one", "two", "more"]
        lines += ["The label sets, which are made to hold the true class in nine of ten pictures:", table(titles, rows)]
    return "\n\n".join([*lines, *_confidence_of_films(metrics)])


def _confidence_of_films(metrics: Record) -> list[str]:
    """Return how far averages over time hold, of films made of stills."""
    judged = {name: x for name, x in metrics.items() if name.startswith("films_") and "coverage" in x}
    found = [(name.removeprefix("films_").removesuffix(f"_{x['output']}"), x) for name, x in judged.items()]
    private = [(split, x) for split, x in found if split == "private_test"]
    rows = [
        [f"{x['films']} films made of {SETS.get(split, split)}", f"`{x['output']}`", percent(x["accuracy"]),
         three(x["ece"]), percent(x["coverage"]), f"{x['set_size']:.2f}"]
        for split, x in private or found
    ]  # fmt: skip
    if not rows:
        return []
    told = (
        "What the app shows over time, and writes as `p_*`, is an average with a calibration of its own, fitted on "
        "films made of the stills that the epochs were chosen on, with classes as frequent as there; a change of "
        "expression counts as an error until the average has followed it:"
    )
    titles = ["films", "output", "frames right", "calibration error", "true class is in the set", "classes in a set"]
    return [told, table(titles, rows)]


def robustness(corruption: Record) -> str:
    """Return what corruptions leave of the accuracy."""
    outputs, clean = corruption["accuracy"], corruption["clean"]
    kept = " and ".join(f"{percent(share, 0)} (`{name}`)" for name, share in corruption["share"].items())
    text = (
        "Corrupted as in `training/judge/robustness.py`, in three strengths each, the pictures of PublicTest leave it "
        f"{kept} of its accuracy on the clean ones. At the greatest strength, the worst first:"
    )
    kinds = next(iter(outputs.values()))
    worst = {
        kind: [list(found[kind].values())[-1] / max(clean[name], 1e-9) for name, found in outputs.items()]
        for kind in kinds
    }
    rows = [
        [kind.replace("_", " "), list(kinds[kind])[-1], *(percent(share, 0) for share in shares)]
        for kind, shares in sorted(worst.items(), key=lambda item: sum(item[1]))
    ]
    titles = ["what was done", "how much", *(f"kept by `{name}`" for name in outputs)]
    return f"{text}\n\n{table(titles, rows)}"


def covered(record: Record | None) -> str:
    """Return how well hands and things before the face are told, from ``training.json``."""
    found = None if record is None else record.get("covered")
    if found is None:
        return "It does not tell whether a hand or a thing is before a face: `fer-train cover` can add that."
    text = (
        "Whether a hand or a thing hides a part of the face is told by a linear output, `covered`, on the same "
        f"embedding. It learned from {found['learned']:,} pictures of FER2013 that were looked at one by one; of "
        f"{found['judged']:,} others, of PublicTest, it finds {percent(found['found'], 0)} of those that are covered, "
        f"and says so of {percent(found['false'])} of the others."
    )
    if not found["everyday"]:
        return text
    (count, total), *_ = found["everyday"].values()
    shares = {name: n / size for name, (n, size) in found["everyday"].items()}
    most = max(shares, key=lambda name: shares[name])
    return (
        f"{text} Of {total:,} everyday faces it says so of {count}, some of which do hold a hand there; in no group by "
        f'age, sex or race more often than in that of "{most}", {percent(shares[most])}.'
    )


def framing(record: Record) -> str:
    """Return what is lost on the way from a picture to the app's crop."""
    rows = [
        [f"`{name}`", percent(record["direct"][name]), percent(record["end_to_end"][name])] for name in record["direct"]
    ]
    text = (
        "The figures above are of pictures that are framed as in training. The app finds the face first, and cuts it "
        f"out by its eyes and mouth. Its detector finds one face in {percent(record['found'])} of "
        f"{record['pictures']:,} test pictures, each put into a larger scene. The accuracy on those:"
    )
    return f"{text}\n\n{table(['output', 'read as they are', 'found and cropped by the app'], rows)}"


def films(record: Record) -> str:
    """Return how calm and how quick the methods are on films."""
    rows = []
    for name, traces in record["curves"].items():
        plain = traces[0]
        rows.append(
            [name, f"{plain['changes_per_minute']:.0f}", _seconds(plain["delay_s"]), percent(plain["accuracy"]),
             percent(plain["missed"]), *_changes_at(traces)]
        )  # fmt: skip
    split = SETS.get(record["split"], record["split"])
    text = (
        f"On {record['films']:,} short films made of {split} stills (`fer-train temporal`). A calm label is worth "
        "little if it comes late: smoothing makes each method calmer and slower. First the method as it is; then its "
        "label changes a minute when it is smoothed until a true change takes as long as the column says (median, read "
        "between measured points)."
    )
    first = ["read by", "label changes a minute", "median delay, s", "frames right", "changes missed"]
    return f"{text}\n\n{table([*first, *(f'at {delay:.2f} s' for delay in _DELAYS_S)], rows)}"


def clips(record: Record) -> str:
    """Return what the methods show on real clips and sequences."""
    parts = []
    if found := record.get("clips"):
        rows = [
            [clip, method, f"{x['changes_per_minute']:.1f}", _seconds(x["first_shown_s"]),
             "; ".join(f"{s['label']} {s['from_s']:g}-{s['to_s']:g} s: {percent(s['share'], 0)}" for s in x["spans"])]
            for clip, methods in found.items()
            for method, x in methods.items()
        ]  # fmt: skip
        titles = ["clip", "read by", "label changes a minute", "first shown, s", "share of the frames with the label"]
        parts.append(f"On real clips:\n\n{table(titles, rows)}")
    if found := record.get("ckplus_sequences"):
        parts.append(f"On sequences of CK+, from a neutral face to the apex:\n\n{_any_table(found)}")
    return "\n\n".join(parts) or "Real clips were not read."


def moving_unknown(temporal: Record | None) -> str:
    """Return the sentence about what the films do not tell."""
    text = "Films of real changes of expression were not part of the training"
    number = len((temporal or {}).get("clips", ()))
    if not number:
        return f"{text}, and no record tells of any that it was checked on."
    return f"{text}, and {number} {'clip is' if number == 1 else 'clips are'} all that it was checked on here."


def ckplus(record: Record) -> str:
    """Return the study on CK+."""
    folds = record["accuracy_by_fold"]
    text = (
        f"A study, of which nothing ships: {record['recipe'].rstrip('.')}. In {record['folds']} folds, with nobody in "
        f"two of them, {percent(record['accuracy'])} of {record['sequences']} sequences are read rightly, "
        f"{percent(min(folds))} to {percent(max(folds))} by fold (mean and standard deviation: {spread(folds)} %)."
    )
    recall = record["recall"]
    return f"{text}\n\n{table(['class', *recall], [['recall', *map(_two, recall.values())]])}"


def paper(record: Record) -> str:
    """Return how the paper's recipe does on the same pictures."""
    text = "For comparison, the recipe `paper` (`fer-train fit --config paper`), judged in the same way:"
    return f"{text}\n\n{_accuracies(record)}"


def percent(share: float, digits: int = 1) -> str:
    """Return a share as text, such as "68.3 %"."""
    return f"{100 * share:.{digits}f} %"


def _accuracies(metrics: Record) -> str:
    rows = [
        [_set_name(name, metrics), f"`{x['output']}`", percent(x["accuracy"]), three(x["macro_recall"]),
         three(x["macro_precision"]), three(x["macro_f1"]), three(x["ece"])]
        for name in SETS if isinstance(x := metrics.get(name), Mapping)
    ]  # fmt: skip
    if not rows:
        raise ValueError("no set of pictures")
    titles = ["pictures", "output", "accuracy", "macro recall", "macro precision", "macro F1", "calibration error"]
    return table(titles, rows)


def _two(value: float) -> str:
    return f"{value:.2f}"


def three(value: float) -> str:
    """Return a share between 0 and 1 with three digits."""
    return f"{value:.3f}"


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.2f}"


def _set_name(name: str, metrics: Record) -> str:
    count = metrics[name]["pictures"]
    if name == "private_test_without_copies" and "private_test" in metrics:
        copies = metrics["private_test"]["pictures"] - count
        return f"PrivateTest without the {copies:,} copies of other pictures ({count:,})"
    return f"{SETS[name]} ({count:,})"


def _classes_of(name: str, found: Record, classes: Sequence[str]) -> str:
    counts = np.array(found["confusion"], float)
    right, labels, answers = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    rows, missed = [], []
    for k, label in enumerate(classes):
        if not labels[k]:
            continue
        recall = right[k] / labels[k]
        precision = right[k] / answers[k] if answers[k] else 0.0
        wrong = counts[k].copy()
        wrong[k] = 0
        other = f"{classes[wrong.argmax()]} ({percent(wrong.max() / labels[k], 0)})" if wrong.any() else "-"
        f1 = 2 * right[k] / (labels[k] + answers[k])
        rows.append([label, f"{labels[k]:,.0f}", _two(recall), _two(precision), _two(f1), other])
        if recall < WEAK:
            missed.append(f"{label} ({labels[k]:,.0f} pictures), mostly taken for {classes[wrong.argmax()]}")
    titles = ["class", "pictures", "recall", "precision", "F1", "most often taken for"]
    text = f"{SETS[name]}, `{found['output']}`:\n\n{table(titles, rows)}"
    return f"{text}\n\nMore often missed than found: {'; '.join(missed)}." if missed else text


def _changes_at(traces: Sequence[Record]) -> list[str]:
    """Return the label changes a minute at each of the delays, between the measured points of a curve."""
    known = sorted((x["delay_s"], x["changes_per_minute"]) for x in traces if x["delay_s"] is not None)
    if not known:
        return ["-"] * len(_DELAYS_S)
    delays, changes = zip(*known, strict=True)
    inside = (delays[0] <= delay <= delays[-1] for delay in _DELAYS_S)
    found = np.interp(_DELAYS_S, delays, changes)
    return [f"{value:.0f}" if known else "-" for value, known in zip(found, inside, strict=True)]


def _any_table(found: Mapping[str, Any]) -> str:
    """Return a table of figures by name: the rows are the methods, the columns what was measured of each."""
    columns = [
        key for key, value in next(iter(found.values())).items() if value is None or isinstance(value, (int, float))
    ]
    rows = [[name, *(_figure(values.get(key)) for key in columns)] for name, values in found.items()]
    return table(["read by", *(column.replace("_", " ") for column in columns)], rows)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
