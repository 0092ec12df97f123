"""What "proven" means, for one determination document and nothing else. Start reading here.

1. ``evidence.py``: everybody stands as the seats or the designation shown say.
2. ``earned.py``: everybody in the proof is in its set for a reason. It begins a chain by itself; or the holders of its
   deciding edges, all of an earlier round, are enough by themselves (``sums.py``). Rounds rise along every edge, so no
   ring of companies holds itself up.
3. ``outside.py``: whoever is cleared is also kept out of the possible set: if everybody who is not shown to be kept out
   were restricted, nobody whom the proof relies on would be.
4. ``outside.py``: nothing stricter follows one step up. With its holders where they are said to be, a possible party is
   not certain, and an open one is in no set.
5. ``readable.py``: verdict, decision, basis, margin, edges and path say what follows from that.

Given, and not checked: that the claims amount to these holdings; the policy's answer for each place; where those
holders of the entity stand that its proof does not use (they count in the margin), and under a policy that tests each
holder alone, which seeds reach them; and the flags. No line is shared with the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.proofcheck.earned import earned
from service.proofcheck.evidence import beginnings, membership, shapes, standings
from service.proofcheck.outside import kept_out, nothing_stricter
from service.proofcheck.proof import Finding, Proof
from service.proofcheck.readable import readable
from service.proofcheck.reading import read

CUT = "the proof is cut: not checkable"


def check(document: Any) -> list[Finding]:
    """Everything that is wrong with a determination's proof; an empty list means proven. Raises Unreadable."""
    said = read(document)
    if not (said.certificate.complete and said.deciding_complete):
        return [Finding(said.entity.id, CUT)]
    return list(_findings(Proof(said)))


def _findings(proof: Proof) -> Iterator[Finding]:
    yield from standings(proof)
    yield from beginnings(proof)
    yield from shapes(proof)
    yield from membership(proof)
    reached = yield from earned(proof)
    if proof.said.set == "cleared":
        yield from kept_out(proof, reached)
    yield from nothing_stricter(proof)
    yield from readable(proof)
