"""What fer-live is, what it does not do, and whose work it stands on."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.dialogs import close_row, give_size
from app.resources import app_icon
from app.theme import px
from app.version import app_version
from app.words import mark, tr
from fer_core.model_card import fairness_words
from fer_core.places import MODELS

#: (heading, text): parts of this page that other pages show, too.
LIMITS = (
    mark("What it does not do"),
    mark(
        "It reads expressions, not feelings: people smile without being happy and are sad without showing it. It is "
        "often wrong, more so on faces unlike those it learned from. Don't use it to judge, hire, grade or diagnose "
        "anybody. It recognises nobody: a face's number, and a name that you give a face, are only good until the face "
        "leaves the picture or another source is chosen, and the name is written nowhere."
    ),
)
PICTURES = (
    mark("Where your pictures go"),
    mark(
        "Nowhere, unless you switch on a stream to other programs. Everything is computed on this computer, and "
        "nothing is kept unless you press Record (a table of numbers), Record with video (the picture, too) or "
        "Snapshot (one picture), or make a rule that saves snapshots."
    ),
)
USES = (
    mark("What it may be used for"),
    mark(
        "To look at your own expressions, to teach and try out how such software works, and for research with people "
        "who have agreed to it. At work and in schools, Article 5(1)(f) of Regulation (EU) 2024/1689 forbids inferring "
        "people's emotions with such software, save for medical or safety reasons; fer-live is made for neither."
    ),
)

_SECTIONS = (
    (
        mark("What it does"),
        mark(
            "It finds the faces in a picture and says what each face expresses: angry, disgust, fear, happy, sad, "
            "surprise or neutral. A convolutional network reads each face, a recurrent one its last second and a half."
        ),
    ),
    LIMITS,
    USES,
    PICTURES,
    (
        mark("Credits"),
        mark(
            "Demo clip: Wolfgang Langer / Pexels (Pexels licence). "
            "Trained on FER2013 (Goodfellow et al., 2013) with the FER+ votes (Barsoum et al., 2016; MIT). "
            "Colours: Okabe and Ito, Color Universal Design (2008)."
        ),
    ),
    (
        mark("Licences"),
        mark(
            "fer-live: MIT. Built on MediaPipe and its face detectors (Apache 2.0), OpenCV (Apache 2.0), ONNX Runtime "
            "(MIT), Qt and PySide6 (LGPL 3), PyAV (BSD; the FFmpeg in its wheels is LGPL 3, the x264 in it GPL 2), "
            "Pillow (MIT-CMU), NumPy (BSD), Jinja (BSD), platformdirs (MIT), cv2-enumerate-cameras (MIT) and tqdm "
            "(MPL 2.0, MIT)."
        ),
    ),
)


class AboutDialog(QDialog):
    """One page."""

    def __init__(self, model: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About fer-live"))
        give_size(self, 620, 660)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 18)
        foot.addWidget(close_row(self))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        version = tr("Version {version}, model: {model}").format(version=app_version(), model=model or tr("not loaded"))
        page.addLayout(head("fer-live", tr("Live facial expression recognition, on your own computer"), version))
        page.addLayout(inset(sections_area(_sections(model))), 1)
        page.addLayout(foot)


def head(title: str, *lines: str) -> QHBoxLayout:
    """Return the head of a page: the icon, a title, and lines under it, the later ones smaller."""
    picture = QLabel()
    picture.setPixmap(app_icon().pixmap(QSize(px(64), px(64))))
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addStretch(1)
    words.addWidget(_label(title, "title"))
    for line, tone in zip(lines, ("muted", "small"), strict=False):
        words.addWidget(_label(line, tone))
    words.addStretch(1)
    row = QHBoxLayout()
    row.setContentsMargins(24, 22, 24, 6)
    row.setSpacing(16)
    row.addWidget(picture)
    row.addLayout(words, 1)
    return row


def sections_area(sections: Iterable[tuple[str, str]]) -> QScrollArea:
    """Return marked headings with their texts, which scroll where there is no room for all."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(14, 8, 14, 8)
    column.setSpacing(6)
    for heading, text in sections:
        column.addWidget(_label(tr(heading), "heading"))
        column.addWidget(_label(tr(text), "muted"))
        column.addSpacing(10)
    column.addStretch(1)
    area = QScrollArea()
    area.setObjectName("words")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(body)
    return area


def inset(area: QScrollArea) -> QHBoxLayout:
    """Return a row in which an area stands clear of the edges, so that its frame is seen when the keyboard is there."""
    row = QHBoxLayout()
    row.setContentsMargins(10, 0, 10, 0)
    row.addWidget(area)
    return row


def _sections(model: str) -> list[tuple[str, str]]:
    """Return headings and texts, with what was measured of the model if it is the one that ships."""
    found = list(_SECTIONS)
    if words := fairness_words(MODELS, model):
        found.insert(2, (mark("Whose faces it reads worse"), words))
    return found


def _label(text: str, tone: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
