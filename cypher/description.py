"""What all sources together say a party is: the best-ranked source wins, and every name is kept. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cypher.names import name_key

_LABELS = {"company": "Company", "branch": "Company", "person": "Person", "state": "State"}


def describe(party: str, statements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The row that describes ``party`` in the graph: id, label and properties.

    ``statements`` are its records as stored: rank (1 best), published, key, kind, name, other_names, status,
    dissolved_on, birth. Of equal ranks the latest published counts. Names are in that order, each once.
    """
    ranked = sorted(statements, key=lambda one: one["key"])
    ranked.sort(key=lambda one: one["published"] or date.min, reverse=True)
    ranked.sort(key=lambda one: one["rank"])
    # A name that only lists others' parties is as good as none: an empty one never wins.
    names = list(dict.fromkeys(one["name"] for one in ranked if one["name"]))
    others = [other for one in ranked for other in one["other_names"] or ()]
    every = list(dict.fromkeys(names + others))
    keys = dict.fromkeys(key for key in map(name_key, every) if key)
    kind = next((one["kind"] for one in ranked if one["kind"] != "unknown"), "unknown")
    name = names[0] if names else party
    return {
        "id": party,
        "label": _LABELS.get(kind, "Unknown"),
        "properties": {
            "kind": kind,
            "name": name,
            "name_key": name_key(name),
            "names": every,
            "name_keys": list(keys),
            "status": _first(ranked, "status"),
            "dissolved_on": _first(ranked, "dissolved_on"),
            "birth": _first(ranked, "birth"),
            "described": bool(ranked),
        },
    }


def _first(ranked: Sequence[Mapping[str, Any]], field: str) -> Any:
    return next((one[field] for one in ranked if one[field] is not None), None)
