"""Reads the heading of a table that prints the targets of many projects: which column says what.

Columns are known by the words of `ontology.vocabulary.sheets`; the rows are for `loaders.targets.tables`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from loaders.document import Row
from loaders.money import unit_in_brackets
from loaders.structure import Segment
from loaders.tables.headings import Meaning, compose, is_numbering
from loaders.targets.indicators import Head, head_in, role_of, spanned
from loaders.targets.sheet_labels import amount_label
from loaders.words import amount, squeeze, tidy
from ontology import vocabulary

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
_LOOK = 12  # rows among which a heading begins


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: its role, its heading from the outermost cell inwards, and its number."""

    index: int
    role: str | None
    path: tuple[str, ...]

    @property
    def label(self) -> str:
        """The heading as a person would quote it."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class TargetHead:
    """The heading of a table of targets."""

    columns: tuple[Column, ...]
    indicators: Head | None
    rows: tuple[Row, ...]

    def of(self, role: str) -> list[Column]:
        """The columns of a role."""
        return [column for column in self.columns if column.role == role]

    @property
    def labels(self) -> frozenset[str]:
        """Every text that the heading prints."""
        return frozenset(squeeze(cell) for row in self.rows for cell in row.cells if cell.strip())


@cache
def column_words() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Heading word -> role; the words that only stand over other columns; the labels of a total's row."""
    columns = vocabulary.load("sheets")["target_column"]
    plain = {role: labels for role, labels in columns.items() if role not in ("group", "left_out")}
    roles = {squeeze(label): role for role, labels in plain.items() for label in labels}
    rows = vocabulary.load("rows")
    return roles, frozenset(map(squeeze, columns["group"])), frozenset(map(squeeze, rows["total"]))


@lru_cache(maxsize=4096)
def column_role(text: str) -> str | None:
    """The role of a column by one cell of its heading; `group` for a cell that only stands over others.

    >>> column_role("项目名称"), column_role("其中："), column_role("预算数（万元）")
    ('project', 'group', 'total')
    """
    roles, groups, _ = column_words()
    bare = squeeze(text).strip(":：")
    for form in (bare, _BRACKETS.sub("", bare).strip(":：")):
        if form in roles:
            return roles[form]
        if form in groups:
            return "group"
        if role_of(form):
            return "indicator"
    if unit_in_brackets(bare) and amount_label(bare):
        return "amount"
    said = compose(bare)
    if said.known and (said.fund or said.timing or said.expenditure):
        return "amount"
    label = amount_label(bare)
    return "amount" if label is not None else None


def head_at(rows: Sequence[Row], start: int) -> TargetHead | None:
    """The heading of a table of targets that begins at a row; None where none does."""
    cells = spanned(rows[start])
    if len(cells) < 3:
        return None
    roles = [column_role(text) for _, _, text in cells]
    known = [role for role in roles if role is not None]
    if not {"project", "unit"} & set(known) or len(known) * 5 < len(cells) * 4:
        return None
    if any(amount(text) is not None for _, _, text in cells):
        return None
    stop = start + 1
    while stop < len(rows) and stop - start < 4 and _goes_on(rows[stop], rows[start]):
        stop += 1
    taken = tuple(rows[start:stop])
    columns = tuple(_columns(taken))
    first = min((c.index for c in columns if c.role == "indicator"), default=len(columns))
    inside = [c.index > first and c.role in ("note", "score") and role_of(c.path[-1]) is not None for c in columns]
    columns = tuple(replace(c, role="indicator") if own else c for c, own in zip(columns, inside, strict=True))
    lowest = [(c.index, c.index + 1, c.path[-1]) for c in _merged(columns) if c.role == "indicator"]
    head = TargetHead(columns, head_in(_spans(lowest, columns), len(columns)) if lowest else None, taken)
    aims = head.indicators is not None or head.of("objective") or head.of("objective_period")
    return head if aims and (head.of("project") or head.of("unit")) else None


def _goes_on(row: Row, first: Row) -> bool:
    """Whether a row is a further row of the heading: every cell is a word of headings, and none is numbered."""
    filled = [cell for cell in row.cells if cell.strip()]
    if not filled or len(row.cells) != len(first.cells) or row.grid != first.grid or is_numbering(row):
        return False
    return all(column_role(cell) is not None for cell in filled) and not any(
        column_role(cell) == "total" and index == 0 for index, cell in enumerate(row.cells) if cell.strip()
    )


def _columns(rows: Sequence[Row]) -> list[Column]:
    width = len(rows[0].cells)
    paths: list[list[str]] = [[] for _ in range(width)]
    for number, row in enumerate(rows):
        over = [""] * width
        for start, stop, text in spanned(row):
            over[start:stop] = [text] * (stop - start)
        if row.spans is None and number + 1 < len(rows):
            for index in range(1, width):
                if not over[index] and any(later.cells[index].strip() for later in rows[number + 1 :]):
                    over[index] = over[index - 1]
        for index, text in enumerate(over):
            if text and text not in paths[index]:
                paths[index].append(text)
    return [Column(index, _role(path), tuple(map(tidy, path))) for index, path in enumerate(paths)]


def _role(path: list[str]) -> str | None:
    """The role of a column: the innermost cell that has one."""
    if not path:
        return None
    role = column_role(path[-1])
    if role == "total" and any(column_role(outer) == "amount" for outer in path[:-1]):
        return "amount"
    return None if role == "group" else role


def _merged(columns: Sequence[Column]) -> list[Column]:
    """Columns of one heading cell as the first of them."""
    return [c for number, c in enumerate(columns) if not number or not c.path or c.path != columns[number - 1].path]


def _spans(cells: list[tuple[int, int, str]], columns: Sequence[Column]) -> list[tuple[int, int, str]]:
    """Each heading cell with all the columns that it covers."""
    found = []
    for start, stop, text in cells:
        end = stop
        while end < len(columns) and columns[end].path == columns[start].path:
            end += 1
        found.append((start, end, text))
    return found


def head_of_targets(segment: Segment) -> TargetHead | None:
    """The first heading of a table of targets in a segment; None where it has none."""
    rows = [item for item in segment.items if isinstance(item, Row)]
    return next((head for start in range(min(len(rows), _LOOK)) if (head := head_at(rows, start))), None)


def is_target_table(segment: Segment) -> bool:
    """Whether a segment is a table of many projects' targets, and no sheet of one project."""
    head = head_of_targets(segment)
    return head is not None and bool(head.of("project"))


def meaning_of(path: tuple[str, ...]) -> Meaning:
    """What the cells of a column's heading say together, the innermost first."""
    said = compose(path[-1])
    for outer in reversed(path[:-1]):
        said = said.under(compose(outer))
    return said
