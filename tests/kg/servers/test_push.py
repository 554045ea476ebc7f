"""Pushes into the real servers: whole, again, after changes, cut off. Compared are all nodes, all triples."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.mapping import INFERRED, quote
from kg.servers import neo4j_push, sparql_push
from kg.servers.parts import PushReport
from kg.store import Store
from tests.kg.servers.conftest import EXAMPLES
from tests.kg.servers.targets import FUSEKI, NEO4J, Cut, FusekiTarget, Neo4jTarget, Target
from tests.servers.catalogue import PROGRAMS
from tests.servers.plugin import Servers
from tests.servers.run import start

#: What does not hang on a server's version is tested on the newest.
newest = pytest.mark.parametrize("target", [NEO4J[-1], FUSEKI[-1]], indirect=True)
newest_fuseki = pytest.mark.parametrize("fuseki", FUSEKI[-1:], indirect=True)


def push(target: Target, store: Store) -> PushReport:
    with target.connect() as server:
        return server.push(store)


def counts(report: PushReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.removed


def test_the_whole_graph_is_there_and_a_second_push_changes_nothing(target: Target, whole: Store) -> None:
    told: list[tuple[int, int]] = []
    with target.connect() as server:
        first = server.push(whole, lambda done, total, name: told.append((done, total)))
        assert target.lines() == target.wanted(whole)
        again = server.push(whole)
    assert told == [(done, 14) for done in range(1, 15)]
    assert (counts(first), first.differences) == ((14, 0, 0, 0), ())
    assert first.nodes == len(list(whole.nodes()))
    assert first.relationships == len(list(whole.edges()))
    assert (counts(again), again.written, again.differences) == ((0, 0, 14, 0), 0, ())
    assert (again.shared_written, again.shared_removed) == (0, 0)


def test_a_push_after_changes_changes_the_difference(target: Target, small: Store, papers: Path) -> None:
    target.add_theirs()
    theirs = target.theirs()
    assert theirs == 2
    # The same bytes at paths of their own: one of them is to hold others later.
    assert len(small.load([papers]).unchanged) == 4
    first = push(target, small)
    assert counts(first) == (4, 0, 0, 0)

    (other,) = EXAMPLES.glob("county/2023*司法局.txt")
    small.load([other])
    more = push(target, small)
    assert (counts(more), more.differences) == ((1, 0, 4, 0), ())
    assert 0 < more.written < first.written
    assert target.lines() == target.wanted(small)

    small.remove(small.resolve_document(str(papers / "2023_望溪县档案馆.txt")))
    less = push(target, small)
    assert (counts(less), less.differences) == ((0, 0, 4, 1), ())
    assert less.shared_removed > 0
    assert target.lines() == target.wanted(small)

    paper = papers / "2024_望溪县司法局.txt"
    text = paper.read_text(encoding="utf-8")
    paper.write_text(text.replace("社区矫正", "社区帮教"), encoding="utf-8")
    small.remove(small.resolve_document(str(paper)))
    assert small.load([paper]).loaded
    replaced = push(target, small)
    assert (counts(replaced), replaced.differences) == ((1, 0, 3, 1), ())
    assert target.lines() == target.wanted(small)
    assert set(target.documents()) == target.marked() == {row.document for row in small.documents()}
    assert target.theirs() == theirs


@newest
def test_a_document_whose_statements_changed_is_written_again(target: Target, small: Store) -> None:
    """A person says what a number should be: the document stays the same, what is stated of it does not."""
    push(target, small)
    (document,) = (row.document for row in small.documents() if "2024_望溪县司法局" in row.path)
    line = next(node for node in small.nodes() if node.id.startswith(f"{document}/") and node.label == "BudgetLine")
    corrections = (
        f'[[correct]]\nid = "{line.id}"\nproperty = "amount_yuan"\nwas = "{line.properties["amountYuan"]}"\n'
        'value = "1.23"\nreason = "read from the original"\n'
    )
    (small.path / "corrections.toml").write_text(corrections, encoding="utf-8")
    with Store.open(small.path) as again:
        assert target.wanted(again) != target.lines()
        report = push(target, again)
        assert (counts(report), report.differences) == ((0, 1, 3, 0), ())
        assert target.lines() == target.wanted(again)


def test_a_push_that_is_cut_off_leaves_no_half_document(
    target: Target, small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every document goes in a transaction of its own, and shared nodes in several.
    monkeypatch.setattr(neo4j_push, "BATCH", 10)
    monkeypatch.setattr(neo4j_push, "ROWS", 60)
    monkeypatch.setattr(sparql_push, "BATCH", 20_000)
    with pytest.MonkeyPatch.context() as patch, target.connect() as server:
        target.cut(patch)
        with pytest.raises(Cut):
            server.push(small)
    present = target.documents()
    assert set(present) == target.marked()
    assert 0 < len(present) < 4
    sizes = {unit.document: len(list(unit.nodes())) for unit in small.units()}
    assert present == {document: sizes[document] for document in present}
    # The store goes on meanwhile: what only the removed document spoke of must not stay behind.
    small.remove(small.resolve_document("2023_望溪县档案馆.txt"))
    report = push(target, small)
    assert report.differences == ()
    assert target.lines() == target.wanted(small)


@newest
def test_what_somebody_took_out_by_hand_is_told(target: Target, small: Store) -> None:
    push(target, small)
    target.spoil()
    report = push(target, small)
    assert [line.split()[1] for line in report.differences if "Indicator" in line] == ["Indicator"]
    assert len([line for line in report.differences if "OF_SHEET" in line or "STATED_IN" in line]) == 2


@newest_fuseki
def test_disclosures_in_graphs_of_their_own_and_back(fuseki: FusekiTarget, small: Store) -> None:
    with fuseki.connect() as server:
        server.push(small)
        apart = server.push(small, graphs=True)
        assert (counts(apart), apart.differences) == ((0, 4, 0, 0), ())
        assert server.push(small, graphs=True).written == 0
        disclosures = {row.document: small.base + row.disclosure for row in small.documents()}
        for quad in fuseki.quads():
            first = str(quad.subject).removeprefix(f"<{small.base}").split("/")[0]
            graph = INFERRED if first == "inference" else disclosures.get(first)
            assert getattr(quad.graph_name, "value", None) == graph
        assert sorted(str(quad.triple) for quad in fuseki.quads()) == fuseki.wanted_triples(small)
        back = server.push(small)
        assert (counts(back), back.differences) == ((0, 4, 0, 0), ())
    assert fuseki.lines() == fuseki.wanted(small)


@newest_fuseki
def test_a_store_that_only_takes_updates(fuseki: FusekiTarget, small: Store) -> None:
    from kg.servers import connect  # noqa: PLC0415

    url = fuseki.running.url
    with connect(url, query_url=f"{url}/sparql", update_url=f"{url}/update") as server:
        assert server.push(small).differences == ()
    assert fuseki.lines() == fuseki.wanted(small)


@pytest.mark.long
def test_a_server_that_is_killed_in_the_middle(servers: Servers, small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by us: its process ends while a transaction is open. It comes up again over what it wrote to its disk."""
    servers("neo4j-5")  # says why there is none
    monkeypatch.setattr(neo4j_push, "BATCH", 10)
    running = start("neo4j-5")
    try:
        target = Neo4jTarget(running)
        real = neo4j_push._Writer.join

        def join(writer: neo4j_push._Writer, nodes: list[object], how: str) -> None:
            if how == "CREATE" and target.documents():
                killer = threading.Thread(target=running.kill)
                killer.start()
                killer.join()
            real(writer, nodes, how)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch, target.connect() as server:
            patch.setattr(neo4j_push._Writer, "join", join)
            with pytest.raises(KgError, match="no Neo4j answers"):
                server.push(small)
        running.start_again()
        present = target.documents()
        assert set(present) == target.marked()
        assert 0 < len(present) < 4
        assert push(target, small).differences == ()
        assert target.lines() == target.wanted(small)
    finally:
        running.stop()


def test_texts_that_look_like_something_else_stay_as_they_are(fuseki: FusekiTarget) -> None:
    text = 'a\\u0041 "x" \\n \n\t} ; DROP ALL # \u2028 党建\\'
    with fuseki.connect() as server:
        server.update(f"INSERT DATA {{ <urn:a> <urn:p> {quote(text)} . }}")
        server.add(f"<urn:b> <urn:p> {quote(text)} .\n")
        assert server.rows("SELECT ?o { ?s ?p ?o }") == [(text,), (text,)]


def test_users_are_offered_the_servers_that_are_tested() -> None:
    offered = (EXAMPLES.parent / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("neo4j-5", "neo4j-2026", "fuseki-6"):
        assert PROGRAMS[name].version in offered
