"""Which notice of the next higher level a notice passes on, where neither states it.

Evidence: both name one programme (their titles, or the names of projects that bear their numbers), the issuers do the
same work one level apart in one chain of places, the years fit, and projects cite both. It knows notices as they are
merged; it must not know where they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kg.inference.names import Programme, differ, likeness, programme
from kg.inference.result import LOWEST, Inference, bounded

#: Likeness (0-100) from which two programmes are one: 农村公路养护 and 农村公路建设 are 67,
#: 党员教育培训 and 基层党员教育培训 86.
ALIKE = 88
#: The same where a project cites both: two that it names together are seldom two programmes of one name's kind.
ALIKE_TOGETHER = 75
#: Two candidates whose confidence differs by less are not told apart, and nothing is said.
MARGIN = Decimal("0.05")

SAME_NAME, LIKE_NAME = Decimal("0.70"), Decimal("0.60")
TOGETHER, IN_ORDER, SAME_YEAR = Decimal("0.15"), Decimal("0.10"), Decimal("0.05")
#: What it takes away where no list knows the places: levels are told by names, and one place cites both.
BY_LEVEL = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that gives money. `names` are its titles and the names of projects that bear its number.

    `place` is the chain of its issuer's places, outermost first, () for the centre, and `level` the last one's;
    `bodies` what its issuers are without place and rank (财政). `regions` are the chains of places of those who cite
    it, as far as they do not begin with a province. `stated` tells that a document states whose money it passes on.
    """

    id: str
    number: str
    names: tuple[str, ...]
    issuer: str
    place: tuple[str, ...]
    level: str
    bodies: frozenset[str]
    year: int
    date: str | None = None
    stated: bool = False
    regions: frozenset[tuple[str, ...]] = frozenset()

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """What the names say."""
        return tuple(programme(name) for name in self.names)

    @property
    def offers(self) -> frozenset[str]:
        """The keys under which a notice of the next lower level looks for this one."""
        return frozenset({_path(self.place), *(_path((f"{self.level}@", *region)) for region in self.regions)})

    @property
    def seeks(self) -> frozenset[str]:
        """The keys under which this notice looks for its origin: its place's superior, or who is cited with it."""
        above = ABOVE.get(self.level)
        if self.place and (self.level == "provincial" or len(self.place) > 1):
            return frozenset({_path(self.place[:-1])})
        return frozenset(_path((f"{above}@", *region)) for region in self.regions) if above else frozenset()


#: The next higher level of government.
ABOVE = {"county": "city", "city": "provincial", "provincial": "central"}


def _path(place: tuple[str, ...]) -> str:
    return "/".join(place)


@dataclass(frozen=True, slots=True)
class _Found:
    above: Notice
    like: float
    programme: Programme
    confidence: Decimal
    in_order: bool
    same_year: bool
    by_level: bool
    support: tuple[str, ...]


def fits(lower: Notice, upper: Notice) -> bool:
    """Whether the upper notice can be the origin of the lower one by issuer and year, whatever they are about."""
    return (
        not lower.seeks.isdisjoint(upper.offers)
        and upper.year <= lower.year <= upper.year + 1
        and not lower.bodies.isdisjoint(upper.bodies)
        and not (lower.date and upper.date and lower.date < upper.date)
    )


def alike(lower: Notice, upper: Notice) -> bool:
    """Whether they may name one programme, with whatever help."""
    return _best(lower, upper, ALIKE_TOGETHER) is not None


def _best(lower: Notice, upper: Notice, least: float) -> tuple[float, Programme, Programme] | None:
    """The names of both that are most alike, as likeness and what they say; None where none is enough."""
    best: tuple[float, Programme, Programme] | None = None
    for mine in lower.programmes:
        for theirs in upper.programmes:
            if differ(mine, theirs) or mine.other != theirs.other or (mine.advance and not theirs.advance):
                continue
            if mine.years and theirs.years and mine.years != theirs.years:
                continue
            like = likeness(mine, theirs, least)
            if like >= least and (best is None or like > best[0]):
                best = (like, mine, theirs)
    return best


