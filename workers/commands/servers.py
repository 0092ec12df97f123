"""``controlpath up | status | down | logs``: the whole set of servers on this machine."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from service.local import control
from service.local.errors import InstanceBusy
from service.local.instance import Instance
from service.local.places import home_dir
from service.local.state import LOGS, State, read_state
from workers.commands import _context, _show

UP_EXAMPLES = _show.examples("controlpath up", "controlpath up --detach", "CONTROLPATH_HOME=./scratch controlpath up")
STATUS_EXAMPLES = _show.examples("controlpath status", "controlpath status --secrets --json")
DOWN_EXAMPLES = _show.examples("controlpath down", "controlpath down --wipe")
LOGS_EXAMPLES = _show.examples(
    "controlpath logs", "controlpath logs api --follow", "controlpath logs neo4j --lines 200"
)


def up(
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Leave it running in the background.")] = False,
) -> None:
    """Start Neo4j, Redis, the worker and the API on this machine, or show where they already run."""
    home = home_dir()
    if detach:
        return _where(control.detach(home))
    instance = Instance(home)
    try:
        control.supervise(instance, lambda: _where(instance.state, ending="Ctrl-C stops it."))
    except InstanceBusy:
        _show.note("It is already running; this start changed nothing.")
        _where(control.join(home))


def status(
    secrets: Annotated[bool, typer.Option("--secrets", help="Show the passwords and API keys too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """What runs, where, and whether it answers. Exit code 1 unless all of it does."""
    state = read_state(home_dir())
    parts = control.health(state) if state else {}
    good = bool(parts) and state is not None and state.ready and set(parts.values()) == {"ok"}
    if json:
        addresses = _addresses(state, secrets) if state else {}
        _show.print_json({"running": good, "home": str(home_dir()), "parts": parts, "addresses": addresses})
    elif state is None:
        _show.note(f"Nothing runs over {home_dir()}. Start it: controlpath up --detach")
    else:
        rows = [
            (name, state.pids[name].pid if name in state.pids else state.supervisor.pid, parts[name]) for name in parts
        ]
        _show.table(("part", "pid#", "state"), rows)
        _show.table(("what", "where"), list(_addresses(state, secrets).items()))
        if not state.alive:
            _show.note("Its supervisor was killed. controlpath up starts everything anew; controlpath down ends it.")
    if not good:
        _context.leave(_context.NEGATIVE)


def down(
    wipe: Annotated[bool, typer.Option("--wipe", help="Delete all its data too: graph, queues, keys, logs.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before deleting.")] = False,
) -> None:
    """Stop what `up` started, and nothing else. The data stays unless told otherwise."""
    home = home_dir()
    if wipe and not yes and sys.stdin.isatty():
        typer.confirm(f"Delete the graph and everything else in {home}?", abort=True, err=True)
    elif wipe and not yes:
        raise _context.CommandError("--wipe deletes the graph.", hint="Say --yes where nobody can be asked.")
    ended = control.down(home)
    _show.note(f"Stopped: {', '.join(ended)}." if ended else f"Nothing was running over {home}.")
    if wipe:
        gone = control.wipe(home)
        _show.note(f"Deleted {len(gone)} entries of {home}.")


def logs(
    name: Annotated[str | None, typer.Argument(help=f"One of {', '.join(LOGS)}; default: all.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, max=100_000, help="Last lines of each.")] = 20,
) -> None:
    """What the servers wrote."""
    if name is not None and name not in LOGS:
        raise _context.CommandError(f"No part is called {name[:50]!r}.", hint=f"There are: {', '.join(LOGS)}.")
    paths = {one: home_dir() / log for one, log in LOGS.items() if name in (None, one)}
    there = {one: path for one, path in paths.items() if path.is_file()}
    if not there:
        raise _context.CommandError(f"There are no logs in {home_dir()}.", hint="Start it: controlpath up", code=1)
    ends = {one: _print_tail(one, path, lines, len(there) > 1) for one, path in there.items()}
    try:
        while follow:
            time.sleep(0.5)
            for one, path in there.items():
                ends[one] = _print_from(one, path, ends[one], len(there) > 1)
    except KeyboardInterrupt:
        return


def _print_tail(name: str, path: Path, lines: int, named: bool) -> int:
    with path.open("rb") as handle:
        last = deque(handle, maxlen=lines)
        _print_lines(name, last, named)
        return handle.tell()


def _print_from(name: str, path: Path, begin: int, named: bool) -> int:
    if path.stat().st_size < begin:  # begun anew
        begin = 0
    with path.open("rb") as handle:
        handle.seek(begin)
        _print_lines(name, handle, named)
        return handle.tell()


def _print_lines(name: str, lines: Iterable[bytes], named: bool) -> None:
    for line in lines:
        text = _show.clean(line.decode("utf-8", "replace").rstrip("\n"))
        sys.stdout.write(f"{name:<13}{text}\n" if named else f"{text}\n")
    sys.stdout.flush()


def _where(state: State, ending: str = "Stop it: controlpath down") -> None:
    _show.table(("Controlpath is running", ""), list(_addresses(state, secrets=False).items()))
    _show.note(f"Password and API keys: controlpath status --secrets. {ending}")


def _addresses(state: State, secrets: bool) -> dict[str, str]:
    found = {
        "console": f"{state.api_url}/",
        "API documentation": f"{state.api_url}/docs",
        "Neo4j Browser": state.browser_url,
        "Neo4j": f"{state.neo4j_uri} (user {state.neo4j_user})",
        "data": state.home,
    }
    if not secrets:
        return found
    return found | {
        "Neo4j password": state.neo4j_password,
        "API key, operator": state.operator_key,
        "API key, hook": state.hook_key,
        "Redis, cache": state.redis_cache_url,
        "Redis, broker": state.redis_broker_url,
    }
