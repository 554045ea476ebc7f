"""One thing looked at closely: a node with everything around it, and the passage on which it rests.

It knows how to lay these out for people; what they hold comes from the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.answers import GraphNode, NodeView
from kg.render import cell, money, pad, width, wrap
from kg.trace.result import jsonable

NAMES = ("name", "title", "number", "project", "asWritten", "item", "label", "key", "message")


def name_of(node: GraphNode) -> str:
    """What people call a node: its name, number and title, or what it says."""
    properties = node.properties
    if node.label == "PolicyDocument":
        parts = [properties.get("number"), f"《{properties['title']}》" if properties.get("title") else None]
        return " ".join(str(part) for part in parts if part) or node.id
    if node.label == "Disclosure":
        said = (properties.get(key) for key in ("publisher", "fiscalYear", "stage"))
        return " ".join(str(part) for part in said if part is not None)
    if node.label == "Citation":
        at = f"line {properties['line']}" if properties.get("line") else f"page {properties.get('page')}"
        return f"{properties.get('asWritten')} ({properties.get('role')}, {at})"
    if node.label == "Allocation":
        said = (properties.get(key) for key in ("project", "fiscalYear", "stage", "timing"))
        return " ".join(str(part) for part in said if part) + f" {money(properties.get('amountYuan'))} 元"
    found = next((str(properties[key]) for key in NAMES if properties.get(key)), None)
    if properties.get("amountYuan") is not None:
        return f"{found or ''} {money(properties['amountYuan'])} 元".strip()
    return found or node.id


@dataclass(frozen=True, slots=True)
class Shown:
    """A node, its properties, and its relationships out and in. `str(shown)` groups them by relationship."""

    view: NodeView

    @property
    def id(self) -> str:
        """The node's id."""
        return self.view.node.id

    def to_dict(self) -> dict[str, Any]:
        """The node as a JSON object: id, label, properties, out and into with the node at the other end."""
        view = self.view
        return {
            "id": view.node.id,
            "label": view.node.label,
            "name": name_of(view.node),
            "properties": jsonable(view.node.properties),
            "out": [_link(*link) for link in view.out],
            "into": [_link(*link) for link in view.into],
            "out_total": view.out_total,
            "into_total": view.into_total,
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row a relationship."""
        for direction, links in (("out", self.view.out), ("into", self.view.into)):
            for kind, node in links:
                yield {"id": self.id, "direction": direction, "relationship": kind, "other_id": node.id,
                       "label": node.label, "name": name_of(node)}  # fmt: skip

    def __str__(self) -> str:
        return self.text()

    def text(self, columns_wide: int = 120, each: int = 10) -> str:
        """The node for people: its properties, then what it is linked to; `each` of a kind are listed."""
        node = self.view.node
        lines = [f"{node.label}  {name_of(node)}", f"  id  {node.id}"]
        # fen repeats yuan for engines without decimals
        shown = {k: v for k, v in node.properties.items() if v is not None and not k.endswith("Fen")}
        widest = max((len(key) for key in shown), default=0)
        for key, value in shown.items():
            text = money(value) if key.endswith("Yuan") else cell(value)
            first, *rest = wrap(text, max(20, columns_wide - widest - 4)) or [""]
            lines.append(f"  {key:<{widest}}  {first}")
            lines.extend(" " * (widest + 4) + part for part in rest)
        view = self.view
        for arrow, links, total in (("→", view.out, view.out_total), ("←", view.into, view.into_total)):
            groups: dict[tuple[str, str], list[GraphNode]] = {}
            for kind, other in links:
                groups.setdefault((kind, other.label), []).append(other)
            for (kind, label), others in groups.items():
                lines.append(f"{arrow} {kind} {label} ({len(others)})")
                lines.extend(f"    {name_of(other)}  [{other.id}]" for other in others[:each])
                if len(others) > each:
                    lines.append(f"    … {len(others) - each} more; --format json lists them")
            if total > len(links):
                lines.append(f"{arrow} {total - len(links)} more relationships are not listed (of {total})")
        return "\n".join(lines)


def _link(kind: str, node: GraphNode) -> dict[str, Any]:
    return {"relationship": kind, "id": node.id, "label": node.label, "name": name_of(node)}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of an original (clerks' names and numbers redacted) around the line that states something."""

    id: str
    document: str
    path: str
    line: int | None
    page: int | None
    source: str
    lines: tuple[tuple[int, str, bool], ...]

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row a line; `marked` is the line in question."""
        for number, text, marked in self.lines:
            yield {"document": self.document, "page": self.page, "line": number, "marked": marked, "text": text}

    def to_dict(self) -> dict[str, Any]:
        """The passage as a JSON object."""
        return {
            "id": self.id, "document": self.document, "path": self.path, "page": self.page, "line": self.line,
            "source": self.source, "lines": [dict(row) for row in self.rows()],
        }  # fmt: skip

    def __str__(self) -> str:
        return self.text()

    def text(self, columns_wide: int = 120) -> str:
        """The passage with line numbers, the line in question marked with `>`; long lines wrap."""
        lines = [f"{self.path}  {self.document}{self.source}"]
        if not self.lines:
            return lines[0] + "\n(the original holds no text here)"
        digits = len(str(self.lines[-1][0]))
        room = max(20, columns_wide - digits - 4)
        for number, text, marked in self.lines:
            first, *rest = wrap(text.rstrip().replace("\t", " │ "), room)
            lines.append(f"{'>' if marked else ' '} {number:>{digits}}  {first}")
            lines.extend(" " * (digits + 4) + part for part in rest)
        return "\n".join(lines)


_PART = re.compile(r"[#&]part=(\d+)")


def shown_lines(text: str) -> list[str]:
    """The lines of what is shown of a document; where it has pages, a form feed ends a line too."""
    return re.split(r"[\n\f]", text)


def passage(node: GraphNode, path: str, text: str, context: int) -> Passage:
    """The passage of a node that carries `document` and its place, out of what is shown of its document."""
    properties: Mapping[str, Any] = node.properties
    source = str(properties.get("source") or "")
    line = properties.get("line")
    if line is None and (part := _PART.search(source)):
        line = int(part[1])
    split = shown_lines(text)  # as readers count lines: other marks of a break are text
    taken: Sequence[tuple[int, str, bool]] = ()
    if isinstance(line, int) and 1 <= line <= len(split):
        first, last = max(1, line - context), min(len(split), line + context)
        taken = [(number, split[number - 1], number == line) for number in range(first, last + 1)]
    return Passage(
        node.id, str(properties["document"]), path, line, properties.get("page"), source, tuple(taken),
    )  # fmt: skip


def listing(rows: Sequence[tuple[str, str]]) -> str:
    """Pairs in two columns."""
    widest = max((width(name) for name, _ in rows), default=0)
    return "\n".join(f"{pad(name, widest)}  {value}" for name, value in rows)
