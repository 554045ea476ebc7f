"""Accounts for every line of a document: read, furniture, or unread. The three add up to the whole.

No line that prints an amount or a document number is furniture.
"""

from __future__ import annotations

import re
from functools import cache

from loaders.document import Document, Paragraph
from loaders.money import states_amount
from loaders.prose.numbers import find_numbers
from loaders.records import Passage, Place, Reading
from loaders.structure import Segment
from loaders.tables.grid import Table
from loaders.targets.sheets import Sheet
from loaders.words import squeeze
from ontology import vocabulary


@cache
def _captions() -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = vocabulary.load("sections")["furniture"]
    return tuple(words["captions"]), tuple(words["references"])


def says_something(text: str) -> bool:
    """Whether a line prints an amount or a document number, and so can never be furniture."""
    return states_amount(text) or bool(find_numbers(text))


class Coverage:
    """The reading of every line, filled in while the readers run."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.ends: dict[Place, tuple[Reading, str]] = {}

    def read(self, places: list[Place], why: str) -> None:
        """These lines were read, as `why`."""
        for place in places:
            self.ends[place] = (Reading.READ, why)

    def furniture(self, place: Place, text: str, why: str) -> None:
        """This line says nothing, unless it prints an amount or a number; then it is unread."""
        if place not in self.ends:
            self.ends[place] = (Reading.UNREAD, why) if says_something(text) else (Reading.FURNITURE, why)

    def unread(self, places: list[Place], why: str) -> None:
        """These lines could not be read."""
        for place in places:
            self.ends[place] = (Reading.UNREAD, why)

    def caption(self, text: str, place: Place) -> bool:
        """Whether a line of prose is only the caption of a lost picture or points to an annex; it is then furniture."""
        captions, references = _captions()
        bare = squeeze(text).strip("（）()。.")
        if (
            len(bare) <= 30
            and not says_something(text)
            and (
                bare.endswith(captions)
                or any(bare.endswith(word) for word in references)
                or re.fullmatch(r"\d{1,3}", bare)
            )
        ):
            self.furniture(place, text, "caption")
            return True
        return False

    def table(self, table: Table) -> None:
        """The lines of a table."""
        self.read(table.used, table.kind)
        for place, why in table.furniture:
            self.ends[place] = (Reading.FURNITURE, why)
        self.read([body.row.at for body in table.body], table.kind)
        self.unread(table.unread, table.kind)

    def sheet(self, sheet: Sheet) -> None:
        """The lines of a target sheet."""
        self.read(sheet.used, "sheet")
        self.unread(sheet.unread, "sheet")

    def finish(self, segments: list[Segment]) -> None:
        """The lines that no reader took: headings, contents, watermarks, definitions; what is left is unread."""
        for segment in segments:
            for item in [*segment.title, *segment.items]:
                if item.at in self.ends:
                    continue
                text = item.text if isinstance(item, Paragraph) else "\t".join(item.cells)
                if segment.kind == "heading":
                    self.read([item.at], "heading")
                elif segment.kind in ("contents", "watermark", "glossary"):
                    if segment.key == "illegible":
                        self.unread([item.at], "illegible")
                    else:
                        self.furniture(item.at, text if segment.kind != "contents" else "", segment.kind)

    def passages(self) -> tuple[Passage, ...]:
        """How each line ended, in reading order."""
        return tuple(
            Passage(item.at, *self.ends.get(item.at, (Reading.UNREAD, "unknown"))) for item in self.document.items
        )
