"""Companies that hold each other: the least solution of their equations, exactly or between proven bounds. PURE.

A monotone map of worths is given by its linear *piece* at a point. A closed ring, with no holder outside, is worth
nothing: that is what the least solution says, and no equation here has to be regular.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cypher.quantity import WHOLE

EXACT = 64
"""Most companies of a ring that is solved in rationals."""
VISITS = 50_000
"""About how many stakes of a larger ring are looked at before its bounds are taken as they are."""
FINE = 10**15
"""A step smaller than this part of the whole ends an approach."""
ONE = 10**120
"""The worth of a seed. Ten tiers of shares with twelve decimals multiply exactly; what is finer rounds outward."""

Numbers = Mapping[str, int | Fraction]


@dataclass(frozen=True, slots=True)
class Piece:
    """``constant`` and ``parts`` (by holder) in trillionths; ``value``: what they make of the worths, times 10**12."""

    constant: int
    parts: Mapping[str, int]
    value: int | Fraction

    @classmethod
    def of(cls, constant: int, parts: Mapping[str, int], worth: Numbers) -> Piece:
        value: int | Fraction = constant * ONE
        for holder, part in parts.items():
            value += part * worth.get(holder, 0)
        return cls(constant, parts, value)

    def again(self, worth: Numbers) -> Piece:
        return Piece.of(self.constant, self.parts, worth)


Map = Callable[[str, Numbers], Piece]
Step = Callable[[str, Mapping[str, int]], int]


def least(
    ring: Sequence[str], piece: Map, worth: Mapping[str, int], start: Mapping[str, int], *, up: bool
) -> dict[str, Fraction] | None:
    """The least solution in rationals, or None where it is not proven to be a bound. ``start``: below it, or near.

    Of lows (largest of linear pieces) every solution found on the way is a lower bound. Of highs a solution counts
    once the map takes nothing above it.
    """
    at = {id_: Fraction(value) for id_, value in start.items()}
    chosen: dict[str, Piece] = {}
    for _ in range(4 * len(ring) + 8):
        point: dict[str, int | Fraction] = {**worth, **at}
        pieces = {id_: piece(id_, point) for id_ in ring}
        if not up:
            pieces = {
                id_: old if id_ in chosen and (old := chosen[id_].again(point)).value >= new.value else new
                for id_, new in pieces.items()
            }
        if chosen and all(at[id_] * WHOLE >= new.value for id_, new in pieces.items()):
            return at
        solved = _linear(ring, pieces, worth)
        if solved is None or (not up and max(solved.values()) > ONE):
            return None  # holders have more than all of it: beyond the cap a piece is no bound
        chosen, at = pieces, solved
    return None if up else at


def below(ring: Sequence[str], step: Step, worth: Mapping[str, int], stakes: int) -> dict[str, int]:
    """From nothing upwards: each step is a lower bound."""
    at = {**worth, **dict.fromkeys(ring, 0)}
    return _approach(ring, step, at, stakes)


def above(ring: Sequence[str], step: Step, worth: Mapping[str, int], stakes: int) -> dict[str, int]:
    """From all of it downwards, where anything comes in at all: the map takes nothing above it, so each is a bound."""
    at = {**worth, **dict.fromkeys(ring, 0)}
    waiting = list(ring)
    while waiting:
        entered = [id_ for id_ in waiting if step(id_, at)]
        at.update(dict.fromkeys(entered, ONE))
        waiting = [id_ for id_ in waiting if not at[id_]] if entered else []
    return _approach([id_ for id_ in ring if at[id_]], step, at, stakes) | {id_: 0 for id_ in ring if not at[id_]}


def _approach(ring: Sequence[str], step: Step, at: dict[str, int], stakes: int) -> dict[str, int]:
    for _ in range(max(3, VISITS // max(1, stakes))):
        moved = 0
        for id_ in ring:
            value = step(id_, at)
            moved = max(moved, abs(value - at[id_]))
            at[id_] = value
        if moved * FINE < ONE:
            break
    return {id_: at[id_] for id_ in ring}


def _linear(ring: Sequence[str], pieces: Mapping[str, Piece], worth: Mapping[str, int]) -> dict[str, Fraction] | None:
    """The least solution of one system of linear pieces, by elimination; None if they feed themselves without end."""
    inside = set(ring)
    given = {
        id_: Fraction(
            piece.constant * ONE
            + sum(part * worth.get(holder, 0) for holder, part in piece.parts.items() if holder not in inside),
            WHOLE,
        )
        for id_, piece in pieces.items()
    }
    fed = _fed(pieces, given, inside)
    rows = {
        id_: {holder: Fraction(part, WHOLE) for holder, part in pieces[id_].parts.items() if holder in fed}
        for id_ in fed
    }
    order = sorted(fed, key=lambda id_: (len(rows[id_]), id_))
    for number, id_ in enumerate(order):
        own = 1 - rows[id_].pop(id_, Fraction(0))
        if own <= 0:
            return None
        row = {holder: part / own for holder, part in rows[id_].items()}
        rows[id_], given[id_] = row, given[id_] / own
        for later in order[number + 1 :]:
            if (factor := rows[later].pop(id_, None)) is not None:
                given[later] += factor * given[id_]
                for holder, part in row.items():
                    rows[later][holder] = rows[later].get(holder, 0) + factor * part
    solved: dict[str, Fraction] = dict.fromkeys(ring, Fraction(0))
    for id_ in reversed(order):
        solved[id_] = given[id_] + sum((part * solved[holder] for holder, part in rows[id_].items()), Fraction(0))
    return solved


def _fed(pieces: Mapping[str, Piece], given: Mapping[str, Fraction], inside: set[str]) -> set[str]:
    """Those that anything reaches from outside the ring."""
    fed = {id_ for id_, amount in given.items() if amount}
    while True:
        more = {
            id_ for id_ in inside - fed if any(part and holder in fed for holder, part in pieces[id_].parts.items())
        }
        if not more:
            return fed
        fed |= more
