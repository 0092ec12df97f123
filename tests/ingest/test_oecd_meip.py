from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.records import PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.oecd_meip import SOURCE

FILE = Path(__file__).parents[1] / "data/oecd_meip/meip_heads.json"


def _heads() -> dict[str, PartyRecord]:
    return {one.id.value: one for one in SOURCE.read(FILE) if isinstance(one, PartyRecord)}


def test_heads_of_groups_by_lei() -> None:
    heads = _heads()
    assert len(heads) == 5
    byd = heads["5299005557VL7ULJ7A69"]
    assert [(seat.kind, seat.jurisdiction) for seat in byd.seats] == [("headquarters", "CN")]
    assert "country CHN" in byd.stated


@pytest.mark.parametrize(
    "lei", ["335800ZQ6I4E2JXENC50", "0J0XRGZE3PBRFEZ7MV65"], ids=["HKG in Mumbai", "an agent's address"]
)
def test_a_country_that_its_address_does_not_bear_out_is_no_seat(lei: str) -> None:
    assert _heads()[lei].seats == ()


def test_a_head_at_fault_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "meip.json"
    path.write_text(
        json.dumps({"X": {"name": "A", "iso3": "USA"}, "335800ZQ6I4E2JXENC50": {"name": "", "iso3": "IND"}})
    )
    assert [one.reason for one in SOURCE.read(path) if isinstance(one, Refused)] == [
        "not an LEI: 'X'", "a head without a name",
    ]  # fmt: skip


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "meip.json"
    path.write_text('{"a": 1}')
    with pytest.raises(BadFile, match="no heads of groups"):
        list(SOURCE.read(path))
