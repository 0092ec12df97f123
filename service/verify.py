"""The product's warranty: both engines on the same live graph, party by party.

What the workers derived (HOLDS, standings, marks) and what the Cypher engine clears are compared with what the memory
engine finds from the claims alone. Any difference is a defect; it is reported with the party and both answers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from cypher.graph import Graph, Tx
from service.consolidation import SUBJECTS
from service.determination.fixpoints import holdings_of, solve
from service.determination.model import Holdings, Sets
from service.evaluation import sets_in
from service.holds import node_row
from service.marks import live, mark_cleared
from service.policy.model import Policy
from service.world import Grades, world

MAX_DIFFERENCES = 100


@dataclass(slots=True)
class Report:
    """``checked``: parties compared. ``through`` and ``head``: derived up to, newest. ``differences``: at most 100."""

    checked: int = 0
    head: int = 0
    through: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "checked": self.checked,
            "head": self.head,
            "through": self.through,
            "equal": not self.differences and self.head == self.through,
            "differences": self.differences,
        }

    def differ(self, party: str, what: str, memory: Any, cypher: Any) -> None:
        if memory != cypher and len(self.differences) < MAX_DIFFERENCES:
            self.differences.append({"party": party, "what": what, "memory": memory, "cypher": cypher})


def verify(graph: Graph, policies: Sequence[Policy], today: date, sample: int | None = None, seed: int = 0) -> Report:
    """Compare both engines on every party, or on a random ``sample`` of them with all their ancestors.

    Runs in one transaction that is rolled back, holding off the workers, so nothing moves meanwhile. Raises GraphError.
    """

    def work(tx: Tx) -> Report:
        report = Report()
        tx.run("outbox/lock_mark", at=datetime.now(UTC))
        row = tx.run("outbox/head")[0]
        report.head, report.through = row["head"], row["through"]
        sources: Grades = {row["id"]: (row["grade"], row["rank"]) for row in tx.run("lookup/sources")}
        ids = [id_ for page in _pages(tx) for id_ in page]
        if sample is not None and sample < len(ids):
            chosen = sorted(random.Random(seed).sample(ids, sample))
            rows = [row for id_ in chosen for row in tx.run("lookup/closure", id=id_)]
        else:
            chosen = ids
            rows = [row for page in _chunks(ids) for row in tx.run("lookup/claims_on", ids=list(page))]
        found = world(rows, sources)
        report.checked = len(chosen)
        for policy in policies:
            holdings = holdings_of(found, policy, today)
            _compare_sets(tx, report, policy, chosen, holdings, solve(holdings, policy))
            _compare_holdings(tx, report, policy, chosen, holdings)
        return report

    return graph.rehearse(work, timeout=3600)


def _compare_sets(
    tx: Tx, report: Report, policy: Policy, chosen: Sequence[str], holdings: Holdings, memory: Sets
) -> None:
    marks = live(policy)
    mark_cleared(tx, policy, marks)
    cypher = sets_in(tx, marks)
    for id_ in chosen:
        if id_ not in holdings.nodes:
            continue  # a branch: it is compared as its head
        for name in ("certain", "possible", "cleared"):
            report.differ(id_, f"{policy.id}: {name}", getattr(memory, name).get(id_), getattr(cypher, name).get(id_))


def _compare_holdings(tx: Tx, report: Report, policy: Policy, chosen: Sequence[str], holdings: Holdings) -> None:
    marks = live(policy)
    for page in _chunks(chosen):
        for row in tx.run("control/holdings_of", ids=list(page)):
            node = holdings.nodes.get(row["id"])
            if node is None:
                report.differ(row["id"], "holdings", [], row["holdings"])
                continue
            expected = node_row(node, holdings.into.get(node.id, ()), [(marks, node)])
            for name, value in expected["properties"].items():
                report.differ(node.id, name, value, row["properties"].get(name))
            report.differ(node.id, "stated", expected["stated"], row["properties"].get("stated"))
            held = [{**holding["properties"], "holder": holding["holder"]} for holding in expected["holdings"]]
            report.differ(node.id, "holdings", _sorted(held), _sorted([dict(holding) for holding in row["holdings"]]))


def _sorted(holdings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(holdings, key=lambda holding: str(holding["holder"]))


def _pages(tx: Tx) -> Iterator[list[str]]:
    after = ""
    while ids := [row["id"] for row in tx.run("lookup/party_ids", after=after, limit=SUBJECTS)]:
        yield ids
        after = ids[-1]


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + SUBJECTS] for start in range(0, len(ids), SUBJECTS))
