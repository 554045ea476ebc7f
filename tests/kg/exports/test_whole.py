"""Whole or not at all, the command, the examples in the modules, and the page about exports."""

from __future__ import annotations

import doctest
import json
import re
import stat
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import exports
from kg.answers import GraphNode
from kg.cli import cli
from kg.errors import KgError
from kg.exports import FORMATS
from kg.exports.source import Source
from kg.graph import Graph
from tests.kg.exports.conftest import Held

DOCS = Path(__file__).resolve().parents[3] / "docs"
MODULES = ["graphml", "gexf", "cytoscape", "dot", "svg", "csv", "parquet", "neo4j_admin", "source", "xml"]
FOLDERS = ["csv", "parquet", "neo4j-admin"]
TEXTS = ["graphml", "gexf", "cytoscape", "dot"]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(
    graph: Graph, project: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    module = import_module(f"kg.exports.{name}")
    result = doctest.testmod(module, extraglobs={"graph": graph, "project": project})
    assert (result.failed, result.attempted > 0) == (0, True)


def broken(source: Source) -> Iterator[GraphNode]:
    yield GraphNode("project/1", "Project", {"name": "校舍维修"})
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("form", [*TEXTS, *FOLDERS])
def test_what_fails_leaves_what_was_there(
    graph: Graph, project: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"

    def contents() -> dict[str, bytes]:
        return {str(file.relative_to(tmp_path)): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    graph.export(form, path, around=project, depth=0)
    before = contents()
    # The first pass only looks, the second writes.
    looked = Source(graph.store, exports.WHOLE).survey
    monkeypatch.setattr(Source, "survey", looked)
    monkeypatch.setattr(Source, "nodes", broken)
    with pytest.raises(OSError, match="No space left") as error:
        graph.export(form, path)
    assert error.value.filename == str(path.resolve() if form in FOLDERS else path)
    assert contents() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("form", FOLDERS)
def test_a_folder_is_replaced_only_where_all_in_it_is_an_exports(
    graph: Graph, project: str, form: str, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    graph.export(form, path)
    graph.export(form, path, around=project, depth=0)
    assert sorted(file.name for file in path.iterdir() if file.name.startswith("nodes-Place")) == []
    (path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(KgError, match=r"holds notes\.txt, which no export wrote"):
        graph.export(form, path)
    assert (path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_is_filled(graph: Graph, project: str, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    assert graph.export("csv", tmp_path / "x", around=project, depth=0).nodes == 1


Run = Callable[..., Result]


@pytest.fixture
def kg(graph: Graph) -> Run:
    def run(*arguments: object) -> Result:
        return CliRunner().invoke(cli, ["--store", str(graph.store.path), *map(str, arguments)])

    return run


@pytest.mark.parametrize("form", TEXTS)
def test_standard_output_takes_the_same_bytes(kg: Run, form: str, project: str, tmp_path: Path) -> None:
    shown = kg("export", form, "-", "--around", project, "--depth", "1")
    kept = kg("export", form, tmp_path / "x", "--around", project, "--depth", "1")
    assert (shown.exit_code, kept.exit_code) == (0, 0)
    assert shown.stdout_bytes == (tmp_path / "x").read_bytes()
    assert re.fullmatch(r"kg: standard output: \d+ nodes and \d+ edges\n", shown.stderr)
    assert kept.stdout == ""


def test_the_command_says_how_much_it_wrote(kg: Run, whole: Held, tmp_path: Path) -> None:
    found = kg("export", "csv", tmp_path / "t")
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr == f"kg: {tmp_path / 't'}: {len(whole.nodes)} nodes and {len(whole.edges)} edges\n"


def test_a_name_serves_as_well_as_an_id(kg: Run, whole: Held) -> None:
    number = next(n.properties["number"] for n in whole.nodes.values() if n.label == "Notice")
    found = kg("export", "cytoscape", "-", "--around", number.replace("〔", "[").replace("〕", "]"), "--depth", "0")
    (node,) = json.loads(found.stdout)["elements"]["nodes"]
    assert node["data"]["number"] == number


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dwg", "x"], "there is no format dwg: the formats are graphml,"),
        (["graphml", "x", "--type", "Projekt"], "there is no label Projekt: the labels are"),
        (["graphml", "x", "--around", "没有这个"], "nothing is called exactly 没有这个"),
        (["graphml", "x", "--type", "Place", "--year", "1990"], "no node is of this part"),
        (["csv", "-"], "this format is a folder of files"),
        (["csv", "file"], "file is a file: this format is a folder"),
        (["graphml", "folder"], "folder is a folder: this format is one file"),
        (["turtle", "folder"], "folder"),
        (["graphml", "nowhere/x"], "nowhere/x: No such file or directory"),
        (["parquet", "nowhere/x"], "nowhere/x: No such file or directory"),
        (["svg", "x"], "a picture of"),
    ],
)
def test_errors_are_one_line(
    graph: Graph, arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = graph.store.path.resolve()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    found = CliRunner().invoke(cli, ["--store", str(store), "export", *arguments])
    assert (found.exit_code, found.stdout, found.stderr.count("\n")) == (2, "", 1)
    assert said in found.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "file"}


def test_help_lists_every_format_with_a_line_each() -> None:
    shown = CliRunner().invoke(cli, ["export", "--help"]).stdout
    for name, said in FORMATS.items():
        assert re.search(rf"^ +{name} +{re.escape(said)}$", shown, re.M), name


def test_the_page_about_exports_tells_of_every_format() -> None:
    page = (DOCS / "exports.md").read_text(encoding="utf-8")
    for name in FORMATS:
        assert f"`{name}`" in page, name


def test_the_script_can_be_run(graph: Graph, project: str, tmp_path: Path) -> None:
    graph.export("neo4j-admin", tmp_path / "n", around=project, depth=0)
    mode: Any = (tmp_path / "n" / "import.sh").stat().st_mode
    assert mode & stat.S_IXUSR
