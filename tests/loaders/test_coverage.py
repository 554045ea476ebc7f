"""Every line ends in one way, and no line that says something is furniture."""

from __future__ import annotations

import re

import pytest

from loaders.coverage import says_something
from loaders.records import Reading
from tests.loaders import forms

AMOUNT = re.compile(r"\d+\.\d\d(?!\d)|\d[\d,]*\s*[万亿]?元")


def whole() -> str:
    return "".join(
        [
            "第一部分 概况\n\n一、本部门职责\n\n负责灌溉渠道的日常管护。\n\n",
            forms.PART,
            "预算公开表1\n\n",
            forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]),
            "仅供内部审核\n\n",
            forms.table(
                "projects-current",
                [
                    *forms.PROJECT_HEAD,
                    ["1", "2", "3", "4", "5", "6", "7"],
                    ["渠道维修", "7.00", "7.00", "", "", "", ""],
                ],
            ),
            forms.prose("一、部门预算收支数据变动情况及原因", "预算收入总计300.50万元。\n\n收支结构图"),
            forms.sheet("渠道维修"),
            "第四部分 名词解释\n\n一、基本支出：指保障运转的支出。\n",
        ]
    )


@pytest.fixture(scope="module")
def read() -> forms.Disclosure:
    return forms.loaders.read((forms.cover() + whole()).encode())


def test_every_line_that_is_not_blank_ends_once(read: forms.Disclosure) -> None:
    filled = [number for number, line in enumerate(read.text.split("\n"), 1) if line.strip()]
    assert sorted(p.at.line or 0 for p in read.passages) == filled


def test_no_line_with_an_amount_or_a_number_is_furniture(read: forms.Disclosure) -> None:
    lines = read.text.split("\n")
    furniture = [lines[(p.at.line or 0) - 1] for p in read.passages if p.reading is Reading.FURNITURE]
    assert [line for line in furniture if AMOUNT.search(line)] == []


def test_nothing_is_left_unread(read: forms.Disclosure) -> None:
    lines = read.text.split("\n")
    assert [lines[(p.at.line or 0) - 1] for p in read.passages if p.reading is Reading.UNREAD] == []


@pytest.mark.parametrize("text", ["1\t2\t3\t4\t5\t6\t7", "仅供内部审核", "收支结构图"])
def test_furniture(read: forms.Disclosure, text: str) -> None:
    number = read.text.split("\n").index(text) + 1
    assert {p.reading for p in read.passages if p.at.line == number} == {Reading.FURNITURE}


@pytest.mark.parametrize("text", ["5560.56", "合计 30万元", "1,200元", "云财行〔2023〕142号", "国务院令第423号"])
def test_lines_that_say_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize("text", ["", "第12页", "收支结构图", "2024年度", "一、概况"])
def test_lines_that_say_nothing(text: str) -> None:
    assert not says_something(text)


def test_an_illegible_line_is_unread() -> None:
    found = forms.read(
        forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]) + "[illegible]\n"
    )
    assert [p.why for p in found.passages if p.reading is Reading.UNREAD] == ["illegible"]


def test_amounts_that_no_table_takes_are_not_counted_as_read() -> None:
    """Rows parted by blanks instead of tabs give no lines: then they are unread, or a finding says so."""
    text = forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]).replace("\t", "  ")
    good = forms.table("income", [*forms.INCOME_HEAD, *forms.income_rows()])
    found = forms.read(good, text)
    lines = found.text.split("\n")
    told = {line.at.line for line in found.lines} | {figure.at.line for figure in found.figures}
    lost = [
        lines[(p.at.line or 0) - 1]
        for p in found.passages
        if p.reading is Reading.READ and AMOUNT.search(lines[(p.at.line or 0) - 1]) and p.at.line not in told
    ]
    assert lost == [] or found.findings


def test_amounts_after_a_sheet_title_without_rows_are_not_counted_as_read() -> None:
    text = forms.sheet("渠道维修").replace("\t", "  ")
    good = forms.table("income", [*forms.INCOME_HEAD, *forms.income_rows()])
    found = forms.read(good, text)
    lines = found.text.split("\n")
    read_ = [lines[(p.at.line or 0) - 1] for p in found.passages if p.reading is Reading.READ]
    assert found.sheets or found.findings or not any("70,000" in line for line in read_)
