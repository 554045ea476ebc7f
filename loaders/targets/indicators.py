"""Reads the indicator rows of target sheets: three levels and a target, once for the period and once for the year.

Where a heading names the columns and the rows keep them, a cell is what its column says (`read_columns`). OCR shifts
rows of text, so there a cell is known by its word (数量指标, 效益指标), and only what no word tells by its position
(`read_indicators`). Knows columns and words; whose indicators they are, the readers of sheets know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz

from loaders.document import Row
from loaders.records import Place
from loaders.words import nothing, squeeze, tidy
from ontology import vocabulary

_SIGN_GAP = re.compile(r"(?<=[=≥≤<>＝＞＜])\s+(?=\d)")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")


@dataclass(slots=True)
class RawIndicator:
    """One indicator of one horizon."""

    place: Place
    column: int
    horizon: str
    level1: str | None
    level2: str | None
    level3: str | None
    target: str | None
    actual: str | None = None  # in a self-evaluation: what was reached
    weight: str | None = None
    score: str | None = None
    notes: tuple[tuple[str, int], ...] = ()  # explanations and reasons, as printed, with their columns


@cache
def _special() -> tuple[frozenset[str], frozenset[str], frozenset[str], tuple[str, ...]]:
    """The tree's own names, the words of both levels, the names that are headings too, and how a name ends."""
    words = vocabulary.load("sheets")
    return frozenset(words["tree"]), frozenset(words["either"]), frozenset(words["heading"]), tuple(words["ending"])


@cache
def _words() -> tuple[frozenset[str], dict[str, str], tuple[str, ...], frozenset[str]]:
    words = vocabulary.load("sheets")
    level2 = {label: rule["under"] for rule in reversed(words["level2"]) for label in rule["labels"]}
    header = words["indicator_header"]
    heads = frozenset(header["level1"] + header["level2"] + header["level3"] + header["target"])
    return frozenset(words["level1"]), level2, tuple(words["closes"]), heads


@lru_cache(maxsize=8192)
def level_of(text: str) -> tuple[int, str] | None:
    """(level, word) of a cell that names a level of the indicator tree, cut off or bent though it may be."""
    bare = squeeze(text).lstrip("0123456789.、")
    level1, level2, _, _ = _words()
    if not 3 <= len(bare) <= 12:
        return None
    if bare in level2:
        return (2, bare)
    if bare in level1:
        return (1, bare)
    if len(bare) >= 5:
        for word in level2:
            if len(word) >= 6 and word.startswith(bare):
                return (2, word)
    if bare.endswith(_special()[3]):
        best = max([*level2, *level1], key=lambda word: (fuzz.ratio(bare, word), word))
        if fuzz.ratio(bare, best) >= 74:
            return (2, bare) if best in level2 else (1, best)
    return None


def read_indicators(rows: list[Row], horizons: tuple[str, ...]) -> list[RawIndicator]:
    """The indicators in the rows below their heading, until the sheet's closing rows.

    `horizons` is (period, annual) for project sheets, (annual,) for the sheet of a whole department.
    """
    level1: str | None = None
    level2: dict[str, str | None] = dict.fromkeys(horizons)
    found: list[RawIndicator] = []
    tops_of_tree, under, closes, heads = _words()
    tree, either, headings, _ = _special()
    for row in rows:
        cells = [(index, cell) for index, cell in enumerate(row.cells) if cell.strip()]
        if not cells or squeeze(cells[0][1]).startswith(closes):
            if cells and squeeze(cells[0][1]).startswith(closes):
                break
            continue
        if all(squeeze(cell) in heads or squeeze(cell) in headings for _, cell in cells) and any(
            squeeze(cell) in heads for _, cell in cells
        ):
            continue
        if squeeze(cells[0][1]) in tree:
            cells = cells[1:]
        marks = [(position, level_of(cell)) for position, (_, cell) in enumerate(cells)]
        if len(marks) > 1 and squeeze(cells[0][1]) in tops_of_tree and (second := marks[1][1]) and second[0] == 2:
            marks[0] = (0, (1, squeeze(cells[0][1])))  # 满意度指标 is a word of both levels: the next cell tells
        tops = [position for position, level in marks if level and level[0] == 1]
        if tops and tops[0] <= 1:
            level = marks[tops[0]][1]
            following = marks[tops[0] + 1][1] if tops[0] + 1 < len(marks) else None
            if level and (level[1] not in either or (following and following[0] == 2)):
                level1 = level[1]
                cells = cells[: tops[0]] + cells[tops[0] + 1 :]
                marks = [(position, level_of(cell)) for position, (_, cell) in enumerate(cells)]
        starts = [position for position, level in marks if level and level[0] == 2]
        starts = _horizon_starts(starts, cells, len(horizons))
        if starts:
            parts = _parts(cells, starts, len(row.cells), len(horizons))
        else:
            parts = _loose(cells, len(row.cells), len(horizons))
        for horizon, (name, pair) in zip(horizons, parts, strict=False):
            if name is not None:
                level2[horizon] = name
                if under.get(name) and (level1 is None or under[name] != level1) and name not in either:
                    level1 = under[name]
            if pair:
                index = pair[0][0]
                target = tidy(" ".join(cell for _, cell in pair[1:])) if len(pair) > 1 else None
                level3 = tidy(pair[0][1])
                found.append(RawIndicator(row.place(index), index, horizon, level1, level2[horizon], level3, target))
    return found


