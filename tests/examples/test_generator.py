"""The generator of example documents: the same every time, balanced, like the real ones, and truthful about itself."""

import re
import shlex
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from examples.generate import Corpus, GeneratedDocument, generate, iter_documents, main  # noqa: E402

SHARED = ROOT.parent / "shared"
DEMO = ROOT / "examples" / "county"
MEASURE = re.compile(r"\d[\d,]*\.\d\d(?!\d)")
SHEET = re.compile(r"^项目名称\t(?!合计)", re.MULTILINE)
CITATION = re.compile(r"[〔\[【（(［]\s*((?:19|20)\d\d)\s*[〕\]】）)］]\s*(\d+)\s*号")
FUNDS = ("general_public", "gov_fund", "soe_capital", "special_account", "unit_funds")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return generate(seed=3, departments=14, years=(2023, 2024))


@pytest.fixture(scope="module")
def noisy() -> Corpus:
    return generate(seed=3, departments=14, years=(2023, 2024), noise=1.0)


@pytest.fixture(scope="module")
def demo() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(DEMO.glob("*.txt"))]


def fold(text: str) -> str:
    return re.sub(r"[\s（）()〔〕【】\[\]]", "", unicodedata.normalize("NFKC", text))


# --- the same every time ---------------------------------------------------------------------------------------------


def test_same_seed_gives_the_same_bytes(noisy: Corpus) -> None:
    again = generate(seed=3, departments=14, years=(2023, 2024), noise=1.0)
    assert [d.text.encode() for d in again.documents] == [d.text.encode() for d in noisy.documents]
    assert [d.truth for d in again.documents] == [d.truth for d in noisy.documents]
    assert again.traces == noisy.traces


def test_another_seed_gives_other_documents() -> None:
    first, second = (generate(seed=seed, departments=1, years=(2024,)).documents[0] for seed in (1, 2))
    assert first.name == second.name
    assert first.text != second.text


def test_a_year_does_not_depend_on_the_years_after_it() -> None:
    alone = generate(seed=5, departments=2, years=(2023,)).documents
    both = generate(seed=5, departments=2, years=(2023, 2024)).documents
    assert [d.text for d in alone] == [d.text for d in both if d.truth["fiscal_year"] == 2023]


def test_the_demonstration_set_is_what_its_command_makes(tmp_path: Path) -> None:
    readme = (DEMO.parent / "README.md").read_text(encoding="utf-8")
    command = re.search(r"python -m examples\.generate (.*)", readme)
    assert command
    arguments = shlex.split(command[1])
    assert arguments[arguments.index("--out") + 1] == "examples/county"
    arguments[arguments.index("--out") + 1] = str(tmp_path)
    main(arguments)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in DEMO.glob("*.txt")}


def test_the_demonstration_set_is_small(demo: list[str]) -> None:
    sizes = [len(text.encode()) for text in demo]
    assert len(sizes) == 12
    assert sum(sizes) < 1_000_000
    assert all(40_000 < size < 90_000 for size in sizes)


@pytest.mark.parametrize(
    "arguments", [{"departments": 0}, {"departments": 99}, {"years": ()}, {"noise": 1.5}], ids=lambda a: next(iter(a))
)
def test_what_cannot_be_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"departments|year|noise"):
        generate(**{"seed": 1, "departments": 1, "years": (2024,), **arguments})


# --- balanced --------------------------------------------------------------------------------------------------------


class Cells:
    """The cells of one document's truth, by table, row and column; rows of one name are added up."""

    def __init__(self, document: GeneratedDocument) -> None:
        self.document = document
        self.values: dict[tuple[int, str, str], Decimal] = defaultdict(Decimal)
        self.codes: dict[int, set[str]] = defaultdict(set)
        for cell in document.truth["cells"]:
            key = cell["code"] or cell["item"]
            self.values[cell["table"], key, cell["column"]] += Decimal(cell["value"])
            if cell["code"]:
                self.codes[cell["table"]].add(cell["code"])

    def __call__(self, table: int, row: str, column: str) -> Decimal:
        return self.values.get((table, row, column), Decimal(0))

    def total(self, table: int, column: str) -> Decimal:
        return self(table, "合计", column)


@pytest.fixture(scope="module")
def ledgers(corpus: Corpus) -> list[Cells]:
    return [Cells(document) for document in corpus.documents]


