"""Reads target sheets (绩效目标表): their fields, amounts, texts and indicators, in every layout and state.

Labels come from `ontology.vocabulary.sheets`; a label that OCR bent is known by its place between two that are
whole. Which project a sheet belongs to is settled by `loaders.link`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz

from loaders.document import Item, Paragraph, Row
from loaders.indicators import RawIndicator, level_of, read_indicators
from loaders.money import unit_in_brackets, usual, without_unit
from loaders.records import Finding, Place
from loaders.rows import joined, width
from loaders.structure import Segment, title_year
from loaders.words import amount, nfkc, nothing, squeeze, tidy
from ontology import vocabulary

_CODE = re.compile(r"^\s*(\d{2,6})\s*[-—－–_]?\s*(.*)$")
_STAMP = re.compile(r"((?:19|20)\d{2})[-/.年]?\s*(\d{1,2})[-/.月]?\s*(\d{1,2})日?\s*(?:(\d{2}):?(\d{2}):?(\d{2})?)?$")
_THOUSANDS_BENT = re.compile(r"\d{1,3}(?:[.,，]\d{3})+")
TEXTS = ("overview", "basis", "necessity", "measures", "plan", "other")


@dataclass(slots=True)
class RawAmount:
    """One printed amount of a sheet."""

    place: Place
    column: int
    horizon: str
    label: str
    level: str | None
    fund: str | None
    total: bool
    value: Decimal
    text: str
    repaired: str | None = None


@dataclass(slots=True)
class Sheet:
    """A sheet as read, before it is linked to its project."""

    place: Place
    name: str
    fields: dict[str, str] = field(default_factory=dict)
    texts: list[tuple[str, str, Place]] = field(default_factory=list)
    amounts: list[RawAmount] = field(default_factory=list)
    indicators: list[RawIndicator] = field(default_factory=list)
    unit: str | None = None
    year: int | None = None
    filled_on: str | None = None
    damaged: bool = False
    funds_rows: list[Place] = field(default_factory=list)  # the row that opens the amounts, as printed
    used: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@cache
def _fields() -> tuple[dict[str, tuple[str, int]], dict[str, dict[str, Any]], frozenset[str], tuple[str, ...]]:
    words = vocabulary.load("sheets")
    labels = {squeeze(label): (rule["key"], rule["order"]) for rule in words["field"] for label in rule["labels"]}
    amounts = {_bare_label(label): rule for rule in words["amount"] for label in rule["labels"]}
    horizons = frozenset(map(squeeze, words["horizon_period"] + words["horizon_annual"]))
    return labels, amounts, horizons, tuple(map(squeeze, words["closes"]))


@cache
def _before_label() -> re.Pattern[str]:
    of_which = "|".join(map(re.escape, vocabulary.load("rows")["of_which"]))
    return re.compile(rf"^(?:(?:{of_which})[:：,，]?|[①-⑩]|\d+[、.．)])|[:：,，]+$")


def _bare_label(text: str) -> str:
    return _before_label().sub("", without_unit(squeeze(text)))


@lru_cache(maxsize=4096)
def field_of(text: str) -> tuple[str, int] | None:
    """(key, place in the form) of a cell that is a field's label; None where it is none.

    A label that OCR bent in one or two signs is still known by likeness; one that is cut off by its beginning.
    """
    bare = without_unit(squeeze(text)).rstrip(":：")
    labels = _fields()[0]
    if bare in labels:
        return labels[bare]
    if not 4 <= len(bare) <= 24:
        return None
    best = max(labels, key=lambda label: (fuzz.ratio(bare, label), label))
    if fuzz.ratio(bare, best) >= 80 and len(best) >= 4 and abs(len(best) - len(bare)) <= 3:
        return labels[best]
    starts = [label for label in labels if len(label) >= 5 and bare.startswith(label)]
    return labels[max(starts, key=len)] if starts else None


@lru_cache(maxsize=4096)
def amount_label(text: str) -> dict[str, Any] | None:
    """What the label of an amount says (total, level, fund); None where it is no such label."""
    bare = _bare_label(text)
    amounts = _fields()[1]
    if bare in amounts:
        return amounts[bare]
    if not 3 <= len(bare) <= 16:
        return None
    best = max(amounts, key=lambda label: (fuzz.ratio(bare, label), label))
    return amounts[best] if fuzz.ratio(bare, best) >= 75 else None


def read_sheet(segment: Segment) -> Sheet:
    """Everything that the items of a sheet's segment state."""
    rows = _rows(segment.items)
    opening = next((row for row in rows if field_of(_first(row)) == ("project", 1)), rows[0] if rows else None)
    title = "".join(item.text for item in segment.title)
    place = opening.at if opening else (segment.title[0].at if segment.title else Place())
    sheet = Sheet(place, "")
    sheet.used += [item.at for item in segment.title]
    sheet.year = title_year(title)
    stage = 0  # the place in the form of the last field
    part = "head"
    for number, row in enumerate(rows):
        cells = [cell for cell in row.cells if cell.strip()]
        if not cells:
            continue
        first = squeeze(cells[0])
        sheet.used.append(row.at)
        if row.places:
            sheet.used += row.places
        if _footer(sheet, row, first):
            continue
        if len(cells) == 1 and sheet.year is None and (year := title_year(first)) and len(first) <= 12:
            sheet.year = year
            continue
        if len(cells) == 1 and title_year(first) and len(first) <= 12:
            continue
        key = field_of(cells[0])
        if key is None and "project" not in sheet.fields and not sheet.fields and 2 <= len(cells) <= 3 and number <= 2:
            key = ("project", 1)  # the opening row, whatever OCR made of its label
            sheet.fields["project"] = tidy(cells[1])
        if part == "indicators" or _indicator_header(cells) or (key and key[0] == "indicators"):
            if key and key[0] == "objective" and any(len(c) > 12 for c in cells[1:]):
                _objective(sheet, row)
            else:
                part = "indicators"
            continue
        if _horizon_row(cells):
            part = "objective"
            if key and key[0] == "objective":
                stage = key[1]
            continue
        if part == "amounts" and key is None and _amount_row(cells):
            _amounts(sheet, row)
            continue
        if key is None and part in ("head", "amounts", "texts", "objective"):
            key = _by_place(rows, number, stage)
        if key is None:
            if part == "amounts" or _amount_row(cells):
                _amounts(sheet, row)
            elif (
                part == "head"
                and len(cells) == 1
                and (waiting := _waiting(rows[number - 1]))
                and waiting not in sheet.fields
            ):
                sheet.fields[waiting] = tidy(cells[0])
            elif part == "objective":
                _objective(sheet, row)
            elif part == "category" or stage == 4:
                continue
            elif len(cells) == 1 and not _sheet_noise(first):
                _continue_text(sheet, row, cells[0])
            else:
                sheet.used.remove(row.at)
                sheet.unread.append(row.at)
            continue
        name, stage = key[0], max(stage, key[1]) if key[1] != 12 else 12
        if name == "funds":
            part = "amounts"
            sheet.unit = _printed_unit(row) or sheet.unit
            sheet.funds_rows += [row.at, *(row.places or ())]
            _amounts(sheet, row, skip=1)
        elif name == "category":
            part = "category"
            _fields_of(sheet, row)
        elif name == "objective":
            part = "objective"
            _objective(sheet, row)
        elif name in TEXTS:
            part = "texts"
            _text(sheet, row, name)
        else:
            part = "head"
            _fields_of(sheet, row)
    _read_indicators(sheet, rows)
    sheet.name = tidy(sheet.fields.get("project", ""))
    sheet.texts = [text for text in sheet.texts if text[1]]
    _name_totals(sheet)
    sheet.damaged = not sheet.indicators or not sheet.amounts
    return sheet


