"""docs/competency-questions.md: every question runs, in the ontology's own words, and is answered over the examples."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from kg import exports
from kg.engines.sparql import refuse_reaching
from kg.engines.sparql_worker import PREFIXES
from kg.exports.rdf import quads
from kg.graph import Graph
from kg.mapping import INFERRED
from ontology.schema import NAMESPACE, OWL, RDF, RDFS, SKOS, XSD, schema
from tests.kg import sound

TOP = Path(__file__).resolve().parents[2]
PAGE = TOP / "docs" / "competency-questions.md"
ASKERS = ("researcher", "auditor", "journalist", "finance office")
#: Outside fiscal.ttl, what every reader of RDF understands.
WELL_KNOWN = {RDF + "type", RDFS + "label", XSD + "integer", XSD + "decimal", XSD + "string"}
#: The questions that the examples cannot answer, and why.
UNANSWERED = {
    "Where do a target sheet and the budget table disagree about a project's money?": "the generator makes them agree",
    "How is project money divided by category of project?": "the examples' tables have no column 项目类别",
    "Which projects are paid with borrowed money?": "no example speaks of bonds",
    "What is disclosed of all places within a province or a city?": "the county is invented: no list has it",
    "How much of its budget did a department spend?": "the examples are budgets, there is no final account",
    "What is handed on to lower levels?": "no example has a table of transfers",
    "Which departments were renamed, merged or split?": "only a person states it, in identities.toml",
    "Which department seems to continue which, though nobody has stated it?": "none of the examples is renamed",
    "Which values did a person correct?": "only a person states it, in corrections.toml",
    "Which numbers were recognised in a picture with little confidence?": "the examples are text, and no pictures",
    "On which economic items is a function's money spent?": "no row of the examples prints both",
    "What does an evaluation say was reached of each target?": "the examples are budgets, there is no evaluation",
    "How much of a project's money was spent, and how was it scored?": "the examples are budgets, as above",
    "Whose numbers does another disclosure hold, and which files print a table twice?": "each is disclosed once",
}

_QUESTION = re.compile(r"^## (?P<number>\d+)\. (?P<title>.+)\n(?P<body>(?:(?!^#{1,2} ).*\n)*)", re.MULTILINE)
_BLOCK = re.compile(r"^```sparql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SILENT = re.compile(r'"(?:\\.|[^"\\])*"|<[^<>\s]*>|(?m:#.*$)')
_TERM = re.compile(r"(?<![\w?$:])([a-z]+):([A-Za-z]\w*)")
_PREFIX = re.compile(r"PREFIX (\w+): <([^>]*)>")
_CODED = re.compile(r'fkg:(\w+)\s+"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Question:
    number: int
    title: str
    body: str

    @property
    def query(self) -> str:
        return _BLOCK.findall(self.body)[0]

    def says(self, label: str) -> str:
        found = re.search(rf"^- {label}(.*(?:\n  .*)*)", self.body, re.MULTILINE)
        return " ".join(found[1].split()) if found else ""


def read() -> tuple[Question, ...]:
    text = PAGE.read_text(encoding="utf-8")
    return tuple(Question(int(found["number"]), found["title"], found["body"]) for found in _QUESTION.finditer(text))


QUESTIONS = read()
each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))


def rows(store: ox.Store, query: str) -> list[dict[str, str]]:
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in found]


def terms(query: str) -> set[str]:
    """The IRIs that a query names by their prefix."""
    prefixes = PREFIXES | dict(_PREFIX.findall(query))
    plain = _SILENT.sub(" ", _PREFIX.sub(" ", query))
    return {prefixes[prefix] + name for prefix, name in _TERM.findall(plain)}


@cache
def language() -> ox.Store:
    store = ox.Store()
    for path in sorted(Path(ontology.__file__).parent.glob("*.ttl")):
        store.bulk_load(path=path, format=ox.RdfFormat.TURTLE)
    return store


@cache
def declared() -> frozenset[str]:
    kinds = " ".join(f"<{OWL}{kind}>" for kind in ("Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual"))
    return frozenset(
        row["term"] for row in rows(language(), f"SELECT ?term {{ ?term a ?kind VALUES ?kind {{ {kinds} }} }}")
    )


@cache
def codes() -> dict[str, frozenset[str]]:
    """By coded property, the values that its lists hold."""
    found: dict[str, set[str]] = defaultdict(set)
    listed = f"""
        SELECT ?property ?code {{
          {{ ?scheme fkg:codesOf ?property }} UNION {{ VALUES (?scheme ?property) {{ (fkg:funds fkg:fund) }} }}
          ?concept <{SKOS}inScheme> ?scheme ; <{SKOS}notation> ?code
        }}"""
    for row in rows(language(), listed):
        found[row["property"].removeprefix(NAMESPACE)].add(row["code"])
    return {name: frozenset(values) for name, values in found.items()}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with Graph.open(tmp_path_factory.mktemp("store") / "kg", create=True) as graph:
        assert graph.load([TOP / "examples" / "county", TOP / "examples" / "notices"]).rejected == ()
        yield graph


@pytest.fixture(scope="module")
def answers(county: Graph, tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    path = tmp_path_factory.mktemp("rdf") / "county.nt"
    exports.write(county.store, "ntriples", path, plain=True)
    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)
    graphs = quads(county.store, plain=True, graphs=True)
    store.bulk_extend(quad for quad in graphs if quad.graph_name == ox.NamedNode(INFERRED))
    return store


def test_there_are_questions_enough_and_none_is_lost() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))
    assert len(QUESTIONS) >= 30
    assert len({question.title for question in QUESTIONS}) == len(QUESTIONS)
    assert PAGE.read_text(encoding="utf-8").count("```sparql") == len(QUESTIONS)


@each
def test_a_question_is_asked_in_both_languages(question: Question) -> None:
    assert question.title.isascii() and question.title.endswith("?")
    chinese = question.says("中文：")
    assert chinese.endswith("？") and re.search(r"[\u4e00-\u9fff]{4}", chinese)


@each
def test_a_question_says_who_asks_why_and_what_to_beware_of(question: Question) -> None:
    askers, _, reason = question.says("Asked by: ").partition(". ")
    assert askers and set(askers.split(", ")) <= set(ASKERS)
    assert reason.endswith(".")
    assert question.says("Beware: ").endswith(".")


@pytest.mark.parametrize("asker", ASKERS)
def test_everybody_asks(asker: str) -> None:
    assert sum(asker in question.says("Asked by: ") for question in QUESTIONS) >= 10


@each
def test_a_query_speaks_the_ontology(question: Question) -> None:
    unknown = terms(question.query) - declared() - WELL_KNOWN
    assert not unknown


@each
def test_a_query_uses_codes_that_exist(question: Question) -> None:
    wrong = [(name, code) for name, code in _CODED.findall(question.query) if code not in codes().get(name, {code})]
    assert not wrong


@each
def test_a_query_can_be_asked_and_has_an_order(question: Question) -> None:
    refuse_reaching(question.query)
    ox.Store().query(question.query, prefixes=PREFIXES)  # a syntax error is raised
    assert _SILENT.sub(" ", question.query).count("ORDER BY") == 1


def test_every_class_and_relationship_is_asked_for() -> None:
    asked = set().union(*(terms(question.query) for question in QUESTIONS))
    classes = {NAMESPACE + label for label in schema().labels}
    assert classes | {entry.iri for entry in schema().relationships.values()} <= asked


@each
def test_the_examples_answer(answers: ox.Store, question: Question) -> None:
    found = rows(answers, question.query)
    assert bool(found) == (question.title not in UNANSWERED), UNANSWERED.get(question.title)


def test_what_pictures_and_evaluations_say_is_answered_by_statements_made_by_hand(tmp_path: Path) -> None:
    store = ox.Store()
    store.bulk_load(input=sound.triples(sound.base(tmp_path)).encode(), format=ox.RdfFormat.N_TRIPLES)
    found = {question.number: rows(store, question.query) for question in QUESTIONS if question.number >= 68}
    (recognised,), (crossed,), (reached,), (spent,) = (found[number] for number in (69, 70, 71, 72))
    assert (recognised["confidence"], recognised["page"]) == ("0.87", "3")
    assert (crossed["function"], crossed["economic"], crossed["yuan"]) == ("学前教育", "办公费", "9")
    assert [reached[name] for name in ("target", "actual", "weight", "score")] == ["12间", "11间", "10", "9.5"]
    assert [spent[name] for name in ("stage", "planned", "spent", "score")] == ["budget", "300000", "250000", "92.5"]


def test_what_is_not_answered_is_few_and_known() -> None:
    assert set(UNANSWERED) <= {question.title for question in QUESTIONS}
    assert len(QUESTIONS) - len(UNANSWERED) >= 55


def test_the_page_says_what_cannot_be_asked_yet() -> None:
    _, _, rest = PAGE.read_text(encoding="utf-8").partition("# What cannot be asked yet")
    gaps = [line.strip("| ").split(" | ") for line in rest.splitlines() if line.startswith("| ")][1:]
    assert len([gap for gap in gaps if not gap[0].startswith("---")]) >= 8
    assert all(english.endswith("?") and chinese.endswith("？") for english, chinese, _ in gaps[1:])


def test_the_sum_of_a_document_is_that_of_its_trace(county: Graph, answers: ox.Store) -> None:
    query = QUESTIONS[1].query
    numbers = sorted(
        {
            row["n"]
            for row in rows(answers, "SELECT ?n { ?p a fkg:PolicyDocument ; fkg:handsDown true ; fkg:number ?n }")
        }
    )
    assert len(numbers) > 20
    for number in numbers:
        trace = county.trace(number)
        found = rows(answers, re.sub(r'VALUES \?number \{ "[^"]*" \}', f'VALUES ?number {{ "{number}" }}', query))
        if trace.policy is not None:
            assert sum((Decimal(row["yuan"]) for row in found), Decimal(0)) == trace.total_yuan, number


def test_the_items_under_a_subject_add_up_to_what_is_printed(answers: ox.Store) -> None:
    question = next(question for question in QUESTIONS if question.title.startswith("What is spent under a subject"))
    printed = rows(
        answers,
        """SELECT ?publisher ?year ?yuan {
          ?line fkg:table "expenditure" ; fkg:code "208" ; fkg:rowKind "subtotal" ; fkg:amountYuan ?yuan ;
            fkg:fiscalYear ?year ; fkg:publisher ?publisher .
          FILTER NOT EXISTS { ?line fkg:expenditure ?part }
        }""",
    )
    found = {(row["publisher"], row["year"]): Decimal(row["yuan"]) for row in rows(answers, question.query)}
    assert found == {(row["publisher"], row["year"]): Decimal(row["yuan"]) for row in printed}
