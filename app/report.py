"""What is told of a failure: its exceptions as text, and a file beside the log; the home folder is called ~ in both."""

import platform
import re
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.log_tail import LogTail
from app.version import app_version
from app.words import tr
from fer_core.errors import FerError
from fer_core.sources.addresses import without_secrets

#: How many reports are kept, and how many of the log's lines are in one.
_KEPT, _LOG_LINES = 10, 60
_ADDRESS = re.compile(r"\b[a-zA-Z][\w+.-]*://[^\s'\"<>]+")


def anonymous(text: str) -> str:
    """Return a text in which the home folder is called ~, and addresses have lost their secrets."""
    text = _ADDRESS.sub(lambda found: without_secrets(found[0]), text)
    home = Path.home()
    # Also as it stands inside a string of Python, where backslashes are doubled.
    for name in (str(home), home.as_posix(), str(home).replace("\\", "\\\\")):
        # A home that is the root of everything says nothing of anybody.
        if len(name) > 1:
            text = re.sub(rf"{re.escape(name)}(?![\w-])", "~", text)
    return text


def details_of(error: BaseException | None) -> str:
    """Return where an exception comes from, as text; empty where its own words say it all.

    An expected one is told with what has caused it, an unexpected one with its traceback.
    """
    if error is None:
        return ""
    if not isinstance(error, FerError):
        return anonymous("".join(traceback.format_exception(error)))
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < 10:
        what = f"{type(cause).__name__}: {cause}"
        lines.append(tr("because of {error}").format(error=what) if lines else what)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return anonymous("\n".join(lines)) if len(lines) > 1 else ""


def write_report(log: Path, what: str, *, model: str = "") -> Path | None:
    """Write a report beside the log, of the newest of which some are kept.

    Parameters
    ----------
    log
        The log file; its last lines come into the report.
    what
        What has happened: a traceback.
    model
        Name of the model that was in use, empty where nobody knows.

    Returns
    -------
    The file; None where it could not be written.
    """
    last = "\n".join(line.text for line in LogTail(log).read()[-_LOG_LINES:])
    text = "\n\n".join((_head(model), what.strip(), f"The log's last lines:\n\n{last}" if last else "")).strip()
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        path = log.parent / f"report-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
        path.write_text(anonymous(text) + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    for old in sorted(log.parent.glob("report-*.txt"))[:-_KEPT]:
        with suppress(OSError):
            old.unlink()
    return path


def _head(model: str) -> str:
    parts = (
        f"fer-live {app_version()}",
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}",
        f"System: {platform.platform()}, Python {platform.python_version()}",
        f"Model: {model or 'not known'}",
    )
    return "\n".join(parts)
