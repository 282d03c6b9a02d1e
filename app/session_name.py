"""What a session is called by whoever has only its path."""

from pathlib import Path

from fer_core.session.description import DESCRIPTION_FILE, DESCRIPTION_SUFFIX


def session_name(path: Path) -> str:
    """Return the name of a recording's folder, also where its description was chosen; or that of a table."""
    if path.name == DESCRIPTION_FILE:
        return path.parent.name
    return path.name.removesuffix(DESCRIPTION_SUFFIX).removesuffix(".csv")
