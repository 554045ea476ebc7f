"""The pages that the program writes are those in the repository."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_a_page_a_question_with_its_real_answer() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    kept = {path.name: path.read_text(encoding="utf-8") for path in generate.FOLDER.glob("*.md")}
    assert generate.pages() == kept, "run make docs"
