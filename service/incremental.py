"""The marks of a policy after some parties' holdings or standing changed: what depended on them, and nothing else.

Exact: labels and rounds become those of a full marking (``service/marks.py``). First everybody leaves whose own round
is not good any more, given who is still there in earlier rounds; only what leavers hold, by a later round, can be next,
and nobody who stays rests on a ring of leavers. The rounds that are left are good but perhaps too late. Then the
changed, the leavers and whatever the entered hold enter in their earliest round, until nobody can.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from service.marks import Marks, Runs, add_alone, certain_test, possible_test
from service.policy.model import Policy

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class _Set:
    """One kept set: its label and round, the query that tests a party for it, and who is in it by itself."""

    label: str
    round: str
    query: str
    test: dict[str, Any]
    standing: str
    standings: list[str]


def update(tx: Runs, policy: Policy, marks: Marks, changed: Collection[str]) -> None:
    """Make the marks right after ``changed`` parties' HOLDS, kind or standing were written, in the same transaction.

    ``changed``: ids of parties, also of those that lost their last holder. Parties that are gone need not be named, but
    those that they held must be.
    """
    certain, possible = _sets(policy, marks)
    if policy.aggregation == "per_holder":
        moved = _each_holder_again(tx, policy, marks, (certain, possible), changed)
        moved_certain, moved_possible = moved, moved
    else:
        moved_certain = _again(tx, certain, changed)
        moved_possible = _again(tx, possible, {*changed, *moved_certain})
    for one, moved in ((certain, moved_certain), (possible, moved_possible)):
        _in_batches(
            tx,
            "control/branches_again",
            {*changed, *moved},
            standing=marks.standing,
            standings=one.standings if one is certain else ["restricted", "possible"],
            label=one.label,
            round=one.round,
        )


def _sets(policy: Policy, marks: Marks) -> tuple[_Set, _Set]:
    of_possible = possible_test(policy, marks) | {"certain_round": marks.certain_round}
    return (
        _Set(
            marks.certain,
            marks.certain_round,
            "control/certain_again",
            certain_test(policy),
            marks.standing,
            ["restricted"],
        ),
        _Set(marks.possible, marks.possible_round, "control/possible_again", of_possible, marks.standing, ["possible"]),
    )


def _again(tx: Runs, one: _Set, changed: Collection[str]) -> set[str]:
    """The set after a change. Returns whoever left it, entered it or changed its round, at least in passing."""
    left: set[str] = set()
    waiting: Collection[str] = changed
    while waiting:
        rows = _tested(tx, one, waiting, own=True)
        leaving = [row["id"] for row in rows if row["old"] is not None and row["best"] is None]
        left.update(leaving)
        waiting = _leave(tx, one, leaving)
    moved = set(left)
    waiting = {*changed, *left}
    while waiting:
        earlier = [row for row in _tested(tx, one, waiting, own=False) if _earlier(row)]
        rows = [{"id": row["id"], "round": row["best"]} for row in earlier]
        moved.update(row["id"] for row in rows)
        waiting = _enter(tx, one, rows)
    return moved


def _earlier(row: dict[str, Any]) -> bool:
    return row["best"] is not None and (row["old"] is None or row["best"] < row["old"])


def _each_holder_again(
    tx: Runs, policy: Policy, marks: Marks, sets: tuple[_Set, _Set], changed: Collection[str]
) -> set[str]:
    """Where each holder is tested alone, a mark does not tell by which seed: all seeds above are tried again.

    Only what lies below a change can have changed, and only by seeds above that. Returns everybody below.
    """
    below = {row["id"] for row in _in_batches(tx, "control/below", changed)}
    seeds = {row["id"]: row for row in _in_batches(tx, "control/seeds_above", below, standing=marks.standing)}
    for one in sets:
        _leave(tx, one, below)
    for row in seeds.values():
        if row["holds"]:
            add_alone(tx, policy, marks, row["id"], certain_seed=row["standing"] == "restricted")
    certain, possible = sets
    restricted = [id_ for id_, row in seeds.items() if row["standing"] == "restricted"]
    _enter(tx, certain, [{"id": id_, "round": 0} for id_ in restricted])
    by_themselves = [row["id"] for row in _tested(tx, possible, {*below, *seeds}, own=False) if row["best"] == 0]
    _enter(tx, possible, [{"id": id_, "round": 0} for id_ in by_themselves])
    return below


def _tested(tx: Runs, one: _Set, ids: Iterable[str], *, own: bool) -> list[dict[str, Any]]:
    by = {"standing": one.standing, "standings": one.standings, "round": one.round, **one.test}
    return _in_batches(tx, one.query, ids, own=own, **by)


def _leave(tx: Runs, one: _Set, ids: Iterable[str]) -> set[str]:
    """Take them out, and return whom they hold that may have to leave next."""
    return {row["id"] for row in _in_batches(tx, "control/unmark_these", ids, label=one.label, round=one.round)}


def _enter(tx: Runs, one: _Set, rows: list[dict[str, Any]]) -> set[str]:
    """Let them in, and return whom they hold that may enter next."""
    found = _batches(rows, lambda some: tx.run("control/mark_these", rows=some, label=one.label, round=one.round))
    return {row["id"] for row in found}


def _in_batches(tx: Runs, query: str, ids: Iterable[str], **params: Any) -> list[dict[str, Any]]:
    return _batches(sorted(ids), lambda some: tx.run(query, ids=some, **params))


def _batches(items: list[Any], run: Callable[[list[Any]], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [row for some in _split(items) for row in run(some)]


def _split(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, BATCH)):
        yield some
