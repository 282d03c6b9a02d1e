"""Write the report of a session, as a page and as a PDF; away from the GUI thread."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.report_pdf import pdf
from fer_core.errors import SinkError
from fer_core.report.files import beside, write_report
from fer_core.report.page import page
from fer_core.report.sections import make_report, open_edited


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a report."""

    page: Path
    pdf: Path


def write_files(path: Path, *, model: Path | None, instead: Callable[[], Path]) -> Written:
    """Write the report of a session beside it. Blocks.

    Parameters
    ----------
    path
        The folder of a recording, or a table.
    model
        Folder of a model that may have read it; None for the one that fer-live ships.
    instead
        Tells the folder that is taken where the session's cannot be written.

    Raises
    ------
    FerError
        If there is no session, it cannot be read, or no folder can be written.
    """
    session, edited = open_edited(path)
    report = make_report(session, edited=edited, model=model)
    name = beside(session)
    data = page(report).encode()
    try:
        written = write_report(name, data)
    except SinkError:
        written = write_report(instead() / name.name, data)
    return Written(written, write_report(written.with_suffix(".pdf"), pdf(report)))
