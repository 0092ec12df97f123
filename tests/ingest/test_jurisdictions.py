"""Places: words to ISO codes, and None wherever a guess would be needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.edgar_codes import EDGAR_CODES, edgar_to_iso
from ingest.jurisdictions import COUNTRIES, iso, jurisdiction


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PRC", "CN"), ("P.R.C.", "CN"), ("the PRC", "CN"), ("Mainland China", "CN"), ("Chinese mainland", "CN"),
        ("People’s Republic of China", "CN"), ("Peoples’ Republic of China", "CN"), ("Shanghai, PRC", "CN-SH"),
        ("Haidian District, Beijing, PRC", "CN-BJ"), ("Fujian, the PRC", "CN-FJ"),
        ("Hong Kong SAR", "HK"), ("Hong Kong, China", "HK"), ("Hong Kong Special Administrative Region", "HK"),
        ("HK", "HK"), ("Macau", "MO"), ("Taiwan", "TW"), ("Taiwan, Province of China", "TW"),
        ("Republic of China (Taiwan)", "TW"), ("BVI", "VG"), ("British Virgin Island", "VG"), ("Cayman", "KY"),
        ("The Cayman Islands", "KY"), ("Delaware", "US-DE"),
        ("State of Delaware", "US-DE"), ("Delaware, USA", "US-DE"),
        ("California, the United States", "US-CA"), ("New Jersey, United States", "US-NJ"), ("U.S.A", "US"),
        ("England and Wales", "GB"), ("England", "GB-ENG"), ("UK", "GB"), ("United Kingdom", "GB"),
        ("(USA) Delaware", "US-DE"), ("(USA) Georgia", "US-GA"),
        ("Frankfurt, Germany", "DE"), ("Vienna, Austria", "AT"), ("Dubai, UAE", "AE-DU"), ("Emirates", "AE"),
        ("Republic of Korea", "KR"), ("South Korea", "KR"), ("Korea", "KR"), ("North Korea", "KP"),
        ("Crimea", "UA-43"), ("Simferopol, Crimea, Ukraine", "UA-43"), ("Sevastopol", "UA-40"),
        ("Crimea, Russia", "UA-43"),
        ("Россия", "RU"), ("Republic of Georgia", "GE"), ("Atlanta, Georgia, USA", "US-GA"),
        ("Türkiye", "TR"), ("Vietnam", "VN"), ("Czech Republic", "CZ"), ("Jersey", "JE"), ("New York", "US-NY"),
    ],
)  # fmt: skip
def test_places_in_words(text: str, code: str) -> None:
    assert jurisdiction(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Georgia",  # a US state or a country: an exhibit does not say which
        "Atlanta, Georgia", "Congo", "Virgin Islands", "Republic of China", "DE", "CA", "IN", "GA", "No.",
        "BVI & Hong Kong", "Hong Kong, Singapore",
        "Kosovo", "USSR", "Ruritania", "", "  ", "100%", "Limited", "x" * 500,
    ],
)  # fmt: skip
def test_doubt_is_none(text: str) -> None:
    assert jurisdiction(text) is None


def test_codes() -> None:
    assert len(COUNTRIES) == 249 and COUNTRIES["TW"] == "Taiwan" and "XK" not in COUNTRIES
    assert [iso(code) for code in ("cn", " GB ", "us-de", "UA-43", "CN-SH")] == ["CN", "GB", "US-DE", "UA-43", "CN-SH"]
    assert [iso(code) for code in ("XK", "SU", "AN", "ZZ", "EU", "UK", "", "USA", "XX-12", "CN-", "US DE")] == [
        None
    ] * 11


def test_parts_with_a_code_of_their_own() -> None:
    assert [iso(code) for code in ("ua-cri", "UA-DPR", "UA-LPR")] == ["UA-43", "UA-14", "UA-09"]
    assert [iso(code) for code in ("CN-TW", "CN-71", "CN-HK", "CN-92", "US-PR", "FR-RE", "NL-AW")] == [
        "TW", "TW", "HK", "MO", "PR", "RE", "AW",
    ]  # fmt: skip


@given(st.text(max_size=80))
def test_every_answer_is_a_valid_code(text: str) -> None:
    code = jurisdiction(text)
    assert code is None or iso(code) == code


def test_edgar_codes_are_not_iso_codes() -> None:
    assert [edgar_to_iso(code) for code in ("F4", "K3", "E9", "D8", "N5", "F5", "X0", "2M", "U0", "L2", "M4")] == [
        "CN", "HK", "KY", "VG", "MO", "TW", "GB", "DE", "SG", "IE", "KP",
    ]  # fmt: skip
    assert [edgar_to_iso(code) for code in ("CA", "DE", "IN", "GA", "MO", "A6", "PR")] == [
        "US-CA", "US-DE", "US-IN", "US-GA", "US-MO", "CA-ON", "PR",
    ]  # fmt: skip
    assert [edgar_to_iso(code) for code in ("CN", "HK", "GB", "XX", "", "P8", "U2")] == [None] * 7
    assert all(iso(code) == code for code in EDGAR_CODES.values())
    assert len(EDGAR_CODES) > 300
