"""Which records become one party, and how parties are described, on a real Neo4j."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from loading import CIK, COH, TODAY, A, B, C, ask, changes, claims, party, stake

from cypher.graph import Graph
from ingest.records import (
    BranchRecord,
    Seat,
)


def test_what_a_branch_holds_is_touched_when_it_is_tied_to_its_head(graph: Graph, ingest: Any) -> None:
    ingest(party(A), party(B), party(C), stake("1", C, B))
    ingest(BranchRecord("b", C, A))
    subjects = ask(graph, "MATCH (c:Change) RETURN c.subjects AS subjects ORDER BY c.seq DESC LIMIT 1;")[0]["subjects"]
    assert set(subjects) == {A.key, B.key, C.key}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (2, 1, 0), (1, 2, 0), (0, 2, 1), (1, 0, 2)])
def test_joins_come_out_the_same_in_any_order(graph: Graph, ingest: Any, order: tuple[int, ...]) -> None:
    loads = [
        [party(A, name="Alpha"), stake("a", B, A), BranchRecord("br", C, A)],
        [party(COH, record="uk", name="ALPHA LTD", seats=(Seat("registered", "GB"),)), stake("u", COH, B)],
        [party(A, COH, record="link", name="Alpha link")],
    ]
    for index in order:
        ingest(*loads[index], id=f"s{index}", rank=index + 1)
    (alpha,) = ask(
        graph,
        "MATCH (p:Party)-[:IDENTIFIED_BY]->(:Identifier {key: 'LEI:A'}) WITH DISTINCT p"
        " RETURN p.id AS id, p.name AS name, p.names AS names,"
        " COLLECT {MATCH (p)-[:IDENTIFIED_BY]->(d) RETURN DISTINCT d.key ORDER BY d.key} AS keys",
    )
    assert alpha["id"] in ("LEI:A", "GB-COH:01")
    assert alpha["name"] == "Alpha"
    assert alpha["names"] == ["Alpha", "ALPHA LTD", "Alpha link"]
    assert alpha["keys"] == ["GB-COH:01", "LEI:A"]
    key = alpha["id"]
    assert claims(graph) == [("s0:a", "LEI:B", key, 60, None), ("s1:u", key, "LEI:B", 60, None)]
    assert ask(graph, "MATCH (p:Party) RETURN count(p) AS n") == [{"n": 3}]
    assert ask(graph, "MATCH (b)-[:BRANCH_OF]->(h)-[:HEAD_OF]->(b) RETURN h.id AS h") == [{"h": key}]
    assert ask(graph, "MATCH (p)-[:SEATED_IN]->(j) RETURN p.id AS p") == [{"p": key}]


def test_a_merge_can_be_undone_from_what_is_recorded(graph: Graph, ingest: Any) -> None:
    ingest(party(A), stake("a", B, A), stake("b", C, COH, on_behalf_of=COH), party(COH))
    report = ingest(party(CIK, A, COH, record="link"), id="t")
    assert report.total("joined") >= 1
    (merge,) = ask(
        graph,
        "MATCH (m:Merge)-[:INTO]->(w) RETURN m.loser AS l, w.id AS w, m.identifiers AS i, m.claims AS c, m.record AS r",
    )
    assert merge == {"l": "GB-COH:01", "w": "LEI:A", "i": ["GB-COH:01"], "c": ["s:b"], "r": "t:link"}
    assert ask(
        graph, "MATCH ()-[r:INTEREST {key: 's:b'}]->(p) RETURN r.subject_key AS k, r.on_behalf_of AS o, p.id AS p"
    ) == [{"k": "GB-COH:01", "o": "LEI:A", "p": "LEI:A"}]
    assert {"GB-COH:01", "LEI:A"} <= set(changes(graph)[-1]["subjects"])


def test_a_merge_of_two_that_hold_each_other(graph: Graph, ingest: Any) -> None:
    ingest(party(A), party(COH), stake("1", A, COH), stake("2", COH, COH))
    ingest(party(A, COH, record="link"))
    assert [row[:3] for row in claims(graph)] == [("s:1", "LEI:A", "LEI:A"), ("s:2", "LEI:A", "LEI:A")]


def test_a_join_against_the_guards_is_quarantined(graph: Graph, ingest: Any, tmp_path: Path) -> None:
    ingest(party(A, COH), party(B))
    report = ingest(party(CIK, B, COH, record="link"), id="t", quarantine_dir=tmp_path / "q")
    assert report.total("quarantined_links") == 1
    assert report.exit_code == 0
    entry = json.loads(Path(report.quarantine or "").read_text(encoding="utf-8"))
    assert (entry["record"], entry["raw"]) == ("t:link", "GB-COH:01")
    assert "two numbers of LEI" in entry["reason"]
    owners = ask(graph, "MATCH (p)-[:IDENTIFIED_BY]->(d) RETURN DISTINCT d.key AS k, p.id AS p ORDER BY k")
    assert owners == [
        {"k": "CIK:1", "p": "LEI:B"},
        {"k": "GB-COH:01", "p": "LEI:A"},
        {"k": "LEI:A", "p": "LEI:A"},
        {"k": "LEI:B", "p": "LEI:B"},
    ]


def test_the_best_ranked_source_names_a_party(graph: Graph, ingest: Any) -> None:
    ingest(party(A, name="From the worse", dissolved_on=TODAY), id="worse", rank=5)
    ingest(party(A, name="From the best"), id="best", rank=1)
    assert ask(graph, "MATCH (p:Party) RETURN p.name AS n, p.names AS ns, p.dissolved_on AS d") == [
        {"n": "From the best", "ns": ["From the best", "From the worse"], "d": TODAY}
    ]


def test_seats_that_change_are_kept_as_past(graph: Graph, ingest: Any) -> None:
    for code in ("CN", "SG", "CN"):
        ingest(party(A, seats=(Seat("headquarters", code), Seat("incorporation", "KY"))))
    rows = ask(graph, "MATCH (p)-[s:SEATED_IN]->(j) RETURN j.code, s.recorded_to IS NULL AS now ORDER BY j.code, now")
    assert [tuple(row.values()) for row in rows] == [("CN", False), ("CN", True), ("KY", True), ("SG", False)]


def test_a_dissolution_touches_what_the_party_holds(graph: Graph, ingest: Any) -> None:
    ingest(party(A), party(B), stake("i", B, A))
    ingest(party(B, dissolved_on=TODAY))
    assert changes(graph)[1]["subjects"] == ["LEI:A", "LEI:B"]
