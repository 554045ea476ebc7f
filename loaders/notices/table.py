"""A distribution table of a notice: which columns name who gets money, and what each column of money is.

Knows the words of such headings (ontology/vocabulary/notices.toml) and how cells span; which columns and rows are sums
of others, `loaders.notices.sums` tells. A column of numbers that no word explains is not taken for money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from loaders.document import Paragraph, Row
from loaders.money import unit_alone, unit_in_brackets, unit_of
from loaders.notices.body import codes_in
from loaders.prose.patterns import any_of
from loaders.records import Place
from loaders.words import amount, nothing, squeeze, tidy
from ontology import vocabulary

_FORMULA = re.compile(r"(?:第)?(\d{1,2})(?:列|栏)?(?:=(\d{1,2}(?:[+\-]\d{1,2})*))?|[A-Z](?:=[A-Z](?:[+\-][A-Z])*)?")
_ROLES = (
    *("recipient", "project", "subject", "subject_name", "government", "department", "level", "remark", "number"),
    *("other", "amount"),
)
_BRACKET = re.compile(r"[（(][^（()）]*[)）]?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")
_ORDINAL = re.compile(r"[一二三四五六七八九十]+(?:、|$)|[（(][一二三四五六七八九十]+[)）]")
#: Rows within which a heading must end.
_DEEP = 7


@dataclass(slots=True)
class Column:
    """A column: its heading cells, outermost first, and what they say. `role` None is a column nobody knows."""

    index: int
    path: tuple[str, ...]
    role: str | None
    level: str | None = None
    phase: str | None = None
    action: str | None = None
    total: bool = False
    of_which: bool = False
    code: str | None = None
    gov_code: str | None = None
    item: str | None = None
    unit: str | None = None


@dataclass(slots=True)
class Grid:
    """Rows of one table with what stands above them. `formulas` maps a column to those that its heading adds up."""

    title: list[Paragraph] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    heading: list[Row] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)
    captions: list[Row] = field(default_factory=list)
    unit: str | None = None
    formulas: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def amounts(self) -> list[Column]:
        """The columns of money."""
        return [column for column in self.columns if column.role == "amount"]

    def of(self, role: str) -> list[Column]:
        """The columns that play a role."""
        return [column for column in self.columns if column.role == role]


def filled(row: Row) -> list[tuple[int, str]]:
    """The cells of a row that say something, squeezed."""
    return [(index, squeeze(cell)) for index, cell in enumerate(row.cells) if cell.strip()]


def is_numbering(row: Row) -> bool:
    """Whether a row numbers the columns: 1 2 3=1+2, 行次 A B."""
    cells = [text for _, text in filled(row)]
    numbers = [text for text in cells if _FORMULA.fullmatch(text)]
    if len(numbers) < 2 or len(numbers) < len(cells) - 1:
        return False
    plain = [int(text.partition("=")[0]) for text in numbers if text[0].isdigit()]
    return plain == sorted(set(plain)) and (any("=" in text for text in numbers) or plain == [*range(1, len(plain) + 1)]
        or len(plain) < len(numbers) or plain[-1] - plain[0] == len(plain) - 1)  # fmt: skip


@cache
def _words() -> tuple[dict[str, str], re.Pattern[str]]:
    columns = vocabulary.load("notices")["columns"]
    roles = {squeeze(word): role for role in _ROLES for word in columns[role]}
    return roles, re.compile(any_of(list(roles)))


@lru_cache(maxsize=4096)
def role_of(cell: str) -> str | None:
    """What a heading cell says that its column holds; None where it says nothing that is known.

    The longest word decides, of equally long ones the last: the head of a Chinese compound stands at its end.
    """
    roles, pattern = _words()
    text = squeeze(cell)
    bare = _BRACKET.sub("", text)
    for body in (text, bare):
        if body in roles:
            return roles[body]
    found = [(len(match[0]), match.start(), roles[match[0]]) for match in pattern.finditer(bare)]
    return max(found)[2] if found else None


@cache
def _levels(topic: str) -> list[tuple[str, str]]:
    found = [(word, level) for level, words in vocabulary.load("notices")[topic].items() for word in words]
    return sorted(found, key=lambda entry: -len(entry[0]))


@lru_cache(maxsize=4096)
def level_of(text: str, topic: str = "levels") -> str | None:
    """The level of government whose money a heading or a cell names; a sign alone (市) must be the whole text."""
    body = squeeze(text)
    after = vocabulary.load("notices")["after_level"]["words"]
    for word, level in _levels(topic):
        if body == word:
            return level
        at = body.find(word) if len(word) > 1 else -1
        if at >= 0 and (at + len(word) == len(body) or body.startswith(tuple(after), at + len(word))):
            return level
    return None


@lru_cache(maxsize=4096)
def phase_of(text: str) -> str | None:
    """When the money of a heading cell is given, as far as it says."""
    body = squeeze(text)
    for phase, words in vocabulary.load("notices")["phases"].items():
        if any(word in body for word in words):
            return str(phase)
    return None


@lru_cache(maxsize=4096)
def _act(text: str) -> str | None:
    for action in ("clawback", "settlement", "supplement"):
        if any(word in text for word in vocabulary.load("notices")["actions"][action]):
            return action
    return None


def make_grid(title: list[Paragraph], rows: list[Row]) -> Grid:
    """The table that these rows are, with its heading read; no columns where they have none."""
    grid = Grid(title=title, rows=list(rows))
    for line in title:
        grid.unit = unit_of(line.text) or unit_alone(line.text) or unit_in_brackets(line.text) or grid.unit
    rows = list(rows)
    width = max(len(row.cells) for row in rows)
    while len(rows) > 1 and _is_caption(rows[0], width):
        caption = rows.pop(0)
        grid.captions.append(caption)
        text = "".join(cell for _, cell in filled(caption))
        grid.unit = unit_of(text) or unit_alone(text) or unit_in_brackets(text) or grid.unit
    if (form := _form(rows)) is not None:
        labels, values = form
        grid.heading, grid.body = rows, [values]
        grid.columns = _once([_column(index, (squeeze(text),)) for index, text in enumerate(labels)])
        return grid
    depth = _reached(rows, _depth(rows))
    while depth < len(rows) and depth and is_numbering(rows[depth]):
        grid.formulas |= _formulas(rows[depth])
        grid.heading.append(rows[depth])
        depth += 1
    top = [row for row in rows[:depth] if row not in grid.heading]
    known = {tuple(text for _, text in filled(row)) for row in (*grid.captions, *rows[:depth]) if filled(row)}
    grid.body = [row for row in rows[depth:] if tuple(text for _, text in filled(row)) not in known]
    grid.heading = [row for row in rows if row not in grid.body]  # with what every page prints again
    if top:
        width = max(len(row.cells) for row in rows)
        grid.columns = [_column(index, path) for index, path in enumerate(_paths(top, width))]
        _inherit(grid.columns)
    return grid


def _form(rows: list[Row]) -> tuple[list[str], Row] | None:
    """A sheet of one sum, 单位名称 | 某局 | 金额 | 560,000, as its labels and one row of what stands beside."""
    roles = _words()[0]
    labels: list[str] = []
    values: list[tuple[str, Place]] = []
    for row in rows:
        cells = filled(row)
        for (_, text), (index, value) in zip(cells[::2], cells[1::2], strict=False):
            known = [_BRACKET.sub("", cell).rstrip(":") in roles for cell in (text, value)]
            if known != [True, False]:
                return None
            labels.append(text)
            values.append((row.cells[index], row.place(index)))
        if len(cells) % 2:
            return None
    numbers = [value for value, _ in values if amount(squeeze(value)) is not None]
    if len(rows) < 2 or len(labels) < len(rows) + 1 or not numbers:
        return None
    place = next(place for value, place in values if amount(squeeze(value)) is not None)
    return labels, Row(tuple(value for value, _ in values), place, tuple(place for _, place in values))


def _once(columns: list[Column]) -> list[Column]:
    """The fields of a form: of several that name the same thing the first counts."""
    seen: set[str] = set()
    for column in columns:
        if column.role in seen and column.role != "amount":
            column.role = "remark"
        seen.add(column.role or "")
    return columns


def _is_caption(row: Row, width: int) -> bool:
    """Whether a row above the heading holds the table's name, 附件1 or its unit."""
    cells = filled(row)
    if not cells:
        return True
    if width < 2 or len(cells) > 1:
        return len(cells) <= 2 and any(unit_of(text) for _, text in cells) and not any(
            role_of(text) == "recipient" and not unit_of(text) for _, text in cells
        )  # fmt: skip
    text = cells[0][1]
    return bool(unit_of(text) or unit_alone(text)) or len(text) > 6 or text.startswith(
        tuple(vocabulary.load("notices")["lines"]["attachment"])
    )  # fmt: skip


