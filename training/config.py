"""The named recipes: everything that a run depends on besides its data and its seed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self, TypeVar

from fer_core.errors import DataError

_T = TypeVar("_T")
#: Fields that runs of earlier versions do not have; their defaults say what those runs did.
_ADDED = {
    "anchor",
    "aspect",
    "budget_s",
    "cbam",
    "keep_last",
    "loss",
    "middle",
    "patches",
    "penalty",
    "size",
    "small_epochs",
    "small_size",
    "plain",
    "quiet",
    "speech",
    "spoken",
    "trust",
    "views",
}


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Architecture of the CNN.

    Attributes
    ----------
    kind
        One of ``training.networks.classifier.ENCODERS``. "lite" and "lite2", EfficientNet-Lite0 and Lite2, begin with
        ImageNet's weights; "mobilenet" with those of a network that tells people apart (``--start FILE.json``).
    widths, depths
        Channels and blocks of each stage; a stage halves the picture (EfficientNet has its own).
    stem
        Channels of the first convolution, at full size (residual only).
    dropout
        Before the classifiers; in "paper" also after each module.
    embedding_size
        Of the dense layer ("paper") or the last convolution (EfficientNet); a residual encoder's embedding is its last
        stage, averaged over the picture.
    size
        Pixels a side to which EfficientNet and MobileNet enlarge a crop.
    middle
        Channels of the six layers in the middle of a MobileNet.
    cbam
        In each module of "paper", attend to channels and to places (Woo et al., ECCV 2018).
    patches
        Of "patches": top, left and side in pixels of each part of the crop that it sees, one after the other.
    """

    kind: str = "residual"
    widths: tuple[int, ...] = (48, 96, 192)
    depths: tuple[int, ...] = (1, 2, 3)
    stem: int = 16
    dropout: float = 0.2
    embedding_size: int = 256
    size: int = 96
    middle: int = 512
    cbam: bool = False
    patches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AugmentConfig:
    """How the pictures of a batch are varied.

    Attributes
    ----------
    rotation_deg, zoom, shift
        Half-widths: degrees, share of the size, share of the width.
    aspect
        Half-width of the factor by which a picture gets wider for its height: long faces are no surprise.
    flip
        Mirror half of the pictures.
    light
        Half-width of the factors of brightness and contrast, and of the exponent of gamma.
    erase
        Probability of a grey rectangle over 4 to 30 % of the picture.
    corrupt
        Probability of one of: noise, blur, motion blur, low resolution, compression, strong light.
    mixup
        Alpha of mixup (Zhang et al., ICLR 2018); 0 is none.
    speech
        Probability of a mouth that is opened as in speech: words are no surprise.
    """

    rotation_deg: float = 15.0
    zoom: float = 0.15
    shift: float = 0.10
    flip: bool = True
    light: float = 0.3
    erase: float = 0.5
    corrupt: float = 0.3
    mixup: float = 0.0
    aspect: float = 0.0
    speech: float = 0.0


@dataclass(frozen=True, slots=True)
class TemporalConfig:
    """The LSTM over the embeddings of a window, and its training on synthetic sequences.

    Attributes
    ----------
    attention
        Read the window by attention instead of by the LSTM's last state alone.
    hidden
        Units of the LSTM; with 0 there is none, and the newest moment is all that is read.
    window, rate_hz
        Embeddings of a window, and how many a second.
    sequences, epochs
        Sequences that are rendered once, and passes over them.
    lr, batch
        Of Adam.
    flip_penalty
        Weight of the total variation of the probabilities away from true changes.
    quiet
        With attention: by how much the score of a moment falls that is surely a surprise, so that the pauses between
        syllables are listened to. A surprise that stays is there in every moment, and heard a little later.
    speech
        Share of the films in which somebody speaks: syllables are no change of expression.
    trust
        With attention: what the learned scores of the moments are multiplied by once they are learned. In films made
        from stills, news is always a new expression; on real faces, attention that believes so takes words for news.
    """

    attention: bool = True
    hidden: int = 96
    window: int = 31
    rate_hz: float = 20.0
    sequences: int = 3000
    epochs: int = 12
    lr: float = 2e-3
    batch: int = 64
    flip_penalty: float = 1.0
    quiet: float = 0.0
    speech: float = 0.0
    trust: float = 1.0


