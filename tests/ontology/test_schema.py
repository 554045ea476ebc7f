from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import rdflib

import ontology
from kg.build import build
from kg.catalog import Refresh, create
from kg.claims.places import level_of
from kg.engines.ladybug import definitions
from kg.statements import Node
from ontology.schema import const_case, schema
from tests.kg import papers

FOLDER = Path(ontology.__file__).parent


def test_is_turtle_that_others_read_too() -> None:
    graph = rdflib.Graph().parse(FOLDER / "fiscal.ttl")
    assert (rdflib.URIRef("https://w3id.org/fiscal-kg/ontology"), rdflib.RDF.type, rdflib.OWL.Ontology) in graph


def test_every_term_has_a_label_and_a_definition_in_both_languages() -> None:
    language = schema()
    for term in (*language.classes.values(), *language.properties.values(), *language.relationships.values()):
        assert set(term.labels) == {"en", "zh"}, term.name
        assert set(term.definitions) == {"en", "zh"}, term.name


@pytest.mark.parametrize(
    ("sources", "kind", "target"),
    [
        (("Project",), "CITES", "PolicyDocument"),
        (("Project",), "FUNDED_BY", "PolicyDocument"),
        (("Project",), "RESTS_ON", "PolicyDocument"),
        (("Citation",), "REFERS_TO", "PolicyDocument"),
        (("Allocation", "Citation", "PerformanceSheet"), "OF_PROJECT", "Project"),
        (("Indicator",), "OF_SHEET", "PerformanceSheet"),
        (("Project",), "OF_UNIT", "Organization"),
        (("Organization",), "SUB_ORGANIZATION_OF", "Organization"),
        (("Organization",), "IN_PLACE", "Place"),
        (("BudgetLine", "Allocation"), "HAS_FUND", "FundingSource"),
        (("BudgetLine",), "HAS_SUBJECT", "SubjectCode"),
        (("SubjectCode",), "BROADER", "SubjectCode"),
        (
            ("BudgetLine", "Allocation", "Citation", "PerformanceSheet", "Figure", "Finding"),
            "STATED_IN",
            "Disclosure",
        ),
        (("Disclosure",), "PUBLISHED_BY", "Organization"),
        (("PolicyDocument",), "ISSUED_BY", "Organization"),
        (("PolicyDocument",), "PASSES_ON", "PolicyDocument"),
    ],
)
def test_has_the_public_relationships(sources: tuple[str, ...], kind: str, target: str) -> None:
    entry = schema().by_type()[kind]
    assert set(sources) <= set(entry.domain)
    assert entry.target == target


def test_names_of_relationships() -> None:
    assert const_case("statedIn") == "STATED_IN"


def test_an_amount_has_fen_beside_it() -> None:
    assert schema().properties["amountYuan"].fen == "amountFen"
    assert schema().properties["annualCentralYuan"].fen == "annualCentralFen"
    assert any("`amountFen` INT64" in definition for definition in definitions())


# A disclosure in which everything that can be said is said.
EVERYTHING = papers.paper(
    units=["岚渡县第一中学"],
    offices=["财务股"],
    codes={"2050201": "学前教育"},
    projects=[
        {
            "name": "校舍维修",
            "amount": "1.5",
            "code": "P001",
            "cites": [
                papers.cite(
                    "云财教〔2023〕1号",
                    "关于下达资金的通知",
                    relation="hands-down",
                    issuers=["云川省财政厅"],
                    kind="notice",
                ),
                papers.cite("岚政发〔2023〕2号", "关于校舍的意见"),
            ],
        }
    ],
)


def _everything() -> list[Node]:
    from dataclasses import replace  # noqa: PLC0415

    made = papers.disclosure(EVERYTHING)
    texts = [
        (role, "文", made.sheets[0].at) for role in ("measures", "overview", "necessity", "plan", "objective", "else")
    ]
    amounts = list(made.sheets[0].amounts)
    for column, level in enumerate(("central", "provincial", "self", "other"), 5):
        amounts.append(replace(amounts[1], level=level, column=column))
    amounts.append(
        replace(amounts[0], horizon="period", column=4, fund="general-public", repaired="mended", level=None)
    )
    amounts += [replace(amounts[0], column=9, stage="executed"), replace(amounts[0], column=10, stage="budget")]
    page = replace(made.lines[0].at, line=None, page=3)
    made = replace(
        made,
        organizations=(replace(made.organizations[0], other_names=("一中",)), *made.organizations[1:]),
        lines=(
            replace(
                made.lines[0],
                gov_item="机关工资福利支出",
                gov_code="50101",
                econ_item="基本工资",
                econ_code="30101",
                heading="合计/金额",
                confidence=0.93,
                expenditure="basic",
                repaired="shifted",
                at=page,
            ),
            *made.lines[1:],
        ),
        allocations=tuple(replace(entry, vintage=2022) for entry in made.allocations),
        sheets=(
            replace(
                made.sheets[0],
                texts=(*made.sheets[0].texts, *texts),
                amounts=tuple(amounts),
                attribute="经常性",
                filled_on="2024-01-01",
                score=Decimal("92.5"),
            ),
        ),
        indicators=tuple(
            replace(entry, actual="3所", weight=Decimal(10), score=Decimal("9.5")) for entry in made.indicators
        ),
        services=tuple(replace(entry, parent_code="A") for entry in made.services),
        findings=tuple(replace(entry, at=(*entry.at, page)) for entry in made.findings),
    )
    unit = build(made)
    return [*unit.own, *unit.shared]


def test_what_is_built_is_in_the_ontology() -> None:
    language = schema()
    nodes = _everything()
    links: set[str] = set()
    labels = {node.id: node.label for node in nodes}
    for node in nodes:
        known = {entry.name: entry for entry in language.of[node.label]}
        for name, value in node.properties.items():
            assert name in known, (node.label, name)
            assert isinstance(value, (list, tuple)) == known[name].many, (node.label, name)
        for kind, target in node.links:
            entry = language.relationships[kind]
            assert node.label in entry.domain, (node.label, kind)
            assert labels[target] == entry.target, (node.label, kind, target)
            links.add(kind)
    assert len(links) > 10


def test_what_is_merged_is_in_the_ontology(tmp_path: Path) -> None:
    sql = create(tmp_path / "catalog.sqlite")
    refresh = Refresh(sql)
    refresh.add(build(papers.disclosure(EVERYTHING)), "stamp", 1, 1)
    for label, _, properties in refresh.finish().new:
        assert set(properties) <= {entry.name for entry in schema().of[label]}, label


def test_funds_are_those_of_the_shapes() -> None:
    graph = rdflib.Graph().parse(FOLDER / "shapes.ttl")
    shape = rdflib.SH
    listed = {
        str(value)
        for fund in graph.subjects(shape.path, rdflib.URIRef("https://w3id.org/fiscal-kg/ontology#fund"))
        for head in graph.objects(fund, shape["in"])
        for value in graph.items(head)
    }
    assert listed == set(schema().funds)


def test_levels_of_places() -> None:
    assert [level_of(name) for name in ("北京市", "长治市", "屯留区", "山西省", "综合改革示范区", "某")] == [
        "provincial",
        "city",
        "county",
        "provincial",
        "zone",
        None,
    ]
