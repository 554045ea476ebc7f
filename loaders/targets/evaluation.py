"""The words of self-evaluations (绩效自评表): columns of money by stage, what was aimed at and reached, and the points.

Knows cells and rows; which sheet they stand in, the readers of sheets and of whole departments know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from loaders.document import Row
from loaders.money import without_unit
from loaders.words import squeeze, tidy
from ontology import vocabulary

_BRACKET = re.compile(r"[(（].*$")


@dataclass(frozen=True, slots=True)
class EvaluationWords:
    """What was aimed at, what was reached, the whole score (also below the indicators), the rate, and the stages."""

    aimed: frozenset[str]
    reached: frozenset[str]
    score: frozenset[str]
    score_below: frozenset[str]
    rate: tuple[str, ...]
    stages: dict[str, str]


@cache
def evaluation_words() -> EvaluationWords:
    """The vocabulary of self-evaluations, compiled once."""
    words = vocabulary.load("sheets")
    own = words["evaluation"]
    return EvaluationWords(
        frozenset(words["aimed"]),
        frozenset(words["reached"]),
        frozenset(own["score"]),
        frozenset(own["score_below"]),
        tuple(own["rate"]),
        {squeeze(label): stage for stage, labels in own["stages"].items() for label in labels},
    )


def without_bracket(text: str) -> str:
    """A label without its unit and the bracket at its end.

    >>> without_bracket("全年预算数（A）"), without_bracket("实施单位 （盖章）")
    ('全年预算数', '实施单位')
    """
    bare = without_unit(squeeze(text)).strip(":：")
    return _BRACKET.sub("", bare) or bare


def stages_of(row: Row) -> dict[int, tuple[str, str]]:
    """The columns of money by stage that a row heads, with their headings; empty where it heads none.

    One column alone is no such heading.
    """
    stages = evaluation_words().stages
    named = [(index, without_bracket(cell), tidy(cell)) for index, cell in enumerate(row.cells)]
    found = {index: (stages[bare], cell) for index, bare, cell in named if bare in stages}
    return found if len(found) > 1 else {}


def speaks_of_points(text: str) -> bool:
    """Whether a cell among amounts speaks of points, and so is no label of an amount: 执行率分值（10分）."""
    return _BRACKET.sub("", squeeze(text)).startswith(evaluation_words().rate)


def names_score(text: str, below: bool) -> bool:
    """Whether a row's first cell names the whole score; `below`: it stands among the indicators, or under them."""
    bare, words = without_bracket(text), evaluation_words()
    return bare in words.score or (below and bare in words.score_below)
