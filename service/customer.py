"""The details of a customer as a caller gives them: the request of a screening, checked before anything is read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from service.identifiers import BadIdentifier, key_of, split


def _printable(text: str) -> str:
    if any(ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise ValueError("control characters are not allowed")
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(_printable)
]
Short = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_printable)
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class GivenIdentifier(_Strict):
    """An identifier in two parts."""

    scheme: Short = Field(description="LEI, CIK, an org-id.guide list code such as GB-COH, or a GLEIF authority code.")
    value: Short


def _key(given: str | GivenIdentifier) -> str:
    try:
        return key_of(*split(given)) if isinstance(given, str) else key_of(given.scheme, given.value)
    except BadIdentifier as error:
        raise ValueError(str(error)) from None


def _checked(given: str | GivenIdentifier) -> str | GivenIdentifier:
    _key(given)
    return given


class Screening(_Strict):
    """One customer to be screened: identifiers, or a name with country and address, number or domain."""

    customer_ref: Short | None = Field(None, description="Your own reference; echoed and logged, never interpreted.")
    identifiers: list[Annotated[Short | GivenIdentifier, AfterValidator(_checked)]] = Field(
        default_factory=list, max_length=10, description='"SCHEME:value" or {"scheme", "value"}; the surest way.'
    )
    name: Text | None = Field(None, description="Registered name. Checked against the identifier's if both are given.")
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="ISO 3166-1 alpha-2, upper case: where the customer is registered or run from."
    )
    address: Text | None = Field(None, description="Postal address; agrees by postcode or by all of its words.")
    number: Short | None = Field(None, description="Number in the company register of the country.")
    domain: Short | None = Field(
        None, description="Internet domain. No source states domains yet: it agrees with none."
    )
    policies: list[Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]] = Field(
        default=["unsupported-regions"], min_length=1, max_length=10, description="The strictest of them decides."
    )
    mode: Literal["enforce", "shadow"] = Field(
        "enforce", description="shadow: answer and log, the caller does not act."
    )
    min_revision: int | None = Field(None, ge=0, description="Refuse to answer from an older revision of the graph.")

    @model_validator(mode="after")
    def _something(self) -> Screening:
        if not self.identifiers and self.name is None:
            raise ValueError("give identifiers or a name")
        return self

    @property
    def keys(self) -> list[str]:
        """The identifiers as the graph spells them, each once."""
        return list(dict.fromkeys(map(_key, self.identifiers)))
