"""Rows of the graph as the determination's world: what ``lookup/closure`` and its sisters return, typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from cypher.quantity import Share
from cypher.vocabulary import METRICS
from service.determination.model import Claim, Life, Origin, Party, Seat, World

Row = dict[str, Any]
Grades = dict[str, tuple[str, int]]
"""Source id -> (grade, rank), from the graph's ``Source`` nodes."""


def world(rows: Iterable[Row], sources: Grades) -> World:
    """A World from rows of parties with their claims; a party of several rows counts once, its claims all."""
    parties: dict[str, Party] = {}
    claims: dict[str, Claim] = {}
    for row in rows:
        if row["id"] not in parties or row.get("seats"):
            parties[row["id"]] = party(row, sources)
        for holder in row.get("holders") or ():
            parties.setdefault(holder["id"], party(holder, sources))
        for data in row.get("claims") or ():
            made = claim(data, row["id"], sources)
            claims[made.key] = made
    return World(parties, tuple(claims.values()))


def party(row: Row, sources: Grades) -> Party:
    heads = sorted(row.get("heads") or ())
    return Party(
        id=row["id"],
        kind="branch" if heads else "company" if row["kind"] == "branch" else row["kind"] or "company",
        name=row.get("name") or "",
        seats=tuple(_seat(seat, sources) for seat in row.get("seats") or ()),
        listed=bool(row.get("listed")),
        rest=row.get("rest") or "undisclosed",
        dissolved_on=row.get("dissolved_on"),
        branch_of=heads[0] if heads else None,
    )


def claim(data: Row, subject: str, sources: Grades) -> Claim:
    shares, votes, profits = (_share(data, metric) for metric in METRICS)
    recorded_to = data.get("recorded_to")
    return Claim(
        key=data["key"] if recorded_to is None else f"{data['key']}@{recorded_to.isoformat()}",
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
