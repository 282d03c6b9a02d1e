"""``fer-live report``: what a session shows, as a page and as a PDF."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import OK, complain, without_screen
from fer_core.errors import FerError

if TYPE_CHECKING:
    from fer_core.report.content import Report

_HELP = """\
Tell what a session shows: per face how long each expression was shown, when, what came after what, what made it hard to
read, several faces together, and a paragraph for a paper. It is one page that any browser opens; it needs no network
and holds no pictures of people.

SESSION is the folder of a recording, or a CSV file of 'fer-live analyze'. The page is called NAME.report.html and lies
beside the CSV. It replaces an earlier report; a file of that name that is no report stays as it is, and a free name is
taken.
"""
_PAGE_ENDINGS, _PDF_ENDING = (".html", ".htm"), ".pdf"


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    found = argparse.ArgumentParser(
        "fer-live report", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("session", type=Path, metavar="SESSION", help="folder of a recording, or a CSV file")
    found.add_argument(
        "--out", type=Path, metavar="FILE", help="where the report goes: a .html or .pdf file, or a folder"
    )
    found.add_argument("--pdf", action="store_true", help="also write it as a PDF beside the page")
    found.add_argument(
        "--model", type=Path, metavar="DIR", help="folder of the model that read it, for its figures (default: shipped)"
    )
    found.add_argument(
        "--overwrite", action="store_true", help="also replace files of the same name that are no report"
    )
    return found


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    args = parser().parse_args(argv)
    without_screen()
    from fer_core.report.files import beside, write_report
    from fer_core.report.page import page
    from fer_core.report.sections import make_report, open_edited

    name, endings = _wanted(args.out, pdf=args.pdf)
    session, edited = open_edited(args.session)
    if name is None or name.is_dir():
        own = beside(session)
        name = (own if name is None else name / own.name).with_suffix("")
    report = make_report(session, edited=edited, model=args.model)
    for ending in endings:
        data = _pdf(report) if ending.lower() == _PDF_ENDING else page(report).encode()
        wanted = name.with_name(name.name + ending)
        path = write_report(wanted, data, overwrite=args.overwrite)
        if path != wanted:
            complain(f"note: {wanted} is there already and is no report: the new one is called {path.name}.")
        print(path)
    return OK


def _wanted(out: Path | None, *, pdf: bool) -> tuple[Path | None, list[str]]:
    """Return the path of the report without its ending, if one is given, or a folder; and the endings."""
    ending = "" if out is None else out.suffix.lower()
    if out is None or out.is_dir():
        return out, [_PAGE_ENDINGS[0], *([_PDF_ENDING] if pdf else [])]
    if ending not in (*_PAGE_ENDINGS, _PDF_ENDING):
        msg = f"{out} is neither a page nor a PDF. Let its name end in .html or .pdf, or name a folder that is there."
        raise FerError(msg)
    return out.with_suffix(""), [out.suffix, *([_PDF_ENDING] if pdf and ending != _PDF_ENDING else [])]


def _pdf(report: "Report") -> bytes:
    """Draw a PDF; Qt is needed for that, and no screen."""
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    from app.report_pdf import pdf

    # It has to outlive what is drawn.
    application = QGuiApplication.instance() or QGuiApplication([])
    data = pdf(report)
    del application
    return data
