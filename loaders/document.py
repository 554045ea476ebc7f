"""What any format comes down to: paragraphs and rows of cells, in reading order, each with its place.

Knows nothing about budgets; a format reader makes it, everything else reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from loaders.records import Finding, Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text, marks of the format taken off."""

    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a grid. `places` gives each cell's own place where the row stands on more than one line."""

    cells: tuple[str, ...]
    at: Place
    places: tuple[Place, ...] | None = None

    def place(self, column: int) -> Place:
        """The place of one cell."""
        return self.at if self.places is None else self.places[column]


Item = Paragraph | Row


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text with places. `text` is the original, redacted; `blank` counts lines without any sign."""

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
