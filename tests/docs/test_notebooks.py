"""The notebooks of docs/ run from top to bottom, show what is stored, and what they show is the generator's truth."""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest

from examples.generate import Corpus, generate
from examples.notices import demonstration

pytest.importorskip("nbclient", reason="nbclient is not installed")
pytest.importorskip("ipykernel", reason="ipykernel is not installed")
pytest.importorskip("scipy", reason="scipy is not installed")

from nbformat import NotebookNode

from tests.docs import notebooks
from tests.docs.notebooks import METADATA, NAMES, ROOT, frame, numbers, outputs, stored, text

NOTICE = "澜财行〔2023〕61号"
#: A title that fits any project: the reader takes it for a document, the generator does not.
VAGUE = "业务主管部门年度工作要点"
WAN = Decimal(10_000)
#: One worker runs each notebook once for all of these.


@cache
def run(name: str) -> NotebookNode:
    """A fresh run, once for all tests of a worker."""
    return notebooks.run(name)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """What stands in examples/county, as its README says how it was made."""
    return generate(33, 6, (2023, 2024), 0.3, 76, noisy=2)


@pytest.fixture(scope="module")
def auditor() -> NotebookNode:
    return run("auditor")


@pytest.fixture(scope="module")
def researcher() -> NotebookNode:
    return run("researcher")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_is_what_a_run_gives(name: str) -> None:
    assert outputs(stored(name)) == outputs(run(name)), "python -m tests.docs.notebooks stores the new outputs"


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_warns(name: str) -> None:
    warned = [cell.id for cell in run(name).cells for part in cell.get("outputs", []) if part.get("name") == "stderr"]
    assert warned == []


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_notebook_tells_nothing_of_the_machine(name: str) -> None:
    notebook = stored(name)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert notebook.metadata == METADATA
    assert [dict(cell.metadata) for cell in notebook.cells] == [{}] * len(notebook.cells)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    told = [
        str(folder) for folder in (ROOT, Path.home(), tempfile.gettempdir()) if str(folder) in str(outputs(notebook))
    ]
    assert told == []


def money(corpus: Corpus, timing: str) -> dict[tuple[str, int], Decimal]:
    """Project money of the truth by publisher and year."""
    found: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for document in corpus.documents:
        for project in document.truth["projects"]:
            if project["timing"] == timing:
                key = document.truth["publisher"], document.truth["fiscal_year"]
                found[key] += Decimal(project["total"]) * WAN
    return found


def test_the_pivot_is_the_truth(auditor: NotebookNode, corpus: Corpus) -> None:
    carryover, current = money(corpus, "carryover"), money(corpus, "current")
    rows = {row[0]: [Decimal(cell) for cell in row[1:]] for row in frame(auditor, "pivot")}
    total = rows.pop("合计")
    assert {name for name, _ in current} == set(rows)
    for name, cells in rows.items():
        kinds = [of.get((name, year), Decimal(0)) for year in (2023, 2024) for of in (carryover, current)]
        assert cells == kinds, name
    assert total == [sum(column) for column in zip(*rows.values(), strict=True)]
    assert numbers(auditor, "exact")[-1] == sum(total)


def test_project_rows_make_what_another_table_prints(auditor: NotebookNode, corpus: Corpus) -> None:
    rows = {(row[0], int(row[1])): [Decimal(cell) for cell in row[2:]] for row in frame(auditor, "printed")}
    told = {
        (document.truth["publisher"], document.truth["fiscal_year"]): Decimal(
            document.truth["narrative"]["project_expenditure"]
        )
        * WAN
        for document in corpus.documents
    }
    assert {key: row[0] for key, row in rows.items()} == told
    assert {row[2] for row in rows.values()} == {0}


def test_projects_without_basis_are_the_truth(auditor: NotebookNode, corpus: Corpus) -> None:
    found: dict[tuple[str, int, str, str], Decimal] = defaultdict(Decimal)
    for document in corpus.documents:
        truth = document.truth
        founded = {known["project"] for known in truth["policy_refs"] if known["relation"] != "mention"}
        for project in truth["projects"]:
            if project["timing"] == "current" and project["name"] not in founded:
                key = truth["publisher"], truth["fiscal_year"], project["unit"], project["name"]
                found[key] += Decimal(project["total"]) * WAN
    assert numbers(auditor, "basis-total") == [len(found), sum(found.values())]
    assert len(frame(auditor, "vague")) + int(numbers(auditor, "basis-groups")[0]) == len(found)


def test_carryover_is_the_truth(auditor: NotebookNode, corpus: Corpus) -> None:
    shown: dict[int, Decimal] = defaultdict(Decimal)
    for year, vintage, age, _, _, amount in frame(auditor, "carryover"):
        assert int(year) - int(vintage) == int(age)
        shown[int(year)] += Decimal(amount)
    told: dict[int, Decimal] = defaultdict(Decimal)
    for (_, of), amount in money(corpus, "carryover").items():
        told[of] += amount
    assert shown == told


