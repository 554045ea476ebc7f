"""Which project continues which under a changed name: the best match of both sides, or none."""

from __future__ import annotations

from decimal import Decimal

from kg.inference.projects import Project, continuations


def project(name: str, *years: int, code: str | None = None, carried: bool = False) -> Project:
    return Project(f"project/{name}/{years}", name, code, frozenset(years), carried)


def pairs(*projects: Project) -> set[tuple[str, str]]:
    names = {entry.id: entry.name for entry in projects}
    return {(names[entry.source], names[entry.target]) for entry in continuations(projects)}


def test_years_and_numbers_of_notices_are_no_difference() -> None:
    old, new = project("2023年网格治理补助资金（长财行〔2022〕65号）", 2023), project("2024年网格治理补助资金", 2024)
    (found,) = continuations([old, new])
    assert (found.relation, found.source, found.target) == ("continues", new.id, old.id)
    assert found.confidence == Decimal("0.90")
    assert old.name in found.reason and old.name in found.reason_zh


def test_one_level_said_and_one_unsaid_is_less_sure_and_two_levels_are_two() -> None:
    old = project("2023年党员教育培训资金（省级补助）", 2023)
    (same,) = continuations([old, project("2024年党员教育培训资金（省级补助）", 2024)])
    (less,) = continuations([project("2023年省级党员教育培训资金", 2023), project("2024年党员教育培训资金", 2024)])
    assert same.confidence > less.confidence
    assert not pairs(old, project("2024年党员教育培训资金（市级补助）", 2024))


def test_years_that_overlap_are_two_projects() -> None:
    assert not pairs(project("2023年网格治理资金", 2023, 2024), project("2024年网格治理资金", 2024))


def test_each_continues_one_at_most_and_of_two_that_fit_alike_none() -> None:
    first, second = (
        project("2023年网格治理资金（甲）", 2023),
        project("2023年网格治理资金（甲）（长财行〔2022〕6号）", 2023),
    )
    assert not pairs(first, second, project("2024年网格治理资金（甲）", 2024))


def test_the_better_match_goes_before_one_that_is_only_alike() -> None:
    exact, like, new = (
        project("2023年三晋先锋一体化平台", 2023),
        project("三晋先锋一体化平台运维", 2023),
        project("2024年三晋先锋一体化平台", 2024),
    )
    assert pairs(exact, like, new) == {(new.name, exact.name)}


def test_a_year_that_is_not_loaded_lowers_the_confidence_and_one_that_is_forbids() -> None:
    old, new = project("2022年网格治理资金", 2022), project("2024年网格治理资金", 2024)
    (found,) = continuations([old, new])
    assert found.confidence == Decimal("0.80") and "not loaded" in found.reason
    assert not pairs(old, new, project("村级组织运转经费", 2023))


def test_money_that_is_only_carried_over_is_less_sure() -> None:
    old, new = project("2023年网格治理资金", 2023, carried=True), project("网格治理资金", 2024)
    (found,) = continuations([old, new])
    assert found.confidence == Decimal("0.85") and "carried over" in found.reason


def test_names_that_differ_are_two_projects() -> None:
    assert not pairs(project("第一书记工作经费", 2023), project("选派干部工作经费", 2024))
    assert not pairs(project("干部教育培训经费", 2023), project("党员教育培训经费", 2024))
    assert not pairs(project("道路改造一期工程", 2023), project("道路改造二期工程", 2024))


def test_a_code_that_only_changes_its_year_decides() -> None:
    old, new = project("维修改造", 2023, code="14042320230001"), project("校舍修缮提升", 2024, code="14042320240001")
    (found,) = continuations([old, new])
    assert found.confidence == Decimal("0.95") and "code" in found.reason
