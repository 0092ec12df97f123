"""Determinations that are kept: append-only nodes beside the party, with the facts that they rest on.

Each holds the very text that was answered, what asked for it (policy and hash, both clocks, revision, engine version)
and its inputs: the facts of the world it was made from, whole and by hash. ``replay.py`` makes the text again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cypher.graph import Graph, Tx
from service.determination.document import Document
from service.determination.model import World
from service.errors import NotFound, ServiceError

MAX_STORED = 4 * 1024 * 1024
"""Most bytes of a document, and of its compressed inputs, that are stored."""
Facts = dict[str, dict[str, Any]]
"""What a determination rests on, as values of JSON: parties by id, claims by key, sources older than they promise,
and the restricted-party lists that were there."""


@dataclass(frozen=True, slots=True)
class Stored:
    """``payload``: the document's bytes. ``created``: false if the same determination was there already."""

    id: str
    payload: bytes
    created: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A determination that was read back. ``entity``: the party that it is of today; None if there is none."""

    id: str
    entity: str | None
    payload: bytes
    facts: Facts
    inputs_hash: str


def encoded(value: Any) -> bytes:
    """A value of JSON as the bytes that are answered, stored and compared."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def facts(found: World) -> Facts:
    """The world's facts: all that could make another determination, and nothing else."""
    return {
        "parties": {party.id: _plain(party) for party in found.parties.values()},
        "claims": {claim.key: _plain(claim) for claim in (*found.claims, *found.former)},
        "lists": {name: {} for name in sorted(found.lists)},
        "late": {source: {"until": day.isoformat()} for source, day in found.fresh_until.items()},
    }


def digest(inputs: Facts) -> str:
    """The same for the same facts; 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def save(tx: Tx, payload: bytes, found: World, party: str) -> Stored:
    """Keep a determination and what it rests on. Raises ServiceError if it is too large to be kept."""
    document: Document = json.loads(payload)
    inputs = facts(found)
    packed = zlib.compress(encoded(inputs), 6)
    if max(len(payload), len(packed)) > MAX_STORED:
        limit = f"A determination of more than {MAX_STORED // 1024 // 1024} MiB is not stored."
        raise ServiceError("too_large", limit, "It can still be asked for.", 413)
    policy = document["policy"]
    properties = {
        "verdict": document["verdict"],
        "decision": document["decision"],
        "set": document["set"],
        "policy": policy["id"],
        "policy_version": policy["version"],
        "policy_hash": policy["hash"],
        "revision": document["revision"],
        "as_of": document["as_of"],
        "known_at": document["known_at"],
        "engine_version": document["engine_version"],
        "inputs_hash": digest(inputs),
        "inputs": packed,
        "document": payload.decode(),
        "evaluated_at": document["evaluated_at"],
    }
    question = ("policy_hash", "as_of", "known_at", "engine_version", "inputs_hash")
    asked = [party, *(properties[name] for name in question)]
    id_ = hashlib.sha256(encoded(asked)).hexdigest()[:32]
    rows = tx.run("control/store_determination", party=party, id=id_, properties=properties)
    if not rows:  # it was joined to another party since it was read
        raise NotFound("unknown_entity", f"There is no party {party[:100]!r} any more.", "Ask again.")
    return Stored(id_, rows[0]["document"].encode(), rows[0]["created"])


def get(graph: Graph, id_: str) -> Kept:
    """A determination by its id. Raises NotFound."""
    rows = graph.read("lookup/determination", id=id_)
    if not rows:
        hint = "Ids are answered where a determination is stored: controlpath determine X --store."
        raise NotFound("unknown_determination", f"No determination is stored as {id_[:100]!r}.", hint)
    row = rows[0]
    inputs: Facts = json.loads(zlib.decompress(row["inputs"]))
    return Kept(row["id"], row["entity"], row["document"].encode(), inputs, row["inputs_hash"])


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: _plain(one) for name, one in fields if one not in (None, "", ())}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
