"""The interests of one BODS relationship statement as claims. They describe one holding: the larger counts, no sum.

What is decided here:
- Open Ownership writes the UK band "more than 50, less than 75" as minimum 50, maximum 75, which BODS defines as
  inclusive and which would prove no majority. Where ``details`` repeats the register's natures of control, those
  decide.
- Its older data repeats one nature in the ``details`` of each interest. These decide likewise where all of them do.
- Its GLEIF relationships carry no share; ``details`` names GLEIF's relationship type, read as in ``gleif_rr``.
- ``share.exact`` is exact, as its name says; minimum and maximum are a band; no share is an undisclosed one.
- ``appointmentOfBoard`` is a majority of the board only where its share is more than half; else a minority.
- Boards' members and senior managers have an office, not an interest. Settlors, trustees, beneficiaries, nominees,
  contracts, articles and laws that give influence without a figure are soft: possible, never certain.
- ``beneficialOwnershipOrControl: false`` marks a legal owner, not "no control": it changes nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from cypher.quantity import UNDISCLOSED, WHOLE, Share, band, exact, parse_percent
from cypher.vocabulary import Capacity, Directness, Metric, Right
from ingest.reading import utc_day
from ingest.reading_json import text_of
from ingest.sources import gleif_rr
from ingest.sources._psc_natures import Holding, holding, is_nature, larger

_METRICS: Mapping[str, Metric] = {
    "shareholding": "shares",
    "votingRights": "votes",
    "rightsToSurplusAssetsOnDissolution": "profits",
    "rightsToProfitOrIncome": "profits",
}
_RIGHTS: Mapping[str, Right] = {
    "otherInfluenceOrControl": "significant_influence", "settlor": "other_soft", "trustee": "other_soft",
    "protector": "other_soft", "beneficiaryOfLegalArrangement": "other_soft", "rightsGrantedByContract": "other_soft",
    "conditionalRightsGrantedByContract": "option", "controlViaCompanyRulesOrArticles": "other_soft",
    "controlByLegalFramework": "other_soft", "enjoymentAndUseOfAssets": "other_soft",
    "rightToProfitOrIncomeFromAssets": "other_soft", "nominee": "other_soft", "nominator": "other_soft",
}  # fmt: skip
_CAPACITIES: Mapping[str, Capacity] = {"nominee": "nominee", "trustee": "trustee"}
_OFFICES = ("boardMember", "boardChair", "seniorManagingOfficial")
_NOT_SAID = ("", "unknownInterest", "unpublishedInterest")
_DIRECTNESS: Mapping[str, Directness] = {"direct": "direct", "indirect": "indirect"}
_NATURES = re.compile(r"(?:Relationship Type: )?\[('[a-z0-9-]+'(?:, '[a-z0-9-]+')*)\]")
_GLEIF = re.compile(r"(?:Relationship Type: )?(IS_[A-Z_-]+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """One holding of a statement: what, how held, from when to when. ``gleif`` is GLEIF's type where it is one."""

    holding: Holding
    directness: Directness
    begins: date | None
    ends: date | None
    stated: str
    gleif: str | None = None
    office: bool = False


@dataclass(slots=True)
class _Gathered:
    shares: dict[Metric, Share] = field(default_factory=dict)
    rights: list[Right] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    interest: bool = False


def claims(interests: Sequence[Any]) -> list[Claim]:
    """The claims of one statement, one for each directness, capacity and period. ValueError for what is unknown."""
    if not all(isinstance(one, dict) for one in interests):
        raise ValueError("interests is not a list of objects")
    details = " ".join(dict.fromkeys(text_of(one, "details") for one in interests)).strip()
    if interests and (natures := _NATURES.fullmatch(details)):
        found = re.findall(r"'([a-z0-9-]+)'", natures[1])
        return [Claim(holding(found), "unknown", *_life(interests), stated=", ".join(found))]
    if interests and all(is_nature(text_of(one, "details")) for one in interests):
        return _by_period(interests)
    if interests and (gleif := _GLEIF.fullmatch(details)):
        return [_from_gleif(gleif[1], *_life(interests))]
    if not interests:
        return [Claim(Holding(shares=UNDISCLOSED), "unknown", None, None, "no interest stated")]
    groups: dict[tuple[Directness, Capacity, date | None, date | None], _Gathered] = {}
    for one in interests:
        kind = text_of(one, "type")
        key = (
            _DIRECTNESS.get(text_of(one, "directOrIndirect"), "unknown"),
            _CAPACITIES.get(kind, "own"),
            utc_day(text_of(one, "startDate")),
            utc_day(text_of(one, "endDate")),
        )
        _gather(groups.setdefault(key, _Gathered()), kind, one)
    # An office beside an interest adds nothing; alone it is reported as what it is.
    kept = {key: group for key, group in groups.items() if group.interest} or groups
    return [
        Claim(
            Holding(
                group.shares.get("shares"),
                group.shares.get("votes"),
                group.shares.get("profits"),
                tuple(dict.fromkeys(group.rights)),
                capacity,
            ),
            directness,
            begins,
            ends,
            stated="; ".join(group.words),
            office=not group.interest,
        )
        for (directness, capacity, begins, ends), group in kept.items()
    ]


