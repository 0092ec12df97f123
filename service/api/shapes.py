"""The shapes of answers, for the OpenAPI document. Fields may be added; none is renamed or removed within /v1."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from service.problems import CODES, MEDIA_TYPE, Problem

Verdict = Literal["restricted", "review", "clear", "unknown"]
Decision = Literal["allow", "hold", "deny"]


def problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that may answer with these problems, beside those that any may answer with."""
    found: dict[int | str, dict[str, Any]] = {}
    for code in (*codes, "key_missing", "not_allowed", "graph_unavailable", "internal_error"):
        status, meaning = CODES[code]
        entry = found.setdefault(
            status, {"description": "", "model": Problem, "content": {MEDIA_TYPE: {"examples": {}}}}
        )
        entry["description"] += f"{'; ' if entry['description'] else ''}`{code}`: {meaning}"
        example = {
            "type": f"urn:controlpath:problem:{code}",
            "status": status,
            "code": code,
            "detail": meaning,
            "hint": meaning,
        }
        entry["content"][MEDIA_TYPE]["examples"][code] = {"value": example}
    return found


class Party(BaseModel):
    id: str = Field(examples=["LEI:2138008KTNTDICZU8L25"])
    name: str | None = Field(examples=["BANK SADERAT PLC"])
    country: str | None = Field(description="Of the seat that says best where it sits.", examples=["GB"])


class PartyInShort(Party):
    kind: str = Field(
        description="company, person, state, unknown, branch, or joint: several that hold as one.", examples=["company"]
    )
    marks: list[str] = Field(description="Restricted, Possible: as far as derived.", examples=[["Restricted"]])


class PolicyVersion(BaseModel):
    id: str = Field(examples=["unsupported-regions"])
    version: str = Field(examples=["2025-09-05"])
    hash: str = Field(description="SHA-256 of the policy file.")


class Result(BaseModel):
    """What one policy says of one party."""

    party: str
    policy: PolicyVersion
    verdict: Verdict
    decision: Decision
    reason_codes: list[str]
    sentence: str
    revision: int


class Age(BaseModel):
    evaluated_seconds: int = Field(description="Since the oldest of the determinations used was computed.")
    oldest_source_days: int | None = Field(
        description="Since the oldest date that a source of the deciding edges bears; null if none bears one."
    )


class Matched(BaseModel):
    by: Literal["identifier", "name", "none"]
    identified: bool = Field(description="Whether the customer is this party beyond doubt; else never an allow.")
    score: int = Field(description="0 to 100: identifier 100; name 40, country 30, number or address 30.")
    reasons: list[str] = Field(description="What agrees: identifier, name, country, number, address.")
    candidates: list[Party]


class ScreeningAnswer(BaseModel):
    """The answer to a screening. Act on ``decision`` alone; the rest is for people and logs."""

    decision: Decision
    verdict: Verdict | None = Field(description="Of the party; null if nobody, or more than one, answers.")
    reason_codes: list[str]
    sentence: str
    party: Party | None
    policy: PolicyVersion | None = Field(description="The policy that decided: of several the strictest.")
    results: list[Result] = Field(description="One for each party and policy evaluated.")
    revision: int = Field(description="The graph's revision at which this holds; give it as min_revision next time.")
    age: Age
    recheck_after: str = Field(description="Ask again after this instant, at the latest.")
    customer_ref: str | None
    mode: Literal["enforce", "shadow"]
    match: Matched


class Found(PartyInShort):
    names: list[str]
    identifiers: list[str]
    status: str | None
    match: Literal["identifier", "name", "words"]


class Search(BaseModel):
    query: str
    results: list[Found]


class Origin(BaseModel):
    source: str | None
    record: str | None
    url: str | None
    published: str | None
    valid_from: str | None
    valid_to: str | None
    stated: str | None = Field(description="The source's own words.")


class SeatShown(Origin):
    kind: str = Field(examples=["headquarters"])
    jurisdiction: str = Field(examples=["GB"])


class NoticeShown(Origin):
    code: str = Field(examples=["NON_CONSOLIDATING"])


class EntityShown(PartyInShort):
    names: list[str]
    identifiers: list[str]
    status: str | None
    dissolved_on: str | None
    seats: list[SeatShown]
    notices: list[NoticeShown]


class Bounds(BaseModel):
    low: str = Field(description="At least, in percent, exact.", examples=["50.0000000001"])
    high: str = Field(description="At most, in percent, exact.", examples=["75"])


class ClaimShown(Origin):
    key: str
    text: str = Field(examples=["50-75 % of shares"])
    counts: bool = Field(description="Whether the holding rests on it; a better or fresher source may speak instead.")
    directness: str
    capacity: str


class HoldingShown(BaseModel):
    party: PartyInShort
    members: list[PartyInShort] = Field([], description="Of a party of the kind joint: who holds as one.")
    effective: bool = Field(True, description="False: not derived yet, or nothing of it counts; the claims speak.")
    stake: str = Field(examples=["50-75 % of shares, board majority"])
    shares: Bounds | None
    votes: Bounds | None
    profits: Bounds | None
    rights: list[str]
    claims: list[ClaimShown]


