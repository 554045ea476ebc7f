"""Which department continues which: by the projects that move along, never by a name alone."""

from __future__ import annotations

from decimal import Decimal

from kg.inference.bodies import Department, successions

MOVED = ("驻村工作队经费", "产业扶持补助资金", "小额信贷贴息资金", "雨露计划补助资金")


def department(name: str, core: str, years: tuple[int, ...], *projects: str) -> Department:
    return Department(f"organization/{name}", name, core, frozenset(years), frozenset(projects))


OLD = department("扶贫办", "扶贫", (2019, 2020), *(f"2020年{name}" for name in MOVED))
NEW = department("乡村振兴局", "乡村振兴", (2021, 2022), *(f"2021年{name}" for name in MOVED[:3]), "人居环境整治经费")


def test_a_renamed_department() -> None:
    (found,) = successions([OLD, NEW])
    assert (found.relation, found.source, found.target) == ("continues", NEW.id, OLD.id)
    assert Decimal("0.6") < found.confidence < Decimal("0.8")
    assert "3 of 4" in found.reason and "扶贫办" in found.reason_zh


def test_what_a_person_states_is_not_inferred() -> None:
    assert not successions([OLD, NEW], frozenset({frozenset({OLD.id, NEW.id})}))


def test_years_that_overlap_or_leave_a_gap_say_nothing() -> None:
    assert not successions([OLD, department("乡村振兴局", "乡村振兴", (2020, 2021), *MOVED)])
    assert not successions([OLD, department("乡村振兴局", "乡村振兴", (2022,), *MOVED)])


def test_projects_that_everybody_has_say_nothing() -> None:
    common = department("水利局", "水利", (2019, 2020, 2021), *MOVED)
    assert not successions([OLD, NEW, common])


def test_alike_names_alone_are_never_enough() -> None:
    old = department("农业局", "农业", (2020,), "农田建设资金", "植物防疫经费")
    new = department("农业农村局", "农业农村", (2021,), "种业振兴资金", "厕所改造经费")
    assert not successions([old, new])
    moved = department("农业农村局", "农业农村", (2021,), "农田建设资金", "植物防疫经费", "厕所改造经费")
    (found,) = successions([old, moved])
    assert found.confidence > Decimal("0.9")


def test_of_two_heirs_none() -> None:
    second = department("民政局", "民政", (2021,), *(f"2021年{name}" for name in MOVED[:3]))
    assert not successions([OLD, NEW, second])
