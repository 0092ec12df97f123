"""Schedules 13D and 13G as XML (filed since December 2024). The two schemas name the same things differently."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

from ingest import identifiers
from ingest.edgar_codes import edgar_to_iso
from ingest.reading_xml import Node, elements
from ingest.records import Refused
from ingest.source import BadFile
from ingest.sources._edgar_filing import address
from ingest.sources._schedule13_cover import Cover, Person, amount_of, names_several_classes

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_FORMS = ("SCHEDULE 13D", "SCHEDULE 13D/A", "SCHEDULE 13G", "SCHEDULE 13G/A")


def covers(path: Path, accession: str | None) -> list[tuple[Cover, list[Person], list[Refused]]]:
    """The one cover page of a filing with its persons and what of them could not be read."""
    found = []
    for filing in elements(path, "edgarSubmission"):
        cover = _cover(path, filing, accession)
        people: list[Person] = []
        refused: list[Refused] = []
        nodes = filing.nodes("formData/reportingPersons/reportingPersonInfo")
        for number, node in enumerate(nodes or filing.nodes("formData/coverPageHeaderReportingPersonDetails"), 1):
            where = f"reporting person {number}"
            try:
                people.append(_person(node, where))
            except ValueError as wrong:
                refused.append(Refused(where, str(wrong), raw=node.raw))
        if not people and not refused:
            raise BadFile(path, "no reporting person", hint="Is it a whole Schedule 13D or 13G?")
        found.append((cover, people, refused))
    if not found:
        raise BadFile(path, "no Schedule 13D or 13G in it", hint="expected the primary_doc.xml of such a filing")
    return found


def _cover(path: Path, filing: Node, accession: str | None) -> Cover:
    form = filing("headerData/submissionType").upper()
    if form not in _FORMS:
        raise BadFile(path, f"not a Schedule 13D or 13G: {form[:40]!r}", where="submissionType")
    head = "formData/coverPageHeader"
    info = f"{head}/issuerInfo"
    issuer = identifiers.cik(filing(f"{info}/issuerCIK") or filing(f"{info}/issuerCik"))
    name = filing(f"{info}/issuerName")
    if issuer is None or not name:
        raise BadFile(path, "the issuer has no CIK or no name", where="issuerInfo")
    event_text = filing(f"{head}/dateOfEvent") or filing(f"{head}/eventDateRequiresFilingThisStatement")
    try:
        event = _day(event_text)
        signed = [_day(node.text) for node in filing.nodes(".//signatureDetails/date")]
    except ValueError as wrong:
        raise BadFile(path, str(wrong), where="dates") from None
    title = " ".join(filing(f"{head}/securitiesClassTitle").split())
    amendment = filing(f"{head}/amendmentNo")
    cusip = (
        filing(f"{info}/issuerCUSIP")
        or filing(f"{info}/issuerCusip")
        or filing(f"{info}/issuerCusips/issuerCusipNumber")
    )
    return Cover(
        form=form,
        issuer=issuer,
        issuer_name=" ".join(name.split()),
        title=title,
        cusip=cusip,
        event=event,
        signed=max(signed, default=None),
        amendment=int(amendment) if amendment.isascii() and amendment.isdigit() and len(amendment) < 5 else 0,
        several_classes=names_several_classes(title, filing.text),
        ceased=filing("formData/items/item5/classOwnership5PercentOrLess").upper() in ("Y", "TRUE"),
        total=_total(filing("formData/items/item4/amountBeneficiallyOwned")),
        url=address(issuer, accession, "SC+13"),
    )


def _person(node: Node, where: str) -> Person:
    powers = "reportingPersonBeneficiallyOwnedNumberOfShares/"
    prefix = powers if node.nodes(powers.rstrip("/")) else ""
    amount = node("aggregateAmountOwned") or node("reportingPersonBeneficiallyOwnedAggregateNumberOfShares")
    cik_text = node("reportingPersonCIK")
    cik = identifiers.cik(cik_text) if cik_text and node("reportingPersonNoCIK").upper() != "Y" else None
    if cik_text and cik is None and node("reportingPersonNoCIK").upper() != "Y":
        raise ValueError(f"not a CIK: {cik_text[:20]!r}")
    code = node("citizenshipOrOrganization")
    return Person(
        where=where,
        name=" ".join(node("reportingPersonName").split()),
        cik=cik,
        place=edgar_to_iso(code),
        place_stated=f"EDGAR code {code}",
        types=tuple(dict.fromkeys(kind.text.upper() for kind in node.nodes("typeOfReportingPerson") if kind.text)),
        sole_votes=amount_of(node(f"{prefix}soleVotingPower")),
        shared_votes=amount_of(node(f"{prefix}sharedVotingPower")),
        shared_disposal=amount_of(node(f"{prefix}sharedDispositivePower")),
        amount=amount_of(amount),
        percent=node("percentOfClass") or node("classPercent"),
        member="a" in {box.text for name in ("memberGroup", "memberOfGroup") for box in node.nodes(name)},
    )


def _day(text: str) -> date:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a date: {text[:40]!r}")
    return date(int(match[3]), int(match[1]), int(match[2]))


def _total(text: str) -> Fraction | None:
    try:
        return amount_of(text)
    except ValueError:
        return None  # "See Row 9"
