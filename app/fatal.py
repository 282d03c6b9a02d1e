"""Errors that end the process at once: Python writes them into a file, and the next start tells of it."""

import faulthandler
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from app.report import write_report

#: Files of processes that were killed without a word are forgotten after so many seconds.
_FORGOTTEN_S = 7 * 24 * 3600.0


class FatalErrors:
    """Watches over the process.

    Parameters
    ----------
    log
        The log file; what is written here stands beside it.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self._path = log.with_name(f"fatal-{os.getpid()}.txt")
        self._file: TextIO | None = None

    def begin(self) -> Path | None:
        """Watch from now on.

        Returns
        -------
        A report of what ended an earlier process, None where nothing did.
        """
        report = self._reported()
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8")
        except OSError:
            return report
        faulthandler.enable(self._file)
        return report

    def end(self) -> None:
        """Watch no longer: the process ends as it should."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            with suppress(OSError):
                self._path.unlink()

    def _reported(self) -> Path | None:
        report = None
        for path in self._log.parent.glob("fatal-*.txt"):
            # One that is still empty may belong to another window; one that is not has no process any more.
            with suppress(OSError):
                text = path.read_text(encoding="utf-8", errors="replace")
                if text.strip():
                    report = write_report(self._log, text) or report
                elif time.time() - path.stat().st_mtime < _FORGOTTEN_S:
                    continue
                path.unlink()
        return report