def origin(
    lower: Notice, above: Iterable[Notice], together: Mapping[str, tuple[str, ...]] | None = None
) -> Inference | None:
    """The notice that `lower` passes on, among those `above`; None where that is stated, unknown or ambiguous.

    `together` are the projects that cite both as giving their money or as their basis, by the id of the upper one.
    """
    if lower.stated:
        return None
    found = []
    for upper in above:
        if upper.id != lower.id and fits(lower, upper):
            candidate = _weigh(lower, upper, (together or {}).get(upper.id, ()))
            if candidate is not None:
                found.append(candidate)
    if not found:
        return None
    found.sort(key=lambda entry: (-entry.confidence, -entry.like, entry.above.id))
    best = found[0]
    if any(
        best.confidence - other.confidence < MARGIN and other.above.number != best.above.number for other in found[1:]
    ):
        return None
    return _say(lower, best)


def _weigh(lower: Notice, upper: Notice, support: tuple[str, ...]) -> _Found | None:
    best = _best(lower, upper, ALIKE_TOGETHER if support else ALIKE)
    if best is None:
        return None
    like, mine, theirs = best
    same_year = bool(mine.years and theirs.years)
    if not same_year and lower.year != upper.year:
        return None  # a title without a year recurs: the next year's notice may be meant as well
    in_order = bool(lower.date and upper.date) or lower.year > upper.year
    confidence = SAME_NAME if like >= 99 else LIKE_NAME
    confidence += (TOGETHER if support else 0) + (IN_ORDER if in_order else 0) + (SAME_YEAR if same_year else 0)
    by_level = _path(lower.place[:-1]) not in lower.seeks
    confidence = bounded(confidence - (BY_LEVEL if by_level else 0))
    if confidence < LOWEST:
        return None
    return _Found(upper, like, theirs, confidence, in_order, same_year, by_level, support)


def _say(lower: Notice, found: _Found) -> Inference:
    upper = found.above
    year = f" of {'/'.join(map(str, sorted(found.programme.years)))}" if found.same_year else ""
    year_zh = f"{'、'.join(map(str, sorted(found.programme.years)))}年" if found.same_year else ""
    alike_en = "name the same programme" if found.like >= 99 else f"name like programmes (likeness {found.like:.0f})"
    alike_zh = "所载资金名称相同" if found.like >= 99 else f"所载资金名称相近（相似度{found.like:.0f}）"
    cited = " as their names say, and both are cited from one place" if found.by_level else ""
    cited_zh = "（据名称判断，且被同一地引用）" if found.by_level else ""
    parts = [
        f"{lower.number} and {upper.number} {alike_en} ({found.programme.core}){year}",
        f"{lower.issuer} is one level below {upper.issuer}{cited}",
    ]
    parts_zh = [
        f"{lower.number}与{upper.number}{alike_zh}（{year_zh}{found.programme.core}）",
        f"{lower.issuer}为{upper.issuer}的下一级{cited_zh}",
    ]
    if found.support:
        count = len(found.support)
        parts.append(f"{count} project{'s' if count > 1 else ''} cite{'' if count > 1 else 's'} both")
        parts_zh.append(f"有{count}个项目同时引用")
    if lower.date and upper.date:
        parts.append(f"they are dated {lower.date} and {upper.date}")
        parts_zh.append(f"日期分别为{lower.date}、{upper.date}")
    elif found.in_order:
        parts.append(f"their numbers are of {lower.year} and {upper.year}")
        parts_zh.append(f"文号年份分别为{lower.year}、{upper.year}")
    else:
        parts.append(f"both numbers are of {lower.year}, so their order is not known")
        parts_zh.append(f"文号同为{lower.year}年，先后不明")
    return Inference(
        "passes-on", "Policy", lower.id, upper.id, found.confidence,
        "; ".join(parts) + ".", "；".join(parts_zh) + "。", tuple(sorted(found.support)),
    )  # fmt: skip
