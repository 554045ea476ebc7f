"""A trace over generated disclosures says what their generator knows: end to end, from text to the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from examples.generate import Corpus, generate
from kg.graph import Graph
from kg.trace.result import LeftOut, Trace
from kg.trace.text import describe

CORPUS = generate(7, 3, (2023, 2024), size_kb=40)
#: The documents that some text cites with their number; others are cited by title alone, though they have a number.
PRINTED = {reference["number"] for document in CORPUS.documents for reference in document.truth["policy_refs"]}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return CORPUS


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("county")
    for document in corpus.documents:
        (folder / document.name).write_text(document.text, encoding="utf-8")
    with Graph.open(tmp_path_factory.mktemp("store") / "kg", create=True) as opened:
        assert opened.load(folder).rejected == ()
        yield opened


Row = tuple[str | None, str, int, str, str | None, Decimal | None, str, bool]


def told(trace: Trace) -> set[Row]:
    return {
        (e.unit, e.project, e.fiscal_year, e.stage, e.timing, e.amount_yuan, e.relation, e.counted)
        for e in trace.projects
    }


@pytest.mark.parametrize("number", [number for number in CORPUS.traces if number in PRINTED])
def test_trace_is_the_truth(graph: Graph, corpus: Corpus, number: str) -> None:
    truth: set[Row] = {
        (e["unit"], e["project"], e["fiscal_year"], e["stage"], e["timing"], Decimal(e["amount_yuan"]), e["relation"],
         e["counted"])
        for e in corpus.traces[number]
    }  # fmt: skip
    trace = graph.trace(number)
    assert trace.policy is not None
    assert told(trace) == truth


@pytest.mark.parametrize("number", [number for number in CORPUS.traces if number in PRINTED and "〔" in number][:3])
def test_a_number_may_lack_its_last_sign_or_have_one_more(graph: Graph, number: str) -> None:
    wanted = graph.trace(number).policy
    assert wanted is not None
    for written in (number.removesuffix("号"), number.replace("〕", "〕第")):
        assert graph.trace(written).policy == wanted


def test_another_amount_of_another_file_is_said(graph: Graph) -> None:
    trace = graph.trace(
        next(number for number in CORPUS.traces if number in PRINTED and graph.trace(number).total_yuan)
    )
    entry = next(entry for entry in trace.projects if entry.allocations and entry.amount_yuan)
    assert entry.amount_yuan is not None

    def with_another(amount: Decimal) -> str:
        row = LeftOut("other/1", "dother", 12, None, amount, "same disclosure in another file")
        return describe(replace(trace, projects=(replace(entry, left_out=(row,)),)))

    assert "Stated otherwise in dother:12" in with_another(entry.amount_yuan + 1)
    assert "Stated otherwise" not in with_another(entry.amount_yuan)


@pytest.mark.parametrize("title", [number for number in CORPUS.traces if number.startswith("《")])
def test_a_title_alone_traces_too(graph: Graph, corpus: Corpus, title: str) -> None:
    trace = graph.trace(title)
    assert {(row[0], row[1], row[2]) for row in told(trace)} == {
        (e["unit"], e["project"], e["fiscal_year"]) for e in corpus.traces[title]
    }


def test_a_reissue_in_a_second_file_changes_no_trace(
    graph: Graph, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("twice")
    for document in corpus.documents:
        (folder / document.name).write_text(document.text, encoding="utf-8")
        (folder / f"again_{document.name}").write_text("\n" + document.text, encoding="utf-8")
    with Graph.open(tmp_path_factory.mktemp("store") / "kg", create=True) as twice:
        twice.load(folder)
        for number in sorted(PRINTED & set(corpus.traces)):
            once, again = graph.trace(number), twice.trace(number)
            assert (again.total_yuan, again.by_year, again.totals) == (once.total_yuan, once.by_year, once.totals)
            assert told(again) == told(once)
        reasons = {row.because for entry in again.projects for row in entry.left_out}
        assert reasons == {"same disclosure in another file"}
