"""A live load against what a textbook does with the same records: ``UNWIND $rows MERGE``, with the plain driver."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import neo4j

from cypher import Query
from cypher.graph import Graph
from cypher.migrate import migrate
from ingest.load import BATCH, load
from ingest.records import InterestRecord, PartyRecord, Record
from ingest.registry import sources
from ingest.rows import claim_row, record_key, references
from ingest.source import Source
from service.local.neo4j import LocalNeo4j
from workers.generate.run import REGISTERS, generate

WIPE = Query(
    "bench/wipe",
    "MATCH (n) WHERE NOT n:Migration CALL (n) {DETACH DELETE n} IN TRANSACTIONS OF 5000 ROWS",
    {},
    "Empties the graph.",
)
FIRST_DAY = [
    Query("bench/clock", "CREATE (:Clock {id: 'graph', rev: 0, epoch: randomUUID()})", {}, "The clock."),
    Query("bench/mark", "CREATE (:Mark {id: 'graph', through: 0})", {}, "The mark."),
    Query("bench/lock", "CREATE (:Lock {id: 'ingest'})", {}, "The lock."),
]
SCHEMA = (
    "CREATE CONSTRAINT FOR (n:Thing) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT FOR (n:Place) REQUIRE n.code IS UNIQUE",
    "CREATE CONSTRAINT FOR (n:Name) REQUIRE n.key IS UNIQUE",
    "CREATE INDEX FOR ()-[r:STAKE]-() ON (r.key)",
)
TEXTBOOK = {
    "parties": "UNWIND $rows AS row MERGE (p:Thing {id: row.id}) SET p += row.properties",
    "names": "UNWIND $rows AS row MATCH (p:Thing {id: row.id}) MERGE (d:Name {key: row.key}) "
    "MERGE (p)-[:NAMED {key: row.statement}]->(d)",
    "seats": "UNWIND $rows AS row MATCH (p:Thing {id: row.id}) MERGE (j:Place {code: row.code}) "
    "MERGE (p)-[s:SITS {key: row.key}]->(j) SET s += row.properties",
    "stakes": "UNWIND $rows AS row MERGE (h:Thing {id: row.holder}) MERGE (s:Thing {id: row.subject}) "
    "MERGE (h)-[r:STAKE {key: row.key}]->(s) SET r += row.properties",
}


def measure(folder: Path, server: LocalNeo4j, companies: int) -> dict[str, float]:
    """Records a second of the loader, and of the textbook, on one server and from memory: reading costs neither.

    The textbook writes parties, identifiers, seats and interests; what else there is it leaves out.
    """
    generate(folder, companies, seed=2)
    read = [
        (
            sources()[path.name],
            [record for file in sorted(path.iterdir()) for record in sources()[path.name].read(file)],
        )
        for path in sorted((folder / REGISTERS).iterdir())
        if path.name in sources()
    ]
    with Graph.connect(server.uri, server.auth, timeout=600) as graph:
        migrate(graph)
        _loader(graph, folder, read, 1)  # warms the server's plans and its compiler
        spent = {"loader": _loader(graph, folder, read, None)}
        graph.auto(WIPE)
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        for text in SCHEMA:
            driver.execute_query(text)
        driver.execute_query("CALL db.awaitIndexes(300)")
        _textbook(driver, [(source, records[: BATCH // 2]) for source, records in read])
        driver.execute_query("MATCH (n:Thing|Place|Name) DETACH DELETE n")
        spent["textbook"] = _textbook(driver, read)
    count = sum(len(records) for _, records in read)
    return {name: count / seconds for name, seconds in spent.items()} | {"records": count}


def _loader(graph: Graph, folder: Path, read: Sequence[tuple[Source, list[Record]]], part: int | None) -> float:
    graph.auto(WIPE)
    for query in FIRST_DAY:
        graph.write(query)
    stand_in = folder / "memory"
    stand_in.touch()
    took = 0.0
    for source, records in read:
        some = records if part is None else records[: part * BATCH]
        began = time.perf_counter()
        report = load(graph, replace(source, read=lambda _, these=some: iter(these)), [stand_in], allow_refused=True)
        took += time.perf_counter() - began
        assert not report.failed, report.failed
    return took


def _textbook(driver: neo4j.Driver, read: Sequence[tuple[Source, list[Record]]]) -> float:
    began = time.perf_counter()
    for source, records in read:
        left = iter(records)
        while some := list(islice(left, BATCH)):
            rows = {"parties": [], "names": [], "seats": [], "stakes": []}
            for record in some:
                for kind, row in _rows(source, record):
                    rows[kind].append(row)
            with driver.session() as session:
                session.execute_write(_write, rows)
    return time.perf_counter() - began


def _write(tx: neo4j.ManagedTransaction, rows: dict[str, list[dict[str, Any]]]) -> None:
    for kind, text in TEXTBOOK.items():
        tx.run(text, rows=rows[kind]).consume()


def _rows(source: Source, record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(record, PartyRecord):
        id_, key = record.id.key, record_key(source.id, record.record)
        said = {
            "name": record.name, "kind": record.kind, "names": [record.name, *record.other_names],
            "status": record.status, "dissolved_on": record.dissolved_on, "birth": record.birth, "url": record.url,
            "published": record.published, "stated": record.stated, "source": source.id, "record": record.record,
        }  # fmt: skip
        yield "parties", {"id": id_, "properties": said}
        for one in (record.id, *record.identifiers):
            yield "names", {"id": id_, "key": one.key, "statement": f"{key}#{one.key}"}
        for number, seat in enumerate(record.seats):
            said = {"kind": seat.kind, "stated": seat.stated, "source": source.id, "record": record.record,
                    "url": record.url, "published": record.published}  # fmt: skip
            yield "seats", {"id": id_, "code": seat.jurisdiction, "key": f"{key}#{number}", "properties": said}
    elif isinstance(record, InterestRecord):
        ids = {one.key: one.key for one in references(source.id, record)}
        yield "stakes", claim_row(source, record, ids, None)
