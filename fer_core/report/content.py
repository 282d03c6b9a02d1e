"""What a report says, apart from how it is shown: sections of paragraphs, figures and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph.

    Attributes
    ----------
    text
        As it stands; it is escaped where it is shown.
    look
        "warning": something is wrong. "paste": to be copied into a paper. "lead": the first thing to know.
    """

    text: str
    look: Literal["plain", "lead", "note", "warning", "paste"] = "plain"
    kind: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: what it shows above it, how it is to be read below it.

    Attributes
    ----------
    title, caption
        Around it.
    svg
        Escaped already.
    """

    title: str
    svg: str
    caption: str = ""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    title
        Above it.
    header
        Of its columns; empty for none.
    rows
        Cells.
    numbers
        Columns that are numbers, and stand to the right.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    kind: Literal["table"] = "table"


Block = Words | Points | Figure | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report."""

    title: str
    blocks: tuple[Block, ...]
    #: In a few words, beside the title.
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    Attributes
    ----------
    title
        Name of the session.
    facts
        The most important ones, (name, value).
    sections
        In their order.
    made
        By what, and when.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    made: str


def section(title: str, blocks: Sequence[Block | None], aside: str = "") -> Section:
    """Return a section of the blocks that there are."""
    return Section(title, tuple(block for block in blocks if block is not None), aside)
