"""What fer-live is, what it does not do, and whose work it stands on."""

import json

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.resources import app_icon
from app.theme import px
from app.version import app_version
from fer_core.places import MODELS

_SECTIONS = (
    (
        "What it does",
        "It finds the faces in a picture and says what each face expresses: angry, disgust, fear, happy, sad, "
        "surprise or neutral. A convolutional network reads each face, a recurrent one its last second and a half.",
    ),
    (
        "What it does not do",
        "It reads expressions, not feelings: people smile without being happy and are sad without showing it. It is "
        "often wrong, more so on faces unlike those it learned from. Don't use it to judge, hire, grade or diagnose "
        "anybody. It recognises nobody: a face's number is only good until the face leaves the picture.",
    ),
    (
        "Where your pictures go",
        "Nowhere. Everything is computed on this computer, nothing is sent, and nothing is kept unless you press "
        "Record (a table of numbers), Record with video (the picture, too) or Snapshot (one picture).",
    ),
    (
        "Credits",
        "Demo clip: Wolfgang Langer / Pexels (Pexels licence). "
        "Trained on FER2013 (Goodfellow et al., 2013) with the FER+ votes (Barsoum et al., 2016; MIT). "
        "Colours: Okabe and Ito, Color Universal Design (2008).",
    ),
    (
        "Licences",
        "fer-live: MIT. Built on MediaPipe and its face detectors (Apache 2.0), OpenCV (Apache 2.0), ONNX Runtime "
        "(MIT), Qt and PySide6 (LGPL 3), PyAV (BSD; the FFmpeg in its wheels is LGPL 3, the x264 in it GPL 2), Pillow "
        "(MIT-CMU), NumPy (BSD), platformdirs (MIT), cv2-enumerate-cameras (MIT) and tqdm (MPL 2.0, MIT).",
    ),
)


class AboutDialog(QDialog):
    """One page."""

    def __init__(self, model: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About fer-live")
        # On a small screen, no larger than that with its frame.
        self.resize(QSize(px(620), px(660)).boundedTo(self.screen().availableSize() - QSize(20, 60)))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 4, 24, 12)
        column.setSpacing(6)
        for heading, text in _sections(model):
            column.addWidget(_label(heading, "heading"))
            column.addWidget(_label(text, "muted"))
            column.addSpacing(10)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 18)
        foot.addWidget(buttons)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        page.addLayout(_head(model))
        page.addWidget(scroll, 1)
        page.addLayout(foot)


def _sections(model: str) -> list[tuple[str, str]]:
    """Return headings and texts, with what was measured of the model if it is the one that ships."""
    found = list(_SECTIONS)
    if words := _fairness(model):
        found.insert(2, ("Whose faces it reads worse", words))
    return found


def _fairness(model: str) -> str | None:
    """Return what ``fer-train fairness`` found; None if there is no such record of this model."""
    try:
        record = json.loads((MODELS / "records" / "fairness.json").read_text(encoding="utf-8"))
        measured, count, words = record["model"], int(record["pictures"]), " ".join(record["summary"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    told = f"Measured on {count:,} everyday pictures, grouped by what their collection says of the people. {words}"
    return told if measured == model else None


def _head(model: str) -> QHBoxLayout:
    picture = QLabel()
    picture.setPixmap(app_icon().pixmap(QSize(64, 64)))
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(_label("fer-live", "title"))
    words.addWidget(_label("Live facial expression recognition, on your own computer", "muted"))
    words.addWidget(_label(f"Version {app_version()}, model: {model or 'not loaded'}", "small"))
    head = QHBoxLayout()
    head.setContentsMargins(24, 22, 24, 6)
    head.setSpacing(16)
    head.addWidget(picture)
    head.addLayout(words, 1)
    return head


def _label(text: str, tone: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
