"""What is known of a model, as a page."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.elided import wrappable
from app.words import class_word, mark, number, tr, trn
from fer_core.captions import percent
from fer_core.model_card import Figure, ModelCard
from fer_core.outputs import DistributionSpec, OutputSpec

# What the library says by itself of any model.
_OF_THE_LIBRARY = (
    mark("Strangers' faces, of another collection"),
    mark("Test pictures of FER2013 where annotators agree"),
    mark("Test pictures of FER2013"),
    mark("Test pictures"),
    mark("Pictures on which it was chosen while it learned, which flatters"),
    mark(
        "It reads expressions, not feelings, and it is often wrong, more so on faces unlike those that it learned from."
    ),
    mark("Nothing beside it tells how often it errs: try it on faces that you know before you rely on it."),
)


class ModelCardView(QScrollArea):
    """Shows a card, or a sentence in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Model card"))
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
    place = tr("It comes with fer-live.") if card.folder is None else tr("In {folder}.").format(folder=card.folder)
    day = QDate(card.written.year, card.written.month, card.written.day)
    date = QLocale().toString(day, tr("d MMMM yyyy"))
    written = tr("{size}, written here on {date}.").format(size=_size(card.size_bytes), date=date)
    return f"{place} {written}"


def _sections(card: ModelCard) -> Iterator[tuple[str, QWidget]]:
    if card.figures:
        yield tr("How often it is right"), _figures(card.figures)
    yield tr("What it cannot do"), _list([tr(limit) for limit in card.limits])
    outputs = card.spec.outputs.items()
    said = "\n".join(_output_words(name, output, spoken=name == card.spec.default) for name, output in outputs)
    yield tr("What it says"), _label(said, "muted")
    height, width = card.spec.input_size
    seconds = QLocale().toString(card.spec.window_s, "g", 2)
    looks = tr("Grey faces of {width} × {height} pixels, and {seconds} s of each face.")  # noqa: RUF001
    yield tr("What it looks at"), _label(looks.format(width=width, height=height, seconds=seconds), "muted")
    if card.learned_from:
        yield tr("What it learned from"), _list(card.learned_from)
    if card.folder is None:
        yield tr("More"), _label(tr("More about it stands in MODEL_CARD.md in its folder."), "muted")
    sums = "\n".join(f"{name}: {value}" for name, value in card.sha256.items())
    yield tr("Checksums (sha256)"), _label(sums, "small")


def _size(size: int) -> str:
    return f"{number(size / 1e6, 1)} MB" if size >= 100_000 else f"{number(size / 1e3, 1)} kB"


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
    said = tr("{name} (the app speaks with it)").format(name=name) if spoken else name
    return f"{said}: {words}"


def _figures(figures: Sequence[Figure]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(0, 1)
    for row, figure in enumerate(figures):
        count = trn("%Ln pictures", "", figure.pictures)
        words = f"{_of_words(figure)} ({count})" if figure.pictures else _of_words(figure)
        grid.addWidget(_label(words, "muted"), row, 0)
        share = _label(percent(figure.accuracy), "")
        share.setWordWrap(False)
        grid.addWidget(share, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return table


def _of_words(figure: Figure) -> str:
    """Return what a figure is of: a phrase of the library, with the output where that is not the one that speaks."""
    phrase, _, output = figure.of.removesuffix(")").partition(" (output ")
    return tr("{pictures} (output {output})").format(pictures=tr(phrase), output=output) if output else tr(figure.of)


def _label(text: str, tone: str) -> QLabel:
    label = QLabel("\n".join(wrappable(line) for line in text.split("\n")))
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
