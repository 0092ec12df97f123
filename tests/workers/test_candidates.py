"""``controlpath candidates`` and ``controlpath parties part`` on the two companies of one name in a graph."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from cypher.graph import Graph
from ingest.records import Identifier, PartyRecord, Seat
from ingest.source import Source
from ingest.writer import Batch, write

ONE, OTHER = Identifier("LEI", "529900000000000000A1"), Identifier("CIK", "0000000009")


@pytest.fixture
def pair(db: Graph) -> None:
    source = Source("s", "T", "P", "https://x", "CC0-1.0", "A", 1, "exact", 30, (), lambda _: iter(()))
    db.write("ingest/source", id="s", properties={"rank": 1, "grade": "A"})
    seats = (Seat("registered", "GB"),)
    parties = (PartyRecord(one.key, one, "company", "Acme Tools Ltd", seats=seats) for one in (ONE, OTHER))
    write(db, source, Batch(str(uuid4()), tuple(parties)))


def test_find_decide_and_undo(online: Any, pair: None) -> None:
    assert online("candidates", "list").code == 1
    found = online("candidates", "find", "--json")
    assert (found.code, found.json["new"], found.json["open"]) == (0, 1, 1)
    listed = online("candidates", "list")
    assert "same name and legal form; registered in the same country" in listed.out
    (row,) = online("candidates", "list", "--json").json
    id_ = row["id"]
    assert (row["score"], id_ in listed.out) == (85, True)
    assert ONE.key in online("candidates", "show", id_).out
    assert online("candidates", "show", id_, "--json").json["id"] == id_
    assert online("candidates", "confirm", id_, "--by", "ann").code == 2, "a reason is needed"
    first = online("candidates", "confirm", id_, "--by", "ann", "--reason", "same directors")
    assert (first.code, "second person" in first.out) == (4, True)
    again = online("candidates", "confirm", id_, "--by", "Ann", "--reason", "really")
    assert (again.code, "has confirmed it already" in again.err) == (2, True)
    second = online("candidates", "confirm", id_, "--by", "bob", "--reason", "checked", "--json")
    assert (second.code, second.json["outcome"]) == (0, "joined")
    assert online("search", OTHER.key, "--json").json[0]["id"] == ONE.key
    parted = online("parties", "part", ONE.key, OTHER.key, "--by", "cy", "--reason", "not so")
    assert (parted.code, OTHER.key in parted.out) == (0, True)
    assert online("search", OTHER.key, "--json").json[0]["id"] == OTHER.key
    assert online("parties", "part", ONE.key, OTHER.key, "--by", "cy", "--reason", "not so").code == 2
    assert online("candidates", "find", "--json").json["new"] == 0


def test_what_is_not_there(online: Any) -> None:
    ran = online("candidates", "reject", "nothing", "--by", "ann", "--reason", "x")
    assert (ran.code, "There is no candidate" in ran.err) == (2, True)
    assert online("parties", "part", "LEI:NOBODY", "LEI:NONE", "--by", "ann", "--reason", "x").code == 2
