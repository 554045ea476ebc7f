"""Reads the indicator rows of target sheets: three levels and a target, once for the period and once for the year.

Where a heading names the columns and the rows keep them, a cell is what its column says
(`loaders.targets.indicator_columns`). OCR shifts rows of text, so there a cell is known by its word (数量指标), and
only what no word tells by its position (`read_indicators`). Knows the words of levels and of headings; whose
indicators they are, the readers of sheets know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from loaders.document import Row
from loaders.records import Place
from loaders.words import squeeze, tidy
from ontology import vocabulary

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
def special_words() -> tuple[frozenset[str], frozenset[str], frozenset[str], tuple[str, ...]]:
    """The tree's own names, the words of both levels, the names that are headings too, and how a name ends."""
    words = vocabulary.load("sheets")
    return frozenset(words["tree"]), frozenset(words["either"]), frozenset(words["heading"]), tuple(words["ending"])


@cache
def tree_words() -> tuple[frozenset[str], dict[str, str], tuple[str, ...], frozenset[str]]:
    """The words of level 1, those of level 2 with the first that they are under, what closes a sheet, and headings."""
    words = vocabulary.load("sheets")
    level2 = {label: rule["under"] for rule in reversed(words["level2"]) for label in rule["labels"]}
    header = words["indicator_header"]
    heads = frozenset(header["level1"] + header["level2"] + header["level3"] + header["target"])
    return frozenset(words["level1"]), level2, tuple(words["closes"]), heads


@lru_cache(maxsize=8192)
def level_of(text: str) -> tuple[int, str] | None:
    """(level, word) of a cell that names a level of the indicator tree, cut off or bent though it may be."""
    bare = squeeze(text).lstrip("0123456789.、")
    level1, level2, _, _ = tree_words()
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
    if bare.endswith(special_words()[3]):
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
    tops_of_tree, under, closes, heads = tree_words()
    tree, either, headings, _ = special_words()
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
        if len(marks) > 1 and squeeze(cells[0][1]) in tops_of_tree and _under(cells, marks, 0):
            marks[0] = (0, (1, squeeze(cells[0][1])))  # 满意度指标 is a word of both levels: the next cell tells
        tops = [position for position, level in marks if level and level[0] == 1]
        if tops and tops[0] <= 1:
            level = marks[tops[0]][1]
            if level and (level[1] not in either or _under(cells, marks, tops[0])):
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


def _under(cells: list[tuple[int, str]], marks: list[tuple[int, tuple[int, str] | None]], position: int) -> bool:
    """Whether the next cell names a second level under this one; the same word further on is the other horizon's."""
    if position + 1 >= len(marks) or (level := marks[position + 1][1]) is None or level[0] != 2:
        return False
    (index, word), (following, other) = cells[position], cells[position + 1]
    return following == index + 1 or squeeze(word) != squeeze(other)


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


# headings that name the columns of indicators


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
        if text := cell.strip():
            wide = max(row.spans[index][0], 1) if row.spans else 1
            found.append((index, index + wide, text))
    return found


def head_of(row: Row) -> Head | None:
    """The heading of indicators that a row is; None where it is none."""
    return head_in(spanned(row), len(row.cells))


def head_in(cells: Sequence[tuple[int, int, str]], width: int) -> Head | None:
    """The heading of indicators in heading cells: (first column, the one after the last, text)."""
    named = [(start, stop, role_of(text), text) for start, stop, text in cells]
    roles = {role for _, _, role, _ in named if role}
    if not roles:
        return None  # most rows: what follows takes one role at least to start from
    if "level3" not in roles and "level2" not in roles:
        named = [
            (start, stop, "level3" if start > cells[0][0] and squeeze(text) in special_words()[0] else role, text)
            for start, stop, role, text in named
        ]
        roles = {role for _, _, role, _ in named if role}
    if not roles & {"target", "level3"} or not (roles & {"level1", "level2"} or {"level3", "target"} <= roles):
        return None
    named = _told_by_others(named, roles)
    unknown = [text for _, _, role, text in named if role is None and squeeze(text) not in special_words()[0]]
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


_Named = tuple[int, int, str | None, str]


def _told_by_others(named: list[_Named], roles: set[str]) -> list[_Named]:
    """Heading cells with those of no known word told by the others: the tree's own name is first, remarks are last.

    Only where most of the cells are known: an indicator's name and value, and two more.
    """
    if len(roles) < 4 or not {"level3", "target"} <= roles:
        return named
    last = max(stop for _, stop, role, _ in named if role in ("target", "actual", "weight", "score"))
    return [
        (start, stop, "note" if role is None and start >= last else role, text)
        for number, (start, stop, role, text) in enumerate(named)
        if number or role is not None
    ]


def mentions_indicators(row: Row) -> bool:
    """Whether a row is a heading of indicators, or names a level of them: what a sheet's next page begins with."""
    if head_of(row) is not None:
        return True
    return any(level_of(text) is not None for _, _, text in spanned(row)[:3])
