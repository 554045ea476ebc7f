"""Reads the heading of a table: which columns name a row, which hold amounts, and what each amount is.

A heading is a composition: each cell's words (ontology.vocabulary.columns) add what they mean, the cell nearest to
the numbers wins. Blank cells are spans: below their own word they continue it downwards, beside it to the right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from loaders.document import Row
from loaders.words import amount, squeeze
from ontology import vocabulary

DIMENSIONS = ("fund", "expenditure", "timing", "side", "stage", "measure", "debt", "category", "table")
_LABELS = ("item", "unit", "code", "gov_item", "gov_code", "econ_item", "level")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度|年)?")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a piece of heading says. `weak` dimensions yield to any other word that speaks of the same dimension."""

    fund: str | None = None
    expenditure: str | None = None
    timing: str | None = None
    side: str | None = None
    stage: str | None = None
    measure: str | None = None
    debt: str | None = None
    category: str | None = None
    table: str | None = None  # the kind of table that the column belongs to, where a table holds two
    year: int | None = None
    years_back: int | None = None  # a year told by its distance from the table's own: 上年
    role: str | None = None
    depth: int | None = None  # of a column that holds one part of a code: which
    total: bool = False
    weak: frozenset[str] = frozenset()
    known: bool = True  # every sign of the heading belongs to a known word

    def under(self, parent: Meaning) -> Meaning:
        """This meaning with what the cell above it says: the nearer word wins, unless it is only a weak one."""
        values: dict[str, Any] = {}
        weak: set[str] = set()
        for name in DIMENSIONS:
            own, outer = getattr(self, name), getattr(parent, name)
            if own is None or (name in self.weak and outer is not None and name not in parent.weak):
                values[name] = outer
                weak |= {name} & parent.weak
            else:
                values[name] = own
                weak |= {name} & self.weak
        back = self.years_back if self.years_back is not None or self.year else parent.years_back
        return replace(self, year=self.year or parent.year, years_back=back, weak=frozenset(weak), **values)


@cache
def _dictionary() -> tuple[dict[str, Meaning], tuple[str, ...]]:
    columns = vocabulary.load("columns")
    words: dict[str, Meaning] = {}
    for word in columns["word"]:
        dims: dict[str, Any] = {name: word[name] for name in DIMENSIONS if name in word}
        meaning = Meaning(
            role=word.get("role"),
            depth=word.get("depth"),
            total=word.get("total", False),
            years_back=word.get("years_back"),
            weak=frozenset(dims) if word.get("weak") else frozenset(),
            **dims,
        )
        for text in word["text"]:
            words[squeeze(text)] = meaning
    for text in columns["filler"]:
        words.setdefault(squeeze(text), Meaning())
    return words, tuple(sorted(words, key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _dictionary()[1])))


@lru_cache(maxsize=8192)
def compose(text: str) -> Meaning:
    """What the words of one heading cell (or row label) say together."""
    body = squeeze(text)
    words = _dictionary()[0]
    if body in words:
        return words[body]
    year = None
    if match := _YEAR.search(body):
        year = int(match[1])
        body = body[: match.start()] + body[match.end() :]
        if body in words:
            return replace(words[body], year=year)
    values: dict[str, Any] = {}
    weak: set[str] = set()
    role: str | None = None
    back: int | None = None
    total = False
    covered = 0
    compared = _compared(body) if year is not None else len(body)
    for match in _pattern().finditer(body):
        word = words[match[0]]
        covered += len(match[0])
        for name in DIMENSIONS:
            value = getattr(word, name)
            if name == "stage" and match.start() > compared:
                continue  # 2026年预算数比2025年执行数: what it is compared with
            if value is None or (name in values and (name in word.weak or name not in weak)):
                continue
            values[name] = value
            weak.discard(name)
            if name in word.weak:
                weak.add(name)
        back = word.years_back if back is None else back
        role = role or (word.role if word.role != "level" else None)
        total = total or word.total
    if any(word in body for word in vocabulary.load("columns")["not_debt"]):
        values.pop("debt", None)
    if total or any(name not in weak for name in values):
        role = None
    elif role is not None:
        values, weak = {}, set()  # 收入项目: what a word says beside 项目 is said of the rows
    known = covered == len(body)
    return Meaning(year=year, years_back=back, role=role, total=total, weak=frozenset(weak), known=known, **values)


