"""Is the certificate whole, and does everybody stand as the evidence in it says?"""

from __future__ import annotations

from collections.abc import Iterator

from service.proofcheck.proof import BY_ITSELF, Finding, Proof, begins
from service.proofcheck.reading import Amount, Party, Rule, Set
from service.proofcheck.seats import standing
from service.proofcheck.sums import MEMBER

STRICTEST_FIRST: tuple[Set, ...] = ("certain", "possible", "cleared", "open")


def standings(proof: Proof) -> Iterator[Finding]:
    """Every party's standing, derived again. A joint holder has none: it is what its members are."""
    branch = proof.said.certificate.branch
    for party in (*proof.parties.values(), *([branch] if branch else [])):
        if party.kind == "joint":
            continue
        found = standing(party, proof.said.certificate.rule)
        if found != party.standing:
            yield Finding(party.id, f"it is said to be {party.standing} by itself, and the evidence says {found}")


def beginnings(proof: Proof) -> Iterator[Finding]:
    """Round 0 is for those who are in a set by themselves; and they enter there, unless others make them stricter."""
    alone = (
        proof.said.certificate.rule.aggregation == "per_holder"
    )  # then one seed's sets are shown, without the others
    for party in proof.parties.values():
        itself = next((name for name in STRICTEST_FIRST[:3] if begins(party, name)), None)
        if party.round == 0 and not begins(party, party.set):
            yield Finding(party.id, f"it begins in the {party.set} set, and nothing shows that it may")
        elif itself is None or alone or STRICTEST_FIRST.index(party.set) < STRICTEST_FIRST.index(itself):
            continue
        elif (party.set, party.round) != (itself, 0):
            yield Finding(party.id, f"by itself it is {itself}, and it is said to be {party.set}, round {party.round}")


def shapes(proof: Proof) -> Iterator[Finding]:
    """Every holder is a party, once; joint holders are held by their members; presumptions are the rule's."""
    for party in proof.parties.values():
        for why in _shape(party, proof.said.certificate.rule):
            yield Finding(party.id, why)
        for holding in party.holdings:
            if holding.holder not in proof.parties:
                yield Finding(party.id, f"its holder {holding.holder} is missing")


def _shape(party: Party, rule: Rule) -> Iterator[str]:
    holders = [holding.holder for holding in party.holdings]
    if len(set(holders)) < len(holders):
        yield "a holder is listed twice"
    if party.holders is not None and party.holders < len(holders):
        yield f"{len(holders)} holders are shown, and it is said to have {party.holders}"
    if (party.round is None) != (party.set == "open"):
        yield f"it is {party.set}, with round {party.round}"
    if not {*party.stated, *party.rest_cleared} <= set(rule.metrics):
        yield "it has metrics that the rule does not count"
    if any(not holding.amounts.keys() <= set(party.stated) for holding in party.holdings):
        yield "a holding has a metric that nobody stated"
    if not all(_possible(amount) for holding in party.holdings for amount in holding.amounts.values()):
        yield "a holder has for certain more than it may have at most"
    if party.presumed and party.presumed not in rule.presumptions:
        yield f"its rest is presumed cleared ({party.presumed}), and the rule presumes no such thing"
    if party.joint and party.holders is not None:
        if sorted(party.members or ()) != sorted(holders) or not party.whole:
            yield "its members are not those who hold it together"
        if any(holding.rights != {MEMBER} or holding.amounts for holding in party.holdings):
            yield "a joint holder is held by its members, and only as that"


def _possible(amount: Amount) -> bool:
    direct = max(amount.low, amount.unknown_low, amount.blind) <= amount.high
    return direct and amount.declared_low <= amount.declared_high


def membership(proof: Proof) -> Iterator[Finding]:
    """The entity's set is the stricter of what it is by itself and what its legal person is."""
    said = proof.said
    if not said.entity.names(proof.entity):
        yield Finding(said.entity.id, f"the certificate is about {proof.entity.id}, a {proof.entity.kind}")
    own = next((name for name, itself in BY_ITSELF.items() if itself == proof.entity.standing), "open")
    expected = min(own, proof.subject.set, key=STRICTEST_FIRST.index)
    if said.set != expected:
        yield Finding(said.entity.id, f"its set is {said.set}, and by the certificate it is {expected}")
