"""The case format: one JSON document with parties and interests, for stateless evaluation. PURE.

``read`` turns bytes into a Case or raises BadCase with a code, a detail and where in the document it is. Figures are
read exactly, never through a float. ``service/README.md`` holds the format and its limits.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from cypher.quantity import UNDISCLOSED, BadFigure, Share, band, exact, parse_percent
from cypher.vocabulary import CAPACITIES, CONTINGENT_RIGHTS, DIRECTNESS, KINDS, METRICS, RIGHTS, SEAT_KINDS
from service.determination.model import Claim, Life, Origin, Party, Seat, World

MAX_BYTES = 8 * 1024 * 1024
MAX_PARTIES = 20_000
MAX_INTERESTS = 50_000
MAX_TEXT = 500
MAX_POLICIES = 10
JOINT = ("group:", "concert:")
"""How the ids of derived joint holders begin."""
YEARS = range(1000, 3000)
"""Of the days in a case: further ones are slips of the pen."""

DOCUMENT_KEYS = {"id", "policy", "policies", "as_of", "known_at", "rest", "parties", "interests"}
PARTY_KEYS = {
    "id", "kind", "name", "designation", "listed", "rest", "dissolved_on", "grade", "seats", "branch_of",
    "possibly_same_as",
}  # fmt: skip
SEAT_KEYS = {"kind", "jurisdiction", "valid_from", "valid_to", "recorded_from", "recorded_to", "source"}
INTEREST_KEYS = {
    "id", "holder", "subject", "metric", "right", "percent", "min", "max", "min_exclusive", "max_exclusive",
    "directness", "capacity", "on_behalf_of", "group", "concert", "source",
    "valid_from", "valid_to", "recorded_from", "recorded_to",
}  # fmt: skip


class BadCase(ValueError):
    """A case that is refused. ``code`` is stable; ``where`` is a path such as ``interests[3].percent``."""

    def __init__(self, code: str, detail: str, where: str = "") -> None:
        super().__init__(f"{where + ': ' if where else ''}{detail}")
        self.code, self.detail, self.where = code, detail, where

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "detail": self.detail, "where": self.where}


@dataclass(frozen=True, slots=True)
class Case:
    """A parsed case. ``entities`` are its parties in the order of the document, undeclared ones last.

    It names one policy or several ``policies``, not both.
    """

    id: str | None
    policy: str | None
    as_of: date | None
    known_at: datetime | None
    world: World
    entities: tuple[str, ...]
    policies: tuple[str, ...] = ()


def decode(data: bytes) -> Any:
    """JSON with decimals kept as text. Raises BadCase for what is not JSON, too large or too deep."""
    if len(data) > MAX_BYTES:
        raise BadCase("too_large", f"larger than {MAX_BYTES // 1024 // 1024} MiB, the limit for cases")
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            parse_float=str,
            parse_int=str,
            parse_constant=_no_constant,
            object_pairs_hook=_no_double,
        )
    except UnicodeDecodeError as error:
        raise BadCase("not_utf8", f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise BadCase("not_json", error.msg, f"line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BadCase("too_deep", "nested too deeply") from None


def _no_double(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        double = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise BadCase("duplicate_key", f"the key {double[:50]!r} stands twice in one object", "case")
    return found


def _no_constant(name: str) -> Any:
    raise BadCase("bad_figure", f"{name} is not a number that a share can have")


def read(document: Any) -> Case:
    """A Case from a decoded document. Raises BadCase."""
    top = fields(document, DOCUMENT_KEYS, "case")
    rest = _choice(top, "rest", ("undisclosed", "cleared"), "") or "undisclosed"
    parties: dict[str, Party] = {}
    for number, item in enumerate(items(top, "parties", MAX_PARTIES)):
        party = _party(item, rest, f"parties[{number}]")
        if party.id in parties:
            raise BadCase("duplicate_party", f"party {party.id} is declared twice", f"parties[{number}].id")
        parties[party.id] = party
    for one in list(parties.values()):
        for other in one.possibly_same:  # whichever of the two says so
            if other in parties and one.id not in parties[other].possibly_same:
                parties[other] = replace(parties[other], possibly_same=(*parties[other].possibly_same, one.id))
    claims = [_claim(item, number) for number, item in enumerate(items(top, "interests", MAX_INTERESTS))]
    keys = [claim.key for claim in claims]
    if len(set(keys)) < len(keys):
        double = next(key for key, times in Counter(keys).items() if times > 1)
        raise BadCase("duplicate_interest", f"interest id {double} is used twice", "interests")
    _check_branches(parties)
    entities = dict.fromkeys(parties)
    for claim in claims:
        for id_ in (claim.holder, claim.subject, claim.on_behalf_of):
            if id_ is not None and id_ not in parties:
                parties[id_] = Party(id_, rest=rest)  # type: ignore[arg-type]
                entities[id_] = None
    world = World(parties, tuple(claims))
    return Case(
        _text(top, "id", ""), _text(top, "policy", ""), _date(top, "as_of", ""), _instant(top, "known_at", ""),
        world, tuple(entities), _policies(top),
    )  # fmt: skip


def _policies(top: dict[str, Any]) -> tuple[str, ...]:
    names = items(top, "policies", MAX_POLICIES)
    if names and top.get("policy") is not None:
        raise BadCase("bad_value", "name a policy or several policies, not both", "policies")
    return tuple(dict.fromkeys(_named(name, f"policies[{number}]") for number, name in enumerate(names)))


def _named(value: Any, where: str) -> str:
    """An id in an array."""
    if not _is_text(value):
        raise BadCase("bad_value", f"must be named by a text of 1 to {MAX_TEXT} characters", where)
    return str(value)


def _is_text(value: Any) -> bool:
    """Half a surrogate pair is no character: nothing could write it again."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _party(item: Any, rest: str, where: str) -> Party:
    data = fields(item, PARTY_KEYS, where)
    id_ = _id(data, "id", where)
    kind = _choice(data, "kind", KINDS, where) or "company"
    branch_of = _text(data, "branch_of", where)
    if (kind == "branch") != (branch_of is not None):
        raise BadCase("branch_without_head", "a branch needs branch_of, and only a branch has it", f"{where}.branch_of")
    grade = _choice(data, "grade", ("A", "B", "C"), where) or "A"
    seats = tuple(
        _seat(seat, grade, f"{where}.seats[{number}]") for number, seat in enumerate(items(data, "seats", 100, where))
    )
    listed = data.get("listed")
    if listed not in (None, True, False):
        raise BadCase("bad_value", "listed must be true or false", f"{where}.listed")
    return Party(
        id_,
        kind,  # type: ignore[arg-type]
        _text(data, "name", where) or "",
        seats,
        _choice(data, "designation", ("restricted", "possible", "cleared"), where),  # type: ignore[arg-type]
        bool(listed),
        _choice(data, "rest", ("undisclosed", "cleared"), where) or rest,  # type: ignore[arg-type]
        _date(data, "dissolved_on", where),
        branch_of,
        tuple(
            _named(other, f"{where}.possibly_same_as[{number}]")
            for number, other in enumerate(items(data, "possibly_same_as", 100, where))
        ),
    )


