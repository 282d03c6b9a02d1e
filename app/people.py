"""What the user says of the faces of one source: names, who stays on top, who is not shown."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from app.words import tr
from fer_core.types import Face

#: Letters of a name.
LONGEST_NAME = 40
# Without them some scripts and pictograms fall apart; at the ends they are nothing.
_JOINERS = "\u200c\u200d"
# Control characters, those that turn the direction of what follows, and halves of characters.
_NO_LETTERS = ("Cc", "Cf", "Cs")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one face: its name, empty for none, and whether its card stays on top or is not shown."""

    name: str = ""
    pinned: bool = False
    hidden: bool = False


_NOTHING = Said()


def number_words(face_id: int) -> str:
    """Return what a face is called that has no name: "Face 3"."""
    return tr("Face {number}").format(number=face_id)


class People(QObject):
    """What was said of faces, by their ids: nobody is recognised, and with another source all of it is gone.

    Cards, tags, the time line and menus ask here.
    """

    #: Something was said.
    changed = Signal()
    #: The user wants to name a face, by its id: whoever shows its card lets them.
    naming = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said: dict[int, Said] = {}
        self._forgotten: set[int] = set()

    def name(self, face_id: int) -> str:
        """Return what a face is called: the name that it was given, or "Face 3"."""
        return self.given_name(face_id) or number_words(face_id)

    def given_name(self, face_id: int) -> str:
        """Return the name that a face was given, empty for none."""
        return self._of(face_id).name

    def pinned(self, face_id: int) -> bool:
        """Whether its card stays on top."""
        return self._of(face_id).pinned

    def hidden(self, face_id: int) -> bool:
        """Whether it is not shown."""
        return self._of(face_id).hidden

    def forgotten(self, face_id: int) -> bool:
        """Whether the user wants nothing to be left of it."""
        return face_id in self._forgotten

    def shown(self, faces: Sequence[Face]) -> tuple[Face, ...]:
        """Return those that are not hidden."""
        return tuple(face for face in faces if not self.hidden(face.id))

    def rename(self, face_id: int, name: str) -> None:
        """Call a face by a name; empty, by its number again."""
        name = tidy(name)
        self._say(face_id, replace(self._of(face_id), name="" if name == number_words(face_id) else name))

    def pin(self, face_id: int, pinned: bool) -> None:
        """Keep its card on top, whoever else comes."""
        self._say(face_id, replace(self._of(face_id), pinned=pinned))

    def hide(self, face_id: int, hidden: bool) -> None:
        """Show nothing of it, or show it again; it is read and recorded as before."""
        self._say(face_id, replace(self._of(face_id), hidden=hidden))

    def show_all(self) -> None:
        """Hide nobody any more."""
        self._said = {face_id: replace(said, hidden=False) for face_id, said in self._said.items()}
        self.changed.emit()

    def forget(self, face_id: int) -> Said | None:
        """Drop what was said of a face, and what is still shown of it once it has gone; returns the former."""
        said = self._said.pop(face_id, None)
        self._forgotten.add(face_id)
        self.changed.emit()
        return None if said == _NOTHING else said

    def say_again(self, face_id: int, said: Said) -> None:
        """Say of a face what was said before, unless something was said of it since, or it is to be forgotten."""
        if face_id not in self._said and face_id not in self._forgotten:
            self._say(face_id, said)

    def clear(self) -> None:
        """Begin anew, for another source: ids count from 1 again."""
        self._said.clear()
        self._forgotten.clear()
        self.changed.emit()

    def _of(self, face_id: int) -> Said:
        return self._said.get(face_id, _NOTHING)

    def _say(self, face_id: int, said: Said) -> None:
        if said != self._of(face_id):
            self._said[face_id] = said
            self.changed.emit()


def tidy(name: str) -> str:
    """Return a name as one short line that disturbs nothing beside it."""
    kept = (one for one in " ".join(name.split()) if one in _JOINERS or unicodedata.category(one) not in _NO_LETTERS)
    return "".join(kept).strip(_JOINERS + " ")[:LONGEST_NAME].rstrip()
