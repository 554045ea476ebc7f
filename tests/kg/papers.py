"""Small hand-made disclosures: a paper is JSON, and `read` makes a Disclosure of it as a reader would of a real one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import loaders
from kg.store import Store
from loaders import records
from loaders.records import Place, Reading

PLACES = ("云川省", "岚渡县")


def cite(number: str | None = None, title: str | None = None, **more: Any) -> dict[str, Any]:
    """A citation of a paper."""
    return {"number": number, "title": title, **more}


def paper(publisher: str = "岚渡县教育局", **more: Any) -> dict[str, Any]:
    """A paper with one project, unless `more` says otherwise. Keys are those that `disclosure` reads."""
    return {"publisher": publisher, "projects": [{"name": "校舍维修", "amount": "12.50", "cites": []}], **more}


def data(entry: dict[str, Any]) -> bytes:
    """The bytes of a paper."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()


def read(raw: bytes) -> records.Disclosure:
    """Stands for `loaders.read`."""
    try:
        entry = json.loads(raw)
    except ValueError:
        raise loaders.Rejected("is no paper") from None
    digest = sha256(raw).hexdigest()
    return replace(disclosure(entry), document=f"d{digest[:16]}", sha256=digest)


def disclosure(entry: dict[str, Any]) -> records.Disclosure:
    """The disclosure of a paper."""
    publisher, year = entry["publisher"], entry.get("year", 2024)
    stage = entry.get("stage", "budget")
    lines: list[records.BudgetLine] = []
    projects: list[records.Project] = []
    allocations: list[records.Allocation] = []
    sheets: list[records.PerformanceSheet] = []
    indicators: list[records.Indicator] = []
    citations: list[records.Citation] = []

    def line(at: int, item: str, yuan: Decimal, **more: Any) -> None:
        base = records.BudgetLine(
            at=Place(line=at),
            column=1,
            table="general-public",
            item=item,
            code=None,
            gov_item=None,
            classification=None,
            side="expenditure",
            fund="general-public",
            expenditure=None,
            timing="current",
            fiscal_year=year,
            stage=stage,
            amount_yuan=yuan,
            amount_text=str(yuan / 10000),
            amount_unit="万元",
            measure="amount",
            row_kind="leaf",
            scope="consolidated",
            unit=publisher,
            repaired=None,
        )
        lines.append(replace(base, **more))

    for number, (code, item) in enumerate(entry.get("codes", {"2050201": "学前教育"}).items()):
        line(10 + number, item, Decimal(100 + number) * 10000, code=code, classification="function")
    for row, project in enumerate(entry["projects"]):
        at, unit = 100 + 10 * row, project.get("unit", publisher)
        yuan = Decimal(project["amount"]) * 10000
        line(at, project["name"], yuan, table="projects-current", row_kind="project", expenditure="project", unit=unit)
        projects.append(records.Project(Place(line=at), unit, project["name"], project.get("code")))
        allocations.append(
            records.Allocation(
                Place(line=at), 1, row, "general-public", "current", year, stage, yuan, None, len(lines) - 1
            )
        )
        amount = records.SheetAmount(
            Place(line=at + 1), 1, "annual", "年度资金总额", None, None, True, yuan, str(yuan), None
        )
        sheets.append(
            records.PerformanceSheet(
                at=Place(line=at + 1),
                project_name=project["name"],
                project=row,
                matched_by="name",
                allocations=(len(allocations) - 1,),
                department_code="902",
                department="行政政法股",
                unit=unit,
                attribute=None,
                period="1年",
                filled_on=None,
                fiscal_year=year,
                amount_unit="元",
                amounts=(amount, replace(amount, column=2, level="county", total=False, label="市县资金")),
                texts=(("basis", "见文件", Place(line=at + 2)),),
                damaged=False,
            )
        )
        indicators.append(
            records.Indicator(Place(line=at + 3), 2, row, "annual", "产出指标", "数量指标", "维修校舍", "≥3所")
        )
        for column, entry_ in enumerate(project.get("cites", ())):
            citations.append(_citation(at + 2, column, row, entry_))
    for column, entry_ in enumerate(entry.get("cites", ())):
        citations.append(_citation(5, column, None, entry_))
    organizations = [
        records.Organization(Place(line=3), name, "unit", publisher) for name in entry.get("units", ())
    ] + [records.Organization(Place(line=4), name, "office", publisher) for name in entry.get("offices", ())]
    return records.Disclosure(
        document="d0000000000000000",
        sha256="0" * 64,
        media_type="text/plain",
        publisher=publisher,
        publisher_kind=entry.get("kind", "department"),
        places=tuple(entry.get("places", PLACES)),
        fiscal_year=year,
        stage=stage,
        kind="budget",
        pages=None,
        organizations=tuple(organizations),
        lines=tuple(lines),
        projects=tuple(projects),
        allocations=tuple(allocations),
        sheets=tuple(sheets),
        indicators=tuple(indicators),
        citations=tuple(citations),
        figures=(records.Figure(Place(line=6), 0, "income_total", Decimal("1000000"), "yuan", "收入100万元"),),
        services=(records.PurchasedService(Place(line=7), "A01", "公共服务", 1, None),),
        statements=(records.Statement(Place(line=8), "duties", "负责水利工作。"),),
        findings=(records.Finding("sum", "warning", (Place(line=10),), "合计不等于分项之和", "100", "99"),),
        passages=(
            *(records.Passage(Place(line=at), Reading.READ, "table") for at in range(1, 9)),
            records.Passage(Place(line=9), Reading.FURNITURE, "watermark"),
            records.Passage(Place(line=10), Reading.UNREAD, ""),
        ),
        text=f"{publisher}\n",
        notice=_notice(entry["notice"]) if "notice" in entry else None,
        distributions=_distributions(entry["notice"], year) if "notice" in entry else (),
    )


