"""Addresses, credentials, and servers that are not there or say no. And the command, against a real server."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.errors import KgError
from kg.servers import Credentials, connect
from kg.store import Store
from tests.kg.servers.targets import NEO4J, FusekiTarget, Neo4jTarget
from tests.servers.run import free_ports

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("bolt://neo4j:hunter2@127.0.0.1:7687", "refused"),
        ("http://admin:hunter2@127.0.0.1:3030/kg", "refused"),
        ("ftp://127.0.0.1/kg", "ftp:// is no kind of server"),
        ("bolt://", "not the address of a server"),
        ("http://127.0.0.1:x/kg", "not the address of a server"),
    ],
)
def test_addresses_that_are_none(url: str, said: str) -> None:
    with pytest.raises(KgError, match=said) as found:
        connect(url)
    assert SECRET not in str(found.value)


@pytest.mark.parametrize("start", ["bolt", "neo4j", "http"])
def test_nobody_there(start: str) -> None:
    (port,) = free_ports(1)
    with pytest.raises(KgError, match="answers at") as found:
        connect(f"{start}://127.0.0.1:{port}/kg".removesuffix("/kg" if start != "http" else ""))
    assert "\n" not in str(found.value)


def test_a_secret_is_not_printed() -> None:
    assert SECRET not in repr(Credentials("neo4j", SECRET))


def test_a_wrong_password(neo4j: Neo4jTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    with pytest.raises(KgError, match="does not take this user and password") as found:
        connect(neo4j.running.url)
    assert SECRET not in str(found.value)
    with pytest.raises(KgError, match="does not take"):
        connect(neo4j.running.url, credentials=Credentials("neo4j", SECRET))


def test_nobody_to_ask_for_a_password(neo4j: Neo4jTarget) -> None:
    with pytest.raises(KgError, match="set NEO4J_USERNAME and NEO4J_PASSWORD"):
        connect(neo4j.running.url)


def test_the_addresses_of_browsers(neo4j: Neo4jTarget, fuseki: FusekiTarget) -> None:
    bolt = neo4j.running.http.replace("http://", "bolt://")
    with pytest.raises(KgError) as found:
        connect(bolt, credentials=Credentials("neo4j", "x"))
    assert "\n" not in str(found.value)
    with pytest.raises(KgError):
        connect(fuseki.running.http)


def test_routing_is_answered_too(neo4j: Neo4jTarget) -> None:
    url = neo4j.running.url.replace("bolt://", "neo4j://")
    with connect(url, credentials=Credentials(neo4j.running.user, neo4j.running.password)) as server:
        assert server.ask("RETURN 1").rows == [(1,)]  # type: ignore[union-attr]


def test_named_graphs_are_for_sparql(neo4j: Neo4jTarget, small: Store) -> None:
    with neo4j.connect() as server, pytest.raises(KgError, match="no named graphs"):
        server.push(small, graphs=True)


class _Store(BaseHTTPRequestHandler):
    """A SPARQL store behind a password, and one that has moved."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        who = self.headers.get("Authorization")
        self.asked.append((self.path, who))
        status = 307 if self.path.startswith("/moved") else 200 if who == "Basic YWRtaW46aHVudGVyMg==" else 401
        body = json.dumps({"head": {}, "boolean": True}).encode()
        self.send_response(status)
        if status == 307:
            self.send_header("Location", f"http://{self.headers['Host']}/kg/query")
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def behind() -> Iterator[str]:
    _Store.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_sparql_store_behind_a_password(behind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KgError, match="set SPARQL_USERNAME and SPARQL_PASSWORD"):
        connect(f"{behind}/kg")
    monkeypatch.setenv("SPARQL_PASSWORD", "wrong")
    with pytest.raises(KgError, match="does not take this user and password"):
        connect(f"{behind}/kg")
    monkeypatch.setenv("SPARQL_USERNAME", "admin")
    monkeypatch.setenv("SPARQL_PASSWORD", SECRET)
    assert connect(f"{behind}/kg").ask("ASK {}") is True


def test_a_password_follows_no_redirection(behind: str) -> None:
    with pytest.raises(KgError, match="it is at"):
        connect(f"{behind}/moved", credentials=Credentials("admin", SECRET))
    assert {path for path, _ in _Store.asked} == {"/moved/query"}


def test_a_person_at_a_terminal_is_asked(behind: str) -> None:
    ours, theirs = pty.openpty()
    code = f"from kg.servers import connect; print(connect('{behind}/kg').ask('ASK {{}}'))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPARQL_")}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=environment,
        start_new_session=True, cwd=Path(__file__).resolve().parents[3],
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        for asked, answer in ((b"user of", b"\n"), (b"password: ", SECRET.encode() + b"\n")):
            while asked not in shown:
                shown += os.read(ours, 1024)
            os.write(ours, answer)
        assert process.communicate(timeout=60)[0] == b"True\n"
    os.close(ours)
    assert SECRET.encode() not in shown


@pytest.mark.parametrize("neo4j", NEO4J[-1:], indirect=True)
def test_the_command(neo4j: Neo4jTarget, small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        found = CliRunner().invoke(cli, ["--store", str(small.path), "push", *arguments])
        return found.exit_code, found.stdout, found.stderr

    status, out, said = run(neo4j.running.url)
    assert (status, out) == (2, "")
    assert "set NEO4J_USERNAME and NEO4J_PASSWORD" in said
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j.running.password)
    status, out, said = run(neo4j.running.url)
    assert (status, out) == (0, "")
    assert "documents: 4 new" in said
    assert f"the server holds the {len(list(small.nodes()))} nodes" in said
    assert "documents: 4 unchanged" in run(neo4j.running.url)[2]
    neo4j.spoil()
    status, out, said = run(neo4j.running.url)
    assert (status, out) == (1, "")
    assert "differs: " in said
    assert run(neo4j.running.url, "--graphs")[0] == 2


def test_a_server_cannot_be_had_without_its_java(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.servers import java  # noqa: PLC0415
    from tests.servers.catalogue import PROGRAMS, Unavailable  # noqa: PLC0415

    monkeypatch.setattr(java, "installed", lambda: {11: Path("/java")})
    with pytest.raises(Unavailable, match=r"needs a program: Java 17 to 21 \(found: 11\)"):
        java.java_for(PROGRAMS["neo4j-5"])


def test_a_server_cannot_be_had_without_maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.servers import fetch  # noqa: PLC0415
    from tests.servers.catalogue import PROGRAMS, Unavailable  # noqa: PLC0415

    monkeypatch.setenv(fetch.VARIABLE, str(tmp_path))
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(Unavailable, match="needs a program: Maven"):
        fetch.fetch(PROGRAMS["fuseki-6"])
