"""What each face expressed, over the whole session or a span of it: in shares of the time."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.bars import Bars
from app.people import number_words
from app.scrolled import column_area
from app.viewer.spans import span_words, time_words
from app.words import share_words, tr, trn
from fer_core.session.summary import FaceSummary

#: More faces than anybody looks through.
_MOST_FACES = 50


class Shares(QWidget):
    """A card for each face."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = _line("", "heading")
        self.note = _line(
            tr("Shares of the time in which a face had a label. Nothing is said of what it felt."), "small"
        )
        self.cards: list[QFrame] = []
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self.area: QScrollArea = column_area(body)
        self.area.setAccessibleName(tr("Summary of each face"))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 2, 4)
        column.setSpacing(6)
        for widget in (self.heading, self.note):
            column.addWidget(widget)
        column.addWidget(self.area, 1)

    def show_faces(
        self, faces: Sequence[FaceSummary], names: Mapping[int, str], span: tuple[float, float] | None
    ) -> None:
        """Show what was found in a span, None for the whole session."""
        whole = tr("Whole session") if span is None else span_words(*span)
        self.heading.setText(whole if faces else tr("{span}: no face").format(span=whole))
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [_card(face, names.get(face.face_id, "")) for face in faces[:_MOST_FACES]]
        for place, card in enumerate(self.cards):
            self._column.insertWidget(place, card)
        if len(faces) > _MOST_FACES:
            self.heading.setText(
                f"{whole}  ·  " + trn("%Ln more faces, seen for less time", "", len(faces) - _MOST_FACES)
            )


def _card(face: FaceSummary, name: str) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    who = name or number_words(face.face_id)
    head = _line(who, "name")
    seen = tr("seen {time} min").format(time=time_words(face.seen_s))
    parts = [seen, trn("%Ln rows", "", face.rows)]
    labelled = sum(share.seconds for share in face.shares)
    if labelled > 0:
        parts.append(tr("uncertain {share}").format(share=share_words(face.uncertain)))
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 12, 10)
    column.setSpacing(4)
    column.addWidget(head)
    column.addWidget(_line("  ·  ".join(parts), "small"))
    if labelled > 0:
        bars = Bars(words=share_words)
        bars.setAccessibleName(tr("Shares of the labels of {name}").format(name=who))
        bars.set_values(face.labels, tuple(share.share for share in face.shares))
        column.addWidget(bars)
    else:
        column.addWidget(_line(tr("No expression was read."), "muted"))
    return card


def _line(text: str, tone: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
