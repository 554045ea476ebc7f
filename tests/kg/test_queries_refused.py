from __future__ import annotations

from pathlib import Path

import pytest

from kg.engines.cypher import refuse_writing
from kg.engines.sparql import refuse_reaching
from kg.errors import QueryError, QueryRefusedError, QueryTimeoutError
from kg.store import Store
from tests.kg import papers


@pytest.fixture
def full(store: Store, tmp_path: Path) -> Store:
    store.load(papers.write(tmp_path / "in", [papers.paper()]))
    return store


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (:Place {id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Place) SET n.name = 'x'",
        "COPY (MATCH (n:Place) RETURN n.id) TO '/tmp/x.csv'",
        "LOAD FROM '/etc/passwd' (file_format='csv') RETURN *",
        "INSTALL httpfs",
        "CALL threads=1",
        "MATCH (n) RETURN n; MATCH (n) RETURN n",
        "/* read */ EXPORT DATABASE '/tmp/x'",
    ],
)
def test_cypher_that_does_more_than_read(full: Store, query: str) -> None:
    with pytest.raises(QueryRefusedError):
        full.cypher(query)


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n:Place) RETURN n.name AS `set`, 'CREATE; (x)' AS b // DELETE",
        'MATCH (n:Place) WHERE n.name = "a; SET" RETURN n.id;',
        "CALL show_tables() RETURN *",
    ],
)
def test_cypher_that_reads(full: Store, query: str) -> None:
    refuse_writing(query)
    full.cypher(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { service ?x { ?s ?p ?o } }",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "LOAD <http://127.0.0.1:9/>",
        "DELETE WHERE { ?s ?p ?o }",
    ],
)
def test_sparql_that_writes_or_reaches_the_network(full: Store, query: str) -> None:
    with pytest.raises(QueryRefusedError):
        full.sparql(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service WHERE { ?service a fkg:PurchasedService } # SERVICE",
        'SELECT * WHERE { ?s rdfs:label "SERVICE <x>" }',
        "SELECT * WHERE { ?s <a:SERVICE> ?o }",
    ],
)
def test_sparql_that_only_speaks_of_it(full: Store, query: str) -> None:
    refuse_reaching(query)
    full.sparql(query)


@pytest.mark.parametrize("language", ["cypher", "sparql"])
def test_a_wrong_query_is_told_in_one_line(full: Store, language: str) -> None:
    with pytest.raises(QueryError) as found:
        getattr(full, language)("NONSENSE")
    assert "\n" not in str(found.value)


def test_slow_queries_are_ended_and_the_next_one_is_answered(full: Store) -> None:
    with pytest.raises(QueryTimeoutError):
        full.cypher("UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b)", timeout=0.3)
    assert full.cypher("RETURN 1").rows == [(1,)]
    with pytest.raises(QueryTimeoutError):
        full.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.5)
    assert full.sparql("ASK { ?s ?p ?o }") is True


@pytest.mark.parametrize("language", ["cypher", "sparql"])
def test_a_limit_cuts_and_says_so(full: Store, language: str) -> None:
    query = {"cypher": "MATCH (n) RETURN n.id", "sparql": "SELECT ?s WHERE { ?s a ?t }"}[language]
    cut = getattr(full, language)(query, limit=2)
    assert (len(cut), cut.truncated) == (2, True)
    assert not getattr(full, language)(query, limit=10_000).truncated


def test_kinds_of_sparql_answers(full: Store) -> None:
    turtle = full.sparql("CONSTRUCT { ?s rdfs:label ?n } WHERE { ?s a fkg:Project ; fkg:name ?n }")
    assert isinstance(turtle, bytes)
    assert "校舍维修" in turtle.decode()
    rows = full.sparql("SELECT ?y ?f ?x WHERE { ?a a fkg:Allocation ; fkg:amountYuan ?y ; fkg:fiscalYear ?f }")
    assert not isinstance(rows, (bool, bytes))
    ((yuan, year, nothing),) = rows.rows
    assert (str(yuan), year, nothing) == ("125000", 2024, None)
