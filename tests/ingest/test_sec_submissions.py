"""EDGAR submissions: who a filer is and where, in both address shapes, from files and from the bulk archive."""

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.records import Identifier, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources import sec_submissions
from ingest.sources.sec_submissions import read

DATA = Path(__file__).parents[1] / "data" / "sec_submissions"


def party(path: Path) -> PartyRecord:
    (record,) = read(path)
    assert isinstance(record, PartyRecord)
    return record


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A real filer's JSON with some fields replaced."""

    def write(**changes: Any) -> Path:
        filer = json.loads((DATA / "CIK0001944552.json").read_bytes()) | changes
        path = tmp_path / "CIK0001944552.json"
        path.write_text(json.dumps(filer), encoding="utf-8")
        return path

    return write


def test_an_issuer_with_its_seats() -> None:
    pdd = party(DATA / "CIK0001737806.json")
    assert pdd.id == Identifier("CIK", "0001737806")
    assert (pdd.name, pdd.kind, pdd.other_names) == (
        "PDD Holdings Inc.", "company", ("Pinduoduo Inc.", "Walnut Street Group Holding Ltd"),
    )  # fmt: skip
    assert [(seat.kind, seat.jurisdiction) for seat in pdd.seats] == [
        ("business_address", "IE"), ("mailing", "IE"), ("incorporation", "KY"),
    ]  # fmt: skip
    assert "DUBLIN 2" in pdd.seats[0].stated and "EDGAR code L2" in pdd.seats[0].stated
    assert pdd.published is not None and pdd.published >= date(2025, 1, 1)
    assert pdd.url and pdd.url.endswith("CIK=0001737806")


def test_edgar_states_are_not_countries() -> None:
    assert [(seat.kind, seat.jurisdiction) for seat in party(DATA / "CIK0001944552.json").seats] == [
        ("business_address", "US-NJ"), ("mailing", "US-NJ"), ("incorporation", "US-DE"),
    ]  # fmt: skip


def test_hong_kong_written_beside_china_is_hong_kong() -> None:
    assert [seat.jurisdiction for seat in party(DATA / "CIK0001993097.json").seats][:2] == ["HK", "HK"]


def test_no_address_is_no_seat() -> None:
    assert "business_address" not in {seat.kind for seat in party(DATA / "CIK0001720250.json").seats}


def test_a_person_only_where_the_file_says_so(written: Callable[..., Path]) -> None:
    bare: dict[str, Any] = {
        "sic": "", "tickers": [], "exchanges": [], "stateOfIncorporation": "",
        "insiderTransactionForIssuerExists": 0, "insiderTransactionForOwnerExists": 1,
    }  # fmt: skip
    assert party(written(**bare)).kind == "unknown"
    assert party(written(**bare, entityType="individual")).kind == "person"


def test_a_lei_is_an_identifier(written: Callable[..., Path]) -> None:
    assert party(written(lei="2549006RGLPM7QHX5K76")).identifiers == (Identifier("LEI", "2549006RGLPM7QHX5K76"),)
    assert party(written(lei="n/a")).identifiers == ()


def test_the_bulk_archive(tmp_path: Path) -> None:
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(DATA.glob("CIK*.json")):
            archive.write(file, file.name)
        archive.writestr("CIK0001737806-submissions-001.json", "{}")
        archive.writestr("placeholder.txt", "")
        archive.writestr("CIK0000000007.json", '{"cik": "7"}')
        archive.writestr("stray.json", "{}")
    records = list(read(path))
    assert [type(record) for record in records] == [PartyRecord] * 4 + [Refused] * 2
    refused = [record for record in records if isinstance(record, Refused)]
    assert "CIK0000000007.json" in refused[0].where and "name" in refused[0].reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[1, 2]", "not a submissions file"),
        (b'{"cik": "1", "name": "X"}', "not a submissions file"),
        (b'{"cik": "1", "name": "\xff", "filings": {}, "addresses": {}}', "JSON|UTF-8|submissions"),
        (b'{"cik": "x1", "name": "X", "filings": {}, "addresses": {}}', "not a CIK"),
        (b'{"cik": "1", "name": " ", "filings": {}, "addresses": {}}', "no name"),
        ('{"cik": "1"}'.encode("utf-16"), "JSON|UTF-8"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04 then nothing", "zip"),
    ],
)
def test_what_is_no_submissions_file(tmp_path: Path, body: bytes, reason: str) -> None:
    path = tmp_path / "CIK0000000001.json"
    path.write_bytes(body)
    with pytest.raises(BadFile, match=reason) as caught:
        list(read(path))
    assert caught.value.hint


def test_a_truncated_or_foreign_archive(tmp_path: Path) -> None:
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(DATA / "CIK0001737806.json", "CIK0001737806.json")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile, match="not a whole zip"):
        list(read(path))
    path.write_bytes(whole[:200] + bytes(50) + whole[250:])
    with pytest.raises(BadFile, match="damaged"):
        list(read(path))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.json", "{}")
    with pytest.raises(BadFile, match="no CIK"):
        list(read(path))


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sec_submissions, "LARGEST_JSON", 1_000)
    with pytest.raises(BadFile, match="larger than 1000"):
        list(read(DATA / "CIK0001737806.json"))
