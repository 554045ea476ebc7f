"""From a policy document to the projects that it funds or founds: the main question, as library and command ask it.

It resolves the number, title or id, gathers the facts and lets the rules judge; how the answer is printed is
kg.trace.text's, what counts kg.trace.rules'.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.ids import fold_title
from kg.trace.facts import Loaded, gather, loaded
from kg.trace.notices import stated
from kg.trace.pieces import Source, piece
from kg.trace.result import Candidate, Nearest, Policy, Scope, Split, Totals, Trace
from kg.trace.rules import entries, mentions, sums

if TYPE_CHECKING:
    from kg.answers import PolicyRow

__all__ = ["Trace", "trace"]

NOTHING = Decimal(0)
#: What tells a number from a title: a year in brackets, or a serial number with its 号.
NUMBER = re.compile(r"\(\d{4}\)|\d+号")


def trace(
    store: Source, text: str, issuer: str | None = None, place: str | None = None, *, among: Loaded | None = None
) -> Trace:
    """Trace the policy document that `text` names: a number in any brackets and width, a title, or an id.

    `issuer` and `place` decide where several documents bear one number. The result has `policy` None where nothing or
    too much answers. `among` spares asking again what is loaded, when the caller knows.
    """
    found = store.policies(text, issuer, place) or _by_part(store, text, issuer, place)
    among = among or loaded(store)
    if len(found) != 1:
        # Where nothing fits the issuer or place asked for, what else bears the number is what there is to choose from.
        return _unresolved(store, text, found or store.policies(text), among.scope)
    notices = stated(store, found[0].policy_id, among)
    facts = replace(gather(store, found[0].policy_id, among), recipients=notices.recipients)
    projects = entries(facts)
    total, by_year, totals = sums(projects)
    return Trace(
        query=text,
        policy=_policy(store, found[0], notices.document),
        candidates=(),
        nearest=(),
        projects=projects,
        total_yuan=total,
        by_year=by_year,
        totals=totals,
        distribution=notices.distribution,
        related=notices.related,
        scope=among.scope,
        mentions=mentions(facts),
    )


def _by_part(store: Source, text: str, issuer: str | None, place: str | None) -> list[PolicyRow]:
    """The policy documents whose titles hold the text. A number is never completed: 14号 is not 142号."""
    part = fold_title(text)
    if len(part) < 4 or NUMBER.search(part):
        return []
    # More than a few are no unique part; as many as this are listed as candidates.
    hits = [hit for hit in store.search(text, limit=50) if hit.label == "PolicyDocument"]
    rows = [row for hit in hits for row in store.policies(hit.id, issuer, place)]
    return [row for row in rows if part in fold_title(row.title or "")]


def _policy(store: Source, row: PolicyRow, document: str | None) -> Policy:
    rows = piece(store, "policy", policy=row.policy_id)
    named = rows[0]["issuers"] if rows else None
    issuers = tuple(sorted(str(name) for name in named)) if isinstance(named, (list, tuple)) else ()
    return Policy(
        id=row.policy_id,
        number=row.number,
        title=row.title,
        kind=row.kind,
        issuer=row.issuer,
        issuers=issuers,
        place=row.place,
        year=row.year,
        serial=row.serial,
        document=document,
    )


def _unresolved(store: Source, text: str, found: list[PolicyRow], speaks_of: Scope) -> Trace:
    nearest = [] if found else store.nearest(text)
    return Trace(
        query=text,
        policy=None,
        candidates=tuple(Candidate(r.policy_id, r.number, r.issuer, r.place, r.citations, r.title) for r in found),
        nearest=tuple(Nearest(r.policy_id, r.number, r.title) for r in nearest),
        projects=(),
        total_yuan=NOTHING,
        by_year={},
        totals=Totals(Split(NOTHING, NOTHING), Split(NOTHING, NOTHING), NOTHING, NOTHING, NOTHING, NOTHING),
        distribution=(),
        related=(),
        scope=speaks_of,
        mentions=(),
    )
