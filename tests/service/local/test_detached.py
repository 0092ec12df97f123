"""``controlpath up --detach`` and what follows, with the real worker and the real API."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from service.local import control
from service.local.state import running

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]

Controlpath = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("detached")
    yield path
    control.down(path)


@pytest.fixture(scope="module")
def controlpath(home: Path) -> Controlpath:
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "REDIS_"))}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("controlpath")), *arguments]
        return subprocess.run(
            command,
            env={**settings, "CONTROLPATH_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    return run


def test_its_whole_life(controlpath: Controlpath, home: Path) -> None:
    nothing = controlpath("status")
    assert nothing.returncode == 1
    assert "controlpath up" in nothing.stderr
    assert controlpath("logs").returncode == 1

    with ThreadPoolExecutor() as pool:  # two at once: one starts, the other waits for it
        first, second = pool.map(lambda _: controlpath("up", "--detach"), range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout == second.stdout
    state = running(home)
    assert state is not None
    for address in (f"{state.api_url}/docs", state.browser_url, state.neo4j_uri):
        assert address in first.stdout
    assert state.neo4j_password not in first.stdout + first.stderr

    status = controlpath("status", "--json", "--secrets")
    assert status.returncode == 0
    told = json.loads(status.stdout)
    assert told["parts"] == dict.fromkeys(["supervisor", *state.pids], "ok")
    request = Request(f"{state.api_url}/freshness", headers={"X-API-Key": told["addresses"]["API key, operator"]})
    with urlopen(request) as answer:
        assert json.load(answer)["cache"] == {"configured": True, "reachable": True}

    again = controlpath("up")
    assert again.returncode == 0
    assert "already running" in again.stderr
    assert running(home) == state

    assert "ready" in controlpath("logs", "worker", "-n", "200").stdout
    assert controlpath("logs", "nobody").returncode == 2

    os.kill(state.supervisor.pid, signal.SIGKILL)
    broken = controlpath("status")
    assert broken.returncode == 1
    assert "supervisor was killed" in broken.stderr
    assert running(home) == state, "its servers still answer, so other commands may use them"

    assert controlpath("down", "--wipe").returncode == 2, "nobody was asked"
    ended = controlpath("down", "--wipe", "--yes")
    assert ended.returncode == 0, ended.stderr
    assert not any(process.alive for process in state.pids.values())
    assert running(home) is None
    assert {path.name for path in home.iterdir()} <= {"instance.lock"}
    assert "Nothing was running" in controlpath("down").stderr
