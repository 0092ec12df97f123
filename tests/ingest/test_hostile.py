"""Files made to do harm, or just broken, against what all sources read with: each is refused, and none costs memory."""

from __future__ import annotations

import gzip
import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest import reading, reading_json, reading_zip
from ingest.plain import plain
from ingest.reading_json import Located
from ingest.reading_xml import elements
from ingest.records import Refused
from ingest.source import BadFile
from ingest.sources import bods, gleif_level1, gleif_repex, gleif_rr

MEGABYTE = 2**20
SOURCES = [gleif_level1.SOURCE, gleif_rr.SOURCE, gleif_repex.SOURCE, bods.SOURCE]


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def _peak(read: Callable[[], object]) -> float:
    """Megabytes that reading needs at most."""
    tracemalloc.start()
    try:
        read()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()


# Text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("BANK \u202eTARED\u202c PLC", "BANK TARED PLC"),
        ("\u2067Bank\u2069 \u200fA\u200e\u061c", "Bank A"),
        ("Bank\x00\x07of\r\nA\x7f\x85 \u2028", "Bank of A"),
        ("\ufeffBa\u00adn\u200bk\u2060", "Bank"),
        ("A\U000e0041\U000e007f\ufff9B", "AB"),
        ("B\u00a0A", "B A"),
        ("Paypa\u200dl", "Paypal"),
        ("شرکت می\u200cخواهم", "شرکت می\u200cخواهم"),
        ("\u200cمی\u200c\u200d", "می"),
        ("שלום בע\"מ", "שלום בע\"מ"),
        ("中国工商银行 (ICBC) – «Газпром»", "中国工商银行 (ICBC) – «Газпром»"),
        ("\u202e\u200b", ""),
        (" A  B ", "A  B"),
    ],
)  # fmt: skip
def test_a_name_shows_in_the_order_in_which_it_is_stored(text: str, shown: str) -> None:
    assert plain(text) == shown
    assert plain(shown) == shown


def test_equal_names_with_and_without_marks_are_equal() -> None:
    marks = [chr(code) for code in (*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C)]
    assert {plain(f"Bank{mark} A{mark}") for mark in marks} == {"Bank A"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('[{"a": 1}]'.encode("utf-16"), "UTF-16"),
        ("LEI\nx\n".encode("utf-16-be"), "NUL|UTF-16|missing"),
        ("<a><LEIRecord/></a>".encode("utf-16"), "UTF-16"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'[{"a": "\xc3\x28"}]', "not UTF-8"),
        (b'[{"a": "\xed\xa0\x80"}]', "not UTF-8"),
        (b'[{"a": "\xc3', "not UTF-8"),
        (b'[{"a": "\0"}]', "NUL"),
        (b"LEI\0\n", "NUL"),
        (b"", "empty|has no"),
        (b"\xef\xbb\xbf", "empty|missing column"),
        (b"\x1f\x8b\x08\x00", "broken archive"),
    ],
)
@pytest.mark.parametrize("source", SOURCES, ids=[one.id for one in SOURCES])
def test_other_encodings_and_no_text_are_refused(tmp_path: Path, source: Any, content: bytes, reason: str) -> None:
    with pytest.raises(BadFile) as refused:
        list(source.read(_file(tmp_path, content)))
    assert any(part in str(refused.value) for part in reason.split("|"))


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    text = '[{"a": "é"}]'
    for content in (text, text[1:-1], f" \n{text}"):
        path = _file(tmp_path, content.encode("utf-8-sig"))
        assert [one.value for one in reading_json.objects(path) if isinstance(one, Located)] == [{"a": "é"}]
    (row,) = reading.rows(_file(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n"), ("a",))
    assert isinstance(row, reading.Row)
    assert row["a"] == "1"
    assert [node.text for node in elements(_file(tmp_path, b"\xef\xbb\xbf<a><r>1</r></a>"), "r")] == ["1"]


def test_mixed_line_ends(tmp_path: Path) -> None:
    found = list(reading.rows(_file(tmp_path, b'a,b\r\n1,2\n3,"4\r\n5"\r\n6,7\r8,9\n10,11\r\n'), ("a", "b")))
    assert [(one["a"], one["b"]) if isinstance(one, reading.Row) else one.where for one in found] == [
        ("1", "2"), ("3", "4\r\n5"), "line 5", ("10", "11"),
    ]  # fmt: skip
    lines = list(reading_json.objects(_file(tmp_path, b'{"a": 1}\r\n\r\n{"a": 2}\n{"a": 3}\r\n')))
    assert [one.value["a"] for one in lines if isinstance(one, Located)] == [1, 2, 3]
    with pytest.raises(BadFile, match="no CSV header"):
        list(reading.rows(_file(tmp_path, b"a,b\r1,2\r3,4\r"), ("a",)))


# JSON


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"a": 1, "a": 2}', "it states 'a' twice"),
        ('{"x": {"share": {"exact": 10, "exact": 90}}}', "it states 'exact' twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ('{"a": "\\udc00"}', "surrogate"),
        (f'{{"a": {"9" * 5_000}}}', "4300 digits"),
    ],
)
def test_one_bad_object_is_refused_in_every_layout(tmp_path: Path, bad: str, reason: str) -> None:
    good = '{"a": 1}'
    for content in (
        f"{good}\n{bad}\n{good}\n",
        f"{bad}\n{good}\n{good}",
        f"[{good}, {bad}, {good}]",
        f"[\n{good},\n{bad},\n{good}\n]\n",
        f'{{"records": [{good}, {bad}, {good}], "more": {{}}}}',
    ):
        found = list(reading_json.listed(_file(tmp_path, content.encode()), ("records",)))
        assert sorted(type(one).__name__ for one in found) == ["Located", "Located", "Refused"]
        (refused,) = [one for one in found if isinstance(one, Refused)]
        assert reason in refused.reason
        assert refused.raw.strip() == bad


