"""Reads target sheets (绩效目标表): their fields, amounts, texts and indicators, in every layout and state.

Labels come from `ontology.vocabulary.sheets`; a label that OCR bent is known by its place between two that are
whole. Which project a sheet belongs to is settled by `loaders.targets.link`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz

from loaders.document import Item, Paragraph, Row
from loaders.money import unit_alone, unit_in_brackets, unit_of, usual, without_unit
from loaders.records import Finding, Place
from loaders.structure import Segment, title_year
from loaders.tables.headings import compose
from loaders.tables.rows import joined, width
from loaders.targets.indicators import (
    Head,
    RawIndicator,
    head_of,
    level_of,
    read_columns,
    read_indicators,
    says_horizon,
)
from loaders.words import amount, nfkc, nothing, squeeze, tidy
from ontology import vocabulary

_CODE = re.compile(r"^\s*[\[(【]?(\d{2,6})[\])】]?\s*[-—－–_]?\s*(.*)$")
_STAMP = re.compile(r"((?:19|20)\d{2})[-/.年]?\s*(\d{1,2})[-/.月]?\s*(\d{1,2})日?\s*(?:(\d{2}):?(\d{2}):?(\d{2})?)?$")
_THOUSANDS_BENT = re.compile(r"\d{1,3}(?:[.,，]\d{3})+")
_ORDINAL = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]+)")
_TITLE_YEAR = re.compile(r"(?:19|20)\d{2}(?:年度?)?")
_SCORE_BRACKETS = re.compile(r"[(（].*$")
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
    stage: str | None = None  # budget, adjusted, executed: in a self-evaluation, which has a column for each


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
    evaluation: bool = False  # a self-evaluation: what was reached of the targets
    score: str | None = None  # its whole score, as printed
    reached: int = 0  # the first column of what was reached, beside what was aimed at
    horizons: tuple[str, ...] = ("period", "annual")  # what a column of amounts or objectives is, where no word tells
    stages: dict[int, tuple[str, str]] = field(default_factory=dict)  # column -> stage of its amounts, and its heading


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
    said = compose(bare)
    if said.known and said.fund and not said.total:
        return {"fund": said.fund}  # a fund by the words of headings is no bent label
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
    sheet.horizons = _horizons(rows)
    sheet.evaluation = any(word in squeeze(title) for word in vocabulary.load("sheets")["evaluation"]["titles"])
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
        if _footer(sheet, row, first) or _scored(sheet, row) or (len(cells) == 1 and _is_caption(cells[0])):
            continue
        if len(cells) == 1 and sheet.year is None and (year := title_year(first)) and len(first) <= 12:
            sheet.year = year
            continue
        if len(cells) == 1 and title_year(first) and len(first) <= 12:
            continue
        key = field_of(cells[0])
        bent = row.spans is None and 2 <= len(cells) <= 3 and number <= 2 and amount(cells[1]) is None
        if key is None and not sheet.fields and bent:
            key = ("project", 1)  # the opening row, whatever OCR made of its label
            sheet.fields["project"] = tidy(cells[1])
        if part == "indicators" or _indicator_header(cells) or (key and key[0] == "indicators"):
            if key and key[0] == "objective" and any(len(c) > 12 for c in cells[1:]):
                _objective(sheet, row)
            elif key and key[0] == "other":
                _text(sheet, row, "other")
            else:
                part = "indicators"
            continue
        if _horizon_row(cells):
            sheet.horizons = _row_horizons(sheet, row)
            part = "objective"
            if key and key[0] == "objective":
                stage = key[1]
            continue
        if part == "amounts" and (key is None or key[0] == "funds") and _amount_row(cells):
            _amounts(sheet, row)
            continue
        if key is None and part in ("head", "amounts", "texts", "objective"):
            key = _by_place(rows, number, stage)
        if key is None:
            if part == "amounts" or _amount_row(cells):
                if not _stage_heading(sheet, row):
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
            if not _stage_heading(sheet, row):
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
    if "project" not in sheet.fields and (named := named_in_title(sheet_titles(segment))):
        sheet.fields["project"] = named
    sheet.unit = sheet.unit or _caption_unit(segment)
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


@cache
def _evaluation_words() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str], dict[str, str]]:
    """What was aimed at, what was reached, the whole score, the rate, and the headings of money by their stage."""
    words = vocabulary.load("sheets")
    own = words["evaluation"]
    stages = {squeeze(label): stage for stage, labels in own["stages"].items() for label in labels}
    return (
        *(frozenset(words["aimed"]), frozenset(words["reached"]), frozenset(own["score"]), frozenset(own["rate"])),
        stages,
    )


def sheet_titles(segment: Segment) -> list[str]:
    """The lines over a sheet, the nearest last: its titles, and rows that hold a title alone."""
    rows = [item for item in segment.items[:2] if isinstance(item, Row)]
    alone = [filled[0] for row in rows if len(filled := [cell for cell in row.cells if cell.strip()]) == 1]
    return [*(item.text for item in segment.title), *alone]


def named_in_title(titles: list[str]) -> str | None:
    """The project's name where the title alone tells it: 某某项目绩效目标表; None where the title is a general one."""
    words = vocabulary.load("sheets")["title_name"]
    for title in reversed(titles):
        bare = _ORDINAL.sub("", squeeze(title))
        end = max((end for end in map(squeeze, words["ends"]) if bare.endswith(end)), key=len, default=None)
        if end is None:
            continue
        name = bare[: -len(end)]
        plain = _TITLE_YEAR.sub("", name).removesuffix("的")
        if plain and plain not in words["general"]:
            return name.removesuffix("的")
    return None


