"""Exhibits 8.1 as filed, one of each layout, read to exact claims; and what is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cypher.quantity import rounded
from ingest.records import BranchRecord, Identifier, InterestRecord, PartyRecord, Record, Refused
from ingest.source import BadFile
from ingest.sources import sec_subsidiaries
from ingest.sources.sec_subsidiaries import read

DATA = Path(__file__).parents[1] / "data" / "sec_subsidiaries"


class Exhibit:
    """Records of one file, askable by a subsidiary's name."""

    def __init__(self, records: list[Record]) -> None:
        self.parties = [record for record in records if isinstance(record, PartyRecord)]
        self.interests = [record for record in records if isinstance(record, InterestRecord)]
        self.refused = [record for record in records if isinstance(record, Refused)]

    def party(self, name: str) -> PartyRecord:
        (found,) = [party for party in self.parties if party.name == name]
        return found

    def claims(self, name: str) -> list[tuple[str, str, tuple[str, ...], str]]:
        """(holder's name or CIK, share as read, rights, directness)."""
        subject = self.party(name).id
        names = {party.id: party.name for party in self.parties}
        return [
            (
                names.get(claim.holder, claim.holder.key),
                f"{claim.shares.low}-{claim.shares.high}" if claim.shares else "",
                claim.rights,
                claim.directness,
            )
            for claim in self.interests
            if claim.subject == subject
        ]


def exhibit(folder: str) -> Exhibit:
    (path,) = (DATA / folder).glob("*.htm")
    return Exhibit(list(read(path)))


def share(text: str) -> str:
    return f"{rounded(text).low}-{rounded(text).high}"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes | str], Path]:
    def write(body: bytes | str) -> Path:
        path = tmp_path / "0000000001_X" / "0000000001-20-000001" / "EX-8.1.htm"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
        return path

    return write


def rows(*cells: str) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in cells)
    return f"<DOCUMENT>\n<TYPE>EX-8.1\n<TEXT>\n<html><body><table>{body}</table></body></html>\n</TEXT>\n</DOCUMENT>"


def test_named_direct_holders() -> None:
    huazhu = exhibit("0001483994_HTHT/0001193125-20-113650")
    assert len(huazhu.parties) == 311 and not huazhu.refused
    filer = "CIK:0001483994"
    assert huazhu.claims("Zleep Hotels A/S") == [("Steigenberger Hotels Aktiengesellschaft", share("51"), (), "direct")]
    assert huazhu.claims("Zleep Hotels AB") == [("Zleep Hotels A/S", share("100"), (), "direct")]
    assert huazhu.claims("Steigenberger Hotels Aktiengesellschaft") == [
        (filer, share("100"), ("consolidation",), "total")
    ]
    # 50 % held by a named company proves no majority: the filer's consolidation stands beside it
    assert huazhu.claims("Shanghai Ruiji Hotel Management Co., Ltd.") == [
        ("Huazhu Investment (Shanghai) Co., Ltd.", share("50"), (), "direct"),
        (filer, "", ("consolidation",), "unknown"),
    ]
    assert huazhu.claims("Zhengzhou Tiancheng Express Hotel Co. Ltd.") == [
        ("Henan Zhongzhou Express Hotel Investment Co., Ltd.", share("65"), (), "direct"),
        ("Huazhu Hotel Management Co., Ltd.", share("35"), (), "direct"),
    ]
    assert huazhu.claims("Ningbo Jisu Investment Management LLP") == [
        ("Shanghai Jizhu Investment Management Co., Ltd.", share("30.01"), ("general_partner",), "direct")
    ]


def test_two_companies_of_one_name_key_are_told_apart_by_place() -> None:
    huazhu = exhibit("0001483994_HTHT/0001193125-20-113650")
    assert huazhu.party("Steigenberger Hotels Aktiengesellschaft").id == Identifier(
        "sec_subsidiaries", "0001483994.steigenberger-hotels-ag.DE"
    )
    assert huazhu.party("Steigenberger Hotels AG").id.value == "0001483994.steigenberger-hotels-ag.CH"
    zleep = huazhu.party("Zleep Hotels A/S")
    assert [(seat.kind, seat.jurisdiction) for seat in zleep.seats] == [("incorporation", "DK")]
    assert zleep.seats[0].stated == "Denmark"
    assert zleep.url == "https://www.sec.gov/Archives/edgar/data/1483994/000119312520113650/d828014dex81.htm"
    assert zleep.published == date(2020, 1, 1)


def test_a_company_printed_twice_is_one_party_with_both_claims() -> None:
    huazhu = exhibit("0001483994_HTHT/0001193125-20-113650")
    assert huazhu.claims("Shanghai Huiting Hotel Management Co., Ltd.") == [
        ("CIK:0001483994", share("100"), ("consolidation",), "total"),
        ("Shanghai HanTing Hotel Management Group, Ltd.", share("55"), (), "direct"),
    ]


