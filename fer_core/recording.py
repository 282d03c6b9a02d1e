"""Sessions on disk: the CSV file, the description beside it, and snapshots."""

import errno
import json
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Self

import numpy as np

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.files import new_file, new_folder, replace_file
from fer_core.overlay import draw
from fer_core.rows import FORMULA_STARTS, RowFile, columns, csv_bytes, rows, utc_text
from fer_core.types import FrameResult

__all__ = ["Recorder", "columns", "csv_bytes", "default_folder", "rows", "snapshot"]

#: A row is at most this old when it is on the disk.
_SYNC_S = 0.5
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PACKAGES = ("fer-live", "mediapipe", "numpy", "onnxruntime", "opencv-contrib-python")
#: What Windows, macOS or Linux do not take in a file's name.
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')


class Recorder:
    """Writes a session: ``<folder>/<session>/`` with ``<session>.csv`` and ``session.json``.

    The CSV ends with a whole row at any time, and what was written is on the disk within a second as long as ``write``,
    ``append`` or ``sync`` is called that often. For one thread at a time, except ``rows_of``.

    Parameters
    ----------
    folder
        Where sessions are kept; it is made if it is not there.
    labels
        The K class names, in the model's order.
    session
        Wanted name; where it is taken, a number is added, and nothing is overwritten.
    source_kind, source_name
        As the source says; they are written down, so that a file cannot pass for a camera.
    model
        Name of the model.

    Attributes
    ----------
    session
        The name it got.
    path
        The CSV file.
    rows_written
        Rows that are in the file.

    Raises
    ------
    SinkError
        If the folder cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        labels: tuple[str, ...],
        *,
        session: str,
        source_kind: str,
        source_name: str,
        model: str,
    ) -> None:
        self._labels = labels
        self._start_t: float | None = None
        self._synced_t = time.monotonic()
        self._failed = False
        self.rows_written = 0
        self._description: dict[str, Any] = {
            "source": {"kind": source_kind, "name": source_name},
            "model": model,
            "labels": list(labels),
            "versions": _versions(),
            "start_utc": _now(),
        }
        try:
            self.folder = new_folder(folder / _file_name(session))
            self.session = self.folder.name
            self.path = self.folder / f"{self.session}.csv"
            self._file = RowFile(self.path, "xb")
        except OSError as error:
            msg = f"{folder} cannot be written ({error.strerror or error}). Choose another folder for recordings."
            raise SinkError(msg) from error
        try:
            self._write_description(complete=False)
            self._append([columns(labels)])
            self.sync()
        except SinkError:
            self._file.close()
            with suppress(OSError):
                self.path.unlink()
                self.folder.rmdir()
            raise

    def rows_of(self, result: FrameResult) -> list[list[str]]:
        """Return the rows of a frame; the first frame that is given here is the session's start."""
        if self._start_t is None:
            self._start_t = result.frame.t
        return rows(result, self.session, self._start_t, self._labels)

    def write(self, result: FrameResult) -> None:
        """Write the rows of a frame.

        Raises
        ------
        SinkError
            If they cannot be written; the file keeps what it had.
        """
        self.append(self.rows_of(result))

    def append(self, table: Sequence[Sequence[str]]) -> None:
        """Write rows that ``rows_of`` returned.

        Raises
        ------
        SinkError
            If they cannot be written; the file keeps what it had.
        """
        if table:
            self._append(table)
            self.rows_written += len(table)
        if time.monotonic() - self._synced_t >= _SYNC_S:
            self.sync()

    def sync(self) -> None:
        """Make the disk keep what was written.

        Raises
        ------
        SinkError
            If the disk does not, or the file has been taken away.
        """
        self._synced_t = time.monotonic()
        try:
            self._file.sync()
            self.path.stat()
        except OSError as error:
            raise self._sink_error(error) from error

    def close(self) -> None:
        """Finish the session; harmless twice.

        Raises
        ------
        SinkError
            If the end of it cannot be written.
        """
        if self._file.closed:
            return
        try:
            if not self._failed:
                self.sync()
        finally:
            self._file.close()
            self._finish_description()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _append(self, table: Sequence[Sequence[str]]) -> None:
        try:
            self._file.append(table)
        except OSError as error:
            raise self._sink_error(error) from error

    def _write_description(self, *, complete: bool) -> None:
        description = {
            "session": self.session,
            **self._description,
            "end_utc": _now() if complete or self._failed else None,
            "rows": self.rows_written,
            "complete": complete,
        }
        try:
            replace_file(self.folder / "session.json", json.dumps(description, indent=2).encode())
        except OSError as error:
            raise self._sink_error(error) from error

    def _finish_description(self) -> None:
        failed = self._failed
        try:
            self._write_description(complete=not failed)
        except SinkError:
            # The first error has been told already.
            if not failed:
                raise

    def _sink_error(self, error: OSError) -> SinkError:
        self._failed = True
        kept = f"The {self.rows_written} rows until now are in {self.path}."
        if error.errno in _FULL:
            return SinkError(f"The disk is full, and the recording has stopped. {kept} Make room, then record again.")
        if isinstance(error, FileNotFoundError):
            return SinkError(
                f"The recording has stopped: {self.path} has been moved or deleted. Record again, and leave the file "
                "where it is until the end."
            )
        return SinkError(
            f"The recording has stopped: {self.folder} cannot be written ({error.strerror or error}). {kept} "
            "Choose another folder, then record again."
        )


def snapshot(result: FrameResult, path: Path, *, mirrored: bool = False) -> Path:
    """Save the picture of a frame, with the faces drawn into it, as PNG.

    Parameters
    ----------
    result
        The frame.
    path
        Wanted name; where it is taken, a number is added.
    mirrored
        Save it as it is seen in a mirror; the text stays readable.

    Returns
    -------
    The file.

    Raises
    ------
    SinkError
        If it cannot be written.
    """
    picture = draw(result.frame.image, result.faces, mirrored=mirrored)
    png = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return new_file(path, np.asarray(png, np.uint8).tobytes())
    except OSError as error:
        full = "the disk is full" if error.errno in _FULL else error.strerror or str(error)
        msg = f"The snapshot cannot be saved in {path.parent} ({full}). Choose another folder, or make room."
        raise SinkError(msg) from error


def default_folder() -> Path:
    """Return where recordings and snapshots go: ``fer-live`` among the user's documents."""
    import platformdirs

    return platformdirs.user_documents_path() / "fer-live"


def _file_name(wanted: str) -> str:
    name = _NOT_IN_NAMES.sub("-", wanted).strip(" .").lstrip(FORMULA_STARTS)[:80]
    return name or "session"


def _now() -> str:
    return utc_text(datetime.now(UTC))


def _versions() -> dict[str, str]:
    versions = {}
    for package in _PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            versions[package] = metadata.version(package)
    return versions
