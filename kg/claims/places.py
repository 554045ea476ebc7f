"""Where a body is: the place of one name, as it was called then and as it is today, and what is claimed of places.

A body is known by its present place: a bureau of 屯留县 and one of 屯留区 are one. A place that two others were merged
into is the present place of neither. Places of no list (made-up ones, quarters) are known by their names alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from kg import ids
from kg.statements import Link
from ontology import places, vocabulary

Claim = Callable[..., str]


@cache
def _predecessors() -> Counter[str]:
    return Counter(successor for place in places.all_places() for successor in place.successors)


def today(place: places.Place) -> places.Place:
    """What the place is today, where it is the only one that became that."""
    seen = {place.code}
    while len(place.successors) == 1 and place.successors[0] not in seen:
        after = places.by_code(place.successors[0])
        if after is None or _predecessors()[after.code] != 1:
            break
        seen.add(after.code)
        place = after
    return place


@dataclass(frozen=True, slots=True)
class Where:
    """A place with its superiors, outermost first: names of today, and codes where a list has it (else ())."""

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    #: Names that these places bore, or are also called by, with the names of today.
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str | None:
        """The id of the place; None where there is none."""
        if not self.names:
            return None
        return f"place/{self.codes[-1]}" if self.codes else ids.place_id(self.names)

    @property
    def name(self) -> str | None:
        """The place's name of today."""
        return self.names[-1] if self.names else None

    @property
    def citing(self) -> tuple[str, ...]:
        """The codes of the place and of everything that it lies in: a zone may lie in several cities."""
        found: dict[str, None] = {}
        waiting = list(self.codes)
        while waiting:
            code = waiting.pop()
            if code not in found and (place := places.by_code(code)) is not None:
                found[code] = None
                waiting.extend(place.within)
        return tuple(sorted(found))

    def present(self, name: str) -> str:
        """A body's name with the names of today for those of then."""
        folded = ids.fold_body(name)
        for old, new in self.aliases:
            if old in folded and new not in folded:
                return folded.replace(old, new, 1)
        return folded


@lru_cache(maxsize=1 << 12)
def listed(codes: tuple[str, ...]) -> Where:
    """The place of these codes, outermost first."""
    chain = [place for code in codes if (place := places.by_code(code)) is not None]
    if not chain:
        return Where()
    now = places.chain(today(chain[-1]))
    aliases: list[tuple[str, str]] = []
    for then in (*chain, *now):
        new = today(then)
        for old in (then.name, *new.other_names, *(name for name, _ in new.former_names)):
            pair = (ids.fold(old), ids.fold(new.name))
            if pair[0] != pair[1] and pair not in aliases:
                aliases.append(pair)
    return Where(
        tuple(place.name for place in now),
        tuple(place.code for place in now),
        tuple(sorted(aliases, key=lambda pair: (-len(pair[0]), pair))),
    )


@lru_cache(maxsize=1 << 12)
def of_name(name: str, year: int | None) -> Where:
    """The place that a body's name tells by itself."""
    return listed(tuple(place.code for place in places.locate(name, year=year)))


def claim_where(claim: Claim, where: Where, codes_then: tuple[str, ...] = ()) -> None:
    """Claim a place with its superiors, and what it was called then."""
    if not where.codes:
        for depth, name in enumerate(where.names, 1):
            path = where.names[:depth]
            claim(
                "Place",
                ids.place_id(path),
                [("within", ids.place_id(path[:-1]))] if depth > 1 else [],
                name=name,
                fullName="".join(path),
                level=level_of(name),
            )
        return
    for code in dict.fromkeys((*where.codes, *codes_then)):
        _claim_place(claim, code)


def _claim_place(claim: Claim, code: str) -> str:
    place = places.by_code(code)
    assert place is not None, code
    links: list[Link] = [("within", _claim_place(claim, above)) for above in place.within]
    links += [("succeededBy", _claim_place(claim, after)) for after in place.successors]
    others = (*place.other_names, *(name for name, _ in place.former_names))
    return claim(
        "Place",
        f"place/{code}",
        links,
        code=code,
        name=place.name,
        fullName="".join(entry.name for entry in places.chain(place)),
        otherNames=others or None,
        level=place.level,
        validFrom=place.valid_from,
        validTo=place.valid_to,
    )


def level_of(name: str) -> str | None:
    """The level of government of a place, as its name tells."""
    words = vocabulary.load("issuers")["levels"]
    if name in words["municipalities"]:
        return "provincial"
    for level in ("zone", "provincial", "county", "city"):
        if name.endswith(tuple(words[level])):
            # 地区 ends like a district and is as high as a city.
            return "city" if level == "county" and name.endswith("地区") else level
    return None
