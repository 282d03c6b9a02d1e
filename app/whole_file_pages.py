"""What is shown of the analysis of a whole file: how far it is, and what it has found."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.bars import Bars
from app.core_words import told
from app.dialogs import close_row, give_size
from app.elided import ElidedLabel
from app.status import clock
from app.theme import px
from app.whole_file import Finding, Progress
from app.words import mark, number, share_words, tr, trn
from fer_core.session.summary import FaceSummary

#: More faces are in the file, and not on the page.
_MOST_FACES = 30
#: Heights of the page without faces, of one face, and at most.
_BARE_PX, _FACE_PX, _HIGHEST_PX = 200, 186, 640
_SHARES = mark("How much of the time each label was shown while the face could be read: expressions, not feelings.")


class ProgressPage(QDialog):
    """How far an analysis has got, and a way to stop it; closing it stops it, too.

    Parameters
    ----------
    name
        Of the file.
    cancel
        Called when the rest is not wanted; the page stays until it is closed by whoever opened it.
    """

    def __init__(self, name: str, cancel: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cancel = cancel
        self.setWindowTitle(tr("Analysing the whole file"))
        self.setMinimumWidth(px(440))
        heading = ElidedLabel()
        heading.setProperty("tone", "heading")
        heading.say(tr("Analysing {name}").format(name=name))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of {name}").format(name=name))
        self.figures = QLabel()
        self.figures.setProperty("tone", "muted")
        hint = QLabel(tr("Every picture is read. You can go on using the window; the film is held meanwhile."))
        hint.setProperty("tone", "small")
        hint.setWordWrap(True)
        self.button = QPushButton(tr("Cancel"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.reject)
        buttons = QDialogButtonBox()
        buttons.addButton(self.button, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        for widget in (heading, self.bar, self.figures, hint, buttons):
            column.addWidget(widget)
        self.show_progress(Progress())

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        if not self.button.isEnabled():
            return
        total = progress.total if progress.total and progress.total >= progress.done else None
        # Without a total it only moves.
        self.bar.setRange(0, total or 0)
        self.bar.setValue(progress.done)
        self._say(_figures(progress, total))

    def reject(self) -> None:
        """Stop the analysis, which takes a moment."""
        if self.button.isEnabled():
            self.button.setEnabled(False)
            self._say(tr("Stopping…"))
            self._cancel()

    def _say(self, text: str) -> None:
        self.figures.setText(text)
        self.bar.setAccessibleDescription(text)


def _figures(progress: Progress, total: int | None) -> str:
    if not progress.done:
        return tr("Loading the model…")
    if total is None:
        return trn("%Ln pictures", "", progress.done)
    far = trn("{done} of %Ln pictures", "", total).format(done=number(progress.done))
    parts = [f"{100 * progress.done // total} %", far]
    if progress.left_s is not None:
        parts.append(tr("about {time} left").format(time=clock(progress.left_s + 0.5)))
    return "   ·   ".join(parts)


class FindingPage(QDialog):
    """The share of each label, face by face, and where the table lies.

    Parameters
    ----------
    name
        Of the file.
    finding
        What was found.
    open_folder
        Shows the table's folder.
    """

    def __init__(
        self, name: str, finding: Finding, open_folder: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("The whole of {name}").format(name=name))
        height = min(_BARE_PX + _FACE_PX * max(1, len(finding.faces)), _HIGHEST_PX)
        give_size(self, 500, height)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        pictures = trn("%Ln pictures", "", finding.pictures)
        faces = trn("%Ln faces", "", len(finding.faces)) if finding.faces else tr("no face")
        heading = _line(f"{pictures}, {faces}", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(heading)
        words = [tr(_SHARES)] if finding.faces else []
        for text in (*words, *(told(note) for note in finding.notes)):
            column.addWidget(_line(text, "small"))
        column.addWidget(_faces(finding.faces), 1)
        place = ElidedLabel()
        place.setProperty("tone", "muted")
        place.say(str(finding.table))
        column.addWidget(place)
        buttons = close_row(self)
        self.folder = buttons.addButton(tr("Open folder"), QDialogButtonBox.ButtonRole.ActionRole)
        self.folder.clicked.connect(open_folder)
        column.addWidget(buttons)


def _faces(faces: tuple[FaceSummary, ...]) -> QScrollArea:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(10)
    for face in faces[:_MOST_FACES]:
        column.addWidget(_card(face))
    if len(faces) > _MOST_FACES:
        more = len(faces) - _MOST_FACES
        words = trn("The file holds %Ln more faces, each seen in fewer pictures.", "", more)
        column.addWidget(_line(words, "small"))
    column.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidget(body)
    return scroll


def _card(face: FaceSummary) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    bars = Bars(words=share_words)
    bars.setAccessibleName(tr("Shares of the labels of face {number}").format(number=face.face_id))
    bars.set_values(face.labels, tuple(share.share for share in face.shares))
    column = QVBoxLayout(card)
    column.setContentsMargins(14, 10, 14, 12)
    column.setSpacing(6)
    who, pictures = tr("Face {number}").format(number=face.face_id), trn("%Ln pictures", "", face.rows)
    column.addWidget(_line(f"{who}   ·   {pictures}", "muted"))
    column.addWidget(bars)
    return card


def _line(text: str, tone: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
