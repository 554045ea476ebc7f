"""The files for neo4j-admin: by the rules of its manual, and as the importer of both versions takes them."""

from __future__ import annotations

import csv
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

import queries
from kg.asking import CypherEngine, ask
from kg.asking.names import StoreNames
from kg.errors import KgError
from kg.exports import neo4j_admin
from kg.exports.source import Written, values
from kg.graph import Graph
from kg.servers import Credentials, connect
from ontology.schema import schema
from tests.kg.exports.conftest import Held
from tests.kg.exports.made import NASTY, Made, cites, nasty, policy, project
from tests.queries.said import ways
from tests.servers.catalogue import Unavailable, program
from tests.servers.fetch import fetch
from tests.servers.java import java_for
from tests.servers.run import Running, start

#: What Java itself says about libraries of the server, which is not about the files.
OF_JAVA = re.compile(r"(incubator modules|java\.lang|sun\.misc|restricted|Restricted|native-access|reporting this to)")


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a data file by the fields of its header."""
    with (folder / f"{name}-header.csv").open(encoding="utf-8", newline="") as file:
        (header,) = csv.reader(file)
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            yield dict(zip(header, row, strict=True))


def files(folder: Path, kind: str) -> list[str]:
    return sorted(path.name.removesuffix("-header.csv") for path in folder.glob(f"{kind}-*-header.csv"))


def delimiter(folder: Path) -> str:
    found = re.search(r"--array-delimiter=U\+([0-9A-F]{4})|--array-delimiter=(TAB)", script(folder))
    assert found is not None
    return "\t" if found[2] else chr(int(found[1], 16))


def script(folder: Path) -> str:
    return (folder / "import.sh").read_text(encoding="utf-8")


def read(field: str, text: str, sign: str) -> tuple[str, Any]:
    """A value as the importer makes it, by the type in the header."""
    name, _, kind = field.partition(":")
    one = {"long": int, "boolean": {"true": True, "false": False}.__getitem__}.get(kind.removesuffix("[]"), str)
    return name, [one(part) for part in text.split(sign)] if kind.endswith("[]") else one(text)


def test_every_node_and_value_is_there(graph: Graph, whole: Held, tmp_path: Path) -> None:
    assert graph.export("neo4j-admin", tmp_path / "n") == Written(len(whole.nodes), len(whole.edges))
    found = {}
    for name in files(tmp_path / "n", "nodes"):
        for row in rows(tmp_path / "n", name):
            node, label = row.pop("id:ID"), row.pop(":LABEL")
            assert name == f"nodes-{label}"
            assert node not in found
            given = dict(read(field, text, delimiter(tmp_path / "n")) for field, text in row.items() if text)
            found[node] = (label, given)
    assert found == {node.id: (node.label, values(node)) for node in whole.nodes.values()}


def test_no_edge_dangles_and_none_is_missing(graph: Graph, whole: Held, tmp_path: Path) -> None:
    graph.export("neo4j-admin", tmp_path / "n")
    found: Counter[tuple[str, str, str]] = Counter()
    for name in files(tmp_path / "n", "edges"):
        _, kind, label = name.split("-")
        for row in rows(tmp_path / "n", name):
            assert row[":TYPE"] == kind
            assert whole.nodes[row[":START_ID"]].label == label
            found[row[":START_ID"], kind, row[":END_ID"]] += 1
    assert found == Counter((edge.source, edge.type, edge.target) for edge in whole.edges)


def test_the_command_names_every_file_once_and_no_other(graph: Graph, whole: Held, tmp_path: Path) -> None:
    folder = tmp_path / "与 空格"
    graph.export("neo4j-admin", folder)
    fake = tmp_path / "fake"
    fake.write_text('#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    fake.chmod(0o755)
    command = ["sh", folder / "import.sh", "graph", "--overwrite-destination"]
    said = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "NEO4J_ADMIN": str(fake)}
    )
    where, *arguments = said.stdout.splitlines()
    assert Path(where) == folder.resolve()
    assert arguments[:4] == ["database", "import", "full", "graph"]
    assert arguments[-1] == "--overwrite-destination"
    named = [part for entry in arguments if entry.startswith(("--nodes=", "--relationships="))
             for part in entry.partition("=")[2].split(",")]  # fmt: skip
    assert sorted(named) == sorted(f"./{path.name}" for path in folder.glob("*.csv"))
    assert all((folder / name).stat().st_size for name in named)
    assert str(tmp_path) not in script(folder)


def test_every_label_has_a_constraint(graph: Graph, tmp_path: Path) -> None:
    graph.export("neo4j-admin", tmp_path / "n")
    found = (tmp_path / "n" / "constraints.cypher").read_text(encoding="utf-8").splitlines()
    assert [re.search(r"\(n:(\w+)\) REQUIRE n\.id IS UNIQUE;$", line)[1] for line in found] == list(schema().labels)  # type: ignore[index]


def test_what_parts_a_list_is_in_no_value(tmp_path: Path) -> None:
    for text, sign in (("a", ";"), ("a;b", "|"), ("a;|b", "\t"), ("a;|\tb", "¦")):
        made = Made([policy(issuers=[text, "另"])])
        neo4j_admin.write(made, tmp_path / "n")
        assert delimiter(tmp_path / "n") == sign
        (row,) = rows(tmp_path / "n", "nodes-PolicyDocument")
        assert row["issuers:string[]"].split(sign) == [text, "另"]
    with pytest.raises(KgError, match="every sign"):
        neo4j_admin.write(Made([policy(issuers=["".join(neo4j_admin.DELIMITERS), "x"])]), tmp_path / "n")


def test_nothing_is_no_import(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="the graph is empty"):
        neo4j_admin.write(Made([]), tmp_path / "n")


# -- the real importer -----------------------------------------------------------------------------------------------


class Admin:
    """`neo4j-admin` of a version, as a program over the folder of a server."""

    def __init__(self, name: str, home: Path, folder: Path) -> None:
        found = program(name)
        java, lib = java_for(found), fetch(found) / "lib"
        self.program = folder / "neo4j-admin"
        run = " ".join(f"'{part}'" for part in [java, "-Xmx2g", *found.options, "-cp", f"{lib}/*"])
        self.program.write_text(
            f"#!/bin/sh\nexport NEO4J_HOME='{home}' NEO4J_CONF='{home}/conf'\n"
            f'exec {run} org.neo4j.cli.AdminTool "$@"\n',
            encoding="utf-8",
        )
        self.program.chmod(0o755)

    def take(self, folder: Path) -> Written:
        """Import a folder by its own script, without a warning; returns the nodes, edges and properties it tells of."""
        command = ["sh", folder / "import.sh", "neo4j", "--overwrite-destination"]
        known = os.environ | {"NEO4J_ADMIN": str(self.program)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=known)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said[-2000:]
        warnings = [line for line in said.splitlines() if "warn" in line.lower() and not OF_JAVA.search(line)]
        assert warnings == []
        report = folder / "import.report"
        assert not report.exists() or report.read_text(encoding="utf-8") == ""
        counts = re.search(r"(\d+) nodes\s+(\d+) relationships\s+(\d+) properties", said)
        assert counts is not None, said[-2000:]
        return Written(int(counts[1]), int(counts[2]), int(counts[3]))


def properties(nodes: Iterable[Any]) -> int:
    """How many properties a graph has, ids among them."""
    return sum(1 + len(values(node)) for node in nodes)


@pytest.fixture(params=["neo4j-5", "neo4j-2026"])
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    """A server of its own, because its graph is replaced while it is stopped."""
    try:
        running = start(request.param)
    except Unavailable as reason:
        pytest.skip(str(reason))
    yield running
    running.stop()


def asked(server: Running, *texts: str) -> list[list[Any]]:
    with GraphDatabase.driver(server.url, auth=(server.user, server.password)) as driver:
        return [driver.execute_query(query).records for query in texts]  # type: ignore[arg-type]


@pytest.mark.long
def test_the_server_answers_with_every_value(graph: Graph, whole: Held, server: Running, tmp_path: Path) -> None:
    folder = tmp_path / "与 空格"
    graph.export("neo4j-admin", folder)
    admin = Admin(server.name, server.folder, tmp_path)
    server.kill()
    neo4j_admin.write(nasty(), tmp_path / "nasty")
    assert admin.take(tmp_path / "nasty") == Written(2, 1, properties(nasty().nodes()))
    taken = admin.take(folder)
    assert taken == Written(len(whole.nodes), len(whole.edges), properties(whole.nodes.values()))
    server.start_again()
    constraints = (folder / "constraints.cypher").read_text(encoding="utf-8").split(";\n")
    nodes, edges, *_ = asked(
        server,
        "MATCH (n) RETURN labels(n), properties(n)",
        "MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id",
        *filter(None, constraints),
    )
    expected = {node.id: ([node.label], {"id": node.id} | values(node)) for node in whole.nodes.values()}
    assert {known["id"]: (labels, known) for labels, known in nodes} == expected
    assert Counter(map(tuple, edges)) == Counter((edge.source, edge.type, edge.target) for edge in whole.edges)
    names = StoreNames(graph.store)
    with connect(server.url, credentials=Credentials(server.user, server.password)) as opened:
        assert opened.language == "cypher"
        engine = CypherEngine(opened.ask, graph.store.base)
        for name in queries.questions():
            for said in ways(graph, name):
                assert list(ask(name, said, engine, names)) == list(graph.ask(name, **said)), (name, said)


def test_quotes_and_newlines_stay_in_their_field(tmp_path: Path) -> None:
    neo4j_admin.write(Made([project(name=NASTY), policy()], [cites()]), tmp_path / "n")
    (row,) = rows(tmp_path / "n", "nodes-Project")
    assert row["name"] == NASTY