def test_records_are_stable_and_scoped() -> None:
    first, again = (exhibit("0001483994_HTHT/0001193125-20-113650").interests for _ in range(2))
    keys = [claim.record for claim in first]
    assert first == again and len(set(keys)) == len(keys)
    assert {claim.scope for claim in first} == {"0001483994"}
    assert all(key.startswith("0001193125-20-113650/") for key in keys)
    assert not any(claim.valid_from or claim.valid_to for claim in first)


def test_effective_shares_are_totals_beside_consolidation() -> None:
    jinko = exhibit("0001481513_JKS/0001104659-21-056532")
    filer = "CIK:0001481513"
    assert jinko.claims("JinkoSolar (U.S.) Inc.") == [(filer, share("73.3"), ("consolidation",), "total")]
    assert jinko.claims("JinkoSolar (Chuzhou) Co., Ltd.") == [(filer, share("40.3"), ("consolidation",), "total")]
    assert jinko.party("JinkoSolar (U.S.) Inc.").seats[0].jurisdiction == "US"
    assert all(party.seats for party in jinko.parties)


def test_sections_of_a_table() -> None:
    pdd = exhibit("0001737806_PDD/0001410578-25-000951")
    filer = "CIK:0001737806"
    assert pdd.party("Whaleco Inc.").seats[0].jurisdiction == "US-DE"
    assert pdd.party("Whaleco Inc.").id.value == "0001737806.whaleco-inc.US"
    assert pdd.claims("Whaleco Inc.") == [(filer, "", ("consolidation",), "unknown")]
    assert pdd.claims("Hangzhou Aimi Network Technology Co., Ltd.") == [(filer, "", ("contractual",), "direct")]
    assert pdd.claims("Shanghai Xunmeng Information Technology Co., Ltd.") == [
        (filer, "", ("consolidation",), "unknown")
    ]
    assert pdd.party("Pinduoduo Investment Limited").published == date(2025, 4, 28)
    assert len(pdd.parties) == 15 and not pdd.refused


def test_paragraphs() -> None:
    trip = exhibit("0001269238_TCOM/0001193125-25-078429")
    skyscanner = trip.party("Skyscanner Holdings Limited")
    assert (skyscanner.seats[0].jurisdiction, skyscanner.seats[0].stated) == ("GB", "UK")
    assert trip.claims("Skyscanner Holdings Limited") == [("CIK:0001269238", "", ("consolidation",), "unknown")]
    assert "Trip.com Group Limited" not in {party.name for party in trip.parties}

    baidu = exhibit("0001329099_BIDU/0001193125-07-125387")
    assert [(party.name, party.seats[0].jurisdiction) for party in baidu.parties] == [
        ("Baidu Online Network Technology (Beijing) Co. Ltd.", "CN"),
        ("Baidu (China) Co., Ltd.", "CN"),
        ("Baidu.com Times Technology (Beijing) Co., Ltd.", "CN"),
        ("Baidu Inc.", "JP"),
        ("Baidu Holdings Limited", "VG"),
        ("Baidu Netcom Science Technology Co., Ltd.", "CN"),
        ("Beijing Perusal Technology Co., Ltd.", "CN"),
    ]
    assert [claim.rights for claim in baidu.interests] == [("consolidation",)] * 5 + [("contractual",)] * 2


def test_holders_in_brackets() -> None:
    feishang = exhibit("0000793628_CHNR/0001079973-23-000705")
    assert feishang.claims("Silver Moon Technologies Limited") == [
        ("CIK:0000793628", share("80"), ("consolidation",), "direct")
    ]
    assert feishang.claims("Shaoguan Angrui Environmental Technology Development Co., Limited") == [
        ("Shanghai Onway Environmental Development Co., Limited", share("55"), (), "direct")
    ]
    assert feishang.party("FMH Corporate Services Inc.").seats[0].jurisdiction == "US-FL"
    assert len(feishang.parties) == 19


def test_columns_of_names_and_minorities_under_their_own_heading() -> None:
    highway = exhibit("0001026785_HIHO/0001144204-05-020342")
    assert len(highway.parties) == 14
    assert highway.party("Kayser Technik Limited").other_names == ("Kayser Print Limited",)
    assert highway.claims("Kiezle AG") == [("CIK:0001026785", share("20"), ("significant_influence",), "total")]
    assert highway.claims("Kienzle USA Ltd.")[0][2] == ("significant_influence",)
    assert highway.claims("Antemat Limited") == [("CIK:0001026785", "", ("consolidation",), "unknown")]


