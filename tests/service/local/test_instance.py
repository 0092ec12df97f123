"""An instance lives through what happens to servers on a laptop: kills, taken ports, two starts at once."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import neo4j
import pytest
import redis

from service.local import control
from service.local.command import Command
from service.local.errors import InstanceBusy, LocalServerError, StartError
from service.local.instance import Instance
from service.local.process import ProcessId
from service.local.state import STATE, read_state, running, write_state

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

# Stand-ins of the worker and the API: what they answer is their own tests' matter.
SHOW = "import os, time; print(sorted(k for k in os.environ if '_URL' in k or 'NEO4J' in k), 'ready.', flush=True)"
WORKER = Command("worker", (sys.executable, "-c", f"{SHOW}; time.sleep(600)"), ready_words="ready.")
SERVE = "import pathlib, runpy; pathlib.Path('healthz').touch(); runpy.run_module('http.server', run_name='__main__')"
API = Command("api", (sys.executable, "-c", SERVE, "{port}"), port=8000, ready_path="/healthz")


def eventually(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        taken = replace(API, port=squatter.getsockname()[1])
        with Instance(tmp_path_factory.mktemp("home"), [WORKER, taken], short_lived=True) as started:
            assert not started.state.api_url.endswith(f":{taken.port}")
            yield started


def test_it_is_found_by_its_state_file(instance: Instance) -> None:
    found = running(instance.home)
    assert found == instance.state
    assert found.ready
    assert set(found.pids) == {"neo4j", "redis-cache", "redis-broker", "worker", "api"}
    assert control.health(found) == dict.fromkeys(["supervisor", *found.pids], "ok")
    control.wait_ready(found, 5)


def test_secrets_are_for_the_owner_alone(instance: Instance) -> None:
    for name in (STATE, "secrets.json", "redis-cache/redis.conf"):
        assert stat.S_IMODE((instance.home / name).stat().st_mode) == 0o600, name
    state = instance.state
    assert len({state.neo4j_password, state.hook_key, state.operator_key}) == 3
    command_lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert state.neo4j_password not in command_lines
    assert state.redis_broker_url.split("@")[0][9:] not in command_lines


def test_programs_get_every_address_by_environment(instance: Instance) -> None:
    said = (instance.home / "worker" / "worker.log").read_text()
    for name in ("NEO4J_URI", "NEO4J_PASSWORD", "REDIS_CACHE_URL", "REDIS_BROKER_URL"):
        assert name in said


def test_broker_keeps_and_cache_forgets(instance: Instance) -> None:
    settings = {}
    for role, url in (("broker", instance.state.redis_broker_url), ("cache", instance.state.redis_cache_url)):
        with redis.Redis.from_url(url, decode_responses=True) as client:
            settings[role] = client.config_get("maxmemory-policy", "appendonly")
    assert settings == {
        "broker": {"maxmemory-policy": "noeviction", "appendonly": "yes"},
        "cache": {"maxmemory-policy": "allkeys-lru", "appendonly": "no"},
    }


def test_a_second_start_over_the_same_data_is_told_so(instance: Instance) -> None:
    with pytest.raises(InstanceBusy):
        Instance(instance.home, []).start()
    with pytest.raises(InstanceBusy):
        control.wipe(instance.home)
    assert running(instance.home) == instance.state


@pytest.mark.parametrize("name", ["api", "worker", "redis-broker", "neo4j"])
def test_a_killed_part_comes_back_where_it_was(instance: Instance, name: str) -> None:
    before = instance.state
    with neo4j.GraphDatabase.driver(before.neo4j_uri, auth=("neo4j", before.neo4j_password)) as driver:
        driver.execute_query("MERGE (:Kept {by: $by})", by=name)
    os.kill(before.pids[name].pid, signal.SIGKILL)
    eventually(lambda: instance.state.pids.get(name, before.pids[name]) != before.pids[name])
    control.wait_ready(instance.state, 60)
    after = instance.state
    assert (after.neo4j_uri, after.redis_broker_url, after.api_url) == (
        before.neo4j_uri,
        before.redis_broker_url,
        before.api_url,
    )
    with neo4j.GraphDatabase.driver(after.neo4j_uri, auth=("neo4j", after.neo4j_password)) as driver:
        assert driver.execute_query("MATCH (k:Kept {by: $by}) RETURN k", by=name).records
    with urlopen(after.api_url) as answer:
        assert answer.status == 200


def test_a_program_that_cannot_start_stops_the_rest_and_says_why(tmp_path: Path) -> None:
    broken = Command("worker", (sys.executable, "-c", "raise SystemExit('no such module')"), ready_words="ready")
    instance = Instance(tmp_path, [broken], short_lived=True)
    with pytest.raises(StartError, match=r"worker ended with code 1(.|\n)*no such module"):
        instance.start()
    assert not any(process.alive for process in instance.state.pids.values())
    assert read_state(tmp_path) is None


def test_a_stale_state_file_never_ends_a_stranger(tmp_path: Path, instance: Instance) -> None:
    with subprocess.Popen(["sleep", "600"]) as stranger:
        now = ProcessId.of(stranger.pid)
        stale = replace(now, began="another boot")
        write_state(replace(instance.state, home=str(tmp_path), supervisor=stale, pids={"neo4j": stale}))
        assert running(tmp_path) is None
        assert control.down(tmp_path) == []
        assert now.alive
        stranger.kill()


def test_an_unreadable_state_file_is_no_instance(tmp_path: Path) -> None:
    for content in ("", "{", "[]", '{"home": 1}'):
        (tmp_path / STATE).write_text(content)
        assert running(tmp_path) is None
        assert control.down(tmp_path) == []


def test_damaged_secrets_are_refused_before_anything_starts(tmp_path: Path) -> None:
    for content in ("", "{", '{"neo4j_password": "x"}'):
        (tmp_path / "secrets.json").write_text(content)
        with pytest.raises(LocalServerError, match=r"secrets\.json.*--wipe"):
            Instance(tmp_path, []).start()
    assert read_state(tmp_path) is None