def test_what_is_left_is_of_what_was_budgeted(auditor: NotebookNode, corpus: Corpus) -> None:
    told: dict[tuple[str, int, str], Decimal] = defaultdict(Decimal)
    for document in corpus.documents:
        for project in document.truth["projects"]:
            told[project["name"], document.truth["fiscal_year"], project["timing"]] += Decimal(project["total"]) * WAN
    rows = frame(auditor, "share")
    assert rows
    for _, name, budget, left, percent in rows:
        assert Decimal(budget) == told[name, 2023, "current"]
        assert Decimal(left) == told[name, 2024, "carryover"]
        assert abs(Decimal(percent) - 100 * Decimal(left) / Decimal(budget)) <= Decimal("0.05")


def test_old_documents_are_counted_once(auditor: NotebookNode, corpus: Corpus) -> None:
    told: dict[tuple[str, str], Decimal] = {}
    over = Decimal(0)
    for number, entries in corpus.traces.items():
        year = re.search(r"〔(\d{4})〕", number)
        for entry in entries if year and int(year[1]) <= 2021 else ():
            if entry["counted"] and entry["fiscal_year"] == 2024:
                over += Decimal(entry["amount_yuan"])
                told[entry["unit"], entry["project"]] = Decimal(entry["amount_yuan"])
    assert numbers(auditor, "twice") == [over, sum(told.values()), len(told)]


def test_the_trace_added_by_hand_is_the_truth(auditor: NotebookNode, corpus: Corpus) -> None:
    told = sum(Decimal(entry["amount_yuan"]) for entry in corpus.traces[NOTICE] if entry["counted"])
    assert numbers(auditor, "trace-sum") == [told, told]
    assert sum(Decimal(row[-1]) for row in frame(auditor, "trace-frame")) == told


def test_what_was_given_is_what_was_budgeted(auditor: NotebookNode) -> None:
    (given,) = (notice.given for notice in demonstration() if notice.number == NOTICE)
    rows = frame(auditor, "given")
    assert sorted((row[1], Decimal(row[3])) for row in rows) == sorted(given)
    assert [row[1] for row in rows if not row[5]] == ["澜江市本级"]
    assert {Decimal(row[5]) for row in rows if row[5]} == {0}


def test_the_cascade_reaches_every_project(auditor: NotebookNode, corpus: Corpus) -> None:
    rows = frame(auditor, "cascade")
    units = {row[4] for row in rows if row[2] == "funded-by" and row[5] == NOTICE}
    assert units == {entry["unit"] for entry in corpus.traces[NOTICE]}
    assert [(row[3], row[5], row[6]) for row in rows if row[2] == "passes-on"] == [
        (NOTICE, corpus.policies[NOTICE]["passes_on"], "stated")
    ]


def test_the_line_shown_prints_the_amount(auditor: NotebookNode, corpus: Corpus) -> None:
    (entry,) = (entry for entry in corpus.traces[NOTICE] if entry["unit"] == "望溪县司法局")
    printed = f"{Decimal(entry['amount_yuan']) / WAN:.2f}"
    for cell in ("line", "notice-line"):
        (marked,) = (line for line in text(auditor, cell).splitlines() if line.startswith(">"))
        assert printed in marked.split(" │ "), cell
        assert entry["project"] in marked, cell


def test_the_finding_is_on_the_line_that_does_not_add_up(auditor: NotebookNode) -> None:
    (marked,) = (line for line in text(auditor, "finding").splitlines() if line.startswith(">"))
    code, _, total, *parts = marked.split(" │ ")
    assert Decimal(total) != sum(map(Decimal, parts))
    rows = {row[2]: Decimal(row[-1]) for row in frame(auditor, "finding-added")}
    assert rows[code.split()[-1]] == Decimal(total) * WAN
    assert numbers(auditor, "finding-added")[0] == sum(map(Decimal, parts)) * WAN


def test_taking_the_late_document_out_leaves_the_rest(auditor: NotebookNode, corpus: Corpus) -> None:
    assert numbers(auditor, "end")[0] == len(corpus.documents) + len(demonstration())


Pair = tuple[str, tuple[str, str]]


@pytest.fixture(scope="module")
def founded(corpus: Corpus) -> set[Pair]:
    """Documents and the projects that they found, as the generator knows them."""
    return {
        (name.strip("《》"), (entry["unit"], entry["project"]))
        for name, entries in corpus.traces.items()
        for entry in entries
        if entry["relation"] != "mention"
    }


