from __future__ import annotations

from ontology import subjects


def test_a_name_with_one_meaning_has_a_code() -> None:
    assert subjects.codes()["function", "一般公共服务支出"] == "201"
    assert subjects.codes()["department-economic", "办公费"] == "30201"


def test_a_name_of_several_branches_means_the_highest_or_nothing() -> None:
    assert subjects.codes()["department-economic", "其他支出"] == "399"
    assert ("department-economic", "办公设备购置") not in subjects.codes()


def test_codes_stand_under_codes() -> None:
    known = subjects.names()
    assert all((kind, code[:3]) in known for kind, code in known)
