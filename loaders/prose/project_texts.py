"""Projects that a document describes in prose: 项目经费情况说明 under its headings (项目概述, 立项依据 …), and
lists that state each project with its money (项目支出…万元，具体包括：1.…).

Knows how such texts are headed and how they write money; what is added up, and what does not add up, it says by
findings. Tables and target sheets are read elsewhere. Knows nothing of the sections of a document.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

from loaders.document import Item, Paragraph
from loaders.money import factor, usual
from loaders.prose.organizations import is_body
from loaders.prose.passages import Passage, join
from loaders.records import Allocation, Finding, PerformanceSheet, Place, SheetAmount
from loaders.structure import table_kind
from loaders.tables.grid import Context
from loaders.tables.headings import named, says_heading
from loaders.tables.projects import Register, vintage
from loaders.targets.link import ROUNDING
from loaders.words import CJK, fold, squeeze
from ontology import vocabulary

_ORDINALS = (
    re.compile(r"\s*第[一二三四五六七八九十\d]+部分"),
    re.compile(r"\s*[一二三四五六七八九十]{1,3}[、.．]\s*"),
    re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[)）][、.．]?\s*"),
    re.compile(r"\s*\d{1,2}[、.．]\s*(?!\d)"),
    re.compile(r"\s*[（(]\d{1,2}[)）][、.．]?\s*"),
    re.compile(r"\s*[①-⑳]\s*"),
)
_UNNUMBERED = len(_ORDINALS)  # the rank of a heading without an ordinal
_HAN = "零一二三四五六七八九十"
_PUNCTUATION = re.compile(r"[。；;，,！？]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_BOUNDARY = re.compile(r"[，,；;。：:（(]")


@dataclass(frozen=True, slots=True)
class TextAmount:
    """One amount of a project's text, in yuan. `column` is its offset in the line; `text` and `unit` as printed."""

    at: Place
    column: int
    label: str
    value: Decimal
    text: str
    unit: str
    year: int | None
    fund: str | None
    timing: str | None


@dataclass(frozen=True, slots=True)
class ProjectText:
    """A project as prose states it. `texts` are its pieces by role, in reading order, each with its place.

    `total` is its money in the year, None where none is stated; `summed`: it is not printed, and the parts make it up.
    `listed`: the text is an entry of a list, and no text of its own. `used` are the places of its lines.
    """

    name: str
    at: Place
    texts: tuple[tuple[str, str, Place], ...]
    unit: str | None = None
    period: str | None = None
    total: TextAmount | None = None
    parts: tuple[TextAmount, ...] = ()
    summed: bool = False
    findings: tuple[Finding, ...] = ()
    used: tuple[Place, ...] = ()
    listed: bool = False

    def passages(self, role: str) -> list[Passage]:
        """The running text of a role, lines joined."""
        return join([(text, at) for other, text, at in self.texts if other == role])

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of its texts, each once."""
        return tuple(dict.fromkeys(role for role, _, _ in self.texts))


@dataclass(frozen=True, slots=True)
class ProjectRecords:
    """The records of one text: its project's position in the register, its sheet, what was found on the way.

    An entry of a list has no sheet.
    """

    project: int
    sheet: PerformanceSheet | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int  # of its ordinal: 一、 before （一） before 1. before （1） before ①
    number: int
    words: str
    role: str | None
    rest: int  # offset of the text that stands on the same line


@dataclass(slots=True)
class _Block:
    """A project's text while it is read."""

    rank: int
    start: int
    number: int = 0
    texts: list[tuple[str, str, Place]] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    role: str = "other"
    roles: list[str] = field(default_factory=list)

    def begin(self, heading: _Heading, item: Paragraph) -> None:
        """A new part of the text under a heading."""
        self.role, self.number = heading.role or "other", heading.number
        self.roles.append(self.role)
        self.used.append(item.at)
        if rest := item.text[heading.rest :].strip():
            self.texts.append((self.role, rest, item.at))

    @property
    def whole(self) -> bool:
        """Whether the headings are those of a project's text."""
        words = vocabulary.load("project_texts")
        distinct = set(self.roles) - {"other"}
        return len(distinct) >= words["least"] and bool(distinct & set(words["needed"]))


