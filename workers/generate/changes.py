"""What happens after the first day: events of the PSC stream, and a delta of GLEIF's relationship records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from workers.generate import companies_house, gleif
from workers.generate.draw import Draw
from workers.generate.plan import DAY, Band, Entry, World

FIRST_TIMEPOINT = 5_000_000
A_DAY = 8_000
"""Events of the real stream on one day."""
_BANDS: tuple[Band, ...] = ("25-to-50", "50-to-75", "75-to-100")


def stream(world: World, count: int) -> Iterator[dict[str, Any]]:
    """Events with rising timepoints: bands that change, ends, new entries, some deletions."""
    start = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + timedelta(days=1)
    for place in range(count):
        chance = Draw(world.seed, "event", place)
        uk = chance.below(world.uk)
        at = start + timedelta(seconds=place * 86_400 // A_DAY)
        entry, deleted = _changed(world, chance, uk, at)
        found = companies_house.data(world, uk, entry, version=place + 1)
        path = found["links"]["self"]
        event = {
            "type": "deleted" if deleted else "changed",
            "timepoint": FIRST_TIMEPOINT + place,
            "published_at": f"{at:%Y-%m-%dT%H:%M:%S}",
        }
        yield {
            "resource_kind": f"company-psc-{entry.kind.removesuffix('-entity')}",
            "resource_uri": path,
            "resource_id": path.rpartition("/")[2],
            "data": {} if deleted else found,
            "event": event,
        }


def _changed(world: World, chance: Draw, uk: int, at: datetime) -> tuple[Entry, bool]:
    entries = world.entries(uk)
    what = chance.part()
    if not entries or what < 0.25:  # a new entry, with a number that none of the snapshot has
        known = chance.below(10_000)
        new = Entry(100 + known, "individual", chance.one_of(_BANDS), at.date() - timedelta(days=chance.below(14)))
        return new, False
    entry = chance.one_of(entries)
    if what < 0.27:
        return entry, True
    if entry.ceased is None and what < 0.6:
        return replace(entry, ceased=at.date() - timedelta(days=1 + chance.below(14))), False
    if entry.band is None or entry.ceased is not None:
        return entry, False  # an address or a name: the stake is as it was
    return replace(entry, band=chance.one_of([band for band in _BANDS if band != entry.band])), False


def relationships(world: World, count: int) -> Iterator[gleif.Row]:
    """Rows of a delta: parents that end, and others that take their place."""
    made = place = 0
    while made < count and place < 200 * count + 10_000:
        chance = Draw(world.seed, "delta", place)
        place += 1
        one = world.entity(chance.below(world.foreign))
        if one.parent is None:
            continue
        day = DAY + timedelta(days=1)
        made += 1
        if chance.happens(0.4):
            yield gleif.relationship(world, one, "parent", one.parent, ended=day)
            continue
        other = chance.low(one.number, 2)
        yield gleif.relationship(world, replace(one, updated=day), "parent", other)
