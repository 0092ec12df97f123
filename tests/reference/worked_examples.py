"""The worked examples as cases: one converter from their words to the case format.

An example says who is who in words ("HQ SG, 50/50 joint venture"), who holds what, and what a regulator or a court
made of it. Shares that it does not list are held by parties known to be unrestricted, so the rest is cleared. Where
its question is "who controls whom", each asked party is in turn the only restricted one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

EXAMPLES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data/worked_examples/worked_examples.yaml").read_text("utf-8")
)["examples"]

POLICY = {
    "anthropic_gt50": ("unsupported-regions", "2026-10-01"),
    "ofac_50": ("ofac-50", "2026-10-01"),
    "bis_affiliates": ("bis-affiliates-50", "2025-10-01"),
    "eu_asset_freeze": ("eu-50", "2026-03-12"),
    "eu_asset_freeze_pre_2024_07": ("eu-50", "2024-07-02"),
    "uk_ofsi": ("uk-ofsi", "2026-10-01"),
    "cfius_parent_ge50": ("test-lists-50", "2026-10-01"),
    "cfius_control": ("test-lists-50", "2026-10-01"),
    "cfius_foreign_person": ("test-lists-50", "2026-10-01"),
    "interval_addition": ("test-lists-50", "2026-10-01"),
    "eu_merger_state_owned": ("test-lists-50", "2026-10-01"),
    "company_control_gt50": ("test-over-50", "2026-10-01"),
    "uk_psc_25": ("test-register-25", "2026-10-01"),
    "doj_dsp": ("test-concern", "2026-10-01"),
    "ear_742_6_headquarters": ("test-concern", "2026-10-01"),
}
"""The rule of an example -> the policy that says the same, and a day on which that version is in force."""

RIGHT = {
    "gp": "general_partner",
    "contractual_control": "contractual",
    "casting_vote": "casting_vote",
    "appoints_board_majority": "board_majority",
    "appoints_board_by_law": "board_majority",
    "golden_share": "golden_share",
    "golden_share_with_board_seat": "golden_share",
    "board_seats": "board_minority",
    "veto_major_investments": "veto",
    "veto_over_senior_executives": "veto",
    "right_to_terminate_significant_contracts": "other_soft",
    "warrants": "warrants",
}
METRIC = {"votes": "votes", "profits": "profits"}
PLACE_NAMES = {"Shanghai": "CN", "Hong Kong": "HK", "Macau": "MO", "Taipei": "TW"}
OUTCOME = {
    "restricted": "restricted", "covered": "restricted", "foreign": "restricted", "foreign_person": "restricted",
    "not_restricted": "not_restricted", "not_covered": "not_restricted", "not_foreign": "not_restricted",
    "not_controlled": "not_restricted", "us_person": "not_restricted", "indeterminate": "indeterminate",
}  # fmt: skip
VERDICTS = {
    "restricted": {"restricted"},
    "not_restricted": {"clear", "review", "unknown"},
    "indeterminate": {"review", "unknown"},
}
"""What a determination may say where an example says this; what a hook does is the action's to compare."""
DECISION = {"block": "deny", "allow": "allow", "review": "hold"}

NOT_EXPRESSED = {
    "CFIUS-208-3": "a veto over contracts is control in that rule; here a soft right makes a person look",
    "CFIUS-208-4": "a veto over executives is control in that rule; here a soft right makes a person look",
    "CFIUS-208-8": "the limited partners' vetoes are control in that rule; here soft rights make a person look",
    "CFIUS-224-3": "foreign is presumed of the seat and rebutted by a majority of owners, the other way round",
    "CFIUS-224-5": "foreign is presumed of the seat and rebutted by a majority of owners, the other way round",
    "CFIUS-235-2": "contingent interests count as exercised in that rule, and are never counted here",
    "CFIUS-244-1": "multiplies links that are not a parent's; the cascade does not",
    "CFIUS-244-2": "multiplies links that are not a parent's; the cascade does not",
    "CFIUS-301-3": "control that could be exercised in ten years; claims are of today",
    "DOJ-256-5": "a branch is its head there; here the branch's own seat is tested as well",
    "FCC-1.5002-EQUITY": "an amount by multiplication, no verdict",
    "FCC-1.5002-VOTES": "an amount by multiplication, no verdict",
    "ICASA-4.1": "an amount by multiplication, no verdict",
    "ICASA-4.2": "an amount by multiplication, and the printed one is wrong",
    "IRS-36.3121-1": "a cascade of two tiers at most; here there is no limit",
    "IRS-36.3121-2": "either of two holders alone, without adding what a controlled one holds",
    "VADALOG-CLOSE-LINK": "an amount: the sum over simple paths of products",
    "VADALOG-CONTROL": "own shares do not leave the denominator there (the logic program answers it)",
    "WEAKEST-LINK": "an amount: the weakest link of each chain",
}
"""Examples that no policy says: id -> why."""

