"""Facts that know where they stand, whatever happens to the text around them.

A fact is written into the text between two characters of a private plane. Noise may then insert, split and move lines;
at the end the marks are taken out again and each fact learns the line that its text begins on. A fact whose text was
removed is gone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_BASE = 0xF0000
_END = "\U0010fffd"
MARK = re.compile("[\U000f0000-\U000fffff\U0010fffd]")


@dataclass(frozen=True, slots=True)
class Found:
    """A fact in the finished text: what it is, what is known of it, its 1-based line and its text as printed."""

    kind: str
    known: Mapping[str, object]
    line: int
    printed: str


class Marks:
    """The facts of one document while it is written; at most 65,536 of them."""

    __slots__ = ("_facts",)

    def __init__(self) -> None:
        self._facts: list[tuple[str, Mapping[str, object]]] = []

    def span(self, kind: str, text: str, **known: object) -> str:
        """The text, marked as a fact of that kind."""
        self._facts.append((kind, known))
        return f"{chr(_BASE + len(self._facts) - 1)}{text}{_END}"

    def resolve(self, lines: Iterable[str]) -> tuple[str, list[Found]]:
        """The text without marks, ending in a newline, and the facts in the order in which they stand in it."""
        marked = "\n".join(lines) + "\n"
        pieces: list[str] = []
        open_facts: list[tuple[int, int]] = []
        closed: list[tuple[int, int, int]] = []
        position = length = 0
        for match in MARK.finditer(marked):
            piece = marked[position : match.start()]
            pieces.append(piece)
            length += len(piece)
            position = match.end()
            if match.group() == _END:
                fact, start = open_facts.pop()
                closed.append((start, length, fact))
            else:
                open_facts.append((ord(match.group()) - _BASE, length))
        pieces.append(marked[position:])
        text = "".join(pieces)
        closed.sort()
        found, line, counted = [], 1, 0
        for start, end, fact in closed:
            begin = start
            while text[begin] == "\n":  # a break right before the fact: it begins on the next line
                begin += 1
            line += text.count("\n", counted, begin)
            counted = begin
            kind, known = self._facts[fact]
            found.append(Found(kind, known, line, text[start:end].replace("\n", "")))
        return text, found


def plain(text: str) -> str:
    """The text without marks."""
    return MARK.sub("", text)
