"""A party that is two: which of its identifiers belong to which? By its records, in their order. PURE.

Two identifiers are to be apart. Whatever was a party of its own before a merge stays together, and so do those
of one record, unless that would bring the two together again: of contradicting links the earlier recorded one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sides:
    """``leaving``: the identifiers of the party that leaves. ``links``: (identifier of the record, key of its
    statement) of each statement that ties the two sides and is not believed any more."""

    leaving: frozenset[str]
    links: tuple[tuple[str, str], ...]


def sides(
    party: str, keep: str, away: str, statements: Sequence[Mapping[str, Any]], merges: Sequence[Mapping[str, Any]]
) -> Sides:
    """``statements`` and ``merges``: rows of ``identity/statements_of_party`` and ``merges_of_party``, in their order.

    The side that holds the party's own id stays, whichever of the two identifiers that is; what is tied to neither
    stays too.
    """
    groups = _Groups(keep, away)
    for merge in merges:
        groups.join(merge["identifiers"])
    owners = _owners(statements)
    for row in statements:
        if row["record"] is not None:
            groups.join((owners[row["source"], row["record"]], row["identifier"]))
    for merge in merges:  # what a person joined is one even where no record says so
        groups.join((merge["winner"], merge["loser"]))
    leaving = groups.of(away)
    if party in leaving:
        leaving = groups.of(keep)
    links = [
        (owner, row["key"])
        for row in statements
        if row["record"] is not None
        and ((owner := owners[row["source"], row["record"]]) in leaving) != (row["identifier"] in leaving)
    ]
    return Sides(frozenset(leaving), tuple(links))


def _owners(statements: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """The identifier by which each record names its party; of one that gave it another the latest."""
    found: dict[tuple[str, str], str] = {}
    for row in statements:
        if row["record"] is not None and (row["own"] or (row["source"], row["record"]) not in found):
            found[row["source"], row["record"]] = row["identifier"]
    return found


class _Groups:
    """Sets of identifiers that grow together, except for the two that must not meet."""

    def __init__(self, keep: str, away: str) -> None:
        self._apart = (keep, away)
        self._group: dict[str, set[str]] = {keep: {keep}, away: {away}}

    def of(self, key: str) -> set[str]:
        return self._group.setdefault(key, {key})

    def join(self, keys: Iterable[str]) -> None:
        whole = set().union(*map(self.of, keys))
        if not whole.issuperset(self._apart):
            self._group.update(dict.fromkeys(whole, whole))
