"""Migrations on a real server, and the command line of the folder."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cypher import ROOT, Query
from cypher.__main__ import main
from cypher.errors import SchemaMissing
from cypher.graph import Graph
from cypher.migrate import migrate, require


def statement(text: str) -> Query:
    return Query("tests/statement", text, {}, "A statement.")


@pytest.fixture
def environment(neo4j_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", neo4j_server.uri)
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.auth[0])
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.auth[1])


def test_a_migrated_graph_needs_nothing(graph: Graph) -> None:
    assert migrate(graph) == []
    require(graph)
    (clock,) = graph.read(statement("MATCH (c:Clock) RETURN c.rev AS rev, size(c.epoch) AS length"))
    assert clock == {"rev": 0, "length": 36}


def test_what_is_missing_is_applied_by_two_at_once(graph: Graph) -> None:
    graph.write(statement("MATCH (m:Migration) WHERE m.name >= '0002' DELETE m"))
    graph.write(statement("DROP CONSTRAINT interest_key"))
    with pytest.raises(SchemaMissing, match="0002_claims"):
        require(graph)
    with ThreadPoolExecutor(2) as pool:
        applied = [future.result() for future in [pool.submit(migrate, graph) for _ in range(2)]]
    every = sorted(path.stem for path in (ROOT / "schema").glob("*.cypher"))
    assert every[1:] in applied
    assert graph.read(statement("SHOW CONSTRAINTS YIELD name WHERE name = 'interest_key' RETURN name")) != []


@pytest.mark.parametrize(
    ("change", "undo", "said"),
    [
        ("MERGE (m:Migration {name: '0001_keys'}) SET m.old = m.checksum, m.checksum = 'x'",
         "MATCH (m:Migration {name: '0001_keys'}) SET m.checksum = m.old, m.old = null", "has changed"),
        ("CREATE (:Migration {name: '9999_future', checksum: 'x'})",
         "MATCH (m:Migration {name: '9999_future'}) DELETE m", "does not know"),
    ],
)  # fmt: skip
def test_a_changed_or_newer_schema_is_refused(graph: Graph, change: str, undo: str, said: str) -> None:
    graph.write(statement(change))
    try:
        with pytest.raises(SchemaMissing, match=said):
            migrate(graph)
    finally:
        graph.write(statement(undo))


def test_check_needs_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    assert main(["check"]) == 0
    assert main(["migrate"]) == 2


def test_no_server_is_three(monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{free_port}")
    monkeypatch.setattr(Graph.connect.__func__, "__kwdefaults__", {"timeout": 5, "patience": 0})
    assert main(["migrate"]) == 3


@pytest.mark.usefixtures("environment")
def test_run_prints_rows_and_leaves_nothing(graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "ingest/create_parties", 'rows=[{"id": "x", "born": 1}]']) == 0
    assert main(["run", "ingest/still_bare", 'ids=["x"]']) == 0
    assert json.loads(capsys.readouterr().out) == {"bare": 0}
    assert main(["run", "ingest/create_parties", 'rows=[{"id": "x", "born": 1}]', "--commit"]) == 0
    assert main(["run", "ingest/still_bare", 'ids=["x"]']) == 0
    assert json.loads(capsys.readouterr().out) == {"bare": 1}
    assert main(["run", "ingest/still_bare", "nonsense"]) == 2
    assert main(["run", "ingest/no_such"]) == 2


@pytest.mark.usefixtures("environment")
def test_explain_prints_the_plan(graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ingest/still_bare"]) == 0
    assert "NodeUniqueIndexSeek" in capsys.readouterr().out
    assert main(["migrate"]) == 0


def test_a_migrated_graph_holds_nothing_until_something_is_written(graph: Graph) -> None:
    assert graph.read("admin/holds_anything") == []
    graph.write(Query("tests/one", "CREATE (:Determination {id: 'one'})", {}, "One node."))
    assert graph.read("admin/holds_anything") == [{"label": "Determination"}]