def find_project_texts(items: Sequence[Item], year: int | None = None) -> list[ProjectText]:
    """The projects that prose describes, in reading order. `year` is the fiscal year, which decides between amounts."""
    headed = _headed(items, year)
    taken = {place for text in headed for place in text.used}
    listed = [text for text in _listed(items, year) if not taken & set(text.used)]
    return sorted([*headed, *listed], key=lambda text: (*text.at.order, -text.at.box[3] if text.at.box else 0))


# texts under headings


def _headed(items: Sequence[Item], year: int | None) -> list[ProjectText]:
    texts: list[ProjectText] = []
    block: _Block | None = None
    for index, item in enumerate(items):
        heading = _heading(item.text) if isinstance(item, Paragraph) else None
        if block is not None:
            ended = not isinstance(item, Paragraph) or _ends(block, heading, item.text)
            if not ended and isinstance(item, Paragraph):
                if heading is not None and _belongs(block, heading, item.text):
                    block.begin(heading, item)
                elif item.text.strip():
                    block.texts.append((block.role, item.text.strip(), item.at))
                    block.used.append(item.at)
                continue
            texts += _finished(block, items, year)
            block = None
        if isinstance(item, Paragraph) and heading is not None and heading.role is not None:
            block = _Block(heading.rank, index)
            block.begin(heading, item)
    if block is not None:
        texts += _finished(block, items, year)
    return texts


def _heading(text: str) -> _Heading | None:
    """What a line heads, by its ordinal or by its words; None for running text."""
    rank, end, number = _UNNUMBERED, 0, 0
    for position, shape in enumerate(_ORDINALS):
        if match := shape.match(text):
            rank, end, number = position, match.end(), _number(match[0])
            break
    rest = text[end:]
    colon = re.search(r"[:：]", rest)
    words = squeeze(rest[: colon.start()] if colon else rest)
    role = _labels().get(words)
    if role is None:
        short = len(squeeze(rest)) <= 60 and not _PUNCTUATION.search(rest)
        return _Heading(rank, number, squeeze(rest), None, len(text)) if rank < _UNNUMBERED and short else None
    return _Heading(rank, number, words, role, end + colon.end() if colon else len(text))


def _number(ordinal: str) -> int:
    """The number of an ordinal: 十二、 is 12."""
    if digits := re.search(r"\d+", ordinal):
        return int(digits[0])
    signs = [_HAN.index(sign) for sign in ordinal if sign in _HAN]
    if 10 in signs:
        at = signs.index(10)
        return (signs[at - 1] if at else 1) * 10 + (signs[at + 1] if at + 1 < len(signs) else 0)
    return signs[0] if signs else 0


def _belongs(block: _Block, heading: _Heading, text: str) -> bool:
    """Whether a heading opens the next part of the block, and is no line of its text."""
    if heading.rank != block.rank:
        return False
    if heading.role is not None:
        return heading.role not in block.roles
    return heading.number == block.number + 1 and len(squeeze(text)) <= 20


def _ends(block: _Block, heading: _Heading | None, text: str) -> bool:
    """Whether a line ends the block: a heading above its own, its own again, or the title of what follows."""
    if heading is None:
        refers = squeeze(text).startswith(tuple(_words()["references"]))
        return not refers and (table_kind(text) is not None or _is_title(text))
    if heading.rank < block.rank and heading.rank < _UNNUMBERED:
        return block.rank < _UNNUMBERED or heading.rank < 3
    if heading.rank == block.rank and heading.role is not None:
        return heading.role in block.roles or (heading.rank < _UNNUMBERED and heading.number <= block.number)
    return False


def _is_title(text: str) -> bool:
    """Whether a line without an ordinal is the title of a project's text, or of another part of the document."""
    bare = squeeze(text)
    return len(bare) <= 60 and not _PUNCTUATION.search(bare) and bare.endswith(tuple(_words()["title_ends"]))


def _words() -> dict[str, Any]:
    return vocabulary.load("project_texts")


@cache
def _labels() -> dict[str, str]:
    return {squeeze(label): rule["role"] for rule in _words()["heading"] for label in rule["labels"]}


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))


