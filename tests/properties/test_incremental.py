"""Marks after many small changes of one graph: updated for each change alone, they are those of a full marking and
those of the memory engine, rounds included."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from cypher import Query
from cypher.graph import Graph, Tx
from cypher.quantity import PERCENT, WHOLE
from cypher.vocabulary import HARD_RIGHTS, METRICS, SOFT_RIGHTS
from service.determination.fixpoints import solve
from service.determination.model import MEMBER, Holding, Holdings, Node, Stake
from service.holds import node_row
from service.incremental import update
from service.marks import Marks, live, mark, members
from service.policy.file import Policies
from service.policy.model import Policy

TODAY = date(2026, 1, 1)
AGGREGATE = Policies().pick("unsupported-regions", TODAY)
AT_LEAST = replace(AGGREGATE, comparator=">=", soft_control=False, metrics=("shares",), hard_control=())
PER_HOLDER = replace(AGGREGATE, aggregation="per_holder")
SIZE, CHANGES = 24, 30

CREATE = Query("tests/create", "UNWIND $ids AS id CREATE (:Party {id: id})", {"ids": "['P0']"}, "Creates parties.")
RELABEL = Query(
    "tests/relabel",
    "MATCH (p:Party {id: $id}) REMOVE p:Company:Joint:Person:State SET p:$($kind)",
    {"id": "'P0'", "kind": "'Company'"},
    "Makes a party one of another kind.",
)


class Model:
    """A random consolidated graph, held like the graph's: what a change replaces is one party's node and holdings."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.nodes: dict[str, Node] = {}
        self.into: dict[str, tuple[Holding, ...]] = {}
        for number in range(SIZE):
            self.nodes[f"P{number}"] = Node(f"P{number}", "company", "unknown")
        for id_ in self.nodes:
            self.change(id_)

    def change(self, id_: str) -> None:
        """Another node, other holdings, or only one stake more, less or different."""
        chance, before = self.chance, self.into.get(id_, ())
        kind = chance.choice(["company"] * 8 + ["joint", "person", "state"])
        what = chance.randrange(5)
        if what == 0 or not before:
            self.nodes[id_] = Node(
                id_,
                kind,
                chance.choice(["restricted", "possible", *["supported"] * 4, *["unknown"] * 3, "cleared"]),
                frozenset(chance.sample(METRICS, 2)),
                frozenset(chance.sample(METRICS, 1) if chance.random() < 0.2 else ()),
            )
        if what == 1 and before:
            self.into[id_] = tuple(holding for holding in before if holding is not chance.choice(before))
        elif what == 2 and before:
            old = chance.choice(before)
            self.into[id_] = tuple(self.holding(old.holder, id_) if holding is old else holding for holding in before)
        elif what == 3 or not before:
            near = [f"P{(int(id_[1:]) + step) % SIZE}" for step in range(-4, 5)]
            holders = chance.sample(near, chance.randrange(4))
            self.into[id_] = tuple(self.holding(holder, id_) for holder in sorted(holders))

    def holding(self, holder: str, subject: str) -> Holding:
        chance = self.chance
        if chance.random() < 0.15:
            right = chance.choice([*HARD_RIGHTS, *SOFT_RIGHTS, MEMBER])
            weak = right in SOFT_RIGHTS
            return Holding(holder, subject, {}, frozenset(() if weak else {right}), frozenset({right} if weak else ()))
        stakes = {}
        for metric in chance.sample(METRICS, chance.choice([1, 1, 2])):
            low, high = sorted(chance.choice([0, 10, 25, 26, 30, 49, 50, 51, 60, 75, 100]) for _ in range(2))
            field = chance.choice(["low"] * 4 + ["unknown_low", "declared_low", "blind", "open"])
            amount = min(WHOLE, low * PERCENT + chance.choice([0, 0, 1]))
            top = max(amount, high * PERCENT)
            stakes[metric] = {
                "low": Stake(low=amount, high=top),
                "unknown_low": Stake(unknown_low=amount, high=top),
                "declared_low": Stake(declared_low=amount, declared_high=top),
                "blind": Stake(high=top, blind=top),
                "open": Stake(open=top),
            }[field]
        return Holding(holder, subject, stakes)

    def graph(self) -> Holdings:
        out: dict[str, list[str]] = {}
        for subject, holdings in self.into.items():
            for holding in holdings:
                out.setdefault(holding.holder, []).append(subject)
        return Holdings(self.nodes, self.into, {holder: tuple(subjects) for holder, subjects in out.items()})

    def write(self, tx: Tx, marks: Marks, ids: list[str]) -> None:
        rows = [node_row(self.nodes[id_], self.into.get(id_, ()), [(marks, self.nodes[id_])]) for id_ in ids]
        tx.run("control/write_holdings", rows=rows)


def marked(tx: Tx, marks: Marks) -> tuple[dict[str, int], dict[str, int]]:
    return members(tx, marks.certain, marks.certain_round), members(tx, marks.possible, marks.possible_round)


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("seed", "policy"),
    [(seed, AGGREGATE) for seed in range(6)] + [(6, AT_LEAST), (7, AT_LEAST), (8, PER_HOLDER), (9, PER_HOLDER)],
)
def test_after_each_change_the_marks_are_those_of_a_full_marking(graph: Graph, seed: int, policy: Policy) -> None:
    model, marks = Model(random.Random(seed)), live(policy)

    def again(tx: Tx) -> tuple[dict[str, int], dict[str, int]]:
        mark(tx, policy, marks)
        return marked(tx, marks)

    def relabel(tx: Tx, ids: list[str]) -> None:
        # The kind of a party is its label, which the loader writes; here it changes with the rest.
        for id_ in ids:
            tx.run(RELABEL, id=id_, kind=model.nodes[id_].kind.capitalize())

    def apply(tx: Tx) -> tuple[dict[str, int], dict[str, int]]:
        relabel(tx, changed)
        model.write(tx, marks, changed)
        update(tx, policy, marks, changed)
        return marked(tx, marks)

    graph.transaction(lambda tx: tx.run(CREATE, ids=list(model.nodes)), write=True)
    changed = list(model.nodes)
    for number in range(CHANGES):
        found = graph.transaction(apply, write=True)
        memory = solve(model.graph(), policy)
        assert found == (dict(memory.certain), dict(memory.possible)), f"change {number}: {changed}"
        if number % 5 == 0:
            assert graph.rehearse(again) == found
        changed = model.chance.sample(list(model.nodes), model.chance.choice([1, 1, 1, 2, 3]))
        for id_ in changed:
            model.change(id_)
