"""The budget classifications as far as they are stable: economic items, and the classes of the functions.

Reads `data/subjects.tsv` (2018 and later). Names repeat between branches (其他支出 is 399, 39999 and more), so a name
alone finds a code only where it has one meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def names() -> Mapping[tuple[str, str], str]:
    """Names by classification and code."""
    text = resources.files("ontology").joinpath("data", "subjects.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:] if line)
    return {(classification, code): name for classification, code, name in rows}


@cache
def codes() -> Mapping[tuple[str, str], str]:
    """Codes by classification and name. Of codes that share a name, the highest in the tree, else none."""
    found: dict[tuple[str, str], list[str]] = {}
    for (classification, code), name in names().items():
        found.setdefault((classification, name), []).append(code)
    result = {}
    for key, candidates in found.items():
        first = min(candidates, key=lambda code: (len(code), code))
        if len(candidates) == 1 or len(first) < min(len(code) for code in candidates if code != first):
            result[key] = first
    return result
