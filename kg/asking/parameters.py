"""The parameters of a question from what people write: names to things, words to values.

It knows the types of parameters and asks `Names` for what is called so. It must not know how a query is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import queries
from kg.asking.names import Names, one_of
from kg.asking.values import Thing, Value
from kg.errors import KgError

if TYPE_CHECKING:
    from queries import Parameter, Question

_YEAR = re.compile(r"(\d{4})年?(?:度)?")
_NUMBER = re.compile(r"-?\d+")
_STAGE = "https://w3id.org/fiscal-kg/codes#stage"


@cache
def stages() -> dict[str, str]:
    """The stages by what they are called: their codes, and their names in Chinese."""
    from kg.language_terms import codes_in  # noqa: PLC0415 - only this needs it

    known = [(str(entry["code"]), str(entry["name_zh"])) for entry in codes_in(_STAGE) if entry["code"] != "unsaid"]
    return {code: code for code, _ in known} | {name: code for code, name in known}


def resolve(asked: Question, said: Mapping[str, Any], names: Names) -> dict[str, Value]:
    """The value of every parameter of a question. Raises KgError with what is missing, unknown or names nothing."""
    unknown = sorted(said.keys() - {parameter.name for parameter in asked.parameters})
    if unknown:
        takes = ", ".join(parameter.name for parameter in asked.parameters) or "none"
        raise KgError(f"{asked.name} has no parameter {unknown[0]}", f"it takes {takes}")
    found: dict[str, Value] = {}
    for parameter in asked.parameters:
        value = said.get(parameter.name)
        if value is None or (value == "" and parameter.type != "text"):
            if parameter.required:
                raise KgError(
                    f"{asked.name} needs {parameter.name}", f"write {parameter.name}=…, {parameter.description}"
                )
            value = parameter.default
        found[parameter.name] = None if value is None else _value(parameter, value, names)
    return found


def _value(parameter: Parameter, value: Any, names: Names) -> Value:
    if isinstance(value, Thing):
        return value
    text = str(value).strip()
    if parameter.type == "document":
        return names.document(text)
    if parameter.type in queries.THINGS:
        return Thing(one_of(names, parameter.type, text))
    if parameter.type == "text":
        return text
    if parameter.type == "stage":
        if text not in stages():
            known = ", ".join(dict.fromkeys(stages().values()))
            raise KgError(f"{parameter.name}={text} is no stage", f"the stages are {known}")
        return stages()[text]
    match = (_YEAR if parameter.type == "year" else _NUMBER).fullmatch(text)
    if match is None:
        raise KgError(f"{parameter.name}={text} is no {parameter.type}", f"it is {parameter.description}")
    return int(match[1] if parameter.type == "year" else match[0])
