"""Reads 整体支出绩效目标申报表, the target sheet of a whole department: its money by source and by use, its staff, its
indicators of the year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from loaders.document import Paragraph, Row
from loaders.money import before_unit, factor, unit_alone, unit_in_brackets, unit_of, usual, without_unit
from loaders.records import BudgetLine, Figure, Finding, Place
from loaders.structure import Segment, title_year
from loaders.tables.grid import Context
from loaders.tables.headings import Meaning, compose
from loaders.targets.evaluation import stages_of
from loaders.targets.indicator_columns import read_columns
from loaders.targets.indicators import RawIndicator, head_of, read_indicators, spanned
from loaders.targets.tables import read_target_table
from loaders.targets.target_heads import head_of_targets, meaning_of
from loaders.words import amount, nfkc, nothing, squeeze, tidy
from ontology import vocabulary

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")


@dataclass(slots=True)
class Whole:
    """What the sheet states."""

    lines: list[BudgetLine] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    indicators: list[RawIndicator] = field(default_factory=list)
    texts: list[tuple[str, Place]] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_whole(segment: Segment, context: Context) -> Whole:
    """The statements of the sheet, whatever its layout: a form of labels and values, or a table of columns."""
    whole = Whole()
    whole.used += [item.at for item in segment.title]
    rows: list[Row] = []
    for item in segment.items:
        whole.used.append(item.at)
        if isinstance(item, Row):
            rows.append(item)
        else:
            whole.texts.append((item.text, item.at))
    captions = [*(item.text for item in segment.title), *(text for text, _ in whole.texts)]
    captions += ["".join(row.cells) for row in rows[: _start(rows)]]
    printed = next((found for text in captions if (found := unit_of(text) or _unit_alone_in(text))), None)
    unit = printed or usual("tables")
    head = head_of_targets(segment)
    if head is not None and not head.of("project"):
        _columns(whole, segment, unit, context)
    else:
        printed = _form(whole, rows, unit, context) or printed
    whole.used = [at for at in whole.used if at not in set(whole.unread)]
    if printed is None and whole.lines:
        message = f"the sheet prints no money unit; read as {unit}, as such sheets usually are"
        whole.findings.append(Finding("unit-unprinted", "warning", (whole.lines[0].at,), message))
    return whole


def named_body(segment: Segment) -> str | None:
    """The body that the sheet's first rows name as the one whose targets it states; None where they name none."""
    words = frozenset(map(squeeze, vocabulary.load("sheets")["whole"]["body"]))
    for item in segment.items[:6]:
        line = "" if isinstance(item, Row) else before_unit(item.text, parted=True)
        cells = _filled(item) if isinstance(item, Row) else re.split(r"[:：]", line, maxsplit=1)
        if len(cells) >= 2 and squeeze(cells[0]).strip(":：") in words and amount(cells[1]) is None:
            return tidy(cells[1]) or None
    return None


def named_year(segment: Segment) -> int | None:
    """The year that the sheet's title, or a line over its rows, names."""
    lines = [item.text for item in segment.title] + [i.text for i in segment.items[:3] if isinstance(i, Paragraph)]
    lines += [cells[0] for i in segment.items[:2] if isinstance(i, Row) and len(cells := _filled(i)) == 1]
    return next((year for line in lines if len(line) <= 60 and (year := title_year(line))), None)


def _filled(row: Row) -> list[str]:
    return [cell for cell in row.cells if cell.strip()]


def _unit_alone_in(text: str) -> str | None:
    return next((found for piece in text.split() if (found := unit_alone(piece))), None)


def _start(rows: Sequence[Row]) -> int:
    """Where the indicators begin."""
    header = vocabulary.load("sheets")["indicator_header"]
    return next(
        (
            number
            for number, row in enumerate(rows)
            if head_of(row) is not None or any(squeeze(cell) in header["level3"] for cell in row.cells)
        ),
        len(rows),
    )


# a table: its columns say what stands in them


def _columns(whole: Whole, segment: Segment, unit: str, context: Context) -> None:
    """A row a unit, or a row an indicator beside the money of its unit."""
    table = read_target_table(segment)
    for sheet in table.sheets:
        for raw in sheet.amounts:
            path = tuple(raw.label.split("/"))
            whole.lines.append(_number(raw.place, raw.column, None, path, raw.text, raw.value, unit, context))
        whole.indicators += sheet.indicators
        whole.texts += [(text, at) for _, text, at in sheet.texts]
    whole.findings += table.findings
    whole.unread += table.unread


