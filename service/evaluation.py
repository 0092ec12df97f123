"""Stateless evaluation: a case in, a determination of each of its parties out, by either engine. Nothing is stored."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal

from cypher.graph import Graph, Tx
from service.determination.case import MAX_POLICIES, BadCase, Case, read
from service.determination.document import DETAIL_UP_TO, ENGINE_VERSION, Document, document
from service.determination.fixpoints import holdings_of
from service.determination.model import Holdings, Sets
from service.determination.proof import MAX_EDGES
from service.determination.situation import Solved
from service.determination.work import TooEntangled
from service.holds import node_row
from service.marks import SCRATCH, Marks, Reached, mark, mark_cleared, members
from service.policy.file import BadPolicy, Policies
from service.policy.file import read as read_policy
from service.policy.model import Policy
from service.several import together

Engine = Literal["memory", "cypher"]
MAX_CASES = 1_000
EDGES_IN_ALL = 20_000
"""Edges of all proofs of an answer. A large case shares them out; ask for one entity to have all of its proof."""
HOLDINGS_IN_ALL = 20_000
"""Holdings of all closures of which readings and flips are computed unasked: a large case shares these out too."""
BATCH = 5_000


def evaluate(
    decoded: Any,
    policies: Policies,
    today: date,
    *,
    policy: str | Sequence[str] | None = None,
    entity: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    engine: Engine = "memory",
    graph: Graph | None = None,
    full: bool = False,
) -> Document | list[Document]:
    """The answer to a case, or the list of answers to a list of cases; a refused case answers ``{"id", "error"}``.

    ``policy`` (an id or a TOML file, or several), ``as_of`` and ``known_at`` override the case's own. ``entity``: only
    that party's determination. The Cypher engine needs a ``graph``. ``full``: readings and flips of large closures too.
    """
    if isinstance(decoded, list):
        if len(decoded) > MAX_CASES:
            error = BadCase("too_large", f"{len(decoded)} cases; the limit is {MAX_CASES}")
            return {"id": None, "error": error.as_dict()}
        return [_one(item, policies, today, policy, entity, as_of, known_at, engine, graph, full) for item in decoded]
    return _one(decoded, policies, today, policy, entity, as_of, known_at, engine, graph, full)


def failed(answer: Document | list[Document]) -> bool:
    """Whether an answer, or one of a list of answers, is a refusal."""
    return any("error" in item for item in (answer if isinstance(answer, list) else [answer]))


def _one(
    decoded: Any,
    policies: Policies,
    today: date,
    policy: str | Sequence[str] | None,
    entity: str | None,
    as_of: date | None,
    known_at: datetime | None,
    engine: Engine,
    graph: Graph | None,
    full: bool,
) -> Document:
    id_ = decoded.get("id") if isinstance(decoded, dict) and isinstance(decoded.get("id"), str) else None
    try:
        case = read(decoded)
        day = as_of or case.as_of or today
        names, several = _names(policy, case)
        rules = [pick(policies, name, day, files=policy is not None) for name in names]
        if entity is not None and entity not in case.entities:
            raise BadCase("unknown_entity", f"the case has no party {entity!r}", "entity")
        known = known_at or case.known_at or _now(case, today)
        solutions = [_solve(case, rule, day, known, engine, graph) for rule in rules]
        wanted = [entity] if entity is not None else case.entities
        answers = max(1, len(wanted) * len(rules))
        most_edges = min(MAX_EDGES, max(1, EDGES_IN_ALL // answers))
        detail = None if full else min(DETAIL_UP_TO, HOLDINGS_IN_ALL // answers)
        found = {
            name: [document(solved, name, most_edges=most_edges, detail_up_to=detail) for solved in solutions]
            for name in wanted
        }
    except BadCase as error:
        return {"id": id_, "error": error.as_dict()}
    except TooEntangled as error:
        return {"id": id_, "error": BadCase("too_large", str(error)).as_dict()}
    told = [{"id": rule.id, "version": rule.version, "hash": rule.hash} for rule in rules]
    return {
        "id": case.id,
        "results": {name: together(documents) if several else documents[0] for name, documents in found.items()},
        **({"policies": told} if several else {"policy": told[0]}),
        "engine": {"name": engine, "version": ENGINE_VERSION},
    }


def _now(case: Case, today: date) -> datetime | None:
    """The end of today where a case has instants that are yet to come: on record now is what was recorded by now."""
    end = datetime.combine(today, time.max, UTC)
    lives = [claim.life for claim in case.world.claims]
    lives += [seat.life for party in case.world.parties.values() for seat in party.seats]
    coming = any(at is not None and at > end for life in lives for at in (life.recorded_from, life.recorded_to))
    return end if coming else None


def _names(policy: str | Sequence[str] | None, case: Case) -> tuple[list[str], bool]:
    """The policies that are asked, each once, and whether the answer is one of several."""
    if policy is None and not case.policies:
        return [case.policy or "unsupported-regions"], False
    if isinstance(policy, str):
        return [policy], False
    names = list(dict.fromkeys(policy if policy is not None else case.policies))
    if len(names) > MAX_POLICIES:
        raise BadCase("too_large", f"{len(names)} policies; the limit is {MAX_POLICIES}", "policy")
    return names, policy is None or len(names) > 1


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
        alone: Reached = {}
        mark(tx, policy, SCRATCH, alone)
        mark_cleared(tx, policy, SCRATCH)
        by_seed = {
            seed.removeprefix(prefix): (_plain(certain, prefix), _plain(possible, prefix))
            for seed, (certain, possible) in alone.items()
        }
        return replace(sets_in(tx, SCRATCH, prefix), by_seed=by_seed)

    return graph.rehearse(work)


def _plain(members: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {id_.removeprefix(prefix): number for id_, number in members.items()}


def sets_in(tx: Tx, marks: Marks, prefix: str = "") -> Sets:
    """The three sets as they are marked, without the prefix of ids."""

    def read_(label: str, round_: str) -> dict[str, int]:
        return _plain(members(tx, label, round_), prefix)

    return Sets(
        read_(marks.certain, marks.certain_round),
        read_(marks.possible, marks.possible_round),
        read_(marks.cleared, marks.cleared_round),
    )
