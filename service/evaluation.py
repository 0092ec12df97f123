"""Stateless evaluation: a case in, a determination of each of its parties out, by either engine. Nothing is stored."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from cypher.graph import Graph, Tx
from service.determination.case import BadCase, Case, read
from service.determination.document import ENGINE_VERSION, Document, document
from service.determination.fixpoints import holdings_of
from service.determination.model import Holdings, Sets
from service.determination.proof import MAX_EDGES
from service.determination.situation import Solved
from service.holds import node_row
from service.marks import SCRATCH, Marks, mark, mark_cleared, members
from service.policy.file import BadPolicy, Policies
from service.policy.file import read as read_policy
from service.policy.model import Policy

Engine = Literal["memory", "cypher"]
MAX_CASES = 1_000
EDGES_IN_ALL = 20_000
"""Edges of all proofs of an answer. A large case shares them out; ask for one entity to have all of its proof."""
BATCH = 5_000


def evaluate(
    decoded: Any,
    policies: Policies,
    today: date,
    *,
    policy: str | None = None,
    entity: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    engine: Engine = "memory",
    graph: Graph | None = None,
) -> Document | list[Document]:
    """The answer to a case, or the list of answers to a list of cases; a refused case answers ``{"id", "error"}``.

    ``policy`` (an id or a TOML file), ``as_of`` and ``known_at`` override the case's own. ``entity``: only that
    party's determination. The Cypher engine needs a ``graph``.
    """
    if isinstance(decoded, list):
        if len(decoded) > MAX_CASES:
            error = BadCase("too_large", f"{len(decoded)} cases; the limit is {MAX_CASES}")
            return {"id": None, "error": error.as_dict()}
        return [_one(item, policies, today, policy, entity, as_of, known_at, engine, graph) for item in decoded]
    return _one(decoded, policies, today, policy, entity, as_of, known_at, engine, graph)


def failed(answer: Document | list[Document]) -> bool:
    """Whether an answer, or one of a list of answers, is a refusal."""
    return any("error" in item for item in (answer if isinstance(answer, list) else [answer]))


def _one(
    decoded: Any,
    policies: Policies,
    today: date,
    policy: str | None,
    entity: str | None,
    as_of: date | None,
    known_at: datetime | None,
    engine: Engine,
    graph: Graph | None,
) -> Document:
    id_ = decoded.get("id") if isinstance(decoded, dict) and isinstance(decoded.get("id"), str) else None
    try:
        case = read(decoded)
        day = as_of or case.as_of or today
        rule = pick(policies, policy or case.policy or "unsupported-regions", day, files=policy is not None)
        if entity is not None and entity not in case.entities:
            raise BadCase("unknown_entity", f"the case has no party {entity!r}", "entity")
        solved = _solve(case, rule, day, known_at or case.known_at, engine, graph)
        wanted = [entity] if entity is not None else case.entities
        most_edges = min(MAX_EDGES, max(1, EDGES_IN_ALL // max(1, len(wanted))))
        results = {name: document(solved, name, most_edges=most_edges) for name in wanted}
    except BadCase as error:
        return {"id": id_, "error": error.as_dict()}
    return {
        "id": case.id,
        "results": results,
        "policy": {"id": rule.id, "version": rule.version, "hash": rule.hash},
        "engine": {"name": engine, "version": ENGINE_VERSION},
    }


def pick(policies: Policies, name: str, as_of: date, *, files: bool) -> Policy:
    """The policy called ``name``: an id, or (where the caller may name files) a path to a TOML file."""
    if files and name.endswith(".toml"):
        try:
            rule = read_policy(Path(name))
        except BadPolicy as error:
            raise BadCase("bad_policy", str(error), "policy") from None
    else:
        try:
            rule = policies.pick(name, as_of)
        except KeyError:
            known = ", ".join(policies.ids())
            raise BadCase("unknown_policy", f"there is no policy {name!r}; known are {known}", "policy") from None
    return rule


def _solve(
    case: Case, policy: Policy, as_of: date, known_at: datetime | None, engine: Engine, graph: Graph | None
) -> Solved:
    if engine == "memory":
        return Solved.of(case.world, policy, as_of, known_at)
    if graph is None:
        raise ValueError("the Cypher engine needs a graph")
    holdings = holdings_of(case.world, policy, as_of, known_at)
    return Solved(case.world, policy, as_of, known_at, holdings, solve_in(graph, holdings, policy))


def solve_in(graph: Graph, holdings: Holdings, policy: Policy) -> Sets:
    """The three sets of a consolidated graph by the Cypher engine, in a transaction that is rolled back."""
    prefix = f"case-{secrets.token_hex(8)}:"

    def work(tx: Tx) -> Sets:
        rows = [
            node_row(node, holdings.into.get(node.id, ()), [(SCRATCH, node)], prefix)
            for node in holdings.nodes.values()
        ]
        for start in range(0, len(rows), BATCH):
            tx.run("control/scratch_parties", rows=rows[start : start + BATCH])
        for start in range(0, len(rows), BATCH):
            tx.run("control/write_holdings", rows=rows[start : start + BATCH])
        mark(tx, policy, SCRATCH)
        mark_cleared(tx, policy, SCRATCH)
        return sets_in(tx, SCRATCH, prefix)

    return graph.rehearse(work)


def sets_in(tx: Tx, marks: Marks, prefix: str = "") -> Sets:
    """The three sets as they are marked, without the prefix of ids."""

    def read_(label: str, round_: str) -> dict[str, int]:
        return {id_.removeprefix(prefix): number for id_, number in members(tx, label, round_).items()}

    return Sets(
        read_(marks.certain, marks.certain_round),
        read_(marks.possible, marks.possible_round),
        read_(marks.cleared, marks.cleared_round),
    )
