"""The rules of counting, one a test, over hand-made facts."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from kg.trace.facts import AllocationFact, CitationFact, Facts, HandedOn, OtherFact, ProjectFact, SheetFact
from kg.trace.result import ProjectEntry
from kg.trace.rules import entries, mentions, sums

NUMBERS = count(1)


def citation(project: str | None = "j1", **changes: Any) -> CitationFact:
    given: dict[str, Any] = {
        "id": f"c{next(NUMBERS)}", "document": "d1", "line": 10, "page": None, "role": "basis", "relation": "basis",
        "as_written": "某财〔2023〕1号", "project": project, "sheet": None, "fiscal_year": 2024, "stage": "budget",
    }  # fmt: skip
    return CitationFact(**given | changes)


def project(key: str = "j1", **changes: Any) -> ProjectFact:
    given: dict[str, Any] = {
        "id": key, "name": "党建经费", "unit_id": "o1", "unit": "某局", "unit_kind": "unit", "department_id": "D",
        "department": "某部门", "place": "某县", "funded": False,
    }  # fmt: skip
    return ProjectFact(**given | changes)


def allocation(amount: str, **changes: Any) -> AllocationFact:
    given: dict[str, Any] = {
        "id": f"a{next(NUMBERS)}", "project": "j1", "document": "d1", "line": 5, "page": None, "fund": "general-public",
        "amount_yuan": Decimal(amount), "fiscal_year": 2024, "stage": "budget", "timing": "current",
        "printed_in": "projects-current", "scope": None, "disclosure": "disclosure/1", "disclosed_as": "budget",
        "publisher_id": "D", "publisher": "某部门", "publisher_kind": "department",
    }  # fmt: skip
    return AllocationFact(**given | changes)


def sheet(**changes: Any) -> SheetFact:
    given: dict[str, Any] = {
        "id": f"s{next(NUMBERS)}", "project": "j1", "name": "党建经费", "unit": "某局", "document": "d1",
        "fiscal_year": 2024, "stage": "budget", "annual": Decimal(100), "by_level": (("county", Decimal(100)),),
        "covers": frozenset(), "publisher": "某部门",
    }  # fmt: skip
    return SheetFact(**given | changes)


def facts(
    *records: Any, budgets: frozenset[tuple[str, int]] = frozenset(), apart: frozenset[str] = frozenset()
) -> Facts:
    def of(kind: type) -> tuple[Any, ...]:
        return tuple(record for record in records if isinstance(record, kind))

    return Facts(
        of(CitationFact), of(ProjectFact), of(AllocationFact), of(SheetFact), of(OtherFact), budgets, apart=apart
    )


def one(given: Facts) -> ProjectEntry:
    (entry,) = entries(given)
    return entry


def total(given: Facts) -> Decimal:
    return sums(entries(given))[0]


def test_amount_is_the_sum_of_the_projects_rows() -> None:
    entry = one(facts(citation(), project(), allocation("70000"), allocation("58000", fund="government-fund")))
    assert (entry.amount_yuan, entry.amount_from, len(entry.allocations)) == (Decimal(128000), "project-row", 2)


def test_two_rows_of_one_amount_are_two_rows() -> None:
    assert total(facts(citation(), project(), allocation("5"), allocation("5"))) == 10


def test_sheet_serves_where_there_is_no_row() -> None:
    entry = one(facts(citation(), project(), sheet(annual=Decimal("88.5"))))
    assert (entry.amount_yuan, entry.amount_from, entry.counted) == (Decimal("88.5"), "sheet", True)


def test_sheet_that_became_no_project_still_traces() -> None:
    entry = one(facts(citation(None, sheet="s1"), sheet(id="s1", project=None)))
    assert (entry.project_id, entry.project, entry.amount_yuan) == (None, "党建经费", Decimal(100))


def test_nothing_printed_is_not_counted() -> None:
    entry = one(facts(citation(), project()))
    assert (entry.amount_yuan, entry.amount_from, entry.not_counted_because) == (None, None, "no-amount")


def test_levels_come_from_the_sheets_that_cover_the_rows() -> None:
    rows = [allocation("7", id="x"), allocation("5", id="y", timing="carryover")]
    sheets = [sheet(covers=frozenset({"x"}), by_level=(("provincial", Decimal(7)),)), sheet(covers=frozenset({"y"}))]
    by_timing = {entry.timing: entry.by_level for entry in entries(facts(citation(), project(), *rows, *sheets))}
    assert by_timing == {"current": {"provincial": Decimal(7)}, "carryover": {"county": Decimal(100)}}


def test_relation_is_the_strongest_of_the_projects_citations() -> None:
    given = facts(citation(relation="mention", role="overview"), citation(), project(), allocation("1"))
    assert (one(given).relation, one(given).roles) == ("basis", ("basis", "overview"))


def test_a_document_that_hands_money_down_does_so_where_it_stands_as_basis() -> None:
    assert one(facts(citation(), project(funded=True), allocation("1"))).relation == "hands-down"


def test_mention_is_listed_and_not_counted() -> None:
    found = entries(facts(citation(relation="mention", role="overview"), project(), allocation("9")))
    amount, by_year, totals = sums(found)
    assert (found[0].counted, found[0].not_counted_because) == (False, "mention")
    assert (amount, by_year, totals.mention) == (0, {}, 9)


def test_carryover_is_listed_and_not_counted() -> None:
    found = entries(facts(citation(role="name"), project(), allocation("9", timing="carryover"), allocation("2")))
    amount, _, totals = sums(found)
    assert {entry.timing: entry.not_counted_because for entry in found} == {"carryover": "carryover", "current": None}
    assert (amount, totals.carryover) == (2, 9)


def test_shared_attribution_keeps_the_amount_whole() -> None:
    given = facts(citation(), project(), allocation("9"), OtherFact("j1", 2024, "policy/b"))
    entry = one(given)
    _, _, totals = sums([entry])
    assert (entry.attribution, entry.shared_with, entry.amount_yuan) == ("shared", ("policy/b",), Decimal(9))
    assert (totals.basis.shared, totals.basis.sole) == (9, 0)


def test_a_document_of_another_year_does_not_share() -> None:
    given = facts(citation(), project(), allocation("9"), OtherFact("j1", 2023, "policy/b"))
    assert one(given).attribution == "sole"


def test_a_year_that_does_not_cite_is_not_reached() -> None:
    given = facts(citation(), project(), allocation("9"), allocation("8", fiscal_year=2023))
    assert one(given).fiscal_year == 2024


def test_years_are_entries_of_their_own() -> None:
    given = facts(
        citation(fiscal_year=2023), citation(), project(), allocation("7", fiscal_year=2023), allocation("5.6")
    )
    assert sums(entries(given))[1] == {"2023": Decimal(7), "2024": Decimal("5.6")}


def test_final_does_not_count_where_the_budget_is_loaded() -> None:
    rows = [allocation("9"), allocation("8", stage="final", document="d2", disclosure="disclosure/2")]
    given = facts(citation(), project(), *rows, budgets=frozenset({("D", 2024)}))
    amount, _, totals = sums(entries(given))
    assert (amount, totals.final) == (9, 8)


def test_final_counts_where_no_budget_of_that_year_is_loaded() -> None:
    given = facts(citation(stage="final"), project(), allocation("8", stage="final"), budgets=frozenset({("D", 2023)}))
    assert total(given) == 8


def test_final_accounts_own_budget_column_counts_once() -> None:
    rows = [allocation("9", disclosed_as="final"), allocation("8", stage="final", disclosed_as="final")]
    assert total(facts(citation(stage="final"), project(), *rows)) == 9


def test_the_budgets_number_is_taken_before_the_final_accounts() -> None:
    later = allocation("9.5", document="d0", disclosure="disclosure/0", disclosed_as="final")
    assert one(facts(citation(), project(), allocation("9"), later)).amount_yuan == 9


def test_executed_amounts_are_never_counted() -> None:
    entry = one(facts(citation(stage="final"), project(), allocation("8", stage="executed"), sheet(annual=None)))
    assert entry.not_counted_because == "executed"


def test_the_same_disclosure_in_two_files_counts_once() -> None:
    given = facts(citation(), citation(document="d2"), project(), allocation("9"), allocation("9", document="d2"))
    entry = one(given)
    assert (entry.amount_yuan, [row.document for row in entry.allocations]) == (Decimal(9), ["d1"])
    assert [(row.document, row.because) for row in entry.left_out] == [("d2", "same disclosure in another file")]


def test_the_more_complete_file_is_taken() -> None:
    given = facts(citation(), project(), allocation("9"), *(allocation("9", document="d2") for _ in range(2)))
    assert (one(given).amount_yuan, total(given)) == (Decimal(18), 18)


def test_one_project_stated_by_department_and_unit_counts_once() -> None:
    unit = {"document": "d2", "disclosure": "disclosure/2", "publisher_id": "o1", "publisher_kind": "unit"}
    entry = one(facts(citation(), project(), allocation("9"), allocation("9", **unit)))
    assert (entry.amount_yuan, entry.left_out[0].because) == (Decimal(9), "department-and-unit")


def department_and_unit(above: str, below: str, scope: str | None = None, apart: frozenset[str] = frozenset()) -> Facts:
    return facts(
        citation("j1"), project("j1", unit_id="D", unit="某部门", unit_kind="department", department_id=None),
        allocation(above, project="j1", scope=scope),
        citation("j2", document="d2"), project("j2"),
        allocation(below, project="j2", document="d2", disclosure="disclosure/2", publisher_id="o1", publisher="某局",
                   publisher_kind="unit"),
        apart=apart,
    )  # fmt: skip


def test_department_and_unit_that_state_one_sum_count_once() -> None:
    given = department_and_unit("9", "9")
    assert total(given) == 9
    assert [entry.not_counted_because for entry in entries(given)].count("department-and-unit") == 1


def test_departments_own_scope_holds_no_unit_money() -> None:
    assert total(department_and_unit("9", "9", scope="own", apart=frozenset({"disclosure/1"}))) == 18


def test_a_department_that_prints_no_units_apart_holds_their_money() -> None:
    assert total(department_and_unit("9", "9", scope="own")) == 9


def test_units_that_state_more_than_their_department_are_counted() -> None:
    found = entries(department_and_unit("5", "9"))
    assert (sums(found)[0], [e.unit for e in found if e.counted]) == (9, ["某局"])


def test_sheets_of_a_department_and_its_unit_count_once() -> None:
    given = facts(
        citation("j1"), project("j1", unit_id="D", unit="某部门", unit_kind="department", department_id=None),
        sheet(project="j1", annual=Decimal(9)),
        citation("j2", document="d2"), project("j2"), sheet(project="j2", document="d2", annual=Decimal(9)),
    )  # fmt: skip
    assert total(given) == 9


def test_one_body_that_discloses_as_department_and_as_unit_counts_once() -> None:
    unit = {"document": "d0", "disclosure": "disclosure/0", "publisher_kind": "unit"}
    entry = one(facts(citation(), project(), allocation("9"), allocation("9", **unit)))
    assert (entry.amount_yuan, [row.document for row in entry.allocations]) == (Decimal(9), ["d1"])
    assert [row.because for row in entry.left_out] == ["department-and-unit"]


def test_one_file_speaks_for_a_disclosure_over_all_projects() -> None:
    again = {"document": "d0"}
    given = facts(
        citation("j1"), project("j1"), allocation("4", project="j1"), allocation("5", project="j1", **again),
        citation("j2"), project("j2"), allocation("6", project="j2"),
    )  # fmt: skip
    assert {entry.allocations[0].document for entry in entries(given)} == {"d1"}


def test_a_reissue_with_another_amount_shows_both() -> None:
    entry = one(facts(citation(), project(), allocation("9"), allocation("8", document="d2")))
    assert (entry.amount_yuan, [row.amount_yuan for row in entry.left_out]) == (Decimal(9), [Decimal(8)])


def test_a_sheet_in_another_file_of_the_disclosure_splits_the_amount_by_level() -> None:
    given = facts(citation(), project(), allocation("100"), sheet(document="d2", disclosure="disclosure/1"))
    assert one(given).by_level == {"county": Decimal(100)}


def test_a_sheet_of_another_disclosure_does_not() -> None:
    given = facts(citation(), project(), allocation("100"), sheet(document="d2", disclosure="disclosure/2"))
    assert one(given).by_level == {}


def test_a_sheet_without_project_in_two_files_counts_once() -> None:
    twins = [sheet(id=f"s{n}", project=None, document=f"d{n}", disclosure="disclosure/1") for n in (1, 2)]
    given = facts(*(citation(None, sheet=twin.id, document=twin.document) for twin in twins), *twins)
    assert total(given) == 100


def test_units_of_one_department_in_one_file_all_count() -> None:
    given = facts(
        citation("j1"), project("j1", unit_id="D", department_id=None), allocation("4", project="j1"),
        citation("j2"), project("j2"), allocation("5", project="j2"),
    )  # fmt: skip
    assert total(given) == 9


def test_money_handed_on_counts_at_its_last_tier() -> None:
    amount, _, totals = sums(entries(facts(citation(), project(), allocation("9", printed_in="transfers"))))
    assert (amount, totals.transfers) == (0, 9)


def test_a_transfer_row_is_not_added_to_the_projects_row() -> None:
    entry = one(facts(citation(), project(), allocation("9"), allocation("9", printed_in="transfers")))
    assert (entry.amount_yuan, entry.not_counted_because) == (Decimal(9), "transfers")


def handed(amount: str) -> HandedOn:
    return HandedOn("m1", "d1", 7, None, Decimal(amount))


def test_a_sheet_counts_what_it_says_stays() -> None:
    found = entries(
        facts(citation(), project(), sheet(annual=Decimal(100), kept=Decimal(70), handed_on=(handed("30"),)))
    )
    amount, _, totals = sums(found)
    assert (amount, totals.transfers) == (70, 30)
    assert [(row.id, row.amount_yuan) for row in found[0].left_out] == [("m1", Decimal(30))]


def test_a_row_that_holds_what_is_handed_on_counts_what_stays() -> None:
    parts = sheet(annual=Decimal(100), kept=Decimal(70), handed_on=(handed("30"),))
    amount, _, totals = sums(entries(facts(citation(), project(), allocation("100"), parts)))
    assert (amount, totals.transfers) == (70, 30)


def test_a_row_of_what_stays_is_whole() -> None:
    parts = sheet(annual=Decimal(100), kept=Decimal(70), handed_on=(handed("30"),))
    assert total(facts(citation(), project(), allocation("70"), parts)) == 70


def test_parts_that_do_not_add_up_divide_nothing() -> None:
    parts = sheet(annual=Decimal(100), kept=Decimal(60), handed_on=(handed("30"),))
    assert total(facts(citation(), project(), parts)) == 100


def test_a_sheet_of_money_handed_on_is_not_counted() -> None:
    found = entries(facts(citation(), project(), sheet(handed_on=(handed("100"),))))
    assert (found[0].not_counted_because, sums(found)[0], sums(found)[2].transfers) == ("transfers", 0, 100)


def test_totals_hold_every_counted_allocation_once() -> None:
    given = facts(
        citation(relation="hands-down"), project(), allocation("1"),
        citation("j2"), project("j2"), allocation("2", project="j2"),
        citation("j3"), project("j3"), allocation("4", project="j3"), OtherFact("j3", 2024, "policy/b"),
    )  # fmt: skip
    amount, _, totals = sums(entries(given))
    assert (totals.hands_down.sole, totals.basis.sole, totals.basis.shared, amount) == (1, 2, 4, 7)


def test_order_of_facts_does_not_matter() -> None:
    records = [citation(), citation("j2"), project(), project("j2"), allocation("1"), allocation("2", project="j2"),
               allocation("1", document="d0"), sheet()]  # fmt: skip
    assert entries(facts(*records)) == entries(facts(*reversed(records)))


def test_citation_without_project_is_a_mention_apart() -> None:
    given = facts(citation(None, role="narrative", line=3))
    assert (entries(given), [found.line for found in mentions(given)]) == ((), [3])
