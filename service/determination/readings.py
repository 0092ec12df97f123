"""Ways to read the same holdings side by side (semantics: readings). PURE.

``cascade`` decides. ``integrated`` multiplies along the chains; ``single_controller`` is the cascade from one seed,
the largest over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cypher.quantity import percent_text
from service.determination.fixpoints import HELD, alone
from service.determination.model import NO_STAKE
from service.determination.own_shares import lows_together
from service.determination.situation import Situation

MAX_SEEDS = 200
"""Most seeds that are tried one by one; with more above an entity there is no ``single_controller``."""
UNKNOWN: dict[str, Any] = {"low": None, "high": None, "passes": None}

Members = Mapping[str, int]


def readings(at: Situation, *, full: bool) -> dict[str, dict[str, Any]]:
    """``low`` and ``high`` in exact percent, and whether they pass: yes, possible, no.

    Without ``full`` only what the flag ``readings_disagree`` needs is computed beside the cascade: the low of
    ``integrated``. What is not computed is None.
    """
    low, high = cascade(at)
    passes = {"certain": "yes", "possible": "possible"}.get(at.set, "no")
    return {
        "cascade": {"low": percent_text(low), "high": percent_text(high), "passes": passes},
        "integrated": _integrated(at, full),
        "single_controller": _single(at) if full else dict(UNKNOWN),
    }


def cascade(at: Situation) -> tuple[int, int]:
    """What certain parties hold for certain and what possible ones may hold, on the metric with most of it."""
    high = max((at.may_hold(metric) for metric in at.tested), default=0)
    return _amounts(at, at.sets.certain, at.sets.possible, high)


def _amounts(at: Situation, certain: Members, possible: Members, high: int) -> tuple[int, int]:
    inside = [holding for holding in at.into if holding.holder in certain]
    low = max((lows_together(inside, metric) for metric in at.policy.metrics), default=0)
    declared = [holding.stakes.get(metric, NO_STAKE).declared_low for holding in inside for metric in at.policy.metrics]
    declared_high = [
        holding.stakes.get(metric, NO_STAKE).declared_high
        for holding in at.into
        if holding.holder in possible
        for metric in at.policy.metrics
    ]
    return max([low, *declared]), max([low, high, *declared_high])


def integrated_low(at: Situation) -> int:
    """What the seeds together effectively have at least, in trillionths: a lower bound wherever a large ring stops."""
    return at.solved.integrated_lows.of(at.subject) if at.node.kind in HELD else 0


def _integrated(at: Situation, full: bool) -> dict[str, Any]:
    low, least = integrated_low(at), at.policy.least
    if not full:
        return {"low": percent_text(low), "high": None, "passes": "yes" if low >= least else None}
    high = max(low, at.solved.integrated_highs.of(at.subject)) if at.node.kind in HELD else 0
    passes = "yes" if low >= least else "possible" if high >= least else "no"
    return {"low": percent_text(low), "high": percent_text(high), "passes": passes}


def _single(at: Situation) -> dict[str, Any]:
    seeds = _seeds(at)
    if len(seeds) > MAX_SEEDS:
        return dict(UNKNOWN)
    low, high, passes = 0, 0, "no"
    if at.own_standing == "restricted":
        passes = "yes"
    elif at.own_standing == "possible":
        passes = "possible"
    for seed in seeds:
        if seed not in at.solved.alone:
            at.solved.alone[seed] = alone(at.graph, at.policy, seed)
        certain, possible = at.solved.alone[seed]
        may = max((at.may_hold_of(possible, metric) for metric in at.tested), default=0)
        amounts = _amounts(at, certain, possible, may)
        low, high = max(low, amounts[0]), max(high, amounts[1])
        if at.subject in certain:
            passes = "yes"
        elif at.subject in possible and passes == "no":
            passes = "possible"
    return {"low": percent_text(low), "high": percent_text(high), "passes": passes}


def _seeds(at: Situation) -> Sequence[str]:
    """Those at and above the subject."""
    return [id_ for id_ in at.above if at.graph.nodes[id_].standing in ("restricted", "possible")]
