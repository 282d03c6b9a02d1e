"""The systems of the paper's comparison, each one a row: what is fitted by ``fer-train fit --model NAME``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fer_core.errors import DataError
from training.config import COMPARED, PAPER, EncoderConfig, FitConfig


@dataclass(frozen=True, slots=True)
class System:
    """One system of the comparison.

    Attributes
    ----------
    told
        What it is, in a line.
    encoder
        Its network.
    hidden, attention
        Of the LSTM over a window, see :class:`training.config.TemporalConfig`; 0 is no LSTM.
    loss, penalty
        See :class:`training.config.FitConfig`.
    cascade
        It is published with an old detector in front, and is judged with it: a face that is not found is read wrongly.
    paper, published
        Accuracy in %, as the paper and as the system's own source give it; empty where they give none.
    """

    told: str
    encoder: EncoderConfig
    hidden: int = 0
    attention: bool = False
    loss: str = "cross_entropy"
    penalty: float = 0.0
    cascade: bool = False
    paper: str = ""
    published: str = ""

    def recipe(self, base: FitConfig = COMPARED) -> FitConfig:
        """Return a recipe with this system in place of its own network."""
        temporal = replace(base.temporal, hidden=self.hidden, attention=self.attention)
        return replace(base, encoder=self.encoder, temporal=temporal, loss=self.loss, penalty=self.penalty)


_DENSE = EncoderConfig(dropout=0.5, embedding_size=512)
_UNITS = PAPER.temporal.hidden
# Top, left and side: both eyes with their brows, the nose, both corners of the mouth. The search begins with them.
_PATCHES = (8, 5, 16, 8, 27, 16, 18, 16, 16, 28, 9, 16, 28, 23, 16)
#: Every system that is fitted, by its name in the comparison.
SYSTEMS: Mapping[str, System] = {
    "cnn": System("three modules of convolutions, dense layer, softmax", PAPER.encoder, paper="87.10"),
    "cnn_lstm": System("the same with an LSTM over a window", PAPER.encoder, hidden=_UNITS, paper="93.25"),
    "cnn_lstm_attention": System(
        "the same with CBAM in each module and attention over the window",
        replace(PAPER.encoder, cbam=True), hidden=_UNITS, attention=True,
    ),
    "resnet50": System("ResNet-50 with a stem for 48 pixels", EncoderConfig(kind="resnet50"), paper="89.30 / 85.75"),
    "dcnn_haar": System(
        "a deeper plain CNN behind a cascade", replace(_DENSE, kind="dcnn", dropout=0.25),
        cascade=True, paper="70", published="70.04",
    ),
    "alexnet": System("AlexNet with batch norms", replace(_DENSE, kind="alexnet"), paper="71.1"),
    "dlsvm": System(
        "the CNN with an L2-SVM in place of the softmax", PAPER.encoder,
        loss="squared_hinge", paper="62.5", published="71.16",
    ),
    "emonext_tiny": System(
        # The source adds its penalty as it is: a weight of 1.
        "ConvNeXt-Tiny behind a spatial transformer", EncoderConfig(kind="emonext"), penalty=1.0,
        paper="72.5", published="76.12 (XL)",
    ),
    "hog_svm": System("histograms of oriented gradients and a linear SVM", EncoderConfig(kind="hog", dropout=0.0)),
    "lbp_svm": System("local binary patterns and a linear SVM", EncoderConfig(kind="lbp", dropout=0.0)),
    "evolved_patches": System(
        "a small CNN on a few patches that evolution chooses",
        EncoderConfig(kind="patches", widths=(16, 24, 32), embedding_size=32, patches=_PATCHES),
    ),
    "vgg": System("in the manner of VGG, on 40 pixels", replace(_DENSE, kind="vgg"), published="73.28"),
}  # fmt: skip


#: That which the others are tested against; what is made of others, not fitted; what fer-live ships.
REFERENCE, ENSEMBLE, BEST = "cnn_lstm", "ensemble", "best"
#: In front of the name of a run that lacks a part.
WITHOUT = "without_"


def system(name: str) -> System:
    """Return a system; a :class:`DataError` that lists them if there is none of that name."""
    if name not in SYSTEMS:
        msg = f"There is no network '{name}'. Choose one of: {', '.join(SYSTEMS)}."
        raise DataError(msg)
    return SYSTEMS[name]
