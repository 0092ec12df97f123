"""Is a party outside a set? Sets are least ones: nobody is in them without a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from service.proofcheck.proof import BY_ITSELF, Finding, Proof, begins
from service.proofcheck.reading import Party


def kept_out(proof: Proof, reached: Collection[str]) -> Iterator[Finding]:
    """Nobody whom a clearing proof reaches may be restricted.

    The parties that are shown with all their holders, and are said to be cleared or open, keep each other out: if
    everybody else were restricted, none of them would become so. Then none of them is in the least set.
    """
    safe = {id_ for id_ in proof.within("cleared", "open") if proof.parties[id_].whole}
    for id_ in sorted(set(reached) - safe):
        yield Finding(id_, "it may be restricted: not all who hold it are shown")
    for id_ in sorted(safe):
        party = proof.parties[id_]
        if party.standing in BY_ITSELF.values():
            yield Finding(id_, f"it is {party.standing} by itself, and said to be {party.set}")
        if any(
            proof.joining.certain(party, certain) or proof.joining.possible(party, possible)
            for certain, possible in _camps(proof, party, safe)
        ):
            yield Finding(id_, "holders that are not kept out of the possible set may bring it there")


def nothing_stricter(proof: Proof) -> Iterator[Finding]:
    """With its holders where they are said to be, a possible party is not certain, and an open one in no set."""
    party = proof.subject
    if party.set not in ("possible", "open") or proof.said.set != party.set:
        return
    if not party.whole:
        yield Finding(party.id, "not all who hold it are shown")
    for certain, possible in _camps(proof, party, proof.within("cleared", "open")):
        if proof.joining.certain(party, certain):
            yield Finding(party.id, "its holders make it certain")
        elif party.set == "open" and proof.joining.possible(party, possible):
            yield Finding(party.id, "its holders make it possible")
    if party.set == "open":
        if party.standing in BY_ITSELF.values():
            yield Finding(party.id, f"it is {party.standing} by itself, and said to be open")
        elif begins(party, "cleared") or proof.joining.cleared(party, proof.within("cleared")):
            yield Finding(party.id, "it is cleared, and said to be open")


def _camps(proof: Proof, party: Party, safe: Collection[str]) -> Iterator[tuple[set[str], set[str]]]:
    """Those of its holders that may restrict it together: (who may do so for certain, who perhaps).

    They are all that are not safe or, where each seed is tested alone, those that one seed reaches. A holder that is
    neither safe nor said to be restricted is taken to be restricted, by any seed.
    """
    holders = [proof.parties[holding.holder] for holding in party.holdings if holding.holder in proof.parties]
    loose = [holder for holder in holders if holder.id not in safe]
    seeds = {seed for holder in loose if holder.seeds for seed in holder.seeds.certain | holder.seeds.possible}
    if not seeds:
        yield {holder.id for holder in loose if holder.set != "possible"}, {holder.id for holder in loose}
    unplaced = {holder.id for holder in loose if holder.set in ("cleared", "open")}
    for seed in sorted(seeds):
        yield (
            unplaced | {holder.id for holder in loose if holder.seeds and seed in holder.seeds.certain},
            unplaced | {holder.id for holder in loose if holder.seeds and seed in holder.seeds.possible},
        )
