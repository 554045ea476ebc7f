"""Finds every reference to a policy document in a text: its number, its title, or both as one citation.

Knows how titles are written (GB/T 9704: 发文机关 + 关于 + 事由 + 的 + 文种, in 《》 or without) and how numbers and
titles stand together. What role a citation plays, the caller says; what it does (hands money down, is a basis, is
mentioned) is judged from title and role.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from loaders.prose.numbers import Number, find_numbers, issuer_code
from loaders.prose.patterns import any_of
from loaders.words import CJK, squeeze, tidy
from ontology import vocabulary

_SIGNS = re.compile(r"[《号令次期〔【\[［﹝]|关于|纪要|[（(]\s*(?:19|20)")
_TRAIL = re.compile(r"(?:[（(][^（()）]{1,14}[)）])+$")
_LOOSE_STOP = r"，。；;！？《》\n\t、"


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a text: `start` and `end` include its marks, `text` does not."""

    start: int
    end: int
    text: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One reference to a policy document: offsets in the text, and what is said of it there."""

    start: int
    number: Number | None
    title: str | None
    issuers: tuple[str, ...]
    kind: str
    as_written: str


class _Between(NamedTuple):
    before_number: re.Pattern[str]  # between a title and the number after it
    after_number: re.Pattern[str]  # between a number and the title after it
    issued: re.Pattern[str]  # after an issuer's name, before what it issued
    subject: re.Pattern[str]  # in a title, after its issuer
    after_issuer: re.Pattern[str]  # after an issuer's name, before a title or number
    parts: re.Pattern[str]  # between what is said of another document and an issuer's name


@cache
def _between_words() -> _Between:
    words = {name: any_of(texts) for name, texts in vocabulary.load("policies")["between"].items()}
    return _Between(
        re.compile(
            rf"^[》〉\s]*(?:的?(?:{words['kinds']})?(?:{words['document']})?)?[\s,，:：]*[（(〔\[【《“]?\s*"
            rf"(?:{words['label']})?[:：]?$"
        ),
        re.compile(
            rf"^[\s)）\]】》”]*(?:号?(?:{words['document']}))?[\s,，:：]*"
            rf"(?:[{CJK}\s]{{0,40}}?(?:关于|{words['issues']})+|[{CJK}]{{0,2}})?[\s“]*$"
        ),
        re.compile(rf"(?:关于)?(?:{words['issued']})?(?:关于)?$"),
        re.compile(rf"关于|{words['passed_on']}"),
        re.compile(rf"(?:{words['after_issuer']})[\s（(《“]*$|[\s（(《“]+$"),
        re.compile(rf"[，。；;、:：》]|(?<=[\d\s])号(?:{words['document']})?(?:{words['joins']})?"),
    )


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = vocabulary.load("policies")
    ends = any_of(words["issuers"]["ends"])
    whole = any_of(words["issuers"]["whole"])
    offices = any_of(words["issuers"]["offices"])
    issuer = re.compile(
        rf"(?:{whole})(?=[^{CJK}]|$|{whole})"
        rf"|(?:{any_of(words['issuers']['party'])})?[{CJK}（）()]{{1,24}}?(?:{ends})(?!{offices})"
    )
    last = any_of(words["loose"]["ends"])
    sign = rf"(?:[^{_LOOSE_STOP}]|、(?=[^{_LOOSE_STOP}]{{2,30}}?的(?:{last})))"
    loose = re.compile(
        rf"(?P<head>[{CJK} ]{{0,40}}?)关于{sign}{{2,80}}?(?<!文件)的?(?:{last})(?!的(?:{last}))"
        rf"(?![{CJK}]{{0,2}}(?:要求|精神中|规定的))"
    )
    minutes = re.compile(rf"(?:[{CJK}]{{0,6}}第[\d一二三四五六七八九十]+次)?(?:{any_of(words['loose']['minutes'])})")
    tail = re.compile(rf"(?:{ends})(?:文件)?[\s（(《“]*$")
    return issuer, loose, minutes, tail


def bracketed(text: str) -> list[Title]:
    """The titles in 《》: outermost pairs; a mark that is never closed opens nothing."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for index, sign in enumerate(text):
        if sign == "《":
            stack.append(index)
        elif sign == "》" and stack:
            start = stack.pop()
            pairs = [(a, b) for a, b in pairs if not (start < a and b < index)]
            pairs.append((start, index + 1))
    return [Title(a, b, text[a + 1 : b - 1]) for a, b in sorted(pairs)]


def _loose(text: str, taken: list[tuple[int, int]]) -> list[Title]:
    """Titles without marks: 关于…的通知, with the issuer that stands before it."""
    if "关于" not in text:
        return []
    found = []
    for match in _patterns()[1].finditer(text):
        start = match.start()
        head = match["head"]
        if match[0].endswith(tuple(vocabulary.load("policies")["loose"]["not_ends"])):
            continue
        if head:
            issuers = issuers_in(head)
            start += len(head) if not issuers else head.find(issuers[0])
        if not any(a < match.end() and start < b for a, b in taken):
            found.append(Title(start, match.end(), text[start : match.end()], True))
    return found


