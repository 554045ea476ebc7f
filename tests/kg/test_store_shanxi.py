"""The five real documents, from bytes to both engines, and against the shapes by two independent validators."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import dump
from kg.engines.ladybug import Ladybug
from kg.engines.oxigraph import Oxigraph
from kg.exports import write
from kg.store import Store
from kg.update import graph_folder
from kg.validate import check_store
from tests.kg import papers, shacl


@pytest.fixture(scope="module")
def five(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("shanxi") / "store", create=True) as store:
        report = store.load([shared / "corpus" / "shanxi"])
        assert not report.rejected
        yield store


def test_the_store_is_whole(five: Store) -> None:
    five.sparql("ASK { ?s ?p ?o }")
    papers.whole(five)


def test_both_graphs_hold_the_statements_of_every_document(five: Store) -> None:
    """The mechanical mapping, there and back: each document's statements, and what is shared, line by line."""
    from kg import catalog  # noqa: PLC0415

    state = catalog.state(five.sql())
    five.sparql("ASK { ?s ?p ?o }")
    five.cypher("MATCH (n:Place) RETURN count(*)")
    wanted = sorted(dump.truth(five.nodes(), five.edges()))
    ladybug = sorted(dump.ladybug(graph_folder(five.layout, Ladybug(), state)))
    oxigraph = sorted(dump.oxigraph(graph_folder(five.layout, Oxigraph(five.base), state), five.base))
    for document in (row.document for row in five.documents()):
        said = [line for line in wanted if document in line]
        assert len(said) > 1_000
        assert said == [line for line in ladybug if document in line]
        assert said == [line for line in oxigraph if document in line]
    assert wanted == ladybug == oxigraph


def test_nothing_violates_a_shape(five: Store) -> None:
    results = list(check_store(five))
    assert not [result.messages["en"] for result in results if result.severity == "violation"]
    # What the documents have wrong themselves is found: a name that is not its code's, sheets that do not add up.
    assert {"name-of-code", "sheet-adds-up"} <= {result.shape for result in results}


def test_pyshacl_finds_the_same_in_every_document(shared: Path, tmp_path: Path) -> None:
    for number, path in enumerate(sorted((shared / "corpus" / "shanxi").glob("*.txt"))):
        with Store.open(tmp_path / f"store{number}", create=True) as store:
            store.load([path])
            write(store, "ntriples", tmp_path / "graph.nt", plain=True)
            found = shacl.found(shacl.validate(shacl.Graph().parse(tmp_path / "graph.nt", format="nt")), store.base)
            assert found == {(result.focus, result.shape, result.severity) for result in check_store(store)}
        assert "violation" not in {severity for _, _, severity in found}


def test_a_number_cited_by_two_departments_is_one_document(five: Store) -> None:
    (row,) = five.policies("综示晋开综办发【2018】67号")
    assert row.citations > 1
    assert row.projects > 1


def test_issuers_are_known_from_texts_and_from_prefixes(five: Store) -> None:
    rows = five.cypher(
        "MATCH (p:PolicyDocument) WHERE p.number IS NOT NULL RETURN p.issuerFrom AS known, count(*) AS n"
    ).rows
    known = {row[0]: int(str(row[1])) for row in rows}
    assert known["text"] > 20
    assert known["prefix"] > 5
    (row,) = five.policies("晋财行〔2023〕142号")
    assert row.issuer == "山西省财政厅"


def test_a_department_is_in_its_place(five: Store) -> None:
    (row,) = five.cypher(
        "MATCH (o:Organization {name: '中共长治市屯留区委组织部'})-[:IN_PLACE]->(p:Place) RETURN p.code"
    ).rows
    assert row[0] == "140405"
    (row,) = five.cypher(
        "MATCH (p:Place {code: '140405'})-[:WITHIN]->(c:Place)-[:WITHIN]->(d) RETURN c.name, d.name"
    ).rows
    assert tuple(row) == ("长治市", "山西省")