# a form: labels and values, in rows of several kinds


@cache
def _task_words() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    words = vocabulary.load("sheets")["whole"]
    tasks, contents, money, totals = (frozenset(map(squeeze, words[k])) for k in ("task", "content", "money", "total"))
    return tasks, contents, money, totals | frozenset(map(squeeze, vocabulary.load("rows")["total"]))


def _form(whole: Whole, rows: list[Row], unit: str, context: Context) -> str | None:
    """The rows of a form; the money unit that one of them prints."""
    start = _start(rows)
    printed: str | None = None
    reading = read_columns(rows[start:]) if any(row.spans for row in rows[start:]) else None
    if reading is not None:
        whole.indicators = reading.indicators
        whole.texts += [(text, raw.place) for raw in reading.indicators for text, _ in raw.notes if len(text) > 2]
        whole.unread += [row.at for row in reading.silent]
    else:
        whole.indicators = read_indicators(rows[start + 1 :], ("annual",))
    number = 0
    sides: dict[int, str | None] = {}
    stages: dict[int, tuple[str, str]] = {}  # the columns of a self-evaluation's money, as long as rows keep to them
    while number < start:
        row = rows[number]
        if found := unit_in_brackets("".join(row.cells)):
            printed = unit = found
        if row.spans is not None and (task := _task_head(row)):
            number = _tasks(whole, rows, number, start, task, unit, context)
            continue
        if row.spans is not None and (taken := _below_headings(whole, rows, number, start, unit, context)):
            number += taken
            continue
        if found_stages := stages_of(row):
            stages = found_stages
            number += 1
            continue
        if stages and (lines := _staged(row, stages, unit, context)):
            whole.lines += lines
            number += 1
            continue
        stages = {}
        sides |= _sides(row)
        _row(whole, row, unit, context, sides)
        number += 1
    return printed


@dataclass(frozen=True, slots=True)
class _Task:
    """The heading of the tasks of the year: where their names stand, and the columns of their money."""

    name: tuple[int, int]
    money: tuple[int, int]


def _task_head(row: Row) -> _Task | None:
    tasks, contents, money, _ = _task_words()
    name = sums = None
    described = False
    for start, stop, text in spanned(row):
        bare = without_unit(squeeze(text))
        if bare in tasks:
            name = (start, stop)
        elif bare in money and name:
            sums = (start, stop)
        described |= bare in contents or _BRACKETS.sub("", bare) in contents
    return _Task(name, sums) if name and sums and described else None


def _tasks(whole: Whole, rows: list[Row], number: int, stop: int, task: _Task, unit: str, context: Context) -> int:
    """The rows of the tasks and their total, checked; the number of the row after them."""
    labels: dict[int, str] = {}
    sums: dict[int, Decimal] = {}
    at = number + 1
    while at < stop:
        row = rows[at]
        if any(cell.strip() for cell in row.cells[: task.name[0]]):
            break
        money = range(*task.money)
        values = {index: value for index in money if (value := amount(row.cells[index])) is not None}
        if not values and not labels and at == number + 1 and any(row.cells[index].strip() for index in money):
            labels = {index: row.cells[index].strip() for index in money if row.cells[index].strip()}
            at += 1
            continue
        item = tidy("".join(row.cells[slice(*task.name)]))
        total = squeeze(item) in _task_words()[3]
        for index, cell in enumerate(row.cells):
            if index not in money and not task.name[0] <= index < task.name[1] and len(cell.strip()) > 2:
                whole.texts.append((cell.strip(), row.place(index)))
        for index, value in values.items():
            path = (labels[index],) if index in labels else ()
            line = _number(row.place(index), index, item or None, path, row.cells[index].strip(), value, unit, context)
            whole.lines.append(replace(line, row_kind="total" if total else "leaf", side="expenditure"))
            if total and sums.get(index, value) != value:
                message = f"the tasks do not add up to {item}"
                whole.findings.append(
                    Finding("target-sum", "warning", (row.place(index),), message, str(value), str(sums[index]))
                )
            elif not total:
                sums[index] = sums.get(index, Decimal(0)) + value
        at += 1
    return at


