"""Inferences in a store: the same in every order, drawn anew when their ground changes, in a graph of their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg import catalog, dump, exports
from kg.convert import to_rdflib
from kg.graph import Graph
from kg.mapping import INFERRED
from kg.store import Store
from kg.update import graph_folder
from tests.kg import papers
from tests.kg.papers import cite, paper

PLACES = ("山西省", "长治市", "屯留区")
UPPER = cite("晋财行〔2023〕142号", "山西省财政厅关于提前下达2024年村级组织运转经费的通知", issuers=["山西省财政厅"],
             relation="hands-down", kind="notice")  # fmt: skip
LOWER = cite("长财行〔2023〕117号", "长治市财政局关于提前下达2024年村级组织运转经费的通知", issuers=["长治市财政局"],
             relation="hands-down", kind="notice")  # fmt: skip
RULE = "屯留区村级组织运转经费管理办法"


def _paper(publisher: str, year: int, name: str, *cites: dict[str, object]) -> dict[str, object]:
    return paper(publisher, year=year, places=PLACES, projects=[{"name": name, "amount": "3", "cites": list(cites)}])


PAPERS = (
    _paper("屯留区民政局", 2023, "2023年村级组织运转经费", cite(None, RULE, kind="measures")),
    _paper("屯留区民政局", 2024, "2024年村级组织运转经费", LOWER),
    _paper("屯留区农业农村局", 2024, "村级公益项目", UPPER, cite("屯民发〔2021〕3号", RULE, kind="measures")),
)
ROWS = "MATCH (i:Inference) RETURN i.relation, i.id ORDER BY i.relation, i.id"


def _relations(graph: Graph) -> list[str]:
    return [row[0] for row in graph.cypher(ROWS)]


@pytest.fixture
def graph(store: Store, tmp_path: Path) -> Iterator[Graph]:
    store.load(papers.write(tmp_path / "in", PAPERS))
    with Graph(store) as opened:
        yield opened


def test_each_kind_is_drawn(graph: Graph) -> None:
    assert _relations(graph) == ["continues", "passes-on", "same-document"]


@pytest.mark.usefixtures("reader")
def test_the_order_of_loading_never_matters(tmp_path: Path) -> None:
    found = []
    for number, order in enumerate(permutations(papers.write(tmp_path / "in", PAPERS))):
        with Graph.open(tmp_path / str(number), create=True) as graph:
            for path in order:
                graph.load(path)
            if number in (0, 5):
                papers.whole(graph.store)
            found.append(papers.contents(graph.store))
    assert len(_relations_of(found[0])) == 3
    assert all(contents == found[0] for contents in found)


def _relations_of(contents: list[str]) -> list[str]:
    return [line for line in contents if line.startswith('["Inference"')]


def test_what_an_inference_rests_on_takes_it_along(graph: Graph) -> None:
    documents = {(row["publisher"], row["fiscal_year"]): row["document"] for row in graph.documents().dicts()}
    graph.sparql("ASK { ?a ?b ?c }")  # both engines are there, and are carried along
    graph.remove(documents["屯留区农业农村局", 2024])
    assert _relations(graph) == ["continues"]
    papers.whole(graph.store)
    graph.remove(documents["屯留区民政局", 2023])
    assert _relations(graph) == []
    papers.whole(graph.store)


def test_another_document_makes_it_ambiguous_and_its_removal_certain_again(graph: Graph, tmp_path: Path) -> None:
    before = list(graph.cypher(ROWS))
    twin = {**UPPER, "number": "晋财行〔2023〕150号"}
    more = papers.write(tmp_path / "more", [_paper("屯留区水利局", 2024, "村级水渠项目", twin)])
    graph.sparql("ASK { ?a ?b ?c }")
    graph.load(more)
    assert "passes-on" not in _relations(graph)
    papers.whole(graph.store)
    graph.remove(str(more[0]))
    assert list(graph.cypher(ROWS)) == before
    papers.whole(graph.store)


def test_more_evidence_changes_the_confidence_in_both_engines(graph: Graph, tmp_path: Path) -> None:
    cypher = "MATCH (i:Inference {relation: 'passes-on'}) RETURN i.confidence"
    sparql = 'SELECT ?c { GRAPH fkg:inferred { ?i fkg:relation "passes-on" ; fkg:confidence ?c } }'
    before = [str(row[0]) for row in graph.sparql(sparql)]  # type: ignore[union-attr]
    graph.load(papers.write(tmp_path / "more", [_paper("屯留区水利局", 2024, "村级水渠项目", UPPER, LOWER)]))
    after = [str(row[0]) for row in graph.sparql(sparql)]  # type: ignore[union-attr]
    assert (before, after) == (["0.75"], ["0.9"])
    assert [str(row[0]) for row in graph.cypher(cypher)] == after
    supporting = graph.cypher("MATCH (:Inference)-[:SUPPORTED_BY]->(j:Project) RETURN j.name")
    assert [row[0] for row in supporting] == ["村级水渠项目"]
    papers.whole(graph.store)


def test_a_query_sees_them_only_when_it_asks_for_their_graph(graph: Graph) -> None:
    assert graph.sparql("ASK { ?i a fkg:Inference }") is False
    assert graph.sparql("ASK { ?i fkg:fromPolicy ?p }") is False
    found = graph.sparql("SELECT ?g (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert [tuple(row) for row in found] == [(INFERRED, 3)]  # type: ignore[union-attr]
    assert len(graph.to_rdflib()) == next(iter(graph.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")))[0]  # type: ignore[arg-type]


def test_verify_finds_what_lies_in_the_wrong_graph(graph: Graph) -> None:
    from kg.engines.oxigraph import Oxigraph  # noqa: PLC0415

    store = graph.store
    graph.sparql("ASK { ?a ?b ?c }")
    folder = graph_folder(store.layout, Oxigraph(store.base), catalog.state(store.sql()))
    store.close()
    wanted = dump.add_up(dump.truth(store.nodes(), store.edges()))
    assert dump.add_up(dump.oxigraph(folder, store.base)) == wanted
    opened = ox.Store(str(folder))
    for quad in list(opened.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED))):
        opened.remove(quad)
        opened.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    opened.flush()
    del opened
    assert dump.add_up(dump.oxigraph(folder, store.base)) != wanted


def test_exports_with_graphs_keep_them_apart_and_flat_ones_hold_them_too(graph: Graph, tmp_path: Path) -> None:
    exports.write(graph.store, "trig", tmp_path / "a.trig", plain=True)
    exports.write(graph.store, "ntriples", tmp_path / "a.nt", plain=True)
    kind = rdflib.URIRef("https://w3id.org/fiscal-kg/ontology#Inference")
    graphs = rdflib.Dataset().parse(tmp_path / "a.trig")
    apart = {str(name) for *_, name in graphs.quads((None, rdflib.RDF.type, kind, None))}
    assert apart == {INFERRED}
    inferred = graphs.graph(rdflib.URIRef(INFERRED))
    assert set(inferred.subjects()) == set(inferred.subjects(rdflib.RDF.type, kind))
    flat = rdflib.Graph().parse(tmp_path / "a.nt")
    assert len(set(flat.subjects(rdflib.RDF.type, kind))) == 3
    assert set(to_rdflib(graph.store, inferred=True)) == set(inferred)
