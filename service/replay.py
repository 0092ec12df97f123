"""A determination again: from its policy (by hash), the graph as it stood at its revision, and this engine.

The same bytes, or a plain word on why not. Two things come from the document itself: ``revision`` and
``evaluated_at``. What the graph cannot give back is said, not passed over: parties that were joined since, a source
whose grade or rank is another, changes that bear one instant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

from cypher.graph import Graph, Tx
from service.determination.case import BadCase
from service.determination.document import ENGINE_VERSION, Document
from service.determination.model import World
from service.determine import at_one_revision, evaluated
from service.errors import NotFound
from service.history import Instant, read
from service.policy.file import Policies
from service.policy.model import Policy
from service.stored import Facts, Kept, encoded, facts

MAX_DIFFERENCES = 50
MAX_DEPTH = 50
FIRST = datetime(1, 1, 2, tzinfo=UTC)
"""Before every change: revision 0."""
Reason = Literal[
    "other_engine", "no_policy", "no_such_revision", "unknown_entity", "one_instant", "other_facts", "different"
]


@dataclass(frozen=True, slots=True)
class Difference:
    """``where``: a path such as ``deciding[0].low``. ``then`` and ``now``: the values, None if there is none."""

    where: str
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replay:
    """``reason`` is None if the bytes are the same. ``fields``: of the document; ``facts``: of what it rests on."""

    reason: Reason | None
    sentence: str
    fields: tuple[Difference, ...] = ()
    facts: tuple[Difference, ...] = field(default=())

    @property
    def same(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a document says it was asked: enough to ask again."""

    entity: str
    policy: str
    policy_hash: str
    as_of: date
    known_at: datetime | None
    revision: int
    evaluated_at: datetime
    engine_version: str


def asked(document: Any) -> Asked:
    """Reads a determination's question. Raises BadCase for what is no determination of a graph."""
    if _deeper(document, MAX_DEPTH):
        raise BadCase("too_deep", f"nested deeper than {MAX_DEPTH} levels: this is no determination")
    if isinstance(document, dict) and "results" in document:
        raise BadCase("bad_shape", "this holds several determinations: give one of them", "results")
    try:
        policy, known = document["policy"], document["known_at"]
        return Asked(
            str(document["entity"]["id"]),
            f"{policy['id']} {policy['version']}",
            str(policy["hash"]),
            date.fromisoformat(document["as_of"]),
            _instant(known) if known is not None else None,
            _revision(document["revision"]),
            _instant(document["evaluated_at"]),
            str(document["engine_version"]),
        )
    except KeyError as error:
        text = f"it lacks {error.args[0]!r}; determinations of a graph have it, evaluations of a case do not"
        raise BadCase("bad_shape", f"this is no determination that can be replayed: {text}") from None
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        raise BadCase("bad_shape", f"this is no determination that can be replayed: {error}") from None


def replay(graph: Graph, policies: Policies, document: Document, kept: Kept | None = None, *more: Policy) -> Replay:
    """Ask again what ``document`` answers and compare, byte for byte.

    ``kept``: the same as it was stored; then differing facts are named. ``more``: policies from files. Raises BadCase,
    Busy, GraphError.
    """
    was = asked(document)
    if was.engine_version != ENGINE_VERSION:
        return Replay("other_engine", f"It was made by engine {was.engine_version}; this is engine {ENGINE_VERSION}.")
    rule = _by_hash(policies, was.policy_hash, more)
    if rule is None:
        text = f"No policy known here is {was.policy} with the hash {was.policy_hash[:12]}..."
        return Replay("no_policy", f"{text} Its file was changed or is gone.")
    return at_one_revision(graph, lambda tx: _again(tx, was, rule, document, kept))[0]


def _again(tx: Tx, was: Asked, rule: Policy, document: Document, kept: Kept | None) -> Replay:
    clock = tx.run("lookup/revision", revision=was.revision)[0]
    if was.revision > clock["head"]:
        text = f"It was made at revision {was.revision}, and this graph has come to {clock['head']}: it is another one."
        return Replay("no_such_revision", text)
    since, until = clock["since"] or FIRST, clock["until"]
    if until is not None and until <= since:
        text = f"Revision {was.revision} and the next one bear one instant, {since}: they cannot be told apart."
        return Replay("one_instant", text)
    known = since if was.known_at is None else min(was.known_at, since)
    owner = tx.run("lookup/party_of", key=was.entity)
    try:
        found = read(tx, owner[0]["id"] if owner else was.entity, Instant(was.as_of, known, past=True))
    except NotFound:
        return Replay("unknown_entity", f"The graph has no party {was.entity!r}: it is another one.")
    id_ = owner[0]["id"] if owner else was.entity
    at = Instant(was.as_of, was.known_at, past=True)
    full = document.get("detail") == "full"
    payload = evaluated(found, id_, rule, at, was.revision, was.evaluated_at, full)
    if payload == encoded(document):
        return Replay(None, "The same bytes.")
    return _explained(tx, since, found, document, json.loads(payload), kept.facts if kept else None)


def _explained(tx: Tx, since: datetime, found: World, then: Document, now: Document, before: Facts | None) -> Replay:
    fields = tuple(differences(then, now))
    joined = tx.run("lookup/merges_since", ids=sorted(found.parties), since=since)
    changed = tuple(differences(before, facts(found))) if before is not None else ()
    said = [f"{row['loser']} was joined to {row['winner']} since, and that reaches back" for row in joined]
    if changed:
        said.append("what it rests on is not recorded as it was then")
    if said:
        return Replay("other_facts", f"It cannot be replayed: {'; '.join(said)}.", fields, changed)
    if not fields:
        return Replay("different", "The values are the same, and their order or spelling is not.")
    if before is not None:
        return Replay("different", "The same facts, policy and engine version give another document.", fields)
    text = "The graph as it was at that revision gives another document; the facts were not stored with it."
    return Replay("different", text, fields)


def _by_hash(policies: Policies, hash_: str, more: tuple[Policy, ...]) -> Policy | None:
    known = [*more, *(policy for id_ in policies.ids() for policy in policies.versions(id_))]
    return next((policy for policy in known if policy.hash == hash_), None)


def _deeper(value: Any, levels: int) -> bool:
    """Whether a value of JSON has more levels, without descending further."""
    here = [value]
    for _ in range(levels):
        here = [
            child
            for one in here
            if isinstance(one, dict | list)
            for child in (one.values() if isinstance(one, dict) else one)
        ]
        if not here:
            return False
    return any(isinstance(one, dict | list) for one in here)


def _revision(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**63:
        raise ValueError(f"revision {str(value)[:40]} is none")
    return value


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def differences(then: Any, now: Any) -> Iterator[Difference]:
    """The places at which two values of JSON differ, at most ``MAX_DIFFERENCES``."""
    for number, one in enumerate(_differences(then, now, "")):
        if number == MAX_DIFFERENCES:
            return
        yield one


def _differences(then: Any, now: Any, where: str) -> Iterator[Difference]:
    if then == now:
        return
    if isinstance(then, dict) and isinstance(now, dict):
        for name in [*then, *(name for name in now if name not in then)]:
            yield from _differences(then.get(name), now.get(name), f"{where}.{name}" if where else name)
    elif isinstance(then, list) and isinstance(now, list):
        for number in range(max(len(then), len(now))):
            one, other = (items[number] if number < len(items) else None for items in (then, now))
            yield from _differences(one, other, f"{where}[{number}]")
    else:
        yield Difference(where, then, now)
