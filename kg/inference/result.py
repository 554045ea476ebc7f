"""An inference as a record, and as a node of the graph. It knows the ontology's words for it, and no evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg import ids
from kg.mapping import INFERENCE
from kg.statements import Link, Node

#: No inference is certain, whatever speaks for it.
HIGHEST = Decimal("0.95")
#: What is less likely than not is not said.
LOWEST = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Inference:
    """A relation of two things of one kind (Policy, Project, Organization), by their ids; `support` are projects."""

    relation: str
    kind: str
    source: str
    target: str
    confidence: Decimal
    reason: str
    reason_zh: str
    support: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Made of the relation and both ends: the same over loads and their order."""
        return f"inference/{ids.digest(self.relation, self.source, self.target)}"

    def node(self) -> Node:
        """The statement of the graph."""
        links: list[Link] = [(f"from{self.kind}", self.source), (f"to{self.kind}", self.target)]
        links += [("supportedBy", project) for project in self.support]
        properties = {
            "confidence": self.confidence,
            "reason": self.reason,
            "reasonZh": self.reason_zh,
            "relation": self.relation,
        }
        return Node(INFERENCE, self.id, dict(properties), tuple(sorted(links)))


def bounded(confidence: Decimal) -> Decimal:
    """A confidence of two places, never above the highest."""
    return min(confidence, HIGHEST).quantize(Decimal("0.01"))
