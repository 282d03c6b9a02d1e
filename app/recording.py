"""Record, snapshot and the folder they go to."""

import logging
import queue
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial, reduce
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backend import Backend, EngineLike
from app.disk import failures_words, full_words, is_full, remove_if_empty
from app.failure import failure
from app.outside import open_outside
from app.play import Phase, Play
from app.report import details_of
from app.session import Session
from app.take import Take
from app.toast import Notice
from app.words import number, tr, trn
from fer_core.errors import FerError, SinkError
from fer_core.session.description import SourceFacts, start_session
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.base import Outcome
from fer_core.sinks.table import SinkOptions
from fer_core.types import FrameResult
from fer_core.veil import VeilHistory

#: Results that may wait for the disk before that is worth showing.
_WAITING_SHOWN = 30

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Order:
    """A recording that was asked for.

    Attributes
    ----------
    kinds
        Of its files.
    options
        For them.
    ticket
        The session's, of what is to be recorded.
    instead_of
        The engine that still plays, and is not to be recorded; None where there is none.
    """

    kinds: tuple[str, ...]
    options: SinkOptions
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
        #: What films and snapshots hide.
        self.veils = VeilHistory()
        self.starting = False
        # Whether what is being made is to be finished at once.
        self._unwanted = False
        self._take: Take | None = None
        # Whoever takes it out begins: the thread that analyses, before the first picture, or else this one.
        self._early: queue.SimpleQueue[_Order] = queue.SimpleQueue()
        session.on_ready = self._begin_with_the_first
        self._ending: list[Take] = []
        self._failures = 0

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
        return time.monotonic() - self._take.started_t if self._take is not None else 0.0

    @property
    def waiting(self) -> int:
        """Results that wait for a slow disk; 0 while they are few."""
        takes = (*self._ending, *([self._take] if self._take is not None else []))
        waiting = sum(take.waiting for take in takes)
        return waiting if waiting >= _WAITING_SHOWN or self._ending else 0

    def toggle(self) -> None:
        """Start or finish a recording of numbers, or give one up that waits for the first picture."""
        if self.active or self.pending:
            self.finish()
        else:
            self.start()

    def start(self, *, film: bool = False, overlay: bool = True) -> None:
        """Write rows from now on, and a film if asked for, with boxes and labels or without.

        Where a source is just starting, or about to take the place of what plays, from its first picture on.
        """
        session = self._session
        if self.starting or self.active or not self.can_start:
            return
        kinds = ("csv", "film", "events") if film else ("csv", "events")
        instead_of = session.engine if session.next_comes else None
        order = _Order(kinds, SinkOptions(overlay=overlay), session.ticket, instead_of)
        self.starting, self._unwanted = True, False
        if session.can_record and not session.next_comes:
            self._begin_now(order)
        else:
            self._early.put(order)
        self.changed.emit()

    def finish(self) -> None:
        """End the recording, or give up one that has not begun; :meth:`poll` tells when it is on the disk."""
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
        self._see_to_the_early_one()
        # Also while the engine stops, which a slow disk may hold up: nothing more is recorded then.
        goes_on = session.can_record or session.phase is Phase.STARTING
        if take is not None and (take.failed or take.engine is not session.engine or not goes_on):
            self.finish()
        ended = [take for take in self._ending if take.ended]
        if ended:
            self._ending = [take for take in self._ending if take not in ended]
            for take in ended:
                self._announce(take)
            self.changed.emit()

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
                raise SinkError(_cannot_write(folder, error)) from error
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
        if engine.pipeline is None:
            msg = tr("There is nothing to record. Start a camera or a file first.")
            raise SinkError(msg)
        folder = new_session_folder(self.destination(), f"{play.kind}-{datetime.now():%Y%m%d-%H%M%S}")
        info = engine.info
        facts = SourceFacts(play.kind, info.name, info.width, info.height, info.fps) if info else None
        facts = facts or SourceFacts(play.kind, play.choice.name)
        open_session = start_session(folder.name, facts, engine.pipeline, unadjusted=True, beside=True)
        options = replace(order.options, veil=self.veils.of)
        record, sinks = begin_session(folder, open_session, order.kinds, options)
        attached: list[AttachedSink] = []
        try:
            for sink in sinks:
                attached.append(engine.attach(sink, open_session, on_end=record.ended))
        except SinkError:
            for begun in attached:
                begun.finish()
            if not attached:
                remove_if_empty(folder)
            raise
        return Take(engine, tuple(attached), folder, time.monotonic(), play.kind == "demo")

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
        whole = [_amount(outcome) for outcome in outcomes if outcome.complete and outcome.path is not None]
        if failed:
            self._failures += 1
            words = failures_words(failed, take.folder, tr)
            if not whole and not any(outcome.written for outcome in outcomes):
                nothing = partial(remove_if_empty, take.folder)
                self._session.jobs.submit("tidy", nothing, lambda _none: None, lambda _error: None)
            words += [tr("Whole: {files}.").format(files=_listed(whole))] if whole else []
            details = "\n\n".join(dict.fromkeys(filter(None, (details_of(outcome.error) for outcome in failed))))
            notice = Notice(" ".join(words), "error", tr("Open folder"), self.open_folder, details)
            self._session.noticed.emit(notice)
            return
        text = tr("Recording saved: {files}.").format(files=_listed(whole))
        self._session.noticed.emit(Notice(text, "done", tr("Open folder"), self.open_folder))
        for outcome in outcomes:
            if outcome.message:
                self._session.noticed.emit(Notice(outcome.message))

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


def _amount(outcome: Outcome) -> str:
    """Return what is in a whole file, in words."""
    match outcome.unit:
        case "frames":
            count = trn("%Ln frames", "", outcome.written)
        case "marks":
            count = trn("%Ln marks", "", outcome.written)
        case _:
            count = trn("%Ln rows", "", outcome.written)
    if outcome.dropped:
        count = tr("{count} ({missed} left out)").format(count=count, missed=number(outcome.dropped))
    return tr("{count} in {name}").format(count=count, name=outcome.path.name) if outcome.path is not None else count


def _listed(files: Sequence[str]) -> str:
    return reduce(lambda one, other: tr("{one} and {other}").format(one=one, other=other), files)


def _cannot_write(folder: Path, error: OSError) -> str:
    words = tr("The folder {folder} cannot be written ({why}). Choose another one in the File menu.")
    return words.format(folder=folder, why=error.strerror or error)
