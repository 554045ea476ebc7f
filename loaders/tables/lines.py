"""Turns the rows of a table into budget lines: what title, column and row say of each number, the nearest first.

Knows the words of rows (ontology.vocabulary.rows) and how dimensions combine; the table itself is read by
`loaders.tables.reading`, rows of projects by `loaders.tables.projects`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from loaders.money import factor
from loaders.records import BudgetLine, Finding
from loaders.tables.arithmetic import Entry
from loaders.tables.grid import BodyRow, Context, Table
from loaders.tables.headings import Column, Meaning, compose, named
from loaders.tables.relations import hierarchy
from loaders.titles import table_rule
from loaders.words import squeeze, tidy
from ontology import vocabulary

_TITLE_DIMS = ("fund", "expenditure", "timing", "side", "stage", "debt")


@cache
def kind_rules(kind: str) -> dict[str, str]:
    """What the title of a kind of table says of every number in it."""
    # The last rule of a kind is the shipped one: an overlay's rules stand before it.
    for rule in reversed(vocabulary.load("tables")["table"]):
        if rule["name"] == kind:
            return {name: rule[name] for name in _TITLE_DIMS if name in rule}
    return {}


@cache
def title_dims(kind: str, title: str) -> dict[str, str]:
    """The dimensions that a table's kind and the words of its title give to its numbers."""
    dims = dict(kind_rules(kind))
    if (rule := table_rule(title)) and rule["name"] == kind:
        dims |= {name: rule[name] for name in _TITLE_DIMS if name in rule}
    if "fund" not in dims and (fund := compose(title).fund):
        dims["fund"] = fund
    text = squeeze(title)
    for qualifier in vocabulary.load("tables")["qualifier"]:
        if all(word in text for word in qualifier["all"]) and not any(w in text for w in qualifier.get("none", ())):
            dims |= {k: v for k, v in qualifier.items() if k not in ("all", "none")}
    return dims


@lru_cache(maxsize=8192)
def row_name(item: str) -> str:
    """A row's label without its ordinal: 一、一般公共预算 is 一般公共预算."""
    return _ordinal().sub("", tidy(item))


@cache
def _ordinal() -> re.Pattern[str]:
    return re.compile(vocabulary.load("rows")["ordinal"])


def classification(code: str | None, kind: str) -> str | None:
    """The classification that a code (or, without one, the kind of table) belongs to."""
    if code:
        return {"1": "income", "2": "function", "3": "department-economic", "5": "government-economic"}.get(code[0])
    return "department-economic" if kind == "basic-economic" else None


def budget_lines(table: Table, context: Context) -> list[BudgetLine]:
    """The records of a table's numbers, in reading order. Rows of projects are not for this function."""
    columns = {c.index: c for c in table.heading.columns}
    kinds = row_kinds(table)
    carried = _carryover_rows(table)
    counted = _counted_rows(table)
    lines: list[BudgetLine] = []
    for index, body in enumerate(table.body):
        for slot, entry in sorted(body.entries.items(), key=lambda pair: pair[1].column):
            column = columns.get(slot)
            if (column and column.meaning.measure == "count") or not _readable(table, body, entry, column):
                continue
            block = column.block if column else (table.heading.columns[-1].block if columns else 0)
            if (index, block) in counted:
                continue
            kind = kinds[index].get(block, "leaf")
            lines.append(_budget_line(table, context, body, entry, column, block, kind, carried.get((index, block))))
        table.used.append(body.row.at)
        table.used += body.row.places or ()
    return lines


def _readable(table: Table, body: BodyRow, entry: Entry, column: Column | None) -> bool:
    """Whether an entry is a number; what is none, or stands under no heading, is a finding."""
    place = body.row.place(entry.column)
    if table.kind == "other" and not table.heading.columns and entry.text.isdecimal():
        return False  # a table of no kind that is known: a whole number may count anything
    if entry.value is None:
        message = f"{entry.text} looks like a number and cannot be read"
        table.findings.append(Finding("bent-number", "error", (place,), message, actual=entry.text))
        table.unread.append(place)
        return False
    if table.heading.columns and (column is None or not column.is_amount):
        message = f"{entry.text} stands under no heading of its table"
        table.findings.append(Finding("unplaced-number", "warning", (place,), message, actual=entry.text))
    elif not any(body.labels.values()) and any(c.meaning.role is not None for c in table.heading.columns):
        message = f"{entry.text} stands in a row without a label"
        table.findings.append(Finding("unlabelled-number", "warning", (place,), message, actual=entry.text))
    return True


