"""Faults, one a function: each spoils sound statements in one way, and names the shapes that must say so.

A function changes a draft and gives the id of the statement that the messages must name. What looks like a fault and
is none stands at the end, caught by no shape. It knows the statements of sound.py, not how shapes are checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tests.kg.sound import Draft

Change = Callable[[Draft], str]
#: The shape that the check of terms reports: what the ontology does not declare is not SHACL's business.
UNDECLARED = "undeclared"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A fault: `change` does it, and exactly these shapes must find it."""

    name: str
    change: Change
    violations: tuple[str, ...]
    warnings: tuple[str, ...]

    def caught(self) -> set[tuple[str, str]]:
        """The shapes that must find it, with their severity."""
        return {(shape, "violation") for shape in self.violations} | {(shape, "warning") for shape in self.warnings}


def caught_by(*violations: str, warnings: tuple[str, ...] = ()) -> Callable[[Change], Mutation]:
    """Makes a mutation of a function: the shapes that must find the fault."""
    return lambda change: Mutation(change.__name__, change, violations, warnings)


def mutations() -> tuple[Mutation, ...]:
    """All of them, in the order of this file."""
    return tuple(entry for entry in globals().values() if isinstance(entry, Mutation))


# -- statements that many faults are done to -------------------------------------------------------------------------


def leaf(draft: Draft) -> str:
    """A coded line of the budget that no allocation is drawn from."""
    return draft.the("BudgetLine", line=10)


def economic(draft: Draft) -> str:
    """A line with both economic subjects."""
    return draft.the("BudgetLine", line=40)


def row(draft: Draft) -> str:
    """A project's row: 1.5 万元, from which an allocation is drawn that a sheet covers."""
    return draft.the("BudgetLine", line=100)


def money(draft: Draft) -> str:
    """The allocation of that row."""
    return draft.the("Allocation", line=100)


def sheet(draft: Draft) -> str:
    """The sheet that covers it: 15,000 元."""
    return draft.the("PerformanceSheet", line=101)


def project(draft: Draft) -> str:
    """Its project, which cites two documents."""
    return draft.the("Project", name="校舍维修")


def founded(draft: Draft) -> str:
    """The project's citation of what it rests on."""
    return draft.the("Citation", relation="basis")


def mentioned(draft: Draft) -> str:
    """A citation that is no project's."""
    return draft.the("Citation", serial=17)


def crossed(draft: Draft) -> str:
    """A line of a function that prints an economic item beside it."""
    return draft.the("BudgetLine", line=41)


def evaluated(draft: Draft) -> str:
    """A row of an evaluation: 9.5 points of 10."""
    return draft.the("Indicator", actual="11间")


def subject(draft: Draft) -> str:
    """A subject of the department's economic classification."""
    return draft.the("SubjectCode", code="30201")


def paragraph(draft: Draft) -> str:
    """A paragraph of prose."""
    return draft.the("Paragraph")


# -- properties: how many --------------------------------------------------------------------------------------------


@caught_by("stage")
def a_number_without_a_stage(draft: Draft) -> str:
    return draft.tell(leaf(draft), stage=None)


@caught_by("amountYuan")
def a_line_without_an_amount(draft: Draft) -> str:
    return draft.tell(leaf(draft), amountYuan=None)


@caught_by("document")
def a_statement_without_a_document(draft: Draft) -> str:
    return draft.tell(paragraph(draft), document=None)


@caught_by("statedIn")
def a_statement_that_nothing_states(draft: Draft) -> str:
    return draft.link(paragraph(draft), "statedIn")


@caught_by("sourceConcept")
def a_change_of_no_code(draft: Draft) -> str:
    return draft.link(draft.the("CodeChange"), "sourceConcept")


@caught_by("resultingOrganization")
def a_change_into_no_organization(draft: Draft) -> str:
    return draft.link(draft.the("ChangeEvent"), "resultingOrganization")


@caught_by("sha256")
def a_disclosure_without_a_hash(draft: Draft) -> str:
    return draft.tell(draft.the("Disclosure", counted=True), sha256=None)


