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
        with self._lock:
            self._left.discard(outcome.sink)
            path = renamed or outcome.path
            if path is not None:
                sha256 = _sha256(path) if outcome.complete else None
                facts = FileFacts(
                    *(path.name, outcome.sink, outcome.complete, outcome.written, outcome.unit),
                    *(outcome.dropped, sha256, outcome.message, outcome.facts),
                )
                if outcome.path is not None and renamed is not None:
                    kept = tuple(file for file in self._description.files if file.name != outcome.path.name)
                    self._description = replace(self._description, files=kept)
                self._description = self._description.with_file(facts)
            elif outcome.complete:
                # It had nothing to write, and has left no file.
                kept = tuple(file for file in self._description.files if file.sink != outcome.sink)
                self._description = replace(self._description, files=kept)
            self._description = replace(self._description, notes=tuple(self.session.notes))
            if not self._left:
                complete = all(file.complete for file in self._description.files)
                self._description = replace(self._description, end_utc=utc_now(), complete=complete)
            try:
                self._write()
            except OSError as error:
                return self._not_described(outcome, error)
        return outcome

    def _not_described(self, outcome: Outcome, error: OSError) -> Outcome:
        if not outcome.complete:
            # The first failure is the one that counts.
            return outcome
        message = (
            f"{outcome.path} is whole, with {outcome.written} {outcome.unit}, and its description {self.path.name} "
            f"could not be completed ({error.strerror or error})."
        )
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
