"""Nodes and relationships that are made up: texts that every format has its own trouble with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from kg.answers import GraphNode
from kg.exports.source import Link, Source

NASTY = "“引号” \"q\" 'a' \\ back\\n slash\\, a;b|c,d\ttab\n第二行\r\n<tag> & </a> {x} 〔2023〕 ]]> 𠀀 %s"


class Made(Source):
    """A source of these nodes and relationships, without a store."""

    def __init__(self, nodes: Sequence[GraphNode], links: Sequence[Link] = ()) -> None:
        self._nodes = nodes
        self._links = links

    def nodes(self) -> Iterator[GraphNode]:
        return iter(self._nodes)

    def links(self) -> Iterator[Link]:
        return iter(self._links)


def project(node: str = "project/1", **properties: Any) -> GraphNode:
    return GraphNode(node, "Project", {"name": "校舍维修", **properties})


def policy(node: str = "policy/1", **properties: Any) -> GraphNode:
    return GraphNode(node, "PolicyDocument", {"number": "云财行〔2023〕8号", **properties})


def line(node: str = "d1/line/1", **properties: Any) -> GraphNode:
    known = {"item": "合计", "amountYuan": Decimal("12.345"), "fiscalYear": 2024, "document": "d1", "line": 1}
    return GraphNode(node, "BudgetLine", known | properties)


def cites(source: str = "project/1", target: str = "policy/1") -> Link:
    return Link(source, "CITES", target, "Project", "PolicyDocument")


def nasty(text: str = NASTY) -> Made:
    """A project and a policy document whose texts hold everything, and an edge between them."""
    found = policy(title=text, issuers=["省财政厅", "a;b", text.replace("|", "")], serial=7, handsDown=True)
    return Made([project(name=text), found], [cites()])
