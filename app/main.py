"""Open the window, run it, and end in time."""

import argparse
import logging
import os
import signal
import sys
import threading

from PySide6.QtWidgets import QApplication

from app import theme
from app.backend import real_backend
from app.choice import DEMO, Choice, parse_source
from app.dialogs import real_dialogs
from app.fatal import FatalErrors
from app.faults import Fault, Faults, log_path, start_logging
from app.language import speak
from app.resources import app_icon
from app.settings import Settings, settings_path
from app.window import MainWindow
from app.words import tr

#: Seconds for the engine and the recording to end, after the window has gone.
_END_S = 2.3

_log = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> int:
    """Show the window until it is closed.

    Parameters
    ----------
    args
        ``demo`` (bool), ``model`` (Path or None) and ``source`` (a file or an address, or None).

    Returns
    -------
    The exit code.
    """
    start_logging(log_path())
    faults = Faults(log_path())
    faults.install()
    fatal = FatalErrors(log_path())
    report = fatal.begin()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("fer-live")
    app.setDesktopFileName("fer-live")
    app.setWindowIcon(app_icon())
    stored = settings_path()
    settings = Settings.load(stored)
    speak(app, settings.language)
    if report is not None:
        words = tr("fer-live ended unexpectedly last time. A report is in {folder}.").format(folder=report.parent)
        faults.tell(Fault(words, report=report))
    theme.apply(app, settings.theme, settings.text_size)
    window = MainWindow(
        real_backend(),
        settings,
        lambda settings: settings.save(stored),
        real_dialogs(),
        faults,
        model=args.model,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        # Python handles it between two ticks of the window's timer.
        signal.signal(number, lambda *_: window.leave())
    window.show()
    window.begin(_choice(args))
    code = app.exec()
    fatal.end()
    _finish(window, code)
    return code


def _choice(args: argparse.Namespace) -> Choice | None:
    if args.demo:
        return DEMO
    return parse_source(args.source) if args.source else None


def _finish(window: MainWindow, code: int) -> None:
    """Wait for the threads; those that hang in a driver are left behind with the process."""
    window.session.wait_closed(_END_S)
    late = [thread.name for thread in threading.enumerate() if thread.name.startswith("fer-")]
    if late:
        _log.warning("left behind: %s", ", ".join(late))
        logging.shutdown()
        os._exit(code)
