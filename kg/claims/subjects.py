"""What one document says of subject codes: which concept of which edition a number is printed under.

A code is looked up in the edition of the number's own year; a code that no list has is a concept that this document
states. The two economic classifications are two dimensions of one line, each resolved by name within its own list.
"""

from __future__ import annotations

import re
from functools import cache

from kg import ids
from kg.claims.ledger import Ledger
from kg.statements import Link
from loaders import records
from loaders.tables.lines import row_name
from ontology import subjects, vocabulary

GOVERNMENT = "government-economic"
#: Rows of a table whose label names no subject.
_NO_SUBJECT = ("total", "unit", "project")


@cache
def _of_which() -> re.Pattern[str]:
    words = "|".join(map(re.escape, vocabulary.load("rows")["of_which"]))
    return re.compile(f"^(?:{words})[:：]?")


def printed_name(item: str) -> str:
    """A row's label without its ordinal and 其中, folded."""
    return ids.fold(_of_which().sub("", row_name(item)))


class SubjectClaims:
    """Claims the subjects of one document, in the order of its lines."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[tuple[str | int | None, ...], str | None] = {}
        self._coded: dict[tuple[str | int | None, ...], Link | None] = {}
        # Subjects of the lists that were claimed, by their keys: each is claimed once.
        self._claimed: dict[str, str] = {}
        self._joined: set[str] = set()
        # The class that a table's rows without codes stand under, by table and classification.
        self._class: dict[tuple[str, str], str] = {}

    def link(self, line: records.BudgetLine, year: int) -> Link | None:
        """The link to the subject that a number is printed under, by its code or by its name."""
        kind = line.classification
        if kind is None:
            return None
        if not line.code:
            return self._link(line, kind, year)
        # The numbers of a row, and the rows of one code in other tables, have one subject.
        key = (kind, line.code, line.item, line.row_kind, year)
        if key not in self._coded:
            self._coded[key] = self._link(line, kind, year)
        return self._coded[key]

    def _link(self, line: records.BudgetLine, kind: str, year: int) -> Link | None:
        code = re.sub(r"\D", "", line.code or "")
        name = None if line.row_kind in _NO_SUBJECT else printed_name(line.item or "") or None
        under = self._class.get((line.table, kind), "") if not code else ""
        node = self._resolve(kind, code, name, year, under)
        if node is not None and not code:
            self._remember(line.table, kind, node)
        return self._linked("hasSubject", node, year)

    def _linked(self, kind: str, node: str | None, year: int) -> Link | None:
        if node is None:
            return None
        self._ledger.used(node, year)
        return kind, node

    def _remember(self, table: str, kind: str, node: str) -> None:
        code = node.rpartition("/")[2]
        if code.isdigit():
            self._class[table, kind] = code[:3]

    def _resolve(self, kind: str, code: str, name: str | None, year: int, under: str) -> str | None:
        if code and (subject := subjects.find(kind, code, year)) is not None:
            return self.listed(subject)
        key = (kind, code, name, year, under)
        if key not in self._known:
            self._known[key] = self._found(kind, code, name, year, under)
        return self._known[key]

    def _found(self, kind: str, code: str, name: str | None, year: int, under: str) -> str | None:
        if code:
            if len(code) not in ids.CODE_LENGTHS:
                return None  # printed, but none: a shape says so
            return self.coded(kind, code, name, year)
        if name is None:
            return None
        subject = subjects.by_name(kind, name, year, under=under) if under else None
        subject = subject or subjects.by_name(kind, name, year)
        if subject is not None:
            return self.listed(subject)
        if kind.endswith("economic"):
            return self._ledger.claim("SubjectCode", ids.subject_by_name_id(kind, name), name=name, classification=kind)
        return None

    def coded(self, kind: str, code: str, name: str | None, year: int) -> str:
        """Claim a code as the concept that it is in a year, with what it stands under."""
        subject = subjects.find(kind, code, year)
        if subject is not None:
            return self.listed(subject)
        above = self.coded(kind, code[:-2], None, year) if len(code) > 3 else None
        edition = subjects.edition_of(kind, year)
        return self._subject(kind, edition, code, name, above, status="stated")

    def listed(self, subject: subjects.Subject) -> str:
        """Claim a subject of the lists, with what it stands under, its series, and what it came from or became."""
        node = self._listed_alone(subject)
        if subject.key in self._joined:
            return node
        self._joined.add(subject.key)
        for change in subjects.changes_of(subject.key):
            ends = [
                (kind, self._listed_alone(other))
                for kind, keys in (("sourceConcept", change.sources), ("targetConcept", change.targets))
                for other in map(subjects.get, keys)
                if other is not None
            ]
            if change.year is not None:
                self._ledger.claim(
                    "CodeChange",
                    f"change/{change.id}",
                    ends,
                    kind=change.kind,
                    year=change.year,
                    evidence=change.evidence or None,
                    certainty=change.certainty,
                )
        return node

    def _listed_alone(self, subject: subjects.Subject) -> str:
        if node := self._claimed.get(subject.key):
            return node
        above = subjects.broader(subject)
        node = self._claimed[subject.key] = self._subject(
            subject.classification,
            subject.edition,
            subject.code,
            subject.name,
            self._listed_alone(above) if above else None,
            status=subject.status,
            last=subject.last,
            evidence=subject.evidence,
            others=subject.other_names,
        )
        return node

    def _subject(
        self,
        kind: str,
        edition: int,
        code: str,
        name: str | None,
        above: str | None,
        *,
        status: str,
        last: int | None = None,
        evidence: str = "",
        others: tuple[str, ...] = (),
    ) -> str:
        # What a series is called must be the same whichever of its editions a document uses.
        series_names = [entry.name for entry in subjects.editions_of_code(kind, code)]
        series = self._ledger.claim(
            "SubjectSeries",
            ids.series_id(kind, code),
            code=code,
            classification=kind,
            name=series_names[-1] if series_names else name,
        )
        links: list[Link] = [("inSeries", series)]
        if above:
            links.append(("broader", above))
        return self._ledger.claim(
            "SubjectCode",
            ids.subject_id(kind, edition, code),
            links,
            code=code,
            name=name,
            otherNames=others or None,
            classification=kind,
            edition=edition,
            lastEdition=last,
            status=status,
            evidence=evidence or None,
            depth=subjects.level_of(code),
            parentCode=code[:-2] if len(code) > 3 else None,
        )
