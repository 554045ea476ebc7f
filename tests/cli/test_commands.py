"""Each command's output, forms and exit status."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.faces import ALLOCATION, DOCUMENT, NUMBER, POLICY, TITLE

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("paths", "status"),
    [(["a.txt"], 0), (["same.txt"], 0), (["a.txt", "bad.txt"], 1), (["bad.txt"], 2), (["interrupt.txt"], 1)],
)
def test_load_status(kg: Run, paths: list[str], status: int) -> None:
    assert kg("load", *paths).exit_code == status


def test_load_json(kg: Run) -> None:
    assert json.loads(kg("load", "--json", "a.txt", "same.txt", "bad.txt").stdout) == {
        "loaded": [{"path": "a.txt", "document": DOCUMENT}],
        "unchanged": ["same.txt"],
        "rejected": [{"path": "bad.txt", "reason": "it is empty"}],
    }


def test_load_keeps_standard_output_empty(kg: Run) -> None:
    found = kg("load", "a.txt", "bad.txt")
    assert (found.stdout, found.stderr) == ("", "kg: 1 loaded, 1 rejected\nkg: bad.txt: it is empty\n")


def test_interrupted_load_says_what_was_kept(kg: Run) -> None:
    assert "1 of 2 files had been read and are kept" in kg("load", "interrupt.txt").stderr


def test_documents(kg: Run) -> None:
    (row,) = json.loads(kg("documents", "-f", "json").stdout)
    assert (row["document"], row["fiscal_year"], row["pages"]) == (DOCUMENT, 2024, None)


def test_remove(kg: Run) -> None:
    assert f"removed {DOCUMENT}" in kg("remove", "a.txt").stderr


def test_remove_unknown_document(kg: Run) -> None:
    found = kg("remove", "zzz")
    assert (found.exit_code, found.stderr) == (2, "kg: no loaded document is zzz: kg documents lists them\n")


def test_trace_json_has_the_keys_of_the_interface(kg: Run) -> None:
    found = json.loads(kg("trace", "云财行[2023]8号", "--format", "json").stdout)
    assert list(found) == ["policy", "candidates", "nearest", "projects", "total_yuan", "by_year", "totals",
                           "distribution", "related", "scope", "mentions"]  # fmt: skip
    assert list(found["policy"]) == ["id", "number", "title", "kind", "issuer", "issuers", "place", "year", "serial",
                                     "document"]  # fmt: skip
    assert list(found["projects"][0]) == [
        "project_id", "project", "unit", "department", "place", "fiscal_year", "stage", "timing", "amount_yuan",
        "amount_from", "by_level", "allocations", "relation", "roles", "attribution", "shared_with", "counted",
        "not_counted_because", "evidence", "left_out",
    ]  # fmt: skip
    assert list(found["projects"][0]["allocations"][0]) == ["id", "fund", "amount_yuan", "document", "line", "page"]
    assert list(found["projects"][0]["evidence"][0]) == ["id", "document", "line", "page", "role", "as_written"]
    assert list(found["totals"]) == ["hands_down", "basis", "mention", "carryover", "final", "transfers"]
    assert list(found["totals"]["hands_down"]) == ["sole", "shared"]
    assert list(found["scope"]) == ["documents", "departments", "places", "years"]


def test_trace_json_values(kg: Run) -> None:
    found = json.loads(kg("trace", POLICY, "-f", "json").stdout)
    entry = found["projects"][0]
    assert (found["total_yuan"], found["by_year"]) == ("162000", {"2024": "162000"})
    assert (entry["relation"], entry["department"], entry["by_level"]) == (
        "hands-down", "岚渡县委组织部", {"provincial": "162000"},
    )  # fmt: skip
    assert (found["policy"]["issuers"], [m["line"] for m in found["mentions"]]) == (["云川省财政厅"], [5])


def test_trace_table_speaks_to_people(kg: Run) -> None:
    text = " ".join(kg("trace", NUMBER, "-f", "table").stdout.split())
    said_all = (NUMBER, TITLE, "云川省财政厅", "162,000", "handed down", "must not be added", "1 documents")
    for said in said_all:
        assert said in text


def test_trace_piped_is_one_row_a_project(kg: Run) -> None:
    (line,) = kg("trace", NUMBER).stdout.splitlines()
    assert json.loads(line)["amount_yuan"] == "162000"


def test_trace_of_a_number_nobody_cites(kg: Run) -> None:
    found = kg("trace", "云财行〔2023〕9", "-f", "json")
    answer = json.loads(found.stdout)
    assert (found.exit_code, answer["policy"], answer["nearest"][0]["number"]) == (2, None, NUMBER)


def test_trace_of_a_number_of_several_documents(kg: Run) -> None:
    found = kg("trace", "厅字〔2023〕1号", "-f", "json")
    answer = json.loads(found.stdout)
    assert (found.exit_code, answer["policy"], len(answer["candidates"])) == (2, None, 2)
    assert list(answer["candidates"][0])[:5] == ["id", "number", "issuer", "place", "citations"]


def test_trace_names_the_candidates_for_people(kg: Run) -> None:
    found = kg("trace", "厅字〔2023〕1号", "-f", "table")
    assert "policy/2" in found.stderr and "--issuer, --place or its id" in found.stderr


def test_place_decides_between_candidates(kg: Run) -> None:
    assert kg("trace", "厅字〔2023〕1号", "--place", "甲省").exit_code == 0


def test_a_place_that_does_not_fit_lists_what_there_is(kg: Run) -> None:
    found = json.loads(kg("trace", "厅字〔2023〕1号", "--place", "丙省", "-f", "json").stdout)
    assert (found["policy"], len(found["candidates"])) == (None, 2)


def test_table_csv_has_the_columns_in_order(kg: Run) -> None:
    header, row = kg("table", "policies", "-f", "csv").stdout.splitlines()
    assert header == "policy_id,number,issuer_code,issuer,year,serial,title,citations,projects,kind,place"
    assert row == f"{POLICY},{NUMBER},云财行,,2023,8,=1+1,2,1,law,"


@pytest.mark.parametrize("ending", ["jsonl", "json", "csv", "parquet", "xlsx"])
def test_table_into_a_file(kg: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"policies.{ending}"
    found = kg("table", "policies", "-o", str(path))
    assert (found.exit_code, found.stdout, path.stat().st_size > 0) == (0, "", True)


def test_table_that_is_not_there(kg: Run) -> None:
    found = kg("table", "nonsense")
    assert (found.exit_code, "the tables are documents, lines" in found.stderr) == (2, True)


def test_search(kg: Run) -> None:
    assert json.loads(kg("search", "党建").stdout)["id"] == "project/1"


def test_search_finds_nothing(kg: Run) -> None:
    assert kg("search", "xyz").exit_code == 2


def test_show_groups_what_is_around(kg: Run) -> None:
    text = kg("show", "项目", "-f", "table").stdout
    assert "← OF_PROJECT Allocation (1)" in text and "162,000 元" in text


def test_show_json(kg: Run) -> None:
    shown = json.loads(kg("show", "项目", "-f", "json").stdout)
    assert (shown["label"], shown["into"][0]["id"]) == ("Project", ALLOCATION)


def test_show_of_nothing(kg: Run) -> None:
    assert kg("show", "没有").exit_code == 2


def test_show_of_two_things_of_one_name_lists_them(kg: Run) -> None:
    found = kg("show", "两个")
    assert (found.exit_code, "a, b" in found.stderr) == (2, True)


def test_source_marks_the_line(kg: Run) -> None:
    text = kg("source", ALLOCATION, "--context", "1", "-f", "table").stdout
    assert [line[:3] for line in text.splitlines()[1:]] == ["  2", "> 3", "  4"]


@pytest.mark.parametrize("name", ["a.txt#line=3,4", "a.txt#line=4", "a.txt:4", f"{DOCUMENT}:4"])
def test_source_by_line(kg: Run, name: str) -> None:
    rows = [json.loads(line) for line in kg("source", name, "--context", "0").stdout.splitlines()]
    assert [(row["line"], row["marked"]) for row in rows] == [(4, True)]


@pytest.mark.parametrize("line", [0, 99_999])
def test_source_of_a_line_that_is_not_there(kg: Run, line: int) -> None:
    found = kg("source", f"a.txt:{line}")
    assert (found.exit_code, "names no line: the document has" in found.stderr) == (2, True)


def test_source_of_a_shared_thing(kg: Run) -> None:
    found = kg("source", "project/1")
    assert (found.exit_code, "stated in many passages" in found.stderr) == (2, True)


def test_coverage(kg: Run) -> None:
    (row,) = json.loads(kg("coverage", "-f", "json").stdout)
    assert (row["read_lines"], row["unread_percent"]) == (3, "20")


def test_coverage_of_a_document_says_where(kg: Run) -> None:
    rows = json.loads(kg("coverage", "a.txt", "-f", "json").stdout)
    assert [(row["first_line"], row["last_line"], row["reading"]) for row in rows] == [
        (1, 1, "furniture"), (3, 4, "read"), (5, 5, "unread"),
    ]  # fmt: skip


def test_coverage_unread(kg: Run) -> None:
    (row,) = json.loads(kg("coverage", "a.txt", "--unread", "-f", "json").stdout)
    assert (row["first_line"], row["text"]) == (5, "说明")


def test_cypher_values_in_json(kg: Run) -> None:
    rows = json.loads(kg("cypher", "MATCH (n) RETURN n", "--format", "json").stdout)
    assert rows[0] == {"name": "党建工作经费", "n": 1, "amount_yuan": "0.1", "list": ["a", "b"], "nothing": None}


def test_csv_joins_lists(kg: Run) -> None:
    rows = list(csv.reader(io.StringIO(kg("cypher", "MATCH (n) RETURN n", "--format", "csv").stdout)))
    assert rows[:2] == [["name", "n", "amount_yuan", "list", "nothing"], ["党建工作经费", "1", "0.1", "a|b", ""]]


def test_query_cut_by_the_limit_says_so(kg: Run) -> None:
    found = kg("cypher", "MATCH (n) RETURN n", "--limit", "1")
    assert (found.exit_code, "cut off by --limit" in found.stderr) == (1, True)


def test_query_out_of_time(kg: Run) -> None:
    found = kg("cypher", "slow", "--timeout", "2")
    assert (found.exit_code, found.stderr) == (1, "kg: the query did not finish in 2 s: raise --timeout\n")


def test_query_from_standard_input(kg: Run) -> None:
    assert json.loads(kg("sparql", "-", input="ASK {}").stdout) == {"boolean": True}


def test_query_from_a_file(kg: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("CONSTRUCT {} WHERE {}", encoding="utf-8")
    assert kg("sparql", "-f", str(file)).stdout == '<a> <b> "党建" .\n'


def test_query_missing(kg: Run) -> None:
    assert kg("sparql").exit_code == 2


def test_stats(kg: Run) -> None:
    rows = json.loads(kg("stats", "-f", "json").stdout)
    assert {"what": "nodes", "name": "Project", "count": 1} in rows


def test_verify(kg: Run) -> None:
    assert [kg("verify").exit_code, kg("verify", store="broken").exit_code] == [0, 1]


def test_missing_store(kg: Run) -> None:
    found = kg("documents", store="missing")
    assert (found.exit_code, found.stdout, found.stderr.count("\n")) == (2, "", 1)
