from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cypher.quantity import PERCENT, UNDISCLOSED, WHOLE, Share
from ingest.records import Closed, Complete, Identifier, InterestRecord, NoticeRecord, PartyRecord, Position, Record
from ingest.records import Refused as Bad
from ingest.source import BadFile
from ingest.sources._psc_natures import UnknownNature, published_nature
from ingest.sources.uk_psc import SOURCE

DATA = Path(__file__).parents[1] / "data/uk_psc"
PAYLOADS = DATA.parent / "uk_psc_payloads"
ENTRY: dict[str, Any] = {
    "etag": "e1",
    "kind": "individual-person-with-significant-control",
    "name": "Ms Ada Example",
    "natures_of_control": ["ownership-of-shares-75-to-100-percent"],
    "notified_on": "2020-01-01",
    "links": {"self": "/company/00000006/persons-with-significant-control/individual/Ab-C"},
}
EVENT: dict[str, Any] = {
    "resource_kind": "company-psc-individual",
    "resource_uri": "/company/00000006/persons-with-significant-control/individual/Ab-C",
    "resource_id": "Ab-C",
    "data": ENTRY,
    "event": {"type": "changed", "timepoint": 51040045, "published_at": "2026-04-29T19:45:03"},
}
DAY = date(2026, 4, 29)


def _event(timepoint: Any = 51040045, kind: str = "changed", **change: Any) -> dict[str, Any]:
    return EVENT | {"event": EVENT["event"] | {"type": kind, "timepoint": timepoint}} | change


def _read(folder: Path, *lines: Any) -> list[Record]:
    path = folder / "psc-stream.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return list(SOURCE.read(path))


def test_the_sample_stream() -> None:
    found = list(SOURCE.read(DATA / "stream.jsonl"))
    interests = [one for one in found if isinstance(one, InterestRecord)]
    assert [(one.record, one.version, one.valid_to) for one in interests] == [
        ("10000001/chen1", 1, None),
        ("10000009/secr9", 9, None),
        ("10000011/marc11", 11, None),
        ("10000011/marc11", 12, None),
        ("10000011/marc11", 13, date(2026, 6, 10)),
        ("10000014/mull14", 14, None),
    ]
    assert {one.published for one in interests} == {date(2026, 6, 10)}
    assert (interests[1].shares, interests[1].votes) == (UNDISCLOSED, UNDISCLOSED)
    assert found[-1] == Position("14")
    secure = next(one for one in found if isinstance(one, PartyRecord) and one.record == "10000009/secr9")
    assert (secure.kind, secure.version) == ("unknown", 9)


def test_a_change_says_what_the_snapshot_says_and_when(tmp_path: Path) -> None:
    party, interest, position = _read(tmp_path, EVENT)
    assert isinstance(party, PartyRecord)
    assert isinstance(interest, InterestRecord)
    assert position == Position("51040045")
    assert (interest.published, interest.version) == (party.published, party.version) == (DAY, 51040045)
    in_snapshot = _read(tmp_path, {"company_number": "00000006", "data": ENTRY})[1]
    assert isinstance(in_snapshot, InterestRecord)
    in_bundle = _read(tmp_path, {"company_number": "00000006", "pscs": {"items": [ENTRY]}})[1]
    in_answer = _read(tmp_path, ENTRY)[1]
    assert in_bundle == in_answer == in_snapshot
    assert interest.record == in_snapshot.record == "00000006/Ab-C"
    assert interest.holder == in_snapshot.holder
    assert (in_snapshot.published, in_snapshot.version) == (None, 0)


def test_the_record_is_the_address_s_where_the_data_have_no_link(tmp_path: Path) -> None:
    bare = {key: value for key, value in ENTRY.items() if key not in ("links", "etag")}
    _, interest, _ = _read(tmp_path, EVENT | {"data": bare})
    assert isinstance(interest, InterestRecord)
    assert interest.record == "00000006/Ab-C"


@pytest.mark.parametrize("data", [ENTRY, {}, None])
def test_a_deletion_closes_the_claim_and_its_holder_with_or_without_data(tmp_path: Path, data: Any) -> None:
    assert _read(tmp_path, _event(60, "deleted", data=data)) == [
        Closed("00000006/Ab-C", published=DAY, version=60),
        Closed("00000006/Ab-C", party=True, published=DAY, version=60),
        Position("60"),
    ]


def test_any_order_and_repetition_say_the_same(tmp_path: Path) -> None:
    events = [_event(5), _event(7, data=ENTRY | {"ceased_on": "2025-01-01"}), _event(9, "deleted")]
    in_order = _read(tmp_path, *events)
    shuffled = [*events, *events]
    random.Random(6).shuffle(shuffled)
    again = _read(tmp_path, *shuffled)
    assert {repr(one) for one in again} == {repr(one) for one in in_order}
    assert again[-1] == in_order[-1] == Position("9")
    assert {one.version for one in in_order if not isinstance(one, Position | Bad | Complete)} == {5, 7, 9}