def _notice(entry: dict[str, Any]) -> records.Notice:
    cited = _citation(1, 0, None, {"number": entry["number"]})
    return records.Notice(
        at=Place(line=1),
        number=cited.number,
        issuer_code=cited.issuer_code,
        year=cited.year,
        serial=cited.serial,
        suspect=False,
        title=entry["title"],
        issuers=(),
        kind="notice",
        action="hand-down",
        date="2024-03-01",
        addressees=None,
        stated_yuan=Decimal(sum(entry["gives"].values())),
    )


def _distributions(entry: dict[str, Any], year: int) -> tuple[records.Distribution, ...]:
    return tuple(
        records.Distribution(
            at=Place(line=40 + row),
            column=1,
            recipient=recipient,
            within=None,
            project=None,
            item=None,
            level="provincial",
            phase="this-time",
            action="hand-down",
            code=None,
            gov_code=None,
            fund=None,
            fiscal_year=year,
            amount_yuan=Decimal(yuan),
            amount_text=str(yuan),
            amount_unit="元",
            row_kind="leaf",
            counted=True,
        )
        for row, (recipient, yuan) in enumerate(entry["gives"].items())
    )


def _citation(line: int, column: int, project: int | None, entry: dict[str, Any]) -> records.Citation:
    number = entry.get("number")
    return records.Citation(
        at=Place(line=line),
        column=column,
        role=entry.get("role", "basis" if project is not None else "narrative"),
        relation=entry.get("relation", "basis" if project is not None else "mention"),
        project=project,
        sheet=project,
        number=number,
        issuer_code=number.split("〔")[0] if number else None,
        year=int(number.split("〔")[1][:4]) if number and "〔" in number else None,
        serial=int("".join(filter(str.isdigit, number.split("〕")[-1]))) if number and "〕" in number else None,
        title=entry.get("title"),
        issuers=tuple(entry.get("issuers", ())),
        kind=entry.get("kind", "notice"),
        as_written=number or entry.get("title") or "",
        suspect=entry.get("suspect", False),
    )


def write(folder: Path, entries: Iterable[dict[str, Any]], names: Sequence[str] | None = None) -> list[Path]:
    """Papers as files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for index, entry in enumerate(entries):
        path = folder / (names[index] if names else f"{index}.json")
        path.write_bytes(data(entry))
        paths.append(path)
    return paths


def contents(store: Store) -> list[str]:
    """All that a store says, as lines that do not depend on how it came to say it."""
    from kg import dump  # noqa: PLC0415

    return sorted(dump.truth(store.nodes(), store.edges()))


def whole(store: Store) -> None:
    """Fail where a check of the store does not hold."""
    report = store.verify()
    assert report.ok, [check for check in report.checks if not check[1]]
