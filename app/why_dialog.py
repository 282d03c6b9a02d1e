"""Why a face is read as it is: its crop, what covering parts of it does, its window, and the chain to the label."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.crop_views import CropView, PartsView, Sample
from app.dialogs import close_row, give_size
from app.scrolled import Scrolled
from app.status import clock
from app.why_moment import WhyMoment
from app.why_words import NOTE, covering_words, parts_words, why_shown
from app.words import class_word, label_words, mark, tr
from fer_core.captions import confidence_words, percent
from fer_core.explain import ClassLinks, Explanation

_MEASURING = mark("Measuring…")
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_COLUMNS = (
    (
        mark("As read"),
        mark("What the network says at this moment, calibrated, before anything is taken off or averaged"),
    ),
    (mark("Adjusted"), mark("The same after its neutral face is taken off, if that is known")),
    (mark("Averaged"), mark("That, averaged over time: what the card shows")),
)


class WhyDialog(QDialog):
    """One face at one moment. It stands beside the window, which goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Why this expression?"))
        give_size(self, 780, 480)
        self._moment: WhyMoment | None = None
        self.who, self.heading, self.reason = _text("small"), _text("label"), _text("muted", wraps=True)
        self.crop = CropView(tr("The face as the network sees it"))
        self.map = CropView(tr("What covering parts of the face does"))
        self.about_crop, self.about_map = _text("small", wraps=True), _text("small", wraps=True)
        self.about_crop.setText(tr("As the network sees it"))
        self.about_map.setText(tr("What covering it does"))
        self.table = LinksTable()
        self.lowers, self.raises = _text("small", wraps=True), _text("small", wraps=True)
        self.covering = _text("small", wraps=True)
        self.about_parts = _text("small", wraps=True)
        self.parts = PartsView()
        self.note = _text("small", wraps=True)
        self.note.setText(tr(NOTE))
        # Who has held Enter down to ask does not close the answer with it.
        self._buttons = close_row(self)
        self._arrange()

    def begin(self, moment: WhyMoment) -> None:
        """Show what is known at once; the rest is being measured."""
        self._moment = moment
        said = moment.said
        who = moment.name
        if moment.source_t_s is not None and not moment.still:
            who = tr("{name}, {time} into the film").format(name=who, time=clock(moment.source_t_s))
        self.who.setText(who)
        self.heading.setText(f"{label_words(said)} {confidence_words(said)}".strip())
        self.reason.setText(why_shown(said, moment.links, averaged=moment.averaged))
        self.table.show_links(moment.links)
        label = class_word(said.label)
        self.lowers.setText(tr("Covering this lowers “{label}”").format(label=label))
        self.raises.setText(tr("Covering this raises “{label}”").format(label=label))
        self.covering.setText(tr("A small grey patch is moved over the face, and each time the face is read again."))
        height, width = moment.crop.shape
        pixels = tr("{width} x {height} pixels in grey, turned upright, and never mirrored")
        self.about_crop.setToolTip(pixels.format(width=width, height=height))
        self.crop.show_crop(moment.crop)
        self.map.show_crop(moment.crop, tr(_MEASURING))
        self.about_parts.setText(tr(_MEASURING))
        self.parts.show_parts(())

    def finish(self, found: Explanation) -> None:
        """Show what has been measured."""
        words = covering_words(found.label, found.occlusion)
        self.map.show_heat(found.occlusion.falls, words)
        self.covering.setText(words)
        self.about_parts.setText(parts_words(found.parts))
        self.parts.show_parts(found.parts)

    def fail(self, sentence: str) -> None:
        """Say why nothing can be measured."""
        self.map.say(tr("Not measured"))
        self.covering.setText(sentence)
        self.about_parts.setText("")

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 14, 20, 4)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.who)
        column.addLayout(head)
        column.addWidget(self.reason)
        column.addLayout(self._pictures())
        column.addSpacing(4)
        column.addWidget(self.about_parts)
        column.addWidget(self.parts)
        column.addStretch(1)
        scroll = Scrolled(body, tr("Explanation"))
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 4, 20, 14)
        foot.setSpacing(16)
        foot.addWidget(self.note, 1)
        foot.addWidget(self._buttons)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(scroll, 1)
        page.addLayout(foot)

    def _pictures(self) -> QHBoxLayout:
        legend = QGridLayout()
        legend.setHorizontalSpacing(8)
        legend.setVerticalSpacing(4)
        legend.setColumnStretch(1, 1)
        for place, (role, words) in enumerate((("speaks_for", self.lowers), ("speaks_against", self.raises))):
            legend.addWidget(Sample(role), place, 0)
            legend.addWidget(words, place, 1)
        beside = QVBoxLayout()
        beside.setSpacing(10)
        beside.addWidget(self.table)
        beside.addLayout(legend)
        beside.addWidget(self.covering)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(14)
        for picture, words in ((self.crop, self.about_crop), (self.map, self.about_map)):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(picture)
            column.addWidget(words)
            column.addStretch(1)
            row.addLayout(column, 4)
        row.addLayout(beside, 9)
        return row


class LinksTable(QFrame):
    """The most probable classes, a row each, and their probability after each link of the chain."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[list[QLabel]] = []
        self.setAccessibleName(tr("The three strongest classes"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        for column, (name, tip) in enumerate(_COLUMNS, start=1):
            heading = _text("small")
            heading.setText(tr(name))
            heading.setToolTip(tr(tip))
            heading.setAlignment(_NUMBERS)
            self._grid.addWidget(heading, 0, column)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """What is written, from top to bottom: class, and its percentages."""
        return tuple(tuple(cell.text() for cell in cells) for cells in self._cells)

    def show_links(self, links: tuple[ClassLinks, ...]) -> None:
        """Show classes, likeliest first."""
        while len(self._cells) < len(links):
            self._add_row()
        for cells, row in zip(self._cells, links, strict=True):
            numbers = (row.read, row.adjusted, row.averaged)
            for cell, words in zip(cells, (class_word(row.label), *map(percent, numbers)), strict=True):
                cell.setText(words)
        names = [tr(name).lower() for name, _ in _COLUMNS]
        lines = (
            f"{label}: {', '.join(f'{name} {number}' for name, number in zip(names, numbers, strict=True))}"
            for label, *numbers in self.rows
        )
        self.setAccessibleDescription(". ".join(lines))

    def _add_row(self) -> None:
        row = len(self._cells) + 1
        cells = [_text("muted" if column in (1, 2) else "") for column in range(1 + len(_COLUMNS))]
        for column, cell in enumerate(cells):
            if column:
                cell.setAlignment(_NUMBERS)
            self._grid.addWidget(cell, row, column)
        self._cells.append(cells)


def _text(tone: str, *, wraps: bool = False) -> QLabel:
    label = QLabel()
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    return label
