"""What is wrong with a policy file is told with file, line and reason, and a hint where a near name exists."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from service.policy.file import SHIPPED, BadPolicy, parse, read
from service.policy.lines import line_of

TEXT = (SHIPPED / "unsupported-regions_2025-09-05.toml").read_text(encoding="utf-8")


def told(old: str, new: str) -> list[str]:
    """The message about the shipped file with one change, and the change's line in the place of {line}."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    with pytest.raises(BadPolicy) as refused:
        parse(text, "mine.toml")
    line = text[: text.index(new)].count("\n") + 1 if new in text else 0
    return [one.replace(f"mine.toml:{line}:", "mine.toml:{line}:") for one in str(refused.value).split("\n")]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('threshold = "50"', "threshold = 50.0", "threshold: 50.0 is a number of TOML, which may be inexact"),
        ('threshold = "50"', "threshold = 50", 'write it as text: "50"'),
        ('threshold = "50"', 'threshold = "0"', "must lie between 0 and 100"),
        ('threshold = "50"', 'threshold = "100"', "must lie between 0 and 100"),
        ('threshold = "50"', 'threshold = "NaN"', "is not a decimal number"),
        ('threshold = "50"', 'threshold = "33.33333333333"', "more than ten decimals"),
        ('comparator = ">"', 'comparator = "=>"', 'comparator: "=>" is none of >, >='),
        ('restricted = "deny"', 'restricted = "block"', 'decisions.restricted: "block" is none of hold, deny'),
        ('review = "hold"', 'review = "allow"', "decisions.review"),
        ('board_majority = "deny"', 'board_majority = "allow"', "decisions.control.board_majority"),
        ("[jurisdictions]", "[jurisdictons]", "there is no such key (did you mean jurisdictions?)"),
        ("seats = true", 'seats = "true"', "is not true or false"),
        ("valid_from = 2025-09-05", 'valid_from = "2025-09-05"', "is not a day without quotes"),
        ("valid_from = 2025-09-05", "valid_from = 2025-09-05T10:00:00", "is not a day without quotes"),
        ("valid_from = 2025-09-05", "valid_from = 2025-13-05", "not TOML"),
        ("seats = true", "seats = ", "not TOML"),
        ('id = "unsupported-regions"', 'id = "Unsupported Regions"', "lower case letters, digits and hyphens"),
        ('metrics = ["shares", "votes", "profits"]', "metrics = []", "metrics: names nothing"),
        ("lists = []", 'lists = ["My List"]', "lower case letters"),
        ('url = "https://www.anthropic.com/news', 'url = "ftp://www.anthropic.com/news', "begins with https://"),
    ],
)
def test_a_mistake_has_file_line_key_and_reason(old: str, new: str, reason: str) -> None:
    (line,) = told(old, new)
    assert line.startswith("mine.toml:{line}: ")
    assert reason in line


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ('"consolidation", ', '"consolidaton", ', "hard_control: .*did you mean consolidation"),
        ('"votes", ', '"vote", ', "metrics: .*did you mean votes"),
        ('"AL", ', '"XX", ', "jurisdictions.supported: XX is not an assigned ISO 3166 code"),
        ('"GB", ', '"UK", ', "did you mean GB"),
        ('"AL", ', '"Albania", ', "two capital letters"),
        ('"UA-43"', '"ua-43"', "jurisdictions.except: .*such as CN or UA-43"),
        ('"AG", "AI"', '"US-DE", "AI"', "offshore: .*two capital letters"),
        ('restricted = "deny"', 'retricted = "deny"', "did you mean restricted"),
        ('board_majority = "deny"', 'bord_majority = "deny"', "did you mean board_majority"),
    ],
)
def test_a_near_name_is_offered(old: str, new: str, hint: str) -> None:
    (line,) = told(old, new)
    assert re.search(hint, line), line