@pytest.mark.parametrize("table", [2, 3, 5, 8])
def test_items_add_up_to_sections_classes_and_total(ledgers: list[Cells], table: int) -> None:
    for cells in ledgers:
        codes = cells.codes[table]
        columns = {column for place, _, column in cells.values if place == table}
        for column in columns:
            for code in codes:
                below = [c for c in codes if len(c) == len(code) + 2 and c.startswith(code)]
                if below:
                    assert cells(table, code, column) == sum(cells(table, c, column) for c in below), (code, column)
            assert cells.total(table, column) == sum(cells(table, c, column) for c in codes if len(c) == 3)


def test_columns_add_up(ledgers: list[Cells]) -> None:
    for cells in ledgers:
        for code in (*cells.codes[2], "合计"):
            assert cells(2, code, "total") == sum(cells(2, code, fund) for fund in FUNDS)
        for table in (3, 5, 8):
            for code in (*cells.codes[table], "合计"):
                assert cells(table, code, "total") == cells(table, code, "basic") + cells(table, code, "project")
        assert cells.total(6, "total") == cells.total(6, "personnel") + cells.total(6, "public")
        groups = ("工资福利支出", "商品和服务支出", "对个人和家庭的补助")
        items = [key for table, key, column in cells.values if table == 6 and "|" in key and column == "total"]
        assert cells.total(6, "total") == sum(cells(6, group, "total") for group in groups)
        assert cells.total(6, "total") == sum(cells(6, item, "total") for item in items)


def test_tables_agree_with_each_other(ledgers: list[Cells]) -> None:
    for cells in ledgers:
        everything = cells(1, "收入总计", "income")
        carried = cells(1, "上年结转", "income")
        assert everything == cells(1, "支出总计", "total") == cells.total(3, "total")
        assert cells(1, "本年收入合计", "income") == cells.total(2, "total") == everything - carried
        assert carried == cells.total(2, "carryover") == cells(1, "支出总计", "carryover")
        assert cells(4, "收入总计", "income") == cells(4, "支出总计", "total")
        assert cells.total(5, "total") == cells.total(2, "general_public")
        assert cells.total(6, "total") == cells.total(5, "basic")
        assert cells.total(7, "amount") == cells.total(8, "total") == cells.total(2, "gov_fund")
        assert cells.total(9, "amount") == 2 * cells.total(2, "soe_capital") - cells.total(9, "total")
        assert cells.total(10, "total") == sum(
            cells(6, item, "total") for item in ("公务接待费|公务接待费", "公务用车运行维护费|公务用车运行维护费")
        )
        units = {unit["name"] for unit in cells.document.truth["units"]}
        assert cells(11, "部门合计", "total") == sum(cells(11, unit, "total") for unit in units)


def test_project_rows_add_up_to_units_and_to_the_tables(ledgers: list[Cells]) -> None:
    for cells in ledgers:
        truth = cells.document.truth
        once = 1 if truth["publisher_kind"] == "单位" else 2  # the department's own row and its unit's share a name
        for table, timing in ((12, "current"), (13, "carryover")):
            rows = [row for row in truth["projects"] if row["timing"] == timing]
            by_unit: dict[str, Decimal] = defaultdict(Decimal)
            for row in rows:
                assert Decimal(row["total"]) == sum(Decimal(row[fund] or 0) for fund in FUNDS)
                by_unit[row["unit"]] += Decimal(row["total"])
            whole = sum(by_unit.values(), Decimal(0))
            for unit, amount in by_unit.items():
                if unit != truth["publisher"]:
                    assert cells(table, unit, "total") == amount
            own = by_unit[truth["publisher"]]
            assert cells(table, truth["publisher"], "total") == (own + whole if once == 2 else whole)
            if timing == "current":
                funds = (5, "project"), (8, "project"), (9, "project"), (2, "special_account"), (2, "unit_funds")
                assert whole == sum(cells.total(*place) for place in funds)
            else:
                basic = cells.total(3, "basic") - cells.total(5, "basic")
                assert whole == cells.total(2, "carryover") - basic


