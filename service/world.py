"""Rows of the graph as the determination's world: what ``lookup/closure`` and its sisters return, typed.

The graph keeps every version of every statement. A world has what was on record at one instant, as it stood then, and
beside it, closed, what had been on record before; it knows nothing of how it went on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from cypher.quantity import Share
from cypher.vocabulary import METRICS
from service.determination.model import Claim, Life, Listing, Origin, Party, Seat, World

Row = dict[str, Any]
Grades = dict[str, tuple[str, int]]
"""Source id -> (grade, rank), from the graph's ``Source`` nodes."""


def grades(rows: Iterable[Row]) -> Grades:
    """From rows of ``lookup/sources``."""
    return {row["id"]: (row["grade"], row["rank"]) for row in rows}


def newest(source: Row) -> date | None:
    """The youngest date that a source's data bear, else the day on which it was loaded. From a row of those."""
    loaded: datetime | None = source["loaded_at"]
    published: date | None = source["published_max"]
    return published or (loaded.date() if loaded else None)


def lists(sources: Iterable[Row], as_of: date, known_at: datetime | None = None) -> frozenset[str]:
    """The restricted-party lists that had been loaded then and are on that day as young as their source promises."""
    return frozenset(
        name
        for row in sources
        if row["lists"] and (day := newest(row)) and (known_at is None or row["first_loaded_at"] <= known_at)
        if row["promised_age_days"] is None or day + timedelta(days=row["promised_age_days"]) >= as_of
        for name in row["lists"]
    )


_FIRST = datetime.min.replace(tzinfo=UTC)


def world(rows: Iterable[Row], sources: Grades, as_of: date | None = None, known_at: datetime | None = None) -> World:
    """A World from rows of parties with their claims; a party of several rows counts once, its claims all.

    ``known_at``: what was on record then; None is now. ``as_of``: the day whose branches and heads count; None takes
    those of any day.
    """
    parties: dict[str, Party] = {}
    versions: dict[str, list[tuple[str, Row]]] = {}
    for row in rows:
        if row["id"] not in parties or row.get("seats"):
            parties[row["id"]] = party(row, sources, as_of, known_at)
        for holder in row.get("holders") or ():
            parties.setdefault(holder["id"], party(holder, sources, as_of, known_at))
        for data in row.get("claims") or ():
            if _heard(data, known_at):
                versions.setdefault(data["key"], []).append((row["id"], data))
    claims: list[Claim] = []
    former: list[Claim] = []
    for key, rows_of in versions.items():
        *older, (subject, newest) = sorted(rows_of, key=lambda row: _order(row[1]))
        if (stands := on_record(newest, known_at)) is not None:
            claims.append(claim(stands, subject, sources))
        else:
            older.append((subject, newest))
        former += [claim(data | {"key": _key(key, data)}, owner, sources) for owner, data in older]
    return World(parties, tuple(claims), tuple(former))


def _order(data: Row) -> tuple[datetime, bool]:
    """Versions of one statement in their order; of one instant (a coming end, told at once) the past one is first."""
    return data.get("recorded_from") or _FIRST, data.get("recorded_to") is None


def _key(key: str, data: Row) -> str:
    return f"{key}@{data['recorded_to'].isoformat()}" if data.get("recorded_to") else f"{key}@"


def on_record(data: Row, known_at: datetime | None) -> Row | None:
    """A statement as it stood on record at an instant (None: now); None where it was not.

    A statement that its source ended on a day, or that was absent from a whole set of its source, stays on record as
    an ended one: it was true until then as far as anybody knows. One that was superseded or taken back does not.
    """
    if not _heard(data, known_at):
        return None
    closed = data.get("recorded_to")
    said = data | {"recorded_to": None}
    if closed is None or (known_at is not None and known_at < closed):
        return said | {"valid_to": data.get("stated_to")} if data.get("ended_on") else said
    end = data.get("ended_on") or (closed.astimezone(UTC).date() if data.get("closed") == "absent" else None)
    return said | {"valid_to": min(end, data.get("valid_to") or end)} if end else None


def _stood(data: Row, known_at: datetime | None) -> Row | None:
    """A statement as it stood on record or, closed, as it had stood before; None before anybody made it."""
    if not _heard(data, known_at):
        return None
    stands = on_record(data, known_at)
    return data if stands is None else stands


def _heard(data: Row, known_at: datetime | None) -> bool:
    return known_at is None or (data.get("recorded_from") or _FIRST) <= known_at


def party(row: Row, sources: Grades, as_of: date | None = None, known_at: datetime | None = None) -> Party:
    """One party as it was described at an instant; ``was`` holds what it had been said to be before."""
    before = sorted(row.get("was") or (), key=lambda was: cast(datetime, was["recorded_to"]))
    then = next((was for was in before if known_at is not None and known_at < was["recorded_to"]), None)
    if then is not None:
        row = row | {name: then.get(name) for name in ("name", "kind", "dissolved_on")}
    heads = [head for data in row.get("heads") or () if (head := on_record(data, known_at))]
    if as_of is not None:
        heads = [head for head in heads if _life(head).valid(as_of)]
    # In an order of their own: the graph's is of no meaning, and a sentence may follow it.
    seats = [_seat(seat, sources) for data in row.get("seats") or () if (seat := _stood(data, known_at))]
    listings = [_listing(entry, sources) for data in row.get("listings") or () if (entry := _stood(data, known_at))]
    return Party(
        id=row["id"],
        kind="branch" if heads else "company" if row["kind"] == "branch" else row["kind"] or "company",
        name=row.get("name") or "",
        seats=tuple(sorted(seats, key=repr)),
        listed=bool(row.get("listed")),
        rest=row.get("rest") or "undisclosed",
        dissolved_on=row.get("dissolved_on"),
        branch_of=min(head["head"] for head in heads) if heads else None,
        possibly_same=tuple(sorted(link["party"] for link in row.get("candidates") or () if on_record(link, known_at))),
        listings=tuple(sorted(listings, key=repr)),
    )


def claim(data: Row, subject: str, sources: Grades) -> Claim:
    shares, votes, profits = (_share(data, metric) for metric in METRICS)
    return Claim(
        key=data["key"],
        holder=data["holder"],
        subject=subject,
        shares=shares,
        votes=votes,
        profits=profits,
        rights=tuple(data.get("rights") or ()),
        directness=data.get("directness") or "direct",
        capacity=data.get("capacity") or "own",
        on_behalf_of=data.get("on_behalf_of"),
        group=data.get("group"),
        concert=data.get("concert"),
        life=_life(data),
        origin=_origin(data, sources),
    )


def _share(data: Row, metric: str) -> Share | None:
    low, high = data.get(f"{metric}_low"), data.get(f"{metric}_high")
    return Share(low, high) if low is not None and high is not None else None


def _seat(data: Row, sources: Grades) -> Seat:
    return Seat(data["kind"], data["jurisdiction"], _life(data), _origin(data, sources))


def _listing(data: Row, sources: Grades) -> Listing:
    return Listing(data["listed_on"], data["code"], _life(data), _origin(data, sources))


def _life(data: Row) -> Life:
    return Life(data.get("valid_from"), data.get("valid_to"), data.get("recorded_from"), data.get("recorded_to"))


def _origin(data: Row, sources: Grades) -> Origin:
    source = data.get("source") or ""
    grade, rank = sources.get(source, ("C", 99))
    return Origin(
        source=source,
        record=data.get("record") or "",
        url=data.get("url"),
        published=cast(date | None, data.get("published")),
        stated=data.get("stated") or "",
        grade=grade,  # type: ignore[arg-type]
        rank=rank,
    )
