"""What the readers of formats without lines share: items numbered and redacted, and the text that is shown of them.

Knows items and places; must not know what a format looks like, nor what budgets are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.document import Document, Item, Paragraph, Row
from loaders.records import Finding
from loaders.redact import redact_items

#: How many columns of a drawn table are read; what stands right of them is no table of a document.
COLUMNS = 512
#: How many cells, blank ones included, the tables of one document may have.
CELLS = 6_000_000

_BREAK = re.compile(r"[\t\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_BLANK = re.compile(r"[ \t\n\r\f\v\x1c-\x1e\x85\xa0\u2028\u2029]+")
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\u200b-\u200d\u2060\ufeff\ufffe\uffff]")


def shown(items: Sequence[Item]) -> str:
    """The text of items: one line an item, cells joined by tabs, a form feed where the page changes."""
    pieces: list[str] = []
    page: int | None = None
    for number, item in enumerate(items):
        if number:
            pieces.append("\f" if item.at.page != page else "\n")
        page = item.at.page
        cells = (item.text,) if isinstance(item, Paragraph) else item.cells
        pieces.append("\t".join(_BREAK.sub(" ", cell) for cell in cells))
    return "".join(pieces)


def numbered(items: Sequence[Item]) -> list[Item]:
    """The items with their ordinals in their places (`Place.part`), cells with their row's."""
    found: list[Item] = []
    for number, item in enumerate(items, start=1):
        at = replace(item.at, part=number)
        if isinstance(item, Row) and item.places is not None:
            places = tuple(replace(place, part=number) for place in item.places)
            found.append(replace(item, at=at, places=places))
        else:
            found.append(replace(item, at=at))
    return found


def assemble(
    data: bytes, media_type: str, items: Sequence[Item], pages: int | None, findings: tuple[Finding, ...] = ()
) -> Document:
    """The document that items make: numbered, redacted, with the text that may be shown of it."""
    redacted = redact_items(numbered(items))
    digest = hashlib.sha256(data).hexdigest()
    return Document(digest, media_type, tuple(redacted), shown(redacted), pages, findings)


def neat(text: str) -> str:
    """A text of a cell or a line: signs that nobody sees taken out, each run of blanks and breaks one blank."""
    return _BLANK.sub(" ", _NOT_SHOWN.sub("", text)).strip()