def _depth(rows: Sequence[Row]) -> int:
    """How many rows the heading takes: those above the first that prints an amount or a group's name."""
    for depth, row in enumerate(rows[:_DEEP]):
        cells = filled(row)
        if is_numbering(row):
            return depth
        numbers = [text for index, text in cells if index and amount(text) is not None and not _YEAR.fullmatch(text)]
        known = [text for _, text in cells if role_of(text) is not None or phase_of(text) or level_of(text)]
        if numbers and (len(numbers) > len(known) or not known or not depth):
            return depth
        if numbers or not cells:
            return depth
        if depth and not known:
            return depth
        if depth and len(cells) <= 2 and _ORDINAL.match(cells[0][1]):
            return depth  # 一、省直单位: the name of a group
        if depth and len(cells) == 1 and cells[0][0] <= 1 and role_of(cells[0][1]) in (None, "amount"):
            return depth  # 合计 alone, or the name of a group
    return min(len(rows), _DEEP)


def _reached(rows: Sequence[Row], depth: int) -> int:
    """The rows down to which the cells of a heading reach: a lower row whose words nobody knows is of it too."""
    reached = depth
    for place, row in enumerate(rows[:depth]):
        high = max((high for _, high in row.spans or ()), default=1)
        reached = max(reached, place + high)
    inside = [text for row in rows[depth:reached] for _, text in filled(row)]
    return depth if reached > min(len(rows), _DEEP) or any(amount(text) is not None for text in inside) else reached


