"""Random cases for the property tests: everything the case format can say, in small worlds where it matters.

A case is the decoded JSON document, so that a failure prints something that ``controlpath evaluate`` takes. Interests
may also have "grade", "rank" and "published", which sources give claims and the format does not carry: ``world_of``
puts them where the engine looks for them.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from cypher.vocabulary import CONTINGENT_RIGHTS, HARD_RIGHTS, SOFT_RIGHTS
from service.determination.case import Case, decode, read
from service.determination.model import World
from service.policy.file import SHIPPED, parse
from service.policy.model import Policy

TODAY = date(2026, 1, 1)
POLICIES: dict[str, tuple[Policy, dict[str, Any]]] = {
    path.stem: (parse(path.read_text("utf-8"), path.name), tomllib.loads(path.read_text("utf-8")))
    for folder in (SHIPPED, Path(__file__).parents[1] / "data" / "policies")
    for path in sorted(folder.glob("*.toml"))
}
"""File name without its ending -> the policy as the engine reads it, and its file as it is."""

SEATS = [
    "headquarters", "headquarters", "headquarters", "principal_executive", "operational", "incorporation",
    "incorporation", "registered", "mailing", "analyst", "self_statement",
]  # fmt: skip
PLACES = ["US", "US", "GB", "SG", "CN", "CN", "HK", "MO", "RU", "KY", "VG", "PR", "RE", "UA-43", "TW", "XK"]
FIGURES = ["0", "5", "10", "25", "30", "33.333333333333", "49", "50", "50.0000000001", "51", "60", "75", "100"]


def mostly(usual: Any, *others: Any, times: int = 6) -> st.SearchStrategy[Any]:
    """The usual thing ``times`` as often as any of the others."""
    return st.sampled_from([usual] * times + list(others))


FIGURE = st.sampled_from(FIGURES)
BAND = st.builds(
    lambda ends, open_low, open_high: (
        {"min": min(ends, key=float), "max": max(ends, key=float)}
        | ({"min_exclusive": True} if open_low and ends[0] != ends[1] else {})
        | ({"max_exclusive": True} if open_high and abs(float(ends[0]) - float(ends[1])) > 0.1 else {})
    ),
    st.tuples(FIGURE, FIGURE),
    st.booleans(),
    st.booleans(),
)
AMOUNT = st.one_of(*[st.builds(lambda figure: {"percent": figure}, FIGURE)] * 6, BAND, BAND, BAND, st.just({}))
"""Exact, a band with open or closed ends, or undisclosed."""
LIFE = mostly(
    {},
    {"valid_from": "2020-01-01"},
    {"valid_from": "2024-06-01"},
    {"valid_to": "2025-01-01"},
    {"valid_from": "2020-01-01", "valid_to": "2024-01-01"},
    {"valid_from": "2027-01-01"},
    {"recorded_from": "2025-03-01T00:00:00+00:00"},
    {"recorded_from": "2023-03-01", "recorded_to": "2025-02-01"},
    times=16,
)
"""Mostly in force and on record; sometimes ended, not begun, off the record."""


def seats_of(*kinds: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    seat = st.builds(
        lambda kind, place, life: {"kind": kind, "jurisdiction": place} | life,
        st.sampled_from(kinds),
        st.sampled_from(PLACES),
        LIFE,
    )
    return st.one_of(*[st.tuples(seat).map(list)] * 4, st.lists(seat, max_size=3))


PERSON_SEATS, COMPANY_SEATS = seats_of("nationality", "residence", "residence"), seats_of(*SEATS)
KIND = mostly("company", "company", "person", "person", "state", "unknown", "branch", times=9)
ODDITIES = mostly(
    {},
    {"designation": "restricted"},
    {"designation": "restricted"},
    {"designation": "restricted"},
    {"designation": "possible"},
    {"designation": "cleared"},
    {"designation": "cleared"},
    {"listed": True},
    {"listed": True},
    {"rest": "cleared"},
    {"rest": "undisclosed"},
    {"dissolved_on": "2020-01-01"},
    {"dissolved_on": "2027-01-01"},
    {"grade": "B"},
    {"grade": "C"},
    times=15,
)


@st.composite
def parties(draw: st.DrawFn, number: int, branches: bool) -> dict[str, Any]:
    kind = draw(KIND) if number else "company"
    if kind == "branch" and not branches:
        kind = "company"
    party: dict[str, Any] = {"id": f"P{number}"}
    if kind == "branch":
        party |= {"kind": "branch", "branch_of": f"P{draw(st.integers(0, number - 1))}"}
    elif kind != "company":
        party["kind"] = kind
    seats = draw(PERSON_SEATS if kind == "person" else COMPANY_SEATS)
    return party | ({"seats": seats} if seats else {}) | draw(ODDITIES)


RIGHT = mostly(None, *HARD_RIGHTS, *HARD_RIGHTS, *SOFT_RIGHTS, *CONTINGENT_RIGHTS, times=60)
METRIC = mostly("shares", "votes", "votes", "profits")
DIRECTNESS = mostly(
    {}, {"directness": "unknown"}, {"directness": "unknown"}, {"directness": "indirect"}, {"directness": "total"},
    times=10,
)  # fmt: skip
PECULIARITIES = mostly(
    {},
    {"capacity": "nominee"},
    {"capacity": "trustee"},
    {"capacity": "depositary"},
    {"on_behalf_of": "P0"},
    {"on_behalf_of": "P1"},
    {"capacity": "nominee", "on_behalf_of": "P0"},
    {"grade": "B"},
    {"grade": "C"},
    {"grade": "C"},
    {"rank": 2},
    {"published": "2024-02-01"},
    {"published": "2025-05-01"},
    {"group": "g"},
    {"group": "g"},
    {"group": "h"},
    {"concert": "c"},
    {"concert": "c"},
    {"concert": "d"},
    times=24,
)


@st.composite
def interests(draw: st.DrawFn, number: int, holder: int, subject: int) -> dict[str, Any]:
    interest: dict[str, Any] = {"id": f"e{number}", "holder": f"P{holder}", "subject": f"P{subject}"}
    if right := draw(RIGHT):
        interest["right"] = right
    else:
        interest |= {"metric": draw(METRIC)} | draw(AMOUNT) | draw(DIRECTNESS)
    peculiar = draw(PECULIARITIES)
    if peculiar.get("on_behalf_of", "P0") >= interest["subject"]:
        peculiar = {}
    return interest | peculiar | draw(LIFE)


CIRCUMSTANCES = mostly(
    {},
    {"rest": "cleared"},
    {"rest": "cleared"},
    {"as_of": "2024-09-01"},
    {"known_at": "2025-06-01T00:00:00+00:00"},
    {"known_at": "2024-01-01"},
    times=8,
)


@st.composite
def cases(draw: st.DrawFn, *, rings: bool = True, largest: int = 8) -> dict[str, Any]:
    """A case. Without ``rings`` whoever holds comes before what it holds, so that no shares are anybody's own."""
    size = draw(st.integers(2, largest))
    case: dict[str, Any] = {"parties": [draw(parties(number, rings)) for number in range(size)], "interests": []}
    for number in range(draw(st.integers(1, 3 * size))):
        subject = draw(st.integers(0 if rings else 1, size - 1))
        holder = draw(st.integers(0, size - 1 if rings else subject - 1))
        case["interests"].append(draw(interests(number, holder, subject)))
    return case | draw(CIRCUMSTANCES)