@caught_by("publisher")
def two_publishers(draft: Draft) -> str:
    return draft.tell(draft.the("Disclosure", counted=True), publisher=["岚渡县教育局", "岚渡县财政局"])


@caught_by("publishedBy")
def published_by_two(draft: Draft) -> str:
    bodies = (draft.the("Organization", kind="department", place="岚渡县"), draft.the("Organization", kind="unit"))
    return draft.link(draft.the("Disclosure", counted=True), "publishedBy", *bodies)


@caught_by("line-optional", "source-of-line")
def two_line_numbers(draft: Draft) -> str:
    return draft.tell(paragraph(draft), line=[8, 9])


@caught_by("ofUnit")
def a_project_of_two_units(draft: Draft) -> str:
    bodies = (draft.the("Organization", kind="department", place="岚渡县"), draft.the("Organization", kind="unit"))
    return draft.link(project(draft), "ofUnit", *bodies)


@caught_by("subOrganizationOf-optional")
def an_office_under_two(draft: Draft) -> str:
    above = (draft.the("Organization", kind="unit"), draft.the("Organization", kind="other"))
    return draft.link(draft.the("Organization", kind="office"), "subOrganizationOf", *above)


# -- properties: what kind of value ----------------------------------------------------------------------------------


@caught_by("value")
def a_figure_that_is_no_number(draft: Draft) -> str:
    return draft.tell(draft.the("Figure", unit="percent"), value="许多")


@caught_by("suspect")
def a_truth_that_is_neither(draft: Draft) -> str:
    return draft.tell(mentioned(draft), suspect="不详")


@caught_by("lines")
def a_finding_on_a_line_in_words(draft: Draft) -> str:
    return draft.tell(draft.the("Finding", line=10), lines=["第十行"])


@caught_by("depth")
def a_depth_that_is_no_whole_number(draft: Draft) -> str:
    return draft.tell(draft.the("PurchasedService"), depth=Decimal("1.5"))


