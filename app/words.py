"""What an estimate is called on the screen: the same words on the picture and on the cards."""

from fer_core.types import EmotionEstimate

_QUALITY_WORDS = {
    "small": "small face",
    "edge": "at the edge",
    "dark": "too dark",
    "bright": "too bright",
    "turned": "turned away",
}

_NO_LABEL = "Uncertain"


def class_word(label: str) -> str:
    """Return a class name as a word: ``"very_happy"`` becomes ``"Very happy"``."""
    return label.replace("_", " ").strip().capitalize()


def label_words(estimate: EmotionEstimate | None) -> str:
    """Return the label for people.

    A question mark says that it is uncertain; where two classes cannot be ruled out both are named, and where more than
    two cannot, none.
    """
    if estimate is None:
        return "Not readable"
    if len(estimate.label_set) > 2:
        return _NO_LABEL
    if len(estimate.label_set) == 2:
        return class_word(" or ".join(estimate.label_set))
    return class_word(estimate.label) + ("?" if estimate.doubtful else "")


def confidence_words(estimate: EmotionEstimate | None) -> str:
    """Return how probable the label is; empty where :func:`label_words` doesn't say one label."""
    return "" if estimate is None or len(estimate.label_set) > 1 else percent(estimate.confidence)


def percent(probability: float) -> str:
    """Return a probability as a whole percentage, at most 99: nothing that is read from a face is certain."""
    return f"{min(round(probability * 100), 99)} %"


def remarks(estimate: EmotionEstimate | None) -> str:
    """Return what should be known before believing a label, in a few words; empty when there is nothing."""
    if estimate is None:
        return "outside the picture"
    words = []
    if estimate.doubtful and label_words(estimate) != _NO_LABEL:
        words.append("uncertain")
    if not estimate.ready:
        words.append("settling")
    words.extend(_QUALITY_WORDS.get(flag, flag) for flag in estimate.quality)
    return ", ".join(words)
