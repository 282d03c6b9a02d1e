"""Pictures of figures, drawn without a screen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

mpl.use("Agg")
_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#777777"


def draw_confusion(counts: Sequence[Sequence[int]], classes: Sequence[str], title: str, path: Path) -> None:
    """Draw a confusion matrix (K, K) of counts, each row as shares of its label, as a PNG."""
    matrix = np.array(counts, float)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(6.4, 5.6), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ticks = range(len(classes))
    axes.set_xticks(ticks, classes, rotation=35, ha="right")
    axes.set_yticks(ticks, [f"{name} ({int(n)})" for name, n in zip(classes, matrix.sum(axis=1), strict=True)])
    for row in ticks:
        for column in ticks:
            share = shares[row, column]
            colour = "white" if share > 0.55 else "black"
            axes.text(column, row, f"{100 * share:.0f}", ha="center", va="center", color=colour, fontsize=9)
    axes.set(xlabel="answer", ylabel="label (pictures)", title=title)
    figure.colorbar(image, ax=axes, fraction=0.046, label="share of the label's pictures")
    figure.savefig(path, dpi=120)


def draw_curves(history: Mapping[str, Any], path: Path) -> None:
    """Draw loss and accuracy over the epochs of a run's ``history.json`` as a PNG."""
    entries, selection = history["epochs"], history["selection"]
    epochs = [entry["epoch"] for entry in entries]
    heads = [k.removeprefix(f"{selection}_") for k in entries[0] if k.startswith(selection) and not k.endswith("_loss")]
    figure = Figure(figsize=(9.6, 3.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    # The training loss is that of the soft targets, on varied pictures: its height is not comparable.
    left.plot(epochs, [entry["loss"] for entry in entries], color=_GREY, label="training (soft targets, varied)")
    right.plot(epochs, [entry["accuracy"] for entry in entries], color=_GREY, label="training (varied pictures)")
    for head, colour in zip(heads, (_BLUE, _ORANGE), strict=False):
        name = f"{selection.replace('_', ' ')}, {head}"
        left.plot(epochs, [entry[f"{selection}_{head}_loss"] for entry in entries], color=colour, label=name)
        right.plot(epochs, [entry[f"{selection}_{head}"] for entry in entries], color=colour, label=name)
    left.set(xlabel="epoch", ylabel="cross-entropy", title="Loss")
    right.set(xlabel="epoch", ylabel="share right", title="Accuracy")
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend(frameon=False, fontsize=8)
    figure.savefig(path, dpi=120)


def draw_trade_off(curves: Mapping[str, Sequence[Mapping[str, float | None]]], title: str, path: Path) -> None:
    """Draw label changes per minute against the delay of a true change, a curve over each method's knob, as a PNG."""
    figure = Figure(figsize=(7.2, 4.8), layout="constrained")
    axes = figure.subplots()
    for (name, traces), colour in zip(curves.items(), (_GREY, _BLUE, _ORANGE, "#009E73"), strict=False):
        points = [(trace["delay_s"], trace["changes_per_minute"]) for trace in traces]
        known = np.array([point for point in points if point[0] is not None], float).reshape(-1, 2)
        axes.plot(known[:, 0], known[:, 1], marker="o", markersize=4, color=colour, label=name)
    axes.set(xlabel="median delay of a change of expression, s", ylabel="label changes per minute", title=title)
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(path, dpi=120)
