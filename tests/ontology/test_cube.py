"""The integrity constraints of RDF Data Cube, asked of the exported cubes, and the structures themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from kg.exports import write
from kg.exports.cube import CODES, CUBE, QB, structures
from kg.store import Store

FOLDER = Path(ontology.__file__).parent
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "county"
LANGUAGE = ("fiscal.ttl", "codes.ttl", "cube.ttl")
PROLOGUE = f"""
PREFIX qb: <{QB}>
PREFIX cube: <{CUBE}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
# Each query finds what breaks the constraint of this number (https://www.w3.org/TR/vocab-data-cube/#wf-rules).
BROKEN = {
    "IC-1 an observation is in one data set": """
        SELECT ?o WHERE { { ?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d } }
        UNION { ?o qb:dataSet ?a , ?b FILTER (?a != ?b) } }""",
    "IC-2 a data set has one structure": """
        SELECT ?d WHERE { { ?d a qb:DataSet FILTER NOT EXISTS { ?d qb:structure ?s } }
        UNION { ?d qb:structure ?a , ?b FILTER (?a != ?b) } }""",
    "IC-3 a structure has a measure": """
        SELECT ?s WHERE { ?s a qb:DataStructureDefinition
        FILTER NOT EXISTS { ?s qb:component/qb:measure ?m . ?m a qb:MeasureProperty } }""",
    "IC-4 a dimension has a range": """
        SELECT ?p WHERE { ?p a qb:DimensionProperty FILTER NOT EXISTS { ?p rdfs:range ?r } }""",
    "IC-5 a dimension of concepts has a code list": """
        SELECT ?p WHERE { ?p a qb:DimensionProperty ; rdfs:range skos:Concept
        FILTER NOT EXISTS { ?p qb:codeList ?l } }""",
    "IC-6 only attributes are optional": """
        SELECT ?c WHERE { ?c qb:componentRequired false FILTER NOT EXISTS { ?c qb:attribute ?a } }""",
    "IC-11 every dimension has a value": """
        SELECT ?o ?p WHERE { ?o qb:dataSet/qb:structure/qb:component/qb:dimension ?p
        FILTER NOT EXISTS { ?o ?p ?v } }""",
    "IC-13 required attributes are there": """
        SELECT ?o ?p WHERE { ?o qb:dataSet/qb:structure/qb:component ?c . ?c qb:componentRequired true ; qb:attribute ?p
        FILTER NOT EXISTS { ?o ?p ?v } }""",
    "IC-14 every measure is there": """
        SELECT ?o ?p WHERE { ?o qb:dataSet/qb:structure/qb:component/qb:measure ?p FILTER NOT EXISTS { ?o ?p ?v } }""",
    "IC-19 codes are of their list": """
        SELECT ?o ?p ?v WHERE { ?o qb:dataSet/qb:structure/qb:component/qb:dimension ?p . ?p qb:codeList ?l . ?o ?p ?v
        FILTER NOT EXISTS { ?v skos:inScheme ?l } }""",
    "IC-7 to 10, 18: there are no slices": "SELECT ?s WHERE { { ?s a qb:Slice } UNION { ?x qb:slice ?s } }",
    "IC-15 to 17: there is no measure dimension": "SELECT ?o WHERE { ?o qb:measureType ?m }",
    "IC-20 and 21: there is no hierarchical code list": "SELECT ?l WHERE { ?l a qb:HierarchicalCodeList }",
}


def _graph(paths: list[Path], folder: Path) -> ox.Store:
    with Store.open(folder / "store", create=True) as store:
        assert not store.load(paths).rejected
        write(store, "ntriples", folder / "graph.nt")
    graph = ox.Store()
    graph.bulk_load(path=str(folder / "graph.nt"), format=ox.RdfFormat.N_TRIPLES)
    for name in LANGUAGE:
        graph.load(path=str(FOLDER / name), format=ox.RdfFormat.TURTLE)
    return graph


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return _graph(sorted(EXAMPLES.glob("*.txt"))[:3], tmp_path_factory.mktemp("cube"))


@pytest.fixture(scope="module")
def five(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return _graph([shared / "corpus" / "shanxi"], tmp_path_factory.mktemp("cube"))


def _rows(graph: ox.Store, query: str) -> Iterator[ox.QuerySolution]:
    rows = graph.query(PROLOGUE + query)
    assert isinstance(rows, ox.QuerySolutions)
    return rows


@pytest.mark.parametrize("name", BROKEN)
def test_constraints_hold_over_the_examples(examples: ox.Store, name: str) -> None:
    assert not [str(row) for row in _rows(examples, BROKEN[name] + " LIMIT 5")]


@pytest.mark.parametrize("name", BROKEN)
def test_constraints_hold_over_the_real_documents(five: ox.Store, name: str) -> None:
    assert not [str(row) for row in _rows(five, BROKEN[name] + " LIMIT 5")]


def _keys(graph: ox.Store) -> Counter[tuple[str, ...]]:
    """IC-12: how often an observation's data set and dimensions occur."""
    found: dict[str, list[str]] = {}
    query = "SELECT ?o ?d ?p ?v WHERE { ?o qb:dataSet ?d . ?d qb:structure/qb:component/qb:dimension ?p . ?o ?p ?v }"
    for row in _rows(graph, query):
        found.setdefault(str(row["o"]), [str(row["d"])]).append(f"{row['p']} {row['v']}")
    return Counter(tuple(sorted(key)) for key in found.values())


def test_no_two_observations_are_one(examples: ox.Store) -> None:
    keys = _keys(examples)
    assert len(keys) > 500
    assert max(keys.values()) == 1


def test_the_constraints_find_what_is_broken(examples: ox.Store) -> None:
    observation = next(iter(examples.quads_for_pattern(None, ox.NamedNode(f"{CUBE}timing"), None, None)))
    examples.remove(observation)
    try:
        assert [row["o"] for row in _rows(examples, BROKEN["IC-11 every dimension has a value"])] == [
            observation.subject
        ]
    finally:
        examples.add(observation)
    wrong = ox.Quad(observation.subject, ox.NamedNode(f"{CUBE}side"), ox.NamedNode(f"{CODES}stage-final"))
    examples.add(wrong)
    try:
        assert [row["v"] for row in _rows(examples, BROKEN["IC-19 codes are of their list"])] == [wrong.object]
    finally:
        examples.remove(wrong)


def test_there_is_a_structure_for_every_kind_of_table() -> None:
    codes = (FOLDER / "codes.ttl").read_text(encoding="utf-8")
    tables = {part.split(" ", maxsplit=1)[0] for part in codes.split("codes:table-")[1:]}
    assert set(structures()) == tables | {"allocations", "sheet-amounts"}


def test_dimensions_are_mapped_to_openbudgets() -> None:
    text = (FOLDER / "cube.ttl").read_text(encoding="utf-8")
    for theirs in ("organization", "fiscalYear", "budgetPhase", "operationCharacter", "functionalClassification",
                   "economicClassification", "classification", "project"):  # fmt: skip
        assert f"rdfs:subPropertyOf obeu-dimension:{theirs} ;" in text
    assert "rdfs:subPropertyOf obeu-measure:amount ;" in text
    assert "rdfs:subPropertyOf obeu-attribute:currency ;" in text
