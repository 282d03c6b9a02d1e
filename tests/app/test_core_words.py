"""What fer_core says, in the language of the window."""

import errno
import re
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app import core_words
from app.core_parts import ANYTHING, PARTS, REASONS, SHORT
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


@pytest.mark.parametrize("sentence", [*SENTENCES, *SHORT])
def test_each_sentence_is_known_again_whatever_stands_in_it(german, words, sentence):
    assert told(filled(sentence)) == filled(words[sentence])


def composed(text, pick):
    """Return a sentence with one of its parts in each place that has any, and what it is to become."""
    said = {}
    for place in PLACE.findall(text):
        options = [option for option in PARTS.get(text, {}).get(place, ()) if len(option) > 1]
        said[place] = composed(options[pick % len(options)], pick) if options else (f"<{place}>", f"<{place}>")

    def put(template, number):
        return PLACE.sub(lambda found: said[found[1]][number], template)

    return put(text, 0), put(GERMAN.get(text, text), 1)


GERMAN = {message.findtext("source"): message.findtext("translation") for message in
          ElementTree.parse(FILE).iter("message")}  # fmt: skip
INSIDE = {option for places in PARTS.values() for options in places.values() for option in options}


@pytest.mark.parametrize("pick", range(13))
@pytest.mark.parametrize("sentence", [text for text in PARTS if text not in INSIDE or text == "{name} {why}"])
def test_whatever_part_stands_in_a_sentence_is_said_anew(german, sentence, pick):
    english, expected = composed(sentence, pick)
    assert told(english) == expected


@pytest.mark.parametrize("reason", [reason for reason in REASONS if reason != ANYTHING])
def test_what_the_system_says_of_a_file_is_said_anew(german, words, reason):
    assert f"({words[reason]})" in told(f"/x cannot be read ({reason}). Choose a file of rules.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("/models/my recording", "The networks of {} do not fit their description (x). Export them again."),
        (
            "/home/me/Kids in row 2/x.csv",
            "The disk is full, and the recording has stopped. The 3 rows until now are in {}. Make room, then record "
            "again.",
        ),
        ("/tmp/the folder", "{} is not the description of a session. Choose the folder of a recording."),
        ("/tmp/it is read as empty", "The test cannot be saved in {} (x). Choose another folder."),
        ("/tmp/takes", "The model description in {} is not usable (no permission for text). Export the model again."),
        ("recording", "{} holds no pictures. Choose another file."),
    ],
)
def test_names_that_are_words_of_ours_stay(german, name, text):
    said = told(text.format(name))
    assert said != text.format(name)
    assert name in said


@pytest.mark.parametrize("text", ["The cat in row 3.", "A rule of thumb.", "It takes", "Some words, the file and more"])
def test_words_that_nobody_of_us_has_said_stay(german, text):
    assert told(text) == text


def test_a_message_that_repeats_itself_does_not_take_long(german):
    text = " cells hold no (the first is : " * 36
    start = time.process_time()
    assert told(text) == text
    # Backtracking would take minutes.
    assert time.process_time() - start < 20


def test_in_english_everything_stays_as_it_is():
    assert told("face.mp4 is empty (zero bytes). Copy or record it again.").startswith("face.mp4 is empty")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "Camera 1 was unplugged. Waiting for it to come back.",
            "Camera 1 wurde ausgesteckt. Es geht weiter, sobald wieder Bilder kommen.",
        ),
        ("HD Cam: rear is back.", "HD Cam: rear ist wieder da."),
        ("a b.gif claims 9 pictures and holds 3; it was read to its end.",
         "a b.gif verspricht 9 Bilder und enthält 3; gelesen wurde bis zum Ende."),
        ("/a folder/b c cannot be read (Permission denied). Check its permissions, or choose another file.",
         "/a folder/b c lässt sich nicht lesen (Keine Berechtigung). Bitte die Rechte prüfen oder eine andere Datei "
         "wählen."),
        ("x.csv: The last row was cut off, and is left out.",
         "x.csv: Die letzte Zeile war abgeschnitten und wird weggelassen."),
        ("Column t_s: a cell holds no number ('a' in row 3): the row is left out.",
         "Spalte t_s: eine Zelle enthält kein „Zahl“ ('a' in Zeile 3): die Zeile wird weggelassen."),
        ("Cam cannot be opened. Close other programs that use it, or choose another camera. "
         "Or allow it under Settings, Privacy & security, Camera.",
         "Cam lässt sich nicht öffnen. Bitte andere Programme schließen, die sie benutzen, oder eine andere Kamera "
         "wählen. Oder unter Einstellungen, Datenschutz und Sicherheit, Kamera erlauben."),
        ("Cam cannot be opened. Close other programs that use it, or choose another camera.",
         "Cam lässt sich nicht öffnen. Bitte andere Programme schließen, die sie benutzen, oder eine andere Kamera "
         "wählen."),
        ("Column face_id: 2 cells hold no whole number (the first is 'a' in row 2): their rows are left out.",
         "Spalte face_id: 2 Zellen enthalten kein „ganze Zahl“ (die erste ist 'a' in Zeile 2): ihre Zeilen werden "
         "weggelassen."),
        ('/a b/rules.json: The rule \'a b\' needs a word behind "is".',
         "/a b/rules.json: Die Regel 'a b' braucht ein Wort hinter „is“."),
        ("x.csv: Column p_happy: 4 of its numbers are not between 0 and 1 (the first in row 2). A spreadsheet may have "
         "lost their decimal points: do not rely on them.",
         "x.csv: Spalte p_happy: 4 der Zahlen liegen nicht zwischen 0 und 1 (die erste in Zeile 2). Vielleicht hat "
         "eine Tabellenkalkulation die Dezimalpunkte verloren: Bitte nicht darauf verlassen."),
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
        "Die Festplatte ist voll, und die Aufnahme wurde beendet. Die 3 Zeilen bis jetzt stehen in /tmp/a b.csv und "
        "weiteren Teilen. Bitte Platz schaffen, dann noch einmal aufnehmen."
    )
    assert told(failure(Path("/r"), "", gone, RECORDING_FOLDER)) == (
        "Die Aufnahme wurde beendet: /r wurde verschoben oder gelöscht. Noch einmal aufnehmen und den Ordner bis zum "
        "Ende nicht verschieben."
    )
    assert told(failure(Path("/r"), "The 1 row until now is in /r.", denied, ANALYSIS)) == (
        "Die Analyse wurde beendet: /r lässt sich nicht schreiben (I/O error). Die bis jetzt einzige Zeile steht in "
        "/r. Bitte einen anderen Ordner wählen, dann die Datei noch einmal analysieren."
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
