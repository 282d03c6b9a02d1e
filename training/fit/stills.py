"""Train the encoder on still pictures: one file to read from top to bottom."""

import copy
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from fer_core.errors import DataError
from training.config import FitConfig
from training.data.augment import augment, degrade, mix
from training.data.stills import Stills, fingerprint
from training.files import HISTORY, write_json
from training.fit.average import Average
from training.fit.clock import Clock
from training.fit.losses import LOSSES
from training.fit.range_test import BATCHES, LAST, STEPS, WARM_UP, find_rate
from training.fit.schedule import one_cycle
from training.fit.targets import heads_of, make_targets
from training.fit.teachers import Teachers, read
from training.judge.truth import labels_for
from training.networks import checkpoint
from training.networks.classifier import Classifier
from training.networks.efficientnet_lite import LiteEncoder, load_pretrained, pretrained_file
from training.networks.mobilenet import MobileEncoder

#: Share of the highest learning rate that a run begins with.
_FIRST = 0.04


@dataclass(frozen=True, slots=True)
class _Chance:
    """What an epoch draws from: for order and pose, which may come back in a later one, and for what is always new."""

    pose: torch.Generator
    fresh: torch.Generator
    dice: random.Random


def adopt(model: Classifier, start: Classifier) -> None:
    """Copy the encoder of a trained classifier, and those of its classifiers that have as many classes.

    A classifier that it does not have begins as the mean of those that it has.

    Raises
    ------
    DataError
        If its encoder is of another architecture.
    """
    try:
        model.encoder.load_state_dict(start.encoder.state_dict())
    except RuntimeError as error:
        msg = "The run to start from has an encoder of another architecture. Choose the recipe that it was made with."
        raise DataError(msg) from error
    for name, head in start.linear.items():
        if name in model.linear and model.linear[name].weight.shape == head.weight.shape:
            model.linear[name].load_state_dict(head.state_dict())
    new = [head for name, head in model.linear.items() if name not in start.linear]
    for ours in new:
        known = [head for head in start.linear.values() if head.weight.shape == ours.weight.shape]
        if known:
            with torch.no_grad():
                ours.weight.copy_(torch.stack([head.weight for head in known]).mean(0))
                ours.bias.copy_(torch.stack([head.bias for head in known]).mean(0))


def learning_rate(config: FitConfig, progress: float) -> float:
    """Return the share of the highest learning rate at ``progress`` in [0, 1] of the run."""
    return 1.0 if config.optimizer == "adam" else one_cycle(progress, _FIRST)


