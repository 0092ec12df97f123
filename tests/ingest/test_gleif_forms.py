"""CSV, XML and JSON of GLEIF mean the same; delta files, deletions and files of another kind."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ingest.records import Closed, Identifier, InterestRecord, NoticeRecord, PartyRecord, Refused, Seat
from ingest.source import BadFile, Source
from ingest.sources import gleif_level1, gleif_repex, gleif_rr

DATA = Path(__file__).parents[1] / "data/gleif"
LEVEL1, RR, REPEX = gleif_level1.SOURCE, gleif_rr.SOURCE, gleif_repex.SOURCE
FILES = [
    (LEVEL1, "lei_data_2023.xml", "LEIRecord", "records"),
    (RR, "rr_data_2023.xml", "RelationshipRecord", "relations"),
    (RR, "rr_delta_2023.xml", "RelationshipRecord", "relations"),
    (REPEX, "repex_delta_2023.xml", "Exception", "exceptions"),
]
COLUMNS = {
    "Relationship.RelationshipPeriods.RelationshipPeriod.1.StartDate": "Relationship.Period.1.startDate",
    "Relationship.RelationshipPeriods.RelationshipPeriod.1.PeriodType": "Relationship.Period.1.periodType",
    "ExceptionCategory": "Exception.Category",
    "ExceptionReason.1": "Exception.Reason.1",
    "ExceptionReference.1": "Exception.Reference.1",
}
SEVERAL = {"RelationshipPeriod", "OtherEntityName", "LegalEntityEvent", "ExceptionReason", "ExceptionReference"}


def _badgerfish(element: etree._Element) -> Any:
    """An element in the notation of GLEIF's JSON."""
    found: dict[str, Any] = {f"@{etree.QName(key).localname}": value for key, value in element.attrib.items()}
    for child in element:
        name, value = etree.QName(child).localname, _badgerfish(child)
        if name in SEVERAL:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    if not len(element):
        found["$"] = element.text
    return found


def _flat(element: etree._Element, path: str = "") -> dict[str, str]:
    """An element as a row of CSV."""
    found: dict[str, str] = {f"{path}.{etree.QName(key).localname}": str(v) for key, v in element.attrib.items()}
    seen: dict[str, int] = {}
    for child in element:
        name = etree.QName(child).localname
        seen[name] = seen.get(name, 0) + 1
        step = f"{name}.{seen[name]}" if name in SEVERAL else name
        found |= _flat(child, f"{path}.{step}" if path else step)
    if not len(element):
        found[COLUMNS.get(path, path)] = element.text or ""
    return found


def _elements(file: str, name: str) -> list[etree._Element]:
    return etree.parse(DATA / file).findall(f".//{{*}}{name}")


@pytest.mark.parametrize(("source", "file", "element", "key"), FILES)
def test_every_form_means_the_same(tmp_path: Path, source: Source, file: str, element: str, key: str) -> None:
    expected = list(source.read(DATA / file))
    assert expected
    assert not any(isinstance(one, Refused) for one in expected)
    text = (DATA / file).read_text()
    trees = [_badgerfish(one) for one in _elements(file, element)]
    wrapped = [{element: tree} for tree in trees]
    flat = [_flat(one) for one in _elements(file, element)]
    forms: dict[str, Callable[[Path], object]] = {
        "golden.json": lambda path: path.write_text(json.dumps({key: trees})),
        "pretty.json": lambda path: path.write_text(json.dumps({key: trees, "meta": {"count": len(trees)}}, indent=1)),
        "wrapped.json": lambda path: path.write_text(json.dumps({key: wrapped})),
        "array.json": lambda path: path.write_text(json.dumps(trees)),
        "lines.json": lambda path: path.write_text("".join(json.dumps(one) + "\n" for one in trees)),
        "current.xml": lambda path: path.write_text(re.sub(r"(/data/schema/\w+)/2016", r"\1/2.1", text)),
        "plain.xml": lambda path: path.write_text(re.sub(r"(</?)\w+:", r"\1", text)),
        "golden.csv": lambda path: _write(path, flat),
    }  # fmt: skip
    for name, write in forms.items():
        write(tmp_path / name)
        assert list(source.read(tmp_path / name)) == expected, name


