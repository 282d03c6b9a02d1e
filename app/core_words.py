"""What fer_core says in English sentences, in the language of the window.

The library knows no languages: its errors and notes are sentences with names and numbers in them. Here they are known
again by what stands between those, see :mod:`app.core_sentences`, and said anew.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app.core_sentences import SENTENCES
from app.words import tr

_PLACE = re.compile(r"\{(\w+)\}")
#: Places that may hold a part of a sentence that is in the table, too. Elsewhere stand people's own names.
_PARTS = {
    "again", "claims", "does", "either", "error", "full", "kept", "leave", "many", "marks", "noun", "origin", "outcome",
    "permission", "place", "problem", "reason", "rows", "what", "where", "which", "who", "whole", "why",
}  # fmt: skip
#: A sentence with fewer letters of its own fits anything: its parts must be known.
_LEAST = 6
#: Longer texts than a message with two paths in it are not looked at: that would take long. Patterns that are kept.
_LONGEST, _KEPT = 2_000, 256
#: A file, or whoever else says what follows.
_BY = re.compile(r"(\S[^:\n]*): (.+)", re.DOTALL)


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


#: What every translation has in other words.
_WELL_KNOWN = "The face detector is closed. Start it again."


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with places, what it begins with, and the most that it has in one go."""

    text: str
    begin: str
    middle: str

    @property
    def sure(self) -> bool:
        """Whether it says enough by itself."""
        return len(_PLACE.sub("", self.text).strip()) >= _LEAST

    @property
    def _ends(self) -> bool:
        """Whether it may end with a full stop: a name at the end of a part of a sentence has none."""
        return self.text.endswith(".") or any(self.text.endswith(f"{{{part}}}") for part in _PARTS)

    def may_be_in(self, text: str) -> bool:
        """Whether a text has its words, as far as is quickly seen."""
        return self.middle in text

    def values(self, text: str) -> Mapping[str, str] | None:
        """Return what stands in the places of a text that is this sentence; None if it is none."""
        if not text.startswith(self.begin) or self.middle not in text or (text.endswith(".") and not self._ends):
            return None
        # Where a place may end is known best if what may stand in it is.
        parts = tuple(part.text for part in _sentences() if part.sure and part.may_be_in(text) and part is not self)
        patterns = (_pattern(self.text, parts) if parts else None, _pattern(self.text, ()) if self.sure else None)
        found = (pattern.fullmatch(text) for pattern in patterns if pattern is not None)
        return next((match.groupdict() for match in found if match is not None), None)


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """Return all of them, those that say most first."""
    known = [_Sentence(text, *_own(text)) for text in SENTENCES]
    return tuple(sorted(known, key=lambda sentence: -len(_PLACE.sub("", sentence.text))))


def _own(text: str) -> tuple[str, str]:
    pieces = _PLACE.sub("\0", text).split("\0")
    return pieces[0], max(pieces, key=len)


@lru_cache(_KEPT)
def _pattern(text: str, parts: Sequence[str]) -> re.Pattern[str]:
    """Return what finds a sentence in which one of ``parts`` stands where one may stand; if there are any."""
    found, last, seen = "", 0, set[str]()
    known = "|".join(".+?".join(re.escape(piece) for piece in _PLACE.sub("\0", part).split("\0")) for part in parts)
    for place in _PLACE.finditer(text):
        name = place[1]
        inside = known if known and name in _PARTS else ".*?"
        again = f"(?P={name})" if name in seen else f"(?P<{name}>{inside})"
        found += re.escape(text[last : place.start()]) + again
        last = place.end()
        seen.add(name)
    return re.compile(found + re.escape(text[last:]), re.DOTALL)


def _said(text: str) -> str | None:
    bare = text.strip()
    for sentence in _sentences():
        values = sentence.values(bare)
        if values is None and bare[:1].isupper() and sentence.begin[:1].islower():
            values = sentence.values(bare[:1].lower() + bare[1:])
        if values is None:
            continue
        said = _filled(tr(sentence.text), values)
        if bare[:1].isupper() and sentence.text[:1].islower():
            said = said[:1].upper() + said[1:]
        return text.replace(bare, said)
    return None


def _filled(text: str, values: Mapping[str, str]) -> str:
    parts = {name: (name in _PARTS and _said(value)) or value for name, value in values.items()}
    return _PLACE.sub(lambda place: parts[place[1]], text)
