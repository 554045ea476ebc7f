"""Fetching servers with Maven into a cache that all runs share. What is there is complete: it takes its name last."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.catalogue import Program, Unavailable

#: Names another folder for the cache.
VARIABLE = "FISCAL_KG_SERVERS"
#: Seconds that Maven may take.
PATIENCE = 900

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>fiscal-kg</groupId>
  <artifactId>{name}</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>{group}</groupId>
      <artifactId>{artifact}</artifactId>
      <version>{version}</version>
    </dependency>
  </dependencies>
</project>
"""


def cache_folder() -> Path:
    """Where fetched servers lie."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fiscal-kg" / "servers"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Be the only process that fetches this server: the others wait, and find it there."""
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fetch(program: Program) -> Path:
    """The folder with the jars of a server, fetched where they are not there yet. Raises Unavailable."""
    cache = cache_folder()
    folder = cache / program.folder
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache / f"{program.folder}.lock"):
        if not folder.is_dir():
            part = cache / f"{program.folder}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            _maven(program, part)
            part.rename(folder)
    return folder


def _maven(program: Program, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable(f"{program.name} needs a program: Maven (mvn), which fetches it")
    pom = _POM.format(name=program.name, group=program.group, artifact=program.artifact, version=program.version)
    (folder / "pom.xml").write_text(pom, encoding="utf-8")
    command = [maven, "-q", "-B", "-U", "-Dstyle.color=never", "-DoutputDirectory=lib"]
    if program.alone:
        command += ["dependency:copy", f"-Dartifact={program.group}:{program.artifact}:{program.version}"]
    else:
        command += ["dependency:copy-dependencies", "-DincludeScope=runtime"]
    try:
        done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{program.name} was not fetched in {PATIENCE} s") from None
    if done.returncode:
        told = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR]" in line]
        said = told[0].partition("ERROR]")[2].strip()[:300] if told else f"status {done.returncode}"
        raise Unavailable(f"{program.name} could not be fetched, is there a network? mvn: {said}")
