"""What a person's entries do to the statements of one document.

Statements are amended whenever they are read from their file or taken in, so that all that is derived from them agrees;
the file itself keeps what was read. It must not know where files or entries lie.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.overrides.bodies import Identified
from kg.overrides.records import NONE, Applied, Overrides
from kg.overrides.values import Corrected
from kg.statements import Unit


@dataclass(frozen=True, slots=True)
class Amended(Unit):
    """A document's statements as a person's entries amend them; they bring the entries with them."""

    overrides: Overrides = NONE
    applied: tuple[Applied, ...] = field(default=())


def amend(unit: Unit, overrides: Overrides) -> Unit:
    """The statements of a document under these entries: first corrected, then under the ids that a person gives."""
    if not overrides or isinstance(unit, Amended):
        return unit
    applied: list[Applied] = []
    if corrections := overrides.of_document(unit.document):
        unit = Corrected(unit, applied).unit(corrections)
    if overrides.bodies():
        unit = Identified(unit, overrides.bodies(), applied).unit()
    return Amended(unit.meta, unit.own, unit.shared, unit.mentions, overrides, tuple(applied))
