"""The flat tables of `kg table`: their columns, in order, and their rows.

Rows of a document come from its file, one document at a time; shared things come from the catalogue. Columns are
public: they stay as they are, and new ones go to the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg import lookup
from kg.answers import Value
from kg.catalog import load_shared
from kg.errors import UnknownTableError
from kg.statements import Node

if TYPE_CHECKING:
    from kg.store import Store

Row = dict[str, Value]

_PLACE = "document page line source"

TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(columns.split())
        for name, columns in {
            "documents": "document path sha256 publisher publisher_kind place fiscal_year stage pages lines read_lines"
            " furniture_lines unread_lines status kind disclosure",
            "lines": f"{_PLACE} publisher unit fiscal_year stage table item code gov_item side fund expenditure timing"
            " amount_yuan amount_text repaired measure row_kind scope id corrected gov_code econ_item econ_code heading"
            " confidence",
            "allocations": f"{_PLACE} fiscal_year stage unit project_id project fund timing amount_yuan project_code"
            " vintage id corrected",
            "sheets": f"{_PLACE} project_id project matched_by department_code department unit attribute period"
            " period_total_yuan annual_total_yuan annual_central_yuan annual_provincial_yuan annual_county_yuan"
            " annual_self_yuan annual_other_yuan filled_on allocation_ids id corrected score",
            "sheet_amounts": "document page line sheet_id project_id horizon label level fund amount_yuan id corrected"
            " stage",
            "indicators": "document page line project_id project horizon level1 level2 level3 target id corrected"
            " actual weight score",
            "citations": f"{_PLACE} role project_id project policy_id number issuer_code year serial title as_written"
            " suspect relation id corrected",
            "policies": "policy_id number issuer_code issuer year serial title citations projects kind place",
            "organizations": "id name other_names kind parent_id place issues",
            "figures": "document page line key value unit id corrected",
            "findings": "rule severity document lines pages message expected actual id",
            "subjects": "code name classification parent_code first_year last_year documents",
            "distributions": f"{_PLACE} policy_id number recipient recipient_within project item level phase action"
            " code fund fiscal_year amount_yuan amount_text row_kind counted id corrected gov_code",
        }.items()
    }
)

# The tables whose rows are the own statements of one class.
_LABELS = MappingProxyType(
    {
        "lines": "BudgetLine",
        "allocations": "Allocation",
        "sheets": "PerformanceSheet",
        "sheet_amounts": "SheetAmount",
        "indicators": "Indicator",
        "citations": "Citation",
        "figures": "Figure",
        "distributions": "Distribution",
        "findings": "Finding",
    }
)


# The tables with a column that names a policy document, which is judged over all documents.
_JUDGED = frozenset({"citations", "distributions"})


def rows(store: Store, name: str) -> Iterator[Row]:
    """The rows of a table. Raises UnknownTableError."""
    if name not in TABLES:
        raise UnknownTableError(f"there is no table {name}", f"tables are {', '.join(TABLES)}")
    if name in _LABELS:
        return _own_rows(store, name)
    makers: dict[str, Callable[[Store], Iterator[Row]]] = {
        "documents": _documents,
        "policies": _policies,
        "organizations": _organizations,
        "subjects": _subjects,
    }
    return makers[name](store)


@cache
def camel(column: str) -> str:
    """The name of a column as a property.

    >>> camel("amount_yuan")
    'amountYuan'
    """
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _own_rows(store: Store, name: str) -> Iterator[Row]:
    columns = [(column, camel(column)) for column in TABLES[name]]
    label = _LABELS[name]
    policies = dict(store.sql().execute("SELECT mention, policy FROM judgements")) if name in _JUDGED else {}
    lists = [column for column in ("lines", "pages") if name == "findings"]
    for unit in store.units():
        sheets: dict[str, str | None] = {}
        notice: Node | None = None
        for node in unit.nodes():
            if node.label == "PerformanceSheet":
                sheets[node.id] = _link(node, "ofProject")
            if node.label == "Notice":
                notice = node
            if node.label != label:
                continue
            get = node.properties.get
            row: Row = {column: get(property_) for column, property_ in columns}
            row["id"] = node.id
            for column in lists:
                row[column] = list(get(column, ()))
            _links(row, node, sheets, policies)
            if notice is not None and label == "Distribution":
                row["policy_id"] = policies.get(_link(notice, "ofPolicy") or "")
                row["number"] = notice.properties.get("number")
            yield row


def _link(node: Node, kind: str) -> str | None:
    return next((target for found, target in node.links if found == kind), None)


def _links(row: Row, node: Node, sheets: dict[str, str | None], policies: dict[str, str]) -> None:
    """Fill in the columns that are relationships."""
    sheet = _link(node, "ofSheet")
    if "sheet_id" in row:
        row["sheet_id"] = sheet
    if "project_id" in row:
        row["project_id"] = _link(node, "ofProject") or sheets.get(sheet or "")
    if "allocation_ids" in row:
        row["allocation_ids"] = [target for kind, target in node.links if kind == "covers"]
    if "policy_id" in row:
        mention = _link(node, "refersTo")
        row["policy_id"] = policies.get(mention or "")


def _documents(store: Store) -> Iterator[Row]:
    for row in store.documents():
        yield asdict(row)


def _policies(store: Store) -> Iterator[Row]:
    for row in lookup.all_policies(store.sql()):
        yield asdict(row)


def _organizations(store: Store) -> Iterator[Row]:
    sql = store.sql()
    issued: dict[str, int] = {}
    for (body,) in sql.execute("SELECT body FROM shared WHERE label = 'PolicyDocument'"):
        for kind, target in load_shared(body)[1]:
            if kind == "issuedBy":
                issued[target] = issued.get(target, 0) + 1
    for node, body in sql.execute("SELECT node, body FROM shared WHERE label = 'Organization' ORDER BY node"):
        properties, links = load_shared(body)
        yield {
            "id": node,
            "name": properties.get("name"),
            "other_names": list(properties.get("otherNames", ())),
            "kind": properties.get("kind"),
            "parent_id": next((target for kind, target in links if kind == "subOrganizationOf"), None),
            "place": properties.get("place"),
            "issues": issued.get(node, 0),
        }


def _subjects(store: Store) -> Iterator[Row]:
    found: list[tuple[Any, ...]] = []
    for body, documents in store.sql().execute(
        "SELECT s.body, (SELECT count(*) FROM claims c WHERE c.node = s.node) FROM shared s"
        " WHERE s.label = 'SubjectCode'"
    ):
        properties = json.loads(body)[0]
        columns = ("code", "name", "classification", "parentCode", "firstYear", "lastYear")
        found.append((*(properties.get(column) for column in columns), documents))
    found.sort(key=lambda row: (row[2], row[0] or "~", row[1] or ""))
    for row in found:
        yield dict(zip(TABLES["subjects"], row, strict=True))
