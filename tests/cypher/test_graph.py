"""The door to the database, on a real one: rows, retries, limits, errors."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cypher import Query
from cypher.errors import BadQuery, CommitUnknown, Conflict, GraphError, GraphUnavailable, QueryTimeout, translated
from cypher.graph import Graph, Tx


def query(text: str, **examples: str) -> Query:
    return Query("tests/query", text, examples, "A question.")


def test_rows_are_plain(graph: Graph) -> None:
    day, moment = date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    (row,) = graph.write(
        query(
            "CREATE (p:Thing {at: $moment, n: 1})-[r:OF {d: $day}]->(q:Thing)"
            " RETURN p, r, [$day, null] AS l, {m: $moment} AS m, 1.5 AS f",
            day="date()", moment="datetime()",
        ),
        day=day,
        moment=moment,
    )  # fmt: skip
    assert row == {"p": {"at": moment, "n": 1}, "r": {"d": day}, "l": [day, None], "m": {"m": moment}, "f": 1.5}
    (row,) = graph.read(query("MATCH w = (:Thing {n: 1})-[:OF]->() RETURN w"))
    assert row == {"w": {"nodes": [{"at": moment, "n": 1}, {}], "relationships": [{"d": day}]}}


def test_parameters_are_checked_before_the_network() -> None:
    with Graph.connect("bolt://127.0.0.1:9", None, patience=0) as nowhere:
        for params in ({}, {"name": "x", "checksum": "x", "at": 1, "more": 1}):
            with pytest.raises(BadQuery, match="Wrong parameters"):
                nowhere.write("admin/migration_done", **params)


def test_no_server(free_port: int) -> None:
    with Graph.connect(f"bolt://127.0.0.1:{free_port}", None, patience=0) as nowhere:
        with pytest.raises(GraphUnavailable, match="does not answer"):
            nowhere.verify()
        with pytest.raises(GraphUnavailable, match="does not answer") as error:
            nowhere.read("admin/migrations")
    assert "NEO4J_URI" in error.value.hint


def test_a_wrong_password(neo4j_server: Any) -> None:
    with (
        Graph.connect(neo4j_server.uri, ("neo4j", "wrong-password")) as graph,
        pytest.raises(GraphUnavailable, match="refuses the login") as error,
    ):
        graph.verify()
    assert "NEO4J_PASSWORD" in error.value.hint


def test_not_an_address() -> None:
    with pytest.raises(BadQuery, match="not an address"):
        Graph.connect("http://127.0.0.1", None)


def test_reading_refuses_to_write(graph: Graph) -> None:
    with pytest.raises(BadQuery):
        graph.read(query("CREATE (:Thing)"))
    assert graph.read(query("MATCH (n:Thing) RETURN count(n) AS n")) == [{"n": 0}]


def test_a_rehearsal_leaves_nothing(graph: Graph) -> None:
    def work(tx: Tx) -> Any:
        tx.run(query("CREATE (:Thing)"))
        return tx.run(query("MATCH (n:Thing) RETURN count(n) AS n"))

    assert graph.rehearse(work) == [{"n": 1}]
    assert graph.read(query("MATCH (n:Thing) RETURN count(n) AS n")) == [{"n": 0}]


def test_an_error_in_the_work_rolls_back(graph: Graph) -> None:
    def work(tx: Tx) -> None:
        tx.run(query("CREATE (:Thing)"))
        raise KeyError("ours")

    with pytest.raises(KeyError):
        graph.transaction(work, write=True)
    assert graph.read(query("MATCH (n:Thing) RETURN count(n) AS n")) == [{"n": 0}]


def test_a_query_that_takes_too_long_is_ended(graph: Graph) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeout):
        graph.with_timeout(1).read(
            query("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS s")
        )
    assert time.monotonic() - started < 20


def test_a_taken_key_is_a_conflict(graph: Graph) -> None:
    graph.write(query("CREATE (:Party {id: 'x'})"))
    with pytest.raises(Conflict, match="refuses the write"):
        graph.write(query("CREATE (:Party {id: 'x'})"))


def test_a_syntax_error_names_the_query(graph: Graph) -> None:
    with pytest.raises(BadQuery, match="tests/query"):
        graph.read(query("MATCH (n:Party RETURN n"))


def test_too_much_memory_is_not_tried_again(graph: Graph) -> None:
    started = time.monotonic()
    with pytest.raises(BadQuery, match="memory"):
        graph.write(query("UNWIND range(1, 20000000) AS i WITH collect({i: i}) AS l RETURN size(l) AS n"))
    assert time.monotonic() - started < 60


def test_deadlocked_writers_all_get_through(graph: Graph) -> None:
    graph.write(query("CREATE (:Thing {id: 'a', n: 0}), (:Thing {id: 'b', n: 0})"))
    bump = query("MATCH (t:Thing {id: $id}) SET t.n = t.n + 1", id="'a'")
    meet = threading.Barrier(2, timeout=5)

    def crossing(first: str, second: str) -> None:
        tries = iter(range(99))

        def work(tx: Tx) -> None:
            tx.run(bump, id=first)
            if next(tries) == 0:
                meet.wait()
            tx.run(bump, id=second)

        graph.transaction(work, write=True)

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(crossing, "a", "b"), pool.submit(crossing, "b", "a")]:
            future.result()
    assert graph.read(query("MATCH (t:Thing) RETURN t.n AS n")) == [{"n": 2}, {"n": 2}]


def test_streaming(graph: Graph) -> None:
    numbers = query("UNWIND range(1, $n) AS i RETURN i", n="1")
    assert sum(row["i"] for row in graph.stream(numbers, n=5000)) == 12502500
    rows = graph.stream(numbers, n=5000)
    assert next(rows) == {"i": 1}
    rows.close()  # type: ignore[attr-defined]
    assert graph.read(numbers, n=1) == [{"i": 1}]


def test_auto_brings_its_own_transactions(graph: Graph) -> None:
    graph.auto(query("UNWIND range(1, 25) AS i CALL (i) {CREATE (:Thing {i: i})} IN TRANSACTIONS OF 10 ROWS"))
    assert graph.read(query("MATCH (n:Thing) RETURN count(n) AS n")) == [{"n": 25}]


def test_who_is_busy_can_be_seen(graph: Graph) -> None:
    (row,) = graph.read(
        query("SHOW TRANSACTIONS YIELD metaData WHERE metaData.query = 'tests/query' RETURN metaData AS m")
    )
    assert row["m"] == {"query": "tests/query"}


def test_explain(graph: Graph) -> None:
    plan = graph.explain(query("MATCH (n:NoSuchLabel {x: $x}) RETURN n", x="[1, 'a']"))
    assert plan.operators[0] == "ProduceResults"
    assert any("NoSuchLabel" in warning for warning in plan.warnings)


def test_errors_speak_in_sentences() -> None:
    from neo4j.exceptions import IncompleteCommit

    error = translated(IncompleteCommit("x"), "ingest/finish")
    assert isinstance(error, CommitUnknown) and not error.retryable
    assert "may have happened" in str(error) and error.hint
    assert translated(error) is error
    assert isinstance(translated(ValueError("x")), GraphError)
