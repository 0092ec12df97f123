"""``controlpath policy``, and one's own policy file wherever a shipped policy works."""

from __future__ import annotations

import json

import pytest

BANK = "LEI:2138008KTNTDICZU8L25"
DEFAULT = "unsupported-regions"


@pytest.fixture
def text(repository):
    return (repository / "service/policy/policies/unsupported-regions_2025-09-05.toml").read_text("utf-8")


@pytest.fixture
def own(text, tmp_path):
    """A policy of one's own: more than a quarter, Iran alone, other decisions."""
    path = tmp_path / "own" / "house-rule.toml"
    path.parent.mkdir()
    head, tail = text.split("supported = [")
    changed = f'{head}restricted = ["IR"]\n{tail[tail.index("[decisions]") :]}'.replace(DEFAULT, "house-rule")
    changed = changed.replace('threshold = "50"', 'threshold = "25"').replace(
        'consolidation = "hold"', 'consolidation = "deny"'
    )
    path.write_text(changed, encoding="utf-8")
    return path


def test_check_says_ok_or_file_line_and_reason(offline, own, tmp_path):
    ran = offline("policy", "check", own)
    assert ran.code == 0, ran.err
    assert "house-rule@2025-09-05" in ran.out
    bad = tmp_path / "bad.toml"
    bad.write_text(own.read_text("utf-8").replace('comparator = ">"', 'comparator = "=>"\nseets = true'), "utf-8")
    ran = offline("policy", "check", own, bad)
    assert ran.code == 2
    assert f'{bad}:11: comparator: "=>" is none of >, >=' in ran.err
    assert f"{bad}:12: seets: there is no such key (did you mean seats?)" in ran.err
    assert "house-rule" in ran.out
    ran = offline("policy", "check", bad, "--json")
    assert ran.code == 2
    (found,) = ran.json
    assert (found["ok"], [one["line"] for one in found["mistakes"]]) == (False, [11, 12])


def test_a_directory_is_checked_as_a_whole(offline, own, text, tmp_path):
    assert offline("policy", "check", own.parent).code == 0
    (own.parent / "again.toml").write_text(text, "utf-8")
    ran = offline("policy", "check", own.parent)
    assert ran.code == 2
    assert "unsupported-regions@2025-09-05 is there twice" in ran.err
    (tmp_path / "empty").mkdir()
    assert offline("policy", "check", tmp_path / "empty").code == 2
    assert offline("policy", "check", tmp_path / "nowhere.toml").code == 2


def test_show_tells_the_rule_its_sources_and_its_places(offline, own):
    out = " ".join(offline("policy", "show", DEFAULT).out.split())
    for part in (
        "more than 50 % of the shares",
        "https://www.anthropic.com/supported-countries",
        "2025-09-05",
        "28: AF Afghanistan",
        "175: AD Andorra",
        "UA-43 in Ukraine",
        "board_majority: deny",
        "exactly_half",
    ):
        assert part in out, part
    assert "1: IR Iran" in offline("policy", "show", own).out
    assert offline("policy", "show", own, "--json").json["restricted_places"] == ["IR"]


def test_show_takes_a_day_or_a_version_and_marks_drafts(offline):
    assert offline("policy", "show", "eu-50", "--as-of", "2024-07-02", "--json").json["comparator"] == ">"
    assert offline("policy", "show", "eu-50@2014-01-01", "--json").json["comparator"] == ">"
    out = offline("policy", "show", "ofac-50").out
    assert "draft" in out and "us-ofac-sdn (not loaded)" in out
    listed = offline("policy", "list", "--json").json
    assert {one["id"] for one in listed if one["draft"]} == {"ofac-50", "eu-50", "uk-ofsi", "bis-affiliates-50"}
    assert "status unverified" in offline("policy", "show", "bis-affiliates-50", "--as-of", "2026-11-25").out
    ran = offline("policy", "show", "eu-51")
    assert ran.code == 2 and "There are: bis-affiliates-50" in ran.err


def test_diff_names_what_is_decided_otherwise(offline, own):
    ran = offline("policy", "diff", "eu-50@2014-01-01", "eu-50@2024-07-03")
    assert ran.code == 1
    assert "comparator" in ran.out
    ran = offline("policy", "diff", DEFAULT, own, "--json")
    assert (ran.code, ran.json["same"]) == (1, False)
    found = {one["what"]: one for one in ran.json["differences"]}
    assert found["threshold"] == {"what": "threshold", "from": "50", "to": "25"}
    assert "CN" in found["restricted places"]["removed"] and found["restricted places"]["added"] == []
    assert found["decisions.control.consolidation"]["to"] == "deny"
    assert "CN China" in offline("policy", "diff", DEFAULT, own).out
    ran = offline("policy", "diff", own, own)
    assert (ran.code, ran.out) == (0, "")


def test_the_schema_is_printed(offline, repository):
    committed = json.loads((repository / "service/policy/schema.json").read_text("utf-8"))
    assert offline("policy", "schema").json == committed


