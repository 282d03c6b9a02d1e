"""What is known of a model, as a page."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.elided import wrappable
from fer_core.captions import class_word, counted, percent
from fer_core.model_card import Figure, ModelCard
from fer_core.outputs import DistributionSpec, OutputSpec

_MORE = "More about it stands in MODEL_CARD.md in its folder."


class ModelCardView(QScrollArea):
    """Shows a card, or a sentence in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Model card")
        self.card: ModelCard | None = None

    @property
    def text(self) -> str:
        """Everything that is written, as one text."""
        return "\n".join(label.text() for label in self.findChildren(QLabel))

    def say(self, heading: str, sentence: str, *, tone: str = "muted") -> None:
        """Show a heading and a sentence."""
        self.card = None
        column = self._fresh()
        column.addWidget(_label(heading, "title"))
        column.addWidget(_label(sentence, tone))
        column.addStretch(1)

    def show_card(self, card: ModelCard) -> None:
        """Show a card."""
        self.card = card
        column = self._fresh()
        column.addWidget(_label(card.name, "title"))
        column.addWidget(_label(_facts(card), "muted"))
        for heading, widget in _sections(card):
            column.addSpacing(12)
            column.addWidget(_label(heading, "heading"))
            column.addWidget(widget)
        column.addStretch(1)

    def _fresh(self) -> QVBoxLayout:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 0, 12, 4)
        column.setSpacing(4)
        self.setWidget(page)
        return column


def _facts(card: ModelCard) -> str:
    place = "It comes with fer-live." if card.folder is None else f"In {card.folder}."
    written = f"{card.written.day} {card.written:%B %Y}"
    return f"{place} {_size(card.size_bytes)}, written here on {written}."


def _sections(card: ModelCard) -> Iterator[tuple[str, QWidget]]:
    if card.figures:
        yield "How often it is right", _figures(card.figures)
    yield "What it cannot do", _list(card.limits)
    outputs = card.spec.outputs.items()
    said = "\n".join(_output_words(name, output, spoken=name == card.spec.default) for name, output in outputs)
    yield "What it says", _label(said, "muted")
    height, width = card.spec.input_size
    yield (
        "What it looks at",
        _label(f"Grey faces of {width} × {height} pixels, and {card.spec.window_s:.2g} s of each face.", "muted"),  # noqa: RUF001
    )
    if card.learned_from:
        yield "What it learned from", _list(card.learned_from)
    if card.folder is None:
        yield "More", _label(_MORE, "muted")
    yield "Checksums (sha256)", _label("\n".join(f"{name}: {value}" for name, value in card.sha256.items()), "small")


def _size(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number >= 100_000 else f"{number / 1e3:.1f} kB"


def _list(sentences: Sequence[str]) -> QWidget:
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    for row, sentence in enumerate(sentences):
        grid.addWidget(_label("•", "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_label(sentence, "muted"), row, 1)
    return page


def _output_words(name: str, output: OutputSpec, *, spoken: bool) -> str:
    parts = output.labels if isinstance(output, DistributionSpec) else output.names
    words = ", ".join(class_word(part).lower() for part in parts)
    return f"{name}{' (the app speaks with it)' if spoken else ''}: {words}"


def _figures(figures: Sequence[Figure]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(0, 1)
    for row, figure in enumerate(figures):
        count = f" ({counted(figure.pictures, 'pictures')})" if figure.pictures else ""
        grid.addWidget(_label(f"{figure.of}{count}", "muted"), row, 0)
        share = _label(percent(figure.accuracy), "")
        share.setWordWrap(False)
        grid.addWidget(share, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return table


def _label(text: str, tone: str) -> QLabel:
    label = QLabel("\n".join(wrappable(line) for line in text.split("\n")))
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
