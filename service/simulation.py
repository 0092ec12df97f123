"""Who would flip under another policy: the whole graph marked beside its live marks, compared, and swept again.

Nothing that others read is touched: standings and sets under the policy have names of their own. They are written in
transactions of bounded size, so a simulation that is killed leaves some behind; the next one sweeps before it begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from cypher.errors import GraphError, QueryTimeout
from cypher.graph import Graph, Tx
from service.consolidation import SUBJECTS
from service.determination.fixpoints import holdings_of
from service.determination.standing import standing
from service.errors import Busy
from service.marks import SEEDS, Marks, live, mark, mark_branches, mark_cleared
from service.policy.model import Policy
from service.world import grades, world

AFTER = Marks("Party", "SimulatedRestricted", "SimulatedPossible", "SimulatedCleared", "SimulatedSeed", "Simulated_")
BEFORE = Marks(
    "Party",
    "SimulatedBefore",
    "SimulatedPossibleBefore",
    "SimulatedClearedBefore",
    "SimulatedSeedBefore",
    "SimulatedBefore_",
)
"""The marks of the policy that is tried, and of the one to compare with (of an active one the cleared set alone). No
policy's own marks are called so: ids have no capitals."""

Progress = Callable[[str, int], None]
HOURS = 6 * 3600.0
PROBE_SECONDS = 5.0
SWEEPS = 5
"""How often it is swept again where writers collide."""


@dataclass(slots=True)
class Simulation:
    """``counts``: (set before, set after) -> parties. ``examples``: the first of each. ``moved``: somebody changed the
    graph meanwhile, from revision ``head`` on."""

    policy: Policy
    against: Policy
    parties: int = 0
    head: int = 0
    moved: bool = False
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    examples: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def flips(self) -> int:
        return sum(self.counts.values())

    def as_dict(self) -> dict[str, Any]:
        named = {
            name: {"id": policy.id, "version": policy.version, "hash": policy.hash}
            for name, policy in (("policy", self.policy), ("against", self.against))
        }
        return named | {
            "revision": self.head,
            "moved": self.moved,
            "parties": self.parties,
            "flips": self.flips,
            "changes": [
                {"from": before, "to": after, "count": count, "examples": self.examples[before, after]}
                for (before, after), count in sorted(self.counts.items(), key=lambda one: (-one[1], one[0]))
            ],
        }


def simulate(
    graph: Graph,
    policy: Policy,
    against: Policy,
    today: date,
    *,
    kept: bool,
    examples: int = 5,
    each: Callable[[dict[str, Any]], None] = lambda _: None,
    progress: Progress = lambda _stage, _count: None,
) -> Simulation:
    """Mark the graph under ``policy`` and compare the sets with those of ``against``; one simulation at a time.

    ``kept``: the live marks of ``against`` are there to be read. ``each`` is told of every party that flips (id, name,
    kind, before, after), in order of id. ``progress`` is told the stage and how many parties it has done.
    Raises Busy, GraphError.
    """
    work = partial(_alone, graph, policy, against, today, kept, examples, each, progress)
    try:
        graph.transaction(_lock, write=True, timeout=PROBE_SECONDS)
    except QueryTimeout:
        raise Busy("simulation_running", "Another simulation is running.", "Wait until it ends.") from None
    # The lock is this transaction's: should the process die, the server gives it back. Nothing else is in it.
    return graph.rehearse(work, timeout=HOURS)


def _lock(tx: Tx) -> None:
    tx.run("control/simulate_alone", at=datetime.now(UTC))


def _alone(
    graph: Graph,
    policy: Policy,
    against: Policy,
    today: date,
    kept: bool,
    examples: int,
    each: Callable[[dict[str, Any]], None],
    progress: Progress,
    tx: Tx,
) -> Simulation:
    _lock(tx)
    sweep(graph)
    try:
        result = Simulation(policy, against, head=graph.read("outbox/head")[0]["head"])
        scratch = [(policy, AFTER)] if kept else [(policy, AFTER), (against, BEFORE)]
        result.parties = _write_standings(graph, scratch, today, progress)
        runs = _Each(graph.with_timeout(HOURS))
        for rule, marks in scratch:
            progress(f"marking under {rule.id}", result.parties)
            mark(runs, rule, marks)
            mark_branches(runs, marks)
        before = replace(live(against), cleared=BEFORE.cleared) if kept else BEFORE
        for rule, marks in ((policy, AFTER), (against, before)):
            progress(f"clearing under {rule.id}", result.parties)
            mark_cleared(runs, rule, marks)
            runs.run("control/mark_branches", label=marks.cleared, round=marks.cleared_round)
        _compare(graph, before, result, examples, each)
        result.moved = graph.read("outbox/head")[0]["head"] != result.head
        return result
    finally:
        sweep(graph)