@lru_cache(maxsize=4096)
def issuers_in(text: str) -> tuple[str, ...]:
    """The bodies named one after the other at the end of a text, or nothing where it ends otherwise."""
    body = re.sub(r"^[\d.．、（()）\s]+", "", text).strip(" \u3000（(“”,，:：、<〈《")
    body = _between_words().issued.sub("", body)
    if not body or len(body) > 80:
        return ()
    pattern = _patterns()[0]
    names: list[str] = []
    position = 0
    while position < len(body):
        match = pattern.match(body, position)
        if match is None:
            return ()
        names.append(match[0])
        position = match.end()
        while position < len(body) and body[position] in " \u3000、,，和与及":
            position += 1
    lead_in = vocabulary.load("policies")["lead_in"]
    cleaned = []
    for found in names:
        name = found
        for word in lead_in:
            if word in name and not name.endswith(word):
                name = name[name.rfind(word) + len(word) :]
        if 3 <= len(name) <= 40:
            cleaned.append(name)
    return tuple(cleaned)


def _issuers(text: str, title: Title | None, number: Number | None) -> tuple[str, ...]:
    """The bodies that the text names as issuers: at the head of the title, or before title or number."""
    if title is not None:
        head = _between_words().subject.split(title.text, maxsplit=1)[0]
        if head != title.text and (found := issuers_in(head)):
            return found
    if (
        title is not None
        and number is not None
        and number.end <= title.start
        and (found := issuers_in(text[number.end : title.start]))
    ):
        return found
    anchor = min((x.start for x in (title, number) if x is not None), default=0)
    before = _between_words().parts.split(text[max(0, anchor - 60) : anchor])[-1]
    before = _between_words().after_issuer.sub("", before)
    if before:
        if found := issuers_in(before):
            return found
        match = list(_patterns()[0].finditer(before))
        if match and match[-1].end() >= len(before) - 4 and "关于" not in match[-1][0]:
            return issuers_in(match[-1][0])
    return ()


@lru_cache(maxsize=8192)
def kind_of(title: str) -> str | None:
    """The kind of document that a title's last word names (通知, 办法, 条例 …); None where it names none."""
    text = _TRAIL.sub("", squeeze(title).strip("》〉“”\"'。，"))
    text = re.sub(r"[》〉>]+$", "", text)
    best: tuple[int, str] | None = None
    for kind, ends in vocabulary.load("policies")["kinds"].items():
        for end in ends:
            if text.endswith(end) and (best is None or len(end) > best[0]):
                best = (len(end), kind)
    return best[1] if best else None


@lru_cache(maxsize=8192)
def hands_down(title: str | None) -> bool:
    """Whether a title says that money is handed down: 下达, 提前下达, 拨付, 追加 or 安排 of funds."""
    if not title:
        return False
    words = vocabulary.load("policies")["hands_down"]
    text = squeeze(title)
    if any(word in text for word in words["not_objects"]) or kind_of(title) in words["not_kinds"]:
        return False
    for verb in words["verbs"]:
        at = text.find(verb)
        if at >= 0 and any(word in text[at + len(verb) :] for word in words["objects"]):
            return True
    return False


def relation_of(role: str, title: str | None) -> str:
    """hands-down, basis or mention, from the role that a citation plays and the title of what it cites."""
    if role == "name" or hands_down(title):
        return "hands-down"
    return "basis" if role in ("basis", "measures", "necessity") else "mention"


def _is_policy(title: Title, role: str) -> bool:
    """Whether a title without a number is one of authority, and no book, paper or contract."""
    text = squeeze(_TRAIL.sub("", squeeze(title.text)))
    if any(text.endswith(end) for end in vocabulary.load("policies")["not_policy"]["ends"]):
        return False
    if len(text) < 3:
        return False
    return kind_of(title.text) is not None or (role in ("basis", "measures") and len(text) >= 6)


def find_mentions(text: str, role: str) -> list[Mention]:
    """Every reference to a policy document in a text that plays `role`, in the order of their offsets."""
    if not _SIGNS.search(text) and role not in ("basis", "measures"):
        return []
    numbers = find_numbers(text)
    titles = [t for t in bracketed(text) if not any(n.start <= t.start and t.end <= n.end for n in numbers)]
    alone: dict[int, Title] = {}  # a number that stands by itself between title marks
    for title in list(titles):
        for n in numbers:
            inside = title.start < n.start and n.end < title.end
            if inside and not squeeze(title.text.replace(text[n.start : n.end], "")).strip("()（）"):
                alone[n.start] = title
                titles.remove(title)
                break
    spans = [(t.start, t.end) for t in [*titles, *alone.values()]] + [(n.start, n.end) for n in numbers]
    titles = sorted(titles + _loose(text, spans), key=lambda t: t.start)
    pairs = _pair(text, numbers, titles, alone)
    mentions: list[Mention] = []
    used: set[int] = set()
    for index, number in enumerate(numbers):
        if index in pairs:
            used.add(pairs[index])
        mentions.append(_mention(text, number, titles[pairs[index]] if index in pairs else None))
    for index, unnumbered in enumerate(titles):
        if index not in used and _is_policy(unnumbered, role):
            mentions.append(_mention(text, None, unnumbered))
    if not mentions or "纪要" in text:
        mentions += _minutes(text, [*spans, *((t.start, t.end) for t in titles)])
    if not mentions and role in ("basis", "measures"):
        mentions += _whole(text)
    return sorted(mentions, key=lambda m: m.start)


