"""The files of one analysis: written under partial names, and whole when they get their final ones."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

from fer_core.errors import SinkError
from fer_core.estimators.base import PipelineDescription
from fer_core.session.claim import Claim, claim
from fer_core.session.description import OpenSession, SourceFacts, start_session
from fer_core.session.record import SessionRecord
from fer_core.sinks.base import Sink
from fer_core.sinks.csv import ANALYSIS
from fer_core.sinks.table import SINKS, SinkOptions
from fer_core.types import FrameResult
from fer_core.veil import NO_VEIL, Veil

TABLE_SUFFIX = ".csv"
#: Of the films, by what is in them.
FILM_SUFFIXES = {"overlay": ".faces.mp4", "clean": ".clean.mp4"}

#: What the description says of each file besides: frames that were read, and seconds from the first to the last one.
FRAMES, SECONDS = "frames", "seconds"
#: What was written is brought to the disk so often, in seconds, and missed if it was taken away.
_FLUSH_S = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an analysis is to write.

    Attributes
    ----------
    raw
        Also what the spoken output says of each frame alone: ``raw_*``.
    outputs
        Outputs whose raw values are wanted, see :meth:`PipelineDescription.select`.
    film
        Also a film, with boxes and labels or without.
    overwrite
        Also replace files that are not fer-live's; what is read never is.
    veil
        What of people is hidden in the film.
    """

    raw: bool = False
    outputs: tuple[str, ...] = ()
    film: Literal["overlay", "clean"] | None = None
    overwrite: bool = False
    veil: Veil = NO_VEIL


