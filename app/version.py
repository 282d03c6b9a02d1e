"""Which fer-live this is."""

from importlib.metadata import PackageNotFoundError, version


def app_version() -> str:
    """Return the version that is installed."""
    try:
        return version("fer-live")
    except PackageNotFoundError:
        return "of a source tree"
