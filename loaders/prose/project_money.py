"""The money of a project that prose tells: its amounts, which of them is the total, and what does not add up.

Knows how such texts write amounts and name totals, parts and instalments (ontology/vocabulary/project_texts.toml).
Knows nothing of headings, nor of what the amounts become as records.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from loaders.money import factor
from loaders.prose.passages import Passage
from loaders.prose.patterns import any_of
from loaders.records import Finding, Place
from loaders.tables.headings import named
from ontology import vocabulary

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_BOUNDARY = re.compile(r"[，,；;。：:（(]")


@dataclass(frozen=True, slots=True)
class TextAmount:
    """One amount of a project's text, in yuan. `column` is its offset in the line; `text` and `unit` as printed."""

    at: Place
    column: int
    label: str
    value: Decimal
    text: str
    unit: str
    year: int | None
    fund: str | None
    timing: str | None


@dataclass(slots=True)
class Money:
    """What a text says of its money: the total, its parts, and the sum printed after them."""

    total: TextAmount | None = None
    parts: list[TextAmount] = field(default_factory=list)
    again: TextAmount | None = None
    summed: bool = False
    listed: bool = False  # the parts are announced as all: a sum stands after them, or they make up the total


@cache
def _number_pattern() -> re.Pattern[str]:
    units = any_of([*vocabulary.load("tables")["units"], *vocabulary.load("project_texts")["units"]])
    bare = any_of(vocabulary.load("project_texts")["units"])
    return re.compile(
        rf"(?P<value>(?<![\d.])\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?|(?<![\d.,])\d+(?:\.\d+)?)\s*"
        rf"(?P<unit>{units})(?:(?<!{bare[0]})|(?<=元)|(?=[，,。；;、（）()\s]|$))"
    )


def _factor(unit: str) -> Decimal:
    more = vocabulary.load("project_texts")["units"]
    return Decimal(more[unit]) if unit in more else factor(unit)


def whole_unit(unit: str) -> str:
    """The unit that tables print for one that prose cuts short: 万 is 万元."""
    units: dict[str, str] = vocabulary.load("tables")["units"]
    return next(whole for whole, value in units.items() if Decimal(value) == _factor(unit))


def amounts_in(passage: Passage) -> list[TextAmount]:
    """Every amount of money of a passage, with the words before it."""
    text = passage.text
    bare = frozenset(vocabulary.load("project_texts")["units"])
    found: list[TextAmount] = []
    last, spoken = 0, None
    for match in _number_pattern().finditer(text):
        after = text[match.end() : match.end() + 1]
        if match["unit"] in bare and after and not re.match(r"[，,。；;、（）()\s]", after):
            continue  # 10万人
        start = max((m.end() for m in _BOUNDARY.finditer(text, last, match.start())), default=last)
        label = flat(text[start : match.start()])
        if years := _YEAR.findall(label):
            spoken = int(years[-1])
        elif "。" in text[last : match.start()]:
            spoken = None
        at, column = passage.at(match.start())
        value = Decimal(re.sub("[,，]", "", match["value"])) * _factor(match["unit"])
        found.append(
            TextAmount(
                at,
                column,
                label.lstrip("、和及"),
                value,
                match[0],
                match["unit"],
                spoken,
                named(label, "fund"),
                named(label, "timing"),
            )
        )
        last = match.end()
    return found


def money_of(passages: list[Passage], year: int | None) -> Money:
    """The total and the parts that the text on money states. Amounts of other years and comparisons are none."""
    words = vocabulary.load("project_texts")["amounts"]
    money = Money()
    opened = False
    for passage in passages:
        for amount in amounts_in(passage):
            if _compares(amount.label):
                continue
            if amount.year is not None and year is not None and amount.year != year:
                continue
            opened = opened or any(amount.label.startswith(word) for word in words["parts"])
            instalment = any(word in amount.label for word in words["instalments"])
            if amount.label in words["sum"] or (amount.label.endswith(tuple(words["sum"])) and money.parts):
                money.again, money.listed = amount, True
                opened = False
            elif money.total is None and not opened and not instalment and _is_total(amount):
                money.total = amount
            else:
                money.parts.append(replace(amount, label=_part_label(amount.label)))
    if money.total is None:
        money.total = money.again
    first = money.parts[0].value if len(money.parts) > 2 else None
    if money.total is None and first == sum((part.value for part in money.parts[1:]), Decimal(0)):
        money.total, money.listed = money.parts.pop(0), True  # what it is, its parts show
    if money.total is None and len(money.parts) == 1:
        money.total = money.parts.pop()
    if money.total is None and money.parts and all(_instalment(part) for part in money.parts):
        whole = sum((part.value for part in money.parts), Decimal(0))
        text = "+".join(part.text for part in money.parts)
        money.total = replace(money.parts[0], label="", value=whole, text=text)
        money.summed = money.listed = True
    return money


def _compares(label: str) -> bool:
    """Whether an amount is what changed against another year: 比上年增加. 支持外贸增长 is a purpose."""
    words = vocabulary.load("project_texts")["amounts"]
    return label in words["changed"] or (
        label.endswith(tuple(words["changed"])) and any(word in label for word in words["compared"])
    )


def _is_total(amount: TextAmount) -> bool:
    return any(word in amount.label for word in vocabulary.load("project_texts")["amounts"]["total"])


def _instalment(part: TextAmount) -> bool:
    return any(word in part.label for word in vocabulary.load("project_texts")["amounts"]["instalments"])


def _part_label(label: str) -> str:
    """What a part is for, without the words around it."""
    around = any_of(vocabulary.load("project_texts")["amounts"]["parts"])
    return re.sub(rf"^(?:\d{{1,2}}[.．、])?(?:{around})+[:：]?|^\d{{1,2}}[.．、]", "", label) or label


def sum_findings(name: str, money: Money) -> list[Finding]:
    """What does not add up: parts to the total, the sum printed after the parts to the total."""
    found: list[Finding] = []
    total = money.total
    if total is None:
        return found
    at = (total.at,)
    if money.summed:
        message = f"no total is printed of {name}; the sum of its {len(money.parts)} payments stands for it"
        found.append(Finding("project-summed", "note", at, message, actual=str(total.value)))
        return found
    if money.again is not None and money.again.value != total.value:
        message = f"two totals are printed of {name}"
        found.append(Finding("project-total", "error", at, message, str(total.value), str(money.again.value)))
    parts = sum((part.value for part in money.parts), Decimal(0))
    margin = tolerance(total, money.parts)
    if money.parts and (parts > total.value + margin or (money.listed and parts < total.value - margin)):
        message = f"the parts of {name} do not add up to its total"
        found.append(Finding("project-parts", "error", at, message, str(total.value), str(parts)))
    return found


def tolerance(total: TextAmount, parts: Sequence[TextAmount]) -> Decimal:
    """What rounding may leave: half of the last digit of the total for each part; nothing where all are whole."""
    digits = re.search(r"\.(\d+)", total.text)
    if digits is None and not any("." in part.text for part in parts):
        return Decimal(0)
    return _factor(total.unit) * Decimal(1).scaleb(-len(digits[1]) if digits else 0) / 2 * len(parts)


def flat(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())
