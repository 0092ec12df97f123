"""The determination of one entity of the live graph: read its closure at one revision, solve, keep the bytes.

Right at the newest revision even before any worker ran, because it reads claims, not what was derived from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from cypher.graph import Graph, Tx
from service import stored
from service.cache import Cache
from service.determination.document import DETAIL_UP_TO, ENGINE_VERSION, Document, document
from service.determination.model import World
from service.determination.situation import Solved
from service.determination.work import TooEntangled
from service.errors import Busy, NotFound, ServiceError
from service.history import Instant, read
from service.policy.file import Policies
from service.policy.model import Policy

ATTEMPTS = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """How far the graph has come. ``head`` newest revision, ``through`` everything derived up to it.

    Two are equal if no change was committed in between; that something was derived changes no answer.
    """

    head: int
    through: int = field(compare=False)
    epoch: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A determination as bytes of JSON, with the revision at which it holds."""

    payload: bytes
    revision: int
    cached: bool

    @property
    def document(self) -> Document:
        result: Document = json.loads(self.payload)
        return result


def now() -> datetime:
    return datetime.now(UTC)


class Determiner:
    """Answers for entities of one graph. Thread-safe."""

    def __init__(
        self, graph: Graph, policies: Policies, cache: Cache | None = None, clock: Callable[[], datetime] = now
    ) -> None:
        self._graph, self._policies, self._cache, self._clock = graph, policies, cache or Cache(None), clock

    def head(self) -> Head:
        """The graph's newest revision. Raises GraphError."""
        return _head(self._graph.read("outbox/head"))

    def resolve(self, identifier: str) -> str:
        """The id of the party that answers to an identifier. Raises NotFound."""
        rows = self._graph.read("lookup/party_of", key=identifier)
        if not rows:
            hint = "Identifiers look like LEI:2138008KTNTDICZU8L25 or GB-COH:01126618; search by name with /v1/search."
            raise NotFound("unknown_entity", f"No party has the identifier {identifier[:100]!r}.", hint)
        id_: str = rows[0]["id"]
        return id_

    def policy(self, policy_id: str, as_of: date) -> Policy:
        """The version of a policy for that day. Raises NotFound."""
        try:
            policy = self._policies.pick(policy_id, as_of)
        except KeyError:
            known = ", ".join(self._policies.ids())
            raise NotFound(
                "unknown_policy", f"There is no policy {policy_id[:100]!r}.", f"Known are {known}."
            ) from None
        return policy

    def determine(
        self,
        id_: str,
        policy: str | Policy = "unsupported-regions",
        as_of: date | None = None,
        known_at: datetime | None = None,
        head: Head | None = None,
        full: bool = False,
    ) -> Answer:
        """The determination of the party ``id_``. Raises NotFound, Busy, GraphError.

        ``as_of`` defaults to today in UTC. ``known_at``: only what had been recorded by then. ``full``: readings and
        flips of a large closure too.
        """
        rule, when = self._asked(policy, as_of, known_at)
        at = head or self.head()
        if (payload := self._cache.get(_key(at, rule, id_, when.as_of, known_at, full))) is not None:
            return Answer(payload, at.head, cached=True)
        found, at = at_one_revision(self._graph, lambda tx: read(tx, id_, when))
        payload = evaluated(found, id_, rule, when, at.head, self._clock(), full)
        self._cache.put(_key(at, rule, id_, when.as_of, known_at, full), payload)
        return Answer(payload, at.head, cached=False)

    def store(
        self,
        id_: str,
        policy: str | Policy = "unsupported-regions",
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> stored.Stored:
        """Determine and keep it. The same question on the same facts is stored once.

        Raises NotFound, ServiceError (too large to store), Busy, GraphError.
        """
        rule, when = self._asked(policy, as_of, known_at)

        found, at = at_one_revision(self._graph, lambda tx: read(tx, id_, when))
        found = replace(found, lists=found.lists.intersection(rule.lists))
        payload = evaluated(found, id_, rule, when, at.head, self._clock())
        return self._graph.transaction(lambda tx: stored.save(tx, payload, found, id_), write=True)

    def _asked(self, policy: str | Policy, as_of: date | None, known_at: datetime | None) -> tuple[Policy, Instant]:
        today = self._clock().date()
        day = as_of or today
        rule = policy if isinstance(policy, Policy) else self.policy(policy, day)
        return rule, Instant(day, known_at, past=known_at is not None or day < today)


def at_one_revision(graph: Graph, work: Callable[[Tx], T]) -> tuple[T, Head]:
    """What ``work`` reads in a transaction, all of one revision, and that revision. Raises Busy, GraphError.

    A commit becomes visible piece by piece; two equal heads with none half visible enclose a reading of one revision.
    """
    before = _settled_head(graph)
    for _ in range(ATTEMPTS):
        found = graph.transaction(work, write=False)
        after = _settled_head(graph)
        if after == before:
            return found, after
        before = after
    raise Busy("graph_busy", "The graph changed while it was read, again and again.", "Ask again in a moment.")


def _settled_head(graph: Graph) -> Head:
    return _head(graph.rehearse(lambda tx: tx.run("outbox/settled_head")))


def evaluated(
    found: World, id_: str, policy: Policy, at: Instant, revision: int, evaluated_at: datetime, full: bool = False
) -> bytes:
    """The determination of one party of a world, as the bytes that are answered, stored and replayed."""
    try:
        solved = Solved.of(found, policy, at.as_of, at.known_at)
    except TooEntangled as error:
        text = f"The owners of {id_} are too entangled to be told apart in time: {error}."
        raise ServiceError("too_entangled", text, "Hold; a person must look.", 422) from None
    result: dict[str, Any] = document(
        solved, id_, policy.missing_lists(found.lists), detail_up_to=None if full else DETAIL_UP_TO
    )
    result |= {"revision": revision, "evaluated_at": evaluated_at.isoformat(timespec="seconds")}
    return stored.encoded(result)


def _head(rows: list[dict[str, Any]]) -> Head:
    return Head(rows[0]["head"], rows[0]["through"], rows[0]["epoch"])


def _key(at: Head, policy: Policy, id_: str, day: date, known_at: datetime | None, full: bool) -> str:
    parts = (ENGINE_VERSION, at.epoch, at.head, policy.hash, id_, day, known_at, full)
    return "determination:" + hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
