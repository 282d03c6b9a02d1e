"""The formats that a session can be exported to: one row each."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fer_core.errors import DataError, SinkError
from fer_core.files import PARTIAL
from fer_core.session.description import DESCRIPTION_FILE, DESCRIPTION_SUFFIX
from fer_core.session.edits import apply_edits, edits_of, edits_path
from fer_core.session.events import EVENTS_FILE
from fer_core.session.exports.boris import write_boris
from fer_core.session.exports.elan import write_elan
from fer_core.session.exports.openface import missing, write_openface
from fer_core.session.exports.parquet import write_parquet
from fer_core.session.exports.spans import session_name
from fer_core.session.exports.tidy import write_tidy
from fer_core.session.folder import safe_name
from fer_core.session.reader import Session, open_session, parts_on_disk


@dataclass(frozen=True, slots=True)
class Export:
    """A format.

    Attributes
    ----------
    name
        How it is asked for.
    suffix
        Of its files.
    meaning
        What it is, for people.
    write
        Writes a session to a path; the last argument is what the file will be called in the end.
    lacks
        What whoever knows the format would look for in vain, as phrases.
    """

    name: str
    suffix: str
    meaning: str
    write: Callable[[Session, Path, Path], None]
    lacks: Callable[[Session], tuple[str, ...]] = lambda _session: ()


#: By name.
EXPORTS: Mapping[str, Export] = {
    export.name: export
    for export in (
        Export(
            "tidy",
            ".tidy.csv",
            "CSV in long form: a line for each number",
            lambda session, path, _final: write_tidy(session, path),
        ),
        Export(
            "openface",
            ".openface.csv",
            "CSV with the column names of OpenFace, and the expressions behind them",
            lambda session, path, _final: write_openface(session, path),
            lambda session: missing(session.columns),
        ),
        Export(
            "parquet",
            ".parquet",
            "Parquet, with types, units and description (extra 'parquet')",
            lambda session, path, _final: write_parquet(session, path),
        ),
        Export("elan", ".eaf", "ELAN: a tier for each face, one for marks (extra 'annotation')", write_elan),
        Export("boris", ".boris", "a project of BORIS: labels as states, marks as points", write_boris),
    )
}


def export(
    session: Session | Path | str,
    format: str,  # noqa: A002
    path: Path | str | None = None,
    *,
    overwrite: bool = False,
) -> Path:
    """Write a session in another format; its own files stay as they are.

    Parameters
    ----------
    session
        A session is exported as it is. Of a path (see :func:`open_session`), what somebody has changed in the viewer is
        applied first, names of faces included.
    format
        A key of ``EXPORTS``.
    path
        Of the file; None for the session's name in the current folder.
    overwrite
        Replace a file that is there already.

    Returns
    -------
    The file.

    Raises
    ------
    DataError
        If there is no such format or no such session, or an extra is not installed.
    SinkError
        If the file is there already, or cannot be written; then it is as it was before.
    """
    chosen = format_named(format)
    opened = session if isinstance(session, Session) else as_edited(open_session(session))
    final = Path(f"{safe_name(session_name(opened))}{chosen.suffix}") if path is None else Path(path)
    _check(final, opened, overwrite=overwrite)
    draft = final.with_name(f"{final.name}.{os.getpid()}{PARTIAL}")
    try:
        chosen.write(opened, draft, final)
        draft.replace(final)
    except OSError as error:
        msg = f"{final} cannot be written ({error.strerror or error}). Choose another folder, or make room."
        raise SinkError(msg) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return final


def format_named(name: str) -> Export:
    """Return a format; a :class:`DataError` that lists all of them if there is none of that name."""
    if name not in EXPORTS:
        msg = f"There is no format {name!r}. Choose one of: {', '.join(EXPORTS)}."
        raise DataError(msg)
    return EXPORTS[name]


def format_of(path: Path) -> str | None:
    """Return the format whose files are called like this one, None if there is none."""
    return next((row.name for row in EXPORTS.values() if path.name.lower().endswith(row.suffix)), None)


def as_edited(session: Session) -> Session:
    """Return a session with what somebody has changed in it; a :class:`DataError` as from :func:`edits_of`."""
    return apply_edits(session, edits_of(session))


def _check(final: Path, session: Session, *, overwrite: bool) -> None:
    if final.is_dir():
        msg = f"{final} is a folder. Name a file."
        raise SinkError(msg)
    if any(_is_same(final, path) for path in _own_files(session)):
        msg = f"{final} is a file of the session itself, which is never written over. Choose another one."
        raise SinkError(msg)
    if final.exists() and not overwrite:
        msg = f"{final} exists already. Choose another file, or say that it may be overwritten (--overwrite)."
        raise SinkError(msg)
    if not final.parent.is_dir():
        msg = f"The folder {final.parent} does not exist. Make it, or choose another one."
        raise SinkError(msg)


def _own_files(session: Session) -> Iterator[Path]:
    """Return what makes up a session: its files, what describes it, and what was changed in it."""
    table, description = session.path, session.description
    yield from (table, edits_path(session))
    for name in (DESCRIPTION_FILE, EVENTS_FILE, table.name.removesuffix(".csv") + DESCRIPTION_SUFFIX):
        yield table.with_name(name)
    for file in description.files if description is not None else ():
        yield from parts_on_disk(table.with_name(file.name))


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        # What is not there yet may become one.
        return path.resolve() == other.resolve()