def _seat(item: Any, grade: str, where: str) -> Seat:
    data = fields(item, SEAT_KEYS, where)
    kind = _choice(data, "kind", SEAT_KINDS, where)
    if kind is None:
        raise BadCase("missing", "a seat needs a kind", f"{where}.kind")
    origin = Origin(source=_text(data, "source", where) or "", grade=grade)  # type: ignore[arg-type]
    return Seat(kind, _required(data, "jurisdiction", where).upper(), _life(data, where), origin)  # type: ignore[arg-type]


def _claim(item: Any, number: int) -> Claim:
    where = f"interests[{number}]"
    data = fields(item, INTEREST_KEYS, where)
    metric, right = _choice(data, "metric", METRICS, where), _choice(data, "right", RIGHTS, where)
    if (metric is None) == (right is None):
        raise BadCase("missing", "an interest has either a metric or a right", where)
    share = _share(data, where)
    if right is not None and share is not UNDISCLOSED and right not in CONTINGENT_RIGHTS:
        raise BadCase("bad_value", f"the right {right} carries no percentage", where)
    return Claim(
        key=_text(data, "id", where) or f"#{number}",
        holder=_id(data, "holder", where),
        subject=_id(data, "subject", where),
        shares=share if metric == "shares" else None,
        votes=share if metric == "votes" else None,
        profits=share if metric == "profits" else None,
        rights=(right,) if right else (),
        contingent=share if right in CONTINGENT_RIGHTS else None,
        directness=_choice(data, "directness", DIRECTNESS, where) or "direct",  # type: ignore[arg-type]
        capacity=_choice(data, "capacity", CAPACITIES, where) or "own",  # type: ignore[arg-type]
        on_behalf_of=_id(data, "on_behalf_of", where) if data.get("on_behalf_of") is not None else None,
        group=_text(data, "group", where),
        concert=_text(data, "concert", where),
        life=_life(data, where),
        origin=Origin(source=_text(data, "source", where) or ""),
    )


def _share(data: dict[str, Any], where: str) -> Share:
    given = {name: _figure(data, name, where) for name in ("percent", "min", "max") if data.get(name) is not None}
    exclusive = {name: _flag(data, name, where) for name in ("min_exclusive", "max_exclusive")}
    try:
        if "percent" in given:
            if len(given) > 1 or any(exclusive.values()):
                raise BadCase("bad_figure", "percent stands alone, without min, max or open ends", where)
            return exact(given["percent"])
        if not given and not any(exclusive.values()):
            return UNDISCLOSED
        return band(given.get("min"), given.get("max"), **exclusive)
    except BadFigure as error:
        raise BadCase("bad_figure", str(error), where) from None