def _gather(group: _Gathered, kind: str, one: Mapping[str, Any]) -> None:
    stated = one.get("share")
    share = _share(stated) if isinstance(stated, dict) and stated else None
    figures = " ".join(f"{name} {value}" for name, value in (stated or {}).items()) if share else ""
    group.words.append(
        " ".join(part for part in (kind or "interest not stated", figures, text_of(one, "details")) if part)
    )
    if kind in _OFFICES:
        return
    group.interest = True
    if metric := _METRICS.get(kind, "shares" if kind in _NOT_SAID else None):
        share = share or UNDISCLOSED
        group.shares[metric] = larger(group.shares[metric], share) if metric in group.shares else share
    elif kind == "appointmentOfBoard":
        group.rights.append("board_majority" if share and share.low > WHOLE // 2 else "board_minority")
    elif kind in _RIGHTS:
        group.rights.append(_RIGHTS[kind])
    else:
        raise ValueError(f"unknown interest type {kind[:60]!r}")


def _by_period(interests: Sequence[Any]) -> list[Claim]:
    """Natures of control of one period are one holding."""
    natures: dict[tuple[date | None, date | None], list[str]] = {}
    for one in interests:
        period = utc_day(text_of(one, "startDate")), utc_day(text_of(one, "endDate"))
        natures.setdefault(period, []).append(text_of(one, "details"))
    return [
        Claim(holding(stated), "unknown", begins, ends, stated=", ".join(stated))
        for (begins, ends), stated in natures.items()
    ]


def _from_gleif(kind: str, begins: date | None, ends: date | None) -> Claim:
    if kind == gleif_rr.BRANCH or kind in gleif_rr.NO_CONTROL:
        return Claim(Holding(), "direct", begins, ends, kind, gleif=kind)
    if kind not in gleif_rr.RIGHTS:
        raise ValueError(f"unknown relationship type {kind[:60]!r}")
    right, directness = gleif_rr.RIGHTS[kind]
    return Claim(Holding(rights=(right,)), directness, begins, ends, kind, gleif=kind)


def _life(interests: Sequence[Any]) -> tuple[date | None, date | None]:
    """The whole period of interests that are one: over only when all of them are."""
    begins = [utc_day(text_of(one, "startDate")) for one in interests]
    ends = [utc_day(text_of(one, "endDate")) for one in interests]
    known = [day for day in ends if day]
    return min((day for day in begins if day), default=None), max(known) if len(known) == len(ends) else None


def _share(stated: Mapping[str, Any]) -> Share:
    if (figure := _percent(stated, "exact")) is not None:
        return exact(figure)
    least, most = _percent(stated, "minimum"), _percent(stated, "maximum")
    above, below = _percent(stated, "exclusiveMinimum"), _percent(stated, "exclusiveMaximum")
    # Up to BODS 0.3 the exclusive bounds were booleans beside minimum and maximum; some 0.4 files still have them.
    min_open, max_open = stated.get("exclusiveMinimum") is True, stated.get("exclusiveMaximum") is True
    if above is not None and (least is None or above >= least):
        least, min_open = above, True
    if below is not None and (most is None or below <= most):
        most, max_open = below, True
    return band(least, most, min_exclusive=min_open, max_exclusive=max_open)


def _percent(stated: Mapping[str, Any], key: str) -> Fraction | None:
    value = stated.get(key)
    if value is None or isinstance(value, bool):
        return None
    if not isinstance(value, (int, str)):
        raise ValueError(f"share.{key} is not a number")
    return parse_percent(str(value))
