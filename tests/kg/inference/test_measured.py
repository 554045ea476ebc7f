"""How often inferences are right, where the truth is known: over generated counties, and over the real documents."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from examples.catalogue import departments, projects
from examples.county import world
from examples.generate import Corpus, generate
from kg.graph import Graph
from kg.ids import fold

YEARS = (2022, 2023, 2024)


@pytest.fixture(scope="module", params=[(1, 0.0), (8, 0.6)], ids=["clean", "noisy"])
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, Graph]:
    seed, noise = request.param
    corpus = generate(seed, 3, YEARS, noise, 50)
    folder = tmp_path_factory.mktemp("in")
    for document in corpus.documents:
        (folder / document.name).write_text(document.text, encoding="utf-8")
    graph = Graph.open(tmp_path_factory.mktemp("store") / "kg", create=True)
    request.addfinalizer(graph.close)
    graph.load(folder)
    return corpus, graph


def test_cascades(measured: tuple[Corpus, Graph]) -> None:
    corpus, graph = measured
    known = {number for (number,) in graph.cypher("MATCH (p:PolicyDocument) RETURN p.number")}
    true = {
        (number, policy["passes_on"])
        for number, policy in corpus.policies.items()
        if policy["passes_on"] and {number, policy["passes_on"]} <= known
    }
    found = {
        (row[0], row[1])
        for row in graph.cypher(
            "MATCH (a:PolicyDocument)<-[:FROM_POLICY]-(i:Inference {relation: 'passes-on'})-[:TO_POLICY]->"
            "(b:PolicyDocument) RETURN a.number, b.number"
        )
    }
    assert len(true) >= 6
    assert found <= true
    assert len(found) >= 0.9 * len(true)


def test_continuity_of_projects(measured: tuple[Corpus, Graph]) -> None:
    _, graph = measured
    place = world(0)
    # Which of the generator's projects a printed name is: the longest that it holds.
    kinds = {
        place.fill(unit.name): sorted((spec.name for spec in projects(entry.key)), key=len, reverse=True)
        for entry in departments()[:3]
        for unit in entry.units
    }

    def kind_of(unit: str, name: str) -> str:
        return next(kind for kind in kinds[unit] if fold(kind) in fold(name))

    found = [
        tuple(map(str, row))
        for row in graph.cypher(
            "MATCH (a:Project)<-[:FROM_PROJECT]-(:Inference)-[:TO_PROJECT]->(b:Project) RETURN a.unit, a.name, b.name"
        )
    ]
    assert all(kind_of(unit, new) == kind_of(unit, old) for unit, new, old in found)
    printed: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = graph.cypher(
        "MATCH (a:Allocation {timing: 'current', stage: 'budget'})-[:OF_PROJECT]->(j:Project)"
        " RETURN DISTINCT j.unit, j.name, a.fiscalYear"
    )
    for unit, name, year in rows:
        printed[str(unit), kind_of(str(unit), str(name))][int(str(year))].add(str(name))
    renamed = {
        (unit, new, old)
        for (unit, _), by in printed.items()
        for year in YEARS[1:]
        if not by[year] & by[year - 1]
        for new in by[year]
        for old in by[year - 1]
    }
    assert len(renamed) >= 8
    assert len(renamed & set(found)) >= 0.9 * len(renamed)


def test_titles_and_numbers(measured: tuple[Corpus, Graph]) -> None:
    corpus, graph = measured
    titles = {policy["number"]: fold(str(policy["title"])) for policy in corpus.policies.values() if policy["number"]}
    found = list(
        graph.cypher(
            "MATCH (a:PolicyDocument)<-[:FROM_POLICY]-(:Inference {relation: 'same-document'})-[:TO_POLICY]->"
            "(b:PolicyDocument) RETURN a.title, b.number"
        )
    )
    assert all(titles[str(number)] == fold(str(title)) for title, number in found)


def test_nothing_continues_a_department_that_is_still_there(measured: tuple[Corpus, Graph]) -> None:
    _, graph = measured
    assert not list(graph.cypher("MATCH (i:Inference)-[:FROM_ORGANIZATION]->(o:Organization) RETURN o.name"))


# What a reader of the five documents finds: the money of 2023 that is carried over, and what followed it in 2024.
CONTINUED = {
    ("第一书记工作经费", "2023年第一书记工作经费"),
    ("社区工作人员薪酬", "2023年社区工作人员薪酬"),
    ("基层党组织标准化、规范化建设经费", "2023年基层党组织标准化、规范化建设经费"),
    ("主题教育工作经费", "2023年主题教育专项经费"),
    ("三晋先锋一体化平台运维", "2023年三晋先锋一体化平台"),
    ("提前下达2024年党员教育培训专项经费（长财行【2023】116号）", "2023年党员教育培训专项经费"),
    (
        "提前下达2024年两新组织联合党组织和党建工作指导员工作经费（长财行【2023】117号）",
        "2023年省级两新组织联合党组织和党建工作指导员工作经费",
    ),
    ("2023年发展壮大村级集体经济市级专项资金", "2022年发展壮大村级集体经济市级专项资金"),
}


def test_the_real_documents(shared: Path, tmp_path: Path) -> None:
    with Graph.open(tmp_path / "kg", create=True) as graph:
        graph.load(shared / "corpus" / "shanxi")
        passed = graph.cypher(
            "MATCH (a:PolicyDocument)<-[:FROM_POLICY]-(i:Inference)-[:TO_POLICY]->(b:PolicyDocument)"
            " RETURN a.number, i.relation, b.number"
        )
        assert ("长财行〔2023〕117号", "passes-on", "晋财行〔2023〕142号") in {tuple(row) for row in passed}
        (related,) = graph.trace("晋财行〔2023〕142号").related
        assert (related["number"], related["relation"]) == ("长财行〔2023〕117号", "passed-on-by")
        assert "their order is not known" in related["why"] and related["confidence"] == 0.75
        found = graph.cypher(
            "MATCH (a:Project)<-[:FROM_PROJECT]-(:Inference)-[:TO_PROJECT]->(b:Project) RETURN a.name, b.name"
        )
        assert {tuple(row) for row in found} == CONTINUED
