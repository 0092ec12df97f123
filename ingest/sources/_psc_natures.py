"""The natures of control of the UK register as intervals and rights. BODS files of that register repeat them too.

Bands: more than 25 to 50; more than 50, less than 75; 75 or more; for overseas entities more than 25 and no more.
The right to appoint and remove directors is by law the right over a *majority* of the board.

"As trust" and "as firm" say that the trustees of a trust, or the members of a firm that is no legal person, hold the
stake, and that the person named is one of them or directs them: not the person's own stake, and often several people
are entered for the same one. Alone, such natures are a stake of capacity ``trustee``. Beside natures of the person's
own in one entry they become ``other_soft``, which counts for possibility only, as a trustee's stake does: an entry is
one claim with one capacity.

The register's internal feed spells them OE_OWNERSHIPOFSHARES_MORETHAN25PERCENT_AS_FIRM: see ``published_nature``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cypher.quantity import UNDISCLOSED, Share, band
from cypher.vocabulary import Capacity, Metric, Right

_BANDS: Mapping[str, Share] = {
    "25-to-50": band(Fraction(25), Fraction(50), min_exclusive=True),
    "50-to-75": band(Fraction(50), Fraction(75), min_exclusive=True, max_exclusive=True),
    "75-to-100": band(Fraction(75), Fraction(100)),
    "more-than-25": band(Fraction(25), None, min_exclusive=True),
}
_METRICS: Mapping[str, Metric] = {
    "ownership-of-shares": "shares",
    "voting-rights": "votes",
    "right-to-share-surplus-assets": "profits",
}
_THROUGH = r"(?P<through>-as-(?:control-over-)?(?:trust|firm))?"
_OF = r"(?:-limited-liability-partnership|-registered-overseas-entity)?"
_STAKE = re.compile(rf"(?:part-)?({'|'.join(_METRICS)})-({'|'.join(_BANDS)})-percent{_THROUGH}{_OF}")
# "ight-to-appoint-...": the register's own feed has published one nature without its first letter.
_RIGHT = re.compile(
    rf"(r?ight-to-appoint-and-remove-(?:directors|members|persons?)|significant-influence-or-control){_THROUGH}{_OF}"
)
_LAND = re.compile(r"registered-owner-as-[a-z-]+")
_FEED = re.compile(
    r"(OE_)?([A-Z_]+?)(?:_(\d+TO\d+|MORETHAN\d+)PERCENT)?_AS_(PERSON|TRUST|FIRM|CONTROLOVER(?:TRUST|FIRM))"
)
_FEED_LAND = re.compile(r"OE_REGOWNER_AS_NOMINEE[A-Z_]+")
_FEED_WORDS = {
    "OWNERSHIPOFSHARES": "ownership-of-shares",
    "VOTINGRIGHTS": "voting-rights",
    "RIGHTTOSHARESURPLUSASSETS": "right-to-share-surplus-assets",
    "PART_RIGHTTOSHARESURPLUSASSETS": "part-right-to-share-surplus-assets",
    "RIGHTTOAPPOINTANDREMOVEDIRECTORS": "right-to-appoint-and-remove-directors",
    "RIGHTTOAPPOINTANDREMOVEMEMBERS": "right-to-appoint-and-remove-members",
    "RIGHTTOAPPOINTANDREMOVEPERSONS": "right-to-appoint-and-remove-person",
    "SIGINFLUENCECONTROL": "significant-influence-or-control",
    "25TO50": "-25-to-50-percent", "50TO75": "-50-to-75-percent", "75TO100": "-75-to-100-percent",
    "MORETHAN25": "-more-than-25-percent",
    "PERSON": "", "TRUST": "-as-trust", "FIRM": "-as-firm",
    "CONTROLOVERTRUST": "-as-control-over-trust", "CONTROLOVERFIRM": "-as-control-over-firm",
}  # fmt: skip


class UnknownNature(ValueError):
    """A nature of control that this table does not know. Nothing of its entry may be taken."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What one entry of the register says that its holder has."""

    shares: Share | None = None
    votes: Share | None = None
    profits: Share | None = None
    rights: tuple[Right, ...] = ()
    capacity: Capacity = "own"


def holding(natures: Iterable[str]) -> Holding:
    """All natures of one entry as one holding. An entry without any is an undisclosed stake. UnknownNature else.

    That an overseas entity is the registered owner of land as somebody's nominee is no interest in that entity.
    """
    stated = list(natures)
    own: dict[Metric, Share] = {}
    through: dict[Metric, Share] = {}
    own_rights: list[Right] = []
    through_rights: list[Right] = []
    for nature in stated:
        if stake := _STAKE.fullmatch(nature):
            metric, share = _METRICS[stake[1]], _BANDS[stake[2]]
            held = through if stake["through"] else own
            held[metric] = larger(held[metric], share) if metric in held else share
        elif right := _RIGHT.fullmatch(nature):
            name: Right = "significant_influence" if right[1].startswith("significant") else "board_majority"
            (through_rights if right["through"] else own_rights).append(name)
        elif not _LAND.fullmatch(nature):
            raise UnknownNature(f"unknown nature of control {nature[:100]!r}")
    if own or own_rights:
        soft: list[Right] = ["other_soft"] if through or through_rights else []
        return _holding(own, [*own_rights, *soft], "own")
    if through or through_rights:
        return _holding(through, through_rights, "trustee")
    return Holding() if stated else Holding(shares=UNDISCLOSED, votes=UNDISCLOSED)


def is_nature(text: str) -> bool:
    """Whether it is a nature of control that this table knows."""
    return any(pattern.fullmatch(text) for pattern in (_STAKE, _RIGHT, _LAND))


def published_nature(code: str) -> str:
    """How the register publishes a nature of its internal feed. UnknownNature for a code that is none."""
    if _FEED_LAND.fullmatch(code):
        return f"registered-owner-as-nominee-{code.rpartition('_AS_NOMINEE')[2].lower().replace('_', '-')}"
    match = _FEED.fullmatch(code)
    words = [_FEED_WORDS.get(part) for part in match.groups()[1:] if part] if match else [None]
    if match is None or None in words:
        raise UnknownNature(f"unknown nature of control {code[:100]!r}")
    return "".join(word for word in words if word) + ("-registered-overseas-entity" if match[1] else "")


def larger(one: Share, other: Share) -> Share:
    """Two figures for one holding: both are met by the larger, and they must not be added."""
    return Share(max(one.low, other.low), max(one.high, other.high))


def _holding(stakes: Mapping[Metric, Share], rights: list[Right], capacity: Capacity) -> Holding:
    return Holding(
        shares=stakes.get("shares"),
        votes=stakes.get("votes"),
        profits=stakes.get("profits"),
        rights=tuple(dict.fromkeys(rights)),
        capacity=capacity,
    )
