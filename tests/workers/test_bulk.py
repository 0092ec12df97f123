"""The same sources loaded live and in bulk, on a real Neo4j: the same graph, but for when it came to be."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cypher import Query
from cypher.graph import Graph
from cypher.migrate import migrate
from cypher.quantity import Share
from ingest.load import load
from ingest.records import (
    BranchRecord,
    Closed,
    Complete,
    Identifier,
    InterestRecord,
    NoticeRecord,
    PartyRecord,
    Position,
    Record,
    Seat,
)
from ingest.registry import source
from ingest.source import BadFile, Source
from service.consolidation import catch_up, rebuild
from service.local.errors import LocalServerError
from service.local.neo4j import LocalNeo4j
from service.policy.file import Policies
from service.verify import verify
from workers.bulk.load import prepare
from workers.bulk.table import SEPARATOR, Table
from workers.generate.run import generate

TODAY = datetime.now(UTC).date()
RULES = [Policies().pick(name, TODAY) for name in ("unsupported-regions", "ofac-50")]
WHOLE = 10**12
A, B, C, D, E, F = (Identifier("LEI", f"{'0' * 17}{name}{number:02}") for number, name in enumerate("ABCDEF", 10))
NUMBER = Identifier("GB-COH", "01234567")
NODES = Query(
    "tests/nodes",
    "MATCH (n) WHERE NOT n:Batch AND NOT n:Change AND NOT n:Clock AND NOT n:Mark AND NOT n:Lock AND NOT n:Migration "
    "RETURN labels(n) AS labels, properties(n) AS properties",
    {},
    "Everything but the ledger.",
)
RELATIONSHIPS = Query(
    "tests/relationships",
    "MATCH (a)-[r]->(b) RETURN type(r) AS type, properties(r) AS properties, "
    "coalesce(a.id, a.key, a.code) AS start, coalesce(b.id, b.key, b.code) AS end",
    {},
    "Everything between them.",
)
INSTANT = re.compile(r"@\d{8}T\d{12}")


def own(id_: str, rank: int, paths: dict[Path, Sequence[Record]]) -> Source:
    return Source(id_, f"{id_} title", "P", "https://x", "CC0-1.0", "A", rank, "exact", 30, ("*.txt",),
                  lambda path: iter(paths[path]))  # fmt: skip


def party(number: int, id_: Identifier, name: str, **more: Any) -> PartyRecord:
    return PartyRecord(f"p{number}", id_, more.pop("kind", "company"), name, **more)


def stake(number: int, holder: Identifier, subject: Identifier, low: int, high: int, **more: Any) -> InterestRecord:
    share = Share(low * WHOLE // 100, high * WHOLE // 100)
    return InterestRecord(f"i{number}", holder, subject, shares=share, stated="as stated", **more)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> list[tuple[Source, list[Path]]]:
    """Two invented sources full of what is hard, real files, and an invented world."""
    folder = tmp_path_factory.mktemp("files")
    before, soon = TODAY - timedelta(days=400), TODAY + timedelta(days=30)
    local = [Identifier("first", f"local-{number}") for number in range(6)]
    contents: dict[str, list[Sequence[Record]]] = {
        "first": [
            [
                party(1, A, 'A "quoted", Ltd; with a\nline end', seats=(Seat("headquarters", "CN", ""),)),
                party(2, B, "B", identifiers=(NUMBER,), other_names=("B; former", "B, too"), status="active"),
                party(3, local[0], "A person", kind="person", birth="1960-01", seats=(Seat("residence", "GB", "UK"),)),
                party(4, C, "C", kind="branch"), party(5, local[1], ""), party(6, D, "D", dissolved_on=before),
                party(7, local[2], "One", kind="person"), party(8, local[3], "Two", kind="person"),
                stake(1, A, B, 60, 60), stake(2, local[0], B, 25, 50, group="both"),
                stake(3, local[1], B, 25, 50, group="both"),
                stake(4, B, B, 10, 10), stake(5, A, D, 50, 75, scope="D"), stake(6, local[0], D, 10, 10, scope="D"),
                stake(7, A, E, 51, 51, valid_to=before), stake(8, B, E, 30, 40, valid_to=soon),
                stake(9, local[2], F, 26, 26, concert="c"), stake(10, local[3], F, 26, 26, concert="c"),
                stake(11, local[1], F, 5, 5, on_behalf_of=A, capacity="nominee"), stake(12, E, A, 20, 20),
                InterestRecord("i13", D, F, rights=("board_majority",), directness="total"),
                stake(14, A, C, 40, 40), stake(15, C, D, 12, 12),
                BranchRecord("b1", C, A, stated="branch"), NoticeRecord("n1", E, "NON_PUBLIC"),
                NoticeRecord("n2", A, "GONE", valid_to=before), Closed("i6", before), Closed("i9", soon),
            ],
            [  # a list of restricted parties, and a stream's withdrawal that comes before what it withdraws
                NoticeRecord("listed", B, "RUSSIA", listed_on="us-ofac-sdn"),
                Closed("never seen", published=TODAY, version=17),
                Position("17"),
            ],
            [  # later files: other versions, withdrawals, a list that lacks one
                stake(1, A, B, 55, 55), stake(5, B, D, 50, 75, scope="D"), Complete("D"), Closed("n1"),
                party(2, B, "B renamed", identifiers=(NUMBER,), seats=(Seat("registered", "GB", "London"),)),
                party(1, A, "A again", seats=(Seat("headquarters", "CN", ""), Seat("registered", "KY", "x"))),
                party(6, D, "D", status="active"), Closed("b1"), stake(2, local[0], B, 25, 25, group="both"),
            ],
        ],
        "second": [
            [
                party(1, local[5], "Known by a number", identifiers=(Identifier("GB-COH", "07654321"),)),
                party(2, F, "F of the second", identifiers=(Identifier("CIK", "0000000001"),)),
                stake(1, Identifier("CIK", "0000000001"), Identifier("GB-COH", "07654321"), 100, 100),
                stake(2, Identifier("GB-COH", "07654322"), NUMBER, 1, 1),
                stake(3, A, B, 1, 2, on_behalf_of=Identifier("GB-COH", "07654322")),
            ],
            [  # what the first file held apart is one: parties merge, and their claims with them
                party(3, E, "E of the second", identifiers=(Identifier("GB-COH", "07654322"),),
                      seats=(Seat("registered", "RU"),)),
                party(4, E, "E", identifiers=(Identifier("GB-COH", "07654321"), F), kind="company"),
            ],
        ],
    }  # fmt: skip
    found = []
    for rank, (id_, files) in enumerate(contents.items(), 1):
        paths: dict[Path, Sequence[Record]] = {}
        for number, records in enumerate(files):
            path = folder / f"{id_}-{number}.txt"
            path.write_text("x")
            paths[path] = records
        found.append((own(id_, rank, paths), list(paths)))
    generate(folder / "world", 400, seed=5)
    data, world = repository / "tests/data", folder / "world/registers"
    return [
        *found,
        (source("gleif_level1"), [data / "gleif/level1_5_columns.csv", world / "gleif_level1"]),
        (source("gleif_rr"), [data / "gleif/rr_golden_copy_20260929_rows.csv", world / "gleif_rr"]),
        (source("bods"), [data / "bods/gleif_2138008KTNTDICZU8L25.jsonl", data / "bods/uk_01126618.jsonl"]),
        (source("uk_psc"), [*sorted((data / "uk_psc").glob("[0-9]*.json")), world / "uk_psc"]),
    ]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalNeo4j]:
    """A server of its own: an import needs it stopped."""
    found = LocalNeo4j(tmp_path_factory.mktemp("neo4j"), password=secrets.token_hex(12), short_lived=True)
    try:
        found.start()
    except LocalServerError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no local Neo4j: {error}")
    found.stop()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def graphs(
    sources: Any, server: LocalNeo4j, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, list[Any]]]:
    """What is in the graph: after a bulk load, after that is derived again, and after live loads."""
    found = {}
    prepared = prepare(sources, tmp_path_factory.mktemp("csv"), RULES, TODAY)
    written = prepared.written
    assert written is not None
    server.import_database(written.nodes, written.relationships, multiline=written.multiline)
    with server, Graph.connect(server.uri, server.auth) as graph:
        migrate(graph)
        found["imported"] = picture(graph)
        catch_up(graph, RULES, TODAY)
        found["bulk"] = picture(graph)
        report = verify(graph, RULES, TODAY).as_dict()
        found["verified"] = {"differences": report["differences"], "equal": [report["equal"]]}
        rebuild(graph, RULES, TODAY)
        found["rebuilt"] = picture(graph)
        graph.auto(Query("tests/wipe", "MATCH (n) WHERE NOT n:Migration DETACH DELETE n", {}, "Empties it."))
        for name in ("clock", "mark", "lock"):
            graph.write(Query(f"tests/{name}", SINGLETONS[name], {}, "As on the first day."))
        for one, paths in sources:
            load(graph, one, paths)
        catch_up(graph, RULES, TODAY)
        found["live"] = picture(graph)
    return found


SINGLETONS = {
    "clock": "CREATE (:Clock {id: 'graph', rev: 0, epoch: randomUUID()})",
    "mark": "CREATE (:Mark {id: 'graph', through: 0})",
    "lock": "CREATE (:Lock {id: 'ingest'})",
}


def picture(graph: Graph) -> dict[str, list[Any]]:
    """All nodes and relationships, comparable: without instants and ages."""
    nodes = [(sorted(row["labels"]), timeless(row["properties"])) for row in graph.read(NODES)]
    edges = [
        (row["type"], INSTANT.sub("", str(row["start"])), str(row["end"]), timeless(row["properties"]))
        for row in graph.read(RELATIONSHIPS)
    ]
    return {"nodes": sorted(nodes, key=repr), "relationships": sorted(edges, key=repr)}


def timeless(properties: dict[str, Any]) -> list[tuple[str, Any]]:
    kept = []
    for name, value in properties.items():
        if isinstance(value, datetime) or name == "born" or value == []:
            continue  # an import knows no empty lists: the readers take both alike
        if isinstance(value, str):
            value = INSTANT.sub("", value)
        elif isinstance(value, list):
            value = [INSTANT.sub("", one) for one in value]
            value = sorted(value) if name in ("identifiers", "statements", "claims") else value
        kept.append((name, value))
    return sorted(kept)


def of_type(found: dict[str, list[Any]], name: str) -> list[Any]:
    return [one for one in found["relationships"] if one[0] == name]


def test_the_nodes_are_the_same(graphs: Any) -> None:
    assert graphs["bulk"]["nodes"] == graphs["live"]["nodes"]


def test_the_relationships_are_the_same(graphs: Any) -> None:
    for name in sorted({one[0] for found in (graphs["bulk"], graphs["live"]) for one in found["relationships"]}):
        assert of_type(graphs["bulk"], name) == of_type(graphs["live"], name), name


def test_everything_hard_was_there(graphs: Any) -> None:
    seen = {one[0] for one in graphs["live"]["relationships"]}
    assert seen >= {
        "INTEREST", "PAST_INTEREST", "BRANCH_OF", "HEAD_OF", "PAST_BRANCH_OF", "NOTICE", "PAST_NOTICE", "HOLDS",
        "SEATED_IN", "IDENTIFIED_BY", "WAS", "INTO",
    }  # fmt: skip
    labels = {label for labels, _ in graphs["live"]["nodes"] for label in labels}
    assert labels >= {"Party", "Company", "Person", "Unknown", "Joint", "Merge", "Restricted", "Possible", "Seed"}


def test_all_but_the_marks_is_there_before_a_worker_runs(graphs: Any) -> None:
    assert graphs["imported"]["relationships"] == graphs["bulk"]["relationships"]
    before = {label for labels, _ in graphs["imported"]["nodes"] for label in labels}
    assert "Seed" in before
    assert not before & {"Restricted", "Possible"}


def test_both_engines_agree_on_what_was_imported(graphs: Any) -> None:
    assert graphs["verified"] == {"differences": [], "equal": [True]}


def test_deriving_everything_again_changes_nothing(graphs: Any) -> None:
    assert graphs["rebuilt"] == graphs["bulk"]


def test_a_file_at_fault_means_that_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text("x")

    def read(path: Path) -> Iterator[Record]:
        yield party(1, A, "A")
        raise BadFile(path, "torn off")

    torn = Source("s", "T", "P", "https://x", "CC0-1.0", "A", 1, "exact", 30, ("*.txt",), read)
    prepared = prepare([(torn, [path])], tmp_path / "csv", RULES, TODAY)
    assert prepared.written is None
    assert "torn off" in str(prepared.reports[0].failed[0].error)
    assert not list((tmp_path / "csv").iterdir())


def test_texts_and_lists_are_written_so_that_nothing_is_lost(tmp_path: Path) -> None:
    with Table(tmp_path / "t.csv", [":ID"], ["name", "names", "published", "described", "born"], labels=True) as table:
        table.add([1], {"name": 'a "b",\n', "names": ["x;", "y,"], "published": date(2026, 1, 2)}, "A;B")
        table.add([2], {"name": "", "names": [], "described": False, "born": 3}, "A")
    lines = (tmp_path / "t.csv").read_text("utf-8").split("\n", 1)
    assert lines[0] == ":ID,name:string,names:string[],published:date,described:boolean,born:long,:LABEL"
    assert lines[1] == f'1,"a ""b"",\n","x;{SEPARATOR}y,",2026-01-02,,,A;B\n2,"","",,false,3,A\n'
    assert table.multiline


def test_a_property_of_another_type_stops_the_writing(tmp_path: Path) -> None:
    with Table(tmp_path / "t.csv", [":ID"], ["name"]) as table, pytest.raises(AttributeError):
        table.add([1], {"name": ["a list"]})
