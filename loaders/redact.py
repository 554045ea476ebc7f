"""Takes the names and telephone numbers of clerks out of the text, before anything else sees it.

There is no option to keep them. Line numbers do not change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from loaders.document import Item, Paragraph
from ontology import vocabulary

_BREAK = re.compile(r"[\t\n\r\f]")

_DATE = re.compile(
    r"(?:19|20)\d{6,12}|(?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
# 14072400000T0001 is a project's code: digits, a letter, digits.
_MOBILE = re.compile(r"(?<![\d.,])1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\d.,]|[ \t]*[万亿]?元|[A-Z]\d{3})")
_LANDLINE = re.compile(r"(?<![\d.,])[(（]?0\d{2,3}[)）]?[-—－ ]\d{7,8}(?:[-—－]\d{1,5})?(?![\d.,]|[ \t]*[万亿]?元)")
_LEAD = re.compile(r"^(?:[ \t\u3000:：|]|</?[a-zA-Z][^<>]{0,80}>)+")
_SEPARATOR = re.compile(r"(\t|\||</?[a-zA-Z][^<>]{0,80}>)")
_MONEY = re.compile(r"[\d,]+\.\d{2}")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}(?:[、/ ][\u4e00-\u9fff·]{2,4})*")
_PHONE = re.compile(r"[\d\-—－()（）+ 转]{5,24}")


@cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str], str]:
    words = vocabulary.load("text")

    def spaced(label: str) -> str:
        return r"[ \u3000]?".join(map(re.escape, label))

    people = "|".join(map(spaced, sorted(words["people"], key=len, reverse=True)))
    beside = "|".join(map(spaced, sorted(words["beside"], key=len, reverse=True)))
    addenda = "|".join(map(spaced, sorted(words["addenda"], key=len, reverse=True)))
    after = rf"(?:[（(](?:{addenda})[)）]|{addenda})*(?=\s*[:：|]|\s*</|[ \u3000]*(?:\t|$))"
    field = re.compile(rf"(?P<people>(?:{people}){after})|(?P<beside>(?:{beside}){after})")
    quick = re.compile(f"{people}")
    return field, quick, str(words["redacted"])


def redact_line(line: str) -> tuple[str, bool]:
    """The line without people's values, and whether it ends with a person's field that still waits for its value."""
    field, quick, mark = _labels()
    open_field = False
    if quick.search(line):
        pieces: list[str] = []
        last = 0
        matches = list(field.finditer(line))
        for match, following in zip(matches, [*matches[1:], None][: len(matches)], strict=True):
            if match["people"] is None:
                continue
            start = match.end()
            stop = following.start() if following else len(line)
            value = line[start:stop]
            body = _LEAD.sub("", value)
            lead = value[: len(value) - len(body)]
            if not _SEPARATOR.sub("", body).strip("_ \t\u3000") or _money(lead, body):
                open_field = following is None
                continue
            kept = "".join(_hidden(part, mark) if part.strip() else part for part in _SEPARATOR.split(body))
            pieces += [line[last:start], lead, kept]
            last = stop
        line = "".join(pieces) + line[last:]
    return line, open_field


def _money(lead: str, body: str) -> bool:
    """Whether what follows a label is a row of amounts: 电话 is then an item of expenditure."""
    cells = body.split("\t")
    return ":" not in lead and "：" not in lead and all(_MONEY.fullmatch(c.strip()) for c in cells if c.strip())


def _hidden(part: str, mark: str) -> str:
    body = part.strip()
    if body in ("", mark) or _SEPARATOR.fullmatch(body) or _DATE.fullmatch(body):
        return part
    lead = part[: len(part) - len(part.lstrip())]
    tail = part[len(part.rstrip()) :]
    return lead + mark + tail


def redact(text: str) -> str:
    """The text with people's values replaced by a mark, line by line."""
    field, quick, mark = _labels()
    text = _LANDLINE.sub(mark, _MOBILE.sub(mark, text))
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    labelled = {bisect_right(starts, match.start()) - 1 for match in quick.finditer(text)}
    for number in sorted(labelled):
        lines[number], waiting = redact_line(lines[number])
        if waiting:
            _redact_following(lines, number, field, mark)
    return "\n".join(lines)


def redact_items(items: Sequence[Item]) -> list[Item]:
    """The items of a format that is no text, with people's values replaced by a mark: each read as a line of its own.

    A cell's field may have its value in the next cell; what a cell holds beyond its first line counts to that line.
    """
    if not items:
        return []
    lines = [_flat(item.text) if isinstance(item, Paragraph) else "\t".join(map(_flat, item.cells)) for item in items]
    hidden = redact("\n".join(lines)).split("\n")
    redacted: list[Item] = []
    for item, before, after in zip(items, lines, hidden, strict=True):
        if before == after:
            redacted.append(item)
        elif isinstance(item, Paragraph):
            redacted.append(replace(item, text=after))
        else:
            redacted.append(replace(item, cells=tuple(after.split("\t"))))
    return redacted


def _flat(text: str) -> str:
    return _BREAK.sub(" ", text)


def _redact_following(lines: list[str], number: int, field: re.Pattern[str], mark: str) -> None:
    """The value of a label that stands alone on its line: the next line that is not blank, if it looks like one."""
    for following in range(number + 1, min(number + 4, len(lines))):
        body = lines[following].strip()
        if not body:
            continue
        value = _NAME.fullmatch(body) or _PHONE.fullmatch(body)
        if "\t" not in body and not field.match(body) and value and not _DATE.fullmatch(body):
            lines[following] = lines[following].replace(body, mark)
        return
