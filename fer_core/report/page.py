"""A report as one HTML page that needs nothing else: no script, no network, no file beside it."""

from pathlib import Path

import jinja2

from fer_core.report.content import Block, Report

#: What a report says of what has made it: one that says so may be replaced by a newer one.
GENERATOR = "fer-live report"


def page(report: Report) -> str:
    """Return a report as HTML."""
    return _environment().get_template("page.html.jinja").render(report=report, generator=GENERATOR)


def block_html(item: Block) -> str:
    """Return a part of a report as HTML, as it stands in the page."""
    macro = _environment().get_template("blocks.html.jinja").module.block  # type: ignore[attr-defined]
    return str(macro(item))


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
