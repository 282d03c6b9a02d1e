"""Where a session lives on the disk: a folder of its own, with a table, films and its description."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from fer_core.errors import SinkError
from fer_core.files import new_folder
from fer_core.session.description import DESCRIPTION_FILE, OpenSession
from fer_core.session.events import EVENTS_FILE
from fer_core.session.record import SessionRecord
from fer_core.sinks.base import Sink
from fer_core.sinks.csv_table import FORMULA_STARTS, is_plain_text, one_line
from fer_core.sinks.table import SINKS, SinkOptions

#: What Windows, macOS or Linux do not take in a file's name.
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
#: Devices of Windows, whatever stands behind a dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
#: A session's table is called as its folder is, and this name is that of its marks.
_TAKEN = Path(EVENTS_FILE).stem
#: The longest name; file systems count bytes, and files get endings.
_MOST_CHARACTERS, _MOST_BYTES = 80, 200


def default_folder() -> Path:
    """Return where recordings and snapshots go: ``fer-live`` among the user's documents."""
    import platformdirs

    return platformdirs.user_documents_path() / "fer-live"


def safe_name(wanted: str) -> str:
    """Return a name as it can stand in a file's name on every system, and as text in a table.

    A number would lose its zeros in a spreadsheet: 007 becomes session-007. So does what names something else: the
    devices of Windows, and the marks of a session.
    """
    name = one_line(_NOT_IN_NAMES.sub("-", wanted), "-").strip(" .").lstrip(FORMULA_STARTS)[:_MOST_CHARACTERS]
    name = name.encode()[:_MOST_BYTES].decode(errors="ignore").rstrip(" .")
    if not name:
        return "session"
    is_free = is_plain_text(name) and not _DEVICES.match(name) and name.casefold() != _TAKEN
    return name if is_free else f"session-{name}"


def new_session_folder(parent: Path, wanted: str) -> Path:
    """Make the folder of a session; where its name is taken, a number is added, and nothing is overwritten.

    Raises
    ------
    SinkError
        If it cannot be made.
    """
    try:
        return new_folder(parent / safe_name(wanted))
    except OSError as error:
        msg = f"{parent} cannot be written ({error.strerror or error}). Choose another folder for recordings."
        raise SinkError(msg) from error


def begin_session(
    folder: Path, session: OpenSession, kinds: Sequence[str], options: SinkOptions | None = None
) -> tuple[SessionRecord, tuple[Sink, ...]]:
    """Begin a session in its folder: write the description, and make the sinks, which are not open yet.

    Parameters
    ----------
    folder
        Of :func:`new_session_folder`; most files are called as it is.
    session
        What is begun.
    kinds
        Keys of ``SINKS``.
    options
        For the sinks.

    Raises
    ------
    SinkError
        If the description cannot be written; the empty folder is taken away then.
    """
    options = options or SinkOptions()
    sinks = tuple(SINKS[kind].make(SINKS[kind].path_in(folder), options) for kind in kinds)
    record = SessionRecord(folder / DESCRIPTION_FILE, session, sinks)
    try:
        record.begin()
    except SinkError:
        with suppress(OSError):
            folder.rmdir()
        raise
    return record, sinks
