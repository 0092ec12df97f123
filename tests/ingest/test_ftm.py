from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ftm_lines import entity, one_of, owned, read_lines

from cypher.quantity import PERCENT, UNDISCLOSED, WHOLE, BadFigure, Share
from ingest.records import (
    Closed,
    Identifier,
    InterestRecord,
    NoticeRecord,
    PartyRecord,
    Position,
    Refused,
    Seat,
)
from ingest.source import BadFile
from ingest.sources._ftm_values import first_day, last_day, month, percentage, whole_day
from ingest.sources.ftm import SOURCE

DATA = Path(__file__).parents[1] / "data/ftm"
DAY, SECONDS = date(2026, 2, 16), 1771220549
OGRN, OTHER_OGRN, INN = "1101841000018", "1061841000022", "1841000018"


def test_a_file_of_entities() -> None:
    found = list(SOURCE.read(DATA / "entities.ftm.json"))
    drones, on_list, optics, person, stake, ended, sdn, entity_list = found
    assert drones == PartyRecord(
        record="NK-aaaaInventedHolding01",
        id=Identifier("ftm", "NK-aaaaInventedHolding01"),
        kind="company",
        name="Invented Drones JSC",
        identifiers=(
            Identifier("RU-OGRN", OGRN),
            Identifier("RU-INN", INN),
            Identifier("ftm", "NK-zzzzOldId000001"),
            Identifier("ftm", "ofac-90001"),
        ),
        other_names=("Invented Drones", "АО ВЫДУМАННЫЕ ДРОНЫ"),
        seats=(
            Seat("incorporation", "RU", "ru"),
            Seat("business_address", "RU", "Lenina 1, Izhevsk, 426000, Russia"),
        ),
        status="active",
        published=DAY,
        version=SECONDS,
        url="https://www.opensanctions.org/entities/NK-aaaaInventedHolding01/",
        stated=f"jurisdiction: ru; country: ru; topics: export.control, sanction; registrationNumber: {OGRN}, {INN}",
    )
    assert isinstance(on_list, NoticeRecord)
    assert (on_list.record, on_list.listed_on) == ("NK-aaaaInventedHolding01#us-ofac-sdn", "us-ofac-sdn")
    assert isinstance(optics, PartyRecord)
    assert isinstance(person, PartyRecord)
    assert (person.kind, person.birth, person.identifiers) == ("person", "1961-11", ())
    assert person.seats == (Seat("nationality", "RU", "ru"),)
    assert stake == InterestRecord(
        record="ru-invented-1",
        holder=drones.id,
        subject=optics.id,
        shares=Share(505 * PERCENT // 10, 515 * PERCENT // 10 - 1),
        directness="unknown",
        valid_from=date(2015, 11, 25),
        published=DAY,
        version=SECONDS,
        stated="percentage: 51; sharesCount: 6624.16; startDate: 2015-11-25",
    )
    assert isinstance(ended, InterestRecord)
    assert (ended.shares, ended.valid_from, ended.valid_to) == (UNDISCLOSED, date(2014, 1, 1), date(2016, 6, 1))
    assert isinstance(sdn, NoticeRecord)
    assert (sdn.listed_on, sdn.code, sdn.valid_from) == ("us-ofac-sdn", "US-RUSHAR", date(2023, 11, 2))
    assert isinstance(entity_list, NoticeRecord)
    assert (entity_list.record, entity_list.listed_on, entity_list.subject) == (
        "csl-invented-4#us-bis-entity-list",
        "us-bis-entity-list",
        drones.id,
    )


def test_a_delta_changes_and_closes_in_the_order_of_its_version() -> None:
    found = list(SOURCE.read(DATA / "20260501120000-abc__entities.delta.json"))
    when = {"published": date(2026, 5, 1), "version": 1777636800}
    changed, *unlisted = found[:4]
    assert isinstance(changed, PartyRecord)
    assert (changed.published, changed.version) == (date(2026, 5, 1), 1777636800)
    assert unlisted == [
        Closed(f"NK-aaaaInventedHolding01#{name}", **when)  # type: ignore[arg-type]
        for name in ("us-ofac-sdn", "eu-consolidated", "gb-ofsi-consolidated")
    ]
    assert isinstance(found[4], InterestRecord)
    assert found[4].shares == Share(485 * PERCENT // 10, 495 * PERCENT // 10 - 1)
    assert found[5:7] == [
        Closed("ru-invented-2", **when),  # type: ignore[arg-type]
        Closed("ru-invented-2", party=True, **when),  # type: ignore[arg-type]
    ]
    assert isinstance(found[-2], PartyRecord)
    assert (found[-2].kind, found[-2].seats) == ("state", ())
    assert found[-1] == Position("20260501120000-abc")


def test_a_deletion_reaches_every_record_that_the_id_can_have_made(tmp_path: Path) -> None:
    whole = list(SOURCE.read(DATA / "entities.ftm.json"))
    ids = [json.loads(line)["id"] for line in (DATA / "entities.ftm.json").read_text(encoding="utf-8").splitlines()]
    gone = read_lines(tmp_path, *({"op": "DEL", "entity": {"id": one}} for one in ids), name="entities.delta.json")
    closed = {(one.record, one.party) for one in gone if isinstance(one, Closed)}
    assert {(getattr(one, "record", ""), isinstance(one, PartyRecord)) for one in whole} <= closed


def test_an_empty_delta_is_legal_and_moves_the_position(tmp_path: Path) -> None:
    assert list(SOURCE.read(DATA / "20260502120000-abd__entities.delta.json")) == [Position("20260502120000-abd")]
    folder = tmp_path / "20260503120000-abe"
    folder.mkdir()
    with gzip.open(folder / "entities.delta.json.gz", "wb"):
        pass
    assert list(SOURCE.read(folder / "entities.delta.json.gz")) == [Position("20260503120000-abe")]
    (tmp_path / "entities.ftm.json").write_text("")
    with pytest.raises(BadFile, match="empty"):
        list(SOURCE.read(tmp_path / "entities.ftm.json"))


def test_without_a_version_a_deletion_has_no_order_and_there_is_no_position(tmp_path: Path) -> None:
    found = read_lines(tmp_path, {"op": "DEL", "entity": {"id": "NK-1"}}, name="entities.delta.json")
    assert found[0] == Closed("NK-1")
    assert not any(isinstance(one, Position) for one in found)


def test_a_cut_delta_gives_no_position(tmp_path: Path) -> None:
    path = tmp_path / "20260501120000-abc__entities.delta.json"
    path.write_text((DATA / path.name).read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(BadFile, match="the last line is cut"):
        list(SOURCE.read(path))


@pytest.mark.parametrize(
    ("texts", "low", "high"),
    [
        (["51"], "50.5", "51.5-"), (["51.0"], "50.95", "51.05-"), (["51 %"], "50.5", "51.5-"),
        (["51,5"], "51.45", "51.55-"), (["33.333"], "33.3325", "33.3335-"), (["100"], "99.5", "100"),
        (["100.00%"], "99.995", "100"), (["0"], "0", "0.5-"), (["25-50"], "25", "50"), (["25 – 50 %"], "25", "50"),
        ([">50"], "50+", "100"), (["more than 25%"], "25+", "100"), (["<5"], "0", "5-"), (["up to 10"], "0", "10"),
        (["49", "51"], "48.5", "51.5-"), (["0.51"], "0", "100"), (["1"], "0", "100"), (["1%"], "0.5", "1.5-"),
        (["51", "0.51"], "0", "100"), ([], "0", "100"),
    ],
)  # fmt: skip
def test_percentages_in_many_notations(texts: list[str], low: str, high: str) -> None:
    def exact(text: str) -> int:
        whole, _, decimals = text.rstrip("+-").partition(".")
        value = int(whole) * PERCENT + int(decimals.ljust(10, "0") or 0)
        return value + text.endswith("+") - text.endswith("-")

    assert percentage(texts) == Share(exact(low), exact(high))


@pytest.mark.parametrize("text", ["101", "-5", "majority", "1,234.5", "51/49", "NaN", "٥١", "50-25", "5e1", "1'000"])
def test_what_is_no_percentage(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFigure):
        percentage([text])
    bad = one_of(tmp_path, owned(percentage=[text]))
    assert isinstance(bad, Refused)
    assert bad.record == "edge-1"


def test_a_count_of_shares_is_never_a_percentage(tmp_path: Path) -> None:
    assert one_of(tmp_path, owned(sharesCount=["51"])).shares == UNDISCLOSED
    assert one_of(tmp_path, owned(sharesValue=["75"], sharesType=["ordinary"])).shares.high == WHOLE


@pytest.mark.parametrize(
    ("properties", "directness", "capacity"),
    [
        ({}, "unknown", "own"),
        ({"role": ["Direct shareholder"]}, "direct", "own"),
        ({"ownershipType": ["Indirect ownership"]}, "indirect", "own"),
        ({"role": ["directly or indirectly"]}, "unknown", "own"),
        ({"role": ["Director and shareholder"]}, "unknown", "own"),
        ({"role": ["Nominee shareholder"]}, "unknown", "nominee"),
        ({"role": ["Trustee"]}, "unknown", "trustee"),
    ],
)
def test_how_a_stake_is_held(tmp_path: Path, properties: dict[str, Any], directness: str, capacity: str) -> None:
    stake = one_of(tmp_path, owned(**properties))
    assert (stake.directness, stake.capacity) == (directness, capacity)


@pytest.mark.parametrize(
    ("texts", "first", "last", "whole"),
    [
        (["2014"], date(2014, 1, 1), date(2015, 1, 1), None),
        (["2014-05"], date(2014, 5, 1), date(2014, 6, 1), None),
        (["2014-12"], date(2014, 12, 1), date(2015, 1, 1), None),
        (["2016-02"], date(2016, 2, 1), date(2016, 3, 1), None),
        (["2014-05-03"], date(2014, 5, 3), date(2014, 5, 3), date(2014, 5, 3)),
        (["2014-05-03T12:00:00"], date(2014, 5, 3), date(2014, 5, 3), date(2014, 5, 3)),
        (["2014", "2012-01-02"], date(2012, 1, 2), date(2015, 1, 1), None),
        ([], None, None, None),
    ],
)
def test_dates_of_partial_precision(texts: list[str], first: date, last: date, whole: date | None) -> None:
    assert (first_day(texts), last_day(texts), whole_day(texts)) == (first, last, whole)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "2014-13", "2014-02-30", "May 2014", "14", "2014-5"])
def test_a_bad_date_refuses_the_edge(tmp_path: Path, text: str) -> None:
    bad = one_of(tmp_path, owned(startDate=[text]))
    assert isinstance(bad, Refused)
    assert bad.reason == f"not a date: {text!r}"


def test_births_are_said_as_far_as_they_agree() -> None:
    assert [month(texts) for texts in (["1961-11-30"], ["1961"], ["1961-11", "1961-12"], ["1961", "1962"], [])] == [
        "1961-11", "1961", "1961", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "properties", [{"status": ["inactive"]}, {"role": ["Former shareholder"]}, {"role": ["ex-owner"]}]
)
def test_what_is_over_without_a_day_is_closed(tmp_path: Path, properties: dict[str, Any]) -> None:
    assert one_of(tmp_path, owned(**properties)) == Closed("edge-1")
    both = owned(role=["Former director", "shareholder"])
    assert isinstance(one_of(tmp_path, both), InterestRecord)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"owner": []}, "no owner"),
        ({"asset": None}, "no asset"),
        ({"owner": ["a", "c"]}, "2 owners: who has what is not said"),
        ({"startDate": ["2020-01-02"], "endDate": ["2019"]}, "it ends (2020-01-01) before it begins (2020-01-02)"),
    ],
)
def test_an_edge_that_says_too_little(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    bad = one_of(tmp_path, owned(**change))
    assert isinstance(bad, Refused)
    assert bad.reason == reason


@pytest.mark.parametrize("schema", ["Directorship", "UnknownLink", "Representation", "Family", "Membership"])
def test_ties_that_are_no_control_are_left_out(tmp_path: Path, schema: str) -> None:
    properties = {"subject": ["a"], "object": ["b"], "director": ["a"], "organization": ["b"], "role": ["Owner"]}
    assert read_lines(tmp_path, entity(schema, properties)) == []


def test_the_order_of_values_changes_nothing(tmp_path: Path) -> None:
    properties = {"name": ["B", "A", "C"], "alias": ["Z", "Y"], "address": ["Hong Kong", "Paris, France"]}
    turned = {key: value[::-1] for key, value in reversed(properties.items())}
    first = one_of(tmp_path, entity("Company", properties, caption="A", referents=["r2", "r1"]))
    assert one_of(tmp_path, entity("Company", turned, caption="A", referents=["r1", "r2"])) == first


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (entity("Company", {"name": []}), "an entity without a name"),
        ({"id": "x"}, "not an entity: keys id"),
        ({"op": "DEL", "entity": {}}, "not an entity: keys op, entity"),
        ({"op": "MOD", "entity": {"id": "x"}}, "not an entity: keys op, entity"),
        (entity("Company", {"name": [""]}, caption="Company"), "an entity without a name"),
    ],
)
def test_a_bad_entity_is_refused(tmp_path: Path, line: Any, reason: str) -> None:
    _, bad = read_lines(tmp_path, entity("Company", {"name": ["Invented"]}), line)
    assert isinstance(bad, Refused)
    assert (bad.where, bad.reason) == ("line 2", reason)


def test_an_index_and_another_format_are_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="an index of deltas"):
        list(SOURCE.read(DATA / "delta.json"))
    with pytest.raises(BadFile, match="not an entity: keys company_number, data"):
        read_lines(tmp_path, {"company_number": "1", "data": {}})


def test_an_entity_of_openaleph(tmp_path: Path) -> None:
    hit = entity("Company", {"name": ["UNILEVER PLC"], "sourceUrl": ["https://example.org/1"]}, "lei-1.abc")
    del hit["datasets"]
    party = one_of(tmp_path, hit | {"dataset": "gleif", "score": 164.9, "links": {"self": "https://x"}})
    assert (party.name, party.published, party.version, party.url) == ("UNILEVER PLC", None, 0, "https://example.org/1")
