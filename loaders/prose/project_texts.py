"""Projects that a document describes in prose: 项目经费情况说明 under its headings (项目概述, 立项依据 …), and
lists that state each project with its money (项目支出…万元，具体包括：1.…).

Knows how such texts are headed and listed; their money `project_money` reads, and `project_records` makes records of
them. Tables and target sheets are read elsewhere. Knows nothing of the sections of a document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

from loaders.document import Item, Paragraph
from loaders.prose.organizations import is_body
from loaders.prose.passages import Passage, join
from loaders.prose.patterns import any_of
from loaders.prose.project_money import TextAmount, amounts_in, flat, money_of, sum_findings, tolerance
from loaders.records import Finding, Place
from loaders.structure import table_kind
from loaders.tables.headings import says_heading
from loaders.words import CJK, squeeze
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
            name = flat(title.text) if isinstance(title, Paragraph) else ""
            findings.append(Finding("project-unnamed", "warning", (at,), "the text of a project names none"))
    text = ProjectText(
        name, at, tuple(block.texts), _unit(block), _one_line(block, "period"), used=tuple(dict.fromkeys(used))
    )
    money = money_of(text.passages("budget"), year)
    return [
        replace(
            text,
            total=money.total,
            parts=tuple(money.parts),
            summed=money.summed,
            findings=(*findings, *sum_findings(name, money)),
        )
    ]


def _blank(item: Item) -> bool:
    return not (item.text if isinstance(item, Paragraph) else "".join(item.cells)).strip()


def title_name(title: str) -> str:
    """The project that a title names; empty where it names none.

    >>> title_name("3.水质监测专项（政策资金）经费情况说明")
    '水质监测专项（政策资金）'
    >>> title_name("项目经费情况说明")
    ''
    """
    words = _words()
    name = flat(title)
    for shape in _ORDINALS[1:]:
        if match := shape.match(name):
            name = name[match.end() :]
            break
    name = re.sub(rf"^.*?(?:{any_of(words['title_leads'])})[—－–\-:：]+", "", name)
    name = next((name.removesuffix(end) for end in words["title_ends"] if name.endswith(end)), name)
    for word in words["money"]:
        if name.endswith(word) and name.removesuffix(word).endswith((")", "）", *words["generic"][:1])):
            name = name.removesuffix(word)
    return "" if name in ("", *words["generic"]) else name


def _name_in(block: _Block) -> str:
    """The project's name where only its text says it: the first words of its overview, up to the first comma."""
    words = _words()
    first = next((text for role, text, _ in block.texts if role == "overview"), "")
    clause = flat(re.split(r"[，,。；;：:]", first, maxsplit=1)[0])
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
    text = flat(_one_line(block, "body") or "")
    if re.fullmatch(rf"[{CJK}（）()、·]{{3,40}}", text):
        return text
    before, after = any_of(words["body_before"]), any_of(words["body_after"])
    match = re.search(rf"(?:{before})(?:为|是|[:：])?(?P<name>[{CJK}（）()]{{3,30}}?)(?=(?:{after})|[，。、；])", text)
    return match["name"] if match else None


# lists of projects with their money


def _listed(items: Sequence[Item], year: int | None) -> list[ProjectText]:
    """The projects of a list that is announced with their sum: 项目支出10万元，具体包括：1.甲6万元，…"""
    words = _words()["listed"]
    opens = re.compile(rf"(?:{any_of(words['opens'])})[:：]?\s*$")
    texts: list[ProjectText] = []
    unit: str | None = None
    for index, item in enumerate(items):
        if not isinstance(item, Paragraph):
            continue
        if (head := _heading(item.text)) is not None and head.rank < 2:
            unit = head.words if is_body(head.words) else None  # the unit of which a part of the document speaks
        if not opens.search(item.text):
            continue
        announced = amounts_in(Passage(item.text, (0,), (item.at,)))
        if len(announced) == 1 and any(word in announced[0].label for word in words["announced"]):
            some = any(item.text.rstrip(" ：:").endswith(word) for word in words["some"])
            texts += _entries(items[index + 1 :], item.at, announced[0], some=some, year=year, unit=unit)
    return texts


def _entries(
    items: Sequence[Item], at: Place, announced: TextAmount, *, some: bool, year: int | None, unit: str | None
) -> list[ProjectText]:
    """The entries of a list; none where one of its lines is no project, or where its money speaks against it."""
    pieces: list[list[tuple[str, Place]]] = []
    shape: re.Pattern[str] | None = None  # of the list's ordinals: 1. or （1） or ①
    for item in items:
        if not isinstance(item, Paragraph) or table_kind(item.text) is not None:
            break
        shape = shape or next((shape for shape in _ORDINALS[3:] if shape.match(item.text)), None)
        number = _number(match[0]) if shape and (match := shape.match(item.text)) else None
        if number == len(pieces) + 1:
            pieces.append([(item.text, item.at)])
        elif not pieces or _outside(item.text) or (number is None and _closed(pieces[-1])):
            break
        else:
            pieces[-1].append((item.text, item.at))
    texts = [text for piece in pieces if (text := _entry(piece, year)) is not None]
    totals = [text.total for text in texts if text.total]
    found = sum((total.value for total in totals), Decimal(0))
    fits = abs(found - announced.value) <= tolerance(announced, totals)
    if len(texts) != len(pieces) or (len(texts) < 2 and not fits) or (some and found > announced.value and not fits):
        return []
    texts = [replace(text, unit=unit) for text in texts]
    if not fits and not some:
        message = "the projects of a list do not add up to the sum that announces them"
        finding = Finding("project-list", "error", (at,), message, expected=str(announced.value), actual=str(found))
        texts[0] = replace(texts[0], findings=(*texts[0].findings, finding))
    return texts


def _outside(text: str) -> bool:
    """Whether a line bears an ordinal above those of a list: 第二部分, 二、, （二）."""
    return any(shape.match(text) for shape in _ORDINALS[:3])


def _closed(piece: list[tuple[str, Place]]) -> bool:
    return piece[-1][0].rstrip().endswith("。")


def _entry(piece: list[tuple[str, Place]], year: int | None) -> ProjectText | None:
    """One project of a list: its name, its money, and what it is for."""
    whole = _whole(piece)
    amounts = amounts_in(whole)
    start = next((match.end() for shape in _ORDINALS[3:] if (match := shape.match(whole.text))), 0)
    head = re.compile(r"(?P<name>[^，,。；;：:\d]{2,40}?)\s*[：:]?\s*(?=\d)").match(whole.text, start)
    if head is None or not amounts or not whole.text[head.end() :].startswith(amounts[0].text):
        return None
    name = flat(head["name"])
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