def _compared(body: str) -> int:
    """Where a heading begins to say with which year its number is compared; its end where it does not."""
    match = re.search(
        rf"(?:{'|'.join(map(re.escape, vocabulary.load('columns')['compares']))})(?=(?:19|20)\d{{2}})", body
    )
    return match.start() if match else len(body)


@lru_cache(maxsize=8192)
def named(text: str, dimension: str) -> str | None:
    """What a text (a row's label, a title, a cell) names of one dimension; None where it names nothing, or two things.

    >>> named("2024年新增专项债券（供水工程）", "debt")
    'special-bond'
    >>> named("专项债券付息", "debt") is None
    True
    """
    body = squeeze(text)
    if dimension == "debt" and any(word in body for word in vocabulary.load("columns")["not_debt"]):
        return None
    words = _dictionary()[0]
    values = {getattr(words[match], dimension) for match in _words_of(dimension).findall(body)}
    return str(values.pop()) if len(values) == 1 else None


@cache
def _words_of(dimension: str) -> re.Pattern[str]:
    words, longest_first = _dictionary()
    return re.compile("|".join(re.escape(word) for word in longest_first if getattr(words[word], dimension)))


@dataclass(slots=True)
class Column:
    """One column of a table. `path` holds the heading cells above it, outermost first."""

    index: int
    path: tuple[str, ...]
    meaning: Meaning
    block: int = 0
    group: tuple[str, ...] = ()
    printed: str = ""  # the heading cell that stands over this column on the page, where it is another

    @property
    def name(self) -> str:
        """The heading as a person would quote it."""
        return "/".join(self.path)

    @property
    def body(self) -> tuple[str, ...]:
        """The path without the cells at its end that only tell apart numbers of one thing: 预算数, 决算数, a year."""
        return _body(self.path)

    @property
    def layer(self) -> tuple[Any, ...]:
        """Which of several numbers of one thing the column holds: its stage, year and measure."""
        meaning = self.meaning
        return (meaning.stage, meaning.year, meaning.years_back, meaning.measure)

    @property
    def is_amount(self) -> bool:
        """Whether numbers of money stand below."""
        return self.meaning.role is None and bool(self.path)


@dataclass(slots=True)
class Heading:
    """The columns of a table and how many rows its heading takes."""

    columns: list[Column] = field(default_factory=list)
    rows: int = 0

    def labels(self, block: int) -> list[Column]:
        """The columns of a block that name its rows."""
        return [c for c in self.columns if c.block == block and c.meaning.role in (*_LABELS, "category", "note")]

    def amounts(self) -> list[Column]:
        """The columns that hold amounts."""
        return [c for c in self.columns if c.is_amount]


def says_heading(text: str) -> bool:
    """Whether every sign of a text belongs to a word of headings."""
    return compose(text).known


def is_numbering(row: Row) -> bool:
    """A row that only numbers the columns: 1 2 3 …, 栏次, with ** in columns of words."""
    filled = [squeeze(cell) for cell in row.cells if cell.strip()]
    starred = [cell for cell in filled if cell.strip("*＊") == ""]
    titled = [cell for cell in filled if compose(cell).role == "ordinal"]  # 栏次, once in each half
    rest = [cell for cell in filled if cell not in starred and cell not in titled]
    numbers = [cell for cell in rest if re.fullmatch(r"\d{1,2}(?:=[\d+\-]+)?|[A-Z]", cell)]
    if starred and len(numbers) == len(rest) <= 1:
        return True
    return (
        len(numbers) >= (1 if starred or titled else 2)
        and len(numbers) >= len(rest) - 1
        and all("." not in cell for cell in rest)
        and _ascending(numbers)
    )