def sweep(graph: Graph) -> int:
    """Take off all that simulations ever wrote. Returns how many parties carried any of it."""
    labels = [label for marks in (AFTER, BEFORE) for label in (marks.seeds, *(label for label, _ in _sets(marks)))]
    properties = [name for marks in (AFTER, BEFORE) for name in (marks.standing, marks.rest_cleared)]
    properties += [round_ for marks in (AFTER, BEFORE) for _, round_ in _sets(marks)]
    names = {"labels": labels, "properties": properties, "nothing": dict.fromkeys(properties)}
    for left in reversed(range(SWEEPS)):
        try:
            swept: int = graph.with_timeout(HOURS).auto("control/sweep", **names)[0]["swept"]
            return swept
        except GraphError as error:
            if not (error.retryable and left):
                raise
            time.sleep(1)
    raise AssertionError("unreachable")


def _sets(marks: Marks) -> list[tuple[str, str]]:
    """Label and round of every set that is marked, for a while or for the time of the simulation."""
    rounds = zip((marks.certain, marks.possible, marks.cleared), _rounds(marks), strict=True)
    return [*rounds, *marks.alone]


def _rounds(marks: Marks) -> tuple[str, str, str]:
    return marks.certain_round, marks.possible_round, marks.cleared_round


class _Each:
    """Runs each query in a transaction of its own: the sets of a whole graph are too large for one."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def run(self, name: str, /, **params: Any) -> list[dict[str, Any]]:
        return self._graph.write(name, **params)


def _write_standings(graph: Graph, scratch: list[tuple[Policy, Marks]], today: date, progress: Progress) -> int:
    sources = grades(graph.read("lookup/sources"))
    done = 0
    for ids in _pages(graph):
        rows = graph.read("lookup/claims_on", ids=ids)
        found = world(rows, sources, today)
        properties: dict[str, dict[str, Any]] = {}
        seeds: dict[str, list[str]] = {}
        for policy, marks in scratch:
            holdings = holdings_of(found, policy, today)
            for id_ in {row["id"] for row in rows} | holdings.joints.keys():
                node = holdings.nodes.get(id_)
                seen = node.standing if node else standing(found.parties[id_], policy, today)
                properties.setdefault(id_, {}).update(
                    {marks.standing: seen, marks.rest_cleared: sorted(node.rest_cleared) if node else []}
                )
                if seen in SEEDS:
                    seeds.setdefault(id_, []).append(marks.seeds)
        written = [{"id": id_, "properties": p, "seeds": seeds.get(id_, [])} for id_, p in properties.items()]
        graph.write("control/write_standing", rows=written)
        done += len(ids)
        progress("reading seats", done)
    return done


def _pages(graph: Graph) -> Iterator[list[str]]:
    after = ""
    while ids := [row["id"] for row in graph.read("lookup/party_ids", after=after, limit=SUBJECTS)]:
        yield ids
        after = ids[-1]


def _compare(
    graph: Graph, before: Marks, result: Simulation, examples: int, each: Callable[[dict[str, Any]], None]
) -> None:
    names = {
        name: dict(zip(("certain", "possible", "cleared"), _rounds(marks), strict=True))
        for name, marks in (("before", before), ("after", AFTER))
    }
    with closing(graph.with_timeout(HOURS).stream("control/flips", **names)) as rows:  # type: ignore[type-var]
        for row in rows:
            change = row["before"], row["after"]
            result.counts[change] = result.counts.get(change, 0) + 1
            shown = result.examples.setdefault(change, [])
            if len(shown) < examples:
                shown.append({"id": row["id"], "name": row["name"] or "", "kind": row["kind"] or "company"})
            each(row)
