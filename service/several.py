"""Several policies in one request: every verdict is shown, the strictest decision decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from service.determination.case import MAX_POLICIES
from service.determination.document import Document
from service.determine import ATTEMPTS, Determiner, Head
from service.errors import BadRequest, Busy
from service.policy.model import STRICTNESS, Policy, Verdict

SEVERITY: dict[Verdict, int] = {"clear": 0, "unknown": 1, "review": 2, "restricted": 3}


def determine(
    determiner: Determiner,
    id_: str,
    policies: Sequence[str] | Sequence[Policy],
    as_of: date | None = None,
    known_at: datetime | None = None,
    head: Head | None = None,
    full: bool = False,
) -> Document:
    """What several policies say of one party at one revision. Raises as Determiner.determine, BadRequest."""
    if len(policies) > MAX_POLICIES:
        raise BadRequest("bad_parameter", f"{len(policies)} policies; the limit is {MAX_POLICIES}.")
    for _ in range(ATTEMPTS):
        answers = [determiner.determine(id_, policy, as_of, known_at, head, full) for policy in policies]
        if len({answer.revision for answer in answers}) == 1:
            return together([answer.document for answer in answers])
        head = determiner.head()
    raise Busy("graph_busy", "The graph changed while it was read, again and again.", "Ask again in a moment.")


def together(documents: Sequence[Document]) -> Document:
    """Determinations of one party under several policies, below what the strictest of them says.

    Of equally strict decisions the one with the graver verdict is shown, then the first.
    """
    deciding = max(documents, key=lambda one: (STRICTNESS[one["decision"]], SEVERITY[one["verdict"]]))
    shared = ("entity", "policy", "verdict", "decision", "sentence", "as_of", "known_at", "revision")
    return {name: deciding[name] for name in shared if name in deciding} | {"results": list(documents)}
