"""Which project of a year continues which of the year before, under a changed name.

Evidence: one unit, years that follow each other and do not overlap, and names that are alike without years, notice
numbers and levels. It knows the projects of one unit; it must not know where they are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kg.ids import fold
from kg.inference.names import Programme, differ, likeness, programme
from kg.inference.result import LOWEST, Inference, bounded

#: Likeness (0-100) of stems from which two projects of one unit are one: 第一书记 and 选派干部 are 0,
#: 三晋先锋一体化平台 and the same with 运维 90, 干部教育培训 and 党员教育培训 67.
ALIKE = 88
#: A match is taken only where the next best, of either side, is less alike by at least so much.
MARGIN = 3

BY_CODE, SAME_NAME, SAME_BARE, SAME_STEM, LIKE_STEM = (
    Decimal(text) for text in ("0.95", "0.90", "0.85", "0.75", "0.60")
)
#: What a year without any of the unit's projects between the two takes away, and money that is only carried over.
GAP, CARRIED = Decimal("0.10"), Decimal("0.05")

_CODE_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a unit; `years` are those of its money, of money carried over the year that its name says."""

    id: str
    name: str
    code: str | None
    years: frozenset[int]
    carried: bool = False

    @property
    def programme(self) -> Programme:
        """What the name says."""
        return programme(self.name)

    @property
    def coded(self) -> str:
        """The printed code without its year, "" where it has none that could change from year to year."""
        code = fold(self.code or "")
        return _CODE_YEAR.sub("", code, count=1) if _CODE_YEAR.search(code) else ""


def continuations(projects: Iterable[Project]) -> list[Inference]:
    """What continues what, among the projects of one unit."""
    known = sorted((project for project in projects if project.years), key=lambda project: project.id)
    years = sorted({year for project in known for year in project.years})
    found: list[Inference] = []
    for before, after in pairwise(years):
        earlier = [project for project in known if max(project.years) == before]
        later = [project for project in known if min(project.years) == after]
        found += _matched(earlier, later, after - before - 1)
    return found


def _matched(earlier: list[Project], later: list[Project], gap: int) -> list[Inference]:
    """The pairs of which each is the other's best, by a margin."""
    scores: dict[tuple[int, int], float] = {}
    for row, new in enumerate(later):
        for column, old in enumerate(earlier):
            score = _score(new, old)
            if score:
                scores[row, column] = score
    found = []
    for (row, column), score in sorted(scores.items()):
        rivals = [other for (r, c), other in scores.items() if (r == row) != (c == column)]
        if all(score - other >= MARGIN for other in rivals):
            inference = _say(later[row], earlier[column], score, gap)
            if inference is not None:
                found.append(inference)
    return found


def _score(new: Project, old: Project) -> float:
    """How alike two projects are: above 100 by code and by what the names say beyond the programme."""
    if new.coded and new.coded == old.coded:
        return 120.0
    mine, theirs = new.programme, old.programme
    if differ(mine, theirs):
        return 0.0
    if mine.core and mine.core == theirs.core:
        return 110.0
    like = likeness(mine, theirs, ALIKE)
    return like if like >= ALIKE else 0.0


def _say(new: Project, old: Project, score: float, gap: int) -> Inference | None:
    if score >= 120:
        weight, how, how_zh = BY_CODE, f"bear one printed code ({new.coded} without its year)", "项目编码除年份外相同"
    elif score >= 110:
        weight, how, how_zh = SAME_NAME, "have one name without years and numbers of notices", "除年份和文号外名称相同"
    elif score >= 100:
        weight, how, how_zh = (
            SAME_BARE,
            "have one name without years, numbers and levels of government",
            "除年份、文号和资金级次外名称相同",
        )
    elif score >= 99:
        weight, how, how_zh = SAME_STEM, "differ only in general words for money", "仅资金称谓不同"
    else:
        weight = (LIKE_STEM * Decimal(round(score)) / 100 + Decimal("0.05")).quantize(Decimal("0.01"))
        how, how_zh = f"have names that are alike (likeness {score:.0f})", f"名称相近（相似度{score:.0f}）"
    weight -= (GAP if gap else 0) + (CARRIED if old.carried or new.carried else 0)
    if weight < LOWEST:
        return None
    last, first = max(old.years), min(new.years)
    carried = "; of one, only money carried over is printed" if old.carried or new.carried else ""
    carried_zh = "；其中之一仅见结转资金" if old.carried or new.carried else ""
    between = f"; {gap} year{'s' if gap > 1 else ''} between are not loaded" if gap else ""
    between_zh = f"；中间{gap}年未载入" if gap else ""
    return Inference(
        "continues", "Project", new.id, old.id, bounded(weight),
        f"{new.name} ({first}) and {old.name} ({last}) are of one unit and {how}{carried}{between}.",
        f"{new.name}（{first}年）与{old.name}（{last}年）属同一单位，{how_zh}{carried_zh}{between_zh}。",
    )  # fmt: skip
