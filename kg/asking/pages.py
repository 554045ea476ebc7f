"""What the catalogue says of its questions: as objects for programs, and as a page for people.

It knows the catalogue alone; a page's answer over the examples is put in by whoever has them.
"""

from __future__ import annotations

from typing import Any

import queries
from queries import LANGUAGES, Question

_NAMES = {"cypher": "Cypher", "sparql": "SPARQL"}


def described() -> list[dict[str, Any]]:
    """The named questions as `kg ask --format json` lists them."""
    return [
        {
            "name": entry.name,
            "title": entry.title,
            "title_zh": entry.title_zh,
            "description": entry.description,
            "languages": list(LANGUAGES),
            "parameters": [
                {
                    "name": parameter.name,
                    "type": parameter.type,
                    "required": parameter.required,
                    "default": parameter.default,
                    "description": parameter.description,
                }
                for parameter in entry.parameters
            ],
            "columns": [
                {"name": column.name, "type": column.type, "unit": column.unit, "description": column.description}
                for column in entry.columns
            ],
            "description_zh": entry.description_zh,
        }
        for entry in queries.questions().values()
    ]


def page(asked: Question, answer: str = "") -> str:
    """A page about a question in Markdown: what it asks, takes and gives, and its texts."""
    lines = [
        f"# {asked.title}",
        "",
        f"`{asked.name}` · {asked.title_zh}",
        "",
        asked.description,
        "",
        asked.description_zh,
    ]
    lines += ["", "## Parameters", ""]
    if asked.parameters:
        lines += ["| name | type | | description |", "| --- | --- | --- | --- |"]
        for entry in asked.parameters:
            told = "required" if entry.required else "" if entry.default is None else f"default `{entry.default}`"
            lines.append(f"| `{entry.name}` | {entry.type} | {told} | {entry.description} |")
    else:
        lines.append("None.")
    lines += ["", "## Columns", "", "| name | type | unit | description |", "| --- | --- | --- | --- |"]
    lines += [f"| `{c.name}` | {c.type} | {c.unit or ''} | {c.description} |" for c in asked.columns]
    lines += ["", f"Rows come in this order: {', '.join(f'`{said}`' for said in asked.order)}."]
    if answer:
        lines += ["", answer.rstrip()]
    for language in LANGUAGES:
        body = asked.texts[language][len_of_head(asked.texts[language]) :].strip("\n")
        lines += ["", f"## {_NAMES[language]}", ""]
        if asked.walk:
            lines += [
                "No single query answers this: `kg` asks with the things that it has reached so far (`$nodes`).",
                "",
            ]
        lines += [f"```{language}", body, "```"]
    return "\n".join(lines) + "\n"


def len_of_head(text: str) -> int:
    """How many signs the comment at the beginning of a text has."""
    return sum(len(line) + 1 for line in text.splitlines()[: len(queries.head(text).split("\n"))])
