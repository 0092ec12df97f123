"""SEC EDGAR submissions: one JSON per filer (``CIK0001483994.json``), or the bulk ``submissions.zip`` of them.

Gives who a filer is: name, former names, addresses. Owners are not in it. Addresses use EDGAR's code space, in one
of two shapes (``stateOrCountry`` or ``countryCode``). ``stateOfIncorporation`` is often empty and sometimes not the
charter's place (Alibaba: Hong Kong, chartered in Cayman): it is a claim like any other.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from cypher.vocabulary import Kind, SeatKind
from ingest.edgar_codes import edgar_to_iso
from ingest.jurisdictions import iso, jurisdiction
from ingest.records import Identifier, PartyRecord, Record, Refused, Seat
from ingest.source import Asserts, BadFile, Source

LARGEST_JSON = 64 * 2**20
"""Bytes of one filer's JSON; the largest real ones have about 10 MB."""
MOST_MEMBERS = 3_000_000
"""Files in a bulk archive; it has about a million today."""

_MEMBER = re.compile(r"(?:.*/)?CIK\d{10}\.json")
_CONTINUATION = re.compile(r"(?:.*/)?CIK\d{10}-submissions-\d{3}\.json")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEI = re.compile(r"[A-Z0-9]{18}\d{2}")


def read(path: Path) -> Iterator[Record]:
    """One party per filer. Raises BadFile for what is not a submissions file; a bad member of a zip is refused."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK"):
        yield from _archive(path)
        return
    if start[:2] == b"\x1f\x8b":
        raise BadFile(path, "gzip is not read here", hint="unpack it to CIK##########.json first")
    if path.stat().st_size > LARGEST_JSON:
        raise BadFile(path, f"larger than {LARGEST_JSON} bytes", hint="one filer's JSON or submissions.zip is expected")
    try:
        yield _party(path.read_bytes())
    except _NotAFiler as error:
        raise BadFile(path, str(error), where=error.where, hint="expected the SEC's submissions JSON") from None


def _archive(path: Path) -> Iterator[Record]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise BadFile(path, f"not a whole zip file ({error})", hint="download it again") from None
    with archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise BadFile(path, f"more than {MOST_MEMBERS} files inside")
        filers = [member for member in members if _MEMBER.fullmatch(member.filename)]
        if not filers:
            raise BadFile(path, "no CIK##########.json inside", hint="is this the SEC's submissions.zip?")
        for member in members:
            if _CONTINUATION.fullmatch(member.filename) or member.is_dir():
                continue  # further filings of a filer: nothing about who it is
            if not member.filename.endswith(".json"):
                continue  # the SEC's archive holds a placeholder.txt
            if not _MEMBER.fullmatch(member.filename):
                yield Refused(member.filename[:200], "not a submissions file by its name")
            elif member.file_size > LARGEST_JSON:
                yield Refused(member.filename, f"larger than {LARGEST_JSON} bytes unpacked")
            else:
                yield _member(path, archive, member)


def _member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Record:
    try:
        with archive.open(member) as file:
            body = file.read(LARGEST_JSON + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadFile(path, f"damaged archive ({error})", where=member.filename, hint="download it again") from None
    try:
        return _party(body)
    except _NotAFiler as error:
        return Refused(
            f"{member.filename}:{error.where}".rstrip(":"), str(error), raw=body[:500].decode("utf-8", "replace")
        )


class _NotAFiler(ValueError):
    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason)
        self.where = where


class _Address(msgspec.Struct):
    city: str | None = None
    stateOrCountry: str | None = None
    stateOrCountryDescription: str | None = None
    foreignStateTerritory: str | None = None
    country: str | None = None
    countryCode: str | None = None
    street1: str | None = None
    street2: str | None = None
    zipCode: str | None = None


class _Former(msgspec.Struct):
    name: str


class _Filer(msgspec.Struct):
    cik: str | int
    name: str
    filings: dict[str, Any]
    addresses: dict[str, _Address | None]
    entityType: str | None = None
    sic: str | None = None
    lei: str | None = None
    insiderTransactionForOwnerExists: int | None = None
    insiderTransactionForIssuerExists: int | None = None
    stateOfIncorporation: str | None = None
    stateOfIncorporationDescription: str | None = None
    tickers: list[str | None] = []
    formerNames: list[_Former] = []


_DECODER = msgspec.json.Decoder(_Filer)


def _party(body: bytes) -> PartyRecord:
    try:
        filer = _DECODER.decode(body)
    except msgspec.ValidationError as error:
        raise _NotAFiler(f"not a submissions file: {error}") from None
    except msgspec.DecodeError as error:
        raise _NotAFiler(f"not JSON: {error}") from None
    except UnicodeDecodeError as error:
        raise _NotAFiler("not UTF-8", where=f"byte {error.start}") from None
    cik = str(filer.cik).strip()
    if not re.fullmatch(r"[0-9]{1,10}", cik) or int(cik) == 0:
        raise _NotAFiler(f"not a CIK: {cik[:20]!r}", where="cik")
    if not filer.name.strip():
        raise _NotAFiler("the filer has no name", where="name")
    cik, lei = cik.zfill(10), (filer.lei or "").strip().upper()
    seats = (
        *_seat("business_address", filer.addresses.get("business")),
        *_seat("mailing", filer.addresses.get("mailing")),
        *_incorporation(filer),
    )
    former = dict.fromkeys(" ".join(entry.name.split()) for entry in filer.formerNames if entry.name.strip())
    return PartyRecord(
        record=f"CIK{cik}",
        id=Identifier("CIK", cik),
        kind=_kind(filer),
        name=" ".join(filer.name.split()),
        identifiers=(Identifier("LEI", lei),) if _LEI.fullmatch(lei) else (),
        other_names=tuple(former),
        seats=seats,
        published=_newest_filing(filer),
        url=f"https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK={cik}",
        stated=_stated(filer),
    )


def _newest_filing(filer: _Filer) -> date | None:
    """The file bears no date of its own; it is at least as young as the newest filing that it lists."""
    recent = filer.filings.get("recent")
    days = recent.get("filingDate") if isinstance(recent, dict) else None
    stated = [day for day in days if isinstance(day, str) and _DAY.fullmatch(day)] if isinstance(days, list) else []
    try:
        return date.fromisoformat(max(stated)) if stated else None
    except ValueError:
        return None


def _kind(filer: _Filer) -> Kind:
    """EDGAR has no mark for people. Insiders file as owners only and have neither industry, state nor tickers.

    Companies that report holdings look the same, so nobody becomes a person by absence alone: only where EDGAR says so.
    """
    if (filer.entityType or "").casefold() in ("individual", "person"):
        return "person"
    if filer.sic or filer.tickers or filer.stateOfIncorporation or filer.insiderTransactionForIssuerExists:
        return "company"
    return "unknown" if filer.insiderTransactionForOwnerExists else "company"


def _seat(kind: SeatKind, address: _Address | None) -> tuple[Seat, ...]:
    if address is None:
        return ()
    code = address.countryCode or address.stateOrCountry or ""
    place = edgar_to_iso(code)
    if place is None:
        return ()
    region = jurisdiction(address.foreignStateTerritory or "")
    if place == "CN" and region in ("HK", "MO", "TW"):
        place = region  # "HONG KONG, China": filers choose the state and write the region beside it
    elif region and iso(region) and region.startswith(f"{place}-"):
        place = region
    words = (address.street1, address.street2, address.city, address.foreignStateTerritory, address.zipCode)
    where = address.country or address.stateOrCountryDescription or ""
    stated = ", ".join(part.strip() for part in (*words, where) if part and part.strip())
    return (Seat(kind, place, f"{stated} (EDGAR code {code})"),)


def _incorporation(filer: _Filer) -> tuple[Seat, ...]:
    code = filer.stateOfIncorporation or ""
    place = edgar_to_iso(code)
    if place is None:
        return ()
    return (Seat("incorporation", place, f"{filer.stateOfIncorporationDescription or code} (EDGAR code {code})"),)


def _stated(filer: _Filer) -> str:
    tickers = ", ".join(ticker for ticker in filer.tickers if ticker)
    return "; ".join(part for part in (f"entity type {filer.entityType}" if filer.entityType else "", tickers) if part)


SOURCE = Source(
    id="sec_submissions",
    title="EDGAR submissions (filer names, former names, addresses)",
    publisher="US Securities and Exchange Commission",
    url="https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
    licence="US public domain (SEC data); filers' text stays theirs",
    grade="A",
    rank=3,
    figures="none",
    promised_age_days=400,
    files=("submissions*.zip", f"CIK{'[0-9]' * 10}.json"),
    read=read,
    asserts=Asserts(minimum={"PartyRecord": 1}, fill={"name": 100, "seats": 80}, max_refused=1),
)
