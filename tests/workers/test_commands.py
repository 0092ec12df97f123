"""What each command answers, on real files in a real graph."""

from __future__ import annotations

import csv
import io
import json

import pytest

from service.determination.document import ENGINE_VERSION

BANK, PARENT = "LEI:2138008KTNTDICZU8L25", "LEI:549300KBNGV4NYY3GE68"


def test_a_second_load_changes_nothing_and_the_report_is_whole(loaded, db, repository):
    head = db.read("outbox/head")[0]["head"]
    ran = loaded("ingest", "uk_psc", repository / "tests/data/uk_psc", "--json")
    assert ran.code == 0, ran.err
    report = ran.json
    assert report["changes"] == []
    assert report["totals"]["written"] == 0
    assert report["totals"]["unchanged"] > 0
    assert {"source", "run", "files", "totals", "held", "quarantine"} <= report.keys()
    assert db.read("outbox/head")[0]["head"] == head


def test_a_bad_file_is_refused_and_the_graph_stays(loaded, db, tmp_path):
    head = db.read("outbox/head")[0]["head"]
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b'{"statementId": \xff\xfe')
    ran = loaded("ingest", "bods", bad, "--json")
    assert ran.code == 2
    assert str(bad) in ran.err
    assert ran.json["files"][0]["error"]
    assert db.read("outbox/head")[0]["head"] == head


def test_a_dry_run_needs_no_server(offline, repository):
    ran = offline("ingest", "uk-psc", repository / "tests/data/uk_psc", "--dry-run")
    assert ran.code == 0
    assert "dry run" in ran.out


def test_sources_says_what_is_known_and_what_is_loaded(loaded):
    rows = {row["id"]: row for row in loaded("sources", "--json").json}
    assert rows["bods"]["loaded"]["records"] > 0
    assert rows["gleif_rr"]["loaded"] is None
    assert "uk_psc" in loaded("sources").out


def test_sources_works_without_a_server(offline):
    ran = offline("sources", "--json")
    assert ran.code == 0
    assert all(row["loaded"] is None for row in ran.json)


@pytest.mark.parametrize("asked", [BANK, BANK.partition(":")[2], "Bank Saderat PLC", "bank saderat  plc"])
def test_determine_takes_an_identifier_or_a_name(asked, loaded):
    ran = loaded("determine", asked, "--json")
    assert ran.code == 0, ran.err
    document = ran.json
    assert document["entity"]["id"] == BANK
    assert (document["verdict"], document["set"], document["basis"]) == ("restricted", "certain", ["control"])
    assert document["engine_version"] == ENGINE_VERSION
    assert document["revision"] > 0


def test_determine_shows_verdict_sentence_and_proof_with_its_sources(loaded):
    out = loaded("determine", BANK).out
    for part in (
        "RESTRICTED",
        "BANK SADERAT IRAN",
        "consolidation held by",
        "bods",
        "published 2025-02-28",
        "https://",
    ):
        assert part in out
    assert out.index("RESTRICTED") < out.index("consolidation held by")


