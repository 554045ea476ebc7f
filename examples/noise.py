"""What recognition and page layout do to a disclosure, done on purpose.

Works on lines that still carry their marks, so that the truth follows whatever is moved, split or lost. Never bends a
digit: a number is either whole or gone, but for the one citation that is cut before its 号.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from random import Random

from examples.draft import Line
from examples.marks import MARK, plain

WATERMARK = "仅供内部审核"
_END = "\U0010fffd"
_NARROW = str.maketrans("（）：，；", "():,;")
_NUMBER_TEXT = frozenset("0123456789.,%")
_BENT = (
    ("实施期资金总额", ("上级专项资金总额", "上级资金总额", "市级财政资金")),
    ("单位自筹", ("自筹资金", "自筹自筹")),
    ("市县（区）财政资金", ("县（区）级财政资金", "市级（区）财政资金")),
    ("市县(区)财政资金", ("县(区)级财政资金", "市级(区)财政资金")),
    ("保证项目实施的制度、措施", ("保证项目实施的制度、保证", "拟采取项目实施的制度、措施")),
    ("实施期目标", ("年度目标",)),
)
_REFERENCE = re.compile(r"[〔【\[（(［](\d{4})[〕】\]）)］](\d+)号")
_SURNAMES = "冉佘禤逄麴缑"
_GIVEN = ("云岫", "望舒", "知澜", "溪亭", "青芜", "砚秋")

Lines = list[Line]


def disturb(lines: Sequence[Line], rng: Random, level: float) -> Lines:
    """The lines with noise between 0 (none) and 1 (heavy); the same generator gives the same noise."""
    disturbed = list(lines)
    for step in (
        _drop_income_head,
        _lose_sheet,
        _cut_number,
        _bend_labels,
        _shift_indicators,
        _truncate,
        _name_clerks,
        _narrow_width,
        _space_numbers,
        _split_publisher,
        _split_rows,
        _split_sentences,
        _bold,
        _headings,
        _watermark,
    ):
        disturbed = step(disturbed, rng, level)
    return disturbed


def _each(lines: Lines, change: Callable[[Line], Line | Sequence[Line]]) -> Lines:
    """Every line replaced by what the change makes of it: one line or several."""
    changed: Lines = []
    for line in lines:
        made = change(line)
        if isinstance(made, Line):
            changed.append(made)
        else:
            changed += made
    return changed


def _drop_income_head(lines: Lines, rng: Random, level: float) -> Lines:
    """The head of the income table loses 单位资金, so that 上年结转 has none of its own, or is shifted by one."""
    if rng.random() > 3 * level:
        return lines
    shifted = rng.random() < 0.5

    def change(line: Line) -> Line:
        if line.kind == "head" and line.text.startswith("项目\t\t本年收入"):
            return replace(line, text="项目\t\t本年收入\t\t\t\t\t上年结转" + ("\t" if shifted else ""))
        if line.kind == "head" and line.text.startswith("科目编码\t科目名称\t合计\t一般公共预算\t政府性基金\t"):
            text = line.text.removesuffix("\t单位资金\t")
            return replace(line, text=text + ("\t\t单位资金" if shifted else "\t"))
        return line

    return _each(lines, change)


def _lose_sheet(lines: Lines, rng: Random, level: float) -> Lines:
    """One sheet without citations is illegible."""
    cited = {line.sheet for line in lines if "号" in line.text or "《" in line.text}
    sheets = sorted({line.sheet for line in lines} - cited - {0})
    if not sheets or rng.random() > 2 * level:
        return lines
    lost = rng.choice(sheets)
    kept: Lines = []
    for line in lines:
        if line.sheet != lost:
            kept.append(line)
        elif re.fullmatch(r"\(\d{4}年度\)", line.text):
            kept += (line, Line("", "blank"), Line("[illegible]", "sheet"), Line("", "blank"))
    return kept


def _cut_number(lines: Lines, rng: Random, level: float) -> Lines:
    """In one sheet a number that also stands in 立项依据 is cut off before its 号, and the rest of its cell with it."""
    basis: dict[int, set[tuple[str, ...]]] = {}
    places: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        if line.text.startswith("立项依据\t"):
            basis[line.sheet] = set(_REFERENCE.findall(plain(line.text)))
        if line.text.startswith("保证项目实施的制度、措施\t"):
            found = list(_REFERENCE.finditer(line.text))
            if found and found[-1].groups() in basis.get(line.sheet, set()):
                places.append((place, found[-1].end() - 1))
    if not places or rng.random() > 2 * level:
        return lines
    place, end = rng.choice(places)
    line = lines[place]
    changed = list(lines)
    changed[place] = replace(line, text=f"{line.text[:end]}{_END}\t\t\t\t\t")
    return changed


def _bend_labels(lines: Lines, rng: Random, level: float) -> Lines:
    """Labels of some sheets are misread."""

    def change(line: Line) -> Line:
        if line.kind == "sheet" and line.sheet and rng.random() < 0.25 * level:
            for label, bent in _BENT:
                if label in line.text:
                    return replace(line, text=line.text.replace(label, rng.choice(bent), 1))
        return line

    return _each(lines, change)


def _shift_indicators(lines: Lines, rng: Random, level: float) -> Lines:
    """Some indicator rows begin one cell further left."""

    def change(line: Line) -> Line:
        if line.kind == "indicator" and line.sheet and line.text.startswith("\t") and rng.random() < 0.12 * level:
            return replace(line, text=line.text[1:] + "\t")
        return line

    return _each(lines, change)


def _truncate(lines: Lines, rng: Random, level: float) -> Lines:
    """Long cells without a fact in them end early."""

    def change(line: Line) -> Line:
        if line.kind != "sheet" or MARK.search(line.text) or rng.random() > 0.2 * level:
            return line
        cells = line.text.split("\t")
        longest = max(range(len(cells)), key=lambda place: len(cells[place]))
        if len(cells[longest]) > 40:
            cells[longest] = cells[longest][: rng.randint(20, len(cells[longest]) - 4)]
        return replace(line, text="\t".join(cells))

    return _each(lines, change)


def _name_clerks(lines: Lines, rng: Random, level: float) -> Lines:
    """Clerks and telephone numbers, both invented (no such number is given out)."""
    if rng.random() > 2 * level:
        return lines

    def change(line: Line) -> Line:
        if not line.text.startswith("负责人：\t") or rng.random() < 0.3:
            return line
        clerk = rng.choice(_SURNAMES) + rng.choice(_GIVEN)
        telephone = f"1200000{rng.randint(0, 9999):04d}"
        text = line.text.replace("经办人：\t\t", f"经办人：\t{clerk}\t").replace(
            "联系电话：\t\t", f"联系电话：\t{telephone}\t"
        )
        return replace(line, text=text)

    return _each(lines, change)


def _narrow_width(lines: Lines, rng: Random, level: float) -> Lines:
    """Punctuation of some prose and sheet lines at half width."""

    def change(line: Line) -> Line:
        if line.kind in ("prose", "sheet") and rng.random() < 0.5 * level:
            return replace(line, text=line.text.translate(_NARROW))
        return line

    return _each(lines, change)


def _space_numbers(lines: Lines, rng: Random, level: float) -> Lines:
    """Spaces inside document numbers, and nested titles in plain angle brackets."""

    def change(line: Line) -> Line:
        if line.kind != "sheet" or rng.random() > 0.3 * level:
            return line
        text = _REFERENCE.sub(lambda found: found[0].replace(f"{found[2]}号", f" {found[2]} 号"), line.text)
        return replace(line, text=text.translate(str.maketrans("〈〉", "<>")))

    return _each(lines, change)


def _breaks(text: str, start: int, end: int) -> list[int]:
    """Where a text may be broken between two positions: outside facts and never within a number."""
    places, depth = [], 0
    for place, character in enumerate(text[:end]):
        free = place > start + 3 and depth == 0 and not {text[place - 1], character} <= _NUMBER_TEXT
        if free and "\t" not in text[place - 1 : place + 1] and place < end - 1:
            places.append(place)
        if MARK.match(character):
            depth += -1 if character == _END else 1
    return places


def _split(line: Line, start: int, end: int, rng: Random, gap: int) -> list[Line]:
    """The line on two lines with `gap` empty ones between, or as it was where it cannot be broken."""
    places = _breaks(line.text, start, end)
    if not places:
        return [line]
    place = rng.choice(places)
    empty = [Line("", "blank", line.sheet)] * gap
    return [replace(line, text=line.text[:place]), *empty, replace(line, text=line.text[place:])]


def _split_publisher(lines: Lines, rng: Random, level: float) -> Lines:
    """The publisher's name on two lines: on the cover (with an empty line between or none) and over some tables."""
    cover = rng.random() < 2 * level
    first = next((line for line in lines if line.kind == "cover"), None)

    def change(line: Line) -> Line | list[Line]:
        if line is first and cover:
            return _split(line, 0, len(line.text), rng, rng.choice((0, 1)))
        if line.kind == "caption" and "名称：" in line.text and rng.random() < 0.25 * level:
            return _split(line, line.text.index("：") + 1, len(line.text), rng, 0)
        return line

    return _each(lines, change)


