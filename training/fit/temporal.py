"""Train the LSTM that reads a window of embeddings; the encoder stays as it is."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F
from tqdm import tqdm

from fer_core.embedding_window import resample
from fer_core.interpreter import slow_class
from training.config import FitConfig, TemporalConfig
from training.data.films import drawable, make_film, targets_of
from training.data.stills import Stills, fingerprint
from training.fit.targets import make_targets
from training.networks import checkpoint
from training.networks.classifier import Classifier
from training.networks.temporal_head import TemporalHead

LAST = "head_last.pt"
#: Consecutive windows of a film that are read together, and the seconds between them.
_READS, _STEP_S = 16, 0.1
#: Films that epochs are judged on, or as many as are learned from where these are fewer.
_JUDGED = 300


@dataclass(frozen=True, slots=True, eq=False)
class EncodedFilm:
    """A film as the temporal head sees it.

    Attributes
    ----------
    t
        (M,) seconds.
    embeddings
        (M, D) float32.
    soft
        (M, K) by head: what it should say.
    weight
        By head: how much the film counts.
    change_t
        Second of the change of expression, or None.
    """

    t: NDArray[np.float64]
    embeddings: NDArray[np.float32]
    soft: dict[str, Tensor]
    weight: dict[str, float]
    change_t: float | None


def encode_films(
    classifier: Classifier, config: FitConfig, stills: Stills, count: int, seed: int, *, title: str
) -> list[EncodedFilm]:
    """Make films from stills and encode every frame.

    Parameters
    ----------
    classifier
        Gives the encoder; it computes on its own device.
    config
        Gives the normalisation.
    stills
        To make films from.
    count, seed
        Number of films; other seeds make other films.
    title
        Of the progress bar.
    """
    device = next(classifier.parameters()).device
    known = drawable(stills)
    targets = make_targets(stills, config, torch.device("cpu"))
    found = []
    for number in tqdm(range(count), desc=title, unit="film", leave=False):
        film = make_film(stills, known, seed * 1_000_003 + number, speech=config.temporal.speech)
        x = ((film.frames - config.mean) / config.std).to(device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=config.bf16):
            embeddings = classifier.encoder(x.contiguous(memory_format=torch.channels_last))
        weight = {name: float(min(values[list(film.rows)])) for name, values in targets.weight.items()}
        soft = {name: targets_of(film, values) for name, values in targets.soft.items()}
        found.append(EncodedFilm(film.t, embeddings.float().cpu().numpy(), soft, weight, film.change_t))
    return found


def fit_temporal(config: FitConfig, classifier: Classifier, stills: Stills, selection: str, folder: Path,
                 *, seed: int = 0) -> TemporalHead:  # fmt: skip
    """Train the temporal head on films of training pictures, and keep the epoch that does best on others.

    Without an LSTM there is nothing to train.

    Parameters
    ----------
    config
        The recipe; ``temporal`` is what matters.
    classifier
        The trained encoder and classifiers.
    stills
        With the splits ``train`` and ``selection``.
    selection
        The split whose films the best epoch is chosen on.
    folder
        For ``head.pt``; an unfinished training in it is resumed.
    seed
        Of everything random.

    Returns
    -------
    The head, also written to ``head.pt``.
    """
    temporal = config.temporal
    torch.manual_seed(seed)
    head = TemporalHead(temporal, classifier)
    if head.quiet and (number := slow_class(stills.classes)) is not None:
        head.syllable[number] = 1.0
    if not head.reads:
        checkpoint.save(folder / checkpoint.HEAD, {"config": config.as_dict(), "model": head.state_dict(),
                                                   "history": []})  # fmt: skip
        return head.eval()
    optimizer = torch.optim.Adam([p for p in head.parameters() if p.requires_grad], lr=temporal.lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, temporal.epochs)
    used = (stills.split("train"), stills.split(selection))
    identity = {"config": config.as_dict(), "seed": seed, "data": fingerprint(*used)}
    state = _resume(folder / LAST, identity, head, optimizer, schedule)
    if state["epoch"] < temporal.epochs:
        _train(config, classifier, stills, selection, _Run(head, optimizer, schedule, state, folder / LAST))
    head.load_state_dict(state["best"])
    head.calm(temporal.trust)
    checkpoint.save(folder / checkpoint.HEAD, {"config": config.as_dict(), "model": head.state_dict(),
                                               "history": state["history"]})  # fmt: skip
    return head.eval()


@dataclass(slots=True)
class _Run:
    head: TemporalHead
    optimizer: torch.optim.Optimizer
    schedule: Any
    state: dict[str, Any]
    path: Path


def _train(config: FitConfig, classifier: Classifier, stills: Stills, selection: str, run: _Run) -> None:
    temporal, state, seed = config.temporal, run.state, run.state["seed"]
    train = encode_films(classifier, config, stills.split("train"), temporal.sequences, 2 * seed + 1, title="films")
    count = min(_JUDGED, temporal.sequences)
    judged = encode_films(classifier, config, stills.split(selection), count, 0, title="films to judge")
    for epoch in range(state["epoch"], temporal.epochs):
        loss = _epoch(run.head, run.optimizer, train, temporal, seed * 1009 + epoch)
        run.schedule.step()
        judged_loss = _judge(run.head, judged, temporal)
        if state["best"] is None or judged_loss < state["best_loss"]:
            weights = {name: value.clone() for name, value in run.head.state_dict().items()}
            state |= {"best_loss": judged_loss, "best": weights}
        entry = {"epoch": epoch + 1, "loss": loss, f"{selection}_loss": judged_loss}
        state |= {"epoch": epoch + 1, "history": [*state["history"], entry], "model": run.head.state_dict(),
                  "optimizer": run.optimizer.state_dict(), "schedule": run.schedule.state_dict()}  # fmt: skip
        checkpoint.save(run.path, state)
        tqdm.write(f"LSTM epoch {epoch + 1}/{temporal.epochs}: loss {loss:.4f}, {selection} loss {judged_loss:.4f}")


def read_films(head: TemporalHead, films: list[EncodedFilm], ends: list[list[int]], config: TemporalConfig
               ) -> dict[str, Tensor]:  # fmt: skip
    """Read windows that end at the given frames of the films; return logits (len(films) * R, K) by head."""
    size = films[0].embeddings.shape[1]
    count = sum(len(e) for e in ends)
    windows, valid = np.zeros((count, config.window, size), np.float32), np.empty(count, np.int64)
    reads = ((film, end) for film, film_ends in zip(films, ends, strict=True) for end in film_ends)
    for row, (film, end) in enumerate(reads):
        # The oldest frame that the window can reach, and one before it to interpolate from.
        first = max(int(np.searchsorted(film.t, film.t[end] - config.window / config.rate_hz)) - 1, 0)
        series = resample(film.t[first : end + 1], film.embeddings[first : end + 1], config.rate_hz, config.window)
        windows[row, : len(series)], valid[row] = series, len(series)
    logits: dict[str, Tensor] = head(torch.from_numpy(windows), torch.from_numpy(valid))
    return logits


def _epoch(
    head: TemporalHead, optimizer: torch.optim.Optimizer, films: list[EncodedFilm], config: TemporalConfig, seed: int
) -> float:
    rng = np.random.default_rng(seed)
    head.train()
    losses = []
    bar = tqdm(list(_batches(rng.permutation(len(films)), config.batch)), desc="LSTM", unit="batch", leave=False)
    for rows in bar:
        batch = [films[row] for row in rows]
        loss = _loss(head, batch, [_ends(film, rng) for film in batch], config)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        bar.set_postfix(loss=f"{np.mean(losses):.4f}")
    return float(np.mean(losses))


@torch.no_grad()
def _judge(head: TemporalHead, films: list[EncodedFilm], config: TemporalConfig) -> float:
    head.eval()
    rng = np.random.default_rng(0)
    ends = [_ends(film, rng) for film in films]
    parts = _batches(np.arange(len(films)), config.batch)
    return float(np.mean([float(_loss(head, [films[i] for i in p], [ends[i] for i in p], config)) for p in parts]))


def _loss(head: TemporalHead, films: list[EncodedFilm], ends: list[list[int]], config: TemporalConfig) -> Tensor:
    """Return cross-entropy, plus the total variation of the answers between reads that show the same expression."""
    loss = torch.zeros(())
    steady = torch.tensor([_steady(film, e) for film, e in zip(films, ends, strict=True)], dtype=torch.float32)
    for name, logits in read_films(head, films, ends, config).items():
        soft = torch.cat([film.soft[name][e] for film, e in zip(films, ends, strict=True)])
        weight = torch.tensor([film.weight[name] for film in films]).repeat_interleave(_READS)
        loss = loss + (F.cross_entropy(logits, soft, reduction="none") * weight).mean()
        answers = logits.softmax(1).reshape(len(films), _READS, -1)
        jumps = 0.5 * (answers[:, 1:] - answers[:, :-1]).abs().sum(2)
        loss = loss + config.flip_penalty * (jumps * steady).mean()
    return loss


def _ends(film: EncodedFilm, rng: np.random.Generator) -> list[int]:
    """Return the frames at which a film's windows end: steps of a tenth of a second from a random start."""
    start = rng.uniform(0, max(film.t[-1] - _STEP_S * _READS, 0.0))
    # Some films are read from their first frame: a window of one embedding is the commonest beginning.
    start = 0.0 if rng.random() < 0.2 else start
    wanted = start + _STEP_S * np.arange(_READS)
    return [int(i) for i in np.clip(np.searchsorted(film.t, wanted), 0, len(film.t) - 1)]


def _steady(film: EncodedFilm, ends: list[int]) -> list[bool]:
    t = film.t[ends]
    if film.change_t is None:
        return [True] * (len(ends) - 1)
    # For half a second after a change the answer has to move.
    return [not (film.change_t - 0.3 < b and a < film.change_t + 0.6) for a, b in itertools.pairwise(t)]


def _batches(rows: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    return (rows[i : i + size] for i in range(0, len(rows), size))


def _resume(
    path: Path, identity: dict[str, Any], head: TemporalHead, optimizer: torch.optim.Optimizer, schedule: Any
) -> dict[str, Any]:
    if not path.exists():
        return {**identity, "epoch": 0, "history": [], "best_loss": float("inf"), "best": None}
    state = checkpoint.load(path)
    checkpoint.same_run(identity, state, path.parent)
    checkpoint.restore(head, state["model"], path)
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return state
