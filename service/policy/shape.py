"""The shape of a policy file: every key, its type and what is refused. ``schema.json`` is made from this module. PURE.

A mistake is refused as near to its place as can be, so that the message can name the line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date as Day
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from cypher.quantity import PERCENT, BadFigure, parse_percent
from cypher.vocabulary import HardRight, Metric
from service.policy.model import FLAG_EFFECTS, STRICTNESS, Effect
from service.policy.territories import sovereign

_USUAL_MISTAKES = {"UK": "GB", "EL": "GR", "SU": "RU", "XK": "", "EU": ""}


def refused(reason: str, key: str = "", hint: str = "") -> PydanticCustomError:
    """A refusal; ``key`` is the dotted key that is at fault, where pydantic does not know it by itself."""
    # Through a context, because the text may hold braces that would be read as a template.
    return PydanticCustomError("refused", "{reason}", {"reason": reason, "key": key, "hint": hint})


def near(name: str, known: Iterable[str]) -> str:
    """A question after the known name nearest to this one; empty if none is near."""
    found = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return f"did you mean {found[0]}?" if found else ""


def _assigned(code: str) -> str:
    if sovereign(code) is None:
        meant = _USUAL_MISTAKES.get(code[:2], "")
        raise refused(f"{code} is not an assigned ISO 3166 code", hint=f"did you mean {meant}?" if meant else "")
    return code


Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(_assigned)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"), AfterValidator(_assigned)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]


def _threshold(text: str) -> str:
    try:
        percent = parse_percent(text)
    except BadFigure:
        raise refused(f"{text[:60]!r} is not a decimal number of percent", hint='write it as "50" or "33.3"') from None
    if not 0 < percent < 100:
        raise refused("the threshold must lie between 0 and 100 percent, both excluded")
    if (percent * PERCENT).denominator != 1:
        raise refused("the threshold has more than ten decimals", hint="shares are counted to the tenth decimal")
    return text


def _flag(code: str) -> str:
    if code not in FLAG_EFFECTS:
        raise refused("there is no such flag", f"flags.{code}", near(code, FLAG_EFFECTS))
    return code


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class CiteShape(_Strict):
    """A text that the rule is taken from."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=500)] | None = None
    title: Text | None = None
    date: Day | None = Field(None, description="Of the text; absent if it bears none.")

    @model_validator(mode="after")
    def _something(self) -> CiteShape:
        if self.url is None and self.title is None:
            raise refused("a citation needs a url or a title")
        return self


def _cite(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"url" if value.startswith(("http://", "https://")) else "title": value}


class JurisdictionsShape(_Strict):
    """Which places are restricted: all but the supported ones, or only the restricted ones."""

    supported: list[Country] | None = Field(
        None, min_length=1, description="Every other sovereign place is restricted."
    )
    restricted: list[Code] | None = Field(None, min_length=1, description="Every other place is supported.")
    except_: list[Code] = Field(
        default_factory=list, alias="except", description="Restricted although they lie in a supported place (UA-43)."
    )
    as_of: Day | None = Field(None, description="Day of the list.")
    source: Text | None = Field(None, description="Where the list is published.")

    @model_validator(mode="after")
    def _one_list(self) -> JurisdictionsShape:
        if (self.supported is None) == (self.restricted is None):
            raise refused("name either the supported or the restricted places, not both", "jurisdictions")
        if self.restricted is not None and self.except_:
            text = "except takes places out of the supported ones; here it would do nothing"
            raise refused(text, "jurisdictions.except", "name these places under restricted")
        return self


class ControlShape(_Strict):
    """What to do where hard control alone restricts, by kind of right."""

    board_majority: Literal["hold", "deny"] | None = None
    consolidation: Literal["hold", "deny"] | None = None
    general_partner: Literal["hold", "deny"] | None = None
    contractual: Literal["hold", "deny"] | None = None
    casting_vote: Literal["hold", "deny"] | None = None


class DecisionsShape(_Strict):
    """What a provisioning hook does with each verdict. Nothing that is restricted or under review is ever allowed."""

    restricted: Literal["hold", "deny"] = "deny"
    review: Literal["hold", "deny"] = "hold"
    clear: Literal["allow", "hold", "deny"] = "allow"
    unknown: Literal["allow", "hold", "deny"] = "hold"
    control: ControlShape = ControlShape()

    @model_validator(mode="after")
    def _milder(self) -> DecisionsShape:
        for right, decision in self.control:
            if decision is not None and STRICTNESS[decision] > STRICTNESS[self.restricted]:
                text = f"control alone may be milder than restricted ({self.restricted}), not stricter"
                raise refused(text, f"decisions.control.{right}")
        return self


