"""What a terminal shows while files are analysed: one bar, and the sentences above it."""

import sys
from collections.abc import Sequence
from pathlib import Path

from app.commands.common import Bar, Interrupts
from fer_core.batch.inputs import Task


class FilesDisplay:
    """One bar over all files; of a single one it counts the frames.

    Parameters
    ----------
    tasks
        The files.
    interrupts
        Knows of Ctrl-C.
    """

    def __init__(self, tasks: Sequence[Task], interrupts: Interrupts) -> None:
        self._interrupts = interrupts
        self._single = len(tasks) == 1
        self._count = len(tasks)
        self._shares: dict[Path, float] = {}
        self._whole = 0
        self._bar = Bar(tasks[0].path.name) if self._single else Bar(self._title(), unit="file", shares=True)

    def __enter__(self) -> "FilesDisplay":
        self._bar.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.__exit__()

    def progress(self, task: Task, done: int, total: int | None) -> None:
        """Show how far a file has got."""
        if self._single:
            self._bar.update(done, total)
        else:
            self._shares[task.path] = min(done / total, 1.0) if total else 0.0
            self._show()

    @property
    def begun(self) -> tuple[str, ...]:
        """Names of the files that are being read."""
        return tuple(path.name for path in self._shares)

    def note(self, _task: Task | None, sentence: str) -> None:
        """Show what people should know."""
        self._bar.note(sentence)

    def check(self) -> None:
        """Raise a :class:`KeyboardInterrupt` if Ctrl-C has been pressed."""
        self._interrupts.check()

    def done(self, path: Path, *, table: Path | None, error: str) -> None:
        """Take that a file is done; its table goes to the standard output."""
        if error:
            self._bar.note(error, is_error=True)
        if not self._single:
            self._shares.pop(path, None)
            self._whole += 1
            self._show()
        if table is not None:
            self._bar.clear()
            print(table)
            sys.stdout.flush()

    def _show(self) -> None:
        self._bar.title(self._title())
        self._bar.update(self._whole + sum(self._shares.values()), self._count)

    def _title(self) -> str:
        return f"{self._whole} of {self._count} files"
