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

#: The unit of tables that print none; who falls back to it writes a finding.
USUAL = "万元"


class _Patterns(NamedTuple):
    labelled: re.Pattern[str]  # 单位：万元
    bracketed: re.Pattern[str]  # （万元）
    alone: re.Pattern[str]  # 万元, and nothing else
    amount: re.Pattern[str]  # 12.5万元


@cache
def _patterns() -> _Patterns:
    units = "|".join(sorted(vocabulary.load("tables")["units"], key=len, reverse=True))
    return _Patterns(
        re.compile(rf"(?:金额)?单位[:：]\s*(?:人民币)?\s*({units})"),
        re.compile(rf"[(（]\s*({units})\s*[)）]"),
        re.compile(rf"[(（]?({units})[)）]?"),
        re.compile(rf"\d[\d,，]*\.\d+|\d[\d,，]*\s*(?:{units})"),
    )


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
