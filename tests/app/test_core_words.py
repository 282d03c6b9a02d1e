"""What fer_core says, in the language of the window."""

import errno
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app import core_words
from app.core_sentences import SENTENCES
from app.core_words import told
from fer_core.analysis import analyse
from fer_core.errors import FerError
from fer_core.recognition import OnnxRecogniser
from fer_core.rules.language import Rule
from fer_core.sinks.csv import ANALYSIS, RECORDING, RECORDING_FOLDER, failure
from fer_core.sources import open_path
from fer_core.streams.request import parse_stream

FILE = Path(__file__).parents[2] / "assets" / "translations" / "de.ts"
PLACE = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def words():
    messages = ElementTree.parse(FILE).iter("message")
    return {message.findtext("source"): message.findtext("translation") for message in messages}


@pytest.fixture
def german(words, monkeypatch):
    monkeypatch.setattr(core_words, "tr", lambda text: words.get(text, text))


def filled(text):
    """Return a sentence with something in each place that the table does not know."""
    return PLACE.sub(lambda place: f"<{place[1]}>", text)


@pytest.mark.parametrize("sentence", [text for text in SENTENCES if len(PLACE.sub("", text).strip()) >= 6])
def test_each_sentence_is_known_again_whatever_stands_in_it(german, words, sentence):
    assert told(filled(sentence)) == filled(words[sentence])


def test_in_english_everything_stays_as_it_is():
    assert told("face.mp4 is empty (zero bytes). Copy or record it again.").startswith("face.mp4 is empty")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "Camera 1 was unplugged. Waiting for it to come back.",
            "Camera 1 wurde ausgesteckt. Es wird gewartet, bis sie wiederkommt.",
        ),
        ("HD Cam: rear is back.", "HD Cam: rear ist wieder da."),
        ("a b.gif claims 9 pictures and holds 3; it was read to its end.",
         "a b.gif verspricht 9 Bilder und enthält 3; gelesen wurde bis zum Ende."),
        ("/a folder/b c cannot be read (Permission denied). Check its permissions, or choose another file.",
         "/a folder/b c lässt sich nicht lesen (Permission denied). Bitte die Rechte prüfen oder eine andere Datei "
         "wählen."),
        ("x.csv: The last row was cut off, and is left out.",
         "x.csv: Die letzte Zeile war abgeschnitten und wird weggelassen."),
        ("Column t_s: a cell holds no number ('a' in row 3): the row is left out.",
         "Spalte t_s: eine Zelle enthält kein „number“ ('a' in Zeile 3): die Zeile wird weggelassen."),
        ("Cam cannot be opened. Close other programs that use it, or choose another camera. "
         "Or allow it under Settings, Privacy & security, Camera.",
         "Cam lässt sich nicht öffnen. Bitte andere Programme schließen, die sie benutzen, oder eine andere Kamera "
         "wählen. Oder unter Einstellungen, Datenschutz und Sicherheit, Kamera erlauben."),
        ("Cam cannot be opened. Close other programs that use it, or choose another camera.",
         "Cam lässt sich nicht öffnen. Bitte andere Programme schließen, die sie benutzen, oder eine andere Kamera "
         "wählen."),
        ("One line.\nThe last row was cut off, and is left out.",
         "One line.\nDie letzte Zeile war abgeschnitten und wird weggelassen."),
        # A file may be called like a word of ours; and nobody knows what this is.
        ("recording is a folder. Name a file.", "recording ist ein Ordner. Bitte eine Datei nennen."),
        ("Something else that nobody wrote.", "Something else that nobody wrote."),
        ("", ""),
    ],
)  # fmt: skip
def test_parts_are_said_anew_and_names_stay(german, said, expected):
    assert told(said) == expected


def test_what_stopped_a_recording(german, tmp_path):
    full, gone, denied = OSError(errno.ENOSPC, "full"), FileNotFoundError(2, "gone"), OSError(5, "I/O error")
    kept = "The 3 rows until now are in /tmp/a b.csv and its parts."
    assert told(failure(tmp_path, kept, full, RECORDING)) == (
        "Die Festplatte ist voll, und die Aufnahme wurde beendet. Die bis jetzt 3 Zeilen stehen in /tmp/a b.csv und "
        "weiteren Teilen. Bitte Platz schaffen, dann noch einmal aufnehmen."
    )
    assert told(failure(Path("/r"), "", gone, RECORDING_FOLDER)) == (
        "Die Aufnahme wurde beendet: /r wurde verschoben oder gelöscht. Noch einmal aufnehmen und den Ordner bis zum "
        "Ende lassen, wo es ist."
    )
    assert told(failure(Path("/r"), "The 1 row until now is in /r.", denied, ANALYSIS)) == (
        "Die Analyse wurde beendet: /r lässt sich nicht schreiben (I/O error). Die bis jetzt 1 Zeile stehen in /r. "
        "Bitte einen anderen Ordner wählen, dann die Datei noch einmal analysieren."
    )


def failing(tmp_path):
    """Return errands that fail, each in its own way, by what tells them apart."""
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("This is a text.\n" * 50)
    (tmp_path / "odd.onnx").mkdir()
    return {
        "missing film": lambda: open_path(tmp_path / "none.mp4").open(),
        "folder": lambda: open_path(tmp_path).open(),
        "empty": lambda: open_path(tmp_path / "empty.mp4").open(),
        "text": lambda: open_path(tmp_path / "text.mp4").open(),
        "no model": lambda: OnnxRecogniser.load(tmp_path / "odd.onnx"),
        "rule": lambda: Rule(name="loud", when="faces", test="above", value=-1),
        "stream": lambda: parse_stream("smoke"),
        "result": lambda: analyse(tmp_path / "text.mp4", tmp_path / "out"),
    }


@pytest.mark.parametrize("kind", ["missing film", "folder", "empty", "text", "no model", "rule", "stream", "result"])
def test_real_errors_are_german(german, tmp_path, kind):
    with pytest.raises(FerError) as caught:
        failing(tmp_path)[kind]()
    said = told(str(caught.value))
    assert said != str(caught.value)
    assert not re.search(r"\b(the|is|and|of|Choose|Check)\b", said.replace(str(tmp_path), "")), said