def _ascending(numbers: list[str]) -> bool:
    values = [int(n.split("=")[0]) if n[0].isdigit() else ord(n) for n in numbers]
    return all(b == a + 1 for a, b in pairwise(values))


def _is_heading_row(row: Row, above: list[Row]) -> bool:
    filled = [(index, cell) for index, cell in enumerate(row.cells) if cell.strip()]
    if not filled or any(amount(cell) is not None and not _YEAR.fullmatch(squeeze(cell)) for _, cell in filled):
        return False
    meanings = [compose(cell) for _, cell in filled]
    if not all(meaning.known for meaning in meanings):
        return False
    if above and len(filled) == 1 and meanings[0].total and filled[0][0] <= 1:
        return False  # an empty total row: 合计 in a label column and nothing beside it
    return not (above and len(filled) == 1 and filled[0][0] == 0 and not any(m.role for m in meanings))


def read_heading(rows: list[Row]) -> Heading:
    """The heading at the top of these rows; no columns where the rows have none."""
    top: list[Row] = []
    for row in rows[:6]:
        if is_numbering(row) or not _is_heading_row(row, top):
            break
        if top and not _continues(row, top):
            break
        top.append(row)
    if not top:
        return Heading()
    width = max(len(row.cells) for row in top)
    grid = [[squeeze(cell) for cell in row.cells] + [""] * (width - len(row.cells)) for row in top]
    paths: list[list[str]] = [[] for _ in range(width)]
    for depth, cells in enumerate(grid):
        spanning = ""
        for index, cell in enumerate(cells):
            below = any(grid[d][index] for d in range(depth + 1, len(grid)))
            if cell:
                paths[index].append(cell)
                spanning = cell if below else ""
            elif spanning and below and _same_parents(paths, index, depth):
                paths[index].append(spanning)
    printed = _reunite(paths, grid[0])
    heading = Heading(columns_of(paths), len(top))
    for index, text in printed.items():
        heading.columns[index].printed = text
    return heading


def _reunite(paths: list[list[str]], first: list[str]) -> dict[int, str]:
    """Puts a cell back into the group that a moved neighbour cut it off from.

    A lower heading cell that has no cell above it, right of a full-height cell that stands right of a group, can only
    be the end of that group: the two were swapped. Returns what the page prints over the columns concerned.
    """
    printed: dict[int, str] = {}
    for index in range(2, len(paths)):
        orphan, tall, member = paths[index], paths[index - 1], paths[index - 2]
        cut_off = (
            len(orphan) == 1 and not first[index] and len(tall) == 1 and bool(first[index - 1]) and len(member) >= 2
        )
        if cut_off and compose(member[-1]).role is None and not _bare(tuple(tall)) and compose(tall[0]).role is None:
            printed[index - 1], printed[index] = tall[0], orphan[0]
            paths[index - 1], paths[index] = [*member[:-1], orphan[0]], tall
    return printed


def _continues(row: Row, top: list[Row]) -> bool:
    """A further heading row speaks of columns that the rows above leave open; a body row repeats none of them."""
    return len([c for c in row.cells if c.strip()]) >= 1 and not (len(top) >= 1 and row.cells == top[-1].cells)


def _same_parents(paths: list[list[str]], index: int, depth: int) -> bool:
    return len(paths[index]) <= depth


