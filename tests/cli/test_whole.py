"""The command as a whole: help, documentation, errors of one line, start-up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kg import graph
from kg.cli import COMMANDS, cli
from kg.graph import Graph
from tests.faces import FakeStore

Run = Callable[..., Result]
DOCS = Path(__file__).parents[2] / "docs" / "commands.md"
#: What a public start must not import.
HEAVY = ("pandas", "rdflib", "pyarrow", "networkx", "rich", "ladybug", "pyoxigraph", "numpy", "sqlite3", "kg.store")


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_short_help_is_the_first_line_of_the_long_one(name: str) -> None:
    assert (command(name).help or "").strip().splitlines()[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    missing = [p.name for p in command(name).params if isinstance(p, click.Option) and not p.help]
    assert missing == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_the_python_twin(name: str) -> None:
    twin = re.search(r"In Python: Graph\.(\w+)\(", command(name).help or "")
    assert twin is not None and hasattr(Graph, twin.group(1))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    section = re.search(rf"^## kg {name}$(.*?)(?=^## |\Z)", DOCS.read_text(encoding="utf-8"), re.M | re.S)
    assert section is not None, f"docs/commands.md has no section '## kg {name}'"
    text = section.group(1)
    options = [name for p in command(name).params if isinstance(p, click.Option) for name in p.opts]
    for option in (name for name in options if name.startswith("--")):
        assert option in text, f"docs/commands.md does not say what {option} of kg {name} does"
    assert f"$ kg {name}" in text or f"$ kg --store {name}" in text


def test_documentation_has_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"^## kg (\w+)$", DOCS.read_text(encoding="utf-8"), re.M))
    assert named == set(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trce", "x"], "did you mean trace?"),
        (["trace"], "kg trace --help explains"),
        (["documents", "--nonsense"], "No such option"),
        (["table", "policies", "-o", "x.doc"], "an ending to write is one of"),
        (["table", "policies", "-f", "parquet"], "parquet needs a file"),
        (["sparql", "-f", "missing.rq"], "missing.rq"),
        (["coverage", "--unread"], "--unread needs a document"),
        (["cypher", "q", "-p", "x"], "write NAME=VALUE"),
    ],
)
def test_errors_are_one_line_and_status_2(kg: Run, arguments: list[str], said: str) -> None:
    found = kg(*arguments)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert found.stderr.startswith("kg: ") and found.stderr.count("\n") == 1 and said in found.stderr


def test_a_defect_is_one_line_too(kg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_(self: FakeStore) -> None:
        raise ValueError("two\nlines")

    monkeypatch.setattr(FakeStore, "documents", break_)
    found = kg("documents")
    assert (found.exit_code, found.stderr.count("\n"), "Traceback" in found.output) == (2, 1, False)


def test_store_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "Store", FakeStore)
    monkeypatch.setenv("KG_STORE", "missing")
    assert "there is no store in missing" in CliRunner().invoke(cli, ["documents"]).stderr


def test_version() -> None:
    assert re.fullmatch(r"kg \S.*\n", CliRunner().invoke(cli, ["--version"]).stdout)


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
        env=os.environ | environment,
    )  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom kg.cli import cli\n"
        "try: cli.main(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    assert python(code).stderr.strip() == "[]"


def test_importing_the_library_is_light() -> None:
    code = f"import kg, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert python(code).stdout.strip() == "[]"


def test_broken_pipe_is_quiet(tmp_path: Path) -> None:
    code = (
        "from kg import graph\nfrom kg.cli import cli\nfrom tests.faces import FakeStore\n"
        "FakeStore.table = lambda self, name: ({'policy_id': str(i)} for i in range(200000))\n"
        "graph.Store = FakeStore\ncli.main(['table', 'policies'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1
