"""Changes on top of what the graph knows of a party, in the words of the case format: read and applied. PURE.

``{"parties", "interests", "remove", "end_seats"}``: parties that are new, or fields of those that are there; interests
that are new or replace a claim; keys of claims that are removed; seats that end on the day that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from service.determination import case
from service.determination.case import BadCase
from service.determination.model import Claim, Party, World

CHANGES = {"parties", "interests", "remove", "end_seats"}
END_KEYS = {"party", "kind", "jurisdiction"}
FIELDS = {"kind", "name", "designation", "listed", "rest", "dissolved_on", "branch_of"}
"""Of a party that is there: what a change may replace. Seats that it gives are added."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes as they were read. ``given``: of each party, the keys that it has. ``replaced``: keys of claims, in the
    order of ``claims``, None for what is new. ``ended``: (party, kind, jurisdiction) of seats."""

    parties: tuple[Party, ...]
    given: Mapping[str, frozenset[str]]
    claims: tuple[Claim, ...]
    replaced: tuple[str | None, ...]
    removed: tuple[str, ...]
    ended: tuple[tuple[str, str, str], ...]


def named(changes: Any) -> Iterable[str]:
    """Every identifier that the changes use, whatever their shape."""
    lists = changes.values() if isinstance(changes, dict) else ()
    for item in (item for one in lists if isinstance(one, list) for item in one if isinstance(item, dict)):
        names = (item.get(key) for key in ("id", "branch_of", "holder", "subject", "on_behalf_of", "party"))
        yield from (name for name in names if isinstance(name, str) and 0 < len(name) <= case.MAX_TEXT)


def read(changes: Any, ids: Mapping[str, str]) -> Changes:
    """Changes from a decoded document; ``ids``: party of the graph by each identifier that is used. Raises BadCase."""
    data = case.fields(changes, CHANGES, "changes")
    try:
        parties = [_renamed(item, ids, "id", "branch_of") for item in case.items(data, "parties", case.MAX_PARTIES)]
        interests = [
            _renamed(item, ids, "holder", "subject", "on_behalf_of")
            for item in case.items(data, "interests", case.MAX_INTERESTS)
        ]
        replaced = [item.pop("replaces", None) if isinstance(item, dict) else None for item in interests]
        declared = _texts(parties, "id")
        # Heads that are in the graph: declared for the reader, and not changed.
        heads = sorted(_texts(parties, "branch_of") & set(ids.values()) - declared)
        parsed = case.read({"parties": [*parties, *({"id": head} for head in heads)], "interests": interests})
        removed = tuple(
            _key(key, f"remove[{number}]") for number, key in enumerate(case.items(data, "remove", case.MAX_INTERESTS))
        )
        ended = tuple(
            _end(_renamed(item, ids, "party"), f"end_seats[{number}]")
            for number, item in enumerate(case.items(data, "end_seats", case.MAX_PARTIES))
        )
        keys = tuple(None if key is None else _key(key, f"interests[{n}].replaces") for n, key in enumerate(replaced))
    except BadCase as error:
        raise BadCase(error.code, error.detail, f"changes.{error.where}".rstrip(".")) from None
    known = declared | set(ids.values())
    for number, one in enumerate(parsed.world.claims):
        for end, party in (("holder", one.holder), ("subject", one.subject), ("on_behalf_of", one.on_behalf_of)):
            if party is not None and party not in known:
                text = f"{party!r} is neither in the graph nor among the parties of the changes"
                raise BadCase("unknown_party", text, f"changes.interests[{number}].{end}")
    return Changes(
        tuple(parsed.world.parties[item["id"]] for item in parties),
        {item["id"]: frozenset(item) for item in parties},
        tuple(
            replace(one, key=interest.get("id") or key or f"what-if#{number}")
            for number, (one, interest, key) in enumerate(zip(parsed.world.claims, interests, keys, strict=True))
        ),
        keys,
        removed,
        ended,
    )


def applied(found: World, before: World, changes: Changes, day: date) -> World:
    """The world with the changes. Claims and seats that they name must be there (``before``). Raises BadCase. PURE."""
    there = {claim.key for claim in before.claims}
    gone = set(changes.removed)
    for number, key in enumerate(changes.removed):
        _require(key in there, "unknown_claim", f"no claim on it or above it is {key!r}", f"remove[{number}]")
    for number, (one, old) in enumerate(zip(changes.claims, changes.replaced, strict=True)):
        where = f"interests[{number}]"
        text = f"no claim on it or above it is {old!r}"
        _require(old is None or old in there, "unknown_claim", text, f"{where}.replaces")
        _require(one.key == old or one.key not in there, "duplicate_interest", f"{one.key!r} is taken", f"{where}.id")
        gone |= {old} if old is not None else set()
    parties = dict(found.parties)
    for party in changes.parties:
        known = parties.get(party.id)
        parties[party.id] = party if known is None else _changed(known, party, changes.given[party.id])
    for number, (id_, kind, place) in enumerate(changes.ended):
        holder = parties.get(id_)
        seats = [seat for seat in holder.seats if (seat.kind, seat.jurisdiction) == (kind, place)] if holder else []
        seats = [seat for seat in seats if seat.life.valid(day)]
        where = f"end_seats[{number}]"
        if holder is None or not seats:
            raise BadCase("unknown_seat", f"{id_!r} has no {kind} in {place} on that day", f"changes.{where}")
        over = tuple(
            replace(seat, life=replace(seat.life, valid_to=day)) if seat in seats else seat for seat in holder.seats
        )
        parties[id_] = replace(holder, seats=over)
    claims = (*(claim for claim in found.claims if claim.key not in gone), *changes.claims)
    return replace(found, parties=parties, claims=claims)


def _changed(known: Party, party: Party, given: frozenset[str]) -> Party:
    fields = {name: getattr(party, name) for name in FIELDS & given}
    return replace(known, **fields, seats=(*known.seats, *party.seats))


def _texts(items: Iterable[Any], name: str) -> set[str]:
    return {item[name] for item in items if isinstance(item, dict) and isinstance(item.get(name), str)}


def _renamed(item: Any, ids: Mapping[str, str], *names: str) -> Any:
    """An item with the graph's own ids in the place of other identifiers of the same parties."""
    if not isinstance(item, dict):
        return item
    return item | {name: ids.get(item[name], item[name]) for name in names if isinstance(item.get(name), str)}


def _key(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise BadCase("bad_value", "must be the key of a claim, a text", where)
    return value


def _end(item: Any, where: str) -> tuple[str, str, str]:
    data = case.fields(item, END_KEYS, where)
    party, kind, place = (_key(data.get(name), f"{where}.{name}") for name in ("party", "kind", "jurisdiction"))
    return party, kind, place.upper()


def _require(holds: bool, code: str, detail: str, where: str) -> None:
    if not holds:
        raise BadCase(code, detail, f"changes.{where}")
