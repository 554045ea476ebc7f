from __future__ import annotations

import time
from pathlib import Path

import pytest

from make import places as generator
from ontology import places


def located(name: str, text: str = "", year: int | None = None) -> list[str]:
    return [place.name for place in places.locate(name, text, year)]


# The bodies that publish the documents at hand, and others named as they are.


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("山西转型综合改革示范区管理委员会党群工作部", ["山西省", "山西转型综合改革示范区"]),
        (
            "山西转型综合改革示范区晋中开发区经济运行与安全监管部",
            ["山西省", "山西转型综合改革示范区", "晋中开发区"],
        ),
        ("中共长治市屯留区委组织部", ["山西省", "长治市", "屯留区"]),
        ("中国共产党中阳县委员会办公室", ["山西省", "吕梁市", "中阳县"]),
        ("上海市普陀区人民政府万里街道办事处", ["上海市", "普陀区"]),
        ("上海市医疗保障局", ["上海市"]),
        ("江苏省委办公厅", ["江苏省"]),
        ("泉州市市场监管综合监测与技术保障中心", ["福建省", "泉州市"]),
        ("深圳市规划和自然资源局", ["广东省", "深圳市"]),
        ("重庆市监狱管理局", ["重庆市"]),
    ],
)
def test_publishers_are_in_their_place(body: str, expected: list[str]) -> None:
    assert located(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("屯留区教育局", ["山西省", "长治市", "屯留区"]),
        ("山西省屯留县财政局", ["山西省", "长治市", "屯留县"]),
        ("长治市委", ["山西省", "长治市"]),
        ("山西长治屯留区委", ["山西省", "长治市", "屯留区"]),
        ("广西财政厅", ["广西壮族自治区"]),
        ("恩施州财政局", ["湖北省", "恩施土家族苗族自治州"]),
        ("济源市财政局", ["河南省", "济源市"]),
        ("国家税务总局上海市普陀区税务局", ["上海市", "普陀区"]),
        ("中国人民政治协商会议长治市委员会", ["山西省", "长治市"]),
        ("吉林省吉林市财政局", ["吉林省", "吉林市"]),
    ],
)
def test_superiors_may_be_left_out_or_shortened(body: str, expected: list[str]) -> None:
    assert located(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "",
        "财政局",
        "国务院",
        "财政部",
        "最高人民法院",
        "中央组织部",
        "西南大学",
        "中山大学",
        "新华社",
        "公安消防总队",
        "太湖流域管理局",
    ],
)
def test_bodies_without_a_place_have_none(body: str) -> None:
    assert located(body) == []


@pytest.mark.parametrize("body", ["虚构市财政局", "长治市虚构区财政局", "虚构省财政厅"])
def test_places_that_nobody_knows_are_none(body: str) -> None:
    assert located(body) == []


@pytest.mark.parametrize("body", ["长治市城市管理局", "长治市开发区管委会", "长治市社区矫正管理局"])
def test_words_that_end_like_places_are_none(body: str) -> None:
    assert located(body) == ["山西省", "长治市"]


# Names that several places bear.


@pytest.mark.parametrize("body", ["鼓楼区教育局", "普陀区教育局", "城区财政局", "矿区财政局", "吉林财政局"])
def test_a_name_of_several_places_is_not_guessed(body: str) -> None:
    assert located(body) == []


def test_a_superior_in_print_decides() -> None:
    assert located("福州市鼓楼区教育局") == ["福建省", "福州市", "鼓楼区"]
    assert located("晋城市城区财政局") == ["山西省", "晋城市", "城区"]


def test_the_text_decides_where_it_is_clear() -> None:
    assert located("普陀区教育局", "上海市普陀区位于上海西部") == ["上海市", "普陀区"]
    assert located("普陀区教育局", "舟山市、舟山群岛，浙江省") == ["浙江省", "舟山市", "普陀区"]
    assert located("普陀区教育局", "上海、上海，浙江、舟山") == []
    assert located("普陀区教育局", "上海") == []
    assert located("矿区财政局", "阳泉市矿区，在阳泉") == ["山西省", "阳泉市", "矿区"]


