"""Policy files: the shipped one, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.policy.file import SHIPPED, BadPolicy, Policies, parse, read
from service.policy.territories import SOVEREIGN

SHIPPED_TEXT = (SHIPPED / "unsupported-regions_2025-09-05.toml").read_text(encoding="utf-8")


def test_every_shipped_file_is_valid_and_named_after_its_policy() -> None:
    for path in SHIPPED.glob("*.toml"):
        policy = read(path)
        assert path.stem == f"{policy.id}_{policy.version}"
        assert policy.cites and all(cite.startswith("https://") for cite in policy.cites)


def test_the_default_policy_knows_its_places() -> None:
    policy = Policies().pick("unsupported-regions", date(2026, 1, 1))
    assert len(policy.supported or ()) == 175
    restricted = {code for code in SOVEREIGN if policy.place(code) == "restricted"}
    assert restricted == {
        "AF", "BY", "CD", "CF", "CN", "CU", "EH", "ER", "ET", "HK", "IR", "KP",
        "LY", "ML", "MM", "MO", "NI", "RU", "SD", "SO", "SS", "SY", "VE", "YE",
    }  # fmt: skip
    assert policy.least == 500_000_000_001


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('threshold = "50"', "threshold = 50.0"), "threshold"),
        (('threshold = "50"', 'threshold = "0"'), "threshold"),
        (('threshold = "50"', 'threshold = "fifty"'), "threshold"),
        (('comparator = ">"', 'comparator = "=>"'), "comparator"),
        (('"AL", ', '"XX", '), "XX"),
        (('restricted = "deny"', 'restricted = "block"'), "restricted"),
        (("seats = true", 'seats = true\ncolour = "red"'), "colour"),
        (("[jurisdictions]", '[flags]\nnobody = "review"\n[jurisdictions]'), "nobody"),
        (("[jurisdictions]", '[jurisdictions]\nrestricted = ["CN"]'), "not both"),
        (("seats = true", "seats = "), "not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(change: tuple[str, str], reason: str) -> None:
    text = SHIPPED_TEXT.replace(*change, 1)
    assert text != SHIPPED_TEXT
    with pytest.raises(BadPolicy, match=reason):
        parse(text, "mine.toml")


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match="cannot be read"):
        read(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    with pytest.raises(BadPolicy, match="cannot be read"):
        read(tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 300_000)
    with pytest.raises(BadPolicy, match="larger"):
        read(tmp_path / "large.toml")


def test_as_of_picks_the_version(tmp_path: Path) -> None:
    (tmp_path / "later.toml").write_text(
        SHIPPED_TEXT.replace('version = "2025-09-05"', 'version = "2026-01-01"').replace(
            "valid_from = 2025-09-05", "valid_from = 2026-01-01"
        ),
        encoding="utf-8",
    )
    policies = Policies(tmp_path)
    versions = [policies.pick("unsupported-regions", date(year, 6, 1)).version for year in (2024, 2025, 2026)]
    assert versions == ["2025-09-05", "2025-09-05", "2026-01-01"]
    (tmp_path / "again.toml").write_text(SHIPPED_TEXT, encoding="utf-8")
    with pytest.raises(BadPolicy, match="twice"):
        Policies(tmp_path)
