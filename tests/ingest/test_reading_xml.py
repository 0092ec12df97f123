"""XML record by record: what is read, and what is refused whole."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ingest.reading_xml import elements
from ingest.source import BadFile


def read(path: Path, text: str) -> list[str]:
    file = path / "file.xml"
    file.write_text(text, encoding="utf-8")
    return [node.text for node in elements(file, "r")]


def test_records_of_any_namespace_with_paths_and_attributes(tmp_path: Path) -> None:
    file = tmp_path / "file.xml.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write('<x:a xmlns:x="urn:1"><x:r x:k=" v "><x:n>\n one <b>two</b></x:n><x:n>three</x:n></x:r></x:a>')
    [seen] = [
        (node("n"), [n.text for n in node.nodes("n")], node.attribute("k"), node("none"), node.name)
        for node in elements(file, "r")
    ]
    assert seen == ("one two", ["one two", "three"], "v", "", "r")


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "aaa"><!ENTITY y "&x;&x;&x;">]><a><r>&y;</r></a>'
    with pytest.raises(BadFile, match="document type"):
        read(tmp_path, bomb)


def test_a_file_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><a><r>&x;</r></a>'
    with pytest.raises(BadFile, match="document type"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    "text", ["", "<a><r>1</r><r>", "<a>" * 300 + "</a>" * 300, "not XML", "<a>\x01</a>", "<a><r>&x;</r></a>"]
)
def test_what_is_no_xml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFile, match="not XML"):
        read(tmp_path, text)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_text(f"<a>{'<r>1</r>' * 1_000}</a>")
    last = None
    for node in elements(file, "r"):
        last = node
    assert last is not None
    assert last._element.getprevious() is None  # what came before is gone


def test_an_empty_line_before_the_declaration_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "late.xml"
    path.write_bytes(b"\r\n <?xml version='1.0' encoding='UTF-8'?><list><one>1</one></list>")
    assert [node.text for node in elements(path, "one")] == ["1"]
