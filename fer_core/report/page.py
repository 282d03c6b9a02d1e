"""A report as one HTML page that needs nothing else: no script, no network, no file beside it."""

from pathlib import Path

import jinja2

from fer_core.report.content import Report

#: What a page says of what has made it: one that says so may be replaced by a newer one.
GENERATOR = "fer-live report"


def page(report: Report) -> str:
    """Return a report as HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja").render(report=report, generator=GENERATOR)
