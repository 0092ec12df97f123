"""Policy files: TOML in, a validated Policy out. The shipped ones lie in ``policies/``; a user's own is as good."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from cypher.quantity import BadFigure, parse_percent
from cypher.vocabulary import HARD_RIGHTS, HardRight, Metric
from service.policy.model import FLAG_EFFECTS, Decision, Decisions, Effect, Policy
from service.policy.territories import country, sovereign

SHIPPED = Path(__file__).parent / "policies"
MAX_BYTES = 256 * 1024

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]


class BadPolicy(ValueError):
    """A policy file that is refused; the message names the file, the key and the reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Jurisdictions(_Strict):
    supported: list[Code] | None = None
    restricted: list[Code] | None = None
    except_: list[Code] = Field(default_factory=list, alias="except")
    as_of: date | None = None

    @model_validator(mode="after")
    def _one_list(self) -> _Jurisdictions:
        if (self.supported is None) == (self.restricted is None):
            raise ValueError("name either the supported or the restricted places, not both")
        for code in (self.supported or []) + (self.restricted or []) + self.except_:
            if sovereign(code) is None:
                raise ValueError(f"{code} is not an assigned ISO 3166-1 or 3166-2 code")
        return self


class _Decisions(_Strict):
    restricted: Decision = "deny"
    review: Decision = "hold"
    clear: Decision = "allow"
    unknown: Decision = "hold"
    control: dict[HardRight, Decision] = Field(default_factory=dict)


class PolicyFile(_Strict):
    """The shape of a policy file; its JSON Schema is the file format's documentation."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
    title: str
    cites: list[str] = Field(default_factory=list)
    valid_from: date | None = None
    valid_to: date | None = None
    threshold: str
    comparator: Literal[">", ">="]
    aggregation: Literal["aggregate", "per_holder"] = "aggregate"
    metrics: list[Metric] = Field(min_length=1)
    hard_control: list[HardRight]
    soft_control: bool
    seats: bool
    registration: Literal["decides", "possible", "ignored"] = "decides"
    registration_possible: list[Code] = Field(default_factory=list)
    resident_persons: Literal["possible", "ignored"] = "ignored"
    offshore: list[Code] = Field(default_factory=list)
    seed_kinds: list[Literal["company", "state", "person"]] = ["company", "state"]
    lists: list[str] = Field(default_factory=list)
    presumptions: list[Literal["listed", "consolidated_by_cleared"]] = Field(default_factory=list)
    status_unverified: str | None = None
    jurisdictions: _Jurisdictions | None = None
    flags: dict[str, Effect] = Field(default_factory=dict)
    decisions: _Decisions = _Decisions()

    @model_validator(mode="after")
    def _whole(self) -> PolicyFile:
        try:
            if not 0 < parse_percent(self.threshold) < 100:
                raise ValueError("threshold must lie between 0 and 100")
        except BadFigure as error:
            raise ValueError(f"threshold: {error}") from None
        if self.seats and self.jurisdictions is None:
            raise ValueError("a policy with seats needs [jurisdictions]")
        if not self.seats and not self.lists:
            raise ValueError("a policy without seats needs lists, or nobody could be restricted")
        if unknown := sorted(set(self.flags) - set(FLAG_EFFECTS)):
            raise ValueError(f"unknown flags: {', '.join(unknown)}")
        return self


def parse(text: str, name: str) -> Policy:
    """A Policy from the text of a TOML file; ``name`` is what errors call it. Raises BadPolicy."""
    try:
        file = PolicyFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(f"{name}: not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadPolicy(
            f"{name}: {where + ': ' if where else ''}{first['msg'].removeprefix('Value error, ')}"
        ) from None
    places = file.jurisdictions
    control = Decisions().control | {str(right): decision for right, decision in file.decisions.control.items()}
    return Policy(
        id=file.id,
        version=file.version,
        title=file.title,
        hash=hashlib.sha256(text.encode()).hexdigest(),
        threshold=parse_percent(file.threshold),
        comparator=file.comparator,
        cites=tuple(file.cites),
        valid_from=file.valid_from,
        valid_to=file.valid_to,
        aggregation=file.aggregation,
        metrics=tuple(file.metrics),
        hard_control=tuple(right for right in HARD_RIGHTS if right in file.hard_control),
        soft_control=file.soft_control,
        seats=file.seats,
        registration=file.registration,
        registration_possible=frozenset(file.registration_possible),
        offshore=frozenset(country(code) for code in file.offshore),
        seed_kinds=tuple(file.seed_kinds),
        resident_persons=file.resident_persons,
        lists=tuple(file.lists),
        presumptions=tuple(file.presumptions),
        status_unverified=file.status_unverified,
        supported=frozenset(places.supported) if places and places.supported is not None else None,
        restricted=frozenset(places.restricted) if places and places.restricted is not None else None,
        excepted=frozenset(places.except_) if places else frozenset(),
        flags=dict(file.flags),
        decisions=Decisions(
            file.decisions.restricted,
            file.decisions.review,
            file.decisions.clear,
            file.decisions.unknown,
            control,
        ),
    )


def read(path: Path) -> Policy:
    """A Policy from a file. Raises BadPolicy, also for files that are missing, too large or not UTF-8."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadPolicy(f"{path}: larger than {MAX_BYTES // 1024} KiB, the limit for a policy file")
        return parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{path}: cannot be read: {error}") from None


class Policies:
    """The policies known to a process: every version of every id, shipped and from the user's directory."""

    def __init__(self, *directories: Path) -> None:
        self._versions: dict[str, list[Policy]] = {}
        for directory in (SHIPPED, *directories):
            if not directory.is_dir():
                raise BadPolicy(f"{directory}: no such directory of policies")
            for path in sorted(directory.glob("*.toml")):
                policy = read(path)
                versions = self._versions.setdefault(policy.id, [])
                if any(known.version == policy.version for known in versions):
                    raise BadPolicy(f"{path}: {policy.id} {policy.version} is there twice")
                versions.append(policy)
        for versions in self._versions.values():
            versions.sort(key=lambda policy: (policy.valid_from or date.min, policy.version))

    def ids(self) -> list[str]:
        return sorted(self._versions)

    def versions(self, policy_id: str) -> list[Policy]:
        """All versions of a policy, oldest first. Raises KeyError."""
        return list(self._versions[policy_id])

    def pick(self, policy_id: str, as_of: date) -> Policy:
        """The version in force on that day, else the one nearest to it. Raises KeyError."""
        versions = self._versions[policy_id]
        begun = [policy for policy in versions if policy.valid_from is None or policy.valid_from <= as_of]
        return begun[-1] if begun else versions[0]