@caught_by("fiscalYear-optional")
def a_year_of_five_digits(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", measure="change"), fiscalYear=20204)


@caught_by("fiscalYear-optional")
def a_year_before_there_were_budgets(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", measure="change"), fiscalYear=224)


@caught_by("year-optional", "number-parts", warnings=("citation-of-the-future",))
def a_citation_of_a_year_of_five_digits(draft: Draft) -> str:
    return draft.tell(founded(draft), year=20204)


@caught_by("vintage-optional")
def money_of_the_year_nought(draft: Draft) -> str:
    return draft.tell(draft.the("Allocation", vintage=2022), vintage=0)


@caught_by("line-optional")
def a_line_before_the_first(draft: Draft) -> str:
    return draft.tell(paragraph(draft), line=0, source=None)


@caught_by("page-optional")
def a_page_before_the_first(draft: Draft) -> str:
    return draft.tell(draft.the("Finding", page=3), page=0, source=None)


@caught_by("confidence-optional")
def a_number_that_is_surer_than_sure(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", page=3), confidence=Decimal("1.01"))


@caught_by("confidence-optional")
def a_number_that_is_less_than_unsure(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", page=3), confidence=Decimal("-0.01"))


@caught_by("score-optional")
def points_below_nought(draft: Draft) -> str:
    return draft.tell(draft.the("PerformanceSheet", page=4), score=Decimal(-1))


@caught_by("weight-optional", warnings=("score-over-weight",))
def a_weight_below_nought(draft: Draft) -> str:
    return draft.tell(evaluated(draft), weight=Decimal(-10))


@caught_by("depth")
def a_service_ten_levels_down(draft: Draft) -> str:
    return draft.tell(draft.the("PurchasedService"), depth=10)


# -- properties: how it is written -----------------------------------------------------------------------------------


@caught_by("documents")
def a_document_by_its_name(draft: Draft) -> str:
    return draft.tell(draft.the("Disclosure", counted=True), documents=[draft.document(), "预算.pdf"])


@caught_by("document", "document-of-disclosure")
def a_statement_of_a_file_name(draft: Draft) -> str:
    return draft.tell(paragraph(draft), document="预算.pdf")


@caught_by("sha256")
def a_hash_cut_short(draft: Draft) -> str:
    return draft.tell(draft.the("Disclosure", counted=True), sha256=["24db19d0"])


@caught_by("source-optional")
def a_fragment_in_words(draft: Draft) -> str:
    return draft.tell(draft.the("Figure", unit="count"), source="第三段")


@caught_by("source-optional")
def a_rectangle_of_three_edges(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", page=3), source="#page=3&viewrect=56.7,70.1,20&part=12")


@caught_by("source-optional")
def a_part_before_the_first(draft: Draft) -> str:
    return draft.tell(draft.the("Figure", unit="count"), source="#part=0")


@caught_by("heading-optional")
def a_heading_without_words(draft: Draft) -> str:
    return draft.tell(crossed(draft), heading="")


@caught_by("amountText")
def an_amount_in_words(draft: Draft) -> str:
    return draft.tell(leaf(draft), amountText="若干")


@caught_by("date")
def a_date_in_words(draft: Draft) -> str:
    return draft.tell(draft.the("ChangeEvent"), date="2019年3月")


@caught_by("validFrom-optional")
def a_place_since_long_ago(draft: Draft) -> str:
    return draft.tell(draft.the("Place", name="云江市"), validFrom="建国初")


@caught_by("Place-code-optional")
def a_place_of_five_digits(draft: Draft) -> str:
    return draft.tell(draft.the("Place", name="云江市"), code="99010")


@caught_by("SubjectCode-code-optional", "coded-subject")
def a_subject_of_four_digits(draft: Draft) -> str:
    return draft.tell(draft.the("SubjectCode", name="其他杂项"), code="3020")


@caught_by("SubjectSeries-code", "coded-subject")
def a_series_of_letters(draft: Draft) -> str:
    draft.tell(draft.the("SubjectSeries", code="30201"), code="办公")
    return subject(draft)


@caught_by("SubjectCode-parentCode-optional")
def a_parent_of_nine_digits(draft: Draft) -> str:
    return draft.tell(subject(draft), parentCode="302010101")


# -- properties: code lists and empty text ---------------------------------------------------------------------------


@caught_by("stage")
def a_stage_that_is_none(draft: Draft) -> str:
    return draft.tell(leaf(draft), stage="draft")


@caught_by("table")
def a_table_that_is_none(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", page=3), table="annex")


@caught_by("BudgetLine-amountUnit", "amount-as-printed")
def an_amount_in_dollars(draft: Draft) -> str:
    return draft.tell(leaf(draft), amountUnit="美元")


@caught_by("amountUnit")
def a_sheet_in_percent(draft: Draft) -> str:
    return draft.tell(sheet(draft), amountUnit="%")


@caught_by("measure")
def a_measure_that_is_a_unit(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", page=3), measure="%")


@caught_by("SheetAmount-stage-optional", warnings=("sheet-adds-up",))
def an_amount_of_a_sheet_at_another_stage(draft: Draft) -> str:
    draft.tell(draft.the("SheetAmount", stage="budget", total=False, level="other"), stage="planned")
    return draft.the("PerformanceSheet", page=4)


@caught_by("Organization-kind")
def an_organization_of_another_kind(draft: Draft) -> str:
    return draft.tell(draft.the("Organization", kind="unit"), kind="school")


@caught_by("kind")
def a_policy_document_of_another_kind(draft: Draft) -> str:
    return draft.tell(draft.the("PolicyDocument", kind="order"), kind="memo")


@caught_by("relation")
def a_citation_that_gives(draft: Draft) -> str:
    return draft.tell(founded(draft), relation="gives")


@caught_by("kinds")
def a_disclosure_of_another_kind(draft: Draft) -> str:
    return draft.tell(draft.the("Disclosure", counted=True), kinds=["budget", "poster"])


@caught_by("certainty")
def a_change_that_is_rather_sure(draft: Draft) -> str:
    return draft.tell(draft.the("CodeChange"), certainty="rather")


@caught_by("debt-optional")
def money_of_another_bond(draft: Draft) -> str:
    return draft.tell(draft.the("Allocation", debt="special-bond"), debt="bond")


@caught_by("Figure-unit")
def a_figure_in_kilograms(draft: Draft) -> str:
    return draft.tell(draft.the("Figure", unit="percent"), unit="kg")


@caught_by("asWritten")
def a_citation_without_words(draft: Draft) -> str:
    return draft.tell(mentioned(draft), asWritten="")


@caught_by("name")
def a_project_with_an_empty_name(draft: Draft) -> str:
    return draft.tell(project(draft), name="")


@caught_by("confidence")
def an_inference_that_is_more_than_certain(draft: Draft) -> str:
    return draft.tell("inference/projects", confidence=Decimal("1.01"))


@caught_by("Inference-relation")
def an_inference_of_no_known_relation(draft: Draft) -> str:
    return draft.tell("inference/projects", relation="mention")


@caught_by("reason")
def a_change_for_no_reason(draft: Draft) -> str:
    return draft.tell(draft.the("ChangeEvent"), reason="")


# -- properties: what a relationship leads to ------------------------------------------------------------------------


@caught_by("statedIn", "document-of-disclosure")
def a_statement_in_an_organization(draft: Draft) -> str:
    return draft.link(paragraph(draft), "statedIn", draft.the("Organization", kind="unit"))


@caught_by("hasFund-optional", "fund-link")
def an_organization_as_a_fund(draft: Draft) -> str:
    return draft.link(leaf(draft), "hasFund", draft.the("Organization", kind="unit"))


@caught_by("wasDerivedFrom-optional")
def an_allocation_drawn_from_a_sheet(draft: Draft) -> str:
    return draft.link(money(draft), "wasDerivedFrom", sheet(draft))


@caught_by("issuedBy")
def a_document_issued_by_nobody_known(draft: Draft) -> str:
    return draft.link(draft.the("PolicyDocument", serial=17), "issuedBy", "organization/nobody")


@caught_by("refersTo")
def a_citation_of_a_project(draft: Draft) -> str:
    return draft.link(mentioned(draft), "refersTo", project(draft))


@caught_by("succeededBy")
def a_place_that_became_an_office(draft: Draft) -> str:
    return draft.link(draft.the("Place", name="云江地区"), "succeededBy", draft.the("Organization", kind="office"))


# -- relations: funds and subjects -----------------------------------------------------------------------------------


@caught_by("fund-link")
def a_fund_that_is_not_the_one_linked(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", line=200), fund="general-public")


@caught_by("fund-link")
def a_fund_that_is_linked_to_none(draft: Draft) -> str:
    return draft.link(money(draft), "hasFund")


@caught_by("fund-unsaid")
def a_fund_that_is_not_named(draft: Draft) -> str:
    return draft.tell(money(draft), fund=None)


@caught_by("subject-classification")
def a_subject_of_another_classification(draft: Draft) -> str:
    return draft.tell(economic(draft), classification="function")


@caught_by("government-subject")
def a_government_subject_of_the_departments(draft: Draft) -> str:
    return draft.link(draft.tell(economic(draft), govCode=None), "hasGovSubject", subject(draft))


@caught_by("economic-subject")
def an_economic_subject_of_the_governments(draft: Draft) -> str:
    return draft.link(
        draft.tell(crossed(draft), econCode=None), "hasEconSubject", draft.the("SubjectCode", code="50201")
    )


@caught_by("government-code")
def a_government_subject_of_another_code(draft: Draft) -> str:
    return draft.tell(economic(draft), govCode="50202")


@caught_by("economic-code")
def an_economic_subject_of_another_code(draft: Draft) -> str:
    return draft.tell(crossed(draft), econCode="302 02")


@caught_by("subject-code")
def a_subject_of_another_code(draft: Draft) -> str:
    return draft.tell(economic(draft), code="302 02")


@caught_by("subject-edition")
def a_subject_before_its_time(draft: Draft) -> str:
    return draft.tell(economic(draft), fiscalYear=2017)


@caught_by("subject-edition")
def a_subject_after_its_time(draft: Draft) -> str:
    gone = draft.the("SubjectCode", code="2159901")
    return draft.link(draft.tell(leaf(draft), code="2159901", item="云江整治"), "hasSubject", gone)


@caught_by("broader-code")
def a_subject_under_another_classification(draft: Draft) -> str:
    return draft.link(subject(draft), "broader", draft.the("SubjectCode", code="502"))


@caught_by("broader-code")
def a_subject_under_its_grandparent(draft: Draft) -> str:
    return draft.link(draft.the("SubjectCode", code="2050201"), "broader", draft.the("SubjectCode", code="205"))


@caught_by("coded-subject")
def a_code_without_an_edition(draft: Draft) -> str:
    return draft.tell(subject(draft), edition=None)


@caught_by("coded-subject")
def a_code_in_the_series_of_another(draft: Draft) -> str:
    return draft.link(subject(draft), "inSeries", draft.the("SubjectSeries", code="50201"))


@caught_by("years-in-order")
def a_last_year_before_the_first(draft: Draft) -> str:
    return draft.tell(draft.the("SubjectCode", code="2159902"), lastYear=2017)


@caught_by("change-of-codes")
def a_change_before_its_source_was_made(draft: Draft) -> str:
    return draft.tell(draft.the("CodeChange"), year=2007)


@caught_by("change-of-codes")
def a_change_into_a_code_that_had_ended(draft: Draft) -> str:
    return draft.link(draft.the("CodeChange"), "targetConcept", draft.the("SubjectCode", code="2159901"))


@caught_by(warnings=("code-digits",))
def a_code_of_six_digits(draft: Draft) -> str:
    return draft.link(draft.tell(leaf(draft), code="205020"), "hasSubject")


@caught_by(warnings=("code-digits",))
def an_economic_code_of_four_digits(draft: Draft) -> str:
    return draft.link(draft.tell(crossed(draft), econCode="3020"), "hasEconSubject")


@caught_by(warnings=("name-of-code",))
def a_name_that_is_not_its_codes(draft: Draft) -> str:
    return draft.tell(economic(draft), item="印刷费")


# -- relations: amounts ----------------------------------------------------------------------------------------------


@caught_by("allocation-amount")
def an_allocation_that_is_not_its_lines_amount(draft: Draft) -> str:
    return draft.tell(money(draft), amountYuan=Decimal(15100))


@caught_by("allocation-year")
def an_allocation_of_another_year(draft: Draft) -> str:
    return draft.tell(money(draft), fiscalYear=2023)


@caught_by("allocation-year")
def an_allocation_of_another_stage(draft: Draft) -> str:
    return draft.tell(money(draft), stage="final")


@caught_by("amount-as-printed")
def an_amount_that_is_not_what_is_printed(draft: Draft) -> str:
    return draft.tell(leaf(draft), amountText="101")


@caught_by("amount-as-printed")
def an_amount_in_the_wrong_unit(draft: Draft) -> str:
    return draft.tell(leaf(draft), amountUnit="元")


@caught_by("figure-in-yuan")
def a_figure_of_another_amount(draft: Draft) -> str:
    return draft.tell(draft.the("Figure", unit="yuan"), amountYuan=Decimal(100))


@caught_by("figure-in-yuan")
def a_share_in_yuan(draft: Draft) -> str:
    return draft.tell(draft.the("Figure", unit="percent"), amountYuan=Decimal("3.5"))


@caught_by(warnings=("negative-amount",))
def a_negative_amount_in_a_budget(draft: Draft) -> str:
    return draft.tell(leaf(draft), amountYuan=Decimal(-1000000), amountText="-100")


@caught_by(warnings=("negative-amount",))
def a_negative_amount_on_a_page(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", page=3), amountYuan=Decimal(-120), amountText="-120", repaired=None)


@caught_by(warnings=("negative-amount",))
def a_negative_allocation(draft: Draft) -> str:
    amount = Decimal(-300000)
    for amounts in [node for node in draft.nodes.values() if node.label == "SheetAmount"]:
        del draft.nodes[amounts.id]
    draft.tell(draft.the("PerformanceSheet", line=201), annualTotalYuan=amount)
    draft.tell(draft.the("BudgetLine", line=200), amountYuan=amount, amountText="-30.00")
    return draft.tell(draft.the("Allocation", line=200), amountYuan=amount)


@caught_by(warnings=("sheet-adds-up",))
def a_sheet_whose_parts_do_not_add_up(draft: Draft) -> str:
    draft.tell(draft.the("SheetAmount", level="county"), amountYuan=Decimal(14999))
    return sheet(draft)


@caught_by(warnings=("sheet-adds-up",))
def what_was_spent_does_not_add_up(draft: Draft) -> str:
    draft.tell(draft.the("SheetAmount", stage="executed", level="other"), amountYuan=Decimal(49999))
    return draft.the("PerformanceSheet", page=4)


@caught_by(warnings=("score-over-weight",))
def more_points_than_there_are(draft: Draft) -> str:
    return draft.tell(evaluated(draft), score=Decimal("10.5"))


@caught_by(warnings=("sheet-and-rows",))
def a_sheet_of_more_than_its_rows(draft: Draft) -> str:
    draft.tell(row(draft), amountYuan=Decimal(16000), amountText="1.6")
    draft.tell(money(draft), amountYuan=Decimal(16000))
    return sheet(draft)


@caught_by(warnings=("sheet-and-rows",))
def a_sheet_beyond_the_rounding_of_its_rows(draft: Draft) -> str:
    _rounded(draft, Decimal(199960))
    return sheet(draft)


@caught_by(warnings=("basic-and-project",))
def basic_and_project_are_not_the_total(draft: Draft) -> str:
    draft.tell(draft.the("BudgetLine", line=30, expenditure="basic"), amountYuan=Decimal(100001), amountText="100,001")
    return draft.the("BudgetLine", line=30, amountText="300,000.00")


# -- relations: where it stands --------------------------------------------------------------------------------------


@caught_by("document-of-disclosure")
def a_document_that_its_disclosure_has_not(draft: Draft) -> str:
    return draft.tell(paragraph(draft), document=f"d{0:016x}")


@caught_by("source-of-line")
def a_fragment_of_another_line(draft: Draft) -> str:
    return draft.tell(leaf(draft), source="#line=10,11")


@caught_by("source-of-page")
def a_fragment_of_another_page(draft: Draft) -> str:
    return draft.tell(draft.the("BudgetLine", page=3), source="#page=31&part=12")


@caught_by("placed")
def a_statement_on_no_line_and_no_page(draft: Draft) -> str:
    return draft.tell(paragraph(draft), line=None, source=None)


@caught_by("organization-tree")
def an_organization_under_itself(draft: Draft) -> str:
    body = draft.the("Organization", kind="other")
    return draft.link(body, "subOrganizationOf", body)


@caught_by("organization-tree")
def a_department_under_its_own_unit(draft: Draft) -> str:
    body = draft.the("Organization", kind="department", place="岚渡县")
    return draft.link(body, "subOrganizationOf", draft.the("Organization", kind="unit"))


@caught_by("place-tree")
def a_place_within_itself(draft: Draft) -> str:
    place = draft.the("Place", level="zone")
    return draft.link(place, "within", place)


@caught_by("place-tree")
def a_province_within_its_county(draft: Draft) -> str:
    return draft.link(draft.the("Place", level="provincial"), "within", draft.the("Place", level="county"))


# -- relations: projects, sheets and what they cite ------------------------------------------------------------------


@caught_by("cited-something")
def a_citation_of_nothing(draft: Draft) -> str:
    return draft.tell(draft.the("Citation", kind="plan"), title=None)


@caught_by("cited-something")
def a_policy_document_without_number_or_title(draft: Draft) -> str:
    return draft.tell(draft.the("PolicyDocument", kind="plan"), title=None)


@caught_by("number-parts")
def a_year_that_is_not_the_numbers(draft: Draft) -> str:
    return draft.tell(founded(draft), year=2022)


@caught_by("number-parts")
def a_serial_that_is_not_the_numbers(draft: Draft) -> str:
    return draft.tell(draft.the("PolicyDocument", serial=17), serial=71)


@caught_by("number-parts")
def a_serial_that_only_the_year_holds(draft: Draft) -> str:
    return draft.tell(draft.the("PolicyDocument", serial=17), serial=20)


@caught_by("number-form")
def a_damaged_number_that_is_not_marked(draft: Draft) -> str:
    return draft.tell(draft.the("Citation", suspect=True), suspect=False)


@caught_by("cited-by-its-project")
def a_citation_that_its_project_does_not_know(draft: Draft) -> str:
    here, citation = project(draft), founded(draft)
    others = set(draft.targets(here, "cites")) - set(draft.targets(citation, "refersTo"))
    draft.link(here, "cites", *others)
    draft.link(here, "restsOn")
    return citation


@caught_by("cites-from-citation")
def a_project_that_cites_what_no_citation_shows(draft: Draft) -> str:
    here = project(draft)
    return draft.link(here, "cites", *draft.targets(here, "cites"), draft.the("PolicyDocument", kind="plan"))


@caught_by("funded-and-founded")
def a_project_that_rests_on_what_it_does_not_cite(draft: Draft) -> str:
    return draft.link(draft.the("Project", name="新建校舍"), "restsOn", draft.the("PolicyDocument", kind="plan"))


@caught_by("funded-and-founded")
def a_project_paid_by_what_it_does_not_cite(draft: Draft) -> str:
    return draft.link(draft.the("Project", name="新建校舍"), "fundedBy", draft.the("PolicyDocument", kind="plan"))


@caught_by("handed-down")
def money_handed_down_to_no_project(draft: Draft) -> str:
    draft.link(project(draft), "fundedBy")
    return draft.the("Citation", relation="hands-down")


@caught_by("covers-own-project")
def a_sheet_of_another_project(draft: Draft) -> str:
    return draft.link(sheet(draft), "ofProject", draft.the("Project", name="新建校舍"))


@caught_by("indicator-says-something")
def an_indicator_that_says_nothing(draft: Draft) -> str:
    return draft.tell(draft.the("Indicator", level3="维修校舍"), level1=None, level2=None, level3=None, target=None)


@caught_by("issuer-known-from")
def an_issuer_from_nowhere(draft: Draft) -> str:
    return draft.tell(draft.the("PolicyDocument", serial=17), issuerFrom=None)


@caught_by(warnings=("citation-of-the-future",))
def a_citation_from_the_future(draft: Draft) -> str:
    return draft.tell(mentioned(draft), number="云财综〔2025〕17号", year=2025)


# -- what the ontology does not declare ------------------------------------------------------------------------------


@caught_by(UNDECLARED)
def a_property_that_nobody_declared(draft: Draft) -> str:
    return draft.tell(leaf(draft), colour="红")


@caught_by(UNDECLARED)
def a_property_of_another_class(draft: Draft) -> str:
    return draft.tell(project(draft), horizon="annual")


@caught_by(UNDECLARED)
def a_relationship_that_nobody_declared(draft: Draft) -> str:
    return draft.link(leaf(draft), "resembles", row(draft))


@caught_by(UNDECLARED)
def a_relationship_of_another_class(draft: Draft) -> str:
    return draft.link(project(draft), "hasFund", draft.the("FundingSource", code="general-public"))


# -- what looks like a fault and is none -----------------------------------------------------------------------------


@caught_by()
def a_negative_amount_in_a_final_account(draft: Draft) -> str:
    return draft.tell(leaf(draft), stage="final", amountYuan=Decimal(-1000000), amountText="-100")


@caught_by()
def a_negative_amount_in_a_notice(draft: Draft) -> str:
    draft.tell(draft.the("Disclosure", counted=True), kinds=["notice"])
    return draft.tell(leaf(draft), amountYuan=Decimal(-1000000), amountText="-100")


@caught_by()
def a_negative_amount_in_a_column_of_changes(draft: Draft) -> str:
    return draft.tell(leaf(draft), measure="change", amountYuan=Decimal(-1000000), amountText="-100")


@caught_by()
def a_sheet_to_which_its_rows_round(draft: Draft) -> str:
    _rounded(draft, Decimal(199920))
    return sheet(draft)


@caught_by()
def a_mended_amount_that_is_not_as_printed(draft: Draft) -> str:
    return draft.tell(leaf(draft), amountText="l00.0", repaired="字母 l 应为数字 1")


@caught_by()
def an_amount_that_a_person_corrected(draft: Draft) -> str:
    return draft.tell(leaf(draft), amountText="101", corrected="原文印错")


@caught_by()
def another_name_of_a_code(draft: Draft) -> str:
    return draft.tell(economic(draft), item="一、日常办公费")


@caught_by()
def a_name_of_a_code_that_is_only_stated(draft: Draft) -> str:
    draft.tell(subject(draft), status="stated")
    return draft.tell(economic(draft), item="印刷费")


@caught_by()
def parts_by_fund_beside_parts_by_level(draft: Draft) -> str:
    part = draft.nodes[draft.the("SheetAmount", level="county")]
    draft.add("SheetAmount", f"{part.id}-fund", *part.links, **{**part.properties, "level": None, "fund": "business"})
    return draft.tell(f"{part.id}-fund")


@caught_by()
def a_fiscal_appropriation_beside_the_funds_that_it_joins(draft: Draft) -> str:
    part = draft.nodes[draft.the("SheetAmount", level="county")]
    for fund in ("fiscal-appropriation", "general-public"):
        draft.add("SheetAmount", f"{part.id}-{fund}", *part.links, **{**part.properties, "level": None, "fund": fund})
    del draft.nodes[part.id]
    return part.id


@caught_by()
def an_indicator_of_which_only_the_result_is_told(draft: Draft) -> str:
    return draft.tell(evaluated(draft), level3=None, target=None)


@caught_by()
def an_allocation_that_prose_states(draft: Draft) -> str:
    return draft.link(money(draft), "wasDerivedFrom")


@caught_by()
def a_sheet_that_prints_no_name(draft: Draft) -> str:
    return draft.tell(sheet(draft), project=None)


@caught_by()
def the_parts_of_basic_expenditure_beside_it(draft: Draft) -> str:
    basic = draft.nodes[draft.the("BudgetLine", line=30, expenditure="basic")]
    for column, (kind, text) in enumerate((("personnel", "60,000"), ("public-use", "40,000"))):
        told = {"expenditure": kind, "amountText": text, "amountYuan": Decimal(text.replace(",", ""))}
        draft.add("BudgetLine", f"{basic.id}-{column}", *basic.links, **{**basic.properties, **told})
    return basic.id


@caught_by()
def the_parts_of_basic_expenditure_in_its_place(draft: Draft) -> str:
    the_parts_of_basic_expenditure_beside_it.change(draft)
    basic = draft.the("BudgetLine", line=30, expenditure="basic")
    del draft.nodes[basic]
    return draft.the("BudgetLine", line=30, expenditure="personnel")


def _rounded(draft: Draft, total: Decimal) -> None:
    """A row of 19.99 万元 whose sheet has this total in 元."""
    for node in (row(draft), money(draft)):
        draft.tell(node, amountYuan=Decimal(199900))
    draft.tell(row(draft), amountText="19.99")
    draft.tell(sheet(draft), annualTotalYuan=total, annualCountyYuan=total)
    for amount in [node.id for node in draft.nodes.values() if ("ofSheet", sheet(draft)) in node.links]:
        if draft.nodes[amount].label == "SheetAmount":
            draft.tell(amount, amountYuan=total)
