from __future__ import annotations

import pytest

from ingest import identifiers
from ingest.records import Identifier


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("01126618", "01126618"), ("1126618", "01126618"), (" 05 819 262 ", "05819262"), ("sc77750", "SC077750"),
        ("SC 387672", "SC387672"), ("NI-12345", "NI012345"), ("oc456789", "OC456789"), ("OE623672", "OE623672"),
        ("FC 4567", "FC004567"), ("R0000123", "R0000123"), ("IP12345R", "IP12345R"),
        ("SP2747RS", "SP2747RS"), ("NO000123", "NO000123"),
        ("NR000012", "NR000012"), ("Company No. 01126618", "01126618"), ("Reg No SC123456", "SC123456"),
        ("Registered number: 1234567", "01234567"),
    ],
)  # fmt: skip
def test_company_numbers_are_brought_to_one_spelling(typed: str, number: str) -> None:
    assert identifiers.gb_coh(typed) == Identifier("GB-COH", number)


@pytest.mark.parametrize(
    "junk",
    [
        "", "0", "00000000", "123", "N/A", "XE9999", "2063384560", "12-3456789", "SC1234567", "NO 123456", "No. 1234",
        "12345678 and 87654321", "HRB 113611", "١٢٣٤٥٦٧", "9" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_company_number_is_none(junk: str) -> None:
    assert identifiers.gb_coh(junk) is None


def test_foreign_companies_in_the_uk_register_are_incorporated_elsewhere() -> None:
    assert [identifiers.uk_incorporated(n) for n in ("01126618", "SC077750", "FC004567", "OE623672")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_an_lei_is_its_form_and_its_check_digits_are_a_warning() -> None:
    assert identifiers.lei(" 2138008ktntdiczu8l25 ") == Identifier("LEI", "2138008KTNTDICZU8L25")
    assert identifiers.lei_checks("2138008KTNTDICZU8L25")
    assert identifiers.lei("391200011ZNBCKZZPJ67") is not None and not identifiers.lei_checks("391200011ZNBCKZZPJ67")
    assert identifiers.lei("2138008KTNTDICZU8L2") is None
    assert identifiers.lei("2138008KTNTDICZU8LXX") is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1577552", "0001577552"), ("0001577552", "0001577552"), ("0", None), ("12345678901", None), ("K3", None)],
)
def test_cik(typed: str, value: str | None) -> None:
    assert identifiers.cik(typed) == (Identifier("CIK", value) if value else None)


def test_uk_authorities_are_companies_house_and_others_stay_what_they_are() -> None:
    assert identifiers.registered("RA000585", "1126618") == Identifier("GB-COH", "01126618")
    assert identifiers.registered("RA000586", "NI12345") == Identifier("GB-COH", "NI012345")
    assert identifiers.registered("RA000587", "SC77750") == Identifier("GB-COH", "SC077750")
    assert identifiers.registered("RA000469", "RC 123 456") == Identifier("RA000469", "RC123456")


@pytest.mark.parametrize(
    ("authority", "number"),
    [
        ("RA888888", "123"),
        ("RA999999", "123"),
        ("RA000469", "N/A"),
        ("RA000469", "000"),
        ("RA000469", ""),
        ("", "12345"),
    ],
)
def test_numbers_of_no_register_name_nobody(authority: str, number: str) -> None:
    assert identifiers.registered(authority, number) is None


def test_org_id_lists() -> None:
    assert identifiers.org_id("XI-LEI", "2138008KTNTDICZU8L25") == Identifier("LEI", "2138008KTNTDICZU8L25")
    assert identifiers.org_id("FR-RCS", "542 034 327") == Identifier("FR-RCS", "542034327")
    # Delaware 3675 and Ohio 3675 are two companies, and every German court has an HRB 113611.
    assert identifiers.org_id("US-SAM", "3675") is None
    assert identifiers.org_id("DE-CR", "HRB 113611") is None


@pytest.mark.parametrize(
    ("scheme", "strong"),
    [
        ("LEI", True), ("CIK", True), ("GB-COH", True), ("NL-KVK", True), ("RA000469", True), ("RA999999", False),
        ("US-SAM", False), ("uk_psc", False), ("bods", False), ("XI-LEI", False),
    ],
)  # fmt: skip
def test_only_registers_are_strong(scheme: str, strong: bool) -> None:
    assert identifiers.is_strong(Identifier(scheme, "1")) is strong


def test_russian_numbers_have_check_digits_and_a_person_s_tax_number_is_none() -> None:
    assert identifiers.ru_ogrn(" 1101841000018 ") == Identifier("RU-OGRN", "1101841000018")
    assert identifiers.ru_inn("1841000018") == Identifier("RU-INN", "1841000018")
    assert [identifiers.ru_ogrn(text) for text in ("1101841000019", "0000000000000", "304184100000012", "")] == [
        None
    ] * 4
    assert [identifiers.ru_inn(text) for text in ("1841000019", "0000000000", "184100000001", "18410000")] == [None] * 4


@pytest.mark.parametrize(
    ("authority", "scheme", "typed", "value"),
    [
        ("RA000463", "NL-KVK", "33 03 14 31", "33031431"), ("RA000472", "NO-BRC", "923 609 016", "923609016"),
        ("RA000473", "NO-BRC", "923609016", "923609016"), ("RA000170", "DK-CVR", "DK22756214", "22756214"),
        ("RA000188", "FI-PRO", "0112038-9", "01120389"), ("RA000544", "SE-BLV", "556012-5790", "5560125790"),
        ("RA000025", "BE-BCE_KBO", "0403.227.515", "0403227515"), ("RA000025", "BE-BCE_KBO", "403227515", "0403227515"),
        ("RA000402", "IE-CRO", "012965", "12965"), ("RA000484", "PL-KRS", "0000028860", "0000028860"),
        ("RA000523", "SG-ACRA", "199901152M", "199901152M"), ("RA000163", "CZ-ICO", "45274649", "45274649"),
        ("RA000168", "CZ-ICO", "45274649", "45274649"), ("RA000423", "LV-RE", "40003032949", "40003032949"),
    ],
)  # fmt: skip
def test_gleif_and_org_id_mean_the_same_register(authority: str, scheme: str, typed: str, value: str) -> None:
    assert identifiers.registered(authority, typed) == Identifier(scheme, value)
    assert identifiers.org_id(scheme, typed) == Identifier(scheme, value)
    assert identifiers.is_register(Identifier(scheme, value))


def test_a_number_of_another_form_stays_with_who_says_it() -> None:
    assert identifiers.registered("RA000463", "KVK 12") == Identifier("RA000463", "KVK12")
    assert identifiers.registered("RA000170", "00000000") is None
    assert identifiers.org_id("NL-KVK", "12") == Identifier("NL-KVK", "12")


@pytest.mark.parametrize("typed", ["US0378331005", "us 037833 1005", "KYG875721634", "GB00BH4HKS39"])
def test_an_isin_identifies_its_issuer(typed: str) -> None:
    found = identifiers.isin(typed)
    assert found is not None and found.scheme == "ISIN" and len(found.value) == 12
    assert identifiers.is_strong(found) and not identifiers.is_register(found)


@pytest.mark.parametrize("typed", ["US0378331006", "XS1234567890", "XS0971721963", "EU000A1G0EP6", "", "0378331005"])
def test_what_identifies_no_issuer(typed: str) -> None:
    assert identifiers.isin(typed) is None
