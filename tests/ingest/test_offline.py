"""The loader's graph on disk: it answers every query of the loader, with the columns that the loader reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cypher import ROOT, load
from cypher.quantity import Share
from ingest.load import load as load_files
from ingest.offline.graph import OfflineGraph
from ingest.offline.reading import Slice, held, party_numbers
from ingest.offline.shelf import Shelf
from ingest.records import Closed, Identifier, InterestRecord, PartyRecord, Record, Seat
from ingest.source import Source

A, B, C = (Identifier("LEI", f"{'0' * 18}{number:02}") for number in range(3))


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[OfflineGraph]:
    found = OfflineGraph(tmp_path / "load.sqlite")
    yield found
    found.close()


def put(graph: OfflineGraph, folder: Path, *records: Record, **options: object) -> object:
    path = folder / "file.txt"
    path.write_text("x")
    source = Source("s", "T", "P", "https://x", "CC0-1.0", "A", 1, "exact", 30, ("*.txt",), lambda _: iter(records))
    return load_files(graph.as_graph, source, [path], **options)  # type: ignore[arg-type]


def stake(number: int, holder: Identifier, subject: Identifier, low: int) -> InterestRecord:
    return InterestRecord(f"i{number}", holder, subject, shares=Share(low, low))


def test_it_answers_every_query_of_the_loader(graph: OfflineGraph) -> None:
    assert graph.queries == {f"ingest/{path.stem}" for path in (ROOT / "ingest").glob("*.cypher")}


def test_a_party_with_its_claims_has_the_columns_of_the_query_of_the_graph(graph: OfflineGraph, tmp_path: Path) -> None:
    put(graph, tmp_path, PartyRecord("1", A, "company", "A", seats=(Seat("registered", "GB"),)), stake(1, B, A, 5))
    numbers = [n for page in party_numbers(graph.shelf, 1) for n in page]
    rows = {row["id"]: row for row in Slice(graph.shelf, numbers).rows}
    returned = load("lookup/claims_on").text.rpartition("RETURN a.id")[2]
    assert rows[A.key].keys() == {"id", *re.findall(r"AS (\w+)", returned)} - {"named"}
    assert rows[A.key]["claims"][0]["holder"] == B.key
    assert rows[A.key]["seats"][0]["jurisdiction"] == "GB"
    assert [holder["id"] for holder in rows[A.key]["holders"]] == [B.key]
    assert rows[B.key]["claims"] == []


def test_the_same_file_again_changes_nothing(graph: OfflineGraph, tmp_path: Path) -> None:
    records = (PartyRecord("1", A, "company", "A"), stake(1, A, B, 5), stake(2, A, C, 6), Closed("i2"))
    put(graph, tmp_path, *records)
    before = graph.changes
    report = put(graph, tmp_path, *records)
    assert report.total("written") == 0  # type: ignore[attr-defined]
    assert graph.changes == before


def test_a_snapshot_closes_what_it_lacks(graph: OfflineGraph, tmp_path: Path) -> None:
    put(graph, tmp_path, stake(1, A, B, 5), stake(2, A, C, 6), snapshot=True)
    report = put(graph, tmp_path, stake(1, A, B, 5), snapshot=True)
    assert report.closed_absent == 1  # type: ignore[attr-defined]
    past = dict(graph.shelf.rows("SELECT key, closed FROM claim WHERE past = 1"))
    assert past == {"s:i2": "absent"}


def test_rings_are_seen_also_through_somebody_who_is_held_for(graph: OfflineGraph, tmp_path: Path) -> None:
    on_behalf = InterestRecord("i2", C, A, shares=Share(1, 1), on_behalf_of=B)
    put(graph, tmp_path, stake(1, A, B, 5), on_behalf, stake(3, C, A, 1))
    ids = dict(graph.shelf.rows("SELECT n, id FROM party"))
    assert {(ids[holder], ids[subject]) for holder, subject in held(graph.shelf)} == {(A.key, B.key), (B.key, A.key)}


def test_properties_come_back_as_they_were(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "s.sqlite")
    said = {"a": None, "b": date(2026, 1, 1), "c": ["x"], "d": True, "e": "", "f": 10**12}
    assert shelf.unpacked(*shelf.packed("t", said)) == said
    assert shelf.columns("t") == list(said)
    assert shelf.columns("other") == []
    shelf.close()


def test_the_filter_forgets_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "s.sqlite")
    keys = [f"key {number}" for number in range(20_000)]
    shelf.remember("one", keys)
    assert shelf.maybe("one", keys) == keys
    assert len(shelf.maybe("one", [f"other {number}" for number in range(20_000)])) < 20
    shelf.close()
