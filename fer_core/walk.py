"""A walk through the expressions that somebody is asked to make, to see how well each one is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fer_core.captions import Say, class_word, listed
from fer_core.types import Face, FrameResult

#: How each expression is made, in the order in which they are asked for.
HOW: Mapping[str, str] = {
    "neutral": "Let your face rest, as if you were reading.",
    "happy": "Smile broadly, with your eyes as well.",
    "surprise": "Raise your brows, open your eyes wide and drop your jaw.",
    "sad": "Pull the corners of your mouth down, and raise the inner ends of your brows.",
    "angry": "Draw your brows down and together, and press your lips together.",
    "disgust": "Wrinkle your nose and raise your upper lip, as at a bad smell.",
    "fear": "Raise your brows and draw them together, open your eyes wide and stretch your lips.",
}
#: What is looked at before, and the flags of quality that spoil it.
CHECKS: Mapping[str, tuple[str, ...]] = {
    "Light": ("dark", "bright"),
    "Size and place": ("small", "edge"),
    "Sharpness": ("blurred",),
    "View": ("covered", "turned"),
}

#: What has to be said with every result.
CAUTION = (
    "These were posed expressions, and posed ones are not felt ones. This tells how the camera reads what you show on "
    "purpose, and nothing about what you feel."
)

#: What is said of how well expressions are read, of one that is taken for another, and while several faces are in view.
READ: Mapping[str, str] = {
    "well": "Read well: {names}.",
    "at times": "Read at times: {names}.",
    "hardly ever": "Read hardly ever: {names}.",
    "skipped": "Skipped: {names}.",
}
ELSE, SEVERAL = "{name} (else as {other})", "{faces} faces are in view. Only one may be."

#: Seconds that one picture may speak for: while none comes, nothing is shown to the camera.
_MOST_S = 0.5
#: Shares of the pictures from which on an expression is read well, and below which hardly ever.
_WELL, _HARDLY = 0.6, 0.3

Step = Literal["check", "pose", "done"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a walk takes, in seconds.

    Attributes
    ----------
    check_s
        For which everything has to be fine before.
    pose_s
        For each expression.
    settle_s
        Of these, the first ones, which don't count.
    """

    check_s: float = 3.0
    pose_s: float = 6.0
    settle_s: float = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """What was read while something was asked for.

    Attributes
    ----------
    asked
        The A classes that were asked for.
    labels
        The K classes that can be read.
    pictures
        (A, K) int64, how many there were.
    """

    asked: tuple[str, ...]
    labels: tuple[str, ...]
    pictures: NDArray[np.int64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """(A, K), shares of the pictures in which a class was asked for; zeros where there was none."""
        return np.asarray(self.pictures / np.maximum(self.pictures.sum(axis=1, keepdims=True), 1), np.float64)

    def words(self, say: Say = str) -> str:
        """Return which expressions are read well and which are not, in a few sentences."""
        groups: dict[str, list[str]] = {group: [] for group in READ}
        for row, label in enumerate(self.asked):
            right = self.shares[row, self.labels.index(label)]
            read = "well" if right >= _WELL else "at times" if right >= _HARDLY else "hardly ever"
            group = read if self.pictures[row].any() else "skipped"
            name, other = (class_word(one, say).lower() for one in (label, self._mostly(row)))
            sure = group in ("well", "skipped")
            groups[group].append(name if sure else say(ELSE).format(name=name, other=other))
        return " ".join(say(READ[how]).format(names=listed(names, say)) for how, names in groups.items() if names)

    def _mostly(self, row: int) -> str:
        wrong = self.pictures[row].copy()
        wrong[self.labels.index(self.asked[row])] = 0
        return self.labels[int(wrong.argmax())]


class Walk:
    """Asks for one expression after the other, and counts what is read of the only face in view.

    Time passes only while there is such a face: with none, or with several, it waits and says so.

    Parameters
    ----------
    labels
        The K classes that can be read; those of them are asked for that ``HOW`` tells of.
    pace
        How long it takes.

    Raises
    ------
    ValueError
        If there are not two classes to ask for.
    """

    def __init__(self, labels: Sequence[str], pace: Pace = Pace()) -> None:
        self._labels, self._pace = tuple(labels), pace
        self.asked = tuple(label for label in HOW if label in self._labels)
        if len(self.asked) < 2:
            msg = f"nothing can be asked for of {', '.join(labels)}"
            raise ValueError(msg)
        self._pictures = np.zeros((len(self.asked), len(self._labels)), np.int64)
        self._t: float | None = None
        self._spent_s = 0.0
        #: What is asked for, as a number in ``asked``; -1 before, and as many as there are at the end.
        self.number = -1
        #: How many faces are in view.
        self.in_view = 0
        #: Why it waits, in a sentence; empty while it does not.
        self.waits = "Waiting for a picture."
        #: What spoils the picture of the face.
        self.flags: tuple[str, ...] = ()

    @property
    def step(self) -> Step:
        """Where it is."""
        return "check" if self.number < 0 else "pose" if self.number < len(self.asked) else "done"

    @property
    def label(self) -> str:
        """The class that is asked for now, empty before and after."""
        return self.asked[self.number] if self.step == "pose" else ""

    @property
    def left_s(self) -> float:
        """Seconds until the next step."""
        whole_s = self._pace.check_s if self.step == "check" else self._pace.pose_s
        return 0.0 if self.step == "done" else max(0.0, whole_s - self._spent_s)

    @property
    def left_share(self) -> float:
        """Share of the time for an expression that is left, from 1 to 0."""
        return min(1.0, self.left_s / self._pace.pose_s)

    @property
    def whole_s(self) -> float:
        """Seconds that all expressions take."""
        return len(self.asked) * self._pace.pose_s

    @property
    def counts(self) -> bool:
        """Whether pictures count now: an expression takes a moment to be made."""
        return self.step == "pose" and self._spent_s >= self._pace.settle_s

    @property
    def confusion(self) -> Confusion:
        """What was read so far."""
        return Confusion(self.asked, self._labels, self._pictures.copy())

    def take(self, result: FrameResult) -> Face | None:
        """Take a picture and return its face, if it was counted as one of ``label``, or None.

        The step may have ended with it: ask for ``label`` before.
        """
        t = result.frame.t
        dt_s = 0.0 if self._t is None else min(max(t - self._t, 0.0), _MOST_S)
        self._t = t
        face = self._only(result.seen)
        if face is None or self.step == "done":
            return None
        self._spent_s += dt_s
        counted = self._count(face) if self.counts else None
        if self.step == "check" and self.flags:
            self._spent_s = 0.0
        elif self.left_s <= 0:
            self.go_on()
        return counted

    def go_on(self) -> None:
        """Go on to the next step, whatever there was to wait for."""
        self.number = min(self.number + 1, len(self.asked))
        self._spent_s = 0.0

    def _only(self, seen: Sequence[Face]) -> Face | None:
        self.in_view = len(seen)
        face = seen[0] if len(seen) == 1 else None
        if not seen:
            self.waits = "No face is in view. Come before the camera."
        elif face is None:
            self.waits = SEVERAL.format(faces=len(seen))
        elif face.expression is None:
            self.waits = "Your face is not whole in the picture. Come into the middle."
            face = None
        else:
            self.waits = ""
        spoiling = [flag for flags in CHECKS.values() for flag in flags]
        self.flags = () if face is None else tuple(flag for flag in face.quality if flag in spoiling)
        return face

    def _count(self, face: Face) -> Face | None:
        said = face.expression
        if said is None or said.label not in self._labels:
            return None
        self._pictures[self.number, self._labels.index(said.label)] += 1
        return face
