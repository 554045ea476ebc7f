"""The rows of a distribution table: whom each names, within whom, for what project, and the numbers that it prints.

Knows how names reach down over rows, how groups are headed, and that 其中 names a part of the row above. What adds up,
`rows` and `columns` tell.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from loaders.document import Row
from loaders.notices.found import Read
from loaders.notices.sums import Cell
from loaders.notices.table import Column, Grid, filled, label, level_of
from loaders.records import Finding
from loaders.words import amount, nothing, squeeze, tidy
from ontology import vocabulary

ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,3}[.、．])\s*")
_CODE = re.compile(r"\d{3}(?:\d{2}){0,3}(?!\d)")
_RANKS = (
    re.compile(r"[一二三四五六七八九十]+(?:[、.．]|$)"),
    re.compile(r"[（(][一二三四五六七八九十]+[)）]"),
    re.compile(r"\d{1,3}(?:[、.．]|$)"),
)
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Line:
    """One recipient's row, or one half of a row where a table stands twice side by side."""

    row: Row
    columns: list[Column]
    recipient: str | None
    within: str | None
    project: str | None
    values: list[Cell]
    texts: dict[int, str]
    rank: int | None = None  # of its ordinal, the highest 1
    part: bool = False  # 其中：大连市: a part of the row above it


def blocks_of(grid: Grid) -> list[list[Column]]:
    """The halves of a table that prints its columns twice side by side; else the one block that it is."""
    first = [column.index for column in grid.of("recipient")] or [column.index for column in grid.of("project")]
    amounts = [column.index for column in grid.amounts()]
    starts = [index for index in first if any(amount_ < index for amount_ in amounts)]
    if not starts:
        return [grid.columns]
    cuts = [0, *starts, len(grid.columns)]
    blocks = [grid.columns[a:b] for a, b in itertools.pairwise(cuts)]
    shapes = [[column.path for column in block if column.role == "amount"] for block in blocks]
    return blocks if all(shape == shapes[0] for shape in shapes) else [grid.columns]


def lines_of(grid: Grid, block: list[Column], found: Read) -> list[Line]:
    """The rows of a block; names that reach down over several rows are each row's."""
    who = [column for column in block if column.role == "recipient"]
    what = [column for column in block if column.role == "project"]
    amounts = [column for column in block if column.role == "amount"]
    last: list[str | None] = [None] * len(who)
    lines: list[Line] = []
    group: str | None = None
    for row in grid.body:
        names = [label(row, [column]) for column in who]
        project = label(row, what)
        values, texts = _values(row, amounts, found)
        if not texts:
            if any(names) and len(_beside_numbers(row, block)) == 1 and not is_note(row):
                group = next(name for name in names if name)  # 一、省直单位: the name of a group
                found.used.append(row.at)
            continue
        total = _any_total(row, block)
        if not any(names) and total is None and (project or _under_span(row, who)):
            names = list(last)
        elif len(names) > 1 and names[0] is None and any(names[1:]):
            names[0] = last[0]
        said = [name for name in names if name]
        if said and (whole := _part_of(said[-1])) is not None:
            above = next((line.recipient for line in reversed(lines) if not line.part), None)
            lines.append(Line(row, amounts, whole, above, project, values, texts, part=True))
            continue
        last = names
        if not said and project is None and total is not None:
            said = [total]
        recipient = ORDINAL.sub("", said[-1]) if said else None
        within = said[-2] if len(said) > 1 else group
        lines.append(Line(row, amounts, recipient or None, within, project, values, texts, rank_of(row)))
    return lines


def _beside_numbers(row: Row, block: list[Column]) -> list[str]:
    """What a row prints beside its ordinal."""
    numbers = {column.index for column in block if column.role == "number"}
    return [text for index, text in filled(row) if index not in numbers]


def _under_span(row: Row, who: list[Column]) -> bool:
    return row.spans is not None and any(row.spans[column.index] == (0, 0) for column in who)


def rank_of(row: Row) -> int | None:
    """The rank of the ordinal with which a row begins: 一 above （一） above 1; None where it begins with none."""
    first = next((text for _, text in filled(row)), "")
    return next((rank for rank, shape in enumerate(_RANKS, 1) if shape.match(first)), None)


def _part_of(name: str) -> str | None:
    """The name after 其中：; None where a row does not say that it is a part of the one above it."""
    for word in vocabulary.load("notices")["totals"]["of_which"]:
        bare = name.removeprefix(word).lstrip(":： ")
        if bare != name and bare:
            return bare
    return None


def _any_total(row: Row, block: list[Column]) -> str | None:
    """合计 in a column that names neither who gets money nor what for."""
    totals = vocabulary.load("notices")["totals"]
    for column in block:
        if column.role in ("recipient", "project"):
            continue
        cell = squeeze(row.cells[column.index]) if column.index < len(row.cells) else ""
        if cell in totals["row"] or cell in totals["subtotal"]:
            return cell
    return None


def is_note(row: Row) -> bool:
    """Whether a row is a note below the table."""
    text = "".join(cell for _, cell in filled(row))
    notes = vocabulary.load("notices")["lines"]["note"]
    return any(text.startswith((f"{note}:", f"{note}：")) for note in notes)


def _values(row: Row, columns: list[Column], found: Read) -> tuple[list[Cell], dict[int, str]]:
    values: list[Cell] = []
    texts: dict[int, str] = {}
    for column in columns:
        cell = row.cells[column.index] if column.index < len(row.cells) else ""
        value = None if nothing(cell) else amount(squeeze(cell))
        if value is None and _DIGIT.search(cell):
            place = row.place(column.index)
            message = f"{tidy(cell)} stands in a column of money and cannot be read"
            found.findings.append(Finding("bent-number", "error", (place,), message, actual=tidy(cell)))
            found.unread.append(place)
        elif value is not None:
            texts[column.index] = squeeze(cell)
        values.append(value)
    return values, texts


def said_of(line: Line) -> str:
    """What a row calls itself, folded; a total stands in whatever column names rows."""
    return squeeze(line.recipient or line.project or "")


def kind_said(line: Line) -> str:
    """total, subtotal or leaf, by the row's own words."""
    totals = vocabulary.load("notices")["totals"]
    for text in filter(None, (line.recipient, line.project)):
        name = squeeze(ORDINAL.sub("", text))
        if name in totals["row"] or (name.startswith(tuple(totals["whole"])) and name.endswith(tuple(totals["row"]))):
            return "total" if line.within is None or text == line.recipient else "subtotal"
        if name.endswith((*totals["subtotal"], *totals["row"])):
            return "subtotal"
    return "leaf"


def row_level(line: Line, grid: Grid) -> str | None:
    """The level of government whose money a row names in a column of its own."""
    text = label(line.row, grid.of("level"))
    return level_of(text) if text else None


def row_code(line: Line, grid: Grid, role: str) -> str | None:
    """The code that a row prints in a column of this role, cut to its digits."""
    for column in grid.of(role):
        cell = squeeze(line.row.cells[column.index]) if column.index < len(line.row.cells) else ""
        match = _CODE.match(cell.replace("-", ""))
        if match is not None:
            return match[0]
    return None
