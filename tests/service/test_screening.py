from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from cypher.graph import Graph, Tx
from cypher.quantity import Share
from service.customer import Screening
from service.determine import Determiner
from service.identity import address_agrees, country_agrees, name_agrees, number_agrees
from service.policy.file import Policies

SADERAT = "LEI:2138008KTNTDICZU8L25"
ALDER = {"name": "Alder Tools Ltd", "country": "GB"}


def ask(client: TestClient, **details: Any) -> dict[str, Any]:
    answer = client.post("/v1/screenings", json=details)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def brief(answer: dict[str, Any]) -> tuple[str, str | None, list[str]]:
    return answer["decision"], answer["verdict"], answer["reason_codes"]


def test_an_identifier_is_enough(client: TestClient) -> None:
    answer = ask(client, identifiers=["gb-coh:9000001"], customer_ref="crm-1")
    assert brief(answer) == ("allow", "clear", ["cleared"])
    assert answer["party"] == {"id": "GB-COH:09000001", "name": "Alder Tools Limited", "country": "GB"}
    assert answer["match"]["by"] == "identifier"
    assert answer["match"]["score"] == 100
    assert answer["customer_ref"] == "crm-1"
    assert brief(ask(client, identifiers=[{"scheme": "RA000242", "value": "HRB1001"}])) == (
        "deny",
        "restricted",
        ["restricted_ownership"],
    )
    assert brief(ask(client, identifiers=[SADERAT]))[:2] == ("hold", "restricted")


def test_the_answer_has_the_frozen_fields(client: TestClient) -> None:
    answer = ask(client, identifiers=["GB-COH:09000001"])
    assert list(answer) == [
        "decision", "verdict", "reason_codes", "sentence", "party", "policy", "results", "revision", "age",
        "recheck_after", "customer_ref", "mode", "match",
    ]  # fmt: skip
    assert set(answer["age"]) == {"evaluated_seconds", "oldest_source_days"}
    assert answer["age"]["evaluated_seconds"] >= 0
    assert answer["age"]["oldest_source_days"] > 0
    assert set(answer["policy"]) == {"id", "version", "hash"}
    assert answer["recheck_after"].endswith("T00:00:00+00:00")


def test_a_name_alone_never_allows(client: TestClient) -> None:
    for details in (
        {"name": "Alder Tools Ltd"},
        ALDER,
        ALDER | {"domain": "alder.example"},
        ALDER | {"address": "Leeds"},
        ALDER | {"address": "12 Other Street, Leeds"},
        ALDER | {"number": "123"},
        ALDER | {"number": "123", "address": "12 Mill Lane, Leeds"},
        {"name": "Alder Tools Ltd", "number": "09000001"},
    ):
        answer = ask(client, **details)
        assert brief(answer) == ("hold", "clear", ["insufficient_identity", "cleared"]), details
        assert not answer["match"]["identified"]
        assert answer["match"]["score"] < 100


@pytest.mark.parametrize(
    "more",
    [{"number": "9000001"}, {"address": "Alder Tools, 12 Mill Lane, Leeds LS1 4AP"}, {"address": "LS1 4AP Leeds"}],
)
def test_name_country_and_one_more_attribute_identify(client: TestClient, more: dict[str, str]) -> None:
    answer = ask(client, **ALDER, **more)
    assert brief(answer) == ("allow", "clear", ["cleared"])
    assert answer["match"]["reasons"] == ["name", "country", *more]


def test_twins_are_told_apart_or_held(client: TestClient) -> None:
    answer = ask(client, name="Twin Ltd", country="GB")
    assert brief(answer) == ("hold", None, ["ambiguous"])
    assert answer["party"] is None
    assert len(answer["match"]["candidates"]) == 2
    assert ask(client, name="Twin Ltd", country="GB", number="09000004")["party"]["id"] == "GB-COH:09000004"
    assert brief(ask(client, name="Twin Ltd", country="FR")) == ("hold", None, ["not_found"])


def test_nobody_is_never_an_allow(client: TestClient) -> None:
    assert brief(ask(client, name="Nobody At All")) == ("hold", None, ["not_found"])
    assert brief(ask(client, identifiers=["LEI:00000000000000000000"])) == ("hold", None, ["not_found"])


