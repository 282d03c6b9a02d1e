"""A report on sheets of paper."""

import re
import zlib

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.report_pdf import pdf
from fer_core.report.content import Figure, Points, Report, Table, Words, section
from fer_core.report.svg import Svg

LONG = "So that it goes on and on. " * 40


def report(*blocks, title="talk"):
    return Report(title, (("Faces", "1"),), (section("One", blocks, "aside"),), "Made today.")


def sheets(data):
    return len(re.findall(rb"/Type\s*/Page\b", data))


def drawn(height):
    svg = Svg(height, "a figure")
    svg.rect(0, 0, 720, height, (200, 0, 0))
    return str(svg)


def test_words_and_figures_stand_on_one_sheet(qapp):
    blocks = [Words("Short."), Figure("A figure", drawn(100), "To be read."), Points(("One.", "Two."))]
    data = pdf(report(*blocks, Table("A table", ("a", "b"), (("1", "2"),), (1,))))
    assert data.startswith(b"%PDF")
    assert sheets(data) == 1
    assert "fer-live report".encode("utf-16-be") in data


@pytest.mark.parametrize(
    "blocks",
    [
        [Words(LONG)] * 6,
        [Words(LONG * 12)],
        [Figure("A figure", drawn(500))] * 3,
        [Table("Long", ("n",), tuple((str(i),) for i in range(150)))],
    ],
)
def test_what_finds_no_room_goes_on_on_further_sheets(qapp, blocks):
    assert 2 <= sheets(pdf(report(*blocks))) <= 5


def test_a_figure_is_never_on_a_sheet_without_its_title(qapp):
    # Sheets are full to below the middle: each figure, with its title, needs its own.
    assert sheets(pdf(report(*[Figure("A figure", drawn(640))] * 3))) == 3


def test_an_empty_report_and_one_with_markup_in_it(qapp):
    assert sheets(pdf(Report("<b>", (), (), ""))) == 1
    assert sheets(pdf(report(Words("<h1>&"), title="<script>"))) == 1


def test_figures_look_the_same_in_qt(qapp):
    svg = Svg(100, "a figure")
    svg.rect(0, 0, 360, 100, (0, 114, 178))
    svg.text(540, 60, "Words", size=40, anchor="middle")
    svg.path([(360, 0), (400, 0), (400, 20), (360, 20)], fill=(213, 94, 0))
    image = QImage(720, 100, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    QSvgRenderer(str(svg).encode()).render(painter, QRectF(0, 0, 720, 100))
    painter.end()
    assert image.pixelColor(100, 50).getRgb()[:3] == (0, 114, 178)
    assert image.pixelColor(380, 10).getRgb()[:3] == (213, 94, 0)
    dark = [x for x in range(410, 720) if any(image.pixelColor(x, y).lightness() < 100 for y in range(100))]
    assert 440 < dark[0] < 540 < dark[-1] < 640


def test_sheets_are_compressed_and_whole(qapp):
    data = pdf(report(Words("Here.")))
    streams = re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
    assert any(zlib.decompressobj().decompress(part) for part in streams if part[:1] == b"x")
    assert data.rstrip().endswith(b"%%EOF")
