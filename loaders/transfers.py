"""Money that is handed on to lower levels of government, where sentences state it or a target sheet is made for it.

Knows how such sentences and sheets are worded (ontology.vocabulary.tables, `transfers`); tables of transfers are read
like any other table, and a sentence that states a sum of theirs is no second one. Money that is received from above,
another year's money and changes are none of it. It must not know what a department spends itself: what is read here
stands in a table of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from loaders.document import Item, Paragraph
from loaders.money import factor
from loaders.prose.passages import Passage, join
from loaders.records import Allocation, BudgetLine, Place
from loaders.structure import Segment
from loaders.tables.grid import Context
from loaders.tables.projects import Register, vintage
from loaders.words import fold, nfkc, squeeze
from ontology import vocabulary

TABLE = "transfers"
_SENTENCE = re.compile(r"[^。;；]+[。;；]?")
_TITLES = re.compile(r"《[^》]*》|[(（][^()（）]*[)）]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_LABEL = re.compile(r"[,，:：、]")
_ORDINAL = re.compile(
    r"^(?:[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．])"
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One sum that a sentence says is handed on. `value` is in yuan, `text` and `unit` as printed.

    `column` is the offset of the number in its line; a `part` is a part of the sum before it.
    """

    name: str
    at: Place
    column: int
    value: Decimal
    text: str
    unit: str
    year: int | None
    part: bool


@dataclass(frozen=True, slots=True)
class TransferRecords:
    """What the sentences of a document state: their budget lines, their texts with the project of each, their places.

    A text whose project is None only stands beside one that has a project. New projects and all allocations go into the
    register.
    """

    lines: tuple[BudgetLine, ...]
    texts: tuple[tuple[Passage, int | None], ...]
    told: frozenset[Place]


class _Words(NamedTuple):
    names: re.Pattern[str]
    down: re.Pattern[str]
    received: re.Pattern[str]
    before: re.Pattern[str]
    parts: re.Pattern[str]
    number: re.Pattern[str]


@cache
def _words() -> _Words:
    words: dict[str, Any] = vocabulary.load("tables")
    texts = {
        name: "|".join(map(re.escape, sorted(values, key=len, reverse=True)))
        for name, values in (words["transfers"] | {"units": list(words["units"])}).items()
    }
    return _Words(
        re.compile(rf"(?:{texts['names']})"),
        re.compile(texts["down"]),
        re.compile(texts["received"]),
        re.compile(rf"^(?:{texts['before']})+"),
        re.compile(texts["parts"]),
        re.compile(rf"(?<![\d.])(\d[\d,，]*(?:\.\d+)?)\s*({texts['units']})"),
    )


def transfers_in(text: str, heading: str = "") -> Iterator[tuple[Transfer, int, int]]:
    """The sums that a text says are handed on, each with the bounds of its sentence; `heading` is what it stands under.

    Places are those of a text of one line: `read_transfers` sets them right.
    """
    words = _words()
    title = squeeze(heading)
    under = bool(words.names.search(title) and words.down.search(title) and not words.received.search(title))
    folded = "".join(narrow if len(narrow := nfkc(sign)) == 1 else sign for sign in text)
    for sentence in _SENTENCE.finditer(folded):
        last = sentence.start()
        stated = parting = False
        told = squeeze(folded[sentence.start() : sentence.end()])
        years = _YEAR.findall(_TITLES.sub("", told))
        for number in words.number.finditer(folded, sentence.start(), sentence.end()):
            between = folded[last : number.start()]
            label = squeeze(_TITLES.sub("", between))
            last = number.end()
            parting = parting or bool(stated and words.parts.search(label))
            clause = _LABEL.split(label)[-1] or label.rstrip(",，:：、")
            named = words.names.search(clause)
            if named is None or words.received.search(clause):
                continue
            if not (under or parting or words.down.search(clause)):
                continue
            name = _name(clause, words)
            if not name:
                continue
            yield (
                Transfer(
                    name,
                    Place(),
                    number.start(),
                    Decimal(re.sub("[,，]", "", number[1])) * factor(number[2]),
                    number[1],
                    number[2],
                    int(years[0]) if years else None,
                    parting,
                ),
                sentence.start(),
                sentence.end(),
            )
            stated = True


def _name(label: str, words: _Words) -> str:
    """What the label calls the money: its words up to the last that says that it is handed on."""
    label = _ORDINAL.sub("", _YEAR.sub("", label)).lstrip("年度")
    ends = [match.end() for match in words.names.finditer(label)]
    name = label[: ends[-1]] if ends else ""
    return words.before.sub("", name)


