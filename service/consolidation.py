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
from typing import Any

from cypher.graph import Graph, Tx
from service.determination.consolidate import heads
from service.determination.fixpoints import holdings_of
from service.determination.model import Node
from service.determination.own_shares import rings
from service.determination.standing import standing
from service.holds import node_row
from service.incremental import update
from service.marks import live, mark, mark_branches
from service.policy.model import Policy
from service.world import Grades, grades, world

CHANGES = 50
"""Most changes derived in one transaction; an ingest batch is one change of at most a few thousand subjects."""
SUBJECTS = 2_000
REBUILD = "rebuild"
"""The kind of change after which all marks are derived anew."""


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

    ``progress`` is told (changes derived, newest change). Raises GraphError.
    """
    subjects = 0
    while True:
        # Changes are taken up to a head of which every claim is visible; what is newer comes in the next turn.
        head: int = graph.rehearse(lambda tx: tx.run("outbox/settled_head"))[0]["head"]
        work = partial(_derive_some, head=head, policies=policies, today=today)
        through, written = graph.transaction(work, write=True, timeout=600)
        subjects += written
        if progress is not None:
            progress(through, head)
        if through >= head:
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
    return len(_consolidate(tx, ids, policies, today))


def _mark(tx: Tx, policies: Sequence[Policy]) -> None:
    tx.run("outbox/lock_mark", at=datetime.now(UTC))
    _mark_all(tx, policies)


def _mark_all(tx: Tx, policies: Sequence[Policy]) -> None:
    for policy in policies:
        marks = live(policy)
        for number in (marks.certain_round, marks.possible_round):
            tx.run("control/forget_rounds", round=number)
        mark(tx, policy, marks)
        mark_branches(tx, marks)


def _derive_some(tx: Tx, head: int, policies: Sequence[Policy], today: date) -> tuple[int, int]:
    """Derive the next changes up to ``head``: (everything up to here is derived, parties written)."""
    through: int = tx.run("outbox/lock_mark", at=datetime.now(UTC))[0]["through"]
    found = tx.run("outbox/changes_after", after=through, limit=CHANGES)
    changes = [change for change in found if change["seq"] <= head]
    if not changes:
        return max(head, through), 0
    subjects = {subject for change in changes for subject in change["subjects"]}
    touched = sorted({row["id"] for row in tx.run("lookup/held_through_branches", ids=sorted(subjects))} | subjects)
    written = {id_ for ids in _chunks(touched) for id_ in _consolidate(tx, ids, policies, today)}
    if any(change["kind"] == REBUILD for change in changes):
        _mark_all(tx, policies)  # what was imported is consolidated, and unmarked
    else:
        for policy in policies:
            update(tx, policy, live(policy), written)
    done: int = changes[-1]["seq"]
    tx.run("outbox/advance", through=done)
    return done, len(written)


def _consolidate(tx: Tx, ids: Sequence[str], policies: Sequence[Policy], today: date) -> set[str]:
    """Write what some parties' claims amount to; returns everybody written, joint holders too.

    Own shares make a ring one matter: whoever is on one with a party, before or after, is consolidated with it.
    """
    written: set[str] = set()
    wanted = _with_rings(tx, ids)
    while not wanted <= written:
        written |= _write(tx, sorted(wanted), policies, today)
        # A ring may be closed by what only the holdings show: a beneficiary, or several who hold as one.
        wanted |= _with_rings(tx, ids)
    return written


def _write(tx: Tx, ids: Sequence[str], policies: Sequence[Policy], today: date) -> set[str]:
    rows = tx.run("lookup/claims_on", ids=ids)
    if not rows:
        return set(ids)
    found = derived(rows, grades(tx.run("lookup/sources")), policies, today)
    tx.run("control/joint_parties", ids=sorted(found.joints), subjects=sorted(found.concerned))
    for start in range(0, len(found.entries), SUBJECTS):
        tx.run("control/write_holdings", rows=found.entries[start : start + SUBJECTS])
    return {*found.concerned, *ids, *found.joints}


@dataclass(frozen=True, slots=True)
class Derived:
    """``entries``: rows of ``control/write_holdings``. ``joints``: ids of joint holders, among the entries too.

    ``concerned``: everybody else who has an entry.
    """

    entries: list[dict[str, Any]]
    joints: frozenset[str]
    concerned: frozenset[str]


def derived(rows: Sequence[dict[str, Any]], sources: Grades, policies: Sequence[Policy], today: date) -> Derived:
    """What the claims on some parties amount to, and how each stands. PURE.

    ``rows`` are of ``lookup/claims_on`` and hold every ring whole on which one of the parties is.
    """
    found = world(rows, sources, today)
    concerned = frozenset(row["id"] for row in rows)
    graphs = [(live(policy), holdings_of(found, policy, today)) for policy in policies]
    first = graphs[0][1]
    entries = [
        node_row(first.nodes[id_], first.into.get(id_, ()), [(marks, graph.nodes[id_]) for marks, graph in graphs])
        for id_ in sorted((concerned & first.nodes.keys()) | first.joints.keys())
    ]
    stands_for = heads(found.parties)
    for id_ in sorted(concerned - first.nodes.keys()):
        own = [(live(policy), Node(id_, "company", standing(found.parties[id_], policy, today))) for policy in policies]
        entries.append(node_row(own[0][1], (), own, stands_for=stands_for[id_]))
    return Derived(entries, frozenset(first.joints), concerned)


def _with_rings(tx: Tx, ids: Sequence[str]) -> set[str]:
    """The parties and those on rings with them: a change on a ring changes the own shares of all on it."""
    rows = tx.run("lookup/holders_above", ids=list(ids))
    joint = {row["id"] for row in rows if row["joint"]}
    found = {member for ring in rings({row["id"]: row["holders"] for row in rows}) for member in ring}
    return found.difference(joint).union(ids)


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + SUBJECTS] for start in range(0, len(ids), SUBJECTS))
