"""Parameters for the named questions, taken from the data: several ways to ask each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import queries
from kg.graph import Graph

#: Queries that give values for a type of parameter, those that much hangs on first.
FROM_DATA = {
    "policy": (
        "MATCH (n:Notice)-[:OF_POLICY]->(p:PolicyDocument) RETURN DISTINCT p.id AS id ORDER BY id",
        "MATCH (p:PolicyDocument)<-[:REFERS_TO]-(c) RETURN p.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 3",
        "MATCH (i:Inference)-[:FROM_POLICY]->(p:PolicyDocument) RETURN DISTINCT p.id AS id ORDER BY id LIMIT 2",
    ),
    "organization": (
        "MATCH (o:Organization)<-[:PUBLISHED_BY]-(d) RETURN o.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 4",
    ),
    "project": (
        "MATCH (i:Inference)-[:FROM_PROJECT]->(p:Project) RETURN DISTINCT p.id AS id ORDER BY id LIMIT 2",
        "MATCH (a:Allocation)-[:OF_PROJECT]->(p:Project) RETURN p.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 2",
    ),
    "subject": (
        "MATCH (s:SubjectSeries)<-[:IN_SERIES]-(c:SubjectCode)<-[:HAS_SUBJECT]-(l:BudgetLine)"
        " RETURN s.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 2",
        "MATCH (s:SubjectSeries {code: '208'}) RETURN s.id AS id ORDER BY id",
    ),
    "fund": ("MATCH (f:FundingSource)<-[:HAS_FUND]-(a) RETURN f.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 3",),
    "document": ("MATCH (d:Disclosure) UNWIND d.documents AS id RETURN id ORDER BY id LIMIT 2",),
    "year": ("MATCH (d:Disclosure) RETURN DISTINCT d.fiscalYear AS id ORDER BY id DESC LIMIT 2",),
}
#: Words that stand in any county's papers.
WORDS = {"kind": ["数量指标"], "words": ["率"], "severity": ["note"], "horizon": ["period"], "age": [1]}


def values(graph: Graph, kind: str) -> list[Any]:
    """Values for a type of parameter."""
    found = [row[0] for query in FROM_DATA.get(kind, ()) for row in graph.cypher(query)]
    return list(dict.fromkeys(found))


def ways(graph: Graph, name: str) -> Iterator[dict[str, Any]]:
    """Ways to ask a question: with what it needs, and with everything that it takes."""
    if name == "path":
        things = [values(graph, kind)[0] for kind in ("organization", "policy", "subject", "project")]
        for start, end in product(things[:2], things):
            yield {"start": start, "end": end}
        allocation = next(iter(graph.cypher("MATCH (a:Allocation) RETURN a.id AS id ORDER BY id LIMIT 1")))[0]
        yield {"start": allocation, "end": things[1]}
        return
    question = queries.question(name)
    for whole in (False, True):
        taken = [entry for entry in question.parameters if entry.required or whole]
        if whole and all(entry.required for entry in taken):
            continue
        known = {entry.name: WORDS.get(entry.name) or values(graph, entry.type) for entry in taken}
        most = max((len(found) for found in known.values()), default=1)
        for turn in range(min(most, 3) if whole else most):
            yield {key: found[turn % len(found)] for key, found in known.items() if found}