def test_determine_at_another_day_and_by_another_rule(loaded, repository, tmp_path):
    before = loaded("determine", BANK, "--as-of", "2010-01-01", "--json").json
    assert before["as_of"] == "2010-01-01"
    assert before["basis"] == []
    shipped = repository / "service/policy/policies/unsupported-regions_2025-09-05.toml"
    own = tmp_path / "own.toml"
    text = shipped.read_text().replace('id = "unsupported-regions"', 'id = "own-rule"')
    own.write_text(text.replace('threshold = "50"', 'threshold = "25"'))
    ran = loaded("determine", BANK, "--policy", own, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["policy"]["id"] == "own-rule"
    assert ran.json["threshold"]["percent"] == "25"


def test_a_policy_file_at_fault_is_named_with_the_key(loaded, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('id = "own"\nthreshold = 50\n')
    ran = loaded("determine", BANK, "--policy", own)
    assert ran.code == 2
    assert str(own) in ran.err


def test_a_name_near_several_lists_them_and_is_no_answer(loaded):
    ran = loaded("determine", "saderat")
    assert ran.code == 2
    assert ran.out == ""
    assert BANK in ran.err and PARENT in ran.err


def test_nobody_is_exit_2_where_one_party_is_needed_and_1_where_one_is_looked_for(loaded):
    assert loaded("owners", "Nobody In Particular").code == 2
    ran = loaded("search", "Nobody In Particular", "--json")
    assert (ran.code, ran.json) == (1, [])


def test_owners_holdings_and_statements(loaded):
    owners = loaded("owners", BANK, "--json").json
    assert PARENT in [row["party"]["id"] for row in owners]
    holdings = loaded("holdings", PARENT, "--json").json
    assert BANK in [row["party"]["id"] for row in holdings]
    statements = loaded("statements", BANK, "--json").json
    assert {"identity", "seat", "interest"} <= {row["what"] for row in statements}
    assert all(row["source"] for row in statements)
    assert "BANK SADERAT IRAN" in loaded("owners", BANK).out
    assert BANK in loaded("holdings", PARENT).out
    assert "https://" in loaded("statements", BANK).out


def test_restricted_lists_who_is_controlled_and_sits_elsewhere(loaded):
    rows = loaded("restricted", "--seated-outside", "CN,hk,MO", "--json").lines
    assert [row["id"] for row in rows] == [BANK]
    assert rows[0]["main_path"] == "BANK SADERAT IRAN (IR) > consolidation > BANK SADERAT PLC (GB)"
    assert rows[0]["sentence"].endswith(".")
    assert loaded("restricted", "--seated-outside", "GB", "--json").lines == []
    table = list(csv.DictReader(io.StringIO(loaded("restricted", "--csv").out)))
    assert [row["name"] for row in table] == ["BANK SADERAT PLC"]
    assert "BANK SADERAT PLC" in loaded("restricted").out


def test_restricted_warns_when_something_is_not_derived_yet(loaded, commit):
    commit(BANK)
    ran = loaded("restricted", "--json")
    assert "derived up to revision" in ran.err
    assert loaded("verify", "--sample", "3").code == 1
    ran = loaded("derive", "--json")
    assert ran.json["parties"] >= 1
    assert "derived up to revision" not in loaded("restricted", "--json").err


def test_both_engines_say_the_same_of_every_party(loaded):
    """Of those that a reference alone made, too: nobody derived anything anew since the load."""
    ran = loaded("verify", "--all", "--json")
    assert ran.json["differences"] == []
    assert ran.code == 0
    assert ran.json["checked"] > 10


def test_rebuild_gives_what_was_there(loaded):
    before = loaded("restricted", "--json").out
    assert loaded("rebuild", "--json").json["parties"] > 0
    assert loaded("restricted", "--json").out == before


CASE = {
    "policy": "unsupported-regions",
    "as_of": "2025-10-01",
    "rest": "cleared",
    "parties": [
        {"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "CN"}]},
        {"id": "B", "seats": [{"kind": "headquarters", "jurisdiction": "GB"}]},
    ],
    "interests": [
        {"id": "e", "holder": "X", "subject": "A", "metric": "shares", "percent": 50.0000000001},
        {"id": "f", "holder": "A", "subject": "B", "metric": "shares", "percent": "50"},
    ],
}


def test_evaluate_reads_figures_exactly_and_prints_json(offline, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE))
    ran = offline("evaluate", path)
    assert ran.code == 0, ran.err
    results = ran.json["results"]
    assert {name: one["set"] for name, one in results.items()} == {"X": "certain", "B": "cleared", "A": "certain"}
    assert results["A"]["margin"] == "0.0000000001"
    assert list(offline("evaluate", path, "--entity", "A").json["results"]) == ["A"]


def test_evaluate_gives_the_same_by_either_engine(online, tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([CASE, CASE | {"rest": "undisclosed"}]))
    memory, cypher = online("evaluate", path), online("evaluate", path, "--engine", "cypher")
    assert cypher.code == 0, cypher.err
    assert [one["engine"]["name"] for one in cypher.json] == ["cypher", "cypher"]
    assert [one["results"] for one in cypher.json] == [one["results"] for one in memory.json]


def test_evaluate_refuses_one_case_and_goes_on_with_the_others(offline, tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([CASE | {"id": "bad", "colour": "red"}, CASE]))
    ran = offline("evaluate", path)
    assert ran.code == 2
    assert ran.json[0]["id"] == "bad"
    assert ran.json[0]["error"].keys() == {"code", "detail", "where"}
    assert "results" in ran.json[1]


@pytest.mark.parametrize("text", ["", "{", '{"id": NaN}', "[" * 100_000, "\x00"])
def test_evaluate_answers_what_is_no_case_with_an_error(text, offline, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(text)
    ran = offline("evaluate", path)
    assert ran.code == 2
    assert "code" in ran.json["error"]


def test_policies_are_listed_and_shown(offline, repository):
    listed = offline("policy", "list", "--json").json
    assert {"unsupported-regions"} <= {one["id"] for one in listed}
    shown = offline("policy", "show", "unsupported-regions", "--json").json
    assert shown["threshold"] == "50"
    assert len(shown["hash"]) == 64
    assert "threshold" in offline("policy", "show", "unsupported-regions").out
    assert "unsupported-regions" in offline("policy", "list").out
