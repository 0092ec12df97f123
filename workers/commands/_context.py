"""Where a command's servers are, and what its errors mean to whoever called it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from cypher.errors import SchemaMissing
from service.errors import NotFound
from service.local.state import running
from service.settings import Settings

# What talks to servers takes a second to import, and `status` or a mistyped option must not wait for it.
if TYPE_CHECKING:
    from cypher.graph import Graph
    from service.determine import Determiner
    from service.policy.file import Policies
    from service.policy.model import Policy

DONE, NEGATIVE, BAD_INPUT, NO_SERVER, HELD = 0, 1, 2, 3, 4
"""The exit codes of every command."""


class CommandError(Exception):
    """One clear line and a hint. ``code`` is the exit code."""

    def __init__(self, message: str, *, hint: str = "", code: int = BAD_INPUT) -> None:
        super().__init__(message)
        self.message, self.hint, self.code = message, hint, code


def leave(code: int) -> NoReturn:
    """End the command with this exit code, having said everything."""
    raise typer.Exit(code)


def settings() -> Settings:
    """Addresses from the environment if it names a graph, else those of the running local instance.

    Raises CommandError if there is neither.
    """
    found = Settings()
    if found.neo4j_uri:
        return found
    instance = running()
    if instance is None:
        raise CommandError(
            "There is no graph to talk to: NEO4J_URI is not set and no local instance is running.",
            hint="Start one: controlpath up --detach",
            code=NO_SERVER,
        )
    addresses = {name: value for name, value in instance.environment.items() if name.startswith(("NEO4J_", "REDIS_"))}
    # Through the environment, because that is how Settings and every library below read it.
    os.environ.update(addresses)
    return Settings()


@contextmanager
def graph(used: Settings | None = None, *, migrated: bool = True) -> Iterator[Graph]:
    """The graph, known to answer and (unless told otherwise) to have this code's schema. Raises GraphError."""
    from cypher.migrate import require
    from workers import wiring

    with wiring.graph(used or settings()) as found:
        found.verify()
        if migrated:
            try:
                require(found)
            except SchemaMissing as error:
                hint = "Run: controlpath migrate" if "lacks" in error.message else error.hint
                raise CommandError(error.message, hint=hint) from None
        yield found


@contextmanager
def determiner() -> Iterator[tuple[Graph, Determiner]]:
    """The graph and what answers for its parties, with the cache if there is one."""
    from service.cache import Cache
    from service.determine import Determiner

    used = settings()
    cache = Cache(used.redis_cache_url.get_secret_value() if used.redis_cache_url else None)
    with graph(used) as found:
        try:
            yield found, Determiner(found, policies(), cache)
        finally:
            cache.close()


def policies() -> Policies:
    """The shipped policies and the user's own. Raises BadPolicy."""
    from workers import wiring

    return wiring.policies(Settings())


def active(known: Policies) -> list[Policy]:
    """Today's versions of the policies whose marks are kept. Raises BadRequest."""
    from workers import wiring

    return wiring.active(Settings(), known, today())


def rule(known: Policies, name: str, as_of: date) -> Policy:
    """The policy called ``name``: an id, ``id@version``, or the path of a TOML file. Raises NotFound, BadPolicy."""
    from service.policy.file import read

    if name.endswith(".toml"):
        return read(Path(name))
    try:
        return known.pick(name, as_of)
    except KeyError:
        there = ", ".join(known.ids())
        hint = f"There are: {there}. A file must end in .toml."
        raise NotFound("unknown_policy", f"There is no policy {name[:100]!r}.", hint) from None


def rules(known: Policies, names: Sequence[str], as_of: date) -> list[Policy]:
    """The policies that options name, each once, in their order. Raises as ``rule``."""
    return list({policy.hash: policy for policy in (rule(known, name, as_of) for name in names)}.values())


def today() -> date:
    return datetime.now(UTC).date()


def day(text: str) -> date:
    """A UTC day as an option's value."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text[:40]!r} is not a day such as 2025-10-01") from None


def instant(text: str) -> datetime:
    """An instant as an option's value; without a zone it is UTC, and a day alone is its first moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text[:40]!r} is not an instant such as 2025-10-01T12:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
