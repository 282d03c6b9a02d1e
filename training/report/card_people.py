"""What a model card says of other people than those of the training pictures."""

from collections.abc import Mapping
from typing import Any

from training.files import STRANGERS, TALKING
from training.report.card_sections import WEAK, percent, three
from training.report.run_log import table

Record = Mapping[str, Any]


def strangers(metrics: Record) -> str:
    """Return how well each output reads people that are not like those of the training pictures."""
    judged = [x for name, x in metrics.items() if name.startswith(STRANGERS)]
    if not judged:
        return "It was judged on its own data set's people alone: `fer-train evaluate --strangers FILE` takes others."
    first = judged[0]
    text = (
        f"Printed by `fer-train evaluate --strangers FILE`: {first['faces']:,} pictures of people found on the web, "
        "which no network here has learned from, read on the app's own path. A face is found in "
        f"{percent(first['found'])} of them. These pictures may choose between recipes, which makes their figures "
        "somewhat too good."
    )
    rows = [
        [f"`{x['output']}`", percent(x["accuracy"]), percent(x["macro_recall"]), three(x["ece"]),
         percent(x["coverage"]) if "coverage" in x else "-", ", ".join(_found_seldom(x)) or "-"]
        for x in judged
    ]  # fmt: skip
    titles = ["output", "accuracy", "macro recall", "calibration error", "true class is in the label set",
              "more often missed than found"]  # fmt: skip
    return f"{text}\n\n{table(titles, rows)}"


def talking(metrics: Record) -> str:
    """Return what each output says of people who talk."""
    judged = [x for name, x in metrics.items() if name.startswith(TALKING)]
    if not judged:
        return "It was not judged on people who talk: `fer-train evaluate --talking DIR` takes clips of some."
    first = next(iter(judged[0]["methods"].values()))
    labels = list(first["recall"])
    text = (
        f"Printed by `fer-train evaluate --talking DIR`: {first['clips']} clips of people who talk to a camera, which "
        "no network here has learned from, read on the app's own path. A clip is read rightly if the most frequent "
        "label of its frames is right. A mouth that speaks is easily taken for a surprise:"
    )
    rows = [
        [f"`{x['output']}`", method, percent(found["accuracy"], 0),
         *(percent(found["recall"][label], 0) for label in labels),
         *(percent(found["frames"].get("neutral", {}).get(name, 0.0), 0) for name in ("neutral", "surprise")),
         f"{found['changes_per_minute']:.0f}"]
        for x in judged
        for method, found in x["methods"].items()
    ]  # fmt: skip
    titles = ["output", "read by", "clips right", *labels, "frames of neutral speech called neutral",
              "called surprise", "label changes a minute"]  # fmt: skip
    return f"{text}\n\n{table(titles, rows)}"


def _found_seldom(judged: Record) -> list[str]:
    return [f"{name} ({percent(recall, 0)})" for name, recall in judged["recall"].items() if recall < WEAK]


def fairness(record: Record) -> str:
    """Return whose faces are found and read worse."""
    text = (
        f"Printed by `fer-train fairness`: `{record['output']}` on {record['pictures']:,} everyday pictures of "
        f"{record['data']}, grouped by what that data set says of the people. Nobody wrote down what they express. In "
        "such pictures few people of any group are angry, disgusted, afraid or sad: a group that is called so more "
        "often is read worse, or was photographed otherwise, and these figures cannot tell which. In brackets: 95 % "
        "intervals."
    )
    rows = [
        [kind, group, f"{x['pictures']:,}", _interval(x["not_found"]), _interval(x["negative"])]
        for kind, group, x in (
            ("all", "", record["all"]),
            *((kind, group, x) for kind, found in record["groups"].items() for group, x in found.items()),
        )
    ]
    titles = ["by", "group", "pictures", "not found", "read as angry, disgust, fear or sad"]
    return "\n\n".join([text, table(titles, rows), " ".join(record["summary"])])


def _interval(share: Record | None) -> str:
    return "-" if share is None else f"{percent(share['share'])} ({percent(share['low'])} to {percent(share['high'])})"
