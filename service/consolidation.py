"""From changes to what is derived: effective holdings, standings and marks, one worker at a time.

Everything of one call happens in transactions that hold the mark's write lock, so two workers never interleave and
readers never see half a marking. Nothing here is needed for a determination to be right; reports, verification and
investigators read what is derived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from cypher.graph import Graph, Tx
from service.determination.fixpoints import holdings_of
from service.determination.model import Node
from service.determination.own_shares import rings
from service.determination.standing import standing
from service.holds import node_row
from service.marks import live, mark, mark_branches
from service.policy.model import Policy
from service.world import Grades, world

CHANGES = 50
"""Most changes consolidated in one transaction; an ingest batch is one change of at most a few thousand subjects."""
SUBJECTS = 2_000


@dataclass(frozen=True, slots=True)
class Progress:
    """``through``: everything up to this change is derived. ``subjects``: parties written by this call."""

    through: int
    subjects: int


def catch_up(
    graph: Graph,
    policies: Sequence[Policy],
    today: date,
    progress: Callable[[int, int], None] | None = None,
) -> Progress:
    """Derive everything up to the newest change. Safe to call at any time, by anybody, any number of times.

    ``progress`` is told (changes consolidated, newest change). Raises GraphError.
    """
    subjects = 0
    while True:
        # Changes are taken up to a head of which every claim is visible; what is newer comes in the next turn.
        head: int = graph.rehearse(lambda tx: tx.run("outbox/settled_head"))[0]["head"]
        work = partial(_consolidate_some, head=head, policies=policies, today=today)
        done, written = graph.transaction(work, write=True, timeout=600)
        subjects += written
        if progress is not None:
            progress(done, head)
        if done >= head:
            through = graph.transaction(lambda tx: _mark(tx, policies), write=True, timeout=600)
            if through is not None:
                return Progress(through, subjects)


def rebuild(graph: Graph, policies: Sequence[Policy], today: date) -> int:
    """Derive everything again from the claims; the result must equal what was there. Returns parties written."""
    written, after = 0, ""
    while ids := [row["id"] for row in graph.read("lookup/party_ids", after=after, limit=SUBJECTS)]:
        work = partial(_locked, ids=ids, policies=policies, today=today)
        written += graph.transaction(work, write=True, timeout=600)
        after = ids[-1]
    graph.transaction(lambda tx: _mark(tx, policies), write=True, timeout=600)
    return written


def _locked(tx: Tx, ids: list[str], policies: Sequence[Policy], today: date) -> int:
    tx.run("outbox/lock_mark", at=datetime.now(UTC))
    return _consolidate(tx, ids, policies, today)


def _consolidate_some(tx: Tx, head: int, policies: Sequence[Policy], today: date) -> tuple[int, int]:
    """Consolidate the next changes up to ``head``: (last change consolidated, parties written)."""
    at = tx.run("outbox/lock_mark", at=datetime.now(UTC))[0]
    found = tx.run("outbox/changes_after", after=at["consolidated"], limit=CHANGES)
    changes = [change for change in found if change["seq"] <= head]
    if not changes:
        return at["consolidated"], 0
    touched = sorted({subject for change in changes for subject in change["subjects"]})
    written = sum(_consolidate(tx, ids, policies, today) for ids in _chunks(touched))
    done: int = changes[-1]["seq"]
    tx.run("outbox/advance", consolidated=done, through=at["through"])
    return done, written


def _consolidate(tx: Tx, ids: Sequence[str], policies: Sequence[Policy], today: date) -> int:
    sources: Grades = {row["id"]: (row["grade"], row["rank"]) for row in tx.run("lookup/sources")}
    rows = tx.run("lookup/claims_on", ids=_with_rings(tx, ids))
    if not rows:
        return 0
    found = world(rows, sources)
    written = {row["id"] for row in rows}
    graphs = [(live(policy), holdings_of(found, policy, today)) for policy in policies]
    first = graphs[0][1]
    entries = [
        node_row(first.nodes[id_], first.into.get(id_, ()), [(marks, graph.nodes[id_]) for marks, graph in graphs])
        for id_ in sorted(written & first.nodes.keys())
    ]
    for id_ in sorted(written - first.nodes.keys()):
        own = [(live(policy), Node(id_, "company", standing(found.parties[id_], policy, today))) for policy in policies]
        entries.append(node_row(own[0][1], (), own))
    tx.run("control/joint_parties", ids=sorted(first.joints), subjects=sorted(written))
    for id_ in first.joints:
        own = [(marks, graph.nodes[id_]) for marks, graph in graphs]
        entries.append(node_row(first.nodes[id_], first.into[id_], own))
    for start in range(0, len(entries), SUBJECTS):
        tx.run("control/write_holdings", rows=entries[start : start + SUBJECTS])
    return len(entries)


def _with_rings(tx: Tx, ids: Sequence[str]) -> list[str]:
    """The parties and those on rings with them: a change on a ring changes the own shares of all on it."""
    rows = tx.run("lookup/holders_above", ids=list(ids))
    return sorted({*ids, *(member for ring in rings({row["id"]: row["holders"] for row in rows}) for member in ring)})


def _mark(tx: Tx, policies: Sequence[Policy]) -> int | None:
    """Derive the marks of all active policies, if nothing new was committed since; else None."""
    at = tx.run("outbox/lock_mark", at=datetime.now(UTC))[0]
    if tx.run("outbox/head")[0]["head"] > at["consolidated"]:
        return None
    for policy in policies:
        names = live(policy)
        mark(tx, policy, names)
        mark_branches(tx, names)
    through: int = tx.run("outbox/advance", consolidated=at["consolidated"], through=at["consolidated"])[0]["through"]
    return through


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + SUBJECTS] for start in range(0, len(ids), SUBJECTS))
