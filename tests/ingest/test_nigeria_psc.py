from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cypher.quantity import UNDISCLOSED, Share
from ingest.records import Complete, Identifier, InterestRecord, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.nigeria_psc import SOURCE

FOUND = list(SOURCE.read(Path(__file__).parents[1] / "data/nigeria_psc/nigeria_psc.json"))


def _claims(name: str) -> list[InterestRecord]:
    ids = {one.id for one in FOUND if isinstance(one, PartyRecord) and one.name == name}
    return [one for one in FOUND if isinstance(one, InterestRecord) and one.holder in ids]


def test_direct_and_indirect_figures_are_two_claims() -> None:
    direct, indirect, control = _claims("LTD EXAMPLE INDUSTRIES")
    assert (direct.directness, direct.shares) == ("direct", Share(6685 * 10**8, 6695 * 10**8 - 1))
    assert direct.votes == Share(66865 * 10**7, 66875 * 10**7 - 1)
    assert (indirect.directness, indirect.shares) == ("indirect", Share(45 * 10**9, 55 * 10**9 - 1))
    assert (control.rights, control.shares) == (("significant_influence",), None)
    assert direct.subject == Identifier("LEI", "2138007EVDBJ1LFL0Q71")
    assert direct.valid_from == date(2023, 5, 7)


def test_a_condition_without_a_figure_is_undisclosed() -> None:
    zero, ninety = _claims("EXAMPLE BOLA")
    assert (zero.directness, zero.shares) == ("unknown", UNDISCLOSED)
    assert ninety.shares == Share(895 * 10**9, 905 * 10**9 - 1)
    assert zero.holder == ninety.holder  # one name, notified twice


def test_a_figure_against_its_condition_is_not_believed() -> None:
    (claim,) = _claims("EXAMPLE NOMINEES LIMITED")
    assert (claim.shares, claim.capacity) == (UNDISCLOSED, "nominee")
    assert claim.rights == ("significant_influence", "other_soft")


def test_nobody_controls_by_a_box_that_all_tick() -> None:
    assert not any("board_majority" in one.rights for one in FOUND if isinstance(one, InterestRecord))


def test_nameless_records_are_unknown_holders_each() -> None:
    unnamed = [one for one in FOUND if isinstance(one, PartyRecord) and one.kind == "unknown"]
    assert len({one.id for one in unnamed}) == 2


def test_a_person_that_has_nothing_claims_nothing() -> None:
    assert _claims("INCORPORATED MINISTRY OF EXAMPLES") == []
    (state,) = [one for one in FOUND if isinstance(one, PartyRecord) and "MINISTRY" in one.name]
    assert state.kind == "state"


def test_more_than_all_is_refused_and_its_company_is_not_complete() -> None:
    assert [(one.where, one.reason) for one in FOUND if isinstance(one, Refused)] == [
        ("company 2, person 1", "a share must lie between 0 and 100 %, not 196.6"),
        ("company 3", "a company without a name or an RC number"),
    ]
    assert [one for one in FOUND if isinstance(one, Complete)] == [Complete("RC900001")]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text('{"entities": []}')
    with pytest.raises(BadFile, match="no harvest of this register"):
        list(SOURCE.read(path))
