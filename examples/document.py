"""One whole disclosure: cover, contents and the four parts, and the truth that belongs to it.

Knows the order of things; the parts know their own words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from examples.draft import Draft, Line
from examples.narrative import sections, write_explanation, write_glossary, write_profile
from examples.plan import DepartmentYear
from examples.tables import Look, numeral, titles, write_tables
from examples.truth import tell

Noise = Callable[[Sequence[Line], Random], list[Line]]


@dataclass(frozen=True, slots=True)
class GeneratedDocument:
    """A disclosure: the name of its file, its text, and what is true of it (the shape of `examples.truth.tell`)."""

    name: str
    text: str
    truth: dict[str, Any]


def write_document(seed: int, year: DepartmentYear, noise: Noise | None = None) -> GeneratedDocument:
    """The department's disclosure of a year; noise, where given, works on the marked lines before the truth is told."""
    own = f"{seed}/{year.world.index}/{year.spec.key}"
    rng = Random(f"{own}/{year.year}/text")
    look = _look(Random(f"{own}/look"), year)
    draft = Draft()
    _cover(draft, year, look, rng)
    write_profile(draft, year, Random(f"{own}/profile"))
    draft.heading(f"第二部分 {year.year}年{look.kind}预算报表")
    write_tables(draft, year, look)
    figures = write_explanation(draft, year, look, rng)
    write_glossary(draft)
    lines = draft.lines
    while lines[-1].kind == "blank":
        lines.pop()
    if noise:
        lines = noise(lines, Random(f"{own}/{year.year}/noise"))
    text, found = draft.marks.resolve(line.text for line in lines)
    name = f"{year.year}_{year.name}.txt"
    return GeneratedDocument(name, text, tell(name, year, figures, found))


def _look(rng: Random, year: DepartmentYear) -> Look:
    labelled = rng.choice((range(1, 14), (1, 2, 5, 7, 8, 9, 10), (1, 9, 10), (1, 5)))
    zero = "0.00" if year.spec.kind == "单位" or rng.random() < 0.25 else "0"
    return Look(year.spec.kind, frozenset(labelled), zero, rng.random() < 0.8, rng.random() < 0.5)


def _cover(draft: Draft, year: DepartmentYear, look: Look, rng: Random) -> None:
    """Cover and contents; page numbers only ever grow."""
    kind = look.kind
    draft.blank(2)
    draft.add("cover", year.name)
    draft.blank()
    draft.add("cover", f"{year.year}年度{kind}预算公开")
    draft.blank()
    draft.add("cover", "目 录")
    draft.blank()
    dots = rng.choice((".....", "......", "...."))
    tables = [
        f"{f'表{numeral(place)}' if kind == '部门' else ''}{title}"
        for place, title in enumerate(titles(year.year, kind), 1)
    ]
    entries: list[tuple[str, int]] = [("第一部分 概况", 1), (f"一、本{kind}职责", 0), ("二、机构设置情况", 0)]
    entries += [(f"第二部分 {year.year}年{kind}预算报表", 1), *((table, rng.choice((1, 1, 2))) for table in tables)]
    entries += [(f"第三部分 {year.year}年度{kind}预算情况说明", 1)]
    entries += [(name, rng.choice((0, 0, 1))) for name in sections(kind)[:10]]
    tail = [(name, 0 if place else len(year.projects) + 2) for place, name in enumerate(sections(kind)[10:])]
    entries += [*tail, ("（一）政府购买服务指导性目录", 0), ("（二）其他", 0), ("第四部分 名词解释", 2)]
    page = 0
    for place, (name, step) in enumerate(entries):
        page += step
        part = name.startswith("第")
        draft.add("contents", f"{name}\t{page}" if part and look.wide else f"{name}{dots}{page}")
        if place == 26:
            draft.blank()
    draft.blank()
