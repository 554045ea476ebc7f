"""A reader of hand-made papers in the place of the real one, and stores to load them into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import Store
from tests.kg import papers


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.read", papers.read)


@pytest.fixture
def store(tmp_path: Path, reader: None) -> Iterator[Store]:
    with Store.open(tmp_path / "store", create=True) as opened:
        yield opened
