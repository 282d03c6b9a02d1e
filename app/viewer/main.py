"""Open the viewer alone, without the window of the camera."""

import signal
import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app import theme
from app.faults import Faults, log_path, start_logging
from app.language import speak
from app.resources import app_icon
from app.settings import Settings, settings_path
from app.toast import Notice
from app.viewer.asking import real_asking
from app.viewer.window import ViewerWindow
from fer_core.veil import Veil

_END_S = 30.0


def run(path: Path | None) -> int:
    """Show a session until the window is closed; None: ask for one.

    Returns
    -------
    The exit code.
    """
    start_logging(log_path())
    faults = Faults(log_path())
    faults.install()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("fer-live")
    app.setDesktopFileName("fer-live")
    app.setWindowIcon(app_icon())
    settings = Settings.load(settings_path())
    speak(app, settings.language)
    theme.apply(app, settings.theme, settings.text_size)
    window = ViewerWindow(real_asking(), drain=lambda: [Notice(fault.text, "error") for fault in faults.drain()])
    window.set_veil(Veil(settings.veil))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.quit())
    window.show()
    if path is not None:
        window.open(path)
    code = app.exec()
    # A report or an export that was begun is finished all the same.
    window.jobs.join(time.monotonic() + _END_S)
    return code
