from __future__ import annotations

from pathlib import Path

import pytest

from ingest.records import Identifier, NoticeRecord, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.sec_tickers import SOURCE

REAL = Path(__file__).parents[1] / "data/sec_tickers/company_tickers.json"


def test_one_party_a_filer_and_one_notice_a_symbol() -> None:
    found = list(SOURCE.read(REAL))
    parties = {one.name: one for one in found if isinstance(one, PartyRecord)}
    assert parties["HUYA Inc."].id == Identifier("CIK", "0001728190")
    symbols = [one.stated for one in found if isinstance(one, NoticeRecord) and one.subject.value == "0001652044"]
    assert {"GOOGL", "GOOG"} <= set(symbols)
    assert len(parties) == len({one.subject for one in found if isinstance(one, NoticeRecord)}) == 5


def test_a_symbol_is_no_listing_and_no_seat() -> None:
    found = list(SOURCE.read(REAL))
    assert {(one.code, one.listed_on) for one in found if isinstance(one, NoticeRecord)} == {("US_TICKER", None)}
    assert not any(one.seats for one in found if isinstance(one, PartyRecord))


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ('{"cik_str": 0, "ticker": "A", "title": "A Inc"}', "no CIK, name or symbol"),
        ('{"cik_str": 7, "ticker": "", "title": "A Inc"}', "no CIK, name or symbol"),
        ('{"cik_str": 5, "ticker": "B", "title": "Another Inc"}', "CIK:0000000005 has two names"),
    ],
)
def test_a_bad_entry_is_refused(tmp_path: Path, entry: str, reason: str) -> None:
    path = tmp_path / "company_tickers.json"
    path.write_text('{"0": {"cik_str": 5, "ticker": "A", "title": "A Inc"}, "1": ' + entry + "}", encoding="utf-8")
    found = list(SOURCE.read(path))
    assert [(one.where, one.reason) for one in found if isinstance(one, Refused)] == [("entry 1", reason)]
    assert len(found) == 3


@pytest.mark.parametrize("text", ['{"fields": ["cik"], "data": []}', "[1, 2]", '{"0": {"cik_str": 5'])
def test_another_file_is_refused_whole(tmp_path: Path, text: str) -> None:
    path = tmp_path / "company_tickers.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile):
        list(SOURCE.read(path))
