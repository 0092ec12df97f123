"""Restricted-party lists in the graph: who is on one is designated, as long as it is, under policies that name it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loading import A, B, C, party

from cypher.graph import Graph
from cypher.quantity import Share
from ingest.load import load
from ingest.records import InterestRecord, NoticeRecord, Record, Seat
from ingest.source import Source
from service.consolidation import catch_up
from service.determine import Determiner
from service.policy.file import Policies
from service.replay import replay
from service.verify import verify

TODAY = datetime.now(UTC).date()
OFAC = Policies().pick("ofac-50", TODAY)
HALF = Share(500_000_000_000, 500_000_000_000)
ENTRY = NoticeRecord("1", A, "RUSSIA", listed_on="us-ofac-sdn", valid_from=TODAY - timedelta(days=9), url="https://x")


@pytest.fixture
def say(graph: Graph, tmp_path: Path) -> Any:
    """Loads records as the whole of a list that promises to be a week old at most, or as the register."""

    def run(*records: Record, id: str = "list", lists: tuple[str, ...] = ("us-ofac-sdn",)) -> None:
        def read(_: Path) -> Iterator[Record]:
            yield from records

        path = tmp_path / "file"
        path.write_text("x")
        source = Source(id, "T", "P", "https://x", "CC0-1.0", "A", 1, "exact", 7, (), read, lists=lists, whole=True)
        load(graph, source, [path])

    run(
        party(A, seats=(Seat("headquarters", "RU"),)),
        party(B, seats=(Seat("headquarters", "GB"),)),
        InterestRecord("i", A, B, shares=HALF),
        id="register",
        lists=(),
    )
    return run


def ask(graph: Graph, who: str = "LEI:B", policy: str = "ofac-50", **options: Any) -> dict[str, Any]:
    return Determiner(graph, Policies()).determine(who, policy, **options).document


def codes(document: dict[str, Any]) -> set[str]:
    return {flag["code"] for flag in document["flags"]}


def test_who_is_on_the_list_restricts_what_it_owns(graph: Graph, say: Any) -> None:
    missing = ask(graph)
    assert (missing["verdict"], missing["decision"]) == ("unknown", "hold")
    assert "us-ofac-sdn" in missing["sentence"]
    say(ENTRY)
    found = ask(graph)
    assert (found["verdict"], found["decision"], found["basis"]) == ("restricted", "deny", ["ownership"])
    assert "on us-ofac-sdn" in found["sentence"]
    assert [(one["party"], one["list"], one["programme"], one["url"]) for one in found["listings"]] == [
        ("LEI:A", "us-ofac-sdn", "RUSSIA", "https://x")
    ]
    assert ask(graph, "LEI:A")["basis"] == ["designation"]
    assert ask(graph, policy="unsupported-regions")["listings"] == [], "a list counts where the policy names it"


def test_delisting_ends_it_and_the_past_keeps_it(graph: Graph, say: Any) -> None:
    say(ENTRY)
    before = datetime.now(UTC)
    say(NoticeRecord("2", C, "RUSSIA", listed_on="us-ofac-sdn"))
    assert ask(graph)["set"] != "certain"
    assert ask(graph, known_at=before)["verdict"] == "restricted"
    assert ask(graph, as_of=TODAY - timedelta(days=10), known_at=before)["set"] != "certain", "not yet on it"


def test_both_engines_derive_the_same_and_a_change_of_the_list_reaches_the_marks(graph: Graph, say: Any) -> None:
    for entries in ((ENTRY,), (NoticeRecord("2", C, "X", listed_on="us-ofac-sdn"),), (ENTRY,)):
        say(*entries)
        catch_up(graph, [OFAC], TODAY)
        assert verify(graph, [OFAC], TODAY).as_dict()["equal"]
        marked = graph.read("control/marked", label="Restricted_ofac_50", round="ofac_50_restricted_round")
        assert ("LEI:B" in {row["id"] for row in marked}) == (ENTRY in entries)


def test_a_list_older_than_it_promises_is_missing(graph: Graph, say: Any) -> None:
    say(replace(ENTRY, published=TODAY - timedelta(days=7)))
    assert ask(graph)["verdict"] == "restricted"
    late = ask(graph, as_of=TODAY + timedelta(days=1))
    assert (late["verdict"], late["decision"]) == ("unknown", "hold")
    assert "list_missing" in codes(late)


def test_a_stored_determination_is_replayed_though_a_list_came_later(graph: Graph, say: Any) -> None:
    determiner = Determiner(graph, Policies())
    kept = determiner.store("LEI:B", "ofac-50")
    say(ENTRY)
    assert replay(graph, Policies(), json.loads(kept.payload)).same
    kept = determiner.store("LEI:B", "ofac-50")
    assert replay(graph, Policies(), json.loads(kept.payload)).same


def test_a_list_of_which_a_file_names_nobody_is_not_there(graph: Graph, say: Any) -> None:
    say(ENTRY, lists=("us-ofac-sdn", "us-bis-entity-list", "us-bis-military-end-users"))
    assert ask(graph)["verdict"] == "restricted"
    other = ask(graph, policy="bis-affiliates-50", as_of=date(2026, 11, 20))
    assert (other["verdict"], other["decision"]) == ("unknown", "hold")
    assert "us-bis-entity-list" in other["sentence"] and "us-ofac-sdn" not in other["sentence"].split(". ")[0]
