"""Sessions whose program ended before them: finding them, and describing what of them is on the disk."""

import csv
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from fer_core.errors import DataError, SinkError
from fer_core.files import PARTIAL, is_locked, lock, replace_file
from fer_core.session.clock import utc_now, utc_text
from fer_core.session.description import DESCRIPTION_FILE, FileFacts, SessionDescription
from fer_core.session.events import EVENTS_FILE
from fer_core.session.reader import Session, parts_on_disk, read_description
from fer_core.session.record import encoded, sha256_of
from fer_core.sinks.csv_table import csv_bytes

#: A session that has no file yet may be one that is just beginning.
_BEGINNING_S = 60.0
_EVENTS_SINK = "events"


def find_interrupted(parent: Path) -> tuple[Path, ...]:
    """Return the folders of sessions that were cut off and that nobody writes any more, the newest last.

    Parameters
    ----------
    parent
        Where recordings go; it need not be there. What cannot be read in it is passed over.
    """
    found = []
    with suppress(OSError):
        for folder in parent.iterdir():
            with suppress(DataError, OSError):
                if (folder / DESCRIPTION_FILE).is_file():
                    description = read_description(folder / DESCRIPTION_FILE)
                    if _was_cut_off(description) and not _is_written(folder, description):
                        found.append((description.start_utc, folder))
    return tuple(folder for _, folder in sorted(found))


def is_being_recorded(session: Session) -> bool:
    """Whether a session that seems to be interrupted goes on: a program has locked its table."""
    return session.status == "interrupted" and os.access(session.path, os.W_OK) and is_locked(session.path)


def finish_session(folder: Path) -> SessionDescription:
    """Finish a session that was cut off: count what is there, and complete its description.

    Rows stay as they are. A last row that is there by half goes into a file beside the table, NAME-cut-off.txt. The
    description says that the session was interrupted, and does not claim that it is complete.

    Parameters
    ----------
    folder
        Of the recording.

    Returns
    -------
    The description, as it is on the disk now.

    Raises
    ------
    DataError
        If there is no such session, it is whole or finished already, or it is still being written.
    SinkError
        If its files cannot be written.
    """
    described = folder / DESCRIPTION_FILE
    if not described.is_file():
        msg = f"{folder} holds no recording. Choose a folder with a {DESCRIPTION_FILE} in it."
        raise DataError(msg)
    description = read_description(described)
    _check(folder, description)
    try:
        with ExitStack() as stack:
            for path in _files(folder, description):
                _hold(path, folder, stack)
            done = _finished(folder, description)
            if read_description(described) != description:
                # Whoever wrote it was only late.
                msg = f"{folder} has been finished meanwhile."
                raise DataError(msg)
            replace_file(described, encoded(done))
    except OSError as error:
        msg = f"{folder} cannot be finished ({error.strerror or error}). Make sure that it can be written to."
        raise SinkError(msg) from error
    # Films without a picture, now that nobody holds them: Windows takes no file away that is open.
    for path in _files(folder, description):
        with suppress(OSError):
            if path.suffix == ".mp4" and not path.stat().st_size:
                path.unlink()
    for draft in folder.glob(f"{DESCRIPTION_FILE}.*{PARTIAL}"):
        with suppress(OSError):
            draft.unlink()
    return done


def _was_cut_off(description: SessionDescription) -> bool:
    # What fer-live 0.1 wrote stays as it is.
    return not description.complete and description.end_utc is None and description.version > 1


def _check(folder: Path, description: SessionDescription) -> None:
    if description.version == 1:
        msg = f"{folder} was written by fer-live 0.1, and stays as it is. It can be opened all the same."
        raise DataError(msg)
    if not _was_cut_off(description):
        msg = f"{folder} is finished: there is nothing to do."
        raise DataError(msg)
    if _is_written(folder, description):
        raise DataError(_busy(folder))


def _busy(folder: Path) -> str:
    return f"{folder} is still being recorded, or its files may not be changed. Finish the recording first."


def _files(folder: Path, description: SessionDescription) -> list[Path]:
    return [path for file in _begun(folder, description) for path in _on_disk(folder, file)]


def _begun(folder: Path, description: SessionDescription) -> tuple[FileFacts, ...]:
    """Return the files that were begun; that of the marks is named only once it is closed."""
    named = description.files
    if any(file.name == EVENTS_FILE for file in named) or not (folder / EVENTS_FILE).is_file():
        return named
    return (*named, FileFacts(EVENTS_FILE, _EVENTS_SINK))