def test_what_is_over_without_a_day_is_closed_in_its_order(tmp_path: Path) -> None:
    closed, _ = _read(tmp_path, _event(7, data=ENTRY | {"ceased": True}))
    assert closed == Closed("00000006/Ab-C", published=DAY, version=7)


def test_statements_and_exemptions_have_streams_of_their_own(tmp_path: Path) -> None:
    statement = _event(
        resource_uri="/company/00000006/persons-with-significant-control-statements/St-1",
        data={"kind": "persons-with-significant-control-statement", "statement": "psc-exists-but-not-identified"},
    )
    kinds = {"psc_exempt_as_trading_on_uk_regulated_market": {"items": [{"exempt_from": "2021-01-01"}]}}
    exempt = _event(resource_uri="/company/00000006/exemptions", data={"kind": "exemptions", "exemptions": kinds})
    gone = [
        _event(8, "deleted", resource_uri=statement["resource_uri"]),
        _event(8, "deleted", resource_uri=exempt["resource_uri"], data=exempt["data"]),
    ]
    found = _read(tmp_path, statement, exempt, *gone)
    record = "00000006/exemptions/psc_exempt_as_trading_on_uk_regulated_market/2021-01-01"
    assert [(one.record, one.code, one.version) for one in found if isinstance(one, NoticeRecord)] == [
        ("00000006/St-1", "psc-exists-but-not-identified", 51040045),
        (record, "psc-exempt-as-trading-on-uk-regulated-market", 51040045),
    ]
    assert found[2:] == [
        Closed("00000006/St-1", published=DAY, version=8),
        Closed(record, published=DAY, version=8),
    ]
    assert isinstance(_read(tmp_path, gone[1] | {"data": {}})[0], Bad)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (_event(resource_uri="/company/00000006"), "no event of the PSC register: '/company/00000006'"),
        (_event(resource_uri="/company/00000006/persons-with-significant-control"), "no event of the PSC register"),
        (_event(resource_uri="/officers/x"), "not the address of a company: '/officers/x'"),
        (_event(resource_uri="/company/?/persons-with-significant-control/individual/a"), "not a company number: '?'"),
        (_event(kind="expired"), "unknown type of event 'expired'"),
        (_event(timepoint="12"), "not a timepoint: '12'"),
        (_event(timepoint=True), "not a timepoint: 'True'"),
        (_event(data=None), "a change without data"),
        (EVENT | {"event": EVENT["event"] | {"published_at": "soon"}}, "not a date: 'soon'"),
    ],
)
def test_a_bad_event_is_refused(tmp_path: Path, event: dict[str, Any], reason: str) -> None:
    *_, bad, position = _read(tmp_path, _event(3), event, _event(2))[:4]
    assert isinstance(position, PartyRecord)
    assert isinstance(bad, Bad)
    assert bad.where == "line 2"
    assert reason in bad.reason


def test_heartbeats_are_nothing_and_a_cut_stream_gives_no_position(tmp_path: Path) -> None:
    path = tmp_path / "psc-stream.jsonl"
    text = json.dumps(EVENT)
    path.write_text(f"\n\n{text}\n\n\n", encoding="utf-8")
    assert len(list(SOURCE.read(path))) == 3
    path.write_text(f"{text}\n{text[:200]}", encoding="utf-8")
    with pytest.raises(BadFile, match="the last line is cut"):
        list(SOURCE.read(path))


def test_a_delta_of_an_overseas_entity_has_the_published_ids() -> None:
    party, interest = SOURCE.read(PAYLOADS / "itest__input__corporate_entity_BO_psc_delta.json")
    assert isinstance(party, PartyRecord)
    assert isinstance(interest, InterestRecord)
    assert interest.record == "OE623672/hZ_JFH9mW2suVRdVM7jm9w2MD10"
    assert interest.subject == Identifier("GB-COH", "OE623672")
    assert (interest.shares, interest.votes) == (Share(25 * PERCENT + 1, WHOLE), Share(25 * PERCENT + 1, WHOLE))
    assert (interest.capacity, interest.rights) == ("trustee", ("board_majority", "significant_influence"))
    assert (interest.valid_from, interest.valid_to) == (date(2016, 1, 1), date(2018, 2, 1))
    assert (interest.published, interest.version) == (date(2021, 10, 29), 1635517243360560)
    assert [(seat.kind, seat.jurisdiction) for seat in party.seats] == [("incorporation", "IM"), ("headquarters", "GB")]


@pytest.mark.parametrize("name", ["corporate_entity_BO_psc", "individual_psc"])
def test_a_delta_and_the_document_made_of_it_say_the_same(name: str) -> None:
    party, interest = SOURCE.read(PAYLOADS / f"itest__input__{name}_delta.json")
    stored, made = SOURCE.read(PAYLOADS / f"itest__output__{name}_expected_output.json")
    assert isinstance(party, PartyRecord) and isinstance(stored, PartyRecord)
    assert isinstance(interest, InterestRecord) and isinstance(made, InterestRecord)
    assert (stored.record, stored.id, stored.name, stored.birth) == (party.record, party.id, party.name, party.birth)
    assert (made.record, made.shares, made.rights) == (interest.record, interest.shares, interest.rights)
    assert (made.stated, made.valid_from, made.valid_to) == (interest.stated, interest.valid_from, interest.valid_to)


