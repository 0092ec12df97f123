from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cypher.quantity import UNDISCLOSED, WHOLE, Share
from ingest.records import Closed, Identifier, InterestRecord, PartyRecord, Record, Refused
from ingest.source import BadFile
from ingest.sources.attestation import SOURCE

FILE = Path(__file__).parents[1] / "data/attestation/statement.jsonl"
TEMPLATES = resources.files("ingest").joinpath("data/templates")
TEMPLATE: dict[str, Any] = json.loads(TEMPLATES.joinpath("attestation.json").read_text(encoding="utf-8"))
SCHEMA = json.loads(TEMPLATES.joinpath("attestation.schema.json").read_text(encoding="utf-8"))


def _read(folder: Path, *statements: Any) -> list[Record]:
    path = folder / "statement.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in statements) + "\n")
    return list(SOURCE.read(path))


def _refusal(found: list[Record]) -> str:
    (refused,) = found
    assert isinstance(refused, Refused)
    return refused.reason


def _holder(**changes: Any) -> dict[str, Any]:
    return TEMPLATE | {"holders": [{"name": "Alpha", "kind": "company"} | changes]}


def test_what_a_customer_signed_ends_twelve_months_later() -> None:
    party, alpha, holds, person, held, *_ = list(SOURCE.read(FILE))
    assert isinstance(party, PartyRecord) and isinstance(holds, InterestRecord) and isinstance(held, InterestRecord)
    assert isinstance(alpha, PartyRecord) and isinstance(person, PartyRecord)
    assert party.id == Identifier("GB-COH", "09999999")
    (seat,) = party.seats
    assert (seat.kind, seat.jurisdiction) == ("self_statement", "GB")
    assert (seat.valid_from, seat.valid_to) == (date(2025, 2, 28), date(2026, 2, 28))
    assert (holds.shares, holds.votes) == (Share(51 * WHOLE // 100, 51 * WHOLE // 100), Share(467 * 10**9, 467 * 10**9))
    assert (holds.valid_from, holds.valid_to, holds.published) == (None, date(2026, 2, 28), date(2025, 2, 28))
    assert held.shares == Share(49 * WHOLE // 100, 49 * WHOLE // 100)
    assert (held.valid_from, held.valid_to) == (date(2020, 5, 1), date(2025, 9, 1))
    assert person.seats[0].kind == "residence"
    assert alpha.id == Identifier("attestation", "C-1/alpha co.")
    assert (holds.url, holds.stated) == (
        "https://example.com/17.pdf", "Signed by A. Person, Director on 2025-02-28; https://example.com/17.pdf",
    )  # fmt: skip


def test_a_leap_day_and_a_holder_without_a_figure() -> None:
    *_, party, _, held = list(SOURCE.read(FILE))
    assert isinstance(held, InterestRecord) and isinstance(party, PartyRecord)
    assert held.valid_to == date(2025, 3, 1)
    assert held.shares == UNDISCLOSED
    assert [seat.jurisdiction for seat in party.seats] == ["DE", "HK"]


def test_the_word_of_the_interested_party_is_of_the_lowest_grade() -> None:
    assert SOURCE.grade == "C"  # counts for what is possible alone, neither certain nor cleared
    assert SOURCE.rank == 9


def test_the_template_loads_and_fits_its_schema(tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for statement in (TEMPLATE, *map(json.loads, FILE.read_text(encoding="utf-8").splitlines())):
        jsonschema.validate(statement, SCHEMA)
    path = tmp_path / "statement.json"
    path.write_text(TEMPLATES.joinpath("attestation.json").read_text(encoding="utf-8"))
    assert [type(one).__name__ for one in SOURCE.read(path)] == ["PartyRecord"] + ["PartyRecord", "InterestRecord"] * 2


def test_a_later_statement_has_the_same_records(tmp_path: Path) -> None:
    earlier, later = (_read(tmp_path, TEMPLATE | {"signed_on": day}) for day in ("2025-01-31", "2026-01-31"))
    assert [one.record for one in earlier if not isinstance(one, Refused)] == [
        one.record for one in later if not isinstance(one, Refused)
    ]
    assert earlier != later


def test_a_revoked_statement_ends_on_that_day(tmp_path: Path) -> None:
    found = _read(tmp_path, TEMPLATE | {"revoked_on": "2026-03-01"})
    closed = [one for one in found if isinstance(one, Closed)]
    assert len(closed) == 2
    assert {(one.on, one.published) for one in closed} == {(date(2026, 3, 1), date(2026, 3, 1))}
    seats = [seat for one in found if isinstance(one, PartyRecord) for seat in one.seats]
    assert {seat.valid_to for seat in seats} == {date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (TEMPLATE | {"signed_by": {"name": "Jane", "role": ""}}, "no role"),
        (TEMPLATE | {"signed_by": None}, "signed_by is no object"),
        (TEMPLATE | {"signed_on": "31.01.2026"}, "signed_on is no day"),
        (TEMPLATE | {"signed_on": None}, "no day on which it was signed"),
        (TEMPLATE | {"signed_on": (datetime.now(UTC).date() + timedelta(2)).isoformat()}, "signed in the future"),
        (TEMPLATE | {"customer_ref": ""}, "no customer_ref"),
        (TEMPLATE | {"holder": []}, "unknown key 'holder'"),
        (TEMPLATE | {"holders": {}}, "no list of holders"),
        (TEMPLATE | {"party": {"name": "Omega", "seats": ["Germany"]}}, "not an ISO 3166 code: 'Germany'"),
        (TEMPLATE | {"party": {"name": "Omega", "seats": ["XK"]}}, "not an ISO 3166 code"),
        (TEMPLATE | {"party": {"name": "Omega", "seats": [], "id": "09999999"}}, "is no LEI"),
        (_holder(kind="trust"), "unknown kind of holder"),
        (_holder(shares=None), "not an exact percentage"),
        (_holder(shares="> 50"), "not an exact percentage"),
        (_holder(shares="51 %"), "not an exact percentage"),
        (_holder(shares="101"), "between 0 and 100"),
        (_holder(shares="3/2"), "between 0 and 100"),
        (_holder(shares="1/0"), "not a share"),
        (_holder(shares=True), "not an exact percentage"),
        (_holder(since="2025-02-01", until="2025-01-01"), "until is before since"),
        (_holder(since="2026-02-01"), "after the signature"),
        (TEMPLATE | {"holders": [{"name": "Alpha", "kind": "company"}] * 2}, "named twice"),
        (
            TEMPLATE | {"holders": [{"name": name, "kind": "company", "votes": "51"} for name in "AB"]},
            "votes come to more than 100 %",
        ),
    ],
)
def test_a_statement_at_fault_is_refused(tmp_path: Path, statement: Any, reason: str) -> None:
    assert reason in _refusal(_read(tmp_path, statement))


def test_a_key_stated_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="states 'signed_on' twice"):
        _read(tmp_path, json.dumps(TEMPLATE)[:-1] + ', "signed_on": "2026-02-01"}')


def test_another_json_file_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no attestation"):
        _read(tmp_path, {"statementId": "1"})
