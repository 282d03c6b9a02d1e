"""The LSTM over a window of embeddings."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.config import TemporalConfig
from training.networks.classifier import Classifier


class TemporalHead(nn.Module):
    """An LSTM over the embeddings of a window, with the classifiers of the encoder inside.

    With attention, the LSTM says how far each moment of the window counts for the present one, and the answer is the
    classifiers' reading of the weighted mean: a window of one embedding gives exactly the still picture's answer.
    Moments that look like a syllable may count less (``quiet``): a mouth that speaks is open in some moments and shut
    in others, a surprise is there in all of them. Without attention, the LSTM's last state corrects the classifiers'
    reading of the newest embedding. Without an LSTM (no units), that reading is all.

    Parameters
    ----------
    config
        Units, and whether to attend.
    classifier
        Gives the linear classifiers, which are copied and kept fixed.
    """

    def __init__(self, config: TemporalConfig, classifier: Classifier) -> None:
        super().__init__()
        size = classifier.encoder.embedding_size
        self.heads = nn.ModuleDict()
        for name, head in classifier.linear.items():
            self.heads[name] = nn.Linear(size, head.out_features)
            self.heads[name].load_state_dict(head.state_dict())
        self.heads.requires_grad_(False)
        self.attention = config.attention and config.hidden > 0
        self.quiet = config.quiet if self.attention else 0.0
        self.reads = config.hidden > 0
        if not self.reads:
            return
        self.norm = nn.LayerNorm(size)
        self.lstm = nn.LSTM(size, config.hidden, batch_first=True)
        if self.quiet:
            # (K,), 1 for the class that a syllable looks like; it is set by whoever knows the names of the classes.
            self.syllable = nn.Buffer(torch.zeros(next(iter(self._heads().values())).out_features))
        if self.attention:
            self.query = nn.Linear(config.hidden, config.hidden)
            self.key = nn.Linear(config.hidden, config.hidden)
            self.recency = nn.Parameter(torch.full((), -1.0))
        else:
            self.correct = nn.ModuleDict(
                {name: nn.Linear(config.hidden, head.out_features, bias=False) for name, head in self._heads().items()}
            )
            for layer in self.correct.values():
                nn.init.zeros_(layer.weight)  # type: ignore[arg-type]

    @torch.no_grad()
    def calm(self, trust: float) -> None:
        """Multiply the scores that the LSTM gives moments by ``trust``; without attention, nothing changes."""
        if self.attention:
            self.key.weight.mul_(trust)
            self.key.bias.mul_(trust)

    def _heads(self) -> dict[str, nn.Linear]:
        return {name: head for name, head in self.heads.items() if isinstance(head, nn.Linear)}

    def forward(self, embeddings: Tensor, valid: Tensor) -> dict[str, Tensor]:
        """Read windows.

        Parameters
        ----------
        embeddings
            (N, T, D), oldest first.
        valid
            (N,) int64, how many of the T hold, counted from the start: at least 1.

        Returns
        -------
        Logits (N, K) by classifier.
        """
        newest = (valid - 1).reshape(-1, 1, 1)
        if not self.reads:
            now = torch.gather(embeddings, 1, newest.expand(-1, 1, embeddings.shape[2])).squeeze(1)
            return {name: head(now) for name, head in self._heads().items()}
        states, _ = self.lstm(self.norm(embeddings))
        last = torch.gather(states, 1, newest.expand(-1, 1, states.shape[2]))
        if not self.attention:
            now = torch.gather(embeddings, 1, newest.expand(-1, 1, embeddings.shape[2])).squeeze(1)
            return {name: head(now) + self.correct[name](last.squeeze(1)) for name, head in self._heads().items()}
        steps = torch.arange(embeddings.shape[1], device=embeddings.device).reshape(1, -1)
        age = (newest.squeeze(2) - steps).to(embeddings.dtype)
        scores = (self.key(states) * self.query(last)).sum(2) / self.query.out_features**0.5
        scores = scores - F.softplus(self.recency) * age
        if self.quiet:
            # As the first classifier, with which the app speaks, finds each moment alone.
            alone = next(iter(self._heads().values()))(embeddings).softmax(2)
            scores = scores - self.quiet * (alone * self.syllable).sum(2)
        scores = scores.masked_fill(age < 0, -1e9)
        pooled = (torch.softmax(scores, 1).unsqueeze(2) * embeddings).sum(1)
        return {name: head(pooled) for name, head in self._heads().items()}