def _write(path: Path, flat: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in flat for key in row)))
        writer.writeheader()
        writer.writerows(flat)


def test_the_real_xml_of_level_1() -> None:
    fund, partnership, gone = LEVEL1.read(DATA / "lei_data_2023.xml")
    assert isinstance(fund, PartyRecord)
    assert isinstance(partnership, PartyRecord)
    assert isinstance(gone, PartyRecord)
    assert (fund.id.value, fund.kind, fund.identifiers, fund.published) == (
        "001GPB6A9XPE8XJICC14", "company", (), date(2023, 5, 18),
    )  # fmt: skip
    assert fund.other_names == ("FIDELITY ADVISOR SERIES I - Fidelity Advisor Leveraged Company Stock Fund",)
    assert partnership.identifiers == (Identifier("RA000602", "4386463"),)
    assert [seat.kind for seat in partnership.seats] == ["registered", "headquarters", "incorporation"]
    assert (gone.status, gone.dissolved_on) == ("retired", date(2018, 11, 9))
    assert "event DISSOLUTION COMPLETED 2018-11-09" in gone.stated


def test_the_real_document_of_the_api(tmp_path: Path) -> None:
    (found,) = LEVEL1.read(DATA / "api_lei_record.json")
    assert found == PartyRecord(
        record="549300MKFYEKVRWML317",
        id=Identifier("LEI", "549300MKFYEKVRWML317"),
        kind="company",
        name="UNILEVER PLC",
        identifiers=(Identifier("GB-COH", "00041424"),),
        seats=(
            Seat("registered", "GB", "LIVERPOOL, GB-WRL, GB"),
            Seat("headquarters", "GB", "LIVERPOOL, GB-WRL, GB"),
            Seat("incorporation", "GB", "GB"),
        ),
        status="active",
        published=date(2026, 4, 15),
        version=1_776_257_550,
        url="https://search.gleif.org/#/record/549300MKFYEKVRWML317",
        stated="category GENERAL; registration ISSUED",
    )
    document = json.loads((DATA / "api_lei_record.json").read_text())
    page = tmp_path / "page.json"
    page.write_text(json.dumps({"meta": {"goldenCopy": {}}, "links": {}, "data": [document["data"]] * 2}))
    assert list(LEVEL1.read(page)) == [found, found]
    with pytest.raises(BadFile, match="it holds 'lei-records', not relationship-records"):
        list(RR.read(DATA / "api_lei_record.json"))


def test_successors_of_the_api_are_words_and_no_owners(tmp_path: Path) -> None:
    document = json.loads((DATA / "api_lei_record.json").read_text())
    entity = document["data"]["attributes"]["entity"]
    entity["successorEntities"] = [{"lei": "2138008KTNTDICZU8L25", "name": "A"}, {"lei": None, "name": "B"}]
    path = tmp_path / "one.json"
    path.write_text(json.dumps(document))
    (found,) = LEVEL1.read(path)
    assert isinstance(found, PartyRecord)
    assert found.stated.endswith("successor 2138008KTNTDICZU8L25 A; successor B")
    assert found.identifiers == (Identifier("GB-COH", "00041424"),)