def _caption_unit(segment: Segment) -> str | None:
    """The money unit that a line over the sheet prints."""
    for item in segment.items[:6]:
        texts = [item.text] if isinstance(item, Paragraph) else list(item.cells)
        for text in texts:
            if found := unit_of(text) or unit_alone(text):
                return found
    return None


def _is_caption(text: str) -> bool:
    """Whether a line over the rows prints the money unit, or is a title of target sheets."""
    ends = vocabulary.load("sheets")["title_name"]["ends"]
    return bool(unit_of(text) or unit_alone(text)) or squeeze(text).endswith(tuple(ends))


def _horizons(rows: list[Row]) -> tuple[str, ...]:
    """What the columns of amounts and objectives are: both horizons, unless the form knows the year alone."""
    periods = frozenset(map(squeeze, vocabulary.load("sheets")["horizon_period"]))
    for row in rows:
        cells = [cell for cell in row.cells if cell.strip()]
        if any(squeeze(cell) in periods for cell in cells) and (row.spans is None or _horizon_row(cells)):
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


def _row_horizons(sheet: Sheet, row: Row) -> tuple[str, ...]:
    """The horizons in the order in which the row over the objectives names them."""
    words = vocabulary.load("sheets")
    periods, annuals = (frozenset(map(squeeze, words[name])) for name in ("horizon_period", "horizon_annual"))
    named = [squeeze(cell) for cell in row.cells if cell.strip()]
    found = ["period" if cell in periods else "annual" for cell in named if cell in periods or cell in annuals]
    aimed, reached = _evaluation_words()[:2]
    if any(cell in aimed for cell in named) or (sheet.evaluation and any(cell in reached for cell in named)):
        sheet.evaluation = True
        sheet.reached = next((index for index, cell in enumerate(row.cells) if squeeze(cell) in reached), 0)
        return ("annual",)
    label = field_of(_first(row))
    if label is not None and label[0] == "objective" and len(found) > 1 and squeeze(_first(row)) in annuals | periods:
        found = found[1:]
    return tuple(found) if row.spans is not None and found else sheet.horizons


def _stage_heading(sheet: Sheet, row: Row) -> bool:
    """Whether a row heads the money of a self-evaluation: budgeted, adjusted, executed, each in a column."""
    stages = _evaluation_words()[4]
    named = [(index, _bare(cell), tidy(cell)) for index, cell in enumerate(row.cells)]
    found = {index: (stages[bare], cell) for index, bare, cell in named if bare in stages}
    if len(found) < 2:
        return False
    sheet.stages, sheet.evaluation = found, True
    return True


def _bare(text: str) -> str:
    return without_unit(squeeze(text)).strip(":：")


