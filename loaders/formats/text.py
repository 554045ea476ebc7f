"""Plain text, as OCR services and copyists leave it: tab-separated rows, Markdown and HTML marks, watermarks.

Decodes UTF-8, UTF-16 and GB18030, redacts, takes off the marks of the format and splits rows into cells. Knows
nothing about budgets.
"""

from __future__ import annotations

import codecs
import hashlib
import html
import re
from functools import cache

from loaders.document import Document, Item, Paragraph, Rejected, Row
from loaders.records import Finding, Place
from loaders.redact import redact
from ontology import vocabulary

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TAGS = re.compile(
    r"</?(?:b|i|u|strong|em|sup|sub|span|font|p|div|br|hr|td|th|tr|table|thead|tbody|input|img|a|center)\b[^<>]{0,200}>",
    re.IGNORECASE,
)
_CELL_BETWEEN = re.compile(r"\s*</t[dh]>\s*<t[dh]\b[^<>]{0,200}>\s*", re.IGNORECASE)
_ROW_OPEN = re.compile(r"^\s*(?:<tr\b[^<>]{0,200}>\s*)?<t[dh]\b[^<>]{0,200}> *", re.IGNORECASE)
_ROW_CLOSE = re.compile(r" *</t[dh]>\s*(?:</tr>\s*)?$", re.IGNORECASE)
_CELL_OPEN = re.compile(r"\t? *<t[dh]\b[^<>]{0,200}> *", re.IGNORECASE)
_CELL_CLOSE = re.compile(r" *</t[dh]> *\t?", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \u3000]+|(?=\t))")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MARKDOWN_ROW = re.compile(r"^\s*\|(.+)\|\s*$")
_MARKDOWN_RULE = re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*$")
_HTML_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_INVISIBLE = re.compile(f"[\u2028\u2029\x0b\x85{_ZERO_WIDTH}]")


def decode(data: bytes) -> tuple[str, str, int]:
    """The text of `data`, the encoding, and how many characters could not be decoded.

    Raises `Rejected` where the bytes are no text in UTF-8, UTF-16 or GB18030.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), encoding, 0
            except UnicodeDecodeError:
                return _mended(data, encoding)
    zeros = data[:4096].count(0)
    if zeros > len(data[:4096]) // 8:
        return _utf16(data)
    try:
        return data.decode("utf-8"), "utf-8", 0
    except UnicodeDecodeError as fault:
        if fault.start > len(data) - 4:  # cut inside its last character
            return data.decode("utf-8", "replace"), "utf-8", 1
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 500 <= len(text):
        return text, "utf-8", text.count("\ufffd")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _mended(data, "gb18030")
    if _implausible(text):
        return _utf16(data)
    return text, "gb18030", 0


def _utf16(data: bytes) -> tuple[str, str, int]:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _implausible(text):
            return text, encoding, 0
    raise Rejected("not text: no UTF-8, UTF-16 or GB18030 encoding fits its bytes")


def _mended(data: bytes, encoding: str) -> tuple[str, str, int]:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost * 500 > len(text) or _implausible(text):
        raise Rejected("not text: no UTF-8, UTF-16 or GB18030 encoding fits its bytes")
    return text, encoding, lost


def _implausible(text: str) -> bool:
    """Whether decoding gave signs that Chinese prose does not have: control characters, private or unassigned ones."""
    sample = text[:20000]
    strange = len(_CONTROL.findall(sample)) + sum(
        1 for c in sample if "\ue000" <= c <= "\uf8ff" or "\ud800" <= c <= "\udfff"
    )
    plain = sum(
        1
        for c in sample
        if c.isascii() or "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" or "\u2000" <= c <= "\u22ff"
    )
    return strange * 100 > len(sample) or plain * 10 < len(sample) * 8


def clean(line: str) -> str:
    """One line without the marks of the format; its tabs stay."""
    if "<" in line:
        line = _cells(line) if "<t" in line.casefold() or "</t" in line.casefold() else line
        line = _TAGS.sub("", line)
    if "&" in line and ";" in line:
        line = html.unescape(line)
    if "#" in line:
        line = _HEADING.sub("", line)
    if "**" in line or "__" in line:
        line = _EMPHASIS.sub(r"\2", line)
        line = line.replace("**", "")
    if line.startswith("|") and (match := _MARKDOWN_ROW.match(line)):
        line = "\t".join(cell.strip() for cell in match[1].split("|"))
    return line


def _cells(line: str) -> str:
    """HTML cells as cells: one tab between two of them, whether or not tabs stand there already."""
    line = _ROW_CLOSE.sub("", _ROW_OPEN.sub("", line))
    line = _CELL_CLOSE.sub("\t", _CELL_OPEN.sub("\t", _CELL_BETWEEN.sub("\t", line)))
    return _TAGS.sub("", line)


@cache
def _inline_watermarks() -> re.Pattern[str]:
    words = [word for word in vocabulary.load("text")["watermarks"] if len(word) >= 6]
    return re.compile("|".join(map(re.escape, words)))


def read_text(data: bytes) -> Document:
    """The document in the bytes of a text file.

    Raises `Rejected` where the bytes are no text, or hold no Chinese at all.
    """
    if _HTML_PAGE.search(data[:2048]):
        raise Rejected("an HTML page; this version reads text only")
    text, _, lost = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n" if "\n" not in text else " ")
    text = _CONTROL.sub("", text)
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub(lambda sign: "" if sign[0] in _ZERO_WIDTH else " ", text)
    text = redact(text)
    marks = _inline_watermarks()
    watermarked = marks.search(text) is not None
    items: list[Item] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        place = Place(line=number)
        if "---" in raw and _MARKDOWN_RULE.match(raw):
            items.append(Paragraph("", place))
            continue
        line = clean(raw)
        if watermarked and marks.search(line) and (rest := marks.sub("", line)).strip():
            line = rest  # a watermark printed over a line that says something
        if "\t" in line and line.strip():
            items.append(Row(tuple([cell.strip() for cell in line.split("\t")]), place))
        elif line.strip():
            items.append(Paragraph(line.strip(), place))
        else:
            items.append(Paragraph("", place))
    findings: tuple[Finding, ...] = ()
    if lost:
        findings = (
            Finding("encoding", "warning", (), f"{lost} characters could not be decoded and are shown as \ufffd"),
        )
    return Document(hashlib.sha256(data).hexdigest(), "text/plain", tuple(items), text, findings=findings)
