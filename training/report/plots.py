"""Pictures of figures, drawn without a screen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_core.palette import OKABE_ITO
from training.report.intervals import wilson

mpl.use("Agg")
# Lines on white: their yellow is too pale.
_LINES = ("blue", "vermillion", "bluish green", "reddish purple", "orange", "sky blue")
_BLUE, _RED, _GREEN, _PINK, _AMBER, _SKY = ("#" + bytes(OKABE_ITO[name]).hex() for name in _LINES)
_GREY, _BLACK = "#777777", "#000000"
_OUTPUTS = (_BLUE, _RED, _GREEN, _PINK)
# Curves differ by colour, mark and dash: one of them is enough to tell them apart.
_CURVES = (
    (_GREY, "o", "--"), (_BLACK, "s", "--"), (_BLUE, "o", "-"), (_RED, "D", "-"), (_GREEN, "^", "-"),
    (_PINK, "v", "-"), (_AMBER, "P", "-"), (_SKY, "X", "-"),
)  # fmt: skip
_DPI = 100
#: What each set of pictures in ``metrics.json`` is called.
SETS: Mapping[str, str] = {
    "test": "test pictures",
    "public_test": "PublicTest",
    "ferplus_public_test": "PublicTest with a FER+ plurality",
    "spoken_public_test": "PublicTest with a FER+ plurality, as spoken",
    "ferplus_majority_public_test": "PublicTest with a FER+ majority",
    "private_test": "PrivateTest",
    "private_test_without_copies": "PrivateTest without copies",
    "ferplus_test": "PrivateTest with a FER+ plurality",
    "spoken_test": "PrivateTest with a FER+ plurality, as spoken",
    "ferplus_majority_test": "PrivateTest with a FER+ majority",
}
# What the strength of a corruption is measured in.
_STRENGTHS = {
    "noise": "deviation, grey levels", "motion_blur": "length, pixels", "defocus": "deviation, pixels",
    "darkness": "factor of the light", "glare": "factor of the light", "low_contrast": "factor of the contrast",
    "compression": "JPEG quality", "low_resolution": "pixels a side", "occlusion": "share covered",
    "rotation": "degrees",
}  # fmt: skip


def draw_confusion(counts: Sequence[Sequence[int]], classes: Sequence[str], title: str, path: Path) -> None:
    """Draw a confusion matrix (K, K) of counts, each row as shares of its label, as a PNG."""
    matrix = np.array(counts, float)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(7.4, 5.8), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ticks = range(len(classes))
    axes.set_xticks(ticks, classes, rotation=35, ha="right", rotation_mode="anchor")
    axes.set_yticks(ticks, [f"{name} ({int(n)})" for name, n in zip(classes, matrix.sum(axis=1), strict=True)])
    for row in ticks:
        for column in ticks:
            share = shares[row, column]
            colour = "white" if share > 0.55 else "black"
            axes.text(column, row, f"{100 * share:.0f}", ha="center", va="center", color=colour, fontsize=9)
    axes.set(xlabel="answer", ylabel="label (pictures)", title=title)
    figure.colorbar(image, ax=axes, fraction=0.046, label="share of the label's pictures (cells: %)")
    _save(figure, path)


def draw_curves(history: Mapping[str, Any], path: Path) -> None:
    """Draw loss and accuracy over the epochs of a run's ``history.json`` as a PNG."""
    entries, selection = history["epochs"], history["selection"]
    epochs = [entry["epoch"] for entry in entries]
    heads = [k.removeprefix(f"{selection}_") for k in entries[0] if k.startswith(selection) and not k.endswith("_loss")]
    figure = Figure(figsize=(9.6, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    # The training loss is that of the soft targets, on varied pictures: its height is not comparable.
    left.plot(
        epochs, [entry["loss"] for entry in entries], color=_GREY, ls="--", label="training (soft targets, varied)"
    )
    right.plot(
        epochs, [entry["accuracy"] for entry in entries], color=_GREY, ls="--", label="training (varied pictures)"
    )
    for head, colour in zip(heads, _OUTPUTS, strict=False):
        name = f"{SETS.get(selection, selection)}, {head}"
        left.plot(epochs, [entry[f"{selection}_{head}_loss"] for entry in entries], color=colour, label=name)
        right.plot(epochs, [entry[f"{selection}_{head}"] for entry in entries], color=colour, label=name)
    left.set(xlabel="epoch", ylabel="cross-entropy", title="Loss")
    right.set(xlabel="epoch", ylabel="share right", title="Accuracy")
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
        _plain(axes)
        axes.legend(frameon=False, fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.14))
    _save(figure, path)


def draw_reliability(bins: Sequence[Mapping[str, float]], title: str, path: Path) -> None:
    """Draw how often answers of each confidence are right, and how many there are, as a PNG.

    ``bins`` are those of :func:`training.judge.metrics.summary`, each with confidence, accuracy and count.
    """
    confidence, accuracy, count = (np.array([b[key] for b in bins]) for key in ("confidence", "accuracy", "count"))
    figure = Figure(figsize=(5.6, 5.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    upper.plot((0, 1), (0, 1), color=_GREY, ls="--", label="as often right as it says")
    doubt = np.abs(wilson(accuracy, count) - accuracy)
    upper.errorbar(confidence, accuracy, doubt, color=_BLUE, fmt="o", markersize=5, capsize=2, label="the model")
    upper.set(ylabel="share right, and its 95 % interval", xlim=(0, 1), ylim=(0, 1.02))
    figure.suptitle(title, fontsize=11)
    upper.legend(frameon=False, loc="lower right", fontsize=9)
    lower.bar(confidence, count / count.sum(), width=0.045, color=_BLUE)
    lower.set(xlabel="confidence of the answer", ylabel="share of\nthe pictures")
    for axes in (upper, lower):
        _plain(axes)
    _save(figure, path)


def draw_robustness(corruption: Mapping[str, Any], path: Path) -> None:
    """Draw what is left of the accuracy by kind and strength of corruption, a panel for each kind, as a PNG.

    ``corruption`` is what :func:`training.judge.robustness.robustness` returns.
    """
    outputs, clean = corruption["accuracy"], corruption["clean"]
    kinds = list(next(iter(outputs.values())))
    rows, columns = -(-len(kinds) // 5), min(len(kinds), 5)
    figure = Figure(figsize=(2.05 * columns + 0.6, 2.15 * rows + 0.6), layout="constrained")
    panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    for kind, axes in zip(kinds, panels, strict=False):
        for (output, found), colour, mark in zip(outputs.items(), _OUTPUTS, "osD^", strict=False):
            kept = [1.0, *(value / max(clean[output], 1e-9) for value in found[kind].values())]
            axes.plot(range(len(kept)), kept, color=colour, marker=mark, markersize=4, label=output)
        axes.set_xticks(range(len(found[kind]) + 1), ["none", *found[kind]])
        axes.set_title(kind.replace("_", " "), fontsize=10)
        axes.set_xlabel(_STRENGTHS.get(kind, "strength"), fontsize=8)
        axes.tick_params(labelsize=8)
        _plain(axes)
    lowest = min(line.get_ydata().min() for axes in panels for line in axes.lines)
    panels[0].set_ylim(max(0.0, np.floor(10 * lowest - 0.5) / 10), 1.05)
    for axes in panels[len(kinds) :]:
        axes.remove()
    figure.supylabel("share of the clean accuracy", fontsize=9)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(outputs), frameon=False)
    _save(figure, path)


def draw_trade_off(curves: Mapping[str, Sequence[Mapping[str, float | None]]], title: str, path: Path) -> None:
    """Draw label changes per minute against the delay of a true change, a curve over each method's knob, as a PNG."""
    figure = Figure(figsize=(7.6, 5.0), layout="constrained")
    axes = figure.subplots()
    for number, (name, traces) in enumerate(curves.items()):
        colour, mark, dash = _CURVES[number % len(_CURVES)]
        points = [(trace["delay_s"], trace["changes_per_minute"]) for trace in traces]
        known = np.array([point for point in points if point[0] is not None], float).reshape(-1, 2)
        # A method without a knob is a point, and often lies where another method's curve begins.
        dash, size, layer = (dash, 5, 2) if len(traces) > 1 else ("none", 9, 3)
        axes.plot(
            known[:, 0], known[:, 1], color=colour, marker=mark, ls=dash, markersize=size, zorder=layer, label=name
        )
    axes.set(xlabel="median delay of a change of expression, s", ylabel="label changes per minute", title=title)
    axes.set_ylim(bottom=0)
    _plain(axes)
    axes.legend(frameon=False, fontsize=9)
    _save(figure, path)


def draw_worlds(runs: Sequence[tuple[str, float, Mapping[str, float]]], path: Path) -> None:
    """Draw how runs read strangers against how they read PublicTest, as a PNG.

    ``runs``: name, mean accuracy of the heads on PublicTest, and figures of
    :func:`training.report.run_log.figures_elsewhere`.
    """
    figure = Figure(figsize=(7.2, 5.2), layout="constrained")
    axes = figure.subplots()
    columns = (("strangers", "strangers, accuracy"), ("strangers_recall", "strangers, macro recall"),
               ("talking", "clips of people who talk"))  # fmt: skip
    for (key, label), colour, mark in zip(columns, _OUTPUTS, "oDs", strict=False):
        points = [(100 * score, 100 * told[key]) for _, score, told in runs if key in told]
        if points:
            axes.plot(*zip(*points, strict=True), mark, color=colour, label=label)
    for name, score, told in runs:
        axes.annotate(name, (100 * score, 100 * max(told.values())), textcoords="offset points", xytext=(0, 8),
                      ha="center", fontsize=9)  # fmt: skip
    axes.margins(0.15)
    axes.set(xlabel="PublicTest, mean accuracy of the heads, %", ylabel="right elsewhere, %",
             title="In domain against strangers")  # fmt: skip
    axes.legend(frameon=False, fontsize=9)
    _plain(axes)
    _save(figure, path)


def draw_fairness(record: Mapping[str, Any], path: Path) -> None:
    """Draw what :func:`training.judge.fairness.judge_fairness` returns, with its intervals, as a PNG."""
    rows = [(f"{kind}: {name}", x) for kind, found in record["groups"].items() for name, x in found.items()]
    figure = Figure(figsize=(9.6, 0.32 * len(rows) + 1.6), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    at = np.arange(len(rows))[::-1]
    for axes, key, title, colour in (
        (panels[0], "not_found", "faces that are not found", _BLUE),
        (panels[1], "negative", "faces read as angry, disgust, fear or sad", _RED),
    ):
        for y, (_, x) in zip(at, rows, strict=True):
            if found := x[key]:
                low, share, high = (100 * found[part] for part in ("low", "share", "high"))
                axes.errorbar(share, y, xerr=[[share - low], [high - share]], color=colour, fmt="o", capsize=3)
        if mean := record["all"][key]:
            axes.axvline(100 * mean["share"], color=_GREY, ls="--", lw=1)
        axes.set(xlabel="% of the pictures, and its 95 % interval", title=title)
        # A little room, so that a mark at nothing is whole.
        axes.set_xlim(left=-0.02 * axes.get_xlim()[1])
        _plain(axes)
    panels[0].set_yticks(at, [f"{name} ({x['pictures']:,})" for name, x in rows], fontsize=9)
    _save(figure, path)


def _plain(axes: Axes) -> None:
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=_DPI)
