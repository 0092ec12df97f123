"""Stored determinations: append-only, once for the same facts, and the same bytes when they are asked again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from cypher import Query
from cypher.graph import Graph
from cypher.quantity import Share
from ingest.load import load
from ingest.records import BranchRecord, Closed, Complete, Identifier, InterestRecord, PartyRecord, Record, Seat
from ingest.source import Source
from service import stored
from service.determination.case import BadCase
from service.determine import Determiner
from service.errors import NotFound, ServiceError
from service.policy.file import Policies
from service.policy.file import read as read_policy
from service.replay import replay

POLICIES = Policies()
PLACES = ["CN", "GB", "RU", "US", "HK"]
TODAY = datetime.now(UTC).date()


def party(number: int, place: str, name: str = "", **more: Any) -> PartyRecord:
    own = Identifier("LEI", f"P{number}")
    seats = (Seat("headquarters", place, place),)
    return PartyRecord(f"p{number}", own, "company", name or f"Party {number}", seats=seats, **more)


def stake(record: str, holder: int, subject: int, percent: int, **more: Any) -> InterestRecord:
    ends = (Identifier("LEI", f"P{number}") for number in (holder, subject))
    return InterestRecord(record, *ends, shares=Share(percent * 10**10, percent * 10**10), scope=f"s{subject}", **more)


@pytest.fixture
def give(graph: Graph, tmp_path: Path) -> Callable[..., None]:
    """Loads a file of records of one source."""
    path = tmp_path / "x.txt"
    path.write_text("x")

    def loading(*records: Record, rank: int = 1) -> None:
        found = Source(
            "s", "T", "P", "https://x", "CC0-1.0", "A", rank, "exact", 30, ("*.txt",), lambda _: iter(records)
        )
        assert not load(graph, found, [path]).failed

    return loading


@pytest.fixture
def determiner(graph: Graph) -> Determiner:
    return Determiner(graph, POLICIES)


def again(graph: Graph, id_: str) -> Any:
    kept = stored.get(graph, id_)
    return replay(graph, POLICIES, json.loads(kept.payload), kept)


def random_file(dice: random.Random) -> list[Record]:
    """Whatever may happen in a file: parties that move, are renamed and dissolved, stakes that come, change and end."""
    records: list[Record] = []
    for _ in range(dice.randrange(1, 7)):
        one, other = dice.sample(range(6), 2)
        match dice.randrange(8):
            case 0:
                name = dice.choice(["", "New Name", "Other"])
                day = dice.choice([None, TODAY - timedelta(days=9)])
                records.append(party(one, dice.choice(PLACES), name, dissolved_on=day))
            case 1:
                records.append(Closed(f"i{one}{other}", dice.choice([None, TODAY - timedelta(days=99), TODAY])))
            case 2:
                records.append(Closed(f"i{one}{other}", TODAY + timedelta(days=9)))
            case 3:
                records.append(Complete(f"s{one}"))
            case 4:
                ends = (Identifier("LEI", f"P{number}") for number in (one, other))
                records.append(BranchRecord(f"b{one}", *ends, valid_to=dice.choice([None, TODAY])))
            case _:
                begins = dice.choice([None, TODAY - timedelta(days=400)])
                ends_on = dice.choice([None, None, TODAY - timedelta(days=30)])
                share = dice.choice([20, 40, 51, 100])
                behalf = Identifier("LEI", f"P{dice.randrange(6)}") if dice.randrange(6) == 0 else None
                made = stake(f"i{one}{other}", one, other, share, valid_from=begins, valid_to=ends_on)
                records.append(replace(made, on_behalf_of=behalf))
    return records


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_loaded_later_all_replay_to_the_same_bytes(
    graph: Graph, give: Callable[..., None], determiner: Determiner, seed: int
) -> None:
    dice = random.Random(seed)
    give(*(party(number, PLACES[number % 5]) for number in range(6)))
    ids: dict[str, bytes] = {}
    instants = [datetime.now(UTC)]
    for _ in range(8):
        give(*random_file(dice))
        instants.append(datetime.now(UTC))
        for number in dice.sample(range(6), 3):
            as_of = dice.choice([None, None, TODAY - timedelta(days=60)])
            known_at = dice.choice([None, None, dice.choice(instants)])
            kept = determiner.store(f"LEI:P{number}", as_of=as_of, known_at=known_at)
            if kept.created:
                ids[kept.id] = kept.payload
    assert len({json.loads(payload)["set"] for payload in ids.values()}) > 1
    for id_, payload in ids.items():
        assert stored.get(graph, id_).payload == payload
        result = again(graph, id_)
        assert result.same, (payload, result)


def test_the_same_facts_are_stored_once_and_storing_changes_no_revision(
    graph: Graph, give: Callable[..., None], determiner: Determiner
) -> None:
    give(party(0, "GB"), party(1, "CN"), stake("i", 1, 0, 60))
    before = determiner.head()
    first, second = determiner.store("LEI:P0"), determiner.store("LEI:P0")
    assert (first.created, second.created) == (True, False)
    assert (first.id, first.payload) == (second.id, second.payload)
    assert determiner.head() == before
    assert json.loads(first.payload)["verdict"] == "restricted"
    give(party(5, "GB"))
    assert determiner.store("LEI:P0").id == first.id, "nothing that it rests on has changed"
    give(stake("i", 1, 0, 70))
    assert determiner.store("LEI:P0").id != first.id
    query = Query(
        "tests/kept",
        "MATCH (p:Party)-[:DETERMINED]->(d:Determination)"
        " RETURN p.id AS id, d.verdict AS verdict, d.revision AS revision ORDER BY revision",
        {},
        "What is kept.",
    )
    assert graph.read(query) == [
        {"id": "LEI:P0", "verdict": "restricted", "revision": 1},
        {"id": "LEI:P0", "verdict": "restricted", "revision": 3},
    ]


def test_a_document_alone_is_replayed_too(graph: Graph, give: Callable[..., None], determiner: Determiner) -> None:
    give(party(0, "GB", "Before"), party(1, "CN"), stake("i", 1, 0, 60))
    document = determiner.determine("LEI:P0").document
    give(party(0, "GB", "After"), stake("i", 1, 0, 40))
    assert replay(graph, POLICIES, document).same
    forged = document | {"decision": "allow", "margin": "-1"}
    result = replay(graph, POLICIES, forged)
    assert result.reason == "different"
    assert [(one.where, one.then) for one in result.fields] == [("decision", "allow"), ("margin", "-1")]
    shuffled = dict(reversed(document.items()))
    assert replay(graph, POLICIES, shuffled).reason == "different"


def test_what_cannot_be_replayed_is_said(graph: Graph, give: Callable[..., None], determiner: Determiner) -> None:
    give(party(0, "GB"), party(1, "CN"), stake("i", 1, 0, 60))
    document = determiner.determine("LEI:P0").document
    policy = document["policy"]
    cases = {
        "other_engine": document | {"engine_version": "0"},
        "no_policy": document | {"policy": policy | {"hash": "0" * 64}},
        "no_such_revision": document | {"revision": 99},
        "unknown_entity": document | {"entity": {"id": "LEI:NOBODY"}},
    }
    for reason, changed in cases.items():
        assert replay(graph, POLICIES, changed).reason == reason
    for bad in ({}, [], None, document | {"as_of": "yesterday"}, document | {"revision": None}, {"results": {}}):
        with pytest.raises(BadCase):
            replay(graph, POLICIES, bad)  # type: ignore[arg-type]


def test_a_policy_file_may_be_given(
    graph: Graph, give: Callable[..., None], determiner: Determiner, repository: Path, tmp_path: Path
) -> None:
    shipped = repository / "service/policy/policies/unsupported-regions_2025-09-05.toml"
    file = tmp_path / "house.toml"
    file.write_text(shipped.read_text("utf-8") + "\n# ours\n", "utf-8")
    rule = read_policy(file)
    give(party(0, "GB"))
    document = determiner.determine("LEI:P0", rule).document
    assert replay(graph, POLICIES, document).reason == "no_policy"
    assert replay(graph, POLICIES, document, None, rule).same


def test_a_join_and_another_rank_reach_back_and_are_named(
    graph: Graph, give: Callable[..., None], determiner: Determiner
) -> None:
    give(party(0, "GB"), party(1, "CN"), stake("i", 1, 0, 60))
    ranked = determiner.store("LEI:P0").id
    give(rank=2)
    assert again(graph, ranked).same, "with one source its rank decides nothing"
    give(rank=1)
    other = Identifier("GB-COH", "09000001")
    give(PartyRecord("c", other, "company", "Party one, elsewhere", seats=(Seat("headquarters", "CN", "CN"),)))
    kept = determiner.store("GB-COH:09000001").id
    give(replace(party(1, "CN"), identifiers=(other,), published=date(2026, 1, 1)))
    result = again(graph, kept)
    assert result.reason == "other_facts"
    assert "GB-COH:09000001 was joined to LEI:P1 since" in result.sentence
    assert result.fields
    assert result.facts
    assert stored.get(graph, kept).entity == "LEI:P1"


def test_what_is_too_large_is_not_stored(
    give: Callable[..., None], determiner: Determiner, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(party(0, "GB"))
    monkeypatch.setattr(stored, "MAX_STORED", 100)
    with pytest.raises(ServiceError) as error:
        determiner.store("LEI:P0")
    assert (error.value.code, error.value.status) == ("too_large", 413)


def test_nobody_has_that_id(graph: Graph) -> None:
    with pytest.raises(NotFound, match="No determination is stored as 'none'"):
        stored.get(graph, "none")


def test_the_api_stores_and_reads_by_operators_alone(client: TestClient, hook_key: str) -> None:
    address = "/v1/entities/LEI:2138008KTNTDICZU8L25/evaluations"
    made = client.post(address)
    assert made.status_code == 200, made.text
    assert made.json()["created"] is True
    again_ = client.post(address).json()
    assert (again_["created"], again_["id"]) == (False, made.json()["id"])
    read = client.get(f"/v1/determinations/{made.json()['id']}")
    assert read.json()["determination"] == made.json()["determination"]
    assert read.content.partition(b'"determination":')[2] == made.content.partition(b'"determination":')[2]
    assert read.json()["entity"] == made.json()["determination"]["entity"]["id"]
    for ask in (lambda **more: client.post(address, **more), lambda **more: client.get("/v1/determinations/x", **more)):
        assert ask(headers={"X-API-Key": hook_key}).status_code == 403
    assert client.get("/v1/determinations/x").json()["code"] == "unknown_determination"
    assert client.post(f"{address}?policy=none").json()["code"] == "unknown_policy"
    assert client.post("/v1/entities/LEI:NOBODY/evaluations").json()["code"] == "unknown_entity"


SPOKEN_ANEW = """
import json, random, sys
from datetime import date
from service.determination.case import decode
from service.evaluation import evaluate
from service.policy.file import Policies

