"""All that a source may yield. A record is what one statement of a source says, nothing concluded.

Identifiers are the only way records point at parties. ``record`` is the source's own, stable id of the
statement: the same statement read again must give the same id, or the loader could not tell old from new.
Dates are UTC days; None is open. Jurisdictions are ISO 3166-1 alpha-2 or 3166-2 codes, upper case.
``version`` orders what a source says on one ``published`` day (a stream's timepoint, the seconds of an update): of two
statements under one id the later one counts, in whatever order they are read. 0: the source does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cypher.quantity import Share
from cypher.vocabulary import Capacity, Directness, Kind, Right, SeatKind


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A name that a register gives to one party: ``LEI:2138008KTNTDICZU8L25``, ``GB-COH:01126618``.

    ``scheme`` is an org-id.guide list code, ``LEI``, ``CIK``, a GLEIF registration authority (``RA000585``)
    or, for ids that mean something inside one source only, that source's id. See ``ingest/identifiers.py``.
    """

    scheme: str
    value: str

    @property
    def key(self) -> str:
        return f"{self.scheme}:{self.value}"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a party sits, according to this record. ``jurisdiction`` is a code; ``stated`` the source's words."""

    kind: SeatKind
    jurisdiction: str
    stated: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """One source's description of one party.

    ``id`` is the identifier by which this source's other records point at it. ``identifiers`` are further ones of
    the same legal person. ``birth`` is "YYYY-MM" at most. ``stated`` holds the source's own words worth showing.
    """

    record: str
    id: Identifier
    kind: Kind
    name: str
    identifiers: tuple[Identifier, ...] = ()
    other_names: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    status: str | None = None
    dissolved_on: date | None = None
    birth: str | None = None
    published: date | None = None
    version: int = 0
    url: str | None = None
    stated: str = ""


@dataclass(frozen=True, slots=True)
class InterestRecord:
    """One source's claim that ``holder`` has something in ``subject``: shares, votes, profits or rights.

    A metric that is None is not mentioned by the source. A mentioned one without a figure is UNDISCLOSED.
    ``scope`` groups the claims that a ``Complete`` record closes over (for example a company's register page).
    ``valid_to`` in the past is an ended interest.
    """

    record: str
    holder: Identifier
    subject: Identifier
    shares: Share | None = None
    votes: Share | None = None
    profits: Share | None = None
    rights: tuple[Right, ...] = ()
    directness: Directness = "direct"
    capacity: Capacity = "own"
    on_behalf_of: Identifier | None = None
    group: str | None = None
    concert: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    scope: str = ""
    published: date | None = None
    version: int = 0
    url: str | None = None
    stated: str = ""


@dataclass(frozen=True, slots=True)
class BranchRecord:
    """``branch`` is the same legal person as ``head``."""

    record: str
    branch: Identifier
    head: Identifier
    valid_from: date | None = None
    valid_to: date | None = None
    published: date | None = None
    version: int = 0
    url: str | None = None
    stated: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """What a source says of a party without naming an owner: a register statement, a reporting exception, a listing.

    ``code`` is the source's own code ("no-individual-or-entity-with-signficant-control", "NON_PUBLIC"; of a listing the
    programme, "RUSSIA-EO14024"). It clears nobody. ``listed_on``: the id of the restricted-party list that names the
    party; policies name lists by that id (``Source.lists``).
    """

    record: str
    subject: Identifier
    code: str
    valid_from: date | None = None
    valid_to: date | None = None
    published: date | None = None
    version: int = 0
    url: str | None = None
    stated: str = ""
    listed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The source withdraws or ends the statement ``record`` (an interest, branch or notice) on ``on``.

    ``party``: it is a party record that is withdrawn. ``published`` and ``version`` say when that was said; an older
    statement that is read later stays closed.
    """

    record: str
    on: date | None = None
    party: bool = False
    published: date | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Complete:
    """All interests of ``scope`` have been yielded since the last ``Complete``; any other of that scope is gone."""

    scope: str


@dataclass(frozen=True, slots=True)
class Position:
    """A stream has been read up to here (its timepoint, its delta's version): where it resumes. Kept on its Source."""

    value: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that cannot be taken. ``where`` is the line or element; it goes to the quarantine file as it stood.

    ``raw`` is best a file by itself (of CSV header and row, of JSON the object, of XML the element): then it can be
    mended there and loaded again.
    """

    where: str
    reason: str
    record: str | None = None
    raw: str = ""


Record = PartyRecord | InterestRecord | BranchRecord | NoticeRecord | Closed | Complete | Position | Refused
