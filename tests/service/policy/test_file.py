"""The shipped policies and their places and days; the versions that a process knows."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from service.policy.file import SHIPPED, BadPolicy, Policies, parse, read
from service.policy.territories import SOVEREIGN

DEFAULT = "unsupported-regions"
TEXT = (SHIPPED / "unsupported-regions_2025-09-05.toml").read_text(encoding="utf-8")


def codes(text: str) -> list[str]:
    return text.split()


FIVE_EYES = codes("AU CA GB NZ US")
EU = codes("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
# The provider's list as it was published in 2025, in its own order (by the English names).
LIST = codes("""
AL DZ AD AO AG AR AM AU AT AZ BS BH BD BB BE BZ BJ BT BO BA BW BR BN BG BF BI CV KH CM CA TD CL CO KM CG CR CI HR CY CZ
DK DJ DM DO EC EG SV GQ EE SZ FJ FI FR GA GM GE DE GH GR GD GT GN GW GY HT VA HN HU IS IN ID IQ IE IL IT JM JP JO KZ KE
KI KW KG LA LV LB LS LR LI LT LU MG MW MY MV MT MH MR MU MX FM MD MC MN ME MA MZ NA NR NP NL NZ NE NG MK NO OM PK PW PS
PA PG PY PE PH PL PT QA RO RW KN LC VC WS SM ST SA SN RS SC SL SG SK SI SB ZA KR ES LK SR SE CH TW TJ TZ TH TL TG TO TT
TN TR TM TV UG UA AE GB US UY UZ VU VN ZM ZW
""")


def own(version: str, begins: str, ends: str = "") -> str:
    text = TEXT.replace('version = "2025-09-05"', f'version = "{version}"')
    return text.replace("valid_from = 2025-09-05", begins + ("\n" + ends if ends else ""), 1)


def test_every_shipped_file_is_valid_named_after_its_policy_and_cites_its_sources() -> None:
    for path in SHIPPED.glob("*.toml"):
        policy = read(path)
        assert path.stem == f"{policy.id}_{policy.version}"
        assert policy.cites
        assert all(cite.url and cite.url.startswith("https://") and cite.title for cite in policy.cites)
        assert policy.hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert Policies().ids() == ["bis-affiliates-50", "eu-50", "ofac-50", "uk-ofsi", "unsupported-regions"]


def test_the_supported_list_is_complete_sourced_and_dated() -> None:
    policy = Policies().pick(DEFAULT, date(2026, 1, 1))
    assert len(LIST) == len(set(LIST)) == 175
    assert policy.supported == set(LIST)
    assert policy.supported >= {*FIVE_EYES, *EU, "CH", "IL", "IN", "JP", "KR", "SG", "TR", "TW", "UA", "AE", "BR", "ZA"}
    assert not policy.supported & set(codes("AF BY CN CU HK IR KP LY ML MM MO NI RU SD SO SS SY VE YE CD CF ER ET EH"))
    assert policy.excepted == {"UA-43", "UA-40", "UA-14", "UA-09"}
    assert policy.places_as_of == date(2025, 9, 5)
    assert policy.places_source in {cite.url for cite in policy.cites}
    assert policy.cites[0].date == date(2025, 9, 5)


def test_the_default_policy_knows_its_places() -> None:
    policy = Policies().pick(DEFAULT, date(2026, 1, 1))
    restricted = {code for code in SOVEREIGN if policy.place(code) == "restricted"}
    assert restricted == {
        "AF", "BY", "CD", "CF", "CN", "CU", "EH", "ER", "ET", "HK", "IR", "KP",
        "LY", "ML", "MM", "MO", "NI", "RU", "SD", "SO", "SS", "SY", "VE", "YE",
    }  # fmt: skip
    assert {policy.place(code) for code in ("UA-43", "UA-40", "UA-14", "UA-09", "CN-SH", "HK")} == {"restricted"}
    assert {policy.place(code) for code in ("UA", "UA-30", "TW", "KY", "PR", "RE", "US-DE")} == {"supported"}
    assert {policy.place(code) for code in ("XK", "SU", "ZZ", "EU", "")} == {"unknown"}
    assert policy.least == 500_000_000_001


def test_a_dependent_territory_may_be_named_by_itself() -> None:
    both = parse(TEXT.replace('"GB", ', '"JE", ', 1), "mine.toml")
    assert (both.place("JE"), both.place("GB"), both.place("GG")) == ("supported", "restricted", "restricted")
    text = (Path(__file__).parents[2] / "data/policies/test-concern.toml").read_text("utf-8")
    some = parse(text.replace('"CN", ', '"CN", "PR", "UA-43", '), "mine.toml")
    assert {some.place(code) for code in ("PR", "UA-43", "CN-SH")} == {"restricted"}
    assert {some.place(code) for code in ("US", "UA", "UA-30", "TW")} == {"supported"}


@pytest.mark.parametrize(
    ("policy", "day", "version", "comparator", "in_force"),
    [
        ("bis-affiliates-50", "2025-09-28", "2025-09-29", ">=", False),
        ("bis-affiliates-50", "2025-09-29", "2025-09-29", ">=", True),
        ("bis-affiliates-50", "2025-11-09", "2025-09-29", ">=", True),
        ("bis-affiliates-50", "2025-11-10", "2025-09-29", ">=", False),
        ("bis-affiliates-50", "2026-11-09", "2025-09-29", ">=", False),
        ("bis-affiliates-50", "2026-11-10", "2026-11-10", ">=", True),
        ("eu-50", "2024-07-02", "2014-01-01", ">", True),
        ("eu-50", "2024-07-03", "2024-07-03", ">=", True),
        ("ofac-50", "2014-08-12", "2014-08-13", ">=", False),
        ("ofac-50", "2026-01-01", "2014-08-13", ">=", True),
        ("uk-ofsi", "2026-01-01", "2019-04-11", ">", True),
        (DEFAULT, "2025-09-04", "2025-09-05", ">", False),
        (DEFAULT, "2026-01-01", "2025-09-05", ">", True),
    ],
)
def test_the_day_picks_the_version(policy: str, day: str, version: str, comparator: str, in_force: bool) -> None:
    known, on = Policies(), date.fromisoformat(day)
    found = known.pick(policy, on)
    assert (found.version, found.comparator, found.in_force(on)) == (version, comparator, in_force)
    assert known.in_force(found, on) == in_force


def test_what_is_not_sure_is_said() -> None:
    known = Policies()
    assert known.pick("bis-affiliates-50", date(2026, 11, 10)).status_unverified
    assert known.pick("bis-affiliates-50", date(2025, 10, 1)).status_unverified is None


def test_an_open_end_is_the_day_on_which_the_next_version_begins(tmp_path: Path) -> None:
    (tmp_path / "later.toml").write_text(own("2026-01-01", "valid_from = 2026-01-01"), encoding="utf-8")
    known = Policies(tmp_path)
    found = [known.pick(DEFAULT, date(year, 6, 1)) for year in (2024, 2025, 2026)]
    assert [policy.version for policy in found] == ["2025-09-05", "2025-09-05", "2026-01-01"]
    assert [known.in_force(policy, date(2026, 6, 1)) for policy in known.versions(DEFAULT)] == [False, True]


def test_a_version_is_asked_for_by_name() -> None:
    known = Policies()
    assert known.pick("eu-50@2014-01-01", date(2026, 1, 1)).comparator == ">"
    for name in ("eu-50@1", "eu-51", ""):
        with pytest.raises(KeyError):
            known.pick(name, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEXT, "unsupported-regions@2025-09-05 is there twice, also in"),
        (own("2", "valid_from = 2025-09-05"), "it begins on the same day as"),
    ],
)
def test_versions_of_a_policy_do_not_overlap(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "again.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicy, match=reason) as refused:
        Policies(tmp_path)
    assert "again.toml" in str(refused.value) or "unsupported-regions_2025-09-05.toml" in str(refused.value)


def test_a_version_does_not_begin_before_the_other_has_ended(tmp_path: Path) -> None:
    for version, begins, ends in (("1", "2020-01-01", "2022-01-01"), ("2", "2021-12-31", "2023-01-01")):
        text = own(version, f"valid_from = {begins}", f"valid_to = {ends}").replace(f'"{DEFAULT}"', '"own"')
        (tmp_path / f"{version}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicy, match=r"2.toml: valid_from: it begins on 2021-12-31, before the end of own@1"):
        Policies(tmp_path)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match="no such directory"):
        Policies(tmp_path / "nowhere")


def test_a_file_written_on_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert read(path).supported == set(LIST)
