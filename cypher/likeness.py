"""Do two names look like one company's? Their words without the legal form and in one script, and the form apart.

Nothing is joined by this: likeness makes candidates that a person decides about.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rigour.names import extract_org_types, remove_org_types
from rigour.text import ascii_text

from cypher.names import name_key

_ALNUM = re.compile(r"[^0-9a-z]+")
# What ``name_key`` makes of the legal forms that rigour's tables leave alone, or know in other spellings only.
_FORMS = re.compile(
    r"(?:股份)?有限(?:责任|責任)?公司$|\b(?:gmbhco\w+|coltd|pteltd|ptyltd|sdnbhd|corp|company|limited|incorporated|co|the)\b"
)
_GENERIC = {"coltd": "llc", "pteltd": "llc", "ptyltd": "llc", "sdnbhd": "llc", "limited": "llc", "corp": "corp"}
LEAST = 4
"""Letters and digits that a likeness has at least: shorter ones are like too many."""


@lru_cache(maxsize=65_536)
def likeness(name: str) -> str:
    """Equal for names that differ in legal form, script, spacing, case and signs alone; "" where too little is left.

    Of a very short name the legal form is kept: "NIO Inc" is not like "NIO AG".
    """
    key = name_key(name)
    bare = remove_org_types(key)
    bare = _FORMS.sub(" ", bare) if _FORMS.sub(" ", bare).strip() else bare
    folded = _folded(bare)
    if len(folded) < LEAST:
        folded = _folded(key) if folded else ""
    return folded if len(folded) >= LEAST else ""


def _folded(text: str) -> str:
    return _ALNUM.sub("", ascii_text(text).casefold())


def legal_forms(name: str) -> frozenset[str]:
    """The legal forms in a name, those of different countries that mean the same being one: "GmbH" and "LLC"."""
    key = name_key(name)
    found = {_GENERIC.get(form, form) for _, form in extract_org_types(key, generic=True)}
    found |= {_GENERIC[word] for word in key.split() if word in _GENERIC}
    return frozenset(found)


def spelled_alike(one: str, other: str) -> bool:
    """Whether two names are written in one script; letters with accents are Latin ones."""
    return _is_latin(one) == _is_latin(other)


def _is_latin(name: str) -> bool:
    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in name if sign.isalpha())
