"""Parties that may be one: who is proposed, with what score, and what persons' decisions do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from cypher import Query
from cypher.graph import Graph
from cypher.quantity import Share
from ingest.records import Identifier, InterestRecord, PartyRecord, Record, Seat
from ingest.source import Source
from ingest.writer import Batch, write
from service.cache import Cache
from service.candidates import find
from service.decisions import confirm, listed, propose, reject, shown
from service.determine import Determiner
from service.errors import BadRequest, NotFound
from service.likely import likely
from service.parting import part
from service.policy.file import Policies

LEI, LEI2 = Identifier("LEI", "529900000000000000A1"), Identifier("LEI", "529900000000000000B2")
CIK, COH, LOCAL = Identifier("CIK", "0000000009"), Identifier("GB-COH", "01234567"), Identifier("s", "x")


def load(graph: Graph, *records: Record, source: str = "s") -> None:
    made = Source(source, "T", "P", "https://x", "CC0-1.0", "A", 1, "exact", 30, (), lambda _: iter(()))
    graph.write("ingest/source", id=source, properties={"rank": 1, "grade": "A"})
    write(graph, made, Batch(str(uuid4()), records))


def company(own: Identifier, name: str, *places: str, others: tuple[str, ...] = (), **more: Any) -> PartyRecord:
    kinds = [place.split("@") if "@" in place else (place, "") for place in places]
    seats = tuple(
        Seat("headquarters" if place.startswith("hq:") else "registered", place.removeprefix("hq:"), stated)  # type: ignore[arg-type]
        for place, stated in kinds
    )
    return PartyRecord(own.key, own, more.pop("kind", "company"), name, other_names=others, seats=seats, **more)


def changes(graph: Graph) -> list[tuple[str, set[str]]]:
    text = "MATCH (c:Change) RETURN c.kind AS k, c.subjects AS s ORDER BY c.seq"
    return [(row["k"], set(row["s"])) for row in graph.read(Query("tests/changes", text, {}, "Changes."))]


def twin(name: str, *seats: tuple[str, str] | tuple[str, str, str], ids: tuple[str, ...] = (), **more: Any) -> Any:
    return {
        "name": name,
        "names": [name, *more.get("others", ())],
        "identifiers": list(ids),
        "apart": list(more.get("apart", ())),
        "seats": [{"kind": one[0], "jurisdiction": one[1], "stated": one[2] if len(one) > 2 else ""} for one in seats],
    }


REGISTERED, SEATED = ("registered", "GB"), ("headquarters", "GB")
MILL = "12 Mill Lane, Leeds, LS1 4AP"


@pytest.mark.parametrize(
    ("one", "other", "score", "reason"),
    [
        (twin("Acme Tools Ltd", REGISTERED), twin("ACME TOOLS LIMITED", REGISTERED), 85, "same name and legal form"),
        (twin("Acme Tools Ltd", REGISTERED), twin("Acme Tools", REGISTERED), 70, "one of them without its legal form"),
        (twin("Acme Tools Ltd", REGISTERED), twin("Acme Tools AG", REGISTERED), 45, "but for the legal form"),
        (twin("ООО Газпром", ("registered", "RU")), twin("Gazprom OOO", ("registered", "RU")), 70, "two scripts"),
        (twin("Énergía SA", REGISTERED), twin("Energia SA", REGISTERED), 85, "same name and legal form"),
        (twin("Acme Tools Ltd", SEATED), twin("Acme Tools Ltd", REGISTERED), 75, "same country"),
        (twin("Acme Tools Ltd", REGISTERED), twin("Acme Tools Ltd"), 60, "is not known"),
        (twin("Acme Tools Ltd", REGISTERED), twin("Acme Tools Ltd", ("headquarters", "MO")), 60, "is not known"),
        (twin("New Ltd", REGISTERED, others=("Acme Tools Ltd",)), twin("Acme Tools Ltd", REGISTERED), 75, "former"),
        (
            twin("Acme Tools Ltd", ("registered", "GB", MILL)),
            twin("Acme Tools Ltd", ("registered", "GB", f"{MILL}, United Kingdom")),
            100,
            "same address",
        ),
        (twin("Acme Tools Ltd", ("registered", "US-DE")), twin("Acme Tools Ltd", ("incorporation", "US")), 85, "same"),
    ],
)
def test_the_score_is_the_sum_of_its_reasons(one: Any, other: Any, score: int, reason: str) -> None:
    found = likely(one, other)
    assert found is not None
    assert found == likely(other, one)
    assert found.score == score
    assert any(reason in one for one in found.reasons)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (twin("Acme Tools", REGISTERED, ids=("LEI:A",)), twin("Acme Tools", REGISTERED, ids=("LEI:B",))),
        (twin("Acme Tools", REGISTERED, ids=("LEI:A", "GB-COH:1")), twin("Acme Tools", REGISTERED, ids=("GB-COH:2",))),
        (
            twin("Acme Tools", REGISTERED, ids=("LEI:A",)),
            twin("Acme Tools", REGISTERED, ids=("s:x",), apart=("LEI:A",)),
        ),
        (twin("Acme Tools", REGISTERED), twin("Acme Tools", ("registered", "IE"))),
        (twin("Acme Tools", REGISTERED), twin("Acme Toolbox", REGISTERED)),
        (twin("AB", REGISTERED), twin("AB", REGISTERED)),
    ],
)
def test_never_candidates(one: Any, other: Any) -> None:
    assert likely(one, other) is None
    assert likely(other, one) is None


def test_numbers_of_different_registers_and_of_no_register_do_not_tell_apart() -> None:
    one = twin("Acme Tools", REGISTERED, ids=("LEI:A", "s:1", "ISIN:U"))
    other = twin("Acme Tools", REGISTERED, ids=("GB-COH:1", "s:2", "ISIN:V"))
    assert likely(one, other) is not None


PAIR = (
    company(LEI, "Acme Tools Limited", "GB"),
    company(CIK, "ACME TOOLS LTD", "GB"),
    company(LEI2, "Acme Tools Ltd", "GB"),
    company(Identifier("s", "fr"), "Acme Tools Limited", "FR"),
    company(Identifier("s", "person"), "Acme Tools Limited", "GB", kind="person"),
    company(Identifier("s", "branch"), "Acme Tools Limited", "GB", kind="branch"),
)


def test_pairs_are_found_once_with_both_parties_as_subjects(graph: Graph) -> None:
    load(graph, *PAIR)
    found = find(graph)
    assert (found.companies, found.new, found.open, found.closed) == (4, 2, 2, 0)
    rows = listed(graph)
    assert [{party["id"] for party in row["parties"]} for row in sorted(rows, key=lambda row: row["id"])]
    assert {frozenset(party["id"] for party in row["parties"]) for row in rows} == {
        frozenset({LEI.key, CIK.key}),
        frozenset({LEI2.key, CIK.key}),
    }
    assert {(row["score"], row["status"]) for row in rows} == {(85, "open")}
    assert changes(graph)[-1] == ("candidates", {LEI.key, LEI2.key, CIK.key})
    before = len(changes(graph))
    again = find(graph)
    assert (again.new, again.open, again.closed) == (0, 2, 0)
    assert len(changes(graph)) == before
    assert len(listed(graph)) == 2


def test_what_is_no_longer_alike_is_closed(graph: Graph) -> None:
    load(graph, *PAIR[:2])
    find(graph)
    load(graph, company(CIK, "Quite Another Ltd", "GB"))
    found = find(graph)
    assert (found.open, found.closed) == (0, 1)
    assert not listed(graph)
    assert [row["status"] for row in listed(graph, "gone")] == ["gone"]
    load(graph, company(CIK, "Acme Tools Ltd", "GB"))
    assert find(graph).new == 1


def test_two_like_names_make_one_candidate(graph: Graph) -> None:
    others = ("Older Name Ltd",)
    load(graph, company(LEI, "Acme Tools Ltd", "GB", others=others), company(CIK, "Acme Tools", "GB", others=others))
    assert find(graph).new == 1
    (row,) = listed(graph)
    assert (row["score"], row["reasons"][0]) == (75, "same name and legal form")


def test_a_name_of_too_many_says_nothing(graph: Graph) -> None:
    load(graph, *(company(Identifier("s", str(n)), "Common Name Ltd", "GB") for n in range(41)))
    found = find(graph)
    assert (found.new, found.too_many) == (0, ["commonname"])


def candidate(graph: Graph) -> str:
    load(graph, *PAIR[:2])
    assert find(graph).new == 1
    id_: str = listed(graph)[0]["id"]
    return id_


def test_two_persons_join_as_an_exact_join_does_and_it_can_be_undone(graph: Graph) -> None:
    id_ = candidate(graph)
    load(graph, InterestRecord("i", LOCAL, CIK, shares=Share(10**12, 10**12)))
    first = confirm(graph, id_, "ann", "same directors")
    assert (first.outcome, set(first.parties)) == ("waiting", {LEI.key, CIK.key})
    assert changes(graph)[-1] == ("confirmed", {LEI.key, CIK.key})
    assert shown(graph, id_)["confirmed_by"] == "ann"
    with pytest.raises(BadRequest) as error:
        confirm(graph, id_, " ANN ", "again")
    assert error.value.code == "second_person"
    second = confirm(graph, id_, "bob", "checked")
    assert (second.outcome, second.parties) == ("joined", (LEI.key,))
    kind, subjects = changes(graph)[-1]
    assert kind == "joined" and {LEI.key, CIK.key} <= subjects
    merge = "MATCH (g:Merge) RETURN g.loser AS l, g.by AS b, g.reason AS r, g.parted_at AS p"
    (row,) = graph.read(Query("tests/merge", merge, {}, "Merges."))
    assert (row["l"], row["b"], row["r"]) == (CIK.key, ["ann", "bob"], "same directors / checked")
    (held,) = graph.read(Query("tests/held", "MATCH ()-[:INTEREST]->(p) RETURN p.id AS p", {}, "Held."))
    assert held["p"] == LEI.key
    assert (find(graph).new, listed(graph)) == (0, [])
    done = part(graph, LEI.key, CIK.key, "cy", "they were not")
    assert (done.leaves, len(done.undone)) == (CIK.key, 1)
    (held,) = graph.read(Query("tests/held", "MATCH ()-[:INTEREST]->(p) RETURN p.id AS p", {}, "Held."))
    assert held["p"] == CIK.key
    assert find(graph).new == 0, "what a person parted is not proposed again"


def test_what_was_parted_can_be_joined_by_two_persons(graph: Graph) -> None:
    load(graph, *PAIR[:2])
    load(graph, company(LEI, "Acme Tools Limited", "GB", identifiers=(CIK,)), source="t")
    part(graph, LEI.key, CIK.key, "ann", "a misprint")
    proposed = propose(graph, CIK.key, LEI.key, "ann", "no misprint")
    assert (proposed.outcome, changes(graph)[-1]) == ("waiting", ("confirmed", {LEI.key, CIK.key}))
    assert find(graph).closed == 0, "it waits for the second person, whatever is found"
    assert confirm(graph, proposed.id, "bob", "indeed").outcome == "joined"
    text = "MATCH ()-[r:IDENTIFIED_BY|NOT_IDENTIFIED_BY]->(d) RETURN type(r) AS t, d.key AS d, r.key AS k"
    rows = [tuple(row.values()) for row in graph.read(Query("tests/all", text, {}, "Statements."))]
    assert ("IDENTIFIED_BY", CIK.key, f"t:{LEI.key}#{CIK.key}") in rows
    assert not [row for row in rows if row[0] == "NOT_IDENTIFIED_BY"]


def test_a_proposal_is_of_two_parties_that_can_be_one(graph: Graph) -> None:
    load(graph, company(LEI, "Alpha", "GB"), company(LEI2, "Beta", "GB"), company(CIK, "Gamma", identifiers=(COH,)))
    for one, other, code in (
        (LEI, LEI2, "contradiction"),
        (CIK, COH, "already_decided"),
        (LEI, LOCAL, "unknown_entity"),
    ):
        with pytest.raises((BadRequest, NotFound)) as error:
            propose(graph, one.key, other.key, "ann", "why")
        assert error.value.code == code
    assert propose(graph, LEI.key, COH.key, "ann", "why").parties == (CIK.key, LEI.key)
    with pytest.raises(BadRequest):
        propose(graph, COH.key, LEI.key, "bob", "why")


def test_a_rejected_pair_comes_back_on_other_evidence_alone(graph: Graph) -> None:
    id_ = candidate(graph)
    done = reject(graph, id_, "ann", "other directors")
    assert done.outcome == "rejected"
    assert changes(graph)[-1] == ("rejected", {LEI.key, CIK.key})
    found = find(graph)
    assert (found.new, found.open, found.rejected) == (0, 0, 1)
    (row,) = listed(graph, "rejected")
    assert (row["rejected_by"], row["rejected_reason"]) == ("ann", "other directors")
    with pytest.raises(BadRequest) as error:
        confirm(graph, id_, "bob", "but yes")
    assert error.value.code == "already_decided"
    load(graph, company(CIK, "ACME TOOLS LTD", f"GB@{MILL}"), company(LEI, "Acme Tools Limited", f"GB@{MILL}"))
    assert find(graph).new == 1
    assert listed(graph)[0]["score"] == 100
    assert len(listed(graph, "rejected")) == 1


def test_a_confirmation_does_not_go_against_a_register(graph: Graph) -> None:
    id_ = candidate(graph)
    load(graph, company(CIK, "ACME TOOLS LTD", "GB", identifiers=(LEI2,)))
    with pytest.raises(BadRequest) as error:
        confirm(graph, id_, "ann", "sure")
    assert error.value.code == "contradiction"


def test_an_exact_join_takes_the_candidate_with_it(graph: Graph) -> None:
    id_ = candidate(graph)
    load(graph, company(LEI, "Acme Tools Limited", "GB", identifiers=(CIK,)), source="t")
    with pytest.raises(NotFound):
        shown(graph, id_)
    assert not listed(graph)


def test_a_candidate_that_may_be_restricted_raises_the_flag_until_it_is_rejected(graph: Graph) -> None:
    load(graph, company(LEI, "Acme Tools Limited", "GB"), company(CIK, "ACME TOOLS LTD", "GB", "hq:CN"))
    rule = Policies().versions("unsupported-regions")[-1]

    def flags() -> set[str]:
        found = Determiner(graph, Policies(), Cache(None)).determine(LEI.key, rule, None, None).document
        return {flag["code"] for flag in found["flags"]}

    assert "candidate_identity" not in flags()
    find(graph)
    assert "candidate_identity" in flags()
    reject(graph, listed(graph)[0]["id"], "ann", "another one")
    assert "candidate_identity" not in flags()


def test_over_http(graph: Graph, settings: Any, serve: Callable[..., Any], hook_key: str) -> None:
    id_ = candidate(graph)
    with serve(settings) as client:
        (row,) = client.get("/v1/candidates?least=80").json()["results"]
        assert row["id"] == id_ and {"LEI", "CIK"} == {one["id"][:3] for one in row["parties"]}
        assert client.get(f"/v1/candidates/{id_}").json() == row
        path = f"/v1/candidates/{id_}/confirmation"
        _problem(client.get("/v1/candidates/nobody"), 404, "unknown_candidate")
        _problem(client.post(path, json={"by": "ann"}), 422, "invalid_request")
        _problem(client.post(path, json={"by": "ann", "reason": " "}), 400, "bad_decision")
        _problem(client.post(path, json={"by": "ann", "reason": "x", "force": True}), 422, "invalid_request")
        assert client.post(path, json={"by": "ann", "reason": "x"}).json()["outcome"] == "waiting"
        _problem(client.post(path, json={"by": "ann", "reason": "x"}), 409, "second_person")
        assert client.post(path, json={"by": "bob", "reason": "y"}).json()["outcome"] == "joined"
        _problem(client.post(path, json={"by": "bob", "reason": "y"}), 404, "unknown_candidate")
        body = {"keep": LEI.key, "away": CIK.key, "by": "ann", "reason": "a mistake"}
        parted = client.post("/v1/partings", json=body).json()
        assert (parted["stays"], parted["leaves"]) == (LEI.key, CIK.key)
        _problem(client.post("/v1/partings", json=body), 409, "not_joined")
        kinds = [one["kind"] for one in client.get("/v1/changes").json()["changes"]]
        assert kinds == ["load", "candidates", "confirmed", "joined", "parted"]
    with serve(settings, hook_key) as client:
        _problem(client.get("/v1/candidates"), 403, "not_allowed")
        _problem(client.post("/v1/partings", json=body), 403, "not_allowed")


def test_a_rejection_over_http(graph: Graph, settings: Any, serve: Callable[..., Any]) -> None:
    id_ = candidate(graph)
    with serve(settings) as client:
        path = f"/v1/candidates/{id_}/rejection"
        assert client.post(path, json={"by": "ann", "reason": "x"}).json()["outcome"] == "rejected"
        _problem(client.post(path, json={"by": "bob", "reason": "x"}), 409, "already_decided")
        assert [one["id"] for one in client.get("/v1/candidates?status=rejected").json()["results"]] == [id_]


def _problem(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