def _formulas(row: Row) -> dict[int, tuple[int, ...]]:
    """For a column whose number says what it adds up (5=6+7), the columns that it does."""
    place: dict[str, int] = {}
    sums: dict[int, list[str]] = {}
    for index, text in filled(row):
        if not _FORMULA.fullmatch(text):
            continue
        name, equals, parts = text.partition("=")
        place[name] = index
        if equals and "-" not in parts:
            sums[index] = parts.split("+")
    return {
        index: tuple(place[name] for name in names)
        for index, names in sums.items()
        if all(name in place for name in names)
    }


def _paths(top: list[Row], width: int) -> list[tuple[str, ...]]:
    """The heading cells above each column. Where cells tell their spans these count; else blank cells are spans."""
    cells = [[squeeze(cell) for cell in row.cells] + [""] * (width - len(row.cells)) for row in top]
    if all(row.spans is not None for row in top):
        return _spanned(top, cells, width)
    _widen(top, cells, width)
    paths: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(cells):
        spanning = ""
        for index, cell in enumerate(row):
            below = any(cells[further][index] for further in range(depth + 1, len(cells)))
            if cell:
                paths[index].append(cell)
                spanning = cell if below else ""
            elif spanning and below and len(paths[index]) <= depth:
                paths[index].append(spanning)
    return [tuple(path) for path in paths]


