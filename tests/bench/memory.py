"""The memory engine on one entity's closure of 20,000 stakes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from cypher.quantity import Share
from service.determination.fixpoints import holdings_of, solve
from service.determination.model import Claim, Holdings, Party, Seat, World
from service.policy.model import Policy
from workers.generate.plan import DAY

STAKES, LAYERS, HOLDERS = 20_000, 40, 2


def closure(seed: int = 1) -> World:
    """Layers of companies, each held by some of the layer above and now and then of the one below."""
    chance = random.Random(seed)
    wide = STAKES // (LAYERS * HOLDERS)
    claims: list[Claim] = []
    parties: dict[str, Party] = {}
    for layer in range(LAYERS):
        for number in range(wide):
            id_ = f"{layer}-{number}"
            place = "CN" if layer == 0 and number % 4 == 0 else "GB"
            parties[id_] = Party(id_, "company", seats=(Seat("headquarters", place),))
            for _ in range(HOLDERS):
                above = layer + 1 if chance.random() < 0.02 and layer + 1 < LAYERS else max(0, layer - 1)
                low, high = sorted(chance.choice([10, 25, 30, 40, 50]) * 10**10 for _ in range(2))
                key = f"e{len(claims)}"
                claims.append(Claim(key, f"{above}-{chance.randrange(wide)}", id_, Share(low, high)))
    return World(parties, tuple(claims))


def seconds(work: Callable[[], Any], times: int) -> float:
    """The median of so many runs."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return median(spent)


def one_pass(graph: Holdings) -> int:
    """The floor: every stake looked at once, in the same language."""
    total = 0
    for holdings in graph.into.values():
        for holding in holdings:
            for stake in holding.stakes.values():
                total += stake.low + stake.unknown_low + stake.high
    return total


def measure(policy: Policy) -> dict[str, float]:
    """Seconds to consolidate the closure, to solve C, Q and K, and for the floor."""
    found = closure()
    graph = holdings_of(found, policy, DAY)
    return {
        "stakes": len(found.claims),
        "consolidate": seconds(lambda: holdings_of(found, policy, DAY), 3),
        "solve": seconds(lambda: solve(graph, policy), 5),
        "floor": seconds(lambda: one_pass(graph), 5),
    }
