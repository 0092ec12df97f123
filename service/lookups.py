"""What is stored, as plain rows for people: search, one party, its owners, what it holds, every source's words.

All functions read the graph and conclude nothing. Days and instants are ISO 8601 texts, shares exact decimal strings
of percent. ``party`` stands for ``{"id", "name", "kind", "country", "marks"}`` everywhere. All raise GraphError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from cypher.graph import Graph
from cypher.names import name_key
from cypher.quantity import WHOLE, percent_text
from cypher.vocabulary import METRICS
from service.determination.consolidate import consolidate, heads
from service.determination.document import stake_text
from service.determination.model import Holding, Stake
from service.errors import NotFound
from service.identifiers import readings
from service.policy.territories import country
from service.world import Grades, world

Row = dict[str, Any]

MAX_WORDS = 12
MAX_HOLDERS = 1_000
MAX_CLAIMS = 2_000
_KIND_LABELS = frozenset({"Party", "Company", "Person", "State", "Unknown"})
# What says best where a party sits, for the one country that a list shows.
_SEAT_ORDER = (
    "analyst", "headquarters", "principal_executive", "business_address", "operational", "self_statement",
    "incorporation", "registered", "residence", "nationality", "mailing",
)  # fmt: skip


def search(graph: Graph, text: str, limit: int = 10) -> list[Row]:
    """Parties that answer to ``text``, best first: by identifier, by exactly this name, by the words of a name.

    Each is a ``party`` with ``names``, ``identifiers``, ``status``, ``match`` ("identifier", "name" or "words").
    """
    found: dict[str, str] = {}
    keys = readings(text)
    for row in graph.read("lookup/parties_by_identifiers", keys=keys) if keys else []:
        found.setdefault(row["id"], "identifier")
    for id_ in by_name(graph, text, limit):
        found.setdefault(id_, "name")
    for query in _word_queries(text) if len(found) < limit else ():
        rows = graph.read("lookup/parties_by_words", words=query, limit=limit)
        for row in rows:
            found.setdefault(row["id"], "words")
        if rows:
            break
    cards = read_cards(graph, list(found)[:limit])
    return [summary(cards[id_]) | {"match": found[id_]} for id_ in found if id_ in cards]


def by_name(graph: Graph, name: str, limit: int = 10) -> list[str]:
    """Ids of the parties that bear or bore exactly this name: equal in case-folded words and legal form."""
    key = name_key(name)
    if not key:
        return []
    quoted = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return [row["id"] for row in graph.read("lookup/parties_by_name_key", term=quoted, limit=limit)]


def entity(graph: Graph, id_: str) -> Row:
    """One party: a ``party`` with all names, identifiers, seats in force, notices in force. Raises NotFound."""
    today = datetime.now(UTC).date()
    card = read_cards(graph, [id_]).get(id_)
    if card is None:
        raise NotFound("unknown_entity", f"There is no party {id_[:100]!r}.", "Search by name with /v1/search.")
    notices = [row["statement"] for row in graph.read("lookup/notices", id=id_) if not row["past"]]
    return plain(
        summary(card)
        | {
            "dissolved_on": card["dissolved_on"],
            "seats": [_origin(seat) | _pick(seat, "kind", "jurisdiction") for seat in seats_in_force(card, today)],
            "notices": [_origin(notice) | _pick(notice, "code") for notice in notices if _in_force(notice, today)],
        }
    )


def owners(graph: Graph, id_: str, limit: int = MAX_HOLDERS) -> list[Row]:
    """Who holds something in a party today, largest first: the effective holdings, consolidated from the claims as read.

    Each: ``party``, ``stake`` for people, ``shares``, ``votes``, ``profits`` (``{"low", "high"}`` or None), ``rights``,
    and ``claims``, each with its origin and whether it ``counts``. Of a branch: those of its head. Raises NotFound.
    """
    today = datetime.now(UTC).date()
    rows = graph.read("lookup/claims_on", ids=[id_])
    if not rows:
        raise NotFound("unknown_entity", f"There is no party {id_[:100]!r}.", "Search by name with /v1/search.")
    grades: Grades = {row["id"]: (row["grade"], row["rank"]) for row in graph.read("lookup/sources")}
    found = world(rows, grades)
    head_of = heads(found.parties)
    into = sorted(consolidate(found, today).into.get(head_of.get(id_, id_), ()), key=_size, reverse=True)[:limit]
    subjects = {party for party in found.parties if head_of.get(party, party) == head_of.get(id_, id_)}
    claims: dict[str, list[Row]] = {}
    for row in rows:
        for claim in row["claims"] if row["id"] in subjects else ():
            holder = claim.get("on_behalf_of") or claim["holder"]
            if claim.get("recorded_to") is None and _in_force(claim, today):
                claims.setdefault(head_of.get(holder, holder), []).append(claim)
    cards = read_cards(graph, [holding.holder for holding in into])
    return [
        plain(
            {"party": brief(cards[holding.holder], today)}
            | _amounts(holding)
            | {"claims": [_claim(claim, holding.claims) for claim in claims.get(holding.holder, ())]}
        )
        for holding in into
        if holding.holder in cards
    ]


def holdings(graph: Graph, id_: str, limit: int = MAX_HOLDERS) -> list[Row]:
    """In whom a party holds something today, largest first; shaped like ``owners``, with ``effective``.

    ``effective`` false: the holding is not derived yet (or nothing of it counts), and the claims speak for themselves.
    """
    today = datetime.now(UTC).date()
    result = []
    for row in graph.read("lookup/holdings", id=id_, limit=limit):
        claims = [claim for claim in row["claims"] if _in_force(claim, today)]
        stored = row["holding"]
        if not stored and not claims:
            continue
        held = _stored(stored) if stored else _claimed(claims)
        counted = held.claims if stored else tuple(claim["key"] for claim in claims)
        result.append(
            plain(
                {"party": brief(row, today), "effective": stored is not None}
                | _amounts(held)
                | {"claims": [_claim(claim, counted) for claim in claims]}
            )
        )
    return result


def statements(graph: Graph, id_: str, limit: int = MAX_CLAIMS) -> list[Row]:
    """Every source's words on a party, side by side: who it is, where it sits, who holds what, and what is not said.

    Each: ``what`` (identity, seat, interest, branch, notice), ``source``, ``record``, ``url``, ``published``, validity
    and record dates, ``stated`` (the source's own words), ``current`` (on record, and in force today), ``text`` for
    people, and for interests and branches ``role`` of the party (subject or holder) and the ``other`` party.
    """
    today = datetime.now(UTC).date()
    found: list[Row] = []
    for row in graph.read("lookup/identity_statements", id=id_):
        data = row["statement"]
        text = f"{data['kind'].replace('_', ' ')}: {row['jurisdiction']}" if row["what"] == "seat" else data["name"]
        extra = {"identifiers": row["identifiers"]} if row["what"] == "identity" else {}
        found.append({"what": row["what"], "text": text} | _said(data, today) | extra)
    for row in graph.read("lookup/claims_about", id=id_, limit=limit):
        data = row["statement"]
        branch = row["type"].endswith("BRANCH_OF")
        said = {
            "what": "branch" if branch else "interest",
            "text": "branch of the same legal person" if branch else _claimed([data], sums=False)[1],
            "role": "subject" if row["inward"] else "holder",
            "other": row["other"],
        }
        found.append(said | _said(data, today))
    for row in graph.read("lookup/notices", id=id_):
        data = row["statement"]
        found.append({"what": "notice", "text": data["code"]} | _said(data, today))
    return [plain(row) for row in found]
