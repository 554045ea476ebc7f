"""The table of document-number prefixes: what it says, what it leaves unknown, and that the real documents agree."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import loaders
from loaders.records import Citation
from ontology.issuers import NATIONAL, issuer_of, known

CHANGZHI = ("140000", "140400")
TUNLIU = (*CHANGZHI, "140405")
JINZHONG = ("140000", "140700")
XIAN = ("610000", "610100")
#: Whence the documents of corpus/shanxi cite, by the beginning of their file names.
CITING = {
    "000": ("140000", "140100"),
    "001": TUNLIU,
    "002": JINZHONG,
    "003": JINZHONG,
    "004": ("140000", "141100", "141129"),
}


def body(code: str, *citing: str, year: int | None = None) -> str | None:
    found = issuer_of(code, citing, year)
    return found and found.body


def test_the_table_is_large_and_every_row_has_its_evidence() -> None:
    assert len(known()) >= 300
    for row in known():
        assert row.evidence.strip(), row
        assert row.body and row.prefix and row.place_name, row
        assert row.certainty in ("stated", "convention"), row
        assert row.match in ("exact", "prefix") and row.scope in ("everywhere", "province", "own"), row
        assert (row.match == "prefix") == bool(row.rest), row
        assert row.since is None or row.until is None or row.since <= row.until, row
        assert row.scope == "own" or row.place != NATIONAL or row.scope == "everywhere", row


def test_places_are_six_digits_with_one_name() -> None:
    names: dict[str, set[str]] = {}
    for row in known():
        assert re.fullmatch("[0-9]{6}", row.place), row
        names.setdefault(row.place, set()).add(row.place_name)
    assert all(len(found) == 1 for found in names.values())


def test_no_row_stands_twice() -> None:
    counts = Counter((row.prefix, row.place, row.since, row.until) for row in known())
    assert max(counts.values()) == 1


def test_every_row_takes_its_own_prefix() -> None:
    assert all(row.takes(row.prefix) for row in known())


@pytest.mark.parametrize("citing", [(), CHANGZHI, TUNLIU, XIAN, ("440000",), ("100000",)])
def test_a_province_is_known_everywhere_by_its_abbreviation(citing: tuple[str, ...]) -> None:
    assert body("晋财行", *citing) == "山西省财政厅"


def test_but_not_where_the_abbreviation_is_the_place_itself() -> None:
    """In 晋江市 of 福建省 a number that begins with 晋 may be the city's own."""
    assert body("晋财行", "350000", "350500", "350582") is None
    assert body("晋财行", "350000", "350500") == "山西省财政厅"
    assert body("晋财行", "140000", "140500") == "山西省财政厅"  # 晋城市 lies in 山西省


def test_an_abbreviation_that_several_share_is_known_at_home_only() -> None:
    assert body("宁财规", "320000", "320100") == "南京市财政局"
    assert body("宁财规", "640000", "640100") == "宁夏回族自治区财政厅"
    assert body("宁财规", "330000") is None
    assert body("宁财规") is None


def test_a_city_is_known_at_home_and_below() -> None:
    assert body("长财行", *CHANGZHI) == body("长财行", *TUNLIU) == "长治市财政局"
    assert body("长财行", "140405") == "长治市财政局"  # the digits tell the superiors
    assert body("长财金指", "430000", "430100") == "长沙市财政局"
    assert body("长财行", "220000", "220100") is None
    assert body("长财行", "140000") is None
    assert body("长财行") is None


def test_a_city_whose_abbreviation_is_its_own_is_known_in_its_province() -> None:
    assert body("并财行", "140000") == "太原市财政局"
    assert body("并财行", *JINZHONG) == "太原市财政局"
    assert body("并财行", "440000") is None


def test_the_ministry_is_no_city() -> None:
    assert body("财行") == body("财行", *TUNLIU) == "财政部"
    assert body("屯财行", *TUNLIU) is None
    assert body("财行发") is None


def test_one_code_of_many_offices_is_decided_by_who_cites() -> None:
    assert body("厅字", *JINZHONG) == "中共晋中市委办公厅"
    assert body("厅字", NATIONAL) == "中共中央办公厅"
    assert body("厅字", *CHANGZHI) is None
    assert body("厅字") is None


