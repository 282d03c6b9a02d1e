"""A card: what one face expresses, in the form that there is room for."""

from enum import Enum

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from app.bars import ROOMY_ROW_PX, ROW_PX, Bars, Strip
from app.card_forms import Form
from app.card_parts import Pin, Swatch
from app.elided import ElidedLabel
from app.faces_menu import FaceTools, fill_face_menu
from app.name_edit import NAMES_EXPLAINED, NameEdit
from app.people import number_words
from app.status import clock
from app.theme import px
from app.words import label_words, mark, remarks, tr
from fer_core.captions import confidence_words
from fer_core.types import Face

_EXPLAINED = mark(
    "Uncertain: the model cannot tell this expression from another one.\n"
    "Two names: it can rule out neither, as measured on single test pictures;\n"
    "of live faces that promises nothing.\n"
    "Adjusted: its neutral face is known, and taken off.\n"
    "Settling: this face has been in view for less than a second and a half.\n"
    "Small, dark, turned away, covered, talking and so on: what makes this face hard to read.\n\n"
    "Enter here, or a double click on the face in the picture: what its label hangs on.\n"
    "F2 or a double click on its name: name it. P: keep its card on top. H: hide it."
)
#: By form, at the usual size of text: around the head (x, y), side of the swatch, and between the two lines.
_PADS = {Form.COMPACT: (10, 5), Form.MEDIUM: (13, 9), Form.FULL: (13, 11), Form.LARGE: (13, 12)}
_SWATCH_PX = {Form.COMPACT: 24, Form.MEDIUM: 30, Form.FULL: 30, Form.LARGE: 34}
_BETWEEN_PX = {Form.COMPACT: 0, Form.MEDIUM: 1, Form.FULL: 2, Form.LARGE: 3}
#: Of the label and of what is beneath it.
_LABEL_PX, _COMPACT_LABEL_PX, _SMALL_PX = 18, 14, 12
_GAP_PX, _OVER_BARS_PX, _PIN_PX, _STRIP_PX, _MEDIUM_STRIP_PX = 9, 9, 14, 8, 10
#: Of a compact card's second line.
_STRIP_PART = 0.45
#: A narrower card has narrower margins.
_NARROW_PX = 240


#: Seconds for which a face may be missed before its card says that it has left.
MISSED_S = 0.3


class Unfolded(Enum):
    """Where a folded card shows its bars while somebody points at it; its head stays where it is."""

    NO = 0
    DOWN = 1
    UP = 2


