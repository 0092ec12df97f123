"""The product's warranty: both engines on the same live graph, party by party.

What the workers derived (HOLDS, standings, marks) and what the Cypher engine clears are compared with what the memory
engine finds from the claims alone. Any difference is a defect: of an engine, shown by a minimal case, or of what is
stored, which then does not follow from the claims any more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from cypher.graph import Graph, Tx
from service.consolidation import SUBJECTS
from service.determination.case import BadCase, read
from service.determination.consolidate import heads
from service.determination.fixpoints import holdings_of, solve
from service.determination.model import Holdings, Sets, World
from service.determination.standing import standing
from service.evaluation import sets_in, solve_in
from service.history import Instant, read_all, relevant
from service.holds import node_row
from service.marks import SEEDS, Marks, live, mark_cleared
from service.minimal import case_of, shrink
from service.policy.model import Policy
from service.world import grades, world

MAX_DIFFERENCES = 100
MAX_CAUSES = 3
SETS = ("certain", "possible", "cleared")


@dataclass(slots=True)
class Report:
    """``checked``: parties compared. ``through`` and ``head``: derived up to, newest. ``differences``: at most 100.

    ``causes``: of the first parties that differ, why: ``engines`` with a minimal case, or ``stale`` with what is.
    """

    checked: int = 0
    head: int = 0
    through: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)
    causes: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "checked": self.checked,
            "head": self.head,
            "through": self.through,
            "equal": not self.differences and self.head == self.through,
            "differences": self.differences,
            "causes": self.causes,
        }

    def differ(self, party: str, stored: str, what: str, memory: Any, cypher: Any) -> None:
        """``stored``: which part of what is derived it is, HOLDS, standing or marks."""
        row = {"party": party, "stored": stored, "what": what, "memory": memory, "cypher": cypher}
        if memory != cypher and len(self.differences) < MAX_DIFFERENCES and row not in self.differences:
            self.differences.append(row)


def verify(graph: Graph, policies: Sequence[Policy], today: date, sample: int | None = None, seed: int = 0) -> Report:
    """Compare both engines on every party, or on a random ``sample`` of them with all their ancestors.

    Runs in one transaction that is rolled back, holding off the workers, so nothing moves meanwhile. Raises GraphError.
    """

    def work(tx: Tx) -> Report:
        report = Report()
        tx.run("outbox/lock_mark", at=datetime.now(UTC))
        row = tx.run("outbox/head")[0]
        report.head, report.through = row["head"], row["through"]
        ids = [id_ for page in _pages(tx) for id_ in page]
        if sample is not None and sample < len(ids):
            ids = sorted(random.Random(seed).sample(ids, sample))
            found = read_all(tx, ids, Instant(today, None, past=False))
        else:
            sources = grades(tx.run("lookup/sources"))
            rows = [row for page in _chunks(ids) for row in tx.run("lookup/claims_on", ids=list(page))]
            found = world(rows, sources, today)
        report.checked = len(ids)
        for policy in policies:
            holdings = holdings_of(found, policy, today)
            memory = solve(holdings, policy)
            _compare_sets(tx, report, policy, ids, holdings, memory)
            _compare_stored(tx, report, policy, ids, found, holdings, memory, today)
        return report

    report = graph.rehearse(work, timeout=3600)
    for party in list(dict.fromkeys(row["party"] for row in report.differences))[:MAX_CAUSES]:
        report.causes.append(_cause(graph, report, policies, today, party))
    return report


def _compare_sets(
    tx: Tx, report: Report, policy: Policy, chosen: Sequence[str], holdings: Holdings, memory: Sets
) -> None:
    marks = live(policy)
    mark_cleared(tx, policy, marks)
    cypher = sets_in(tx, marks)
    for id_ in chosen:
        if id_ not in holdings.nodes:
            continue  # a branch: its marks are its head's
        for name in SETS:
            found = getattr(memory, name).get(id_), getattr(cypher, name).get(id_)
            report.differ(id_, "marks", f"{policy.id}: {name}", *found)


def _compare_stored(
    tx: Tx,
    report: Report,
    policy: Policy,
    chosen: Sequence[str],
    found: World,
    holdings: Holdings,
    memory: Sets,
    today: date,
) -> None:
    """What is stored on each party, and the HOLDS into it."""
    marks, head_of = live(policy), heads(found.parties)
    for page in _chunks(chosen):
        for row in tx.run("control/holdings_of", ids=list(page)):
            id_: str = row["id"]
            stored = row["properties"]
            node = holdings.nodes.get(id_)
            own = node.standing if node else standing(found.parties[id_], policy, today)
            report.differ(id_, "standing", marks.standing, own, stored.get(marks.standing))
            report.differ(id_, "standing", marks.seeds, own in SEEDS, marks.seeds in row["labels"])
            for name, number in _rounds(memory, head_of.get(id_, id_), own if node is None else None).items():
                report.differ(id_, "marks", f"{policy.id}: round of {name}", number, stored.get(_property(marks, name)))
            report.differ(id_, "HOLDS", "head", None if node else head_of[id_], stored.get("stands_for"))
            held = [dict(holding) for holding in row["holdings"]]
            if node is None:
                report.differ(id_, "HOLDS", "holdings", [], held)
                continue
            expected = node_row(node, holdings.into.get(id_, ()), [(marks, node)])
            for name in (marks.rest_cleared, "stated"):
                value = expected["stated"] if name == "stated" else expected["properties"][name]
                # An import knows no empty lists.
                report.differ(id_, "HOLDS", name, value, stored.get(name) or [])
            should = [{**holding["properties"], "holder": holding["holder"]} for holding in expected["holdings"]]
            report.differ(id_, "HOLDS", "holdings", _sorted(should), _sorted(held))


def _rounds(memory: Sets, head: str, branch: str | None) -> dict[str, int | None]:
    """The rounds that a party's marks should have; ``branch``: of a branch, the standing of its own seat."""
    certain = 0 if branch == "restricted" else memory.certain.get(head)
    possible = 0 if branch in ("restricted", "possible") else memory.possible.get(head)
    return {"certain": certain, "possible": possible}


