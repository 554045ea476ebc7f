"""The grammar of document numbers."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.prose.numbers import canonical, find_numbers

BRACKETS = ("〔〕", "【】", "［］", "[]", "（）", "()", "﹝﹞", "{}", "｛｝", "〖〗", "〈〉", "《》", "「」", "『』")
CODES = ("云财行", "岭发改农字", "县政办发", "财预", "云岭水函", "省教研")
codes = st.sampled_from(CODES)
years = st.integers(min_value=1985, max_value=2035)
serials = st.integers(min_value=1, max_value=9999)


def wide(text: str) -> str:
    """ASCII signs in full width."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def only(text: str) -> str:
    found = find_numbers(text)
    assert len(found) == 1, found
    return found[0].number


@given(codes, years, serials, st.sampled_from(BRACKETS), st.sampled_from(["", " ", "\u3000"]))
def test_every_bracket_gives_the_canonical_number(code: str, year: int, serial: int, pair: str, gap: str) -> None:
    text = f"{code}{gap}{pair[0]}{year}{pair[1]}{gap}{serial}号"
    assert canonical(text) == f"{code}〔{year}〕{serial}号"


@given(codes, years, serials, st.sampled_from(BRACKETS))
def test_full_width_digits_give_the_same_number(code: str, year: int, serial: int, pair: str) -> None:
    assert canonical(f"{code}{pair[0]}{wide(str(year))}{pair[1]}{wide(str(serial))}号") == f"{code}〔{year}〕{serial}号"


@given(codes, years, serials)
def test_canonical_numbers_stay_as_they_are(code: str, year: int, serial: int) -> None:
    number = f"{code}〔{year}〕{serial}号"
    assert canonical(number) == number


@given(st.text(alphabet=st.sampled_from("云财〔〕[]（）《》【】2023 年第号令次、和期函 纪要"), max_size=60))
def test_any_text_is_searched_without_fault(text: str) -> None:
    numbers = find_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert [n.start for n in numbers] == sorted(n.start for n in numbers)


@given(st.text(max_size=80))
def test_canonical_never_fails(text: str) -> None:
    canonical(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("云财行〔2023〕第142号", "云财行〔2023〕142号"),
        ("云财行〔2023年〕142号", "云财行〔2023〕142号"),
        ("云财行〔20 23〕142 号", "云财行〔2023〕142号"),
        ("云财行〔2023〕0142号", "云财行〔2023〕142号"),
        ("厅字〔2023〕2号", "厅字〔2023〕2号"),
        ("云党（办）〔2021〕9号", "云党（办）〔2021〕9号"),
    ],
)
def test_bent_forms(text: str, number: str) -> None:
    assert canonical(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("国务院令第423号", "国务院令第423号"),
        ("国务院令 第 423 号", "国务院令第423号"),
        ("国务院令（第423号）", "国务院令第423号"),
        ("中华人民共和国国务院令第423号", "国务院令第423号"),
        ("根据财政部令第87号", "财政部令第87号"),
    ],
)
def test_orders(text: str, number: str) -> None:
    assert only(text) == number


def test_an_order_has_no_year() -> None:
    found = find_numbers("国务院令第423号")[0]
    assert (found.kind, found.year, found.serial) == ("order", None, 423)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("专题会议纪要〔2017〕41号", "专题会议纪要〔2017〕41号"),
        ("[2020]30次主任办公会议纪要", "主任办公会议纪要〔2020〕30次"),
        ("〔2021〕7次党组会议纪要", "党组会议纪要〔2021〕7次"),
    ],
)
def test_minutes(text: str, number: str) -> None:
    found = find_numbers(text)
    assert [(n.number, n.kind) for n in found] == [(number, "minutes")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("云财行〔2023〕142号、143号", ["云财行〔2023〕142号", "云财行〔2023〕143号"]),
        ("云财行〔2023〕142号和143号", ["云财行〔2023〕142号", "云财行〔2023〕143号"]),
        ("云财行〔2023〕1号、2号及3号文件", ["云财行〔2023〕1号", "云财行〔2023〕2号", "云财行〔2023〕3号"]),
        ("云财行〔2023〕142号、岭水发〔2022〕8号", ["云财行〔2023〕142号", "岭水发〔2022〕8号"]),
        ("云财行〔2023〕142号岭水发〔2022〕8号", ["云财行〔2023〕142号", "岭水发〔2022〕8号"]),
    ],
)
def test_enumerations(text: str, numbers: list[str]) -> None:
    assert [n.number for n in find_numbers(text)] == numbers