def test_sentences_about_holders() -> None:
    sos = exhibit("0001346610_SOS/0001213900-22-023020")
    assert sos.claims("SOS International Trading Co., Ltd.") == [
        ("SOS Information Technology Co., Ltd.", share("100"), (), "direct")
    ]
    # two printed halves are 99 % for certain: no consolidation by the filer is needed beside them
    assert [claim[:2] for claim in sos.claims("Common Prosperity Technology Co., Ltd.")] == [
        ("SOS International Trading Co., Ltd.", share("50")),
        ("Qingdao SOS Investment LLP", share("50")),
    ]
    assert sos.claims("FD LLC") == [("CIK:0001346610", share("51"), ("significant_influence",), "total")]
    assert sos.claims("SOS Industrial Holding Co., Ltd.") == [("CIK:0001346610", "", ("contractual",), "direct")]


def test_footnotes_decide() -> None:
    jowell = exhibit("0001805594_JWEL/0001213900-25-041556")
    assert jowell.claims("Baotou Juhaoyuan Trading Co., Ltd.") == [
        ("Shanghai Jowell Technology Co., Ltd.", share("55"), (), "direct")
    ]
    assert [refused.reason for refused in jowell.refused] == ["the exhibit says that it was sold or dissolved"]
    assert len(jowell.parties) == 5


def test_control_by_contract_in_the_share_column() -> None:
    noah = exhibit("0001499543_NOAH/0001104659-24-050790")
    assert noah.claims("Shanghai Noah Investment Management Co., Ltd.") == [
        ("CIK:0001499543", "", ("contractual",), "direct")
    ]
    assert noah.claims("Noah Insurance (Hong Kong) Limited") == [
        ("CIK:0001499543", share("100"), ("consolidation",), "total")
    ]


def test_a_branch_is_its_head(written: Callable[[bytes | str], Path]) -> None:
    records = list(read(written(rows("Name|Place", "Foo Co., Ltd.|PRC", "Foo Co., Ltd., Yuhang Branch|PRC"))))
    (branch,) = [record for record in records if isinstance(record, BranchRecord)]
    assert branch.head.value == "0000000001.foo-coltd.CN"
    assert [party.kind for party in Exhibit(records).parties] == ["company", "branch"]
    assert branch.branch not in {claim.subject for claim in Exhibit(records).interests}


def test_subsidiaries_under_a_named_holder(written: Callable[[bytes | str], Path]) -> None:
    table = rows("Subsidiaries|Place", "Foo Ltd|HK", "Subsidiaries held by Foo Ltd:", "Bar Ltd|HK")
    assert Exhibit(list(read(written(table)))).claims("Bar Ltd") == [("Foo Ltd", "", ("consolidation",), "direct")]


def test_joint_ventures_and_unclear_lists_prove_no_control(written: Callable[[bytes | str], Path]) -> None:
    header = "Name|Place of Incorporation|Percentage of Ownership"
    ventures = Exhibit(list(read(written(rows("Joint Ventures", header, "Foo Ltd|Hong Kong|50%", "Bar Ltd|PRC|n/a")))))
    assert [claim.rights for claim in ventures.interests] == [("significant_influence",)] * 2
    title = "List of Subsidiaries and Variable Interest Entities"
    unclear = Exhibit(
        list(read(written(rows(title, header, "Foo Ltd|PRC|44.7%", "Bar Ltd|PRC|100%", "Baz Ltd|UK|100%"))))
    )
    assert unclear.claims("Foo Ltd")[0][1:3] == (share("44.7"), ("significant_influence",))
    assert unclear.claims("Bar Ltd")[0][1:3] == ("", ("consolidation",))  # 100 % may be by contract
    assert unclear.claims("Baz Ltd")[0][1:3] == (share("100"), ("consolidation",))


def test_one_subsidiary_in_two_years_is_one_party(written: Callable[[bytes | str], Path]) -> None:
    header = "Subsidiaries|Place of Incorporation"
    first = Exhibit(list(read(written(rows(header, "Foo Holdings, Inc.|Delaware")))))
    later = Exhibit(list(read(written(rows(header, "FOO HOLDINGS INC|United States")))))
    assert first.parties[0].id == later.parties[0].id


def test_a_share_over_100_percent_is_refused_and_the_rest_is_read(written: Callable[[bytes | str], Path]) -> None:
    table = rows("Name|Place of Incorporation|Percentage", "Foo Ltd|Hong Kong|101%", "Bar Ltd|Hong Kong|100%")
    read_back = Exhibit(list(read(written(table))))
    assert [party.name for party in read_back.parties] == ["Bar Ltd"]
    assert "between 0 and 100" in read_back.refused[0].reason and "Foo Ltd" in read_back.refused[0].raw


