"""One determination's proof, indexed: its parties, and the deciding edges into each."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.proofcheck.reading import Determination, Edge, Evidence, Party, Set, Standing, Unreadable
from service.proofcheck.sums import Joining

BY_ITSELF: dict[Set, Standing] = {"certain": "restricted", "possible": "possible"}
"""What a party must be by itself to begin these sets."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason why a determination is not proven: the party it is about, and why."""

    party: str
    why: str


@dataclass
class Proof:
    """Raises Unreadable where the certificate contradicts its own shape."""

    said: Determination
    parties: dict[str, Party] = field(init=False)
    into: dict[str, list[Edge]] = field(init=False)
    joining: Joining = field(init=False)

    def __post_init__(self) -> None:
        self.parties = {party.id: party for party in self.said.certificate.parties}
        if len(self.parties) < len(self.said.certificate.parties):
            raise Unreadable("the certificate has a party twice")
        if self.said.certificate.subject not in self.parties:
            raise Unreadable("the certificate lacks the party that it is about")
        self.into = {}
        for edge in self.said.deciding:
            self.into.setdefault(edge.subject.id, []).append(edge)
        self.joining = Joining(self.said.certificate.rule, self.said.threshold.passed)

    @property
    def subject(self) -> Party:
        """The legal person: the entity, or the head of it."""
        return self.parties[self.said.certificate.subject]

    @property
    def entity(self) -> Evidence:
        """Who is asked about: a branch, or the subject itself."""
        return self.said.certificate.branch or self.subject

    @property
    def by_itself(self) -> bool:
        """Whether the entity's own seat or designation puts it in its set."""
        return BY_ITSELF.get(self.said.set) == self.entity.standing

    def within(self, *sets: Set) -> set[str]:
        """Everybody who is said to be in one of these sets."""
        return {party.id for party in self.parties.values() if party.set in sets}


def begins(party: Party, set_: Set) -> bool:
    """Whether a party may be in a set by itself, at round 0."""
    if set_ != "cleared":
        return BY_ITSELF.get(set_) == party.standing
    if party.standing in BY_ITSELF.values():
        return False
    supported_state = party.kind == "state" and party.standing == "supported"
    return party.kind == "person" or party.standing == "cleared" or supported_state
