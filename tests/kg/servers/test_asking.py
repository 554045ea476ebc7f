"""Asking the real servers: the same values as the embedded engines give, limits, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.answers import Result
from kg.errors import QueryError, QueryRefusedError, QueryTimeoutError
from kg.servers.neo4j import Neo4jServer, refuse
from kg.servers.sparql import SparqlServer
from kg.store import Store
from tests.kg.servers.targets import FUSEKI, NEO4J, FusekiTarget, Neo4jTarget, newest_in_short
from tests.servers.plugin import Servers


@pytest.fixture(scope="module")
def store(small_path: Path) -> Iterator[Store]:
    with Store.open(small_path) as opened:
        yield opened


@pytest.fixture(scope="module", params=newest_in_short(NEO4J))
def bolt(request: pytest.FixtureRequest, servers: Servers, store: Store) -> Iterator[Neo4jServer]:
    with Neo4jTarget(servers(request.param)).connect() as server:
        server.push(store)
        yield server


@pytest.fixture(scope="module", params=newest_in_short(FUSEKI))
def http(request: pytest.FixtureRequest, servers: Servers, store: Store) -> Iterator[SparqlServer]:
    with FusekiTarget(servers(request.param)).connect() as server:
        server.push(store)
        yield server


def plain(rows: list[tuple[Any, ...]]) -> list[str]:
    """Rows as text whose dictionaries have an order."""

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return sorted((name, ordered(entry)) for name, entry in value.items())
        return [ordered(entry) for entry in value] if isinstance(value, list) else value

    return [repr([ordered(value) for value in row]) for row in rows]


def test_cypher_gives_what_the_embedded_engine_gives(bolt: Neo4jServer, store: Store) -> None:
    for query in (
        "MATCH (b:BudgetLine) RETURN b.id AS id, b.amountYuan, b.amountFen, b.`table`, b.item ORDER BY id",
        "MATCH (p:PolicyDocument) RETURN p, p.issuers ORDER BY p.id",
        "MATCH (j:Project)-[r:OF_UNIT]->(o) RETURN j.id AS id, r, o ORDER BY id",
        "MATCH p = (j:Project)-[:OF_UNIT]->(o:Organization) RETURN p ORDER BY j.id LIMIT 3",
        "MATCH (b:BudgetLine) RETURN count(*) AS n, max(b.amountFen) AS fen, null AS nothing, [1, 2] = [1, 2] AS truth",
    ):
        there, here = bolt.ask(query), store.cypher(query)
        assert there.rows
        assert plain(there.rows) == plain(here.rows)
        assert [name.replace("`", "") for name in there.columns] == [name.replace("`", "") for name in here.columns]
    number = '“"} DROP ALL #'
    assert bolt.ask("MATCH (p:PolicyDocument {number: $number}) RETURN p", {"number": number}).rows == []


def test_times_are_text(bolt: Neo4jServer) -> None:
    query = "RETURN date('2024-02-03'), datetime('2024-02-03T04:05:06Z'), duration('P1D'), {a: [time('01:02:03Z')]}"
    ((day, moment, length, nested),) = bolt.ask(query).rows
    assert (day, str(moment)[:19], length) == ("2024-02-03", "2024-02-03T04:05:06", "P1D")
    assert str(nested["a"][0]).startswith("01:02:03")  # type: ignore[index,call-overload]


def test_a_limit_cuts_and_a_time_limit_ends(bolt: Neo4jServer) -> None:
    cut = bolt.ask("UNWIND range(1, 100000) AS n RETURN n", limit=2)
    assert (cut.rows, cut.truncated) == ([(1,), (2,)], True)
    assert not bolt.ask("UNWIND range(1, 2) AS n RETURN n", limit=2).truncated
    begun = time.monotonic()
    with pytest.raises(QueryTimeoutError):
        bolt.ask("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN max(a * b % 7)", timeout=0.5)
    assert time.monotonic() - begun < 20
    assert bolt.ask("RETURN 1").rows == [(1,)]


@pytest.mark.parametrize(
    "query",
    [
        "CREATE(:Project {id: 'x'})",  # not seen in the text: the server refuses it
        "MATCH (n:Project) SET n.name = 'x'",
        "CALL db.createLabel('x')",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "LOAD/**/CSV FROM 'http://127.0.0.1:9/' AS row RETURN row",
        "\\u004COAD CSV FROM 'http://127.0.0.1:9/' AS row RETURN row",
        "RETURN '\\u0027 LOAD CSV FROM \\u0027http://127.0.0.1:9/\\u0027 AS row RETURN row //'",
        "CALL apoc.load.json('http://127.0.0.1:9/')",
        "CALL /* x */ `apoc`.load.json('http://127.0.0.1:9/')",
        "CALL`apoc.x`.y()",
        "CALL dbms.listConfig()",
        "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
        "DROP CONSTRAINT fkg_Project_id",
    ],
)
def test_cypher_that_does_more_than_read(bolt: Neo4jServer, query: str) -> None:
    before = bolt.ask("MATCH (n) RETURN count(n)").rows
    with pytest.raises(QueryError) as found:
        bolt.ask(query)
    assert "\n" not in str(found.value)
    assert bolt.ask("MATCH (n) RETURN count(n)").rows == before


@pytest.mark.parametrize(
    "query",
    [
        "CALL db.labels() YIELD label RETURN count(label)",
        "MATCH (n:Place) CALL { WITH n RETURN n.name AS name } RETURN name",
        "RETURN 'CALL apoc.load()' AS `CALL x.y()` // LOAD CSV",
        "MATCH (called:Place) RETURN called.name",
    ],
)
def test_cypher_that_reads(bolt: Neo4jServer, query: str) -> None:
    refuse(query)
    bolt.ask(query)


def test_a_wrong_cypher_query_is_told_in_one_line(bolt: Neo4jServer) -> None:
    with pytest.raises(QueryError) as found:
        bolt.ask("NONSENSE")
    assert "\n" not in str(found.value)


def test_sparql_gives_what_the_embedded_engine_gives(http: SparqlServer, store: Store) -> None:
    for query in (
        "SELECT ?l ?y ?f ?t WHERE { ?l a fkg:BudgetLine ; fkg:amountYuan ?y ; fkg:fiscalYear ?f ; fkg:table ?t } "
        "ORDER BY ?l",
        "SELECT ?c ?s ?t WHERE { ?c a fkg:Citation ; fkg:suspect ?s OPTIONAL { ?c fkg:title ?t } } ORDER BY ?c",
        "SELECT (COUNT(*) AS ?n) (SUM(?y) AS ?sum) WHERE { ?l a fkg:BudgetLine ; fkg:amountYuan ?y }",
        "SELECT ?i ?n WHERE { GRAPH fkg:inferred { ?i a fkg:Inference ; fkg:confidence ?n } } ORDER BY ?i",
    ):
        there, here = http.ask(query), store.sparql(query)
        assert isinstance(there, Result) and isinstance(here, Result)
        assert (there.columns, there.rows) == (here.columns, here.rows)
    ((yuan, year),) = http.ask(
        "SELECT ?y ?f WHERE { ?l a fkg:BudgetLine ; fkg:amountYuan ?y ; fkg:fiscalYear ?f } LIMIT 1"
    )  # type: ignore[misc]
    assert (type(yuan), type(year)) == (Decimal, int)
    assert http.ask("ASK { ?s a fkg:Project }") is True
    construct = "CONSTRUCT { ?s rdfs:label ?n } WHERE { ?s a fkg:Project ; fkg:name ?n }"
    there, here = http.ask(construct), store.sparql(construct)
    assert isinstance(there, bytes) and isinstance(here, bytes)
    assert sorted(there.decode().split(" .\n")) == sorted(here.decode().split(" .\n"))


def test_a_limit_cuts_and_the_client_waits_no_longer(http: SparqlServer) -> None:
    cut = http.ask("SELECT ?s WHERE { ?s ?p ?o }", limit=2)
    assert isinstance(cut, Result)
    assert (len(cut.rows), cut.truncated) == (2, True)
    begun = time.monotonic()
    with pytest.raises(QueryTimeoutError):
        http.ask("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f } ", timeout=0.5)
    assert time.monotonic() - begun < 10
    assert http.ask("ASK {}") is True


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:9/>",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
    ],
)
def test_sparql_that_writes_or_reaches_the_network(http: SparqlServer, query: str) -> None:
    with pytest.raises(QueryRefusedError):
        http.ask(query)


def test_a_wrong_sparql_query_is_told_in_one_line(http: SparqlServer) -> None:
    with pytest.raises(QueryError) as found:
        http.ask("SELECT NONSENSE")
    assert "\n" not in str(found.value)
    assert http.url not in str(found.value)
