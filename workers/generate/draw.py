"""Numbers by chance that depend on a seed and a name alone: what is drawn for one thing needs nothing else drawn.

So a world needs no memory: whoever holds a company can be asked again, in any order, and is told the same.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Draw:
    """The chances of one thing, in their order: the same seed and names give the same ones."""

    def __init__(self, seed: int, what: str, number: int) -> None:
        self._name = f"{seed}:{what}:{number}".encode()
        self._more = 0
        self._bits = int.from_bytes(blake2b(self._name, digest_size=64).digest(), "little")
        self._left = 16

    def next(self) -> int:
        """A number of 32 bits."""
        if not self._left:
            self._more += 1
            again = blake2b(self._name, digest_size=64, salt=self._more.to_bytes(4, "little"))
            self._bits, self._left = int.from_bytes(again.digest(), "little"), 16
        self._left -= 1
        found = self._bits & 0xFFFFFFFF
        self._bits >>= 32
        return found

    def part(self) -> float:
        """At least 0, less than 1. Never an amount of anything: only chances are floats."""
        return self.next() / 4_294_967_296

    def below(self, bound: int) -> int:
        return self.next() % bound

    def happens(self, probability: float) -> bool:
        return self.part() < probability

    def one_of(self, values: Sequence[T]) -> T:
        return values[self.next() % len(values)]

    def low(self, bound: int, steepness: int) -> int:
        """Less than ``bound``, and low numbers by a power law: few things are drawn very often."""
        return int(bound * self.part() ** steepness)

    def token(self, length: int = 27) -> str:
        """Letters and digits, as the register names its entries."""
        signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        number, found = 0, []
        for place in range(length):
            if place % 5 == 0:
                number = self.next()
            found.append(signs[number & 63])
            number >>= 6
        return "".join(found)


class Weighted(Generic[T]):
    """Values with weights, drawn by one chance."""

    def __init__(self, *choices: tuple[T, float]) -> None:
        self._values = [value for value, _ in choices]
        self._ends = list(accumulate(weight for _, weight in choices))

    def draw(self, chance: Draw) -> T:
        return self._values[bisect(self._ends, chance.part() * self._ends[-1])]
