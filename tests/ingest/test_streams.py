"""Deltas, streams and snapshots: whatever the order, and however often, the graph ends as the final state says."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from loading import TODAY, A, B, C, ask, claims, party, stake

from cypher.graph import Graph
from ingest.load import load
from ingest.records import BranchRecord, Closed, NoticeRecord, Position, Record, Refused, Seat
from ingest.stated import Stated


def standing(graph: Graph) -> list[Any]:
    """What counts now: claims in force, seats and names, whatever was said on the way."""
    seats = "MATCH (p)-[s:SEATED_IN]->(j) WHERE s.recorded_to IS NULL RETURN p.id AS p, j.code AS j ORDER BY p, j"
    return [claims(graph), ask(graph, seats), ask(graph, "MATCH (p:Party {id: 'LEI:A'}) RETURN p.name AS n")]


EVENTS: list[Record] = [
    stake("i", B, A, 10, version=1),
    stake("i", B, A, 20, version=3),
    Closed("i", version=2),
    Closed("j", version=9),
    stake("j", C, A, 30, version=8),
    party(A, name="Old", record="a", seats=(Seat("headquarters", "CN"),), version=4),
    party(A, name="New", record="a", seats=(Seat("headquarters", "GB"),), version=5),
]
END = [[("s:i", "LEI:B", "LEI:A", 20, None)], [{"p": "LEI:A", "j": "GB"}], [{"n": "New"}]]


@pytest.mark.parametrize("seed", range(12))
def test_events_in_any_order_and_repeated_end_in_the_same_state(graph: Graph, ingest: Any, seed: int) -> None:
    order = list(permutations(EVENTS))[seed * 419]
    for event in (*order[:3], *order, order[0]):
        ingest(event)
    assert standing(graph) == END


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("batch_size", [1, 100])
def test_events_in_any_order_in_one_file(graph: Graph, ingest: Any, seed: int, batch_size: int) -> None:
    ingest(*list(permutations(EVENTS))[seed * 1259], batch_size=batch_size)
    assert standing(graph) == END


def test_a_party_record_that_is_withdrawn_takes_its_seats_with_it(graph: Graph, ingest: Any) -> None:
    ingest(party(A, record="a", name="Alpha", seats=(Seat("headquarters", "CN"),)), stake("i", B, A))
    report = ingest(Closed("a", party=True))
    assert (report.total("closed"), standing(graph)[1]) == (1, [])
    assert ask(graph, "MATCH ()-[s:SEATED_IN]->(j) RETURN j.code AS j, s.recorded_to IS NOT NULL AS past") == [
        {"j": "CN", "past": True}
    ]
    assert len(claims(graph)) == 1, "what others say of the party stays"
    assert ingest(Closed("a", party=True)).changes == []


def test_a_withdrawn_party_record_that_is_stated_again_is_back(graph: Graph, ingest: Any) -> None:
    record = party(A, record="a", seats=(Seat("headquarters", "CN"),))
    ingest(record)
    ingest(Closed("a", party=True))
    ingest(record)
    assert standing(graph)[1] == [{"p": "LEI:A", "j": "CN"}]


def test_an_older_withdrawal_does_not_end_a_newer_statement(graph: Graph, ingest: Any) -> None:
    ingest(stake("i", B, A, published=TODAY, version=7), party(A, record="a", version=7))
    report = ingest(Closed("i", published=TODAY, version=6), Closed("a", party=True, version=6))
    assert (report.total("closed"), len(claims(graph))) == (0, 1)


def test_a_snapshot_of_the_same_day_does_not_undo_an_event(graph: Graph, ingest: Any) -> None:
    ingest(stake("i", B, A, 10, published=TODAY, version=7))
    assert ingest(stake("i", B, A, 20, published=TODAY)).total("outdated") == 1


def test_the_position_is_kept_with_what_was_read(graph: Graph, ingest: Any) -> None:
    ingest(stake("i", B, A), Position("17"))
    ingest(Position("18"))
    assert ask(graph, "MATCH (s:Source) RETURN s.cursor AS c") == [{"c": "18"}]


def test_a_snapshot_closes_what_it_lacks_of_every_kind(graph: Graph, ingest: Any) -> None:
    first = (
        party(A, record="a", seats=(Seat("headquarters", "CN"),)),
        party(B, record="b"),
        stake("i", B, A),
        stake("j", C, A),
        BranchRecord("k", C, A),
        NoticeRecord("n", A, "X", listed_on="list"),
    )
    ingest(*first, snapshot=True)
    ingest(party(C, record="other"), id="other")
    report = ingest(first[1], first[2], snapshot=True)
    assert (report.held, report.closed_absent) == (None, 4)
    assert [row[0] for row in claims(graph)] == ["s:i"]
    assert [claims(graph, kind) for kind in ("BRANCH_OF", "NOTICE")] == [[], []]
    statements = "MATCH (p)-[i:IDENTIFIED_BY {primary: true}]->() RETURN p.id AS p ORDER BY p"
    assert ask(graph, statements) == [{"p": "LEI:B"}, {"p": "LEI:C"}]
    assert ingest(first[1], first[2], snapshot=True).changes == []


def test_a_whole_source_is_always_a_snapshot_and_shrinks_as_far_as_it_says(graph: Graph, files: Any) -> None:
    many = [NoticeRecord(str(number), A, "X", listed_on="list") for number in range(100)]
    for kept, held in ((100, False), (60, True), (89, False)):
        source, paths = files(many[:kept], whole=True, max_shrink=15)
        report = load(graph, source, paths)
        assert (report.held is not None) == held
    assert ask(graph, "MATCH ()-[n:NOTICE]->() RETURN count(n) AS n") == [{"n": 89}]
    source, paths = files(many[:1], whole=True, max_shrink=15)
    assert load(graph, source, paths, accept_shrink=True).closed_absent == 88


def test_an_empty_snapshot_closes_nothing(graph: Graph, ingest: Any) -> None:
    ingest(*(stake(str(number), B, A) for number in range(20)))
    report = ingest(Refused("line 1", "x"), Position("1"), snapshot=True)
    assert report.failed or report.held
    assert ingest(Position("2"), snapshot=True).held
    assert len(claims(graph)) == 20


def test_the_last_word_is_found_whatever_the_order() -> None:
    with Stated() as stated:
        events = [("a", 2, False), ("a", 1, False), ("a", 3, True), ("b", 0, True), ("b", 0, False), ("c", 0, False)]
        for at, (key, version, closing) in enumerate(events):
            stated.add(1, key, version, at, closing=closing)
        counting = [
            at
            for at, (key, version, closing) in enumerate(events)
            if stated.counts(1, key, version, at, closing=closing)
        ]
        assert counting == [0, 2, 4, 5]
        assert [stated.closes(1, key) for key in "abc"] == [True, False, False]
        assert (stated.superseded(1), stated.superseded(2)) == (1, 0)
        assert ["a" in stated, "d" in stated] == [True, False]
