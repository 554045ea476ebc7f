"""Starting and ending servers: on loopback, on free ports, each run in a folder of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from tests.servers import guard
from tests.servers.catalogue import Program, Unavailable, program
from tests.servers.fetch import fetch
from tests.servers.java import java_for

LOOPBACK = "127.0.0.1"
#: Seconds that a server may take to answer for the first time.
PATIENCE = 120
#: The data set of Fuseki.
DATASET = "kg"
#: Seconds after which a Fuseki ends a query.
QUERY = 20

# A test's server lives for a minute: what it would gain later by compiling more thoroughly it never gets back.
_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_CONF = """server.bolt.listen_address={host}:{bolt}
server.http.listen_address={host}:{http}
server.https.enabled=false
server.memory.pagecache.size=128m
dbms.usage_report.enabled=false
"""


@dataclass(slots=True)
class Running:
    """A server that answers. `url` is what `kg push` takes; `password_file` holds its password, where it has one."""

    name: str
    url: str
    http: str
    user: str
    password_file: Path | None
    folder: Path
    _alive_at: str
    _guard: subprocess.Popen[bytes] = field(repr=False)

    @property
    def password(self) -> str:
        """The password ("" where there is none)."""
        return self.password_file.read_text(encoding="utf-8") if self.password_file else ""

    def kill(self) -> None:
        """End the server at once, as a power cut would. `start_again` starts it over what it wrote to its disk."""
        pid = _pid(self.folder)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while _lives(pid):
            time.sleep(0.02)

    def start_again(self) -> None:
        """Start a server that was killed, and wait until it answers."""
        (self.folder / "pid").unlink()
        assert self._guard.stdin is not None
        self._guard.stdin.write(b"again\n")
        self._guard.stdin.flush()
        _wait(self.name, self._alive_at, self.folder)

    def stop(self) -> None:
        """End the server, and remove its folder."""
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait()


def free_ports(count: int) -> list[int]:
    """So many ports that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for entry in sockets:
            entry.bind((LOOPBACK, 0))
        return [int(entry.getsockname()[1]) for entry in sockets]
    finally:
        for entry in sockets:
            entry.close()


def start(name: str) -> Running:
    """Fetch a server where it is not there yet, start it, and wait until it answers. Raises Unavailable."""
    found = program(name)
    java = java_for(found)
    lib = fetch(found) / "lib"
    folder = Path(mkdtemp(prefix=f"{name}-"))
    running: Running | None = None
    try:
        running = (_fuseki if found.alone else _neo4j)(found, java, lib, folder)
        _wait(name, running._alive_at, folder)
    except BaseException:
        if running is not None:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return running


def _guarded(folder: Path, command: Sequence[str | Path], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A server's process, which ends when this one does."""
    return subprocess.Popen(
        [sys.executable, guard.__file__, folder, *command],
        stdin=subprocess.PIPE,
        env=os.environ | environment,
        start_new_session=True,
    )


def _pid(folder: Path) -> int | None:
    """The process id of the server itself, once it is started."""
    try:
        return int((folder / "pid").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _wait(name: str, url: str, folder: Path) -> None:
    """Wait until an address answers. Raises Unavailable with the last words of a server that does not."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with closing(urllib.request.urlopen(url, timeout=5)):
                return
        except urllib.error.HTTPError:
            return  # it answers, if only to say no
        except OSError:
            pid = _pid(folder)
            if pid is not None and not _lives(pid):
                break
            time.sleep(0.1)
    log = folder / "output.log"
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:] if log.exists() else []
    raise Unavailable(f"{name} does not start: {' '.join(said)[:200] or 'it says nothing'}")


def _fuseki(found: Program, java: Path, lib: Path, folder: Path) -> Running:
    (port,) = free_ports(1)
    command = [java, "-Xmx512m", *_QUICK, *found.options, "-cp", f"{lib}/*", found.main]
    # SPARQL has no time limit of its own: a query whose client hung up would go on for good.
    command += ["--localhost", f"--timeout={QUERY * 1000}", "--port", str(port), "--mem", f"/{DATASET}"]
    process = _guarded(folder, command, {"FUSEKI_BASE": str(folder)})
    root = f"http://{LOOPBACK}:{port}"
    return Running(found.name, f"{root}/{DATASET}", root, "", None, folder, f"{root}/$/ping", process)


def _neo4j(found: Program, java: Path, lib: Path, folder: Path) -> Running:
    bolt, http = free_ports(2)
    for name in ("conf", "data", "logs", "import", "plugins"):
        (folder / name).mkdir()
    conf = folder / "conf"
    (conf / "neo4j.conf").write_text(_CONF.format(host=LOOPBACK, bolt=bolt, http=http), encoding="utf-8")
    password_file = folder / "password"
    password_file.touch(0o600)
    password_file.write_text(secrets.token_hex(12), encoding="utf-8")
    run = [java, "-Xms256m", "-Xmx512m", *_QUICK, *found.options, "-cp", f"{lib}/*"]
    environment = {"NEO4J_HOME": str(folder), "NEO4J_CONF": str(conf)}
    # The program reads further arguments from a file, so that no list of processes shows the password.
    admin = [*run, "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", f"@{password_file}"]
    done = subprocess.run(
        admin, check=False, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE
    )
    if done.returncode:
        raise Unavailable(f"{found.name} takes no password: {' '.join((done.stderr or done.stdout).split())[:200]}")
    process = _guarded(folder, [*run, found.main, f"--home-dir={folder}", f"--config-dir={conf}"], environment)
    root = f"http://{LOOPBACK}:{http}"
    return Running(found.name, f"bolt://{LOOPBACK}:{bolt}", root, "neo4j", password_file, folder, root, process)
