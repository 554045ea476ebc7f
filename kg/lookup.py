"""Finding shared things in the catalogue: by name, by number in any brackets, by a piece of either.

It knows the catalogue's tables. Terms of one or two characters find too, because a name is searched as a whole.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from kg import ids
from kg.answers import GraphNode, Hit, PolicyRow, Value
from kg.catalog import load_shared

_BARE = re.compile(r"[()\s]")


def value(found: Any) -> Value:
    """A property's value as it is handed out: lists as lists."""
    return list(found) if isinstance(found, tuple) else found


def shared_node(sql: sqlite3.Connection, node: str) -> GraphNode | None:
    """A shared node by its id."""
    row = sql.execute("SELECT label, body FROM shared WHERE node = ?", (node,)).fetchone()
    if row is None:
        return None
    properties, _ = load_shared(row[1])
    return GraphNode(node, row[0], {name: value(entry) for name, entry in properties.items()})


def find(sql: sqlite3.Connection, name: str, base: str) -> list[str]:
    """Ids of the shared nodes that are called exactly this, or have this id."""
    node = ids.tail(name, base)
    if sql.execute("SELECT 1 FROM shared WHERE node = ?", (node,)).fetchone():
        return [node]
    rows = sql.execute("SELECT node FROM names WHERE name = ? ORDER BY rank, node", (ids.fold_title(name),))
    return list(dict.fromkeys(row[0] for row in rows))


def title_of(label: str, properties: dict[str, Any]) -> str:
    """The one name that a node is shown by."""
    if label == "PolicyDocument":
        return str(properties.get("number") or properties.get("title") or "")
    if label == "Disclosure":
        return f"{properties.get('publisher')} {properties.get('fiscalYear')} {properties.get('stage')}"
    return str(properties.get("name") or properties.get("code") or "")


def _detail(label: str, properties: dict[str, Any]) -> str:
    parts: dict[str, tuple[str, ...]] = {
        "PolicyDocument": ("title", "issuer", "place", "kind"),
        "Project": ("unit", "projectCode"),
        "Organization": ("kind", "place"),
        "SubjectCode": ("code", "classification"),
        "Place": ("fullName",),
    }
    return " · ".join(str(properties[name]) for name in parts.get(label, ()) if properties.get(name))


def search(sql: sqlite3.Connection, text: str, limit: int) -> list[Hit]:
    """Shared nodes whose name, number or title holds the text: whole names first, then beginnings, then the rest."""
    folded = ids.fold_title(text)
    if not folded:
        return []
    escaped = re.sub(r"([\\%_])", r"\\\1", folded)
    rows = sql.execute(
        "SELECT n.node, s.label, s.body, min((n.name <> ?) + (n.name NOT LIKE ? ESCAPE '\\')) AS far,"
        " min(length(n.name)) AS long"
        " FROM names n JOIN shared s ON s.node = n.node WHERE n.name LIKE ? ESCAPE '\\'"
        " GROUP BY n.node ORDER BY far, long, s.label, n.node LIMIT ?",
        (folded, f"{escaped}%", f"%{escaped}%", limit),
    )
    hits = []
    for node, label, body, _, _ in rows:
        properties, _ = load_shared(body)
        hits.append(Hit(node, label, title_of(label, properties), _detail(label, properties)))
    return hits


def _policy_rows(sql: sqlite3.Connection, where: str, parameters: tuple[Any, ...]) -> Iterator[PolicyRow]:
    rows = sql.execute(
        "SELECT s.node, s.body,"
        " (SELECT count(*) FROM judgements j JOIN refs r ON r.mention = j.mention"
        "   WHERE j.policy = s.node AND r.label = 'Citation'),"
        " (SELECT count(DISTINCT r.source) FROM judgements j JOIN refs r ON r.mention = j.mention"
        "   WHERE j.policy = s.node AND r.label = 'Project')"
        f" FROM shared s WHERE s.label = 'PolicyDocument' AND {where}",
        parameters,
    )
    for node, body, citations, projects in rows:
        properties, _ = load_shared(body)
        get = properties.get
        yield PolicyRow(
            policy_id=node,
            number=get("number"),
            issuer_code=get("issuerCode"),
            issuer=get("issuer"),
            year=get("year"),
            serial=get("serial"),
            title=get("title"),
            citations=citations,
            projects=projects,
            kind=get("kind"),
            place=get("place"),
        )