@pytest.fixture(scope="module")
def offices(corpus: Corpus) -> dict[str, set[str]]:
    """The documents that each publisher's projects rest on, as the generator knows them."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, entries in corpus.traces.items():
        for entry in entries:
            if entry["relation"] != "mention":
                found[entry["publisher"]].add(name)
    return found


def test_the_network_is_the_truth(researcher: NotebookNode, founded: set[Pair]) -> None:
    told: nx.Graph[object] = nx.Graph(founded)
    parts = sorted(map(len, nx.connected_components(told)), reverse=True)
    assert numbers(researcher, "clear") == [len(told), told.number_of_edges(), len(parts), *parts[:3]]


def test_hubs_are_the_truth(researcher: NotebookNode, founded: set[Pair]) -> None:
    shown = {row[1]: int(row[2]) for row in frame(researcher, "hubs")}
    assert shown.pop(VAGUE) > max(shown.values())
    told: nx.Graph[object] = nx.Graph(founded)
    assert {name: told.degree(name) for name in shown} == shown
    names = {name for name, _ in founded}
    assert sorted(shown.values()) == sorted((told.degree(name) for name in names), reverse=True)[: len(shown)][::-1]


def test_measures_are_those_of_the_truth(researcher: NotebookNode, founded: set[Pair]) -> None:
    told: nx.Graph[object] = nx.Graph(sorted(founded))
    between, rank = nx.betweenness_centrality(told), nx.pagerank(told)
    rows = frame(researcher, "measures")
    for _, name, degree, betweenness, pagerank in rows:
        assert int(degree) == told.degree(name)
        assert float(betweenness) == pytest.approx(between[name], abs=6e-5)
        assert float(pagerank) == pytest.approx(rank[name], abs=6e-5)
    least = min(float(row[3]) for row in rows)
    shown = {row[1] for row in rows}
    assert all(between[name] <= least + 6e-5 for name, _ in founded if name not in shown)


def test_departments_share_what_the_truth_says(researcher: NotebookNode, offices: dict[str, set[str]]) -> None:
    names = sorted(offices)
    plain = {row[0]: [int(cell) for cell in row[1:]] for row in frame(researcher, "departments")}
    weighted = {row[0]: [float(cell) for cell in row[1:]] for row in frame(researcher, "newman")}
    assert list(plain) == list(weighted) == names
    for one, other in combinations(names, 2):
        common = offices[one] & offices[other]
        by = [sum(name in papers for papers in offices.values()) for name in common]
        assert plain[one][names.index(other)] == plain[other][names.index(one)] == len(common)
        assert weighted[one][names.index(other)] == pytest.approx(sum(1 / (k - 1) for k in by), abs=0.006)


def test_communities_part_the_departments(researcher: NotebookNode, offices: dict[str, set[str]]) -> None:
    lines = text(researcher, "louvain").splitlines()
    assert len(lines) == 2
    for line in lines:
        parts = [part.strip().split("、") for part in line.partition(":")[2].split(";")]
        assert sorted(name for part in parts for name in part) == sorted(offices)


def test_a_notice_makes_a_programme_of_all_departments(researcher: NotebookNode, corpus: Corpus) -> None:
    (row,) = (row for row in frame(researcher, "programmes") if row[1] == NOTICE)
    entries = corpus.traces[NOTICE]
    assert int(row[2]) == len({(entry["unit"], entry["project"]) for entry in entries})
    assert int(row[3]) == len({entry["publisher"] for entry in entries})


def test_departments_over_the_years_are_the_truth(researcher: NotebookNode, corpus: Corpus) -> None:
    rows = {row[0]: [Decimal(cell) for cell in row[1:]] for row in frame(researcher, "years")}
    years = {year: {d.truth["publisher"]: d.truth["narrative"] for d in corpus.documents
                    if d.truth["fiscal_year"] == year} for year in (2023, 2024)}  # fmt: skip
    for name, cells in rows.items():
        keys = ("expenditure_total", "basic_expenditure", "project_expenditure")
        assert cells == [Decimal(years[year][name][key]) * WAN for key in keys for year in (2023, 2024)], name
    totals = [Decimal(cell) for cell in frame(researcher, "growth")[-1][1:]]
    assert totals[:2] == [sum(column) for column in list(zip(*rows.values(), strict=True))[:2]]


def test_subjects_make_the_totals(researcher: NotebookNode) -> None:
    by_class = [[Decimal(cell) for cell in row[2:]] for row in frame(researcher, "subjects")]
    totals = [Decimal(row[2]) for row in frame(researcher, "years")]
    assert [sum(column) for column in zip(*by_class, strict=True)] == totals
    assert len(set(numbers(researcher, "subjects-sum"))) == 1
    (social,) = (row[2:] for row in frame(researcher, "subjects") if row[0] == "208")
    later = [Decimal(row[2]) for row in frame(researcher, "subject-years")]
    assert later == [Decimal(cell) for cell in social if Decimal(cell)]