policies = Policies()
for seed in range(60):
    dice = random.Random(seed)
    ids = [f"P{number}" for number in range(7)]
    parties = [
        {"id": id_, "kind": dice.choice(["company", "company", "person"]), "seats": [{
            "kind": dice.choice(["headquarters", "registered", "residence", "mailing"]),
            "jurisdiction": dice.choice(["CN", "GB", "RU", "HK"]), "valid_to": dice.choice([None, "2025-06-01"])}]}
        for id_ in ids
    ]
    interests = []
    for _ in range(14):
        holder, subject = dice.sample(ids, 2)
        what = {"metric": "shares", "percent": dice.choice(["10", "50", "80"])}
        if dice.random() < 0.3:
            what = {"right": dice.choice(["board_majority", "consolidation", "veto", "contractual"])}
        interests.append({"holder": holder, "subject": subject, "valid_to": dice.choice([None, "2025-06-01"])} | what)
    case = {"parties": parties, "interests": interests, "as_of": "2026-01-01"}
    print(json.dumps(evaluate(decode(json.dumps(case).encode()), policies, date(2026, 1, 1))))
"""


def test_the_bytes_are_the_same_in_every_process(repository: Path) -> None:
    """Python orders sets anew in each process; a replay happens in another one."""
    said = {
        subprocess.run(
            [sys.executable, "-c", SPOKEN_ANEW],
            cwd=repository,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(repository)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
