"""An invented world: the same from the same seed, of the shape of real registers, and read by the sources."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.identifiers import lei_checks
from ingest.load import load
from ingest.registry import source
from service.determination.own_shares import rings
from workers.generate import gleif
from workers.generate.plan import DEPTH, World
from workers.generate.run import FILES, generate

COMPANIES = 20_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    generate(folder, 2_000, seed=7, events=300)
    return folder


@pytest.fixture(scope="module")
def owners() -> dict[int, list[int]]:
    """Of each UK company the UK companies that hold something in it today."""
    world = World(1, COMPANIES)
    return {
        uk: [entry.owner for entry in world.entries(uk) if entry.owner is not None and entry.ceased is None]
        for uk in range(world.uk)
    }


def rows(folder: Path, key: str) -> Iterator[dict[str, str]]:
    with (folder / FILES[key]).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_the_same_seed_gives_the_same_bytes_in_another_process(made: Path, tmp_path: Path) -> None:
    code = f"from pathlib import Path; from workers.generate.run import generate; generate(Path({str(tmp_path)!r}), "
    subprocess.run([sys.executable, "-c", code + "2000, 7, 300)"], check=True, env={"PYTHONHASHSEED": "3"})
    for path in FILES.values():
        assert (tmp_path / path).read_bytes() == (made / path).read_bytes()


def test_another_seed_gives_another_world(made: Path, tmp_path: Path) -> None:
    generate(tmp_path, 2_000, seed=8)
    assert (tmp_path / FILES["psc"]).read_bytes() != (made / FILES["psc"]).read_bytes()
    assert not (tmp_path / FILES["stream"]).exists()


@pytest.mark.parametrize("id_", ["gleif_level1", "gleif_rr", "uk_psc"])
def test_the_sources_read_every_record(made: Path, id_: str) -> None:
    report = load(None, source(id_), [made / "registers" / id_], dry_run=True)
    assert report.total("read") > 0
    assert report.total("refused") == 0


def test_a_leis_check_digits_hold_and_none_comes_twice(made: Path) -> None:
    leis = [row["LEI"] for row in rows(made, "level1")]
    assert len(set(leis)) == len(leis)
    assert all(map(lei_checks, leis))


def test_relationships_are_between_entities_that_are_there(made: Path) -> None:
    leis = {row["LEI"] for row in rows(made, "level1")}
    ends = {row[f"Relationship.{end}Node.NodeID"] for row in rows(made, "relationships") for end in ("Start", "End")}
    assert ends <= leis


def test_some_uk_companies_have_an_lei_and_are_joined_by_their_number(made: Path) -> None:
    numbers = {row[" CompanyNumber"] for row in rows(made, "companies")}
    authority = "Entity.RegistrationAuthority.RegistrationAuthority"
    named = {row[f"{authority}EntityID"] for row in rows(made, "level1") if row[f"{authority}ID"] == "RA000585"}
    assert 0 < len(named) <= len(numbers) // 10
    assert named <= numbers


def test_about_three_in_ten_relationships_have_lapsed() -> None:
    world = World(1, COMPANIES)
    made = [row for number in range(world.foreign) for row in gleif.relationships(world, world.entity(number))]
    place = gleif.RELATIONSHIPS.index("Registration.RegistrationStatus")
    assert 0.25 < sum(row[place] == "LAPSED" for row in made) / len(made) < 0.33


def test_there_are_rings_self_holders_and_one_core(owners: dict[int, list[int]]) -> None:
    found = rings(owners)
    assert sum(len(ring) == 1 for ring in found) >= 1
    assert sum(2 <= len(ring) <= 4 for ring in found) >= 1
    assert [len(ring) for ring in found if len(ring) > 4] == [12]
    assert sum(map(len, found)) < COMPANIES // 500


def test_a_pyramid_is_thirty_deep(owners: dict[int, list[int]]) -> None:
    depth: dict[int, int] = {}
    for company, holders in owners.items():  # holders come first, but on rings
        depth[company] = 1 + max((depth.get(holder, 0) for holder in holders), default=0)
    assert max(depth.values()) >= DEPTH


def test_few_hold_much(owners: dict[int, list[int]]) -> None:
    held = Counter(holder for holders in owners.values() for holder in holders).most_common()
    assert held[0][1] > 10 * held[len(held) // 2][1]


def test_the_register_has_halves_joint_holders_trusts_gaps_and_what_has_ended() -> None:
    world, seen = World(1, COMPANIES), Counter[str]()
    for uk in range(5_000):
        entries = [entry for entry in world.entries(uk) if entry.ceased is None]
        bands = sorted(str(entry.band) for entry in entries)
        seen["halves"] += bands == ["25-to-50"] * 2
        seen["joint"] += bands == ["75-to-100"] * 2 and not any(entry.through for entry in entries)
        seen["trust"] += any(entry.through for entry in entries)
        seen["gap"] += bands == ["25-to-50"]
        seen["nobody"] += not entries
        seen["ended"] += any(entry.ceased for entry in world.entries(uk))
        seen["foreign"] += any(entry.country for entry in entries)
        seen["restricted"] += any(entry.country in ("CN", "RU", "IR") for entry in entries)
    assert seen["halves"] > 500
    assert seen["nobody"] > 300
    assert seen["ended"] > 900
    assert all(seen[what] > 40 for what in ("joint", "trust", "gap", "foreign"))
    assert 0 < seen["restricted"] < 25


def test_some_offshore_entities_are_run_from_restricted_places() -> None:
    world = World(1, COMPANIES)
    shells = [one for one in map(world.entity, range(world.foreign)) if one.country in ("KY", "VG")]
    assert 0 < sum(one.seat == "CN" for one in shells) < len(shells) // 5


def test_events_have_rising_timepoints_and_speak_of_companies_that_are_there(made: Path) -> None:
    numbers = {row[" CompanyNumber"] for row in rows(made, "companies")}
    events = [json.loads(line) for line in (made / FILES["stream"]).read_text("utf-8").splitlines()]
    points = [event["event"]["timepoint"] for event in events]
    assert points == sorted(set(points))
    assert {event["resource_uri"].split("/")[2] for event in events} <= numbers
    assert {event["event"]["type"] for event in events} == {"changed", "deleted"}


def test_an_event_about_an_entry_names_the_entry_of_the_snapshot(made: Path) -> None:
    lines = (made / FILES["psc"]).read_text("utf-8").splitlines()
    known = {json.loads(line)["data"].get("links", {}).get("self") for line in lines}
    events = [json.loads(line) for line in (made / FILES["stream"]).read_text("utf-8").splitlines()]
    assert sum(event["resource_uri"] in known for event in events) > len(events) // 2


def test_memory_does_not_grow_with_the_world(tmp_path: Path) -> None:
    peaks = []
    for companies in (500, 4_000):
        tracemalloc.start()
        generate(tmp_path / str(companies), companies, seed=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 200_000
