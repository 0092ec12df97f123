"""A program of ours beside the servers (worker, API), given as data: what to run and how it shows readiness."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.local.ports import Ports
from service.local.process import Child, ProcessId

START_SECONDS = 60.0
STOP_SECONDS = 40.0
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Command:
    """``port`` is a wish; the one it gets is told as CONTROLPATH_PORT and replaces ``{port}`` in ``argv``.

    Ready when ``ready_path`` answers; without one, when the log holds ``ready_words``.
    """

    name: str
    argv: tuple[str, ...]
    port: int | None = None
    ready_path: str = ""
    ready_words: str = ""


WORKER = Command(
    name="worker",
    # Threads: tasks wait for the network, and the driver must not be carried over a fork. Mingle and gossip
    # serve several workers and are where consumption used to get stuck after a lost connection.
    argv=(
        *(sys.executable, "-m", "celery", "-A", "workers.app", "worker", "--pool", "threads"),
        *("--without-mingle", "--without-gossip", "--loglevel", "INFO"),
    ),
    ready_words=" ready.",
)
API = Command(
    name="api",
    argv=(sys.executable, "-m", "service"),
    port=8000,
    ready_path="/healthz",
)


class LocalCommand:
    """A running Command; same life as the servers: start, stop, alive, identity."""

    def __init__(self, command: Command, home: Path, environment: Mapping[str, str]) -> None:
        self.name = command.name
        self._command = command
        self._home = home
        self._environment = environment
        self._ports = Ports(*([] if command.port is None else [command.port]))
        self._child = Child(command.name, home / f"{command.name}.log")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._ports.chosen[0]}"

    @property
    def alive(self) -> bool:
        return self._child.alive

    @property
    def identity(self) -> ProcessId | None:
        return self._child.identity

    def start(self, launched: Callable[[], None] = lambda: None) -> None:
        """As for a server; raises PortTaken or StartError."""
        if self.alive:
            return
        self._home.mkdir(parents=True, exist_ok=True)

        def attempt() -> None:
            port = str(self._ports.chosen[0]) if self._ports.chosen else ""
            argv = [part.replace("{port}", port) for part in self._command.argv]
            environment = {**os.environ, **self._environment}
            if port:
                environment |= {"CONTROLPATH_HOST": "127.0.0.1", "CONTROLPATH_PORT": port}
            self._child.spawn(argv, environment, self._home)
            launched()
            self._child.wait_until(self._ready, START_SECONDS)

        try:
            self._ports.start(attempt)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self._child.stop(STOP_SECONDS)

    def _ready(self) -> bool:
        if self._command.ready_path:
            return self._child.alive and answers(self.url + self._command.ready_path)
        return self._command.ready_words in self._child.output()


def answers(url: str) -> bool:
    """True if a GET of ``url`` on loopback is answered with success."""
    try:
        with _OPENER.open(url, timeout=2):
            return True
    except OSError:
        return False