def _rows(items: list[Item]) -> list[Row]:
    """The sheet as rows; a paragraph between them is a row of one cell, or the rest of a cell that a page break cut."""
    rows: list[Row] = []
    closes = _fields()[3]
    wide = width(item for item in items if isinstance(item, Row))
    for item in items:
        if isinstance(item, Row):
            whole = None
            if rows and 0 <= len(rows[-1].cells) + len(item.cells) - wide <= 1 and len(rows[-1].cells) < wide:
                whole = joined(rows[-1], item, wide) if _short(rows[-1]) and not _known(item.cells[0]) else None
            if whole is not None and not _complete(rows[-1]):
                rows[-1] = whole
            else:
                rows.append(item)
            continue
        bare = squeeze(item.text)
        starts_label = field_of(item.text) is not None or bare.startswith(closes) or title_year(bare) is not None
        if rows and not starts_label and _cut_off(rows[-1]):
            last = rows[-1]
            filled = max(i for i, cell in enumerate(last.cells) if cell)
            cells = (*last.cells[:filled], last.cells[filled] + item.text, *last.cells[filled + 1 :])
            rows[-1] = Row(cells, last.at, (*(last.places or (last.at,) * len(last.cells))[:-1], item.at))
        else:
            rows.append(Row((item.text,), item.at))
    return rows