def _spanned(top: list[Row], cells: list[list[str]], width: int) -> list[tuple[str, ...]]:
    covered: list[dict[int, str]] = [{} for _ in range(width)]
    for depth, row in enumerate(top):
        assert row.spans is not None
        for index, (wide, high) in enumerate(row.spans):
            text = cells[depth][index]
            if not text or not wide:
                continue
            for column in range(index, min(index + wide, width)):
                covered[column][depth] = text
            del high  # a cell that reaches down says the same once
    return [tuple(dict.fromkeys(found[depth] for depth in sorted(found))) for found in covered]


def _widen(top: list[Row], cells: list[list[str]], width: int) -> None:
    """Puts a lower row that was printed without the blanks left of it under the one cell of the row above that is wide.

    That cell is the one that says 其中 or, of those that speak of money, the only one without a total's word.
    """
    if len(top) != 2 or any(not cell.strip() for row in top for cell in row.cells):
        return
    upper, lower = len(top[0].cells), len(top[1].cells)
    if upper - 1 + lower != width or lower < 2:
        return
    of_which = tuple(vocabulary.load("notices")["totals"]["of_which"])
    totals = tuple(vocabulary.load("notices")["totals"]["column"])
    money = [index for index in range(upper) if role_of(cells[0][index]) == "amount"]
    wide = [index for index in money if cells[0][index].startswith(of_which)]
    wide = wide or [index for index in money if not cells[0][index].endswith(totals)]
    if len(wide) != 1:
        return
    at, first, second = wide[0], cells[0][:upper], cells[1][:lower]
    cells[0][:] = [*first[: at + 1], *[""] * (lower - 1), *first[at + 1 :]]
    cells[1][:] = [*[""] * at, *second, *[""] * (upper - at - 1)]


def _column(index: int, path: tuple[str, ...]) -> Column:
    words = vocabulary.load("notices")["totals"]
    column = Column(index, path, None)
    for cell in reversed(path):
        column.role = role_of(cell)
        if column.role is not None:
            break
    if column.role not in ("amount", None):
        return column
    leaf = _BRACKET.sub("", path[-1]) if path else ""
    for cell in reversed(path):
        bare = _BRACKET.sub("", cell)
        column.level = column.level or level_of(bare)
        column.phase = column.phase or phase_of(bare)
        column.action = column.action or _act(bare)
        column.unit = column.unit or unit_in_brackets(cell)
        for code in codes_in(cell):
            if code.classification == "function":
                column.code = column.code or code.code
            elif code.classification == "government-economic":
                column.gov_code = column.gov_code or code.code
        column.item = column.item or _item(bare)
    column.total = leaf.endswith(tuple(words["column"])) or leaf in words["column"]
    column.of_which = any(cell.startswith(tuple(words["of_which"])) for cell in path)
    return column


def _item(cell: str) -> str | None:
    """The name of the money that a heading cell prints; None where it only counts, or names a level or a time."""
    words = vocabulary.load("notices")
    for word in words["totals"]["of_which"]:
        cell = cell.removeprefix(word).lstrip(":：")
    if cell in words["columns"]["amount"] or level_of(cell) or phase_of(cell):
        return None
    if cell.endswith(tuple(words["totals"]["column"])) or len(cell) < 4:
        return None
    return cell if any(word in cell for word in words["title"]["objects"]) else None


def _inherit(columns: list[Column]) -> None:
    """Under a heading that speaks of money, columns that say nothing themselves hold money too."""
    for column in columns:
        if column.role is None and len(column.path) > 1 and any(role_of(cell) == "amount" for cell in column.path[:-1]):
            column.role = "amount"


def label(row: Row, columns: list[Column]) -> str | None:
    """What a row prints in these columns, the innermost that says something."""
    for column in reversed(columns):
        if column.index < len(row.cells) and not nothing(row.cells[column.index]):
            return tidy(row.cells[column.index])
    return None
