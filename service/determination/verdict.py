"""From membership, basis and flags to a verdict and a decision (semantics: verdict). PURE."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from service.determination.flags import Flag
from service.determination.proof import Edge
from service.determination.situation import Membership, Situation
from service.policy.model import STRICTNESS, Decision, Policy, Verdict

Basis = Literal["ownership", "control", "seat", "designation"]


def basis(at: Situation, edges: Iterable[Edge]) -> list[Basis]:
    """On what a certain or possible membership rests. Empty for the other two sets.

    A party that is restricted by itself needs no other basis; ownership and control are named side by side.
    """
    if at.set not in ("certain", "possible"):
        return []
    if at.by_itself:
        return ["designation" if at.party(at.entity).designation else "seat"]
    if at.node.standing in ("restricted", "possible") and not _enters_by_edges(at):
        return ["designation" if at.party(at.subject).designation else "seat"]
    own = [edge for edge in edges if edge.holding.subject == at.subject]
    found: list[Basis] = []
    if any(edge.metric is not None for edge in own):
        found.append("ownership")
    if any(edge.right is not None for edge in own):
        found.append("control")
    return found


def _enters_by_edges(at: Situation) -> bool:
    entered = at.sets.certain.get(at.subject, at.sets.possible.get(at.subject, 0))
    return entered > 0


def verdict(membership: Membership, flags: Iterable[Flag]) -> Verdict:
    """A review flag turns clear and unknown into review; nothing turns restricted into anything else."""
    if membership == "certain":
        return "restricted"
    if membership == "possible" or any(flag.effect == "review" for flag in flags):
        return "review"
    return "clear" if membership == "cleared" else "unknown"


def decision(
    policy: Policy,
    result: Verdict,
    why: Iterable[Basis],
    edges: Iterable[Edge],
    flags: Iterable[Flag],
    subject: str,
) -> Decision:
    """The strictest of what the policy says of the verdict, of its basis and of the flags.

    Where hard control alone restricts, the map may be milder by kind of right; several rights: the strictest.
    """
    chosen: Decision = getattr(policy.decisions, result)
    if result == "restricted" and list(why) == ["control"]:
        rights = [edge.right for edge in edges if edge.right is not None and edge.holding.subject == subject]
        chosen = strictest([policy.decisions.control[right] for right in rights] or ["deny"])
    return strictest([chosen, *("hold" for flag in flags if flag.effect == "review")])  # type: ignore[list-item]


def strictest(decisions: Iterable[Decision]) -> Decision:
    return max(decisions, key=lambda decision: STRICTNESS[decision])
