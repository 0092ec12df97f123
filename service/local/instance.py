"""The whole set on this machine, supervised by the process that started it.

Neo4j and two Redis come up together; then the schema is brought up to date; then the worker and the API, which
get every address by environment. What dies is started again, with growing patience, on the ports it had.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import structlog

from cypher.graph import Graph
from cypher.migrate import migrate
from service.local import jars
from service.local.command import API, WORKER, Command, LocalCommand
from service.local.errors import InstanceBusy, LocalServerError
from service.local.neo4j import USER, LocalNeo4j
from service.local.process import ProcessId
from service.local.redis import LocalRedis
from service.local.state import LOCK, STATE, State, obtain_secrets, read_state, write_state

BOLT, HTTP, CACHE, BROKER = 7687, 7474, 6379, 6380
BACKOFF_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
STEADY_SECONDS = 60.0
ORPHAN_SECONDS = 30.0

log = structlog.get_logger()


class Managed(Protocol):
    """What the supervisor needs of a server."""

    @property
    def name(self) -> str: ...
    @property
    def alive(self) -> bool: ...
    @property
    def identity(self) -> ProcessId | None: ...
    def start(self, launched: Callable[[], None] = ...) -> None: ...
    def stop(self) -> None: ...


def start_instance(home: Path, *, with_worker: bool = True, with_api: bool = True) -> Instance:
    """Start everything over ``home`` and return once all of it has answered. Stop it with ``Instance.stop``.

    Raises InstanceBusy if another process runs it, else LocalServerError (nothing is left running then).
    """
    commands = [*([WORKER] if with_worker else []), *([API] if with_api else [])]
    instance = Instance(home, commands)
    instance.start()
    return instance


class Instance:
    """One instance, owned by this process. ``commands`` run beside the servers; else as LocalNeo4j says."""

    def __init__(
        self,
        home: Path,
        commands: Sequence[Command] = (WORKER, API),
        *,
        heap: str = "512m",
        short_lived: bool = False,
    ) -> None:
        self.home = home
        self._commands = commands
        self._heap = heap
        self._short_lived = short_lived
        self._managed: list[Managed] = []
        self._watchers: list[threading.Thread] = []
        self._stopping = threading.Event()
        self._writing = threading.Lock()
        self._lock_file: int | None = None
        self._state: State | None = None

    def __enter__(self) -> Instance:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def state(self) -> State:
        """Where it is; RuntimeError before ``start``."""
        if self._state is None:
            raise RuntimeError("the instance was not started")
        return self._state

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._acquire()
        try:
            self._end_orphans()
            self._start_servers()
            self._start_commands()
            self._update(ready=True)
        except BaseException:
            self.stop()
            raise
        for managed in self._managed:
            watcher = threading.Thread(target=self._watch, args=(managed,), name=managed.name, daemon=True)
            watcher.start()
            self._watchers.append(watcher)

    def stop(self) -> None:
        """End what this instance started, programs before servers, and give the data directory back."""
        self._stopping.set()
        for managed in reversed(self._managed[3:]):
            managed.stop()
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda managed: managed.stop(), self._managed[:3]))
        for watcher in self._watchers:
            # One that was just restarting its server when the stop began may have started it after all.
            while watcher.is_alive():
                watcher.join(0.1)
                for managed in self._managed:
                    managed.stop()
        self._watchers.clear()
        if self._lock_file is not None:
            (self.home / STATE).unlink(missing_ok=True)
            os.close(self._lock_file)
            self._lock_file = None

    def _acquire(self) -> None:
        """One supervisor per data directory, by a lock that even ``kill -9`` releases."""
        handle = os.open(self.home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise InstanceBusy(f"An instance is already running over {self.home}.") from None
        self._lock_file = handle

    def _end_orphans(self) -> None:
        """Children of a supervisor that was killed: ours by pid and start time, and nobody watches them."""
        previous = read_state(self.home)
        orphans = {name: process for name, process in previous.pids.items() if process.alive} if previous else {}
        if orphans:
            log.info("ending servers whose supervisor is gone", servers=sorted(orphans))
            with ThreadPoolExecutor() as pool:
                list(pool.map(lambda process: process.end(ORPHAN_SECONDS), orphans.values()))

    def _start_servers(self) -> None:
        jars.fetch()  # here rather than in a thread, where Ctrl-C could not end a long download
        own = obtain_secrets(self.home)
        neo4j = LocalNeo4j(
            self.home / "neo4j",
            bolt_port=BOLT,
            http_port=HTTP,
            heap=self._heap,
            password=own.neo4j_password,
            short_lived=self._short_lived,
        )
        cache = LocalRedis(self.home / "redis-cache", port=CACHE, aof=False, password=own.redis_password)
        broker = LocalRedis(self.home / "redis-broker", port=BROKER, aof=True, password=own.redis_password)
        self._state = State(
            home=str(self.home),
            ready=False,
            neo4j_uri="",
            neo4j_user=USER,
            neo4j_password=own.neo4j_password,
            redis_cache_url="",
            redis_broker_url="",
            api_url="",
            browser_url="",
            hook_key=own.hook_key,
            operator_key=own.operator_key,
            supervisor=ProcessId.of(os.getpid()),
            pids={},
        )
        self._managed = [neo4j, cache, broker]
        self._start_together(self._managed)
        self._update(
            neo4j_uri=neo4j.uri,
            browser_url=f"{neo4j.http_url}/browser/",
            redis_cache_url=cache.url,
            redis_broker_url=broker.url,
        )
        with Graph.connect(neo4j.uri, neo4j.auth) as graph:
            migrate(graph)

    def _start_commands(self) -> None:
        programs = [
            LocalCommand(command, self.home / command.name, self.state.environment) for command in self._commands
        ]
        self._managed += programs
        self._start_together(programs)
        for command, program in zip(self._commands, programs, strict=True):
            if command.port is not None:
                self._update(api_url=program.url)

    def _start_together(self, group: Sequence[Managed]) -> None:
        with ThreadPoolExecutor() as pool:
            try:
                list(pool.map(lambda one: one.start(self._update), group))
            except BaseException:
                for one in group:  # ends the waiting of those still coming up
                    one.stop()
                raise

    def _watch(self, managed: Managed) -> None:
        failures, began = 0, time.monotonic()
        while not self._stopping.wait(0.2):
            if managed.alive:
                continue
            if time.monotonic() - began > STEADY_SECONDS:
                failures = 0
            pause = BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]
            log.warning("server ended, starting it again", server=managed.name, seconds=pause)
            failures += 1
            if self._stopping.wait(pause):
                return
            try:
                managed.start(self._update)
                log.info("server is back", server=managed.name)
            except (LocalServerError, OSError) as error:
                log.error("server did not start", server=managed.name, reason=str(error))
            began = time.monotonic()

    def _update(self, **changes: Any) -> None:
        """Write the state file; called whenever a process begins, so that none is ever unaccounted for."""
        with self._writing:
            pids = {one.name: process for one in self._managed if (process := one.identity)}
            self._state = replace(self.state, pids=pids, **changes)
            write_state(self._state)
