"""The Cypher engine on the whole graph: C and Q against the floor of writing the same marks by id, K, one change."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cypher import Query
from cypher.graph import Graph, Tx
from cypher.quantity import PERCENT
from service.consolidation import catch_up
from service.incremental import update
from service.marks import live, mark, mark_certain, mark_cleared, mark_possible, members
from service.policy.model import Policy
from workers.generate.plan import DAY

RUNS, CHANGES, BATCHES = 3, 300, 5
HOURS = 3600.0
BY_ID = Query(
    "bench/by_id",
    "UNWIND $rows AS row MATCH (p:Party {id: row.id}) SET p:$($label), p[$round] = row.round RETURN count(p) AS marked",
    {"rows": "[{id: 'c1', round: 0}]", "label": "'Restricted'", "round": "'restricted_round'"},
    "The floor of every engine: the finished marks, written by id.",
)
WARM = Query("bench/warm", "MATCH ()-[e:HOLDS]->() RETURN sum(e.shares_low) AS s", {}, "Reads all holdings once.")
STAKES = Query(
    "bench/stakes",
    "MATCH (h)-[e:HOLDS]->(y) WHERE y.id IN $ids RETURN h.id AS holder, y.id AS subject, e.shares_low AS low",
    {"ids": "['c1']"},
    "Holdings in some parties.",
)
SOME = Query("bench/some", "MATCH (p:Company) RETURN p.id AS id LIMIT 100000", {}, "Many companies.")
CHANGE = Query(
    "bench/change",
    "MATCH (:Party {id: $holder})-[e:HOLDS]->(:Party {id: $subject}) SET e.shares_low = $low, e.shares_high = $high "
    "RETURN 1 AS changed",
    {"holder": "'c1'", "subject": "'c2'", "low": "1", "high": "1"},
    "One stake becomes another.",
)


def warm(graph: Graph) -> None:
    """Fills the page cache."""
    graph.read(WARM)


def timed(graph: Graph, work: Callable[[Tx], Any]) -> float:
    """Seconds of one committed transaction."""
    began = time.perf_counter()
    graph.transaction(work, write=True, timeout=HOURS)
    return time.perf_counter() - began


def whole(graph: Graph, policy: Policy) -> dict[str, Any]:
    """C, Q and their floors, in turns; the first turn warms up and does not count."""
    marks = live(policy)
    sets = {
        "C": (marks.certain, marks.certain_round, mark_certain),
        "Q": (marks.possible, marks.possible_round, mark_possible),
    }
    spent: dict[str, list[float]] = {name: [] for name in ("C", "Q", "C floor", "Q floor")}
    sizes: dict[str, int] = {}
    for turn in range(RUNS + 1):
        for name, (_, _, run) in sets.items():
            spent[name].append(timed(graph, lambda tx, run=run: run(tx, policy, marks)))
        finished = {name: graph.transaction(lambda tx, s=one: members(tx, s[0], s[1]), write=False)
                    for name, one in sets.items()}  # fmt: skip
        _unmark(graph, sets)
        for name, (label, number, _) in sets.items():
            rows = [{"id": id_, "round": round_} for id_, round_ in finished[name].items()]
            sizes[name] = len(rows)
            floor = timed(graph, lambda tx, r=rows, i=label, n=number: tx.run(BY_ID, rows=r, label=i, round=n))
            spent[f"{name} floor"].append(floor)
        if turn < RUNS:
            _unmark(graph, sets)
    began = time.perf_counter()
    cleared = graph.rehearse(lambda tx: _cleared(tx, policy), timeout=HOURS)
    return {"K members": cleared} | {
        "K": time.perf_counter() - began,
        "sizes": sizes,
        "spent": {n: s[1:] for n, s in spent.items()},
    }


def _cleared(tx: Tx, policy: Policy) -> int:
    marks = live(policy)
    mark_cleared(tx, policy, marks)
    return len(members(tx, marks.cleared, marks.cleared_round))


def _unmark(graph: Graph, sets: dict[str, Any]) -> None:
    for label, number, _ in sets.values():
        timed(graph, lambda tx, i=label, n=number: tx.run("control/unmark", label=i, round=n))


def changes(graph: Graph, policy: Policy) -> tuple[list[float], bool]:
    """Seconds of each of many single changes of a stake in or beside the marked; whether the marks are right after."""
    marks, chance = live(policy), random.Random(1)
    possible = graph.transaction(lambda tx: members(tx, marks.possible, marks.possible_round), write=False)
    near = chance.sample(sorted(possible), min(2_000, len(possible)))
    stakes = graph.read(STAKES, ids=near)
    spent = []
    for number in range(CHANGES + 20):
        stake = chance.choice(stakes)
        low = chance.choice([0, 20, 50, 51, 100]) * PERCENT

        def one(tx: Tx, stake: Any = stake, low: int = low) -> None:
            tx.run(CHANGE, holder=stake["holder"], subject=stake["subject"], low=low, high=low)
            update(tx, policy, marks, [stake["subject"]])

        seconds = timed(graph, one)
        if number >= 20:  # the first ones warm up
            spent.append(seconds)

    def both(tx: Tx) -> Any:
        return [members(tx, marks.certain, marks.certain_round), members(tx, marks.possible, marks.possible_round)]

    def again(tx: Tx) -> Any:
        mark(tx, policy, marks)
        return both(tx)

    kept = graph.transaction(both, write=False, timeout=HOURS)
    return spent, kept == graph.rehearse(again, timeout=HOURS)


def consolidation(graph: Graph, policy: Policy) -> float:
    """Parties a second from a committed change to their holdings, standing and marks."""
    ids = [row["id"] for row in graph.read(SOME)]
    chance, size = random.Random(2), min(2_000, len(ids) // 5)
    for number in range(BATCHES):
        subjects = sorted(chance.sample(ids, size))
        graph.write(
            "ingest/finish", batch=f"bench:{number}", kind="load", source="bench", subjects=subjects, report="{}",
            at=datetime.now(UTC),
        )  # fmt: skip
    began = time.perf_counter()
    done = catch_up(graph, [policy], DAY)
    return done.subjects / (time.perf_counter() - began)
