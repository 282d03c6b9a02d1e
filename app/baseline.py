"""Take the neutral face of somebody: three seconds in which their everyday face is looked at."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.people import number_words
from app.toast import Notice
from app.words import class_word, tr
from fer_core.baseline import NEUTRAL, neutral_baseline
from fer_core.captions import percent
from fer_core.commands import Send, SetBaseline, UseBaselines
from fer_core.estimators.base import PipelineDescription
from fer_core.outputs import DistributionSpec, softmax
from fer_core.types import Expression, Face

#: Seconds that are looked at; pictures that must be among them; and how long a face may be out of sight meanwhile.
TAKES_S, _LEAST, _PATIENCE_S = 3.0, 10, 2.0
#: An expression that is as sure as this is not somebody's everyday face.
_POSED = 0.9
_POSES = ("happy", "surprise")


@dataclass(slots=True)
class _Taking:
    face_id: int
    output: str
    start_s: float
    seen_s: float
    logits: list[NDArray[np.float32]] = field(default_factory=list)


class Baselines:
    """Watches faces whose neutral face is being taken, and tells the pipeline what to take off.

    Parameters
    ----------
    send
        Takes commands.
    tell
        Takes notices.
    pipeline
        Returns what reads the faces, None if nothing does.
    name
        Returns what a face is called.
    """

    def __init__(
        self,
        send: Send,
        tell: Callable[[Notice], object],
        pipeline: Callable[[], PipelineDescription | None],
        name: Callable[[int], str] = number_words,
    ) -> None:
        self._send, self._tell, self._pipeline, self._name = send, tell, pipeline, name
        self._taking: dict[int, _Taking] = {}
        # When a face was asked for, by the clock of the pictures; None before the next one.
        self._asked: dict[int, float | None] = {}
        # The outputs of which something is taken off, by face.
        self._known: dict[int, set[str]] = {}
        self.used = True

    def use(self, used: bool) -> None:
        """Take off what is known of neutral faces, or leave all as it is."""
        self.used = used
        self._send(UseBaselines(used))

    def words(self, face_id: int) -> str:
        """Return what a card says of it; empty where there is nothing to say."""
        left_s = self.left_s(face_id)
        if left_s is not None:
            return tr("look neutral: {seconds} s").format(seconds=math.ceil(left_s))
        return tr("adjusted") if self.knows(face_id) and self.used else ""

    def knows(self, face_id: int) -> bool:
        """Whether something is taken off what is said of a face now."""
        return self._spoken() in self._known.get(face_id, ())

    def take(self, face_id: int) -> None:
        """Look at a face from its next picture on."""
        self._send(SetBaseline(face_id, self._spoken(), None))
        self._known.get(face_id, set()).discard(self._spoken())
        self._taking.pop(face_id, None)
        self._asked[face_id] = None

    def forget(self, face_id: int) -> None:
        """Take nothing off a face any more."""
        for output in self._known.pop(face_id, set()):
            self._send(SetBaseline(face_id, output, None))

    @property
    def any_known(self) -> bool:
        """Whether anything is taken off any face."""
        return any(self._known.values())

    def give_up(self) -> None:
        """Stop looking: no more pictures come."""
        for face_id in (*self._taking, *self._asked):
            told = tr("{name}: the film ended before its neutral face was known. Try again.")
            self._tell(Notice(told.format(name=self._name(face_id))))
        self._taking.clear()
        self._asked.clear()

    def clear(self) -> None:
        """Begin anew, for another source: ids count from 1 again."""
        self._taking.clear()
        self._asked.clear()
        self._known.clear()
        # What runs next knows nothing of it.
        self.used = True

    def left_s(self, face_id: int) -> float | None:
        """Return how many seconds a face is still looked at, None if it is not."""
        if face_id in self._asked:
            return TAKES_S
        taking = self._taking.get(face_id)
        return None if taking is None else max(0.0, TAKES_S - (taking.seen_s - taking.start_s))

    def show_faces(self, faces: Sequence[Face], now_s: float) -> None:
        """Take the faces of a picture, which is of ``now_s`` seconds by its own clock."""
        for face in faces:
            said = face.expression
            if said is None or not face.track.seen:
                continue
            if face.id in self._asked:
                del self._asked[face.id]
                self._taking[face.id] = _Taking(face.id, said.output, now_s, now_s)
            taking = self._taking.get(face.id)
            if taking is not None:
                self._look(taking, said, now_s)
        self._asked = {face_id: now_s if t is None else t for face_id, t in self._asked.items()}
        waiting = {face_id: taking.seen_s for face_id, taking in self._taking.items()} | self._asked
        for face_id, since_s in waiting.items():
            if since_s is not None and now_s - since_s > _PATIENCE_S:
                self._taking.pop(face_id, None)
                self._asked.pop(face_id, None)
                told = tr("{name} has left before its neutral face was known. Try again.")
                self._tell(Notice(told.format(name=self._name(face_id))))

    def _look(self, taking: _Taking, said: Expression, now_s: float) -> None:
        taking.seen_s = now_s
        if said.output != taking.output:
            # Another output is spoken since: what was seen says nothing about it.
            taking.output, taking.start_s = said.output, now_s
            taking.logits.clear()
        taking.logits.append(said.logits)
        if now_s - taking.start_s >= TAKES_S and len(taking.logits) >= _LEAST:
            del self._taking[taking.face_id]
            self._finish(taking)

    def _finish(self, taking: _Taking) -> None:
        pipeline = self._pipeline()
        spec = None if pipeline is None else pipeline.outputs.get(taking.output)
        if not isinstance(spec, DistributionSpec) or NEUTRAL not in spec.labels:
            self._tell(Notice(tr("This model has no neutral class: there is nothing to compare a face with.")))
            return
        logits = np.stack(taking.logits)
        usual, temperature = np.median(logits, axis=0), np.float32(spec.film.temperature)
        before = softmax(usual / temperature)
        top = spec.labels[int(before.argmax())]
        if top in _POSES and before.max() >= _POSED:
            told = tr("{name} looks {label}. Look as you usually do, and try again.")
            self._tell(Notice(told.format(name=self._name(taking.face_id), label=class_word(top).lower())))
            return
        baseline = neutral_baseline(logits, spec)
        after = softmax((usual - baseline) / temperature)
        self._send(SetBaseline(taking.face_id, taking.output, baseline))
        self._known.setdefault(taking.face_id, set()).add(taking.output)
        self._tell(Notice(_told(self._name(taking.face_id), spec.labels, before, after), "done"))

    def _spoken(self) -> str:
        pipeline = self._pipeline()
        return "" if pipeline is None else pipeline.spoken


def _told(name: str, labels: Sequence[str], before: NDArray[np.float32], after: NDArray[np.float32]) -> str:
    """Return what changes for a face, in words."""
    most = int(np.argmax(before - after))
    neutral = labels.index(NEUTRAL)
    now, ago = percent(float(after[neutral])), percent(float(before[neutral]))
    if before[most] - after[most] < 0.01:
        return tr("{name}: its everyday face now reads as neutral {now}, as it did before.").format(name=name, now=now)
    return tr(
        "{name}: its everyday face now reads as neutral {now} (before: {ago}), {label} {less} (before: {more})."
    ).format(
        name=name,
        now=now,
        ago=ago,
        label=class_word(labels[most]).lower(),
        less=percent(float(after[most])),
        more=percent(float(before[most])),
    )
