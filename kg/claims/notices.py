"""What a notice's distribution table says of bodies and places: who gets the money, where that is beyond doubt.

A recipient is a place below the issuer's, or a body of a place that its name tells. What could be two things is text.
"""

from __future__ import annotations

import re
from functools import cache

from kg import ids
from kg.claims import Claims
from kg.claims.places import Where, claim_where, level_of, listed, of_name
from kg.statements import Link
from loaders import records
from ontology import places, vocabulary

_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")


@cache
def _words() -> tuple[tuple[str, ...], frozenset[str], frozenset[str], tuple[str, ...]]:
    words = vocabulary.load("notices")
    totals = frozenset((*words["totals"]["row"], *words["totals"]["subtotal"]))
    return tuple(words["bodies"]["ends"]), frozenset(words["bodies"]["own"]), totals, tuple(words["totals"]["own"])


class Recipients:
    """The recipients of one notice."""

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self._known: dict[tuple[str | None, str | None], Link | None] = {}

    def link(self, row: records.Distribution) -> Link | None:
        """The place or body that a row's money goes to; None where the row is a sum, or that is not certain."""
        key = (row.recipient, row.within)
        if key not in self._known:
            leaf = row.recipient is not None and row.row_kind in ("leaf", "subtotal", "of-which")
            self._known[key] = self._link(ids.fold(row.recipient or ""), row.within) if leaf else None
        return self._known[key]

    def _link(self, name: str, within: str | None) -> Link | None:
        ends, _, totals, own = _words()
        name = _BRACKETS.sub("", name)
        if not name or name.endswith(tuple(totals)):
            return None
        if (where := self._own(name, own)) is not None:
            return self._place(where)
        if (where := self._below(name, within)) is not None:
            return self._place(where)
        return self._body(name) if name.endswith(ends) else None

    def _own(self, name: str, own: tuple[str, ...]) -> Where | None:
        """The issuer's place, for 市本级, 长沙市本级."""
        here = self.claims.where
        if not here.names:
            return None
        last = ids.fold(here.names[-1])
        names = (last, *(f"{last}{word[-2:]}" for word in own))
        return here if name in names or self._is_own_level(name, own) else None

    def _is_own_level(self, name: str, own: tuple[str, ...]) -> bool:
        """Whether 市本级 is that of the issuer: a province's 市本级 is any city's."""
        return name in own and name[0] == self.claims.where.names[-1][-1]

    def _below(self, name: str, within: str | None) -> Where | None:
        """The place of this name below the issuer's; by its name alone where the issuer's own is of no list."""
        here = self.claims.where
        bare = name.removesuffix(_words()[3][-1])
        if here.codes:
            found = [
                place
                for place in places.named(bare)
                if place.valid_to is None and here.codes[-1] in {above.code for above in places.chain(place)}
            ]
            if len(found) > 1 and within:
                found = [one for one in found if any(above.name == within for above in places.chain(one))]
            return listed(tuple(entry.code for entry in places.chain(found[0]))) if len(found) == 1 else None
        national = self.claims.of.publisher and not here.names
        if national:
            only = [place for place in places.named(bare) if place.valid_to is None]
            return listed(tuple(entry.code for entry in places.chain(only[0]))) if len(only) == 1 else None
        return Where((bare,)) if level_of(bare) and len(bare) > 2 and not places.named(bare) else None

    def _place(self, where: Where) -> Link | None:
        claim_where(self.claims.ledger.claim, where)
        return ("toPlace", where.id) if where.id else None

    def _body(self, name: str) -> Link | None:
        """A body: of the place that its name begins with, or of the issuer's for 市教育局 in a city's notice."""
        where = of_name(name, None)
        here = self.claims.where
        if not where.names:
            if here.names and name[0] in _words()[1] and here.names[-1].endswith(name[0]):
                where, name = here, ids.fold(here.names[-1]) + name[1:]
            elif here.names and ids.fold(here.names[-1]) in name:
                where = here
            elif here.codes or not _placed(name):
                return None
        return ("toOrganization", self.claims.recipient(name, where))


def _placed(name: str) -> bool:
    """Whether a name begins with that of a place which no list has."""
    return re.match(r"[\u4e00-\u9fff]{2,7}?[省市县区州旗](?=[\u4e00-\u9fff]{2})", name) is not None
