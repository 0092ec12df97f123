from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cypher.quantity import UNDISCLOSED, WHOLE, Share
from ingest.records import Complete, InterestRecord, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.drc_bo import SOURCE

FOUND = list(SOURCE.read(Path(__file__).parents[1] / "data/drc_bo/drc_itie_bo.json"))
PARTIES = {one.name: one for one in FOUND if isinstance(one, PartyRecord)}
HOLDS = {one.holder: one for one in FOUND if isinstance(one, InterestRecord)}


def _holds(name: str) -> InterestRecord:
    return HOLDS[PARTIES[name].id]


def test_shares_are_fractions_of_unknown_directness() -> None:
    held = _holds("MR.LI EXEMPLE")
    assert held.shares == Share(9985 * 10**8, 9995 * 10**8 - 1)
    assert (held.directness, held.valid_from, held.votes) == ("unknown", date(2016, 7, 29), None)
    assert _holds("WU EXEMPLE").shares == Share(10750 * 10**6, 10850 * 10**6 - 1)


def test_a_zero_is_a_cell_that_nobody_filled_in() -> None:
    assert _holds("VIRJI EXEMPLE").shares == UNDISCLOSED
    assert _holds("VIRJI EXEMPLE").votes is None
    assert _holds("WU EXEMPLE").votes == Share(995 * 10**9, WHOLE)


@pytest.mark.parametrize(
    ("name", "kind", "seats"),
    [
        ("MR.LI EXEMPLE", "person", [("nationality", "CN"), ("residence", "HK")]),
        ("WU EXEMPLE", "person", [("nationality", "CN"), ("residence", "CN")]),
        ("VIRJI EXEMPLE", "person", [("nationality", "IN")]),  # "CONGO" may be either of two states
        ("NINGXIA EXEMPLE TRADE CO.,LTD", "company", [("incorporation", "CN")]),
        ("AUTRES", "unknown", []),
        ("PAUL EXEMPLE", "person", [("nationality", "CD"), ("residence", "CD")]),
        ("EXEMPLE MINING", "company", [("incorporation", "CD")]),
    ],
)
def test_who_sits_where(name: str, kind: str, seats: list[tuple[str, str]]) -> None:
    assert PARTIES[name].kind == kind
    assert [(seat.kind, seat.jurisdiction) for seat in PARTIES[name].seats] == seats


def test_a_percentage_among_fractions_is_refused_and_its_company_is_not_complete() -> None:
    assert [(one.where, one.reason) for one in FOUND if isinstance(one, Refused)] == [
        ("company 2, owner 1", "'51' is no fraction of one: is it a percentage?"),
        ("company 3", "a company without a name or a tax number"),
    ]
    assert [one for one in FOUND if isinstance(one, Complete)] == [Complete("A0000001A")]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text('{"companies": []}')
    with pytest.raises(BadFile, match="no export of this register"):
        list(SOURCE.read(path))
