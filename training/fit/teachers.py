"""What trained networks say of the pictures that a new one learns from."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F
from tqdm import tqdm

from fer_core.errors import DataError
from training.config import FitConfig
from training.files import SPOKEN
from training.fit.targets import spoken_of
from training.networks.classifier import Classifier

_BATCH = 256


class Teachers:
    """Trained networks that are asked together; their answers are kept as long as the same pictures come back.

    Parameters
    ----------
    networks
        In eval mode, on the training device; none at all teach nothing.
    config
        The student's recipe.
    heads, by_label
        The student's classifiers, and which of them learns from single labels.
    classes
        How many classes there are.
    balance
        (K,) see :class:`training.fit.targets.Targets`.

    Raises
    ------
    DataError
        If the networks have no classifier in common with the student, or other classes.
    """

    def __init__(
        self,
        networks: Sequence[Classifier],
        config: FitConfig,
        heads: Sequence[str],
        by_label: str,
        *,
        classes: int,
        balance: Tensor,
    ) -> None:
        self.networks, self._config, self._by_label, self._balance = networks, config, by_label, balance
        self.heads = _common(networks, heads, by_label, classes)
        # Alone, a network is shown new variations in each epoch: there are no answers that would have to be kept.
        self.views = config.views if networks and not config.plain else 0
        self._by_batch: dict[tuple[int, int], dict[str, Tensor]] = {}
        self._plain: dict[str, Tensor] = {}

    @torch.no_grad()
    def of_plain(self, images: Tensor) -> Mapping[str, Tensor]:
        """Return what they say of all training pictures (N, 1, H, W) uint8, (N, K) by head; {} if they see others."""
        if self.networks and self._config.plain and not self._plain:
            parts = []
            for batch in tqdm(torch.split(images, _BATCH), desc="asking the teachers", unit="batch", leave=False):
                x = batch.float() / 255
                answers = [self._mean(view) for view in ((x, x.flip(3)) if self._config.augment.flip else (x,))]
                parts.append({name: torch.stack([a[name] for a in answers]).mean(0) for name in self.heads})
            self._plain = {name: torch.cat([part[name] for part in parts]) for name in self.heads}
        return self._plain

    @torch.no_grad()
    def of_varied(self, clean: Tensor, batch: tuple[int, int]) -> Mapping[str, Tensor]:
        """Return what they say of pictures (N, 1, H, W) in [0, 1] by head; ``batch`` is the view and the number in it.

        They see the pictures before these are corrupted: the student learns to see through the corruption.
        """
        if batch in self._by_batch:
            return self._by_batch[batch]
        means = self._mean(clean)
        if self.views:
            self._by_batch[batch] = means
        return means

    def loss(self, logits: Mapping[str, Tensor], taught: Mapping[str, Tensor]) -> Tensor:
        """Return the KL divergence of the student's logits from what the teachers say: Hinton et al., 2015."""
        parts = [F.kl_div(logits[name].log_softmax(1), taught[name], reduction="batchmean") for name in self.heads]
        return torch.stack(parts).sum()

    def _mean(self, clean: Tensor) -> dict[str, Tensor]:
        answers = [self._answer(network, clean) for network in self.networks]
        return {name: torch.stack([answer[name] for answer in answers]).mean(0) for name in self.heads}

    def _answer(self, network: Classifier, clean: Tensor) -> dict[str, Tensor]:
        """Return a teacher's probabilities (N, K) by head; what it should say in the app follows from the others."""
        said = {name: logits.softmax(1) for name, logits in read(network, clean, self._config).items()}
        if SPOKEN in self.heads and SPOKEN not in said:
            said[SPOKEN] = spoken_of(said["ferplus"], said[self._by_label], self._balance)
        return said


def read(model: Callable[[Tensor], Mapping[str, Tensor]], x: Tensor, config: FitConfig) -> dict[str, Tensor]:
    """Return the float32 logits (N, K) by head of pictures (N, 1, H, W) in [0, 1], normalised as the recipe says."""
    x = ((x - config.mean) / config.std).contiguous(memory_format=torch.channels_last)
    with torch.autocast(x.device.type, torch.bfloat16, enabled=config.bf16):
        logits = model(x)
    return {name: value.float() for name, value in logits.items()}


def _common(networks: Sequence[Classifier], heads: Sequence[str], by_label: str, classes: int) -> tuple[str, ...]:
    """Return the heads that all teachers can say something about."""
    if not networks:
        return ()
    counts = [{name: head.weight.shape[0] for name, head in network.linear.items()} for network in networks]
    common = [name for name in heads if all(name in count for count in counts)]
    if not common or any(count[name] != classes for count in counts for name in common):
        msg = "A teacher has other classifiers or classes than this data. Teach with runs on the same data."
        raise DataError(msg)
    follows = {"ferplus", by_label} <= set(common)
    return tuple(name for name in heads if name in common or (name == SPOKEN and follows))
