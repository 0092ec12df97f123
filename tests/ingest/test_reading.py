from __future__ import annotations

import gzip
import io
import json
import sys
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest

from ingest import reading, reading_json
from ingest.reading_json import Located
from ingest.records import Refused
from ingest.source import BadFile

TEXT = "a,b\n1,2\n"


def _file(folder: Path, content: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        gzip.compress(TEXT.encode()),
        _zip({"data.csv": TEXT.encode(), "__MACOSX/._data.csv": b"x"}),
    ],
    ids=["plain", "byte order mark", "gzip", "zip"],
)
def test_a_file_is_opened_by_what_it_is(tmp_path: Path, content: bytes) -> None:
    assert list(reading.lines(_file(tmp_path, content))) == [(1, "a,b\n"), (2, "1,2\n")]


@pytest.mark.parametrize("content", [TEXT.encode(), gzip.compress(TEXT.encode())], ids=["plain", "gzip"])
def test_a_hyphen_is_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))  # type: ignore[arg-type]
    assert [text for _, text in reading.lines(Path("-"))] == ["a,b\n", "1,2\n"]


@pytest.mark.parametrize(
    ("content", "reason", "where"),
    [
        (gzip.compress(TEXT.encode() * 90_000)[:-200], "broken archive", "line"),
        (_zip({"a": b"1\n" * 9_000})[:-30], "broken zip", ""),
        (_zip({"a": b"1", "b": b"2"}), "a zip of 2 files", ""),
        (_zip({}), "a zip of 0 files", ""),
        (b"name\nAdri\xe1n\n", "not UTF-8", "line 2"),
        ("name\n".encode("utf-16"), "UTF-16", "line 1"),
        (b"a\0b\n", "NUL", "line 1"),
    ],
    ids=["cut gzip", "cut zip", "two in a zip", "empty zip", "Latin-1", "UTF-16", "binary"],
)  # fmt: skip
def test_a_bad_file_is_refused_as_a_whole(tmp_path: Path, content: bytes, reason: str, where: str) -> None:
    with pytest.raises(BadFile) as refused:
        list(reading.lines(_file(tmp_path, content)))
    assert reason in refused.value.reason
    assert refused.value.where.startswith(where)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="No such file"):
        list(reading.lines(tmp_path / "nothing"))


def test_lines_and_files_have_a_limit(tmp_path: Path) -> None:
    path = _file(tmp_path, b"short\n" + b"x" * 100)
    with pytest.raises(BadFile, match=r"line 2: a line of more than 50 bytes"):
        list(reading.lines(path, max_line=50))
    with pytest.raises(BadFile, match="more than 60 bytes when unpacked"):
        list(reading.lines(path, max_bytes=60))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = _file(tmp_path, gzip.compress(b"a,b\n" + b"one,two\n" * 60_000))
    tracemalloc.start()
    count = sum(1 for _ in reading.rows(path, ("a",)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60_000
    assert peak < 4 * 2**20


def test_rows_are_named_and_numbered(tmp_path: Path) -> None:
    rows = list(reading.rows(_file(tmp_path, b'a,b\n1,"two\nlines"\n\n 3 ,4\n'), ("a", "b")))
    assert [(row["a"], row["b"], row["c"], row.where) for row in rows if isinstance(row, reading.Row)] == [
        ("1", "two\nlines", "", "line 2"),
        ("3", "4", "", "line 5"),
    ]


def test_one_bad_row_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = list(reading.rows(_file(tmp_path, b'a,b\n1,2,3\n"x"y,2\n5,6\n'), ("a",)))
    assert [(r.where, r.reason, r.raw) for r in rows if isinstance(r, Refused)] == [
        ("line 2", "3 fields instead of 2", "a,b\n1,2,3\n"),
        ("line 3", "not a CSV row: ',' expected after '\"'", 'a,b\n"x"y,2\n'),
    ]
    assert isinstance(rows[-1], reading.Row)
    assert rows[-1]["b"] == "6"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"a,c\n", "missing column: b"),
        (b"a,b\n1,2\n3", "the last row is cut"),
        (b'a,b\n1,"2\n', "never closes"),
        (b'a,b\n1,"' + b"x\n" * 200_000, "never closes"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(BadFile) as refused:
        list(reading.rows(_file(tmp_path, content), ("a", "b")))
    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None), ("2016-04-06", date(2016, 4, 6)), ("2026-01-30T08:59:19.747Z", date(2026, 1, 30)),
        ("2023-10-04T00:00:00+08:00", date(2023, 10, 3)), ("2023-10-04T23:00:00-06:00", date(2023, 10, 5)),
        ("2021-11-02T08:47:45", date(2021, 11, 2)),
    ],
)  # fmt: skip
def test_times_become_utc_days(text: str, day: date | None) -> None:
    assert reading.utc_day(text) == day