@dataclass(frozen=True, slots=True)
class FitConfig:
    """One recipe.

    Attributes
    ----------
    name
        Of the recipe.
    encoder, augment, temporal
        The CNN, its pictures, the LSTM.
    epochs, batch, lr, weight_decay
        Of the CNN's training; a learning rate of 0 is found by a short test.
    optimizer
        "sgd" (Nesterov) or "adamw", both in one cycle (a linear rise over the first tenth, then a half cosine), or
        "adam" (constant).
    label_smoothing
        Of the hard labels.
    class_weights
        Exponent of the inverse frequency of a class by which FER2013's labels are weighed: 1 weighs a picture of a rare
        class up in full, 0.5 by the square root, 0 not at all.
    ema
        Decay of the moving average of the weights, which is what is judged and exported; 0 is none.
    distill
        Share of the loss that comes from the teachers, where there are any.
    views
        So many variations of every picture are shown to the teachers, and then shown again (each time corrupted in
        another way); 0 is a new one in each epoch, for which the teachers have to be asked each time. Without teachers
        it is 0.
    plain
        The teachers see each picture as it is, and are asked once; only the student sees it varied, and learns that the
        variation says nothing: Xie et al., "Self-training with Noisy Student", CVPR 2020. ``views`` is not used then.
    patience
        Stop after so many epochs without a better PublicTest accuracy; 0 is never.
    loss
        "cross_entropy", or "squared_hinge": that of one L2-SVM a class (Tang, arXiv 1306.0239).
    penalty
        Weight of what the encoder asks for besides (``penalty`` of the encoder, where it has one).
    budget_s
        Seconds of processor time, of all cores together, after which the training ends, whatever ``epochs`` says, and
        along which the learning rate falls; 0 is no such limit.
    small_epochs, small_size
        For so many epochs, EfficientNet or MobileNet learns from crops enlarged to so many pixels a side only, which is
        quicker; it is judged at its full size in these, too.
    anchor
        Share of the weights that it started from in what is judged and exported; the rest are its own. Fine-tuning then
        forgets less, and reads strangers better: Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022.
    bf16
        Convolutions in bfloat16.
    keep_last
        Keep the last epoch's weights, not those that are best on the selection split.
    spoken
        Where there are votes and labels, train a classifier "spoken" on both together, which the app then speaks with.
    mean, std
        Of the pictures, after division by 255.
    """

    name: str = "best"
    encoder: EncoderConfig = field(default_factory=EncoderConfig)
    augment: AugmentConfig = field(default_factory=AugmentConfig)
    temporal: TemporalConfig = field(default_factory=TemporalConfig)
    epochs: int = 60
    batch: int = 128
    lr: float = 0.1
    weight_decay: float = 5e-4
    optimizer: str = "sgd"
    label_smoothing: float = 0.05
    class_weights: float = 0.0
    ema: float = 0.998
    distill: float = 0.8
    views: int = 0
    plain: bool = False
    patience: int = 0
    small_epochs: int = 0
    small_size: int = 80
    anchor: float = 0.0
    bf16: bool = True
    mean: float = 0.507
    std: float = 0.255
    spoken: bool = False
    loss: str = "cross_entropy"
    penalty: float = 0.0
    budget_s: float = 0.0
    keep_last: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the recipe as plain values, for JSON and checkpoints."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what ``as_dict`` gave; a :class:`DataError` if it is not a recipe."""
        try:
            nested = {
                "encoder": _rebuild(EncoderConfig, values["encoder"]),
                "augment": _rebuild(AugmentConfig, values["augment"]),
                "temporal": _rebuild(TemporalConfig, values["temporal"]),
            }
            return _rebuild(cls, {**values, **nested})
        except (KeyError, TypeError, ValueError) as error:
            msg = f"The recipe of this run is of another version of fer-live ({error}). Start a new run."
            raise DataError(msg) from error


