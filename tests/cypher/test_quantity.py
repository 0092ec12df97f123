"""Shares: exact, rounded, bands; and back to text."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher.quantity import WHOLE, BadFigure, Share, band, exact, parse_percent, percent_text, rounded


def pc(text: str) -> Fraction:
    return parse_percent(text)


def test_exact_figures_round_outward() -> None:
    assert exact(pc("50")) == Share(500_000_000_000, 500_000_000_000)
    assert exact(Fraction(100, 3)) == Share(333_333_333_333, 333_333_333_334)


def test_open_bounds_move_inward_by_one_trillionth() -> None:
    assert band(pc("25"), pc("50"), min_exclusive=True) == Share(250_000_000_001, 500_000_000_000)
    assert band(pc("50"), pc("75"), min_exclusive=True, max_exclusive=True) == Share(500_000_000_001, 749_999_999_999)
    assert band(pc("75"), None) == Share(750_000_000_000, WHOLE)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("50.0", 499_500_000_000, 500_499_999_999),
        ("51", 505_000_000_000, 514_999_999_999),
        ("100", 995_000_000_000, WHOLE),
        ("100.00", 999_950_000_000, WHOLE),
        ("0", 0, 4_999_999_999),
    ],
)
def test_rounded_figures_are_bands_of_half_a_digit(text: str, low: int, high: int) -> None:
    assert rounded(text) == Share(low, high)


@pytest.mark.parametrize("text", ["", "NaN", "inf", "-", "1,5", "٥٠", "1e99999", "0x10", "5 %", "1" * 50])
def test_what_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(BadFigure):
        parse_percent(text)


@pytest.mark.parametrize("text", ["-0.1", "100.0000001", "1e3"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(BadFigure):
        exact(parse_percent(text))
    with pytest.raises(BadFigure):
        rounded(text)


@given(st.integers(0, WHOLE))
def test_text_and_back_is_exact(amount: int) -> None:
    assert exact(parse_percent(percent_text(amount))) == Share(amount, amount)
