"""Real servers as tests see them: emptied, asked for all they hold, and compared with what a store says.

What a server should hold is taken from where pushes do not look: the merged graph for a Neo4j, the embedded RDF graph
for a SPARQL store.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import neo4j
import pyoxigraph as ox
import pytest

from kg import catalog, dump
from kg.engines.oxigraph import Oxigraph
from kg.mapping import columns
from kg.servers import Credentials, connect, neo4j_push, sparql_push
from kg.servers.neo4j import Neo4jServer
from kg.servers.sparql import SparqlServer
from kg.store import Store
from kg.update import graph_folder
from tests.servers.run import Running

NEO4J, FUSEKI = ("neo4j-5", "neo4j-2026"), ("fuseki-5", "fuseki-6")


def newest_in_short(names: tuple[str, ...]) -> list[Any]:
    """The newest server of a kind; the others take long. The questions are asked of all (tests/queries)."""
    *older, newest = names
    return [newest, *(pytest.param(name, marks=pytest.mark.long) for name in older)]


class Cut(Exception):
    """A push that was cut off."""


@dataclass(slots=True)
class Neo4jTarget:
    """A Neo4j."""

    running: Running

    def connect(self) -> Neo4jServer:
        found = connect(self.running.url, credentials=Credentials(self.running.user, self.running.password))
        assert isinstance(found, Neo4jServer)
        return found

    def run(self, query: str, **parameters: Any) -> list[neo4j.Record]:
        auth = (self.running.user, self.running.password)
        with neo4j.GraphDatabase.driver(self.running.url, auth=auth, notifications_min_severity="OFF") as driver:
            return driver.execute_query(query, parameters).records  # type: ignore[arg-type]

    def empty(self) -> None:
        self.run("MATCH (n) DETACH DELETE n")

    def add_theirs(self) -> None:
        """What somebody else keeps in the same database, under labels and types of ours too."""
        self.run(
            "CREATE (:Project {id: 'theirs', name: 'x'})-[:OF_UNIT]->(:Organization {id: 'theirs'}) CREATE (:Note)"
        )

    def theirs(self) -> int:
        found = self.run("MATCH (n:Project {id: 'theirs'})-[:OF_UNIT]->(:Organization {id: 'theirs'}) RETURN count(n)")
        return int(found[0][0]) + int(self.run("MATCH (n:Note) RETURN count(n)")[0][0])

    def lines(self) -> list[str]:
        """Everything that is ours there, one line a node and a relationship, marks aside."""
        found = []
        marks = [neo4j_push.DOCUMENT_MARK, neo4j_push.SHARED_MARK]
        ours = "n.id IS NOT NULL AND n.id <> 'theirs' AND NOT labels(n)[0] IN $marks"
        for labels, properties in self.run(f"MATCH (n) WHERE {ours} RETURN labels(n), properties(n)", marks=marks):
            (label,) = labels
            for column in columns(label):
                amount = properties.get(column.money) if column.money else None
                if column.money:
                    fen = properties.pop(column.name, None)
                    assert fen == (None if amount is None else Decimal(amount) * 100)
            found.append(dump.node_line(label, properties.pop("id"), properties))
        for source, kind, target in self.run(
            f"MATCH (n)-[r]->(m) WHERE {ours} RETURN n.id, type(r), m.id", marks=marks
        ):
            found.append(dump.edge_line(source, kind, target))
        return sorted(found)

    def wanted(self, store: Store) -> list[str]:
        return sorted(dump.truth(store.nodes(), store.edges()))

    def documents(self) -> dict[str, int]:
        """How many statements of each document there are."""
        rows = self.run("MATCH (n) WHERE n.document IS NOT NULL RETURN n.document, count(n)")
        return {str(document): int(count) for document, count in rows}

    def marked(self) -> set[str]:
        return {str(row[0]) for row in self.run(f"MATCH (n:{neo4j_push.DOCUMENT_MARK}) RETURN n.id")}

    def cut(self, patch: pytest.MonkeyPatch) -> None:
        """Let pushes end in the middle of the transaction of their second document."""
        _cut(patch, neo4j_push._Writer, "join", lambda writer, nodes, how: how == "CREATE")

    def spoil(self) -> None:
        self.run("MATCH (n:Indicator) WITH n ORDER BY n.id LIMIT 1 DETACH DELETE n")


@dataclass(slots=True)
class FusekiTarget:
    """A Fuseki."""

    running: Running

    def connect(self) -> SparqlServer:
        found = connect(self.running.url)
        assert isinstance(found, SparqlServer)
        return found

    def run(self, query: str) -> list[tuple[Any, ...]]:
        return self.connect().rows(query)

    def empty(self) -> None:
        self.connect().update("CLEAR ALL")

    def add_theirs(self) -> None:
        """What somebody else keeps in the same data set, with classes of ours too."""
        project = "<urn:theirs> a <https://w3id.org/fiscal-kg/ontology#Project>"
        self.connect().update(f"INSERT DATA {{ {project} . GRAPH <urn:g> {{ <urn:theirs> <urn:p> 1 }} }}")

    def theirs(self) -> int:
        return len(self.run("SELECT * { { <urn:theirs> ?p ?o } UNION { GRAPH <urn:g> { <urn:theirs> ?p ?o } } }"))

    def quads(self) -> set[ox.Quad]:
        """Everything there, by the store's own export."""
        request = urllib.request.Request(f"{self.running.url}/data", headers={"Accept": "application/n-quads"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = set(ox.parse(answer.read(), format=ox.RdfFormat.N_QUADS))
        marks = ox.NamedNode(f"{sparql_push.MARKS}marks")
        return {quad for quad in found if quad.graph_name != marks and "urn:theirs" not in str(quad.subject)}

    def lines(self) -> list[str]:
        return sorted(map(str, self.quads()))

    def embedded(self, store: Store) -> ox.Store:
        store.sparql("ASK { ?s ?p ?o }")  # builds the graph where it is missing
        folder = graph_folder(store.layout, Oxigraph(store.base), catalog.state(store.sql()))
        return ox.Store.read_only(str(folder))

    def wanted(self, store: Store) -> list[str]:
        return sorted(map(str, self.embedded(store)))

    def wanted_triples(self, store: Store) -> list[str]:
        return sorted(str(quad.triple) for quad in self.embedded(store))

    def documents(self) -> dict[str, int]:
        """How many statements of each document there are."""
        query = "SELECT ?d (COUNT(?s) AS ?n) { ?s <https://w3id.org/fiscal-kg/ontology#document> ?d } GROUP BY ?d"
        return {str(document): int(count) for document, count in self.run(query)}

    def marked(self) -> set[str]:
        rows = self.run(f"SELECT ?m {{ GRAPH {sparql_push.GRAPH} {{ ?m ?p ?o }} }}")
        start = f"{sparql_push.MARKS}document/"
        return {str(row[0]).removeprefix(start) for row in rows if str(row[0]).startswith(start)}

    def cut(self, patch: pytest.MonkeyPatch) -> None:
        """Let pushes end with the second request that brings documents."""
        _cut(patch, SparqlServer, "_send", lambda server, url, text, kind: "#BudgetLine>" in text)

    def spoil(self) -> None:
        indicator = "<https://w3id.org/fiscal-kg/ontology#Indicator>"
        self.connect().update(
            f"DELETE {{ ?s ?p ?o }} WHERE {{ {{ SELECT ?s {{ ?s a {indicator} }} ORDER BY ?s LIMIT 1 }} ?s ?p ?o }}"
        )


Target = Neo4jTarget | FusekiTarget


def _cut(patch: pytest.MonkeyPatch, owner: type, name: str, counts: Callable[..., bool]) -> None:
    """Let the second call of a method that counts fail."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def counted(*arguments: Any) -> Any:
        nonlocal calls
        calls += counts(*arguments)
        if calls > 1:
            raise Cut
        return real(*arguments)

    patch.setattr(owner, name, counted)