class Results:
    """The files of one analysis, from their partial names to their final ones.

    While a run lasts they are called ``NAME.partial.csv`` and so on. At the end they get their names, in place of an
    earlier result of the same name; a run that is stopped leaves them as they are, and the earlier result as it was. A
    file in the way that is not fer-live's, what is read, and a link are never written over: a free name is taken, and
    told as a note. It is a context, which closes the files whatever happens.

    Parameters
    ----------
    out
        Their folder; it is made if it is not there.
    source
        The file that is read.
    name
        The wanted one, without a suffix.
    wanted
        What to write.
    on_note
        Called with sentences that people should know.

    Raises
    ------
    SinkError
        If the folder cannot be made or written.
    """

    def __init__(
        self, out: Path, source: Path, name: str, wanted: Wanted, on_note: Callable[[str], None] = lambda _note: None
    ) -> None:
        check_folder(out)
        self._out, self._source, self._name, self._wanted = out, source, name, wanted
        self._on_note = on_note
        self._suffixes = (TABLE_SUFFIX, *((FILM_SUFFIXES[wanted.film],) if wanted.film else ()))
        self._claim: Claim
        self._record: SessionRecord | None = None
        self._sinks: tuple[Sink, ...] = ()
        self._found = 0
        self._frames, self._span_s = 0, (0.0, 0.0)
        self._flushed_t = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _trace: object) -> None:
        if kind is not None:
            self._give_up(str(error) or "The run was stopped.")

    def open(self, facts: SourceFacts, pipeline: PipelineDescription) -> None:
        """Find a name, and make the files.

        Raises
        ------
        ModelError
            If an output is asked for that there is not; nothing is made then.
        SinkError
            If they cannot be made.
        """
        wanted = self._wanted
        outputs = pipeline.select(wanted.outputs)
        while True:
            try:
                found, reason = claim(
                    self._out, self._name, self._suffixes, self._source, overwrite=wanted.overwrite
                )  # fmt: skip
            except OSError as error:
                raise _unwritable(self._out, error.strerror or str(error)) from error
            if self._opened(
                found, start_session(found.name, facts, pipeline, live=False, raw=wanted.raw, outputs=outputs)
            ):
                break
        if reason:
            self._on_note(f"{reason}: the results of {self._source.name} are called {found.name}.")

    def _opened(self, found: Claim, session: OpenSession) -> bool:
        """Make the files; False if another run has taken the name in this moment."""
        wanted = self._wanted
        options = SinkOptions(wanted.film == "overlay", positions=True, veil=lambda _result: wanted.veil, work=ANALYSIS)
        kinds = ("csv", "film")[: len(self._suffixes)]
        sinks = [
            SINKS[kind].make(found.partial(suffix), options) for kind, suffix in zip(kinds, self._suffixes, strict=True)
        ]
        self._claim, self._sinks = found, tuple(sinks)
        for sink in sinks:
            try:
                sink.open(session)
            except SinkError as error:
                for made in sinks:
                    made.close()
                if isinstance(error.__cause__, FileExistsError):
                    return False
                raise
        self._record = SessionRecord(found.partial_description, session, sinks)
        self._record.begin()
        return True

    def write(self, result: FrameResult) -> None:
        """Write what is known of a frame.

        Raises
        ------
        SinkError
            If it cannot be written, or a file has been taken away; the files keep what they had.
        """
        self._found += len(result.seen)
        t = result.frame.t
        self._span_s = (self._span_s[0] if self._frames else t, t)
        self._frames += 1
        for sink in self._sinks:
            try:
                sink.write(result)
            except SinkError as error:
                raise SinkError(_stopped(sink, error)) from error
        if time.monotonic() - self._flushed_t >= _FLUSH_S:
            for sink in self._sinks:
                sink.flush()
            self._flushed_t = time.monotonic()

    def note(self, sentence: str) -> None:
        """Tell something that should be known of the results, and keep it in their description."""
        assert self._record is not None
        self._record.session.notes.append(sentence)
        self._on_note(sentence)

    def finish(self) -> Path:
        """Close the files, give them their names, and return the table.

        Raises
        ------
        SinkError
            If one of them is not whole, or cannot get its name.
        """
        assert self._record is not None
        if not self._found:
            self.note(f"{self._source.name} shows no face: its CSV has no rows.")
        outcomes = [sink.close() for sink in self._sinks]
        read = {FRAMES: self._frames, SECONDS: round(self._span_s[1] - self._span_s[0], 3)}
        outcomes = [replace(outcome, facts={**outcome.facts, **read}) for outcome in outcomes]
        for outcome in outcomes:
            if not outcome.complete:
                raise SinkError(outcome.message)
            if outcome.message:
                self.note(outcome.message)
        try:
            self._claim.finish()
        except OSError as error:
            raise _unwritable(self._claim.final(TABLE_SUFFIX), error.strerror or str(error)) from error
        self._record.path = self._claim.description
        for outcome, suffix in zip(outcomes, self._suffixes, strict=True):
            ended = self._record.ended(outcome, renamed=self._claim.final(suffix) if outcome.path else None)
            if not ended.complete:
                raise SinkError(ended.message)
        with suppress(OSError):
            self._claim.partial_description.unlink(missing_ok=True)
        return self._claim.final(TABLE_SUFFIX)

    def _give_up(self, reason: str) -> None:
        """Close what is written under its partial name, and say in the description that it is not whole."""
        for sink in self._sinks:
            outcome = sink.close()
            message = outcome.message if outcome.error is not None else reason
            if self._record is not None:
                self._record.ended(replace(outcome, complete=False, message=message))


def check_folder(out: Path) -> None:
    """Make the folder of the results.

    Raises
    ------
    SinkError
        If it cannot be made or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(out, error.strerror or str(error)) from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise _unwritable(out, "no permission")


def _stopped(sink: Sink, error: SinkError) -> str:
    reason = error.__cause__.strerror if isinstance(error.__cause__, OSError) else None
    kind = "rows" if sink.name == "csv" else "frames"
    return (
        f"{sink.path} cannot be written further ({reason or error}); the {sink.written} {kind} until now are in it. "
        "Make room on the disk or choose another folder, then analyse the file again."
    )


def _unwritable(path: Path, reason: str) -> SinkError:
    return SinkError(f"{path} cannot be written ({reason}). Choose another folder.")
