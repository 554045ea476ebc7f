"""The named questions: their heads, and one answer from both engines of a store."""

from __future__ import annotations

import re

import pytest

import queries
from kg.graph import Graph
from tests.queries.said import ways

NAMES = tuple(queries.questions())
#: What the made-up county has nothing of: its papers are without fault.
NOTHING = frozenset({"findings"})


def test_there_is_a_text_in_each_language() -> None:
    assert queries.names("sparql", queries.QUESTIONS) == queries.names("cypher", queries.QUESTIONS) == NAMES
    assert len(NAMES) >= 20


@pytest.mark.parametrize("folder", ["names", "walks"])
def test_the_texts_beside_them_stand_in_both_languages(folder: str) -> None:
    assert queries.names("sparql", folder) == queries.names("cypher", folder) != ()


@pytest.mark.parametrize("name", NAMES)
def test_a_head_says_everything_in_both_tongues(name: str) -> None:
    asked = queries.question(name)
    assert asked.title and asked.description.endswith(".")
    assert re.search("[\u4e00-\u9fff]", asked.title_zh) and asked.description_zh.endswith("。")
    assert all(entry.description for entry in (*asked.parameters, *asked.columns))
    used = {found for text in asked.texts.values() for found in re.findall(r"\$(\w+)", text)}
    if asked.walk is None:
        assert used == {entry.name for entry in asked.parameters}


@pytest.mark.parametrize("name", NAMES)
def test_the_engines_of_a_store_give_the_same_rows(graph: Graph, name: str) -> None:
    found = 0
    for said in ways(graph, name):
        ladybug = list(graph.ask(name, **said))
        assert list(graph.ask(name, engine="oxigraph", **said)) == ladybug, said
        found += len(ladybug)
    assert bool(found) is (name not in NOTHING)


def test_a_head_that_differs_is_refused() -> None:
    texts = dict(queries.question("units").texts)
    texts["cypher"] = texts["cypher"].replace("belong to a department", "belong to it")
    with pytest.raises(ValueError, match="do not begin with the same head"):
        queries.parse("units", texts)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('type = "organization"', 'type = "planet"', "of no known type"),
        ('type = "integer"', 'type = "float"', "of no known type"),
        ('"above", "kind"', '"below", "kind"', "what is no column"),
        ("title_zh", "title_fr", "title_zh"),
        ("[columns]", "[columns", "units"),
    ],
)
def test_a_head_that_says_too_little_is_refused(old: str, new: str, reason: str) -> None:
    texts = {language: text.replace(old, new) for language, text in queries.question("units").texts.items()}
    with pytest.raises(ValueError, match=reason):
        queries.parse("units", texts)