@lru_cache(maxsize=4096)
def _meaning(path: tuple[str, ...]) -> Meaning:
    """What the cells over a column say together, the outermost first; most documents print the same headings."""
    meaning = Meaning()
    for depth, cell in enumerate(path):
        own = compose(cell)
        meaning = own if depth == 0 else own.under(replace(meaning, total=False))
    leaf = compose(path[-1]) if path else Meaning()
    role = leaf.role if path else None
    if (
        role is None
        and path
        and not (leaf.total or any(getattr(leaf, d) for d in DIMENSIONS) or leaf.year)
        and len(path) > 1
    ):
        role = compose(path[-2]).role if leaf == Meaning() else None
    body = _body(path)
    inner = compose(body[-1]) if body else Meaning()
    if role in _GOVERNMENT and any(compose(cell).role == "gov_item" for cell in path[:-1]):
        role = _GOVERNMENT[role]
    return replace(meaning, role=role, total=inner.total or _bare(body))


_GOVERNMENT = {"item": "gov_item", "code": "gov_code"}
"""What a column is under a group of the government's classification: 科目名称 under 政府预算经济分类."""


def _body(path: tuple[str, ...]) -> tuple[str, ...]:
    end = len(path)
    while end > 1 and _only_layer(path[end - 1]):
        end -= 1
    return path[:end]


@lru_cache(maxsize=1024)
def _only_layer(cell: str) -> bool:
    """Whether a heading cell says a stage or a year and nothing else."""
    meaning = compose(cell)
    if not meaning.known or meaning.role is not None or meaning.total:
        return False
    told = bool(meaning.stage or meaning.year or meaning.years_back)
    return told and not any(getattr(meaning, name) for name in DIMENSIONS if name != "stage")


def columns_of(paths: list[list[str]]) -> list[Column]:
    """The columns under these heading cells, the outermost cell of each path first."""
    columns: list[Column] = []
    for index, path in enumerate(map(tuple, paths)):
        columns.append(Column(index, path, _meaning(path), 0, path[:-1]))
    settle_roles(columns)
    return columns


def settle_roles(columns: list[Column]) -> None:
    """Parts the columns into blocks, and decides in each what its label columns name."""
    _blocks(columns)
    for block in {column.block for column in columns}:
        labels = [column for column in columns if column.block == block and column.meaning.role in _LABELS]
        roles = [column.meaning.role for column in labels]
        if "item" not in roles:
            # The rows are named by what else names them: economic items before units.
            instead = next((role for role in ("econ_item", "unit") if role in roles), None)
            for column in labels:
                if column.meaning.role == instead:
                    column.meaning = replace(column.meaning, role="item")
        _government_codes(labels)


def _government_codes(labels: list[Column]) -> None:
    """Codes between the rows' names and the names of government items are codes of these."""
    named = False
    for position, column in enumerate(labels):
        role = column.meaning.role
        if role in ("item", "econ_item"):
            named = True
        elif role in ("code", "level") and named:
            later = [other.meaning.role for other in labels[position + 1 :]]
            if "gov_item" in later:
                depth = column.meaning.depth if role == "level" else None
                column.meaning = replace(column.meaning, role="gov_code", depth=depth)


def _blocks(columns: list[Column]) -> None:
    """Parts the halves of a table: each has its labels left of its amounts, or, where the form has it so, right."""
    headed = [column for column in columns if column.path]
    if not headed:
        return
    labels_right = headed[0].is_amount and headed[0].index == 0 and headed[-1].meaning.role in _LABELS
    block = 0
    seen = False  # what ends a half has been seen in it
    for column in columns:
        is_label = column.meaning.role in _LABELS
        ends, begins = (is_label, column.is_amount) if labels_right else (column.is_amount, is_label)
        if begins and seen:
            block += 1
            seen = False
        seen = seen or ends
        column.block = block


def _bare(path: tuple[str, ...]) -> bool:
    """A heading such as 金额 or 2024年预算数, that says nothing of which part it holds: the whole."""
    leaf = compose(path[-1]) if path else Meaning()
    return (
        bool(path)
        and leaf.known
        and leaf.role is None
        and not any(getattr(leaf, name) for name in ("fund", "expenditure", "timing", "measure", "debt", "category"))
    )
