"""The commands that ask about another time or another world: --known-at, --store, replay, evaluate --on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BANK = "LEI:2138008KTNTDICZU8L25"


def test_a_stored_determination_is_replayed(loaded: Any, tmp_path: Path) -> None:
    first = loaded("determine", BANK, "--store", "--json")
    assert (first.code, first.json["verdict"]) == (0, "restricted")
    id_ = first.err.split("Stored as ")[1].split(".")[0]
    assert f"It was stored already, as {id_}." in loaded("determine", BANK, "--store").err
    again = loaded("replay", id_)
    assert (again.code, again.out) == (0, "The same bytes.\n")
    file = tmp_path / "determination.json"
    file.write_text(json.dumps(first.json, indent=2, ensure_ascii=False), "utf-8")
    assert loaded("replay", file).code == 0, "spacing is no difference"
    file.write_text(json.dumps(first.json | {"decision": "allow"}), "utf-8")
    altered = loaded("replay", file, "--json")
    assert (altered.code, altered.json["reason"]) == (1, "different")
    assert altered.json["fields"] == [{"where": "decision", "then": "allow", "now": first.json["decision"]}]
    shown = loaded("replay", file)
    assert shown.code == 1
    assert "decision" in shown.out
    file.write_text(json.dumps(first.json | {"engine_version": "0"}), "utf-8")
    assert "made by engine 0" in loaded("replay", file).out


def test_what_cannot_be_a_determination_is_refused(loaded: Any, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    for text in ("[", "{}", "[]", '{"results": []}'):
        file.write_text(text, "utf-8")
        ran = loaded("replay", file)
        assert (ran.code, ran.out) == (2, ""), text
        assert "Traceback" not in ran.err
    assert loaded("replay", tmp_path / "missing.json").code == 2
    assert loaded("replay", "0123456789abcdef0123456789abcdef").code == 2


def test_the_past_is_asked_on_the_command_line(loaded: Any) -> None:
    before = loaded("determine", BANK, "--known-at", "2020-01-01T00:00:00Z", "--json").json
    assert (before["set"], before["known_at"]) == ("open", "2020-01-01T00:00:00+00:00")
    early = loaded("determine", BANK, "--as-of", "1999-01-01", "--json").json
    assert (early["as_of"], early["known_at"]) == ("1999-01-01", None)


def test_changes_on_top_of_the_graph(loaded: Any, tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    keys = [claim["key"] for edge in loaded("determine", BANK, "--json").json["deciding"] for claim in edge["claims"]]
    file.write_text(json.dumps({"remove": sorted(set(keys))}), "utf-8")
    ran = loaded("evaluate", "--on", BANK, file)
    assert ran.code == 0, ran.err
    assert ran.json["differs"]["set"]["before"] == "certain"
    assert loaded("evaluate", "--on", BANK, file, "--engine", "cypher").json["differs"] == ran.json["differs"]
    file.write_text(json.dumps({"remove": ["nothing"]}), "utf-8")
    refused = loaded("evaluate", "--on", BANK, file)
    assert (refused.code, refused.json["error"]["where"]) == (2, "changes.remove[0]")
    assert loaded("evaluate", "--on", "LEI:NOBODY", file).code == 2
