"""What a loaded notice adds to a trace: its own file, its table, and what it passes on or is passed on by.

It knows the queries of `queries/trace_*` that are about notices. None of this money enters a sum of projects: the table
says what was given, the projects what became of it. What is inferred stands beside what is stated, marked as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import queries

if TYPE_CHECKING:
    from kg.trace_facts import Source

#: How documents that state so hang together, by the query that finds them.
_RELATED = (("trace_passes_on", "passes-on"), ("trace_passed_on_by", "passed-on-by"))
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


def stated(store: Source, policy: str) -> Stated:
    """What loaded notices state of this policy document. Of several files of one notice the fullest is taken."""
    ask = {"policy": policy}

    def rows(name: str) -> list[dict[str, Any]]:
        return list(store.cypher(queries.text(name), ask).dicts())

    related = tuple(_related(row, relation) for name, relation in _RELATED for row in rows(name))
    related += _inferred(policy, rows("trace_related"))
    documents = sorted({row["document"] for row in rows("trace_notices")})
    if not documents:
        return Stated(None, (), frozenset(), related)
    table = rows("trace_distribution")
    counts = Counter(row["document"] for row in table)
    chosen = min(documents, key=lambda document: (-counts[document], document))
    entries = sorted((_entry(row) for row in table if row["document"] == chosen), key=_order)
    bodies = frozenset(row["organization"] for row in rows("trace_recipients"))
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


def _inferred(policy: str, rows: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """What is inferred of the document, as seen from it; the surest first."""
    found = []
    for row in rows:
        down = row["from_id"] == policy
        other = "to" if down else "from"
        relation = row["relation"] if down else _CONVERSE.get(row["relation"], row["relation"])
        found.append(
            {
                "policy_id": row[f"{other}_id"],
                "number": row[f"{other}_number"],
                "relation": relation,
                "status": "inferred",
                "confidence": float(row["confidence"]),
                "why": row["why"],
                "title": row[f"{other}_title"],
            }
        )
    return tuple(sorted(found, key=lambda entry: (entry["relation"], -entry["confidence"], entry["policy_id"])))