def _below_headings(whole: Whole, rows: list[Row], number: int, stop: int, unit: str, context: Context) -> int:
    """Rows of headings with a row of numbers below them; how many rows that is, 0 where it is none.

    The first cell holds the label of the whole block, and is drawn over its rows.
    """
    first, wide, _ = next(iter(spanned(rows[number])), (0, 0, ""))
    spans = rows[number].spans
    if spans is None or not wide or spans[first][1] < 2:
        return 0
    below = number + 1
    while below < stop and below - number < 4 and not any(amount(cell) is not None for cell in rows[below].cells):
        below += 1
    if below == stop:
        return 0
    values = {index: value for index, cell in enumerate(rows[below].cells) if (value := amount(cell)) is not None}
    texts = [cell for index, cell in enumerate(rows[below].cells) if cell.strip() and index not in values]
    if len(values) < 2 or texts or any(amount(cell) is not None for cell in rows[number].cells):
        return 0
    paths: dict[int, list[str]] = {index: [] for index in range(wide, len(rows[below].cells))}
    for row in rows[number:below]:
        over = [""] * len(row.cells)
        for begin, end, text in spanned(row):
            over[begin:end] = [text] * (end - begin)
        for index, path in paths.items():
            blank = not over[index] and (row.spans is None or row.spans[index] != (0, 0))
            if blank and index > wide and row is not rows[below - 1]:
                over[index] = over[index - 1]
            if over[index] and over[index] not in path:
                path.append(over[index])
    if not all(paths.get(index) for index in values):
        return 0
    row = rows[below]
    printed = {index: row.cells[index].strip() for index in values}
    mended = _spilled(printed, paths)
    said = {index: f"a digit beyond the cell's edge: printed {printed[index]}, the sums tell" for index in mended}
    values |= {index: value for index, text in mended.items() if (value := amount(text)) is not None}
    for index, value in values.items():
        line = _number(row.place(index), index, None, tuple(paths[index]), printed[index], value, unit, context)
        whole.lines.append(replace(line, repaired=said.get(index)))
    for index, expected in _sums(values, paths).items():
        message = f"the parts do not add up to {'/'.join(paths[index])}"
        at = (row.place(index),)
        whole.findings.append(Finding("target-sum", "warning", at, message, str(values[index]), str(expected)))
    return below - number + 1


def _sums(values: dict[int, Decimal], paths: dict[int, list[str]]) -> dict[int, Decimal]:
    """The sums that their parts do not add up to, by column, with what the parts add up to."""
    totals = _task_words()[3]
    found: dict[int, Decimal] = {}
    for index, value in values.items():
        if squeeze(paths[index][-1]) not in totals:
            continue
        outer = paths[index][:-1]
        if outer:
            parts = [values[i] for i in values if i != index and paths[i][:-1] == outer]
        else:
            parts = [values[i] for i in values if len(paths[i]) > 1 and squeeze(paths[i][-1]) in totals]
        if parts and sum(parts, Decimal(0)) != value:
            found[index] = sum(parts, Decimal(0))
    return found


def _spilled(texts: dict[int, str], paths: dict[int, list[str]]) -> dict[int, str]:
    """Numbers whose first digits stand beyond their cell's edge, at the end of the number to their left.

    Only where no sum holds before and all hold after.
    """

    def read(cells: dict[int, str]) -> dict[int, Decimal]:
        return {index: value for index, text in cells.items() if (value := amount(text)) is not None}

    if not _sums(read(texts), paths):
        return {}
    found: list[dict[int, str]] = []
    for left, right in pairwise(sorted(texts)):
        decimals = len(texts[right].partition(".")[2])
        over = len(texts[left].partition(".")[2]) - decimals
        if decimals and over > 0:
            moved = {left: texts[left][:-over], right: texts[left][-over:] + texts[right]}
            if not _sums(read(texts | moved), paths):
                found.append(moved)
    return found[0] if len(found) == 1 else {}