def _finished(block: _Block, items: Sequence[Item], year: int | None) -> list[ProjectText]:
    """The text of a block that is whole; nothing where its headings are those of something else."""
    if not block.whole:
        return []
    title = next((item for item in reversed(items[: block.start]) if not _blank(item)), None)
    name, at = "", block.used[0]
    findings: list[Finding] = []
    used = list(block.used)
    if (
        isinstance(title, Paragraph)
        and len(squeeze(title.text)) <= 60
        and not re.search(r"[。；;]$", title.text.strip())
    ):
        name, at = title_name(title.text), title.at
        used.insert(0, title.at)
    if not name:
        name = _name_in(block)
        if not name:
            name = _flat(title.text) if isinstance(title, Paragraph) else ""
            findings.append(Finding("project-unnamed", "warning", (at,), "the text of a project names none"))
    text = ProjectText(
        name, at, tuple(block.texts), _unit(block), _one_line(block, "period"), used=tuple(dict.fromkeys(used))
    )
    money = _money(text.passages("budget"), year)
    return [
        replace(
            text,
            total=money.total,
            parts=tuple(money.parts),
            summed=money.summed,
            findings=(*findings, *_sum_findings(text, money)),
        )
    ]


def _blank(item: Item) -> bool:
    return not (item.text if isinstance(item, Paragraph) else "".join(item.cells)).strip()


def _flat(text: str) -> str:
    return "".join(text.split())


def title_name(title: str) -> str:
    """The project that a title names; empty where it names none.

    >>> title_name("3.水质监测专项（政策资金）经费情况说明")
    '水质监测专项（政策资金）'
    >>> title_name("项目经费情况说明")
    ''
    """
    words = _words()
    name = _flat(title)
    for shape in _ORDINALS[1:]:
        if match := shape.match(name):
            name = name[match.end() :]
            break
    name = re.sub(rf"^.*?(?:{_any_of(words['title_leads'])})[—－–\-:：]+", "", name)
    name = next((name.removesuffix(end) for end in words["title_ends"] if name.endswith(end)), name)
    for word in words["money"]:
        if name.endswith(word) and name.removesuffix(word).endswith((")", "）", *words["generic"][:1])):
            name = name.removesuffix(word)
    return "" if name in ("", *words["generic"]) else name


def _name_in(block: _Block) -> str:
    """The project's name where only its text says it: the first words of its overview, up to the first comma."""
    words = _words()
    first = next((text for role, text, _ in block.texts if role == "overview"), "")
    clause = _flat(re.split(r"[，,。；;：:]", first, maxsplit=1)[0])
    if not clause.endswith(tuple(words["name_ends"])):
        return ""
    leads = [clause.find(lead) + len(lead) for lead in words["name_leads"] if lead in clause]
    return clause[min(leads) :] if leads else clause


def _one_line(block: _Block, role: str) -> str | None:
    found = "".join(text for other, text, _ in block.texts if other == role).strip(" 。；;")
    return found or None


def _unit(block: _Block) -> str | None:
    """The body that carries the project out: what stands under its heading, or is named there as the one."""
    words = _words()
    text = _flat(_one_line(block, "body") or "")
    if re.fullmatch(rf"[{CJK}（）()、·]{{3,40}}", text):
        return text
    before, after = _any_of(words["body_before"]), _any_of(words["body_after"])
    match = re.search(rf"(?:{before})(?:为|是|[:：])?(?P<name>[{CJK}（）()]{{3,30}}?)(?=(?:{after})|[，。、；])", text)
    return match["name"] if match else None


# lists of projects with their money


def _listed(items: Sequence[Item], year: int | None) -> list[ProjectText]:
    """The projects of a list that is announced with their sum: 项目支出10万元，具体包括：1.甲6万元，…"""
    words = _words()["listed"]
    opens = re.compile(rf"(?:{_any_of(words['opens'])})[:：]?\s*$")
    texts: list[ProjectText] = []
    unit: str | None = None
    for index, item in enumerate(items):
        if not isinstance(item, Paragraph):
            continue
        if (head := _heading(item.text)) is not None and head.rank < 2:
            unit = head.words if is_body(head.words) else None  # the unit of which a part of the document speaks
        if not opens.search(item.text):
            continue
        announced = _amounts(Passage(item.text, (0,), (item.at,)))
        if len(announced) == 1 and any(word in announced[0].label for word in words["announced"]):
            some = any(item.text.rstrip(" ：:").endswith(word) for word in words["some"])
            texts += _entries(items[index + 1 :], item.at, announced[0], some=some, year=year, unit=unit)
    return texts


