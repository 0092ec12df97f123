"""The key under which a party's name is stored, and by which an exact name is asked for.

Two spellings of one registered name give one key: case, punctuation, spacing and the ways to write a legal
form are folded, and nothing is dropped: "X AG" and "X GmbH" stay different. Scripts are kept as they are.
Equal keys never join two parties; only identifiers do.

The first call in a process loads rigour's tables (about 0.3 s).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rigour.names import replace_org_types_compare

_INITIALS = re.compile(r"(?<![^\W_])([^\W\d_])\s?[./]\s?(?=[^\W\d_](?![^\W_]))")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_NOT_WORD = re.compile(r"[^\w]+|_+")
# Legal forms that rigour leaves alone because they are also ordinary words: folded only where they end the name.
_ENDINGS = (
    (re.compile(r"(?<=\s)(?:co|company) (?:ltd|limited)$"), "coltd"),
    (re.compile(r"(?<=\s)(?:pte|pvt|private) (?:ltd|limited)$"), "pteltd"),
    (re.compile(r"(?<=\s)(?:pty|proprietary) (?:ltd|limited)$"), "ptyltd"),
    (re.compile(r"(?<=\s)sdn bhd$"), "sdnbhd"),
    (re.compile(r"(?<=\s)corporation$"), "corp"),
    (re.compile(r"(?<=\s)gmbh and co (kg|kgaa|ohg)$"), r"gmbhco\1"),
)
_ROUNDS = 8


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """The folded form of ``name``; folding it again changes nothing. Empty only if no letter or digit is left."""
    key = name
    for _ in range(_ROUNDS):
        folded = _fold(key)
        if folded == key:
            return key
        key = folded
    return key


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc") or char.isspace())
    text = _APOSTROPHES.sub("", text)
    text = _INITIALS.sub(r"\1", text)  # "s.r.l." and "a/s" are one word each
    text = _NOT_WORD.sub(" ", text.replace("&", " and ")).strip()
    text = replace_org_types_compare(text) if text else text
    for pattern, form in _ENDINGS:
        text = pattern.sub(form, text)
    return text
