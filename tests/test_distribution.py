"""What is installed: every package, module and data file of the four packages, and no library before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("kg", "loaders", "ontology", "queries")
#: Libraries that cost time or memory to import; each is brought in by what needs it.
HEAVY = (
    *("cv2", "ladybug", "lxml", "neo4j", "networkx", "numpy", "onnxruntime", "pandas", "pyarrow", "pyoxigraph"),
    *("pypdfium2", "python_calamine", "rapidocr", "rdflib", "xlsxwriter"),
)


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def shipped() -> Iterator[Path]:
    """Every file of the four packages, relative to the checkout."""
    for name in NAMES:
        for path in sorted((ROOT / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                yield path.relative_to(ROOT)


def test_every_folder_with_modules_is_listed_and_every_listed_one_is_there(settings: dict[str, Any]) -> None:
    folders = {".".join(path.parent.parts) for path in shipped() if path.suffix == ".py"}
    listed = settings["tool"]["setuptools"]["packages"]
    assert sorted(listed) == sorted(folders)
    assert [name for name in listed if not (ROOT / name.replace(".", "/") / "__init__.py").is_file()] == []


def test_every_file_is_a_module_or_listed_as_data(settings: dict[str, Any]) -> None:
    data = settings["tool"]["setuptools"]["package-data"]

    def taken(path: Path) -> bool:
        above = [parent for parent in path.parents if parent.parts]
        return any(
            fnmatch(path.relative_to(folder).as_posix(), pattern)
            for folder in above
            for pattern in data.get(".".join(folder.parts), ())
            if pattern.count("/") == path.relative_to(folder).as_posix().count("/")
        )

    assert [path.as_posix() for path in shipped() if path.suffix != ".py" and not taken(path)] == []


def test_a_wheel_holds_every_file(tmp_path: Path) -> None:
    built = tmp_path / "tree"
    built.mkdir()
    for path in shipped():
        (built / path).parent.mkdir(parents=True, exist_ok=True)
        (built / path).write_bytes((ROOT / path).read_bytes())
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (built / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(tmp_path), str(built)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (wheel,) = tmp_path.glob("fiscal_kg-*.whl")
    with zipfile.ZipFile(wheel) as package:
        held = {name for name in package.namelist() if ".dist-info/" not in name}
    assert sorted(held) == sorted(path.as_posix() for path in shipped())


@pytest.mark.parametrize("statement", ["import kg", "import loaders", "from kg.cli import main"])
def test_an_import_brings_no_heavy_library(statement: str) -> None:
    code = f"{statement}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


def test_help_brings_no_heavy_library() -> None:
    environment = {**os.environ, "PYTHONPROFILEIMPORTTIME": "1"}
    command = [sys.executable, "-m", "kg.cli", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    brought = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "kg.cli" in brought
    assert sorted(brought & set(HEAVY)) == []
    assert "load" in done.stdout
