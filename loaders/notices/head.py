"""The head of a notice: its title, its number and who is named above them; and what the title does with the money.

Knows how official documents begin (GB/T 9704-2012: letterhead, number, title, 主送机关), also where a page on the web
puts a list of properties before them. A document that does not begin so is no notice.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from loaders.document import Document, Paragraph
from loaders.prose.citations import issuers_in, kind_of
from loaders.prose.numbers import Number, canonical, find_numbers
from loaders.prose.organizations import read_cover
from loaders.prose.patterns import any_of
from loaders.records import Place
from loaders.words import fold, squeeze, tidy
from ontology import vocabulary

#: Lines within which a title must stand, lines that one may take, and its signs.
_ZONE, _LINES, _LONGEST = 60, 5, 160
_ENDS = "。；;！？"
_BRACKETS = re.compile(r"[（(][^（()）]{1,30}[)）]$")
_COLON = re.compile(r"[:：]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or a cell of the head; `item` is the index of its item in the document."""

    item: int
    text: str
    at: Place


@dataclass(slots=True)
class Head:
    """What the head says. `used` are the indexes of its items, `end` the index of the first item after it."""

    title: str
    at: Place
    number: Number | None
    issuers: tuple[str, ...]
    kind: str
    action: str
    end: int
    used: set[int] = field(default_factory=set)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that tell an action, longest first; and a label before a value."""
    words = vocabulary.load("notices")
    verbs = [verb for found in words["actions"].values() for verb in found]
    return re.compile(any_of(verbs)), re.compile(rf"^(?:{any_of(words['title']['label'])})[:：]")


@cache
def _verbs() -> dict[str, str]:
    return {verb: action for action, verbs in vocabulary.load("notices")["actions"].items() for verb in verbs}


def action_of(title: str) -> str | None:
    """What a title does with money; None where it does nothing with it.

    >>> action_of("某省财政厅关于提前下达2026年农业发展资金的通知")
    'advance'
    >>> action_of("某省财政厅关于印发农业发展资金管理办法的通知") is None
    True
    """
    words = vocabulary.load("notices")["title"]
    text = squeeze(title)
    _, about, subject = text.partition(words["about"])
    if not about or kind_of(title) not in words["kinds"] or any(word in subject for word in words["not_objects"]):
        return None
    found = list(_patterns()[0].finditer(subject))
    if not found or any(word in subject[: found[0].start()] for word in words["not_lead"]):
        return None
    if not any(word in subject[found[0].end() :] for word in words["objects"]) and not _behind(subject):
        return None
    actions = [_verbs()[match[0]] for match in found]
    general = actions[0]
    return next((action for action in actions if action != "hand-down"), general)


def _behind(subject: str) -> bool:
    """Whether the word stands behind its object: …专项资金分配的通知."""
    words = vocabulary.load("notices")["title"]
    bare = _BRACKETS.sub("", subject)
    body, _, _ = bare.rpartition("的")
    word = next((word for word in words["behind"] if body.endswith(word)), None)
    return word is not None and any(thing in body.removesuffix(word) for thing in words["objects"])


def other_title(document: Document) -> tuple[str, bool] | None:
    """The title of a document of authority that hands no money down, and whether it approves a budget; else None.

    It prints a number of its own above its text, or it approves; a budget made public is none, nor is one with a cover.
    """
    words = vocabulary.load("notices")
    about, others = words["title"]["about"], words["others"]
    pieces = list(itertools.takewhile(lambda piece: not is_text(piece.text) or about in piece.text, _pieces(document)))
    numbered = any(_is_number(piece.text) for piece in pieces)
    for start in range(len(pieces)):
        for end in range(start + 1, min(start + _LINES, len(pieces)) + 1):
            title, number = _parted("".join(piece.text for piece in pieces[start:end]))
            if _COLON.search(title) or len(title) > _LONGEST or re.search("[。；;]", title):
                break
            head, found, subject = title.partition(about)
            if not found or kind_of(title) not in others["kinds"] or (head and not issuers_in(head)):
                continue
            if read_cover([Paragraph(piece.text, piece.at) for piece in pieces[:start]]).year:
                return None
            budget = any(word in subject for word in others["budgets"])
            if budget and any(word in subject for word in others["published"]):
                return None
            approves = budget and any(word in title for word in others["approves"])
            return (title, approves) if approves or number or numbered else None
    return None


def _pieces(document: Document) -> Iterator[Piece]:
    """The lines and cells before the text begins."""
    count = 0
    for index, item in enumerate(document.items):
        cells = [(item.text, item.at)] if isinstance(item, Paragraph) else [
            (cell, item.place(column)) for column, cell in enumerate(item.cells)
        ]  # fmt: skip
        for text, at in cells:
            if text.strip():
                yield Piece(index, _patterns()[1].sub("", squeeze(text)), at)
                count += 1
        if count > _ZONE:
            return


def is_text(text: str) -> bool:
    """Whether a line is of the text, and no heading."""
    words = vocabulary.load("notices")["head"]
    return any(sign in text for sign in _ENDS) or (len(text) > 12 and text.startswith(tuple(words["opens"])))


def find_head(document: Document) -> Head | None:
    """The head of a notice that hands money down, or None."""
    pieces: list[Piece] = []
    for piece in _pieces(document):
        if is_text(piece.text) and action_of(piece.text) is None:
            break
        pieces.append(piece)
    found = list(_titles(pieces))
    if not found or read_cover([Paragraph(piece.text, piece.at) for piece in pieces[: found[0][0]]]).year:
        return None  # none, or a budget whose contents name a notice
    about = vocabulary.load("notices")["title"]["about"]
    subjects = [fold(title.partition(about)[2]) for _, _, title in found]
    # A page on the web names the document in its list of properties, and prints it below.
    again = [entry for entry, subject in zip(found, subjects, strict=True) if subject == subjects[0]]
    start, end, title = again[-1]
    used = {piece.item for first, last, _ in again[:-1] for piece in pieces[first:last]}
    action = action_of(title)
    assert action is not None
    _, number = _parted("".join(line.text for line in pieces[start:end]))
    head = _head(pieces, start, end, title, number, action)
    head.used |= used
    if not head.issuers:
        head.issuers = next((issuers for _, _, one in again if (issuers := issuers_in(one.partition(about)[0]))), ())
    return head


def _titles(pieces: list[Piece]) -> Iterator[tuple[int, int, str]]:
    """The titles among the lines: the first line, the line after the last, and the text."""
    start = 0
    while start < len(pieces):
        for end in range(start + 1, min(start + _LINES, len(pieces)) + 1):
            whole = "".join(line.text for line in pieces[start:end])
            if _COLON.search(whole) or len(whole) > _LONGEST:
                break
            if action_of(_parted(whole)[0]) is not None:
                first = _beginning(pieces, start, end)
                yield first, end, _parted("".join(line.text for line in pieces[first:end]))[0]
                start = end - 1
                break
        start += 1


def _beginning(pieces: list[Piece], start: int, end: int) -> int:
    """The line with which a title that ends before `end` begins: letterhead and number above it are none of it."""
    first = start
    for later in range(start + 1, end):
        if action_of(_parted("".join(line.text for line in pieces[later:end]))[0]) is not None:
            first = later
    return first


def _parted(text: str) -> tuple[str, Number | None]:
    """A title, and the number in brackets behind it, where one is there."""
    bracket = _BRACKETS.search(text)
    if bracket is not None and (numbers := find_numbers(bracket[0][1:-1])):
        return text[: bracket.start()].strip("《》"), numbers[0]
    return text.strip("《》"), None


def _head(pieces: list[Piece], start: int, end: int, title: str, number: Number | None, action: str) -> Head:
    about = vocabulary.load("notices")["title"]["about"]
    used = {piece.item for piece in pieces[start:end]}
    named: tuple[str, ...] = issuers_in(title.partition(about)[0])
    first = start
    while not named and title.startswith(about) and first > 0 and start - first < 3:
        before = issuers_in("".join(piece.text for piece in pieces[first - 1 : start]))
        if not before or _is_number(pieces[first - 1].text):
            break
        first -= 1
        title, named = "".join(piece.text for piece in pieces[first:start]) + title, before
        used |= {piece.item for piece in pieces[first:start]}
    last = pieces[end - 1].item
    beyond = [piece for piece in pieces[end:] if piece.item <= last + 4]
    for piece in [*pieces[:start], *beyond]:
        if (found := _number(piece.text)) is not None and (number is None or found.number == number.number):
            number = number or found
            used.add(piece.item)
    letterhead = vocabulary.load("notices")["head"]["letterhead"]
    above: list[str] = []
    for piece in pieces[:start]:
        bare = piece.text
        for word in letterhead:
            bare = bare.removesuffix(word)
        if not bare:  # 文件 on a line of its own, right of several issuers
            used.add(piece.item)
        if found_issuers := issuers_in(bare):
            above += [name for name in found_issuers if name not in above]
            used.add(piece.item)
    urgent = vocabulary.load("notices")["lines"]["urgent"]
    used |= {piece.item for piece in pieces[:start] if piece.text.startswith(tuple(urgent))}
    return Head(
        tidy(title),
        pieces[first].at,
        number,
        named or tuple(above),
        kind_of(title) or "notice",
        action,
        last + 1,
        used,
    )


def _is_number(text: str) -> bool:
    return _number(text) is not None


def _number(text: str) -> Number | None:
    """The number that a line of the head prints, alone or before another field; None where it prints none."""
    bare = text.strip("（）()")
    if canonical(bare) is None:
        found = find_numbers(bare)
        if not found or found[0].start > 1 or _COLON.search(bare[: found[0].end]):
            return None
        return found[0]
    numbers = find_numbers(bare) or find_numbers(f"{bare}号")
    return numbers[0]