def test_sheets_state_what_the_tables_state(corpus: Corpus) -> None:
    for document in corpus.documents:
        rows = Counter((row["name"], Decimal(row["total"])) for row in document.truth["projects"])
        sheets: Counter[tuple[str, Decimal]] = Counter()
        for sheet in document.truth["sheets"]:
            annual = Decimal(sheet["annual_total"]) / (10000 if sheet["amount_unit"] == "元" else 1)
            sheets[sheet["matches_project"], annual] += 1
            assert fold(sheet["project"]) == fold(sheet["matches_project"])
            if sheet["amount_unit"] == "元":
                levels = ("annual_central", "annual_provincial", "annual_county", "annual_self")
                assert Decimal(sheet["annual_total"]) == sum(Decimal(sheet[level]) for level in levels)
        assert sheets <= rows
        assert sum(sheets.values()) >= sum(row["timing"] == "current" for row in document.truth["projects"])


def test_the_prose_states_what_the_tables_state(ledgers: list[Cells]) -> None:
    places = {
        "income_total": (1, "收入总计", "income"),
        "income_current": (1, "本年收入合计", "income"),
        "carryover_in": (1, "上年结转", "income"),
        "general_public_income": (2, "合计", "general_public"),
        "gov_fund_income": (2, "合计", "gov_fund"),
        "soe_capital_income": (2, "合计", "soe_capital"),
        "expenditure_total": (3, "合计", "total"),
        "basic_expenditure": (3, "合计", "basic"),
        "project_expenditure": (3, "合计", "project"),
        "gp_current_expenditure": (5, "合计", "total"),
        "personnel": (6, "合计", "personnel"),
        "public_use": (6, "合计", "public"),
        "sangong_total": (10, "合计", "total"),
        "operating_expense": (11, "部门合计", "total"),
    }
    for cells in ledgers:
        figures = cells.document.truth["narrative"]
        assert {key: Decimal(figures[key]) for key in places} == {key: cells(*place) for key, place in places.items()}


def test_a_year_compares_itself_with_the_year_before(corpus: Corpus) -> None:
    for before, now in zip(corpus.documents[::2], corpus.documents[1::2], strict=True):
        assert before.truth["publisher"] == now.truth["publisher"]
        totals = [Decimal(document.truth["narrative"]["gp_current_expenditure"]) for document in (before, now)]
        assert totals[1] - totals[0] == Decimal(now.truth["narrative"]["gp_change_vs_last_year"])


def test_the_set_has_what_is_hard_to_read(corpus: Corpus) -> None:
    truths = [document.truth for document in corpus.documents]
    rows = [row for truth in truths for row in truth["projects"]]
    assert sum(any(row["timing"] == "carryover" for row in truth["projects"]) for truth in truths) > 6
    assert all(any(row[fund] for row in rows) for fund in FUNDS)
    assert any(row["unit"] != truth["publisher"] for truth in truths for row in truth["projects"])
    twins = Counter(
        (truth["publisher"], truth["fiscal_year"], row["name"]) for truth in truths for row in truth["projects"]
    )
    assert max(twins.values()) == 2
    assert {kind["kind"] for kind in corpus.policies.values()} == {"notice", "rule", "minutes", "request"}
    assert {"元", "万元"} == {sheet["amount_unit"] for truth in truths for sheet in truth["sheets"]}
    assert sum("whole_department" in truth for truth in truths) > 2
    text = "".join(document.text for document in corpus.documents)
    for words in ("无“三公”经费", "无机关运行经费", "附表2-1", "B类项目", "政府性基金", "注：本表无数据", "〈", "令第"):
        assert words in text


# --- like the real ones ----------------------------------------------------------------------------------------------


def densities(texts: Iterable[str]) -> tuple[float, ...]:
    """Measure numbers, target sheets and citations a kilobyte, pooled."""
    joined = "\n".join(texts)
    size = len(joined.encode()) / 1024
    return tuple(len(pattern.findall(joined)) / size for pattern in (MEASURE, SHEET, CITATION))


@pytest.fixture(scope="module")
def real() -> tuple[float, ...]:
    folder = SHARED / "corpus" / "shanxi"
    if not folder.is_dir():
        pytest.skip(f"the real documents are not here: {folder}")
    return densities(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))


def within(found: tuple[float, ...], wanted: tuple[float, ...]) -> bool:
    return all(abs(one / other - 1) <= 0.2 for one, other in zip(found, wanted, strict=True))


