"""The log file, and exceptions that nobody caught: logged with their traceback, said in one sentence on the screen."""

import logging
import os
import queue
import sys
import threading
import traceback
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from app.core_words import told
from app.log_tail import TIME_FORMAT
from app.report import details_of, write_report
from app.words import tr
from fer_core.errors import FerError

_log = logging.getLogger("app")
_qt_log = logging.getLogger("qt")
#: Exit code of bad input, which a screen that cannot be reached is.
_QT_FAILED = 2
#: In one run; what follows from the first ones tells little.
_MOST_REPORTS = 5
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_path() -> Path:
    """Return where the log lives on this system."""
    return Path(platformdirs.user_log_path("fer-live", appauthor=False)) / "fer-live.log"


def start_logging(path: Path) -> bool:
    """Send all logging to a file of at most 1 MB (and one older one); False if it cannot be written."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root.addHandler(handler)
    logging.raiseExceptions = False
    qInstallMessageHandler(_qt_message)
    return not isinstance(handler, logging.NullHandler)


def _qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)
    if kind is QtMsgType.QtFatalMsg:
        # Qt would abort the process without a word on the terminal.
        no_screen = "the screen cannot be reached. Check DISPLAY, WAYLAND_DISPLAY and QT_QPA_PLATFORM, or run"
        why = no_screen if "platform plugin" in text else f"Qt cannot go on ({text.splitlines()[0]}). Run"
        print(f"fer-live: {why} 'fer-live doctor'.", file=sys.stderr)
        logging.shutdown()
        os._exit(_QT_FAILED)


def sentence_of(error: Exception) -> str:
    """Say in words for people why an errand has failed whose exception is in the log."""
    if isinstance(error, FerError):
        return told(str(error))
    words = tr("Something went wrong inside fer-live ({error}). The details are in the log file.")
    return words.format(error=type(error).__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """What nobody caught.

    Attributes
    ----------
    text
        A sentence for people.
    details
        Where it comes from; empty where there is nothing more to tell.
    report
        A file about it, None if there is none.
    """

    text: str
    details: str = ""
    report: Path | None = None


class Faults:
    """Catches what nobody caught, in every thread.

    They wait in a queue until the GUI thread drains them: a thread that fails must not touch a widget.

    Attributes
    ----------
    log_file
        The log.
    since
        When this run began, as the log writes it.
    model
        Name of the model in use, for reports.
    """

    def __init__(self, log_file: Path) -> None:
        self.log_file = log_file
        self.since = datetime.now().strftime(TIME_FORMAT)
        self.model = ""
        self._faults: queue.SimpleQueue[Fault] = queue.SimpleQueue()
        # What happens again and again is reported once.
        self._reports: dict[str, Path | None] = {}
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over the hooks of the main thread and of all others."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self.caught
        threading.excepthook = self._caught_in_thread

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def tell(self, fault: Fault) -> None:
        """Have something said on the screen; from any thread."""
        self._faults.put(fault)

    def drain(self) -> list[Fault]:
        """Return what has come since the last call."""
        faults = []
        while True:
            try:
                faults.append(self._faults.get_nowait())
            except queue.Empty:
                return faults

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log an exception, write a report about it, and keep a sentence for the screen."""
        if issubclass(kind, KeyboardInterrupt):
            return
        what = "".join(traceback.format_exception(kind, error, trace))
        if what not in self._reports and len(self._reports) < _MOST_REPORTS:
            self._reports[what] = write_report(self.log_file, what, model=self.model)
        _log.error("uncaught exception", exc_info=(kind, error, trace))
        self.tell(Fault(self.sentence(error), details_of(error), self._reports.get(what)))

    def sentence(self, error: BaseException) -> str:
        """Say in words for people what an exception means."""
        if isinstance(error, FerError):
            return told(str(error))
        words = tr("Something went wrong inside fer-live ({error}). You can go on.")
        return words.format(error=type(error).__name__)

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.caught(args.exc_type, args.exc_value, args.exc_traceback)
