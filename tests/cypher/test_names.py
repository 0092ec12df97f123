"""Name keys: what is one name and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Steigenberger Hotels Aktiengesellschaft", "STEIGENBERGER HOTELS AG"),
        ("Whaleco Inc.", "Whaleco, Incorporated"),
        ("Kayser Limited", "KAYSER LTD."),
        ("Yilai Hotel Management (Ningbo) Co., Ltd.", "Yilai Hotel Management (Ningbo) Co.,Ltd"),
        ("Nanjing Quanji Hotel Management Co., Limited", "Nanjing Quanji Hotel Management Company Limited"),
        ("Zleep Hotels A/S", "ZLEEP HOTELS AS"),
        ("Steigenberger Italia S.r.l.", "Steigenberger Italia SRL"),
        ("People’s Insurance", "Peoples Insurance"),
        ("Elementary Innovation Pte. Ltd.", "Elementary Innovation Private Limited"),
        ("Ｆｏｏ　Ｌｉｍｉｔｅｄ", "foo\u200b ltd"),
        ("Hotel & Spa Limited", "Hotel and Spa Ltd"),
    ],
)
def test_spellings_of_one_name_are_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Steigenberger Hotels AG", "Steigenberger Hotels GmbH"),  # the legal form is never dropped
        ("JinkoSolar (U.S.) Inc.", "JinkoSolar Inc."),
        ("Foo Ltd", "Foo"),
        ("Zürich AG", "Zurich AG"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_scripts_are_kept() -> None:
    assert name_key("北京百度网讯科技有限公司") == "北京百度网讯科技有限公司"
    assert "газпром" in name_key("ПАО «Газпром»")
    assert name_key("***") == ""


_FORMS = st.sampled_from(
    ["Ltd.", "Co., Ltd", "GmbH & Co. KG", "A/S", "S.r.l.", "Company Limited", "Corporation", "PJSC"]
)


@given(st.one_of(st.text(max_size=60), st.builds("{} {}".format, st.text(max_size=40), _FORMS)))
def test_folding_twice_changes_nothing(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert key == key.strip() and "  " not in key
    assert "/" not in key
