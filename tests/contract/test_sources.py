"""Every source has what its users rely on: a line in the table, an example that it reads, a licence, a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.load import load
from ingest.registry import sources

ROOT = Path(__file__).parents[2]
DATA, TESTS = ROOT / "tests" / "data", ROOT / "tests" / "ingest"
LINE = re.compile(r"^\| `(\w+)` \| ([ABC]), (\d+) \| .+ \| `([^`]+)` \|$", re.MULTILINE)
TABLE = {
    name: (grade, int(rank), example)
    for name, grade, rank, example in LINE.findall((ROOT / "ingest/sources/README.md").read_text(encoding="utf-8"))
}
OWN_LISTS = {name for source in sources().values() for name in source.lists}


def test_the_table_names_every_source_in_order() -> None:
    assert list(TABLE) == list(sources())


@pytest.mark.parametrize("name", list(sources()))
def test_a_source_says_what_it_is(name: str) -> None:
    source = sources()[name]
    grade, rank, _ = TABLE[name]
    assert (source.grade, source.rank) == (grade, rank)
    assert source.title and source.publisher and source.licence and source.url.startswith("https://")
    assert 1 <= source.promised_age_days <= 4_000
    assert source.files
    assert 0 <= source.asserts.max_refused <= 30
    assert source.whole or not source.lists, "of a list that is not whole nobody would ever be taken off"


@pytest.mark.parametrize("name", list(sources()))
def test_a_source_reads_its_example_and_says_where_it_is_from(name: str) -> None:
    example = DATA / TABLE[name][2]
    folders = [folder for folder in (example, *example.parents) if folder.is_relative_to(DATA) and folder.is_dir()]
    assert any((folder / "PROVENANCE.md").is_file() for folder in folders)
    report = load(None, sources()[name], [example], dry_run=True, allow_refused=True)
    assert not report.failed
    assert report.total("read") > 0
    # A source that holds no list whole may name those of others; such a list does not count as loaded.
    assert report.lists <= (set(sources()[name].lists) or OWN_LISTS)


@pytest.mark.parametrize("name", list(sources()))
def test_a_source_has_a_test(name: str) -> None:
    mentioned = [path for path in TESTS.glob("test_*.py") if re.search(rf"\b{name}\b", path.read_text("utf-8"))]
    assert mentioned


def test_policies_name_lists_that_some_source_holds() -> None:
    from service.policy.file import Policies

    known = Policies()
    named = {name for id_ in known.ids() for rule in known.versions(id_) for name in rule.lists}
    assert named <= OWN_LISTS
