"""A disclosure while it is written: lines that know what they are, and the ways to add marked facts to them.

Knows nothing of what a disclosure says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from examples.marks import Marks

Kind = Literal["blank", "cover", "contents", "heading", "prose", "caption", "head", "row", "sheet", "indicator"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its marks; `sheet` counts the target sheets, 0 outside them."""

    text: str
    kind: Kind
    sheet: int = 0


class Draft:
    """The lines and facts of one document."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.lines: list[Line] = []
        self.sheet = 0

    def add(self, kind: Kind, *texts: str) -> None:
        """Lines of one kind."""
        self.lines += [Line(text, kind, self.sheet) for text in texts]

    def blank(self, count: int = 1) -> None:
        """Empty lines, as at the break of a page."""
        self.lines += [Line("", "blank", self.sheet)] * count

    def heading(self, *texts: str) -> None:
        """Headings, each followed by an empty line."""
        for text in texts:
            self.lines += (Line(text, "heading"), Line("", "blank"))

    def prose(self, *texts: str) -> None:
        """Paragraphs, each followed by an empty line."""
        for text in texts:
            self.lines += (Line(text, "prose"), Line("", "blank"))

    def row(self, cells: Iterable[str], kind: Kind = "row") -> None:
        """Cells joined by tabs."""
        self.lines.append(Line("\t".join(cells), kind, self.sheet))

    def money(self, table: int, item: str, code: str | None, column: str, value: Decimal) -> str:
        """A cell of one of the thirteen tables, marked; nothing for nothing. `value` is in ten thousand yuan."""
        if not value:
            return ""
        text = f"{value:.2f}"
        return self.marks.span("cell", text, table=table, item=item, code=code, column=column, value=text)

    def moneys(self, table: int, item: str, code: str | None, cells: Sequence[tuple[str, Decimal]]) -> list[str]:
        """Several such cells of one row, each a column's name and value."""
        return [self.money(table, item, code, column, value) for column, value in cells]
