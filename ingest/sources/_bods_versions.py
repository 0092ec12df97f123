"""Statements of BODS 0.1, 0.2 and 0.3 in the shape of 0.4, so that all versions have one meaning.

What is decided here:
- Before 0.4 a statement has no stable record: ``statementID`` is both. ``replacesStatements`` names those which it
  replaces; they end, and a replaced entity or person is the same party as the one that replaces it (``replaced``).
- Codes were written with hyphens up to 0.2. ``interestLevel`` is ``directOrIndirect``. The rest keeps its name.
- An interested party that is ``unspecified`` is its reason; a described party counts before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.reading_json import text_of

_TYPES = {
    "entityStatement": "entity",
    "personStatement": "person",
    "ownershipOrControlStatement": "relationship",
}
_INTERESTS = {
    "influenceOrControl": "otherInfluenceOrControl",
    "otherInfluenceOrControlOfTrust": "otherInfluenceOrControl",
    "settlorOfTrust": "settlor",
    "trusteeOfTrust": "trustee",
    "protectorOfTrust": "protector",
    "beneficiaryOfTrust": "beneficiaryOfLegalArrangement",
    "rightsToSurplusAssets": "rightsToSurplusAssetsOnDissolution",
}
_SHARED = ("statementDate", "publicationDetails", "source", "replacesStatements")


def is_old(statement: Mapping[str, Any]) -> bool:
    """Whether it has the shape of BODS before 0.4."""
    return "statementType" in statement and "recordType" not in statement


def current(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The same statement in the shape of 0.4. Its ``recordType`` is "" for an unknown type of statement."""
    kind = _TYPES.get(text_of(statement, "statementType"), "")
    details = {key: value for key, value in statement.items() if key not in _SHARED}
    if kind == "entity" and isinstance(statement.get("entityType"), str):
        details["entityType"] = {"type": statement["entityType"]}
    if kind == "relationship":
        details["subject"] = text_of(statement.get("subject"), "describedByEntityStatement")
        details["interestedParty"] = _party(statement.get("interestedParty"))
        interests = statement.get("interests")
        details["interests"] = [_interest(one) for one in interests] if isinstance(interests, list) else interests
    return {
        **{key: statement[key] for key in _SHARED if key in statement},
        "recordId": text_of(statement, "statementID"),
        "recordType": kind,
        "recordStatus": "new",
        "recordDetails": details,
    }


def replaced(statement: Mapping[str, Any]) -> list[str]:
    """The ids of the statements that this one replaces."""
    stated, own = statement.get("replacesStatements"), text_of(statement, "recordId")
    found = stated if isinstance(stated, list) else []
    return [one.strip() for one in found if isinstance(one, str) and one.strip() and one.strip() != own]


def _party(stated: object) -> Any:
    for key in ("describedByEntityStatement", "describedByPersonStatement"):
        if found := text_of(stated, key):
            return found
    unspecified = stated.get("unspecified") if isinstance(stated, dict) else None
    if not isinstance(unspecified, dict):
        return None
    return {**unspecified, "reason": _camel(text_of(unspecified, "reason")) or "unknown"}


def _interest(stated: Any) -> Any:
    if not isinstance(stated, dict):
        return stated
    kind = _camel(text_of(stated, "type"))
    level = stated.get("directOrIndirect") or stated.get("interestLevel")
    return {**stated, "type": _INTERESTS.get(kind, kind), "directOrIndirect": level}


def _camel(code: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), code)
