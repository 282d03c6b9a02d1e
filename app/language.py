"""Which language the window speaks: one that there is a translation for, or that of the system."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.resources import asset

#: As the system wants it, if that can be had; else English, which the code is written in.
SYSTEM, ENGLISH = "system", "en"
#: By code, each in its own words.
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
CHOICES = (SYSTEM, *LANGUAGES)


def speak(app: QApplication, choice: str) -> str:
    """Have an application speak a language, numbers included, from now on; returns its code.

    What is shown already stays as it is: call it before the first window.

    Parameters
    ----------
    app
        The application.
    choice
        One of ``CHOICES``.
    """
    code = _resolved(choice)
    # Of several English or German ways to write numbers, that of the system.
    system = QLocale.system()
    QLocale.setDefault(system if system.name().partition("_")[0] == code else QLocale(code))
    folders = (str(asset("translations")), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for name, folder in zip((code, f"qtbase_{code}"), folders, strict=True):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    return code


def _resolved(choice: str) -> str:
    if choice in LANGUAGES:
        return choice
    wanted = (name.replace("_", "-").partition("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in wanted if code in LANGUAGES), ENGLISH)