class PolicyFile(_Strict):
    """A policy of Controlpath: the rule that a determination applies. One file is one version of one policy."""

    model_config = ConfigDict(title="Controlpath policy")

    id: Id = Field(description="Lower case, digits and hyphens. All versions of a policy share it.")
    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
    title: Text
    cites: list[Annotated[CiteShape, BeforeValidator(_cite, json_schema_input_type=str | CiteShape)]] = Field(
        default_factory=list, max_length=50, description="What the rule is taken from: addresses, or [[cites]] tables."
    )
    valid_from: Day | None = Field(None, description="First day in force; absent: always was.")
    valid_to: Day | None = Field(None, description="First day no longer in force; absent: until another version is.")
    threshold: Annotated[str, AfterValidator(_threshold)] = Field(
        description='Percent, an exact decimal as text: "50".', examples=["50", "25", "33.3"]
    )
    comparator: Literal[">", ">="] = Field(description="> 50 is passed by 50.0000000001.")
    aggregation: Literal["aggregate", "per_holder"] = Field(
        "aggregate", description="Add up all restricted holders, or test each with its own cascade."
    )
    metrics: list[Metric] = Field(
        min_length=1, description="Each alone may decide; they are never added to each other."
    )
    hard_control: list[HardRight] = Field(description="Rights that restrict without any percentage.")
    soft_control: bool = Field(description="Whether vetoes, golden shares and influence make a company possible.")
    seats: bool = Field(description="Whether where a party sits can restrict it; false: lists alone.")
    registration: Literal["decides", "possible", "ignored"] = Field(
        "decides", description="What a restricted place of registration means where no headquarters is known."
    )
    registration_possible: list[Country] = Field(
        default_factory=list, description="Places where registration alone makes possible, whatever it means elsewhere."
    )
    resident_persons: Literal["possible", "ignored"] = Field(
        "ignored", description="What residence in a restricted place makes of a natural person."
    )
    offshore: list[Country] = Field(
        default_factory=list, description="Places whose addresses do not say where a company is run from."
    )
    seed_kinds: list[Literal["company", "state", "person"]] = Field(
        ["company", "state"], min_length=1, description="Who can be restricted by a seat."
    )
    lists: list[Id] = Field(default_factory=list, description="Lists whose designations count.")
    presumptions: list[Literal["listed", "consolidated_by_cleared"]] = Field(default_factory=list)
    status_unverified: Text | None = Field(None, description="What is not sure about the rule's status, as a sentence.")
    jurisdictions: JurisdictionsShape | None = None
    flags: dict[Annotated[str, AfterValidator(_flag)], Effect] = Field(
        default_factory=dict,
        description="Effects other than the usual ones.",
        json_schema_extra={"propertyNames": {"enum": [*sorted(FLAG_EFFECTS)]}},
    )
    decisions: DecisionsShape = DecisionsShape()

    @model_validator(mode="after")
    def _whole(self) -> PolicyFile:
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise refused(f"it ends on {self.valid_to}, before it begins", "valid_to")
        if self.seats and self.jurisdictions is None:
            raise refused("a policy with seats needs [jurisdictions]", "seats")
        if not self.seats and self.jurisdictions is not None:
            raise refused("[jurisdictions] means nothing without seats", "jurisdictions", "write seats = true")
        if not self.seats and not self.lists:
            raise refused("a policy without seats needs lists, or nobody could be restricted", "seats")
        if self.flags.get("list_missing") == "report":
            raise refused("a policy whose list is missing cannot be evaluated, and holds", "flags.list_missing")
        return self


class _Schema(GenerateJsonSchema):
    """Without null, which TOML does not have, and without titles, which only repeat the keys."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        found = super().default_schema(schema)
        if not isinstance(found.get("default"), str | list):
            found.pop("default", None)
        return found

    def field_title_should_be_set(self, _: Any) -> bool:
        return False


def schema() -> dict[str, Any]:
    """The JSON Schema of a policy file, draft 2020-12."""
    found = PolicyFile.model_json_schema(schema_generator=_Schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | found
