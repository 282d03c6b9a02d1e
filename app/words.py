"""The words of the window: English in the code, in other languages as the files of ``assets/translations`` say.

``.ci/translate`` collects them from the code: what stands in ``tr``, ``trn`` and ``mark`` as a text, and only that.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from fer_core import captions
from fer_core.types import Expression, Face


def mark(text: str, comment: str = "") -> str:
    """Return a text as it is, and have it translated where it is shown, by ``tr`` with the same comment: for tables."""
    del comment
    return text


def tr(text: str, comment: str = "") -> str:
    """Return a text in the language of the window; a comment tells apart what English calls by one name."""
    return QCoreApplication.translate("", text, comment)


def trn(text: str, comment: str, number: int) -> str:
    """Return a text about a number of things, for which "%n" stands, in the language of the window."""
    return QCoreApplication.translate("", text, comment, number)


def number(value: float, digits: int = 0) -> str:
    """Return a number with so many digits behind the point, as it is written in the language of the window."""
    return QLocale().toString(float(value), "f", digits)


def point() -> str:
    """Return what stands before the tenths of a number in the language of the window."""
    return QLocale().decimalPoint()


def typed_number(value: float, digits: int) -> str:
    """Return a number as it is typed: with no more than so many digits behind the point, and no zeros at the end."""
    text = f"{value:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if digits else text).replace(".", point())


def share_words(share: float) -> str:
    """Return a share as a whole percentage; what there is at all is not nothing."""
    return "< 1 %" if 0 < share < 0.005 else f"{number(round(share * 100))} %"


# What the library says by itself.
_OF_THE_LIBRARY = (
    *(mark("Angry"), mark("Disgust"), mark("Fear"), mark("Happy"), mark("Sad"), mark("Surprise"), mark("Neutral")),
    *(mark("Contempt"), mark("Uncertain"), mark("Not readable"), mark("{one} or {other}")),
    mark("{some} and {last}"),
    *(mark("outside the picture"), mark("uncertain"), mark("settling")),
    *(mark("small face"), mark("at the edge"), mark("too dark"), mark("too bright"), mark("turned away")),
    *(mark("blurred"), mark("covered"), mark("talking")),
)


def class_word(label: str) -> str:
    """Return a class name as a word, see :func:`fer_core.captions.class_word`."""
    return captions.class_word(label, tr)


def label_words(said: Expression | None) -> str:
    """Return a label for people, see :func:`fer_core.captions.label_words`."""
    return captions.label_words(said, tr)


def caption(face: Face, name: str = "", *, numbered: bool = True) -> str:
    """Return what stands beside a face, see :func:`fer_core.captions.caption`."""
    return captions.caption(face, name, tr, numbered=numbered)


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words, see :func:`fer_core.captions.listed`."""
    return captions.listed(names, tr)


def remarks(face: Face) -> str:
    """Return what should be known before believing a label, see :func:`fer_core.captions.remarks`."""
    return captions.remarks(face, tr)