def _entries(
    items: Sequence[Item], at: Place, announced: TextAmount, *, some: bool, year: int | None, unit: str | None
) -> list[ProjectText]:
    """The entries of a list; none where one of its lines is no project, or where its money speaks against it."""
    pieces: list[list[tuple[str, Place]]] = []
    for item in items:
        if not isinstance(item, Paragraph) or table_kind(item.text) is not None:
            break
        number = _number(match[0]) if (match := _ORDINALS[3].match(item.text)) else None
        if number == len(pieces) + 1:
            pieces.append([(item.text, item.at)])
        elif not pieces or _above(item.text) or (number is None and _closed(pieces[-1])):
            break
        else:
            pieces[-1].append((item.text, item.at))
    texts = [text for piece in pieces if (text := _entry(piece, year)) is not None]
    totals = [text.total for text in texts if text.total]
    found = sum((total.value for total in totals), Decimal(0))
    fits = abs(found - announced.value) <= _tolerance(announced, totals)
    if len(texts) != len(pieces) or (len(texts) < 2 and not fits) or (some and found > announced.value and not fits):
        return []
    texts = [replace(text, unit=unit) for text in texts]
    if not fits and not some:
        message = "the projects of a list do not add up to the sum that announces them"
        finding = Finding("project-list", "error", (at,), message, expected=str(announced.value), actual=str(found))
        texts[0] = replace(texts[0], findings=(*texts[0].findings, finding))
    return texts


def _above(text: str) -> bool:
    """Whether a line bears an ordinal above those of a list: 第二部分, 二、, （二）."""
    return any(shape.match(text) for shape in _ORDINALS[:3])


def _closed(piece: list[tuple[str, Place]]) -> bool:
    return piece[-1][0].rstrip().endswith("。")


def _entry(piece: list[tuple[str, Place]], year: int | None) -> ProjectText | None:
    """One project of a list: its name, its money, and what it is for."""
    whole = _whole(piece)
    amounts = _amounts(whole)
    head = re.match(r"\s*\d{1,2}[、.．]\s*(?P<name>[^，,。；;：:\d]{2,40}?)\s*(?=\d)", whole.text)
    if head is None or not amounts or not whole.text[head.end() :].startswith(amounts[0].text):
        return None
    name = _flat(head["name"])
    name = next((name.removesuffix(tail) for tail in _words()["listed"]["tails"] if name.endswith(tail)), name)
    if says_heading(name):  # 上缴上级支出: a kind of expenditure, and no project
        return None
    total = replace(amounts[0], label=name)
    if total.year is not None and year is not None and total.year != year:
        return None
    texts = tuple(("overview", text, at) for text, at in piece)
    return ProjectText(name, piece[0][1], texts, total=total, used=tuple(at for _, at in piece), listed=True)


def _whole(pieces: list[tuple[str, Place]]) -> Passage:
    """Lines as one passage, whatever they end in."""
    starts, length = [], 0
    for text, _ in pieces:
        starts.append(length)
        length += len(text)
    return Passage("".join(text for text, _ in pieces), tuple(starts), tuple(at for _, at in pieces))


# money


@dataclass(slots=True)
class _Money:
    """What a text says of its money: the total, its parts, and the sum printed after them."""

    total: TextAmount | None = None
    parts: list[TextAmount] = field(default_factory=list)
    again: TextAmount | None = None
    summed: bool = False
    listed: bool = False  # the parts are announced as all: a sum stands after them, or they make up the total


@cache
def _number_pattern() -> re.Pattern[str]:
    units = _any_of([*vocabulary.load("tables")["units"], *_words()["units"]])
    bare = _any_of(_words()["units"])
    return re.compile(
        rf"(?P<value>(?<![\d.])\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?|(?<![\d.,])\d+(?:\.\d+)?)\s*"
        rf"(?P<unit>{units})(?:(?<!{bare[0]})|(?<=元)|(?=[，,。；;、（）()\s]|$))"
    )


def _factor(unit: str) -> Decimal:
    more = _words()["units"]
    return Decimal(more[unit]) if unit in more else factor(unit)


def _whole_unit(unit: str) -> str:
    """The unit that tables print for one that prose cuts short: 万 is 万元."""
    units: dict[str, str] = vocabulary.load("tables")["units"]
    return next(whole for whole, value in units.items() if Decimal(value) == _factor(unit))