#: The paper's recipe as far as it goes; it gives modules and layers and no widths: those are ours.
PAPER = FitConfig(
    name="paper",
    encoder=EncoderConfig(kind="paper", widths=(32, 64, 128), depths=(2, 2, 2), dropout=0.25),
    augment=AugmentConfig(light=0.0, erase=0.0, corrupt=0.0),
    temporal=TemporalConfig(attention=False),
    epochs=50,
    batch=64,
    lr=1e-3,
    weight_decay=0.0,
    optimizer="adam",
    label_smoothing=0.0,
    class_weights=1.0,
    ema=0.0,
    patience=10,
    mean=0.0,
    std=1.0,
)
#: What ships: small enough for every frame. It begins with ImageNet's weights and is taught (--teacher) by several
#: larger networks, for long: with an accelerator, in a quarter of an hour.
BEST = FitConfig(
    encoder=EncoderConfig(kind="lite", dropout=0.3),
    augment=AugmentConfig(erase=0.4, corrupt=0.25, aspect=0.15, speech=0.1),
    epochs=80,
    lr=8e-4,
    weight_decay=0.05,
    optimizer="adamw",
    views=14,
    spoken=True,
    temporal=TemporalConfig(quiet=10.0, speech=0.5, trust=0.25),
)
#: The same network without teachers and without an accelerator: an hour on two cores.
QUICK = replace(BEST, name="quick", epochs=14, small_epochs=8)
#: A residual network that begins with nothing, and wants ten times as many epochs.
RESIDUAL = FitConfig(name="residual", epochs=160, batch=256, lr=0.15)
#: What teaches: as large as an accelerator makes comfortable.
TEACHER = FitConfig(
    name="teacher",
    encoder=EncoderConfig(kind="lite2", dropout=0.4, embedding_size=512, size=160),
    augment=AugmentConfig(rotation_deg=20.0, shift=0.12, corrupt=0.15, mixup=0.2, aspect=0.15, speech=0.1),
    epochs=30,
    lr=8e-4,
    weight_decay=0.05,
    optimizer="adamw",
    label_smoothing=0.1,
    spoken=True,
)
#: What goes on from trained weights with the same pictures, to read other people's better: faces vary further than in
#: ``best``, and the weights that it starts from teach it what the pictures show.
ONWARD = replace(
    BEST,
    name="onward",
    augment=replace(BEST.augment, rotation_deg=20.0, zoom=0.25, shift=0.12, aspect=0.2),
    epochs=26,
    lr=3e-4,
    distill=0.6,
    views=0,
    plain=True,
    small_epochs=14,
    anchor=0.5,
)
#: What begins with a network that tells people apart (--start faceres-deep.json), taught by one that ships.
FACES = replace(
    ONWARD,
    name="faces",
    encoder=EncoderConfig(kind="mobilenet", dropout=0.3, size=112),
    epochs=14,
    small_epochs=7,
    small_size=96,
    anchor=0.0,
)
#: What goes on from such a network, made as quick as what it replaces (--start RUN, which may teach it, too).
SLIM = replace(
    FACES, name="slim", encoder=replace(FACES.encoder, size=96, middle=448), epochs=20, distill=0.8, small_epochs=0
)
#: What goes on from trained weights with a few hundred pictures: their encoder, mean and deviation replace these.
FINETUNE = FitConfig(
    name="finetune",
    temporal=TemporalConfig(sequences=300),
    epochs=12,
    batch=16,
    lr=1e-4,
    optimizer="adamw",
    weight_decay=0.01,
    ema=0.98,
    bf16=False,
    spoken=True,
)
#: What networks of other papers are trained by, all alike.
COMPARED = FitConfig(
    name="compared",
    augment=AugmentConfig(light=0.2, erase=0.0, corrupt=0.0),
    temporal=TemporalConfig(attention=False),
    epochs=30,
    lr=1e-3,
    weight_decay=0.05,
    optimizer="adamw",
    class_weights=0.5,
)
CONFIGS: Mapping[str, FitConfig] = {
    recipe.name: recipe for recipe in (PAPER, BEST, QUICK, RESIDUAL, TEACHER, ONWARD, FACES, SLIM, FINETUNE, COMPARED)
}


def named(name: str) -> FitConfig:
    """Return a recipe; a :class:`DataError` that lists them if there is none of that name."""
    if name not in CONFIGS:
        msg = f"There is no recipe '{name}'. Choose one of: {', '.join(CONFIGS)}."
        raise DataError(msg)
    return CONFIGS[name]


def _rebuild(kind: type[_T], values: Mapping[str, Any]) -> _T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if wrong := (set(values) ^ known) - (_ADDED - set(values)):
        msg = f"fields {sorted(wrong)}"
        raise ValueError(msg)
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})
