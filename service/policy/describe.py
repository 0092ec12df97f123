"""A policy in words, as plain JSON, and what differs between two of them. PURE."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any

from cypher.quantity import float_free
from service.policy.model import FLAG_EFFECTS, Policy
from service.policy.territories import SOVEREIGN

RIGHTS = {
    "board_majority": "the right to most of its board",
    "consolidation": "consolidation in its accounts",
    "general_partner": "being its general partner",
    "contractual": "control by contract",
    "casting_vote": "the casting vote",
}
KINDS = {"company": "companies", "state": "states", "person": "natural persons"}


def in_words(policy: Policy) -> str:
    """The rule in a few sentences of English."""
    together = "together" if policy.aggregation == "aggregate" else "each by itself"
    passes = "more than" if policy.comparator == ">" else "at least"
    metrics = _listed([f"the {metric}" for metric in policy.metrics], "or")
    text = (
        f"Restricted are {_seeds(policy)}, and every company of which they, {together}, directly or through companies "
    )
    text += f"restricted in turn, hold {passes} {float_free(policy.threshold)} % of {metrics}"
    if policy.hard_control:
        text += f", or which one of them controls: by {_listed([RIGHTS[right] for right in policy.hard_control], 'or')}"
    told = [text]
    if policy.soft_control:
        told.append("A veto, a golden share or other influence makes a company possible: a person must look")
    if policy.seats and policy.resident_persons == "possible" and "person" not in policy.seed_kinds:
        told.append("Natural persons resident in a restricted place count as possible")
    return ". ".join(told) + "."


def _seeds(policy: Policy) -> str:
    found = []
    if policy.seats:
        kinds = _listed([KINDS[kind] for kind in policy.seed_kinds], "and")
        found.append(f"{kinds} that sit in a restricted place")
    if policy.lists:
        found.append(f"parties on {_listed(list(policy.lists), 'and')}")
    return " and ".join(found)


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def as_json(policy: Policy, today: date, loaded: Collection[str] = ()) -> dict[str, Any]:
    """Every key of a policy as plain JSON, with what follows from it; the threshold as an exact decimal of percent.

    ``loaded``: the restricted-party lists that are there.
    """
    missing = policy.missing_lists(loaded)
    found: dict[str, Any] = {key: _plain(value) for key, value in asdict(policy).items()}
    return found | {
        "rule": in_words(policy),
        "in_force": policy.in_force(today),
        "draft": bool(missing),
        "missing_lists": missing,
        "restricted_places": sorted(restricted_places(policy)) if policy.seats else [],
        "effects": {flag: policy.effect(flag) for flag in sorted(FLAG_EFFECTS)},
    }


def restricted_places(policy: Policy, also: Iterable[str] = ()) -> frozenset[str]:
    """The codes that are restricted: of every assigned ISO 3166-1 code, the subdivisions named, and ``also``."""
    named = policy.excepted | (policy.restricted or frozenset()) | set(also)
    return frozenset(code for code in SOVEREIGN.keys() | named if policy.place(code) == "restricted")


def differences(one: Policy, other: Policy) -> list[dict[str, Any]]:
    """What the other rule decides otherwise: ``{"what", "added", "removed"}`` of sets, else ``{"what", "from", "to"}``.

    Effects count, not how a file is written: places are compared one by one, flags and decisions with their defaults.
    Not compared: id, version, title and citations.
    """
    before, after = _effects(one, other), _effects(other, one)
    found: list[dict[str, Any]] = []
    for what, value in before.items():
        now = after[what]
        if value == now:
            continue
        if isinstance(value, frozenset):
            found.append({"what": what, "added": sorted(now - value), "removed": sorted(value - now)})
        elif isinstance(value, dict):
            found += [
                {"what": f"{what}.{key}", "from": value.get(key), "to": now.get(key)}
                for key in sorted(value.keys() | now.keys())
                if value.get(key) != now.get(key)
            ]
        else:
            found.append({"what": what, "from": _plain(value), "to": _plain(now)})
    return found


def _effects(policy: Policy, other: Policy) -> dict[str, Any]:
    named = other.excepted | (other.restricted or frozenset())
    decisions = policy.decisions
    return {
        "valid_from": policy.valid_from,
        "valid_to": policy.valid_to,
        "status_unverified": policy.status_unverified,
        "threshold": policy.threshold,
        "comparator": policy.comparator,
        "aggregation": policy.aggregation,
        "metrics": frozenset(policy.metrics),
        "hard_control": frozenset(policy.hard_control),
        "soft_control": policy.soft_control,
        "seats": policy.seats,
        "restricted places": restricted_places(policy, named) if policy.seats else frozenset(),
        "registration": policy.registration,
        "registration_possible": policy.registration_possible,
        "resident_persons": policy.resident_persons,
        "offshore": policy.offshore,
        "seed_kinds": frozenset(policy.seed_kinds),
        "lists": frozenset(policy.lists),
        "presumptions": frozenset(policy.presumptions),
        "flags": {flag: policy.effect(flag) for flag in FLAG_EFFECTS},
        "decisions": {name: getattr(decisions, name) for name in ("restricted", "review", "clear", "unknown")},
        "decisions.control": {right: decisions.control[right] for right in policy.hard_control},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return float_free(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value
