"""Two models side by side: what each says of each face, and where they have differed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QWidget

from app.agreement import Agreement, Span
from app.face_marks import class_colour
from app.faces_menu import FaceTools
from app.history import GAP_S
from app.icons import icon
from app.people import People, number_words
from app.theme import colour, px
from app.timeline import SPAN_S
from app.words import label_words, mark, tr
from fer_core.captions import confidence_words
from fer_core.estimators.base import PipelineDescription
from fer_core.palette import colour_of
from fer_core.types import Expression, Face

_EVERY_S = 0.1
_HEAD_PX, _ROW_PX, _MARGIN_PX, _GAP_PX, _STRIP_PX, _BUTTON_PX = 20, 22, 10, 12, 12, 22
_MOST_ROWS = 3
#: Before that, a share of the time says nothing.
_LEAST_S = 1.0
#: Widths of a label and of the words on the right, in a wide strip and in a narrow one.
_LABEL_PX, _WORDS_PX, _NARROW_LABEL_PX, _NARROW_WORDS_PX, _NARROW_BELOW_PX = 170, 150, 112, 84, 640
_HELP = mark(
    "The upper half of the line is the first model's label, the lower half the second one's: it is coloured where they "
    "differ. A neutral face is taken off what the app speaks with, not off the other one."
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the parts of a row are, in pixels from the left, and their widths."""

    first: float
    second: float
    label: float
    strip: float
    strip_width: float
    words: float


