"""Real workers, killed, and deprived of their servers: whatever is lost, what was committed gets derived."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from service.local.redis import LocalRedis
from service.queue import ring

BANK = "LEI:2138008KTNTDICZU8L25"
FILE = Path(__file__).parent.parent / "data/bods/gleif_2138008KTNTDICZU8L25.jsonl"
POLLED = 20.0  # a second or two, and much patience with a busy machine
STARTED = 60.0


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalRedis]:
    with LocalRedis(tmp_path_factory.mktemp("broker"), aof=True, password=secrets.token_urlsafe(12)) as server:
        yield server


@pytest.fixture
def worker(processes, address, tmp_path, eventually):
    """Starts a worker and waits for its first words, or for the line that says that it consumes."""
    log = tmp_path / "worker.log"

    def start(*, ready: bool = True, **environment: str):
        words = b" ready." if ready else b"[tasks]"
        before = log.read_bytes().count(words) if log.exists() else 0
        process = processes("workers", environment=address | environment, log=log)

        def started() -> bool:
            assert process.poll() is None, log.read_text()
            return log.read_bytes().count(words) > before

        eventually(started, STARTED, "the start of a worker")
        return process

    start.log = log
    return start


@pytest.fixture
def derived(db):
    """Whether everything is derived."""

    def done() -> bool:
        row = db.read("outbox/head")[0]
        return row["through"] >= row["head"]

    return done


class Link:
    """A port that leads to the graph's server while it is open, and refuses everybody while it is not."""

    def __init__(self, target: str, port: int) -> None:
        address = urlsplit(target)
        self._target, self.port = (address.hostname, address.port), port
        self._listener: socket.socket | None = None
        self._connections: list[socket.socket] = []

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        for one in [self._listener, *self._connections]:
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
        self._connections.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self._target)
                self._connections += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def link(address, free_port) -> Iterator[Link]:
    made = Link(address["NEO4J_URI"], free_port)
    yield made
    made.close()


def test_a_load_is_derived_and_so_is_what_a_killed_worker_and_a_flushed_broker_left(
    worker, broker, online, commit, derived, eventually, monkeypatch
):
    first = worker(REDIS_BROKER_URL=broker.url)
    monkeypatch.setenv("REDIS_BROKER_URL", broker.url)
    assert online("ingest", "bods", FILE).code == 0
    eventually(derived, POLLED, "deriving a load")
    assert [row["id"] for row in online("restricted", "--json").lines] == [BANK]
    assert b"workers.derive" in worker.log.read_bytes().partition(b" ready.")[2]

    commit(BANK)  # nobody rings
    eventually(derived, POLLED, "deriving without a message")

    first.send_signal(signal.SIGSTOP)
    commit(BANK)
    assert ring(broker.url)
    first.kill()
    first.wait()
    with redis.Redis.from_url(broker.url) as client:
        client.flushall()
    assert not derived()
    second = worker()  # without any broker
    eventually(derived, POLLED, "deriving what was left")
    second.terminate()
    assert second.wait(30) == 0, worker.log.read_text()


def test_a_broker_that_dies_under_a_worker_delays_nothing_and_is_used_again(
    worker, broker, commit, derived, eventually
):
    process = worker(REDIS_BROKER_URL=broker.url)
    assert broker.identity is not None
    os.kill(broker.identity.pid, signal.SIGKILL)
    eventually(lambda: not broker.alive, 5, "the end of the broker")
    assert not ring(broker.url)
    commit(BANK)
    eventually(derived, POLLED, "deriving without a broker")
    broker.start()
    received = worker.log.read_bytes().count(b"received")
    eventually(lambda: ring(broker.url), 5, "a ring")
    eventually(lambda: worker.log.read_bytes().count(b"received") > received, STARTED, "receiving a message again")
    process.terminate()
    assert process.wait(30) == 0, worker.log.read_text()


def test_a_worker_that_starts_with_neither_server_waits_for_the_graph_and_ends_when_told(
    worker, link, free_port, commit, derived, eventually
):
    commit(BANK)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and not listening: connections are refused
        dead = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        process = worker(ready=False, NEO4J_URI=f"bolt://127.0.0.1:{link.port}", REDIS_BROKER_URL=dead)
        eventually(lambda: b"derivation_failed" in worker.log.read_bytes(), STARTED, "a log line on the graph")
        assert not derived()
        link.open()
        eventually(derived, 2 * POLLED, "deriving once the graph is there")
        link.close()
        commit(BANK)
        eventually(lambda: worker.log.read_bytes().count(b"derivation_failed") > 1, STARTED, "noticing the loss")
        link.open()
        eventually(derived, 2 * POLLED, "deriving after the graph came back")
        process.terminate()
        assert process.wait(40) == 0, worker.log.read_text()
    assert b" ready." not in worker.log.read_bytes()


def test_a_worker_does_not_start_with_a_policy_that_does_not_exist(processes, address, tmp_path):
    log = tmp_path / "worker.log"
    process = processes("workers", environment=address | {"CONTROLPATH_POLICIES": "nonsense"}, log=log)
    assert process.wait(STARTED) == 2
    assert b"CONTROLPATH_POLICIES names nonsense" in log.read_bytes()
