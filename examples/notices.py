"""Notices of the fictitious province and city that hand money down, as their own offices would publish them.

The city's notice passes the province's on; its table gives the county's bodies what their budgets then show. Knows how
such notices are laid out; which money a notice gives, the corpus knows.

python -m examples.notices --out examples/notices
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from examples.county import PROVINCE, World, world
from examples.generate import Corpus, generate
from examples.policies import NUMBER

#: The subjects that the notices name, by the desk that hands the money down.
_BOOKED = {
    "行": ("2080208", "基层政权建设和社区治理"),
    "教": ("2050202", "小学教育"),
    "农": ("2130153", "耕地建设与利用"),
    "社": ("2081001", "儿童福利"),
    "建": ("2210108", "老旧小区改造"),
}
_GOVERNMENT = ("50299", "其他商品和服务支出")
_WAN = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class GeneratedNotice:
    """A notice: the name of its file, its text, its number, and the yuan that its table gives, by recipient."""

    name: str
    text: str
    number: str
    passes_on: str | None
    given: tuple[tuple[str, Decimal], ...]


def cascade(corpus: Corpus, number: str, place: World | None = None) -> tuple[GeneratedNotice, GeneratedNotice]:
    """The province's notice and the city's that passes it on, by the city's number. Raises KeyError where unknown."""
    place = place or world(0)
    policy = corpus.policies[number]
    above = policy["passes_on"]
    if not above:
        raise KeyError(f"{number} passes on no notice")
    shares = [
        (entry["unit"], entry["project"], Decimal(entry["amount_yuan"]))
        for entry in corpus.traces[number]
        if entry["counted"]
    ]
    return _province(place, above, str(policy["title"]), shares), _city(
        place, number, above, str(policy["title"]), shares
    )


def _fund(title: str) -> tuple[str, str]:
    """The year and the name of the money, from a notice's title."""
    year, _, fund = title.partition("转下达")[2].removesuffix("的通知").partition("年")
    return year, fund


def _split(*shares: Decimal) -> tuple[str, str, str]:
    """The sum of amounts in ten thousand yuan, with the part of the centre and that of the province."""
    whole = sum(shares, Decimal(0))
    central = sum(((share * 6 / 1000).quantize(Decimal(1)) * 100 for share in shares), Decimal(0))
    return f"{whole / _WAN:.2f}", f"{central / _WAN:.2f}", f"{(whole - central) / _WAN:.2f}"


def _desk(number: str) -> str:
    match = NUMBER.fullmatch(number)
    return str(match["prefix"])[-1] if match else ""


def _row(*cells: str) -> str:
    return "\t".join(cells)


def _province(place: World, number: str, title: str, shares: Sequence[tuple[str, str, Decimal]]) -> GeneratedNotice:
    year, fund = _fund(title)
    office = f"{place.province}财政厅"
    code, name = _BOOKED[_desk(number)]
    city = sum((share for _, _, share in shares), Decimal(0)) + Decimal(500_000)
    rows = [(place.city, city), ("鹭原市", Decimal(3_200_000)), ("檀江市", Decimal(1_480_000))]
    total = _split(*(yuan for _, yuan in rows))[0]
    lines = [
        f"{office}文件",
        number,
        f"{office}关于提前下达{year}年{fund}的通知",
        "各市财政局：",
        f"现提前下达你们{year}年{fund}{total}万元，列“{code}{name}”科目，具体见附件。",
        "请于收到本通知后三十日内分解下达。",
        f"附件：{year}年{fund}分配表",
        office,
        f"{int(year) - 1}年11月8日",
        "抄送：各市审计局。",
        "附件",
        f"{year}年{fund}分配表",
        "单位：万元",
        _row("地区", "合计", "中央资金", "省级资金"),
        _row("合计", *_split(*(yuan for _, yuan in rows))),
        *(_row(name, *_split(yuan)) for name, yuan in rows),
    ]
    return GeneratedNotice(f"{office}_{number}.txt", "\n".join(lines) + "\n", number, None, tuple(rows))


def _city(
    place: World, number: str, above: str, title: str, shares: Sequence[tuple[str, str, Decimal]]
) -> GeneratedNotice:
    year, fund = _fund(title)
    office = f"{place.city}财政局"
    code, name = _BOOKED[_desk(number)]
    own = Decimal(500_000)
    county = [share for _, _, share in shares]
    lines = [
        f"{office}文件",
        number,
        title,
        f"{place.county}财政局，市直有关单位：",
        f"根据《{PROVINCE[0]}财政厅关于提前下达{year}年{fund}的通知》（{above}），"
        f"现下达你们{year}年{fund}{_split(own, *county)[0]}万元。此项资金支出功能科目列“{code}{name}”，"
        f"政府预算支出经济科目列“{_GOVERNMENT[0]}{_GOVERNMENT[1]}”。",
        "请加强管理，专款专用。",
        f"附件：{year}年{fund}分配表",
        office,
        f"{int(year) - 1}年12月1日",
        "附件",
        f"{year}年{fund}分配表",
        "单位：万元",
        _row("地区", "单位", "项目名称", "合计", "其中：中央资金", "省级资金", "备注"),
        _row("合计", "", "", *_split(own, *county), ""),
        _row(f"{place.city}本级", "", "", *_split(own), ""),
        _row(place.county, "小计", "", *_split(*county), ""),
        *(_row("", unit, project, *_split(yuan), "") for unit, project, yuan in shares),
    ]
    given = ((f"{place.city}本级", own), *((unit, yuan) for unit, _, yuan in shares))
    return GeneratedNotice(f"{office}_{number}.txt", "\n".join(lines) + "\n", number, above, given)


def demonstration() -> tuple[GeneratedNotice, ...]:
    """The two notices that stand beside the demonstration set."""
    corpus = generate(33, 6, (2023, 2024), 0.3, 76, noisy=2)
    return cascade(corpus, "澜财行〔2023〕61号")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command: writes the notices of the demonstration set into a folder."""
    parser = argparse.ArgumentParser(prog="python -m examples.notices", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the notices")
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    for notice in demonstration():
        (out / notice.name).write_text(notice.text, encoding="utf-8")


if __name__ == "__main__":
    main()
