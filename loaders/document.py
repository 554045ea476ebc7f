"""What any format comes down to: paragraphs and rows of cells, in reading order, each with its place.

Knows nothing about budgets; a format reader makes it, everything else reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from loaders.records import Finding, Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text, marks of the format taken off.

    `size` is the height of its signs in points, where the format tells it; `confidence` (0 to 1) how sure the
    recognition is, where the text was recognised in a picture and not read.
    """

    text: str
    at: Place
    size: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a grid. `places` gives each cell's own place where that is known beyond the row's.

    `grid` numbers the drawn tables of a document from 1, in reading order; rows of one drawn table share it. It is
    None where the format has rows and no tables. `spans` gives for each cell how many columns and rows it covers:
    (1, 1) for a plain one, (0, 0) for one that lies under another's span and is blank for that reason; None where the
    format does not tell, and a blank may be either. `confidences` is as a paragraph's, for each cell. `brimming` are
    the cells whose text runs to the right edge in its last line, as a text that goes on does; None if nobody looked.
    """

    cells: tuple[str, ...]
    at: Place
    places: tuple[Place, ...] | None = None
    grid: int | None = None
    spans: tuple[tuple[int, int], ...] | None = None
    confidences: tuple[float | None, ...] | None = None
    brimming: frozenset[int] | None = None

    def place(self, column: int) -> Place:
        """The place of one cell."""
        return self.at if self.places is None else self.places[column]


Item = Paragraph | Row


@dataclass(frozen=True, slots=True)
class Document:
    """A file as items with places.

    `text` is what may be shown of it, redacted: the original of a text file, line by line; of a paged one what was
    read, one line an item and a form feed between pages. `pages` is None for a text file.
    """

    sha256: str
    media_type: str
    items: tuple[Item, ...]
    text: str
    pages: int | None = None
    findings: tuple[Finding, ...] = ()


class Rejected(Exception):
    """A file that cannot be read at all, or is no disclosure. `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
