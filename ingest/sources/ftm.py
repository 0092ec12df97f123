"""FollowTheMoney, the format of OpenSanctions and OpenAleph: entities as JSON lines, and deltas of them.

| shape | |
|---|---|
| ``{id, schema, properties, datasets, referents, last_change}`` | one entity of ``entities.ftm.json`` |
| ``{op: ADD \\| MOD \\| DEL, entity}`` | a line of a delta. MOD holds the whole new entity, DEL its id alone |

A delta file may be empty. The version of a file stands in its name or its folder's ("20240527134702-zbn"): it orders
what a delta says, and is the ``Position`` from which the next delta goes on.

What is decided here:
- An entity is its id; ids that were merged into it (``referents``) are further ids of the same party.
- LegalEntity may be anybody and is a company; PublicBody is a state. Vessels, addresses and other things are none.
- Register numbers join only where one is given, and in its register's own spelling with its check digits: LEI, CIK,
  OGRN, INN of a legal person, and a Companies House number under jurisdiction gb.
- One ``jurisdiction`` is the incorporation; two contradict each other. ``country`` is a tie of any kind and no seat. An
  address whose end names a place is a business address, a person's a residence, unless it says that it is a past one.
- A single percentage is a rounded figure; figures up to 1 may be fractions and say nothing; a count of shares is never
  a percentage. Several figures are their hull. Directness is unknown unless the edge says it.
- A date of partial precision counts from its first day and to its last.
- Directorships, family, unknown links, representation and membership are no shares and no right over a board's
  majority: left out.
- A sanction is a listing where its data set and programme are a list of ours (``_ftm_lists``); so is the topic
  ``sanction`` of a party in a data set that is one such list. The source vouches for no list: a stream holds what its
  publisher chose, so a list that is only here does not count as loaded (``Source.lists`` is empty).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.reading import opened
from ingest.reading_json import Located, objects
from ingest.records import Closed, Identifier, Position, Record, Refused
from ingest.source import Asserts, BadFile, Source
from ingest.sources._ftm_edges import listings, ownership, sanction
from ingest.sources._ftm_lists import LISTS, WHOLE
from ingest.sources._ftm_parties import KINDS, party
from ingest.sources._ftm_values import moment, values

ID = "ftm"
_VERSION = re.compile(r"(?<![0-9])(\d{14})-[a-z0-9]{3}(?![a-z0-9])")
_PAGE = "https://www.opensanctions.org/entities/"


def read(path: Path) -> Iterator[Record]:
    """Parties, interests and notices, closures of a delta; then the version of the file as ``Position``."""
    version = next((found for part in (path.name, path.parent.name) if (found := _VERSION.search(part))), None)
    if not ("delta" in path.name and _is_empty(path)):
        yield from _entities(path, version)
    if version is not None:
        yield Position(version[0])


def _is_empty(path: Path) -> bool:
    if str(path) == "-":
        return False
    with opened(path) as file:
        return not file.read(1)


def _entities(path: Path, version: re.Match[str] | None) -> Iterator[Record]:
    said: dict[str, Any] = {}
    if version is not None:
        try:
            at = datetime.strptime(version[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            raise BadFile(path, f"not a version: {version[0]}") from None
        said = {"published": at.date(), "version": int(at.timestamp())}
    for at_line, found in enumerate(objects(path)):
        if isinstance(found, Refused):
            yield found
            continue
        value = found.value
        op, inner = value.get("op"), value.get("entity")
        is_delta = op in ("ADD", "MOD", "DEL") and isinstance(inner, dict)
        entity: Mapping[str, Any] = inner if is_delta and isinstance(inner, dict) else value
        if not _is_entity(entity, deleted=op == "DEL"):
            if "versions" in value and not at_line:
                raise BadFile(path, "an index of deltas, none of them itself", hint="Load the deltas that it names.")
            reason = f"not an entity: keys {', '.join(list(value)[:6])[:120]}"
            if not at_line and not is_delta:
                raise BadFile(path, reason, where=found.where, hint="Expected FollowTheMoney entities or a delta.")
            yield Refused(found.where, reason, raw=found.raw)
        elif op == "DEL":
            yield from _deleted(entity["id"], said)
        else:
            yield from _told(found, entity, said if is_delta and said else None, is_change=op == "MOD")


def _is_entity(entity: Mapping[str, Any], *, deleted: bool) -> bool:
    if not isinstance(entity.get("id"), str) or not entity["id"]:
        return False
    return deleted or (isinstance(entity.get("schema"), str) and isinstance(entity.get("properties"), dict))


def _told(
    found: Located, entity: Mapping[str, Any], said: Mapping[str, Any] | None, *, is_change: bool
) -> Iterator[Record]:
    if said is None:
        published, version = moment(entity.get("last_change"))
        said = {"published": published, "version": version}
    when = {**said, "url": _url(entity)}
    known = {**entity, "datasets": _datasets(entity)}
    try:
        records = list(_records(known, when))
    except ValueError as wrong:
        yield Refused(found.where, str(wrong), record=entity["id"][:200], raw=found.raw)
        return
    yield from records
    if is_change:
        named = {getattr(one, "record", "") for one in records}
        lists = LISTS if entity["schema"] == "Sanction" else WHOLE.values() if entity["schema"] in KINDS else ()
        for name in lists:
            if (record := f"{entity['id']}#{name}") not in named:
                yield Closed(record, published=said["published"], version=said["version"])


def _records(entity: Mapping[str, Any], when: Mapping[str, Any]) -> Iterator[Record]:
    schema = entity["schema"]
    if schema in KINDS:
        yield party(entity, Identifier(ID, entity["id"]), **when)
        yield from listings(entity, ID, **when)
    elif schema == "Ownership":
        yield from ownership(entity, ID, **when)
    elif schema == "Sanction":
        yield from sanction(entity, ID, **when)


def _deleted(entity: str, said: Mapping[str, Any]) -> Iterator[Closed]:
    """A deletion does not say of what kind: the party, the edge and the listings of that id are closed alike."""
    yield Closed(entity, **said)
    yield Closed(entity, party=True, **said)
    for name in LISTS:
        yield Closed(f"{entity}#{name}", **said)


def _datasets(entity: Mapping[str, Any]) -> list[str]:
    return values(entity, "datasets", "dataset")


def _url(entity: Mapping[str, Any]) -> str | None:
    """The public page: OpenSanctions' for its own ids, else what the publisher calls its source."""
    if re.fullmatch(r"NK-\w+|Q\d+", entity["id"]) and entity["schema"] in KINDS:
        return f"{_PAGE}{entity['id']}/"
    return next((one for one in values(entity["properties"], "sourceUrl") if one.startswith("http")), None)


SOURCE = Source(
    id=ID,
    title="FollowTheMoney entities",
    publisher="OpenSanctions and others",
    url="https://www.opensanctions.org/datasets/default/",
    licence="CC-BY-NC-4.0 where OpenSanctions publishes it (businesses need its data licence); else the publisher's",
    grade="B",
    rank=5,
    figures="rounded",
    promised_age_days=30,
    files=("*entities.ftm.json*", "*entities.delta.json*"),
    read=read,
    asserts=Asserts(fill={"name": 100}),
)