policies = st.sampled_from(sorted(POLICIES))


def side_by_side(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """One case of several that do not touch each other: the ids of number 3 begin with "3/". Days are dropped."""
    parties, interests = [], []
    for number, case in enumerate(cases):

        def own(item: dict[str, Any], names: tuple[str, ...], prefix: str = f"{number}/") -> dict[str, Any]:
            return item | {name: prefix + item[name] for name in names if name in item}

        declared = {party["id"] for party in case["parties"]}
        others = {item[end]: {} for item in case["interests"] for end in ("holder", "subject")}.keys() - declared
        rest = {"rest": case.get("rest", "undisclosed")}
        for party in (*case["parties"], *({"id": id_} for id_ in sorted(others))):
            parties.append(rest | own(party, ("id", "branch_of")))
        for order, interest in enumerate(case["interests"]):
            named = {"id": f"e{order}"} | interest
            interests.append(own(named, ("id", "holder", "subject", "on_behalf_of")))
    return {"parties": parties, "interests": interests}


def parsed(case: dict[str, Any]) -> Case:
    """The case as the engine reads it, with the claims' grades, ranks and dates of publication."""
    plain = [{k: v for k, v in i.items() if k not in ("grade", "rank", "published")} for i in case["interests"]]
    result = read(decode(json.dumps(case | {"interests": plain}).encode()))
    given = {interest["id"]: interest for interest in case["interests"]}
    claims = []
    for claim in result.world.claims:
        extra = given[claim.key]
        published = date.fromisoformat(extra["published"]) if extra.get("published") else None
        origin = replace(claim.origin, grade=extra.get("grade", "A"), rank=extra.get("rank", 1), published=published)
        claims.append(replace(claim, origin=origin))
    return replace(result, world=World(result.world.parties, tuple(claims)))
