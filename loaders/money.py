"""Units of money (元, 万元): what a text prints of them, and what one is worth.

The units themselves stand in the vocabulary `tables`, so that a unit is taught in one place.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from loaders.words import squeeze
from ontology import vocabulary


class _Patterns(NamedTuple):
    label: re.Pattern[str]  # 单位：
    labelled: re.Pattern[str]  # 单位：万元
    bracketed: re.Pattern[str]  # （万元）
    alone: re.Pattern[str]  # 万元, and nothing else
    amount: re.Pattern[str]  # 12.5万元


@cache
def _patterns() -> _Patterns:
    words = vocabulary.load("tables")
    units, labels, currency = (
        "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
        for texts in (words["units"], words["meta"]["unit"], words["meta"]["currency"])
    )
    return _Patterns(
        re.compile(rf"[\s\u3000]*(?:{labels})\s*[:：]"),
        re.compile(rf"(?:{labels})[:：]\s*(?:{currency})?\s*({units})"),
        re.compile(rf"[(（]\s*({units})\s*[)）]"),
        re.compile(rf"[(（]?({units})[)）]?"),
        re.compile(rf"\d[\d,，]*\.\d+(?!\d|年)|\d[\d,，]*\s*(?:{units})"),
    )


def usual(topic: str) -> str:
    """The unit of tables (or sheets) that print none; who falls back to it writes a finding."""
    return str(vocabulary.load(topic)["usual_unit"])


def before_unit(text: str, *, parted: bool = False) -> str:
    """What stands before the label of the unit: 部门名称：… of a line that goes on with 单位：…

    The last label is the unit's: 编制单位 ends in one too. `parted` asks for a blank before it, so that a name that
    ends in it stays whole.
    """
    starts = [m.start() for m in _patterns().label.finditer(text) if not parted or not m[0][:1].strip()]
    return text[: starts[-1]] if starts else text


@cache
def factor(unit: str) -> Decimal:
    """Yuan in one `unit`. Raises KeyError for a word that is no unit."""
    return Decimal(vocabulary.load("tables")["units"][unit])


def unit_of(text: str) -> str | None:
    """The money unit that a line prints (单位：万元), if it prints one."""
    match = _patterns().labelled.search(squeeze(text))
    return match[1] if match else None


def unit_alone(text: str) -> str | None:
    """The money unit that is all a text says, in brackets or not."""
    match = _patterns().alone.fullmatch(squeeze(text))
    return match[1] if match else None


def unit_in_brackets(text: str) -> str | None:
    """The money unit that a label prints in brackets: 资金总额（万元）."""
    match = _patterns().bracketed.search(text)
    return match[1] if match else None


def without_unit(text: str) -> str:
    """A label without the money unit in its brackets."""
    return _patterns().bracketed.sub("", text)


def states_amount(text: str) -> bool:
    """Whether a text holds a number with decimals or with a money unit."""
    return bool(_patterns().amount.search(text))
