"""What is written about an instance in its data directory: its secrets, and where it is while it runs."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from service.local.errors import LocalServerError
from service.local.places import home_dir
from service.local.process import ProcessId

STATE, SECRETS, LOCK, QUARANTINE = "state.json", "secrets.json", "instance.lock", "quarantine"
SUPERVISOR = "supervisor"
LOGS = {
    SUPERVISOR: "supervisor.log",
    "neo4j": "neo4j/logs/console.log",
    "redis-cache": "redis-cache/redis.log",
    "redis-broker": "redis-broker/redis.log",
    "worker": "worker/worker.log",
    "api": "api/api.log",
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """Made once for each data directory; the Neo4j password cannot change without the data."""

    neo4j_password: str
    redis_password: str
    hook_key: str
    operator_key: str


@dataclass(frozen=True, slots=True)
class State:
    """A running instance, as every other command finds it. Addresses are empty until their server has one.

    ``ready`` says that everything has answered once. ``pids`` are the children; ``supervisor`` restarts them.
    """

    home: str
    ready: bool
    neo4j_uri: str
    neo4j_user: str
    neo4j_password: str
    redis_cache_url: str
    redis_broker_url: str
    api_url: str
    browser_url: str
    hook_key: str
    operator_key: str
    supervisor: ProcessId
    pids: Mapping[str, ProcessId]

    @property
    def alive(self) -> bool:
        """The supervisor runs. Children may run without it, after it was killed."""
        return self.supervisor.alive

    @property
    def environment(self) -> dict[str, str]:
        """The settings by which a process of ours uses this instance."""
        return {
            "NEO4J_URI": self.neo4j_uri,
            "NEO4J_USERNAME": self.neo4j_user,
            "NEO4J_PASSWORD": self.neo4j_password,
            "NEO4J_DATABASE": "neo4j",
            "NEO4J_BROWSER_URL": self.browser_url,
            "REDIS_CACHE_URL": self.redis_cache_url,
            "REDIS_BROKER_URL": self.redis_broker_url,
            "CONTROLPATH_HOOK_KEYS": self.hook_key,
            "CONTROLPATH_OPERATOR_KEYS": self.operator_key,
        }


def running(home: Path | None = None) -> State | None:
    """The instance in ``home`` (default: the user's), once its servers have answered; None if there is none.

    An instance whose supervisor was killed still counts while its Neo4j lives.
    """
    state = read_state(home or home_dir())
    if state is None or not state.ready:
        return None
    neo4j = state.pids.get("neo4j")
    return state if state.alive or (neo4j is not None and neo4j.alive) else None


def read_state(home: Path) -> State | None:
    """What the file says, whether or not it still holds. None for no file, or one of another version."""
    try:
        found: dict[str, Any] = json.loads((home / STATE).read_text("utf-8"))
        supervisor = ProcessId(**found.pop("supervisor"))
        pids = {name: ProcessId(**process) for name, process in found.pop("pids").items()}
        return State(**found, supervisor=supervisor, pids=pids)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_state(state: State) -> None:
    _write_private(Path(state.home) / STATE, asdict(state))


def obtain_secrets(home: Path) -> Secrets:
    """Those of this data directory, made at its first use. Raises LocalServerError if the file is damaged."""
    path = home / SECRETS
    if not path.exists():
        # Hexadecimal: one that begins with a hyphen would be an option to neo4j-admin.
        made = Secrets(*(secrets.token_hex(24) for _ in Secrets.__dataclass_fields__))
        _write_private(path, asdict(made))
    try:
        return Secrets(**json.loads(path.read_text("utf-8")))
    except (TypeError, ValueError) as error:
        raise LocalServerError(
            f"{path} cannot be read ({error}). Put it back as it was, or: controlpath down --wipe"
        ) from None


def _write_private(path: Path, content: dict[str, Any]) -> None:
    """Whole or not at all, and readable by its owner alone from the first byte."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        json.dump(content, handle, indent=1)
    temporary.replace(path)