def test_one_s_own_policy_determines_evaluates_and_screens(loaded, own, tmp_path):
    found = loaded("determine", BANK, "--policy", own, "--json").json
    assert (found["policy"]["id"], found["verdict"], found["decision"]) == ("house-rule", "restricted", "deny")
    assert "RESTRICTED" in loaded("determine", BANK, "--policy", own).out
    customers = tmp_path / "customers.csv"
    customers.write_text(f"identifier\n{BANK}\n", "utf-8")
    ran = loaded("screen", customers, "--policy", own, "--policy", DEFAULT, "--json")
    assert ran.code == 0, ran.err
    assert (ran.lines[0]["decision"], ran.lines[0]["policy"]) == ("deny", "house-rule 2025-09-05")
    case = tmp_path / "case.json"
    case.write_text(
        json.dumps(
            {
                "parties": [{"id": "X", "seats": [{"kind": "headquarters", "jurisdiction": "IR"}]}],
                "interests": [{"holder": "X", "subject": "A", "metric": "shares", "percent": "30"}],
            }
        ),
        "utf-8",
    )
    assert loaded("evaluate", case, "--policy", own, "--entity", "A").json["results"]["A"]["verdict"] == "restricted"
    both = loaded("evaluate", case, "--policy", DEFAULT, "--policy", own, "--entity", "A").json
    assert [one["verdict"] for one in both["results"]["A"]["results"]] == ["review", "restricted"]
    assert both["results"]["A"]["decision"] == "deny"


def test_several_policies_determine_together(loaded, own):
    ran = loaded("determine", BANK, "--policy", DEFAULT, "--policy", own, "--policy", "ofac-50", "--json")
    assert ran.code == 0, ran.err
    found = ran.json
    assert [one["verdict"] for one in found["results"]] == ["restricted", "restricted", "unknown"]
    assert [one["decision"] for one in found["results"]] == ["hold", "deny", "hold"]
    assert (found["decision"], found["policy"]["id"]) == ("deny", "house-rule")
    out = loaded("determine", BANK, "--policy", DEFAULT, "--policy", own).out
    assert out.count("RESTRICTED") == 2
    assert out.rstrip().endswith("the strictest is house-rule 2025-09-05: restricted")
    ran = loaded("determine", BANK, "--policy", DEFAULT, "--policy", own, "--store", "--json")
    assert ran.err.count(" as ") >= 2
    assert ran.json["decision"] == "deny"
    assert loaded("determine", BANK, "--policy", DEFAULT, "--policy", DEFAULT, "--json").json["verdict"] == "restricted"


def test_of_two_policies_with_one_id_only_a_screening_cannot_take_both(loaded, own, tmp_path):
    twin = tmp_path / "twin.toml"
    twin.write_text(own.read_text("utf-8").replace('threshold = "25"', 'threshold = "40"'), "utf-8")
    assert len(loaded("determine", BANK, "--policy", own, "--policy", twin, "--json").json["results"]) == 2
    customers = tmp_path / "customers.csv"
    customers.write_text(f"identifier\n{BANK}\n", "utf-8")
    ran = loaded("screen", customers, "--policy", own, "--policy", twin)
    assert ran.code == 2 and "same id" in ran.err


def test_per_holder_policies_determine(loaded, own):
    own.write_text(own.read_text("utf-8").replace('aggregation = "aggregate"', 'aggregation = "per_holder"'), "utf-8")
    assert loaded("determine", BANK, "--policy", own, "--json").json["verdict"] == "restricted"


def test_one_s_own_policy_is_reported_on_once_its_marks_are_kept(loaded, own, monkeypatch):
    ran = loaded("restricted", "--policy", own)
    assert ran.code == 2
    assert "CONTROLPATH_POLICY_DIR" in ran.err
    monkeypatch.setenv("CONTROLPATH_POLICY_DIR", str(own.parent))
    monkeypatch.setenv("CONTROLPATH_POLICIES", f"{DEFAULT},house-rule,ofac-50")
    listed = {f"{one['id']}": one["active"] for one in loaded("policy", "list", "--json").json}
    assert (listed["house-rule"], listed["uk-ofsi"]) == (True, False)
    assert loaded("rebuild").code == 0
    for name in ("house-rule", own):
        rows = loaded("restricted", "--policy", name, "--seated-outside", "IR", "--json").lines
        assert [(row["id"], row["decision"], row["policy"]) for row in rows] == [
            (BANK, "deny", "house-rule 2025-09-05")
        ]
    ran = loaded("verify", "--all", "--json")
    assert ran.json["differences"] == []
    ran = loaded("restricted", "--policy", "ofac-50")
    assert ran.code == 2 and "us-ofac-sdn" in ran.err
    assert loaded("determine", BANK, "--policy", "house-rule", "--json").json["threshold"]["percent"] == "25"
    monkeypatch.setenv("CONTROLPATH_POLICIES", DEFAULT)
    assert loaded("rebuild").code == 0


def test_a_policy_at_fault_in_the_directory_is_named_with_its_line(loaded, own, monkeypatch):
    own.write_text(own.read_text("utf-8").replace('threshold = "25"', "threshold = 25"), "utf-8")
    monkeypatch.setenv("CONTROLPATH_POLICY_DIR", str(own.parent))
    ran = loaded("determine", BANK)
    assert ran.code == 2
    assert f"{own}:10: threshold" in ran.err
