"""The command line over a fake store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import graph
from kg.cli import cli
from tests.faces import FakeStore


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """`kg("trace", "…")` runs the command and gives its result; `store` names the store's folder."""
    monkeypatch.setattr(graph, "Store", FakeStore)
    monkeypatch.delenv("KG_STORE", raising=False)

    def run(*arguments: str, store: str = "store", input: Any = None) -> Result:
        return CliRunner().invoke(cli, ["--store", str(tmp_path / store), *arguments], input=input)

    return run
