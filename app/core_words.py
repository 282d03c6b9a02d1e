"""What fer_core says in English sentences, in the language of the window.

The library knows no languages: its errors and notes are sentences with names and numbers in them. Here they are known
again by what stands between those, see :mod:`app.core_sentences` and :mod:`app.core_parts`, and said anew.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app.core_parts import A_SENTENCE, ANYTHING, OF_REASONS, PARTS, REASONS, SHORT
from app.core_sentences import SENTENCES
from app.words import tr

_PLACE = re.compile(r"\{(\w+)\}")
#: Longer texts than a message with two paths in it are not looked at: that would take long. Patterns that are kept.
_LONGEST, _KEPT = 1_200, 256
#: A file, or whoever else says what follows.
_BY = re.compile(r"(\S[^:\n]*): (.+)", re.DOTALL)
#: What every translation has in other words.
_WELL_KNOWN = "The face detector is closed. Start it again."


def told(text: str) -> str:
    """Return what fer_core has said, in the language of the window; what is not known stays as it is.

    Parameters
    ----------
    text
        A message of an error, a note or an event. Lines, and what stands behind the name of a file, are looked at by
        themselves.
    """
    if not 0 < len(text) <= _LONGEST or tr(_WELL_KNOWN) == _WELL_KNOWN:
        return text
    if (found := _said(text)) is not None:
        return found
    if "\n" in text:
        return "\n".join(told(line) for line in text.split("\n"))
    if by := _BY.fullmatch(text):
        return f"{by[1]}: {told(by[2])}"
    return text


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence or a part of one, what it begins with, the most that it has in one go, and what its places hold."""

    text: str
    begin: str
    middle: str
    parts: Mapping[str, Sequence[str]]

    def said(self, text: str) -> str | None:
        """Return a text that is this sentence in the language of the window; None if it is another one."""
        if not text.startswith(self.begin) or self.middle not in text:
            return None
        # Where a place ends is known best if what may stand in it is.
        for known in (True, False) if self.parts else (False,):
            if match := _pattern(self.text, known=known).fullmatch(text):
                found = {name: self._value(name, value) for name, value in match.groupdict().items()}
                values = {name: value for name, value in found.items() if value is not None}
                if len(values) == len(found):
                    return _filled(tr(self.text), values)
        return None

    def _value(self, name: str, value: str) -> str | None:
        """Return what stands in a place, said anew if it is one of the parts; None if it may not stand there."""
        options = self.parts.get(name, (ANYTHING,))
        bare = value.strip()
        for option in options:
            if option == ANYTHING:
                return value
            said = _said(bare) if option == A_SENTENCE else _sentence(option).said(bare)
            if said is None and bare[:1].isupper() and option[:1].islower():
                # It was made the beginning of a sentence.
                said = _sentence(option).said(bare[0].lower() + bare[1:])
                said = said and said[0].upper() + said[1:]
            if said is not None:
                return value.replace(bare, said)
        return None


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)


@cache
def _sentence(text: str) -> _Sentence:
    pieces = _PLACE.sub("\0", text).split("\0")
    places = _PLACE.findall(text)
    reasons = {name: REASONS for name in places if name in OF_REASONS}
    return _Sentence(text, pieces[0], max(pieces, key=len), {**reasons, **PARTS.get(text, {})})


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """Return all that stand by themselves: those whose parts are all known, then those that say most first."""
    inside = {option for places in PARTS.values() for options in places.values() for option in options}
    alone = [_sentence(text) for text in (*SENTENCES, *SHORT, *(text for text in PARTS if text not in inside))]

    def order(sentence: _Sentence) -> tuple[bool, int]:
        own = PARTS.get(sentence.text, {})
        sure = bool(own) and not any(ANYTHING in options for options in own.values())
        return not sure, -len(_PLACE.sub("", sentence.text))

    # "NAME WHY" is both: why the results have another name, and what a camera has done.
    return tuple(sorted((*alone, _sentence("{name} {why}")), key=order))


@lru_cache(_KEPT)
def _pattern(text: str, *, known: bool) -> re.Pattern[str]:
    """Return what finds a sentence; with ``known``, one of its parts stands wherever one may stand."""
    found, last, seen = "", 0, set[str]()
    parts = _sentence(text).parts
    for place in _PLACE.finditer(text):
        name = place[1]
        options = [_around(option) for option in parts.get(name, ()) if option not in (ANYTHING, A_SENTENCE)]
        inside = "|".join(options) if known and options else ".*?"
        again = f"(?P={name})" if name in seen else f"(?P<{name}>{inside})"
        found += re.escape(text[last : place.start()]) + again
        last = place.end()
        seen.add(name)
    return re.compile(found + re.escape(text[last:]), re.DOTALL)


def _around(part: str) -> str:
    """Return a pattern for a part, whatever stands in its places; its first letter may be a capital."""
    pieces = [re.escape(piece) for piece in _PLACE.sub("\0", part).split("\0")]
    if part[:1].islower():
        pieces[0] = f"[{part[0].upper()}{part[0]}]{pieces[0][1:]}"
    return r" ?" + ".+?".join(pieces)


def _said(text: str) -> str | None:
    bare = text.strip()
    found = next((said for sentence in _sentences() if (said := sentence.said(bare)) is not None), None)
    return None if found is None else text.replace(bare, found)
