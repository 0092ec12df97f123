"""Effective holdings as the properties of ``HOLDS`` relationships: the one place that knows their names."""

from __future__ import annotations

from typing import Any

from cypher.vocabulary import METRICS
from service.determination.document import stake_text
from service.determination.model import Holding, Node, Stake
from service.marks import AMOUNTS, SEEDS, Marks

AMOUNT_NAMES = tuple(f"{metric}_{name}" for metric in METRICS for name in AMOUNTS)
LIST_NAMES = ("rights", "weak_rights", "blocking", "claims")
NAMES = (*AMOUNT_NAMES, *LIST_NAMES, "stake")
"""Every property that a HOLDS may have: whole numbers, lists of texts, and one text."""


def node_row(
    node: Node,
    holdings: tuple[Holding, ...],
    marks: list[tuple[Marks, Node]],
    prefix: str = "",
    stands_for: str | None = None,
) -> dict[str, Any]:
    """A row of ``control/write_holdings``: what somebody stated, and standing and rest under each policy's marks.

    ``stands_for``: of a branch, the legal person to whom its claims went.
    """
    properties: dict[str, Any] = {"stands_for": stands_for}
    for mark, seen in marks:
        properties |= {mark.standing: seen.standing, mark.rest_cleared: sorted(seen.rest_cleared)}
    seeds = [mark.seeds for mark, seen in marks if seen.standing in SEEDS]
    return {
        "id": prefix + node.id,
        "kind": node.kind.capitalize(),
        "stated": sorted(node.stated),
        "properties": properties,
        "seeds": seeds,
        "no_seeds": sorted({mark.seeds for mark, _ in marks}.difference(seeds)),
        "holdings": [{"holder": prefix + holding.holder, "properties": properties_of(holding)} for holding in holdings],
    }


def properties_of(holding: Holding) -> dict[str, Any]:
    """The properties of one HOLDS: amounts by metric and rights, none of them empty; words; claims' keys."""
    amounts = {
        f"{metric}_{name}": amount
        for metric in METRICS
        if metric in holding.stakes
        for name, amount in _amounts(holding.stakes[metric]).items()
        if amount
    }
    rights = {"rights": holding.rights, "weak_rights": holding.weak_rights, "blocking": holding.blocking}
    return (
        amounts
        | {name: sorted(value) for name, value in rights.items() if value}
        | {"stake": stake_text(holding), "claims": list(holding.claims)}
    )


def _amounts(stake: Stake) -> dict[str, int]:
    values = (
        stake.low,
        stake.unknown_low,
        stake.high,
        stake.open,
        stake.blind,
        stake.declared_low,
        stake.declared_high,
    )
    return dict(zip(AMOUNTS, values, strict=True))