def _split_rows(lines: Lines, rng: Random, level: float) -> Lines:
    """The name in some table rows, and the text in some sheet rows, goes on in the next line."""

    def change(line: Line) -> Line | list[Line]:
        share = 0.05 if line.kind == "row" else 0.06 if line.kind == "sheet" and "\t" in line.text else 0
        if rng.random() > share * level:
            return line
        start = 0
        for cell in line.text.split("\t"):
            length = len(plain(cell))
            if length > (7 if line.kind == "row" else 30) and not plain(cell)[0].isdigit():
                return _split(line, start, start + len(cell), rng, 0)
            start += len(cell) + 1
        return line

    return _each(lines, change)


def _split_sentences(lines: Lines, rng: Random, level: float) -> Lines:
    """A page ends in the middle of some sentences."""

    def change(line: Line) -> Line | list[Line]:
        if line.kind == "prose" and len(line.text) > 60 and rng.random() < 0.4 * level:
            return _split(line, 10, len(line.text), rng, 1)
        return line

    return _each(lines, change)


def _bold(lines: Lines, rng: Random, level: float) -> Lines:
    """Marks of bold print: in the contents, in the total of the table by economic subject, in the glossary."""
    if rng.random() > 2 * level:
        return lines
    tables = [place for place, line in enumerate(lines) if line.text.startswith("部门预算支出经济科目名称")]
    total = tables[0] + 2 if tables else -1
    changed = list(lines)
    for place, line in enumerate(lines):
        text = line.text
        if line.kind == "contents" and text.startswith("第"):
            text = f"<b>{text}</b>"
        elif place == total:
            text = "\t".join(f"<b>{cell}</b>" if cell else "" for cell in text.split("\t"))
        elif line.kind == "prose" and (term := re.match("[一二三四五六七八九十]+、[^：:]{2,12}[：:]", text)):
            text = f"**{term[0]}**{text[term.end() :]}"
        changed[place] = replace(line, text=text)
    return changed


def _headings(lines: Lines, rng: Random, level: float) -> Lines:
    """Headings marked with # as in Markdown."""
    if rng.random() > 2 * level:
        return lines

    def change(line: Line) -> Line:
        if line.kind == "heading" and rng.random() < 0.8:
            return replace(line, text=f"{'#' * rng.randint(1, 4)} {line.text}")
        return line

    return _each(lines, change)


def _watermark(lines: Lines, rng: Random, level: float) -> Lines:
    """A watermark that was read as text: among the first pages and at breaks of pages, in tables too."""
    if rng.random() > 2 * level:
        return lines
    changed: Lines = []
    for kind, run in groupby(lines, key=lambda line: line.kind):
        changed += run
        if kind == "blank":
            share = 0.6 if len(changed) < 60 else 0.06
            if rng.random() < share * level:
                changed += (Line(WATERMARK, "prose"), Line("", "blank"))
    return changed