def _scored(sheet: Sheet, row: Row) -> bool:
    """Whether a row states the whole score of a self-evaluation: its last number."""
    cells = [cell for cell in row.cells if cell.strip()]
    if _bare(cells[0]) not in _evaluation_words()[2]:
        return False
    numbers = [tidy(cell) for cell in cells[1:] if amount(cell) is not None]
    if not numbers:
        return False
    sheet.score, sheet.evaluation = numbers[-1], True
    return True


def _horizon_row(cells: list[str]) -> bool:
    horizons = _fields()[2] | _evaluation_words()[0] | _evaluation_words()[1]
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
        if following and not _is_score(following) and (field_of(following) is None or found[0] == "project"):
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
            if _is_score(text):
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


def _is_score(text: str) -> bool:
    """Whether a cell among the amounts speaks of points, and so is no label of an amount: 执行率分值（10分）."""
    bare = _SCORE_BRACKETS.sub("", squeeze(text))
    return any(bare.startswith(word) for word in _evaluation_words()[3])


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
    label = ""
    for index, cell in enumerate(row.cells):
        if cell.strip() and field_of(cell) not in (("objective", 12), ("indicators", 13)):
            texts.append((index, cell.strip()))
        elif cell.strip():
            label = label or cell
    if sheet.evaluation and sheet.reached:
        for index, text in texts:
            role = "other" if index >= sheet.reached else "objective-annual"
            sheet.texts.append((role, text, row.place(index)))
        return
    horizons = [f"objective-{horizon}" for horizon in sheet.horizons]
    if len(texts) == 1 and len(horizons) > 1:
        own = says_horizon(label) if row.spans else None
        if own == "annual" or (own is None and texts[0][0] > (len(row.cells) + 1) // 2):
            horizons = horizons[1:]
    elif len(texts) == 1 and row.spans and (own := says_horizon(label)):
        horizons = [f"objective-{own}"]
    for horizon, (index, text) in zip(horizons, texts, strict=False):
        sheet.texts.append((horizon, text, row.place(index)))
    for index, text in texts[len(horizons) :]:
        sheet.texts.append(("objective-annual", text, row.place(index)))


def _indicator_header(cells: list[str]) -> bool:
    words = vocabulary.load("sheets")["indicator_header"]
    plain = [squeeze(cell) for cell in cells]
    if any(cell in words["level2"] for cell in plain) and any(
        cell in words["level3"] + words["target"] for cell in plain
    ):
        return True
    return head_of(Row(tuple(cells), Place())) is not None


def _read_indicators(sheet: Sheet, rows: list[Row]) -> None:
    start = next((i for i, row in enumerate(rows) if _indicator_header([c for c in row.cells if c.strip()])), None)
    if start is None:
        return
    head, below = head_of(rows[start]), rows[start + 1 :]
    drawn = any(row.spans for row in below)
    if head is not None and (drawn or len(head.parts) == 1) and (reading := read_columns(_before_text(rows[start:]))):
        sheet.indicators = reading.indicators
        silent = {row.at for row in reading.silent if drawn}
        sheet.used = [at for at in sheet.used if at not in silent]
        sheet.unread += [row.at for row in reading.silent if drawn]
        if any(raw.actual or raw.score for raw in sheet.indicators):
            sheet.evaluation = True
        for raw in sheet.indicators:
            sheet.texts += [("other", text, raw.place) for text, _ in raw.notes if len(text) > 2 and not nothing(text)]
    if not sheet.indicators:
        sheet.indicators = read_indicators(below, ("period", "annual") if head is None else _parts_of(head))


def _parts_of(head: Head) -> tuple[str, ...]:
    return tuple(part.horizon for part in head.parts)


def _before_text(rows: list[Row]) -> list[Row]:
    """The rows of the indicators: up to a row of remarks, of a score, or of what closes the sheet."""
    for number, row in enumerate(rows[1:], start=1):
        first = _first(row)
        if first and (_is_label(first, "other") or _bare(first) in _evaluation_words()[2]):
            return rows[:number]
    return rows


def has_rows(segment: Segment) -> bool:
    """Whether a sheet's segment holds any row at all, and not only its title."""
    return any(isinstance(item, Row) for item in segment.items) or any(
        isinstance(item, Paragraph) and field_of(item.text) for item in segment.items
    )
