"""What an estimate is called on the screen: the same words on the picture and on the cards."""

from fer_core.types import EmotionEstimate

_QUALITY_WORDS = {
    "small": "small face",
    "edge": "at the edge",
    "dark": "too dark",
    "bright": "too bright",
    "turned": "turned away",
}


def class_word(label: str) -> str:
    """Return a class name as a word: ``"very_happy"`` becomes ``"Very happy"``."""
    return label.replace("_", " ").strip().capitalize()


def label_words(estimate: EmotionEstimate | None) -> str:
    """Return the label for people; a question mark says that it is uncertain."""
    if estimate is None:
        return "Not readable"
    return class_word(estimate.label) + ("?" if estimate.uncertain else "")


def percent(probability: float) -> str:
    """Return a probability as a whole percentage, at most 99: nothing that is read from a face is certain."""
    return f"{min(round(probability * 100), 99)} %"


def remarks(estimate: EmotionEstimate | None) -> str:
    """Return what should be known before believing a label, in a few words; empty when there is nothing."""
    if estimate is None:
        return "outside the picture"
    words = []
    if estimate.uncertain:
        words.append("uncertain")
    if not estimate.ready:
        words.append("settling")
    words.extend(_QUALITY_WORDS.get(flag, flag) for flag in estimate.quality)
    return ", ".join(words)
