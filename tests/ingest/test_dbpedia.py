from __future__ import annotations

from pathlib import Path

import pytest

from cypher.quantity import UNDISCLOSED
from ingest.identifiers import is_strong
from ingest.records import InterestRecord, PartyRecord, Refused
from ingest.source import BadFile
from ingest.sources.dbpedia import SOURCE

FOUND = list(SOURCE.read(Path(__file__).parents[1] / "data/dbpedia/control.csv"))
INTERESTS = [one for one in FOUND if isinstance(one, InterestRecord)]


def test_the_second_is_the_parent() -> None:
    assert {one.holder.value for one in INTERESTS if one.subject.value == "AOL"} == {
        "Time_Warner", "Verizon_Communications",
    }  # fmt: skip
    assert {(one.shares, one.directness) for one in INTERESTS} == {(UNDISCLOSED, "unknown")}


def test_it_is_crowd_data_and_joins_nobody() -> None:
    assert SOURCE.grade == "C"
    assert not any(is_strong(one.holder) for one in INTERESTS)


def test_names_are_decoded_and_governments_are_states() -> None:
    parties = {one.id.value: one for one in FOUND if isinstance(one, PartyRecord)}
    assert parties["Example_Étoile"].name == "Example Étoile"
    assert parties["Government_of_Example"].kind == "state"
    assert any(one.holder == one.subject for one in INTERESTS)  # a parent of itself is kept


def test_a_web_page_is_no_resource() -> None:
    (refused,) = [one for one in FOUND if isinstance(one, Refused)]
    assert "stellican" in refused.raw


@pytest.mark.parametrize("content", ["child,parent\n", '"a\n'])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "control.csv"
    path.write_text(content)
    with pytest.raises(BadFile):
        list(SOURCE.read(path))
