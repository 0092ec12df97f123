from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cypher.quantity import UNDISCLOSED, WHOLE, Share
from ingest.records import Identifier, InterestRecord, PartyRecord, Refused, Seat
from ingest.source import BadFile
from ingest.sources.sec_form_adv import BANDS, SOURCE

FILE = Path(__file__).parents[1] / "data/sec_form_adv/adv_schedules.csv"
FOUND = list(SOURCE.read(FILE))
INTERESTS = {(one.holder.value, one.subject.value): one for one in FOUND if isinstance(one, InterestRecord)}
PARTIES = {one.id.value: one for one in reversed(FOUND) if isinstance(one, PartyRecord)}
REFUSED = {one.where: one.reason for one in FOUND if isinstance(one, Refused)}


def test_letters_are_bands_that_end_before_their_upper_figure() -> None:
    percent = 10**10
    assert dict(BANDS) == {
        "NA": Share(0, 5 * percent - 1),
        "A": Share(5 * percent, 10 * percent - 1),
        "B": Share(10 * percent, 25 * percent - 1),
        "C": Share(25 * percent, 50 * percent - 1),
        "D": Share(50 * percent, 75 * percent - 1),
        "E": Share(75 * percent, WHOLE),
    }
    owner = INTERESTS["900002:limited lars", "900002"]
    assert (owner.shares, owner.votes, owner.directness) == (BANDS["D"], None, "direct")


def test_de_is_a_domestic_entity_and_fe_of_nowhere_in_particular() -> None:
    assert PARTIES["900001:example holdings inc"].seats == (Seat("incorporation", "US", "domestic entity"),)
    assert PARTIES["900001:eastern sovereign investment corporation"].seats == ()
    assert PARTIES["900002:limited lars"].kind == "person"


def test_the_status_says_in_which_company_whatever_the_schedule() -> None:
    eastern = INTERESTS["900001:eastern securities international limited", "900001:example holdings inc"]
    assert (eastern.shares, eastern.valid_from) == (BANDS["E"], date(2011, 2, 1))
    sovereign = INTERESTS[
        "900001:eastern sovereign investment corporation", "900001:eastern securities international limited"
    ]
    assert sovereign.shares == BANDS["C"]
    assert ("900001:eastern securities international limited", "900001") not in INTERESTS


def test_a_status_in_the_adviser_itself_is_one_in_the_adviser() -> None:
    assert INTERESTS["900002:own olga", "900002"].shares == BANDS["B"]


def test_a_general_partner_controls_whatever_its_capital() -> None:
    partner = INTERESTS["900002:example gp llc", "900002"]
    assert partner.rights == ("general_partner", "significant_influence")
    assert partner.shares == BANDS["NA"]
    assert INTERESTS["900002:limited lars", "900002"].rights == ()


def test_a_company_without_a_code_has_something_and_the_columns_may_be_split() -> None:
    assert INTERESTS["900002:topmost foundation", "900002:example gp llc"].shares == UNDISCLOSED


def test_an_officer_below_five_percent_is_no_owner() -> None:
    assert not [one for one in FOUND if isinstance(one, PartyRecord) and one.name == "PUBLIC, JANE, Q"]


def test_rows_in_doubt_are_refused() -> None:
    assert REFUSED == {
        "line 6": "it is not said in which company the owner has it",
        "line 7": "not an ownership code: ''",
        "line 10": "neither Y nor N: '05/2001'",
        "line 11": "the status is not understood",
    }


def test_owners_join_nobody_outside_the_source() -> None:
    assert {one.id.scheme for one in PARTIES.values()} == {"sec_form_adv"}
    assert PARTIES["900001"].id == Identifier("sec_form_adv", "900001")
    assert not any(one.identifiers for one in PARTIES.values())


def test_another_table_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "adv_schedules.csv"
    path.write_text("firm_crd,name\n1,X\n", encoding="utf-8")
    with pytest.raises(BadFile, match="missing column: firm_name"):
        list(SOURCE.read(path))
