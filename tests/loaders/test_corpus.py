"""The five real documents against their answers. Skipped where the folder beside the checkout is absent."""

from __future__ import annotations

import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import loaders
from loaders.records import Disclosure, Reading

HERE = Path(__file__).resolve().parents[2]
SHARED = HERE.parent / "shared"
EXPECTED = HERE / "tests" / "expected" / "shanxi"
KEYS = ("000", "001", "002", "003", "004")

pytestmark = pytest.mark.skipif(
    not (SHARED / "corpus" / "shanxi").is_dir(),
    reason="the real documents are not here (shared/corpus/shanxi beside the checkout)",
)


@cache
def score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def original(key: str) -> bytes:
    return next((SHARED / "corpus" / "shanxi").glob(f"{key}_*.txt")).read_bytes()


@cache
def disclosure(key: str) -> Disclosure:
    return loaders.read(original(key))


def answers(key: str) -> dict[str, Any]:
    for folder in (SHARED / "gold" / "shanxi", EXPECTED):
        if (path := folder / f"{key}.json").is_file():
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return found
    pytest.skip(f"no answers for {key}")


def rows(read: Disclosure) -> dict[str, list[dict[str, Any]]]:
    """The records as the rows that score.py compares."""
    projects = read.projects
    return {
        "lines": [
            {
                "line": x.at.line,
                "amount_yuan": str(x.amount_yuan),
                "table": x.table,
                "code": x.code,
                "item": x.item,
                "side": x.side,
                "fund": x.fund,
                "expenditure": x.expenditure,
                "timing": x.timing,
            }
            for x in read.lines
        ],
        "allocations": [
            {
                "line": a.at.line,
                "project": projects[a.project].name,
                "unit": projects[a.project].unit,
                "timing": a.timing,
                "amount_yuan": str(a.amount_yuan),
                "project_id": a.project,
            }
            for a in read.allocations
        ],
        "sheets": [
            {
                "line": s.at.line,
                "project_id": s.project,
                "period_total_yuan": s.amount("period"),
                "annual_total_yuan": s.amount("annual"),
                "annual_central_yuan": s.amount("annual", "central"),
                "annual_provincial_yuan": s.amount("annual", "provincial"),
                "annual_county_yuan": s.amount("annual", "county"),
                "annual_self_yuan": s.amount("annual", "self"),
                "department_code": s.department_code,
                "unit": s.unit,
                "attribute": s.attribute,
                "period": s.period,
            }
            for s in read.sheets
        ],
        "citations": [
            {"line": c.at.line, "number": c.number, "title": c.title, "role": c.role} for c in read.citations
        ],
        "figures": [{"key": f.key, "value": str(f.value)} for f in read.figures],
        "organizations": [{"name": o.name, "other_names": list(o.other_names)} for o in read.organizations],
    }


@cache
def tallies(key: str) -> dict[str, Any]:
    gold, read, judge = answers(key), rows(disclosure(key)), score()
    found = {name: judge.Tally() for name in ("cells", "projects", "sheets", "numbered", "titled", "figures", "units")}
    judge.score_cells_shanxi(gold, read["lines"], found["cells"])
    judge.score_projects(gold, read["allocations"], found["projects"])
    judge.score_sheets(gold, read["sheets"], read["allocations"], found["sheets"])
    judge.score_citations(gold, read["citations"], found["numbered"], found["titled"])
    judge.score_figures(gold, read["figures"], found["figures"])
    judge.score_units(gold, read["organizations"], found["units"])
    return found


@pytest.mark.parametrize("kind", ["cells", "projects", "figures"])
@pytest.mark.parametrize("key", KEYS)
def test_every_number_is_found_and_described_right(key: str, kind: str) -> None:
    tally = tallies(key)[kind]
    assert (tally.found, tally.right, tally.extra) == (tally.total, tally.total, 0), tally.misses[:5]


@pytest.mark.parametrize("key", KEYS)
def test_every_sheet_is_found(key: str) -> None:
    tally = tallies(key)["sheets"]
    assert tally.found == tally.total, tally.misses[:5]


