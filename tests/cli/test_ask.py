"""kg ask and kg path: what they list, take, refuse and complete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

import queries
from kg.cli import cli
from kg.graph import Graph

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ask") / "store"
    with Graph.open(path, create=True) as graph:
        assert not graph.load([*sorted(EXAMPLES.glob("county/2024*档案馆.txt")), EXAMPLES / "notices"]).rejected
    return path


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *arguments])


def said(store: Path, *arguments: str) -> str:
    """The one line of an error."""
    found = run(store, *arguments)
    assert found.exit_code != 0
    return found.stderr


def test_bare_it_lists_every_question_without_a_store(tmp_path: Path) -> None:
    found = run(tmp_path / "none", "ask", "--format", "json")
    entries = json.loads(found.stdout)
    assert [entry["name"] for entry in entries] == list(queries.questions())
    keys = ["name", "title", "title_zh", "description", "languages", "parameters", "columns"]
    for entry in entries:
        assert list(entry)[: len(keys)] == keys
        assert entry["languages"] == ["sparql", "cypher"]
        for parameter in entry["parameters"]:
            assert list(parameter) == ["name", "type", "required", "default", "description"]
            assert parameter["type"] in (*queries.THINGS, *queries.VALUES)
        assert all(list(column) == ["name", "type", "unit", "description"] for column in entry["columns"])


def test_a_question_explains_itself_without_a_store(tmp_path: Path) -> None:
    found = run(tmp_path / "none", "ask", "units", "--explain").stdout
    assert "```sparql" in found and "```cypher" in found and "`department`" in found


def test_names_are_taken_as_people_write_them(store: Path) -> None:
    whole = run(store, "ask", "units", "department=望溪县档案馆", "--format", "json").stdout
    part = run(store, "ask", "units", "department=档案馆", "--format", "json").stdout
    assert json.loads(whole) == json.loads(part) != []
    number = run(store, "ask", "distribution", "policy=澜财行【2023】 61号", "--format", "jsonl").stdout
    assert number == run(store, "ask", "distribution", "policy=澜财行[2023]61号", "--format", "jsonl").stdout != ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("unit",), "there is no question unit: did you mean units"),
        (("units",), "units needs department"),
        (("units", "departement=x"), "units has no parameter departement: it takes department"),
        (("units", "department=水文站"), "no organization is called 水文站"),
        (("units", "department=望溪"), "望溪 may be"),
        (("fund-use", "fund=general-public", "year=soon"), "year=soon is no year"),
        (("trace", 'policy="} DROP ALL #'), 'no policy document is called "} DROP ALL #'),
        (("units", "department"), "write NAME=VALUE"),
        (("units", "department=a", "department=b"), "department is given twice"),
        (("units", "department=望溪县档案馆", "--engine", "mysql"), "there is no engine mysql"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(store: Path, arguments: tuple[str, ...], reason: str) -> None:
    told = said(store, "ask", *arguments)
    assert reason in told
    assert "\n" not in told.strip()


@pytest.mark.parametrize("command", [("ask", "units", "department=x"), ("path", "a", "b")])
def test_a_server_that_is_not_there_is_told_where_there_is_no_store(tmp_path: Path, command: tuple[str, ...]) -> None:
    told = said(tmp_path / "none", *command, "--engine", "bolt://127.0.0.1:9")
    assert "127.0.0.1:9" in told


def test_a_limit_cuts_off_what_is_last_in_order_and_says_so(store: Path) -> None:
    whole = run(store, "ask", "largest-documents", "--format", "jsonl").stdout.splitlines()
    found = run(store, "ask", "largest-documents", "--format", "jsonl", "--limit", "1")
    assert (found.stdout.splitlines(), found.exit_code) == (whole[:1], 1)
    assert "cut off by --limit" in found.stderr


def test_a_path_leads_from_one_thing_to_another(store: Path) -> None:
    rows = json.loads(run(store, "path", "澜财行〔2023〕61号", "望溪县档案馆", "--format", "json").stdout)
    assert [row["step"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["to_id"] for row in rows[:-1]] == [row["from_id"] for row in rows[1:]]
    assert (rows[0]["from_name"], rows[-1]["to_name"]) == ("澜财行〔2023〕61号", "望溪县档案馆")


def test_no_path_is_status_2(store: Path) -> None:
    found = run(store, "path", "澜财行〔2023〕61号", "望溪县档案馆", "--steps", "1")
    assert (found.stdout, found.exit_code) == ("", 2)


def offered(store: Path, *arguments: str) -> list[str]:
    *before, begun = arguments
    complete = ShellComplete(cli, {}, "kg", "_KG_COMPLETE")
    found = complete.get_completions(["--store", str(store), *before], begun)
    return [item.value for item in found]


def test_the_shell_completes_questions_parameters_and_things(store: Path) -> None:
    assert "department-years" in offered(store, "ask", "dep")
    assert offered(store, "ask", "fund-use", "f") == ["fund="]
    assert "department=望溪县档案馆" in offered(store, "ask", "units", "department=档案")
    assert offered(store, "ask", "fund-use", "year=20") == ["year=2024"]