HUMAN = "an example wants a person to confirm; restricted by ownership is denied, whatever the flags"
DEPARTURES: dict[tuple[str, str], tuple[str, str, str]] = {
    ("OWN-14-orphan-cycle", "A"): ("restricted", "deny", HUMAN),
    ("OWN-14-orphan-cycle", "Bx"): ("restricted", "deny", HUMAN),
    ("OWN-17-self-supporting", "Bx"): ("review", "hold", "no_outside_owner: nobody else owns it"),
    ("OWN-21-metrics-not-added", "T"): ("review", "hold", "dominant_minority: 30 % is by far the largest holding"),
    ("OWN-37-us-parent-cn-wfoe-sg", "S"): ("restricted", "deny", HUMAN),
    ("OWN-46-fund-gp", "T"): ("restricted", "deny", HUMAN),
    ("OWN-47-fund-lp", "F"): ("restricted", "deny", HUMAN),
    ("OWN-47-fund-lp", "T"): ("restricted", "deny", HUMAN),
    ("OWN-52-widely-held", "L"): ("clear", "allow", "the free float of a listed company is presumed to be dispersed"),
    ("OWN-64-stale-no-successor", "T"): ("restricted", "deny", HUMAN),
    ("OWN-65-conflict", "T"): ("restricted", "deny", HUMAN),
    ("OWN-66-sum-over-100", "T"): ("restricted", "deny", HUMAN),
    ("OWN-69-dissolved-target", "T"): ("restricted", "deny", HUMAN),
}
"""Where an answer differs from the example's on purpose: (id, party) -> verdict, decision, why."""

FACTS: dict[str, dict[str, dict[str, Any]]] = {
    "BIS-HQ-2026": {"P": {"seats": [("headquarters", "CN")]}},
    "CFIUS-208-5": {"A": {"designation": "restricted"}},
    "CFIUS-208-6": {"A": {"designation": "restricted"}},
    "CFIUS-224-2": {"G": {"kind": "state", "designation": "restricted"}},
    "CFIUS-224-4": {"A": {"designation": "restricted"}},
    "DOJ-211-1": {"N": {"kind": "person", "seats": [("residence", "IR")]}},
    "DOJ-211-2": {"N": {"kind": "person", "seats": [("nationality", "CN"), ("residence", "US")]}},
    "DOJ-256-7": {"C": {"seats": [("incorporation", "CN")]}, "Cb": {"seats": [("business_address", "US")]}},
    "REAL-BYTEDANCE": {
        "BD": {"seats": [("incorporation", "KY"), ("operational", "CN")]},
        "CIIF": {"kind": "state", "seats": [("headquarters", "CN")]},
    },
    "REAL-PDD": {
        "PDD": {"seats": [("incorporation", "KY"), ("principal_executive", "IE"), ("self_statement", "CN")]},
    },
    "OWN-34-cayman-registered": {"K": {"seats": [("registered", "KY")]}},
    "OWN-44-soe-pair": {"SASAC": {"kind": "state", "seats": [("headquarters", "CN")]}},
    "OWN-51-foundation": {"F": {"seats": [("headquarters", "NL")], "rest": "undisclosed"}},
    "OWN-52-widely-held": {"L": {"listed": True, "seats": [("headquarters", "GB")], "rest": "undisclosed"}},
    "OWN-50-trust": {"TR": {"seats": [("headquarters", "HK")]}},
    "OWN-69-dissolved-target": {"T": {"dissolved_on": "2023-01-01"}},
}
"""What an example says of a party in words that no pattern reads."""


@dataclass(frozen=True)
class Converted:
    """One case, and what is expected of its parties: id -> an outcome. ``action``: of those it speaks about."""

    case: dict[str, Any]
    expected: dict[str, str]
    action: dict[str, str]


def convert(example: dict[str, Any]) -> list[Converted]:
    """The cases of an example: one, or one for each party of which it says what that party controls."""
    verdict: dict[str, str] = example["verdict"]
    if example["rule"] in ("company_control_gt50", "uk_psc_25") or set(verdict.values()) == {"parent"}:
        return [
            Converted(_case(example, [asked]), _reached(example, asked, said), {}) for asked, said in verdict.items()
        ]
    if example["id"] == "CFIUS-208-7":
        return [
            Converted(_case(example, [asked]), {"LPA": "restricted" if asked == "GP" else "not_restricted"}, {})
            for asked in ("GP", "L1", "L2")
        ]
    expected = {id_: OUTCOME[said] for id_, said in verdict.items()}
    asked = [id_ for id_ in verdict if id_ not in example["restricted"]] or list(verdict)
    target = verdict["T" if "T" in asked else asked[0]]
    action = {id_: DECISION[example["action"]] for id_ in asked if verdict[id_] == target and "action" in example}
    return [Converted(_case(example, example["restricted"]), expected, action)]


METHODS = {
    "agg_cascade_gt50": "test-sum-over-50",
    "agg_cascade_ge50": "test-lists-50",
    "company_control_gt50": "test-over-50",
}
"""A method that was computed beside the verdicts -> the test policy that is the same."""
SETS = {
    "restricted": {"certain"},
    "indeterminate": {"possible", "open"},
    "not_restricted": {"cleared", "open"},
}


