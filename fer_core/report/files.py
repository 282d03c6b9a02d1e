"""Where a report goes: beside the session, in place of an earlier report and of nothing else."""

from pathlib import Path

from fer_core.errors import SinkError
from fer_core.files import new_file, replace_file
from fer_core.report.page import GENERATOR
from fer_core.session.reader import Session

PAGE_SUFFIX = ".report.html"
_LOOKED_AT_BYTES = 8192


def beside(session: Session) -> Path:
    """Return what the page of a session is called, if nothing else was asked for."""
    return session.path.with_name(session.path.name.removesuffix(".csv").removesuffix(".partial") + PAGE_SUFFIX)


def write_report(path: Path, data: bytes, *, overwrite: bool = False) -> Path:
    """Write a report in one piece.

    Parameters
    ----------
    path
        Wanted. An earlier report is replaced; beside another file, a free name is taken.
    data
        What it holds.
    overwrite
        Also replace a file that is no report.

    Returns
    -------
    Where it is.

    Raises
    ------
    SinkError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and not overwrite and not _is_report(path):
            return new_file(path, data)
        replace_file(path, data)
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror or error}). Choose another folder, or another name."
        raise SinkError(msg) from error
    return path


def _is_report(path: Path) -> bool:
    """Whether a file is a page or a PDF of ours: a page says so at its beginning, a PDF near its beginning or end."""
    with path.open("rb") as file:
        found = file.read(_LOOKED_AT_BYTES)
        file.seek(max(0, path.stat().st_size - _LOOKED_AT_BYTES))
        found += file.read()
    # Qt writes the texts of a PDF as UTF-16.
    return any(GENERATOR.encode(code) in found for code in ("utf-8", "utf-16-be"))
