"""Reads target sheets (绩效目标表): their fields, amounts, texts and indicators, in every layout and state.

Labels come from `ontology.vocabulary.sheets`; a label that OCR bent is known by its place between two that are
whole. Which project a sheet belongs to is settled by `loaders.targets.link`.
"""

from __future__ import annotations

import re
from functools import cache

from loaders.document import Item, Paragraph, Row
from loaders.money import unit_alone, unit_in_brackets, unit_of
from loaders.records import Place
from loaders.structure import Segment, title_year
from loaders.tables.rows import joined, width
from loaders.targets.evaluation import names_score, speaks_of_points
from loaders.targets.indicator_columns import read_columns
from loaders.targets.indicators import Head, head_of, level_of, read_indicators, role_of, says_horizon
from loaders.targets.sheet_amounts import (
    first_cell,
    horizons_of,
    is_amount_row,
    is_horizon_row,
    is_label,
    name_totals,
    read_amounts,
    row_horizons,
    takes_stages,
)
from loaders.targets.sheet_labels import amount_label, field_of, form_words
from loaders.targets.sheet_records import Sheet
from loaders.words import amount, nfkc, nothing, squeeze, tidy
from ontology import vocabulary

__all__ = ["Sheet", "has_rows", "named_in_title", "read_sheet", "sheet_titles", "stamp_of"]

_CODE = re.compile(r"^\s*[\[(【]?(\d{2,6})[\])】]?\s*[-—－–_]?\s*(.*)$")
_STAMP = re.compile(r"((?:19|20)\d{2})[-/.年]?\s*(\d{1,2})[-/.月]?\s*(\d{1,2})日?\s*(?:(\d{2}):?(\d{2}):?(\d{2})?)?$")
_ORDINAL = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]+)")
_TITLE_YEAR = re.compile(r"(?:19|20)\d{2}(?:年度?)?")
TEXTS = ("overview", "basis", "necessity", "measures", "plan", "other")


def read_sheet(segment: Segment) -> Sheet:
    """Everything that the items of a sheet's segment state."""
    rows = _rows(segment.items)
    opening = next((row for row in rows if field_of(first_cell(row)) == ("project", 1)), rows[0] if rows else None)
    title = "".join(item.text for item in segment.title)
    place = opening.at if opening else (segment.title[0].at if segment.title else Place())
    sheet = Sheet(place, "")
    sheet.used += [item.at for item in segment.title]
    sheet.year = title_year(title)
    sheet.horizons = horizons_of(rows)
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
        if (
            _footer(sheet, row, first)
            or _scored(sheet, row, part == "indicators")
            or (len(cells) == 1 and _is_caption(cells[0]))
        ):
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
        if is_horizon_row(cells):
            sheet.horizons = row_horizons(sheet, row)
            part = "objective"
            if key and key[0] == "objective":
                stage = key[1]
            continue
        if part == "amounts" and (key is None or key[0] == "funds") and is_amount_row(cells):
            read_amounts(sheet, row)
            continue
        if key is None and part in ("head", "amounts", "texts", "objective"):
            key = _by_place(rows, number, stage)
        if key is None:
            if part == "amounts" or is_amount_row(cells):
                if not takes_stages(sheet, row):
                    read_amounts(sheet, row)
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
            if not takes_stages(sheet, row):
                read_amounts(sheet, row, skip=1)
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
    name_totals(sheet)
    sheet.damaged = not sheet.indicators or not sheet.amounts
    return sheet


def _rows(items: list[Item]) -> list[Row]:
    """The sheet as rows; a paragraph between them is a row of one cell, or the rest of a cell that a page break cut."""
    rows: list[Row] = []
    closes = form_words()[3]
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
    found = field_of(first_cell(row))
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
    if not first.startswith(form_words()[3]) and not _names_filling(text):
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


def _scored(sheet: Sheet, row: Row, below: bool) -> bool:
    """Whether a row states the whole score of a self-evaluation: its last number."""
    cells = [cell for cell in row.cells if cell.strip()]
    if not names_score(cells[0], below):
        return False
    numbers = [tidy(cell) for cell in cells[1:] if amount(cell) is not None]
    if not numbers:
        return False
    sheet.score, sheet.evaluation = numbers[-1], True
    return True


def _by_place(rows: list[Row], number: int, stage: int) -> tuple[str, int] | None:
    """The field between the last known label and the next: a bent label can only be the one that is missing."""
    row = rows[number]
    cells = [cell for cell in row.cells if cell.strip()]
    if not 5 <= stage <= 10 or len(squeeze(cells[0])) > 24 or (len(cells) < 2 and stage < 6):
        return None
    if is_amount_row(cells):
        return None
    following = None
    for later in rows[number + 1 : number + 4]:
        found = field_of(first_cell(later))
        if found or is_horizon_row([c for c in later.cells if c.strip()]):
            following = found or ("objective", 12)
            break
    order = {place: key for key, place in form_words()[0].values()}
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
        if following and not speaks_of_points(following) and (field_of(following) is None or found[0] == "project"):
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


@cache
def _header_words() -> tuple[frozenset[str], frozenset[str]]:
    """What heads the second level of indicators, and what heads the third or their targets."""
    words = vocabulary.load("sheets")["indicator_header"]
    return frozenset(words["level2"]), frozenset(words["level3"] + words["target"])


def _indicator_header(cells: list[str]) -> bool:
    level2, below = _header_words()
    plain = [squeeze(cell) for cell in cells]
    if not level2.isdisjoint(plain) and not below.isdisjoint(plain):
        return True
    # A heading names at least one role: most rows are told apart by that, without being looked at as a row.
    return any(map(role_of, cells)) and head_of(Row(tuple(cells), Place())) is not None


def _read_indicators(sheet: Sheet, rows: list[Row]) -> None:
    start = next((i for i, row in enumerate(rows) if _indicator_header([c for c in row.cells if c.strip()])), None)
    if start is None:
        return
    head, below = head_of(rows[start]), rows[start + 1 :]
    drawn = any(row.spans for row in below)
    by_columns = head is not None and (drawn or len(head.parts) == 1)
    reading = read_columns(_before_text(rows[start:])) if by_columns else None
    if reading is not None and not reading.displaced:
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
        first = first_cell(row)
        if first and (is_label(first, "other") or names_score(first, True)):
            return rows[:number]
    return rows


def has_rows(segment: Segment) -> bool:
    """Whether a sheet's segment holds any row at all, and not only its title."""
    return any(isinstance(item, Row) for item in segment.items) or any(
        isinstance(item, Paragraph) and field_of(item.text) for item in segment.items
    )