def _horizon_starts(starts: list[int], cells: list[tuple[int, str]], horizons: int) -> list[int]:
    """The marks that open a horizon; a word of the second level may also stand where a third-level name is expected."""
    if len(starts) <= horizons:
        return starts
    chosen = [starts[0]]
    for start in starts[1:]:
        if (
            squeeze(cells[start][1]) == squeeze(cells[chosen[0]][1])
            and start - chosen[-1] >= 2
            and len(chosen) < horizons
        ):
            chosen.append(start)
    if len(chosen) < horizons:
        chosen = [starts[0], *[s for s in starts[1:] if s - starts[0] >= 2][: horizons - 1]]
    return chosen


def _parts(
    cells: list[tuple[int, str]], starts: list[int], width: int, horizons: int
) -> list[tuple[str | None, list[tuple[int, str]]]]:
    parts: list[tuple[str | None, list[tuple[int, str]]]] = []
    for number, start in enumerate(starts):
        stop = starts[number + 1] if number + 1 < len(starts) else len(cells)
        level = level_of(cells[start][1])
        parts.append((level[1] if level else None, cells[start + 1 : stop]))
    if len(starts) == 1 and horizons == 2:
        body = parts[0][1]
        if cells[starts[0]][0] > width // 2:
            return [(None, []), parts[0]]
        if len(body) >= 4:
            return [(parts[0][0], body[:2]), (parts[0][0], body[2:4])]
    return parts


def _loose(cells: list[tuple[int, str]], width: int, horizons: int) -> list[tuple[str | None, list[tuple[int, str]]]]:
    """A row without a level: a further indicator of the level above; half of it for each horizon."""
    if horizons == 1:
        return [(None, cells[:3])]
    if len(cells) >= 4:
        return [(None, cells[:2]), (None, cells[2:4])]
    if len(cells) == 3 and squeeze(cells[0][1]) == squeeze(cells[2][1]):
        return [(None, cells[:2]), (None, cells[2:])]
    if cells and cells[0][0] > width // 2:
        return [(None, []), (None, cells)]
    return [(None, cells), (None, [])]


# indicators under a heading that names their columns


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one horizon: by role, the first and the one after the last that the heading's cell covers."""

    horizon: str
    columns: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Head:
    """A heading of indicators: the columns that all horizons share, and a part for each horizon."""

    shared: dict[str, tuple[int, int]]
    parts: tuple[Part, ...]
    width: int

    def columns(self) -> frozenset[int]:
        """Every column that the heading names."""
        spans = [*self.shared.values(), *(span for part in self.parts for span in part.columns.values())]
        return frozenset(index for start, stop in spans for index in range(start, stop))


@cache
def _roles() -> dict[str, str]:
    """Heading word -> role."""
    columns = vocabulary.load("sheets")["indicator_column"]
    return {squeeze(label): role for role, labels in columns.items() if role != "qualitative" for label in labels}


@lru_cache(maxsize=4096)
def role_of(text: str) -> str | None:
    """The role of a column of indicators by its heading's words; None where they name none.

    >>> role_of("指标权重（%）"), role_of("三级指标")
    ('weight', 'level3')
    """
    bare = squeeze(text)
    roles = _roles()
    return roles.get(bare) or roles.get(_BRACKETS.sub("", bare))


