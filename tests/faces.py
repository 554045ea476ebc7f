"""A store that answers from a few canned rows: the faces are tested without files, engines or documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import queries
from kg.answers import (
    DocumentRow,
    GraphEdge,
    GraphNode,
    Hit,
    LoadReport,
    NodeView,
    PassageRow,
    PolicyRow,
    Result,
    VerifyReport,
)
from kg.errors import QueryTimeoutError, StoreError, UnknownDocumentError, UnknownNodeError

DOCUMENT = "d0123456789abcdef"
POLICY = "policy/1"
NUMBER = "云财行〔2023〕8号"
TITLE = "关于提前下达2024年党建经费的通知"
ALLOCATION = f"{DOCUMENT}/allocation/3-1"
AMOUNT = "162000.00"

CITATION = f"{DOCUMENT}/citation/4-0"
SHEET = f"{DOCUMENT}/sheet/2"
ROWS: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {
    "loaded": (
        ("id", "documents", "fiscal_year", "stage", "place", "kinds", "publisher_id", "publisher", "publisher_kind"),
        [("disclosure/1", [DOCUMENT], 2024, "budget", "岚渡县", ["budget"], "organization/1", "岚渡县委组织部",
          "department")],
    ),
    "policy": (("issuers",), [(["云川省财政厅"],)]),
    "citations": (
        ("id", "document", "line", "page", "role", "relation", "as_written"),
        [(CITATION, DOCUMENT, 4, None, "basis", "basis", "云财行【2023】8号"),
         (f"{DOCUMENT}/citation/5-0", DOCUMENT, 5, None, "narrative", "mention", "云财行【2023】8号")],
    ),
    "cited_for": (("citation", "project"), [(CITATION, "project/1")]),
    "cited_in": (("citation", "id", "name", "unit", "document", "annual"), []),
    "projects": (
        ("id", "name", "unit_id", "unit", "unit_kind", "place"),
        [("project/1", "党建工作经费", "organization/1", "岚渡县委组织部", "department", "岚渡县")],
    ),
    "departments": (("unit_id", "department_id", "department"), []),
    "funded": (("project",), [("project/1",)]),
    "allocations": (
        ("id", "project", "document", "line", "page", "fund", "amount_yuan", "fiscal_year", "stage", "timing",
        ),
        [(ALLOCATION, "project/1", DOCUMENT, 3, None, "general-public", AMOUNT, 2024, "budget", "current")],
    ),
    "lines": (("allocation", "printed_in", "scope"), [(ALLOCATION, "projects-current", None)]),
    "sheets": (
        ("id", "project", "name", "unit", "document", "annual", "category", "line", "page"),
        [(SHEET, "project/1", "党建工作经费", "岚渡县委组织部", DOCUMENT, AMOUNT, None, 7, None)],
    ),
    "levels": (
        ("sheet", "level", "amount_yuan", "id", "label", "document", "line", "page"),
        [(SHEET, "provincial", AMOUNT, "1", "省级财政资金", DOCUMENT, 8, None)],
    ),
    "covers": (("sheet", "allocation"), [(SHEET, ALLOCATION)]),
    "others": (
        ("project", "document", "policy_id"),
        [],
    ),
    "passes_on": (("id", "number", "title"), []),
    "passed_on_by": (("id", "number", "title"), []),
    "related_to": (("id", "number", "title", "relation", "confidence", "why"), []),
    "related_from": (("id", "number", "title", "relation", "confidence", "why"), []),
    "notices": (("id", "document", "action", "date", "amount_yuan"), []),
    "distribution": (
        ("id", "document", "recipient", "within", "project", "item", "level", "code", "amount_yuan", "line", "page"),
        [],
    ),
    "recipients": (("organization",), []),
    "bodies": (("disclosure", "unit_id"), []),
}  # fmt: skip


def policy(key: str = POLICY, number: str = NUMBER, place: str | None = "云川省") -> PolicyRow:
    return PolicyRow(key, number, "云财行", "云川省财政厅", 2023, 8, TITLE, 2, 1, "notice", place)


class FakeStore:
    """What the faces ask of a store, from canned rows. A load rejects files named bad*."""

    base = "https://w3id.org/fiscal-kg/id/"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.removed: list[str] = []
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    @classmethod
    def open(cls, path: str | Path, *, create: bool = False) -> FakeStore:
        if Path(path).name == "missing" and not create:
            raise StoreError(f"there is no store in {path}", "make one with kg load PATH")
        return cls(Path(path))

    def close(self) -> None: ...

    def load(self, paths: Sequence[str | Path], *, reread: bool = False, progress: Any = None) -> LoadReport:
        names = [str(path) for path in paths]
        if any("interrupt" in name for name in names):
            progress(1, 2, names[0])
            raise KeyboardInterrupt
        return LoadReport(
            tuple((name, DOCUMENT) for name in names if "bad" not in name and "same" not in name),
            tuple(name for name in names if "same" in name),
            tuple((name, "it is empty") for name in names if "bad" in name),
        )

    def documents(self) -> list[DocumentRow]:
        return [DocumentRow(DOCUMENT, "a.txt", "0" * 64, "岚渡县委组织部", "department", "岚渡县", 2024, "budget", None,
                            6, 3, 1, 1, "partial", "budget", "disclosure/1")]  # fmt: skip

    def resolve_document(self, text: str) -> str:
        if text not in (DOCUMENT, "a.txt"):
            raise UnknownDocumentError(f"no loaded document is {text}", "kg documents lists them")
        return DOCUMENT

    def remove(self, document: str) -> None:
        self.removed.append(document)

    def text(self, document: str) -> str:
        return "收支总表\n\n党建工作经费\t16.20\n立项依据\t云财行【2023】8号\n说明\n末行"

    def passages(self, document: str) -> list[PassageRow]:
        return [PassageRow(1, None, "furniture", "title"), PassageRow(3, None, "read", "budget-line"),
                PassageRow(4, None, "read", "budget-line"), PassageRow(5, None, "unread", "")]  # fmt: skip

    def cypher(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 60,
        limit: int | None = None,
        small: bool = False,
    ) -> Result:
        self.asked.append((query, dict(parameters or {})))
        for name, (columns, rows) in ROWS.items():
            if query == queries.text(name):
                return Result(columns, rows)
        if "slow" in query:
            raise QueryTimeoutError(f"the query did not finish in {timeout:g} s", "raise --timeout")
        rows_: list[tuple[Any, ...]] = [("党建工作经费", 1, Decimal("0.10"), ["a", "b"], None), ("b", 2, None, [], "x")]
        return Result(("name", "n", "amount_yuan", "list", "nothing"), rows_[:limit], limit == 1)

    def sparql(self, query: str, *, timeout: float = 60, limit: int | None = None) -> Result | bool | bytes:
        if query.startswith("ASK"):
            return True
        if query.startswith("CONSTRUCT"):
            return '<a> <b> "党建" .\n'.encode()
        return Result(("n",), [(1,), (2,)][:limit], limit == 1)

    def table(self, name: str) -> Iterator[dict[str, Any]]:
        yield {"policy_id": POLICY, "number": NUMBER, "issuer_code": "云财行", "issuer": None, "year": 2023,
               "serial": 8, "title": "=1+1", "citations": 2, "projects": 1, "kind": "law", "place": None}  # fmt: skip

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        hits = [Hit("project/1", "Project", "党建工作经费", "岚渡县委组织部"),
                Hit(POLICY, "PolicyDocument", NUMBER, TITLE)]  # fmt: skip
        return [hit for hit in hits if text in hit.name][:limit]

    def find(self, name: str) -> list[str]:
        found = {"项目": ["project/1"], "project/1": ["project/1"], ALLOCATION: [ALLOCATION], "两个": ["a", "b"]}
        return found.get(name, [])

    def node(self, node: str, *, limit: int = 200) -> NodeView:
        project = GraphNode("project/1", "Project", {"name": "党建工作经费", "unit": "岚渡县委组织部"})
        allocation = GraphNode(ALLOCATION, "Allocation", {
            "project": "党建工作经费", "amountYuan": Decimal(AMOUNT), "document": DOCUMENT, "line": 3,
            "source": "#line=2,3",
        })  # fmt: skip
        if node == "project/1":
            return NodeView(project, (), (("OF_PROJECT", allocation),), 0, 1)
        if node == ALLOCATION:
            return NodeView(allocation, (("OF_PROJECT", project),), (), 1, 0)
        raise UnknownNodeError(f"nothing in the graph has the id {node}")

    def policies(self, text: str, issuer: str | None = None, place: str | None = None) -> list[PolicyRow]:
        if text == "厅字〔2023〕1号":
            both = [policy("policy/2", text, "甲省"), policy("policy/3", text, "乙省")]
            return [row for row in both if place in (None, row.place)]
        return [policy()] if "8号" in text or text in (POLICY, TITLE) else []

    def nearest(self, number: str, n: int = 5) -> list[PolicyRow]:
        return [policy()]

    def stats(self) -> dict[str, Any]:
        return {"documents": 1, "nodes": {"Project": 1, "Allocation": 1}}

    def verify(self, progress: Any = None) -> VerifyReport:
        return VerifyReport((("documents", True, "1 read"), ("engines", "broken" not in str(self.path), "agree")))

    def nodes(self) -> Iterator[GraphNode]:
        yield self.node(ALLOCATION).node
        yield self.node("project/1").node

    def edges(self) -> Iterator[GraphEdge]:
        yield GraphEdge(ALLOCATION, "OF_PROJECT", "project/1")
