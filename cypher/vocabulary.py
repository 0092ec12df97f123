"""The words of the graph: the closed lists that writers and readers share. Terms follow BODS 0.4 and FATF."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["company", "person", "state", "unknown", "branch"]
"""company: also partnership, fund, trust, foundation. unknown: an explicit undisclosed holder.
branch: the same legal person as its head."""
Metric = Literal["shares", "votes", "profits"]
Directness = Literal["direct", "indirect", "total", "unknown"]
Capacity = Literal["own", "nominee", "trustee", "depositary"]
SeatKind = Literal[
    "headquarters", "principal_executive", "business_address", "operational", "self_statement", "analyst",
    "mailing", "incorporation", "registered", "nationality", "residence",
]  # fmt: skip
HardRight = Literal["board_majority", "consolidation", "general_partner", "contractual", "casting_vote"]
SoftRight = Literal["board_minority", "veto", "golden_share", "significant_influence", "fund_manager", "other_soft"]
ContingentRight = Literal["warrants", "option", "convertible"]
Right = HardRight | SoftRight | ContingentRight
Grade = Literal["A", "B", "C"]
"""A: register or filing. B: curated. C: crowd or undated (counts for possibility only)."""

KINDS: tuple[str, ...] = get_args(Kind)
METRICS: tuple[Metric, ...] = get_args(Metric)
DIRECTNESS: tuple[str, ...] = get_args(Directness)
CAPACITIES: tuple[str, ...] = get_args(Capacity)
SEAT_KINDS: tuple[str, ...] = get_args(SeatKind)
HARD_RIGHTS: tuple[str, ...] = get_args(HardRight)
SOFT_RIGHTS: tuple[str, ...] = get_args(SoftRight)
CONTINGENT_RIGHTS: tuple[str, ...] = get_args(ContingentRight)
RIGHTS: tuple[str, ...] = HARD_RIGHTS + SOFT_RIGHTS + CONTINGENT_RIGHTS
PARTED = "not "
"""Before the key of an identifier: a person has decided that the party does not have it."""