def _short(row: Row) -> bool:
    """Whether a row is one of short cells, and not of a text that may go on in a line of its own."""
    found = field_of(_first(row))
    texts = found is not None and (found[0] in TEXTS or found[0] in ("objective", "indicators"))
    return len(row.cells) > 1 and not texts and all(len(cell) <= 40 for cell in row.cells)


def _known(text: str) -> bool:
    """Whether a cell is a label of the form, and so begins a row of its own."""
    return not text or field_of(text) is not None or amount_label(text) is not None or level_of(text) is not None


def _complete(row: Row) -> bool:
    """Whether a row of the form lacks nothing: its last cell is a number, or ends its sentence."""
    last = row.cells[-1]
    return amount(last) is not None or level_of(last) is not None or last[-1:] in "。；;：:"


def _cut_off(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell]
    return bool(filled) and len(filled[-1]) > 8 and filled[-1][-1] not in "。；;.!！？?"


def _first(row: Row) -> str:
    return next((cell for cell in row.cells if cell.strip()), "")


def _sheet_noise(text: str) -> bool:
    return len(text) <= 1


@cache
def _filled_on() -> tuple[str, ...]:
    return tuple(vocabulary.load("sheets")["filled_on"])


def _names_filling(text: str) -> bool:
    """Whether a row names the day of filling in; most rows have not even the first sign of such a label."""
    words = _filled_on()
    return any(word[0] in text for word in words) and any(word in squeeze(text) for word in words)


def _footer(sheet: Sheet, row: Row, first: str) -> bool:
    """The last rows: responsible persons (redacted before us) and the day of filling in."""
    text = "\t".join(row.cells)
    if not first.startswith(_fields()[3]) and not _names_filling(text):
        return False
    match = re.search(rf"(?:{'|'.join(_filled_on())})[:：]?\s*([\d\-/.年月日: \t]+)", text)
    stamp = match[1] if match else next((cell for cell in reversed(row.cells) if _STAMP.search(cell.strip())), "")
    if stamp.strip() and (filled := stamp_of(stamp)):
        sheet.filled_on = filled
    return True


def stamp_of(text: str) -> str | None:
    """A day (and time) of filling in, as printed, in ISO 8601; as printed where it is no calendar day."""
    bare = squeeze(text).strip(":：")
    match = _STAMP.search(bare)
    if not match:
        return bare or None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return bare
    date = f"{year:04d}-{month:02d}-{day:02d}"
    return f"{date}T{match[4]}:{match[5]}:{match[6] or '00'}" if match[4] else date


def _horizon_row(cells: list[str]) -> bool:
    horizons = _fields()[2]
    plain = [squeeze(cell) for cell in cells]
    if not any(cell in horizons for cell in plain):
        return False
    return all(cell in horizons or _is_label(cell, "objective") or _begins_objective(cell) for cell in plain)


def _begins_objective(text: str) -> bool:
    """Whether a cell is the first part of the objective's label, which a narrow column broke."""
    return any(label.startswith(text) for label, (key, _) in _fields()[0].items() if key == "objective")


def _is_label(text: str, key: str) -> bool:
    found = field_of(text)
    return found is not None and found[0] == key


def _by_place(rows: list[Row], number: int, stage: int) -> tuple[str, int] | None:
    """The field between the last known label and the next: a bent label can only be the one that is missing."""
    row = rows[number]
    cells = [cell for cell in row.cells if cell.strip()]
    if not 5 <= stage <= 10 or len(squeeze(cells[0])) > 24 or (len(cells) < 2 and stage < 6):
        return None
    if _amount_row(cells):
        return None
    following = None
    for later in rows[number + 1 : number + 4]:
        found = field_of(_first(later))
        if found or _horizon_row([c for c in later.cells if c.strip()]):
            following = found or ("objective", 12)
            break
    order = {place: key for key, place in _fields()[0].values()}
    if following and following[1] - stage >= 2 and (stage + 1) in order and len(cells) >= 2:
        return order[stage + 1], stage + 1
    return None