def _mention(text: str, number: Number | None, title: Title | None) -> Mention:
    start = min(x.start for x in (number, title) if x is not None)
    end = max(x.end for x in (number, title) if x is not None)
    name = None
    if title is not None:
        name = title.text
        if number is not None and title.start < number.start and number.end < title.end:
            name = re.sub(r"[（(]\s*[)）]", "", name.replace(text[number.start : number.end], ""))
        name = tidy(name)
    kind = (kind_of(name) if name else None) or (number.kind if number else None) or "other"
    if number is not None and number.kind in ("minutes", "order", "request"):
        kind = number.kind
    if end < len(text) and text[end] in ")）】〕]》" and any(sign in "(（【〔[《" for sign in text[start:end]):
        end += 1  # the bracket around the number closes
    begin = number.start if number else start
    return Mention(begin, number, name or None, _issuers(text, title, number), kind, text[start:end])


def _pair(text: str, numbers: list[Number], titles: list[Title], alone: dict[int, Title]) -> dict[int, int]:
    """Which title belongs to which number: the one around it, else the one right before it or right after it.

    Whether a text writes its titles before or after their numbers shows in which way more of them find each other.
    """
    inside: dict[int, int] = {}
    for i, n in enumerate(numbers):
        for j, t in enumerate(titles):
            if t.start <= n.start and n.end <= t.end and j not in inside.values():
                inside[i] = j
    ways = [_adjacent(text, numbers, titles, alone, inside, order) for order in ((_before, _after), (_after, _before))]
    return max(ways, key=lambda pairs: sum(_closeness(text, numbers[i], titles[j]) for i, j in pairs.items()))


def _closeness(text: str, number: Number, title: Title) -> float:
    """How surely a number and a title stand together: a comma between them speaks against it."""
    between = text[min(number.end, title.end) : max(number.start, title.start)]
    return 0.5 if re.search("[,，]", between) else 1.0


def _adjacent(
    text: str,
    numbers: list[Number],
    titles: list[Title],
    alone: dict[int, Title],
    inside: dict[int, int],
    order: tuple[Callable[..., int | None], ...],
) -> dict[int, int]:
    pairs = dict(inside)
    for look in order:
        for i, n in enumerate(numbers):
            if i in pairs:
                continue
            around = alone.get(n.start)
            start, end = (around.start, around.end) if around else (n.start, n.end)
            found = look(text, start, end, titles, set(pairs.values()))
            if found is not None and not _between(numbers, n, titles[found]):
                pairs[i] = found
    return pairs


def _between(numbers: list[Number], number: Number, title: Title) -> bool:
    """Whether another number stands between a number and a title."""
    low, high = sorted((number.start, title.start))
    return any(low < other.start < high for other in numbers if other is not number)


def _before(text: str, start: int, end: int, titles: list[Title], taken: set[int]) -> int | None:
    """The title that ends right before a number."""
    candidates = [(t.end, j) for j, t in enumerate(titles) if t.end <= start and j not in taken]
    if candidates:
        stop, j = max(candidates)
        if start - stop <= 12 and _between_words().before_number.match(text[stop:start]):
            return j
    return None


def _after(text: str, start: int, end: int, titles: list[Title], taken: set[int]) -> int | None:
    """The title that begins right after a number, its issuer and 关于印发 aside."""
    candidates = [(t.start, j) for j, t in enumerate(titles) if t.start >= end and j not in taken]
    if candidates:
        begin, j = min(candidates)
        if _between_words().after_number.match(text[end:begin]):
            return j
    return None


def _minutes(text: str, taken: list[tuple[int, int]]) -> list[Mention]:
    """Minutes that are cited without a number: 常委会纪要, 第11次会议纪要."""
    found = []
    for match in _patterns()[2].finditer(text):
        code, offset, _ = issuer_code(match[0])
        start = match.start() + offset
        if code and not any(a < match.end() and start < b for a, b in taken):
            found.append(Mention(start, None, code, (), "minutes", code))
    return found


def _whole(text: str) -> list[Mention]:
    """A cell of a basis that is nothing but titles without marks."""
    words = vocabulary.load("policies")["whole"]
    found = []
    position = 0
    for part in re.split(r"[,，；;]", text.strip(" 。.；;\u3000")):
        body = part.strip()
        position = text.find(body, position)
        kind = kind_of(body)
        plain = 6 <= len(body) <= 60 and not re.search(r"[。：、:]", body)
        other = body.startswith(tuple(words["not_begins"])) or body.endswith(tuple(words["not_ends"]))
        if not plain or other or kind is None or kind not in words["kinds"]:
            return []
        issuers = issuers_in(re.split("关于", body)[0]) if "关于" in body else ()
        found.append(Mention(position, None, tidy(body), issuers, kind, body))
    return found