# History.


def test_a_name_of_the_past_finds_the_place_of_the_past() -> None:
    assert located("中共屯留县委办公室", year=2024) == ["山西省", "长治市", "屯留县"]


def test_the_year_prefers_the_place_of_that_year() -> None:
    assert located("铜仁市财政局", year=2010) == ["贵州省", "铜仁地区", "铜仁市"]
    assert located("铜仁市财政局", year=2020) == ["贵州省", "铜仁市"]
    assert located("钢城区财政局", year=2015) == ["山东省", "莱芜市", "钢城区"]
    assert located("钢城区财政局", year=2018) == ["山东省", "济南市", "钢城区"]
    assert located("桥东区教育局", year=2024) == ["河北省", "张家口市", "桥东区"]
    assert located("桥东区教育局", year=2012) == []


def test_a_zone_that_became_a_district_is_what_it_was_in_the_year() -> None:
    assert [place.code for place in places.locate("重庆市两江新区财政局", year=2020)] == ["500000", "zone-liangjiang"]
    assert [place.code for place in places.locate("重庆市两江新区财政局", year=2026)] == ["500000", "500157"]


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("140424", "140405"),
        ("140421", "140404"),
        ("140481", "140406"),
        ("140402", "140403"),
        ("140411", "140403"),
        ("140423", "140423"),
        ("310108", "310106"),
        ("310119", "310115"),
        ("310230", "310151"),
        ("330103", "330105"),
        ("110104", "110102"),
        ("110103", "110101"),
        ("341422", "340281"),
        ("652101", "650402"),
    ],
)
def test_a_place_is_followed_to_what_it_is_today(old: str, now: str) -> None:
    place = places.by_code(old)
    assert place is not None
    assert places.present(place).code == now


def test_a_place_that_was_divided_is_followed_to_none() -> None:
    place = places.by_code("130421")
    assert place is not None
    assert place.successors == ("130402", "130403")
    assert places.present(place) == place


def test_a_former_name_finds_the_place_that_kept_its_code() -> None:
    assert [place.name for place in places.named("襄樊市")] == ["襄阳市"]
    assert places.named("襄樊市")[0].former_names == (("襄樊市", "2010"),)


def test_those_that_still_bear_a_name_come_first() -> None:
    assert [place.code for place in places.named("铜仁市")] == ["520600", "522201"]
    assert places.named("虚构市") == ()


# Zones.


def test_a_zone_in_several_cities_stands_under_what_they_share() -> None:
    zone = places.by_code("zone-sxzgq")
    assert zone is not None
    assert zone.within == ("140100", "140700")
    assert [place.name for place in places.chain(zone)] == ["山西省", "山西转型综合改革示范区"]


def test_a_zone_has_short_names() -> None:
    assert located("晋中经济技术开发区管委会") == ["山西省", "山西转型综合改革示范区", "晋中开发区"]
    assert located("雄安新区管理委员会") == ["河北省", "河北雄安新区"]


def test_a_county_may_be_named_after_the_zone_in_it() -> None:
    assert located("雄安新区雄县财政局") == ["河北省", "保定市", "雄县"]


# The table.


def test_every_code_that_is_named_exists() -> None:
    for place in places.all_places():
        for code in (*place.within, *place.successors):
            assert places.by_code(code) is not None, (place, code)


@pytest.mark.parametrize("name", ["places.tsv", "zones.tsv"])
def test_codes_are_sorted_and_single(name: str) -> None:
    lines = (Path(places.__file__).parent / "data" / name).read_text(encoding="utf-8").splitlines()[1:]
    codes = [line.split("\t")[0] for line in lines]
    assert codes == sorted(set(codes))


def test_levels_agree_with_codes_and_superiors() -> None:
    for place in places.all_places():
        levels = {above.level for code in place.within if (above := places.by_code(code)) is not None}
        if place.level == "provincial":
            assert not levels
        elif place.level == "city":
            assert levels == {"provincial"}
        elif place.level == "county":
            assert len(place.within) == 1
            assert levels <= {"provincial", "city"}
        assert place.level == "zone" or place.level == generator.level(place.code)