def _fields_of(sheet: Sheet, row: Row) -> None:
    """The label-value pairs of a head row: 项目属性 … 项目期 …; a value is the next filled cell that is no label."""
    cells = [cell for cell in row.cells if cell.strip()]
    index = 0
    while index < len(cells):
        found = field_of(cells[index])
        if found is None:
            index += 1
            continue
        following = cells[index + 1] if index + 1 < len(cells) else ""
        if following and (field_of(following) is None or found[0] == "project"):
            sheet.fields.setdefault(found[0], tidy(following))
            index += 2
        else:
            index += 1
    if "department" in sheet.fields and "department_code" not in sheet.fields:
        match = _CODE.match(nfkc(sheet.fields["department"]))
        if match:
            sheet.fields["department_code"] = match[1]
            sheet.fields["department"] = tidy(match[2]) or sheet.fields["department"]


def _waiting(row: Row) -> str | None:
    """The field whose label ends a row without its value: the value stands on the next line."""
    cells = [cell for cell in row.cells if cell.strip()]
    found = field_of(cells[-1]) if cells else None
    return found[0] if found else None


def _printed_unit(row: Row) -> str | None:
    return unit_in_brackets("".join(row.cells))


def _amount_row(cells: list[str]) -> bool:
    return any(amount_label(cell) is not None for cell in cells[:3]) and all(len(cell) <= 24 for cell in cells)


def _amounts(sheet: Sheet, row: Row, skip: int = 0) -> None:
    """The amounts of one row: the first label's number is for the whole period, the second label's for the year."""
    label, rule, horizon, labels = "", None, "period", 0
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
            labels += 1
            label, rule = text, amount_label(text)
            horizon = "period" if labels == 1 else "annual"
            continue
        if not label:
            continue
        rule_ = rule or _standard(position)
        sheet.amounts.append(
            RawAmount(
                row.place(index),
                index,
                horizon,
                tidy(label),
                rule_.get("level"),
                rule_.get("fund"),
                bool(rule_.get("total")),
                value,
                text,
                repaired,
            )
        )


def _name_totals(sheet: Sheet) -> None:
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


def _text(sheet: Sheet, row: Row, key: str) -> None:
    found = False
    for index, cell in enumerate(row.cells):
        text = cell.strip()
        if not text:
            continue
        if not found:
            found = True  # the label itself
            sheet.texts.append((key, "", row.place(index)))  # its text may stand on the next line
            continue
        sheet.texts.append((key, text, row.place(index)))


def _continue_text(sheet: Sheet, row: Row, text: str) -> None:
    """A line of its own inside the texts: what a page break or a list set apart."""
    if sheet.texts:
        sheet.texts.append((sheet.texts[-1][0], text, row.at))
    else:
        sheet.used.remove(row.at)
        sheet.unread.append(row.at)


def _objective(sheet: Sheet, row: Row) -> None:
    """总体目标: the first text is for the whole period, the second for the year; one alone by where it stands."""
    texts = []
    for index, cell in enumerate(row.cells):
        if cell.strip() and field_of(cell) not in (("objective", 12), ("indicators", 13)):
            texts.append((index, cell.strip()))
    horizons = ["objective-period", "objective-annual"]
    if len(texts) == 1 and texts[0][0] > (len(row.cells) + 1) // 2:
        horizons = horizons[1:]
    for horizon, (index, text) in zip(horizons, texts, strict=False):
        sheet.texts.append((horizon, text, row.place(index)))
    for index, text in texts[2:]:
        sheet.texts.append(("objective-annual", text, row.place(index)))


def _indicator_header(cells: list[str]) -> bool:
    words = vocabulary.load("sheets")["indicator_header"]
    plain = [squeeze(cell) for cell in cells]
    return any(cell in words["level2"] for cell in plain) and any(
        cell in words["level3"] + words["target"] for cell in plain
    )


def _read_indicators(sheet: Sheet, rows: list[Row]) -> None:
    start = next((i for i, row in enumerate(rows) if _indicator_header([c for c in row.cells if c.strip()])), None)
    if start is not None:
        sheet.indicators = read_indicators(rows[start + 1 :], ("period", "annual"))


def has_rows(segment: Segment) -> bool:
    """Whether a sheet's segment holds any row at all, and not only its title."""
    return any(isinstance(item, Row) for item in segment.items) or any(
        isinstance(item, Paragraph) and field_of(item.text) for item in segment.items
    )
