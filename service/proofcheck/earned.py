"""Is every party of the proof in its set for a reason? Reasons are earlier than what they are reasons for."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from service.proofcheck.proof import BY_ITSELF, Finding, Proof
from service.proofcheck.reading import Edge, Party


def earned(proof: Proof) -> Generator[Finding, None, set[str]]:
    """Walks the deciding edges up from the subject. Returns everybody whom the proof reaches."""
    said, subject = proof.said, proof.subject.id
    if said.set == "open" or (proof.by_itself and said.certificate.branch):
        yield from _stray(proof, {subject: []} if said.set != "open" else {})
        return {subject}
    reached: dict[str, list[Edge]] = {}
    queue = [subject]
    for id_ in queue:
        if id_ in reached:
            continue
        reached[id_] = edges = proof.into.get(id_, [])
        queue += [edge.holder.id for edge in edges]
        if id_ in proof.parties:
            yield from _entered(proof, proof.parties[id_], edges)
        else:
            yield Finding(id_, "the certificate lacks it")
    yield from _stray(proof, reached)
    beginning = sorted(id_ for id_, edges in reached.items() if not edges)
    if said.certificate.rule.aggregation == "per_holder" and said.set in BY_ITSELF and len(beginning) > 1:
        yield Finding(subject, f"each holder is tested alone, and the proof begins with {', '.join(beginning)}")
    return set(reached)


def _stray(proof: Proof, reached: dict[str, list[Edge]]) -> Iterator[Finding]:
    for id_ in proof.into:
        if id_ not in reached:
            yield Finding(id_, "its deciding edges lead nowhere")


def _entered(proof: Proof, party: Party, edges: list[Edge]) -> Iterator[Finding]:
    """One party: it begins a chain, or the holders of its edges are in the right set, earlier, and enough."""
    if party.round == 0:
        if edges:
            yield Finding(party.id, "it begins by itself, and has deciding edges")
        return  # that it may begin there is shown by its evidence
    helpers = {edge.holder.id for edge in edges} & proof.parties.keys()
    for helper in sorted(helpers):
        above = proof.parties[helper]
        if above.set != party.set and (above.set, party.set) != ("certain", "possible"):
            yield Finding(party.id, f"{helper} helps it into the {party.set} set, and is {above.set}")
        elif _order(above) >= _order(party):
            yield Finding(party.id, f"{helper} helps it, and enters no earlier")
    if party.set != "certain" and not party.whole:
        yield Finding(party.id, "not all who hold it are shown")
    elif not _enough(proof, party, helpers):
        yield Finding(party.id, f"the holders of its deciding edges are not enough to make it {party.set}")


def _enough(proof: Proof, party: Party, helpers: set[str]) -> bool:
    tests = {
        "certain": proof.joining.certain,
        "possible": proof.joining.possible,
        "cleared": proof.joining.cleared,
    }
    return party.set in tests and tests[party.set](party, helpers)


def _order(party: Party) -> tuple[bool, int]:
    """Certain parties come before possible ones: the possible set begins with all of them."""
    return party.set == "possible", party.round or 0