def says_horizon(text: str) -> str | None:
    """period or annual, where a label says by itself which of them it speaks of."""
    words = vocabulary.load("sheets")
    bare = squeeze(text)
    if any(word in bare for word in words["says_period"]):
        return "period"
    return "annual" if any(word in bare for word in words["says_annual"]) else None


def spanned(row: Row) -> list[tuple[int, int, str]]:
    """The filled cells of a row: the first column and the one after the last that each covers, and its text."""
    found = []
    for index, cell in enumerate(row.cells):
        if cell.strip():
            wide = max(row.spans[index][0], 1) if row.spans else 1
            found.append((index, index + wide, cell.strip()))
    return found


def head_of(row: Row) -> Head | None:
    """The heading of indicators that a row is; None where it is none."""
    return head_in([(start, stop, text) for start, stop, text in spanned(row)], len(row.cells))


def head_in(cells: Sequence[tuple[int, int, str]], width: int) -> Head | None:
    """The heading of indicators in heading cells: (first column, the one after the last, text)."""
    named = [(start, stop, role_of(text), text) for start, stop, text in cells]
    roles = {role for _, _, role, _ in named if role}
    if "level3" not in roles and "level2" not in roles:
        named = [
            (start, stop, "level3" if start > cells[0][0] and squeeze(text) in _special()[0] else role, text)
            for start, stop, role, text in named
        ]
        roles = {role for _, _, role, _ in named if role}
    if not roles & {"target", "level3"} or not (roles & {"level1", "level2"} or {"level3", "target"} <= roles):
        return None
    unknown = [text for _, _, role, text in named if role is None and squeeze(text) not in _special()[0]]
    if unknown or (len(roles) < 3 and not {"level3", "target"} <= roles):
        return None
    shared: dict[str, tuple[int, int]] = {}
    parts: list[dict[str, tuple[int, int]]] = []
    horizons: list[str | None] = []
    for start, stop, role, text in named:
        if role is None:
            continue
        if role in ("level1", "activity") or (role == "level2" and not parts and role not in shared):
            shared.setdefault(role, (start, stop))
            continue
        opens = role in ("level2", "level3") and parts and role in (parts[-1] | ({} if len(parts) > 1 else shared))
        if opens or (role == "target" and parts and "target" in parts[-1]) or not parts:
            kept = {k: v for k, v in (parts[-1] if parts and role == "target" else {}).items() if k in ("level3",)}
            parts.append(kept)
            horizons.append(None)
        parts[-1].setdefault(role, (start, stop))
        if role == "target":
            horizons[-1] = says_horizon(text)
    usual = ("period", "annual") if len(parts) > 1 else ("annual",)
    made = [
        Part(horizon or (usual[number] if number < len(usual) else "annual"), part)
        for number, (part, horizon) in enumerate(zip(parts, horizons, strict=True))
    ]
    return Head(shared, tuple(made), width)


def mentions_indicators(row: Row) -> bool:
    """Whether a row is a heading of indicators, or names a level of them: what a sheet's next page begins with."""
    if head_of(row) is not None:
        return True
    return any(level_of(text) is not None for _, _, text in spanned(row)[:3])


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
    """What `read_columns` read of a run of rows: the indicators, and the rows that said nothing."""

    indicators: list[RawIndicator] = field(default_factory=list)
    silent: list[Row] = field(default_factory=list)


class ColumnReader:
    """Reads rows under a heading of indicators; the levels go on from row to row."""

    def __init__(self, head: Head) -> None:
        self.head = head
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
            level1 = _words()[1].get(squeeze(level2))
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
    for words in (_words()[0], frozenset(_words()[1])):
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
        if squeeze(next((c for c in row.cells if c.strip()), "")).startswith(_words()[2]):
            break
        whole = grids.row(row) if row.spans is not None or len(row.cells) == reader.head.width else None
        before = dict(reader.last), reader.level1, dict(reader.level2)
        texts = [(i.level3, i.target) for i in reader.last.values()]
        found = reader.read(whole) if whole is not None else []
        reading.indicators += found
        said = found or (reader.level1, reader.level2) != before[1:]
        said = said or [(i.level3, i.target) for i in reader.last.values()] != texts
        if not said and any(cell.strip() for cell in row.cells) and not _only_tree(row):
            reading.silent.append(row)
    return reading if reader is not None else None


def _only_tree(row: Row) -> bool:
    """Whether a row prints nothing but the tree's own name and levels."""
    return all(squeeze(cell) in _special()[0] or level_of(cell) is not None for cell in row.cells if cell.strip())
