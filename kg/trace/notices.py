"""What a loaded notice adds to a trace: its own file, its table, and what it passes on or is passed on by.

It knows the queries of `queries/trace` that are about notices. None of this money enters a sum of projects: the table
says what was given, the projects what became of it. What is inferred stands beside what is stated, marked as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from kg.trace.pieces import piece

if TYPE_CHECKING:
    from kg.trace.facts import Loaded
    from kg.trace.pieces import Source

#: How documents that state so hang together, by the query that finds them.
_RELATED = (("passes_on", "passes-on"), ("passed_on_by", "passed-on-by"))
#: How documents hang together by inference, and whether the query finds what leads on from the document.
_INFERRED = (("related_to", True), ("related_from", False))
_WHY = {"passes-on": "its own text names the notice that it hands on", "passed-on-by": "that notice's text names this"}

#: What an inferred relation is called from its other end.
_CONVERSE = {"passes-on": "passed-on-by"}


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated about a policy document by its own file and by the notices around it."""

    document: str | None
    distribution: tuple[dict[str, Any], ...]
    recipients: frozenset[str]
    related: tuple[dict[str, Any], ...]


def stated(store: Source, policy: str, among: Loaded) -> Stated:
    """What loaded notices state of this policy document. Of several files of one notice the fullest is taken."""
    rows = partial(piece, store, policy=policy)
    inferred = sorted((_inferred(row, down=down) for name, down in _INFERRED for row in rows(name)), key=_surest)
    if not among.notices:
        return Stated(None, (), frozenset(), tuple(inferred))
    related = (*(_related(row, relation) for name, relation in _RELATED for row in rows(name)), *inferred)
    documents = sorted({row["document"] for row in rows("notices")})
    if not documents:
        return Stated(None, (), frozenset(), related)
    table = rows("distribution")
    counts = Counter(row["document"] for row in table)
    chosen = min(documents, key=lambda document: (-counts[document], document))
    entries = sorted((_entry(row) for row in table if row["document"] == chosen), key=_order)
    bodies = frozenset(row["organization"] for row in rows("recipients"))
    return Stated(chosen, tuple(entries), bodies, related)


def _entry(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table as `kg trace` prints it: the public keys, then what else the table says."""
    return {
        "recipient": row["recipient"],
        "amount_yuan": Decimal(row["amount_yuan"]),
        "level": row["level"],
        "line": row["line"],
        "page": row["page"],
        "within": row["within"],
        "project": row["project"],
        "item": row["item"],
        "code": row["code"],
        "document": row["document"],
        "id": row["id"],
    }


def _order(entry: Mapping[str, Any]) -> tuple[int, int, tuple[int, ...]]:
    """The order of the page: the id ends in the place of the number."""
    numbers = str(entry["id"]).rpartition("/")[2].removeprefix("p").replace(".", "-").split("-")
    return (entry["page"] or 0, entry["line"] or 0, tuple(int(number) for number in numbers if number.isdecimal()))


def _related(row: Mapping[str, Any], relation: str) -> dict[str, Any]:
    return {
        "policy_id": row["id"],
        "number": row["number"],
        "relation": relation,
        "status": "stated",
        "confidence": None,
        "why": _WHY[relation],
        "title": row["title"],
    }


def _inferred(row: Mapping[str, Any], *, down: bool) -> dict[str, Any]:
    """What is inferred of the document, as seen from it: `down` where it leads from the document to the other one."""
    return {
        "policy_id": row["id"],
        "number": row["number"],
        "relation": row["relation"] if down else _CONVERSE.get(row["relation"], row["relation"]),
        "status": "inferred",
        "confidence": float(row["confidence"]),
        "why": row["why"],
        "title": row["title"],
    }


def _surest(entry: Mapping[str, Any]) -> tuple[str, float, str]:
    return entry["relation"], -entry["confidence"], entry["policy_id"]
