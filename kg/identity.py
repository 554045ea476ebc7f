"""Which mentions of policy documents are one document: decided over the whole set, never by order of arrival.

Only mentions of one number can join; of those without a number, mentions of one title. Every joining has its reason.
What is not certain stays apart. It knows numbers, titles, issuers and places; not where mentions come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from kg import ids
from kg.statements import Mention
from ontology import vocabulary

#: Likeness (0-100) from which two titles or two issuers are taken for one, written differently.
LIKE = 85


@dataclass(frozen=True, slots=True)
class Judgement:
    """A mention is of a policy document (an id), and why: own, exact, issuer, prefix, national, body or place.

    `place` is the citing place where nothing else tells the document from others of its number.
    """

    mention: str
    policy: str
    reason: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What the beginnings of numbers say of their issuers; see issuers.toml."""

    provinces: dict[str, str]
    shared: frozenset[str]
    national: frozenset[str]
    national_kinds: frozenset[str]
    body_kinds: frozenset[str]
    of_place: tuple[str, ...]
    county: tuple[str, ...]


@cache
def prefixes() -> Prefixes:
    """The vocabulary of issuers."""
    words = vocabulary.load("issuers")
    return Prefixes(
        words["provinces"],
        frozenset(words["shared_abbreviations"]["characters"]),
        frozenset(words["national"]["prefixes"]),
        frozenset(words["national"]["kinds"]),
        frozenset(words["bodies"]["kinds"]),
        tuple(words["bodies"]["of_place"]),
        tuple(words["placeless"]["county"]),
    )


def _alike(first: str, second: str) -> bool:
    if first == second or first in second or second in first:
        return True
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - not needed to start

    return ratio(first, second) >= LIKE


