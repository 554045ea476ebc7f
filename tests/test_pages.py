"""The pages of the named questions are what the program writes."""

from __future__ import annotations

import queries
from make import questions


def test_a_page_a_question_with_its_real_answer() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in questions.FOLDER.glob("*.md")}
    assert questions.pages() == kept, "run python -m make.questions"


def test_the_read_me_counts_the_questions() -> None:
    said = f"{len(queries.questions())} named questions"
    assert said in (questions.ROOT / "README.md").read_text(encoding="utf-8")
