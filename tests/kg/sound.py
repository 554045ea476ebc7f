"""Statements in which nothing is wrong, one node at least of every class, and the means to look at and change them.

It knows what statements are and how a store hands them out. It must not know what may be wrong with them (broken.py).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from kg import validate
from kg.mapping import edge_triple, node_triples
from kg.nodes import resolved, shared_statements
from kg.statements import Node
from kg.store import Store
from ontology.schema import schema
from tests.kg import papers
from tests.ontology.test_schema import EVERYTHING

BASE = "urn:x:"
PUBLISHER = "岚渡县教育局"
BASIC = "办公费"
OFFICIAL = "政府收支分类科目"


class Statements(tuple[Node, ...]):
    """Statements that a failing test shows in a word."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} statements>"


class Draft:
    """Statements that may be changed: nodes by id, in order. A changed node takes the place of the one before."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.id: node for node in nodes}

    def the(self, label: str, **told: Any) -> str:
        """The id of the only node of a class that has these properties."""
        found = [
            node.id
            for node in self.nodes.values()
            if node.label == label and all(node.properties.get(name) == value for name, value in told.items())
        ]
        assert len(found) == 1, (label, told, found)
        return found[0]

    def add(self, label: str, node: str, /, *links: tuple[str, str], **told: Any) -> str:
        """A new node with what is told of it; what is None is not told. Its id."""
        assert node not in self.nodes
        properties = {name: value for name, value in told.items() if value is not None}
        self.nodes[node] = Node(label, node, properties, links)
        return node

    def tell(self, node: str, /, **told: Any) -> str:
        """Give a node these properties, and take away those that are None here; its id."""
        before = self.nodes[node]
        properties = {name: value for name, value in {**before.properties, **told}.items() if value is not None}
        self.nodes[node] = replace(before, properties=properties)
        return node

    def link(self, node: str, kind: str, /, *targets: str) -> str:
        """Let a relationship of a node lead to these alone, or to nothing; its id."""
        before = self.nodes[node]
        links = [link for link in before.links if link[0] != kind]
        self.nodes[node] = replace(before, links=(*links, *((kind, target) for target in targets)))
        return node

    def targets(self, node: str, kind: str) -> tuple[str, ...]:
        """What a relationship of a node leads to."""
        return tuple(target for name, target in self.nodes[node].links if name == kind)

    def document(self) -> str:
        """The id of the only document."""
        return str(self.nodes[self.the("Disclosure", counted=True)].properties["documents"][0])


def base(folder: Path) -> Statements:
    """What a store says after one paper was loaded, and by hand what such a paper cannot say."""
    with pytest.MonkeyPatch.context() as patch, Store.open(folder / "store", create=True) as store:
        patch.setattr("loaders.read", papers.read)
        store.load(papers.write(folder / "papers", [EVERYTHING]))
        policies = dict(store.sql().execute("SELECT mention, policy FROM judgements"))
        own = [resolved(node, policies) for unit in store.units() for node in unit.nodes()]
        draft = Draft([*shared_statements(store), *own])
    told = (
        _places, _subjects, _organizations, _policies, _lines, _money, _evaluation, _notices, _inferences, _the_rest,
    )  # fmt: skip
    for more in told:
        more(draft)
    return Statements(draft.nodes.values())


def _places(draft: Draft) -> None:
    province = draft.the("Place", level="provincial")
    city = draft.add(
        "Place", "place/city", ("within", province),
        name="云江市", fullName="云川省云江市", level="city", code="990100", validFrom="2003-07", otherNames=["江城"],
    )  # fmt: skip
    draft.add(
        "Place", "place/prefecture", ("within", province), ("succeededBy", city),
        name="云江地区", fullName="云川省云江地区", level="city", code="992300", validFrom="1970", validTo="2003-06-30",
    )  # fmt: skip
    draft.add(
        "Place", "place/zone", ("within", city),
        name="云江开发区", fullName="云川省云江市云江开发区", level="zone", code="zone-99-yunjiang",
    )  # fmt: skip


def _subject(
    draft: Draft, classification: str, code: str, name: str, above: str | None = None, edition: int = 2018, **more: Any
) -> str:
    series = draft.add(
        "SubjectSeries", f"series/{classification}/{code}", code=code, classification=classification, name=name
    )
    return draft.add(
        "SubjectCode", f"subject/{classification}/{edition}/{code}",
        ("inSeries", series), *([("broader", above)] if above else []),
        code=code, name=name, classification=classification, edition=edition, depth=(len(code) - 1) // 2,
        **{"status": "official", "evidence": OFFICIAL, **({"parentCode": code[:-2]} if above else {}), **more},
    )  # fmt: skip


def _subjects(draft: Draft) -> None:
    above = _subject(draft, "department-economic", "302", "商品和服务支出")
    _subject(draft, "department-economic", "30201", BASIC, above, otherNames=["日常办公费"])
    above = _subject(draft, "government-economic", "502", "机关商品和服务支出")
    _subject(draft, "government-economic", "50201", "办公经费", above)
    before = _subject(draft, "function", "2159901", "云江整治", edition=2007, lastEdition=2017, status="observed")
    after = _subject(draft, "function", "2159902", "云江治理", firstYear=2018, lastYear=2024)
    draft.add(
        "CodeChange", "change/function-2159901", ("sourceConcept", before), ("targetConcept", after),
        kind="moved", year=2018, certainty="observed", evidence="预算表",
    )  # fmt: skip
    draft.add("SubjectCode", "subject/by-name", name="其他杂项", classification="department-economic")


def _organizations(draft: Draft) -> None:
    now = draft.the("Organization", kind="department")
    before = draft.add("Organization", "organization/before", kind="department", name="岚渡县教育体育局")
    draft.add(
        "ChangeEvent", "event/2019", ("originalOrganization", before), ("resultingOrganization", now),
        kind="renamed", date="2019-03", reason="机构改革",
    )  # fmt: skip


def _policies(draft: Draft) -> None:
    above = draft.the("Organization", name="云川省财政厅")
    prefixed = draft.add(
        "PolicyDocument", "policy/prefix", ("issuedBy", above),
        number="云财综〔2022〕17号", issuerCode="云财综", year=2022, serial=17, kind="notice", handsDown=False,
        issuer="云川省财政厅", issuerFrom="prefix", issuers=["云川省财政厅"],
    )  # fmt: skip
    order = draft.add(
        "PolicyDocument", "policy/order",
        number="国务院令第901号", issuerCode="国务院令", serial=901, kind="order", handsDown=False,
        title="某条例", otherTitles=["条例"],
    )  # fmt: skip
    titled = draft.add("PolicyDocument", "policy/titled", title="云川省教育规划", kind="plan", handsDown=False)
    damaged = draft.add("PolicyDocument", "policy/damaged", number="云财〔20", kind="other", handsDown=False)
    names = ("number", "issuerCode", "year", "serial", "title", "kind")
    for column, (policy, suspect) in enumerate(
        ((prefixed, False), (order, False), (titled, False), (damaged, True)), start=1
    ):
        told = draft.nodes[policy].properties
        same = {name: told[name] for name in names if name in told}
        written = told.get("number") or told.get("title")
        _own(
            draft, "Citation", f"citation/5-{column}", 5, ("refersTo", policy),
            role="narrative", relation="mention", asWritten=written, suspect=suspect, **same,
        )  # fmt: skip


def _own(draft: Draft, label: str, tail: str, line: int | None, /, *links: tuple[str, str], **told: Any) -> str:
    """A statement of the document, on a line or (where `told` says so) a page."""
    document = draft.document()
    placed = {} if line is None else {"line": line, "source": f"#line={line - 1},{line}"}
    stated = ("statedIn", draft.the("Disclosure", counted=True))
    return draft.add(label, f"{document}/{tail}", *links, stated, document=document, **placed, **told)


def _line(draft: Draft, line: int | None, column: int, text: str, /, *links: tuple[str, str], **told: Any) -> str:
    usual = {
        "publisher": PUBLISHER,
        "fiscalYear": 2024,
        "stage": "budget",
        "table": "expenditure",
        "amountYuan": Decimal(text.replace(",", "")),
        "amountText": text,
        "amountUnit": "元",
        "measure": "amount",
        "rowKind": "leaf",
    }
    return _own(draft, "BudgetLine", f"line/{line or 'p'}-{column}", line, *links, **{**usual, **told})


def _lines(draft: Draft) -> None:
    code = {"code": "2050201", "item": "其中：学前教育", "classification": "function"}
    subject = ("hasSubject", draft.the("SubjectCode", code="2050201"))
    _line(draft, 30, 1, "300,000.00", subject, **code)
    _line(draft, 30, 2, "100,000.00", subject, **code, expenditure="basic")
    _line(draft, 30, 3, "200,000.00", subject, **code, expenditure="project")
    _line(draft, 31, 1, "-5,000", measure="change", item="变动")
    _line(draft, 31, 2, "-5.00", measure="percent", item="变动", amountUnit="%", amountYuan=Decimal("-5.00"))
    _line(
        draft, 40, 1, "8.00",
        ("hasSubject", draft.the("SubjectCode", code="30201")),
        ("hasGovSubject", draft.the("SubjectCode", code="50201")),
        table="basic-economic", item=BASIC, code="302 01", govItem="办公经费", govCode="502 01",
        classification="department-economic", amountUnit="万元", amountYuan=Decimal(80000),
        expenditure="basic", scope="own",
    )  # fmt: skip
    _line(
        draft, 41, 1, "9", subject, ("hasEconSubject", draft.the("SubjectCode", code="30201")),
        **{**code, "item": "学前教育"}, table="general-public", econItem=BASIC, econCode="302 01",
        heading="基本支出/金额",
    )  # fmt: skip
    _line(
        draft, None, 1, "12", page=3, source="#page=3&viewrect=56.7,70.1,20,11.5&part=12", confidence=Decimal("0.87"),
        table="other", item="合计", rowKind="total", repaired="一位数字", amountYuan=Decimal(120),
    )  # fmt: skip


def _money(draft: Draft) -> None:
    fund = draft.add("FundingSource", "fund/government-fund", code="government-fund", name="政府性基金预算")
    project = draft.add(
        "Project", "project/bond", ("ofUnit", draft.the("Organization", kind="unit")),
        name="新建校舍", unit="岚渡县第一中学",
    )  # fmt: skip
    told = {"unit": "岚渡县第一中学", "fund": "government-fund", "debt": "special-bond", "timing": "carryover"}
    row = _line(
        draft, 200, 1, "30.00", ("hasFund", fund), ("ofUnit", draft.the("Organization", kind="unit")),
        table="projects-carryover", item="新建校舍", rowKind="project", expenditure="project",
        amountUnit="万元", amountYuan=Decimal(300000), **told,
    )  # fmt: skip
    allocation = _own(
        draft, "Allocation", "allocation/200-1", 200,
        ("ofProject", project), ("hasFund", fund), ("wasDerivedFrom", row),
        project="新建校舍", fiscalYear=2024, stage="budget", amountYuan=Decimal(300000),
        category="specific-target", vintage=2022, **told,
    )  # fmt: skip
    sheet = _own(
        draft, "PerformanceSheet", "sheet/201", 201, ("ofProject", project), ("covers", allocation),
        project="新建校舍", amountUnit="元", damaged=False, annualTotalYuan=Decimal(300000), category="specific-target",
    )  # fmt: skip
    for column, (yuan, part) in enumerate(
        ((300000, {}), (100000, {"fund": "general-public"}), (200000, {"fund": "government-fund"}))
    ):
        _own(
            draft, "SheetAmount", f"sheet-amount/201-{column}", 201, ("ofSheet", sheet),
            horizon="annual", label="资金", total=not part, amountYuan=Decimal(yuan), amountText=str(yuan), **part,
        )  # fmt: skip


def _evaluation(draft: Draft) -> None:
    sheet = _own(
        draft, "PerformanceSheet", "sheet/p4-20", None, ("ofProject", "project/bond"), page=4, source="#page=4&part=20",
        amountUnit="元", damaged=False, annualTotalYuan=Decimal(300000), score=Decimal("92.5"),
    )  # fmt: skip
    column = 0
    for stage, amounts in (("budget", (300000, 200000, 100000)), ("executed", (250000, 200000, 50000))):
        for yuan, part in zip(amounts, ({}, {"level": "central"}, {"level": "other"}), strict=True):
            column += 1
            _own(
                draft, "SheetAmount", f"sheet-amount/p4-21-{column}", None, ("ofSheet", sheet),
                page=4, source="#page=4&part=21", horizon="annual", label="年度资金总额", total=not part, stage=stage,
                amountYuan=Decimal(yuan), amountText=str(yuan), **part,
            )  # fmt: skip
    _own(
        draft, "Indicator", "indicator/p4-22-1", None, ("ofSheet", sheet), page=4, source="#page=4&part=22",
        horizon="annual", level3="新建教室", target="12间", actual="11间", weight=Decimal(10), score=Decimal("9.5"),
    )  # fmt: skip


def _notices(draft: Draft) -> None:
    above, policy = draft.the("PolicyDocument", number="云财教〔2023〕1号"), "policy/prefix"
    draft.tell(policy, date="2022-12-01")
    draft.link(policy, "passesOn", above)
    subject = draft.the("SubjectCode", code="2050201")
    notice = _own(
        draft, "Notice", "notice/300", 300, ("ofPolicy", policy), ("bookedUnder", subject),
        number="云财综〔2022〕17号", title="关于下达2023年校舍资金的通知", date="2022-12-01", action="hand-down",
        fiscalYear=2023, addressees="各市财政局", amountYuan=Decimal(30000),
    )  # fmt: skip
    told = {
        "action": "hand-down", "phase": "this-time", "fiscalYear": 2023, "amountUnit": "万元", "rowKind": "leaf",
        "code": "2050201", "counted": True,
    }  # fmt: skip
    links = (("ofNotice", notice), ("hasSubject", subject))
    fund = ("hasFund", draft.the("FundingSource", code="general-public"))
    _own(
        draft, "Distribution", "distribution/310-1", 310, *links, fund, ("toPlace", "place/city"),
        ("hasGovSubject", draft.the("SubjectCode", code="50201")),
        recipient="云江市", item="校舍资金", level="central", fund="general-public", govCode="50201",
        amountYuan=Decimal(50000), amountText="5", **told,
    )  # fmt: skip
    _own(
        draft, "Distribution", "distribution/311-1", 311, *links,
        ("toOrganization", draft.the("Organization", kind="unit")),
        recipient="岚渡县第一中学", recipientWithin="岚渡县", project="新建校舍", amountYuan=Decimal(-20000),
        amountText="-2", **told,
    )  # fmt: skip


def _inferences(draft: Draft) -> None:
    """By hand, what the paper gives no reason for."""
    project, before = draft.the("Project", name="校舍维修"), "organization/before"
    above = draft.the("PolicyDocument", number="云财教〔2023〕1号")
    earlier = draft.add(
        "Project", "project/earlier", ("ofUnit", draft.the("Organization", kind="unit")),
        name="2023年校舍维修", unit="岚渡县第一中学",
    )  # fmt: skip
    told: dict[str, Any] = {"confidence": Decimal("0.75"), "reason": "They are alike.", "reasonZh": "两者相近。"}
    for tail, relation, links in (
        ("policies", "passes-on", (("fromPolicy", "policy/prefix"), ("toPolicy", above), ("supportedBy", project))),
        ("projects", "continues", (("fromProject", project), ("toProject", earlier))),
        ("bodies", "continues", (
            ("fromOrganization", draft.the("Organization", name=PUBLISHER)), ("toOrganization", before),
        )),
    ):  # fmt: skip
        draft.add("Inference", f"inference/{tail}", *links, relation=relation, **told)


def _the_rest(draft: Draft) -> None:
    _own(draft, "Figure", "figure/6-1", 6, key="change_pct", value=Decimal("3.5"), unit="percent", text="增长3.5%")
    _own(
        draft, "Figure", "figure/p0-7-1", None, source="#part=7",
        key="staff", value=Decimal(12), unit="count", text="12人",
    )  # fmt: skip
    _own(
        draft, "Finding", "finding/page", None, page=3, source="#page=3",
        rule="sum", severity="note", message="合计", pages=[3],
    )  # fmt: skip
    # What a unit discloses of the same year, which its department's disclosure holds, in a file that says it again.
    above = draft.nodes[draft.the("Disclosure", counted=True)]
    draft.add(
        "Disclosure", "disclosure/00000000000000aa", *(link for link in above.links if link[0] == "publishedBy"),
        ("includedIn", above.id),
        **above.properties | {"publisherKind": "unit", "documents": ["d00000000000000aa"], "sha256": ["aa" * 32],
                              "counted": False, "repeats": ["expenditure d00000000000000aa"]},
    )  # fmt: skip


# -- as others see them ----------------------------------------------------------------------------------------------


def renamed(nodes: Sequence[Node], number: int) -> list[Node]:
    """The same statements under other ids, of another document, so that many copies can lie in one graph."""
    here = {document for node in nodes for document in node.properties.get("documents", ())}
    documents = {document: f"d{number:08x}{at:08x}" for at, document in enumerate(sorted(here))}

    def other(node: str) -> str:
        head, _, tail = node.partition("/")
        return f"{documents[head]}/{tail}" if head in documents else f"copy{number}/{node}"

    def told(name: str, value: Any) -> Any:
        if name == "documents":
            return [documents.get(entry, entry) for entry in value]
        return documents.get(value, value) if name == "document" and isinstance(value, str) else value

    return [
        Node(
            node.label,
            other(node.id),
            {name: told(name, value) for name, value in node.properties.items()},
            tuple((kind, other(target)) for kind, target in node.links),
        )
        for node in nodes
    ]


def triples(nodes: Iterable[Node]) -> str:
    """Statements as N-Triples, without what the ontology does not declare."""
    language = schema()
    lines = []
    for node in nodes:
        told = {name: value for name, value in node.properties.items() if name in language.properties}
        lines += node_triples(node.label, f"<{BASE}{node.id}>", told)
        lines += [
            edge_triple(BASE, node.id, kind, target) for kind, target in node.links if kind in language.relationships
        ]
    return "".join(lines)


@dataclass(frozen=True, slots=True)
class _Unit:
    document: str
    held: tuple[Node, ...]

    def nodes(self) -> Iterator[Node]:
        return iter(self.held)


@dataclass(frozen=True, slots=True)
class _Held:
    """What `check_store` asks of a store, for statements that no store would make."""

    nodes: tuple[Node, ...]

    def _split(self) -> tuple[list[Node], dict[str, list[Node]]]:
        language = schema()
        shared: list[Node] = []
        own: dict[str, list[Node]] = {}
        for node in self.nodes:
            if any(entry.name == "document" for entry in language.of[node.label]):
                own.setdefault(node.id.partition("/")[0], []).append(node)
            else:
                shared.append(node)
        return shared, own

    def sql(self) -> sqlite3.Connection:
        made = sqlite3.connect(":memory:")
        made.execute("CREATE TABLE shared (node TEXT PRIMARY KEY, label TEXT, body TEXT)")
        made.execute("CREATE TABLE judgements (mention TEXT PRIMARY KEY, policy TEXT)")
        shared = self._split()[0]
        rows = [(node.id, node.label, json.dumps([node.properties, node.links], default=str)) for node in shared]
        made.executemany("INSERT INTO shared VALUES (?, ?, ?)", rows)
        return made

    def units(self) -> list[_Unit]:
        return [_Unit(document, tuple(own)) for document, own in self._split()[1].items()]


def results(nodes: Iterable[Node]) -> list[validate.Result]:
    """All that `check_store` finds in a store that holds these statements."""
    return list(validate.check_store(cast(Store, _Held(tuple(nodes)))))
