"""How things are named: folding of what is printed into keys, and of keys into ids.

Ids are the tails of IRIs under a base that is a setting. An id is made of what identifies and of nothing else: neither
the order nor the time of loading, nor where a file lies. It must not know what a budget is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from hashlib import blake2b, sha256

from ontology import vocabulary

#: How many digits a subject code has: 类, 款, 项, 目.
CODE_LENGTHS = (3, 5, 7, 9)

#: Where instances live, unless a store says otherwise.
BASE = "https://w3id.org/fiscal-kg/id/"

_OPENING, _CLOSING = "〔【﹝［〖{[（", "〕】﹞］〗}]）"
_BRACKETS = str.maketrans(dict.fromkeys(_OPENING, "(") | dict.fromkeys(_CLOSING, ")"))
# Spaces, and the marks that recognition and mark-up leave in a text.
_NOISE = re.compile(r"[\s\u200b\ufeff*_`·•]+|</?b>")
_QUOTES = re.compile(r"[《》〈〉<>“”\"'‘’「」『』]")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The form in which printed names are compared: width, spaces, bracket styles and OCR marks folded.

    >>> fold("晋财行【2023】 142号") == fold("晋财行〔2023〕142号")
    True
    """
    return (
        unicodedata.normalize("NFKC", _NOISE.sub("", text).translate(_BRACKETS)).replace(" ", "").translate(_BRACKETS)
    )


@lru_cache(maxsize=1 << 14)
def fold_title(text: str) -> str:
    """A title as it is compared: also without quotation and title marks, and without an end mark."""
    return _QUOTES.sub("", fold(text)).rstrip("。.,，;；")


_PARTY = "中国共产党"
# What the key of a department's own unit ends in, whatever its name ends in.
_OWN = "\x1fown"


@lru_cache(maxsize=1 << 14)
def fold_body(text: str) -> str:
    """The name of a body as it is compared: also with 中共 written out.

    >>> fold_body("中共屯留区委组织部")
    '中国共产党屯留区委组织部'
    """
    name = fold(text)
    return _PARTY + name.removeprefix("中共") if name.startswith("中共") else name


def digest(*fields: str) -> str:
    """16 hex digits of the hash of key fields. The fields are hashed as they are: fold them before."""
    return blake2b("\x1f".join(fields).encode(), digest_size=8).hexdigest()


def document_id(data: bytes) -> str:
    """The id of a document, from its bytes."""
    return "d" + sha256(data).hexdigest()[:16]


def tail(text: str, base: str = BASE) -> str:
    """An id from what a user gives: the id itself, or its IRI, in angle brackets or not."""
    return text.strip().removeprefix("<").removesuffix(">").removeprefix(base)


@cache
def _own_unit() -> re.Pattern[str]:
    forms = sorted({fold(form) for form in vocabulary.load("organizations")["own"]["forms"]}, key=len, reverse=True)
    return re.compile(f"(?<=..)\\(?(?:{'|'.join(map(re.escape, forms))})\\)?$")


@lru_cache(maxsize=1 << 14)
def department_of_own_unit(name: str) -> str | None:
    """The folded name of the department whose own unit a name is; None where it is none.

    >>> department_of_own_unit("云川省水利厅（本级）"), department_of_own_unit("云川省水利厅")
    ('云川省水利厅', None)
    """
    folded = fold_body(name)
    match = _own_unit().search(folded)
    return folded[: match.start()] if match else None


@lru_cache(maxsize=1 << 14)
def body_name(name: str, places: tuple[str, ...]) -> str:
    """The name that identifies a body whose place is the last of `places` (outermost first, () where it is unknown).

    How many of the superior places a name prints does not matter, and a name that prints none gets its own:

    >>> places = ("长治市", "屯留区")
    >>> body_name("长治市屯留区教育局", places) == body_name("教育局", places) == body_name("屯留区教育局", ())
    True

    A department's own unit is one body however it is written:

    >>> body_name("岚渡县水利局（本级）", ()) == body_name("岚渡县水利局机关", ()) == body_name("岚渡县水利局本部", ())
    True
    """
    folded = fold_body(name)
    if (department := department_of_own_unit(name)) is not None:
        folded = department + _OWN
    if not places:
        return folded
    inner = fold(places[-1])
    rest = folded.removeprefix(_PARTY)
    printed = ""
    for place in map(fold, places):
        if rest.startswith(place) and rest != place:
            rest, printed = rest.removeprefix(place), place
    if printed:
        # Only superiors were printed where the last place was not: 长治市教育局 in a document of 屯留区 is the city's.
        return printed + rest
    return folded if inner in folded else inner + folded


def organization_id(name: str, kind: str, places: tuple[str, ...], parent: str = "") -> str:
    """The id of a body. An office is told from offices of its name by the body it belongs to (`parent`, an id)."""
    group = "body" if kind in ("department", "unit") else kind
    if group == "office":
        return f"organization/{digest(group, fold_body(name), parent)}"
    return f"organization/{digest(group, body_name(name, places))}"


def place_id(places: tuple[str, ...]) -> str:
    """The id of the last of these places, which are given with their superiors, outermost first."""
    return f"place/{digest(*map(fold, places))}"


def project_id(unit: str, name: str, code: str | None) -> str:
    """The id of a unit's project: by its printed code, or else by its name as printed. `unit` is an id."""
    return f"project/{digest(unit, 'code', fold(code)) if code else digest(unit, 'name', fold(name))}"


def disclosure_id(publisher: str, fiscal_year: int, stage: str, notice: str = "", kind: str = "department") -> str:
    """The id of what one publisher (an id) discloses of one year and stage, in however many files.

    A department and its own unit may bear one name: what it discloses as a `unit` is another disclosure. A notice that
    hands money down, named by its number or title, is a disclosure of its own.

    >>> disclosure_id("organization/1", 2024, "budget") == disclosure_id("organization/1", 2024, "budget", kind="unit")
    False
    """
    more = (fold_title(notice),) if notice else ("unit",) if kind == "unit" else ()
    return f"disclosure/{digest(publisher, str(fiscal_year), stage, *more)}"


def fund_id(fund: str) -> str:
    """The id of a fund."""
    return f"fund/{fund}"


def subject_id(classification: str, edition: int, code: str) -> str:
    """The id of a subject code: readable, as codes are."""
    return f"subject/{classification}/{edition}/{code}"


def series_id(classification: str, code: str) -> str:
    """The id of what joins the editions of a code."""
    return f"series/{classification}/{code}"


def subject_by_name_id(classification: str, name: str) -> str:
    """The id of a subject that is printed by a name of which no code is known."""
    return f"subject/{classification}/named/{digest(fold(name))}"
