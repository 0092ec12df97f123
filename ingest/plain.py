"""Text that is shown to people, without signs that show as something else or as nothing. PURE.

Marks of direction are the danger: with a right-to-left override "Bank \\u202eknaB" shows as another name. Registers do
hold stray ones, so they are taken out, not refused; what is left shows in the order in which it is stored and compared.
Joiners that Persian and Indic words need (U+200C, U+200D) stay where they stand between letters.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\x00-\x1f\x7f-\x9f\u00a0\u2028\u2029]+")
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]+"
)
_JOINER = re.compile("[\u200c\u200d]+")
_SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\xa0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]"
)


def plain(text: str) -> str:
    """``text`` without marks of direction, invisible signs and control characters (these become a space), stripped."""
    if text.isprintable() or not _SUSPECT.search(text):  # no sign that shows as nothing is printable
        return text.strip()
    text = _UNSEEN.sub("", _SPACES.sub(" ", text))
    text = _JOINER.sub(lambda found: found[0][:1] if _between_letters(text, found) else "", text)
    return re.sub(" {2,}", " ", text).strip()


def _between_letters(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return all(sign and unicodedata.category(sign)[0] in "LM" for sign in (before, after)) and not before.isascii()
