"""What the graph knew of one party at one instant: read in one transaction, then cut down to what can matter.

Two clocks: ``as_of``, the day in the world, and ``known_at``, the instant on record. Today's question walks only what
is in force; one about the past walks every version. Both give the same world where they ask for the same instant, to
the last byte: that is what lets a determination be replayed.

What is not versioned: which parties are one (a merge reaches back), and of a source its grade, rank and age.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cypher.graph import Tx
from service.determination.consolidate import heads
from service.determination.model import Claim, World
from service.errors import NotFound
from service.world import Row, grades, lists, newest, world

MAX_SUBSIDIARIES = 1_000
CONSOLIDATES = {"consolidation", "contractual"}


@dataclass(frozen=True, slots=True)
class Instant:
    """``as_of``: the day in the world. ``known_at``: what was on record then; None: now. ``past``: of all versions."""

    as_of: date
    known_at: datetime | None
    past: bool


def read(tx: Tx, id_: str, at: Instant) -> World:
    """All that can matter for the party ``id_`` at an instant, and nothing else. Raises NotFound."""
    return relevant(read_all(tx, (id_,), at), id_, at.as_of)


def read_all(tx: Tx, ids: Sequence[str], at: Instant) -> World:
    """The parties ``ids`` with all their ancestors, and what the first of them consolidates. Raises NotFound."""
    known = tx.run("lookup/sources")
    sources = grades(known)
    above = _ancestors(tx, ids, at)
    if missing := [id_ for id_ in ids if id_ not in above]:
        raise NotFound("unknown_entity", f"There is no party {missing[0][:100]!r}.")
    if at.past:
        below = tx.run("lookup/subsidiaries_past", id=ids[0])
    else:
        below = tx.run("lookup/subsidiaries", id=ids[0], as_of=at.as_of, limit=MAX_SUBSIDIARIES)
    extra = [row for row in below if row["id"] not in above]
    return replace(
        world([*above.values(), *extra], sources, at.as_of, at.known_at),
        fresh_until=fresh_until(known),
        lists=lists(known, at.as_of, at.known_at),
    )


def fresh_until(sources: Iterable[Row]) -> dict[str, date]:
    """Source -> the last day on which it is as young as it promises, of those that promise and were ever loaded."""
    return {
        row["id"]: day + timedelta(days=row["promised_age_days"])
        for row in sources
        if row["promised_age_days"] is not None and (day := newest(row))
    }


def _ancestors(tx: Tx, ids: Iterable[str], at: Instant) -> dict[str, Row]:
    """Rows of parties and all above them, also by what no relationship leads to: beneficiaries, heads of the past."""
    query = "lookup/closure_past" if at.past else "lookup/closure"
    found: dict[str, Row] = {}
    ids = list(ids)
    waiting, asked = deque(ids), set(ids)
    while waiting:
        # The entity is asked about first: its past holders are read with it only.
        rows = [row for row in tx.run(query, id=waiting.popleft()) if row["id"] not in found]
        found |= {row["id"]: row for row in rows}
        named = {claim["on_behalf_of"] for row in rows for claim in row["claims"] if claim.get("on_behalf_of")}
        named |= {head["head"] for row in rows for head in row["heads"]}
        named |= {link["party"] for row in rows for link in row["candidates"] if row["id"] in ids}
        waiting += sorted(named - found.keys() - asked)
        asked |= named
    return found


def relevant(found: World, id_: str, as_of: date) -> World:
    """The part of a world that can matter for one party on a day, in a fixed order.

    Its ancestors by claims and branches of that day, with all claims on them; those who once held something in the
    party itself, with theirs; and what it consolidates. PURE.
    """
    head_of = heads(found.parties)
    selves = {id_, head_of.get(id_, id_)}
    selves |= {branch for branch, head in head_of.items() if head in selves}
    into: dict[str, list[Claim]] = {}
    for claim in found.claims:
        into.setdefault(claim.subject, []).append(claim)
    branches: dict[str, list[str]] = {}
    for party in found.parties.values():
        if party.branch_of is not None:
            branches.setdefault(party.branch_of, []).append(party.id)
    same = found.parties[id_].possibly_same if id_ in found.parties else ()
    above, waiting = selves | set(same), [*selves, *same]
    while waiting:
        at = waiting.pop()
        held = [one for one in into.get(at, ()) if one.life.valid(as_of) or (at in selves and one.life.ended(as_of))]
        held += [one for one in found.former if at in selves and one.subject == at]
        next_ = {one.holder for one in held} | {one.on_behalf_of for one in held if one.on_behalf_of}
        next_ |= {*branches.get(at, ()), *((head,) if (head := _head(found, at)) else ())}
        waiting += next_ - above
        above |= next_
    below = _below(found, id_, as_of, above)
    claims = [claim for claim in found.claims if claim.subject in above or claim.key in below]
    former = [claim for claim in found.former if claim.subject in selves]
    names = above | {claim.subject for claim in claims}
    late = {source: day for source, day in found.fresh_until.items() if day < as_of}
    return World(
        {name: found.parties[name] for name in sorted(names) if name in found.parties},
        tuple(sorted(claims, key=lambda claim: claim.key)),
        tuple(sorted(former, key=lambda claim: claim.key)),
        {source: late[source] for source in sorted(late.keys() & _sources(found, names, claims))},
        found.lists,
    )


def _sources(found: World, parties: Iterable[str], claims: Iterable[Claim]) -> set[str]:
    """Whose statements these are."""
    named = [found.parties[id_] for id_ in parties if id_ in found.parties]
    seats = {seat.origin.source for party in named for seat in party.seats}
    listings = {entry.origin.source for party in named for entry in party.listings}
    return seats | listings | {claim.origin.source for claim in claims}


def _head(found: World, id_: str) -> str | None:
    return found.parties[id_].branch_of if id_ in found.parties else None


def _below(found: World, id_: str, as_of: date, above: Collection[str]) -> set[str]:
    """Keys of the claims by which the party consolidates others, contracts first, as ``lookup/subsidiaries`` has it."""
    by_company: dict[str, list[Claim]] = {}
    for claim in found.claims:
        if claim.holder == id_ and CONSOLIDATES & set(claim.rights) and claim.life.valid(as_of):
            by_company.setdefault(claim.subject, []).append(claim)
    order = sorted(
        by_company, key=lambda name: (not any("contractual" in one.rights for one in by_company[name]), name)
    )
    return {one.key for name in order[:MAX_SUBSIDIARIES] if name not in above for one in by_company[name]}
