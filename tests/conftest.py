"""Real servers for the tests that need them, started once per run.

Neo4j: ``NEO4J_URI`` (with ``NEO4J_USERNAME``, ``NEO4J_PASSWORD``) if set, else a local one from the pinned
jars, else a container. Redis: ``REDIS_URL``, else a local one. Where none can be had the tests that need it
are skipped with the reason, and fail when ``CI`` is set: a suite must not shrink in silence.
"""

from __future__ import annotations

import importlib.metadata
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import msgspec
import neo4j
import pytest
import redis
from hypothesis import HealthCheck, settings

from cypher import ROOT, Query, parse
from cypher.graph import Graph
from cypher.migrate import migrate
from service.determination import document as documents
from service.local import jars
from service.local.errors import LocalServerError
from service.local.java import find_java
from service.local.neo4j import LocalNeo4j
from service.local.redis import LocalRedis, server_version
from service.proofcheck.proven import check

# "HYPOTHESIS_PROFILE=nightly pytest tests/properties" looks twenty times as long: see tests/README.md.
_ALWAYS = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
for _profile, _cases in {"suite": 500, "nightly": 10_000, "mutants": 40}.items():
    settings.register_profile(_profile, max_examples=_cases, derandomize=_profile == "mutants", **_ALWAYS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@dataclass(frozen=True)
class Neo4jServer:
    """A running server: Bolt address, (user, password), and where its HTTP side answers."""

    uri: str
    auth: tuple[str, str]
    http_url: str


@dataclass(frozen=True)
class RedisServer:
    """A running server; databases 0 to 15 of it are the tests' to flush."""

    url: str


def pytest_report_header() -> list[str]:
    """Which servers this run will use; nothing is started here."""
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("neo4j", "redis", "celery"))
    return [f"neo4j: {_neo4j_choice()}", f"redis: {_redis_choice()}", f"clients: {packages}"]


def _neo4j_choice() -> str:
    if uri := os.environ.get("NEO4J_URI"):
        return f"{uri} (NEO4J_URI)"
    version, _ = jars.pinned(jars.read_lock())
    try:
        return f"local {version} on Java {find_java().major}"
    except LocalServerError as error:
        return f"container {version}, since: {error}"


def _redis_choice() -> str:
    if url := os.environ.get("REDIS_URL"):
        return f"{urlsplit(url).hostname} (REDIS_URL)"
    try:
        return f"local {server_version()}"
    except LocalServerError as error:
        return f"none: {error}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever takes a server carries its marker, so that ``-m "not neo4j"`` always means it."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "neo4j_server" in names:
            item.add_marker(pytest.mark.neo4j)
        if "redis_server" in names:
            item.add_marker(pytest.mark.redis)


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """One Neo4j for the whole run. A test leaves the graph as empty as it found it."""
    if uri := os.environ.get("NEO4J_URI"):
        yield _given_neo4j(uri)
        return
    home = tmp_path_factory.mktemp("neo4j")
    server = LocalNeo4j(home, password=secrets.token_hex(12), short_lived=True)
    try:
        server.start()
    except LocalServerError as error:
        yield from _contained_neo4j(f"{error}")
        return
    try:
        yield Neo4jServer(server.uri, server.auth, server.http_url)
    finally:
        server.stop()


@pytest.fixture
def graph(neo4j_server: Neo4jServer) -> Iterator[Graph]:
    """The run's Neo4j as the product finds it on its first day: migrated, and without a party."""
    with Graph.connect(neo4j_server.uri, neo4j_server.auth) as graph:
        everything = Query(
            "tests/wipe",
            "MATCH (n) WHERE NOT n:Migration CALL (n) {DETACH DELETE n} IN TRANSACTIONS OF 5000 ROWS",
            {},
            "Removes all but what says which schema there is.",
        )
        graph.auto(everything)
        migrate(graph)
        for singleton in parse("0004_clock", (ROOT / "schema/0004_clock.cypher").read_text(encoding="utf-8")):
            graph.write(singleton)
        yield graph


def _given_neo4j(uri: str) -> Neo4jServer:
    auth = (os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD", ""))
    with neo4j.GraphDatabase.driver(uri, auth=auth) as driver:
        filled = driver.execute_query("MATCH (n) RETURN count(n) AS nodes").records[0]["nodes"]
        if filled and os.environ.get("NEO4J_TEST_ALLOW_WIPE") != "1":
            pytest.exit(f"{uri} holds {filled} nodes and tests wipe; set NEO4J_TEST_ALLOW_WIPE=1 to allow it", 2)
        driver.execute_query("MATCH (n) CALL (n) {DETACH DELETE n}")
    http = os.environ.get("NEO4J_HTTP_URL", f"http://{urlsplit(uri).hostname}:7474")
    return Neo4jServer(uri, auth, http)


def _contained_neo4j(why_not_local: str) -> Iterator[Neo4jServer]:
    import docker
    from testcontainers.community.neo4j import Neo4jContainer

    try:
        docker.from_env().ping()
    except docker.errors.DockerException:
        _unavailable(f"no Neo4j: NEO4J_URI is not set, no Docker engine answers, and {why_not_local}")
    version, _ = jars.pinned(jars.read_lock())
    container = Neo4jContainer(image=f"neo4j:{version}", password=secrets.token_hex(12))
    with container.with_exposed_ports(7687, 7474):
        http = f"http://{container.get_container_host_ip()}:{container.get_exposed_port(7474)}"
        yield Neo4jServer(container.get_connection_url(), (container.username, container.password), http)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One Redis for the whole run, as a cache (nothing is kept on disk)."""
    if url := os.environ.get("REDIS_URL"):
        with redis.Redis.from_url(url) as client:
            if client.dbsize() and os.environ.get("REDIS_TEST_ALLOW_WIPE") != "1":
                pytest.exit("REDIS_URL holds keys and tests flush; set REDIS_TEST_ALLOW_WIPE=1 to allow it", 2)
        yield RedisServer(url)
        return
    server = LocalRedis(tmp_path_factory.mktemp("redis"), aof=False, password=secrets.token_hex(12))
    try:
        server.start()
    except LocalServerError as error:
        _unavailable(f"no Redis: REDIS_URL is not set, and {error}")
    try:
        yield RedisServer(server.url)
    finally:
        server.stop()


def _unavailable(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def every_proof_is_checked() -> Iterator[None]:
    """Every determination that this process makes, in whatever test, is read back from its JSON and must be proven.

    The engine's own function makes it, and returns it as it is; it only looks at it on the way out. It is exchanged
    under every name by which a module knows it, so that nobody has to remember to check. Proofs that say that they are
    cut are exempt. Processes that a test starts are not seen.
    """
    make = documents.document

    def make_and_check(*args: Any, **kwargs: Any) -> Any:
        made = make(*args, **kwargs)
        if made["certificate"]["complete"]:
            findings = check(msgspec.json.decode(msgspec.json.encode(made)))
            assert not findings, f"not proven: {findings[:5]} in {made}"
        return made

    _exchange(make, make_and_check)
    yield
    _exchange(make_and_check, make)


def _exchange(old: Any, new: Any) -> None:
    for module in list(sys.modules.values()):
        for name in [name for name, value in vars(module).items() if value is old]:
            setattr(module, name, new)


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree."""
    return Path(__file__).parent.parent
