"""The fictitious world: one province, its cities and counties, none of which exists.

Knows names and the letters that stand for them in document numbers.
"""

from dataclasses import dataclass

PROVINCE = ("云川省", "云")
CITIES = (("澜江市", "澜"), ("鹭原市", "鹭"), ("檀江市", "檀"), ("岫云市", "岫"))
# Counties beyond the first are named by one character of each row; their letters are the whole name, so that no two
# counties share a prefix.
_FIRST = "岚霁榆汀枫苇荻笠翎砚蓼桐"
_SECOND = "渡屿坞畈矶浔埂岫汭墟"


@dataclass(frozen=True, slots=True)
class World:
    """A county with the city and province above it."""

    index: int
    province: str
    city: str
    county: str
    province_letter: str
    city_letter: str
    county_letters: str

    def fill(self, template: str) -> str:
        """The template with places {P} {C} {X} and letters {p} {c} {x} written out; other placeholders stay."""
        for mark, value in (
            ("{P}", self.province),
            ("{C}", self.city),
            ("{X}", self.county),
            ("{p}", self.province_letter),
            ("{c}", self.city_letter),
            ("{x}", self.county_letters),
        ):
            template = template.replace(mark, value)
        return template


def world(index: int) -> World:
    """The county of that index; 0 is the county of the demonstration set.

    Raises ValueError where there are no more names.
    """
    if index == 0:
        city, letter = CITIES[0]
        return World(0, PROVINCE[0], city, "望溪县", PROVINCE[1], letter, "望")
    place = index - 1
    if place >= len(_FIRST) * len(_SECOND):
        raise ValueError(f"there are only {len(_FIRST) * len(_SECOND) + 1} counties, index {index} is beyond them")
    name = _FIRST[place % len(_FIRST)] + _SECOND[place // len(_FIRST)]
    city, letter = CITIES[index % len(CITIES)]
    return World(index, PROVINCE[0], city, name + "县", PROVINCE[1], letter, name)
