"""Ends, withdrawals, whole lists and snapshots, on a real Neo4j."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from loading import TODAY, A, B, C, ask, changes, claims, stake

from cypher.graph import Graph
from ingest.records import (
    BranchRecord,
    Closed,
    Complete,
    Identifier,
    NoticeRecord,
    Refused,
)


def test_closed_claims_of_every_kind(graph: Graph, ingest: Any) -> None:
    ingest(stake("i", B, A), NoticeRecord("n", A, "X"), BranchRecord("b", C, A))
    report = ingest(Closed("i", TODAY), Closed("n"), Closed("b"), Closed("never-heard-of"))
    assert report.total("closed") == 3
    assert ask(graph, "MATCH ()-[r:INTEREST|NOTICE|BRANCH_OF|HEAD_OF]->() RETURN r.key AS k") == []
    past = ask(
        graph,
        "MATCH ()-[r:PAST_INTEREST|PAST_NOTICE|PAST_BRANCH_OF]->()"
        " RETURN r.closed AS c, r.valid_to AS t ORDER BY r.key",
    )
    assert past == [{"c": "withdrawn", "t": None}, {"c": "withdrawn", "t": TODAY}, {"c": "withdrawn", "t": None}]
    assert changes(graph)[1]["subjects"] == ["LEI:A", "LEI:C"]
    assert ingest(Closed("i", TODAY)).changes == []


def test_an_end_to_come_leaves_the_claim_in_force(graph: Graph, ingest: Any) -> None:
    day = datetime.now(UTC).date() + timedelta(days=30)
    ingest(stake("i", B, A))
    assert ingest(Closed("i", day)).total("closed") == 1
    assert ask(graph, "MATCH ()-[r:INTEREST]->() RETURN r.valid_to AS t") == [{"t": day}]
    assert ingest(Closed("i", day)).changes == []


def test_a_claim_stated_again_in_a_later_file_is_back(graph: Graph, ingest: Any) -> None:
    ingest(stake("i", B, A))
    ingest(Closed("i"))
    ingest(stake("i", B, A))
    assert len(claims(graph)) == 1


def test_complete_closes_the_rest_of_its_scope(graph: Graph, ingest: Any) -> None:
    ingest(stake("1", B, A, scope="a"), stake("2", C, A, scope="a"), stake("3", C, B, scope="b"), Complete("a"))
    report = ingest(stake("1", B, A, scope="a"), Complete("a"))
    assert [row[0] for row in claims(graph)] == ["s:1", "s:3"]
    assert claims(graph, "PAST_INTEREST") == [("s:2", "LEI:C", "LEI:A", 60, "absent")]
    assert report.total("closed") == 1


def test_complete_over_several_batches(graph: Graph, ingest: Any) -> None:
    many = [stake(f"{n}", B, Identifier("LEI", f"S{n}"), scope="a") for n in range(25)]
    ingest(*many, Complete("a"), batch_size=3)
    assert len(claims(graph)) == 25
    ingest(*many[:20], Complete("a"), batch_size=3)
    assert len(claims(graph)) == 20


def test_a_snapshot_closes_what_it_lacks(graph: Graph, ingest: Any) -> None:
    many = [stake(f"{n}", B, Identifier("LEI", f"S{n}")) for n in range(100)]
    ingest(*many, snapshot=True)
    report = ingest(*many[1:], snapshot=True)
    assert (report.closed_absent, report.held, report.exit_code) == (1, None, 0)
    assert claims(graph, "PAST_INTEREST") == [("s:0", "LEI:B", "LEI:S0", 60, "absent")]


def test_a_snapshot_that_shrank_is_held(graph: Graph, ingest: Any) -> None:
    many = [stake(f"{n}", B, Identifier("LEI", f"S{n}")) for n in range(100)]
    ingest(*many, snapshot=True)
    report = ingest(*many[20:], snapshot=True)
    assert report.exit_code == 4
    assert "20 of the 100" in (report.held or "")
    assert len(claims(graph)) == 100


def test_a_snapshot_with_a_refused_record_closes_nothing(graph: Graph, ingest: Any) -> None:
    many = [stake(f"{n}", B, Identifier("LEI", f"S{n}")) for n in range(100)]
    ingest(*many, snapshot=True)
    report = ingest(*many[1:], Refused("line 1", "no name", record="0"), snapshot=True)
    assert (report.closed_absent, report.exit_code) == (0, 4)
    assert "1 records were refused" in (report.held or "")
    assert len(claims(graph)) == 100


def test_a_list_with_a_refused_record_is_not_the_whole_list(graph: Graph, ingest: Any) -> None:
    ingest(stake("1", B, A, scope="a"), stake("2", C, A, scope="a"), Complete("a"))
    report = ingest(stake("1", B, A, scope="a"), Refused("2", "no name"), Complete("a"), allow_refused=True)
    assert report.total("closed") == 0
    assert len(claims(graph)) == 2
