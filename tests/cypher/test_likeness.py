"""Names that look like one company's, and those that do not."""

from __future__ import annotations

import pytest

from cypher.likeness import legal_forms, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alibaba Investment Limited", "ALIBABA INVESTMENT LTD"), ("Siemens AG", "Siemens Aktiengesellschaft"),
        ("ООО Газпром", "Gazprom OOO"), ("Northwind Trading GmbH", "Northwind Trading LLC"),
        ("Walnut Street Investment, Ltd", "WALNUT-STREET INVESTMENT"),
        ("Petróleo Brasileiro S.A.", "Petroleo Brasileiro"),
        ("Example Holding Co., Ltd.", "Example Holding Company Limited"),
        ("The Example Holding Inc", "Example Holding"),
        ("小米科技有限责任公司", "小米科技有限公司"), ("NIO Inc.", "NIO INC"),
        ("Foobar GmbH & Co. KG", "FOOBAR GMBH & CO KG"),
    ],
)  # fmt: skip
def test_legal_form_script_case_and_signs_do_not_count(one: str, other: str) -> None:
    assert likeness(one) == likeness(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Growth Fund II LP", "Growth Fund III LP"), ("First Capital Bank", "Second Capital Bank"),
        ("NIO Inc.", "NIO AG"), ("Example Holding Ltd", "Example Holdings Ltd"),
        ("Example (Shanghai) Ltd", "Example (Beijing) Ltd"),
    ],
)  # fmt: skip
def test_any_other_word_does(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


@pytest.mark.parametrize("name", ["Limited", "Co", "AB", "***", "", "GmbH"])
def test_where_too_little_is_left_nothing_is_alike(name: str) -> None:
    assert likeness(name) == ""


def test_legal_forms_of_two_countries_may_mean_the_same() -> None:
    assert legal_forms("Example GmbH") == legal_forms("Example LLC") == legal_forms("Example Pte. Ltd.")
    assert legal_forms("Example AG").isdisjoint(legal_forms("Example GmbH"))
    assert legal_forms("Example") == frozenset()
