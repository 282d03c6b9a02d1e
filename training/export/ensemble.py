"""Several networks as one: the mean of what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from fer_core.errors import DataError
from fer_core.outputs import DistributionSpec
from fer_core.recognition import OnnxRecogniser
from training.config import FitConfig
from training.data.stills import Stills
from training.export.from_run import export_calibrated
from training.export.to_onnx import make_spec
from training.files import TRAINING, write_json
from training.networks import checkpoint
from training.networks.classifier import Classifier, Encoder
from training.networks.temporal_head import TemporalHead

Networks = tuple[Classifier, TemporalHead]


class Joined(nn.Module):
    """Encoders of the same crops, side by side."""

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        super().__init__()
        self.members = nn.ModuleList(encoders)
        self.embedding_size = sum(encoder.embedding_size for encoder in encoders)

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, H, W), normalised; return (N, D), the embeddings of all one after the other."""
        return torch.cat([member(x) for member in self.members], 1)


def export_ensemble(members: Sequence[tuple[Path, Path]], stills: Stills, out: Path, name: str) -> Networks:
    """Export finished runs as one model whose logits are the mean of theirs, each calibrated first.

    So a network that is surer of itself, and no better, has no louder voice. The members' LSTMs have no part in it:
    it reads each frame for itself.

    Parameters
    ----------
    members
        Folders of a finished run and of the model that it was exported as, of each.
    stills
        Of the selection split.
    out
        Folder of the model.
    name
        Of the model.

    Returns
    -------
    The classifier and the temporal head.

    Raises
    ------
    DataError
        If the members have other classes, classifiers or normalisations than one another, or one is not finished.
    """
    found = [checkpoint.load_classifier(run / checkpoint.ENCODER) for run, _ in members]
    configs = [FitConfig.from_dict(state["config"]) for _, state in found]
    kinds = [
        (list(state["classes"]), list(state["heads"]), config.mean, config.std)
        for (_, state), config in zip(found, configs, strict=True)
    ]
    if any(kind != kinds[0] for kind in kinds):
        msg = "The members of an ensemble have other classes, labels or normalisations than one another. Choose others."
        raise DataError(msg)
    classes, heads, mean, std = kinds[0]
    temporal = replace(configs[0].temporal, hidden=0, attention=False)
    config = FitConfig(name=name, temporal=temporal, mean=mean, std=std)
    calibrated = [OnnxRecogniser.load(model).spec.distributions for _, model in members]
    classifier = _joined([c for c, _ in found], heads, calibrated)
    networks = classifier, TemporalHead(temporal, classifier).eval()
    export_calibrated(networks, make_spec(config, name, tuple(classes), classifier, heads), stills, out)
    write_json(out / TRAINING, {"config": config.as_dict(), "members": [run.name for run, _ in members]})
    return networks


def _joined(
    members: Sequence[Classifier], heads: Sequence[str], calibrated: Sequence[Mapping[str, DistributionSpec]]
) -> Classifier:
    encoder = Joined([member.encoder for member in members])
    whole = Classifier(FitConfig().encoder, (), 0)
    whole.encoder = encoder  # type: ignore[assignment]
    for name in heads:
        parts = [member.linear[name] for member in members]
        shares = [1 / (len(parts) * outputs[name].still.temperature) for outputs in calibrated]
        linear = nn.Linear(encoder.embedding_size, parts[0].out_features)
        with torch.no_grad():
            linear.weight.copy_(torch.cat([part.weight * x for part, x in zip(parts, shares, strict=True)], 1))
            linear.bias.copy_(torch.stack([part.bias * x for part, x in zip(parts, shares, strict=True)]).sum(0))
        whole.heads[name] = linear
    return whole.eval()