def test_relationships_and_exceptions_of_the_api(tmp_path: Path) -> None:
    child, parent = "2138001NYW5XSHOUA612", "549300PW7VPFCYKLIV37"
    relationship = {
        "relationship": {
            "startNode": {"id": child, "type": "LEI"}, "endNode": {"id": parent, "type": "LEI"},
            "type": "IS_DIRECTLY_CONSOLIDATED_BY", "status": "ACTIVE",
            "periods": [
                {"startDate": "2024-01-01T00:00:00Z", "endDate": "2024-12-31T00:00:00Z", "type": "ACCOUNTING_PERIOD"},
                {"startDate": "2019-06-01T00:00:00Z", "endDate": None, "type": "RELATIONSHIP_PERIOD"},
            ],
        },
        "registration": {"lastUpdateDate": "2026-01-30T08:59:19Z", "status": "PUBLISHED"},
    }  # fmt: skip
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"data": {"type": "relationship-records", "attributes": relationship}}))
    interest, _ = RR.read(path)
    assert isinstance(interest, InterestRecord)
    assert (interest.subject.value, interest.holder.value, interest.valid_from, interest.valid_to) == (
        child, parent, date(2019, 6, 1), None,
    )  # fmt: skip
    exception = {"lei": child, "category": "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT", "reason": "NON_PUBLIC"}
    path.write_text(json.dumps({"data": {"type": "reporting-exceptions", "attributes": exception}}))
    (notice,) = REPEX.read(path)
    assert isinstance(notice, NoticeRecord)
    assert notice.record == f"{child}:DIRECT_ACCOUNTING_CONSOLIDATION_PARENT:NON_PUBLIC"


def test_deletions_of_each_data_set(tmp_path: Path) -> None:
    *_, closed = RR.read(DATA / "rr_delta_2023.xml")
    assert closed == Closed(
        "98450051BS9C610A8T78:IS_ULTIMATELY_CONSOLIDATED_BY:984500501A1B1045PB30",
        on=date(2023, 11, 1),
        published=date(2023, 11, 1),
        version=1_698_802_759,
    )
    text = (DATA / "lei_data_2023.xml").read_text()
    deletion = "<gleif:Deletion><gleif:DeletedAt>2023-11-24T02:07:59Z</gleif:DeletedAt></gleif:Deletion>"
    path = tmp_path / "lei2.xml"
    path.write_text(text.replace("<lei:Extension>", f"<lei:Extension>{deletion}", 1))
    assert next(iter(LEVEL1.read(path))) == Closed(
        "001GPB6A9XPE8XJICC14", on=date(2023, 11, 24), party=True, published=date(2023, 11, 24), version=1_700_791_679
    )


def test_a_deletion_at_no_time_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rr.xml"
    path.write_text((DATA / "rr_delta_2023.xml").read_text().replace("2023-11-01T01:39:19Z", "lately"))
    assert [one.reason for one in RR.read(path) if isinstance(one, Refused)] == ["not a date: 'lately'"]


@pytest.mark.parametrize(
    ("source", "file"),
    [
        (LEVEL1, "rr_data_2023.xml"),
        (RR, "repex_data_2023.xml"),
        (REPEX, "lei_data_2023.xml"),
        (RR, "lei_data_2023.xml"),
    ],
)
def test_a_file_of_another_data_set_is_refused(tmp_path: Path, source: Source, file: str) -> None:
    with pytest.raises(BadFile, match="it has no"):
        list(source.read(DATA / file))
    element = {"rr": "RelationshipRecord", "re": "Exception", "le": "LEIRecord"}[file[:2]]
    path = tmp_path / "other.json"
    path.write_text(json.dumps({"records": [_badgerfish(one) for one in _elements(file, element)]}))
    with pytest.raises(BadFile, match="not GLEIF's records of this kind"):
        list(source.read(path))


def test_an_empty_delta_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "delta.xml"
    path.write_text("<d><Header><RecordCount>0</RecordCount></Header><RelationshipRecords/></d>")
    assert list(RR.read(path)) == []
    (tmp_path / "delta.json").write_text('{"relations": []}')
    assert list(RR.read(tmp_path / "delta.json")) == []


def test_a_cut_json_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    whole = json.dumps({"exceptions": [_badgerfish(one) for one in _elements("repex_data_2023.xml", "Exception")]})
    for end in (-1, -2, -40):
        path.write_text(whole[:end])
        with pytest.raises(BadFile):
            list(REPEX.read(path))
