"""The doorbell may fail; it must not raise, and not keep anybody waiting."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from service.local.redis import LocalRedis
from service.queue import DERIVE, ring

PATIENCE = 4.0


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[LocalRedis]:
    with LocalRedis(tmp_path, aof=False, password=secrets.token_urlsafe(12)) as server:
        yield server


def test_a_ring_is_a_message_with_the_tasks_name(redis_server: Any) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushdb()
        assert ring(redis_server.url)
        message = client.lpop("celery")
        assert isinstance(message, bytes)
        assert f'"{DERIVE}"'.encode() in message
        client.flushdb()


def test_no_broker_is_no_ring() -> None:
    assert not ring(None)
    assert not ring("")


def test_a_broker_that_is_not_there_costs_little(free_port: int) -> None:
    began = time.monotonic()
    assert not ring(f"redis://127.0.0.1:{free_port}/0")
    assert time.monotonic() - began < PATIENCE


def test_an_address_that_is_none_does_not_raise() -> None:
    assert not ring("redis://127.0.0.1:notaport/0")
    assert not ring("nonsense://x")


def test_a_frozen_broker_costs_little_and_is_rung_again_once_it_thaws(broker: LocalRedis) -> None:
    assert ring(broker.url)
    assert broker.identity is not None
    os.kill(broker.identity.pid, signal.SIGSTOP)
    try:
        for _ in range(2):
            began = time.monotonic()
            assert not ring(broker.url)
            assert time.monotonic() - began < PATIENCE
    finally:
        os.kill(broker.identity.pid, signal.SIGCONT)
    assert ring(broker.url)


def test_a_broker_that_was_restarted_is_rung_again(broker: LocalRedis) -> None:
    assert ring(broker.url)
    broker.stop()
    assert not ring(broker.url)
    broker.start()
    deadline = time.monotonic() + PATIENCE
    while not ring(broker.url):
        assert time.monotonic() < deadline
