"""A part of the graph: the same nodes in every format, no edge that leaves it, and nothing of other years alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import networkx as nx
import pytest

from kg.convert import neighbourhood
from kg.errors import KgError, UnknownNodeError
from kg.exports import Part, write
from kg.exports.source import Source
from kg.graph import Graph
from kg.store import Store
from tests.kg import papers
from tests.kg.exports.conftest import Held

FORMS = ["graphml", "gexf", "cytoscape", "dot", "svg", "csv", "parquet", "neo4j-admin"]


def ids(store: Store, **part: object) -> set[str]:
    return {node.id for node in Source(store, Part(**part)).nodes()}  # type: ignore[arg-type]


def test_around_is_the_neighbourhood(graph: Graph, project: str) -> None:
    for depth in (0, 1, 2):
        assert ids(graph.store, around=project, depth=depth) == neighbourhood(graph.store, project, depth)
    assert ids(graph.store, around=project, depth=0) == {project}


def test_a_type_keeps_its_nodes_and_the_edges_between_them(graph: Graph, whole: Held) -> None:
    source = Source(graph.store, Part(types=frozenset({"Project", "PolicyDocument"})))
    kept = {node.id for node in source.nodes()}
    assert kept == {node.id for node in whole.nodes.values() if node.label in ("Project", "PolicyDocument")}
    found = Counter((link.source, link.type, link.target) for link in source.links())
    assert found == Counter((e.source, e.type, e.target) for e in whole.edges if {e.source, e.target} <= kept)
    assert {kind for _, kind, _ in found} >= {"CITES", "FUNDED_BY"}


@pytest.mark.parametrize("form", FORMS)
def test_every_format_writes_the_same_part(graph: Graph, project: str, form: str, tmp_path: Path) -> None:
    written = graph.export(form, tmp_path / "x", around=project, depth=1, years=[2023, 2024])
    source = Source(graph.store, Part(project, 1, years=frozenset({2023, 2024})))
    assert (written.nodes, written.edges) == (len(list(source.nodes())), len(list(source.links())))
    assert written.edges > 5


@pytest.fixture
def years(store: Store, tmp_path: Path) -> Store:
    """A project of both years that cites another document in each, and one project of each year."""
    for year in (2023, 2024):
        entry = papers.paper(year=year, projects=[
            {"name": "校舍维修", "amount": "12.50", "cites": [papers.cite(f"云财行〔{year - 1}〕1号")]},
            {"name": f"{year}年设备购置", "amount": "3.00", "cites": [papers.cite("云财行〔2020〕9号")]},
        ])  # fmt: skip
        (tmp_path / "papers" / str(year)).mkdir(parents=True)
        store.load(papers.write(tmp_path / "papers" / str(year), [entry]))
    return store


def names(store: Store, label: str, *wanted: int) -> set[str]:
    nodes = Source(store, Part(years=frozenset(wanted))).nodes()
    return {str(node.properties.get("number") or node.properties["name"]) for node in nodes if node.label == label}


def test_a_year_drops_what_only_other_years_state(years: Store) -> None:
    assert names(years, "Project", 2023) == {"校舍维修", "2023年设备购置"}
    assert names(years, "Project", 2024) == {"校舍维修", "2024年设备购置"}
    # The project of both years lends neither year to the other's document.
    assert names(years, "PolicyDocument", 2023) == {"云财行〔2022〕1号", "云财行〔2020〕9号"}
    assert names(years, "PolicyDocument", 2024) == {"云财行〔2023〕1号", "云财行〔2020〕9号"}
    assert names(years, "PolicyDocument", 2023, 2024) == {"云财行〔2022〕1号", "云财行〔2023〕1号", "云财行〔2020〕9号"}


def test_a_year_drops_statements_of_the_other_years_documents(years: Store) -> None:
    disclosures = {
        n.properties["documents"][0]: n.properties["fiscalYear"] for n in years.nodes() if n.label == "Disclosure"
    }
    assert sorted(disclosures.values()) == [2023, 2024]
    for year in (2023, 2024):
        for node in Source(years, Part(years=frozenset({year}))).nodes():
            if "document" in node.properties:
                assert disclosures[node.properties["document"]] == year
            assert node.properties.get("fiscalYear", year) == year


def test_places_and_bodies_above_stay(years: Store) -> None:
    everything = Counter(node.label for node in years.nodes())
    found = Counter(node.label for node in Source(years, Part(years=frozenset({2023}))).nodes())
    for label in ("Place", "FundingSource", "Organization"):
        assert found[label] == everything[label]
    assert found["BudgetLine"] < everything["BudgetLine"]


def test_rdf_of_a_year_is_of_the_same_nodes(years: Store, tmp_path: Path) -> None:
    import rdflib  # noqa: PLC0415

    part = Part(years=frozenset({2023}))
    write(years, "ntriples", tmp_path / "x.nt", plain=True, part=part)
    subjects = {
        str(s).removeprefix(years.base) for s in rdflib.Graph().parse(tmp_path / "x.nt", format="nt").subjects()
    }
    assert subjects == {node.id for node in Source(years, part).nodes()}


def test_nothing_called_so_and_nothing_left_are_one_line(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(UnknownNodeError, match="nothing has the id project/none"):
        write(graph.store, "graphml", tmp_path / "x", part=Part("project/none"))
    with pytest.raises(KgError, match="no node is of this part"):
        graph.export("graphml", tmp_path / "x", types=["Place"], around="fund/general-public", depth=0)
    assert list(tmp_path.iterdir()) == []


def test_networkx_itself_keeps_a_property_that_is_called_label(graph: Graph, whole: Held) -> None:
    found: nx.MultiDiGraph[str] = graph.to_networkx()
    amounts = [node for node in whole.nodes.values() if node.label == "SheetAmount" and "label" in node.properties]
    assert amounts
    for node in amounts:
        assert (found.nodes[node.id]["label"], found.nodes[node.id]["label_"]) == (
            "SheetAmount",
            node.properties["label"],
        )
