"""What leaves the viewer: a report and exports of a session after its changes, made by others in a thread.

Each is a row of ``OUTPUTS``. A row whose module is not there has no button.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from app.words import mark
from fer_core.session.reader import Session

#: Writes sessions (the first one is looked at, the others are compared with it) to a file, and returns what it made.
Make = Callable[[Sequence[Session], Path], Path]


@dataclass(frozen=True, slots=True)
class Output:
    """Something that can be made of a session.

    Attributes
    ----------
    text, tip
        Of its button.
    title
        Of the question where it should go.
    suffixes
        Of the files that it can make, by what they are called.
    module
        What makes it.
    make
        Makes it; not called in the GUI thread.
    """

    text: str
    tip: str
    title: str
    suffixes: Mapping[str, str]
    module: str
    make: Make

    @property
    def there(self) -> bool:
        """Whether it can be made."""
        try:
            return find_spec(self.module) is not None
        except ModuleNotFoundError:
            return False


def _report(sessions: Sequence[Session], path: Path) -> Path:
    made = import_module("fer_core.session.report").write_report(sessions, path)
    return Path(made or path)


def _export(sessions: Sequence[Session], path: Path) -> Path:
    made = import_module("fer_core.session.exports").export(sessions[0], path)
    return Path(made or path)


#: By name of the action.
OUTPUTS: Mapping[str, Output] = {
    "report": Output(
        mark("Report…"),
        mark("Write a report of this session, as it is after your changes"),
        mark("Save the report"),
        {".html": mark("Report (*.html)"), ".pdf": mark("Report (*.pdf)")},
        "fer_core.session.report",
        _report,
    ),
    "export": Output(
        mark("Export…"),
        mark("Write this session for other programs, as it is after your changes"),
        mark("Save the session for other programs"),
        {".parquet": mark("Parquet (*.parquet)"), ".xlsx": mark("Excel (*.xlsx)"), ".csv": mark("Table (*.csv)")},
        "fer_core.session.exports",
        _export,
    ),
}