def test_an_identifier_of_somebody_else_holds_and_never_loosens_a_deny(client: TestClient) -> None:
    for wrong in ({"name": "Birch Tools Limited"}, {"country": "FR"}, {"name": "Alder Tools GmbH"}):
        answer = ask(client, identifiers=["GB-COH:09000001"], **wrong)
        assert brief(answer) == ("hold", "clear", ["identifier_name_mismatch", "cleared"])
    restricted = ask(client, identifiers=["RA000242:HRB1001"], name="Alder Tools Limited", country="GB")
    assert brief(restricted) == ("deny", "restricted", ["identifier_name_mismatch", "restricted_ownership"])


def test_identifiers_that_contradict_each_other(client: TestClient) -> None:
    both = ask(client, identifiers=["GB-COH:09000001", "GB-COH:09000004"])
    assert brief(both) == ("hold", None, ["ambiguous"])
    worse = ask(client, identifiers=["GB-COH:09000001", "RA000242:HRB1001"])
    assert worse["decision"] == "deny"
    assert worse["party"]["id"] == "RA000242:HRB1001"
    half = ask(client, identifiers=["GB-COH:09000001", "GB-COH:12345678"])
    assert brief(half) == ("hold", "clear", ["identifier_conflict", "cleared"])
    extra = ask(client, identifiers=["GB-COH:09000001", "SE-BLV:5560000001"])
    assert extra["decision"] == "allow", "a number of a register that we have not read contradicts nothing"
    number = ask(client, identifiers=["GB-COH:09000001"], number="12345678")
    assert brief(number) == ("hold", "clear", ["identifier_conflict", "cleared"])


def test_an_unknown_identifier_beside_known_details_holds(client: TestClient) -> None:
    answer = ask(client, identifiers=["LEI:00000000000000000000"], **ALDER, number="09000001")
    assert brief(answer) == ("hold", "clear", ["identifier_unknown", "cleared"])


def test_hooks_see_no_persons(client: TestClient, hook_key: str) -> None:
    mine = ask(client, identifiers=["GB-COH:09000003"])
    assert "Li Example" in mine["sentence"]
    theirs = client.post("/v1/screenings", json={"identifiers": ["GB-COH:09000003"]}, headers={"X-API-Key": hook_key})
    assert theirs.json()["decision"] == mine["decision"] == "hold"
    assert theirs.json()["reason_codes"] == mine["reason_codes"]
    assert "Li Example" not in theirs.text
    assert "a person" in theirs.json()["sentence"].lower()
    itself = client.post(
        "/v1/screenings", json={"identifiers": ["invented:persons/li"]}, headers={"X-API-Key": hook_key}
    )
    assert "Li Example" not in itself.text
    joint = client.post("/v1/screenings", json={"identifiers": ["GB-COH:09000007"]}, headers={"X-API-Key": hook_key})
    assert "Joint" not in joint.text.replace("joint", "")
    assert "several holders together" in joint.json()["sentence"].lower()
    for path in ("GB-COH:09000001", "GB-COH:09000004"):
        text = client.post("/v1/screenings", json={"identifiers": [path]}, headers={"X-API-Key": hook_key}).text
        assert "Mary Example" not in text


def test_shadow_mode_answers_the_same(client: TestClient) -> None:
    answer = ask(client, identifiers=["RA000242:HRB1001"], mode="shadow")
    assert (answer["mode"], answer["decision"]) == ("shadow", "deny")


def test_the_revision_asked_for_must_be_reached(client: TestClient) -> None:
    revision = ask(client, identifiers=["GB-COH:09000001"])["revision"]
    assert ask(client, identifiers=["GB-COH:09000001"], min_revision=revision)["decision"] == "allow"
    late = client.post("/v1/screenings", json={"identifiers": ["GB-COH:09000001"], "min_revision": revision + 1000})
    assert (late.status_code, late.json()["code"]) == (503, "revision_not_reached")
    assert "Retry-After" in late.headers


def test_no_answer_mixes_two_revisions(world: Graph) -> None:
    """A commit becomes visible piece by piece: whoever asks meanwhile waits for all of it."""
    uncached = Determiner(world, Policies())
    before = uncached.head().head
    committing, committed = threading.Event(), threading.Event()

    def commit(tx: Tx) -> None:
        tx.run(
            "ingest/finish", batch="invented:slow", kind="load", source="world", subjects=[], report="{}",
            at=datetime.now(UTC),
        )  # fmt: skip
        committing.set()
        time.sleep(0.5)
        committed.set()

    with ThreadPoolExecutor() as pool:
        writer = pool.submit(world.transaction, commit, write=True)
        assert committing.wait(10)
        answer = uncached.determine("GB-COH:09000001")
        assert committed.is_set()
        writer.result()
    assert answer.revision == before + 1


