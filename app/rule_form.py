"""The fields in which a rule is made."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.rule_words import test_word, value_word, when_word
from app.words import tr
from fer_core.quality import QUALITY_FLAGS
from fer_core.rules.language import (
    ABOVE,
    BELOW,
    CHANGES,
    FACES,
    IS,
    LABEL,
    LEAST_REFRACTORY_S,
    LONGEST_NAME,
    LONGEST_REFRACTORY_S,
    LONGEST_S,
    QUALITY,
    Rule,
)

_MOST_DIGITS = 4
_MOST_FACES, _LAST_FACE, _FARTHEST = 1000, 1_000_000, 1e9


class RuleForm(QWidget):
    """A rule in fields; what cannot be asked of something cannot be chosen.

    Parameters
    ----------
    classes
        Of the model.
    whens
        What a rule can be about.
    """

    #: The user has changed the rule.
    edited = Signal()

    def __init__(self, classes: Sequence[str], whens: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes, self._whens = tuple(classes), tuple(whens)
        self._rule: Rule | None = None
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.when, self.test, self.word = QComboBox(), QComboBox(), QComboBox()
        self.amount, self.for_s, self.refractory_s = QDoubleSpinBox(), QDoubleSpinBox(), QDoubleSpinBox()
        self.face = QSpinBox()
        self.snapshot = QCheckBox(tr("Save a snapshot, too"))
        self.sound = QCheckBox(tr("Make a sound"))
        self.for_s.setRange(0.0, LONGEST_S)
        self.for_s.setSingleStep(0.1)
        self.refractory_s.setRange(LEAST_REFRACTORY_S, LONGEST_REFRACTORY_S)
        for seconds, digits in ((self.for_s, 2), (self.refractory_s, 1)):
            seconds.setDecimals(digits)
            seconds.setSuffix(tr(" s"))
        self.face.setRange(0, _LAST_FACE)
        for choice in (self.when, self.test, self.word):
            # The dialog keeps its width, whatever can be chosen.
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(6)
        for spin in (self.amount, self.for_s, self.refractory_s, self.face):
            # Where the text of a line begins; the style sheet cannot say it.
            spin.lineEdit().setTextMargins(6, 0, 0, 0)
        self.face.setSpecialValueText(tr("any"))
        self.snapshot.setToolTip(tr("Of the picture that is shown then; faces that are hidden stay hidden"))
        self._arrange()
        self.name.textEdited.connect(self._changed)
        self.when.activated.connect(self._about_something_else)
        self.test.activated.connect(self._test_chosen)
        self.word.activated.connect(self._changed)
        for field in (self.amount, self.for_s, self.refractory_s, self.face):
            field.valueChanged.connect(self._changed)
        for box in (self.snapshot, self.sound):
            box.clicked.connect(self._changed)

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """Return every field, from top to bottom."""
        return (
            *(self.name, self.when, self.test, self.amount, self.word, self.for_s, self.face),
            *(self.refractory_s, self.snapshot, self.sound),
        )  # fmt: skip

    def know(self, classes: Sequence[str], whens: Sequence[str]) -> None:
        """Offer other classes, and other things that a rule can be about."""
        self._classes, self._whens = tuple(classes), tuple(whens)
        if self._rule is not None:
            # The name may be unfinished.
            self.show_rule(replace(self._rule, name=self.name.text().strip() or self._rule.name))

    def show_rule(self, rule: Rule | None) -> None:
        """Show a rule; None for none."""
        self._rule = rule
        self.setEnabled(rule is not None)
        if rule is None:
            return
        blockers = [QSignalBlocker(field) for field in self.fields]
        if self.name.text().strip() != rule.name:
            self.name.setText(rule.name)
        _fill(self.when, [*self._whens, *((rule.when,) if rule.when not in self._whens else ())], rule.when)
        for row in range(self.when.count()):
            self.when.setItemText(row, when_word(self.when.itemData(row), self._classes))
        self._offer(rule)
        for field, value, digits in ((self.for_s, rule.for_s, 2), (self.refractory_s, rule.refractory_s, 1)):
            field.setDecimals(_digits(value, digits))
            field.setValue(value)
        self.face.setValue(rule.face or 0)
        self.snapshot.setChecked(rule.snapshot)
        self.sound.setChecked(rule.sound)
        del blockers

    def rule(self) -> Rule:
        """Return the rule that stands there.

        Raises
        ------
        DataError
            If it has no name.
        """
        assert self._rule is not None
        when, test = str(self.when.currentData()), str(self.test.currentData())
        value: float | str | None = None
        if test == IS:
            value = str(self.word.currentData())
        elif test != CHANGES:
            value = round(self.amount.value(), 4)
        return replace(
            self._rule,
            name=self.name.text().strip(),
            when=when,
            test=test,
            value=value,
            for_s=round(self.for_s.value(), 4),
            face=None if when == FACES else self.face.value() or None,
            refractory_s=round(self.refractory_s.value(), 4),
            snapshot=self.snapshot.isChecked(),
            sound=self.sound.isChecked(),
        )

    def _offer(self, rule: Rule) -> None:
        """Offer what can be asked of what the rule is about."""
        tests = {LABEL: (IS, CHANGES), QUALITY: (IS,)}.get(rule.when, (ABOVE, BELOW))
        _fill(self.test, tests, rule.test)
        for row, test in enumerate(tests):
            self.test.setItemText(row, test_word(test))
        words = QUALITY_FLAGS if rule.when == QUALITY else self._classes
        known = rule.value if isinstance(rule.value, str) else words[0]
        _fill(self.word, [*words, *((known,) if known not in words else ())], known)
        for row in range(self.word.count()):
            self.word.setItemText(row, value_word(rule.when, self.word.itemData(row)))
        share = rule.when in self._classes or rule.when == "confidence"
        most = _MOST_FACES if rule.when == FACES else 1.0 if share else _FARTHEST
        digits = 0 if rule.when == FACES else 2
        self.amount.setDecimals(_digits(rule.value, digits) if isinstance(rule.value, int | float) else digits)
        self.amount.setRange(0.0 if share or rule.when == FACES else -_FARTHEST, most)
        self.amount.setSingleStep(0.05 if share else 1.0)
        if isinstance(rule.value, int | float):
            self.amount.setValue(rule.value)
        self.amount.setVisible(rule.test in (ABOVE, BELOW))
        self.word.setVisible(rule.test == IS)
        self.face.setEnabled(rule.when != FACES)

    def _about_something_else(self) -> None:
        assert self._rule is not None
        when = str(self.when.currentData())
        if when == self._rule.when:
            return
        # The name may be unfinished.
        before = replace(self._rule, face=None) if when == FACES else self._rule
        match when:
            case "faces":
                now = replace(before, when=when, test=ABOVE, value=1.0)
            case "label":
                now = replace(before, when=when, test=CHANGES, value=None)
            case "quality":
                now = replace(before, when=when, test=IS, value=QUALITY_FLAGS[0])
            case _:
                now = replace(before, when=when, test=ABOVE, value=0.5)
        self._show_and_tell(now)

    def _test_chosen(self) -> None:
        assert self._rule is not None
        test = str(self.test.currentData())
        value = {IS: self.word.currentData(), CHANGES: None}.get(test, self.amount.value())
        self._show_and_tell(replace(self._rule, test=test, value=value))

    def _show_and_tell(self, rule: Rule) -> None:
        self.show_rule(replace(rule, name=self.name.text().strip() or rule.name))
        self._changed()

    def _changed(self) -> None:
        self.edited.emit()

    def _arrange(self) -> None:
        asked = QHBoxLayout()
        asked.setSpacing(8)
        for part, stretch in ((self.when, 2), (self.test, 1), (self.amount, 1), (self.word, 2)):
            asked.addWidget(part, stretch)
        does = QVBoxLayout()
        does.setSpacing(2)
        for widget in (QLabel(tr("Set a mark")), self.snapshot, self.sound):
            does.addWidget(widget)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(14)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget | QLayout], ...] = (
            (tr("Name"), self.name),
            (tr("When"), asked),
            (tr("For at least"), self.for_s),
            (tr("Face"), self.face),
            (tr("Then"), does),
            (tr("And not again for"), self.refractory_s),
        )
        for row_words, field in rows:
            label = QLabel(row_words)
            # In the middle of what it names, which is higher than it; at the first line of several.
            label.setMinimumHeight(0 if field is does else field.sizeHint().height())
            form.addRow(label, field)
        spoken = (
            *(tr("Name of the rule"), tr("What the rule is about"), tr("Comparison"), tr("Limit")),
            *(tr("Word to wait for"), tr("Seconds that it has to hold"), tr("Number of the face")),
            *(tr("Seconds without another mark"), self.snapshot.text(), self.sound.text()),
        )
        for any_field, words in zip(self.fields, spoken, strict=True):
            any_field.setAccessibleName(words)


def _digits(value: float, least: int) -> int:
    """Return how many digits a field needs that must not change a number of a file."""
    return next((digits for digits in range(least, _MOST_DIGITS) if round(value, digits) == value), _MOST_DIGITS)


def _fill(box: QComboBox, values: Sequence[str], current: str) -> None:
    box.clear()
    for value in values:
        box.addItem(value, value)
    box.setCurrentIndex(box.findData(current))
