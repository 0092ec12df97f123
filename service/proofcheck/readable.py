"""Does the part for people say what the certificate says? Verdict, decision, basis, margin, edges, path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cypher.quantity import BadFigure, float_free, parse_percent
from service.proofcheck.proof import Finding, Proof
from service.proofcheck.reading import Decision, Determination, Edge, Holding, Named, Party
from service.proofcheck.sums import NONE, WHOLE, for_certain, may_have, others_may_have

STRICTNESS: dict[Decision, int] = {"allow": 0, "hold": 1, "deny": 2}
VERDICT = {"certain": "restricted", "possible": "review", "cleared": "clear", "open": "unknown"}
UNIT = Fraction(1, 10**10)
"""The finest share that is counted, in percent: thresholds and margins are whole numbers of it."""


def readable(proof: Proof) -> Iterator[Finding]:
    """Every place where what people read does not follow from the certificate."""
    said = proof.said
    for named in {said.entity, *(end for edge in said.deciding for end in (edge.holder, edge.subject))}:
        yield from _seats(proof, named)
    for why in (
        *_threshold(said), *_verdict(said), *_basis(proof), *_decision(said), *_margin(proof), *_path(said),
    ):  # fmt: skip
        yield Finding(said.entity.id, why)
    for edge in said.deciding:
        for why in _edge(edge, proof.parties):
            yield Finding(edge.subject.id, f"edge from {edge.holder.id} by {edge.by}: {why}")


def _seats(proof: Proof, named: Named) -> Iterator[Finding]:
    """Seats that people read are among those that were judged; a designation judges none."""
    party = proof.entity if named.id == proof.entity.id else proof.parties.get(named.id)
    if party is None or party.designation or not proof.said.certificate.rule.seats:
        return
    if not set(named.seats) <= {str(seat) for seat in party.seats}:
        yield Finding(named.id, "the seats shown are not those of the certificate")


def _threshold(said: Determination) -> Iterator[str]:
    least = said.certificate.rule.least
    if not said.threshold.passed(least) or said.threshold.passed(least - UNIT):
        yield "the least amount that was counted as passing is not the threshold's"


def _verdict(said: Determination) -> Iterator[str]:
    raised = any(flag.effect == "review" for flag in said.flags)
    expected = VERDICT[said.set]
    if any(flag.code == "list_missing" for flag in said.flags):
        expected = "unknown"
    elif raised and said.set != "certain":
        expected = "review"
    if said.verdict != expected:
        yield f"the verdict is {said.verdict}, and set and flags make it {expected}"


def _basis(proof: Proof) -> Iterator[str]:
    said, subject = proof.said, proof.subject
    if said.set not in ("certain", "possible"):
        expected: tuple[str, ...] = ()
    elif proof.by_itself or subject.round == 0:
        own = proof.entity if proof.by_itself else subject
        expected = ("designation" if own.designation else "seat",)
    else:
        by = {edge.by in said.certificate.rule.metrics for edge in said.deciding if edge.subject.id == subject.id}
        expected = tuple(name for name, metric in (("ownership", True), ("control", False)) if metric in by)
    if said.basis != expected:
        yield f"the basis is {list(said.basis)}, and the proof rests on {list(expected)}"


def _decision(said: Determination) -> Iterator[str]:
    decisions = said.certificate.rule.decisions
    chosen: list[Decision] = [getattr(decisions, said.verdict)]
    if said.verdict == "restricted" and said.basis == ("control",):
        rights = [edge.by for edge in said.deciding if edge.subject.id == said.certificate.subject]
        chosen = [decisions.control.get(right, "deny") for right in rights] or ["deny"]
    if any(flag.effect == "review" for flag in said.flags):
        chosen.append("hold")
    expected = max(chosen, key=lambda one: STRICTNESS[one])
    if said.decision != expected:
        yield f"the decision is {said.decision}, and the rule makes it {expected}"
    if said.verdict == "review" and said.decision == "allow":
        yield "a review is allowed"


def _margin(proof: Proof) -> Iterator[str]:
    said, expected = proof.said, _amount(proof)
    if (said.margin is None) != (expected is None):
        yield f"the margin is {said.margin}, where it should {'not be given' if expected is None else 'be given'}"
    elif said.margin is not None and expected is not None:
        try:
            stated = parse_percent(said.margin)
        except BadFigure:
            stated = WHOLE * 2
        if stated != expected - said.threshold.percent:
            yield f"the margin is {said.margin}, and the holdings give {float_free(expected - said.threshold.percent)}"


def _amount(proof: Proof) -> Fraction | None:
    """The amount that is measured against the threshold; None where a seat, a list or control alone decides."""
    said, subject = proof.said, proof.subject
    metrics = said.certificate.rule.metrics

    def declared(holders: set[str], name: str) -> list[Fraction]:
        inside = [holding for holding in subject.holdings if holding.holder in holders]
        return [getattr(holding.of(metric), name) for holding in inside for metric in metrics]

    if said.set in ("cleared", "open"):
        return max(
            (others_may_have(subject, proof.within("cleared"), metric) for metric in subject.stated), default=None
        )
    if not any(edge.by in metrics and edge.subject.id == subject.id for edge in said.deciding):
        return None
    certain, possible = proof.within("certain"), proof.within("certain", "possible")
    inside = [holding for holding in subject.holdings if holding.holder in certain]
    low = max((for_certain(inside, metric) for metric in metrics), default=NONE)
    if said.set == "certain":
        return max([low, *declared(certain, "declared_low")])
    high = max((may_have(subject, possible, metric) for metric in subject.stated), default=NONE)
    return max([low, high, *declared(possible, "declared_high")])


def _path(said: Determination) -> Iterator[str]:
    at = said.certificate.subject
    for edge in reversed(said.main_path):
        if edge not in said.deciding:
            yield f"the main path's edge from {edge.holder.id} to {edge.subject.id} is not a deciding one"
        if edge.subject.id != at:
            yield f"the main path breaks at {at}"
        at = edge.holder.id
    if any(edge.subject.id == at for edge in said.deciding):
        yield f"the main path ends at {at}, where the proof goes on"


def _edge(edge: Edge, parties: Mapping[str, Party]) -> Iterator[str]:
    """Whether a deciding edge is the certificate's holding, told for people."""
    subject, holder = parties.get(edge.subject.id), parties.get(edge.holder.id)
    holding = next((one for one in subject.holdings if one.holder == edge.holder.id), None) if subject else None
    if subject is None or holder is None or holding is None:
        yield "the certificate has no such holding"
        return
    if not (edge.subject.names(subject) and edge.holder.names(holder)):
        yield "the certificate has another kind of party"
    if edge.round != subject.round:
        yield f"its round is {edge.round}, and the certificate's is {subject.round}"
    if tuple(claim.key for claim in edge.claims) != holding.claims:
        yield "it rests on other claims than the certificate's holding"
    if (edge.low, edge.high, edge.directness) != _told(edge.by, holding):
        yield "its amounts are not the certificate's"
    if edge.by not in holding.amounts and edge.by not in holding.rights | holding.weak_rights:
        yield "the certificate's holding has no such amount or right"


def _told(by: str, holding: Holding) -> tuple[Fraction | None, Fraction | None, str | None]:
    if by not in holding.amounts:
        return None, None, None
    amount = holding.of(by)
    low = min(WHOLE, max(amount.low + amount.unknown_low, amount.declared_low))
    directness = "declared" if not amount.high else "unknown" if amount.unknown_low else "direct"
    return low, max(amount.high, amount.declared_high), directness
