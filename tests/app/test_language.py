"""The window in other languages: the files of the translators, a German window, and words that are longer."""

import ast
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QWidget
from seen import plays
from takes import start
from test_layout import assert_no_text_is_cut_off, assert_texts_have_room, at_rest
from test_text_size import PAGES

from app import language, theme, words
from app.actions import ACTIONS
from app.choice import DEMO, file_choice
from app.disk import room_words
from app.settings import Settings
from app.shortcuts import keys_of, native, widget_keys
from app.viewer.spans import time_words
from fer_core import walk
from fer_core.coach import ADVICE
from fer_core.spec import CLASSES

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / "assets" / "translations"
CODES = ("en", "de")
SIZES = ((1280, 800), (900, 600))
#: Qt's own commands, where this Python has its own.
TOOLS = {**os.environ, "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}
#: What stands for something else: a name, or a number.
PLACE = re.compile(r"\{\w*\}|%L?n")


@dataclass(frozen=True, slots=True)
class Message:
    """A text of the code, what tells it apart from others of the same words, and its translation in all its forms."""

    source: str
    comment: str
    forms: tuple[str, ...]
    counts: bool
    state: str


def messages(file):
    """Return the messages of a translators' file."""
    found = []
    for message in ElementTree.parse(file).iter("message"):
        translation, counts = message.find("translation"), message.get("numerus") == "yes"
        parts = translation.findall("numerusform") if counts else [translation]
        found.append(
            Message(
                message.findtext("source"),
                message.findtext("comment", ""),
                tuple(part.text or "" for part in parts),
                counts,
                translation.get("type", ""),
            )
        )
    return found


def keys(file):
    return {(message.source, message.comment, message.counts) for message in messages(file)}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The files of the translators, as ``.ci/translate`` would leave them now."""
    if sys.platform == "win32":
        pytest.skip("collecting is a shell script")
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "app", copy / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "fer_core", copy / "fer_core", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TRANSLATIONS, copy / "assets" / "translations")
    (copy / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "sentences.py", copy / ".ci")
    script = shutil.copy(ROOT / ".ci" / "translate", copy / ".ci")
    subprocess.run(["bash", str(script)], env=TOOLS, check=True, capture_output=True, timeout=50)
    return copy / "assets" / "translations"


@pytest.mark.parametrize("code", CODES)
def test_every_text_of_the_code_is_in_the_files_and_no_other(collected, code):
    assert keys(TRANSLATIONS / f"{code}.ts") == keys(collected / f"{code}.ts")


def test_every_sentence_of_the_library_is_known_to_the_window(collected):
    kept = (ROOT / "app" / "core_sentences.py").read_text(encoding="utf-8")
    assert kept == (collected.parents[1] / "app" / "core_sentences.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_unfinished(code):
    for message in messages(TRANSLATIONS / f"{code}.ts"):
        assert not message.state, message.source
        assert len(message.forms) == 1 + message.counts, message.source
        assert all(form.strip() for form in message.forms), message.source


@pytest.mark.parametrize("code", CODES)
def test_what_the_window_reads_is_what_the_translators_have_written(tmp_path, code):
    out = tmp_path / f"{code}.qm"
    tool = shutil.which("pyside6-lrelease", path=TOOLS["PATH"])
    assert tool is not None
    command = [tool, str(TRANSLATIONS / f"{code}.ts"), "-qm", str(out)]
    told = subprocess.run(command, env=TOOLS, check=True, capture_output=True, text=True, timeout=50)
    assert " 0 unfinished" in told.stdout
    assert "untranslated" not in told.stdout
    assert out.read_bytes() == (TRANSLATIONS / f"{code}.qm").read_bytes()


@pytest.mark.parametrize("code", CODES)
def test_what_stands_for_names_and_numbers_is_in_every_translation(code):
    for message in messages(TRANSLATIONS / f"{code}.ts"):
        wanted = set(PLACE.findall(message.source))
        for number, form in enumerate(message.forms):
            # Of one thing the number need not be said.
            spare = {"%n", "%Ln"} if message.counts and number == 0 else set()
            assert wanted - spare <= set(PLACE.findall(form)) <= wanted, (message.source, form)


def test_english_has_the_plurals_of_the_code_and_german_has_them_all():
    english, german = (messages(TRANSLATIONS / f"{code}.ts") for code in CODES)
    assert all(message.counts for message in english)
    assert {message.source for message in german if message.counts} == {message.source for message in english}
    for message in english:
        assert message.forms[1] == message.source


def waits():
    """Return why a walk waits, in sentences without a number, from its code."""
    tree = ast.parse(Path(walk.__file__).read_text("utf-8"))
    told = [
        node for node in ast.walk(tree) if isinstance(node, ast.Assign) and ast.unparse(node.targets) == "self.waits"
    ]
    return {node.value.value for node in told if isinstance(node.value, ast.Constant) and node.value.value}


def test_what_the_library_says_by_itself_is_translated():
    known = {message.source for message in messages(TRANSLATIONS / "de.ts")}
    assert len(waits()) == 3
    assert waits() <= known
    assert {*walk.HOW.values(), *walk.CHECKS, *walk.READ.values(), walk.CAUTION, walk.ELSE, walk.SEVERAL} <= known
    assert set(ADVICE.values()) <= known
    assert {name.capitalize() for name in CLASSES} <= known


# A German window.


@pytest.fixture
def speak(themed):
    """Have the application speak a language; at the end it speaks as before."""
    before, kept = QLocale(), themed.findChildren(QTranslator)

    yield lambda choice: language.speak(themed, choice)
    for translator in themed.findChildren(QTranslator):
        if translator not in kept:
            themed.removeTranslator(translator)
            translator.deleteLater()
    QLocale.setDefault(before)
    theme.apply(themed, "dark")


@pytest.fixture
def german(speak):
    assert speak("de") == "de"


_SAID = ("text", "title", "placeholderText", "windowTitle", "toolTip", "accessibleName", "accessibleDescription")
_OF_ACTIONS = ("text", "iconText", "toolTip", "statusTip")


def texts(root):
    """Return everything that a part of the window tells, to eyes and to ears."""
    widgets = [root, *root.findChildren(QWidget)]
    actions = {id(action): action for widget in widgets for action in (*widget.actions(), *root.findChildren(QAction))}
    told = [widget.property(name) for widget in widgets for name in _SAID]
    told += [getattr(widget, "full_text", "") for widget in widgets]
    told += [box.itemText(row) for box in root.findChildren(QComboBox) for row in range(box.count())]
    told += [action.property(name) for action in actions.values() for name in _OF_ACTIONS]
    return {
        text.replace("&", "").replace("\N{ZERO WIDTH SPACE}", "") for text in told if isinstance(text, str) and text
    }


def pattern(source):
    """Return what finds a text, whatever stands in it for names and numbers."""
    # A few letters may be in other words, too: they have to be all there is, but for a shortcut.
    letters = sum(part.isalpha() for part in PLACE.sub("", source))
    words = "".join(
        ("[0-9.,]+" if part.endswith("n") else ".+") if PLACE.fullmatch(part) else re.escape(part.replace("&", ""))
        for part in re.split(f"({PLACE.pattern})", source)
    )
    return re.compile(rf"\b{words}" if letters >= 12 else rf"^{words}( \([^()]*\))?$", re.DOTALL)


def english_in(told):
    """Return the texts that are, or hold, an English one that is another in German."""
    german = messages(TRANSLATIONS / "de.ts")
    fine = {form for message in german for form in message.forms}
    others = [(pattern(m.source), [pattern(form) for form in m.forms]) for m in german if m.source not in m.forms]
    left = [text for text in told if text not in fine]
    return {
        text
        for text in left
        for source, forms in others
        if source.search(text) and not any(form.search(text) for form in forms)
    }


def test_what_is_english_is_found():
    known = {message.source: message.forms[0] for message in messages(TRANSLATIONS / "de.ts")}
    assert english_in({"Happy", "Happy (Ctrl+H)", "Fröhlich", "Unhappy"}) == {"Happy", "Happy (Ctrl+H)"}
    assert english_in({f"1.  {walk.CAUTION}", known[walk.CAUTION]}) == {f"1.  {walk.CAUTION}"}


def recording(window, until, *, people):
    """Wait until a window records, and everything that it has to say is there."""
    until(lambda: plays(window, "demo") and len(window.panels["faces"].cards) == people)
    start(window, until, rows=people)
    until(lambda: window.sign.isVisible() and window.sign.figures.text())


def test_a_german_window_speaks_german(open_window, german, until, tmp_path, notices):
    window = open_window(make_backend(tmp_path, people=2))
    recording(window, until, people=2)
    until(lambda: re.match(r"\d+,\d ", window.status.fps.text()))
    card = window.panels["faces"].cards[0]
    assert card.label.text() == "Fröhlich"
    assert [name for name, _ in card.bars.rows] == [words.class_word(name) for name in CLASSES]
    assert words.class_word("surprise") == "Überrascht"
    assert window.banner.isVisible()
    assert not english_in(texts(window))
    window.actions_by_name["record"].trigger()
    until(lambda: not window.recording.unfinished)
    window.actions_by_name["snapshot"].trigger()
    until(lambda: any(".png" in notice.text for notice in notices))
    assert not english_in({notice.text for notice in notices})


@pytest.mark.parametrize("size", SIZES)
def test_german_words_are_not_cut_off(german, open_window, until, tmp_path, qapp, *, size):
    window = open_window(make_backend(tmp_path, people=2), size=size)
    recording(window, until, people=2)
    at_rest(window, qapp)
    assert_no_text_is_cut_off(window)


def asked(window, until):
    window.actions_by_name["about"].trigger()
    until(lambda: QApplication.activeModalWidget() is not None)
    return QApplication.activeModalWidget()


OTHERS = {**PAGES, "about": asked}


@pytest.fixture
def on_page(open_window, until, tmp_path, themed, film):
    """Open a page of a window."""
    opened = []

    def shown(name):
        choice = file_choice(film) if name == "found" else DEMO
        window = open_window(make_backend(tmp_path, people=2), choice, settings=Settings(agreed=True, theme="dark"))
        until(lambda: plays(window, "film" if name == "found" else "demo"))
        page = OTHERS[name](window, until)
        opened.append(page)
        at_rest(window, themed)
        assert page.isVisible()
        return page

    yield shown
    for page in opened:
        if isinstance(page, QDialog):
            page.close()


@pytest.mark.parametrize("name", OTHERS)
def test_the_other_pages_speak_german_and_have_room_for_it(german, on_page, name):
    page = on_page(name)
    assert not english_in(texts(page))
    assert_texts_have_room(page)


def test_before_the_first_camera_german_is_spoken(german, open_window, until, tmp_path, qapp):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), settings=Settings())
    until(lambda: QApplication.activeModalWidget() is not None)
    at_rest(window, qapp)
    assert not english_in(texts(QApplication.activeModalWidget()))


def test_settings_are_found_by_german_words(german, on_page):
    page = on_page("settings")
    page.search.setText("spiegeln")
    assert {frame.row.key for frame in page.rows if frame.isVisible()} >= {"mirror_camera", "mirror_other"}
    page.search.setText("mirror")
    assert not [frame for frame in page.rows if frame.isVisible()]


def test_the_keys_that_open_menus_are_those_of_the_language(german, on_page):
    page = on_page("shortcuts")
    titles = [action.text() for action in page.parentWidget().menuBar().actions()]
    keys = tuple(f"Alt+{title[title.index('&') + 1].upper()}" for title in titles)
    assert keys in widget_keys().values()
    assert ", ".join(native(key) for key in keys) in texts(page)
    assert keys_of({"open_file": keys[0]}) == keys_of({})


def test_numbers_are_written_as_in_german(german):
    assert words.number(29.8, 1) == "29,8"
    assert words.number(12_345) == "12.345"
    assert words.typed_number(2.50, 2) == "2,5"
    assert words.typed_number(10_080, 2) == "10080"
    assert time_words(65.25, 1) == "1:05,2"
    assert "2,0 GB" in room_words(2_000_000_000, None, words.tr, words.point())


@pytest.mark.parametrize("choice", [*language.CHOICES, "tlh"])
@pytest.mark.parametrize(("wanted", "spoken"), [("de-AT", "de"), ("de_CH", "de"), ("fr-FR", "en"), ("en-GB", "en")])
def test_what_cannot_be_spoken_is_chosen_as_the_system_wants_it(speak, monkeypatch, *, choice, wanted, spoken):
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _: [wanted])
    expected = choice if choice in language.LANGUAGES else spoken
    assert speak(choice) == expected
    assert words.class_word("happy") == {"de": "Fröhlich", "en": "Happy"}[expected]


def test_the_first_language_of_the_system_that_can_be_spoken_is(speak, monkeypatch):
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _: ["fr-FR", "de-DE", "en-US"])
    assert speak("system") == "de"


# Longer words.


class Longer(QTranslator):
    """Makes every text of the window a third longer, and marks it."""

    def isEmpty(self):  # noqa: N802
        return False

    def translate(self, context, source, comment=None, number=-1):
        del comment, number
        if context == "QShortcut":
            return None
        more = len(PLACE.sub("", source).replace("&", "")) // 3
        return f"{source}§ {('nenne ' * more)[: more - 1]}".strip() if " " in source else f"{source}§{'nenne'[:more]}"


def never_asked(told):
    """Return the texts that did not come through a translator, but for names, paths, units and keys.

    Names are those of faces, sessions and columns, too.
    """
    keys = (*widget_keys().values(), *((spec.shortcut,) for spec in ACTIONS))
    known = {
        "Webcam",
        "fer-live",
        "Ann",
        "talk",
        "talk \N{EN DASH} fer-live",
        *(", ".join(native(key) for key in several) for several in keys),
    }
    plain = (text for text in told - known if "§" not in text and not Path(text).is_absolute())
    return {text for text in plain if re.search(r"[^\W\d_]{3}", text) and not re.fullmatch(r"\w+([_.]\w+)+", text)}


@pytest.fixture
def longer(themed):
    translator = Longer(themed)
    themed.installTranslator(translator)
    assert words.tr("Happy") == "Happy§n"
    assert words.trn("%n pictures", "", 7) == "7 pictures§ ne"
    yield
    themed.removeTranslator(translator)
    translator.deleteLater()
    theme.apply(themed, "dark")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("people", [1, 8])
def test_longer_words_are_not_cut_off(longer, open_window, until, tmp_path, qapp, *, size, people):
    window = open_window(make_backend(tmp_path, people=people), size=size)
    recording(window, until, people=people)
    at_rest(window, qapp)
    assert not never_asked(texts(window))
    assert (window.width(), window.height()) == size
    assert_no_text_is_cut_off(window)


@pytest.mark.parametrize("name", OTHERS)
def test_longer_words_are_not_cut_off_in_the_other_pages(longer, on_page, name):
    page = on_page(name)
    assert not never_asked(texts(page))
    assert_texts_have_room(page)
