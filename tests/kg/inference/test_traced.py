"""A trace shows what is inferred beside what is stated, and counts money that is handed on from tier to tier once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from examples.generate import Corpus, generate
from examples.notices import GeneratedNotice, cascade
from kg.graph import Graph
from tests.kg import papers

COUNTY = "望财行〔2023〕30号"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return generate(33, 2, (2023, 2024), 0.0, 40)


def _number(corpus: Corpus, year: int) -> str:
    return next(
        number
        for number, policy in corpus.policies.items()
        if policy["passes_on"] and number.startswith("澜财行") and f"〔{year}〕" in number
        if sum(entry["counted"] for entry in corpus.traces[number]) > 0
    )


def _county(above: GeneratedNotice, corpus: Corpus) -> str:
    """A notice of the county that passes the city's on to its own bodies."""
    fund = str(corpus.policies[above.number]["title"]).split("转下达", maxsplit=1)[1].removesuffix("的通知")
    return "\n".join(
        [
            "望溪县财政局文件", COUNTY, f"望溪县财政局关于下达{fund}的通知", "县直有关单位：",
            f"根据《{corpus.policies[above.number]['title']}》（{above.number}），现下达你们{fund}，具体见附件。",
            "望溪县财政局", "2023年12月20日", "附件", f"{fund}分配表", "单位：万元", "单位\t项目名称\t合计",
            "合计\t\t" + str(sum((yuan for name, yuan in above.given if "本级" not in name), Decimal(0)) / 10000),
            *(f"{name}\t{fund}\t{yuan / 10000}" for name, yuan in above.given if "本级" not in name),
        ]
    ) + "\n"  # fmt: skip


@pytest.fixture(scope="module")
def graph(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("in")
    notices = cascade(corpus, _number(corpus, 2023))
    for document in (*corpus.documents, *notices):
        (folder / document.name).write_text(document.text, encoding="utf-8")
    (folder / "county.txt").write_text(_county(notices[1], corpus), encoding="utf-8")
    with Graph.open(tmp_path_factory.mktemp("store") / "kg", create=True) as opened:
        assert opened.load(folder).rejected == ()
        yield opened


def test_the_money_of_one_programme_is_counted_once_in_each_tier(graph: Graph, corpus: Corpus) -> None:
    city = _number(corpus, 2023)
    province = corpus.policies[city]["passes_on"]
    for number in (province, city):
        found = graph.trace(str(number))
        counted = [entry for entry in found.projects if entry.counted]
        keys = [(entry.project_id, entry.fiscal_year, entry.timing) for entry in counted]
        assert len(keys) == len(set(keys))
        true = sum((Decimal(e["amount_yuan"]) for e in corpus.traces[str(number)] if e["counted"]), Decimal(0))
        assert found.total_yuan == true > 0
        assert found.total_yuan == sum((entry.amount_yuan or Decimal(0) for entry in counted), Decimal(0))
    lowest = graph.trace(COUNTY)
    # Nobody cites the county's notice: what its table gives is shown, and never added to what others' projects have.
    assert lowest.policy is not None and lowest.total_yuan == 0 and not lowest.projects
    assert sum((entry["amount_yuan"] for entry in lowest.distribution), Decimal(0)) > 0


def test_what_is_stated_from_tier_to_tier_is_not_inferred(graph: Graph, corpus: Corpus) -> None:
    city = _number(corpus, 2023)
    related = {(entry["number"], entry["relation"], entry["status"]) for entry in graph.trace(city).related}
    assert related == {
        (corpus.policies[city]["passes_on"], "passes-on", "stated"),
        (COUNTY, "passed-on-by", "stated"),
    }


def test_what_nobody_states_is_inferred_and_shown_from_both_ends(graph: Graph, corpus: Corpus) -> None:
    city = _number(corpus, 2022)
    province = str(corpus.policies[city]["passes_on"])
    (down,), (up,) = graph.trace(city).related, graph.trace(province).related
    assert (down["number"], down["relation"], down["status"]) == (province, "passes-on", "inferred")
    assert (up["number"], up["relation"], up["status"]) == (city, "passed-on-by", "inferred")
    assert down["confidence"] == up["confidence"] and 0.5 <= down["confidence"] < 1
    assert list(down)[:6] == ["policy_id", "number", "relation", "status", "confidence", "why"]
    text = str(graph.trace(city))
    assert f"Passes on {province} (inferred, confidence {down['confidence']:.2f})" in text.replace("\n", " ")


def test_no_inference_enters_a_sum(graph: Graph, corpus: Corpus) -> None:
    city = _number(corpus, 2022)
    true = sum((Decimal(entry["amount_yuan"]) for entry in corpus.traces[city] if entry["counted"]), Decimal(0))
    assert graph.trace(city).total_yuan == true > 0


def test_both_engines_say_the_same(graph: Graph) -> None:
    assert graph.sparql("ASK { GRAPH fkg:inferred { ?i a fkg:Inference } }") is True
    papers.whole(graph.store)
