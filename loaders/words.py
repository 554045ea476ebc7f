"""Small things that every reader needs of Chinese text: folding and amounts.

Knows no template word; those stand in `ontology.vocabulary`.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

_CJK_GAP = re.compile(rf"(?<=[{CJK}、，。；：（）《》〈〉“”])[ \u3000]+(?=[{CJK}、，。；：（）《》〈〉“”])")
_QUOTES = re.compile(r"[《》〈〉<>“”\"'‘’`]")
_FOLD_MARKS = re.compile(r"[\s《》〈〉<>“”\"'‘’`()\[\]【】〔〕,，.。、:：;；·\-—_*]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_AMOUNT = re.compile(r"[-−–]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-−–]?\d+(?:\.\d+)?")
_NOTHING = {"", "无", "—", "-", "－", "——", "/", "\\", "…", "*"}


def nfkc(text: str) -> str:
    """Compatibility forms folded (full width to half width), nothing else changed."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def narrow_digits(text: str) -> str:
    """Full-width digits as ASCII ones, sign for sign: offsets stay."""
    return text if text.isascii() else text.translate(_WIDE_DIGITS)


@lru_cache(maxsize=32768)
def squeeze(text: str) -> str:
    """Width folded and all white space taken out: the form in which template words are compared."""
    return "".join(nfkc(text).split())


def tidy(text: str) -> str:
    """A name as printed, without the blanks that line wrapping put between its characters."""
    if len(text.split()) <= 1:
        return text.strip()
    return " ".join(_CJK_GAP.sub("", text).split())


@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """Width, spaces, brackets and marks folded away, so that only a different name differs."""
    return _FOLD_MARKS.sub("", nfkc(text)).casefold()


def unquote(text: str) -> str:
    """Quotation marks and book-title marks taken off."""
    return _QUOTES.sub("", text)


def nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: blank, 无, a dash."""
    return squeeze(text) in _NOTHING


@lru_cache(maxsize=16384)
def amount(text: str) -> Decimal | None:
    """The number that a cell prints, exactly; None where the cell is no number (or says that there is none).

    Thousands separators are taken out, a number in brackets is negative (accounting style).
    """
    body = squeeze(text)
    if not body or body in _NOTHING:
        return None
    negative = len(body) > 2 and body[0] == "(" and body[-1] == ")"
    if negative:
        body = body[1:-1]
    if not _AMOUNT.fullmatch(body):
        return None
    body = body.replace(",", "").replace("，", "")
    if body[0] in "−–":
        body = "-" + body[1:]
    try:
        value = Decimal(body)
    except InvalidOperation:  # pragma: no cover - the pattern admits only decimals
        return None
    return -value if negative else value
