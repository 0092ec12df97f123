"""Open Ownership's zip of CSV tables means what the same statements mean as JSON."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingest.records import PartyRecord, Record
from ingest.source import BadFile
from ingest.sources.bods import SOURCE

DATA = Path(__file__).parents[1] / "data/bods"
KINDS = {
    "entity": "entity", "person": "person", "relationship": "relationship", "entityStatement": "entity",
    "personStatement": "person", "ownershipOrControlStatement": "ooc",
}  # fmt: skip
Tables = dict[str, list[dict[str, str]]]


def _tables(statements: list[dict[str, Any]]) -> Tables:
    """The tables that a flattening tool makes of nested statements."""
    tables: Tables = {}
    for number, statement in enumerate(statements):
        kind = KINDS[statement.get("recordType") or statement["statementType"]]
        row = {"_link": str(number)}
        _flatten(statement, "", row, kind, tables, {f"_link_{kind}_statement": str(number)})
        tables.setdefault(f"{kind}_statement", []).append(row)
    return tables


def _flatten(
    value: dict[str, Any], path: str, row: dict[str, str], kind: str, tables: Tables, link: dict[str, str]
) -> None:
    for key, inner in value.items():
        name = f"{path}_{key}" if path else key
        if isinstance(inner, dict):
            _flatten(inner, name, row, kind, tables, link)
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            for at, one in enumerate(inner):
                below = {"_link": f"{row['_link']}.{name}.{at}", **link}
                _flatten(one, "", below, kind, tables, link)
                tables.setdefault(f"{kind}_{name}", []).append(below)
        elif isinstance(inner, list):
            row[name] = ",".join(inner)
        elif inner is not None:
            row[name] = str(inner).lower() if isinstance(inner, bool) else str(inner)


def _zip(path: Path, tables: Tables, folder: str = "csv/") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("datapackage.json", "{}")
        for name, rows in tables.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
            writer.writeheader()
            writer.writerows(rows)
            out.writestr(f"{folder}{name}.csv", text.getvalue())
    return path


def _statements(*files: str) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in (DATA / file).read_text(encoding="utf-8").splitlines()]


def _ordered(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = list(KINDS.values())
    return sorted(statements, key=lambda one: order.index(KINDS[one.get("recordType") or one["statementType"]]))


def _as_json(folder: Path, statements: list[dict[str, Any]]) -> list[Record]:
    path = folder / "same.json"
    path.write_text(json.dumps(statements), encoding="utf-8")
    return list(SOURCE.read(path))


REAL = ("gleif_2138008KTNTDICZU8L25.jsonl", "uk_01126618.jsonl", "relationships.jsonl")


@pytest.mark.parametrize("folder", ["csv/", ""])
def test_the_real_statements_as_tables(tmp_path: Path, folder: str) -> None:
    statements = _ordered(_statements(*REAL))
    found = list(SOURCE.read(_zip(tmp_path / "bods.zip", _tables(statements), folder)))
    assert found == _as_json(tmp_path, statements)
    assert len(found) > 30


def test_tables_of_the_register(tmp_path: Path) -> None:
    statements = _statements("register_0.2.jsonl")[1:]
    statements[1]["replacesStatements"] = ["a", "b"]
    found = list(SOURCE.read(_zip(tmp_path / "register.zip", _tables(statements))))
    assert found == _as_json(tmp_path, statements)


def test_names_in_lower_case(tmp_path: Path) -> None:
    statements = _ordered(_statements(*REAL))
    lower = {
        name.lower(): [{key.lower(): text for key, text in row.items()} for row in rows]
        for name, rows in _tables(statements).items()
    }
    assert list(SOURCE.read(_zip(tmp_path / "bods.zip", lower))) == _as_json(tmp_path, statements)


def test_other_names_that_cannot_be_told_apart_are_not_said(tmp_path: Path) -> None:
    row = {
        "_link": "0", "recordId": "e", "recordType": "entity", "recordStatus": "new", "recordDetails_name": "A",
        "recordDetails_entityType_type": "legalEntity", "recordDetails_alternateNames": "B, Inc.",
    }  # fmt: skip
    (found,) = SOURCE.read(_zip(tmp_path / "bods.zip", {"entity_statement": [row]}))
    assert isinstance(found, PartyRecord)
    assert found.other_names == ()


def test_rows_out_of_order_or_of_no_statement_are_refused(tmp_path: Path) -> None:
    tables = _tables(_ordered(_statements(*REAL)))
    rows = tables["relationship_recordDetails_interests"]
    swapped = {**tables, "relationship_recordDetails_interests": [rows[-1], *rows[:-1]]}
    orphan = {
        **tables,
        "relationship_recordDetails_interests": [*rows, {**rows[-1], "_link_relationship_statement": "x"}],
    }
    for bad in (swapped, orphan):
        with pytest.raises(BadFile, match="a row of no statement"):
            list(SOURCE.read(_zip(tmp_path / "bods.zip", bad)))


def test_a_broken_row_refuses_the_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bods.zip", "w") as out:
        out.writestr("entity_statement.csv", "_link,recordType\n0,entity,x\n")
        out.writestr("entity_names.csv", "_link,_link_entity_statement\n")
    with pytest.raises(BadFile, match="3 fields instead of 2"):
        list(SOURCE.read(tmp_path / "bods.zip"))


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as out:
        out.writestr("a.csv", "a\n1\n")
        out.writestr("b.csv", "b\n1\n")
    with pytest.raises(BadFile, match="no table of statements"):
        list(SOURCE.read(tmp_path / "other.zip"))
