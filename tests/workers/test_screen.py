"""Customer lists as spreadsheets write them."""

from __future__ import annotations

import csv

import pytest

BANK = "LEI:2138008KTNTDICZU8L25"
HEADER = ["customer_ref", "identifier", "name", "country"]
ROWS = [
    ["1", BANK, "Bank Saderat PLC", "gb"],
    ["2", BANK.partition(":")[2], "Somebody Else", "GB"],
    ["3", "", "Nobody Ever Ltd", "DE"],
]


def written(path, separator, encoding):
    path.write_bytes("\r\n".join(separator.join(row) for row in [HEADER, *ROWS]).encode(encoding))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_separator_and_byte_order_mark(separator, encoding, loaded, tmp_path):
    ran = loaded("screen", written(tmp_path / "c.csv", separator, encoding), "--json")
    assert ran.code == 0, ran.err
    assert [(row["line"], row["customer_ref"], row["verdict"]) for row in ran.lines] == [
        (2, "1", "restricted"), (3, "2", "restricted"), (4, "3", None),
    ]  # fmt: skip
    assert ran.lines[1]["reason_codes"][0] == "identifier_name_mismatch"
    assert ran.lines[2]["reason_codes"] == ["not_found"]
    assert all(row["decision"] in ("hold", "deny") for row in ran.lines)


def test_rows_for_people_and_a_summary(loaded, tmp_path):
    out = loaded("screen", written(tmp_path / "c.csv", ";", "utf-8")).out
    assert "Bank Saderat PLC" in out
    assert "not found" in out and "33.3 %" in out


def test_decisions_go_to_a_file_whose_cells_are_no_formulas(loaded, tmp_path):
    source, target = tmp_path / "c.csv", tmp_path / "out.csv"
    source.write_text('identifier,name,notes,customer_ref\n,"=HYPERLINK(""x"")",ignored,-5\n', encoding="utf-8")
    ran = loaded("screen", source, "-o", target, "--json")
    assert ran.code == 0, ran.err
    assert ran.json == {
        "rows": 1, "policies": ["unsupported-regions"],
        "allow": 0, "hold": 0, "deny": 0, "not_found": 1, "bad_row": 0,
    }  # fmt: skip
    with target.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["name"] == '\'=HYPERLINK("x")'
    assert (row["customer_ref"], row["decision"], row["line"]) == ("-5", "hold", "2")


def test_rows_that_cannot_be_read_are_held_with_their_line_and_the_others_go_on(loaded, tmp_path):
    source = tmp_path / "c.csv"
    lines = [
        b"name,country,identifier", b"A,Germany,", b",,nonsense", b",DE,", b"Caf\xe9,FR,", b"A,DE,,,,,", b"",
        b'"two\nlines",GB,', f",,{BANK}".encode(),
    ]  # fmt: skip
    source.write_bytes(b"\n".join(lines))
    ran = loaded("screen", source, "--json")
    assert ran.code == 0, ran.err
    assert [(row["line"], row["reason_codes"]) for row in ran.lines[:5]] == [(n, ["bad_row"]) for n in range(2, 7)]
    assert "line 2: country" in ran.err and "line 3: identifiers" in ran.err
    assert ran.lines[-1]["verdict"] == "restricted"
    assert all(row["decision"] != "allow" for row in ran.lines)


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"PK\x03\x04\x00\x00", b"who,where\nx,y\n", b"name,name\nx,y\n", b"\x00" * 1000]
)
def test_what_is_no_such_list_is_refused(content, loaded, tmp_path):
    source = tmp_path / "c.csv"
    source.write_bytes(content)
    ran = loaded("screen", source)
    assert ran.code == 2
    assert "first line" in ran.err
    assert ran.out == ""


def test_an_endless_cell_is_refused_with_its_line(loaded, tmp_path):
    source = tmp_path / "c.csv"
    source.write_text('name\nA\n"' + "x" * 1_000_000, encoding="utf-8")
    ran = loaded("screen", source, "--json")
    assert ran.code == 2
    assert "Line 3" in ran.err


def test_the_list_itself_is_never_overwritten(loaded, tmp_path):
    source = written(tmp_path / "c.csv", ",", "utf-8")
    before = source.read_bytes()
    assert loaded("screen", source, "-o", source).code == 2
    assert source.read_bytes() == before


def test_an_unknown_policy_is_refused_before_anything_is_written(loaded, tmp_path):
    source, target = written(tmp_path / "c.csv", ",", "utf-8"), tmp_path / "out.csv"
    assert loaded("screen", source, "--policy", "nonsense", "-o", target).code == 2
    assert not target.exists()
