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
        sha256 = _sha256(path) if outcome.complete and path is not None else None
        with self._lock:
            self._left.discard(outcome.sink)
            self._description = self._with(outcome, path, sha256)
            if not self._left:
                complete = all(file.complete for file in self._description.files)
                self._description = replace(self._description, end_utc=utc_now(), complete=complete)
            try:
                self._write()
            except OSError as error:
                outcome = self._not_described(outcome, error)
            self._failed |= not outcome.complete
        return outcome

    def _with(self, outcome: Outcome, path: Path | None, sha256: str | None) -> SessionDescription:
        """Return the description with what became of a sink; one that wrote nothing, as it should, is not named."""
        before = self._description.file(outcome.sink)
        others = tuple(file for file in self._description.files if file.sink != outcome.sink)
        name = path.name if path is not None else "" if before is None else before.name
        if name and (path is not None or not outcome.complete):
            facts = FileFacts(
                *(name, outcome.sink, outcome.complete, outcome.written, outcome.unit),
                *(outcome.dropped, sha256, outcome.message, outcome.facts),
            )
            others = (*others, facts)
        return replace(self._description, files=others, notes=tuple(self.session.notes))

    def _not_described(self, outcome: Outcome, error: OSError) -> Outcome:
        if not outcome.complete:
            # The first failure is the one that counts.
            return outcome
        reason = f"could not be completed ({error.strerror or error})."
        if outcome.path is not None:
            message = (
                f"{outcome.path} is whole, with {outcome.written} {outcome.unit}, and its description {self.path.name} "
                f"{reason}"
            )
        elif self._left or self._failed:
            # It had nothing to write: those that had say it.
            return outcome
        else:
            message = f"The description {self.path} {reason}"
        return replace(outcome, complete=False, message=message, error=error)

    def _write(self) -> None:
        text = json.dumps(self._description.to_json(), indent=2, ensure_ascii=False)
        replace_file(self.path, text.encode(errors="replace"))


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
