"""CSV and Parquet as pandas reads them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from kg.errors import KgError
from kg.exports import csv, parquet
from kg.exports.source import Written, text, values
from kg.graph import Graph
from tests.kg.exports.conftest import Held
from tests.kg.exports.made import NASTY, Made, line, nasty


def edges_of(found: pd.DataFrame) -> Counter[tuple[str, ...]]:
    return Counter(zip(found["source"], found["type"], found["target"], strict=True))


def test_pandas_reads_every_value_of_the_csv(graph: Graph, whole: Held, tmp_path: Path) -> None:
    assert graph.export("csv", tmp_path / "t") == Written(len(whole.nodes), len(whole.edges))
    count = 0
    for label, number in whole.labels.items():
        found = pd.read_csv(tmp_path / "t" / f"nodes-{label}.csv", dtype=str, keep_default_na=False)
        assert len(found) == number
        for row in found.to_dict("records"):
            expected = {name: text(value) for name, value in values(whole.nodes[row.pop("id")]).items()}
            assert {name: value for name, value in row.items() if value} == expected
            count += 1
    assert count == len(whole.nodes)
    assert {path.name for path in (tmp_path / "t").iterdir()} == {
        "edges.csv", *(f"nodes-{label}.csv" for label in whole.labels)
    }  # fmt: skip
    found = pd.read_csv(tmp_path / "t" / "edges.csv", dtype=str)
    assert edges_of(found) == Counter((edge.source, edge.type, edge.target) for edge in whole.edges)
    for end in ("source", "target"):
        assert all(
            whole.nodes[node].label == label for node, label in zip(found[end], found[f"{end}_label"], strict=True)
        )


def test_pandas_reads_every_value_of_the_parquet_exactly(graph: Graph, whole: Held, tmp_path: Path) -> None:
    assert graph.export("parquet", tmp_path / "t") == Written(len(whole.nodes), len(whole.edges))
    for label, number in whole.labels.items():
        path = tmp_path / "t" / f"nodes-{label}.parquet"
        assert len(pd.read_parquet(path)) == number
        for row in pq.read_table(path).to_pylist():
            node = whole.nodes[row.pop("id")]
            known = {name: value for name, value in row.items() if value is not None}
            assert {name: known[name] for name in node.properties} == node.properties
            assert {name for name in known if name not in node.properties} <= {
                name for name in values(node) if name.endswith("Fen")
            }
    found = pd.read_parquet(tmp_path / "t" / "edges.parquet")
    assert edges_of(found) == Counter((edge.source, edge.type, edge.target) for edge in whole.edges)


def test_money_in_pandas_is_exact(graph: Graph, whole: Held, tmp_path: Path) -> None:
    graph.export("parquet", tmp_path / "t")
    lines = pd.read_parquet(tmp_path / "t" / "nodes-Allocation.parquet").set_index("id")
    expected = sum(n.properties["amountYuan"] for n in whole.nodes.values() if n.label == "Allocation")
    assert lines["amountYuan"].sum() == expected
    assert isinstance(lines["amountYuan"].iloc[0], Decimal)


def test_types_of_the_parquet(graph: Graph, tmp_path: Path) -> None:
    graph.export("parquet", tmp_path / "t")
    kinds = {field.name: str(field.type) for field in pq.read_schema(tmp_path / "t" / "nodes-BudgetLine.parquet")}
    assert (kinds["amountYuan"], kinds["amountFen"], kinds["code"]) == ("decimal128(38, 10)", "int64", "string")
    kinds = {field.name: str(field.type) for field in pq.read_schema(tmp_path / "t" / "nodes-PolicyDocument.parquet")}
    assert kinds["issuers"].startswith("list<")
    assert (kinds["handsDown"], kinds["year"]) == ("bool", "int64")


def test_text_comes_back_as_it_was(tmp_path: Path) -> None:
    csv.write(nasty(), tmp_path / "c")
    parquet.write(nasty(), tmp_path / "p")
    # Without a C parser's guess at line ends: what is inside quotes is kept.
    found = pd.read_csv(tmp_path / "c" / "nodes-Project.csv", dtype=str, keep_default_na=False)
    assert found["name"][0] == NASTY
    assert pd.read_parquet(tmp_path / "p" / "nodes-Project.parquet")["name"][0] == NASTY
    issuers = pd.read_parquet(tmp_path / "p" / "nodes-PolicyDocument.parquet")["issuers"][0]
    assert list(issuers) == ["省财政厅", "a;b", NASTY.replace("|", "")]


def test_more_digits_than_a_decimal_holds_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="amountYuan does not fit"):
        parquet.write(Made([line(amountYuan=Decimal("0.00000000001"))]), tmp_path / "p")
    assert list(tmp_path.iterdir()) == []
    csv.write(Made([line(amountYuan=Decimal("0.00000000001"))]), tmp_path / "c")
    assert pd.read_csv(tmp_path / "c" / "nodes-BudgetLine.csv", dtype=str)["amountYuan"][0] == "0.00000000001"


def test_more_rows_than_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 3)
    parquet.write(Made([line(f"d1/line/{at}") for at in range(8)]), tmp_path / "p")
    assert list(pd.read_parquet(tmp_path / "p" / "nodes-BudgetLine.parquet")["id"]) == [
        f"d1/line/{n}" for n in range(8)
    ]
