"""Who is who: joins on equal identifiers only, and the two guards."""

from __future__ import annotations

import itertools

import pytest

from ingest.identity import Bond, Known, Resolution, resolve, scoped
from ingest.records import Identifier

A, B, OTHER = Identifier("LEI", "A"), Identifier("LEI", "B"), Identifier("LEI", "C")
REGISTER, CIK, LOCAL = Identifier("GB-COH", "1"), Identifier("CIK", "9"), Identifier("s", "x")


def bond(*identifiers: Identifier, kind: str = "company", record: str = "r") -> Bond:
    return Bond(record, kind, identifiers)


def partition(resolution: Resolution) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for key, party in resolution.party_of.items():
        groups.setdefault(party, set()).add(key)
    return {frozenset(keys) for keys in groups.values()}


def test_a_new_party_is_named_by_its_first_strong_identifier() -> None:
    result = resolve([bond(LOCAL, REGISTER, A)], [], 7)
    assert result.created == [("GB-COH:1", 7)]
    assert set(result.party_of.values()) == {"GB-COH:1"}


def test_without_a_strong_identifier_its_own_names_it() -> None:
    assert resolve([bond(LOCAL)], [], 1).created == [("s:x", 1)]


def test_equal_identifiers_join_a_stored_party() -> None:
    known = Known("LEI:A", "company", 1, ["LEI:A"])
    result = resolve([bond(REGISTER, A)], [known], 9)
    assert result.party_of["GB-COH:1"] == "LEI:A"
    assert not result.created and not result.merges


def test_of_two_stored_parties_the_older_survives() -> None:
    known = [Known("LEI:A", "company", 5, ["LEI:A"]), Known("GB-COH:1", "company", 3, ["GB-COH:1"])]
    result = resolve([bond(A, REGISTER)], known, 9)
    assert [(merge.winner, merge.loser) for merge in result.merges] == [("GB-COH:1", "LEI:A")]
    assert set(result.party_of.values()) == {"GB-COH:1"}


def test_three_stored_parties_become_one_at_once() -> None:
    known = [Known(one.key, "company", n, [one.key]) for n, one in enumerate([CIK, REGISTER, A], 1)]
    result = resolve([bond(A, REGISTER), bond(REGISTER, CIK)], known, 9)
    assert {(merge.winner, merge.loser) for merge in result.merges} == {
        ("CIK:9", "LEI:A"),
        ("CIK:9", "GB-COH:1"),
    }


def test_the_order_of_records_does_not_matter() -> None:
    bonds = [bond(A), bond(REGISTER), bond(A, REGISTER), bond(CIK, REGISTER), bond(LOCAL, A)]
    found = {frozenset(partition(resolve(order, [], 1))) for order in itertools.permutations(bonds)}
    assert len(found) == 1


def test_two_numbers_of_one_register_are_never_one_party() -> None:
    known = [Known("LEI:A", "company", 1, ["LEI:A", "GB-COH:1"]), Known("LEI:B", "company", 2, ["LEI:B"])]
    result = resolve([bond(B, REGISTER, record="s:1")], known, 9)
    assert not result.merges
    assert result.party_of == {"LEI:A": "LEI:A", "GB-COH:1": "LEI:A", "LEI:B": "LEI:B"}
    assert [(link.record, link.key) for link in result.refused] == [("s:1", "GB-COH:1")]
    assert "two numbers of LEI" in result.refused[0].reason


def test_one_record_with_two_numbers_keeps_the_first() -> None:
    result = resolve([bond(A, B)], [], 1)
    assert "LEI:B" not in result.party_of
    assert len(result.refused) == 1


def test_a_person_and_a_company_stay_apart() -> None:
    known = Known("GB-COH:1", "person", 1, ["GB-COH:1"])
    result = resolve([bond(A, REGISTER)], [known], 9)
    assert result.party_of["LEI:A"] != result.party_of["GB-COH:1"]
    assert "person" in result.refused[0].reason


def test_an_unknown_kind_contradicts_nobody() -> None:
    known = Known("GB-COH:1", "unknown", 1, ["GB-COH:1"])
    assert not resolve([bond(A, REGISTER, kind="person")], [known], 9).refused


@pytest.mark.parametrize(
    ("identifier", "key"),
    [(A, "LEI:A"), (LOCAL, "s:x"), (Identifier("US-SAM", "7"), "s:US-SAM:7"), (Identifier("t", "x"), "s:t:x")],
)
def test_weak_identifiers_mean_something_inside_their_source_only(identifier: Identifier, key: str) -> None:
    assert scoped(identifier, "s").key == key


def test_one_issuer_has_many_isins_and_none_names_it() -> None:
    first, second = Identifier("ISIN", "U"), Identifier("ISIN", "V")
    result = resolve([bond(LOCAL, first, second, A)], [], 1)
    assert set(result.party_of.values()) == {"LEI:A"}
    assert not result.refused
    assert resolve([bond(LOCAL, first)], [], 1).created == [("ISIN:U", 1)]


def test_one_isin_on_two_companies_is_refused() -> None:
    security = Identifier("ISIN", "U")
    result = resolve([bond(A, security), bond(B, security, record="s:2")], [], 1)
    assert partition(result) == {frozenset({"LEI:A", "ISIN:U"}), frozenset({"LEI:B"})}
    assert [link.record for link in result.refused] == ["s:2"]


@pytest.mark.parametrize("link", [bond(A, REGISTER), bond(REGISTER, A), bond(LOCAL, A, REGISTER)])
def test_what_a_person_has_parted_is_joined_by_nothing(link: Bond) -> None:
    known = [
        Known("LEI:A", "company", 1, ["LEI:A", "not GB-COH:1"]),
        Known("GB-COH:1", "company", 2, ["GB-COH:1"]),
    ]
    result = resolve([link], known, 9)
    assert result.party_of["LEI:A"] == "LEI:A"
    assert result.party_of["GB-COH:1"] == "GB-COH:1"
    assert not result.merges
    assert ["person has parted" in one.reason for one in result.refused] == [True]


def test_what_was_parted_stays_parted_through_a_third() -> None:
    known = [
        Known("LEI:A", "company", 1, ["LEI:A", "not GB-COH:1"]),
        Known("GB-COH:1", "company", 2, ["GB-COH:1"]),
        Known("CIK:9", "company", 3, ["CIK:9"]),
    ]
    result = resolve([bond(CIK, A), bond(CIK, REGISTER, record="s:2")], known, 9)
    assert [(merge.winner, merge.loser) for merge in result.merges] == [("LEI:A", "CIK:9")]
    assert result.party_of["GB-COH:1"] == "GB-COH:1"
    assert [one.record for one in result.refused] == ["s:2"]