class FaceCard(QFrame):
    """One face: its label in words and as a glyph, how sure that is, and how probable each class is.

    Its parts are placed by hand: another number moves nothing, so that a dozen cards cost little.

    Parameters
    ----------
    face_id
        The face.
    tools
        What can be done about it.
    """

    #: The keyboard has come to this face, or left it: its id, and whether it is here.
    focused = Signal(int, bool)

    def __init__(self, face_id: int, tools: FaceTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face_id = face_id
        self._tools = tools
        self.form, self.unfolded = Form.FULL, Unfolded.NO
        self.last_seen_s = 0.0
        self._first_seen_s: float | None = None
        self._gone_s: int | None = None
        self._edit: NameEdit | None = None
        self._second_px = 0
        self._metrics: dict[tuple[int, bool], QFontMetrics] = {}
        # What follows the name, where there is room and where there is little; and what should be known of the label.
        self._told, self._remark = ("", ""), ""
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(f"{tr(_EXPLAINED)}\n{tr(NAMES_EXPLAINED)}")
        self._swatch = Swatch(self)
        self.label, self.confidence = _text(self, "label"), _text(self, "label")
        self.confidence.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.who, self.remarks = _text(self, "small"), _text(self, "small")
        self.remarks.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bars, self._strip, self._pin = Bars(self), Strip(self), Pin(self)
        for part in self.findChildren(QWidget):
            # The column follows the pointer through them.
            part.setMouseTracking(True)
        self.setMouseTracking(True)
        self._show_parts()

    @property
    def gone(self) -> bool:
        """Whether its face is not in view any more."""
        return self._gone_s is not None

    @property
    def editing(self) -> bool:
        """Whether its face is being named."""
        return self._edit is not None

    def show_face(self, face: Face, now_s: float) -> None:
        """Show what a face expresses that is seen now."""
        said = face.expression
        self.last_seen_s = now_s
        self._first_seen_s = now_s if self._first_seen_s is None else self._first_seen_s
        self._set_gone(None)
        words, sure = label_words(said), confidence_words(said)
        baselines = self._tools.baselines
        adjusted = "" if baselines is None else baselines.words(self.face_id)
        seen_s = now_s - self._first_seen_s
        self._swatch.show_class(said)
        moved = bool(sure) != bool(self.confidence.full_text)
        self.label.say(words)
        self.confidence.say(sure)
        if said is not None:
            values = tuple(float(p) for p in said.probabilities)
            self.bars.set_values(said.labels, values)
            self._strip.set_values(said.labels, values)
        # In a small card there is no room for more than what somebody waits for.
        self._told = (f"   {clock(seen_s)}" if seen_s >= 1 else "", f", {adjusted}" if adjusted else "")
        self._remark = ", ".join(filter(None, (adjusted, remarks(face))))
        self._say_who(moved=moved)
        known = self.bars.in_words if said is not None else ""
        self.setAccessibleName(f"{self._tools.people.name(self.face_id)}: {words} {sure}".strip())
        # Only the first letter: other languages have capitals in a sentence, too.
        noted = self._remark[:1].upper() + self._remark[1:]
        self.setAccessibleDescription(". ".join(filter(None, (noted, known))))

    def show_gone(self, now_s: float) -> None:
        """Fade, as its face is not in the picture any more, and say since when; for a moment it may be missed."""
        if now_s - self.last_seen_s < MISSED_S:
            return
        self._set_gone(int(now_s - self.last_seen_s))
        left = tr("left {seconds} s ago").format(seconds=self._gone_s) if self._gone_s else tr("left just now")
        self._told, self._remark = (f", {left}",) * 2, ""
        self._say_who()
        self.setAccessibleName(f"{self._tools.people.name(self.face_id)}: {left}")

    def height_in(self, form: Form, *, unfolded: bool = False) -> int:
        """Return how high it is in a form."""
        height = self._head_px(form) + 2 * _PADS[form][1]
        if form.folded and not unfolded:
            return height if form is Form.COMPACT else height + _OVER_BARS_PX + px(_MEDIUM_STRIP_PX)
        row_px = px(ROOMY_ROW_PX if form is Form.LARGE else ROW_PX)
        return height + _OVER_BARS_PX + row_px * self.bars.count

    def set_form(self, form: Form, unfolded: Unfolded = Unfolded.NO) -> None:
        """Show more or less."""
        if (form, unfolded) == (self.form, self.unfolded):
            return
        self.form, self.unfolded = form, unfolded
        tone = "name" if form is Form.COMPACT else "label"
        for label in (self.label, self.confidence):
            if label.property("tone") != tone:
                label.setProperty("tone", tone)
                _polish(label)
        self._mark("unfolded", unfolded is not Unfolded.NO)
        self._say_who()
        self._show_parts()

    def set_pointed(self, pointed: bool) -> None:
        """Stand out, while somebody points at this face in the picture."""
        self._mark("pointed", pointed)

    def edit_name(self) -> None:
        """Let the user name this face, in place."""
        if self._edit is None:
            people = self._tools.people
            nobody = number_words(self.face_id)
            self._edit = NameEdit(people.given_name(self.face_id), nobody, self._named, self)
            self._place()
            self._edit.show()
            self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Explain, name, pin or hide this face."""
        people, explain = self._tools.people, self._tools.explain
        if event.key() == Qt.Key.Key_F2:
            self.edit_name()
        elif explain is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                explain(self.face_id)
        elif event.key() == Qt.Key.Key_P and not event.modifiers():
            people.pin(self.face_id, not people.pinned(self.face_id))
        elif event.key() == Qt.Key.Key_H and not event.modifiers():
            people.hide(self.face_id, True)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Name this face where its name stands."""
        if self.who.geometry().adjusted(-4, -4, 4, 4).contains(event.position().toPoint()):
            self.edit_name()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Tell that the keyboard is at this face."""
        super().focusInEvent(event)
        self.focused.emit(self.face_id, True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Tell that it has left, but for a menu of its own."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.focused.emit(self.face_id, False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer what can be told about this face."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        fill_face_menu(menu, self.face_id, self._tools)
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        menu.popup(self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Measure anew in another font, and in another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._metrics.clear()
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place its parts."""
        super().resizeEvent(event)
        self._place()

    def _named(self, name: str | None) -> None:
        edit, self._edit = self._edit, None
        if edit is None:
            return
        had_focus = edit.hasFocus()
        edit.hide()
        edit.deleteLater()
        if had_focus:
            self.setFocus()
        else:
            self.focused.emit(self.face_id, False)
        if name is not None:
            self._tools.people.rename(self.face_id, name)

    def _set_gone(self, seconds: int | None) -> None:
        before, self._gone_s = self._gone_s, seconds
        if (before is None) != (seconds is None):
            for label in (self.label, self.confidence):
                label.setEnabled(not self.gone)
            for part in (self._swatch, self.bars, self._strip):
                part.set_faded(self.gone)
            self._show_parts()

    @property
    def _short(self) -> bool:
        return self.form is Form.COMPACT and self.unfolded is Unfolded.NO

    def _show_parts(self) -> None:
        folded = self.form.folded and self.unfolded is Unfolded.NO
        # In the smallest form, when its face left takes the room of the bar.
        self._strip.setVisible(folded and not (self._short and self.gone))
        self.bars.setVisible(not folded)
        self.remarks.setVisible(not self._short)
        self._place()

    def _say_who(self, *, moved: bool = False) -> None:
        people = self._tools.people
        pinned, told = people.pinned(self.face_id), self._told[self._short]
        name = people.name(self.face_id)
        # Where there is no room for both, what spoils the reading is of more use than how long it is seen.
        if self._remark and not self._short:
            wanted = self._in(_SMALL_PX, bold=False).horizontalAdvance(name + told + self._remark)
            told = told if wanted <= self._second_px - 2 * _GAP_PX else ""
        name += told
        moved |= name != self.who.full_text or self._remark != self.remarks.full_text
        moved |= pinned is self._pin.isHidden()
        self.who.say(name)
        self.remarks.say(self._remark)
        self._pin.setVisible(pinned)
        if moved:
            self._place()

    def _mark(self, name: str, on: bool) -> None:
        if bool(self.property(name)) != on:
            self.setProperty(name, on)
            _polish(self)

    def _head_px(self, form: Form) -> int:
        text = self._in(_label_px(form)).height() + self._in(_SMALL_PX).height()
        return max(text + _BETWEEN_PX[form], px(_SWATCH_PX[form]))

    def _in(self, size_px: int, *, bold: bool = True) -> QFontMetrics:
        """Return the measures of a size of text; the labels follow the style sheet later than the card."""
        key = (px(size_px), bold)
        if key not in self._metrics:
            font = QFont(self.font())
            font.setPixelSize(key[0])
            font.setBold(bold)
            self._metrics[key] = QFontMetrics(font)
        return self._metrics[key]

    def _place(self) -> None:
        """Put the parts where they belong; no layout does."""
        form, (pad_x, pad_y) = self.form, _PADS[self.form]
        head_px, side, narrow = self._head_px(form), px(_SWATCH_PX[form]), self.width() < px(_NARROW_PX)
        top = self.height() - pad_y - head_px if self.unfolded is Unfolded.UP else pad_y
        if narrow:
            pad_x -= 3
        right = self.width() - pad_x
        self._swatch.setGeometry(pad_x, top + (head_px - side) // 2, side, side)
        left = pad_x + side + (_GAP_PX - 3 if narrow else _GAP_PX)
        heavy = self._in(_label_px(form))
        line_px = heavy.height()
        sure_px = heavy.horizontalAdvance("99 %") + 2 if self.confidence.full_text else 0
        self.label.setGeometry(left, top, right - left - (sure_px and sure_px + 6), line_px)
        self.confidence.setGeometry(right - sure_px, top, sure_px, line_px)
        second = QRect(left, top + line_px + _BETWEEN_PX[form], right - left, self._in(_SMALL_PX).height())
        self._place_second(second)
        under = pad_y if self.unfolded is Unfolded.UP else pad_y + head_px + _OVER_BARS_PX
        rest = QRect(pad_x, under, right - pad_x, max(0, self.height() - head_px - 2 * pad_y - _OVER_BARS_PX))
        self.bars.setGeometry(rest)
        if not self._short:
            self._strip.setGeometry(rest)
        if self._edit is not None:
            around = second.adjusted(-5, -2, 5, 4)
            self._edit.setGeometry(around)
            self._edit.raise_()

    def _place_second(self, line: QRect) -> None:
        if not self._pin.isHidden():
            side = px(_PIN_PX)
            self._pin.setGeometry(line.x() - 1, line.center().y() - side // 2 + 1, side, side)
            line.setLeft(line.x() + side + 2)
        if self._short:
            if self.gone:
                self.who.setGeometry(line)
                return
            strip_px, high = round(_STRIP_PART * line.width()), px(_STRIP_PX)
            self._strip.setGeometry(line.right() + 1 - strip_px, line.center().y() - high // 2 + 1, strip_px, high)
            self.who.setGeometry(line.adjusted(0, 0, -strip_px - _GAP_PX, 0))
            return
        self._second_px = line.width()
        # A long name leaves room for remarks, and long remarks for the name.
        light = self._in(_SMALL_PX, bold=False)
        wanted, name = light.horizontalAdvance(self.remarks.full_text), light.horizontalAdvance(self.who.full_text)
        room = line.width() - _GAP_PX
        remarks_px = min(wanted, max(room - name, room // 2)) + 2 if wanted else 0
        self.remarks.setGeometry(line.right() + 1 - remarks_px, line.y(), remarks_px, line.height())
        self.who.setGeometry(line.adjusted(0, 0, -(remarks_px and remarks_px + _GAP_PX), 0))


def _label_px(form: Form) -> int:
    return _COMPACT_LABEL_PX if form is Form.COMPACT else _LABEL_PX


def _text(parent: QWidget, tone: str) -> ElidedLabel:
    label = ElidedLabel(parent)
    label.setProperty("tone", tone)
    return label


def _polish(widget: QWidget) -> None:
    """Dress a widget anew, after a property has changed that the style sheet asks for."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
