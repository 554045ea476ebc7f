"""Writes docs/questions: a page a named question, with its answer over the examples: `python -m make.questions`.

Everything in them is read from queries/ and asked of a store of the examples; a test holds the pages equal to what
this writes.
"""

from __future__ import annotations

import tempfile
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import queries
from kg.asking.pages import page
from kg.graph import Graph

if TYPE_CHECKING:
    from kg.rows import Rows

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = (ROOT / "examples/county", ROOT / "examples/notices")
FOLDER = ROOT / "docs/questions"
#: How many rows of an answer are shown.
SHOWN = 8
#: What each question is asked with; those that are not here are asked with nothing.
SAID: dict[str, dict[str, str]] = {
    "carryover": {"department": "望溪县教育局"},
    "cascade": {"policy": "云财行〔2023〕88号"},
    "changes": {"year": "2024"},
    "department-basis": {"department": "望溪县民政局", "year": "2024"},
    "department-years": {"department": "望溪县民政局"},
    "distribution": {"policy": "澜财行〔2023〕61号"},
    "document": {"document": "2024_望溪县民政局.txt"},
    "fund-projects": {"fund": "government-fund", "department": "望溪县民政局"},
    "fund-use": {"fund": "政府性基金"},
    "indicator-kinds": {"department": "望溪县司法局", "year": "2024"},
    "indicators": {"words": "小区", "department": "望溪县住房和城乡建设局"},
    "levels": {"department": "望溪县农业农村局"},
    "nearest-departments": {"department": "望溪县民政局"},
    "path": {"start": "望溪县民政局", "end": "云财行〔2023〕88号"},
    "policy-citations": {"policy": "澜财行〔2023〕61号"},
    "procurement": {"department": "望溪县教育局"},
    "project-years": {"project": "澜财行【2023】67号2024年人民调解和社区矫正补助资金"},
    "projects-without-basis": {"year": "2024"},
    "subject-years": {"subject": "208", "department": "望溪县民政局"},
    "three-public": {"department": "望溪县司法局"},
    "trace": {"policy": "澜财行〔2023〕61号"},
    "units": {"department": "望溪县教育局"},
}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,}"
    text = "、".join(value) if isinstance(value, list) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")


def _asked(said: dict[str, str]) -> str:
    return "".join(f" {key}={value}" for key, value in said.items())


def answer(name: str, said: dict[str, str], rows: Rows) -> str:
    """The part of a page that shows an answer."""
    found = list(rows)
    lines = ["## Its answer over the examples", "", "```sh", f"kg ask {name}{_asked(said)}", "```", ""]
    lines += [f"| {' | '.join(rows.columns)} |", f"|{' --- |' * len(rows.columns)}"]
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in islice(found, SHOWN)]
    if len(found) > SHOWN:
        lines += ["", f"The first {SHOWN} of {len(found)} rows."]
    return "\n".join(lines)


def index() -> str:
    """The page that lists the others."""
    lines = [
        "# Named questions",
        "",
        "Each is a SPARQL and a Cypher file in `queries/questions/`. `kg ask NAME key=value` asks it, with",
        "`--explain` it prints its page, and in Python it is `Graph.ask(name, key=value)`. Every engine gives the same",
        "rows in the same order. What an answer may be added up to, and what not, [the questions that the graph is",
        "for](../competency-questions.md) say.",
        "",
        "| name | asks | 中文 |",
        "| --- | --- | --- |",
    ]
    lines += [f"| [{e.name}]({e.name}.md) | {e.title} | {e.title_zh} |" for e in queries.questions().values()]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Every page by its file name."""
    found = {"README.md": index()}
    with tempfile.TemporaryDirectory() as folder, Graph.open(Path(folder) / "kg-store", create=True) as graph:
        graph.load(EXAMPLES)
        for name, question in queries.questions().items():
            said = SAID.get(name, {})
            found[f"{name}.md"] = page(question, answer(name, said, graph.ask(name, **said)))
    return found


def main() -> None:
    """Write every page, and take away those of questions that are no more."""
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
