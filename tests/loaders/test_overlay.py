"""An overlay of vocabulary files: what it adds, what it replaces, what it is refused, and that it is a version."""

from __future__ import annotations

from pathlib import Path

import pytest

import loaders
from ontology import vocabulary
from tests.loaders.overlays import taught


def merged(tmp_path: Path, topic: str, text: str) -> dict[str, object]:
    with taught(tmp_path, {topic: text}):
        return vocabulary.load(topic)


def test_words_are_added_after_the_shipped_ones(tmp_path: Path) -> None:
    shipped = vocabulary.load("rows")["total"]
    assert merged(tmp_path, "rows", 'total = ["总量", "合计"]')["total"] == [*shipped, "总量"]


def test_a_word_of_the_overlay_wins(tmp_path: Path) -> None:
    from loaders.tables.headings import compose  # noqa: PLC0415 - its cache is emptied by the overlay

    with taught(tmp_path, {"columns": '[[word]]\ntext = ["单位资金"]\nfund = "other"'}):
        assert compose("单位资金").fund == "other"
    assert compose("单位资金").fund == "unit-funds"


def test_first_match_rules_stand_first_unless_they_say_last(tmp_path: Path) -> None:
    rules = '[[table]]\nname = "income"\nall = ["甲"]\n[[table]]\nname = "other"\nall = ["乙"]\nlast = true'
    tables = merged(tmp_path, "tables", rules)["table"]
    assert isinstance(tables, list)
    assert (tables[0], tables[-1]) == ({"name": "income", "all": ["甲"]}, {"name": "other", "all": ["乙"]})
    assert len(tables) == len(vocabulary.load("tables")["table"]) + 2


def test_tables_are_merged_and_units_may_come(tmp_path: Path) -> None:
    with taught(tmp_path, {"tables": '[units]\n"百元" = "100"'}):
        from loaders.money import factor  # noqa: PLC0415

        assert factor("百元") == 100
        assert factor("万元") == 10000


@pytest.mark.parametrize(("topic", "table"), [("figures", "short"), ("project_texts", "units")])
def test_units_of_prose_may_come(tmp_path: Path, topic: str, table: str) -> None:
    shipped = vocabulary.load(topic)[table]
    sample = next(iter(shipped.values()))
    units = merged(tmp_path, topic, f'[{table}]\n"百万" = "{sample}"')[table]
    assert units == {**shipped, "百万": sample}


def test_a_column_may_be_of_any_table(tmp_path: Path) -> None:
    words = merged(tmp_path, "columns", '[[word]]\ntext = ["三公合计"]\ntable = "three-public"')["word"]
    assert {"text": ["三公合计"], "table": "three-public"} in list(words)  # type: ignore[call-overload]


def test_one_value_is_replaced_only_where_the_overlay_says_so(tmp_path: Path) -> None:
    with pytest.raises(vocabulary.VocabularyError, match=r'usual_unit: has one value.*replace = \["usual_unit"\]'):
        merged(tmp_path, "tables", 'usual_unit = "元"')
    assert merged(tmp_path, "tables", 'replace = ["usual_unit"]\nusual_unit = "元"')["usual_unit"] == "元"


def test_a_list_can_be_replaced_too(tmp_path: Path) -> None:
    text = 'replace = ["standard_levels"]\nstandard_levels = ["county", "self"]'
    assert merged(tmp_path, "sheets", text)["standard_levels"] == ["county", "self"]