def _property(marks: Marks, name: str) -> str:
    return marks.certain_round if name == "certain" else marks.possible_round


def _cause(graph: Graph, report: Report, policies: Sequence[Policy], today: date, party: str) -> dict[str, Any]:
    """Why a party differs: both engines are asked again, about its claims alone."""
    at = Instant(today, None, past=False)
    found = graph.transaction(lambda tx: relevant(read_all(tx, [party], at), party, today), write=False)
    for policy in policies:
        if _differ(graph, holdings_of(found, policy, today), policy):
            document = case_of(found, policy, today)
            if _case_differs(graph, document, policy):
                document = shrink(document, lambda smaller, rule=policy: _case_differs(graph, smaller, rule))  # type: ignore[misc]
            return {"party": party, "cause": "engines", "policy": policy.id, "case": document}
    stale = sorted({row["stored"] for row in report.differences if row["party"] == party})
    return {"party": party, "cause": "stale", "stored": stale}


def _case_differs(graph: Graph, document: dict[str, Any], policy: Policy) -> bool:
    try:
        case = read(document)
    except BadCase:
        return False
    day = case.as_of
    assert day is not None
    return _differ(graph, holdings_of(case.world, policy, day), policy)


def _differ(graph: Graph, holdings: Holdings, policy: Policy) -> bool:
    memory, cypher = solve(holdings, policy), solve_in(graph, holdings, policy)
    return any(dict(getattr(memory, name)) != dict(getattr(cypher, name)) for name in SETS)


def _sorted(holdings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In one order, without empty lists: an import knows none."""
    said = [{name: value for name, value in holding.items() if value != []} for holding in holdings]
    return sorted(said, key=lambda holding: str(holding["holder"]))


def _pages(tx: Tx) -> Iterator[list[str]]:
    after = ""
    while ids := [row["id"] for row in tx.run("lookup/party_ids", after=after, limit=SUBJECTS)]:
        yield ids
        after = ids[-1]


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + SUBJECTS] for start in range(0, len(ids), SUBJECTS))