def test_an_item_is_found_in_its_own_line_of_a_long_list() -> None:
    (line,) = told('"ZW"', '"ZZ"')
    assert line.startswith("mine.toml:{line}: jurisdictions.supported: ZZ")


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    lines = told("seats = true", "saets = true")
    assert lines == [
        "mine.toml:1: seats: is missing",
        "mine.toml:{line}: saets: there is no such key (did you mean seats?)",
    ]


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ('nobody = "review"', "flags.nobody: there is no such flag"),
        ('moved_saet = "report"', "did you mean moved_seat"),
        ('just_below = "deny"', 'flags.just_below: "deny" is none of report, review'),
        (
            'list_missing = "report"',
            "flags.list_missing: a policy whose list is missing cannot be evaluated, and holds",
        ),
    ],
)
def test_flags_are_known_ones_with_known_effects(flag: str, reason: str) -> None:
    (line,) = told("[jurisdictions]", f"[flags]\n{flag}\n[jurisdictions]")
    assert reason in line


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[jurisdictions]", '[jurisdictions]\nrestricted = ["CN"]', "either the supported or the restricted"),
        ("valid_from = 2025-09-05", "valid_from = 2025-09-05\nvalid_to = 2025-01-01", "before it begins"),
        ('restricted = "deny"', 'restricted = "hold"', "may be milder than restricted (hold), not stricter"),
        ("seats = true", "seats = false", "jurisdictions"),
        ("[[cites]]", "[[cites]]\ndate = 2025-01-01\n[[cites]]", "needs a url or a title"),
    ],
)
def test_keys_that_contradict_each_other(old: str, new: str, reason: str) -> None:
    assert reason in told(old, new)[-1]


def test_exceptions_mean_nothing_where_only_the_restricted_places_are_named() -> None:
    text = (Path(__file__).parents[2] / "data/policies/test-concern.toml").read_text(encoding="utf-8")
    with pytest.raises(BadPolicy, match="name these places under restricted"):
        parse(text + 'except = ["UA-43"]\n', "mine.toml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "a = " + "[" * 3_000,
        "a = [\n" * 20_000,
        ("a." * 1_900 + "a = 1\n") * 10,
        "title." + "a." * 1_500 + "a = 1",
        "a." * 30_000 + "a = 1",
        "a = " + "9" * 3_900,
        'id = "{reason}"\nthreshold = "{0}"',
        "[[cites]]\n" * 3_000,
        "\ufeffid = 1",
        "id = '''\nthreshold = 3\n'''\nthreshold = 4",
    ],
)
def test_no_file_hangs_or_ends_in_a_trace(text: str) -> None:
    started = time.monotonic()
    with pytest.raises(BadPolicy):
        parse(text, "mine.toml")
    assert time.monotonic() - started < 20


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match="cannot be read: No such file"):
        read(tmp_path / "missing.toml")
    with pytest.raises(BadPolicy, match="is not a file"):
        read(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'id = "x"\ntitle = "\xe9"')
    with pytest.raises(BadPolicy, match=r"latin.toml:2: cannot be read: not UTF-8"):
        read(tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_bytes(b"#\n" * 100_000)
    with pytest.raises(BadPolicy, match="larger than 64 KiB"):
        read(tmp_path / "large.toml")


def test_lines_are_those_of_the_file() -> None:
    table = "a = 1\n\n[t]\nb = 2 # c = 3\n[t.u]\n'x y' = 1\n"
    text = table + "[[l]]\nk = 1\n[[l]]\nk = [\n  'one', # 'two'\n  'two',\n]\nm.n = 1\n"
    found = {path: line_of(text, path) for path in [("a",), ("t", "b"), ("t", "u"), ("l", 1, "k"), ("l", 1, "m", "n")]}
    assert found == {("a",): 1, ("t", "b"): 4, ("t", "u"): 5, ("l", 1, "k"): 10, ("l", 1, "m", "n"): 14}
    assert line_of(text, ("l", 1, "k", 1), "two") == 12
    assert line_of(text, ("t", "nowhere")) == 3
    assert line_of(text, ("nowhere",)) == 1
    assert line_of(text, ("t", "c")) == 3
