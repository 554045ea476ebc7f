"""The directory of purchased services."""

from __future__ import annotations

from pathlib import Path

from loaders.document import Paragraph, Row
from loaders.prose.services import read_services
from loaders.records import Place
from tests.loaders.overlays import taught


def test_a_directory_in_lines() -> None:
    items = [
        Paragraph(text, Place(line=n)) for n, text in enumerate(["A 公共服务", "A01 水利服务", "A0101 渠道管护"], 1)
    ]
    assert [(s.code, s.name, s.level, s.parent_code) for s in read_services(items)[0]] == [
        ("A", "公共服务", 1, None),
        ("A01", "水利服务", 2, "A"),
        ("A0101", "渠道管护", 3, "A01"),
    ]


def test_a_directory_in_rows() -> None:
    items = [Row(("A01", "水利服务"), Place(line=1)), Row(("A0101", "渠道管护"), Place(line=2))]
    assert [s.code for s in read_services(items)[0]] == ["A01", "A0101"]


def test_other_lines_are_no_services() -> None:
    items = [Paragraph("本部门2024年购买服务3项", Place(line=1)), Paragraph("A级旅游", Place(line=2))]
    assert read_services(items) == ([], [])


def test_a_directory_in_other_words(tmp_path: Path) -> None:
    items = [Paragraph("编号 采办名册", Place(line=1)), Paragraph("A01 水利服务", Place(line=2))]
    assert read_services(items)[1] == items[1:]
    with taught(tmp_path, {"tables": '[services]\ncode = ["编号"]\ndirectory = ["名册"]'}):
        assert read_services(items)[1] == items
