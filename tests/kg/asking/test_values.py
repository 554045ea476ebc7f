"""Parameters in the languages of the engines: what a person writes never becomes part of a query."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.asking.values import Thing, for_cypher, for_sparql
from kg.errors import QueryError

BASE = "https://example.org/"
TEXT = "SELECT ?x WHERE { VALUES ?x { $said } }"


def answer(query: str) -> list[str]:
    store = ox.Store()
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return [solution[0].value for solution in found]


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00")))
def test_any_text_comes_back_as_it_was_written(said: str) -> None:
    assert answer(for_sparql(TEXT, {"said": said}, BASE)) == [said]


@pytest.mark.parametrize("said", ['"} DROP ALL #', "'''", '"""', "\\", "$said", "1 } UNION { ?s ?p ?o"])
def test_what_looks_like_a_query_is_a_text(said: str) -> None:
    assert answer(for_sparql(TEXT, {"said": said}, BASE)) == [said]


def test_names_in_strings_iris_and_comments_are_no_parameters() -> None:
    query = 'SELECT ?x WHERE { # $a\n VALUES ?x { "$a" \'$a\' """$a""" <http://e/$a> $a } }'
    assert answer(for_sparql(query, {"a": 7}, BASE)) == ["$a", "$a", "$a", "http://e/$a", "7"]


def test_things_are_iris() -> None:
    assert for_sparql("$a", {"a": Thing("policy/1")}, BASE) == "<https://example.org/policy/1>"
    assert (
        for_sparql("{ $a }", {"a": (Thing("a"), Thing("b"))}, BASE)
        == "{ <https://example.org/a> <https://example.org/b> }"
    )


def test_what_is_no_id_is_refused() -> None:
    with pytest.raises(QueryError, match="is no id"):
        for_sparql("$a", {"a": Thing("x> } DROP ALL")}, BASE)


def test_what_is_left_out_has_no_value_and_narrows_nothing() -> None:
    query = "SELECT ?x WHERE { VALUES ?x { 1 2 } FILTER(COALESCE($least, ?x) = ?x) }"
    assert answer(for_sparql(query, {"least": None}, BASE)) == ["1", "2"]
    assert answer(for_sparql(query, {"least": 2}, BASE)) == ["2"]


def test_other_variables_stay() -> None:
    assert for_sparql("$a $b ?a", {"a": 1}, BASE) == "1 $b ?a"


def test_cypher_takes_them_beside_the_text() -> None:
    said = {"a": Thing("policy/1"), "b": (Thing("x"),), "c": '"} DROP', "d": 4, "e": None}
    assert for_cypher(said) == {"a": "policy/1", "b": ["x"], "c": '"} DROP', "d": 4, "e": None}