def issuers_agree(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether one of the named issuers is the same body, however abbreviated."""
    return any(_alike(a, b) for a in first for b in second)


def body_keyed(kind: str, number: str, title: str) -> bool:
    """Whether a document is one of those that every body counts for itself: minutes, and requests without a number.

    A request's number begins with the code of who asks; minutes of a whole government belong to its place.
    """
    words = prefixes()
    if kind not in words.body_kinds or any(word in number + title for word in words.of_place):
        return False
    return kind == "minutes" or not number


def anchor(mention: Mention) -> str:
    """What makes a number one over the country: "national", a province, a body, or "" where the place must tell."""
    words = prefixes()
    if body_keyed(mention.kind, mention.number, mention.title):
        return f"body:{mention.body}"
    if mention.kind in words.national_kinds:
        return "national"
    if mention.by_prefix:
        return f"issuer:{mention.by_prefix}"
    code = mention.number.split("(")[0]
    if code in words.national:
        return "national"
    province = words.provinces.get(code[:1])
    if province is None or len(code) < 2:
        return ""
    if code[0] in words.shared and not (mention.place and mention.place[0] == province):
        return ""
    return f"province:{province}"


def _same_region(first: Mention, second: Mention) -> bool:
    """Whether two mentions of one number come from one region: for a county's own number one county, else one city.

    Where only the outermost place of one is known, it must be that of the other.
    """
    depth = 3 if first.number.startswith(prefixes().county) else 2
    one, other = first.place, second.place
    return one[:depth] == other[:depth] or bool(
        one and other and (len(one) == 1 or len(other) == 1) and one[0] == other[0]
    )


def _joined_by(first: Mention, second: Mention) -> str:
    """Why two mentions of one number are of one document; "" where they are not, or where that is not certain."""
    if first.title and second.title and not _alike(first.title, second.title):
        return ""
    a, b = anchor(first), anchor(second)
    if (a.startswith("body:") or b.startswith("body:")) and a != b:
        return ""
    if first.issuers and second.issuers:
        return "issuer" if issuers_agree(first.issuers, second.issuers) else ""
    if a and a == b:
        return "national" if a == "national" else "body" if a.startswith("body:") else "prefix"
    named = [mention.issuers or ((mention.by_prefix,) if mention.by_prefix else ()) for mention in (first, second)]
    if all(named):
        return "prefix" if issuers_agree(named[0], named[1]) else ""
    return "place" if _same_region(first, second) else ""


def _contradict(first: Mention, second: Mention) -> bool:
    """Whether two mentions cannot be of one document: their titles or their named issuers differ."""
    return bool(
        (first.title and second.title and not _alike(first.title, second.title))
        or (first.issuers and second.issuers and not issuers_agree(first.issuers, second.issuers))
    )


@dataclass(slots=True)
class _Cluster:
    """Mentions taken for one document, and by what each was joined."""

    members: list[Mention]
    reasons: dict[str, str]

    def reason_for(self, mention: Mention) -> str:
        """Why a mention belongs here; "" where it does not."""
        if any(_contradict(mention, member) for member in self.members):
            return ""
        reasons = {_joined_by(mention, member) for member in self.members} - {""}
        return min(reasons, default="")

    def accepts(self, other: _Cluster) -> bool:
        """Whether no member contradicts one of the other's."""
        return not any(_contradict(a, b) for a in self.members for b in other.members)


def _cluster(mentions: list[Mention]) -> list[_Cluster]:
    """The documents among the mentions of one number (or of one title, where there is no number)."""
    # What says most comes first and decides; the same set gives the same answer in whatever order it came.
    ordered = sorted(mentions, key=lambda m: (not (m.title and m.issuers), not m.issuers, not m.title, -m.count, m.id))
    clusters: list[_Cluster] = []
    for mention in ordered:
        fitting = [(cluster, reason) for cluster in clusters if (reason := cluster.reason_for(mention))]
        if not fitting or not all(a.accepts(b) for a, _ in fitting for b, _ in fitting):
            # Nothing fits, or two documents that contradict each other do: which is meant is not guessed.
            clusters.append(_Cluster([mention], {}))
            continue
        (first, reason), rest = fitting[0], [cluster for cluster, _ in fitting[1:]]
        first.members.append(mention)
        first.reasons[mention.id] = reason
        for cluster in rest:
            first.members += cluster.members
            first.reasons |= {member.id: reason for member in cluster.members} | cluster.reasons
        clusters = [cluster for cluster in clusters if cluster not in rest]
    return clusters


def _signature(mention: Mention) -> tuple[object, ...]:
    """Mentions that say the same are judged once; where a number is one over a region, the place says nothing."""
    by = anchor(mention)
    return (mention.title, mention.issuers, by, () if by else mention.place)


def _key(members: list[Mention]) -> str:
    """What tells a document from others of its number: the anchor, else the issuer named most, else the place."""
    issuers: dict[str, int] = defaultdict(int)
    for member in members:
        for issuer in member.issuers:
            issuers[issuer] += member.count
    anchors = {anchor(member) for member in members} - {""}
    if anchors:
        return min(anchors)
    if issuers:
        return "issuer:" + min(issuers, key=lambda issuer: (-issuers[issuer], issuer))
    return "place:" + "/".join(min(member.place[:2] for member in members))


def resolve(mentions: Iterable[Mention]) -> list[Judgement]:
    """What every mention is of. Mentions with one id (of several documents) come once, their counts added."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[group_of(mention)].append(mention)
    found: list[Judgement] = []
    for name, group in sorted(groups.items()):
        found += resolve_group(name, group)
    return found


def group_of(mention: Mention) -> str:
    """Only mentions of one group can be of one document: those of one number, or of one title without a number."""
    if mention.suspect:
        return f"?{mention.number}\x1f{mention.title}"
    return mention.number or f"\x1f{mention.title}"


def resolve_group(name: str, group: list[Mention]) -> list[Judgement]:
    """The judgements over the mentions of one group."""
    alike: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for mention in sorted(group, key=lambda m: m.id):
        alike[_signature(mention)].append(mention)
    first = {same[0].id: same for same in alike.values()}
    judged = [replace(same[0], count=sum(m.count for m in same)) for same in alike.values()]
    clusters = [(cluster, _key(cluster.members)) for cluster in _cluster(judged)]
    clusters.sort(key=lambda entry: (-sum(m.count for m in entry[0].members), min(m.id for m in entry[0].members)))
    taken: set[str] = set()
    found = []
    for cluster, key in clusters:
        policy = f"policy/{ids.digest(name, key)}"
        if policy in taken:  # another document of this number and issuer: its title tells it apart
            titles = min((m.title for m in cluster.members if m.title), default=min(m.id for m in cluster.members))
            policy = f"policy/{ids.digest(name, key, titles)}"
            while policy in taken:
                policy = f"policy/{ids.digest(policy, min(m.id for m in cluster.members))}"
        taken.add(policy)
        place = key.removeprefix("place:").split("/")[-1] if key.startswith("place:") else ""
        for member in cluster.members:
            reason = cluster.reasons.get(member.id, "own")
            found += [
                Judgement(same.id, policy, "exact" if position and reason == "own" else reason, place)
                for position, same in enumerate(first[member.id])
            ]
    return sorted(found, key=lambda judgement: judgement.mention)
