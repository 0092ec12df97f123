"""What the tests of loading share: short ways to write records, and questions about what is in the graph."""

from __future__ import annotations

from datetime import date
from typing import Any

from cypher import Query
from cypher.graph import Graph
from cypher.quantity import Share
from ingest.records import (
    Identifier,
    InterestRecord,
    PartyRecord,
)

A, B, C = Identifier("LEI", "A"), Identifier("LEI", "B"), Identifier("LEI", "C")
COH, CIK = Identifier("GB-COH", "01"), Identifier("CIK", "1")
TODAY = date(2026, 1, 1)


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
