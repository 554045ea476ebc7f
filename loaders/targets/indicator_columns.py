"""Reads indicators under a heading that names their columns: a cell is what its column says.

Rows that a page break set under other columns stand under those of the first by where they are printed. Knows the
columns of a heading (`loaders.targets.indicators`); whose indicators they are, the readers of sheets know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from loaders.document import Row
from loaders.targets.indicators import Head, Part, RawIndicator, head_of, level_of, special_words, tree_words
from loaders.words import nothing, squeeze, tidy
from ontology import vocabulary

_SIGN_GAP = re.compile(r"(?<=[=≥≤<>＝＞＜])\s+(?=\d)")


class Grids:
    """Rows of several drawn tables as rows of the first: what a page break set under other columns, by where it stands.

    `base` are the rows whose columns count.
    """

    def __init__(self, base: Iterable[Row]) -> None:
        rows = list(base)
        self.width = max((len(row.cells) for row in rows), default=0)
        self.grids = {row.grid for row in rows}
        self.extents = _extents(rows, self.width)
        self.maps: dict[int | None, list[int] | None] = {}

    def learn(self, rows: Sequence[Row]) -> None:
        """Tells the columns of the other drawn tables among these rows."""
        for grid in {row.grid for row in rows} - self.grids:
            same = [row for row in rows if row.grid == grid]
            self.maps[grid] = self._map(same)

    def _map(self, rows: Sequence[Row]) -> list[int] | None:
        width = max(len(row.cells) for row in rows)
        extents = _extents(rows, width)
        known = [extent for extent in self.extents if extent is not None]
        if len(known) == self.width and any(extent is not None for extent in extents):
            return [self._nearest(extent) if extent else -1 for extent in extents]
        return list(range(width)) if width == self.width else None

    def _nearest(self, extent: tuple[float, float]) -> int:
        def score(other: tuple[float, float] | None) -> tuple[float, float]:
            assert other is not None
            shared = min(extent[1], other[1]) - max(extent[0], other[0])
            return (max(shared, 0.0), -abs(sum(extent) - sum(other)))

        return max(range(self.width), key=lambda index: score(self.extents[index]))

    def lacks(self, row: Row, column: int) -> bool:
        """Whether the drawn table of a row has nothing that stands under a column."""
        places = self.maps.get(row.grid)
        return row.grid not in self.grids and (places is None or column not in places)

    def row(self, row: Row) -> Row | None:
        """A row under the columns of the base; None where its columns cannot be told."""
        if row.grid in self.grids:
            return row if len(row.cells) == self.width or row.grid is None else None
        places = self.maps.get(row.grid)
        if places is None:
            return None
        cells, where = [""] * self.width, [row.at] * self.width
        spans = [(1, 1) if index in places else (0, 0) for index in range(self.width)]
        for index, cell in enumerate(row.cells):
            to = places[index] if index < len(places) else -1
            if to < 0:
                if cell.strip():
                    return None
                continue
            span = row.spans[index] if row.spans else (1, 1)
            if cell.strip():
                cells[to] = f"{cells[to]}{cell}" if cells[to] else cell
                where[to] = row.place(index)
            if span == (0, 0) and not cells[to]:
                spans[to] = span
            elif cell.strip():
                spans[to] = (1, span[1])
        return replace(row, cells=tuple(cells), spans=tuple(spans), places=tuple(where))


def _extents(rows: Sequence[Row], width: int) -> list[tuple[float, float] | None]:
    """How far each column reaches on the page, by the plain cells that stand in it; None where no cell tells."""
    found: list[tuple[float, float] | None] = [None] * width
    for row in rows:
        if row.spans is None or row.places is None:
            continue
        for index, (wide, _) in enumerate(row.spans):
            box = row.places[index].box
            if wide != 1 or box is None:
                continue
            old = found[index]
            found[index] = (box[0], box[2]) if old is None else (min(old[0], box[0]), max(old[1], box[2]))
    return found


@dataclass(slots=True)
class Reading:
    """What `read_columns` read of a run of rows: the indicators, and the rows that said nothing.

    `displaced`: a row keeps no columns, and words alone tell what its cells are.
    """

    indicators: list[RawIndicator] = field(default_factory=list)
    silent: list[Row] = field(default_factory=list)
    displaced: bool = False


_LEVELS = ("level1", "level2")
_TOLD_BY_WORDS = frozenset({"level1", "level2", "level3", "target"})  # the columns that a row's words can tell


class ColumnReader:
    """Reads rows under a heading of indicators; the levels go on from row to row."""

    def __init__(self, head: Head) -> None:
        self.head = head
        roles = {*head.shared, *(role for part in head.parts for role in part.columns)}
        self.by_words = roles <= _TOLD_BY_WORDS
        self.level1: str | None = None
        self.level2: dict[str, str | None] = {}
        self.last: dict[str, RawIndicator] = {}

    def read(self, row: Row) -> list[RawIndicator]:
        """The indicators of a row; a row that only ends the one above adds to that and gives none."""
        first = _text(row, self.head.shared.get("level1"))
        activity = _text(row, self.head.shared.get("activity"))
        if first and first != self.level1:
            self.level1, self.level2 = first, {}
        shared2 = _text(row, self.head.shared.get("level2"))
        found: list[RawIndicator] = []
        for part in self.head.parts:
            second = _text(row, part.columns.get("level2")) or shared2
            if second:
                self.level2[part.horizon] = second
            made = self._indicator(row, part, first, second)
            if made is not None:
                if activity:
                    made.notes = ((activity, self.head.shared["activity"][0]), *made.notes)
                found.append(made)
                self.last[part.horizon] = made
        return found

    def _indicator(self, row: Row, part: Part, first: str, second: str) -> RawIndicator | None:
        columns = part.columns
        name = _text(row, columns.get("level3"))
        value = target_of(*(_text(row, columns.get(role)) for role in ("sign", "target", "measure")))
        actual, weight, score = (_text(row, columns.get(role)) or None for role in ("actual", "weight", "score"))
        if not name and not value and not actual:
            return None
        above = self.last.get(part.horizon)
        if above is not None and not first and not second and (not name or not value) and not self._blank(row, part):
            if name and not (actual or weight or score):
                above.level3 = tidy((above.level3 or "") + name)
                return None
            if value and not name and not (actual or weight or score):
                above.target = tidy((above.target or "") + value)
                return None
        level1, level2 = self.level1, self.level2.get(part.horizon)
        if "level1" not in self.head.shared and name:
            one, two, rest = split_levels(name)
            level1, level2, name = one or level1, two or level2, rest
        if level1 is None and level2 is not None:
            level1 = tree_words()[1].get(squeeze(level2))
        index = next(
            (columns[role][0] for role in ("level3", "target") if _text(row, columns.get(role))), columns_start(columns)
        )
        notes = tuple(
            (text, columns[role][0]) for role in ("note", "reason") if (text := _text(row, columns.get(role)))
        )
        return RawIndicator(
            *(row.place(index), index, part.horizon, level1, level2, tidy(name) or None, value or None),
            *(actual, weight, score, notes),
        )

    def _blank(self, row: Row, part: Part) -> bool:
        """Whether the cell of the name is drawn over several rows, and so is no end of the name above."""
        start, stop = part.columns.get("level3", (0, 0))
        return row.spans is not None and any(row.spans[index][1] > 1 for index in range(start, stop))


def columns_start(columns: dict[str, tuple[int, int]]) -> int:
    """The first column of a part."""
    return min(start for start, _ in columns.values())


def _text(row: Row, span: tuple[int, int] | None) -> str:
    """What the cells of a row print under one cell of the heading."""
    if span is None:
        return ""
    return tidy("".join(cell.strip() for cell in row.cells[span[0] : span[1]]))


def target_of(sign: str, value: str, measure: str) -> str:
    """A target as printed in several cells: sign, value and unit; a word that says that it is no number is no sign.

    >>> target_of("≥", "30", "套"), target_of("定性", "好", ""), target_of("≤", "≤5", "%")
    ('≥30套', '好', '≤5%')
    """
    bare = squeeze(sign)
    if bare in vocabulary.load("sheets")["indicator_column"]["qualitative"] or value.startswith(sign) or nothing(sign):
        sign = ""
    if value.endswith(measure) or nothing(measure):
        measure = ""
    return _SIGN_GAP.sub("", f"{sign}{value}{measure}")


def split_levels(text: str) -> tuple[str | None, str | None, str]:
    """The levels that a cell prints before the indicator's own name: 产出指标 数量指标 …

    >>> split_levels("产出指标数量指标修补渠道")
    ('产出指标', '数量指标', '修补渠道')
    """
    rest, found = text, []
    for words in (tree_words()[0], frozenset(tree_words()[1])):
        bare = rest.lstrip(" -—_、/")
        match = max((word for word in words if bare.startswith(word) and bare != word), key=len, default=None)
        found.append(match)
        rest = bare[len(match) :].lstrip(" -—_、/") if match else rest
    return (found[0], found[1], rest) if found[0] else (None, None, text)


def read_columns(rows: Sequence[Row]) -> Reading | None:
    """The indicators under every heading among the rows; None where no heading names their columns.

    Rows of another drawn table without a heading of their own stand under the columns of the heading above.
    """
    reading = Reading()
    reader: ColumnReader | None = None
    grids: Grids | None = None
    for number, row in enumerate(rows):
        head = head_of(row)
        if head is not None:
            again = reader
            reader = ColumnReader(head)
            if again is not None:
                reader.level1, reader.level2, reader.last = again.level1, again.level2, again.last
            grids = Grids([other for other in rows if other.grid == row.grid and len(other.cells) == len(row.cells)])
            grids.learn(rows[number:])
            continue
        if reader is None or grids is None:
            continue
        if squeeze(next((c for c in row.cells if c.strip()), "")).startswith(tree_words()[2]):
            break
        whole = grids.row(row) if row.spans is not None or len(row.cells) == reader.head.width else None
        before = dict(reader.last), reader.level1, dict(reader.level2)
        texts = [(i.level3, i.target) for i in reader.last.values()]
        whole = _in_place(whole, reader.head) if whole is not None else None
        reading.displaced |= whole is not None and reader.by_words and _misplaced(whole.cells, reader.head)
        found = reader.read(whole) if whole is not None else []
        reading.indicators += found
        said = found or (reader.level1, reader.level2) != before[1:]
        said = said or [(i.level3, i.target) for i in reader.last.values()] != texts
        if not said and any(cell.strip() for cell in row.cells) and not _only_tree(row):
            reading.silent.append(row)
    return reading if reader is not None else None


def _in_place(row: Row, head: Head) -> Row:
    """A row that lost a blank cell or won one, moved back where alone its levels stand under their headings."""
    if not _misplaced(row.cells, head):
        return row
    cells = row.cells
    moved = [("", *cells[:-1])] if not cells[-1].strip() else []
    moved += [(*cells[1:], "")] if not cells[0].strip() else []
    right = [candidate for candidate in moved if not _misplaced(candidate, head)]
    if len(right) != 1:
        return row
    step = 1 if right[0][1:] == cells[:-1] else -1
    places = tuple(row.place(min(max(index - step, 0), len(cells) - 1)) for index in range(len(cells)))
    return replace(row, cells=right[0], places=places, spans=None)


def _misplaced(cells: Sequence[str], head: Head) -> bool:
    """Whether a word of one level of the tree stands under the heading of another, or of a value."""
    either, both = special_words()[1], tree_words()[0] & tree_words()[1].keys()
    columns = [head.shared, *(part.columns for part in head.parts)]
    above = {squeeze(cells[start]) for named in columns for role, (start, _) in named.items() if role in _LEVELS}
    for role, (start, stop) in ((role, span) for named in columns for role, span in named.items()):
        for cell in cells[start:stop]:
            level = level_of(cell) if cell.strip() else None
            if level is None or (level[1] in either and (role in _LEVELS or squeeze(cell) in above)):
                continue
            if role not in _LEVELS or (role != f"level{level[0]}" and level[1] not in both):
                return True
    return False


def _only_tree(row: Row) -> bool:
    """Whether a row prints nothing but the tree's own name and levels."""
    return all(squeeze(cell) in special_words()[0] or level_of(cell) is not None for cell in row.cells if cell.strip())
