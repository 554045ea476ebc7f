"""References to policy documents: numbers, titles, both as one, their issuers and what they do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.prose.citations import find_mentions, hands_down, issuers_in, kind_of, relation_of

TITLE = "渠道维修养护资金管理办法"
NUMBER = "岭水发〔2022〕8号"


def told(text: str, role: str = "basis") -> list[tuple[str | None, str | None]]:
    """(number, title) of each mention."""
    return [(m.number.number if m.number else None, m.title) for m in find_mentions(text, role)]


@pytest.mark.parametrize(
    "text",
    [
        f"《{TITLE}》（{NUMBER}）",
        f"《{TITLE}》({NUMBER})",
        f"《{TITLE}》{NUMBER}",
        f"《{TITLE}》（文号：{NUMBER}）",
        f"{NUMBER}《{TITLE}》",
        f"{NUMBER} 《{TITLE}》",
        f"{NUMBER}文件《{TITLE}》",
        f"《{TITLE}（{NUMBER}）》",
        f"《{TITLE}》（岭水发【2022】8号）",
        f"根据《{TITLE}》（{NUMBER}）执行",
    ],
)
def test_title_and_number_are_one_citation(text: str) -> None:
    assert told(text) == [(NUMBER, TITLE)]


def test_two_pairs_stay_two() -> None:
    text = f"《{TITLE}》（{NUMBER}）、《灌区管理规定》（云水〔2020〕3号）"
    assert told(text) == [(NUMBER, TITLE), ("云水〔2020〕3号", "灌区管理规定")]


def test_a_number_before_and_a_title_of_another_sentence_stay_apart() -> None:
    text = f"执行{NUMBER}。另见《灌区管理规定》"
    assert told(text) == [(NUMBER, None), (None, "灌区管理规定")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("《关于印发〈灌区管理办法〉的通知》", "关于印发〈灌区管理办法〉的通知"),
        ("《关于印发《灌区管理办法》的通知》", "关于印发《灌区管理办法》的通知"),
        ("《关于转发<灌区管理办法>的通知》", "关于转发<灌区管理办法>的通知"),
    ],
)
def test_nested_titles_are_one(text: str, title: str) -> None:
    assert told(text) == [(None, title)]


@pytest.mark.parametrize("text", ["《灌区管理", "按照《灌区管理 ，维修渠道", "》维修渠道《"])
def test_a_mark_that_is_never_closed_opens_nothing(text: str) -> None:
    assert [title for _, title in told(text, "narrative") if title and "《" in title] == []


def test_a_number_after_an_unclosed_mark_is_still_read() -> None:
    assert [number for number, _ in told(f"依据《{TITLE}（{NUMBER}）执行")] == [NUMBER]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("云岭县水务局关于做好春灌工作的通知", "云岭县水务局关于做好春灌工作的通知"),
        ("按照关于调整水价的批复", "关于调整水价的批复"),
    ],
)
def test_loose_titles(text: str, title: str) -> None:
    assert told(text) == [(None, title)]


def test_a_loose_title_and_its_number_are_one() -> None:
    assert told("关于做好春灌工作的通知（岭水发〔2022〕8号）") == [(NUMBER, "关于做好春灌工作的通知")]


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        ("《云岭县财政局关于下达灌区资金的通知》（云财农〔2023〕5号）", ("云岭县财政局",)),
        ("《云岭县财政局 云岭县水务局关于下达灌区资金的通知》", ("云岭县财政局", "云岭县水务局")),
        ("云岭县财政局《关于下达灌区资金的通知》（云财农〔2023〕5号）", ("云岭县财政局",)),
    ],
)
def test_issuers_that_the_text_names(text: str, issuers: tuple[str, ...]) -> None:
    assert find_mentions(text, "basis")[0].issuers == issuers


@pytest.mark.parametrize("text", ["《云岭县志》编纂", "《云岭年鉴》出版", "《求是》征订", "《云岭日报》征订"])
def test_books_and_papers_are_no_policies(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于下达资金的通知", "notice"),
        (TITLE, "measures"),
        ("灌区管理条例", "regulation"),
        ("水法", "law"),
        ("春灌实施方案（试行）", "plan"),
        ("关于加强水利工作的意见", "opinion"),
        ("关于调整水价的批复", "reply"),
        ("关于拨付经费的请示", "request"),
    ],
)
def test_kinds_by_the_last_word(title: str, kind: str) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    "title",
    [
        "关于下达2024年灌区建设资金的通知",
        "关于提前下达2024年补助资金预算的通知",
        "关于拨付抗旱经费的通知",
        "关于追加水利预算的通知",
        "关于安排维修养护补助的函",
    ],
)
def test_titles_that_hand_money_down(title: str) -> None:
    assert hands_down(title)


@pytest.mark.parametrize("title", [None, "", TITLE, "关于做好春灌工作的通知", "预算管理条例", "关于下达生产计划的通知"])
def test_titles_that_do_not(title: str | None) -> None:
    assert not hands_down(title)


@pytest.mark.parametrize(
    ("role", "title", "relation"),
    [
        ("name", None, "hands-down"),
        ("basis", "关于下达灌区资金的通知", "hands-down"),
        ("narrative", "关于下达灌区资金的通知", "hands-down"),
        ("basis", TITLE, "basis"),
        ("measures", None, "basis"),
        ("necessity", None, "basis"),
        ("overview", TITLE, "mention"),
        ("plan", None, "mention"),
        ("objective", None, "mention"),
        ("narrative", None, "mention"),
    ],
)
def test_relations(role: str, title: str | None, relation: str) -> None:
    assert relation_of(role, title) == relation


def test_minutes_without_a_number_are_cited() -> None:
    mentions = find_mentions("依据县委常委会第11次会议纪要执行", "basis")
    assert [m.kind for m in mentions] == ["minutes"]


def test_what_is_written_is_kept() -> None:
    text = f"根据{NUMBER}《{TITLE}》执行"
    assert find_mentions(text, "basis")[0].as_written == f"{NUMBER}《{TITLE}》"


def test_requests_keep_their_kind() -> None:
    assert find_mentions("岭水请（报）〔2021〕48号", "basis")[0].kind == "request"


@given(st.text(alphabet=st.sampled_from("《》〈〉关于下达资金的通知云财行〔2023〕1号，。（）、 "), max_size=80))
def test_any_text_is_searched_without_fault(text: str) -> None:
    mentions = find_mentions(text, "basis")
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    assert all(m.as_written in text for m in mentions)


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        ("中共中央国务院", ("中共中央", "国务院")),
        ("中共中央 国务院", ("中共中央", "国务院")),
        ("财政部 税务总局 海关总署", ("财政部", "税务总局", "海关总署")),
        ("水利部办公厅", ("水利部办公厅",)),
        ("云岭县财政局办公室", ("云岭县财政局办公室",)),
        ("国务院国资委", ("国务院国资委",)),
        ("中共中央组织部", ("中共中央组织部",)),
    ],
)
def test_bodies_one_after_the_other(text: str, issuers: tuple[str, ...]) -> None:
    assert issuers_in(text) == issuers


def test_the_number_before_is_no_part_of_an_issuer() -> None:
    mentions = find_mentions("根据国办发〔2023〕35号文和省财政厅云财预〔2024〕1号", "basis")
    assert [mention.issuers for mention in mentions] == [(), ("省财政厅",)]
