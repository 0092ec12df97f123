"""A random graph under random changes of what its source says: after each, what is derived is what the claims say.

Rings with own shares are opened and closed, groups and concerts gain and lose members, seats move, parties dissolve,
branches come and go, two parties turn out to be one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cypher.graph import Graph
from cypher.quantity import PERCENT, UNDISCLOSED, Share
from ingest.records import BranchRecord, Closed, Identifier, InterestRecord, PartyRecord, Record, Seat
from ingest.source import Source
from ingest.writer import Batch, write
from service.consolidation import catch_up, rebuild
from service.policy.file import Policies
from service.verify import verify

TODAY = date(2026, 1, 1)
DEFAULT = Policies().pick("unsupported-regions", TODAY)
POLICIES = [DEFAULT, replace(DEFAULT, id="alone", aggregation="per_holder", comparator=">=")]
SOURCE = Source(
    id="random",
    title="Random",
    publisher="These tests",
    url="https://example.org",
    licence="CC0-1.0",
    grade="A",
    rank=1,
    figures="exact",
    promised_age_days=30,
    files=(),
    read=lambda _: iter(()),
)
SIZE, CHANGES = 14, 40


class Changes:
    """What the source says next; closings and replacements are of what it has said."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.said: dict[str, Record] = {}

    def key(self, number: int) -> Identifier:
        return Identifier("LEI", f"P{number}")

    def party(self, number: int) -> PartyRecord:
        chance = self.chance
        kind = chance.choice(["company"] * 8 + ["person", "unknown", "state"])
        place = chance.choice(["CN", "CN", "GB", "GB", "DE", "HK", "KY"])
        seats = (Seat("residence" if kind == "person" else "headquarters", place, place),)
        gone = date(2020, 1, 1) if chance.random() < 0.1 else None
        # Now and then the record knows a second strong identifier, and two parties become one.
        also = (self.key(chance.randrange(SIZE)),) if chance.random() < 0.04 else ()
        return PartyRecord(f"p{number}", self.key(number), kind, f"P{number}", also, seats=seats, dissolved_on=gone)

    def stake(self) -> InterestRecord:
        chance = self.chance
        subject = chance.randrange(SIZE)
        holder = (subject + chance.randrange(-3, 4)) % SIZE
        low, high = sorted(chance.choice([0, 20, 30, 49, 50, 51, 60, 75, 100]) for _ in range(2))
        share = UNDISCLOSED if chance.random() < 0.1 else Share(low * PERCENT, high * PERCENT)
        rights = chance.choice([(), (), (), ("board_majority",), ("veto",), ("consolidation",)])
        return InterestRecord(
            f"{holder}>{subject}",
            self.key(holder),
            self.key(subject),
            shares=None if rights else share,
            rights=rights,
            directness=chance.choice(["direct"] * 5 + ["unknown", "total"]),
            capacity=chance.choice(["own"] * 6 + ["nominee", "depositary"]),
            on_behalf_of=self.key(chance.randrange(SIZE)) if chance.random() < 0.1 else None,
            group=chance.choice([None] * 6 + ["g"]),
            concert=chance.choice([None] * 6 + ["c"]),
        )

    def branch(self) -> BranchRecord:
        one, other = sorted(self.chance.sample(range(SIZE), 2))
        return BranchRecord(f"b{other}", self.key(other), self.key(one))

    def first(self) -> Iterator[Record]:
        yield from (self.party(number) for number in range(SIZE))
        for _ in range(2 * SIZE):
            stake = self.stake()
            self.said[stake.record] = stake
        yield from self.said.values()

    def next(self) -> Record:
        what = self.chance.randrange(10)
        if what < 2:
            return self.party(self.chance.randrange(SIZE))
        if what == 2:
            made: Any = self.branch()
        elif what < 6 and self.said:
            record = self.chance.choice(sorted(self.said))
            del self.said[record]
            return Closed(record, TODAY)
        else:
            made = self.stake()
        self.said[made.record] = made
        return made


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(4))
def test_after_each_change_what_is_derived_is_what_the_claims_say(graph: Graph, seed: int) -> None:
    changes = Changes(random.Random(seed))
    names = ("title", "publisher", "url", "licence", "grade", "rank", "promised_age_days")
    graph.write("ingest/source", id=SOURCE.id, properties={name: getattr(SOURCE, name) for name in names})
    records = tuple(changes.first())
    for number in range(CHANGES):
        write(graph, SOURCE, Batch(f"random:{seed}:{number}", records))
        catch_up(graph, POLICIES, TODAY)
        report = verify(graph, POLICIES, TODAY)
        assert report.as_dict()["equal"], f"change {number}: {records[0]}\n{report.differences}"
        records = tuple(changes.next() for _ in range(changes.chance.choice([1, 1, 2])))
    rebuild(graph, POLICIES, TODAY)
    assert verify(graph, POLICIES, TODAY).as_dict()["equal"]
