"""The units and offices of a department, as the part on its make-up lists them: in sentences, lines or a table.

Knows how that part is headed and in which order it is written; how a sentence lists names, `name_lists` knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loaders.document import Item, Row
from loaders.prose.name_lists import (
    SENTENCE,
    bare_forms,
    flat,
    is_clause,
    is_own,
    listed_in,
    marks_in,
    names_in,
    own_head,
    own_mentions,
    own_word,
    plain_name,
    units_of,
)
from loaders.prose.organizations import NAME, is_body
from loaders.records import Organization, Place
from loaders.structure import Segment, heading_level, section_of
from loaders.words import fold, squeeze
from ontology import vocabulary


def read_institution(segments: list[Segment], publisher: str) -> list[Organization]:
    """The units and offices that the part on a department's make-up lists: in sentences, line by line or in a table.

    The part is told by its heading, numbered or not. The department's own unit (本级, 本部, 机关) is one of its units.
    """
    reader = _Institution(publisher)
    for segment in segments:
        if segment.kind in ("contents", "sheet", "watermark"):
            continue
        if segment.kind == "table" and segment.key != "other":
            reader.leave()
            continue
        if segment.kind == "prose" and segment.key == "institution":
            reader.enter()
        for item in (*segment.title, *segment.items):
            reader.item(item)
        reader.flush()
    return reader.bodies()


@dataclass(slots=True)
class _Institution:
    """The state of reading: whether we are in the part, what a line has announced, and what is found."""

    publisher: str
    inside: bool = False
    announced: str | None = None  # the kind of bodies that the lines below name
    column: int | None = None  # of the names, in the table that is open
    lines: list[tuple[str, Place]] = field(default_factory=list)
    found: dict[tuple[str, str], Organization] = field(default_factory=dict)
    own: list[tuple[str, Place]] = field(default_factory=list)

    def enter(self) -> None:
        self.inside = True

    def leave(self) -> None:
        self.flush()
        self.inside, self.announced, self.column = False, None, None

    def item(self, item: Item) -> None:
        """One item of the document, in reading order."""
        if isinstance(item, Row):
            self.flush()
            self.row(item)
            return
        text = flat(item.text)
        if not text:
            return
        opens = _opens(text)
        entry = self.inside and self.announced is not None and self.entry(text, item.at)
        if opens is not None and not entry:
            self.leave()
            self.inside = opens
        elif self.inside and not entry:
            self.column = None
            if _ORDINAL.match(text) or (self.lines and self.lines[-1][0].endswith(("。", "；", ";", "：", ":"))):
                self.flush()
            self.lines.append((text, item.at))
            if text.endswith(("：", ":")):
                self.flush()

    def entry(self, text: str, at: Place) -> bool:
        """Whether a line is one of a list that was announced; if so, its body and those that it lists itself."""
        self.flush()
        if self.announced is None:
            return False
        name = re.split(r"[、，,。；;：:]", _ORDINAL.sub("", text), maxsplit=1)[0]
        numbered = _ORDINAL.match(text) is not None
        if not numbered and squeeze(name) != text.rstrip("。；;，,"):
            return False
        if is_clause(name) or not (is_body(name) or (numbered and own_head(name))):
            return False
        self.add(name, self.announced, at)
        parent = self.publisher if self.announced == "office" or is_own(name, self.publisher) else plain_name(name)
        for listed, kind in listed_in(_ORDINAL.sub("", text)[len(name) :]):
            self.add(listed, kind, at, parent)
        return True

    def flush(self) -> None:
        """Reads the lines that are waiting as one text."""
        text = "".join(line for line, _ in self.lines)
        if text:
            at = self.lines[0][1]
            self.own += [(name, at) for name in own_mentions(text, self.publisher)]
            listed = listed_in(_ORDINAL.sub("", text))
            if not listed and self.announced is not None:  # the names of a list whose announcement ended its line
                names = names_in(f"：{SENTENCE.findall(text)[0]}")
                listed = [(name, self.announced) for name in (units_of(names) if self.announced == "unit" else names)]
            for name, kind in listed:
                self.add(name, kind, at)
            self.announced = _announces(text)
        self.lines = []

    def row(self, row: Row) -> None:
        """A row of a table inside the part: its heading tells which column names units."""
        if not self.inside:
            return
        cells = [flat(cell) for cell in row.cells]
        columns = vocabulary.load("organizations")["lists"]["columns"]
        heading = next((index for index, cell in enumerate(cells) if cell in columns), None)
        if heading is not None:
            self.column = heading
        elif self.column is not None and self.column < len(cells):
            name = cells[self.column]
            if NAME.fullmatch(name) and (is_body(name) or own_head(name)):
                self.add(name, "unit", row.place(self.column))

    def add(self, printed: str, kind: str, at: Place, parent: str | None = None) -> None:
        """A body under the name that is printed of it, of its parent or the publisher; the own unit goes apart."""
        name = plain_name(printed)
        blank = any(mark in name for mark in vocabulary.load("organizations")["publisher"]["blanks"])
        if (
            not NAME.fullmatch(name)
            or blank
            or name.count("（") + name.count("(") != name.count("）") + name.count(")")
        ):
            return
        if kind == "unit" and is_own(name, self.publisher):
            self.own.append((name, at))
        elif fold(name) != fold(self.publisher):
            self.found.setdefault((kind, fold(name)), Organization(at, name, kind, parent or self.publisher))

    def bodies(self) -> list[Organization]:
        """What was found. All ways of writing the own unit are one body, under the department's full name."""
        self.flush()
        bodies = list(self.found.values())
        own = [(name, at) for name, at in self.own if fold(name) != fold(self.publisher)]
        if own:
            whole = next((name for name, _ in own if fold(name).startswith(fold(self.publisher))), None)
            name = whole or f"{self.publisher}（{own_word(own[0][0])}）"
            others = {fold(other): other for other, _ in own if fold(other) not in (fold(name), *bare_forms())}
            bodies.insert(0, Organization(own[0][1], name, "unit", self.publisher, tuple(sorted(others.values()))))
        return bodies


_ORDINAL = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,3}[、.．)）](?!\d)|[①-⑳])[、.．]?"
)


def _opens(text: str) -> bool | None:
    """Whether a line is a heading that opens the part (True) or another one (False); None where it is no heading."""
    if len(text) > 40 or re.search(r"[，。；：:,;]", text):
        return None
    found = heading_level(text, "part", "section", "subsection", "numbered")
    words = found[1] if found else text
    headings = vocabulary.load("organizations")["headings"]
    if words.endswith(tuple(headings["institution"])) or (found and section_of(words) == "institution"):
        return True
    if found is None:
        return False if words.endswith(tuple(headings["others"])) else None
    if found[0] in ("part", "section"):
        return False
    return False if section_of(words) is not None and not is_body(words) else None


def _announces(text: str) -> str | None:
    """The kind of bodies that the lines after a text name; None where it announces none."""
    words = vocabulary.load("organizations")
    sentence = re.split(r"[。；;！？]", text.rstrip("。"))[-1]
    if not sentence.endswith(tuple(words["lists"]["opens"])):
        return None
    marks = marks_in(sentence)
    return marks[-1][2] if marks else None
