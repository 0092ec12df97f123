"""Which party does each record speak of? PURE: what is stored comes in, what to change goes out.

Parties join only where identifiers are equal. An identifier of a strong scheme means one legal person whatever the
source; any other means something inside its own source only. Guards keep mistakes of publishers from growing: a join
that would give one party two values of one register (one number on two companies, says the source), make a person and
a company one, or bring together what a person has parted, is not made.

Where nothing is refused, any order and any batching of the same bonds gives the same partition, and whether something
is refused does not depend on them. Where a link is refused, which of the contradicting links came first decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cypher.merging import Merge
from cypher.vocabulary import PARTED
from ingest.identifiers import is_register, is_strong
from ingest.records import Identifier


@dataclass(frozen=True, slots=True)
class Known:
    """A party as stored. ``born`` orders parties by age; ``identifiers`` are all of its keys.

    A key behind the word ``not`` ("not LEI:A") is one that a person has decided that it does not have.
    """

    id: str
    kind: str
    born: int
    identifiers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Bond:
    """One record's word that all ``identifiers`` (its own first) name one party of ``kind``.

    A reference from another record is a bond of one identifier and the kind "unknown".
    """

    record: str
    kind: str
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class RefusedLink:
    """``record`` says that its party also has ``key``; ``reason`` says why that was not believed."""

    record: str
    key: str
    reason: str


@dataclass(slots=True)
class Resolution:
    """What follows: the party of each key, parties and identifiers to make, parties to merge, links refused."""

    party_of: dict[str, str] = field(default_factory=dict)
    created: list[tuple[str, int]] = field(default_factory=list)
    new_identifiers: list[Identifier] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    refused: list[RefusedLink] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Cluster:
    id: str
    kind: str
    born: int
    stored: bool
    registers: dict[str, str]
    keys: list[str]
    parted: set[str] = field(default_factory=set)
    into: _Cluster | None = None

    def root(self) -> _Cluster:
        cluster = self
        while cluster.into is not None:
            cluster = cluster.into
        return cluster


def scoped(identifier: Identifier, source: str) -> Identifier:
    """``identifier`` as it may be compared: a weak one of another publisher's scheme is local to ``source``."""
    if identifier.scheme == source or is_strong(identifier):
        return identifier
    return Identifier(source, identifier.key)


def resolve(bonds: Iterable[Bond], known: Iterable[Known], born: int) -> Resolution:
    """Assigns every identifier of ``bonds`` to a party. New parties are born ``born``, ``born + 1``, ...

    Of two stored parties that become one the older survives.
    """
    result = Resolution()
    owner: dict[str, _Cluster] = {}
    for party in known:
        keys = [key for key in party.identifiers if not key.startswith(PARTED)]
        cluster = _Cluster(party.id, party.kind, party.born, True, _registers(keys), keys)
        cluster.parted = {key.removeprefix(PARTED) for key in party.identifiers if key.startswith(PARTED)}
        owner.update(dict.fromkeys(keys, cluster))
    for bond in bonds:
        own = bond.identifiers[0]
        if own.key not in owner:
            cluster = _Cluster("", "unknown", born, False, {}, [])
            born += 1
            _give(cluster, own, owner, result)
        cluster = owner[own.key].root()
        if cluster.kind == "unknown":
            cluster.kind = bond.kind
        for identifier in bond.identifiers[1:]:
            _link(bond, identifier, owner, result)
    for cluster in {id(c.root()): c.root() for c in owner.values()}.values():
        if not cluster.stored:
            cluster.id = min(cluster.keys, key=_worth)  # of several equally good ones the first
            result.created.append((cluster.id, cluster.born))
    result.party_of = {key: cluster.root().id for key, cluster in owner.items()}
    result.merges = [Merge(result.party_of[merge.key], merge.loser, merge.record, merge.key) for merge in result.merges]
    return result


def _link(bond: Bond, identifier: Identifier, owner: dict[str, _Cluster], result: Resolution) -> None:
    cluster = owner[bond.identifiers[0].key].root()
    other = owner[identifier.key].root() if identifier.key in owner else None
    if other is cluster:
        return
    registers = other.registers if other else _registers([identifier.key])
    for scheme, value in registers.items():
        if cluster.registers.get(scheme, value) != value:
            reason = f"the party would have two numbers of {scheme}: {cluster.registers[scheme]} and {value}"
            result.refused.append(RefusedLink(bond.record, identifier.key, reason))
            return
    parted = cluster.parted.intersection(other.keys if other else [identifier.key])
    if other:
        parted |= other.parted.intersection(cluster.keys)
    if parted:
        reason = f"a person has parted them: {min(parted)} is another party's"
        result.refused.append(RefusedLink(bond.record, identifier.key, reason))
        return
    kinds = {bond.kind, other.kind if other else bond.kind, cluster.kind} - {"unknown"}
    if "person" in kinds and len(kinds) > 1:
        reason = f"a person and a {'/'.join(sorted(kinds - {'person'}))} cannot be one party"
        result.refused.append(RefusedLink(bond.record, identifier.key, reason))
        return
    if other is None:
        _give(cluster, identifier, owner, result)
        return
    # What is not stored yet is younger than all that is, so it never survives a stored party.
    winner, loser = sorted((cluster, other), key=lambda one: (not one.stored, one.born, one.id))
    loser.into = winner
    winner.registers.update(loser.registers)
    winner.keys += loser.keys
    winner.parted |= loser.parted
    if winner.kind == "unknown":
        winner.kind = loser.kind
    if loser.stored:
        result.merges.append(Merge(winner.id, loser.id, bond.record, identifier.key))


def _give(cluster: _Cluster, identifier: Identifier, owner: dict[str, _Cluster], result: Resolution) -> None:
    owner[identifier.key] = cluster
    cluster.keys.append(identifier.key)
    cluster.registers.update(_registers([identifier.key]))
    result.new_identifiers.append(identifier)


def _registers(keys: Iterable[str]) -> dict[str, str]:
    identifiers = (_split(key) for key in keys)
    return {one.scheme: one.value for one in identifiers if is_register(one)}


def _worth(key: str) -> int:
    """Which of a party's identifiers names it: one of a register, else another strong one, else its source's own."""
    identifier = _split(key)
    return 0 if is_register(identifier) else 1 if is_strong(identifier) else 2


def _split(key: str) -> Identifier:
    scheme, _, value = key.partition(":")
    return Identifier(scheme, value)
