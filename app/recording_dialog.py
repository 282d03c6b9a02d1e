"""The questions before a recording with details: who, what, how long."""

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.elided import ElidedLabel
from app.recording_plan import COUNTDOWNS_S, LONGEST_MINUTES, LONGEST_TEXT, FilmLook, RecordingPlan
from app.theme import px
from app.words import mark, number, tr, typed_number
from fer_core.session.folder import safe_name

_FILMS: tuple[tuple[str, FilmLook], ...] = (
    (mark("No video"), "none"),
    (mark("With boxes and labels"), "overlay"),
    (mark("As the camera sees it"), "clean"),
)
_CODE_DOES = mark("A code, such as P07, does. It goes into session.json, and is remembered for the next recording.")


class RecordingDialog(QDialog):
    """Begins with what was wanted last; only what can be recorded is accepted.

    Parameters
    ----------
    plan
        What was wanted last.
    folder
        Where recordings go.
    """

    def __init__(self, plan: RecordingPlan, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Record with details"))
        self.setMinimumWidth(px(460))
        self._folder = folder
        self.name = self._line(plan.name, tr("kind of source, date and time"))
        self.participant = self._line(plan.participant, "")
        self.condition = self._line(plan.condition, "")
        self.film = QComboBox()
        self.film.addItems([tr(words) for words, _ in _FILMS])
        self.film.setCurrentIndex([look for _, look in _FILMS].index(plan.film))
        self.film.currentIndexChanged.connect(self._check)
        self.blurred = QCheckBox(tr("Blur all faces in the video"))
        self.blurred.setChecked(plan.blurred)
        minutes = "" if plan.minutes is None else typed_number(plan.minutes, 6)
        self.minutes = self._line(minutes, tr("until I finish it"))
        self.countdown = QComboBox()
        self.countdown.addItems([tr("{seconds} s").format(seconds=s) if s else tr("None") for s in COUNTDOWNS_S])
        self.countdown.setCurrentIndex(COUNTDOWNS_S.index(plan.countdown_s))
        self.place = ElidedLabel()
        self.place.setProperty("tone", "small")
        self.wrong = QLabel()
        self.wrong.setProperty("tone", "small")
        # The dialog has room for it from the beginning: it does not grow when something is wrong.
        policy = self.wrong.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.wrong.setSizePolicy(policy)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.record = self.buttons.addButton(tr("Record"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.record.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._arrange()
        self._check()

    @property
    def plan(self) -> RecordingPlan:
        """What is wanted; valid once it has been accepted."""
        film = _FILMS[self.film.currentIndex()][1]
        return RecordingPlan(
            name=self.name.text().strip(),
            participant=self.participant.text().strip(),
            condition=self.condition.text().strip(),
            film=film,
            blurred=self.blurred.isChecked(),
            minutes=_minutes(self.minutes.text()),
            countdown_s=COUNTDOWNS_S[self.countdown.currentIndex()],
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Have room for all words, now that their fonts are known."""
        super().showEvent(event)
        self._code.setMinimumHeight(self._code.heightForWidth(self._code.width()))

    def _line(self, text: str, placeholder: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setMaxLength(LONGEST_TEXT)
        line.setPlaceholderText(placeholder)
        line.textChanged.connect(self._check)
        return line

    def _arrange(self) -> None:
        code = self._code = QLabel(tr(_CODE_DOES))
        code.setProperty("tone", "small")
        code.setWordWrap(True)
        self.participant.setAccessibleDescription(code.text())
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        rows: tuple[tuple[str, QWidget], ...] = (
            (tr("Name of the recording"), self.name),
            ("", self.place),
            (tr("Participant"), self.participant),
            (tr("Condition"), self.condition),
            ("", code),
            (tr("Video"), self.film),
            ("", self.blurred),
            (tr("Minutes"), self.minutes),
            (tr("Countdown"), self.countdown),
        )
        for words, widget in rows:
            label = QLabel(words)
            # In the middle of what it names, which is higher than it.
            label.setMinimumHeight(widget.sizeHint().height() if words else 0)
            label.setBuddy(widget)
            form.addRow(label, widget)
            if words:
                widget.setAccessibleName(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.wrong)
        column.addWidget(self.buttons)

    def _check(self) -> None:
        name = self.name.text().strip()
        self.place.say(str(self._folder / safe_name(name)) if name else str(self._folder))
        self.blurred.setEnabled(_FILMS[self.film.currentIndex()][1] != "none")
        good = not self.minutes.text().strip() or _minutes(self.minutes.text()) is not None
        words = tr("Minutes are a number up to {most}, or nothing.").format(most=number(LONGEST_MINUTES))
        self.wrong.setText("" if good else words)
        self.wrong.setVisible(not good)
        self.record.setEnabled(good)
        self.minutes.setAccessibleDescription(self.wrong.text())


def _minutes(text: str) -> float | None:
    """Return what was typed as minutes, with a point or a comma; None if it is no length of a recording."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value <= LONGEST_MINUTES else None
