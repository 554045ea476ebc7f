"""Every piece of a trace has a text in both languages, and both give the same rows."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

import queries
from kg.graph import Graph
from kg.rows import Rows


def test_every_question_has_both_languages() -> None:
    assert queries.names("cypher") == queries.names("sparql") != ()


@pytest.mark.parametrize("language", ["cypher", "sparql"])
@pytest.mark.parametrize("name", queries.names())
def test_every_question_says_what_it_asks(name: str, language: str) -> None:
    title = queries.text(name, language).splitlines()[0]
    assert title.startswith(("// ", "# ")) and title.endswith(".")


def test_unknown_questions_are_key_errors() -> None:
    with pytest.raises(KeyError):
        queries.text("nothing")


def plain(value: Any, base: str) -> Any:
    """Identifiers without their base, and amounts as numbers, whichever engine gave them."""
    if isinstance(value, str):
        value = value.removeprefix(base)
        try:
            return Decimal(value)
        except ArithmeticError:
            return value
    return Decimal(value) if isinstance(value, int) else value


def flat(rows: Rows, base: str) -> set[tuple[Any, ...]]:
    """Rows as a set; a list in a row becomes a row for each of its values, as in RDF."""
    found: set[tuple[Any, ...]] = set()
    for row in rows:
        parts = [value if isinstance(value, list) else [value] for value in row]
        found.update(tuple(plain(value, base) for value in choice) for choice in product(*parts))
    return found


@pytest.mark.parametrize("name", queries.names())
def test_both_languages_give_the_same_rows(graph: Graph, name: str) -> None:
    base = graph.store.base
    cypher, sparql = queries.text(name), queries.text(name, "sparql")
    if "$policy" not in cypher:
        answer = graph.sparql(sparql)
        assert isinstance(answer, Rows)
        assert flat(graph.cypher(cypher), base) == flat(answer, base) != set()
        return
    policies = [row["policy_id"] for row in graph.table("policies").dicts()]
    notices = [row[0] for row in graph.cypher("MATCH (:Notice)-[:OF_POLICY]->(p) RETURN DISTINCT p.id ORDER BY p.id")]
    found = 0
    for policy in [*notices, *policies[:12]]:
        bound = sparql.replace("WHERE {", f"WHERE {{ VALUES ?policy {{ <{base}{policy}> }} ", 1)
        answer = graph.sparql(bound)
        assert isinstance(answer, Rows)
        expected = flat(graph.cypher(cypher, policy=policy), base) - {(None,)}
        assert flat(answer, base) == expected
        found += len(expected)
    assert found or name == "departments"


def test_rdflib_holds_the_triples_that_sparql_answers_from(graph: Graph) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    answer = graph.sparql(count)
    assert isinstance(answer, Rows)
    assert len(graph.to_rdflib()) == next(iter(answer))[0]


def test_networkx_holds_the_property_graph(graph: Graph) -> None:
    network = graph.to_networkx()
    nodes = next(iter(graph.cypher("MATCH (n) RETURN count(n) AS n")))[0]
    edges = next(iter(graph.cypher("MATCH (a)-[r]->(b) RETURN count(r) AS n")))[0]
    assert (network.number_of_nodes(), network.number_of_edges()) == (nodes, edges)
