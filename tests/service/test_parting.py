"""Undoing a join: everything goes back to whom its records were about, and the next load does not join again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher import Query
from cypher.errors import CommitUnknown
from cypher.graph import Graph
from cypher.quantity import Share
from ingest.records import BranchRecord, Identifier, InterestRecord, NoticeRecord, PartyRecord, Record, Seat
from ingest.source import Source
from ingest.writer import Batch, Outcome, write
from service.consolidation import catch_up, rebuild
from service.errors import BadRequest, NotFound
from service.lookups import statements
from service.parting import part
from service.policy.file import Policies
from service.sides import sides

A, B, C, D = (Identifier("LEI", f"52990000000000000{name}00") for name in "ABCD")
COH, CIK = Identifier("GB-COH", "01234567"), Identifier("CIK", "0000000009")
ALL = Share(10**12, 10**12)


def load(graph: Graph, source: str, *records: Record) -> Outcome:
    made = Source(source, "T", "P", "https://x", "CC0-1.0", "A", 1, "exact", 30, (), lambda _: iter(()))
    graph.write("ingest/source", id=source, properties={"rank": 1, "grade": "A"})
    return write(graph, made, Batch(str(uuid4()), records))


def party(own: Identifier, *more: Identifier, record: str = "", name: str = "", place: str = "") -> PartyRecord:
    seats = (Seat("registered", place),) if place else ()
    return PartyRecord(record or own.key, own, "company", name or own.value, more, seats=seats)


def stake(record: str, holder: Identifier, subject: Identifier, **more: Any) -> InterestRecord:
    return InterestRecord(record, holder, subject, shares=ALL, **more)


def ask(graph: Graph, text: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in graph.read(Query("tests/ask", text, {}, "A question."))]


def shape(graph: Graph) -> dict[str, Any]:
    """Everything that readers meet, without the moments at which it was written."""
    return {
        "parties": ask(graph, "MATCH (p:Party) RETURN p.id AS i, p.name AS n, p.names AS s, p.kind AS k ORDER BY i"),
        "names": ask(
            graph,
            "MATCH (p)-[i:IDENTIFIED_BY]->(d) RETURN p.id AS p, d.key AS d, i.key AS k, i.primary AS o"
            " ORDER BY p, d, k",
        ),
        "claims": ask(
            graph,
            "MATCH (a)-[r:INTEREST|PAST_INTEREST|BRANCH_OF|HEAD_OF]->(b)"
            " RETURN r.key AS k, type(r) AS t, a.id AS a, b.id AS b, r.on_behalf_of AS o ORDER BY k, t",
        ),
        "notices": ask(graph, "MATCH (p)-[r:NOTICE]->() RETURN r.key AS k, p.id AS p ORDER BY k"),
        "seats": ask(graph, "MATCH (p)-[s:SEATED_IN]->(j) RETURN p.id AS p, j.code AS j, s.record AS r ORDER BY r, j"),
    }


TWO = (
    party(A, name="Alpha", place="GB"),
    party(COH, record="uk", name="ALPHA LTD", place="CN"),
    party(C, name="Carla"),
    stake("on-a", C, A),
    stake("on-uk", C, COH),
    stake("by-uk", COH, D),
    stake("self", COH, COH),
    stake("each-other", A, COH),
    stake("for-uk", C, D, on_behalf_of=COH),
    stake("ended", COH, D, valid_to=date(2020, 1, 1)),
    BranchRecord("branch", B, COH),
    NoticeRecord("notice", COH, "NON_PUBLIC"),
)


def test_a_merge_is_undone_to_what_there_was_before(graph: Graph) -> None:
    load(graph, "s", *TWO)
    before = shape(graph)
    assert load(graph, "t", party(A, COH, record="link", name="Alpha")).joined
    assert len(ask(graph, "MATCH (p:Party) RETURN p.id AS i")) == 4
    done = part(graph, A.key, COH.key, "ann", "the number is another company's")
    after = shape(graph)
    # What the link's own record says of its party stays; what it said of the other one identifies nobody.
    after["names"].remove((A.key, A.key, f"t:link#{A.key}", True))
    assert after == before
    assert (done.stays, done.leaves, done.identifiers) == (A.key, COH.key, (COH.key,))
    assert done.links == (f"t:link#{COH.key}",) and len(done.undone) == 1
    assert ask(graph, "MATCH (p)-[n:NOT_IDENTIFIED_BY]->(d) RETURN p.id AS p, d.key AS d, n.key AS k ORDER BY k") == [
        (A.key, COH.key, f"t:link#{COH.key}"),
        (A.key, COH.key, None),
    ]
    assert ask(graph, "MATCH (g:Merge) RETURN g.parted_by AS b, g.parted_reason AS r") == [
        ("ann", "the number is another company's")
    ]


def test_it_is_one_change_that_names_everybody_concerned(graph: Graph) -> None:
    load(graph, "s", *TWO)
    load(graph, "t", party(A, COH, record="link"))
    done = part(graph, A.key, COH.key, "ann", "why")
    ((seq, kind, subjects),) = ask(
        graph, "MATCH (c:Change) RETURN c.seq AS s, c.kind AS k, c.subjects AS j ORDER BY s DESC LIMIT 1"
    )
    assert (seq, kind, set(subjects)) == (done.seq, "parted", {A.key, COH.key, B.key, D.key})
    ((report,),) = ask(graph, f"MATCH (b:Batch {{seq: {seq}}}) RETURN b.report AS r")
    assert '"by": "ann"' in report


@pytest.mark.parametrize("again", ["same", "changed", "other source", "the other way round", "through a third"])
def test_the_next_load_does_not_join_again(graph: Graph, again: str) -> None:
    link = party(A, COH, record="link", name="Alpha")
    load(graph, "s", *TWO)
    load(graph, "t", link)
    part(graph, A.key, COH.key, "ann", "why")
    before = shape(graph)["claims"]
    if again == "same":
        assert load(graph, "t", link).seq is None
    elif again == "changed":
        outcome = load(graph, "t", party(A, COH, record="link", name="Alpha, said anew"))
        assert [(one.key, "parted" in one.reason) for one in outcome.refused_links] == [(COH.key, True)]
    elif again == "other source":
        assert len(load(graph, "u", party(A, COH)).refused_links) == 1
    elif again == "the other way round":
        assert len(load(graph, "u", party(COH, A)).refused_links) == 1
    else:
        assert load(graph, "u", party(CIK, COH)).joined
        assert len(load(graph, "u", party(A, CIK, record="third")).refused_links) == 1
    assert shape(graph)["claims"] == before
    assert len(ask(graph, "MATCH (p:Party) RETURN p.id AS i")) == 5


def test_parties_that_were_joined_inside_one_batch_are_parted_too(graph: Graph) -> None:
    load(graph, "s", *TWO[:2], party(A, COH, record="link"), *TWO[2:])
    assert not ask(graph, "MATCH (g:Merge) RETURN g.id AS i")
    assert len(ask(graph, "MATCH (p:Party) RETURN p.id AS i")) == 4
    done = part(graph, A.key, COH.key, "ann", "why")
    assert (done.stays, done.leaves, done.undone) == (A.key, COH.key, ())
    found = shape(graph)
    assert found["parties"][0][:2] == (COH.key, "ALPHA LTD")
    claims = {row[0]: row[2:4] for row in found["claims"] if row[1] != "HEAD_OF"}
    assert claims["s:on-a"] == (C.key, A.key)
    assert claims["s:on-uk"] == (C.key, COH.key)
    assert claims["s:self"] == (COH.key, COH.key)
    assert claims["s:each-other"] == (A.key, COH.key)
    assert claims["s:branch"] == (B.key, COH.key)
    assert found["seats"] == [(A.key, "GB", A.key), (COH.key, "CN", "uk")]
    assert len(load(graph, "t", party(A, COH)).refused_links) == 1


def test_the_named_side_may_be_the_one_whose_id_the_party_has(graph: Graph) -> None:
    load(graph, "s", party(A, name="Alpha"))
    load(graph, "s", party(COH, record="uk"))
    load(graph, "t", party(COH, A, record="link"))
    done = part(graph, COH.key, A.key, "ann", "why")
    assert (done.stays, done.leaves) == (A.key, COH.key)


def test_what_was_joined_later_goes_with_whom_it_was_joined_to(graph: Graph) -> None:
    load(graph, "s", party(A), party(COH, record="uk"), party(CIK, record="sec"))
    load(graph, "t", party(A, COH, record="link"))
    load(graph, "t", party(COH, CIK, record="uk-sec"))
    done = part(graph, A.key, COH.key, "ann", "why")
    assert done.identifiers == (CIK.key, COH.key)
    assert ask(graph, "MATCH (g:Merge {loser: 'CIK:0000000009'})-[:INTO]->(p) RETURN p.id AS p") == [(COH.key,)]
    again = part(graph, COH.key, CIK.key, "ann", "why")
    assert (again.stays, again.leaves) == (COH.key, CIK.key)
    assert len(shape(graph)["parties"]) == 3


def test_an_identifier_that_only_the_link_stated_has_a_party_of_its_own(graph: Graph) -> None:
    load(graph, "s", party(A, COH), stake("1", C, COH))
    part(graph, A.key, COH.key, "ann", "why")
    assert ask(graph, "MATCH (c)-[r:INTEREST]->(p) RETURN p.id AS p, p.described AS d") == [(COH.key, False)]
    assert load(graph, "u", party(COH, name="Somebody else")).written == 1
    assert ask(graph, f"MATCH (p:Party {{id: '{COH.key}'}}) RETURN p.name AS n") == [("Somebody else",)]


def test_the_statements_of_both_are_whole_afterwards(graph: Graph) -> None:
    load(graph, "s", *TWO)
    load(graph, "t", party(A, COH, record="link"))
    part(graph, A.key, COH.key, "ann", "why")
    said = {(row["source"], row["record"]) for row in statements(graph, COH.key) if row["what"] == "identity"}
    assert said == {("s", "uk")}


@pytest.mark.parametrize(
    ("keep", "away", "by", "reason", "code"),
    [
        (A.key, C.key, "ann", "why", "not_joined"),
        (A.key, A.key, "ann", "why", "not_joined"),
        (A.key, "LEI:529900000000000000ZZ", "ann", "why", "unknown_entity"),
        (A.key, COH.key, " ", "why", "bad_decision"),
        (A.key, COH.key, "ann", "", "bad_decision"),
    ],
)
def test_what_cannot_be_parted_changes_nothing(
    graph: Graph, keep: str, away: str, by: str, reason: str, code: str
) -> None:
    load(graph, "s", party(A, COH), party(C))
    before = shape(graph), ask(graph, "MATCH (c:Clock) RETURN c.rev AS r")
    with pytest.raises((BadRequest, NotFound)) as error:
        part(graph, keep, away, by, reason)
    assert error.value.code == code
    assert (shape(graph), ask(graph, "MATCH (c:Clock) RETURN c.rev AS r")) == before


KEYS = "abcdef"


@given(
    st.lists(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True), max_size=6),
    st.lists(st.lists(st.sampled_from(KEYS), min_size=1, max_size=2, unique=True), max_size=2),
    st.lists(st.sampled_from(KEYS), min_size=3, max_size=3, unique=True),
)
def test_the_two_are_apart_and_what_one_record_says_stays_together_unless_it_ties_them(
    records: list[list[str]], groups: list[list[str]], named: list[str]
) -> None:
    own, keep, away = named
    rows = [
        {"key": f"{n}#{key}", "source": "s", "record": str(n), "identifier": key, "own": not i, "recorded_from": n}
        for n, keys in enumerate(records)
        for i, key in enumerate(keys)
    ]
    merges = [{"identifiers": keys, "winner": own, "loser": keys[0]} for keys in groups]
    found = sides(own, keep, away, rows, merges)
    assert (keep in found.leaving) != (away in found.leaving)
    assert own not in found.leaving
    cut = {key for _, key in found.links}
    for row in rows:
        (first,) = (one["identifier"] for one in rows if one["record"] == row["record"] and one["own"])
        assert (row["key"] in cut) == ((first in found.leaving) != (row["identifier"] in found.leaving))
    # Without the links that were cut nothing ties the sides any more, and nothing was cut without need.
    if not any({keep, away} <= set(keys) for keys in records) and not groups and len(records) < 2:
        assert not cut


def test_decisions_are_in_the_order_of_their_instants(graph: Graph) -> None:
    load(graph, "s", party(A), party(COH, record="uk"))
    load(graph, "t", party(A, COH, record="link"))
    part(graph, A.key, COH.key, "ann", "why", now=datetime(2020, 1, 1, tzinfo=UTC))
    instants = [row[0] for row in ask(graph, "MATCH (c:Change) RETURN c.at AS a ORDER BY c.seq")]
    assert instants == sorted(instants)


def test_what_is_derived_follows_a_parting_as_if_it_were_derived_anew(graph: Graph) -> None:
    rules = [Policies().versions("unsupported-regions")[-1]]
    text = (
        "MATCH (p:Party) WHERE NOT p:Joint RETURN p.id AS i, labels(p) AS l, p.rest AS r,"
        " COLLECT {MATCH (p)-[h:HOLDS]->(s) RETURN [s.id, h.stake, h.claims] ORDER BY s.id} AS h ORDER BY i"
    )
    load(graph, "s", *TWO, PartyRecord("cn", D, "company", "Delta", seats=(Seat("headquarters", "CN"),)))
    load(graph, "s", stake("from-cn", D, COH))
    load(graph, "t", party(A, COH, record="link"))
    catch_up(graph, rules, date(2026, 1, 1))
    part(graph, A.key, COH.key, "ann", "why")
    catch_up(graph, rules, date(2026, 1, 1))
    derived = [(row[0], sorted(row[1]), *row[2:]) for row in ask(graph, text)]
    rebuild(graph, rules, date(2026, 1, 1))
    assert derived == [(row[0], sorted(row[1]), *row[2:]) for row in ask(graph, text)]
    assert {row[0] for row in derived if "Restricted" in row[1]} >= {COH.key, D.key}


def test_a_lost_reply_is_answered_as_the_commit_would_have_been(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    load(graph, "s", party(A), party(COH, record="uk"))
    load(graph, "t", party(A, COH, record="link"))
    committed, lost = Graph.transaction, []

    def lossy(self: Graph, *args: Any, **kwargs: Any) -> Any:
        result = committed(self, *args, **kwargs)
        if not lost:
            lost.append(1)
            raise CommitUnknown("The connection broke while committing.")
        return result

    monkeypatch.setattr(Graph, "transaction", lossy)
    done = part(graph, A.key, COH.key, "ann", "why")
    assert (done.stays, done.leaves, lost) == (A.key, COH.key, [1])
    assert ask(graph, "MATCH (c:Clock) RETURN c.rev AS r") == [(done.seq,)]
