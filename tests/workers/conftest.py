"""The command line and the workers against real servers: a graph with two small files loaded, and real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import neo4j
import pytest
import structlog

from cypher.graph import Graph
from cypher.migrate import migrate
from workers import cli

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Ran:
    """What a command said. ``json`` and ``lines`` read stdout."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Ran]


@pytest.fixture(scope="module")
def address(neo4j_server: Any) -> Iterator[dict[str, str]]:
    """The environment of an empty, migrated graph; emptied again at the end of the module."""
    _empty(neo4j_server)
    with Graph.connect(neo4j_server.uri, neo4j_server.auth) as graph:
        migrate(graph)
    yield {
        "NEO4J_URI": neo4j_server.uri,
        "NEO4J_USERNAME": neo4j_server.auth[0],
        "NEO4J_PASSWORD": neo4j_server.auth[1],
    }
    _empty(neo4j_server)


def _empty(server: Any) -> None:
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")


@pytest.fixture
def db(neo4j_server: Any, address: dict[str, str]) -> Iterator[Graph]:
    with Graph.connect(neo4j_server.uri, neo4j_server.auth) as graph:
        yield graph


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No server named, and no local instance."""
    for name in list(os.environ):
        if name.startswith(("NEO4J_", "REDIS_", "CONTROLPATH_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONTROLPATH_HOME", str(tmp_path / "home"))


@pytest.fixture
def offline(bare: None, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """``offline("search", "x")`` runs a command in this process, where no server can be found."""

    def command(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = cli.run([str(one) for one in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    yield command
    structlog.reset_defaults()


@pytest.fixture
def online(offline: Command, address: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The same with the graph; without Redis."""
    for name, value in address.items():
        monkeypatch.setenv(name, value)
    return offline


@pytest.fixture
def loaded(online: Command, db: Graph) -> Command:
    """``online``, with the files of a bank (GLEIF, as BODS) and of four companies (UK PSC) loaded and derived."""
    if not db.read("outbox/head")[0]["head"]:
        files = {"bods": DATA / "bods" / "gleif_2138008KTNTDICZU8L25.jsonl", "uk-psc": DATA / "uk_psc"}
        for source, path in files.items():
            ran = online("ingest", source, path)
            assert ran.code == 0, ran.err
        assert online("derive").code == 0
    return online


@pytest.fixture
def processes() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a process of ours and makes sure that it is gone afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEO4J_", "REDIS_", "CONTROLPATH_"))}
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments], env=kept | environment, stdout=output, stderr=output
            )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
        process.wait()


@pytest.fixture
def eventually() -> Callable[..., float]:
    """Waits until a condition holds; returns the seconds it took."""

    def wait(condition: Callable[[], object], seconds: float, what: str = "it") -> float:
        began = time.monotonic()
        while not condition():
            if time.monotonic() - began > seconds:
                raise AssertionError(f"{what} did not happen within {seconds} s")
            time.sleep(0.05)
        return time.monotonic() - began

    return wait


@pytest.fixture
def commit(db: Graph) -> Callable[[str], int]:
    """Commits a change of one party, as the last statement of a load does; returns its revision."""

    def committed(subject: str) -> int:
        row = db.write(
            "ingest/finish",
            batch=f"test:{uuid4()}",
            kind="load",
            source="test",
            subjects=[subject],
            report="{}",
            at=datetime.now(UTC),
        )[0]
        revision: int = row["seq"]
        return revision

    return committed