def _amounts(passage: Passage) -> list[TextAmount]:
    """Every amount of money of a passage, with the words before it."""
    text = passage.text
    bare = frozenset(_words()["units"])
    found: list[TextAmount] = []
    last, spoken = 0, None
    for match in _number_pattern().finditer(text):
        after = text[match.end() : match.end() + 1]
        if match["unit"] in bare and after and not re.match(r"[，,。；;、（）()\s]", after):
            continue  # 10万人
        start = max((m.end() for m in _BOUNDARY.finditer(text, last, match.start())), default=last)
        label = _flat(text[start : match.start()])
        if years := _YEAR.findall(label):
            spoken = int(years[-1])
        elif "。" in text[last : match.start()]:
            spoken = None
        at, column = passage.at(match.start())
        value = Decimal(re.sub("[,，]", "", match["value"])) * _factor(match["unit"])
        found.append(
            TextAmount(
                at,
                column,
                label.lstrip("、和及"),
                value,
                match[0],
                match["unit"],
                spoken,
                named(label, "fund"),
                named(label, "timing"),
            )
        )
        last = match.end()
    return found


def _money(passages: list[Passage], year: int | None) -> _Money:
    """The total and the parts that the text on money states. Amounts of other years and comparisons are none."""
    words = _words()["amounts"]
    money = _Money()
    opened = False
    for passage in passages:
        for amount in _amounts(passage):
            if _compares(amount.label):
                continue
            if amount.year is not None and year is not None and amount.year != year:
                continue
            opened = opened or any(amount.label.startswith(word) for word in words["parts"])
            instalment = any(word in amount.label for word in words["instalments"])
            if amount.label in words["sum"] or (amount.label.endswith(tuple(words["sum"])) and money.parts):
                money.again, money.listed = amount, True
                opened = False
            elif money.total is None and not opened and not instalment and _is_total(amount):
                money.total = amount
            else:
                money.parts.append(replace(amount, label=_part_label(amount.label)))
    if money.total is None:
        money.total = money.again
    if money.total is None and len(money.parts) == 1:
        money.total = money.parts.pop()
    if money.total is None and money.parts and all(_instalment(part) for part in money.parts):
        whole = sum((part.value for part in money.parts), Decimal(0))
        text = "+".join(part.text for part in money.parts)
        money.total = replace(money.parts[0], label="", value=whole, text=text)
        money.summed = money.listed = True
    return money


def _compares(label: str) -> bool:
    """Whether an amount is what changed against another year: 比上年增加. 支持外贸增长 is a purpose."""
    words = _words()["amounts"]
    return label in words["changed"] or (
        label.endswith(tuple(words["changed"])) and any(word in label for word in words["compared"])
    )


def _is_total(amount: TextAmount) -> bool:
    return any(word in amount.label for word in _words()["amounts"]["total"])


def _instalment(part: TextAmount) -> bool:
    return any(word in part.label for word in _words()["amounts"]["instalments"])


def _part_label(label: str) -> str:
    """What a part is for, without the words around it."""
    around = _any_of(_words()["amounts"]["parts"])
    return re.sub(rf"^(?:\d{{1,2}}[.．、])?(?:{around})+[:：]?|^\d{{1,2}}[.．、]", "", label) or label


def _sum_findings(text: ProjectText, money: _Money) -> list[Finding]:
    """What does not add up: parts to the total, the sum printed after the parts to the total."""
    found: list[Finding] = []
    total = money.total
    if total is None:
        return found
    at = (total.at,)
    if money.summed:
        message = f"no total is printed of {text.name}; the sum of its {len(money.parts)} payments stands for it"
        found.append(Finding("project-summed", "note", at, message, actual=str(total.value)))
        return found
    if money.again is not None and money.again.value != total.value:
        message = f"two totals are printed of {text.name}"
        found.append(Finding("project-total", "error", at, message, str(total.value), str(money.again.value)))
    parts = sum((part.value for part in money.parts), Decimal(0))
    margin = _tolerance(total, money.parts)
    if money.parts and (parts > total.value + margin or (money.listed and parts < total.value - margin)):
        message = f"the parts of {text.name} do not add up to its total"
        found.append(Finding("project-parts", "error", at, message, str(total.value), str(parts)))
    return found


def _tolerance(total: TextAmount, parts: Sequence[TextAmount]) -> Decimal:
    """What rounding may leave: half of the last digit of the total for each part; nothing where all are whole."""
    digits = re.search(r"\.(\d+)", total.text)
    if digits is None and not any("." in part.text for part in parts):
        return Decimal(0)
    return _factor(total.unit) * Decimal(1).scaleb(-len(digits[1]) if digits else 0) / 2 * len(parts)