def test_a_delta_of_a_protected_person_and_a_withdrawal() -> None:
    party, interest = SOURCE.read(PAYLOADS / "itest__input__super_secure_entity_psc_delta.json")
    assert isinstance(party, PartyRecord) and isinstance(interest, InterestRecord)
    assert (party.kind, interest.shares, interest.record) == (
        "unknown",
        UNDISCLOSED,
        "00623672/Gh7E2SSkj-YBM3i396MI-ycubGY",
    )
    gone = Closed("OE623672/lXgouUAR16hSIwxdJSpbr_dhyT8", published=date(2023, 7, 24), version=1690191275661593)
    withdrawal = SOURCE.read(PAYLOADS / "itest__input__psc_delete_delta.json")
    assert list(withdrawal) == [gone, replace(gone, party=True)]


def test_an_answer_of_the_api_is_its_entry() -> None:
    # It ends before it begins: closed, without a day.
    answer = SOURCE.read(PAYLOADS / "itest__output__get_individual_output.json")
    assert list(answer) == [Closed("34777771/ZfTs9WeeqpXTqf6dc6FZ4C0H0ZZ")]


def test_a_list_of_the_api_is_complete_only_if_it_says_so(tmp_path: Path) -> None:
    found = list(SOURCE.read(PAYLOADS / "itest__output__psc_list_output.json"))
    assert [type(one).__name__ for one in found] == ["PartyRecord", "InterestRecord"] * 2
    answer = {"links": {"self": "/company/00000006/persons-with-significant-control"}, "items": [ENTRY]}
    assert _read(tmp_path, answer | {"total_results": 1, "start_index": 0})[-1] == Complete("GB-COH:00000006")
    assert not isinstance(_read(tmp_path, answer | {"total_results": 26, "start_index": 25})[-1], Complete)
    assert not isinstance(_read(tmp_path, answer | {"total_results": 1, "start_index": 1})[-1], Complete)


@pytest.mark.parametrize(
    ("code", "nature"),
    [
        ("OWNERSHIPOFSHARES_25TO50PERCENT_AS_PERSON", "ownership-of-shares-25-to-50-percent"),
        ("VOTINGRIGHTS_50TO75PERCENT_AS_TRUST", "voting-rights-50-to-75-percent-as-trust"),
        ("PART_RIGHTTOSHARESURPLUSASSETS_75TO100PERCENT_AS_FIRM",
         "part-right-to-share-surplus-assets-75-to-100-percent-as-firm"),
        ("RIGHTTOAPPOINTANDREMOVEMEMBERS_AS_FIRM", "right-to-appoint-and-remove-members-as-firm"),
        ("RIGHTTOAPPOINTANDREMOVEPERSONS_AS_PERSON", "right-to-appoint-and-remove-person"),
        ("SIGINFLUENCECONTROL_AS_PERSON", "significant-influence-or-control"),
        ("OE_VOTINGRIGHTS_MORETHAN25PERCENT_AS_CONTROLOVERTRUST",
         "voting-rights-more-than-25-percent-as-control-over-trust-registered-overseas-entity"),
        ("OE_REGOWNER_AS_NOMINEEPERSON_SCOTLAND", "registered-owner-as-nominee-person-scotland"),
    ],
)  # fmt: skip
def test_the_feed_s_natures(code: str, nature: str) -> None:
    assert published_nature(code) == nature


@pytest.mark.parametrize("code", ["", "OWNERSHIPOFSHARES_25TO50PERCENT", "OWNERSHIPOFMOONS_25TO50PERCENT_AS_PERSON",
                                  "OWNERSHIPOFSHARES_10TO25PERCENT_AS_PERSON"])  # fmt: skip
def test_an_unknown_nature_of_the_feed_is_an_error(code: str) -> None:
    with pytest.raises(UnknownNature):
        published_nature(code)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"internal_id": None}, "no internal_id"),
        ({"company_number": "X"}, "not a company number: 'X'"),
        ({"kind": "ghost"}, "unknown kind 'ghost-person-with-significant-control'"),
        ({"natures_of_control": ["?"]}, "unknown nature of control '?'"),
        ({"notification_date": "01/01/2016"}, "not a date: '01/01/2016'"),
    ],
)
def test_a_bad_delta_is_refused(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    entry = {"company_number": "00000006", "internal_id": "5", "kind": "individual", "name": "Ada"} | change
    (bad,) = _read(tmp_path, {"pscs": [entry], "delta_at": "20211029142043360560"})
    assert isinstance(bad, Bad)
    assert (bad.where, bad.reason) == ("line 1, pscs[0]", reason)
    (late,) = _read(tmp_path, {"pscs": [entry], "delta_at": "yesterday"})
    assert isinstance(late, Bad)