class Trainer:
    """One run: a model, its data on one device, and where it stands.

    Every epoch draws from generators seeded by (seed, epoch): a run that was interrupted goes on exactly as an unbroken
    one.

    Parameters
    ----------
    config
        The recipe.
    stills
        With the splits ``train`` and ``selection``.
    selection
        The split that the best epoch is chosen on.
    folder
        For checkpoints and history; made if it is missing. An unfinished run in it is resumed, if it began with the
        same recipe, seed, data, teachers and start.
    seed
        Of everything random.
    device
        To train on.
    teachers
        Trained classifiers with the same classes. They teach the heads that all of them have, of which there must be
        one; "spoken" they need not have.
    start
        Weights to begin with (fine-tuning), from ``load_classifier``.
    start_digest
        Of what the start was made from, where that is not a matter of its weights alone; see ``Start``.
    origins
        Where start and teachers are from, for the history: the names of their runs.
    """

    def __init__(
        self,
        config: FitConfig,
        stills: Stills,
        selection: str,
        folder: Path,
        *,
        seed: int = 0,
        device: torch.device | None = None,
        teachers: Sequence[Classifier] = (),
        start: Classifier | None = None,
        start_digest: str | None = None,
        origins: Mapping[str, Any] | None = None,
    ) -> None:
        self.origins = dict(origins or {})
        self.config, self.selection, self.folder, self.seed = config, selection, folder, seed
        self.device = device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.classes, self.heads = stills.classes, heads_of(stills, spoken=config.spoken)
        torch.manual_seed(seed)
        self.model = self._place(Classifier(config.encoder, self.heads, len(self.classes)))
        if start is not None:
            adopt(self.model, start)
        elif isinstance(self.model.encoder, LiteEncoder):
            load_pretrained(self.model.encoder, pretrained_file(config.encoder.kind))
        begun = start is not None and config.anchor > 0
        self.anchor = {n: v.detach().clone() for n, v in self.model.state_dict().items()} if begun else None
        train = stills.split("train")
        self.images = torch.from_numpy(train.images).unsqueeze(1).to(self.device)
        self.targets = make_targets(train, config, self.device)
        asked = [self._place(teacher).eval().requires_grad_(requires_grad=False) for teacher in teachers]
        self.teachers = Teachers(
            asked, config, self.heads, stills.name, classes=len(self.classes), balance=self.targets.balance
        )
        self.judged = stills.split(selection)
        self.identity = {
            "config": config.as_dict(),
            "seed": seed,
            "data": fingerprint(train, self.judged),
            "teachers": sorted(checkpoint.digest(teacher) for teacher in teachers),
            "start": None if start is None else start_digest or checkpoint.digest(start),
        }
        self.optimizer = _optimizer(config, self.model)
        self.average = Average(self.model, config.ema)
        self.epoch, self.history = 0, list[dict[str, Any]]()
        self.lr, self.clock = config.lr, Clock()
        self.best: dict[str, Any] = {"accuracy": -1.0}
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / checkpoint.LAST).exists():
            self._resume()

    def run(self) -> None:
        """Train to the last epoch, until it no longer gets better or the time is used up; write ``encoder.pt``.

        Raises
        ------
        DataError
            If the recipe gives less time than one epoch takes.
        """
        if not self.lr:
            self.lr = self._find_rate()
        while self.epoch < self.config.epochs and not self._patience_is_over() and not self._time_is_over():
            self._train_epoch()
            self._judge()
            self.epoch += 1
            self._save()
        checkpoint.save(
            self.folder / checkpoint.ENCODER,
            {
                "config": self.config.as_dict(),
                "heads": list(self.heads),
                "classes": list(self.classes),
                "model": self.best["weights"],
                "epoch": self.best["epoch"],
                "seed": self.seed,
                "data": self.identity["data"],
            },
        )

    def _place(self, model: Classifier) -> Classifier:
        return model.to(self.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]

    def _time_is_over(self) -> bool:
        return 0 < self.config.budget_s <= self.clock.used_s

    def _find_rate(self) -> float:
        """Return the highest learning rate, after short trials that leave the network as it was."""
        weights, steps = copy.deepcopy((self.model.state_dict(), self.optimizer.state_dict()))
        average = copy.deepcopy(self.average)
        chosen = torch.Generator(self.device).manual_seed(self.seed)
        rows = torch.randint(len(self.images), (BATCHES, min(self.config.batch, len(self.images))), generator=chosen)

        def restore() -> None:
            # What an optimizer is given to load, it goes on changing.
            model, optimizer = copy.deepcopy((weights, steps))
            self.model.load_state_dict(model)
            self.optimizer.load_state_dict(optimizer)
            self.average = copy.deepcopy(average)

        def trial(rate: float) -> float:
            restore()
            torch.manual_seed(self.seed)
            self.model.train()
            losses = []
            for number in range(STEPS):
                self._set_rate(rate * min((number + 1) / WARM_UP, 1.0))
                batch = number % BATCHES
                pose = torch.Generator(self.device).manual_seed(self.seed + batch)
                chance = _Chance(pose, pose, random.Random(self.seed + batch))
                losses.append(float(self._step(rows[batch], (-1, batch), chance)[0]))
            return sum(losses[-LAST:]) / LAST

        found = find_rate(trial)
        restore()
        tqdm.write(f"highest learning rate, from trials of {STEPS} batches: {found:.2g}")
        return found

    def _set_rate(self, rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def _enlarge(self) -> None:
        """Set the size to which the encoder enlarges crops while it learns in this epoch."""
        if isinstance(self.model.encoder, LiteEncoder | MobileEncoder):
            small = self.epoch < self.config.small_epochs
            self.model.encoder.size = self.config.small_size if small else self.config.encoder.size

    def _train_epoch(self) -> None:
        self._enlarge()
        seed = self.seed * 100_003
        dice = random.Random(seed + self.epoch)
        torch.manual_seed(seed + self.epoch)
        rng = torch.Generator(self.device).manual_seed(seed + self.epoch)
        # With ``views``, the batches and variations of an earlier epoch come back, and the teachers' answers with them.
        view = self.epoch % views if (views := self.teachers.views) else self.epoch
        pose = torch.Generator(self.device).manual_seed(seed + view) if views else rng
        order = torch.randperm(len(self.images), generator=pose, device=self.device)
        batches = [b for b in torch.split(order, self.config.batch) if len(b) > 1]
        self.model.train()
        total, right, known = (torch.zeros((), device=self.device) for _ in range(3))
        seen = 0
        bar = tqdm(batches, desc=f"epoch {self.epoch + 1}/{self.config.epochs}", unit="batch", leave=False)
        for number, rows in enumerate(bar):
            if self._time_is_over():
                break
            done = (self.epoch + number / len(batches)) / self.config.epochs
            if self.config.budget_s:
                done = self.clock.used_s / self.config.budget_s
            self._set_rate(self.lr * learning_rate(self.config, done))
            loss, hits, labelled = self._step(rows, (view, number), _Chance(pose, rng, dice))
            total, right, known = total + loss * len(rows), right + hits, known + labelled
            seen += len(rows)
            if number % 20 == 19:
                bar.set_postfix(loss=f"{float(total) / seen:.3f}", accuracy=f"{float(right / known.clamp_min(1)):.3f}")
        if self.epoch == 0 and self._time_is_over():
            needed = self.clock.used_s * len(self.images) / max(seen, 1)
            msg = f"{self.config.budget_s:g} s of processor time are less than one epoch takes, about {needed:.0f} s."
            raise DataError(f"{msg} Give more, or a smaller network.")
        self.history.append(
            {"epoch": self.epoch + 1, "loss": float(total) / seen, "accuracy": float(right / known.clamp_min(1))}
        )

    def _step(self, rows: Tensor, batch: tuple[int, int], chance: "_Chance") -> tuple[Tensor, Tensor, Tensor]:
        config = self.config
        clean = augment(self.images[rows].float() / 255, config.augment, chance.pose)
        soft = {name: self.targets.soft[name][rows] for name in self.heads}
        weight = {name: self.targets.weight[name][rows] for name in self.heads}
        taught = {name: answers[rows] for name, answers in self.teachers.of_plain(self.images).items()}
        if config.augment.mixup:
            clean, partner, share = mix(clean, config.augment.mixup, chance.pose)
            column = share.unsqueeze(1)
            soft = {name: soft[name] * column + soft[name][partner] * (1 - column) for name in self.heads}
            weight = {name: weight[name] * share + weight[name][partner] * (1 - share) for name in self.heads}
            taught = {name: p * column + p[partner] * (1 - column) for name, p in taught.items()}
        logits = read(self.model, degrade(clean, config.augment, chance.fresh, chance.dice), config)
        loss = torch.zeros((), device=self.device)
        for name in self.heads:
            # What no teacher speaks about is learned from its labels alone.
            own = 1 - config.distill if name in self.teachers.heads else 1.0
            loss = loss + own * (LOSSES[config.loss](logits[name], soft[name]) * weight[name]).mean()
        if config.penalty:
            penalty = self.model.encoder.penalty
            assert isinstance(penalty, Tensor)
            loss = loss + config.penalty * penalty
        if self.teachers.heads:
            taught = taught or dict(self.teachers.of_varied(clean, batch))
            loss = loss + config.distill * self.teachers.loss(logits, taught)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimizer.step()
        if config.ema:
            self.average.update(self.model)
        first = self.heads[0]
        known = weight[first] > 0
        hits = ((logits[first].argmax(1) == soft[first].argmax(1)) & known).sum()
        return loss.detach(), hits, known.sum()

    @torch.no_grad()
    def _judge(self) -> None:
        """Measure the averaged weights on the selection split, and keep them if they are the best so far."""
        weights = self._anchored(self.average.weights if self.config.ema else self.model.state_dict())
        model = Classifier(self.config.encoder, self.heads, len(self.classes)).to(self.device)
        model.load_state_dict(weights)
        # At the size that is exported, whatever this epoch trained at: else its figures say nothing about the model.
        model.eval()
        images = torch.from_numpy(self.judged.images).unsqueeze(1)
        batches = [
            ((b.float() / 255 - self.config.mean) / self.config.std).to(self.device) for b in torch.split(images, 256)
        ]
        answers = [model(batch) for batch in batches]
        found = {name: torch.cat([a[name] for a in answers]).cpu().numpy() for name in self.heads}
        truth = {name: labels_for(name, self.judged) for name in self.heads}
        entry = self.history[-1]
        for name in self.heads:
            known = truth[name] >= 0
            if not known.any():
                msg = f"No picture of the split '{self.selection}' has a label '{name}' to choose epochs by."
                raise DataError(msg)
            entry[f"{self.selection}_{name}"] = float((found[name].argmax(1) == truth[name])[known].mean())
            log_p = torch.from_numpy(found[name]).log_softmax(1).numpy()[known]
            entry[f"{self.selection}_{name}_loss"] = float(-log_p[np.arange(known.sum()), truth[name][known]].mean())
        score = float(np.mean([entry[f"{self.selection}_{name}"] for name in self.heads]))
        if score > self.best["accuracy"] or self.config.keep_last:
            kept = {name: value.detach().cpu().clone() for name, value in weights.items()}
            self.best = {"accuracy": score, "epoch": self.epoch + 1, "weights": kept}
        tqdm.write(
            f"epoch {self.epoch + 1}: loss {entry['loss']:.3f}, accuracy {entry['accuracy']:.3f}, "
            + ", ".join(f"{self.selection} {name} {entry[f'{self.selection}_{name}']:.4f}" for name in self.heads)
        )

    def _anchored(self, weights: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
        """Return the mean of these weights and those that the run started from."""
        if self.anchor is None:
            return weights
        share = self.config.anchor
        return {n: torch.lerp(v, self.anchor[n], share) if v.is_floating_point() else v for n, v in weights.items()}

    def _patience_is_over(self) -> bool:
        return bool(0 < self.config.patience <= self.epoch - self.best.get("epoch", 0))

    def _save(self) -> None:
        # The history first: a kill between the two then repeats the epoch, and none is missing from the history.
        history = {"config": self.config.as_dict(), "seed": self.seed, **self.origins, "selection": self.selection}
        # Without a limit it chooses nothing, and two runs of one seed are alike to the last bit.
        spent = {"used_s": self.clock.used_s} if self.config.budget_s else {}
        history |= {"lr": self.lr, **spent}
        write_json(self.folder / HISTORY, {**history, "epochs": self.history})
        checkpoint.save(
            self.folder / checkpoint.LAST,
            {
                **self.identity,
                "epoch": self.epoch,
                "history": self.history,
                "best": self.best,
                "model": self.model.state_dict(),
                "average": self.average.weights,
                "steps": self.average.steps,
                "optimizer": self.optimizer.state_dict(),
                "lr": self.lr,
                **spent,
            },
        )

    def _resume(self) -> None:
        path = self.folder / checkpoint.LAST
        state = checkpoint.load(path)
        checkpoint.same_run(self.identity, state, self.folder)
        checkpoint.restore(self.model, state["model"], path)
        self.optimizer.load_state_dict(state["optimizer"])
        self.average.weights = {name: value.to(self.device) for name, value in state["average"].items()}
        self.average.steps = state["steps"]
        self.epoch, self.history, self.best = state["epoch"], state["history"], state["best"]
        # Runs of earlier versions had neither.
        self.lr, self.clock = state.get("lr", self.config.lr), Clock(state.get("used_s", 0.0))
        tqdm.write(f"going on after epoch {self.epoch} of {self.folder}")


def _optimizer(config: FitConfig, model: Classifier) -> torch.optim.Optimizer:
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": config.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    if config.optimizer == "adam":
        return torch.optim.Adam(groups, lr=config.lr)
    if config.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=config.lr)
    return torch.optim.SGD(groups, lr=config.lr, momentum=0.9, nesterov=True)