def test_the_demonstration_set_is_as_dense_as_the_real_documents(real: tuple[float, ...], demo: list[str]) -> None:
    assert within(densities(demo), real), (densities(demo), real)


def test_the_stream_is_as_dense_as_the_real_documents(real: tuple[float, ...]) -> None:
    texts = [document.text for document in iter_documents(seed=1, count=84)]
    assert within(densities(texts), real), (densities(texts), real)
    assert 70 < sum(len(text.encode()) for text in texts) / len(texts) / 1024 < 90


def test_the_stream_never_repeats_itself_and_shares_policy_documents() -> None:
    documents = list(iter_documents(seed=1, count=100))
    assert len({document.name for document in documents}) == len({document.text for document in documents}) == 100
    citing: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for reference in document.truth["policy_refs"]:
            if reference["number"]:
                citing[reference["number"]].add(document.truth["publisher"])
    assert {"望溪县民政局", "岚渡县民政局"} <= citing["云财行〔2023〕88号"]
    assert len(citing["望政务请〔2022〕7号"]) > 1
    assert all(name.startswith("望溪县") or "望溪县" in name for name in citing["望政务请〔2022〕7号"])


# --- truthful --------------------------------------------------------------------------------------------------------


def documents_of(*corpora: Corpus) -> Iterator[tuple[GeneratedDocument, list[str]]]:
    for one in corpora:
        for document in one.documents:
            yield document, ["", *document.text.split("\n")]


def test_lines_hold_what_the_truth_says(corpus: Corpus, noisy: Corpus) -> None:
    for document, lines in documents_of(corpus, noisy):
        truth = document.truth
        for cell in truth["cells"]:
            assert cell["value"] in lines[cell["line"]].replace("<b>", "\t").replace("</b>", "\t").split("\t"), cell
        for row in truth["projects"]:
            assert f"\t{row['total']}" in lines[row["line"]]
        for sheet in truth["sheets"]:
            assert lines[sheet["line"]].startswith("项目名称\t")
        for reference in truth["policy_refs"]:
            assert reference["raw"][:4] in lines[reference["line"]], reference
        for unit in truth["units"]:
            assert unit["name"] in lines[unit["line"]]
        for number in truth.get("whole_department", {"numbers": []})["numbers"]:
            assert number["value"] in lines[number["line"]].split("\t")


def test_numbers_in_the_text_are_the_numbers_of_the_truth(corpus: Corpus, noisy: Corpus) -> None:
    for document, lines in documents_of(corpus, noisy):
        printed = Counter((n, year, serial) for n, line in enumerate(lines) for year, serial in CITATION.findall(line))
        told = Counter(
            (reference["line"], str(reference["year"]), str(reference["serial"]))
            for reference in document.truth["policy_refs"]
            if reference["year"] and not reference["uncertain"]
        )
        assert printed == told


def test_no_number_of_a_table_is_missing_from_the_truth(corpus: Corpus, noisy: Corpus) -> None:
    for document, lines in documents_of(corpus, noisy):
        begin = max(n for n, line in enumerate(lines) if "第二部分" in line)  # the contents name it too
        end = max(n for n, line in enumerate(lines) if "第三部分" in line)
        printed = Counter((n, value) for n in range(begin, end) for value in MEASURE.findall(lines[n]))
        assert printed == Counter((cell["line"], cell["value"]) for cell in document.truth["cells"])


def test_titles_in_the_text_are_the_titles_of_the_truth(corpus: Corpus) -> None:
    for document, lines in documents_of(corpus):
        printed = Counter((n, title) for n, line in enumerate(lines) for title in re.findall("《([^》]+)》", line))
        told = Counter((r["line"], r["title"]) for r in document.truth["policy_refs"] if r["title"])
        assert printed <= told  # some titles stand without 《》