@pytest.mark.parametrize("text", ["2016", "20160406", "06/04/2016", "2016-13-01", "0001-01-01T00:00:00+08:00", "soon"])
def test_other_dates_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        reading.utc_day(text)


OBJECTS: list[dict[str, object]] = [{"a": 1}, {"b": ["x", {"c": "é"}]}, {"d": None}]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(map(json.dumps, OBJECTS)),
        "\n\n".join(json.dumps(one, ensure_ascii=False) for one in OBJECTS) + "\n",
        json.dumps(OBJECTS),
        json.dumps(OBJECTS, indent=2),
        "[\n" + ",\n".join(map(json.dumps, OBJECTS)) + "\n]\n",
    ],
    ids=["lines", "lines with gaps", "array in a line", "indented array", "array of lines"],
)
def test_json_in_every_layout(tmp_path: Path, text: str) -> None:
    found = list(reading_json.objects(_file(tmp_path, text.encode())))
    assert [one.value for one in found if isinstance(one, Located)] == OBJECTS


def test_one_indented_object_is_one_record(tmp_path: Path) -> None:
    found = list(reading_json.objects(_file(tmp_path, json.dumps({"a": OBJECTS}, indent=2).encode())))
    assert [one.value for one in found if isinstance(one, Located)] == [{"a": OBJECTS}]


def test_an_empty_array_has_no_records(tmp_path: Path) -> None:
    assert list(reading_json.objects(_file(tmp_path, b"[]"))) == []


def test_no_number_passes_through_a_float(tmp_path: Path) -> None:
    (found,) = reading_json.objects(_file(tmp_path, b'{"a": 33.333333333333333333, "b": 1e2, "c": 7}'))
    assert isinstance(found, Located)
    assert found.value == {"a": "33.333333333333333333", "b": "1e2", "c": 7}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ('{"a": 1', "not JSON"),
        ('{"a": "\\ud800"}', "surrogate"),
        ("[1]", "not a JSON object"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_one_bad_line_is_refused_and_the_rest_is_read(tmp_path: Path, line: str, reason: str) -> None:
    found = list(reading_json.objects(_file(tmp_path, f'{{"a": 1}}\n{line}\n{{"a": 2}}\n'.encode())))
    assert [type(one) for one in found] == [Located, Refused, Located]
    assert isinstance(found[1], Refused)
    assert reason in found[1].reason
    assert (found[1].where, found[1].raw) == ("line 2", line + "\n")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"company,number\n", "not JSON"),
        (b'{"a": 1}\n{"a": ', "the last line is cut"),
        (b'{"a": ', "not JSON"),
        (b'{\n"a": 1,\n', "not JSON"),
        (b'[{"a": 1},', "does not end"),
        (b'[{"a": 1}, {"a"', "does not end"),
        (b'[{"a": 1} {"a": 2}]', "no comma"),
        (b'[{"a": 1}] x', "after the end"),
    ],
)
def test_a_bad_json_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(BadFile) as refused:
        list(reading_json.objects(_file(tmp_path, content)))
    assert reason in refused.value.reason
