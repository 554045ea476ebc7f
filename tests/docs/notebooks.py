"""The notebooks of docs/: how they are run, and what their outputs say to a test.

`python -m tests.docs.notebooks` runs them and writes their outputs anew, after a change of cells or of answers.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from lxml import html
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
NAMES = ("auditor", "researcher")
#: How long one cell may take on a busy machine.
SECONDS = 300
#: What a notebook says of the program that runs it; versions and times would differ on every machine.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
#: Where things stand in a picture: the last digits of a layout are the processor's.
_PLACES = re.compile(r'(?<=[ "])(?:x|y|x1|x2|y1|y2|cx|cy|r|width|height|viewBox|transform|d)="[^"]*"')
_NAMES = re.compile(r'<g id="names">.*?</g>', re.DOTALL)


def stored(name: str) -> NotebookNode:
    """A notebook as it lies in the repository."""
    return nbformat.read(DOCS / f"{name}.ipynb", as_version=4)


@contextmanager
def _settings(folder: str) -> Iterator[None]:
    """The kernel is of this interpreter, imports this tree's packages, and leaves nothing in a person's home."""
    path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH")) if part)
    # What is printed is as wide as the terminal says: here always as wide as where there is none.
    said = {
        "PYTHONPATH": path,
        "IPYTHONDIR": folder,
        "JUPYTER_RUNTIME_DIR": folder,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "COLUMNS": "120",
    }
    before = {name: os.environ.get(name) for name in said}
    os.environ.update(said)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def run(name: str) -> NotebookNode:
    """The notebook with the outputs of a fresh run from top to bottom. Raises CellExecutionError."""
    notebook = stored(name)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as folder, _settings(folder):
        # Files for sockets: no port is opened, and their names stay shorter than systems allow.
        kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", connection_file=f"{folder}/kernel.json")
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=SECONDS,
            startup_timeout=SECONDS,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(DOCS)}},
        )
        client.execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def outputs(notebook: NotebookNode) -> dict[str, list[Any]]:
    """What each cell shows, by the cell's id; of pictures what is in them, not where."""
    return {cell.id: [_output(output) for output in cell.outputs] for cell in notebook.cells if "outputs" in cell}


def _output(output: NotebookNode) -> Any:
    if output.output_type == "stream":
        return output.name, output.text
    data = dict(output.data)
    if picture := data.get("image/svg+xml"):
        # Which names there is room for depends on the places.
        data["image/svg+xml"] = _PLACES.sub("", _NAMES.sub("", picture))
    return output.output_type, data


def text(notebook: NotebookNode, cell: str) -> str:
    """What a cell prints, or the text of its value."""
    parts = next(part.outputs for part in notebook.cells if part.id == cell)
    return "".join(part.text if part.output_type == "stream" else part.data["text/plain"] for part in parts)


def numbers(notebook: NotebookNode, cell: str) -> list[Decimal]:
    """The numbers in what a cell prints, in their order."""
    return [Decimal(found.replace(",", "")) for found in _NUMBER.findall(text(notebook, cell))]


def frame(notebook: NotebookNode, cell: str) -> list[list[str]]:
    """The body of the DataFrame that a cell shows, its index included; a cell that spans rows stands in each."""
    data = next(part.data for part in next(c for c in notebook.cells if c.id == cell).outputs if "data" in part)
    rows: list[list[str]] = []
    spans: dict[int, tuple[int, str]] = {}
    for row in html.fromstring(data["text/html"]).findall(".//tbody/tr"):
        cells, found = iter(row), []
        while (at := len(found)) in spans or (entry := next(cells, None)) is not None:
            if at in spans:
                left, said = spans.pop(at)
            else:
                left, said = int(entry.get("rowspan", 1)), entry.text_content()
            if left > 1:
                spans[at] = (left - 1, said)
            found.append(said)
        rows.append(found)
    return rows


def write() -> None:
    """Run every notebook and store it with its outputs."""
    for name in NAMES:
        nbformat.write(run(name), DOCS / f"{name}.ipynb")


if __name__ == "__main__":
    write()
