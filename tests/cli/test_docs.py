"""The examples of docs/commands.md are what the commands print for examples/county.

`python -m tests.cli.test_docs` writes them anew after a change of output.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import cli, common

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "commands.md"
EXAMPLES = ROOT / "examples" / "county"
BLOCK = re.compile(r"```console\n\$ kg (?P<command>.+)\n(?P<output>(?:(?!```).*\n)*)```")
#: Sizes on disk and counts of nodes change with versions of engines and readers; of these only the form is shown.
LOOSE = ("stats", "verify")


def run(store: Path, command: str) -> str:
    """What a person at a terminal of 110 columns sees."""
    command, _, head = command.partition(" | head -n ")
    found = CliRunner().invoke(cli, ["--store", str(store), *shlex.split(command)])
    said = (found.output if not head else found.stdout).replace(str(ROOT), "/home/me/fiscal-kg")
    lines = said.splitlines(keepends=True)
    return "".join(line.rstrip() + "\n" for line in (lines[: int(head)] if head else lines))


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "on_terminal", lambda: True)
    # What is said of a long job depends on how fast the machine is.
    monkeypatch.setattr(common.Progress, "__call__", lambda *arguments: None)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.chdir(ROOT)


def blocks() -> Iterator[tuple[str, str]]:
    for match in BLOCK.finditer(DOCS.read_text(encoding="utf-8")):
        yield match["command"], match["output"]


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="examples/county is not there")
def test_examples_of_the_documentation_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    shown = list(blocks())
    assert shown
    for command, output in shown:
        lines = 1 if command.split()[0] in LOOSE else None
        found = run(tmp_path / "store", command).split("\n")
        expected = output.split("\n")
        assert found[:lines] == expected[:lines], f"{command}: python -m tests.cli.test_docs writes the new output"


def write() -> None:
    """Run every example and write its output into the documentation."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        at_a_terminal(patch)

        def renew(match: re.Match[str]) -> str:
            command = match["command"]
            return f"```console\n$ kg {command}\n{run(Path(folder) / 'store', command)}```"

        DOCS.write_text(BLOCK.sub(renew, DOCS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
