"""The same graph in every serialisation, and the same bytes whatever the order of loading."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import KgError
from kg.exports import write
from kg.store import Store
from tests.kg import papers
from tests.ontology.test_schema import EVERYTHING

ENDINGS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("loaders.read", papers.read)
    made = Store.open(tmp_path / "store", create=True)
    made.load(papers.write(tmp_path / "papers", [EVERYTHING]))
    return made


def canonical(path: Path, form: str, *, graphs: bool = False) -> str:
    """The canonical N-Quads (RDFC-1.0) of a file; without `graphs`, all its quads in the default graph."""
    quads = ox.parse(path=str(path), format=ENDINGS[form])
    if not graphs:
        quads = (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


@pytest.mark.parametrize("plain", [True, False])
def test_every_format_holds_the_same_graph(store: Store, tmp_path: Path, plain: bool) -> None:
    found = {}
    for form in ENDINGS:
        path = tmp_path / f"graph.{form}"
        assert write(store, form, path, plain=plain).statements > 100
        found[form] = canonical(path, form)
    assert len(set(found.values())) == 1, {form: len(text) for form, text in found.items()}


def test_named_graphs_are_disclosures(store: Store, tmp_path: Path) -> None:
    for form in ("trig", "nquads"):
        write(store, form, tmp_path / form)
    assert canonical(tmp_path / "trig", "trig", graphs=True) == canonical(tmp_path / "nquads", "nquads", graphs=True)
    graphs = {str(quad.graph_name) for quad in ox.parse(path=str(tmp_path / "nquads"), format=ENDINGS["nquads"])}
    assert graphs == {"DEFAULT", *(f"<{store.base}{n.id}>" for n in store.nodes() if n.label == "Disclosure")}


def test_rdflib_reads_the_same(store: Store, tmp_path: Path) -> None:
    sizes = set()
    for form, name in (("turtle", "turtle"), ("rdfxml", "xml"), ("jsonld", "json-ld"), ("ntriples", "nt")):
        write(store, form, tmp_path / form)
        sizes.add(len(rdflib.Graph().parse(tmp_path / form, format=name)))
    assert len(sizes) == 1


def test_what_is_plain_is_what_sparql_answers_from(store: Store, tmp_path: Path) -> None:
    write(store, "ntriples", tmp_path / "plain", plain=True)
    asked = store.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    triples = {str(triple) for triple in ox.parse(path=str(tmp_path / "plain"), format=ENDINGS["ntriples"])}
    assert len(triples) == int(str(asked.rows[0][0]))  # type: ignore[union-attr]


def test_json_reads_well(store: Store, tmp_path: Path) -> None:
    write(store, "jsonld", tmp_path / "graph.jsonld", plain=True)
    document = json.loads((tmp_path / "graph.jsonld").read_text(encoding="utf-8"))
    line = next(node for node in document["@graph"] if node["@type"] == "BudgetLine")
    assert isinstance(line["amountYuan"], str)
    assert isinstance(line["fiscalYear"], int)
    assert line["statedIn"].startswith("disclosure/")


def test_the_order_of_loading_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.read", papers.read)
    files = papers.write(
        tmp_path / "papers",
        [papers.paper(publisher=f"岚渡县{name}局", year=year) for name in ("教育", "民政") for year in (2023, 2024)],
    )
    found = []
    for number, order in enumerate((files, files[::-1], [files[2], files[0], files[3], files[1]])):
        with Store.open(tmp_path / f"store{number}", create=True) as store:
            for path in order:
                store.load([path])
            write(store, "nquads", tmp_path / f"{number}.nq")
        found.append((tmp_path / f"{number}.nq").read_bytes())
    assert found[0] == found[1] == found[2]
    texts = {canonical(tmp_path / f"{number}.nq", "nquads", graphs=True) for number in range(3)}
    assert len(texts) == 1


def test_an_unknown_format_is_one_line(store: Store, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="there is no format dwg"):
        write(store, "dwg", tmp_path / "x")


def test_a_file_is_whole_or_not_there(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("kg.exports.rdf.ox.serialize", fail)
    with pytest.raises(OSError, match="disk full"):
        write(store, "turtle", tmp_path / "x.ttl")
    assert not [path for path in tmp_path.iterdir() if "x.ttl" in path.name]


def test_an_error_names_the_file_that_was_asked_for(store: Store, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as error:
        write(store, "turtle", tmp_path / "nowhere" / "x.ttl")
    assert error.value.filename == str(tmp_path / "nowhere" / "x.ttl")
