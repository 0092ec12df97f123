"""Parties in short, as every list of them shows them, and what is in force of a stored statement today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cypher.graph import Graph
from service.policy.territories import country

Row = dict[str, Any]

SHOWN_MARKS = ("Restricted", "Possible")
"""Labels of the live sets, also with a policy's id behind them; others are for the machine."""
SEAT_ORDER = (
    "analyst", "headquarters", "principal_executive", "business_address", "operational", "self_statement",
    "incorporation", "registered", "residence", "nationality", "mailing",
)  # fmt: skip
"""What says best where a party sits, for the one country that a list shows; it decides nothing."""


def read_cards(graph: Graph, ids: Sequence[str]) -> dict[str, Row]:
    """Rows of ``lookup/cards`` by party id. Raises GraphError."""
    return {row["id"]: row for row in graph.read("lookup/cards", ids=list(ids))} if ids else {}


def brief(card: Mapping[str, Any], today: date) -> Row:
    """A party in a list: id, name, kind, country (of its best seat) and marks (labels such as Restricted)."""
    seats = seats_in_force(card, today)
    return {
        "id": card["id"],
        "name": card["name"],
        "kind": card["kind"],
        "country": country(seats[0]["jurisdiction"]) if seats else None,
        "marks": _marks(card["labels"]),
    }


def _marks(labels: Sequence[str]) -> list[str]:
    """The labels of the sets that a party is in; who is restricted is not shown as possible too."""
    marks = {label for label in labels if label.partition("_")[0] in SHOWN_MARKS and not label.endswith("Alone")}
    return sorted(
        marks - {mark.replace("Restricted", "Possible", 1) for mark in marks if mark.startswith("Restricted")}
    )


def summary(card: Mapping[str, Any], today: date) -> Row:
    """A party in a list of results: ``brief`` with all its names, identifiers and status."""
    more = {"names": card["names"], "identifiers": sorted(card["identifiers"]), "status": card["status"]}
    return brief(card, today) | more


def seats_in_force(card: Mapping[str, Any], today: date) -> list[Row]:
    """The seats that hold today, the one that says best where it sits first."""
    seats = [seat for seat in card["seats"] if in_force(seat, today)]
    return sorted(seats, key=lambda seat: (SEAT_ORDER.index(seat["kind"]), seat["jurisdiction"]))


def in_force(data: Mapping[str, Any], today: date) -> bool:
    """Whether a statement is on record and holds today."""
    begun = data.get("valid_from") is None or data["valid_from"] <= today
    return begun and (data.get("valid_to") is None or today < data["valid_to"]) and data.get("recorded_to") is None


def origin(data: Mapping[str, Any]) -> Row:
    """Where a statement comes from and since when it holds."""
    names = ("source", "record", "url", "published", "valid_from", "valid_to", "stated")
    return {name: data.get(name) for name in names}


def plain(value: Any) -> Any:
    """A value of JSON: days and instants as ISO 8601 text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
