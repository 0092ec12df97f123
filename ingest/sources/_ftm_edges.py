"""Ownership and sanctions of FollowTheMoney, which are entities like any other. See ``ftm`` for what is decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cypher.vocabulary import Capacity, Directness
from ingest.records import Closed, Identifier, InterestRecord, NoticeRecord, Record
from ingest.sources import _ftm_lists
from ingest.sources._ftm_values import first_day, last_day, percentage, values

_CAPACITIES: tuple[tuple[str, Capacity], ...] = (
    ("nominee", "nominee"), ("trustee", "trustee"), ("depositary", "depositary"), ("depository", "depositary"),
    ("custodian", "depositary"),
)  # fmt: skip
_OVER = re.compile(
    r"(?i)\s*(?:ex-|former\b|inactive|ended|ceased|expired|excluded|terminated|revoked|delisted|removed)"
)
_STATED = ("percentage", "ownershipType", "role", "sharesType", "sharesCount", "startDate", "endDate", "status")
_LONGEST_STATED = 500


def ownership(entity: Mapping[str, Any], scheme: str, **when: Any) -> Iterator[Record]:
    """The stake of one owner in one asset. ValueError where it is of several, or says what cannot be read."""
    has, record = entity["properties"], entity["id"]
    owner, asset = _one(has, "owner", "owners"), _one(has, "asset", "assets")
    words = " ".join(values(has, "role", "ownershipType", "sharesType")).casefold()
    begins, ends = _life(has)
    if ends is None and _is_over(has, "status", "role"):
        yield Closed(record, published=when["published"], version=when["version"])
        return
    yield InterestRecord(
        record=record,
        holder=Identifier(scheme, owner),
        subject=Identifier(scheme, asset),
        shares=percentage(values(has, "percentage")),
        directness=_directness(words),
        capacity=next((capacity for word, capacity in _CAPACITIES if word in words), "own"),
        valid_from=begins,
        valid_to=ends,
        stated=_stated(has, _STATED),
        **when,
    )


def sanction(entity: Mapping[str, Any], scheme: str, **when: Any) -> Iterator[Record]:
    """One notice for each list of ours that it is an entry of; nothing for other lists."""
    has, datasets = entity["properties"], entity["datasets"]
    programmes = values(has, "programId") + values(has, "program") + values(has, "authority")
    lists = _ftm_lists.of_sanction(datasets, programmes, values(has, "provisions", "program"))
    if not lists:
        return
    subject = _one(has, "entity", "parties")
    begins, ends = _life(has, "startDate", "listingDate")
    over = ends is None and _is_over(has, "status")
    for name in sorted(lists):
        record = f"{entity['id']}#{name}"
        if over:
            yield Closed(record, published=when["published"], version=when["version"])
            continue
        yield NoticeRecord(
            record=record,
            subject=Identifier(scheme, subject),
            code=(programmes or [name])[0][:200],
            valid_from=begins,
            valid_to=ends,
            stated=_stated(has, ("program", "authority", "startDate", "listingDate", "endDate", "status")),
            listed_on=name,
            **when,
        )


def listings(entity: Mapping[str, Any], scheme: str, **when: Any) -> Iterator[NoticeRecord]:
    """The lists that a party is on by its topic and its data sets."""
    if "sanction" not in values(entity["properties"], "topics"):
        return
    for name in sorted(_ftm_lists.of_party(entity["datasets"])):
        subject = Identifier(scheme, entity["id"])
        yield NoticeRecord(
            f"{entity['id']}#{name}", subject, "sanction", listed_on=name, stated="topic sanction", **when
        )


def _one(has: Mapping[str, Any], key: str, several: str) -> str:
    found = values(has, key)
    if len(found) != 1:
        raise ValueError(f"{len(found)} {several}: who has what is not said" if found else f"no {key}")
    return found[0]


def _life(has: Mapping[str, Any], *starts: str) -> tuple[date | None, date | None]:
    """From the earliest day that may be meant to the latest: what is dated by its year alone held longest."""
    begins, ends = first_day(values(has, *(starts or ("startDate",)))), last_day(values(has, "endDate"))
    if begins and ends and ends < begins:
        raise ValueError(f"it ends ({ends}) before it begins ({begins})")
    return begins, ends


def _is_over(has: Mapping[str, Any], *keys: str) -> bool:
    return any(found and all(map(_OVER.match, found)) for key in keys if (found := values(has, key)))


def _directness(words: str) -> Directness:
    """Whether a stake is direct is hardly ever said."""
    if "indirect" in words:
        return "unknown" if re.search(r"\bdirect", words) else "indirect"
    return "direct" if re.search(r"\bdirect\b", words) else "unknown"


def _stated(has: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    said = ((key, ", ".join(values(has, key))) for key in keys)
    return "; ".join(f"{key}: {words}" for key, words in said if words)[:_LONGEST_STATED]
