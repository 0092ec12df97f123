"""Whole loads on a real Neo4j: what is in the graph afterwards, and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cypher import Query
from cypher.errors import CommitUnknown
from cypher.graph import Graph
from cypher.quantity import Share
from ingest.errors import AssertionFailed, NoFiles
from ingest.load import load
from ingest.records import (
    BranchRecord,
    Closed,
    Complete,
    Identifier,
    InterestRecord,
    NoticeRecord,
    PartyRecord,
    Record,
    Refused,
    Seat,
)
from ingest.report import RunReport
from ingest.source import Asserts, BadFile, Source
from ingest.writer import Batch, write

A, B, C = Identifier("LEI", "A"), Identifier("LEI", "B"), Identifier("LEI", "C")
COH, CIK = Identifier("GB-COH", "01"), Identifier("CIK", "1")
TODAY = date(2026, 1, 1)
Files = Callable[..., Source]


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., tuple[Source, list[Path]]]:
    """Makes a source whose files hold the given records."""

    def make(
        *contents: Sequence[Record | Exception], id: str = "s", rank: int = 1, asserts: Asserts | None = None
    ) -> tuple[Source, list[Path]]:
        paths = {}
        for number, records in enumerate(contents):
            path = tmp_path / f"{id}-{number}.txt"
            path.write_text("x")
            paths[path] = records

        def read(path: Path) -> Iterator[Record]:
            for record in paths[path]:
                if isinstance(record, Exception):
                    raise record
                yield record

        licence = asserts or Asserts(max_refused=50)
        source = Source(id, "T", "P", "https://x", "CC0-1.0", "A", rank, "exact", 30, ("*.txt",), read, licence)
        return source, list(paths)

    return make


@pytest.fixture
def ingest(graph: Graph, files: Any) -> Callable[..., RunReport]:
    """Loads one file of the given records."""

    def run(*records: Record, id: str = "s", rank: int = 1, **options: Any) -> RunReport:
        source, paths = files(records, id=id, rank=rank)
        return load(graph, source, paths, **options)

    return run


def ask(graph: Graph, text: str) -> list[dict[str, Any]]:
    return graph.read(Query("tests/ask", text, {}, "A question."))


def party(identifier: Identifier, *others: Identifier, record: str = "", **fields: Any) -> PartyRecord:
    given: dict[str, Any] = {"kind": "company", "name": identifier.value} | fields
    return PartyRecord(record or identifier.key, identifier, identifiers=others, **given)


def stake(record: str, holder: Identifier, subject: Identifier, low: int = 60, **fields: Any) -> InterestRecord:
    return InterestRecord(record, holder, subject, shares=Share(low, 100), **fields)


def claims(graph: Graph, kind: str = "INTEREST") -> list[tuple[Any, ...]]:
    rows = ask(
        graph,
        f"MATCH (h)-[r:{kind}]->(s) RETURN r.key AS k, h.id AS h, s.id AS s, r.shares_low AS l, r.closed AS c"
        " ORDER BY k, l",
    )
    return [tuple(row.values()) for row in rows]


def changes(graph: Graph) -> list[dict[str, Any]]:
    return ask(graph, "MATCH (c:Change) RETURN c.seq AS seq, c.subjects AS subjects, c.kind AS kind ORDER BY seq")


def revision(graph: Graph) -> int:
    return int(ask(graph, "MATCH (c:Clock) RETURN c.rev AS rev")[0]["rev"])


def everything(graph: Graph) -> list[dict[str, Any]]:
    return ask(
        graph,
        "MATCH (n) WHERE NOT n:Lock AND NOT n:Source AND NOT n:Migration"
        " RETURN labels(n) AS l, properties(n) AS p,"
        " COLLECT {MATCH (n)-[r]->(m) RETURN [type(r), properties(r), coalesce(m.id, m.key, m.code)]} AS r"
        " ORDER BY elementId(n)",
    )


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


def test_a_source_that_weighs_otherwise_makes_a_revision(graph: Graph, ingest: Any) -> None:
    ingest(party(A))
    before = revision(graph)
    assert ingest(party(A), rank=2).total("written") == 0
    assert revision(graph) == before + 1, "no older answer is served"
    ingest(party(A), rank=2)
    assert revision(graph) == before + 1


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