class HoldingList(BaseModel):
    entity: str
    revision: int
    results: list[HoldingShown]


class StatementList(BaseModel):
    entity: str
    results: list[dict[str, Any]]


class LikelyParty(PartyInShort):
    names: list[str]
    identifiers: list[str]


class CandidateShown(BaseModel):
    """Two parties that may be one."""

    id: str = Field(examples=["0123456789abcdef"])
    score: int = Field(description="0 to 100, exact: the sum of what the reasons are worth.")
    reasons: list[str] = Field(examples=[["same name and legal form", "registered in the same country"]])
    status: Literal["open", "rejected", "gone"]
    parties: list[LikelyParty]
    recorded_from: str
    recorded_to: str | None
    confirmed_by: str | None = Field(description="The first person; the candidate waits for a second one.")
    confirmed_reason: str | None
    confirmed_at: str | None
    rejected_by: str | None
    rejected_reason: str | None


class CandidateList(BaseModel):
    results: list[CandidateShown]


class DecidedShown(BaseModel):
    id: str
    outcome: Literal["waiting", "joined", "rejected"] = Field(description="waiting: for a second person.")
    parties: list[str] = Field(description="The ids of the parties that are left.")
    seq: int = Field(description="The revision that the decision made.")


class PartedShown(BaseModel):
    seq: int
    stays: str = Field(description="The party that keeps the id.")
    leaves: str = Field(description="The id of the other one.")
    identifiers: list[str] = Field(description="Of the party that leaves.")
    links: list[str] = Field(description="Keys of the statements that tied the two, which identify nobody now.")
    undone: list[str] = Field(description="Ids of the merges that are undone.")


class Citation(BaseModel):
    url: str | None
    title: str | None
    date: str | None


class PolicyShown(PolicyVersion):
    title: str
    rule: str = Field(description="In a few sentences of English.")
    cites: list[str]
    citations: list[Citation]
    valid_from: str | None
    valid_to: str | None
    in_force: bool
    draft: bool = Field(description="It names lists that are not loaded: it answers unknown, and holds.")
    missing_lists: list[str]
    status_unverified: str | None
    active: bool = Field(description="Whether its marks are kept in the graph.")
    threshold: str
    comparator: str
    aggregation: str
    metrics: list[str]
    hard_control: list[str]
    soft_control: bool
    seats: bool
    supported: list[str] | None = Field(description="ISO codes; every other sovereign place is restricted.")
    restricted: list[str] | None = Field(description="ISO codes; every other place is supported.")
    excepted: list[str] = Field(description="Restricted although they lie in a supported place.")
    places_as_of: str | None
    places_source: str | None
    offshore: list[str]
    lists: list[str]
    presumptions: list[str]
    effects: dict[str, str] = Field(description="Of each flag: report or review.")
    decisions: dict[str, Any]


class ChangeShown(BaseModel):
    seq: int
    kind: str
    source: str | None
    batch: str | None
    subjects: list[str] = Field(description="Ids of the parties that were touched, at most 1000 of them.")
    subjects_total: int
    at: str


class ChangeList(BaseModel):
    head: int
    next_after: int = Field(description="Give this as after to go on; equal to head when nothing is left.")
    changes: list[ChangeShown]


class SourceShown(BaseModel):
    id: str
    title: str | None
    publisher: str | None
    url: str | None
    licence: str | None
    grade: str | None
    rank: int | None
    promised_age_days: int | None
    loaded_at: str | None
    published_max: str | None
    records: int | None
    age_days: int | None
    stale: bool


class Loading(BaseModel):
    file: str
    state: Literal["reading", "writing", "done", "refused", "held"]
    done: int | None = Field(description="Records so far.")
    total: int | None
    at: str
    detail: str | None


class SourceQuality(SourceShown):
    lists: list[str] = Field(description="The restricted-party lists it holds, as policies name them.")
    refused: int | None = Field(description="Records of the last load that could not be taken.")
    dangling: int | None = Field(description="Parties that its records name and nobody describes.")
    superseded: int | None = Field(description="Records that a later one of the same files replaces.")
    quarantined_links: int | None = Field(description="Identifiers that would have joined two parties wrongly.")
    filled: dict[str, dict[str, int]] = Field(
        description='By kind of record: how many there were ("records"), and how many of them state each field.'
    )
    cursor: str | None = Field(description="Where its stream resumes.")
    loading: Loading | None = Field(description="Its scheduled load that is under way, or how the last one ended.")


class CacheShown(BaseModel):
    configured: bool
    reachable: bool = Field(description="False makes answers slower, never wrong.")


class Freshness(BaseModel):
    head: int = Field(description="The newest revision; determinations are computed at it.")
    through: int = Field(description="The revision up to which marks and effective holdings are derived.")
    lag: int
    lag_seconds: int = Field(description="Age of the oldest change that is not derived yet; 0 if there is none.")
    epoch: str = Field(description="Another epoch is another graph: revisions do not compare.")
    sources: list[SourceShown]
    cache: CacheShown


class Health(BaseModel):
    status: Literal["ok"]


class Readiness(BaseModel):
    status: Literal["ready"]
    revision: int
