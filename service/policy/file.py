"""Policy files: TOML in, a validated Policy out. The shipped ones lie in ``policies/``; a user's own is as good."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from cypher.quantity import parse_percent
from cypher.vocabulary import HARD_RIGHTS
from service.policy import mistakes
from service.policy.mistakes import Mistake
from service.policy.model import STRICTNESS, Cite, Decisions, Policy
from service.policy.shape import DecisionsShape, PolicyFile

SHIPPED = Path(__file__).parent / "policies"
MAX_BYTES = 64 * 1024
MAX_LINE = 4_000
"""Characters of a line: a key of thousands of parts would keep the TOML parser busy for minutes."""


class BadPolicy(ValueError):
    """A policy file that is refused. The message has a line for each mistake: file, line, key, reason and hint."""

    def __init__(self, name: str, found: Sequence[Mistake]) -> None:
        super().__init__("\n".join(one.told(name) for one in found))
        self.name, self.mistakes = name, tuple(found)


def parse(text: str, name: str) -> Policy:
    """A Policy from the text of a TOML file; ``name`` is what errors call it. Raises BadPolicy."""
    return _parse(text.encode(), name)


def read(path: Path) -> Policy:
    """A Policy from a file. Raises BadPolicy, also for files that are missing, too large or not UTF-8."""
    try:
        if path.exists() and not path.is_file():
            raise BadPolicy(str(path), [Mistake(None, "", "is not a file")])
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadPolicy(str(path), [Mistake(None, "", f"cannot be read: {error.strerror}")]) from None
    return _parse(data, str(path))


def _parse(data: bytes, name: str) -> Policy:
    if len(data) > MAX_BYTES:
        text = f"larger than {MAX_BYTES // 1024} KiB, the limit for a policy file"
        raise BadPolicy(name, [Mistake(None, "", text)])
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadPolicy(name, [Mistake(line, "", "cannot be read: not UTF-8")]) from None
    for number, line_text in enumerate(text.split("\n"), 1):
        if len(line_text) > MAX_LINE:
            raise BadPolicy(name, [Mistake(number, "", f"the line is longer than {MAX_LINE} characters")])
    try:
        file = PolicyFile.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise BadPolicy(name, mistakes.of_shape(error, text)) from None
    except RecursionError:
        raise BadPolicy(name, [Mistake(None, "", "nested too deeply")]) from None
    except ValueError as error:  # of tomllib, also for a number of thousands of digits
        raise BadPolicy(name, [mistakes.of_syntax(error, text)]) from None
    return _policy(file, hashlib.sha256(data).hexdigest())


def _policy(file: PolicyFile, digest: str) -> Policy:
    places = file.jurisdictions
    return Policy(
        id=file.id,
        version=file.version,
        title=file.title,
        hash=digest,
        threshold=parse_percent(file.threshold),
        comparator=file.comparator,
        cites=tuple(Cite(cite.url, cite.title, cite.date) for cite in file.cites),
        valid_from=file.valid_from,
        valid_to=file.valid_to,
        aggregation=file.aggregation,
        metrics=tuple(dict.fromkeys(file.metrics)),
        hard_control=tuple(right for right in HARD_RIGHTS if right in file.hard_control),
        soft_control=file.soft_control,
        seats=file.seats,
        registration=file.registration,
        registration_possible=frozenset(file.registration_possible),
        offshore=frozenset(file.offshore),
        seed_kinds=tuple(file.seed_kinds),
        resident_persons=file.resident_persons,
        lists=tuple(dict.fromkeys(file.lists)),
        presumptions=tuple(file.presumptions),
        status_unverified=file.status_unverified,
        supported=frozenset(places.supported) if places and places.supported is not None else None,
        restricted=frozenset(places.restricted) if places and places.restricted is not None else None,
        excepted=frozenset(places.except_) if places else frozenset(),
        places_as_of=places.as_of if places else None,
        places_source=places.source if places else None,
        flags=dict(file.flags),
        decisions=_decisions(file.decisions),
    )


def _decisions(file: DecisionsShape) -> Decisions:
    """With the usual decisions by kind of right where the file names none, none stricter than its ``restricted``."""
    usual = {
        right: min(decision, file.restricted, key=lambda one: STRICTNESS[one])
        for right, decision in Decisions().control.items()
    }
    own = {right: decision for right, decision in file.control if decision is not None}
    return Decisions(file.restricted, file.review, file.clear, file.unknown, usual | own)


class Policies:
    """The policies known to a process: every version of every id, shipped and from the user's directory."""

    def __init__(self, *directories: Path) -> None:
        """Raises BadPolicy: a file that is refused, or two versions of one id in force on the same day."""
        self._versions: dict[str, list[Policy]] = {}
        files: dict[str, Path] = {}
        for directory in (SHIPPED, *directories):
            if not directory.is_dir():
                raise BadPolicy(str(directory), [Mistake(None, "", "no such directory of policies")])
            for path in sorted(directory.glob("*.toml")):
                policy = read(path)
                if other := files.get(policy.name):
                    raise BadPolicy(str(path), [Mistake(None, "", f"{policy.name} is there twice, also in {other}")])
                files[policy.name] = path
                self._versions.setdefault(policy.id, []).append(policy)
        for versions in self._versions.values():
            versions.sort(key=lambda policy: (policy.valid_from or date.min, policy.version))
            for earlier, later in pairwise(versions):
                if overlap := _overlap(earlier, later):
                    text = f"{overlap} {earlier.name} ({files[earlier.name]})"
                    raise BadPolicy(str(files[later.name]), [Mistake(None, "valid_from", text)])
            following = (later.valid_from for later in versions[1:])
            versions[:-1] = [
                replace(policy, superseded_on=day) for policy, day in zip(versions, following, strict=False)
            ]

    def ids(self) -> list[str]:
        return sorted(self._versions)

    def versions(self, policy_id: str) -> list[Policy]:
        """All versions of a policy, oldest first. Raises KeyError."""
        return list(self._versions[policy_id])

    def pick(self, name: str, as_of: date) -> Policy:
        """The version in force on that day, else the one nearest to it; of ``id@version`` that one. Raises KeyError."""
        policy_id, _, version = name.partition("@")
        versions = self._versions[policy_id]
        if version:
            return {policy.version: policy for policy in versions}[version]
        begun = [policy for policy in versions if policy.valid_from is None or policy.valid_from <= as_of]
        return begun[-1] if begun else versions[0]

    def in_force(self, policy: Policy, on: date) -> bool:
        """Whether this version is in force on a day: not ended, and no later one has begun."""
        return self.pick(f"{policy.id}@{policy.version}", on).in_force(on)


def _overlap(earlier: Policy, later: Policy) -> str:
    """An open end is no overlap: a version is in force until the next one begins."""
    if earlier.valid_from == later.valid_from:
        return "it begins on the same day as"
    if earlier.valid_to is not None and later.valid_from is not None and later.valid_from < earlier.valid_to:
        return f"it begins on {later.valid_from}, before the end of"
    return ""