def recomputed(corpus: Corpus) -> dict[str, set[tuple[str, str, int, str, Decimal, str]]]:
    """The traces, put together again from the documents' own truths."""
    by_title = {policy["title"]: key for key, policy in corpus.policies.items()}
    strength = ("mention", "basis", "hands-down")
    linked: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    rows: dict[tuple[str, str], dict[tuple[int, str, str], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for document in corpus.documents:
        publisher = document.truth["publisher"]
        for row in document.truth["projects"]:
            rows[publisher, fold(row["name"])][document.truth["fiscal_year"], row["unit"], row["timing"]] += Decimal(
                row["total"]
            )
        for reference in document.truth["policy_refs"]:
            key = reference["number"] or by_title.get(reference["title"])
            if reference["project"] and key and not reference["uncertain"]:
                found = linked[publisher, fold(reference["project"])]
                found[key] = max(found.get(key, 0), strength.index(reference["relation"]))
    traces: dict[str, set[tuple[str, str, int, str, Decimal, str]]] = defaultdict(set)
    for project, keys in linked.items():
        for key, best in keys.items():
            for (year, unit, timing), amount in rows[project].items():
                traces[key].add((unit, project[1], year, timing, amount * 10000, strength[best]))
    return traces


def test_traces_follow_from_the_documents(corpus: Corpus, noisy: Corpus) -> None:
    for one in (corpus, noisy):
        stated = {
            key: {
                (e["unit"], fold(e["project"]), e["fiscal_year"], e["timing"], Decimal(e["amount_yuan"]), e["relation"])
                for e in entries
            }
            for key, entries in one.traces.items()
        }
        assert stated == recomputed(one)


def test_a_project_rests_on_the_same_documents_in_every_year(corpus: Corpus) -> None:
    cited: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for document in corpus.documents:
        for reference in document.truth["policy_refs"]:
            if reference["project"]:
                project = document.truth["publisher"], fold(reference["project"])
                cited[project][document.truth["fiscal_year"]].add(reference["number"] or reference["title"])
    assert any(len(years) > 1 for years in cited.values())
    for project, years in cited.items():
        assert len({frozenset(found) for found in years.values()}) == 1, project


def test_a_trace_counts_each_allocation_once(corpus: Corpus) -> None:
    entries = corpus.traces["澜财行〔2023〕61号"]
    assert len({(e["unit"], e["project"], e["fiscal_year"], e["timing"]) for e in entries}) == len(entries)
    assert len({e["publisher"] for e in entries}) > 5
    assert {e["relation"] for e in entries} == {"hands-down"}
    older = corpus.traces["澜财行〔2022〕65号"]
    assert {(e["fiscal_year"], e["timing"], e["counted"]) for e in older} == {
        (2023, "current", True),
        (2024, "carryover", False),
    }
    assert corpus.policies["澜财行〔2023〕61号"]["passes_on"] == "云财行〔2023〕88号"


# --- noise -----------------------------------------------------------------------------------------------------------


def test_noise_does_all_that_it_says(corpus: Corpus, noisy: Corpus) -> None:
    text = "".join(document.text for document in noisy.documents)
    for words in ("仅供内部审核", "<b>", "\n## ", "[illegible]", "上级专项资金总额", "联系电话：\t1200000", "**一、"):
        assert words in text
    assert "单位资金\t\n" not in "".join(re.findall(r"科目编码\t科目名称\t合计\t一般公共预算\t政府性基金\t.*\n", text))
    assert any(reference["uncertain"] for d in noisy.documents for reference in d.truth["policy_refs"])
    lost = [
        len(clean.truth["sheets"]) - len(bent.truth["sheets"])
        for clean, bent in zip(corpus.documents, noisy.documents, strict=True)
    ]
    assert set(lost) <= {0, 1}
    assert 1 in lost


def test_noise_loses_no_number_of_the_tables(corpus: Corpus, noisy: Corpus) -> None:
    for clean, bent in zip(corpus.documents, noisy.documents, strict=True):
        assert clean.text != bent.text
        assert [cell["value"] for cell in clean.truth["cells"]] == [cell["value"] for cell in bent.truth["cells"]]
        assert clean.truth["narrative"] == bent.truth["narrative"]


def test_noise_can_be_kept_to_some_documents() -> None:
    clean = generate(seed=1, departments=6, years=(2023, 2024), size_kb=45)
    some = generate(seed=1, departments=6, years=(2023, 2024), noise=0.4, size_kb=45, noisy=2)
    changed = [one.text != other.text for one, other in zip(clean.documents, some.documents, strict=True)]
    assert sum(changed) == 2


def test_documents_are_made_one_by_one() -> None:
    first = list(islice(iter_documents(seed=1, count=1000), 3))
    assert [document.name for document in first] == [f"{year}_望溪县民政局.txt" for year in (2022, 2023, 2024)]