def _budget_line(
    table: Table,
    context: Context,
    body: BodyRow,
    entry: Entry,
    column: Column | None,
    block: int,
    kind: str,
    carried: str | None,
) -> BudgetLine:
    meaning = column.meaning if column and column.path else Meaning()
    labels = _labels_of(table, body, block)
    item = labels.get("item")
    name = row_name(item) if item else ""
    said = compose(name) if name else Meaning()
    dims = title_dims(table.kind, table.title)
    measure = meaning.measure or "amount"
    assert entry.value is not None  # only readable entries come here
    return BudgetLine(
        at=body.row.place(entry.column),
        column=entry.column,
        table=_kind_of(table, meaning),
        item=item,
        code=labels.get("code"),
        gov_item=labels.get("gov_item"),
        classification=classification(labels.get("code"), table.kind),
        side=meaning.side or dims.get("side") or _side(table.kind),
        fund=_fund(table, meaning, said, dims),
        expenditure=meaning.expenditure or dims.get("expenditure"),
        timing=_timing(meaning, said, name, carried, _of_both(table, dims)),
        fiscal_year=meaning.year or (table.year or context.fiscal_year) - (meaning.years_back or 0),
        stage=meaning.stage or dims.get("stage") or context.stage,
        amount_yuan=entry.value if measure == "percent" else entry.value * factor(table.unit),
        amount_text=entry.text,
        amount_unit="%" if measure == "percent" else table.unit,
        measure=measure,
        row_kind=kind,
        scope="own" if kind == "unit" or "unit" in labels else context.scope,
        unit=item if kind == "unit" and item else labels.get("unit") or context.publisher,
        repaired=entry.repaired,
        heading=column.name if column and column.path else None,
        confidence=entry.confidence,
        gov_code=labels.get("gov_code"),
        econ_item=labels.get("econ_item"),
        econ_code=labels.get("econ_code"),
        debt=meaning.debt or named(name, "debt") or dims.get("debt") or named(table.title, "debt"),
    )


def _labels_of(table: Table, body: BodyRow, block: int) -> dict[str, str]:
    """What names a row in one of its parts: its own labels, else those of a part to the left that holds no number.

    A label may span two parts: 公用经费合计 with its sum under the last of them.
    """
    if own := body.labels.get(block):
        return own
    filled = {column.block for column in table.heading.columns if column.index in body.entries}
    left = [other for other in body.labels if other < block and other not in filled and body.labels[other]]
    return body.labels[max(left)] if left else body.labels.get(0, {})


def _kind_of(table: Table, meaning: Meaning) -> str:
    """The kind of table that a number belongs to: a column may bring one that the title names second."""
    return meaning.table if meaning.table and table.kind in vocabulary.load("tables")["holds_others"] else table.kind


_ALL_THREE = "fiscal-appropriation"
_THREE = frozenset({"general-public", "government-fund", "state-capital"})
"""The funds that are 财政拨款 together: in a table of one of them 财政拨款 is that one."""


def _fund(table: Table, meaning: Meaning, said: Meaning, dims: dict[str, str]) -> str | None:
    """The fund of a number: the column's, else the row's, else the title's; a total over funds has none."""
    if meaning.fund:
        whole = meaning.fund == _ALL_THREE and dims.get("fund") in _THREE
        return dims["fund"] if whole else meaning.fund
    classes = table.kind in ("budget-summary", "appropriation-summary") and meaning.side == "expenditure"
    if said.fund and said.known and not classes:
        return said.fund
    over_funds = table.kind in vocabulary.load("tables")["no_fund_total"] and _has_funds(table)
    if over_funds and (meaning.total or meaning == Meaning()):
        return None
    return dims.get("fund")


def _has_funds(table: Table) -> bool:
    """Whether columns of a table tell funds apart."""
    return any(column.meaning.fund for column in table.heading.columns)


_ROW_TIMINGS = frozenset({"carryover", "carryover-out", "surplus-used", "surplus-distributed"})


def _timing(meaning: Meaning, said: Meaning, name: str, carried: str | None, dims: dict[str, str]) -> str | None:
    """The timing of a number: the column's, else what the row or the row above it says, else the title's."""
    if meaning.timing:
        return meaning.timing
    if said.timing in _ROW_TIMINGS:
        return said.timing
    if squeeze(name) in vocabulary.load("rows")["current_total"] and (meaning.total or said.timing == "current"):
        return "current"
    return carried or dims.get("timing")


