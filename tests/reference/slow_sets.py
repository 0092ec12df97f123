"""Certain, possible and cleared, once more: slowly, from the definitions, with nothing of the engine.

It reads a case (the documented JSON shape, decoded) and a policy (its TOML file, decoded) and answers, for every
party, whether it is certain, possible, cleared or open. It is written to be compared with the definitions line by
line, not to be fast: every set starts with those that are in it by themselves and is gone through again and again
until nobody joins. Shares are integers in trillionths.

Beyond the documented shape an interest may have "grade", "rank" and "published" (a day), which sources give claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from slow_amounts import METRICS, WHOLE, Amounts, Held, added, figure, freshest, instant, of_a_smaller_whole, together

HARD = {"board_majority", "consolidation", "general_partner", "contractual", "casting_vote"}
SOFT = {"board_minority", "veto", "golden_share", "significant_influence", "fund_manager", "other_soft"}
HEADQUARTERS = {"headquarters", "principal_executive", "business_address", "operational", "self_statement"}
REGISTRATION = {"incorporation", "registered"}
COUNTS_AS = {code: code for code in ("CN", "HK", "MO", "RU", "GB", "US", "SG", "TW", "UA")} | {
    "KY": "GB", "VG": "GB", "PR": "US", "RE": "FR",
}  # fmt: skip
"""The places that random cases use, and the states they count as; XK and ZZ are no assigned codes."""

Case = dict[str, Any]
Policy = dict[str, Any]


def memberships(case: Case, policy: Policy, today: date) -> dict[str, str]:
    """Party id -> "certain", "possible", "cleared" or "open"."""
    return Reference(case, policy, today).memberships()


class Reference:
    def __init__(self, case: Case, policy: Policy, today: date) -> None:
        self.policy = policy
        self.as_of = date.fromisoformat(case["as_of"]) if case.get("as_of") else today
        self.known_at = instant(case["known_at"]) if case.get("known_at") else None
        self.interests: list[dict[str, Any]] = case.get("interests", [])
        self.parties: dict[str, dict[str, Any]] = {party["id"]: party for party in case.get("parties", [])}
        self.case_rest = case.get("rest") or "undisclosed"
        for interest in self.interests:
            for id_ in (interest["holder"], interest["subject"], interest.get("on_behalf_of")):
                if id_:
                    self.parties.setdefault(id_, {"id": id_})
        exact = Fraction(policy["threshold"]) * WHOLE / 100
        self.least = floor(exact) + 1 if policy["comparator"] == ">" else ceil(exact)
        self.counted_rights = set(policy["hard_control"])
        self.possible_rights = self.counted_rights | (SOFT if policy["soft_control"] else set())
        self.stated: dict[str, set[str]] = {}
        self.only_ended: dict[str, set[str]] = {}
        self.joint: dict[str, set[str]] = {}
        self.into: dict[str, list[Held]] = self.without_own_shares(self.consolidated())

    # ---- parties and seats

    def head(self, id_: str) -> str:
        while above := self.parties[id_].get("branch_of"):
            id_ = above
        return id_

    def kind(self, id_: str) -> str:
        return "joint" if id_ in self.joint else self.parties[id_].get("kind") or "company"

    def holds_now(self, item: dict[str, Any]) -> bool:
        return self.on_record(item) and self.begun(item) and not self.ended(item)

    def on_record(self, item: dict[str, Any]) -> bool:
        since, until = (instant(item[name]) if item.get(name) else None for name in ("recorded_from", "recorded_to"))
        if self.known_at is None:
            return until is None
        return (since is None or since <= self.known_at) and (until is None or self.known_at < until)

    def been_on_record(self, item: dict[str, Any]) -> bool:
        """A source that closes a record of what has ended does not take back that it was."""
        return not (self.known_at and item.get("recorded_from")) or instant(item["recorded_from"]) <= self.known_at

    def begun(self, item: dict[str, Any]) -> bool:
        return not item.get("valid_from") or date.fromisoformat(item["valid_from"]) <= self.as_of

    def ended(self, item: dict[str, Any]) -> bool:
        return bool(item.get("valid_to")) and date.fromisoformat(item["valid_to"]) <= self.as_of

    def place(self, code: str) -> str:
        """ "restricted", "supported" or "unknown"."""
        named = self.policy["jurisdictions"]
        country = code.split("-")[0]
        state = COUNTS_AS.get(country)
        if state is None:
            return "unknown"
        if "restricted" in named:
            return "restricted" if {code, country, state} & set(named["restricted"]) else "supported"
        if {code, country} & set(named.get("except", [])):
            return "restricted"
        return "supported" if state in named["supported"] else "restricted"

    def standing(self, id_: str) -> str:
        """What the policy says of a party by itself: restricted, possible, cleared, supported or unknown."""
        party = self.parties[id_]
        if party.get("designation"):
            return str(party["designation"])
        if not self.policy["seats"] or self.kind(id_) == "unknown":
            return "unknown"
        seats = [seat for seat in party.get("seats", []) if self.holds_now(seat)]
        seed_kinds = self.policy.get("seed_kinds", ["company", "state"])
        if self.kind(id_) == "person":
            places = [seat["jurisdiction"] for seat in seats if seat["kind"] == "residence"]
            resident = self.evidence(places, party.get("grade") == "C")
            if resident not in ("restricted", "possible"):
                return "unknown"
            if "person" in seed_kinds:
                return resident
            return "possible" if self.policy.get("resident_persons") == "possible" else "unknown"
        status = self.seat_status(party, seats)
        kind = "company" if self.kind(id_) == "branch" else self.kind(id_)
        return "unknown" if status in ("restricted", "possible") and kind not in seed_kinds else status

    def seat_status(self, party: dict[str, Any], seats: list[dict[str, Any]]) -> str:
        crowd = party.get("grade") == "C"
        analyst = [seat["jurisdiction"] for seat in seats if seat["kind"] == "analyst"]
        if analyst:
            return self.evidence(analyst, crowd)
        tells = [seat for seat in seats if seat["jurisdiction"].split("-")[0] not in self.policy.get("offshore", [])]
        if headquarters := [seat["jurisdiction"] for seat in tells if seat["kind"] in HEADQUARTERS]:
            return self.evidence(headquarters, crowd)
        registered = [seat["jurisdiction"] for seat in tells if seat["kind"] in REGISTRATION]
        status = self.evidence(registered, crowd)
        if status not in ("restricted", "possible"):
            return status
        if self.policy.get("registration", "decides") == "ignored":
            return "unknown"
        restricted = {code.split("-")[0] for code in registered if self.place(code) == "restricted"}
        mild = restricted <= set(self.policy.get("registration_possible", []))
        return "possible" if mild or self.policy.get("registration") == "possible" else status

    def evidence(self, codes: list[str], crowd: bool) -> str:
        """All restricted: restricted; some: possible; none, and every code known: supported. Crowd data: possible."""
        places = [self.place(code) for code in codes]
        if "restricted" in places:
            return "restricted" if set(places) == {"restricted"} and not crowd else "possible"
        return "supported" if places and set(places) == {"supported"} and not crowd else "unknown"

    def rest_cleared(self, id_: str, metric: str) -> bool:
        if id_ in self.joint or metric in self.only_ended.get(id_, set()):
            return False
        party = self.parties[id_]
        listed = bool(party.get("listed")) and "listed" in self.policy.get("presumptions", [])
        return (party.get("rest") or self.case_rest) == "cleared" or listed

    # ---- interests

    def consolidated(self) -> dict[str, list[Held]]:
        """Subject -> what each holder has of it, groups and concerts as joint holders."""
        live = []
        ended: dict[str, set[str]] = {}
        for interest in self.interests:
            subject, metric = self.head(interest["subject"]), interest.get("metric")
            if metric and self.been_on_record(interest) and self.ended(interest):
                ended.setdefault(subject, set()).add(metric)
            if self.holds_now(interest):
                live.append(interest)
                if metric:
                    self.stated.setdefault(subject, set()).add(metric)
        self.only_ended = {subject: metrics - self.stated.get(subject, set()) for subject, metrics in ended.items()}
        for subject, metrics in ended.items():
            self.stated.setdefault(subject, set()).update(metrics)

        into: dict[str, list[Held]] = {}
        for subject in {self.head(interest["subject"]) for interest in live}:
            here = [interest for interest in live if self.head(interest["subject"]) == subject]
            named: dict[str, list[dict[str, Any]]] = {}
            for interest in here:
                named.setdefault(self.joint_holder(interest, here) or self.beneficiary(interest), []).append(interest)
            into[subject] = [self.held(holder, interests) for holder, interests in named.items()]
            for name, members in self.circles(here).items():
                if len(members) > 1:
                    self.joint[f"concert:{subject}:{name}"] = members
                    blocks = [held for held in into[subject] if held.holder in members]
                    rest = [held for held in into[subject] if held.holder not in members]
                    into[subject] = [*rest, added(f"concert:{subject}:{name}", blocks)]
        return into

    def circles(self, here: list[dict[str, Any]]) -> dict[str, set[str]]:
        """Who acts together, by the first name; concerts that share somebody are one."""
        concerts: dict[str, set[str]] = {}
        for interest in here:
            if interest.get("concert") and not interest.get("group"):
                concerts.setdefault(interest["concert"], set()).add(self.beneficiary(interest))
        names = sorted(concerts)
        again = True
        while again:
            again = False
            for one in names:
                for other in names:
                    if one < other and one in concerts and other in concerts and concerts[one] & concerts[other]:
                        concerts[one] |= concerts.pop(other)
                        again = True
        return concerts

    def beneficiary(self, interest: dict[str, Any]) -> str:
        return self.head(interest.get("on_behalf_of") or interest["holder"])

    def joint_holder(self, interest: dict[str, Any], here: list[dict[str, Any]]) -> str | None:
        """The joint holder of a block that is listed under several names."""
        name = interest.get("group")
        members = {self.beneficiary(other) for other in here if name and other.get("group") == name}
        if len(members) < 2:
            return None
        joint = f"group:{self.head(interest['subject'])}:{name}"
        self.joint[joint] = members
        return joint

    def credit(self, interest: dict[str, Any]) -> str:
        """Whose it is: the holder's "own", "others'", or "nobody's" (nobody known)."""
        holder = self.parties[self.beneficiary(interest)]
        gone = holder.get("dissolved_on") and date.fromisoformat(holder["dissolved_on"]) <= self.as_of
        if self.kind(holder["id"]) == "unknown" or gone:
            return "nobody's"
        if interest.get("on_behalf_of"):
            return "own"
        return {"nominee": "others'", "trustee": "others'", "depositary": "nobody's"}.get(
            interest.get("capacity") or "own", "own"
        )

    def held(self, holder: str, interests: list[dict[str, Any]]) -> Held:
        held = Held(holder)
        for metric in METRICS:
            here = [interest for interest in interests if interest.get("metric") == metric]
            if here:
                held.amounts[metric] = self.amounts(here)
        for interest in interests:
            right, credit = interest.get("right"), self.credit(interest)
            if right in HARD and credit == "own" and interest.get("grade") != "C":
                held.hard.add(right)
            elif right in HARD | SOFT and credit != "nobody's":
                held.weak.add(right)
            if right in HARD and credit != "own":
                held.for_nobody_known.add(right)
        return held

    def amounts(self, interests: list[dict[str, Any]]) -> Amounts:
        """One holder, one metric. Statements of the same sort describe one holding: the hull of the freshest."""
        total = Amounts()
        for credit in ("own", "others'", "nobody's"):
            for declared in (False, True):
                same = [
                    interest
                    for interest in interests
                    if self.credit(interest) == credit
                    and (interest.get("directness") in ("indirect", "total")) == declared
                ]
                if not same:
                    continue
                best = freshest([i for i in same if i.get("rank", 1) == min(i.get("rank", 1) for i in same)])
                low, high = min(figure(i)[0] for i in best), max(figure(i)[1] for i in best)
                if credit != "own" or any(interest.get("grade") == "C" for interest in best):
                    low = 0
                    total.not_its_own += high if credit != "nobody's" and not declared else 0
                if credit == "nobody's":
                    total.nobodys = max(total.nobodys, high) if declared else total.nobodys + high
                elif declared:
                    total.declared_low = max(total.declared_low, low)
                    total.declared_high = max(total.declared_high, high)
                else:
                    total.high += high
                    if any(interest.get("directness") == "unknown" for interest in best):
                        total.once += low
                    else:
                        total.low += low
        return Amounts(**{name: min(WHOLE, amount) for name, amount in vars(total).items()})

    def without_own_shares(self, into: dict[str, list[Held]]) -> dict[str, list[Held]]:
        """What a company holds in itself, or through what it controls, leaves the denominator."""
        result = {}
        for company, holders in into.items():
            inside = self.controlled_by(company, into)
            own = {metric: together([h for h in holders if h.holder in inside], metric) for metric in METRICS}
            result[company] = []
            for held in holders:
                amounts = dict(held.amounts)
                for metric in amounts:
                    if 0 < own[metric] < WHOLE:
                        amounts[metric] = (
                            Amounts() if held.holder in inside else of_a_smaller_whole(amounts[metric], own[metric])
                        )
                result[company].append(Held(held.holder, amounts, held.hard, held.weak, held.for_nobody_known))
        return result

    def controlled_by(self, company: str, into: dict[str, list[Held]]) -> set[str]:
        def joins(subject: str, members: set[str]) -> bool:
            inside = [held for held in into[subject] if held.holder in members]
            return any(held.hard for held in inside) or any(
                together(inside, metric) > WHOLE // 2 for metric in ("shares", "votes")
            )

        return least_set({company}, into, joins)

    # ---- the three sets

    def companies(self) -> list[str]:
        return [id_ for id_ in self.parties if self.kind(id_) == "company"]

    def inside(self, subject: str, members: set[str]) -> list[Held]:
        return [held for held in self.into.get(subject, []) if held.holder in members]

    def outside(self, subject: str, members: set[str]) -> list[Held]:
        return [held for held in self.into.get(subject, []) if held.holder not in members]

    def certain_from(self, seeds: set[str]) -> set[str]:
        def joins(company: str, members: set[str]) -> bool:
            if company in self.joint:
                return bool(self.joint[company] & members)
            inside = self.inside(company, members)
            return any(held.hard & self.counted_rights for held in inside) or any(
                together(inside, metric) >= self.least
                or any(held.of(metric).declared_low >= self.least for held in inside)
                for metric in self.policy["metrics"]
            )

        return least_set(seeds, [*self.companies(), *self.joint], joins)

    def possible_from(self, seeds: set[str]) -> set[str]:
        def joins(company: str, members: set[str]) -> bool:
            if company in self.joint:
                return bool(self.joint[company] & members)
            inside = self.inside(company, members)
            return any((held.hard | held.weak) & self.possible_rights for held in inside) or any(
                any(held.of(metric).declared_high >= self.least for held in inside)
                or (
                    any(held.of(metric).high for held in inside)
                    and self.at_most(company, metric, members) >= self.least
                )
                for metric in self.policy["metrics"]
            )

        return least_set(seeds, [*self.companies(), *self.joint], joins)

    def at_most(self, company: str, metric: str, members: set[str]) -> int:
        """What the members may hold: all that others do not hold for certain."""
        left = WHOLE - together(self.outside(company, members), metric)
        if not self.rest_cleared(company, metric):
            return left
        highs = sum(held.of(metric).high for held in self.inside(company, members))
        return min(left, highs + sum(held.of(metric).nobodys for held in self.into.get(company, [])))

    def not_cleared(self, company: str, metric: str, cleared: set[str]) -> int:
        """What holders outside the cleared set may hold."""
        left = WHOLE - together(self.inside(company, cleared), metric)
        if not self.rest_cleared(company, metric):
            return left
        outside = self.outside(company, cleared)
        highs = sum(held.of(metric).high for held in outside)
        highs += sum(held.of(metric).not_its_own for held in self.inside(company, cleared))
        highs += sum(held.of(metric).nobodys for held in self.into.get(company, []))
        # A figure that sums up a chain is added to nothing; alone it says what somebody outside may have.
        declared = max((held.of(metric).declared_high for held in outside), default=0)
        return min(left, max(highs, declared))

    def cleared_beside(self, possible: set[str]) -> set[str]:
        def by_itself(id_: str) -> bool:
            return (
                self.kind(id_) == "person"
                or self.standing(id_) == "cleared"
                or (self.kind(id_) == "state" and self.standing(id_) == "supported")
            )

        def joins(company: str, members: set[str]) -> bool:
            if company in possible:
                return False
            if company in self.joint:
                return self.joint[company] <= members
            if self.policy["seats"] and self.standing(company) != "supported":
                return False
            if any((held.hard | held.weak) & self.counted_rights for held in self.outside(company, members)):
                return False
            if any(held.for_nobody_known & self.counted_rights for held in self.into.get(company, [])):
                return False  # hard control that is not to its holder's credit may be anybody's
            if stated := self.stated.get(company, set()) & set(self.policy["metrics"]):
                return all(self.not_cleared(company, metric, members) < self.least for metric in stated)
            return self.rest_cleared(company, "shares") or (
                "consolidated_by_cleared" in self.policy.get("presumptions", [])
                and any("consolidation" in held.hard for held in self.inside(company, members))
            )

        heads = [id_ for id_ in self.parties if self.kind(id_) != "branch"]
        start = {id_ for id_ in heads if id_ not in possible and by_itself(id_)}
        return least_set(start, [*self.companies(), *self.joint], joins)

    def memberships(self) -> dict[str, str]:
        heads = [id_ for id_ in self.parties if self.kind(id_) != "branch"]
        restricted = {id_ for id_ in heads if self.standing(id_) == "restricted"}
        doubtful = {id_ for id_ in heads if self.standing(id_) == "possible"}
        if self.policy.get("aggregation", "aggregate") == "aggregate":
            certain = self.certain_from(restricted)
            possible = self.possible_from(certain | doubtful)
        else:
            certain = restricted.union(*(self.certain_from({seed}) for seed in restricted))
            possible = certain.union(
                *(self.possible_from(self.certain_from({seed})) for seed in restricted),
                *(self.possible_from({seed}) for seed in doubtful),
            )
        cleared = self.cleared_beside(possible)
        result = {}
        for id_ in self.parties:
            own, head = self.standing(id_), self.head(id_)
            if own == "restricted" or head in certain:
                result[id_] = "certain"
            elif own == "possible" or head in possible:
                result[id_] = "possible"
            else:
                result[id_] = "cleared" if head in cleared else "open"
        return result


def least_set(start: Iterable[str], able: Iterable[str], joins: Callable[[str, set[str]], bool]) -> set[str]:
    """Whoever is in by itself, and then, again and again, every able one that joins."""
    members = set(start)
    able = list(able)
    while more := {one for one in able if one not in members and joins(one, members)}:
        members |= more
    return members
