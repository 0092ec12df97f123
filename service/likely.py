"""How likely are two companies with like names one? An exact score from 0 to 100 with its reasons, or never. PURE.

| of | points | reason |
|---|---|---|
| the name | 60 | same name and legal form |
| | 45 | same name, one of them without its legal form; same name in two scripts |
| | 20 | same name but for the legal form |
| | -10 | a former or other name of one of them |
| the country | 25 | registered in the same country |
| | 15 | same country (of other seats) |
| | 0 | where one is registered is not known |
| the address | 15 | same address |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cypher.likeness import legal_forms, likeness, spelled_alike
from cypher.names import name_key
from cypher.schemes import contradiction
from service.identity import address_agrees
from service.policy.territories import country

LEAST = 60
"""The score from which a pair is put before a person."""
_LEGAL = frozenset({"incorporation", "registered"})


@dataclass(frozen=True, slots=True)
class Likely:
    score: int
    reasons: tuple[str, ...]


def likely(one: Mapping[str, Any], other: Mapping[str, Any]) -> Likely | None:
    """``one`` and ``other``: rows of ``identity/likely_twins``. None where they cannot be one, or nothing says so.

    Never one: two numbers of one register, two that a person has parted, two countries of incorporation (unless they
    have another seat in one country).
    """
    if contradiction(one["identifiers"], other["identifiers"]):
        return None
    if set(one["apart"]) & set(other["identifiers"]) or set(other["apart"]) & set(one["identifiers"]):
        return None
    named, placed = _named(one, other), _placed(one["seats"], other["seats"])
    if named is None or placed is None:
        return None
    found = [named, placed]
    if any(address_agrees(seat["stated"] or "", other["seats"]) for seat in one["seats"]):
        found.append(Likely(15, ("same address",)))
    return Likely(sum(one.score for one in found), tuple(reason for one in found for reason in one.reasons))


def _named(one: Mapping[str, Any], other: Mapping[str, Any]) -> Likely | None:
    pairs = [
        _alike(name, twin, former=name != one["name"] or twin != other["name"])
        for name in one["names"]
        for twin in other["names"]
        if likeness(name) and likeness(name) == likeness(twin)
    ]
    return max(pairs, key=lambda found: (found.score, found.reasons), default=None)


def _alike(name: str, twin: str, *, former: bool) -> Likely:
    forms, others = legal_forms(name), legal_forms(twin)
    if name_key(name) == name_key(twin) or (forms == others and forms and spelled_alike(name, twin)):
        score, reason = 60, "same name and legal form"
    elif forms and others and not forms & others:
        score, reason = 20, "same name but for the legal form"
    elif not spelled_alike(name, twin):
        score, reason = 45, "same name in two scripts"
    else:
        score, reason = 45, "same name, one of them without its legal form"
    return Likely(score - 10, (reason, "a former or other name of one of them")) if former else Likely(score, (reason,))


def _placed(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> Likely | None:
    legal = _countries(one, _LEGAL), _countries(other, _LEGAL)
    if legal[0] & legal[1]:
        return Likely(25, ("registered in the same country",))
    every = _countries(one), _countries(other)
    if every[0] & every[1]:
        return Likely(15, ("same country",))
    # A business address abroad does not say where a company is registered.
    return Likely(0, ("where one is registered is not known",)) if not legal[0] or not legal[1] else None


def _countries(seats: Iterable[Mapping[str, Any]], kinds: frozenset[str] = frozenset()) -> set[str]:
    return {country(seat["jurisdiction"]) for seat in seats if not kinds or seat["kind"] in kinds}