def _of_both(table: Table, dims: dict[str, str]) -> dict[str, str]:
    """What the title says, without its timing where columns tell a carryover apart: the rest is of both."""
    if any(column.meaning.timing == "carryover" != dims.get("timing") for column in table.heading.columns):
        return {name: value for name, value in dims.items() if name != "timing"}
    return dims


def _side(kind: str) -> str | None:
    """The side of tables that hold nothing but expenditure."""
    return {
        "three-public": "expenditure",
        "operating": "expenditure",
        "projects-current": "expenditure",
        "projects-carryover": "expenditure",
    }.get(kind)


def _carryover_rows(table: Table) -> dict[tuple[int, int], str]:
    """Rows below 上年财政拨款结转 that say which fund the carryover came from."""
    opens = {squeeze(word) for word in vocabulary.load("rows")["opens_carryover"]}
    found: dict[tuple[int, int], str] = {}
    inside: set[int] = set()
    for index, body in enumerate(table.body):
        for block, labels in body.labels.items():
            item = labels.get("item", "")
            name = squeeze(row_name(item))
            if name in opens:
                inside.add(block)
            elif block in inside and (_ordinal().match(item) or _only_fund(name)):
                found[(index, block)] = "carryover"
            elif name:
                inside.discard(block)
    return found


def _counted_rows(table: Table) -> frozenset[tuple[int, int]]:
    """Rows that count things and print no money: 公务用车保有量（辆）, and what is numbered below such a row."""
    found: set[tuple[int, int]] = set()
    under: dict[int, int] = {}  # block -> how deep the row is numbered whose parts are counted too
    for index, body in enumerate(table.body):
        for block, labels in body.labels.items():
            item = labels.get("item", "")
            depth = _depth(item)
            counts = bool(_count_unit().search(squeeze(item)))
            if block in under and (depth is None or depth <= under[block]):
                del under[block]
            if counts and depth is not None:
                under.setdefault(block, depth)
            if counts or block in under:
                found.add((index, block))
    return frozenset(found)


@cache
def _count_unit() -> re.Pattern[str]:
    """A bracket at the end of a label that holds nothing but units of things: （辆）, （台/套）."""
    units = [word for word, unit in vocabulary.load("figures")["units"].items() if unit in ("count", "sqm")]
    one = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    return re.compile(rf"[(（](?:{one})(?:[/、(（](?:{one})[)）]?)*[)）]$")


_DEPTHS = tuple(
    map(
        re.compile,
        (r"[一二三四五六七八九十]+、", r"[(（][一二三四五六七八九十]+[)）]", r"\d+[.．、]", r"[(（]\d+[)）]"),
    )
)


def _depth(item: str) -> int | None:
    """How deep a row is numbered: 一、 （一） 1． （1）; None where it is not."""
    bare = squeeze(item)
    return next((depth for depth, shape in enumerate(_DEPTHS) if shape.match(bare)), None)


def _only_fund(name: str) -> bool:
    """Whether a row's name says a fund and nothing else."""
    said = compose(name)
    return bool(said.fund) and said.known and said.timing is None and not said.total


def row_kinds(table: Table) -> list[dict[int, str]]:
    """For each row and block: total, subtotal, leaf, unit or of-which."""
    words = vocabulary.load("rows")
    totals, subtotals = {squeeze(w) for w in words["total"]}, {squeeze(w) for w in words["subtotal"]}
    trees = {block: hierarchy(table, block) for block in {c.block for c in table.heading.columns} | {0}}
    kinds: list[dict[int, str]] = []
    for index, body in enumerate(table.body):
        row: dict[int, str] = {}
        for block, labels in body.labels.items():
            name = squeeze(row_name(labels.get("item", "")))
            following = (
                table.body[index + 1].labels.get(block, {}).get("item", "") if index + 1 < len(table.body) else ""
            )
            if name in totals:
                row[block] = "total"
            elif name in subtotals:
                row[block] = "subtotal"
            elif any(name.startswith(word) for word in words["of_which"]):
                row[block] = "of-which"
            elif table.kind == "operating":
                row[block] = "unit"
            elif index in trees.get(block, {}) or (following[:1] == "①" and labels.get("item", "")[:1] not in "①②③④⑤"):
                row[block] = "subtotal"
            else:
                row[block] = "leaf"
        kinds.append(row)
    return kinds