def _number(
    at: Place,
    column: int,
    item: str | None,
    path: tuple[str, ...],
    text: str,
    value: Decimal,
    unit: str,
    context: Context,
) -> BudgetLine:
    """One number under headings: what their words say of it."""
    said = meaning_of(path) if path else Meaning()
    bare = squeeze(path[-1]) if path else ""
    totals = _task_words()[3]
    kind = ("subtotal" if said.fund or said.expenditure else "total") if bare in totals else "leaf"
    return BudgetLine(
        at=at,
        column=column,
        table="whole-department",
        item=item,
        code=None,
        gov_item=None,
        classification=None,
        side="expenditure" if said.expenditure else said.side,
        fund=said.fund,
        expenditure=said.expenditure,
        timing=said.timing,
        fiscal_year=said.year or context.fiscal_year,
        stage=said.stage or context.stage,
        amount_yuan=value * factor(unit),
        amount_text=text,
        amount_unit=unit,
        measure="amount",
        row_kind=kind,
        scope=context.scope,
        unit=context.publisher,
        repaired=None,
    )


def _sides(row: Row) -> dict[int, str | None]:
    """Of a row that heads pairs of labels and values: the side that the numbers beside each label are of."""
    found: dict[int, str | None] = {}
    cells = spanned(row) if row.spans is not None else []
    for (start, _, text), (_, _, following) in pairwise(cells):
        if without_unit(squeeze(following)) in _task_words()[2]:
            found[start] = compose(text).side or ("expenditure" if compose(text).expenditure else None)
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A count with its unit; the words that open a part of the amount above."""
    units = [word for word, unit in vocabulary.load("figures")["units"].items() if unit == "count"]
    of_which = "|".join(map(re.escape, vocabulary.load("rows")["of_which"]))
    return re.compile(rf"^(\d+)\s*({'|'.join(map(re.escape, units))})$"), re.compile(rf"^(?:{of_which})[:：]?")


def _staged(row: Row, stages: dict[int, tuple[str, str]], unit: str, context: Context) -> list[BudgetLine]:
    """The amounts of a row under the headings of a self-evaluation's stages; none where the row keeps to no heading.

    What stands right of them is points.
    """
    label = next((tidy(cell) for cell in reversed(row.cells[: min(stages)]) if cell.strip()), "")
    values = {index: value for index in stages if (value := amount(row.cells[index])) is not None}
    words = [index for index in stages if row.cells[index].strip() and index not in values]
    if not label or not values or any(not nothing(row.cells[index]) for index in words):
        return []
    return [
        replace(
            _line(row, index, label, row.cells[index].strip(), value, unit, 0, context),
            stage=stages[index][0],
            heading=stages[index][1],
        )
        for index, value in values.items()
    ]


def _row(whole: Whole, row: Row, unit: str, context: Context, sides: dict[int, str | None]) -> None:
    """A row of labels and values; without headings the left half is income by source, the right half use."""
    label, half = "", 0
    column = -1
    for index, cell in enumerate(row.cells):
        text = cell.strip()
        if not text:
            continue
        value = amount(text)
        if text.endswith(("%", "％")):
            continue  # a rate is no label
        count = _patterns()[0].match(nfkc(text))
        if count and label:
            whole.figures.append(
                Figure(
                    row.place(index),
                    index,
                    f"whole-department:{squeeze(label)}",
                    Decimal(count[1]),
                    "count",
                    f"{label} {text}",
                )
            )
        elif value is not None and label and ("." in text or len(text) > 4 or value == 0):
            line = _line(row, index, label, text, value, unit, half, context)
            whole.lines.append(
                replace(line, side=line.side if line.expenditure else sides[column]) if column in sides else line
            )
        else:
            half += bool(label)
            label, column = tidy(text), index
            if len(text) > 12:
                whole.texts.append((text, row.place(index)))


def _line(
    row: Row, index: int, label: str, text: str, value: Decimal, unit: str, half: int, context: Context
) -> BudgetLine:
    of_which = _patterns()[1]
    name = of_which.sub("", label)
    said = compose(name)
    total = squeeze(name) in vocabulary.load("rows")["total"]
    side = "expenditure" if said.expenditure else "income" if said.fund or half == 0 else "expenditure"
    return BudgetLine(
        at=row.place(index),
        column=index,
        table="whole-department",
        item=label,
        code=None,
        gov_item=None,
        classification=None,
        side=side,
        fund=said.fund,
        expenditure=said.expenditure,
        timing=None,
        fiscal_year=context.fiscal_year,
        stage=context.stage,
        amount_yuan=value * factor(unit),
        amount_text=text,
        amount_unit=unit,
        measure="amount",
        row_kind="total" if total else "of-which" if of_which.match(label) else "leaf",
        scope=context.scope,
        unit=context.publisher,
        repaired=None,
    )
