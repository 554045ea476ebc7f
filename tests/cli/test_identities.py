"""kg identities on a real store, and what a command says of a malformed file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.judged import COLUMNS
from tests.kg import papers
from tests.kg.papers import cite, paper

NUMBER = "岚政发〔2020〕1号"
PAPERS = [
    paper(projects=[{"name": "校舍维修", "amount": "1", "cites": [cite(NUMBER, "关于校舍的意见")]}]),
    paper("岚渡县林业局", projects=[{"name": "造林", "amount": "1", "cites": [cite(NUMBER)]}]),
]


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *arguments])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("loaders.read", papers.read)
    assert run(tmp_path / "store", "load", *map(str, papers.write(tmp_path / "in", PAPERS))).exit_code == 0
    return tmp_path / "store"


def test_lists_members(store: Path) -> None:
    found = run(store, "identities", "--format", "json")
    assert found.exit_code == 0
    rows = json.loads(found.stdout)
    assert tuple(rows[0]) == COLUMNS
    assert [row["name"] for row in rows] == [NUMBER, NUMBER]
    assert len(run(store, "identities", "--all", "-f", "jsonl").stdout.splitlines()) > 2
    assert run(store, "identities", "岚政发[2020]1号", "-f", "csv").stdout.count("\n") == 3


def test_nothing_of_this_kind(store: Path) -> None:
    found = run(store, "identities", "--kind", "place")
    assert (found.exit_code, found.stdout) == (0, "")
    assert "--all lists what has one" in found.stderr


def test_an_unknown_name(store: Path) -> None:
    found = run(store, "identities", "nothing")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("kg: nothing that can be one with another is called nothing")


@pytest.mark.parametrize("command", [["identities"], ["documents"], ["table", "lines"], ["load", "x"]])
def test_a_malformed_file_is_one_line_and_status_2(store: Path, command: list[str]) -> None:
    (store / "identities.toml").write_text('[[same]]\nthings = ["organization/1"]\nreason = "x"\n', encoding="utf-8")
    found = run(store, *command)
    assert (found.exit_code, found.stdout) == (2, "")
    (line,) = found.stderr.splitlines()
    assert line.startswith("kg: identities.toml, [[same]] 1: things must list at least 2")
    (store / "identities.toml").unlink()
    assert run(store, "documents").exit_code == 0


def test_what_names_nothing_is_said_once_on_standard_error(store: Path) -> None:
    text = '[[same]]\nthings = ["organization/1", "organization/2"]\nreason = "x"\n'
    (store / "identities.toml").write_text(text, encoding="utf-8")
    assert run(store, "documents").stderr.count("names nothing") == 2
    assert run(store, "documents").stderr == ""
    rows = [json.loads(line) for line in run(store, "identities", "-f", "jsonl").stdout.splitlines()]
    assert [row["id"] for row in rows if row["reason"] == "names nothing"] == ["organization/1", "organization/2"]
