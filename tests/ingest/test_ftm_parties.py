"""FollowTheMoney: who a party is, where it sits, which numbers join it, which lists name it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ftm_lines import entity, one_of, party_of, read_lines

from ingest.records import (
    Closed,
    NoticeRecord,
)
from ingest.sources.ftm import SOURCE

DATA = Path(__file__).parents[1] / "data/ftm"
DAY, SECONDS = date(2026, 2, 16), 1771220549
OGRN, OTHER_OGRN, INN = "1101841000018", "1061841000022", "1841000018"


@pytest.mark.parametrize("schema", ["Vessel", "Airplane", "Address", "Passport", "Security", "Asset"])
def test_things_are_no_parties(tmp_path: Path, schema: str) -> None:
    assert read_lines(tmp_path, entity(schema, {"name": ["Thing"]})) == []


@pytest.mark.parametrize(
    ("schema", "kind"),
    [("Company", "company"), ("Organization", "company"), ("LegalEntity", "company"), ("PublicBody", "state"),
     ("Person", "person")],
)  # fmt: skip
def test_kinds_of_parties(tmp_path: Path, schema: str, kind: str) -> None:
    assert party_of(tmp_path, schema).kind == kind


@pytest.mark.parametrize(
    ("codes", "seats"),
    [
        (["ru"], ["RU"]), (["gb-sct"], ["GB-SCT"]), (["ua-cri"], ["UA-43"]), (["cn-hk"], ["HK"]), (["su"], []),
        (["suhh"], []), (["eu"], []), (["xk"], []), (["zz"], []), (["cy-trnc"], []), (["ru", "ua"], []),
    ],
)  # fmt: skip
def test_codes_that_are_no_country_seat_nobody(tmp_path: Path, codes: list[str], seats: list[str]) -> None:
    assert [seat.jurisdiction for seat in party_of(tmp_path, jurisdiction=codes).seats] == seats
    person = party_of(tmp_path, "Person", nationality=codes)
    assert all(seat.kind == "nationality" for seat in person.seats)
    assert {seat.jurisdiction for seat in person.seats} >= set(seats)


def test_a_country_is_a_tie_and_no_seat(tmp_path: Path) -> None:
    party = party_of(tmp_path, country=["cn", "hk"])
    assert party.seats == ()
    assert party.stated == "country: cn, hk"


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("Room 1, Wan Chai, Hong Kong", ["HK"]), ("1 Road, Simferopol, Crimea, Russia", ["UA-43"]),
        ("China Street 5, Springfield", []), ("Peachtree 1, Atlanta, Georgia", []),
        ("previous address: Road 1, Beijing, China", []), ("Iraq (as at Dec. 2014)", []),
    ],
)  # fmt: skip
def test_only_the_end_of_an_address_of_today_is_a_place(tmp_path: Path, address: str, codes: list[str]) -> None:
    assert [seat.jurisdiction for seat in party_of(tmp_path, address=[address]).seats] == codes


@pytest.mark.parametrize(
    ("properties", "keys"),
    [
        ({"leiCode": ["549300MKFYEKVRWML317"]}, ["LEI:549300MKFYEKVRWML317"]),
        ({"leiCode": ["549300MKFYEKVRWML318"]}, []),
        ({"cikCode": ["320193"]}, ["CIK:0000320193"]),
        ({"ogrnCode": [OGRN], "innCode": [INN]}, [f"RU-OGRN:{OGRN}", f"RU-INN:{INN}"]),
        ({"ogrnCode": [OGRN, OTHER_OGRN[:-1]]}, [f"RU-OGRN:{OGRN}"]),
        ({"ogrnCode": [OGRN, OTHER_OGRN]}, []),
        ({"ogrnCode": [OGRN[:-1] + "9"]}, []),
        ({"innCode": ["184100000001"]}, []),
        ({"jurisdiction": ["gb"], "registrationNumber": ["00041424"]}, ["GB-COH:00041424"]),
        ({"jurisdiction": ["gb"], "registrationNumber": ["sc077750"]}, ["GB-COH:SC077750"]),
        ({"jurisdiction": ["gb"], "registrationNumber": ["1126618"]}, []),
        ({"jurisdiction": ["gb"], "registrationNumber": ["00041424", "00041425"]}, []),
        ({"jurisdiction": ["ie"], "registrationNumber": ["00041424"]}, []),
        ({"registrationNumber": ["00041424"], "taxNumber": [INN], "dunsCode": ["1"], "kppCode": ["1"]}, []),
    ],
)
def test_only_sure_numbers_join(tmp_path: Path, properties: dict[str, Any], keys: list[str]) -> None:
    assert [one.key for one in party_of(tmp_path, **properties).identifiers] == keys


def test_a_person_has_no_number_that_joins(tmp_path: Path) -> None:
    assert party_of(tmp_path, "Person", innCode=[INN], leiCode=["549300MKFYEKVRWML317"]).identifiers == ()


@pytest.mark.parametrize(
    ("properties", "day"),
    [
        ({"dissolutionDate": ["2016-11-22"]}, date(2016, 11, 22)),
        ({"dissolutionDate": ["2016-11-22"], "status": ["Liquidated"]}, date(2016, 11, 22)),
        ({"dissolutionDate": ["2016"]}, None),
        ({"dissolutionDate": ["2016-11-22", "2025-04-03"]}, None),
        ({"dissolutionDate": ["2005-11-03"], "status": ["Active"]}, None),
        ({"dissolutionDate": ["2005-11-03"], "incorporationDate": ["2002-07-31", "2012-10-29"]}, None),
        ({"dissolutionDate": ["2005-11-03"], "ogrnCode": [OGRN, OTHER_OGRN]}, None),
        ({"dissolutionDate": ["some day"]}, None),
    ],
)
def test_a_company_made_of_several_is_not_dead_because_one_is(
    tmp_path: Path, properties: dict[str, Any], day: date | None
) -> None:
    assert party_of(tmp_path, **properties).dissolved_on == day


@pytest.mark.parametrize(
    ("datasets", "properties", "lists"),
    [
        (["us_ofac_sdn"], {"program": ["RUSSIA-EO14024"]}, ["us-ofac-sdn"]),
        (["us_trade_csl"], {"programId": ["US-BIS-EL"]}, ["us-bis-entity-list"]),
        (["us_trade_csl"], {"authority": ["Military End User (MEU) List - Bureau of Industry and Security"]},
         ["us-bis-military-end-users"]),
        (["us_trade_csl"], {"program": ["ITAR Debarred (DTC) - State Department"]}, []),
        (["gb_fcdo_sanctions"], {"provisions": ["Travel Ban", "Asset freeze"]}, ["gb-ofsi-consolidated"]),
        (["gb_fcdo_sanctions"], {"provisions": ["Director Disqualification Sanction"]}, ["gb-fcdo-sanctions"]),
        (["gb_hmt_sanctions"], {}, ["gb-ofsi-consolidated"]),
        (["eu_fsf"], {}, ["eu-consolidated"]),
        (["us_sam_exclusions"], {"authority": ["OFAC"]}, []),
        (["ua_nsdc_sanctions"], {"programId": ["UA-SA1644"]}, []),
    ],
)  # fmt: skip
def test_which_list_a_sanction_is_an_entry_of(
    tmp_path: Path, datasets: list[str], properties: dict[str, Any], lists: list[str]
) -> None:
    found = read_lines(tmp_path, entity("Sanction", {"entity": ["NK-1"]} | properties, "s-1", datasets=datasets))
    assert [one.listed_on for one in found if isinstance(one, NoticeRecord)] == lists
    assert len(found) == len(lists)


def test_a_sanction_that_ended(tmp_path: Path) -> None:
    base = {"entity": ["NK-1"], "startDate": ["2022-03-01"]}
    ended = entity("Sanction", base | {"endDate": ["2024-05-01"], "status": ["expired"]}, "s", datasets=["eu_fsf"])
    over = entity("Sanction", base | {"status": ["excluded"]}, "s", datasets=["eu_fsf"])
    notice = one_of(tmp_path, ended)
    assert (notice.valid_from, notice.valid_to) == (date(2022, 3, 1), date(2024, 5, 1))
    assert one_of(tmp_path, over) == Closed("s#eu-consolidated")


def test_the_topic_alone_or_the_data_set_alone_lists_nobody(tmp_path: Path) -> None:
    for topics, dataset in ((["sanction"], "ua_nsdc_sanctions"), (["sanction.linked"], "us_ofac_sdn"), ([], "eu_fsf")):
        party = entity("Company", {"name": ["Invented"], "topics": topics}, datasets=[dataset])
        assert len(read_lines(tmp_path, party)) == 1
    assert SOURCE.lists == ()