@pytest.mark.parametrize("key", KEYS)
def test_sheets_are_described_right(key: str) -> None:
    tally = tallies(key)["sheets"]
    assert tally.right >= 0.98 * tally.total, tally.misses[:5]


@pytest.mark.parametrize("key", KEYS)
def test_no_sheet_is_made_up(key: str) -> None:
    assert tallies(key)["sheets"].extra == 0


@pytest.mark.parametrize("key", KEYS)
def test_numbered_citations(key: str) -> None:
    tally = tallies(key)["numbered"]
    assert tally.found >= 0.99 * tally.total, tally.misses[:5]


@pytest.mark.parametrize("key", KEYS)
def test_no_number_is_made_up(key: str) -> None:
    tally = tallies(key)["numbered"]
    assert tally.extra <= 0.01 * tally.total, tally.misses[:5]


@pytest.mark.parametrize("key", KEYS)
def test_titled_citations(key: str) -> None:
    tally = tallies(key)["titled"]
    assert tally.found >= 0.97 * tally.total, tally.misses[:5]


@pytest.mark.parametrize("key", KEYS)
def test_units(key: str) -> None:
    tally = tallies(key)["units"]
    assert tally.found == tally.total, tally.misses


@pytest.mark.parametrize("key", KEYS)
def test_at_most_one_line_in_a_hundred_is_unread(key: str) -> None:
    passages = disclosure(key).passages
    unread = [p for p in passages if p.reading is Reading.UNREAD]
    assert len(unread) <= 0.01 * len(passages)


@pytest.mark.parametrize("key", KEYS)
def test_every_line_that_is_not_blank_ends_once(key: str) -> None:
    text = original(key).decode().replace("\r\n", "\n")
    filled = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert sorted(p.at.line or 0 for p in disclosure(key).passages) == filled


@pytest.mark.parametrize("key", KEYS)
def test_no_line_with_an_amount_is_furniture(key: str) -> None:
    lines = disclosure(key).text.split("\n")
    furniture = [lines[(p.at.line or 0) - 1] for p in disclosure(key).passages if p.reading is Reading.FURNITURE]
    assert [line for line in furniture if re.search(r"\d\.\d\d(?!\d)|\d\s*万元", line)] == []


@pytest.mark.parametrize("key", KEYS)
def test_lines_keep_their_numbers(key: str) -> None:
    assert disclosure(key).text.count("\n") == original(key).decode().replace("\r\n", "\n").count("\n")


def clerks(text: str) -> set[str]:
    """The values of people's fields, found in the original by another way than the reader's."""
    found: set[str] = set()
    label = r"(?:单位|项目|部门|财务)?(?:负\s*责\s*人|经\s*办\s*人|联\s*系\s*人|填\s*[报表]\s*人)"
    for match in re.finditer(label + r"\s*[:：]?[\s|]*([\u4e00-\u9fff]{2,4})(?=[\s|<]|$)", text, re.MULTILINE):
        if not re.search(r"负责|经办|联系|填报|填表|单位|项目|日期|电话|签", match[1]):
            found.add(match[1])
    return found


def telephones(text: str) -> set[str]:
    found = set(re.findall(r"(?<![\d.,])1[3-9]\d{9}(?![\d.,])", text))
    found |= {m[1] for m in re.finditer(r"电\s*话\s*[:：]?[\s|]*([\d\-—]{7,15})", text)}
    return found


@pytest.mark.parametrize("key", KEYS)
def test_no_name_or_telephone_number_of_a_clerk_survives(key: str) -> None:
    secrets = clerks(original(key).decode()) | telephones(original(key).decode())
    told = repr(disclosure(key)) + disclosure(key).text
    assert sum(secret in told for secret in secrets) == 0


def test_the_check_of_clerks_finds_some() -> None:
    """A check that finds nothing proves nothing: one of the documents prints names and numbers."""
    text = original("003").decode()
    assert clerks(text) or telephones(text)


@pytest.mark.parametrize("key", KEYS)
def test_reading_twice_gives_the_same(key: str) -> None:
    assert loaders.read(original(key)) == disclosure(key)