def test_a_change_is_in_the_very_next_answer(
    client: TestClient,
    world: Graph,
    change: Callable[..., None],
    claim: Callable[[str, str, Share], object],
) -> None:
    before = ask(client, identifiers=["GB-COH:09000004"])
    assert before["decision"] == "allow"
    half = Share(510_000_000_000, 510_000_000_000)
    change(world, "invented:taken-over", claim("LEI:5299000000000000CN01", "GB-COH:09000004", half))
    after = ask(client, identifiers=["GB-COH:09000004"], min_revision=before["revision"] + 1)
    assert (after["decision"], after["verdict"], after["revision"]) == ("deny", "restricted", before["revision"] + 1)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"identifiers": []},
        {"name": ""},
        {"name": "x" * 501},
        {"name": "a\x00b"},
        {"name": 5},
        {"name": "a", "country": "gb"},
        {"name": "a", "country": "GBR"},
        {"name": "a", "policies": []},
        {"name": "a", "policies": ["../x"]},
        {"name": "a", "mode": "off"},
        {"name": "a", "min_revision": "1"},
        {"name": "a", "min_revision": -1},
        {"name": "a", "nickname": "b"},
        {"identifiers": ["no scheme"]},
        {"identifiers": ["LEI:"]},
        {"identifiers": [{"scheme": "LEI"}]},
        {"identifiers": ["LEI:1"] * 11},
        {"identifiers": "LEI:1"},
    ],
)
def test_a_request_out_of_shape_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Screening.model_validate(body)


def test_what_agrees_means() -> None:
    assert name_agrees("EXAMPLE (HOLDINGS) LIMITED", ["Old Name plc", "Example Holdings Ltd."])
    assert not name_agrees("Example Holdings", ["Example Holdings Ltd"])
    seats = [
        {"kind": "registered", "jurisdiction": "US-DE", "stated": ""},
        {"kind": "nationality", "jurisdiction": "CN"},
    ]
    assert country_agrees("US", seats) is True
    assert country_agrees("CN", seats) is False
    assert country_agrees("GB", []) is None
    assert number_agrees("hrb 1001", ["RA000242:HRB1001"]) is True
    assert number_agrees("36624", ["GB-COH:00036624"]) is True
    assert number_agrees("1", ["LEI:1", "source:1"]) is None, "neither is a register's number"


@pytest.mark.parametrize(
    ("asked", "stored", "same"),
    [
        (
            "5 Lothbury, London EC2R 7HD",
            "5 LOTHBURY, LONDON, GB-LND, United Kingdom",
            False,
        ),  # each has what the other lacks
        ("5 Lothbury London", "5 LOTHBURY, LONDON, United Kingdom", True),
        ("London EC2R7HD", "1 Other Street, London, EC2R 7HD, United Kingdom", True),
        ("London", "LONDON, GB-LND, GB", False),
        ("5 Lothbury, Leeds", "5 LOTHBURY, LONDON, United Kingdom", False),
        ("1 Main Street, Springfield 62701", "2 Oak Avenue, Springfield, 62701, United States", False),
        ("2 Oak Avenue, Springfield", "2 Oak Avenue, Springfield, 62701, United States", True),
        ("Hafenstraße 7, 20457 Hamburg", "Hafenstr. 7, 20457 Hamburg, Germany", False),
        ("Hafenstr. 7, Hamburg, Germany", "Hafenstr. 7, 20457 Hamburg, Germany", True),
        ("12 High Street, Manchester", "12 High Street, London, GB", False),
        ("12 High Street", "12 High Street, London, GB", False),
        ("Flat 12, 5 High Road, Leeds", "Flat 12, 88 Queens Road, Bristol", False),
        ("PO Box 1234, Leeds", "PO Box 1234, Bristol", False),
        ("Unit 3, Mill Road, Leeds LS1 1AA", "Unit 3, Park Road, Bristol BS1 4AA", False),
        ("", "", False),
        ("GB", "Companies House", False),
    ],
)
def test_addresses(asked: str, stored: str, same: bool) -> None:
    assert bool(address_agrees(asked, [{"kind": "registered", "jurisdiction": "GB", "stated": stored}])) is same