def _figure(data: dict[str, Any], name: str, where: str) -> Any:
    value = data[name]
    if not isinstance(value, str):
        raise BadCase("bad_figure", f"{name} must be a number or a decimal string", f"{where}.{name}")
    try:
        return parse_percent(value)
    except BadFigure as error:
        raise BadCase("bad_figure", str(error), f"{where}.{name}") from None


def _flag(data: dict[str, Any], name: str, where: str) -> bool:
    value = data.get(name)
    if value not in (None, True, False):
        raise BadCase("bad_value", f"{name} must be true or false", f"{where}.{name}")
    return bool(value)


def _life(data: dict[str, Any], where: str) -> Life:
    life = Life(
        _date(data, "valid_from", where), _date(data, "valid_to", where),
        _instant(data, "recorded_from", where), _instant(data, "recorded_to", where),
    )  # fmt: skip
    if life.valid_from and life.valid_to and life.valid_from > life.valid_to:
        raise BadCase("bad_date", "it ends before it begins", f"{where}.valid_to")
    return life


def _check_branches(parties: dict[str, Party]) -> None:
    sound: set[str] = set()
    for party in parties.values():
        trail, at = {party.id}, party.branch_of
        while at is not None and at not in sound:
            if at in trail:
                names = ", ".join(sorted(trail)[:10])
                raise BadCase("branch_cycle", f"branches in a ring: {names}", "parties")
            trail.add(at)
            at = parties[at].branch_of if at in parties else None
        sound |= trail
        if party.branch_of is not None and party.branch_of not in parties:
            raise BadCase("branch_without_head", f"the head {party.branch_of} of {party.id} is not declared", "parties")


def fields(item: Any, keys: set[str], where: str) -> dict[str, Any]:
    """A JSON object that has no other keys than these. Raises BadCase."""
    if not isinstance(item, dict):
        raise BadCase("bad_shape", "must be a JSON object", where)
    if unknown := sorted(set(item) - keys):
        raise BadCase("unknown_key", f"unknown key {unknown[0]!r}; known are {', '.join(sorted(keys))}", where)
    return item


def items(data: dict[str, Any], name: str, limit: int, where: str = "") -> list[Any]:
    """The array ``name`` of an object; absent is empty. Raises BadCase if it is none, or longer than ``limit``."""
    value = data.get(name)
    path = f"{where}.{name}" if where else name
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadCase("bad_shape", "must be a JSON array", path)
    if len(value) > limit:
        raise BadCase("too_large", f"{len(value)} items; the limit is {limit}", path)
    return value


def _text(data: dict[str, Any], name: str, where: str) -> str | None:
    value = data.get(name)
    if value is None:
        return None
    if not _is_text(value):
        path = f"{where}.{name}" if where else name
        raise BadCase("bad_value", f"{name} must be a text of 1 to {MAX_TEXT} characters", path)
    return str(value)


def _required(data: dict[str, Any], name: str, where: str) -> str:
    value = _text(data, name, where)
    if value is None:
        raise BadCase("missing", f"{name} is missing", f"{where}.{name}")
    return value


def _id(data: dict[str, Any], name: str, where: str) -> str:
    value = _required(data, name, where)
    if value.startswith(JOINT):
        text = f"{name} is {value[:40]!r}; ids that begin with {' or '.join(JOINT)} are those of joint holders"
        raise BadCase("bad_value", text, f"{where}.{name}")
    return value


def _choice(data: dict[str, Any], name: str, allowed: tuple[str, ...], where: str) -> str | None:
    value = _text(data, name, where)
    if value is not None and value not in allowed:
        path = f"{where}.{name}" if where else name
        raise BadCase("bad_value", f"{name} is {value!r}; allowed are {', '.join(allowed)}", path)
    return value


def _date(data: dict[str, Any], name: str, where: str) -> date | None:
    value = _text(data, name, where)
    try:
        day = date.fromisoformat(value) if value is not None else None
        if day is not None and day.year not in YEARS:
            raise ValueError("beyond any register")
        return day
    except ValueError:
        raise BadCase(
            "bad_date", f"{name} must be a day such as 2025-10-01, not {value!r}", f"{where}.{name}"
        ) from None


def _instant(data: dict[str, Any], name: str, where: str) -> datetime | None:
    """A day or an instant; a day means its first moment, in UTC."""
    value = _text(data, name, where)
    try:
        instant = datetime.fromisoformat(value) if value is not None else None
    except ValueError:
        text = f"{name} must be an instant such as 2025-10-01T00:00:00Z, not {value!r}"
        raise BadCase("bad_date", text, f"{where}.{name}") from None
    return instant.replace(tzinfo=instant.tzinfo or UTC) if instant else None
