"""Reads 整体支出绩效目标申报表, the target sheet of a whole department: its money by source and by use, its staff, its
indicators of the year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from loaders.document import Row
from loaders.grid import Context
from loaders.headings import compose
from loaders.indicators import RawIndicator, read_indicators
from loaders.money import factor, unit_in_brackets, unit_of, usual
from loaders.records import BudgetLine, Figure, Finding, Place
from loaders.structure import Segment
from loaders.words import amount, nfkc, squeeze, tidy
from ontology import vocabulary


@dataclass(slots=True)
class Whole:
    """What the sheet states."""

    lines: list[BudgetLine] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    indicators: list[RawIndicator] = field(default_factory=list)
    texts: list[tuple[str, Place]] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_whole(segment: Segment, context: Context) -> Whole:
    """The statements of the sheet; the money of the left half is income by source, of the right half use."""
    whole = Whole()
    whole.used += [item.at for item in segment.title]
    rows: list[Row] = []
    for item in segment.items:
        whole.used.append(item.at)
        if isinstance(item, Row):
            rows.append(item)
        else:
            whole.texts.append((item.text, item.at))
    header = vocabulary.load("sheets")["indicator_header"]
    start = next((i for i, row in enumerate(rows) if any(squeeze(c) in header["level3"] for c in row.cells)), len(rows))
    whole.indicators = read_indicators(rows[start + 1 :], ("annual",))
    captions = [*(item.text for item in segment.title), *(text for text, _ in whole.texts)]
    captions += ["".join(row.cells) for row in rows[:start]]
    printed = next((found for text in captions if (found := unit_of(text))), None)
    unit = printed or usual("tables")
    for row in rows[:start]:
        if found := unit_in_brackets("".join(row.cells)):
            printed = unit = found
        _row(whole, row, unit, context)
    if printed is None and whole.lines:
        message = f"the sheet prints no money unit; read as {unit}, as such sheets usually are"
        whole.findings.append(Finding("unit-unprinted", "warning", (whole.lines[0].at,), message))
    return whole


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A count with its unit; the words that open a part of the amount above."""
    units = [word for word, unit in vocabulary.load("figures")["units"].items() if unit == "count"]
    of_which = "|".join(map(re.escape, vocabulary.load("rows")["of_which"]))
    return re.compile(rf"^(\d+)\s*({'|'.join(map(re.escape, units))})$"), re.compile(rf"^(?:{of_which})[:：]?")


def _row(whole: Whole, row: Row, unit: str, context: Context) -> None:
    label, half = "", 0
    for index, cell in enumerate(row.cells):
        text = cell.strip()
        if not text:
            continue
        value = amount(text)
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
            whole.lines.append(_line(row, index, label, text, value, unit, half, context))
        else:
            half += bool(label)
            label = tidy(text)
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