def test_numbers_without_a_place() -> None:
    assert body("市政办发", *JINZHONG) == "晋中市人民政府办公室"
    assert body("市政办发", *XIAN) == "西安市人民政府办公厅"
    assert body("市政办发", *CHANGZHI) is None
    assert body("省政发", *CHANGZHI) is None
    assert body("市民发", *XIAN) == "西安市民政局"


def test_the_longest_prefix_wins() -> None:
    assert body("国科金发计") == "国家自然科学基金委员会"
    assert body("国科发财") == "科学技术部"
    assert body("教财") == "教育部"
    assert body("财办教") == "财政部办公厅"
    assert body("综示晋开综办发", *JINZHONG) == "山西转型综合改革示范区晋中开发区管理委员会综合办公室"


def test_a_prefix_ends_where_the_name_of_its_body_ends() -> None:
    assert body("晋财社", *CHANGZHI) == body("晋财教", *CHANGZHI) == body("晋财", *CHANGZHI) == "山西省财政厅"
    assert body("晋财发改") is None
    assert body("晋财经委办") is None
    assert body("晋发改数信字") == "山西省发展和改革委员会"
    assert body("发改社会") == "国家发展和改革委员会"
    assert body("发改投") is None  # a district's, of which the first sign was lost
    assert body("晋民宗发") is None
    assert body("京财教育") == body("京财金融") == "北京市财政局"


def test_width_and_spaces_do_not_matter() -> None:
    assert body(" 晋 财\u3000行 ") == "山西省财政厅"


def test_a_year_tells_the_names_of_a_body_apart() -> None:
    assert body("国卫办医发") == body("国卫办医发", year=2023) == "国家卫生健康委员会"
    assert body("国卫办医发", year=2015) == "国家卫生和计划生育委员会"
    assert body("国卫办医发", year=2018) is None  # renamed in that year
    assert body("屯组发", *TUNLIU) == "中共长治市屯留区委组织部"
    assert body("屯组发", *TUNLIU, year=2015) == "中共屯留县委组织部"
    assert body("屯组发", *TUNLIU, year=2018) is None  # a county until November
    assert body("国土资发") == "国土资源部"  # no more, and nobody else's since
    assert body("国土资发", year=2021) is None


def test_what_is_unknown_stays_unknown() -> None:
    assert body("", *TUNLIU) is None
    assert body("某某发", *TUNLIU) is None
    assert body("晋财行", "zone-of-no-code") == "山西省财政厅"
    assert body("长财行", "zone-of-no-code") is None


def _abbreviates(short: str, long: str) -> bool:
    """Whether all signs of the one stand in the other in the same order: 太原市双拥办, 太原市双拥工作领导小组办公室."""
    signs = iter(long)
    return all(sign in signs for sign in short.replace("党工委", "工委"))  # 党 is 中共, at the head of the full name


def _cited(shared: Path) -> list[tuple[str, Citation]]:
    found = []
    for path in sorted((shared / "corpus" / "shanxi").glob("*.txt")):
        document = loaders.read(path.read_bytes())
        found += [(path.name[:3], citation) for citation in document.citations if citation.number]
    return found


def test_the_documents_of_shanxi_agree_with_the_table(shared: Path) -> None:
    """Issuers named in the text and issuers told by the number are the same, wherever both are known."""
    cited = _cited(shared)
    told = [
        (citation, found)
        for name, citation in cited
        if (found := issuer_of(citation.issuer_code or "", CITING[name], citation.year)) is not None
    ]
    both = [(citation, found) for citation, found in told if citation.issuers]
    print(f"{len(told)} of {len(cited)} numbered citations have an issuer, {len(both)} of them name one in the text")
    assert len(told) >= len(cited) // 2
    assert both
    wrong = [
        (citation.number, citation.issuers, found.body)
        for citation, found in both
        if not any(_abbreviates(named, found.body) or _abbreviates(found.body, named) for named in citation.issuers)
    ]
    assert not wrong
