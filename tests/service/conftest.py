"""A small world behind the API: real records of Bank Saderat, and invented companies for what they do not show."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from cypher import ROOT, Query, parse
from cypher.graph import Graph
from cypher.migrate import migrate
from cypher.quantity import Share
from ingest.load import load
from ingest.records import Identifier, InterestRecord, NoticeRecord, PartyRecord, Record, Seat
from ingest.source import Source
from ingest.sources import bods
from ingest.writer import Batch, write
from service.app import create_app
from service.settings import Settings

DATA = Path(__file__).parents[1] / "data"
HOOK, OPERATOR = "hook-key-for-the-tests-0001", "operator-key-for-the-tests-1"
WORLD = Source(
    id="invented",
    title="Invented companies",
    publisher="These tests",
    url="https://example.org",
    licence="CC0-1.0",
    grade="A",
    rank=1,
    figures="exact",
    promised_age_days=30,
    files=(),
    read=lambda _: iter(()),
)
ALL = Share(750_000_000_000, 1_000_000_000_000)
SIXTY = Share(600_000_000_000, 600_000_000_000)


def company(key: str, name: str, place: str, stated: str = "", *also: str) -> PartyRecord:
    """A company registered and run in ``place``; ``stated`` is its address."""
    seats = (Seat("registered", place, stated or place), Seat("headquarters", place, stated or place))
    own, *more = (Identifier(*one.split(":", 1)) for one in (key, *also))
    return PartyRecord(own.value, own, "company", name, tuple(more), seats=seats, published=date(2025, 6, 1))


def stake(holder: str, subject: str, share: Share, group: str | None = None) -> InterestRecord:
    ends = (Identifier(*one.split(":", 1)) for one in (holder, subject))
    day = date(2025, 6, 1)
    return InterestRecord(f"{holder}>{subject}", *ends, shares=share, group=group, published=day, stated="as filed")


def person(key: str, name: str, residence: str) -> PartyRecord:
    own = Identifier(*key.split(":", 1))
    return PartyRecord(own.value, own, "person", name, seats=(Seat("residence", residence, residence),))


RECORDS: tuple[Record, ...] = (
    company("GB-COH:09000001", "Alder Tools Limited", "GB", "12 Mill Lane, Leeds, LS1 4AP, United Kingdom"),
    person("invented:persons/mary", "Mary Example", "GB"),
    stake("invented:persons/mary", "GB-COH:09000001", ALL),
    company("LEI:5299000000000000CN01", "Example Holding Co., Ltd.", "CN"),
    company("RA000242:HRB1001", "Delta Widgets GmbH", "DE", "Hafenstr. 7, 20457 Hamburg, Germany"),
    stake("LEI:5299000000000000CN01", "RA000242:HRB1001", SIXTY),
    company("GB-COH:09000003", "Gamma Trading Limited", "GB"),
    person("invented:persons/li", "Li Example", "CN"),
    stake("invented:persons/li", "GB-COH:09000003", ALL),
    company("GB-COH:09000004", "Twin Limited", "GB", "4 High Street, Bath, BA1 5AQ"),
    company("GB-COH:09000005", "TWIN LTD.", "GB", "9 Low Road, York, YO1 7HH"),
    stake("invented:persons/mary", "GB-COH:09000004", ALL),
    company("GB-COH:09000007", "Shared Limited", "GB"),
    person("invented:persons/jo", "Jo Joint", "CN"),
    person("invented:persons/jay", "Jay Joint", "GB"),
    stake("invented:persons/jo", "GB-COH:09000007", ALL, "one block"),
    stake("invented:persons/jay", "GB-COH:09000007", ALL, "one block"),
    NoticeRecord("notice", Identifier("GB-COH", "09000005"), "no-owner-known", stated="nobody is known"),
)
APART = (company("LEI:529900000000000000A1", "Merged Limited", "GB"), company("GB-COH:09000006", "Merged Ltd", "GB"))
TOGETHER = company("LEI:529900000000000000A1", "Merged Limited", "GB", "", "GB-COH:09000006")


@pytest.fixture(scope="module")
def world(neo4j_server: Any) -> Iterator[Graph]:
    """The graph of this module's tests, filled once. A test that changes it changes what no other looks at."""
    with Graph.connect(neo4j_server.uri, neo4j_server.auth) as graph:
        wipe = "MATCH (n) WHERE NOT n:Migration CALL (n) {DETACH DELETE n} IN TRANSACTIONS OF 5000 ROWS"
        graph.auto(Query("tests/wipe", wipe, {}, "Removes all but what says which schema there is."))
        migrate(graph)
        for singleton in parse("0004_clock", (ROOT / "schema/0004_clock.cypher").read_text("utf-8")):
            graph.write(singleton)
        load(
            graph,
            bods.SOURCE,
            [DATA / "bods" / name for name in ("gleif_2138008KTNTDICZU8L25.jsonl", "uk_01126618.jsonl")],
        )
        names = ("title", "publisher", "url", "licence", "grade", "rank", "promised_age_days")
        graph.write("ingest/source", id=WORLD.id, properties={name: getattr(WORLD, name) for name in names})
        write(graph, WORLD, Batch("invented:1", (*RECORDS, *APART)))
        write(graph, WORLD, Batch("invented:2", (TOGETHER,)))
        yield graph


@pytest.fixture(scope="module")
def settings(neo4j_server: Any, redis_server: Any) -> Settings:
    return Settings(
        neo4j_uri=neo4j_server.uri,
        neo4j_username=neo4j_server.auth[0],
        neo4j_password=neo4j_server.auth[1],
        redis_cache_url=redis_server.url,
        controlpath_hook_keys=HOOK,
        controlpath_operator_keys=OPERATOR,
    )


@pytest.fixture(scope="session")
def serve() -> Callable[..., Any]:
    """A context manager: a client of the application with these settings, redirects not followed."""

    @contextmanager
    def serving(settings: Settings, key: str | None = OPERATOR) -> Iterator[TestClient]:
        headers = {"X-API-Key": key} if key else {}
        with TestClient(
            create_app(settings),
            base_url="http://127.0.0.1:8000",
            headers=headers,
            raise_server_exceptions=False,
            follow_redirects=False,
        ) as client:
            yield client

    return serving


@pytest.fixture(scope="session")
def hook_key() -> str:
    return HOOK


@pytest.fixture(scope="session")
def change() -> Callable[[Graph, str, Record], None]:
    """Loads one more record, as one more change of the graph."""

    def changing(graph: Graph, batch: str, record: Record) -> None:
        assert write(graph, WORLD, Batch(batch, (record,))).seq is not None

    return changing


@pytest.fixture(scope="session")
def claim() -> Callable[[str, str, Share], InterestRecord]:
    return stake


@pytest.fixture(scope="module")
def client(world: Graph, settings: Settings, serve: Callable[..., Any]) -> Iterator[TestClient]:
    """An operator's client of the world."""
    with serve(settings) as client:
        yield client


class Relay:
    """A door in front of a server that can be shut: connections break and new ones are refused."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def shut(self) -> None:
        for one in (self._listener, *self._open):
            _hang_up(one)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    _hang_up(sink)


def _hang_up(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@pytest.fixture
def relay() -> Iterator[Callable[[str], Relay]]:
    made: list[Relay] = []

    def make(url: str) -> Relay:
        made.append(Relay(url))
        return made[-1]

    yield make
    for one in made:
        one.shut()