# records


def record(text: ProjectText, register: Register, context: Context, covered: Collection[int] = ()) -> ProjectRecords:
    """The records of a text: its project (known by its name, or new), its sheet, and its money where no row has it.

    `covered` are the projects whose money a target sheet already states. A new allocation goes into the register: it
    has no budget line, for no table prints it. A carryover inside the total leaves its timing unsaid.
    """
    unit = _owner(text.unit, context.publisher)
    known = _known(text.name, unit, register)
    project = register.project(unit, text.name, text.at) if known is None else known
    findings: list[Finding] = []
    year = context.fiscal_year
    rows = [
        position
        for position, entry in enumerate(register.allocations)
        if entry.project == project and entry.fiscal_year == year
    ]
    total = text.total
    if total is not None and rows:
        current = [position for position in rows if register.allocations[position].timing != "carryover"]
        sums = [sum((register.allocations[p].amount_yuan for p in some), Decimal(0)) for some in (current, rows)]
        fitting = [
            some
            for some, printed in zip((current, rows), sums, strict=True)
            if abs(printed - total.value) <= ROUNDING * len(some)
        ]
        if not fitting:
            message = f"the text of {text.name} states another amount than its row"
            at = (total.at, register.allocations[rows[0]].at)
            findings.append(Finding("project-row", "warning", at, message, str(sums[-1]), str(total.value)))
        rows = fitting[0] if fitting else []
    elif total is not None and project not in covered:
        carried = any(part.timing == "carryover" for part in text.parts)
        rows = [len(register.allocations)]
        register.allocations.append(
            Allocation(
                at=total.at,
                column=total.column,
                project=project,
                fund=total.fund,
                timing=None if carried else "current",
                fiscal_year=total.year or year,
                stage=context.stage,
                amount_yuan=total.value,
                vintage=vintage(text.name),
                budget_line=None,
            )
        )
    sheet = None if text.listed else _sheet(text, project, known is not None, tuple(rows), year)
    return ProjectRecords(project, sheet, tuple(findings))


def _split(text: ProjectText) -> bool:
    """Whether the parts are meant to be the whole of the total."""
    parts = sum((part.value for part in text.parts), Decimal(0))
    return text.total is not None and parts >= text.total.value - _tolerance(text.total, text.parts)


def _owner(unit: str | None, publisher: str) -> str:
    """The unit that carries the project out; the publisher where none is named, or it is named in short."""
    if not unit or fold(publisher).endswith(fold(unit)):
        return publisher
    return unit


def _known(name: str, unit: str, register: Register) -> int | None:
    """The project that tables or sheets name so already: the unit's own, else the only one of the name."""
    wanted = _core(name)
    found = [position for position, project in enumerate(register.projects) if _core(project.name) == wanted]
    own = [position for position in found if fold(register.projects[position].unit) == fold(unit)]
    return own[0] if own else found[0] if len(found) == 1 else None


def _core(name: str) -> str:
    """A name folded, without the 项目 or 经费 that a title may add."""
    folded = fold(name)
    for word in (*_words()["generic"][:1], *_words()["money"][:1]):
        folded = folded.removesuffix(word) if len(folded) > len(word) + 2 else folded
    return folded


def _sheet(text: ProjectText, project: int, known: bool, rows: tuple[int, ...], year: int) -> PerformanceSheet:
    """The target sheet that the text is, in all but its form."""
    amounts = [] if text.total is None or text.summed else [(text.total, True)]
    if text.summed or _split(text):  # a carryover that is one part of the total is no split of it
        amounts += [(part, False) for part in text.parts]
    return PerformanceSheet(
        at=text.at,
        project_name=text.name,
        project=project,
        matched_by="name" if known else None,
        allocations=rows,
        department_code=None,
        department=None,
        unit=text.unit,
        attribute=None,
        period=text.period,
        filled_on=None,
        fiscal_year=text.total.year if text.total and text.total.year else year,
        amount_unit=_whole_unit(text.total.unit) if text.total else usual("sheets"),
        amounts=tuple(
            SheetAmount(a.at, a.column, "annual", a.label, None, a.fund, whole, a.value, a.text, None)
            for a, whole in amounts
        ),
        texts=text.texts,
        damaged=False,
    )
