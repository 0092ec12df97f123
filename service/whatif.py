"""What if? A determination of the live graph with changes on top, beside the one without. Nothing is stored.

The changes speak the case format. Parties that they name are read from the graph with all their ancestors, so a real
holder brings its own owners; any other must be described in the changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cypher.graph import Graph, Tx
from service.changes import applied, named, read
from service.determination import case
from service.determination.case import BadCase
from service.determination.document import DETAIL_UP_TO, ENGINE_VERSION, Document, document
from service.determination.fixpoints import holdings_of
from service.determination.listings import designated
from service.determination.model import World
from service.determination.situation import Solved
from service.determination.work import TooEntangled
from service.determine import at_one_revision
from service.errors import NotFound
from service.evaluation import Engine, pick, solve_in
from service.history import Instant, read_all, relevant
from service.policy.file import Policies
from service.policy.model import Policy

KEYS = {"id", "entity", "policy", "as_of", "known_at", "changes"}
MAX_NAMED = 500
"""Most parties that changes may name: each that is in the graph is read with all above it."""
COMPARED = ("set", "verdict", "decision", "margin")


def what_if(
    decoded: Any,
    graph: Graph,
    policies: Policies,
    today: date,
    *,
    policy: str | Policy | None = None,
    entity: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    engine: Engine = "memory",
    full: bool = False,
) -> Document:
    """The determinations before and after, and what differs; a refused document answers ``{"id", "error"}``.

    ``decoded``: ``{"entity", "changes"}`` with the head of a case. The parameters override it. Raises NotFound (the
    entity), Busy, GraphError.
    """
    id_ = decoded.get("id") if isinstance(decoded, dict) and isinstance(decoded.get("id"), str) else None
    try:
        top = case.fields(decoded, KEYS, "case")
        head = case.read({name: top[name] for name in ("id", "policy", "as_of", "known_at") if name in top})
        name = entity or top.get("entity")
        if not isinstance(name, str):
            raise BadCase("missing", "entity must name a party of the graph", "entity")
        day = as_of or head.as_of or today
        known = known_at or head.known_at
        asked = policy or head.policy or "unsupported-regions"
        rule = asked if isinstance(asked, Policy) else pick(policies, asked, day, files=policy is not None)
        when = Instant(day, known, past=known is not None or day < today)
        found, revision = _read(graph, name, top.get("changes"), when)
        worlds = (found.before, found.after)
        before, after = (_document(world, found.entity, rule, when, engine, graph, full) for world in worlds)
    except BadCase as error:
        return {"id": id_, "error": error.as_dict()}
    except TooEntangled as error:
        return {"id": id_, "error": BadCase("too_large", str(error)).as_dict()}
    return {
        "id": head.id,
        "entity": found.entity,
        "revision": revision,
        "differs": {one: {"before": before[one], "after": after[one]} for one in COMPARED if before[one] != after[one]},
        "before": before,
        "after": after,
        "policy": {"id": rule.id, "version": rule.version, "hash": rule.hash},
        "engine": {"name": engine, "version": ENGINE_VERSION},
    }


@dataclass(frozen=True, slots=True)
class _Pair:
    entity: str
    before: World
    after: World


def _read(graph: Graph, entity: str, changes: Any, when: Instant) -> tuple[_Pair, int]:
    """Both worlds at one revision of the graph."""

    def work(tx: Tx) -> _Pair:
        keys = sorted({entity, *named(changes)})
        if len(keys) > MAX_NAMED:
            raise BadCase("too_large", f"{len(keys)} parties are named; the limit is {MAX_NAMED}", "changes")
        ids = {row["key"]: row["id"] for row in tx.run("lookup/parties_by_identifiers", keys=keys)}
        if entity not in ids:
            raise NotFound("unknown_entity", f"Nobody has the identifier {entity[:100]!r}.")
        parsed = read(changes, ids)
        found = read_all(tx, list(dict.fromkeys([ids[entity], *sorted(ids.values())])), when)
        before = relevant(found, ids[entity], when.as_of)
        after = relevant(applied(found, before, parsed, when.as_of), ids[entity], when.as_of)
        return _Pair(ids[entity], before, after)

    pair, head = at_one_revision(graph, work)
    return pair, head.head


def _document(
    world: World, entity: str, rule: Policy, when: Instant, engine: Engine, graph: Graph, full: bool
) -> Document:
    if engine == "memory":
        solved = Solved.of(world, rule, when.as_of, when.known_at)
    else:
        world = designated(world, rule, when.as_of, when.known_at)
        holdings = holdings_of(world, rule, when.as_of, when.known_at)
        solved = Solved(world, rule, when.as_of, when.known_at, holdings, solve_in(graph, holdings, rule))
    return document(solved, entity, rule.missing_lists(world.lists), detail_up_to=None if full else DETAIL_UP_TO)
