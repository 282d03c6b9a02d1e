"""What leaves the viewer: a report and exports of a session after its changes, made by others in a thread.

Each is a row of ``OUTPUTS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.dialogs import export_kinds
from app.words import mark
from fer_core.session.reader import Session

#: Writes a session to a file, in place of one that is there: the user has been asked. It may be that hands have changed
#: the session, which a report says. Returns where it is.
Make = Callable[[Session, bool, Path], Path]


@dataclass(frozen=True, slots=True)
class Output:
    """Something that can be made of a session.

    Attributes
    ----------
    text, tip
        Of its button.
    title
        Of the question where it should go.
    kinds
        What it can be, in words, by the ends of the files; asked when it is wanted.
    make
        Makes it; not called in the GUI thread.
    """

    text: str
    tip: str
    title: str
    kinds: Callable[[], Mapping[str, str]]
    make: Make


def _report(session: Session, edited: bool, path: Path) -> Path:
    from app.report_pdf import pdf
    from fer_core.report.files import write_report
    from fer_core.report.page import page
    from fer_core.report.sections import make_report

    report = make_report(session, edited=edited)
    data = pdf(report) if path.suffix.lower() == ".pdf" else page(report).encode()
    return write_report(path, data, overwrite=True)


def _export(session: Session, _edited: bool, path: Path) -> Path:
    from fer_core.session.exports.table import export, format_of

    return export(session, format_of(path) or "tidy", path, overwrite=True)


#: By name of the action.
OUTPUTS: Mapping[str, Output] = {
    "report": Output(
        mark("Report…"),
        mark("Write a report of this session, as it is after your changes"),
        mark("Save the report"),
        lambda: {".report.html": mark("Page for any browser (*.html)"), ".report.pdf": mark("PDF (*.pdf)")},
        _report,
    ),
    "export": Output(
        mark("Export…"),
        mark("Write this session for other programs, as it is after your changes"),
        mark("Save the session for another program"),
        lambda: {suffix: words for words, suffix in export_kinds().items()},
        _export,
    ),
}
