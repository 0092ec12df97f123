"""What was refused is kept as it stood, and loaded when it has been mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from loading import A, B, ask, claims, party, stake

from cypher.graph import Graph
from ingest.load import load, load_mended
from ingest.quarantine import LONGEST_RAW, Quarantine, mended
from ingest.source import BadFile
from ingest.sources.gleif_level1 import SOURCE as LEVEL1
from ingest.sources.uk_psc import SOURCE as PSC

HEADER = "LEI,Entity.LegalName,Entity.LegalAddress.Country\n"
GOOD = "2138008KTNTDICZU8L25,Good Ltd,GB\n"


def test_a_row_is_mended_and_loaded_without_the_rest(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "lei2.csv"
    file.write_text(HEADER + GOOD + "not-an-lei,Bad Ltd,GB\n")
    first = load(graph, LEVEL1, [file], allow_refused=True, quarantine_dir=tmp_path / "q")
    assert first.quarantine is not None
    entry = json.loads(Path(first.quarantine).read_text())
    assert (entry["where"], entry["raw"]) == ("line 3", HEADER + "not-an-lei,Bad Ltd,GB\n")
    entry["raw"] = entry["raw"].replace("not-an-lei", "529900T8BM49AURSDO55")
    Path(first.quarantine).write_text(json.dumps(entry) + "\n")
    again = load_mended(graph, LEVEL1, Path(first.quarantine))
    assert (again.total("written"), again.exit_code) == (1, 0)
    assert ask(graph, "MATCH (p:Party) RETURN p.name AS n ORDER BY n") == [{"n": "Bad Ltd"}, {"n": "Good Ltd"}]


def test_what_is_still_wrong_is_refused_again(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    entries = [{"raw": HEADER + "still-none,Bad Ltd,GB\n", "reason": "x"}, {"raw": "{", "reason": "x"}]
    for entry, told in zip(entries, ("refused", "not JSON"), strict=True):
        file.write_text(json.dumps(entry) + "\n")
        report = load_mended(graph, LEVEL1, file, quarantine_dir=tmp_path)
        assert "line-1" in report.failed[0].path
        assert told in str(report.failed[0].error)


def test_a_mended_record_of_another_format(graph: Graph, tmp_path: Path) -> None:
    kind = "corporate-entity-person-with-significant-control"
    data = {"kind": kind, "name": "X", "etag": "e", "natures_of_control": ["ownership-of-shares-75-to-100-percent"]}
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps({"raw": json.dumps({"company_number": "00000001", "data": data}), "reason": "x"}))
    assert load_mended(graph, PSC, file).total("written") > 0
    assert len(claims(graph)) == 1


def test_links_are_passed_over_and_lost_records_named(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    with Quarantine(file) as quarantine:
        quarantine.add(file="f", where="line 1", reason="not joined: two numbers", raw="LEI:1")
        quarantine.add(file="f", where="line 2", reason="bad", raw="a,b\n")
    assert [path.read_text() for path in mended(file, tmp_path)] == ["a,b\n"]
    with Quarantine(file) as quarantine:
        quarantine.add(file="f", where="line 1", reason="bad", raw="x" * (LONGEST_RAW + 1))
    with pytest.raises(BadFile, match="was not kept"):
        mended(file, tmp_path)
    file.write_text('{"raw": 1}\n')
    with pytest.raises(BadFile, match="not an entry"):
        mended(file, tmp_path)


def test_a_mended_part_of_a_whole_source_closes_nothing(graph: Graph, files: Any, tmp_path: Path) -> None:
    source, paths = files([stake(str(n), B, A) for n in range(3)], whole=True)
    load(graph, source, paths)
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps({"raw": "x", "reason": "bad"}))
    part, _ = files([], whole=True)
    object.__setattr__(part, "read", lambda _: iter([party(A)]))
    report = load_mended(graph, part, file)
    assert (report.held, report.closed_absent, len(claims(graph))) == (None, 0, 3)


def test_what_a_load_leaves_for_the_report_of_quality(graph: Graph, files: Any) -> None:
    source, paths = files([party(A, published=None), party(B, name="B", url="https://x"), stake("i", B, A)])
    report = load(graph, source, paths)
    assert report.filled["PartyRecord"]["records"] == 2
    assert (report.filled["PartyRecord"]["url"], report.filled["PartyRecord"]["name"]) == (1, 2)
    assert (report.filled["InterestRecord"]["shares"], report.filled["InterestRecord"]["votes"]) == (1, 0)
    [stored] = ask(graph, "MATCH (s:Source) RETURN s.filled AS f, s.refused AS r, s.records AS n")
    assert (json.loads(stored["f"]), stored["r"], stored["n"]) == (report.filled, 0, 3)