def all_policies(sql: sqlite3.Connection) -> Iterator[PolicyRow]:
    """Every policy document, by id."""
    return _policy_rows(sql, "1 ORDER BY s.node", ())


def policies(
    sql: sqlite3.Connection, text: str, base: str, issuer: str | None = None, place: str | None = None
) -> list[PolicyRow]:
    """Policy documents of this number, title or id; most cited first.

    A number decides before a title. Of several, `issuer` keeps those whose issuer or 机关代字 holds it, and `place`
    those that a place of this name cites or is said to have issued.
    """
    node = ids.tail(text, base)
    found = list(_policy_rows(sql, "s.node = ?", (node,)))
    if not found:
        folded = ids.fold_title(text)
        for rank in ("rank = 0", "rank > 0"):
            where = f"s.node IN (SELECT node FROM names WHERE name = ? AND {rank})"
            # A number that was cut off or damaged is a document of its own; it does not make a whole one ambiguous.
            whole = "EXISTS (SELECT 1 FROM judgements j WHERE j.policy = s.node AND j.grp NOT LIKE '?%')"
            found = list(_policy_rows(sql, f"{where} AND {whole}", (folded,)))
            found = found or list(_policy_rows(sql, where, (folded,)))
            if found:
                break
        number = None if found else _whole_number(text)
        if number and ids.fold_title(number) != folded:
            return policies(sql, number, base, issuer, place)
    if issuer:
        wanted = ids.fold_body(issuer)
        found = [
            row
            for row in found
            if wanted in ids.fold_body(row.issuer or "") or wanted == ids.fold_body(row.issuer_code or "")
        ]
    if place:
        wanted = ids.fold(place)
        found = [row for row in found if wanted in ids.fold(row.place or "") or wanted in _citing(sql, row.policy_id)]
    return sorted(found, key=lambda row: (-row.citations, row.policy_id))


def _whole_number(text: str) -> str | None:
    """A number with 号 left out or 第 put in, as the documents' numbers are read; None where it is none."""
    from loaders.prose.numbers import canonical  # noqa: PLC0415 - only a miss needs the reader's grammar

    return canonical(text)


def _citing(sql: sqlite3.Connection, policy: str) -> set[str]:
    """The folded names of the places whose documents cite a policy document."""
    rows = sql.execute(
        "SELECT DISTINCT d.meta ->> 'places' FROM judgements j JOIN mentions m ON m.mention = j.mention"
        " JOIN documents d ON d.document = m.document WHERE j.policy = ?",
        (policy,),
    )
    return {ids.fold(name) for (places,) in rows for name in re.findall(r'"([^"]+)"', places or "")}


def nearest(sql: sqlite3.Connection, number: str, n: int) -> list[PolicyRow]:
    """The policy documents whose numbers or titles are most like this one."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only a miss needs it

    names = dict(
        sql.execute(
            "SELECT n.node, n.name FROM names n JOIN shared s ON s.node = n.node"
            " WHERE s.label = 'PolicyDocument' ORDER BY n.rank DESC, n.node DESC"
        )
    )
    wanted = _BARE.sub("", ids.fold_title(number))
    choices = {node: _BARE.sub("", name) for node, name in sorted(names.items())}
    best = process.extract(wanted, choices, scorer=fuzz.ratio, limit=n)
    return [row for _, _, node in best for row in _policy_rows(sql, "s.node = ?", (node,))]
