"""Two clocks on the live graph, through the real loader: what was true when, and what was on record when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cypher import Query
from cypher.graph import Graph
from cypher.quantity import Share
from ingest.load import load
from ingest.records import BranchRecord, Closed, Complete, Identifier, InterestRecord, PartyRecord, Record, Seat
from ingest.source import Source
from service.determine import Determiner
from service.policy.file import Policies

A, B, BRANCH = Identifier("LEI", "A"), Identifier("LEI", "B"), Identifier("LEI", "BR")
CN, GB, X = Identifier("LEI", "CN"), Identifier("LEI", "GB"), Identifier("LEI", "X")
ALL = Share(10**12, 10**12)
TODAY = datetime.now(UTC).date()
LONG_AGO = date(2020, 1, 1)


def company(id: Identifier, place: str, name: str = "", **more: Any) -> PartyRecord:
    return PartyRecord(
        f"p/{id.key}", id, "company", name or id.value, seats=(Seat("headquarters", place, place),), **more
    )


def stake(holder: Identifier, subject: Identifier = A, record: str = "", **more: Any) -> InterestRecord:
    given: dict[str, Any] = {"shares": ALL, "scope": subject.key, "stated": "all", "valid_from": LONG_AGO} | more
    return InterestRecord(record or f"{holder.value}>{subject.value}", holder, subject, **given)


WORLD: tuple[Record, ...] = (company(A, "GB"), company(CN, "CN", "China Co"), company(GB, "GB", "Britain Co"))


class Clocked:
    """A graph to which files are loaded, one after another, and the instants between them."""

    def __init__(self, graph: Graph, path: Path) -> None:
        self.graph, self._path, self._number = graph, path, 0
        self.determiner = Determiner(graph, Policies())

    def load(self, *records: Record) -> datetime:
        """Loads one file and returns an instant at which it is on record and the next one is not."""
        self._number += 1
        path = self._path / f"{self._number}.txt"
        path.write_text("x")
        source = Source("s", "T", "P", "https://x", "CC0-1.0", "A", 1, "exact", 30, ("*.txt",), lambda _: iter(records))
        report = load(self.graph, source, [path])
        assert not report.failed
        return datetime.now(UTC)

    def ask(self, id: str = "LEI:A", *, as_of: date | None = None, known_at: datetime | None = None) -> Any:
        return self.determiner.determine(id, as_of=as_of, known_at=known_at).document

    def sets(self, *instants: datetime | None, **more: Any) -> list[str]:
        return [self.ask(known_at=instant, **more)["set"] for instant in instants]


@pytest.fixture
def clocked(graph: Graph, tmp_path: Path) -> Clocked:
    return Clocked(graph, tmp_path)


def without(document: Any) -> Any:
    """A determination without what says when and how it was asked."""
    return {name: value for name, value in document.items() if name not in ("known_at", "revision", "evaluated_at")}


def test_known_at_gives_what_was_said_before_the_second_file(clocked: Clocked) -> None:
    first = clocked.load(*WORLD, stake(CN), Complete(A.key))
    said = clocked.ask()
    second = clocked.load(stake(GB), Complete(A.key))
    assert said["set"] == "certain"
    assert clocked.sets(first, second, None) == ["certain", "open", "open"]
    assert without(clocked.ask(known_at=first)) == without(said)
    assert clocked.ask(known_at=first)["deciding"][0]["claims"][0]["key"] == "s:CN>A"
    assert clocked.sets(datetime(2020, 1, 1, tzinfo=UTC)) == ["open"], "nothing was on record then"


def test_as_of_before_a_change_of_owner(clocked: Clocked) -> None:
    ended = date(2024, 6, 30)
    clocked.load(*WORLD, stake(CN, valid_to=ended), stake(GB, valid_from=ended))
    days = [date(2019, 12, 31), LONG_AGO, ended - timedelta(days=1), ended, TODAY]
    assert [clocked.ask(as_of=day)["set"] for day in days] == ["open", "certain", "certain", "open", "open"]
    names = [clocked.ask(as_of=day)["deciding"] for day in days[2:4]]
    assert [[edge["holder"]["name"] for edge in edges] for edges in names] == [["China Co"], []]


def test_an_owner_that_a_whole_set_lacks_was_one_until_then(clocked: Clocked) -> None:
    clocked.load(*WORLD, stake(CN), Complete(A.key))
    clocked.load(stake(GB), Complete(A.key))
    assert [clocked.ask(as_of=day)["set"] for day in (TODAY - timedelta(days=1), TODAY)] == ["certain", "open"]
    assert "former_restricted_holder" in {flag["code"] for flag in clocked.ask()["flags"]}


def test_an_end_that_the_source_told_later_counts_from_the_day_it_was_told(clocked: Clocked) -> None:
    first = clocked.load(*WORLD, stake(CN))
    ended = date(2024, 6, 30)
    second = clocked.load(Closed("CN>A", ended))
    after, before = ended, ended - timedelta(days=1)
    assert clocked.sets(first, second, None, as_of=after) == ["certain", "open", "open"]
    assert clocked.sets(first, second, None, as_of=before) == ["certain", "certain", "certain"]


def test_a_claim_that_was_taken_back_without_a_day_never_was(clocked: Clocked) -> None:
    first = clocked.load(*WORLD, stake(CN))
    clocked.load(Closed("CN>A"))
    assert clocked.sets(first, None, as_of=date(2024, 1, 1)) == ["certain", "open"]


def test_an_end_to_come_was_not_known_before_it_was_told(clocked: Clocked) -> None:
    first = clocked.load(*WORLD, stake(CN))
    end = TODAY + timedelta(days=30)
    second = clocked.load(Closed("CN>A", end))
    assert clocked.sets(first, second, None, as_of=end) == ["certain", "open", "open"]
    assert clocked.sets(first, second, None, as_of=end - timedelta(days=1)) == ["certain"] * 3


def test_a_claim_recorded_late_holds_in_the_past_of_those_who_know(clocked: Clocked) -> None:
    first = clocked.load(*WORLD)
    second = clocked.load(stake(CN))
    assert clocked.sets(first, second, None, as_of=date(2021, 1, 1)) == ["open", "certain", "certain"]


def test_a_claim_that_came_back_is_the_newest_word(clocked: Clocked) -> None:
    clocked.load(*WORLD, stake(CN), Complete(A.key))
    gone = clocked.load(Complete(A.key))
    clocked.load(stake(CN), Complete(A.key))
    assert clocked.sets(gone, None) == ["open", "certain"]
    (edge,) = clocked.ask()["deciding"]
    assert [claim["valid_to"] for claim in edge["claims"]] == [None]


def test_a_corrected_figure_leaves_the_old_one_in_the_past(clocked: Clocked) -> None:
    first = clocked.load(*WORLD, stake(CN))
    second = clocked.load(stake(CN, shares=Share(10**11, 10**11)))
    assert clocked.sets(first, second) == ["certain", "possible"]


def test_owners_above_are_of_their_time_too(clocked: Clocked) -> None:
    above = (company(B, "GB"), stake(B), stake(CN, B))
    first = clocked.load(*WORLD, *above, Complete(B.key))
    clocked.load(stake(GB, B), Complete(B.key))
    assert clocked.sets(first, None) == ["certain", "open"]
    assert clocked.ask(as_of=TODAY - timedelta(days=1))["set"] == "certain"


def test_seats_names_and_kinds_are_those_that_were_said(clocked: Clocked) -> None:
    first = clocked.load(company(A, "CN", "Old Name"))
    second = clocked.load(company(A, "GB", "New Name", dissolved_on=date(2025, 1, 1)))
    then, now = clocked.ask(known_at=first), clocked.ask(known_at=second)
    assert (then["entity"]["name"], then["set"], then["basis"]) == ("Old Name", "certain", ["seat"])
    assert (now["entity"]["name"], now["set"]) == ("New Name", "open")
    assert [{flag["code"] for flag in one["flags"]} & {"dissolved"} for one in (then, now)] == [set(), {"dissolved"}]


def test_a_holder_that_was_only_named_before_is_undisclosed_in_that_past(clocked: Clocked) -> None:
    first = clocked.load(company(A, "GB"), stake(CN))
    second = clocked.load(company(CN, "CN", "China Co"))
    assert clocked.sets(first, second) == ["open", "certain"]


def test_a_branch_of_the_past(clocked: Clocked) -> None:
    head = BranchRecord("b", BRANCH, CN, valid_from=LONG_AGO)
    first = clocked.load(*WORLD, company(BRANCH, "GB"), head, stake(BRANCH))
    clocked.load(Closed("b", date(2024, 6, 30)))
    assert clocked.sets(first, None) == ["certain", "open"]
    days = [date(2019, 12, 31), date(2024, 6, 29), date(2024, 6, 30)]
    assert [clocked.ask(as_of=day)["set"] for day in days] == ["open", "certain", "open"]
    assert [clocked.ask("LEI:BR", as_of=day)["set"] for day in days[1:]] == ["certain", "open"]


def test_a_beneficiary_counts_with_its_own_owners(clocked: Clocked) -> None:
    """No relationship leads from what is held to the one for whom it is held."""
    nominee = stake(GB, capacity="nominee", on_behalf_of=X)
    first = clocked.load(*WORLD, company(X, "GB"), nominee, stake(CN, X))
    clocked.load(stake(GB, X), Closed("CN>X", date(2024, 1, 1)))
    assert clocked.sets(first, None) == ["certain", "open"]


def test_the_day_is_one_in_utc_and_its_end_is_not_in_it(clocked: Clocked) -> None:
    clocked.load(*WORLD, stake(CN, valid_from=TODAY, valid_to=TODAY + timedelta(days=1)))
    days = [TODAY + timedelta(days=offset) for offset in (-1, 0, 1)]
    assert [clocked.ask(as_of=day)["set"] for day in days] == ["open", "certain", "open"]


def test_a_merge_reaches_back(clocked: Clocked) -> None:
    """Which parties are one is not versioned: what joined them later holds for the past too."""
    other = Identifier("GB-COH", "09000001")
    first = clocked.load(*WORLD, company(other, "GB"), stake(CN, other))
    assert clocked.sets(first) == ["open"]
    clocked.load(replace(company(A, "GB"), identifiers=(other,), name="A again"))
    assert clocked.sets(first, None) == ["certain", "certain"]


def test_instants_of_changes_are_in_the_order_of_revisions(clocked: Clocked) -> None:
    ask = Query("tests/set", "MATCH (c:Clock) SET c.at = $at", {"at": "datetime()"}, "Sets the clock ahead.")
    ahead = datetime.now(UTC) + timedelta(hours=1)
    clocked.load(*WORLD)
    clocked.graph.write(ask, at=ahead)
    clocked.load(stake(CN))
    changes = clocked.graph.read("outbox/changes_after", after=0, limit=10)
    assert changes[-1]["at"] == ahead + timedelta(microseconds=1)


def test_the_present_walks_no_history(clocked: Clocked) -> None:
    """The past of an owner does not enlarge what is read of today."""
    clocked.load(*WORLD, company(B, "GB"), stake(B), stake(CN, B), Complete(B.key))
    clocked.load(stake(GB, B), Complete(B.key))
    rows = {name: clocked.graph.read(name, id="LEI:A") for name in ("lookup/closure", "lookup/closure_past")}
    assert [{row["id"] for row in found} for found in rows.values()] == [
        {"LEI:A", "LEI:B", "LEI:GB"},
        {"LEI:A", "LEI:B", "LEI:GB", "LEI:CN"},
    ]
