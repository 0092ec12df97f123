"""The determination as a document: one JSON object, the same bytes for the same inputs. PURE.

Shares are exact decimal strings of percent; trillionths stay inside. ``service/README.md`` explains every field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cypher.quantity import PERCENT, WHOLE, float_free, percent_text
from cypher.vocabulary import METRICS, Metric
from service.determination.certificate import certificate
from service.determination.flags import Flag, flags
from service.determination.flips import flips
from service.determination.listings import in_force
from service.determination.model import Claim, Holding, Life, Origin
from service.determination.own_shares import lows_together
from service.determination.proof import MAX_EDGES, Edge, main_path
from service.determination.readings import cascade, readings
from service.determination.sentence import sentence, why_open
from service.determination.situation import Situation, Solved, by_ownership
from service.determination.standing import current_seats, seat_status
from service.determination.verdict import basis, decision, verdict

ENGINE_VERSION = "3"
"""Changes whenever the same inputs could give other bytes."""
MAX_OPEN = 50
MAX_ABOVE = 300
"""Most parties looked at for open branches."""
DETAIL_UP_TO = 500
"""Most holdings at and above an entity of which readings and flips are computed without being asked for."""

Document = dict[str, Any]


def document(
    solved: Solved,
    entity: str,
    missing_lists: Sequence[str] = (),
    most_edges: int = MAX_EDGES,
    detail_up_to: int | None = DETAIL_UP_TO,
) -> Document:
    """The determination of one entity of a solved graph. ``revision`` and ``evaluated_at`` are the caller's to add.

    ``missing_lists``: lists that the policy names and nobody has loaded; without them it cannot be evaluated.
    ``most_edges``: the proof is cut after so many edges, nearest first, and says so. ``detail_up_to``: of a closure of
    more holdings the readings' highs and the flips are left out, and ``detail`` says so; None: they never are.
    """
    at = Situation(solved, entity)
    full = detail_up_to is None or at.at_most(detail_up_to)
    policy = at.policy
    edges = at.deciding(most_edges)
    if basis(at, edges) == ["control"] and (owned := by_ownership(at)) is not None:
        at, edges = owned, owned.deciding(most_edges)
    path = main_path(at.subject, edges)
    raised = flags(at)
    result = verdict(at.set, raised)
    before = ""
    if missing_lists:
        before = f"The policy names lists that are not loaded, or too old: {', '.join(missing_lists)}."
        raised.append(Flag("list_missing", policy.effect("list_missing"), before))
        result, before = "unknown", f"{before} By what is loaded: "
    why = basis(at, edges)
    said = sentence(at, edges, path)
    # Membership alone would read like an allow where a flag, or a missing list, makes it a hold.
    doubts = [flag for flag in raised if flag.effect == "review" and flag.code != "list_missing"]
    doubts = doubts[:1] if at.set in ("cleared", "open") else []
    return {
        "entity": _party(at, entity),
        "policy": {"id": policy.id, "version": policy.version, "hash": policy.hash},
        "verdict": result,
        "decision": decision(policy, result, why, edges, raised, at.subject),
        "set": at.set,
        "basis": why,
        "flags": [
            {"code": flag.code, "effect": flag.effect, "sentence": flag.sentence, "edges": list(flag.edges)}
            for flag in raised
        ],
        "readings": readings(at, full=full),
        "threshold": {"percent": float_free(policy.threshold), "comparator": policy.comparator},
        "margin": _margin(at, edges),
        "sentence": before + " ".join([said, *(f"A person must look at it: {flag.sentence}" for flag in doubts)]),
        "sentence_without_persons": before
        + " ".join([_without_persons(at, edges, path), *(f"It needs a look: {flag.code}." for flag in doubts)]),
        "main_path": [_edge(at, edge) for edge in path],
        "deciding": [_edge(at, edge) for edge in edges],
        "seat_claims": _seat_claims(at, path),
        "listings": _listings(at, path),
        "deciding_complete": len(edges) < most_edges,
        "certificate": certificate(at, edges, most_edges),
        "coverage": _coverage(at),
        "open_branches": _open_branches(at),
        "flips": flips(at, edges) if full else None,
        "detail": "full" if full else "reduced",
        "oldest_source": _oldest(at, edges),
        "as_of": at.as_of.isoformat(),
        "known_at": at.known_at.isoformat() if at.known_at else None,
        "engine_version": ENGINE_VERSION,
    }


def _without_persons(at: Situation, edges: Sequence[Edge], path: Sequence[Edge]) -> str:
    """For callers that must not see who natural persons are."""
    said = sentence(replace(at, solved=replace(at.solved, persons_named=False)), edges, path)
    return said[:1].upper() + said[1:]


def _party(at: Situation, id_: str) -> Document:
    if id_ in at.graph.joints:
        return {"id": id_, "name": at.name(id_), "kind": "joint", "seats": []}
    party = at.party(id_)
    seats = current_seats(party, at.as_of, at.known_at)
    deciding = seat_status(seats, at.policy)[1] if at.policy.seats and party.kind != "person" else seats
    return {
        "id": id_,
        "name": party.name or None,
        "kind": party.kind,
        "seats": sorted({f"{seat.kind}:{seat.jurisdiction}" for seat in deciding or seats}),
    }


def _edge(at: Situation, edge: Edge) -> Document:
    holding = edge.holding
    shown: Document = {
        "holder": _party(at, holding.holder),
        "subject": _party(at, holding.subject),
        "by": edge.metric or edge.right,
        "round": edge.round,
        "stake": stake_text(holding, at.policy.metrics),
        "claims": [_claim(at.solved.claims[key]) for key in holding.claims],
    }
    if edge.metric is not None:
        stake = holding.stakes[edge.metric]
        shown["low"] = percent_text(min(WHOLE, max(stake.low + stake.unknown_low, stake.declared_low)))
        shown["high"] = percent_text(max(stake.high, stake.declared_high))
        shown["directness"] = "declared" if not stake.high else "unknown" if stake.unknown_low else "direct"
    return shown


def _ends(at: Situation, path: Sequence[Edge]) -> list[str]:
    """The entity, who it stands for, and the party with which the chain begins; no joint holders."""
    ids = dict.fromkeys([at.entity, at.subject, *(edge.holding.holder for edge in path[:1])])
    return [id_ for id_ in ids if id_ not in at.graph.joints]


def _seat_claims(at: Situation, path: Sequence[Edge]) -> list[Document]:
    """Who says where the entity sits, and where the party sits with which the chain begins."""
    return [
        {"party": id_, "kind": seat.kind, "jurisdiction": seat.jurisdiction} | _said(seat.origin, seat.life)
        for id_ in _ends(at, path)
        for seat in current_seats(at.party(id_), at.as_of, at.known_at)
    ]


def _listings(at: Situation, path: Sequence[Edge]) -> list[Document]:
    """Which lists that the policy names have the entity on them, or the party with which the chain begins."""
    return [
        {"party": id_, "list": entry.list, "programme": entry.programme} | _said(entry.origin, entry.life)
        for id_ in _ends(at, path)
        for entry in in_force(at.party(id_), at.policy, at.as_of, at.known_at)
    ]


def _claim(claim: Claim) -> Document:
    return {"key": claim.key} | _said(claim.origin, claim.life)


def _said(origin: Origin, life: Life) -> Document:
    """Who says so, where, when, and in what words."""
    return {
        "source": origin.source or None,
        "record": origin.record or None,
        "url": origin.url,
        "published": origin.published.isoformat() if origin.published else None,
        "valid_from": life.valid_from.isoformat() if life.valid_from else None,
        "valid_to": life.valid_to.isoformat() if life.valid_to else None,
        "stated": origin.stated or None,
    }


def stake_text(holding: Holding, metrics: Sequence[Metric] = METRICS) -> str:
    """A holding for people: "50-75 % of shares, board majority"."""
    parts = []
    for metric in metrics:
        if metric not in holding.stakes:
            continue
        stake = holding.stakes[metric]
        low = min(WHOLE, max(stake.low + stake.unknown_low, stake.declared_low))
        high = max(stake.high, stake.open, stake.declared_high)
        word = " (declared, indirect)" if stake.declared_high and not stake.high else ""
        if (low, high) == (0, WHOLE):
            parts.append(f"undisclosed {metric}{word}")
        else:
            parts.append(f"{_range(low, high)} % of {metric}{word}")
    parts += [right.replace("_", " ") for right in sorted(holding.rights | holding.weak_rights | holding.blocking)]
    return ", ".join(parts) or "nothing that counts"


def _range(low: int, high: int) -> str:
    """Bounds for people: an end that is one trillionth inside a round figure is shown as that figure."""
    ends = (_round_end(low, -1), _round_end(high, 1))
    return ends[0] if ends[0] == ends[1] else "-".join(ends)


def _round_end(amount: int, step: int) -> str:
    outside = amount + step
    return percent_text(outside if outside % (PERCENT // 100) == 0 and 0 <= outside <= WHOLE else amount)


def _margin(at: Situation, edges: Sequence[Edge]) -> str | None:
    """Signed distance from the threshold, in percent points; None where a seat, a list or control alone decides.

    certain: what certain holders have at least, minus T. possible: what possible ones may have, minus T. cleared and
    open: what parties not known to be unrestricted may have, minus T (at or below zero is clear).
    """
    threshold = at.policy.threshold * PERCENT
    if at.set in ("certain", "possible"):
        if not any(edge.metric is not None and edge.holding.subject == at.subject for edge in edges):
            return None
        amount = cascade(at)[0 if at.set == "certain" else 1]
    elif at.tested:
        amount = max(at.uncleared(metric) for metric in at.tested)
    else:
        return None
    return float_free((amount - threshold) / PERCENT)


def _coverage(at: Situation) -> Document | None:
    """How much of the best-described metric is held for certain by holders that are known parties."""
    known = [holding for holding in at.into if at.graph.nodes[holding.holder].kind != "unknown"]
    if not at.tested:
        return None
    amounts = {metric: lows_together(known, metric) for metric in at.tested}
    best = max(at.tested, key=lambda metric: amounts[metric])
    return {"metric": best, "percent": percent_text(amounts[best])}


def _open_branches(at: Situation) -> list[Document]:
    """Where the way up ends without an answer: the parties above (and at) the entity that are in no set.

    Nothing is open about who is certain.
    """
    found: list[Document] = []
    if at.set == "certain":
        return found
    seen, queue = {at.subject}, [at.subject]
    for id_ in queue:
        if len(found) >= MAX_OPEN or len(seen) > MAX_ABOVE:
            break
        into = at.graph.into.get(id_, ())
        above = [holding.holder for holding in into if holding.holder not in seen]
        seen.update(above)
        queue.extend(above)
        if id_ in at.sets.possible or id_ in at.sets.cleared:
            continue
        if (
            all(holding.holder in at.sets.cleared for holding in into)
            or not into
            or at.graph.nodes[id_].kind == "unknown"
        ):
            found.append({"party": _party(at, id_), "reason": why_open(at, id_)})
    return found


def _oldest(at: Situation, edges: Sequence[Edge]) -> str | None:
    dates = [
        claim.origin.published or claim.life.valid_from
        for edge in edges
        for key in edge.holding.claims
        if (claim := at.solved.claims[key]) and (claim.origin.published or claim.life.valid_from)
    ]
    return min(day.isoformat() for day in dates if day) if dates else None
