"""Reads the amounts of a target sheet: of which horizon, level, fund and stage each one is.

Knows the labels of amounts (`loaders.targets.sheet_labels`) and the columns in which horizons and stages stand.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from loaders.document import Row
from loaders.money import usual
from loaders.targets.evaluation import evaluation_words, speaks_of_points, stages_of
from loaders.targets.indicators import says_horizon
from loaders.targets.sheet_labels import amount_label, field_of, form_words
from loaders.targets.sheet_records import RawAmount, Sheet
from loaders.words import amount, nothing, squeeze, tidy
from ontology import vocabulary

_THOUSANDS_BENT = re.compile(r"\d{1,3}(?:[.,，]\d{3})+")


def first_cell(row: Row) -> str:
    """The first cell of a row that holds anything; empty where none does."""
    return next((cell for cell in row.cells if cell.strip()), "")


def horizons_of(rows: list[Row]) -> tuple[str, ...]:
    """What the columns of amounts and objectives are: both horizons, unless the form knows the year alone."""
    periods = frozenset(map(squeeze, vocabulary.load("sheets")["horizon_period"]))
    for row in rows:
        cells = [cell for cell in row.cells if cell.strip()]
        if any(squeeze(cell) in periods for cell in cells) and (row.spans is None or is_horizon_row(cells)):
            return ("period", "annual")
    labels = [(row, cell) for row in rows for cell in row.cells if (amount_label(cell) or {}).get("total")]
    said = {horizon for _, cell in labels if (horizon := says_horizon(cell))}
    drawn = any(row.spans for row in rows)
    if not drawn and any(_numbers(row) > 1 for row, _ in labels):
        return ("period", "annual")  # OCR may have bent the label of the other half
    if said == {"annual"} or (not said and drawn):
        return ("annual",)
    return ("period",) if said == {"period"} and drawn else ("period", "annual")


def _numbers(row: Row) -> int:
    return sum(amount(cell) is not None for cell in row.cells)


def row_horizons(sheet: Sheet, row: Row) -> tuple[str, ...]:
    """The horizons in the order in which the row over the objectives names them."""
    words = vocabulary.load("sheets")
    periods, annuals = (frozenset(map(squeeze, words[name])) for name in ("horizon_period", "horizon_annual"))
    named = [squeeze(cell) for cell in row.cells if cell.strip()]
    found = ["period" if cell in periods else "annual" for cell in named if cell in periods or cell in annuals]
    aimed, reached = evaluation_words().aimed, evaluation_words().reached
    if any(cell in aimed for cell in named) or (sheet.evaluation and any(cell in reached for cell in named)):
        sheet.evaluation = True
        sheet.reached = max((index for index, cell in enumerate(row.cells) if squeeze(cell) in reached), default=0)
        return ("annual",)
    label = field_of(first_cell(row))
    if (
        label is not None
        and label[0] == "objective"
        and len(found) > 1
        and squeeze(first_cell(row)) in annuals | periods
    ):
        found = found[1:]
    return tuple(found) if row.spans is not None and found else sheet.horizons


def takes_stages(sheet: Sheet, row: Row) -> bool:
    """Whether a row heads the money of a self-evaluation: budgeted, adjusted, executed, each in a column."""
    found = stages_of(row)
    if not found:
        return False
    sheet.stages, sheet.evaluation = found, True
    return True


def is_horizon_row(cells: list[str]) -> bool:
    """Whether filled cells are a row over the objectives: horizons, or what was aimed at and reached, and no more."""
    horizons = form_words()[2] | evaluation_words().aimed | evaluation_words().reached
    plain = [squeeze(cell) for cell in cells]
    if not any(cell in horizons for cell in plain):
        return False
    return all(cell in horizons or is_label(cell, "objective") or _begins_objective(cell) for cell in plain)


def _begins_objective(text: str) -> bool:
    """Whether a cell is the first part of the objective's label, which a narrow column broke."""
    return any(label.startswith(text) for label, (key, _) in form_words()[0].items() if key == "objective")


def is_label(text: str, key: str) -> bool:
    """Whether a cell is the label of this field."""
    found = field_of(text)
    return found is not None and found[0] == key


def is_amount_row(cells: list[str]) -> bool:
    """Whether filled cells are a row of amounts with their labels."""
    return any(amount_label(cell) is not None for cell in cells[:3]) and all(len(cell) <= 24 for cell in cells)


def read_amounts(sheet: Sheet, row: Row, skip: int = 0) -> None:
    """The amounts of one row: the first label's number is for the whole period, the second label's for the year."""
    label, rule, horizon, labels = "", None, sheet.horizons[0], 0
    seen = 0
    position = len({a.place.line for a in sheet.amounts}) if sheet.amounts else 0
    for index, cell in enumerate(row.cells):
        text = cell.strip()
        if not text:
            continue
        seen += 1
        if seen <= skip:
            continue
        value = amount(text)
        repaired = None
        if value is not None and sheet.unit in (None, usual("sheets")) and _bent_thousands(text):
            whole = re.sub(r"[.,，]", "", squeeze(text))
            repaired = f"OCR digit: printed {text}, read as {whole}; yuan have no third decimal, the point is a comma"
            value = Decimal(whole)
        if value is None:
            if nothing(text):
                continue
            if speaks_of_points(text):
                continue
            labels += 1
            label, rule = text, amount_label(text)
            horizon = (says_horizon(text) if row.spans else None) or _column_horizon(sheet, labels)
            continue
        if not label or (sheet.stages and index not in sheet.stages):
            continue
        stage, heading = sheet.stages.get(index, (None, ""))
        rule_ = rule or ({} if row.spans or len(sheet.horizons) < 2 else _standard(position))
        sheet.amounts.append(
            RawAmount(
                row.place(index),
                index,
                "annual" if stage else horizon,
                f"{tidy(label)}（{heading}）" if heading else tidy(label),
                rule_.get("level"),
                rule_.get("fund"),
                bool(rule_.get("total")),
                value,
                text,
                repaired,
                stage,
            )
        )


def _column_horizon(sheet: Sheet, labels: int) -> str:
    """What the labels of this position are of: the horizon of the total above them, or the next of the form's own."""
    return sheet.horizons[min(labels, len(sheet.horizons)) - 1]


def name_totals(sheet: Sheet) -> None:
    """Where no label says 总额, the funds row of a horizon is its total, whatever OCR made of the label."""
    for horizon in ("period", "annual"):
        column = [a for a in sheet.amounts if a.horizon == horizon]
        if column and not any(a.total for a in column):
            first = column[0]
            if first.place in sheet.funds_rows and (len(column) == 1 or any(a.level is not None for a in column[1:])):
                first.total, first.level, first.fund = True, None, None


def _bent_thousands(text: str) -> bool:
    """170.000: yuan are printed whole and with commas, so a point before three digits is a comma that OCR bent."""
    bare = squeeze(text)
    return "." in bare and bool(_THOUSANDS_BENT.fullmatch(bare))


def _standard(position: int) -> dict[str, Any]:
    """What a label that cannot be read must have been, from its row: the total first, then the levels in order."""
    levels = vocabulary.load("sheets")["standard_levels"]
    if position == 0:
        return {"total": True}
    return {"level": levels[position - 1]} if position - 1 < len(levels) else {}
