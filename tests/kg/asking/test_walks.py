"""Questions that no single query answers: how far they go."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph import Graph
from kg.store import Store
from tests.kg import papers
from tests.kg.papers import paper

PLACES = ("山西省", "长治市", "屯留区")
YEARS = range(2015, 2026)
NAMES = ("村级组织运转经费", "乐器采购")


def _project(year: int, name: str) -> dict[str, object]:
    return {"name": f"{year}年{name}", "amount": "3", "cites": []}


@pytest.mark.parametrize("engine", ["ladybug", "oxigraph"])
def test_a_project_that_is_renamed_each_year_is_followed_through_all_years(
    store: Store, tmp_path: Path, engine: str
) -> None:
    entries = [
        paper("屯留区民政局", year=year, places=PLACES, projects=[_project(year, name) for name in NAMES])
        for year in YEARS
    ]
    assert not store.load(papers.write(tmp_path / "in", entries)).rejected
    with Graph(store) as graph:
        found = list(graph.ask("project-years", engine=engine, project="2020年村级组织运转经费").dicts())
    assert [(row["fiscal_year"], row["project"]) for row in found] == [
        (year, f"{year}年村级组织运转经费") for year in YEARS
    ]
    assert [row["fiscal_year"] for row in found if row["same"]] == [2020]
