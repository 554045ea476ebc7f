"""The questions, as text: one Cypher and one SPARQL file each, and this small catalogue of them.

It knows files, not engines. `text("trace_citations")` is the Cypher; `text("trace_citations", "sparql")` the same
question in SPARQL, whose parameters are variables that the caller binds.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

SUFFIXES = {"cypher": ".cypher", "sparql": ".rq"}


@cache
def text(name: str, language: str = "cypher") -> str:
    """The text of a named query. Raises KeyError for a name or language that is not there."""
    try:
        file = resources.files(__name__) / f"{name}{SUFFIXES[language]}"
        return file.read_text(encoding="utf-8")
    except (KeyError, FileNotFoundError):
        raise KeyError(f"no query {name} in {language}") from None


def names(language: str = "cypher") -> tuple[str, ...]:
    """The names of all queries of a language."""
    suffix = SUFFIXES[language]
    files = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(suffix) for name in files if name.endswith(suffix)))