class ComparisonStrip(QFrame):
    """A row for each face: what two models say now, where they differed lately, and for how much of the time.

    Parameters
    ----------
    tools
        What can be done about faces: here their names are asked for, and who is shown.
    """

    def __init__(self, tools: FaceTools | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = People() if tools is None else tools.people
        self._people.changed.connect(self.update)
        self.faces: dict[int, Agreement] = {}
        self._said: dict[int, tuple[Expression, Expression]] = {}
        self._outputs = ("", "")
        self._newest_t = self._painted_s = 0.0
        self._rows = 1
        self.setObjectName("comparison")
        self.setToolTip(tr(_HELP))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Comparison of two models"))
        self.stop = QToolButton(self)
        self.stop.setToolTip(tr("Stop comparing"))
        self.stop.setAccessibleName(tr("Stop comparing"))
        self._draw_stop()

    @property
    def models(self) -> tuple[str, str]:
        """Names of the two models."""
        first, second = (output.partition(".")[0] for output in self._outputs)
        return first, second

    @property
    def rows(self) -> tuple[str, ...]:
        """What is told of each face, in words."""
        return tuple(self._row_words(face_id) for face_id in self._shown())

    def set_models(self, pipeline: PipelineDescription | None) -> None:
        """Compare what a pipeline speaks with with what it says beside that; None while nothing plays."""
        outputs = ("", "") if pipeline is None else (pipeline.spoken, pipeline.beside)
        if outputs != self._outputs and outputs[1]:
            self._outputs = outputs
            self.clear()

    def show_faces(self, faces: Sequence[Face], now_s: float) -> None:
        """Take the faces of a picture that is shown at ``now_s`` seconds."""
        self._newest_t = now_s
        # Whoever is lost for a moment is not gone.
        self._said = {i: said for i, said in self._said.items() if now_s - self.faces[i].last_t <= GAP_S}
        for face in faces:
            first, second = face.expression, face.beside
            if first is None or second is None or (first.output, second.output) != self._outputs:
                continue
            self._said[face.id] = (first, second)
            self.faces.setdefault(face.id, Agreement()).add(now_s, first.label, second.label)
        oldest = now_s - SPAN_S
        if any(agreement.last_t < oldest for agreement in self.faces.values()):
            self.faces = {face_id: seen for face_id, seen in self.faces.items() if seen.last_t >= oldest}
        rows = min(len(self.faces), _MOST_ROWS)
        if rows > self._rows:
            # It only grows: the picture over it would jump whenever a face comes or goes.
            self._rows = rows
            self.updateGeometry()
        if now_s - self._painted_s >= _EVERY_S:
            self._painted_s = now_s
            self.setAccessibleDescription(". ".join(self.rows))
            self.update()

    def expire(self, now_s: float) -> None:
        """Keep what has gone for a while: that is what it is for."""

    def clear(self) -> None:
        """Begin anew, for another source or other models."""
        self.faces, self._said, self._rows = {}, {}, 1
        self.updateGeometry()
        self.update()

    def set_empty_text(self, text: str) -> None:
        """Say why there is nothing to show; the panel of faces says more."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows."""
        return QSize(400, px(_HEAD_PX) + self._rows * px(_ROW_PX) + 2 * _MARGIN_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows."""
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:  # noqa: N802
        """Keep the button in its corner."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._place_stop()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the button anew in another theme, and in another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._draw_stop()
            self._place_stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the head, and a row for each face."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(self._small())
        place = self._place()
        painter.setPen(colour("muted"))
        top, head, row_px = float(_MARGIN_PX), px(_HEAD_PX), px(_ROW_PX)
        for x, name in zip((place.first, place.second), self.models, strict=True):
            _write(painter, QRectF(x, top, place.label, head - 4), name)
        over = QRectF(place.strip, top, self.width() - px(_BUTTON_PX) - 12 - place.strip, head - 4)
        _write(painter, over, tr("Differed in the last {seconds} s").format(seconds=f"{SPAN_S:.0f}"))
        shown = self._shown()
        if not self.faces:
            rect = QRectF(place.first, top + head, self.width() - place.first, row_px)
            _write(painter, rect, tr("No face has been read by both yet."))
        for row, face_id in enumerate(shown):
            self._paint_row(painter, face_id, place, top + head + row * row_px)

    @property
    def _narrow(self) -> bool:
        return self.width() < px(_NARROW_BELOW_PX)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(px(12))
        return font

    def _name_px(self) -> int:
        """Return the room for a name: that of a number in the language of the window; longer ones are shortened."""
        return QFontMetrics(self._small()).horizontalAdvance(number_words(88))

    def _draw_stop(self) -> None:
        side = px(14)
        self.stop.setIconSize(QSize(side, side))
        self.stop.setIcon(icon("close"))

    def _place_stop(self) -> None:
        side = px(_BUTTON_PX)
        self.stop.setGeometry(self.width() - side - 6, 6, side, side)

    def _shown(self) -> list[int]:
        """Return the faces that have a row: of too many, those that were seen last."""
        here = (face_id for face_id in self.faces if not self._people.hidden(face_id))
        latest = sorted(here, key=lambda face_id: (-self.faces[face_id].last_t, face_id))
        return sorted(latest[:_MOST_ROWS])

    def _row_words(self, face_id: int) -> str:
        said = self._said.get(face_id)
        now = tr("not in the picture")
        if said is not None:
            now = ", ".join(f"{name} {_words(one)}" for name, one in zip(self.models, said, strict=True))
        return f"{self._people.name(face_id)}: {now}; {_share_words(self.faces[face_id], narrow=False)}"

    def _place(self) -> _Place:
        sizes = (_NARROW_LABEL_PX, _NARROW_WORDS_PX) if self._narrow else (_LABEL_PX, _WORDS_PX)
        label, words = (px(size) for size in sizes)
        first = _MARGIN_PX + self._name_px() + _GAP_PX / 2
        second = first + label + _GAP_PX / 2
        strip = second + label + _GAP_PX / 2
        right = self.width() - _MARGIN_PX - words
        return _Place(first, second, label, strip, max(right - _GAP_PX - strip, 0.0), right)

    def _paint_row(self, painter: QPainter, face_id: int, place: _Place, top: float) -> None:
        painter.setPen(colour("muted"))
        high, strip_px = px(_ROW_PX), px(_STRIP_PX)
        _write(painter, QRectF(_MARGIN_PX, top, self._name_px(), high), self._people.name(face_id))
        said = self._said.get(face_id)
        for x, one in zip((place.first, place.second), said or (None, None), strict=True):
            _paint_label(painter, QRectF(x, top, place.label, high), one)
        agreement = self.faces[face_id]
        strip = QRectF(place.strip, top + (high - strip_px) / 2, place.strip_width, strip_px)
        self._paint_strip(painter, strip, agreement.spans)
        painter.setPen(colour("text" if agreement.differed_s else "muted"))
        words = QRectF(place.words, top, self.width() - _MARGIN_PX - place.words, high)
        _write(painter, words, _share_words(agreement, narrow=self._narrow), right=True)

    def _paint_strip(self, painter: QPainter, rect: QRectF, spans: Sequence[Span]) -> None:
        painter.setPen(QPen(colour("control"), 1.0))
        painter.setBrush(colour("picture"))
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        inside = rect.adjusted(1, 1, -1, -1)
        start = self._newest_t - SPAN_S
        for span in spans:
            left = max((span.start - start) / SPAN_S, 0.0)
            right = (span.end - start) / SPAN_S
            if right <= 0:
                continue
            part = QRectF(inside.x() + left * inside.width(), inside.y(), 0, inside.height())
            part.setWidth(max((right - left) * inside.width(), 1.0))
            if span.first == span.second:
                # A thin line: both saw the face, and said the same.
                part.adjust(0, inside.height() / 2 - 0.5, 0, 0.5 - inside.height() / 2)
                painter.fillRect(part, colour("on_picture_muted"))
                continue
            half = inside.height() / 2
            for label, offset in ((span.first, 0.0), (span.second, half)):
                painter.fillRect(QRectF(part.x(), part.y() + offset, part.width(), half), QColor(*colour_of(label, 0)))


def _paint_label(painter: QPainter, rect: QRectF, said: Expression | None) -> None:
    if said is None:
        painter.setPen(colour("faint"))
        _write(painter, rect, "–")  # noqa: RUF001
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = px(10)
    dot = QRectF(rect.x(), rect.center().y() - side / 2, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("picture"))
    painter.drawEllipse(dot)
    painter.setBrush(class_colour(said))
    painter.drawEllipse(dot.adjusted(1.5, 1.5, -1.5, -1.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(colour("text"))
    _write(painter, rect.adjusted(side + 6, 0, 0, 0), _words(said))


def _words(said: Expression) -> str:
    return f"{label_words(said)} {confidence_words(said)}".rstrip()


def _share_words(agreement: Agreement, *, narrow: bool) -> str:
    """Return for how much of the time the models have differed; of a picture, whether they do."""
    seconds = agreement.seen_s
    if seconds < _LEAST_S:
        last = agreement.spans[-1]
        return tr("agree") if last.first == last.second else tr("differ")
    time = f"{seconds:.0f} s" if seconds < 60 else f"{int(seconds // 60)}:{int(seconds % 60):02d} min"
    share = f"{round(agreement.share * 100)} %"
    if narrow:
        return tr("differ {share}").format(share=share)
    return tr("differed {share} of {time}").format(share=share, time=time)


def _write(painter: QPainter, rect: QRectF, text: str, *, right: bool = False) -> None:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
