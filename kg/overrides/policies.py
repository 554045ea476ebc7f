"""What a person's entries do to the judgements on policy documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg import ids
from kg.identity import Judgement
from kg.overrides.records import Aliases, Overrides


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mention is of in the end: by rule, or because a person says so (`reason` same or apart; `said` why)."""

    policy: str
    reason: str
    place: str
    said: str | None = None


def overrule(judged: Iterable[Judgement], overrides: Overrides) -> tuple[dict[str, Verdict], set[str]]:
    """What mentions are of by these judgements and a person's entries; and the things of entries that are there.

    The judgements must hold all mentions of every policy document that an entry names.
    """
    found = {entry.mention: Verdict(entry.policy, entry.reason, entry.place) for entry in judged}
    there = {entry.policy for entry in found.values()}
    seen: set[str] = set()
    for apart in overrides.apart:
        for mention in apart.things:
            if mention in found:
                seen.add(mention)
                own = f"policy/{ids.digest('apart', mention)}"
                there.add(own)
                found[mention] = Verdict(own, "apart", found[mention].place, apart.reason)
    joined = Aliases()
    for entry in overrides.same:
        named = {thing: _policy(thing, found, there, joined) for thing in (entry.keep, *entry.things)}
        seen.update(thing for thing, policy in named.items() if policy)
        keep = next(filter(None, named.values()), "")
        for thing, policy in named.items():
            if not policy or policy == keep:
                continue
            alone = thing in found
            for mention, verdict in list(found.items()):
                if mention == thing if alone else verdict.policy == policy:
                    found[mention] = Verdict(keep, "same", "", entry.reason)
            if not alone:
                joined.join(entry, keep, policy)
    return found, seen


def _policy(thing: str, found: Mapping[str, Verdict], there: set[str], joined: Aliases) -> str:
    """The policy document that a thing of an entry is or is of; "" where it is not there."""
    return found[thing].policy if thing in found else joined.of(thing) if thing in there else ""