def test_headings_pages_and_signatures_are_no_companies(written: Callable[[bytes | str], Path]) -> None:
    table = rows(
        "List of Subsidiaries of Foo Group Limited", "Name|Place of Incorporation", "Bar Ltd|Hong Kong", "2", "Page 3",
        "* The English name of this subsidiary has been translated from its Chinese name.",
        "(1) Other entities of Foo Group Limited have been omitted from this list.",
        "/s/ John Doe", "Foo Group Limited",
    )  # fmt: skip
    assert [party.name for party in Exhibit(list(read(written(table)))).parties] == ["Bar Ltd"]


def test_a_row_with_data_and_no_name_is_handed_back(written: Callable[[bytes | str], Path]) -> None:
    table = rows(
        "Name|Place of Incorporation|Percentage", "and its branches there|Hong Kong|60%", "Bar Ltd|Hong Kong|60%"
    )
    assert [refused.raw for refused in Exhibit(list(read(written(table)))).refused] == [
        "and its branches there Hong Kong 60%"
    ]


def test_nothing_readable_is_said(written: Callable[[bytes | str], Path]) -> None:
    (refused,) = read(written("<DOCUMENT><TEXT><html><p>See Item 4.C of this report.</p></html></TEXT></DOCUMENT>"))
    assert isinstance(refused, Refused) and refused.record == "0000000001-20-000001"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\x1f\x8b\x08rest", "binary"),
        (b"PK\x03\x04rest", "binary"),
        (b"GIF89a\x00\x01", "binary"),
        ("<html><p>Zleep Hotels</p></html>".encode("utf-16"), "binary"),
        ("<html><p>Ishøj ApS</p></html>".encode("latin-1"), "not UTF-8"),
        (b"<DOCUMENT>\n<TYPE>EX-8.1\n<TEXT>\n<html><body><table><tr><td>Foo Ltd", "truncated"),
        (b'{"cik": "1"}', "no HTML"),
    ],
)
def test_what_is_no_exhibit(written: Callable[[bytes | str], Path], body: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason) as caught:
        list(read(written(body)))
    assert caught.value.hint


def test_a_path_without_filer_or_filing(tmp_path: Path) -> None:
    path = tmp_path / "ex21_aapl.html"
    path.write_text("<html><p>Apple Operations Limited</p></html>", encoding="utf-8")
    with pytest.raises(BadFile, match="names no filer") as caught:
        list(read(path))
    assert "CIK" in caught.value.hint


def test_too_large_and_too_long(written: Callable[[bytes | str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    many = "<html>" + "<p>x</p>" * 60_000 + "</html>"
    with pytest.raises(BadFile, match="more than 50000 lines"):
        list(read(written(many)))
    monkeypatch.setattr(sec_subsidiaries, "LARGEST", 1_000)
    with pytest.raises(BadFile, match="more than 1000"):
        list(read(written(many)))


def test_deep_nesting_does_not_break_the_reader(written: Callable[[bytes | str], Path]) -> None:
    deep = "<html>" + "<div>" * 20_000 + "Foo Ltd" + "</div>" * 20_000 + "</html>"
    try:
        records = list(read(written(deep)))
    except BadFile as error:
        records = []
        assert error.reason
    assert all(isinstance(record, (PartyRecord, InterestRecord, Refused)) for record in records)


def test_a_list_of_a_domestic_filer_is_read_where_its_folder_says_whose_it_is(
    written: Callable[[bytes | str], Path],
) -> None:
    found = Exhibit(
        list(
            read(
                written(
                    "<p>Exhibit 21</p><p>Subsidiaries of the Registrant</p><table>"
                    "<tr><td>Name</td><td>Organized Under The Laws Of</td></tr>"
                    "<tr><td>Bolivar Associates, LLC</td><td>(USA) Delaware</td></tr>"
                    "<tr><td>ebookers Scandinavia AB</td><td>Sweden</td></tr></table>"
                    "<table><tr><td>Colgatedrive Associates, L.P.</td></tr></table>"
                )
            )
        )
    )
    assert {party.name: [seat.jurisdiction for seat in party.seats] for party in found.parties} == {
        "Bolivar Associates, LLC": ["US-DE"],
        "ebookers Scandinavia AB": ["SE"],
        "Colgatedrive Associates, L.P.": [],
    }
    assert {claim.rights for claim in found.interests} == {("consolidation",)}


def test_a_holder_with_its_place_in_brackets_is_no_place(written: Callable[[bytes | str], Path]) -> None:
    row = "2.1|Elan Hotel (Hong Kong) Limited (Hong Kong)|100%|equity interests owned by|Elan Hotel Limited (BVI)"
    found = Exhibit(list(read(written(rows("List of subsidiaries", row)))))
    assert [(party.name, party.seats[0].jurisdiction) for party in found.parties] == [
        ("Elan Hotel (Hong Kong) Limited", "HK")
    ]
