"""A report as a PDF: the words and figures of the page, on sheets of paper."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from fer_core.report.content import Block, Figure, Report, Table
from fer_core.report.page import GENERATOR, block_html

_DPI = 600
_PT = _DPI / 72
_MARGIN_MM, _FOOT_PT = 18.0, 26.0
#: A table is cut after so many rows, so that each part finds room on a sheet.
_ROWS = 20
_GAP_PT = {"section": 22.0, "block": 10.0, "figure": 6.0}
_STYLE = f"""
body, p, td, th, li {{ font-size: {9.5 * _PT:.0f}px; color: #21252b; }}
h1 {{ font-size: {21 * _PT:.0f}px; }} h2 {{ font-size: {14 * _PT:.0f}px; }} h3 {{ font-size: {10.5 * _PT:.0f}px; }}
.note, .caption, th {{ font-size: {8.5 * _PT:.0f}px; color: #626a75; }}
.lead {{ font-size: {11 * _PT:.0f}px; }}
.warning {{ background-color: #fdf1dc; }}
.paste {{ background-color: #f0f2f5; }}
th {{ font-weight: normal; text-align: left; }}
td, th {{ padding: {2.5 * _PT:.0f}px {14 * _PT:.0f}px {2.5 * _PT:.0f}px 0; }}
h1, h2, h3, p, table, ul {{ margin: 0; }}
li {{ margin-bottom: {3 * _PT:.0f}px; }}
"""
_ASIDE = f"font-size: {9.5 * _PT:.0f}px; font-weight: normal; color: #626a75"


class _Words:
    """Words that are drawn as wide as the sheet."""

    def __init__(self, html: str, width: float) -> None:
        self._document = QTextDocument()
        self._document.setDocumentMargin(0)
        self._document.setIndentWidth(14 * _PT)
        font = QFont(["Helvetica Neue", "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"])
        font.setStyleHint(QFont.StyleHint.SansSerif)
        font.setPixelSize(round(9.5 * _PT))
        self._document.setDefaultFont(font)
        self._document.setDefaultStyleSheet(_STYLE)
        self._document.setHtml(f"<body>{html}</body>")
        self._document.setTextWidth(width)
        self.height = self._document.size().height()

    def draw(self, painter: QPainter, top: float, rows: tuple[float, float]) -> None:
        """Draw what lies between two heights, the first one at ``top``."""
        painter.save()
        painter.translate(0, top - rows[0])
        clip = QRectF(0, rows[0], self._document.textWidth(), rows[1] - rows[0])
        self._document.drawContents(painter, clip)
        painter.restore()


class _Drawing:
    """A figure, as wide as the sheet."""

    def __init__(self, svg: str, width: float) -> None:
        self._renderer = QSvgRenderer(svg.encode())
        self._renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        box = self._renderer.viewBoxF()
        self._width = width
        self.height = width * box.height() / box.width()

    def draw(self, painter: QPainter, top: float, rows: tuple[float, float]) -> None:
        """Draw it; a figure is never cut."""
        del rows
        self._renderer.render(painter, QRectF(0, top, self._width, self.height))


_Part = _Words | _Drawing


def pdf(report: Report) -> bytes:
    """Return a report as a PDF on A4. Needs a ``QGuiApplication``; works in any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(report.title)
    writer.setCreator(GENERATOR)
    painter = QPainter(writer)
    try:
        _Sheets(writer, painter, report).draw()
    finally:
        painter.end()
    return bytes(buffer.data().data())


class _Sheets:
    """Puts what belongs together on one sheet."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, report: Report) -> None:
        self._writer, self._painter, self._report = writer, painter, report
        self._width, self._height = float(writer.width()), float(writer.height()) - _FOOT_PT * _PT
        self._top, self._sheet = 0.0, 1

    def draw(self) -> None:
        """Draw all of it."""
        report = self._report
        facts = Table("", (), report.facts)
        self._put([self._words(f"<h1>{escape(report.title)}</h1>"), self._words(block_html(facts))], 0.0)
        for part in report.sections:
            aside = f'<span style="{_ASIDE}"> &nbsp; {escape(part.aside)}</span>' if part.aside else ""
            heading: list[_Part] = [self._words(f"<h2>{escape(part.title)}{aside}</h2>")]
            gap = _GAP_PT["section"]
            for item in part.blocks:
                for piece in _pieces(item):
                    heading += self._parts(piece)
                    # The key of the colours stays with the figure that it is for.
                    if not (isinstance(piece, Figure) and not piece.title):
                        self._put(heading, gap * _PT)
                        heading, gap = [], _GAP_PT["block"]
        self._put([self._words(f'<p class="note">{escape(report.made)}</p>')], _GAP_PT["section"] * _PT)
        self._foot()

    def _parts(self, item: Block) -> list[_Part]:
        if not isinstance(item, Figure):
            return [self._words(block_html(item))]
        parts: list[_Part] = [self._words(f"<h3>{escape(item.title)}</h3>")] if item.title else []
        parts.append(_Drawing(item.svg, self._width))
        if item.caption:
            parts.append(self._words(f'<p class="caption">{escape(item.caption)}</p>'))
        return parts

    def _words(self, html: str) -> _Words:
        return _Words(html, self._width)

    def _put(self, parts: list[_Part], gap: float) -> None:
        """Draw parts one below the other, on a new sheet if they find no room on this one."""
        between = _GAP_PT["figure"] * _PT
        height = sum(part.height for part in parts) + between * (len(parts) - 1)
        if self._top + gap + height > self._height and self._top > 0:
            self._next()
        self._top += gap if self._top > 0 else 0.0
        for part in parts:
            self._draw(part)
            self._top += between
        self._top -= between

    def _draw(self, part: _Part) -> None:
        done = 0.0
        while True:
            room = min(part.height - done, self._height - self._top)
            part.draw(self._painter, self._top, (done, done + room))
            done, self._top = done + room, self._top + room
            if done >= part.height - 1:
                return
            self._next()

    def _next(self) -> None:
        self._foot()
        self._writer.newPage()
        self._top, self._sheet = 0.0, self._sheet + 1

    def _foot(self) -> None:
        words = f'<p class="note">{escape(self._report.title)} &nbsp;·&nbsp; page {self._sheet}</p>'
        foot = self._words(words)
        foot.draw(self._painter, self._height + _FOOT_PT * _PT - foot.height, (0.0, foot.height))


def _pieces(item: Block) -> Iterator[Block]:
    """Return a block in pieces of which each finds room on a sheet."""
    if not isinstance(item, Table) or len(item.rows) <= _ROWS:
        yield item
        return
    for first in range(0, len(item.rows), _ROWS):
        yield replace(item, title=item.title if first == 0 else "", rows=item.rows[first : first + _ROWS])
