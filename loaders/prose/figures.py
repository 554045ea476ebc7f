"""Reads the numbers of prose: which figure each one is, by its words, what they stand under, and its unit.

The words are those of ontology.vocabulary.figures; here stands only how they compose: a number is an amount, the
change of the amount before it, last year's amount, or a share. A label that says no more than 预算数 is that of the
caption, the item or the amount it stands under. Every number with a unit becomes a figure; those that no rule names get
a key made of their section and words. Knows no place and no document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from loaders.money import factor
from loaders.prose.figure_words import OTHER, Rule, figure_words
from loaders.prose.passages import Passage
from loaders.records import Figure
from loaders.words import nfkc, squeeze, unquote
from ontology import vocabulary

_BOUNDARY = re.compile(r"[,，;；。:：！!？?]|(?!(?<=收)、支|(?<=收入)、支)、")
_SENTENCE = re.compile(r"[。;；]")
_ENUMERATOR = re.compile(
    r"^(?:[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．])\s*"
)
_CAPTION = re.compile(
    r"(?:(?:^|(?<=[。;；]))\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．)]|[(（][一二三四五六七八九十\d]{1,3}[)）])\s*"
    r"(?P<caption>[^。:：,，;；\d]{2,30})[。:：]"
)
_TWICE = re.compile(_ENUMERATOR.pattern + r"(?P<name>[^。:：,，;；]{6,60}?)(?P=name)")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_YEAR = re.compile(r"((?:19|20)\d{2})年(?:度|初)?")


@dataclass(slots=True)
class _Amount:
    """An amount that later numbers of the passage may refer to: its key, and its own words."""

    key: str
    words: str
    label: str


def read_figures(passage: Passage, section: str, heading: str = "", year: int | None = None) -> list[Figure]:
    """The figures of one paragraph of a section.

    `heading` is the heading right above, which says what a label leaves out; `year` the disclosure's own year, so that
    another year's amount is never taken for this year's.
    """
    return list(_Prose(passage, section, heading, year).read())


@lru_cache(maxsize=8192)
def _narrow(sign: str) -> str:
    """A sign with its width folded, where that leaves one sign: places in the text stay what they are."""
    return folded if len(folded := nfkc(sign)) == 1 else sign


class _Prose:
    """The reading of one passage: what has been said so far, which the next number may refer to."""

    def __init__(self, passage: Passage, section: str, heading: str, year: int | None) -> None:
        self.passage = passage
        self.text = passage.text if passage.text.isascii() else "".join(map(_narrow, passage.text))
        self.section = section
        self.heading = _ENUMERATOR.sub("", squeeze(heading))
        self.year = year
        self.words = figure_words()
        self.apart = self.part()  # whether the passage is a part's own account
        self.latest = 0  # the latest year that an amount was said to be of
        self.seen: list[str] = []  # the keys of this sentence
        self.told = False  # whether an amount of this sentence has words of its own
        self.found: set[str] = set()  # the keys of the passage
        self.levels: list[_Amount | None] = [None]  # the last amount, one for each bracket that is open
        self.sums: list[_Amount] = []
        self.changed: str | None = None  # the key of the change right before; empty for one without a key
        self.previous = ""  # the key of the number right before
        self.subject = ""  # the words of the last number that is no share
        self.pending: _Amount | None = None  # what was budgeted, whose account follows

    def read(self) -> Iterator[Figure]:
        """The figures, in order; what is said to be absent comes last."""
        last = 0
        for count, match in enumerate(self.words.number.finditer(self.text)):
            between = self.text[last : match.start()]
            self.brackets(between)
            parts = between.split("。")
            if len(parts) > 1 and not self.words.goes_on.match(parts[-1]):
                self.seen, self.told = [], False
            cut = max((m.end() for m in _BOUNDARY.finditer(self.text, last, match.start())), default=last)
            yield from self.number(match, cut, count == 0)
            last = match.end()
            yield from self.same(last)
        yield from self.absent()

    def part(self) -> bool:
        """Whether the passage gives the account of one unit: 二、某某中心 某某中心预算…, its name as a heading."""
        text = squeeze(self.text)
        head = self.words.account.sub("", self.heading)
        under = len(head) > 5 and text.startswith(head) and head.endswith(self.words.bodies)
        return under or bool(_TWICE.match(text))

    def brackets(self, between: str) -> None:
        """A bracket holds the parts of the amount before it; behind it one speaks of that amount again."""
        for sign in between:
            if sign in "(（":
                self.levels.append(self.levels[-1])
            elif sign in ")）" and len(self.levels) > 1:
                self.levels.pop()

    def number(self, match: re.Match[str], cut: int, first: bool) -> Iterator[Figure]:
        """The figure of one number; two where it states both sides at once."""
        raw = squeeze(self.text[cut : match.start()])
        value, unit = self.value(match)
        label = _clean(raw)
        following = self.text[match.end() : match.end() + 24]
        change = self.words.change.match(_clean(raw, years=True)) if unit in ("yuan", "percent") else None
        keys: tuple[str, ...] = ()
        other = False
        if rule := self.rule(label, raw, unit, match, first, starts=True):
            keys = (rule.key,)
            if any(word in label for word in self.words.falls) and value > 0:
                value = -value
        elif change:
            keys = self.change(change, raw, unit, match)
            if change["word"] in self.words.falls and value > 0:
                value = -value
        elif unit != "percent" and not (other := self.elsewhere(raw, label)) and not self.apart:
            keys = self.level(raw, label, unit, match, first)
        own = self.own_key(raw, label, following, match.start())
        self.remember(keys, raw, label, own, unit, change is not None, other)
        text = self.passage.text[max(cut, match.end() - 80) : match.end()].strip()
        for offset, key in zip((match.start(), match.end() - 1), keys or (own,), strict=False):
            place, column = self.passage.at(offset)
            yield Figure(place, column, key, value, unit, text)

    def value(self, match: re.Match[str]) -> tuple[Decimal, str]:
        """The number in its unit; money in yuan."""
        if match["zero"]:
            return Decimal(match["zero"]), "yuan"
        printed = match["unit"] or vocabulary.load("figures")["short"][match["short"]]
        unit = self.words.units[printed]
        value = Decimal(match["value"].replace(",", ""))
        return (value * factor(printed), unit) if unit == "yuan" else (value, unit)

    def elsewhere(self, raw: str, label: str) -> bool:
        """Whether the words say that the amount is another year's: 上年…, 比2023年预算数…, a year before."""
        if self.words.compare.search(raw) or self.words.past.search(label):
            return True
        years = [int(found) for found in _YEAR.findall(raw)]
        earlier = bool(years) and max(years) < self.latest
        self.latest = max(self.latest, *years) if years else self.latest
        return earlier or (self.year is not None and bool(years) and self.year not in years)

    def level(self, raw: str, label: str, unit: str, match: re.Match[str], first: bool) -> tuple[str, ...]:
        """The keys of an amount; of what it stands under where its own words say no more than 预算数."""
        above, kind = (
            self.under(label, match.start()) if unit == "yuan" and self.words.bare.fullmatch(label) else ("", "")
        )
        subject = above or label
        rule = None if kind == "item" else self.rule(subject, above or raw, unit, match, first)
        if kind in ("caption", "heading") and self.words.spoken.search(label):
            both = rule.key in self.words.sides if rule is not None else bool(self.words.both.search(above))
            if both or (rule is None and not self.words.named.search(above)):
                subject, rule = label, self.rule(label, raw, unit, match, first)
        part = self.told and label.startswith(self.words.summing)
        if kind in ("caption", "heading") and rule is not None and (part or rule.key in self.found):
            rule = None  # said already: this is another year's, or a part
        after = self.text[match.end() :]
        rest = after[: stop.start()] if (stop := self.words.number.search(after)) else ""
        settled = self.words.settled.search(rest) and not _SENTENCE.search(rest) and not self.words.compare.search(rest)
        self.pending = None
        if unit == "yuan" and settled and self.words.budgeted.search(label):
            self.pending = _Amount(rule.key if rule else "", "", subject)
            return (self.words.budgets[rule.key],) if rule and rule.key in self.words.budgets else ()
        if rule is None:
            return ()
        return (rule.key, rule.also) if rule.also else (rule.key,)

    def under(self, label: str, start: int) -> tuple[str, str]:
        """What a bare label is of, and how that is known: `pending` (what was budgeted right before), `item` of the
        chart, `caption` of the paragraph, or `heading`.
        """
        if self.pending is not None and self.words.settled.search(label):
            return self.pending.label, "pending"
        if item := self.item(start):
            return item, "item"
        captions = list(_CAPTION.finditer(self.text, 0, start))
        words, kind = (captions[-1]["caption"], "caption") if captions else (self.heading, "heading")
        above = self.words.account.sub("", _clean(squeeze(words)))
        return (above, kind) if above else ("", "")

    def item(self, start: int) -> str:
        """The item of a chart, 行政运行（项）, that was last named before a number."""
        items = list(self.words.item.finditer(self.text, 0, start))
        return unquote(_ENUMERATOR.sub("", squeeze(items[-1][0]))) if items else ""

    def rule(
        self,
        label: str,
        raw: str,
        unit: str,
        match: re.Match[str],
        first: bool,
        *,
        starts: bool = False,
        change: bool = False,
    ) -> Rule | None:
        """The first rule that fits the words before a number, and what stands before and after it."""
        governor = next((key for key in reversed(self.seen) if key in self.words.governors), "")
        begun = max((m.end() for m in _SENTENCE.finditer(self.text, 0, match.start())), default=0)
        broken = False
        for rule in self.words.rules:
            if unit != rule.unit or rule.starts != starts or (rule.change and not change) or (rule.first and not first):
                continue
            if not rule.label.search(label) and not rule.label.search(raw):
                continue
            if rule.sections or rule.within:
                stands = self.section in rule.sections and not (rule.within and governor == OTHER)
                if not stands and governor not in rule.within:
                    continue
            if rule.after and (self.previous not in rule.after or rule.key in self.seen):
                continue
            if rule.follows and not rule.follows.search(self.text[match.end() : match.end() + 24]):
                continue
            if rule.sentence and not rule.sentence.search(self.text[begun : match.end()]):
                continue
            if rule.unless and (rule.unless.search(label) or rule.unless.search(raw)):
                broken = broken or rule.breaks
                continue
            return rule
        if broken:
            self.seen.append(OTHER)
        return None

    def change(self, found: re.Match[str], raw: str, unit: str, match: re.Match[str]) -> tuple[str, ...]:
        """The key of a change: that of the amount it names, or of the amount before."""
        if unit == "percent" and not found["head"] and self.changed is not None:
            row = next((row for row in self.words.changes.values() if row["key"] == self.changed), {})
            return (row["percent"],) if "percent" in row else ()
        subject = self.words.filler.sub("", _YEAR.sub("", self.words.compare.sub("", found["head"])))
        of = ""
        if subject and not self.words.bare.fullmatch(subject):
            rule = self.rule(subject, subject, "yuan", match, False, change=True)
            of = rule.key if rule else ""
        elif rule := self.rule(subject, subject, "yuan", match, False, change=True) if subject else None:
            of = rule.key
        elif (last := self.levels[-1]) is not None:
            of = last.key
            if self.words.compare.search(raw):
                through = [sum_ for sum_ in self.sums if of in self.words.changes.get(sum_.key, {}).get("through", ())]
                of = through[-1].key if through else of
        row = self.words.changes.get(of, {})
        name = "key" if unit == "yuan" else "percent"
        return (row[name],) if name in row else ()

    def remember(
        self, keys: tuple[str, ...], raw: str, label: str, own: str, unit: str, change: bool, other: bool
    ) -> None:
        """What the numbers after this one may refer to."""
        key = keys[0] if keys else ""
        self.previous = key
        self.changed = key if change and unit == "yuan" else None
        if unit == "percent":
            return
        self.seen += keys
        self.found |= set(keys)
        if change or other:
            return
        self.told |= unit == "yuan" and not self.words.bare.fullmatch(label)
        self.subject = own.partition(":")[2] if not key else raw
        self.levels[-1] = amount = _Amount(key, self.subject, label)
        if unit == "yuan" and key in self.words.changes:
            self.sums.append(amount)

    def own_key(self, raw: str, label: str, following: str, start: int) -> str:
        """A key for a number that no rule names: its section and its own words, and what it is of."""
        stripped = self.words.lead.sub("", _ENUMERATOR.sub("", raw))
        words = stripped.strip(self.words.trim)
        short = words[-24:]
        if self.words.share.search(raw) and self.subject:
            short = f"{self.words.lead.sub('', self.subject)[-20:]}{raw}"
        elif self.words.item.search(stripped):
            short = unquote(stripped)
        elif item := self.item(start):
            short = f"{item}:{words[-24:]}"
        elif self.words.bare.fullmatch(label) and (of := self.under(label, start)[0]):
            short = f"{of[-24:]}:{words[-24:]}"
        elif self.words.compare.search(raw) and self.subject:
            short = f"{self.words.lead.sub('', self.subject)[-20:]}:{words[-24:]}"
        return f"{self.section}:{short or squeeze(_BOUNDARY.split(following)[0])[:16]}"

    def same(self, end: int) -> Iterator[Figure]:
        """The change that 与上年持平 states of the amount before: none."""
        for rule in vocabulary.load("figures")["same"]:
            if self.previous not in rule["after"] or ("sections" in rule and self.section not in rule["sections"]):
                continue
            if match := re.match(rule["pattern"], self.text[end : end + 48]):
                place, column = self.passage.at(end + match.start())
                self.found.add(rule["key"])
                yield Figure(place, column, rule["key"], Decimal(0), "yuan", self.printed(match, end).strip(" ，,。"))
                return

    def absent(self) -> Iterator[Figure]:
        """What the passage says there is none of, unless it states a number for it; each at a sign of its own."""
        taken: set[int] = set()
        for rule in vocabulary.load("figures")["absent"]:
            if rule["key"] in self.found or ("sections" in rule and self.section not in rule["sections"]):
                continue
            if match := re.search(rule["pattern"], self.text):
                offset = next(at for at in range(match.start(), match.end() + 1) if at not in taken)
                taken.add(offset)
                place, column = self.passage.at(offset)
                self.found.add(rule["key"])
                yield Figure(place, column, rule["key"], Decimal(0), rule.get("unit", "yuan"), self.printed(match))

    def printed(self, match: re.Match[str], offset: int = 0) -> str:
        """What a match is in the passage as it is printed."""
        return self.passage.text[offset + match.start() : offset + match.end()]


def _clean(label: str, *, years: bool = False) -> str:
    """A label without its number, brackets, quotation marks and, unless `years`, years."""
    bare = unquote(_ENUMERATOR.sub("", label.lstrip("“\"'")))
    bare = bare if years else _YEAR.sub("", bare)
    while (shorter := _BRACKETED.sub("", bare)) != bare:
        bare = shorter
    return re.sub(r"[()（）]", "", bare)
