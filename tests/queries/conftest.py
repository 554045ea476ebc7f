"""A small county with a cascade of notices, loaded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examples.generate import generate
from examples.notices import cascade
from kg.graph import Graph


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("county")
    corpus = generate(11, 2, (2023, 2024), size_kb=32)
    counted = {key for key, entries in corpus.traces.items() if any(entry["counted"] for entry in entries)}
    number = next(key for key, policy in corpus.policies.items() if policy["passes_on"] and key in counted)
    for document in (*corpus.documents, *cascade(corpus, number)):
        (folder / document.name).write_text(document.text, encoding="utf-8")
    with Graph.open(tmp_path_factory.mktemp("store") / "kg", create=True) as opened:
        opened.load(folder)
        yield opened
