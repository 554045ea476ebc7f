"""Which department continues which of the same place, under a changed name.

Evidence: years of disclosures that follow each other and do not overlap, and projects that both have and nobody else of
the place has; alike names alone are never enough (民政局, 财政局). It knows the departments of one place; it must not
know where they are kept, and what a person has stated is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from decimal import Decimal

from kg.inference.names import programme
from kg.inference.result import Inference, bounded

#: So many projects of names that no other department of the place has must be common to both.
COMMON = 3
#: They must be this part of the smaller one's own names: a few projects move from one department to another.
PART = Decimal("0.5")
#: Where the names are alike too (农业局, 农业农村局), fewer projects will do.
COMMON_ALIKE, PART_ALIKE = 2, Decimal("0.3")
#: Likeness (0-100) of two names without place and rank.
ALIKE = 60

BY_PROJECTS, BY_NAME_TOO = Decimal("0.60"), Decimal("0.75")
#: What is added where all own names are common.
ALL = Decimal("0.20")
MARGIN = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Department:
    """A department of a place: the years that it discloses and its projects' names; `core`: no place, no rank."""

    id: str
    name: str
    core: str
    years: frozenset[int]
    projects: frozenset[str]


def successions(departments: Iterable[Department], stated: Set[frozenset[str]] = frozenset()) -> list[Inference]:
    """What continues what, among the departments of one place. `stated` are the pairs that a person speaks of."""
    known = sorted(departments, key=lambda department: department.id)
    names = {department.id: _names(department) for department in known}
    counts = Counter(name for found in names.values() for name in found)
    weights: dict[tuple[str, str], tuple[Decimal, int, int]] = {}
    for new in known:
        for old in known:
            if new.id == old.id or max(old.years) >= min(new.years) or {new.id, old.id} in stated:
                continue
            if min(new.years) - max(old.years) > 1:
                continue  # who disclosed in between is not known
            weighed = _weigh(new, old, names, counts)
            if weighed is not None:
                weights[new.id, old.id] = weighed
    by_id = {department.id: department for department in known}
    found = []
    for (new_id, old_id), (weight, common, own) in sorted(weights.items()):
        rivals = [other[0] for (n, o), other in weights.items() if (n == new_id) != (o == old_id)]
        if all(weight - other >= MARGIN for other in rivals):
            found.append(_say(by_id[new_id], by_id[old_id], weight, common, own))
    return found


def _names(department: Department) -> frozenset[str]:
    return frozenset(core for name in department.projects if len(core := programme(name).bare) >= 4)


def _weigh(
    new: Department, old: Department, names: dict[str, frozenset[str]], counts: Counter[str]
) -> tuple[Decimal, int, int] | None:
    both = names[new.id] & names[old.id]
    common = sum(counts[name] == 2 for name in both)
    # A name that a third department has is nobody's own.
    own = min(sum(counts[name] == 1 + (name in both) for name in names[one.id]) for one in (new, old))
    if not own or not common:
        return None
    part = Decimal(common) / Decimal(own)
    alike = _alike(new.core, old.core)
    if not (common >= COMMON and part >= PART) and not (alike and common >= COMMON_ALIKE and part >= PART_ALIKE):
        return None
    weight = (BY_NAME_TOO if alike else BY_PROJECTS) + ALL * min(part, Decimal(1))
    return bounded(weight), common, own


def _alike(first: str, second: str) -> bool:
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - not needed to start

    return bool(first and second) and ratio(first, second) >= ALIKE


def _say(new: Department, old: Department, weight: Decimal, common: int, own: int) -> Inference:
    return Inference(
        "continues", "Organization", new.id, old.id, weight,
        f"{new.name} discloses from {min(new.years)} on and {old.name} until {max(old.years)}, in one place;"
        f" {common} of {own} names of projects that nobody else has there are common to both.",
        f"{new.name}自{min(new.years)}年起公开，{old.name}公开至{max(old.years)}年，同属一地；"
        f"当地他处所无的{own}个项目名称中有{common}个两者共有。",
    )  # fmt: skip
