"""Record, snapshot and the folder they go to."""

import logging
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backend import Backend, EngineLike
from app.core_words import told
from app.countdown import Countdown
from app.disk import LOOK_EVERY_S, failures_words, full_words, is_full, remove_if_empty
from app.failure import failure
from app.outside import open_outside
from app.play import Phase, Play
from app.recording_plan import RecordingPlan
from app.recording_words import amount, cannot_write, listed
from app.report import details_of
from app.session import Session
from app.take import Take, begin_take
from app.toast import Notice
from app.words import point, tr
from fer_core.errors import FerError, SinkError
from fer_core.sinks.table import SinkOptions
from fer_core.types import FrameResult
from fer_core.veil import VeilHistory

#: Results that may wait for the disk before that is worth showing.
_WAITING_SHOWN = 30
_NUMBERS = RecordingPlan()

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Order:
    """A recording that was asked for.

    Attributes
    ----------
    plan
        What is to be recorded.
    ticket
        The session's, of what is to be recorded.
    instead_of
        The engine that still plays, and is not to be recorded; None where there is none.
    """

    plan: RecordingPlan
    ticket: int
    instead_of: EngineLike | None = None


class Recording(QObject):
    """One recording at a time, and pictures in between. "Saved" is said of files that are closed and whole.

    A recording belongs to its engine: another source ends it. Its name and its description say what kind of source
    it was made from, so a demo stays a demo. One that ends is still written to the disk for a while; meanwhile another
    one can begin.

    Parameters
    ----------
    session
        What is playing.
    backend
        Makes pictures.
    folder
        Where they go; None is the default folder.
    """

    #: Started, ended or failed.
    changed = Signal()

    def __init__(self, session: Session, backend: Backend, folder: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._backend = backend
        self.folder = folder
        #: Looks through a recording that is saved, by its folder; None where nothing can.
        self.view_saved: Callable[[Path], object] | None = None
        #: What films and snapshots hide.
        self.veils = VeilHistory()
        #: How large a file may grow before another one follows; None for no limit.
        self.part_bytes: int | None = None
        self.countdown = Countdown()
        self._looked_t = 0.0
        self._looks = False
        self.starting = False
        # Whether what is being made is to be finished at once.
        self._unwanted = False
        self._take: Take | None = None
        # Whoever takes it out begins: the thread that analyses, before the first picture, or else this one.
        self._early: queue.SimpleQueue[_Order] = queue.SimpleQueue()
        session.on_ready = self._begin_with_the_first
        self._ending: list[Take] = []
        self._failures = 0
        #: Folder of the last recording that is whole, None until there is one.
        self.last: Path | None = None

    @property
    def active(self) -> bool:
        """Whether something is being recorded."""
        return self._take is not None

    @property
    def can_start(self) -> bool:
        """Whether there is something to record, or about to be."""
        session = self._session
        return session.can_record or session.phase is Phase.STARTING or session.next_comes

    @property
    def pending(self) -> bool:
        """Whether a recording waits for the first picture."""
        return not self._early.empty()

    @property
    def awaited(self) -> bool:
        """Whether a recording is about to begin by itself: with the first picture, or after a countdown."""
        return self.pending or self.countdown.running

    @property
    def take(self) -> Take | None:
        """What is being recorded."""
        return self._take

    @property
    def ending(self) -> tuple[Take, ...]:
        """Recordings whose last rows are still being written to the disk."""
        return tuple(self._ending)

    @property
    def unfinished(self) -> bool:
        """Whether anything would be lost if the program ended now."""
        return (self.starting and not self.pending) or self._take is not None or bool(self._ending)

    @property
    def failures(self) -> int:
        """How many recordings have gone wrong, which has been said."""
        return self._failures

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return self._take.elapsed_s if self._take is not None else 0.0

    @property
    def waiting(self) -> int:
        """Results that wait for a slow disk; 0 while they are few."""
        takes = (*self._ending, *([self._take] if self._take is not None else []))
        waiting = sum(take.waiting for take in takes)
        return waiting if waiting >= _WAITING_SHOWN or self._ending else 0

    def toggle(self) -> None:
        """Start or finish a recording of numbers, or give one up that is about to begin."""
        if self.active or self.awaited:
            self.finish()
        else:
            self.start()

    def start(self, plan: RecordingPlan = _NUMBERS) -> None:
        """Write rows from now on, and whatever else is planned; first count down, if that is.

        Where a source is just starting, or about to take the place of what plays, from its first picture on.
        """
        session = self._session
        if self.starting or self.active or self.countdown.running:
            return
        if not self.can_start:
            # It may have gone while the user was asked for details.
            session.noticed.emit(Notice(tr("Nothing is recorded: the picture has ended meanwhile.")))
            return
        if plan.countdown_s:
            self.countdown.begin(plan, session.ticket)
            self.changed.emit()
            return
        self._order(plan)

    def _order(self, plan: RecordingPlan) -> None:
        session = self._session
        if plan.film == "clean" and self.veils.now.kind == "picture":
            session.noticed.emit(
                Notice(tr("Only scores are to be seen now: a video without boxes and labels stays dark."))
            )
        instead_of = session.engine if session.next_comes else None
        order = _Order(plan, session.ticket, instead_of)
        self.starting, self._unwanted = True, False
        if session.can_record and not session.next_comes:
            self._begin_now(order)
        else:
            self._early.put(order)
        self.changed.emit()

    def finish(self) -> None:
        """End the recording, or give up one that has not begun; :meth:`poll` tells when it is on the disk."""
        if self.countdown.stop():
            self.changed.emit()
        if self._taken_back() is not None:
            self._given_up(None)
        self._unwanted = self.starting
        take, self._take = self._take, None
        if take is not None:
            self._ending.append(take)
            take.finish()
            self.changed.emit()

    def poll(self) -> None:
        """See what has become of the recordings; called by a timer."""
        take, session = self._take, self._session
        self._count_down()
        self._see_to_the_early_one()
        # Also while the engine stops, which a slow disk may hold up: nothing more is recorded then.
        goes_on = session.can_record or session.phase is Phase.STARTING
        if take is not None and (take.failed or take.over or take.engine is not session.engine or not goes_on):
            self.finish()
        if self._take is not None:
            self._look_for_room(self._take)
        ended = [take for take in self._ending if take.ended]
        if ended:
            self._ending = [take for take in self._ending if take not in ended]
            for take in ended:
                self._announce(take)
            self.changed.emit()

    def _count_down(self) -> None:
        counted = self.countdown.running
        plan = self.countdown.due(self._session.ticket)
        if plan is not None and self.can_start:
            self._order(plan)
        elif counted and not (self.countdown.running and self.can_start):
            self.countdown.stop()
            self._session.noticed.emit(Notice(tr("Nothing is recorded: the picture has ended before the countdown.")))
            self.changed.emit()

    def _look_for_room(self, take: Take) -> None:
        """Say in time that the disk will be full."""
        now = time.monotonic()
        if self._looks or now - self._looked_t < LOOK_EVERY_S:
            return
        self._looks, self._looked_t = True, now
        elapsed_s = take.elapsed_s
        look = partial(take.room.look, elapsed_s, tr, point())
        self._session.jobs.submit("room", look, self._room_seen, self._room_seen)

    def _room_seen(self, words: str | Exception) -> None:
        self._looks = False
        if isinstance(words, str) and words:
            self._session.noticed.emit(Notice(words, "error"))

    def snapshot(self, result: FrameResult, *, mirrored: bool, mark: str) -> None:
        """Write the picture that is shown, with its boxes, labels and mark."""
        play = self._session.playing
        kind = play.kind if play is not None else "picture"
        name = f"{kind}-{datetime.now():%Y%m%d-%H%M%S-%f}"[:-3] + ".png"
        veil = self.veils.now
        self._session.jobs.submit(
            "snapshot",
            lambda: self._backend.snapshot(result, self.destination() / name, mirrored, mark, veil),
            self._written,
            self._failed,
        )

    def open_folder(self) -> None:
        """Show the folder in the system's file manager."""

        def make() -> Path:
            folder = self.destination()
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise SinkError(cannot_write(folder, error)) from error
            return folder

        self._session.jobs.submit("folder", make, self.show_folder, self._failed)

    def destination(self) -> Path:
        """Return where recordings go."""
        return self.folder if self.folder is not None else self._backend.default_folder()

    def _taken_back(self) -> "_Order | None":
        try:
            return self._early.get_nowait()
        except queue.Empty:
            return None

    def _see_to_the_early_one(self) -> None:
        """Begin what came too late for the first picture, and forget it where what it was meant for does not come."""
        session = self._session
        if not self.pending or session.next_comes or (session.phase is Phase.STARTING and not session.stands_in):
            return
        order = self._taken_back()
        if order is None:
            return
        meant = order.ticket == session.ticket and (order.instead_of is None or order.instead_of is not session.engine)
        if session.can_record and not session.stands_in and meant:
            self._begin_now(order)
        else:
            self._given_up(None)

    def _begin_now(self, order: "_Order") -> None:
        engine, play = self._session.engine, self._session.playing
        assert engine is not None
        assert play is not None
        self._session.jobs.submit("record", lambda: self._begin(play, engine, order), self._begun, self._not_begun)

    def _begin_with_the_first(self, play: Play, engine: EngineLike) -> None:
        """Begin what was asked for while the source was starting; called in the thread that analyses."""
        jobs = self._session.jobs
        order = None if play.stands_in or play.source_kind.still else self._taken_back()
        if order is None:
            return
        if order.instead_of is engine:
            self._early.put(order)
            return
        if order.ticket != self._session.ticket:
            jobs.post(self._given_up, None)
            return
        try:
            take = self._begin(play, engine, order)
        except Exception as error:
            # It is no matter to the picture.
            _log.exception("the recording could not be begun")
            jobs.post(self._not_begun, error)
        else:
            jobs.post(self._begun, take)

    def _given_up(self, _nothing: None) -> None:
        self.starting = False
        self.changed.emit()

    def _begin(self, play: Play, engine: EngineLike, order: "_Order") -> Take:
        """Make the folder and the files, and attach them; not in the GUI thread."""
        return begin_take(play, engine, order.plan, self.destination(), self._options(order.plan))

    def _options(self, plan: RecordingPlan) -> SinkOptions:
        return SinkOptions(plan.film == "overlay", veil=plan.veil_of(self.veils.of), part_bytes=self.part_bytes)

    def _begun(self, take: Take) -> None:
        self.starting = False
        self._take = take
        if take.of_demo:
            self._session.noticed.emit(Notice(tr("This records the demo clip, not a camera. The files say so.")))
        self._session.film.show_start_again()
        if self._unwanted:
            self.finish()
        # It may have failed already, or another source may have been chosen in between.
        self.poll()
        self.changed.emit()

    def _not_begun(self, error: Exception) -> None:
        self.starting = False
        self._failures += 1
        if is_full(error):
            error = SinkError(full_words(self.destination(), tr))
        self._failed(error)

    def _announce(self, take: Take) -> None:
        """Say what became of a recording: "saved" of all files together, else what failed and what is whole."""
        outcomes = [attached.outcome for attached in take.sinks if attached.outcome is not None]
        failed = [outcome for outcome in outcomes if not outcome.complete]
        whole = [amount(outcome) for outcome in outcomes if outcome.complete and outcome.path is not None]
        if failed:
            self._failures += 1
            words = failures_words(failed, take.folder, tr, told)
            if not whole and not any(outcome.written for outcome in outcomes):
                nothing = partial(remove_if_empty, take.folder)
                self._session.jobs.submit("tidy", nothing, lambda _none: None, lambda _error: None)
            words += [tr("Whole: {files}.").format(files=listed(whole))] if whole else []
            details = "\n\n".join(dict.fromkeys(filter(None, (details_of(outcome.error) for outcome in failed))))
            notice = Notice(" ".join(words), "error", tr("Open folder"), self.open_folder, details)
            self._session.noticed.emit(notice)
            return
        self.last = take.folder
        text = tr("Recording saved: {files}.").format(files=listed(whole))
        view = self.view_saved
        other = None if view is None else (tr("Look through"), partial(view, take.folder))
        self._session.noticed.emit(Notice(text, "done", tr("Open folder"), self.open_folder, other=other))
        for outcome in outcomes:
            if outcome.message:
                self._session.noticed.emit(Notice(told(outcome.message)))

    def _written(self, path: Path) -> None:
        text = tr("Snapshot saved as {name}.").format(name=path.name)
        self._session.noticed.emit(Notice(text, "done", tr("Open folder"), self.open_folder))

    def show_folder(self, folder: Path) -> None:
        """Show a folder in the system's file manager, or say where it is."""
        if not open_outside(folder):
            text = tr("Your recordings and snapshots are in {folder}.").format(folder=folder)
            self._session.noticed.emit(Notice(text))

    def _failed(self, error: Exception) -> None:
        words = tr("That could not be written ({why}). Choose another folder in the File menu.").format(why=error)
        self._session.noticed.emit(failure(error, "" if isinstance(error, FerError) else words))
        self.changed.emit()
