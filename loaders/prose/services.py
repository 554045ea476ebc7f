"""Reads the directory of purchased services (政府购买服务指导性目录): codes and names, in a table or in lines."""

from __future__ import annotations

import re

from loaders.document import Item, Paragraph
from loaders.records import PurchasedService
from loaders.words import squeeze, tidy
from ontology import vocabulary

_ENTRY = re.compile(r"^([A-Z]\d{0,8})[\s\u3000\t]+(.{2,40})$")
_CODE = re.compile(r"[A-Z]\d{0,8}")


def names_directory(text: str) -> bool:
    """Whether a line speaks of the directory."""
    return any(word in text for word in vocabulary.load("tables")["services"]["directory"])


def _is_heading(text: str) -> bool:
    code = next((word for word in vocabulary.load("tables")["services"]["code"] if text.startswith(word)), None)
    return code is not None and names_directory(text[len(code) :])


def read_services(items: list[Item]) -> tuple[list[PurchasedService], list[Item]]:
    """The entries of the directory, and the items that stated them (its heading among them)."""
    entries: list[PurchasedService] = []
    used: list[Item] = []
    seen: list[str] = []
    for item in items:
        text = item.text if isinstance(item, Paragraph) else " ".join(cell for cell in item.cells if cell)
        if _is_heading(squeeze(text)):
            used.append(item)
            continue
        match = _ENTRY.match(text.strip())
        if match is None:
            continue
        code, name = match[1], tidy(match[2])
        parents = [other for other in seen if code.startswith(other) and other != code]
        parent = max(parents, key=len, default=None)
        seen.append(code)
        entries.append(
            PurchasedService(
                item.at, code, name, 1 if len(code) == 1 else 2 if len(code) <= 3 else 3 + (len(code) - 5) // 2, parent
            )
        )
        used.append(item)
    return entries, used
