"""Every example of docs/python.md runs, and every public method of Graph has one."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

import pytest

from kg.graph import Graph

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "python.md"
BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_examples_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    known: dict[str, object] = {}
    said: list[str] = []
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start(1))
        test = parser.get_doctest(block[1], {}, PAGE.name, str(PAGE), line)
        test.globs = known  # one block goes on where the last one ended
        runner.run(test, out=said.append, clear_globs=False)
    assert runner.tries > len(public())
    assert not runner.failures, "".join(said)


def public() -> list[str]:
    """The methods that a person may call."""
    return [name for name, _ in inspect.getmembers(Graph, inspect.isroutine) if not name.startswith("_")]


@pytest.mark.parametrize("name", public())
def test_every_method_is_told_and_shown(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = "".join(BLOCK.findall(text))
    assert re.search(rf"\b[Gg]raph\.{name}\(", shown), "no example calls it"
    assert re.search(rf"`(?:Graph\.)?{name}`", BLOCK.sub("", text)), "no line says what it does"
