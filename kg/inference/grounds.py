"""What inferences are drawn from: notices, titles, projects and departments, as a catalogue shows them.

It reads the catalogue's tables and puts together what the modules beside it weigh; it must not know what is drawn.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.identity import prefixes
from kg.ids import fold, fold_body, fold_title
from kg.inference import bodies, cascade, projects, titles
from kg.inference.names import place_of, work_of
from kg.statements import Link
from ontology import issuers

Shared = tuple[str, dict[str, Any], list[Link]]


class Grounds:
    """Reads a catalogue whose shared nodes are up to date; what was read once is kept."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self.sql = sql
        self._known: dict[str, Shared | None] = {}
        self._chains: dict[str, tuple[str, ...] | None] = {}
        self._citing: dict[str, tuple[str, ...]] = {}

    def gather(self, policy: str) -> cascade.Notice | None:
        """The notice as what is merged shows it now; None where it gives no money or too little is known of it."""
        from kg.claims.places import level_of  # noqa: PLC0415 - brings the readers with it

        shared = self.shared(policy)
        if shared is None:
            return None
        _, told, links = shared
        by = sorted({target for kind, target in links if kind == "issuedBy"})
        number, year = told.get("number"), told.get("year")
        if not number or not year:
            return None
        citing = [(project, self.shared(project)) for project in self._projects_citing(policy)]
        known = [(project, shared) for project, shared in citing if shared is not None]
        if not told.get("handsDown") and not any(("fundedBy", policy) in shared[2] for _, shared in known):
            return None
        place = self._place(policy, told, by)
        names = [told["title"]] if told.get("title") else []
        names += told.get("otherTitles", ())
        names += [shared[1]["name"] for _, shared in known if fold(number) in fold(shared[1]["name"])]
        issuer = told.get("issuer")
        level = "central" if place == () else level_of(place[-1]) if place else None
        if place is None or not names or not issuer or level is None:
            return None
        named = told.get("issuers") or [issuer]
        return cascade.Notice(
            policy,
            number,
            tuple(sorted(set(names))),
            issuer,
            place,
            level,
            frozenset(work for name in named if (work := work_of(name, place))),
            year,
            told.get("date"),
            any(kind == "passesOn" for kind, _ in links),
            frozenset(region for region in self._regions(policy) if region and level_of(region[0]) != "provincial"),
        )

    def _place(self, policy: str, told: Mapping[str, Any], by: list[str]) -> tuple[str, ...] | None:
        """The chain of places of a document's issuers, outermost first; () for the centre, None where it is unknown."""
        chains = {chain for organization in by if (chain := self._chain_of_body(organization))}
        if chains:
            return self._completed(policy, next(iter(chains))) if len(chains) == 1 else None
        code = (told.get("number") or "").split("〔")[0]
        if code:
            known = issuers.issuer_of(code, ())
            if code in prefixes().national or (known is not None and known.place == issuers.NATIONAL):
                return ()
        # A place of no list is told by who cites: the issuer bears the name of one of its superiors.
        named = [fold_body(name) for name in told.get("issuers") or filter(None, [told.get("issuer")])]
        regions = self._regions(policy)
        found = {
            region[:depth]
            for region in regions
            for depth in range(1, len(region) + 1)
            if named and all(name.startswith(region[depth - 1]) for name in named)
        }
        told_by_name = {place_of(name) for name in named}
        return next(iter(found or told_by_name)) if len(found or told_by_name) == 1 else None

    def _completed(self, policy: str, chain: tuple[str, ...]) -> tuple[str, ...]:
        """A chain with the superiors that who cites the document is under: its own papers may print none of them."""
        found = {
            region[:depth]
            for region in self._regions(policy)
            for depth in range(len(chain), len(region) + 1)
            if region[:depth][-len(chain) :] == chain
        }
        return next(iter(found)) if len(found) == 1 else chain

    def _regions(self, policy: str) -> frozenset[tuple[str, ...]]:
        rows = self.sql.execute(
            "SELECT DISTINCT m.body ->> 4 FROM judgements j JOIN mentions m ON m.mention = j.mention"
            " WHERE j.policy = ?",
            (policy,),
        )
        return frozenset(tuple(json.loads(place)) for (place,) in rows)

    def _chain_of_body(self, organization: str) -> tuple[str, ...] | None:
        shared = self.shared(organization)
        places = sorted(target for kind, target in shared[2] if kind == "inPlace") if shared else []
        return self._chain(places[0]) if len(places) == 1 else None

    def _chain(self, place: str) -> tuple[str, ...] | None:
        """The names of a place and its superiors, outermost first; None where one lies in several."""
        if place not in self._chains:
            shared = self.shared(place)
            if shared is None:
                return None
            above = [target for kind, target in shared[2] if kind == "within"]
            outer = () if not above else self._chain(above[0]) if len(above) == 1 else None
            self._chains[place] = None if outer is None else (*outer, fold(shared[1]["name"]))
        return self._chains[place]

    def _projects_citing(self, policy: str) -> tuple[str, ...]:
        if policy not in self._citing:
            rows = self.sql.execute(
                "SELECT DISTINCT r.source FROM judgements j JOIN refs r ON r.mention = j.mention"
                " WHERE j.policy = ? AND r.label = 'Project' ORDER BY r.source",
                (policy,),
            )
            self._citing[policy] = tuple(project for (project,) in rows)
        return self._citing[policy]

    def together(self, policy: str) -> dict[str, tuple[str, ...]]:
        """The projects that cite a document as giving their money or as their basis, by what else they so cite."""
        found: dict[str, list[str]] = {}
        for project in self._projects_citing(policy):
            shared = self.shared(project)
            targets = {t for kind, t in shared[2] if kind in ("fundedBy", "restsOn")} if shared else set()
            if policy in targets:
                for other in targets - {policy}:
                    found.setdefault(other, []).append(project)
        return {other: tuple(sorted(projects)) for other, projects in found.items()}

    def bearing(self, said: Iterable[str]) -> set[str]:
        """The policy documents that bear one of these titles or numbers (folded)."""
        found: set[str] = set()
        for title in said:
            rows = self.sql.execute("SELECT node FROM names WHERE name = ? AND node GLOB 'policy/*'", (title,))
            found.update(node for (node,) in rows)
        return found

    def titled(self, policy: str) -> titles.Titled:
        """A document with its title and what its citations say of where it is known."""
        shared = self.shared(policy)
        assert shared is not None  # its name is in the catalogue
        told, links = shared[1], shared[2]
        named = tuple(told.get("issuers") or filter(None, [told.get("issuer")]))
        return titles.Titled(
            policy,
            told.get("number"),
            fold_title(told.get("title", "")),
            told.get("kind", "other"),
            bool(told.get("handsDown")),
            tuple(sorted(map(fold_body, named))),
            self._place(policy, told, sorted({target for kind, target in links if kind == "issuedBy"})),
            self._regions(policy),
            frozenset(self._projects_citing(policy)),
            self._disputed(policy, told),
        )

    def _disputed(self, policy: str, told: Mapping[str, Any]) -> bool:
        """Whether another document bears the same number under another title: one of the titles may be misread."""
        others = self.bearing([fold_title(told["number"])]) - {policy} if told.get("number") else set()
        titles_ = {fold_title(known[1]["title"]) for o in others if (known := self.shared(o)) and "title" in known[1]}
        return bool(titles_ - {fold_title(told.get("title", ""))})

    def projects(self, unit: str) -> Iterator[projects.Project]:
        """The projects of a unit with the years of their money."""
        spans: dict[str, dict[str, set[int]]] = {}
        for project, year, how in self.sql.execute("SELECT project, year, how FROM spans WHERE unit = ?", (unit,)):
            spans.setdefault(project, {}).setdefault(how, set()).add(year)
        for project, years in spans.items():
            shared = self.shared(project)
            if shared is None:
                continue
            carried = years.get("carryover", set())
            printed = years.get("current", set())
            of_money = printed | carried
            if not of_money and "unsaid" not in years:
                of_money = years.get("sheet", set())
            told = shared[1]
            yield projects.Project(
                project, told["name"], told.get("projectCode"), frozenset(of_money), bool(carried and not printed)
            )

    def departments(self, place: str) -> Iterator[bodies.Department]:
        """The departments of a place with the years that they disclose and the names of their projects."""
        run = self.sql.execute
        for (organization,) in run(
            "SELECT DISTINCT organization FROM publishers WHERE place = ? ORDER BY organization", (place,)
        ).fetchall():
            shared = self.shared(organization)
            if shared is None or min(self.places_of(organization)) != place:
                continue
            years = {y for (y,) in run("SELECT year FROM publishers WHERE organization = ?", (organization,))}
            names = run(
                "SELECT DISTINCT s.project FROM publishers p JOIN spans s ON s.document = p.document"
                " WHERE p.organization = ?",
                (organization,),
            ).fetchall()
            own = [known[1]["name"] for (project,) in names if (known := self.shared(project)) is not None]
            name = shared[1]["name"]
            core = work_of(name, self._chain(place) or ())
            yield bodies.Department(organization, name, core, frozenset(years), frozenset(own))

    def stated(self) -> frozenset[frozenset[str]]:
        """The pairs of organizations of which a person says that one became the other."""
        found = set()
        for (body,) in self.sql.execute("SELECT body FROM shared WHERE label = 'ChangeEvent'"):
            links = json.loads(body)[1]
            before = [target for kind, target in links if kind == "originalOrganization"]
            after = [target for kind, target in links if kind == "resultingOrganization"]
            found |= {frozenset((old, new)) for old in before for new in after}
        return frozenset(found)

    def shared(self, node: str) -> Shared | None:
        """A shared node as it is shown: its class, properties and links; None where there is none."""
        if node not in self._known:
            row = self.sql.execute("SELECT label, body FROM shared WHERE node = ?", (node,)).fetchone()
            if row is None:
                self._known[node] = None
            else:
                properties, links = json.loads(row[1])
                self._known[node] = (row[0], properties, [(kind, target) for kind, target in links])
        return self._known[node]

    def places_of(self, organization: str) -> set[str]:
        """The places that documents say a publisher is in."""
        rows = self.sql.execute("SELECT DISTINCT place FROM publishers WHERE organization = ?", (organization,))
        return {place for (place,) in rows}
