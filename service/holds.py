"""Effective holdings as the properties of ``HOLDS`` relationships: the one place that knows their names."""

from __future__ import annotations

from typing import Any

from cypher.vocabulary import METRICS
from service.determination.document import stake_text
from service.determination.model import Holding, Node, Stake
from service.marks import AMOUNTS, Marks


def node_row(
    node: Node, holdings: tuple[Holding, ...], marks: list[tuple[Marks, Node]], prefix: str = ""
) -> dict[str, Any]:
    """A row of ``control/write_holdings``: what somebody stated, and standing and rest under each policy's marks."""
    properties: dict[str, Any] = {}
    for mark, seen in marks:
        properties |= {mark.standing: seen.standing, mark.rest_cleared: sorted(seen.rest_cleared)}
    return {
        "id": prefix + node.id,
        "kind": node.kind.capitalize(),
        "stated": sorted(node.stated),
        "properties": properties,
        "holdings": [{"holder": prefix + holding.holder, "properties": properties_of(holding)} for holding in holdings],
    }


def properties_of(holding: Holding) -> dict[str, Any]:
    """The properties of one HOLDS: amounts by metric (zeros left out), rights, a line for people, the claims' keys."""
    amounts = {
        f"{metric}_{name}": amount
        for metric in METRICS
        if metric in holding.stakes
        for name, amount in _amounts(holding.stakes[metric]).items()
        if amount
    }
    return amounts | {
        "rights": sorted(holding.rights),
        "weak_rights": sorted(holding.weak_rights),
        "blocking": sorted(holding.blocking),
        "stake": stake_text(holding),
        "claims": list(holding.claims),
    }


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
