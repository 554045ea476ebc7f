"""Which document that is cited by its title alone is one that is known by its number.

Evidence: one title, letter by letter without brackets and spaces; issuers that do not contradict; places that meet.
Titles that recur (notices of a year's money) or that say little are left alone. It knows policy documents as they are
merged; it must not know where they are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.identity import issuers_agree
from kg.inference.result import Inference, bounded

#: A title of fewer signs is borne by many documents: 会议纪要, 工作计划.
LEAST = 8
SAME_TITLE = Decimal("0.70")
#: One project cites both, or both name one issuer.
TOGETHER, SAME_ISSUER = Decimal("0.10"), Decimal("0.15")

_YEAR = re.compile(r"(?:19|20)\d\d")
#: Kinds that are made anew every year, under one title.
_RECURRING = frozenset({"minutes", "plan", "request", "reply"})


@dataclass(frozen=True, slots=True)
class Titled:
    """A policy document with a title (folded). `regions` are the chains of places of who cites it, outermost first.

    `place` is the chain of its issuer's places, () for the centre, None where it is unknown; `gives` tells a notice
    that hands money down; `disputed` a number that another document bears under another title.
    """

    id: str
    number: str | None
    title: str
    kind: str
    gives: bool
    issuers: tuple[str, ...]
    place: tuple[str, ...] | None
    regions: frozenset[tuple[str, ...]]
    projects: frozenset[str] = frozenset()
    disputed: bool = False


def recurs(titled: Titled) -> bool:
    """Whether a title without a year is one that comes back every year."""
    return (titled.gives or titled.kind in _RECURRING) and not _YEAR.search(titled.title)


def numbered(alone: Titled, others: Sequence[Titled]) -> Inference | None:
    """The document known by its number that `alone` is, among `others` of its title; None unless just one fits."""
    if alone.number or len(alone.title) < LEAST or recurs(alone):
        return None
    fitting = [
        other
        for other in others
        if other.number and other.title == alone.title and not recurs(other) and _agree(alone, other)
    ]
    if len(fitting) != 1 or fitting[0].disputed:
        return None
    other = fitting[0]
    both = alone.projects & other.projects
    confidence = SAME_TITLE
    if alone.issuers and other.issuers:
        confidence += SAME_ISSUER
    if both:
        confidence += TOGETHER
    why = f"; {len(both)} project{'s' if len(both) > 1 else ''} cite{'' if len(both) > 1 else 's'} both" if both else ""
    why_zh = f"；有{len(both)}个项目同时引用" if both else ""
    return Inference(
        "same-document", "Policy", alone.id, other.id, bounded(confidence),
        f"A document cited by the title 《{alone.title}》 alone bears the title of {other.number}, and no other number"
        f" that is cited there bears it{why}.",
        f"仅以标题《{alone.title}》被引用的文件与{other.number}标题相同，且同地所引无其他文号使用该标题{why_zh}。",
        tuple(sorted(both)),
    )  # fmt: skip


def _agree(alone: Titled, other: Titled) -> bool:
    if alone.issuers and other.issuers and not issuers_agree(alone.issuers, other.issuers):
        return False
    return any(_meets(region, other) for region in alone.regions)


def _meets(region: tuple[str, ...], other: Titled) -> bool:
    """Whether who is in a region can mean the other document: one of a superior place, or one cited there too.

    Of a region of which no superiors are known, only the second can be told.
    """
    if other.place is not None and (not other.place or region[: len(other.place)] == other.place):
        return True
    if other.place is not None and len(region) > 1:
        return False
    return any(region[:2] == known[:2] for known in other.regions if known)
