"""What other processes do with an instance: start it in the background, look at it, wait for it, end it."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from service.local import jars, redis
from service.local.command import answers
from service.local.errors import InstanceBusy, StartError
from service.local.instance import Instance
from service.local.neo4j import LocalNeo4j
from service.local.process import TAIL
from service.local.state import LOCK, LOGS, QUARANTINE, SECRETS, STATE, State, obtain_secrets, read_state

START_SECONDS = 240.0
STOP_SECONDS = 90.0
INDEX_SECONDS = 3_600.0
"""An index over a database that was just imported takes minutes to fill."""
BUSY = 75  # exit code of a supervisor that found another one at work


def detach(home: Path, seconds: float = START_SECONDS) -> State:
    """Start an instance in a process that outlives this one, and wait until it has answered, ``seconds`` at most.

    If one is running or starting already, that one is waited for. Raises LocalServerError.
    """
    jars.fetch()  # here, where a person sees the progress
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = home / LOGS["supervisor"]
    with log.open("ab") as output:
        begin = output.tell()
        process = subprocess.Popen(
            [sys.executable, "-m", "service.local", str(home)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        state = read_state(home)
        if state and state.ready and state.alive:
            return state
        code = process.poll()
        if code == BUSY:
            return join(home)
        if code is not None:
            text = log.read_bytes()[begin:].decode("utf-8", "replace")
            tail = "\n".join(text.splitlines()[-TAIL * 2 :])
            raise StartError(f"The instance over {home} did not start. {log} ends with:\n{tail}")
        time.sleep(0.1)
    raise StartError(f"The instance over {home} is not ready after {seconds:.0f} s; see {log}.")


def join(home: Path) -> State:
    """Wait for the instance that somebody else is starting; raises StartError if it comes to nothing."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        state = read_state(home)
        if state and state.ready and state.alive:
            return state
        if not _held(home):
            raise StartError(f"The instance over {home} ended while it was starting; see its logs there.")
        time.sleep(0.2)
    raise StartError(f"The instance over {home} is not ready after {START_SECONDS:.0f} s.")


def supervise(instance: Instance, ready: Callable[[], None] = lambda: None) -> None:
    """Start, call ``ready``, run until SIGINT, SIGTERM or SIGHUP, then stop everything.

    Raises what ``Instance.start`` raises.
    """
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, _interrupt) for number in numbers}
    try:
        instance.start()
        ready()
        while True:
            signal.pause()
    except KeyboardInterrupt:
        # A second signal must not cut the orderly stop short.
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
    finally:
        instance.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, _: object) -> None:
    raise KeyboardInterrupt(signal.Signals(number).name)


def down(home: Path) -> list[str]:
    """End the instance over ``home``, also one whose supervisor was killed; names of what was ended.

    Only processes that the state file names and whose start time fits are ever touched.
    """
    state = read_state(home)
    if state is None:
        return []
    ended = [name for name, process in state.pids.items() if process.alive]
    if state.supervisor.alive:
        ended.append("supervisor")
        state.supervisor.end(STOP_SECONDS)
    left = (read_state(home) or state).pids.values()
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda process: process.end(STOP_SECONDS), left))
    (home / STATE).unlink(missing_ok=True)
    return ended


def replace_database(home: Path, work: Callable[[LocalNeo4j], None]) -> State:
    """Stop the instance over ``home``, let ``work`` put another database in the place of its own, and start it again.

    It runs again in the background even if ``work`` raises. Raises LocalServerError.
    """
    down(home)
    try:
        with _taken(home):
            work(LocalNeo4j(home / "neo4j", password=obtain_secrets(home).neo4j_password))
    finally:
        state = detach(home, INDEX_SECONDS)
    return state


def wipe(home: Path) -> list[Path]:
    """Delete the data of a stopped instance: what Controlpath puts there, nothing else. Returns what went.

    Raises InstanceBusy while it runs.
    """
    if not home.is_dir():
        return []
    gone = []
    with _taken(home):
        for name in sorted({Path(log).parts[0] for log in LOGS.values()} | {STATE, SECRETS, QUARANTINE}):
            path = home / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()
            else:
                continue
            gone.append(path)
    return gone


def health(state: State) -> dict[str, str]:
    """Each part of a running instance: ``ok``, or what is wrong with it."""
    found = {"supervisor": "ok" if state.alive else "not running"}
    for name, process in state.pids.items():
        found[name] = _probe(state, name) if process.alive else "not running"
    return found


def wait_ready(state: State, timeout: float) -> None:
    """Return once every part answers; raises StartError after ``timeout`` seconds, naming those that do not."""
    deadline = time.monotonic() + timeout
    while bad := {name: word for name, word in health(state).items() if word != "ok"}:
        if time.monotonic() > deadline:
            raise StartError(f"Not ready after {timeout:.0f} s: {bad}")
        time.sleep(0.2)
        state = read_state(Path(state.home)) or state


def _probe(state: State, name: str) -> str:
    if not state.ready:
        return "starting"
    if name == "neo4j":
        good = answers(state.browser_url)
    elif name == "api":
        good = answers(f"{state.api_url}/healthz")
    elif name.startswith("redis"):
        url = urlsplit(state.redis_broker_url if name == "redis-broker" else state.redis_cache_url)
        good = redis.answers(url.port or 0, url.password or "")
    else:
        good = True  # a worker shows its life only by working
    return "ok" if good else "does not answer"


def _held(home: Path) -> bool:
    try:
        with _taken(home):
            return False
    except InstanceBusy:
        return True


@contextmanager
def _taken(home: Path) -> Iterator[None]:
    handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InstanceBusy(f"An instance is running over {home}. Stop it first: controlpath down") from None
    finally:
        os.close(handle)