def _on_disk(folder: Path, file: FileFacts) -> tuple[Path, ...]:
    path = folder / file.name
    # Marks have no parts: what is called like one is somebody else's.
    return (path,) if file.sink == _EVENTS_SINK else parts_on_disk(path)


def _is_written(folder: Path, description: SessionDescription) -> bool:
    """Whether a program still writes the session: it has locked the files, once they are there."""
    paths = _files(folder, description)
    if paths:
        return any(is_locked(path) for path in paths)
    begun = datetime.fromisoformat(description.start_utc)
    return abs(datetime.now(UTC) - begun) < timedelta(seconds=_BEGINNING_S)


def _hold(path: Path, folder: Path, stack: ExitStack) -> None:
    """Keep a file from whoever else wants to finish it."""
    file: IO[bytes] = stack.enter_context(path.open("r+b"))
    if not lock(file):
        raise DataError(_busy(folder))


@dataclass(slots=True)
class _Findings:
    """What is found on the way: ``last_t_utc`` of the last row, and notes for the description."""

    last_utc: str | None = None
    notes: list[str] = field(default_factory=list)


def _finished(folder: Path, description: SessionDescription) -> SessionDescription:
    findings = _Findings()
    changed = [path.stat().st_mtime for path in _files(folder, description)]
    files = [facts for file in _begun(folder, description) for facts in _parts(folder, file, description, findings)]
    ended = findings.last_utc or (utc_text(datetime.fromtimestamp(max(changed), UTC)) if changed else None)
    what = "the time of its last row" if findings.last_utc else "when its files were last written"
    note = f"The recording was cut off, and finished at {utc_now()}: its end is {what}."
    return replace(
        description,
        files=tuple(files),
        end_utc=ended or description.start_utc,
        complete=False,
        interrupted=True,
        notes=(*description.notes, note, *findings.notes),
    )


def _parts(folder: Path, file: FileFacts, description: SessionDescription, findings: _Findings) -> Sequence[FileFacts]:
    """Describe a file that was being written, and those that followed it; one that ended in time stays described."""
    if file.written is not None:
        return [file]
    facts = []
    for path in _on_disk(folder, file):
        if path.suffix == ".csv":
            columns = [column.name for column in description.columns] if file.sink == "csv" else []
            rows = _mend(path, columns, findings)
            known = {"written": rows, "unit": "marks" if file.sink == _EVENTS_SINK else "rows"}
            if file.sink == "csv":
                findings.last_utc = _last_utc(path, columns) or findings.last_utc
        elif path.suffix == ".mp4":
            if not path.stat().st_size:
                continue
            known = {"written": _frame_count(path), "unit": "frames"}
        else:
            known = {}
        facts.append(_described(file, path, known))
    if not facts and file.sink == "csv":
        facts = [replace(file, message=f"{file.name} was never made.")]
    return facts


def _described(file: FileFacts, path: Path, known: Mapping[str, Any]) -> FileFacts:
    return replace(file, name=path.name, complete=True, sha256=sha256_of(path), **known)


def _mend(path: Path, columns: Sequence[str], findings: _Findings) -> int:
    """Let a table end with a whole row, and return how many it has; what was written by half is kept beside it."""
    data = path.read_bytes()
    # A file system that has lost power may fill up with zeros what it did not keep.
    whole = data.partition(b"\0")[0]
    whole = whole[: whole.rfind(b"\n") + 1]
    header = csv_bytes([columns]) if columns and not whole else b""
    if whole != data:
        cut = path.with_name(f"{path.stem}-cut-off.txt")
        replace_file(cut, data[len(whole) :])
        findings.notes.append(
            f"{path.name} ended in the midst of a row: its last {len(data) - len(whole)} bytes are in {cut.name}."
        )
    if whole != data or header:
        with path.open("r+b") as file:
            file.truncate(len(whole))
            file.seek(len(whole))
            file.write(header)
            file.flush()
            os.fsync(file.fileno())
    return max((whole + header).count(b"\n") - 1, 0)


def _last_utc(path: Path, columns: Sequence[str]) -> str | None:
    """Return when the last row was taken."""
    last = path.read_bytes()[:-1].rpartition(b"\n")[2].decode(errors="replace")
    cells = next(csv.reader([last]), [])
    if len(cells) != len(columns) or "time_utc" not in columns:
        return None
    value = cells[columns.index("time_utc")]
    return value if value != "time_utc" else None


def _frame_count(path: Path) -> int:
    """Return the pictures of a film that can be read; the last part may be there by half."""
    import av

    count = 0
    with suppress(av.error.FFmpegError), av.open(str(path)) as container:
        for packet in container.demux(video=0):
            count += bool(packet.size) and not packet.is_corrupt
    return count