@pytest.mark.parametrize("depth", [2_000, 200_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_absurd_nesting_is_refused(tmp_path: Path, depth: int, opening: str) -> None:
    nested = opening * depth + "1" + {"[": "]", '{"a":': "}"}[opening] * depth
    for content in (f'[{{"a": {nested}}}]', f'{{"records": [{{"a": {nested}}}]}}', nested):
        try:
            found = list(reading_json.listed(_file(tmp_path, content.encode()), ("records",)))
        except BadFile as refused:
            assert "nested too deeply" in refused.reason or "not JSON" in refused.reason
        else:  # as deep as this Python reads
            assert depth == 2_000
            assert len(found) == 1


def test_an_endless_value_is_refused_in_bounded_time_and_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b'[{"a": "')
        for _ in range(100):
            out.write(b"x" * MEGABYTE)
    began = time.monotonic()
    with pytest.raises(BadFile, match="too large"):
        list(reading_json.objects(path))
    assert time.monotonic() - began < 20


# Long lines


def _long(folder: Path, head: bytes) -> Path:
    path = folder / "file.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(head)
        for _ in range(100):
            out.write(b"x" * MEGABYTE)
    return path


@pytest.mark.parametrize("head", [b"LEI\n", b"", b'{"a": "'], ids=["CSV", "header", "JSON"])
def test_a_line_of_100_megabytes_is_refused_and_not_held(tmp_path: Path, head: bytes) -> None:
    path = _long(tmp_path, head)

    def read(read_one: Callable[[Path], Iterator[object]]) -> None:
        with pytest.raises(BadFile, match="a line of more than"):
            list(read_one(path))

    assert _peak(lambda: read(lambda path: reading.rows(path, ("LEI",)))) < 48
    if head.startswith(b"{"):
        assert _peak(lambda: read(reading_json.objects)) < 48


def test_a_text_of_100_megabytes_in_xml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"not XML|without a record"):
        list(elements(_long(tmp_path, b"<a><r>"), "r"))


def test_megabytes_without_a_record_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b"<a>" + (b"<b>" + b"x" * MEGABYTE + b"</b>") * 65)
    with pytest.raises(BadFile, match="without a record"):
        list(elements(path, "r"))


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, gzip.compress(b"a\n" * MEGABYTE))
    with pytest.raises(BadFile, match="bytes when unpacked"):
        list(reading.lines(path, max_bytes=MEGABYTE))
    with pytest.raises(BadFile, match="bytes when unpacked"):
        list(reading.blocks(path, max_bytes=MEGABYTE))


# XML


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))


@pytest.mark.parametrize(
    "head",
    [
        f"<!DOCTYPE x [{BOMB}]>",
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]>',
    ],
    ids=["billion laughs", "outer file", "outer type", "parameter entity"],
)
@pytest.mark.parametrize("source", SOURCES[:3], ids=[one.id for one in SOURCES[:3]])
def test_no_entity_is_ever_expanded(tmp_path: Path, source: Any, head: str) -> None:
    records = "".join(f"<{name}><LEI>&l9;</LEI></{name}>" for name in ("LEIRecord", "RelationshipRecord", "Exception"))
    text = f"<?xml version='1.0'?>{head}<x>{records}</x>"
    began = time.monotonic()
    with pytest.raises(BadFile, match=r"document type|not XML"):
        list(source.read(_file(tmp_path, text.encode())))
    assert time.monotonic() - began < 5


def test_absurd_nesting_of_xml_is_refused(tmp_path: Path) -> None:
    for depth in (300, 100_000):
        text = "<a><r>" + "<b>" * depth + "</b>" * depth + "</r></a>"
        with pytest.raises(BadFile, match="not XML"):
            list(elements(_file(tmp_path, text.encode()), "r"))


# Dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9999-12-31", date(9999, 12, 31)), ("9999-12-31T23:59:59Z", date(9999, 12, 31)), ("0001-01-01", date(1, 1, 1)),
        ("0001-01-01T00:00:00Z", date(1, 1, 1)),
    ],
)  # fmt: skip
def test_the_first_and_the_last_day(text: str, day: date) -> None:
    assert reading.utc_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+00:01", "0000-01-01", "10000-01-01", "-001-01-01", "٢٠٢٠-01-01"],
)
def test_days_beyond_them_are_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        reading.utc_day(text)


# Archives


def _archive(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members:
            out.writestr(name, content)
    return path


def _names(path: Path) -> tuple[str, ...]:
    with reading_zip.archive(path) as found:
        return found.names


def test_an_archive_of_tables(tmp_path: Path) -> None:
    path = _archive(
        tmp_path / "a.zip", ("x/a.csv", b"a\n1\n"), ("b.csv", b"b\n2\n3\n"), ("__MACOSX/._b.csv", b"?"), ("d/", b"")
    )
    with reading_zip.archive(path) as found:
        assert found.names == ("x/a.csv", "b.csv")
        both = zip(found.rows("x/a.csv", ("a",)), found.rows("b.csv", ("b",)), strict=False)
        assert [(one["a"], other["b"]) for one, other in both if not isinstance(one, Refused | type(None))] == [
            ("1", "2")
        ]
    assert reading_zip.is_archive(path)
    assert not reading_zip.is_archive(_archive(tmp_path / "one.zip", ("a.csv", b"a\n")))


@pytest.mark.parametrize(
    "name", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "C:\\a.csv", "..\\a.csv", "x\\..\\a.csv", "a\n.csv"]
)
def test_a_slip_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    path = _archive(folder / "a.zip", (name, b"a\n1\n"), ("b.csv", b"b\n"))
    with pytest.raises(BadFile, match="points outside"):
        _names(path)
    assert list(tmp_path.rglob("*.csv")) == []


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = b"\0" * (64 * MEGABYTE)
    several = _archive(tmp_path / "several.zip", ("a.csv", bomb), ("b.csv", b"b\n"))
    alone = _archive(tmp_path / "alone.zip", ("a.csv", bomb))
    del bomb

    def read() -> None:
        for refused in (lambda: _names(several), lambda: list(reading.lines(alone))):
            with pytest.raises(BadFile, match="unpacks to more than 200 times its size"):
                refused()

    assert _peak(read) < 4


def test_members_that_lie_about_their_size_are_refused(tmp_path: Path) -> None:
    path = _archive(tmp_path / "a.zip", ("a.csv", b"a\n" + b"12345678\n" * 1_000), ("b.csv", b"b\n"))
    content = path.read_bytes()
    real, said = (9_002).to_bytes(4, "little"), (20).to_bytes(4, "little")
    assert content.count(real) == 2
    path.write_bytes(content.replace(real, said))
    with pytest.raises(BadFile), reading_zip.archive(path) as found:
        list(found.rows("a.csv", ("a",)))


def test_other_archives_that_are_not_unpacked(tmp_path: Path) -> None:
    path = _archive(tmp_path / "many.zip", *((f"{number}.csv", b"") for number in range(1_001)))
    with pytest.raises(BadFile, match="more than 1000 files"):
        _names(path)
    path = _archive(tmp_path / "twins.zip", ("a.csv", b"a\n"), ("A.csv", b"a\n"))
    with pytest.raises(BadFile, match="two files of one name"):
        _names(path)
    content = bytearray(_archive(tmp_path / "locked.zip", ("a.csv", b"a\n"), ("b.csv", b"b\n")).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadFile, match="encrypted"):
        _names(_file(tmp_path, bytes(content)))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as out:
        out.writestr("a.csv", "a\n")
    with pytest.raises(BadFile, match=r"not UTF-8|NUL"):  # an archive in an archive is a file like any other
        list(reading.lines(_archive(tmp_path / "nested.zip", ("a.zip", inner.getvalue()))))


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    content = _archive(tmp_path / "a.zip", ("a.csv", b"a\n1\n"), ("b.csv", b"b\n")).read_bytes()
    with pytest.raises(BadFile, match="broken zip"):
        list(bods.SOURCE.read(_file(tmp_path, content[:-30])))
    middle = bytearray(content)
    middle[40] ^= 255
    with pytest.raises(BadFile), reading_zip.archive(_file(tmp_path, bytes(middle))) as found:
        list(found.rows("a.csv", ("a",)))


# Sources


def test_a_key_stated_twice_never_becomes_a_share(tmp_path: Path) -> None:
    interest = {"type": "shareholding", "share": {"exact": 10, "twin": 90}}
    details = {"subject": "a", "interestedParty": "b", "interests": [interest]}
    whole = {"recordId": "r", "recordType": "relationship", "recordStatus": "new", "recordDetails": details}
    statement = json.dumps(whole).replace("twin", "exact")
    (refused,) = bods.SOURCE.read(_file(tmp_path, f"[{statement}]".encode()))
    assert isinstance(refused, Refused)
    assert refused.reason == "it states 'exact' twice"
