"""Who is who in any order: the same bonds, however batched, give the same parties; and where they cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher.vocabulary import Kind
from ingest.identifiers import is_register
from ingest.identity import Bond, Known, Merge, RefusedLink, resolve
from ingest.records import Identifier

POOL = [
    Identifier(scheme, value)
    for scheme, values in {"LEI": "ABC", "GB-COH": "12", "CIK": "9", "ISIN": "UV", "s": "xyz", "t": "xy"}.items()
    for value in values
]
Partition = frozenset[frozenset[str]]


class Store:
    """What a graph keeps between batches: parties with their identifiers and kinds."""

    def __init__(self) -> None:
        self.keys: dict[str, set[str]] = {}
        self.born: dict[str, int] = {}
        self.bonds: list[Bond] = []
        self.refused: list[RefusedLink] = []
        self.merges: list[Merge] = []
        self.clock = 0

    def load(self, batch: Sequence[Bond]) -> None:
        asked = {one.key for bond in batch for one in bond.identifiers}
        known = [
            Known(party, self.kind(party), self.born[party], sorted(keys))
            for party, keys in self.keys.items()
            if keys & asked
        ]
        self.clock += 100
        result = resolve(batch, known, self.clock)
        assert {merge.loser for merge in result.merges} <= self.keys.keys()
        for merge in result.merges:
            self.keys.setdefault(merge.winner, set()).update(self.keys.pop(merge.loser))
        for party, born in result.created:
            assert party not in self.keys
            self.keys[party], self.born[party] = set(), born
        for key, party in result.party_of.items():
            self.keys[party].add(key)
        self.bonds += batch
        self.refused += result.refused
        self.merges += result.merges

    def kind(self, party: str) -> str:
        own = (bond.kind for bond in self.bonds if bond.identifiers[0].key in self.keys[party])
        return next((kind for kind in own if kind != "unknown"), "unknown")

    @property
    def partition(self) -> Partition:
        return frozenset(map(frozenset, self.keys.values()))


def loaded(batches: Sequence[Sequence[Bond]]) -> Store:
    store = Store()
    for batch in batches:
        store.load(batch)
    return store


def closure(bonds: Sequence[Bond]) -> Partition:
    """Everything that the bonds connect, without any guard: written apart from what is tested."""
    groups: list[set[str]] = []
    for bond in bonds:
        keys = {one.key for one in bond.identifiers}
        near = [group for group in groups if group & keys]
        groups = [group for group in groups if not group & keys] + [keys.union(*near)]
    return frozenset(map(frozenset, groups))


def contradicts(group: frozenset[str], bonds: Sequence[Bond]) -> bool:
    numbers = [key.partition(":")[0] for key in group if is_register(Identifier(*key.split(":", 1)))]
    kinds = {bond.kind for bond in bonds if bond.identifiers[0].key in group} - {"unknown"}
    return len(numbers) != len(set(numbers)) or ("person" in kinds and len(kinds) > 1)


@st.composite
def bond(draw: st.DrawFn, kinds: Sequence[Any] = get_args(Kind)) -> Bond:
    chosen = draw(st.lists(st.sampled_from(POOL), min_size=1, max_size=3, unique=True))
    return Bond(f"s:{draw(st.integers(0, 99))}", draw(st.sampled_from(kinds)), tuple(chosen))


@st.composite
def two_ways(draw: st.DrawFn) -> tuple[list[list[Bond]], list[list[Bond]]]:
    """The same bonds, in two orders and two batchings."""
    kinds = draw(st.sampled_from([("company", "unknown"), get_args(Kind)]))
    bonds = draw(st.lists(bond(kinds), min_size=1, max_size=7))
    return draw(_batched(bonds)), draw(_batched(bonds))


@st.composite
def _batched(draw: st.DrawFn, bonds: list[Bond]) -> list[list[Bond]]:
    order = draw(st.permutations(bonds))
    cuts = sorted(draw(st.sets(st.integers(1, len(bonds)))))
    return [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True) if start < end]


@given(two_ways())
def test_without_contradiction_any_order_and_batching_gives_the_same_parties(ways: Any) -> None:
    one, other = loaded(ways[0]), loaded(ways[1])
    bonds = one.bonds
    whole = closure(bonds)
    plain = {group for group in whole if not contradicts(group, bonds)}
    assert plain <= one.partition
    assert plain <= other.partition
    if plain == whole:
        assert one.partition == other.partition == whole
        assert not one.refused and not other.refused


@given(two_ways())
def test_with_contradictions_nobody_is_joined_beyond_what_is_stated_nor_against_a_register(ways: Any) -> None:
    for store in map(loaded, ways):
        whole = closure(store.bonds)
        for group in store.partition:
            assert any(group <= all_of for all_of in whole)
            schemes = [key.partition(":")[0] for key in group if is_register(Identifier(*key.split(":", 1)))]
            assert len(schemes) == len(set(schemes))


@given(two_ways())
def test_every_identifier_has_one_party_and_a_party_is_named_by_one_of_its_own(ways: Any) -> None:
    for store in map(loaded, ways):
        every = [key for keys in store.keys.values() for key in keys]
        assert len(every) == len(set(every))
        assert all(party in keys for party, keys in store.keys.items())


@given(two_ways())
def test_the_same_again_changes_nothing(ways: Any) -> None:
    store = loaded(ways[0])
    before, merges = store.partition, len(store.merges)
    if store.refused:
        return
    for batch in ways[1]:
        store.load(batch)
    assert (store.partition, len(store.merges)) == (before, merges)


LEI_A, LEI_B, COH = Identifier("LEI", "A"), Identifier("LEI", "B"), Identifier("GB-COH", "1")


@pytest.mark.parametrize("batched", [True, False])
def test_where_the_order_decides_one_number_on_two_companies_stays_with_the_first(batched: bool) -> None:
    claims = [Bond("s:1", "company", (LEI_A, COH)), Bond("s:2", "company", (LEI_B, COH))]
    for first, second in (claims, claims[::-1]):
        store = loaded([[first], [second]] if batched else [[first, second]])
        assert store.partition == {
            frozenset(one.key for one in first.identifiers),
            frozenset([second.identifiers[0].key]),
        }
        assert [(link.record, link.key) for link in store.refused] == [(second.record, "GB-COH:1")]