WRONG = [
    ("rows", "total = [", "rows.toml: "),
    ("rows", 'totals = ["总量"]', "totals: is no key here"),
    ("rows", 'total = "总量"', "total: must be an array, and is a string"),
    ("rows", "total = [3]", "total: its entry 1 must be a string"),
    ("rows", 'replace = ["total"]', "replace: names total"),
    ("rows", 'replace = "total"', "replace: must be an array of strings"),
    ("tables", '[meta]\npublishers = ["甲"]', "meta.publishers: is no key here"),
    ("tables", '[units]\n"百元" = 100', "units.百元: must be a string, and is a whole number"),
    ("tables", '[[table]]\nall = ["甲"]', "table 1: lacks the key name"),
    ("tables", '[[table]]\nname = "incomes"\nall = ["甲"]', "table 1: name cannot be incomes; it is one of "),
    ("tables", '[[table]]\nname = "income"\nall = "甲"', "table 1: all must be an array, and is a string"),
    ("tables", '[[table]]\nname = "income"\nfund = "gold"', "table 1: fund cannot be gold"),
    ("columns", '[[word]]\ntext = ["甲"]\nfunds = "other"', "word 1: funds is no key here"),
    ("columns", '[[word]]\ntext = ["甲"]\nrole = "name"', "word 1: role cannot be name"),
    ("columns", '[[word]]\ntext = [""]\nrole = "item"', "word 1: text must hold strings that are not empty"),
    ("sections", "[shapes]\npart = ['(']", "shapes.part, entry 1: is no regular expression"),
    ("columns", '[[word]]\ntext = ["甲"]\ntable = "sports"', "word 1: table cannot be sports; it is one of "),
    ("figures", "compare = ['(']", "compare, entry 1: is no regular expression"),
    ("figures", "[parts]\nbody = '('", "parts.body: has one value"),
    ("figures", "replace = ['parts.body']\n[parts]\nbody = '('", "parts.body: is no regular expression"),
    ("project_texts", '[[heading]]\nrole = "hobby"\nlabels = ["甲"]', "heading 1: role cannot be hobby"),
    ("nouns", 'total = ["总量"]', "there is no vocabulary nouns; there are columns, "),
]


@pytest.mark.parametrize(("topic", "text", "message"), WRONG)
def test_what_is_wrong_is_said_in_one_line_with_its_file(tmp_path: Path, topic: str, text: str, message: str) -> None:
    with taught(tmp_path, {topic: text}), pytest.raises(ValueError) as caught:
        vocabulary.fingerprint()
    said = str(caught.value)
    assert message in said
    assert f"{topic}.toml" in said
    assert "\n" not in said


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with taught(tmp_path, {}):
        tmp_path.rmdir()
        with pytest.raises(vocabulary.VocabularyError, match=r"KG_VOCABULARY: .* is no folder"):
            vocabulary.load("rows")


def test_the_reader_s_version_tells_overlays_apart(tmp_path: Path) -> None:
    plain = loaders.READER_VERSION
    assert vocabulary.fingerprint() == ""
    versions = {plain}
    for number, word in enumerate(("总量", "总额度")):
        with taught(tmp_path / str(number), {"rows": f'total = ["{word}"]'}):
            assert vocabulary.fingerprint() in loaders.READER_VERSION
            versions.add(loaders.READER_VERSION)
    assert len(versions) == 3
    assert plain == loaders.READER_VERSION


def test_the_same_words_elsewhere_are_the_same_version(tmp_path: Path) -> None:
    versions = set()
    for name in ("one", "two"):
        with taught(tmp_path / name, {"rows": 'total = ["总量"]'}):
            versions.add(loaders.READER_VERSION)
    assert len(versions) == 1


#: Tables whose keys are words themselves.
WORDS_AS_KEYS = frozenset(
    {
        *("tables.units", "figures.units", "figures.short", "project_texts.units"),
        *("organizations.short", "issuers.provinces"),
    }
)


def test_every_key_of_the_vocabulary_is_explained() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    for topic in vocabulary.topics():
        assert f"### {topic}.toml" in page
        part = page.split(f"### {topic}.toml")[1].split("\n### ")[0]
        for key, value in vocabulary.load(topic).items():
            assert f"`{key}`" in part, f"{topic}.{key}"
            inner = value if isinstance(value, dict) else {}
            if isinstance(value, list) and value and isinstance(value[0], dict):
                inner = {name: None for row in value for name in row}
            if f"{topic}.{key}" in WORDS_AS_KEYS:
                continue
            for name in inner:
                assert f"`{name}`" in part, f"{topic}.{key}.{name}"
