"""The marks of a policy after some parties' holdings or standing changed: what depended on them, and nothing else.

Exact: labels and rounds become those of a full marking (``service/marks.py``). First everybody leaves whose own round
is not good any more, given who is still there in earlier rounds; only what leavers hold, by a later round, can be next,
and nobody who stays rests on a ring of leavers. The rounds that are left are good but perhaps too late. Then the
changed, the leavers and whatever the entered hold enter in their earliest round, until nobody can.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from service.marks import Marks, Runs, add_alone, certain_test, possible_test
from service.policy.model import Policy

BATCH = 5_000
WAVES = 8
"""Waves of one statement: most changes end within them, and a wave for which nobody waits costs little."""


@dataclass(frozen=True, slots=True)
class _Set:
    """One kept set: its label and round, the query that mends it, and what that must know of policy and seeds."""

    label: str
    round: str
    query: str
    standings: list[str]
    test: dict[str, Any]


def update(tx: Runs, policy: Policy, marks: Marks, changed: Collection[str]) -> None:
    """Make the marks right after ``changed`` parties' HOLDS, kind or standing were written, in the same transaction.

    ``changed``: ids of parties, also of those that lost their last holder. Parties that are gone need not be named, but
    those that they held must be.
    """
    of_certain = certain_test(policy) | {"standing": marks.standing}
    of_possible = possible_test(policy, marks) | {"standing": marks.standing, "certain_round": marks.certain_round}
    certain = _Set(marks.certain, marks.certain_round, "control/certain_again", ["restricted"], of_certain)
    possible = _Set(marks.possible, marks.possible_round, "control/possible_again", ["possible"], of_possible)
    if policy.aggregation == "per_holder":
        moved = _each_holder_again(tx, policy, marks, certain, possible, changed)
    else:
        moved = _mend(tx, certain, changed)
        moved |= _mend(tx, possible, {*changed, *moved})
    for one, standings in ((certain, ["restricted"]), (possible, ["restricted", "possible"])):
        names = {"standing": marks.standing, "standings": standings, "label": one.label, "round": one.round}
        _in_batches(tx, "control/branches_again", {*changed, *moved}, **names)


def _mend(tx: Runs, one: _Set, changed: Collection[str]) -> set[str]:
    """The set after a change. Returns whoever left it, entered it or changed its round, at least in passing."""
    left = _waves(tx, one, changed, own=True)
    return left | _waves(tx, one, {*changed, *left}, own=False)


def _waves(tx: Runs, one: _Set, waiting: Iterable[str], *, own: bool) -> set[str]:
    _in_batches(tx, "control/wait", waiting)
    names = {"label": one.label, "round": one.round, "standings": one.standings, "waves": list(range(WAVES))}
    moved: set[str] = set()
    while True:
        rows = tx.run(one.query, own=own, **names, **one.test)
        moved.update(id_ for row in rows for id_ in row["moved"])
        if not rows[-1]["moved"]:
            return moved


def _each_holder_again(
    tx: Runs, policy: Policy, marks: Marks, certain: _Set, possible: _Set, changed: Collection[str]
) -> set[str]:
    """Where each holder is tested alone, a mark does not tell by which seed: all seeds above are tried again.

    Only what lies below a change can have changed, and only by seeds above that. Returns everybody below.
    """
    below = {row["id"] for row in _in_batches(tx, "control/below", changed)}
    seeds = {row["id"]: row for row in _in_batches(tx, "control/seeds_above", below, standing=marks.standing)}
    for one in (certain, possible):
        _in_batches(tx, "control/unmark_these", below, label=one.label, round=one.round)
    for row in seeds.values():
        if row["holds"]:
            add_alone(tx, policy, marks, row["id"], certain_seed=row["standing"] == "restricted")
    for one, certain_round in ((certain, None), (possible, marks.certain_round)):
        names = {"standing": marks.standing, "standings": one.standings, "label": one.label, "round": one.round}
        _in_batches(tx, "control/seed_these", {*below, *seeds}, certain_round=certain_round, **names)
    return below


def _in_batches(tx: Runs, query: str, ids: Iterable[str], **params: Any) -> list[dict[str, Any]]:
    return [row for some in _batches(sorted(ids)) for row in tx.run(query, ids=some, **params)]


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while some := list(islice(rest, BATCH)):
        yield some
