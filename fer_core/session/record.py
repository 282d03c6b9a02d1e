"""session.json on the disk: begun before the first row, completed when every file is closed."""

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fer_core.errors import SinkError
from fer_core.files import replace_file
from fer_core.session.clock import utc_now
from fer_core.session.description import FileFacts, OpenSession, SessionDescription
from fer_core.sinks.base import Outcome, Sink


class SessionRecord:
    """Keeps the description of a session that is being written up to date. Sinks may end in threads of their own.

    Parameters
    ----------
    path
        The file; its folder is there.
    session
        What it describes.
    sinks
        What will be written.
    """

    def __init__(self, path: Path, session: OpenSession, sinks: Sequence[Sink]) -> None:
        self.path = path
        self.session = session
        self._lock = threading.Lock()
        self._left = {sink.name for sink in sinks}
        self._failed = False
        self._description = session.description
        for sink in sinks:
            if sink.path is not None:
                self._description = self._description.with_file(FileFacts(sink.path.name, sink.name))

    @property
    def description(self) -> SessionDescription:
        """What it says by now."""
        return self._description

    def begin(self) -> None:
        """Write it for the first time: not complete, the number of rows unknown.

        Raises
        ------
        SinkError
            If it cannot be written.
        """
        try:
            self._write()
        except OSError as error:
            msg = f"{self.path.parent} cannot be written ({error.strerror or error}). Choose another folder."
            raise SinkError(msg) from error

    def ended(self, outcome: Outcome, *, renamed: Path | None = None) -> Outcome:
        """Take the outcome of a sink, and complete the description after the last one.

        Parameters
        ----------
        outcome
            Of one of the sinks.
        renamed
            Where its file is now, if it has another name than before.

        Returns
        -------
        The outcome; one that is not complete if the description could not be written.
        """
        path = renamed or outcome.path
        # Reading a long film takes a while: other sinks need not wait for it.
        parts = _files(outcome, path)
        with self._lock:
            self._left.discard(outcome.sink)
            self._failed |= not outcome.complete
            self._description = self._with(outcome, parts)
            if not self._left:
                complete = not self._failed and all(file.complete for file in self._description.files)
                self._description = replace(self._description, end_utc=utc_now(), complete=complete)
            try:
                self._write()
            except OSError as error:
                outcome = self._not_described(outcome, error)
            self._failed |= not outcome.complete
        return outcome

    def _with(self, outcome: Outcome, files: Sequence[FileFacts]) -> SessionDescription:
        """Return the description with what became of a sink; one that wrote nothing, as it should, is not named."""
        before = self._description.file(outcome.sink)
        others = tuple(file for file in self._description.files if file.sink != outcome.sink)
        if not files and not outcome.complete:
            if before is not None:
                files = [_facts(outcome, before.name, outcome.written, None)]
            elif outcome.message:
                # Of a file that could never be made, nothing else tells.
                self.session.notes.append(outcome.message)
        return replace(self._description, files=(*others, *files), notes=tuple(self.session.notes))

    def _not_described(self, outcome: Outcome, error: OSError) -> Outcome:
        if not outcome.complete:
            # The first failure is the one that counts.
            return outcome
        reason = error.strerror or error
        if outcome.path is not None:
            message = (
                f"{outcome.path} is whole, with {outcome.written} {outcome.unit}, and its description {self.path.name} "
                f"could not be completed ({reason})."
            )
        elif self._left or self._failed:
            # It had nothing to write: those that had say it.
            return outcome
        else:
            message = f"The description {self.path} could not be completed ({reason})."
        return replace(outcome, complete=False, message=message, error=error)

    def _write(self) -> None:
        replace_file(self.path, encoded(self._description))


def encoded(description: SessionDescription) -> bytes:
    """Return a description as it stands in its file."""
    return json.dumps(description.to_json(), indent=2, ensure_ascii=False).encode(errors="replace")


def _files(outcome: Outcome, path: Path | None) -> list[FileFacts]:
    """Describe what a sink has written; of several parts each one, of which the last one may not be whole."""
    if path is None:
        return []
    if not outcome.parts:
        return [_facts(outcome, path.name, outcome.written, sha256_of(path) if outcome.complete else None)]
    *full, last = outcome.parts
    whole = replace(outcome, complete=True, dropped=0, message="")
    earlier = [_facts(whole, part.path.name, part.written, sha256_of(part.path)) for part in full]
    sha256 = sha256_of(last.path) if outcome.complete else None
    return [*earlier, _facts(outcome, last.path.name, last.written, sha256)]


def _facts(outcome: Outcome, name: str, written: int, sha256: str | None) -> FileFacts:
    return FileFacts(
        *(name, outcome.sink, outcome.complete, written, outcome.unit),
        *(outcome.dropped, sha256, outcome.message, outcome.facts),
    )


def sha256_of(path: Path) -> str | None:
    """Return the checksum of a file, hexadecimal; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
