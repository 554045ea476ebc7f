"""The grammar of document numbers: 机关代字〔年〕序号号 in any bracket and width, orders, minutes, requests.

Knows how numbers are written (GB/T 9704-2012, 7.2.5 发文字号: issuer's code, year in 六角括号, serial without
leading zero) and how printers and OCR bend them. Knows nothing of the projects that cite them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from loaders.words import CJK, narrow_digits, nfkc, squeeze
from ontology import vocabulary

_SIGNS = re.compile(r"[号令次期〔【\[［﹝〖]|[（(《〈｛{「『][\s]*(?:19|20|１９|２０)")
_OPEN = r"[〔【\[［(（《〈﹝｛{「『〖]"
_CLOSE = r"[〕】\]］)）》〉﹞｝}」』〗]"
_YEARED = re.compile(
    rf"(?P<lead>(?:[{CJK}]{{1,12}}[（(][{CJK}]{{1,3}}[)）]|[{CJK}]{{0,40}})[ \u3000]?)"
    rf"{_OPEN}\s*(?P<year>(?:19|20)\s?\d\s?\d)\s*年?\s*{_CLOSE}"
    r"\s*(?:第\s*)?(?P<serial>\d{1,5}|[一二三四五六七八九十〇零]{1,4})\s*(?P<end>号|次(?P<meeting>[\u4e00-\u9fff]{0,12}会议纪要)|期)?"
)
_BARE_YEAR = re.compile(
    rf"(?P<lead>[{CJK}]{{2,12}})(?P<year>(?:19|20)\d\d)(?P<mid>年)?\s*(?:第\s*)?"
    r"(?P<serial>\d{1,4})\s*号(?![楼院线车机门煤])"
)
_ORDER = re.compile(
    rf"(?P<lead>[{CJK}]{{2,24}}?令)[ \u3000]*(?:第|[〔\[（(]第?)[ \u3000]*"
    r"(?P<serial>\d{1,5})[ \u3000]*号?[〕\]）)]?号?"
    rf"|第[ \u3000]*(?P<serial2>\d{{1,5}})[ \u3000]*号(?P<lead2>[{CJK}]{{0,16}}?令)"
)
#: A number whose bracket or digits printing or recognition bent: 〔2025I88号, 2025〕88号, 〔2025〕I8号.
_BENT = re.compile(
    rf"(?P<lead>[{CJK}]{{2,40}})(?P<rest>(?=[^{CJK}]*(?:19|20)\d)(?=\d{{0,7}}[^\d{CJK}])[\dIl|JjOo〔〕\[\]［］【】()（）﹝﹞{{}}]{{5,12}})号"
)
_LOST_OPEN = re.compile(rf"(?P<year>(?:19|20)\d\d){_CLOSE}(?P<serial>[1-9]\d{{0,4}})")
_MORE = re.compile(r"\s*[、,，和及与]\s*(?P<serial>\d{1,5})\s*号")
_CHINESE = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))


@dataclass(frozen=True, slots=True)
class Number:
    """A document number in a text. `start`, `end` are offsets; `number` is canonical, as far as it can be read."""

    start: int
    end: int
    number: str
    issuer_code: str | None
    year: int | None
    serial: int | None
    suspect: bool
    kind: str | None = None


@cache
def _words() -> tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...], frozenset[str]]:
    words = vocabulary.load("policies")
    lead = "|".join(sorted(map(re.escape, words["lead_in"]), key=len, reverse=True))
    return re.compile(lead), tuple(words["lead_sign"]), tuple(words["issuer_end"]), frozenset(words["code_end"])


def issuer_code(lead: str) -> tuple[str, int, bool]:
    """The 机关代字 at the end of the text before the year, its offset, and whether it is doubtful.

    What leads up to it (根据, 的通知, an issuer's name) is cut off; what is left is never completed.
    """
    lead_in, signs, issuer_ends, _ = _words()
    body = lead.rstrip(" \u3000")
    start = 0
    for match in lead_in.finditer(body):
        start = match.end()
    for ending in issuer_ends:
        at = body.rfind(ending, start)
        if at >= 0 and len(body) - (at + len(ending)) > 0:
            start = max(start, at + len(ending))
    while start < len(body) - 1 and body[start] in signs and len(body) - start > 2:
        start += 1
    if body[start:] in signs:
        start = len(body)
    code = body[start:].strip(" \u3000")
    doubtful = not code or len(code) > 12
    return code, start + (len(body[start:]) - len(body[start:].lstrip(" \u3000"))), doubtful


def _serial(text: str) -> int | None:
    if text.isdecimal():
        return int(nfkc(text))
    digits = "".join(_CHINESE.get(c, "") for c in text)
    return int(digits) if len(digits) == len(text) else None


def find_numbers(text: str) -> list[Number]:
    """Every document number in a text, in order; overlapping readings are settled in favour of the bracketed one."""
    if not _SIGNS.search(text):
        return []
    text = narrow_digits(text)
    found = list(_yeared(text))
    found += [n for n in _orders(text) if not any(a.start < n.end and n.start < a.end for a in found)]
    for more in (_bare, _bent):
        found += [n for n in more(text) if not any(a.start < n.end and n.start < a.end for a in found)]
    return sorted(found, key=lambda n: n.start)


def _yeared(text: str) -> Iterator[Number]:
    code_ends = _words()[3]
    position = 0
    while match := _YEARED.search(text, position):
        position = match.end()
        serial = _serial(match["serial"])
        code, offset, doubtful = issuer_code(match["lead"])
        if serial is None or (not match["end"] and not (code and code[-1] in code_ends and len(code) >= 3)):
            position = match.start("year")
            continue
        year = int(squeeze(match["year"]))
        start = match.start() + offset
        if match["meeting"]:  # [2020]30次主任办公会议纪要
            yield Number(
                match.start("year") - 1,
                match.end(),
                f"{match['meeting']}〔{year}〕{serial}次",
                match["meeting"],
                year,
                serial,
                False,
                "minutes",
            )
            continue
        if not code and text[match.end() : match.end() + 1] in ("楼", "院"):
            continue
        suspect = doubtful or not match["end"]
        if code and code[-1] in "）)":
            code = code.replace("(", "（").replace(")", "）")
        suffix = "期" if match["end"] == "期" else "号"
        kind = _kind(code)
        begin = start if code else match.start("year") - 1
        yield Number(begin, match.end(), f"{code}〔{year}〕{serial}{suffix}", code or None, year, serial, suspect, kind)
        while more := _MORE.match(text, position):
            position = more.end()
            serial = int(more["serial"])
            yield Number(
                more.start("serial"),
                more.end(),
                f"{code}〔{year}〕{serial}号",
                code or None,
                year,
                serial,
                suspect,
                kind,
            )


def _kind(code: str) -> str | None:
    for kind, ends in vocabulary.load("policies")["kinds_of_number"].items():
        if any(code.endswith(end) or (kind != "order" and end in code) for end in ends):
            return str(kind)
    return None


def _orders(text: str) -> Iterator[Number]:
    if "令" not in text:
        return
    for match in _ORDER.finditer(text):
        lead = match["lead"] or match["lead2"] or ""
        serial = int(match["serial"] or match["serial2"])
        code = _order_code(lead)
        start = match.start() + (len(lead) - len(code) if match["lead"] else 0)
        yield Number(start, match.end(), f"{code}第{serial}号", code, None, serial, code == "令", "order")


def _order_code(lead: str) -> str:
    lead_in, signs, _, _ = _words()
    start = 0
    for match in lead_in.finditer(lead):
        start = match.end()
    code = lead[start:]
    while len(code) > 3 and code[0] in signs:
        code = code[1:]
    return code.removeprefix("中华人民共和国") or lead


def _bare(text: str) -> Iterator[Number]:
    """Numbers whose brackets were lost: 晋财行2023 142号. Kept as read, and suspect."""
    code_ends = _words()[3]
    for match in _BARE_YEAR.finditer(text):
        code, offset, doubtful = issuer_code(match["lead"])
        if match["mid"] or doubtful or len(code) < 2 or code[-1] not in code_ends:
            continue
        year, serial = int(match["year"]), int(match["serial"])
        yield Number(
            match.start() + offset, match.end(), f"{code}〔{year}〕{serial}号", code, year, serial, True, _kind(code)
        )


def _bent(text: str) -> Iterator[Number]:
    """Numbers whose brackets or digits are damaged: kept as they are printed, and suspect.

    Where only the opening bracket is lost, what is left reads in one way.
    """
    code_ends = _words()[3]
    for match in _BENT.finditer(text):
        code, offset, doubtful = issuer_code(match["lead"])
        if doubtful or len(code) < 2 or code[-1] not in code_ends:
            continue
        start = match.start() + offset
        lost = _LOST_OPEN.fullmatch(match["rest"])
        if lost is not None:
            year, serial = int(lost["year"]), int(lost["serial"])
            number = f"{code}〔{year}〕{serial}号"
            yield Number(start, match.end(), number, code, year, serial, True, _kind(code))
        else:
            yield Number(start, match.end(), text[start : match.end()], code, None, None, True, _kind(code))


def canonical(text: str) -> str | None:
    """The canonical form of a text that is a document number and nothing else; None where it is none.

    >>> canonical("晋财行[2023] 142号")
    '晋财行〔2023〕142号'
    >>> canonical("国务院令 第423号")
    '国务院令第423号'
    >>> canonical("关于开展普查的通知") is None
    True
    """
    body = text.strip()
    numbers = find_numbers(body) or find_numbers(body + "号")
    if len(numbers) == 1 and numbers[0].start == 0 and numbers[0].end >= len(body):
        return numbers[0].number
    return None
