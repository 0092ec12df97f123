"""Whole loads on a real Neo4j: what is in the graph afterwards, and what is not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from loading import COH, TODAY, A, B, C, ask, changes, claims, everything, party, revision, stake

from cypher.errors import CommitUnknown
from cypher.graph import Graph
from ingest.errors import AssertionFailed, NoFiles
from ingest.load import load
from ingest.records import (
    BranchRecord,
    Closed,
    Complete,
    Identifier,
    NoticeRecord,
    Refused,
    Seat,
)
from ingest.source import Asserts, BadFile
from ingest.writer import Batch, write


def test_what_a_first_load_leaves(graph: Graph, ingest: Any) -> None:
    report = ingest(
        party(A, COH, name="Alpha Ltd", seats=(Seat("headquarters", "GB", "London"),), other_names=("Old Alpha",)),
        party(B, kind="person", name="Bea", birth="1970-05"),
        stake("i1", B, A, 75, rights=("veto",), valid_from=TODAY),
        NoticeRecord("n1", A, "NON_PUBLIC"),
        BranchRecord("b1", C, A),
    )
    assert (report.total("read"), report.total("written"), report.changes) == (5, 5, [1])
    assert ask(
        graph, "MATCH (p:Company {id: 'LEI:A'}) RETURN p.name AS n, p.names AS ns, p.name_keys AS k, p.kind AS kind"
    ) == [{"n": "Alpha Ltd", "ns": ["Alpha Ltd", "Old Alpha"], "k": ["alpha ltd", "old alpha"], "kind": "company"}]
    assert ask(graph, "MATCH (p:Person) RETURN p.id AS id, p.birth AS b") == [{"id": "LEI:B", "b": "1970-05"}]
    assert claims(graph) == [("s:i1", "LEI:B", "LEI:A", 75, None)]
    assert ask(graph, "MATCH (p)-[s:SEATED_IN]->(j) RETURN p.id AS p, s.kind AS k, j.code AS j, s.stated AS w") == [
        {"p": "LEI:A", "k": "headquarters", "j": "GB", "w": "London"}
    ]
    assert ask(graph, "MATCH (b)-[:BRANCH_OF]->(h)-[:HEAD_OF]->(b) RETURN b.id AS b, h.id AS h") == [
        {"b": "LEI:C", "h": "LEI:A"}
    ]
    assert ask(graph, "MATCH (p)-[n:NOTICE]->(s:Source) RETURN p.id AS p, n.code AS c, s.id AS s") == [
        {"p": "LEI:A", "c": "NON_PUBLIC", "s": "s"}
    ]
    assert changes(graph) == [{"seq": 1, "subjects": ["LEI:A", "LEI:B", "LEI:C"], "kind": "load"}]
    assert ask(graph, "MATCH (p:Unknown) RETURN p.id AS id, p.described AS d") == [{"id": "LEI:C", "d": False}]


def test_a_second_load_changes_nothing(graph: Graph, ingest: Any) -> None:
    records = (
        party(A, COH, seats=(Seat("headquarters", "GB"),)),
        stake("i1", B, A),
        stake("ended", C, A, valid_to=TODAY - timedelta(days=400)),
        stake("gone", C, A),
        Closed("gone", TODAY),
        NoticeRecord("n", A, "X"),
        BranchRecord("b", C, A),
        Complete(""),
    )
    ingest(*records)
    before = everything(graph)
    report = ingest(*records)
    assert report.changes == []
    assert (report.total("written"), report.total("closed")) == (0, 0)
    assert everything(graph) == before
    assert revision(graph) == 1


def test_a_changed_claim_is_replaced_and_its_past_kept(graph: Graph, ingest: Any) -> None:
    ingest(stake("i1", B, A, 60))
    report = ingest(stake("i1", B, A, 40))
    assert claims(graph) == [("s:i1", "LEI:B", "LEI:A", 40, None)]
    assert claims(graph, "PAST_INTEREST") == [("s:i1", "LEI:B", "LEI:A", 60, "superseded")]
    assert report.changes == [2]
    assert changes(graph)[1]["subjects"] == ["LEI:A"]


def test_a_claim_that_moves_touches_both_subjects(graph: Graph, ingest: Any) -> None:
    ingest(stake("i1", B, A))
    ingest(stake("i1", B, C))
    assert claims(graph) == [("s:i1", "LEI:B", "LEI:C", 60, None)]
    assert claims(graph, "PAST_INTEREST") == [("s:i1", "LEI:B", "LEI:A", 60, "superseded")]
    assert changes(graph)[1]["subjects"] == ["LEI:A", "LEI:C"]


def test_ended_claims_are_past_from_the_start(graph: Graph, ingest: Any) -> None:
    ingest(stake("i1", B, A, valid_to=TODAY))
    assert claims(graph) == []
    assert claims(graph, "PAST_INTEREST") == [("s:i1", "LEI:B", "LEI:A", 60, None)]
    ingest(stake("i1", B, A))
    assert claims(graph) == [("s:i1", "LEI:B", "LEI:A", 60, None)]
    assert claims(graph, "PAST_INTEREST") == [("s:i1", "LEI:B", "LEI:A", 60, "superseded")]


def test_a_source_that_weighs_otherwise_makes_a_revision(graph: Graph, ingest: Any) -> None:
    ingest(party(A))
    before = revision(graph)
    assert ingest(party(A), rank=2).total("written") == 0
    assert revision(graph) == before + 1, "no older answer is served"
    ingest(party(A), rank=2)
    assert revision(graph) == before + 1


def test_dangling_references_are_counted_and_filled_later(graph: Graph, ingest: Any) -> None:
    local = Identifier("s", "x")
    report = ingest(stake("i", local, A))
    assert report.total("dangling") == 1
    assert ingest(party(local, name="X")).total("dangling") == 0
    assert ask(graph, "MATCH (p {id: 's:x'})-[i:IDENTIFIED_BY]->() RETURN p.name AS n, i.primary AS primary") == [
        {"n": "X", "primary": True}
    ]


def test_what_is_referenced_before_it_is_described_is_not_dangling(ingest: Any) -> None:
    local = Identifier("s", "x")
    assert ingest(stake("i", local, A), party(A), party(local), batch_size=1).total("dangling") == 0


def test_self_holdings_are_kept(graph: Graph, ingest: Any) -> None:
    ingest(stake("own", A, A, 10))
    assert claims(graph) == [("s:own", "LEI:A", "LEI:A", 10, None)]


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_of_a_claim_stated_twice_the_last_word_counts(graph: Graph, ingest: Any, batch_size: int) -> None:
    records = (stake("i", B, A, 10), stake("i", B, A, 10), Closed("j"), stake("j", B, C), stake("i", B, A, 30))
    report = ingest(*records, batch_size=batch_size)
    assert report.total("superseded") == 2
    assert claims(graph) == [("s:i", "LEI:B", "LEI:A", 30, None), ("s:j", "LEI:B", "LEI:C", 60, None)]
    assert ingest(*records, batch_size=batch_size).changes == []


def test_an_older_statement_does_not_overwrite_a_newer(graph: Graph, ingest: Any) -> None:
    ingest(stake("i", B, A, 60, published=TODAY), party(A, name="New", published=TODAY))
    old = TODAY - timedelta(days=1)
    report = ingest(stake("i", B, A, 10, published=old), party(A, name="Old", published=old))
    assert (report.total("outdated"), report.changes) == (2, [])
    assert claims(graph)[0][3] == 60


def test_a_bad_file_leaves_the_graph_as_it_was(graph: Graph, files: Any) -> None:
    cut = BadFile(Path("x"), "the file ends in the middle of a record", where="line 3", hint="Fetch it again.")
    source, paths = files([party(A), stake("1", B, A), cut], [party(C)])
    report = load(graph, source, paths, batch_size=1)
    assert report.exit_code == 2
    assert "line 3" in (report.files[0].error or "") and report.files[0].hint == "Fetch it again."
    assert ask(graph, "MATCH (p:Party) RETURN p.id AS id") == [{"id": "LEI:C"}]


def test_a_file_in_another_encoding_is_a_bad_file(graph: Graph, files: Any) -> None:
    source, paths = files([party(A), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")])
    report = load(graph, source, paths)
    assert "is not utf-8" in (report.files[0].error or "")
    assert revision(graph) == 0


def test_refused_records_go_to_quarantine(graph: Graph, files: Any, tmp_path: Path) -> None:
    source, paths = files(
        [party(A), party(B), Refused("line 2", "120 % of the shares", "r2", "raw"), BranchRecord("b", A, A)]
    )
    report = load(graph, source, paths, quarantine_dir=tmp_path / "q")
    assert (report.total("written"), report.total("refused"), report.exit_code) == (2, 2, 0)
    lines = [json.loads(line) for line in Path(report.quarantine or "").read_text(encoding="utf-8").splitlines()]
    assert lines[0] == {
        "file": str(paths[0]),
        "where": "line 2",
        "reason": "120 % of the shares",
        "record": "r2",
        "raw": "raw",
    }
    assert "own head" in lines[1]["reason"]


def test_too_many_refused_records_refuse_the_file(graph: Graph, files: Any) -> None:
    source, paths = files([party(A), Refused("2", "bad")], asserts=Asserts(max_refused=10))
    report = load(graph, source, paths)
    assert report.exit_code == 2 and revision(graph) == 0
    assert load(graph, source, paths, allow_refused=True).total("written") == 1


def test_a_load_below_what_the_source_promises_writes_nothing(graph: Graph, files: Any) -> None:
    source, paths = files([party(A)], asserts=Asserts(minimum={"PartyRecord": 10}))
    with pytest.raises(AssertionFailed, match="1 PartyRecords; at least 10"):
        load(graph, source, paths)
    assert revision(graph) == 0


def test_a_dry_run_needs_no_graph(files: Any) -> None:
    source, paths = files([party(A)])
    report = load(None, source, paths, dry_run=True)
    assert (report.total("read"), report.total("written")) == (1, 0)


def test_missing_files_are_an_error(graph: Graph, files: Any, tmp_path: Path) -> None:
    source, _ = files([])
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "none.txt", tmp_path / "empty"):
        with pytest.raises(NoFiles):
            load(graph, source, [path])


def test_a_batch_sent_twice_is_done_once(graph: Graph, files: Any) -> None:
    source, _ = files([])
    graph.write("ingest/source", id="s", properties={"rank": 1})
    batch = Batch("s:run:1", (party(A), stake("i", B, A)))
    first = write(graph, source, batch)
    again = write(graph, source, batch)
    assert (first.written, first.repeated) == (2, False)
    assert (again.written, again.repeated, again.seq) == (2, True, first.seq)
    assert revision(graph) == 1


def test_a_lost_reply_is_answered_by_sending_again(graph: Graph, files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source, _ = files([])
    graph.write("ingest/source", id="s", properties={"rank": 1})
    committed = Graph.transaction
    lost: list[int] = []

    def lossy(self: Graph, *args: Any, **kwargs: Any) -> Any:
        result = committed(self, *args, **kwargs)
        if not lost:
            lost.append(1)
            raise CommitUnknown("The connection broke while committing.")
        return result

    monkeypatch.setattr(Graph, "transaction", lossy)
    assert write(graph, source, Batch("s:run:1", (party(A),))).repeated
    assert revision(graph) == 1


def test_every_commit_is_announced(graph: Graph, ingest: Any) -> None:
    heard: list[int] = []
    report = ingest(party(A), party(B), party(C), batch_size=1, on_change=heard.append)
    assert heard == report.changes == [1, 2, 3]
