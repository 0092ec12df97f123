"""The Cypher engine: the three fixpoints over the graph's ``HOLDS``, one query a round.

Marks are a label and a round number on each member of a set. Certain and possible are kept for every active
policy (``service/incremental.py`` after a change); cleared is derived when verification, an evaluation or a simulation
asks. ``service/determination/fixpoints.py`` is the same in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from cypher.quantity import WHOLE
from service.policy.model import Policy

AMOUNTS = ("low", "unknown", "high", "open", "blind", "declared_low", "declared_high")

SEEDS = ("restricted", "possible")
"""The standings from which sets start."""
AT_ONCE = 8
"""Rounds of one statement. Most sets end within that; a round that nobody enters costs little."""
MOST = 100_000
"""Most parties that one statement lets into the cleared set: a transaction has so much memory and no more."""


class Runs(Protocol):
    """Anything that runs a named query: a transaction."""

    def run(self, name: str, /, **params: Any) -> list[dict[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Marks:
    """The names of one policy's labels and properties. Derived here, never from a caller's words.

    ``seeds``: the label of whoever is restricted, or may be, by itself.
    """

    scope: str
    certain: str
    possible: str
    cleared: str
    seeds: str
    prefix: str

    @property
    def standing(self) -> str:
        return f"{self.prefix}standing"

    @property
    def rest_cleared(self) -> str:
        return f"{self.prefix}rest_cleared"

    @property
    def certain_round(self) -> str:
        return f"{self.prefix}restricted_round"

    @property
    def possible_round(self) -> str:
        return f"{self.prefix}possible_round"

    @property
    def cleared_round(self) -> str:
        return f"{self.cleared.lower()}_round"

    @property
    def alone(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Label and round of what one seed reaches alone, for certain and perhaps; gone when it has been read."""
        return (
            (f"{self.certain}Alone", f"{self.prefix}alone_round"),
            (f"{self.possible}Alone", f"{self.prefix}possible_alone_round"),
        )


def live(policy: Policy) -> Marks:
    """The marks of an active policy. The default policy's are the plain ones that people see in the Browser."""
    if policy.id == "unsupported-regions":
        return Marks("Party", "Restricted", "Possible", "Cleared", "Seed", "")
    name = policy.id.replace("-", "_")
    return Marks("Party", f"Restricted_{name}", f"Possible_{name}", f"Cleared_{name}", f"Seed_{name}", f"{name}_")


SCRATCH = Marks("CaseParty", "CaseRestricted", "CasePossible", "CaseCleared", "CaseSeed", "Case_")
"""The marks of an evaluation: written and read in one transaction that is rolled back."""


def metric_properties(policy: Policy) -> list[dict[str, str]]:
    """For each counted metric, its name and the properties of HOLDS that carry its amounts."""
    return [{"name": metric} | {amount: f"{metric}_{amount}" for amount in AMOUNTS} for metric in policy.metrics]


Reached = dict[str, tuple[dict[str, int], dict[str, int]]]
"""Seed -> what it reaches alone: the certain and the possible set, each party id -> round."""


def mark(tx: Runs, policy: Policy, marks: Marks, alone: Reached | None = None) -> None:
    """Derive the certain and the possible set. Nobody sees them half done: it is the caller's one transaction.

    ``alone`` is filled with what each seed reaches by itself, where the policy tests each holder.
    """
    certain, possible = (marks.certain, marks.certain_round), (marks.possible, marks.possible_round)
    _unmark(tx, certain, possible)
    if policy.aggregation == "aggregate":
        mark_certain(tx, policy, marks)
        mark_possible(tx, policy, marks)
        return
    _seed(tx, marks, "restricted", certain)
    _seed(tx, marks, "possible", possible)
    for row in tx.run("control/holding_seeds", seeds=marks.seeds, standing=marks.standing):
        add_alone(tx, policy, marks, row["id"], certain_seed=row["standing"] == "restricted", alone=alone)
    tx.run("control/add_set", source=certain[0], source_round=None, label=possible[0], round=possible[1])


def mark_certain(tx: Runs, policy: Policy, marks: Marks) -> None:
    """Derive the certain set where holders are summed and nobody is marked."""
    into = marks.certain, marks.certain_round
    _seed(tx, marks, "restricted", into)
    _certain(tx, policy, into)


def mark_possible(tx: Runs, policy: Policy, marks: Marks) -> None:
    """Derive the possible set where holders are summed; needs the certain one."""
    into = marks.possible, marks.possible_round
    tx.run("control/add_set", source=marks.certain, source_round=None, label=into[0], round=into[1])
    _seed(tx, marks, "possible", into)
    _possible(tx, policy, marks, into)


