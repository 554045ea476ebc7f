"""Which Java there is on this machine, and the one that runs a server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.servers.catalogue import Program, Unavailable

#: Where systems put them: Linux, macOS, SDKMAN.
_USUAL = (
    ("/usr/lib/jvm", "*"),
    ("/usr/java", "*"),
    ("/opt/java", "*"),
    ("/Library/Java/JavaVirtualMachines", "*/Contents/Home"),
    ("~/.sdkman/candidates/java", "*"),
)
_RELEASE = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)
_PRINTED = re.compile(r'version "(?:1\.)?(\d+)')


def _homes() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home)
    if found := shutil.which("java"):
        yield Path(found).resolve().parent.parent
    for folder, pattern in _USUAL:
        yield from sorted(Path(folder).expanduser().glob(pattern))


def _version(home: Path) -> int | None:
    """The version of a Java home: what its file says, or the program itself."""
    release = home / "release"
    if release.is_file() and (found := _RELEASE.search(release.read_text(encoding="utf-8", errors="replace"))):
        return int(found[1])
    try:
        said = subprocess.run(
            [home / "bin" / "java", "-version"], check=False, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _PRINTED.search(said.stderr)
    return int(found[1]) if found else None


@cache
def installed() -> dict[int, Path]:
    """The Java programs of this machine, by version."""
    found: dict[int, Path] = {}
    for home in _homes():
        java = home / "bin" / "java"
        if java.is_file() and (version := _version(home)) is not None:
            found.setdefault(version, java)
    return dict(sorted(found.items()))


def java_for(program: Program) -> Path:
    """The oldest Java that runs a server: it is the one it was made for. Raises Unavailable."""
    first, last = program.java
    for version, java in installed().items():
        if version >= first and (last is None or version <= last):
            return java
    wanted = f"{first} or later" if last is None else f"{first} to {last}"
    there = ", ".join(map(str, installed())) or "none"
    raise Unavailable(f"{program.name} needs a program: Java {wanted} (found: {there})")