@pytest.mark.parametrize(
    "lead",
    [
        "根据",
        "按照",
        "依据《渠道维修办法》",
        "参照",
        "见",
        "由于",
        "贯彻落实",
        "云岭县财政局文件",
        "云岭县人民政府办公室",
        "和",
    ],
)
def test_words_that_lead_up_are_no_part_of_the_number(lead: str) -> None:
    assert only(f"{lead}云财行〔2023〕142号") == "云财行〔2023〕142号"


def test_offsets_hold_the_number_and_no_more() -> None:
    text = "本项目根据云财行〔2023〕142号文件设立"
    number = find_numbers(text)[0]
    assert text[number.start : number.end] == "云财行〔2023〕142号"


@pytest.mark.parametrize("text", ["云岭水函〔2023〕10", "云财行2023142号", "〔2023〕142号"])
def test_damaged_numbers_are_suspect(text: str) -> None:
    assert all(number.suspect for number in find_numbers(text))


def test_a_lost_bracket_is_read_and_suspect() -> None:
    found = find_numbers("岭水发2023年第8号")
    assert all(number.suspect for number in found)


@pytest.mark.parametrize("text", ["云岭水函〔2023〕", "云财行〔20", "云财行〔2023"])
def test_a_number_that_is_cut_off_is_never_completed(text: str) -> None:
    assert all(number.suspect for number in find_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "第3号楼维修",
        "（2024）",
        "2024年12月31日",
        "本项目共12号点位",
        "（2023年度）3个",
        "10号线",
        "预算（2024年）500万元",
        "一、项目（2022）",
    ],
)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert find_numbers(text) == []


def test_observed_numbers_parse(shared: Path) -> None:
    path = shared / "reference" / "observed_docnumbers.tsv"
    if not path.is_file():
        pytest.skip("the observed document numbers are not here (shared/reference)")
    with path.open(encoding="utf-8", newline="") as lines:
        observed = [row["docnumber"] for row in csv.DictReader(lines, delimiter="\t")]
    missed = []
    for text in observed:
        year = re.search(r"(19|20)\d\d", text)
        found = find_numbers(text)
        if len(found) != 1 or (year and found[0].year != int(year[0])):
            missed.append((text, [n.number for n in found]))
    assert not missed


def test_observed_numbers_lose_their_lead(shared: Path) -> None:
    path = shared / "reference" / "observed_docnumbers.tsv"
    if not path.is_file():
        pytest.skip("the observed document numbers are not here (shared/reference)")
    with path.open(encoding="utf-8", newline="") as lines:
        observed = [row["docnumber"] for row in csv.DictReader(lines, delimiter="\t")]
    leads = ("根据", "按照", "依据", "的批复", "最高人民法院", "文件", "印发", "和")
    kept = [n.number for text in observed for n in find_numbers(text) if n.number.startswith(leads)]
    assert kept == []


@pytest.mark.parametrize(
    ("text", "number", "serial"),
    [
        (
            "根据云财行〔2025I16号文件",
            "云财行〔2025I16号",
            None,
        ),  # which of the two strokes was a bracket, nobody knows
        ("根据云财行[2025]I6号文件", "云财行[2025]I6号", None),
        ("根据云财行〔202〕16号文件", "云财行〔202〕16号", None),
        ("根据云财行2025〕16号文件", "云财行〔2025〕16号", 16),  # what is left reads in one way
    ],
)
def test_a_damaged_number_is_kept_as_printed_and_suspect(text: str, number: str, serial: int | None) -> None:
    assert [(n.number, n.serial, n.suspect) for n in find_numbers(text)] == [(number, serial, True)]


@pytest.mark.parametrize("text", ["电话（0771）5551234号", "合同(2024-01)号", "共（一）20250101号楼", "京备05002860号"])
def test_other_numbers_are_no_damaged_ones(text: str) -> None:
    assert find_numbers(text) == []
