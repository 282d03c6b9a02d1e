"""Pictures of the comparison, to be put into a page as SVG, or saved."""

import io
import math
import re
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_core.palette import OKABE_ITO
from training.systems import SYSTEMS

mpl.use("Agg")
_BLUE, _RED, _GREEN = ("#" + bytes(OKABE_ITO[name]).hex() for name in ("blue", "vermillion", "bluish green"))
_GREY = "#777777"
_MAIN = "private_test"
Records = Mapping[str, Mapping[str, Any]]


def accuracy(systems: Records) -> Figure:
    """Draw the accuracy of each system on PrivateTest with its interval, beside what the paper says."""
    figure, axes = _tall(systems)
    for row, (name, record) in enumerate(systems.items()):
        found = record["sets"][_MAIN]
        low, high = found["intervals"]["accuracy"]
        axes.barh(row, 100 * found["accuracy"], color=_BLUE, height=0.6)
        axes.plot((100 * low, 100 * high), (row, row), color="black", lw=1.5)
        axes.text(100 * high + 1, row, f"{100 * found['accuracy']:.1f}", va="center", fontsize=9)
        claims = SYSTEMS[name].paper if name in SYSTEMS else ""
        for claim in (float(text) for text in re.findall(r"[\d.]+", claims)):
            axes.plot(claim, row, marker="D", color=_RED, markerfacecolor="none", ls="")
    axes.set(xlabel="accuracy, %", xlim=(0, 100))
    return figure


def scores(systems: Records) -> Figure:
    """Draw macro precision, recall and F1 of each system."""
    figure, axes = _tall(systems)
    kinds = (("macro_precision", _BLUE, "precision"), ("macro_recall", _RED, "recall"), ("macro_f1", _GREEN, "F1"))
    for shift, (kind, colour, told) in zip((-0.25, 0.0, 0.25), kinds, strict=True):
        values = [100 * record["sets"][_MAIN][kind] for record in systems.values()]
        axes.barh(np.arange(len(values)) + shift, values, height=0.22, color=colour, label=told)
    axes.set(xlabel="mean over the classes, %", xlim=(0, 100))
    axes.legend(frameon=False, loc="lower right", fontsize=9)
    return figure


def worlds(systems: Records) -> Figure:
    """Draw each system's accuracy on PrivateTest against that on strangers."""
    figure, axes = _wide()
    for name, record in systems.items():
        here, there = (100 * record["sets"][kind]["accuracy"] for kind in (_MAIN, "strangers"))
        axes.plot(here, there, "o", color=_BLUE)
        axes.annotate(name, (here, there), textcoords="offset points", xytext=(5, 4), fontsize=8)
    axes.set(xlabel="PrivateTest, %", ylabel="strangers, %")
    low, high = max(axes.get_xlim()[0], axes.get_ylim()[0]), min(axes.get_xlim()[1], axes.get_ylim()[1])
    if low < high:
        axes.plot((low, high), (low, high), color=_GREY, ls="--", lw=1)
    return figure


def speed(systems: Records) -> Figure:
    """Draw accuracy against the milliseconds of a face."""
    figure, axes = _wide()
    for name, record in systems.items():
        if "cost" not in record:
            continue
        place = record["cost"]["ms"], 100 * record["sets"][_MAIN]["accuracy"]
        axes.plot(*place, "o", color=_BLUE)
        axes.annotate(name, place, textcoords="offset points", xytext=(5, 4), fontsize=8)
    axes.set(xlabel="ms a face, one core", ylabel="PrivateTest, %", xscale="log")
    return figure


def confusions(systems: Records) -> Figure:
    """Draw the confusion matrix of each system, each row as shares of its label."""
    figure, panels = _grid(len(systems), 2.6)
    for axes, (name, record) in zip(panels, systems.items(), strict=False):
        found = record["sets"][_MAIN]
        counts = np.array(found["confusion"], float)
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        axes.imshow(shares[:, : len(counts)], cmap="Blues", vmin=0, vmax=1)
        classes = [label[:3] for label in found["recall"]]
        axes.set_xticks(range(len(classes)), classes, fontsize=6)
        axes.set_yticks(range(len(classes)), classes, fontsize=6)
        for row, column in np.ndindex(len(counts), len(counts)):
            colour = "white" if shares[row, column] > 0.55 else "black"
            axes.text(
                column, row, f"{100 * shares[row, column]:.0f}", ha="center", va="center", fontsize=5, color=colour
            )
        axes.set_title(f"{name} {found['accuracy']:.1%}", fontsize=8)
    return figure


def curves(systems: Records) -> Figure:
    """Draw accuracy and loss over the epochs of each system that was trained in epochs."""
    figure, panels = _grid(len(systems), 2.2)
    for axes, (name, record) in zip(panels, systems.items(), strict=False):
        entries = record["epochs"]
        epochs = [entry["epoch"] for entry in entries]
        chosen = next(k for k in entries[0] if k.startswith("public_test_") and not k.endswith("_loss"))
        axes.plot(epochs, [100 * e["accuracy"] for e in entries], color=_GREY, ls="--", label="training, %")
        axes.plot(epochs, [100 * e[chosen] for e in entries], color=_BLUE, label="PublicTest, %")
        axes.set_ylim(0, 100)
        losses = axes.twinx()
        losses.plot(epochs, [e[f"{chosen}_loss"] for e in entries], color=_RED, label="PublicTest, loss")
        losses.tick_params(labelsize=6, colors=_RED)
        axes.tick_params(labelsize=6)
        axes.set_title(name, fontsize=8)
        lines = [*axes.get_lines(), *losses.get_lines()]
    figure.legend(lines, [str(line.get_label()) for line in lines], loc="outside lower center", ncols=3, frameon=False)
    return figure


def _tall(systems: Records) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(8.4, 0.42 * len(systems) + 0.9), layout="constrained")
    axes = figure.subplots()
    axes.set_yticks(range(len(systems)), list(systems))
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _wide() -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7.2, 4.8), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _grid(count: int, side: float, columns: int = 4) -> tuple[Figure, list[Axes]]:
    rows = math.ceil(count / columns)
    figure = Figure(figsize=(side * columns, side * rows + 0.3), layout="constrained")
    panels: list[Axes] = list(figure.subplots(rows, columns, squeeze=False).ravel())
    for axes in panels[count:]:
        axes.set_visible(False)
    return figure, panels


def svg(figure: Figure) -> str:
    """Return a picture as the text of an SVG."""
    content = io.StringIO()
    # Text stays text; and what is the same twice, is written the same twice.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "fer-live"}):
        figure.savefig(content, format="svg", metadata={"Date": None})
    drawn = content.getvalue()
    return drawn[drawn.index("<svg") :]
