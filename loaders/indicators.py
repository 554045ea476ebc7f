"""Reads the indicator rows of target sheets: three levels and a target, once for the period and once for the year.

OCR shifts these rows more than any others, so a cell is known by its word (数量指标, 效益指标), and only what no word
tells by its position.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from loaders.document import Row
from loaders.records import Place
from loaders.words import squeeze, tidy
from ontology import vocabulary


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
