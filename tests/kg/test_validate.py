from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import validate
from kg.statements import Node
from ontology.schema import local_name, schema
from ontology.shapes import shapes
from tests.kg import shacl, sound
from tests.kg.broken import UNDECLARED, Mutation, mutations
from tests.kg.sound import Statements

SH = rdflib.SH
#: What every kind of constraint that the shapes use is called in SHACL.
KINDS = {"MinCount", "MaxCount", "Datatype", "Pattern", "In", "MinInclusive", "MaxInclusive", "MinLength", "Class"}
SAMPLE = 10


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Statements:
    return sound.base(tmp_path_factory.mktemp("sound"))


def _spoilt(base: Iterable[Node], mutation: Mutation) -> tuple[sound.Draft, str]:
    draft = sound.Draft(base)
    return draft, mutation.change(draft)


# -- the statements as they are --------------------------------------------------------------------------------------


def test_every_class_is_there(base: Statements) -> None:
    assert {node.label for node in base} == set(schema().labels)


def test_nothing_is_wrong(base: Statements) -> None:
    assert sound.results(base) == []


def test_every_relation_is_broken_by_a_mutation() -> None:
    broken = {pair for mutation in mutations() for pair in mutation.caught()}
    assert {(relation.name, relation.severity) for relation in shapes().relations} <= broken


# -- each fault ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mutation", mutations(), ids=lambda entry: entry.name)
def test_a_fault_is_caught(base: Statements, mutation: Mutation) -> None:
    draft, at_fault = _spoilt(base, mutation)
    found = sound.results(draft.nodes.values())
    assert {(result.shape, result.severity) for result in found} == mutation.caught()
    assert not found or at_fault in {result.focus for result in found}
    for result in found:
        node = draft.nodes[result.focus]
        _tells(result, node)


def _tells(result: validate.Result, node: Node) -> None:
    """A clerk can see from either message which statement is meant, and where it is printed."""
    assert set(result.messages) == {"en", "zh"}
    line, page = node.properties.get("line"), node.properties.get("page")
    for message in result.messages.values():
        assert node.id in message
        assert not re.search(r"[{}]", message), message
    if isinstance(line, int):
        assert result.line == line
        assert f"line {line}" in result.messages["en"]
        assert f"第 {line} 行" in result.messages["zh"]
    elif page is not None:
        assert f"page {page}" in result.messages["en"]
        assert f"第 {page} 页" in result.messages["zh"]
    else:
        assert not re.search(r"line\s*[:,]", result.messages["en"]), result.messages["en"]
        assert not re.search(r"第\s*行", result.messages["zh"]), result.messages["zh"]


def test_what_is_required_is_missed(base: Statements) -> None:
    labels = {node.id: node.label for node in base}
    for node in base:
        for shape in shapes().of[node.label]:
            if not shape.least:
                continue
            name = local_name(shape.path)
            properties = {key: value for key, value in node.properties.items() if key != name}
            links = tuple(link for link in node.links if link[0] != name)
            assert (properties, links) != (node.properties, node.links), (node.id, name)
            lacking = Node(node.label, node.id, properties, links)
            assert shape.name in {result.shape for result in validate.check_node(lacking, labels.get)}


VALUES = st.one_of(
    st.text(max_size=6), st.integers(-3, 30000), st.booleans(), st.decimals(allow_nan=False, allow_infinity=False)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_value_is_it_is_told_and_nothing_falls(base: Statements, data: Any) -> None:
    draft = sound.Draft(base)
    node = draft.nodes[data.draw(st.sampled_from(sorted(draft.nodes)))]
    # A catalogue keeps the exact numbers of shared nodes as text that it reads back: nothing else can stand there.
    held = node.label == "Inference"
    names = [entry.name for entry in schema().of[node.label] if not (held and entry.datatype == "decimal")]
    name = data.draw(st.sampled_from(names))
    draft.tell(node.id, **{name: data.draw(st.one_of(VALUES, st.lists(VALUES, max_size=2)))})
    for result in sound.results(draft.nodes.values()):
        assert set(result.messages) == {"en", "zh"}
        assert all(result.focus in message for message in result.messages.values())


# -- the same faults, as a SHACL processor finds them ----------------------------------------------------------------


Found = set[tuple[str, str, str]]


def _processed(nodes: Iterable[Node]) -> tuple[Found, set[str]]:
    """What pySHACL finds, as (statement, shape, severity), and the kinds of constraints that were broken."""
    report = shacl.validate(shacl.Graph().parse(data=sound.triples(nodes), format="nt"))
    kinds = {str(kind).rpartition("#")[2] for kind in report.objects(None, SH.sourceConstraintComponent)}
    return shacl.found(report, sound.BASE), {kind.removesuffix("ConstraintComponent") for kind in kinds}


def _both(base: Statements, chosen: Sequence[Mutation]) -> tuple[dict[str, Found], dict[str, Found], set[str]]:
    """What the fast path and pySHACL find, by mutation: each in a copy of its own, several copies in one graph."""
    fast: dict[str, Found] = {}
    slow: dict[str, Found] = {}
    kinds: set[str] = set()
    # An aggregate is computed over a whole graph for every sheet, so that one graph of all copies would take long.
    for first in range(0, len(chosen), SAMPLE):
        copies = {
            mutation.name: sound.renamed(list(_spoilt(base, mutation)[0].nodes.values()), number)
            for number, mutation in enumerate(chosen[first : first + SAMPLE])
        }
        found, broken = _processed([node for copy in copies.values() for node in copy])
        kinds |= broken
        for name, copy in copies.items():
            told = {(result.focus, result.shape, result.severity) for result in sound.results(copy)}
            fast[name] = {entry for entry in told if entry[1] != UNDECLARED}
            here = {node.id for node in copy}
            slow[name] = {entry for entry in found if entry[0] in here}
    return fast, slow, kinds


def test_a_processor_finds_nothing_wrong(base: Statements) -> None:
    assert _processed(base)[0] == set()


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
def test_a_processor_catches_some_faults_by_the_same_shapes(base: Statements) -> None:
    every = mutations()
    fast, slow, _ = _both(base, every[:: len(every) // SAMPLE + 1])
    assert slow == fast


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
def test_a_processor_catches_the_same_faults_by_the_same_shapes(base: Statements) -> None:
    fast, slow, kinds = _both(base, mutations())
    assert slow == fast
    assert kinds == KINDS | {"SPARQL"}