def test_what_is_gone_says_when_and_why() -> None:
    lines = (Path(places.__file__).parent / "data" / "places.tsv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    for line in lines[1:]:
        row = dict(zip(columns, line.split("\t"), strict=True))
        if row["successors"] or row["valid_to"] or row["former_names"]:
            assert row["evidence"], row
        if row["valid_to"]:
            assert row["successors"], row


def test_there_are_as_many_as_there_should_be() -> None:
    today = [place for place in places.all_places() if place.valid_to is None]
    counts = {level: sum(place.level == level for place in today) for level in ("provincial", "city", "county")}
    assert counts["provincial"] == 34
    assert counts["city"] == 333
    assert 2830 <= counts["county"] <= 2860


def test_all_places_are_located_by_their_full_path() -> None:
    for place in places.all_places():
        path = places.chain(place)
        name = "".join(one.name for one in path)
        year = int(place.valid_to) - 1 if place.valid_to else None
        assert place in places.locate(name + "人民政府", year=year), name


def test_a_call_is_fast() -> None:
    places.locate("长治市屯留区委组织部")
    start = time.perf_counter()
    for _ in range(1000):
        places.locate("山西转型综合改革示范区晋中开发区经济运行与安全监管部")
    # Ten times what is needed on an idle machine.
    assert time.perf_counter() - start < 0.5


# What writes the table.


def test_the_generator_shortens_names() -> None:
    assert generator.stem("长治市") == "长治"
    assert generator.stem("西林区") == "西林"
    assert generator.stem("浦东新区") == "浦东"
    assert generator.stem("广西壮族自治区") == "广西"
    assert generator.stem("城区") == ""
    assert generator.stem("东乡族自治县") == "东乡"
    assert generator.short_names("双江拉祜族佤族布朗族傣族自治县") == ["双江县"]
    assert generator.short_names("鄂温克族自治旗") == ["鄂温克旗"]
    assert generator.short_names("屯留区") == []


def test_the_generator_finds_superiors() -> None:
    known = {"140000", "140400", "140405", "310000", "310107"}
    assert generator.within("140405", known) == "140400"
    assert generator.within("310107", known) == "310000"
    assert generator.within("140400", known) == "140000"
    assert generator.within("140000", known) == ""


def test_the_generator_joins_lists_and_changes() -> None:
    divisions = {
        "provinces": {
            "甲省": {
                "code": "990000000000",
                "cities": {
                    "乙市": {"code": "990100000000", "counties": {"丙区": "990102000000", "戊县": "990122000000"}}
                },
            }
        }
    }
    present = generator.flatten(divisions)
    recoded = {
        "year": 2012,
        "old": {"code": "990121000000", "name": "丙县"},
        "new": {"code": "990102000000", "name": "丙区"},
        "doc_no": None,
    }
    renamed = {
        "year": 2015,
        "old": {"code": "990122000000", "name": "丁县"},
        "new": {"code": "990122000000", "name": "戊县"},
        "doc_no": "国函〔2015〕1号",
    }
    first = {"990121": "丙县", "990122": "丁县", "990101": "市辖区", "990123": "己县"}
    table = generator.rows(generator.assemble(present, [recoded, renamed], [first], first, ()))
    assert [row[0] for row in table] == ["990000", "990100", "990102", "990121", "990122", "990123"]
    rows = {row[0]: dict(zip(generator.COLUMNS, row, strict=True)) for row in table}
    assert (rows["990121"]["valid_to"], rows["990121"]["successors"]) == ("2012", "990102")
    assert rows["990121"]["evidence"] == "lists of 2011 and 2012 compared"
    assert rows["990102"]["valid_from"] == "2012"
    assert rows["990122"]["former_names"] == "丁县=2015"
    assert rows["990123"]["successors"] == ""
    assert generator.render(table).splitlines()[0].split("\t") == list(generator.COLUMNS)
