"""Names and telephone numbers of clerks go, everything else stays. The names here are of nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.redact import redact
from tests.loaders import forms

NAME = "甲乙丙"
MOBILE = "13900000000"
LANDLINE = "0350-1234567"


@pytest.mark.parametrize(
    "text",
    [
        f"负责人：{NAME}",
        f"负责人:{NAME}",
        f"负责人： {NAME}",
        f"负 责 人：{NAME}",
        f"负责人\t{NAME}",
        f"负责人：\t{NAME}",
        f"负责人：\t\t{NAME}",
        f"负责人\n{NAME}",
        f"负责人：\n\n{NAME}\n",
        f"经办人：{NAME}\t联系电话：{MOBILE}\t填报日期：2024-01-15",
        f"单位负责人：{NAME}　经办人：{NAME}",
        f"联系人：{NAME}、{NAME}",
        f"填表人：{NAME}（{MOBILE}）",
        f"项目负责人\t\t{NAME}\t\t联系电话\t\t{MOBILE}\t",
        f"\t负责人：\t{NAME}\t\t\t经办人：{NAME}",
        f"| 负责人 | {NAME} |",
        f"<b>负责人：</b>{NAME}",
        f"<td>负责人</td><td>{NAME}</td>",
        f"**负责人：**{NAME}",
        f"联系人及电话：{NAME} {MOBILE}",
        f"负责人（签字）：{NAME}",
        f"负责人签字：{NAME}",
        f"经办人(签章)：{NAME}",
        f"分管领导：{NAME}",
    ],
)
def test_names_go_in_every_layout(text: str) -> None:
    assert NAME not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        f"联系电话：{MOBILE}",
        f"联系电话\t{MOBILE}",
        f"电话：{LANDLINE}",
        "电话：0350—1234567",
        "电话：（0350）1234567",
        "联系电话：1234567",
        f"请拨打{MOBILE}咨询",
        f"咨询：{LANDLINE}",
        "联系方式：139 0000 0000",
        "联系方式：139-0000-0000",
        "联系电话：\n\n1234567",
        "电话：１３９００００００００",
        "联系电话：０３５０－１２３４５６７",
    ],
)
def test_telephone_numbers_go_in_every_layout(text: str) -> None:
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in redact(text))
    digits = "".join(c for c in plain if c.isdigit())
    assert "1234567" not in digits
    assert "1390000" not in digits


@pytest.mark.parametrize(
    "text",
    [
        "一般公共预算\t13900000000.00\t13900000000.00",
        "拨款13900000000元",
        "拨款 13900000000.50 元",
        "总计13,900,000,000元",
        "项目资金（元）\t实施期资金总额：\t1390000\t年度资金总额：\t1390000",
        "2130301\t行政运行\t70.25",
        "办公电话\t1.50\t1.50",
        "晋财行〔2023〕142号",
    ],
)
def test_amounts_that_look_like_telephone_numbers_stay(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "date", ["2024-01-15", "2024年1月15日", "20240115", "2024-01-15 10:30:05", "2024.1.15", "2024/1/15"]
)
def test_dates_stay(date: str) -> None:
    assert date in redact(f"经办人：{NAME}\t填报日期：{date}")


def test_a_date_in_the_place_of_a_name_stays() -> None:
    assert "2024-01-15" in redact("填表人：\t2024-01-15")


@pytest.mark.parametrize(
    "text", ["负责人：\t\t经办人：\t", "负责人负责灌溉渠道的管护。", "本项目由负责人统筹", "第一负责人制度健全"]
)
def test_text_without_values_stays(text: str) -> None:
    assert redact(text) == text


def test_what_stands_after_an_empty_field_stays() -> None:
    text = "负责人：\n\n项目支出绩效目标表\n"
    assert redact(text) == text


def test_lines_keep_their_numbers() -> None:
    text = f"一\n负责人：{NAME}\n\n电话：{MOBILE}\n五"
    assert redact(text).count("\n") == text.count("\n")


@given(st.text(alphabet=st.sampled_from("负责人经办联系电话：:\t\n 甲乙139000-0350年月日2024.元"), max_size=80))
def test_redaction_keeps_lines_and_cells(text: str) -> None:
    told = redact(text)
    assert told.count("\n") == text.count("\n")
    assert [line.count("\t") for line in told.split("\n")] == [line.count("\t") for line in text.split("\n")]


@given(st.text(alphabet=st.sampled_from("负责人经办联系电话：:\t\n 甲乙139000-0350年月日2024.元"), max_size=80))
def test_redaction_is_idempotent(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_no_record_of_a_sheet_bears_a_name() -> None:
    text = (
        forms.sheet("渠道维修")
        + f"负责人：{NAME}\t\t经办人：{NAME}\t\t联系电话：{MOBILE}\t填报日期：20240115103005\t\n"
    )
    found = forms.read(
        forms.table("projects-current", [*forms.PROJECT_HEAD, ["渠道维修", "7.00", "7.00", "", "", "", ""]]), text
    )
    assert NAME not in repr(found) + found.text
    assert MOBILE not in repr(found) + found.text


def test_the_day_of_filling_in_stays() -> None:
    text = forms.sheet("渠道维修") + f"负责人：{NAME}\t\t经办人：{NAME}\t\t\t填报日期：20240115103005\t\n"
    found = forms.read(
        forms.table("projects-current", [*forms.PROJECT_HEAD, ["渠道维修", "7.00", "7.00", "", "", "", ""]]), text
    )
    assert found.sheets[0].filled_on == "2024-01-15T10:30:05"


def test_a_projects_code_is_no_telephone_number() -> None:
    assert redact("14072400000T0001\t审计费") == "14072400000T0001\t审计费"
    assert "13912345678" not in redact("请拨13912345678T")
