"""Parameters from what people write: stages, years and numbers."""

from __future__ import annotations

from typing import Any

import pytest

from kg.asking.names import Names
from kg.asking.parameters import resolve
from kg.errors import KgError
from queries import Parameter, Question


class Nothing:
    """Names that know nothing: plain values need none."""

    def exact(self, kind: str, text: str) -> list[Any]:
        return []

    def holding(self, kind: str, text: str) -> list[Any]:
        return []

    def document(self, text: str) -> str:
        return text

    def near(self, text: str) -> list[str]:
        return []


def asked(kind: str, default: str | int | None = None) -> Question:
    parameter = Parameter("x", kind, False, default, "a thing")
    return Question("q", "q", "问", "q.", "问。", (parameter,), (), (), None, {})


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("stage", "决算", "final"),
        ("stage", "调整预算", "adjusted"),
        ("stage", "budget", "budget"),
        ("year", "2024年", 2024),
        ("year", "2024年度", 2024),
        ("year", 2024, 2024),
        ("number", "-3", -3),
        ("text", " 率 ", "率"),
        ("text", "", ""),
        ("year", "", None),
    ],
)
def test_plain_values(kind: str, said: Any, value: Any) -> None:
    names: Names = Nothing()
    assert resolve(asked(kind), {"x": said}, names) == {"x": value}


@pytest.mark.parametrize(("kind", "said"), [("stage", "unsaid"), ("stage", "草案"), ("year", "24"), ("number", "3.5")])
def test_what_is_none_is_told(kind: str, said: str) -> None:
    with pytest.raises(KgError, match=f"x={said} is no {kind}"):
        resolve(asked(kind), {"x": said}, Nothing())


def test_what_is_left_out_has_its_default() -> None:
    assert resolve(asked("number", 3), {}, Nothing()) == {"x": 3}
    assert resolve(asked("number"), {}, Nothing()) == {"x": None}