def read_transfers(
    segments: Sequence[Segment],
    printed: Sequence[BudgetLine],
    context: Context,
    register: Register,
    told: frozenset[Place] = frozenset(),
) -> TransferRecords:
    """What a document hands on: rows of its tables for projects that it names elsewhere too, and sums of its prose.

    `printed` are the lines of its tables, which the new lines follow; `told` the places of texts read already.
    """
    _rows(printed, register)
    lines: list[BudgetLine] = []
    texts: list[tuple[Passage, int | None]] = []
    used: set[Place] = set()
    for heading, passage in _passages(segments):
        if told.intersection(passage.places):
            continue
        found = list(transfers_in(passage.text, heading))
        if not found:
            continue
        used.update(passage.places)
        rest = 0
        cites: dict[tuple[int, int], int | None] = {}
        for transfer, start, end in found:
            at, column = passage.at(transfer.column)
            line = _line(transfer, at, column, context)
            position = _stated(line, printed)
            if position is None:
                position = len(printed) + len(lines)
                lines.append(line)
            if transfer.part:
                continue
            project = register.project(context.publisher, transfer.name, at)
            register.allocations.append(_allocation(line, project, transfer.name, position))
            # A sentence that states several sums does not say on which of them its documents bear.
            cites[start, end] = None if (start, end) in cites else project
        for (start, end), of in cites.items():
            if rest < start:
                texts.append((_piece(passage, rest, start), None))
            texts.append((_piece(passage, start, end), of))
            rest = end
        if rest < len(passage.text):
            texts.append((_piece(passage, rest, len(passage.text)), None))
    return TransferRecords(tuple(lines), tuple(texts), frozenset(used))


def _stated(line: BudgetLine, printed: Sequence[BudgetLine]) -> int | None:
    """The position of the table's line that states this sum already."""
    same = (line.amount_yuan, line.fiscal_year, line.stage, line.measure)
    return next(
        (
            position
            for position, other in enumerate(printed)
            if other.table == TABLE and (other.amount_yuan, other.fiscal_year, other.stage, other.measure) == same
        ),
        None,
    )


def _rows(printed: Sequence[BudgetLine], register: Register) -> None:
    """Rows of tables of transfers whose names are those of known projects become allocations of these, by fund."""
    rows: dict[tuple[tuple[int, int, int], str], list[int]] = {}
    for position, line in enumerate(printed):
        if line.table == TABLE and line.measure == "amount" and line.row_kind in ("leaf", "project") and line.item:
            rows.setdefault((line.at.order, line.item), []).append(position)
    for (_, name), positions in rows.items():
        project = register.by_name.get((fold(printed[positions[0]].unit or ""), fold(name)))
        if project is None:
            continue
        funds = [position for position in positions if printed[position].fund is not None]
        register.allocations += [
            _allocation(printed[position], project, name, position) for position in funds or positions[:1]
        ]


def _passages(segments: Sequence[Segment]) -> Iterator[tuple[str, Passage]]:
    """The running texts of the sections, each with the heading that it stands under."""
    heading = ""
    for segment in segments:
        if segment.kind == "heading" and segment.items:
            heading = _text(segment.items[-1])
        elif segment.kind == "prose":
            for passage in join([(_text(item), item.at) for item in segment.items]):
                yield heading, passage


def _text(item: Item) -> str:
    return item.text if isinstance(item, Paragraph) else " ".join(cell for cell in item.cells if cell)


def _piece(passage: Passage, start: int, end: int) -> Passage:
    """A part of a running text that still knows which line prints each sign."""
    pieces = [
        (begin - start, place)
        for begin, place, after in zip(
            passage.starts, passage.places, (*passage.starts[1:], len(passage.text)), strict=True
        )
        if begin < end and after > start
    ]
    # The first piece may begin before the part: its offset is negative, so that columns stay those of the line.
    return Passage(passage.text[start:end], tuple(begin for begin, _ in pieces), tuple(place for _, place in pieces))


def _line(transfer: Transfer, at: Place, column: int, context: Context) -> BudgetLine:
    return BudgetLine(
        at=at,
        column=column,
        table=TABLE,
        item=transfer.name,
        code=None,
        gov_item=None,
        classification=None,
        side="expenditure",
        fund=None,
        expenditure=None,
        timing="current",
        fiscal_year=transfer.year or context.fiscal_year,
        stage=context.stage,
        amount_yuan=transfer.value,
        amount_text=transfer.text,
        amount_unit=transfer.unit,
        measure="amount",
        row_kind="of-which" if transfer.part else "leaf",
        scope=context.scope,
        unit=context.publisher,
        repaired=None,
    )


def _allocation(line: BudgetLine, project: int, name: str, budget_line: int) -> Allocation:
    return Allocation(
        at=line.at,
        column=line.column,
        project=project,
        fund=line.fund,
        timing=line.timing,
        fiscal_year=line.fiscal_year or 0,
        stage=line.stage,
        amount_yuan=line.amount_yuan,
        vintage=vintage(name),
        budget_line=budget_line,
    )


def is_transfer_sheet(segment: Segment, publisher: str) -> bool:
    """Whether a target sheet is made for money that its publisher hands on (转移支付名称), not for money received."""
    words = vocabulary.load("tables")["transfers"]
    labels = {fold(word) for word in words["sheet"]}
    others = {fold(word) for word in words["receiver"]}
    cells = {
        fold(cell).rstrip(":：")
        for item in segment.items
        for cell in ([item.text] if isinstance(item, Paragraph) else item.cells)
        if cell
    }
    return bool(cells & labels) and fold(publisher) in cells and not cells & others