def add_alone(
    tx: Runs, policy: Policy, marks: Marks, seed: str, *, certain_seed: bool, alone: Reached | None = None
) -> None:
    """Let into both sets what one seed reaches by itself."""
    certain, possible = marks.alone
    if certain_seed:
        tx.run("control/seed_one", id=seed, label=certain[0], round=certain[1])
        _certain(tx, policy, certain)
        tx.run("control/add_set", source=certain[0], source_round=None, label=possible[0], round=possible[1])
    else:
        tx.run("control/seed_one", id=seed, label=possible[0], round=possible[1])
    _possible(tx, policy, marks, possible)
    if alone is not None:
        alone[seed] = members(tx, *certain), members(tx, *possible)
    for (source, source_round), (label, round_) in zip(
        marks.alone, ((marks.certain, marks.certain_round), (marks.possible, marks.possible_round)), strict=True
    ):
        tx.run("control/add_set", source=source, source_round=source_round, label=label, round=round_)
    _unmark(tx, *marks.alone)


def _unmark(tx: Runs, *sets: tuple[str, str]) -> None:
    for label, round_ in sets:
        tx.run("control/unmark", label=label, round=round_)


def _seed(tx: Runs, marks: Marks, standing: str, into: tuple[str, str]) -> None:
    tx.run(
        "control/seed",
        seeds=marks.seeds,
        standing=marks.standing,
        standings=[standing],
        label=into[0],
        round=into[1],
    )


def _certain(tx: Runs, policy: Policy, into: tuple[str, str]) -> None:
    _rounds(tx, "control/certain_round", label=into[0], round=into[1], **certain_test(policy))


def _possible(tx: Runs, policy: Policy, marks: Marks, into: tuple[str, str]) -> None:
    _rounds(tx, "control/possible_round", label=into[0], round=into[1], **possible_test(policy, marks))


def certain_test(policy: Policy) -> dict[str, Any]:
    """What a query of the certain set must know of the policy."""
    return {"least": policy.least, "metrics": metric_properties(policy), "hard": list(policy.certain_rights)}


def possible_test(policy: Policy, marks: Marks) -> dict[str, Any]:
    """What a query of the possible set must know of the policy."""
    return {
        "rest_cleared": marks.rest_cleared,
        "least": policy.least,
        "whole": WHOLE,
        "metrics": metric_properties(policy),
        "rights": list(policy.possible_rights),
    }


def mark_cleared(tx: Runs, policy: Policy, marks: Marks) -> None:
    """Derive the cleared set; needs the possible one. It is the largest: no statement lets in more than MOST."""
    names = {
        "scope": marks.scope,
        "standing": marks.standing,
        "possible_round": marks.possible_round,
        "label": marks.cleared,
        "round": marks.cleared_round,
        "most": MOST,
    }
    _unmark(tx, (marks.cleared, marks.cleared_round))
    _all_of(tx, "control/cleared_seed", **names)
    number = 1
    while _all_of(
        tx,
        "control/cleared_round",
        k=number,
        standings=["supported"] if policy.seats else ["supported", "unknown"],
        rest_cleared=marks.rest_cleared,
        stated="stated",
        least=policy.least,
        whole=WHOLE,
        metrics=metric_properties(policy),
        hard=list(policy.certain_rights),
        consolidated="consolidated_by_cleared" in policy.presumptions,
        **names,
    ):
        number += 1


def mark_branches(tx: Runs, marks: Marks) -> None:
    """Let branches carry the certain and possible marks of their heads."""
    for label, round_ in ((marks.certain, marks.certain_round), (marks.possible, marks.possible_round)):
        tx.run("control/mark_branches", label=label, round=round_)


def members(tx: Runs, label: str, round_: str) -> dict[str, int]:
    """Party id -> round of one set."""
    return {row["id"]: row["round"] for row in tx.run("control/marked", label=label, round=round_)}


def _all_of(tx: Runs, query: str, **params: Any) -> int:
    """Run a query that lets in at most MOST until it lets in fewer."""
    entered = 0
    while (more := tx.run(query, **params)[0]["entered"]) == MOST:
        entered += more
    return entered + int(more)


def _rounds(tx: Runs, query: str, **params: Any) -> None:
    first = 1
    while tx.run(query, rounds=list(range(first, first + AT_ONCE)), **params)[-1]["entered"]:
        first += AT_ONCE
