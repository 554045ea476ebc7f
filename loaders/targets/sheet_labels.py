"""The labels of target sheets: which field, or which amount, a cell names, bent or cut off though it may be."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz

from loaders.money import without_unit
from loaders.tables.headings import compose
from loaders.targets.evaluation import without_bracket
from loaders.words import squeeze
from ontology import vocabulary


@cache
def form_words() -> tuple[dict[str, tuple[str, int]], dict[str, dict[str, Any]], frozenset[str], tuple[str, ...]]:
    """The labels of fields, those of amounts, the words for the horizons, and what closes a sheet."""
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
    labels = form_words()[0]
    for form in (bare, without_bracket(bare)):  # 实施单位（盖章）
        if form in labels:
            return labels[form]
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
    amounts = form_words()[1]
    if bare in amounts:
        return amounts[bare]
    if not 3 <= len(bare) <= 16:
        return None
    said = compose(bare)
    if said.known and said.fund and not said.total:
        return {"fund": said.fund}  # a fund by the words of headings is no bent label
    best = max(amounts, key=lambda label: (fuzz.ratio(bare, label), label))
    return amounts[best] if fuzz.ratio(bare, best) >= 75 else None
