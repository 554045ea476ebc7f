from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.identity import resolve
from kg.statements import Mention

NUMBER = "厅字(2021)5号"
_SERIAL = count()
HERE, THERE, ELSEWHERE = ("长治市", "屯留区"), ("长治市", "潞州区"), ("西安市", "雁塔区")


def mention(number: str = NUMBER, **more: object) -> Mention:
    entry = {
        "id": f"policy/{next(_SERIAL):04d}",
        "number": number,
        "title": "",
        "issuers": (),
        "place": HERE,
        "body": "organization/1",
        "kind": "notice",
        "count": 1,
        "hands_down": False,
    }
    return Mention(**{**entry, **more})  # type: ignore[arg-type]


def together(*mentions: Mention) -> bool:
    return len({judgement.policy for judgement in resolve(mentions)}) == 1


def test_a_province_in_the_prefix_makes_one_document_of_all_places() -> None:
    assert together(mention("晋财行(2023)142号"), mention("晋财行(2023)142号", place=ELSEWHERE))


def test_a_national_prefix_makes_one_document_of_all_places() -> None:
    assert together(mention("国办发(2020)1号"), mention("国办发(2020)1号", place=ELSEWHERE))


def test_a_prefix_that_many_use_is_one_inside_a_region_only() -> None:
    assert together(mention(), mention(place=("长治市", "屯留区")))
    assert not together(mention(), mention(place=THERE))
    assert together(mention(), mention(place=("长治市",)))
    assert not together(mention(), mention(place=ELSEWHERE))


def test_an_abbreviation_that_counties_share_needs_the_province() -> None:
    number = "新政发(2020)1号"
    there = ("新疆维吾尔自治区", "伊宁市")
    assert together(mention(number, place=there), mention(number, place=(there[0], "喀什市")))
    assert not together(mention(number, place=there), mention(number, place=("运城市", "新绛县")))


def test_numbers_never_join_numbers() -> None:
    assert not together(mention("晋财行(2023)142号", title="同一标题"), mention("晋财行(2023)14号", title="同一标题"))


def test_conflicting_titles_stay_apart() -> None:
    first, second = mention(title="关于加强党建工作的意见"), mention(title="关于秸秆综合利用的实施方案")
    assert not together(first, second)


def test_titles_that_differ_by_a_slip_are_one() -> None:
    assert together(mention(title="关于加强农村党建工作的实施意见"), mention(title="关于加强农村党建土作的实施意见"))


def test_conflicting_issuers_stay_apart_and_a_bare_mention_is_not_guessed() -> None:
    first = mention(issuers=("甲县委办公室",), title="关于甲的通知")
    second = mention(issuers=("乙市委办公厅",), title="关于乙的规划纲要")
    bare = mention()
    policies = {judgement.mention: judgement.policy for judgement in resolve([first, second, bare])}
    assert len(set(policies.values())) == 3


def test_a_bare_mention_joins_the_only_document_of_its_place() -> None:
    assert together(mention(issuers=("屯留区委办公室",), title="关于甲的通知"), mention())


def test_issuers_written_short_are_one() -> None:
    assert together(
        mention(issuers=("山西转型综合改革示范区管理委员会",)),
        mention(issuers=("山西转型综改示范区管理委员会",), place=ELSEWHERE),
    )


def test_minutes_are_of_the_body_that_cites_them() -> None:
    number = "专题会议纪要(2017)41号"
    assert not together(mention(number, kind="minutes"), mention(number, kind="minutes", body="organization/2"))
    assert together(mention(number, kind="minutes"), mention(number, kind="minutes"))


def test_orders_and_laws_are_national() -> None:
    assert together(mention("国务院令第423号", kind="order"), mention("国务院令第423号", kind="order", place=ELSEWHERE))
    law = {"number": "", "title": "中华人民共和国预算法", "kind": "law"}
    assert together(mention(**law), mention(**law, place=ELSEWHERE))  # type: ignore[arg-type]


def test_titles_without_number_are_one_in_one_place() -> None:
    title = {"number": "", "title": "机关经费管理办法"}
    assert together(mention(**title), mention(**title))  # type: ignore[arg-type]
    assert not together(mention(**title), mention(**title, place=ELSEWHERE))  # type: ignore[arg-type]


def test_a_damaged_number_joins_no_whole_one() -> None:
    assert not together(mention(), mention(suspect=True))


MENTIONS = st.lists(
    st.builds(
        mention,
        st.sampled_from([NUMBER, "晋财行(2023)142号"]),
        title=st.sampled_from(["", "关于甲的通知", "关于甲的通知附件", "关于秸秆利用的方案"]),
        issuers=st.sampled_from([(), ("甲机关办公室",), ("乙委员会",)]),
        place=st.sampled_from([HERE, THERE, ELSEWHERE, ("长治市",), ()]),
        count=st.integers(1, 3),
    ),
    max_size=12,
)


@settings(max_examples=200)
@given(MENTIONS, st.randoms())
def test_the_order_of_mentions_never_matters(mentions: list[Mention], random) -> None:  # type: ignore[no-untyped-def]
    first = resolve(mentions)
    random.shuffle(mentions)
    assert resolve(mentions) == first


@given(MENTIONS)
def test_no_document_has_two_titles_or_two_issuers_that_differ(mentions: list[Mention]) -> None:
    policies: dict[str, list[Mention]] = {}
    found = {judgement.mention: judgement.policy for judgement in resolve(mentions)}
    for entry in mentions:
        policies.setdefault(found[entry.id], []).append(entry)
    for members in policies.values():
        assert len({member.issuers for member in members} - {()}) <= 1
        assert len({member.number for member in members}) == 1
        assert not {"关于甲的通知", "关于秸秆利用的方案"} <= {member.title for member in members}


def test_every_mention_is_judged_once() -> None:
    mentions = [mention(), mention(place=ELSEWHERE), mention("国办发(2020)1号")]
    assert sorted(judgement.mention for judgement in resolve(mentions)) == sorted(entry.id for entry in mentions)
