"""What the window says of something that has failed."""

from app.faults import sentence_of
from app.report import details_of
from app.toast import Notice


def failure(error: Exception | None, words: str = "") -> Notice:
    """Return a notice about an exception, in other words than its own where these are given."""
    return Notice(words or (sentence_of(error) if error else ""), "error", details=details_of(error))
