"""Compare systems on the same pictures: figures with intervals, tests of differences, and what each one costs."""

import os
import platform
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from training.judge.metrics import recall_of, scores
from training.report.answers import signs_of

#: Draws of a bootstrap, and the bounds of its interval.
_DRAWS, _BOUNDS = 2000, (2.5, 97.5)
_TIMED = 200


def judge_answers(
    answers: NDArray[np.int64], labels: NDArray[np.int64], classes: Sequence[str], seed: int = 0
) -> dict[str, Any]:
    """Return the figures of one set of pictures.

    Parameters
    ----------
    answers, labels
        (N,) classes, N >= 1; an answer may be ``NO_ANSWER``, which is wrong.
    classes
        The K names.
    seed
        Of the draws.

    Returns
    -------
    ``pictures``; accuracy, macro precision, recall and F1 as from :func:`training.judge.metrics.scores`;
    ``intervals``, the bounds of the 95 % bootstrap interval of each of them (Efron, 1979); ``recall`` by class;
    ``confusion``, K rows of K + 1 counts, the last column of pictures without an answer; ``answers``, a character for
    each picture, "-" where there is none.
    """
    wide = len(classes) + 1
    counts = np.zeros((len(classes), wide), np.int64)
    np.add.at(counts, (labels, np.where(answers < 0, wide - 1, answers)), 1)
    # Drawing pictures with replacement, and counting them: a draw of counts with these shares.
    drawn = np.random.default_rng(seed).multinomial(len(labels), counts.ravel() / len(labels), _DRAWS)
    bounds = {name: np.percentile(v, _BOUNDS) for name, v in scores(drawn.reshape(-1, *counts.shape)).items()}
    return {
        "pictures": len(labels),
        **{name: float(value) for name, value in scores(counts).items()},
        "intervals": {name: [float(low), float(high)] for name, (low, high) in bounds.items()},
        "recall": recall_of(counts, classes),
        "confusion": counts.tolist(),
        "answers": signs_of(answers),
    }


def cost_of(network: nn.Module, temporal: nn.Module, model: Path, crops: NDArray[np.uint8]) -> dict[str, float]:
    """Return what reading a face costs.

    Parameters
    ----------
    network, temporal
        The classifier and the temporal head that were exported.
    model
        Folder of the exported model.
    crops
        (N, h, w) uint8 grey, to read.

    Returns
    -------
    ``parameters`` of encoder and head; ``macs``, multiplications with additions of the CNN for one crop; ``bytes`` of
    the two files; ``ms``, the median milliseconds of a crop and its window in ONNX Runtime on one core.
    """
    recogniser = OnnxRecogniser.load(model)
    spec = recogniser.spec
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        network(torch.zeros(1, 1, *spec.input_size))
    encoder = getattr(network, "encoder", network)
    return {
        "parameters": float(sum(p.numel() for part in (encoder, temporal) for p in part.parameters())),
        "macs": counter.get_total_flops() / 2,
        "bytes": float(sum((model / name).stat().st_size for name in (ENCODER_FILE, HEAD_FILE))),
        "ms": _median_ms(recogniser, crops),
    }


def _median_ms(recogniser: OnnxRecogniser, crops: NDArray[np.uint8]) -> float:
    spec = recogniser.spec
    windows = np.zeros((1, spec.window, spec.embedding_size), np.float32)
    valid = np.full(1, spec.window, np.int64)
    taken = []
    for number in range(_TIMED):
        start = time.perf_counter()
        windows[:, -1] = recogniser.embed(crops[number % len(crops) : number % len(crops) + 1])
        recogniser.read(windows, valid)
        taken.append(time.perf_counter() - start)
    return float(np.median(taken)) * 1000


def machine() -> str:
    """Return what fits and times networks here, for people: processor, cores, and whether it multiplies matrices."""
    name = platform.processor() or platform.machine()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), name)
        # A processor with matrix units does several times as many steps in the same budget.
        flags = next((line for line in lines if line.startswith("flags")), "").split()
        name += " with bfloat16 matrices" if "amx_bf16" in flags else ""
    return f"{name}, {os.cpu_count()} cores"
