"""What is stored, as plain rows for people: search, one party, its owners, what it holds, every source's words.

All functions read the graph and conclude nothing. Days and instants are ISO 8601 texts, shares exact decimal strings
of percent. A ``party`` is ``{"id", "name", "kind", "country", "marks"}`` everywhere. All raise GraphError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from cypher.graph import Graph
from cypher.names import name_key
from cypher.quantity import WHOLE, percent_text
from cypher.vocabulary import METRICS, Metric
from service.determination.consolidate import consolidate, heads
from service.determination.document import stake_text
from service.determination.model import Claim, Holding, Stake
from service.errors import NotFound
from service.identifiers import readings
from service.marks import AMOUNTS
from service.parties import brief, in_force, origin, plain, read_cards, seats_in_force, summary
from service.world import Grades, claim, grades, lists, newest, world

Row = dict[str, Any]

MAX_WORDS = 12
MAX_HOLDERS = 1_000
MAX_CLAIMS = 2_000
HINT = "Identifiers look like LEI:2138008KTNTDICZU8L25 or GB-COH:01126618; search by name with /v1/search."


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
    for words in _word_queries(text) if len(found) < limit else ():
        rows = graph.read("lookup/parties_by_words", words=words, limit=limit)
        for row in rows:
            found.setdefault(row["id"], "words")
        if rows:
            break
    cards, today = read_cards(graph, list(found)[:limit]), _today()
    return [summary(cards[id_], today) | {"match": match} for id_, match in found.items() if id_ in cards]


def by_name(graph: Graph, name: str, limit: int = 10) -> list[str]:
    """Ids of the parties that bear or bore exactly this name: equal in folded words and legal form."""
    key = name_key(name)
    if not key:
        return []
    term = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return [row["id"] for row in graph.read("lookup/parties_by_name_key", term=term, limit=limit)]


def entity(graph: Graph, id_: str) -> Row:
    """One party: a ``party`` with all names, identifiers, seats in force, notices in force. Raises NotFound."""
    today = _today()
    card = read_cards(graph, [id_]).get(id_)
    if card is None:
        raise _unknown(id_)
    notices = [row["statement"] for row in graph.read("lookup/notices", id=id_)]
    seats = [
        {"kind": one["kind"], "jurisdiction": one["jurisdiction"]} | origin(one) for one in seats_in_force(card, today)
    ]
    said = [{"code": one["code"]} | origin(one) for one in notices if in_force(one, today)]
    result: Row = plain(summary(card, today) | {"dissolved_on": card["dissolved_on"], "seats": seats, "notices": said})
    return result


def owners(graph: Graph, id_: str, limit: int = MAX_HOLDERS) -> list[Row]:
    """Who holds something in a party today, largest first: consolidated now, from the claims as they are stored.

    Each: ``party`` (of the kind "joint" where several ``members`` hold as one), ``stake`` for people, ``shares``,
    ``votes``, ``profits`` (``{"low", "high"}`` or None), ``rights`` and ``claims``, each with its origin and whether
    it ``counts``. Of a branch: those of its head. Raises NotFound.
    """
    today = _today()
    rows = graph.read("lookup/closure", id=id_)
    if not rows:
        raise _unknown(id_)
    found = world(rows, _grades(graph), today)
    head_of = heads(found.parties)
    subject = head_of.get(id_, id_)
    facts = consolidate(found, today)
    into = sorted(facts.into.get(subject, ()), key=_size, reverse=True)[:limit]
    said: dict[str, list[Claim]] = {}
    for one in found.claims:
        if head_of.get(one.subject, one.subject) == subject and one.life.on_record(None) and one.life.valid(today):
            holder = one.on_behalf_of or one.holder
            said.setdefault(head_of.get(holder, holder), []).append(one)
    members = {held.holder: facts.joints.get(held.holder, (held.holder,)) for held in into}
    cards = read_cards(graph, sorted({id_ for ids in members.values() for id_ in ids}))
    result: list[Row] = []
    for held in into:
        behind = [brief(cards[id_], today) for id_ in members[held.holder] if id_ in cards]
        if not behind:
            continue
        joint = held.holder in facts.joints
        shown = {"party": _joint(held.holder, behind), "members": behind} if joint else {"party": behind[0]}
        claims = [claim for id_ in members[held.holder] for claim in said.get(id_, ())]
        result.append(plain(shown | _amounts(held) | _claims(claims, held.claims)))
    return result


def holdings(graph: Graph, id_: str, limit: int = MAX_HOLDERS) -> list[Row]:
    """In whom a party holds something today, largest first; shaped like ``owners``, with ``effective``.

    ``effective`` is false where the holding has not been derived yet, or nothing of it counts: then the claims speak
    for themselves. Raises NotFound.
    """
    today, grades, result = _today(), _grades(graph), []
    rows = graph.read("lookup/holdings", id=id_, limit=limit)
    if not rows and not read_cards(graph, [id_]):
        raise _unknown(id_)
    for row in rows:
        said = [claim(data | {"holder": id_}, row["id"], grades) for data in row["claims"] if in_force(data, today)]
        stored = row["holding"]
        if stored is None and not said:
            continue
        held = _stored(stored, id_, row["id"]) if stored is not None else _as_stated(said)
        shown = {"party": brief(row, today), "effective": stored is not None}
        result.append(plain(shown | _amounts(held) | _claims(said, held.claims)))
    return result


def statements(graph: Graph, id_: str, limit: int = MAX_CLAIMS) -> list[Row]:
    """Every source's words on a party, side by side: who it is, where it sits, who holds what, what is not said.

    Each: ``what`` (identity, seat, interest, branch, notice), ``text`` for people, ``source``, ``record``, ``url``,
    ``published``, validity and record dates, ``stated`` (the source's own words), ``current`` (on record and in force
    today), ``closed`` (why it is not on record); interests and branches have the ``role`` of the party (subject or
    holder) and the ``other`` party. At most ``limit`` interests and branches. Raises NotFound.
    """
    about = graph.read("lookup/identity_statements", id=id_)
    claims = graph.read("lookup/claims_about", id=id_, limit=limit)
    notices = graph.read("lookup/notices", id=id_)
    if not about and not claims and not notices and not read_cards(graph, [id_]):
        raise _unknown(id_)
    found = [_identity(row) for row in about] + [_interest(row) for row in claims]
    found += [{"what": "notice", "text": row["statement"]["code"], "statement": row["statement"]} for row in notices]
    today = _today()
    return [plain(_said(row.pop("statement"), today, row)) for row in found]


def lists_loaded(graph: Graph) -> frozenset[str]:
    """The restricted-party lists that are in the graph and as young as promised. Raises GraphError."""
    return lists(graph.read("lookup/sources"), _today())


def sources(graph: Graph) -> list[Row]:
    """What is known of every source: title, publisher, url, licence, grade, rank, promised age, and its last load.

    ``age_days``: days since the youngest date its data bear, else since it was loaded; ``stale``: older than promised.
    """
    today, result, known = _today(), [], graph.read("lookup/sources")
    loads = {row["id"]: row for row in graph.read("lookup/loads")}
    for row in known:
        day = newest(row)
        age = (today - day).days if day else None
        stale = age is None or (row["promised_age_days"] is not None and age > row["promised_age_days"])
        del row["first_loaded_at"]
        load = loads[row["id"]]
        told = {"lists": row["lists"] or [], "filled": json.loads(load["filled"] or "{}")}
        result.append(plain(row | load | told | {"age_days": age, "stale": stale}))
    return result


def _today() -> date:
    return datetime.now(UTC).date()


def _grades(graph: Graph) -> Grades:
    return grades(graph.read("lookup/sources"))


def _unknown(id_: str) -> NotFound:
    return NotFound("unknown_entity", f"There is no party {id_[:100]!r}.", HINT)


def _word_queries(text: str) -> Iterator[str]:
    """Lucene queries, each looser than the last. Only bare words go in, so nothing in a text can be an operator."""
    words = [word.lower() for word in re.findall(r"\w+", text)][:MAX_WORDS]
    if words:
        yield " AND ".join([*words[:-1], f"({words[-1]} OR {words[-1]}*)"])
        yield " AND ".join(f"({word} OR {word}~1)" if len(word) > 3 else word for word in words)
        yield " ".join(words)


def _joint(id_: str, members: list[Row]) -> Row:
    name = " with ".join(one["name"] for one in members)
    return {"id": id_, "name": name, "kind": "joint", "country": None, "marks": []}


def _size(holding: Holding) -> tuple[int, int, str]:
    stakes = holding.stakes.values()
    low = max((max(stake.low + stake.unknown_low, stake.declared_low) for stake in stakes), default=0)
    high = max((max(stake.high, stake.declared_high) for stake in stakes), default=0)
    return low, high, holding.holder


def _amounts(holding: Holding) -> Row:
    row: Row = {"stake": stake_text(holding)}
    for metric in METRICS:
        stake = holding.stakes.get(metric)
        row[metric] = None
        if stake is not None:
            low = min(WHOLE, max(stake.low + stake.unknown_low, stake.declared_low))
            high = max(stake.high, stake.open, stake.declared_high)
            row[metric] = {"low": percent_text(low), "high": percent_text(high)}
    return row | {"rights": sorted(holding.rights | holding.weak_rights)}


def _claims(said: Iterable[Claim], counted: Iterable[str]) -> Row:
    keys = set(counted)
    return {"claims": [_claim(one, one.key in keys) for one in said]}


def _claim(one: Claim, counts: bool) -> Row:
    start, end = one.life.valid_from, one.life.valid_to
    return {
        "key": one.key,
        "text": stake_text(_as_stated([one])),
        "counts": counts,
        "directness": one.directness,
        "capacity": one.capacity,
        "source": one.origin.source,
        "record": one.origin.record,
        "url": one.origin.url,
        "published": one.origin.published,
        "valid_from": start,
        "valid_to": end,
        "stated": one.origin.stated or None,
    }


def _as_stated(said: list[Claim]) -> Holding:
    """Claims of one holder on one subject as a holding, each figure as it was stated: what counts is not asked."""
    stakes: dict[Metric, Stake] = {}
    for metric in METRICS:
        shares = [(one, share) for one in said if (share := one.share(metric)) is not None]
        if shares:
            low, high = min(share.low for _, share in shares), max(share.high for _, share in shares)
            declared = all(one.directness in ("indirect", "total") for one, _ in shares)
            stakes[metric] = Stake(declared_low=low, declared_high=high) if declared else Stake(low=low, high=high)
    rights = frozenset(right for one in said for right in one.rights)
    return Holding(said[0].holder, said[0].subject, stakes, rights, claims=tuple(one.key for one in said))


def _stored(data: Mapping[str, Any], holder: str, subject: str) -> Holding:
    """The properties of a HOLDS as the holding they were written from."""
    stakes: dict[Metric, Stake] = {}
    for metric in METRICS:
        low, unknown, high, open_, blind, declared_low, declared_high = (
            data.get(f"{metric}_{name}", 0) for name in AMOUNTS
        )
        if any((low, unknown, high, open_, blind, declared_low, declared_high)):
            stakes[metric] = Stake(low, unknown, high, open_, blind, declared_low, declared_high)
    rights = frozenset(data.get("rights") or ())
    weak = frozenset(data.get("weak_rights") or ())
    blocking = frozenset(data.get("blocking") or ())
    return Holding(holder, subject, stakes, rights, weak, blocking, tuple(data.get("claims") or ()))


def _identity(row: Row) -> Row:
    data = row["statement"]
    if row["what"] == "seat":
        text = f"{data['kind'].replace('_', ' ')}: {row['jurisdiction']}"
        return {"what": "seat", "text": text, "statement": data}
    return {"what": "identity", "text": data["name"], "identifiers": row["identifiers"], "statement": data}


def _interest(row: Row) -> Row:
    data, branch = row["statement"], row["type"].endswith("BRANCH_OF")
    holder, subject = ("?", "?")
    text = (
        "the same legal person" if branch else stake_text(_as_stated([claim(data | {"holder": holder}, subject, {})]))
    )
    what, role = ("branch" if branch else "interest"), ("subject" if row["inward"] else "holder")
    return {"what": what, "text": text, "role": role, "other": row["other"], "statement": data}


def _said(data: Row, today: date, row: Row) -> Row:
    recorded = {name: data.get(name) for name in ("recorded_from", "recorded_to", "closed")}
    return row | origin(data) | recorded | {"current": in_force(data, today)}