def computed(example: dict[str, Any], method: str) -> dict[str, str]:
    """What was computed of each party by that method: id -> restricted, indeterminate or not_restricted.

    Here own shares leave the denominator whatever the policy, so that result is the one to compare, where it differs.
    """
    return {
        id_: found.get("agg_cascade_gt50_net_of_own_shares", found[method])
        for id_, found in example.get("by_variant", {}).items()
        if method in found
    }


def variant(example: dict[str, Any], policy: str) -> dict[str, Any]:
    """The bare graph of an example, for methods compared on it: seeds by designation, every right and date aside."""
    case = _case(example | {"rule": "interval_addition"}, example["restricted"], presumed=False)
    parties = [
        {"id": party["id"]}
        | ({"kind": "unknown"} if party["id"].startswith("UNKNOWN") else {})
        | ({"designation": "restricted"} if party["id"] in example["restricted"] else {})
        | ({"designation": "possible"} if party["id"] in example.get("possible", []) else {})
        for party in case["parties"]
    ]
    interests = [interest for interest in case["interests"] if interest.get("metric") == "shares"]
    return case | {"policy": policy, "parties": parties, "interests": interests}


def _reached(example: dict[str, Any], asked: str, said: str) -> dict[str, str]:
    """Who is restricted where only ``asked`` is by itself: "controls 2 3", "parent", "registrable_40"."""
    subjects = {holding["owned"] for holding in example["holdings"]}
    controlled = said.removeprefix("controls").split() if said.startswith("controls") else subjects
    return {id_: "restricted" if id_ in controlled else "not_restricted" for id_ in subjects if id_ != asked}


def _case(example: dict[str, Any], seeds: list[str], *, presumed: bool = True) -> dict[str, Any]:
    """``presumed``: the free float of a listed company is nobody's holding in particular."""
    policy, as_of = POLICY[example["rule"]]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", example.get("as_of", "")):
        as_of = example["as_of"]
    parties = {id_: _party(id_, str(words), example, seeds) for id_, words in example["parties"].items()}
    interests = []
    for holding in example["holdings"]:
        if presumed and "free float" in str(example["parties"].get(holding["owner"])):
            continue
        owners = [owner.strip() for owner in holding["owner"].removesuffix("jointly").split("+")]
        for id_ in (*owners, holding["owned"]):
            parties.setdefault(id_, _party(id_, "", example, seeds))
        if holding.get("kind") == "branch":
            parties[holding["owned"]] |= {"kind": "branch", "branch_of": owners[0]}
            continue
        for owner in owners:
            together = {"group": "jointly"} if len(owners) > 1 else {}
            if any(owner in arrangement for arrangement in example.get("joint_arrangements", [])):
                together = {"concert": "arrangement"}
            interests += [interest | together for interest in _interests(owner, holding)]
    return {
        "id": example["id"],
        "policy": policy,
        "as_of": as_of,
        "rest": "cleared",
        "parties": list(parties.values()),
        "interests": interests,
    }


def _party(id_: str, words: str, example: dict[str, Any], seeds: list[str]) -> dict[str, Any]:
    """Its seat where the words name one; else restricted as the example says so, else an ordinary British company."""
    party: dict[str, Any] = {"id": id_, "name": words or id_}
    facts = FACTS.get(example["id"], {}).get(id_, {})
    named = re.search(r"HQ ([A-Z]{2})\b|\b(" + "|".join(PLACE_NAMES) + r")\b", words)
    if facts:
        party |= facts
        party["seats"] = [{"kind": kind, "jurisdiction": code} for kind, code in facts.get("seats", [])]
    elif id_.startswith("UNKNOWN"):
        party["kind"] = "unknown"
    elif re.search(r"\b(person|individual)\b", words):
        party["kind"] = "person"
    if "seats" not in party and party.get("kind", "company") == "company":
        place = "GB" if named is None else named[1] or PLACE_NAMES[named[2]]
        party["seats"] = [{"kind": "headquarters", "jurisdiction": place}]
    by_seat = facts.get("seats") or (named is not None and example["rule"] == "anthropic_gt50")
    if id_ in seeds and not by_seat:
        party["designation"] = "restricted"
    return party


def _interests(owner: str, holding: dict[str, Any]) -> list[dict[str, Any]]:
    """The figure of a holding, and the right that its kind is; a general partner's percentage is both."""
    kind, percent = holding.get("kind"), holding.get("percent")
    interest: dict[str, Any] = {"holder": owner, "subject": holding["owned"]}
    interest |= {key: str(holding[key]) for key in ("valid_from", "valid_to") if key in holding}
    found = []
    if percent is not None and kind != "warrants":
        figure = percent if isinstance(percent, dict) else {"percent": percent}
        stake = interest | {"metric": METRIC.get(str(kind), "shares")} | figure
        if kind == "nominee_for":
            stake |= {"capacity": "nominee", "on_behalf_of": holding["beneficiary"]}
        elif kind == "trustee":
            stake["capacity"] = "trustee"
        elif kind == "declared_indirect":
            stake["directness"] = "indirect"
        found.append(stake)
    if kind in RIGHT:
        found.append(interest | {"right": RIGHT[kind]} | ({"percent": percent} if kind == "warrants" else {}))
    return found
