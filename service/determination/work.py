"""How much may be looked at for one answer: absurd graphs end in a refusal, never in a hang. PURE."""

from __future__ import annotations

MOST_WORK = 3_000_000
"""Holdings looked at for the sets of one graph, each several times as it may be: about 20 seconds."""
MOST_OWN = 20_000_000
"""Holdings looked at for own shares: about 20 seconds."""


class TooEntangled(ValueError):
    """A graph that would take too long: hubs in long chains, large rings, or many seeds that are each tested alone."""


class Work:
    """Counts holdings looked at. Raises TooEntangled beyond ``most``; None: there is no limit."""

    def __init__(self, most: int | None) -> None:
        self.done, self.most = 0, most

    def add(self, holdings: int) -> None:
        self.done += holdings
        if self.most is not None and self.done > self.most:
            raise TooEntangled(f"more than {self.most} holdings would have to be looked at")
