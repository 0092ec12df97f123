"""One's own table of holdings, as a spreadsheet saves it: holder, subject, percent and what else is known of them.

``controlpath template csv-shares`` prints one that loads. What is decided here:
- The file is understood or refused. One row at fault refuses it whole (``--allow-refused`` loads the rest), because a
  table with a holder missing says something else than its author meant.
- Percent is a rounded figure (``_sheet_figures.py``) unless the column ``exact`` says yes; in a column named
  ``fraction`` figures are parts of one. An empty cell is an undisclosed share, never nothing.
- Names without an id are the file owner's own: of the column ``file_owner``, else of the file's name
  (``_sheet_parties.py``).
- A country is that of a company's register, where a person lives, or a state itself; ``headquarters`` is a column of
  its own. A country in the file therefore never outvotes what a register says of the headquarters.
- ``directness`` is direct where nothing is said: a table of holdings is one of edges.
- A holder's second row on the same subject, metric and beginning is refused: two blocks or a correction, nobody knows.
- Direct holdings of one day that come to more than 100 % for certain are refused, one line a subject. Loaded all the
  same (``--allow-refused``), the determination flags them ``sum_over_100``.
- A row "Total 100 %" is the sheet's own sum and left out.
- The file is all that its owner says under its name: a row that is gone from it ends its claim (``Complete``). From
  standard input nothing is ended, and an owner must be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar, get_args

from cypher.quantity import WHOLE, Share, percent_text
from cypher.vocabulary import METRICS, Directness, Metric
from ingest.records import Complete, Identifier, InterestRecord, Record, Refused
from ingest.source import Asserts, Source
from ingest.sources._sheet import SheetRow, sheet
from ingest.sources._sheet_figures import day, share
from ingest.sources._sheet_parties import Parties

ID = "csv_shares"
COLUMNS = {
    "holder": ("owner", "owner name", "shareholder", "parent", "investor", "holder name", "shareholder name",
               "parent name"),
    "subject": ("company", "entity", "subsidiary", "investee", "issuer", "company name", "subject name", "entity name"),
    "percent": (
        "%", "percentage", "pct", "per cent", "share %", "shares %", "% share", "% shares", "ownership %",
        "% ownership", "% owned", "ownership percent", "ownership percentage", "stake %", "holding %", "share percent",
        "percent held", "percentage held", "% held", "percent owned", "shareholding %", "share in %", "ownership pct",
    ),
    "share": ("shares", "stake", "ownership", "shareholding", "holding"),
    "fraction": ("fraction held", "fraction owned"),
    "exact": ("is exact", "exact figure"),
    "valid_from": ("from", "since", "start", "start date", "begin", "begin date", "acquired", "acquired on"),
    "valid_to": ("to", "until", "till", "end", "end date", "sold", "sold on"),
    "as_of": ("asof", "stated on", "published", "as of date", "reported on"),
    "holder_id": ("shareholder id", "parent id", "holder identifier", "holder lei", "parent lei"),
    "subject_id": ("company id", "entity id", "subsidiary id", "subject identifier", "subject lei", "company lei"),
    "holder_country": ("shareholder country", "parent country", "holder jurisdiction", "country of holder"),
    "subject_country": ("company country", "entity country", "subject jurisdiction", "country of subject"),
    "holder_headquarters": ("holder hq", "parent headquarters", "parent hq"),
    "subject_headquarters": ("subject hq", "company headquarters", "company hq"),
    "kind": ("holder kind", "holder type", "kind of holder"),
    "metric": (),
    "directness": ("direct or indirect",),
    "source": ("url", "link", "source url"),
    "note": ("notes", "comment", "comments", "remark", "remarks"),
    "file_owner": ("owner of file", "analyst"),
}  # fmt: skip
"""The columns and the other names under which each is known."""
_W = TypeVar("_W", bound=str)
_DIRECTNESS: tuple[Directness, ...] = get_args(Directness)
_FIGURES = ("percent", "share", "fraction")
_SUM = re.compile(r"(?:grand |sub|sub-)?total|sum|sums|all holders|gesamt|summe|total general", re.I)
_YES, _NO = ("yes", "y", "true", "1", "x"), ("", "no", "n", "false", "0")


@dataclass(slots=True)
class _State:
    parties: Parties = field(default_factory=lambda: Parties(ID))
    stated: dict[str, int] = field(default_factory=dict)
    lows: dict[tuple[str, Metric], list[tuple[date | None, date | None, int]]] = field(default_factory=dict)
    owner: str | None = None


def read(path: Path) -> Iterator[Record]:
    """Parties and their interests; a row that cannot be understood is refused with what to write instead."""
    state = _State()
    refused = False
    for row in sheet(path, COLUMNS, ("holder", "subject")):
        if isinstance(row, Refused):
            refused = True
            yield row
            continue
        try:
            found = _row(path, row, state)
        except ValueError as wrong:
            refused = True
            yield Refused(row.where, str(wrong), raw=row.raw)
            continue
        yield from found
    for (subject, metric), held in state.lows.items():
        if (most := _at_once(held)) > WHOLE:
            refused = True
            yield Refused(
                "whole file", f"the {metric} of {subject} come to {percent_text(most)} % or more", raw=subject
            )
    if state.owner and not refused and str(path) != "-":
        yield Complete(f"{state.owner}:{path.name}")


def _row(path: Path, row: SheetRow, state: _State) -> list[Record]:
    if _is_sum(row):
        return []
    if _shifted(row):
        raise ValueError("a bare number right of the percent: a decimal comma in a file separated by commas?")
    owner = _owner(path, row, state)
    holder, holds = state.parties.party(
        owner, row.line, row["holder"], row["holder_id"], row["kind"], row["holder_country"], row["holder_headquarters"]
    )
    subject, held = state.parties.party(
        owner,
        row.line,
        row["subject"],
        row["subject_id"],
        "company",
        row["subject_country"],
        row["subject_headquarters"],
    )
    interest = _interest(row, f"{owner}:{path.name}", holder, subject)
    metric, figure = next((name, has) for name in METRICS if (has := getattr(interest, name)))
    before = state.stated.setdefault(interest.record, row.line)
    if before != row.line:
        raise ValueError(f"line {before} states this holding too: add the blocks up, or date them")
    if interest.directness == "direct":
        key = (f"{row['subject']} ({subject.key})", metric)
        state.lows.setdefault(key, []).append((interest.valid_from, interest.valid_to, figure.low))
    return [record for record in (holds, held, interest) if record is not None]


def _interest(row: SheetRow, scope: str, holder: Identifier, subject: Identifier) -> InterestRecord:
    metric, directness = _word(row["metric"] or "shares", METRICS), _word(row["directness"] or "direct", _DIRECTNESS)
    begins, ends, published = day(row["valid_from"]), day(row["valid_to"]), day(row["as_of"])
    if begins and ends and ends < begins:
        raise ValueError(f"it ends ({ends}) before it begins ({begins})")
    figure = _figure(row)
    source = row["source"]
    is_link = bool(re.fullmatch(r"https?://\S+", source))
    said = "; ".join(f"{name} {row[name]}" for name in _FIGURES if row[name]) or "no figure"
    return InterestRecord(
        record=f"{scope}:{holder.key}>{subject.key}:{metric}:{begins or ''}",
        holder=holder,
        subject=subject,
        shares=figure if metric == "shares" else None,
        votes=figure if metric == "votes" else None,
        profits=figure if metric == "profits" else None,
        directness=directness,
        valid_from=begins,
        valid_to=ends,
        scope=scope,
        published=published,
        url=source if is_link else None,
        stated="; ".join(part for part in (said, "" if is_link else source, row["note"]) if part)[:2_000],
    )


def _figure(row: SheetRow) -> Share:
    given = [name for name in _FIGURES if row[name]]
    if len(given) > 1:
        raise ValueError(f"two figures: {' and '.join(given)}")
    exact = row["exact"].casefold()
    if exact not in (*_YES, *_NO):
        raise ValueError(f"exact is yes or no, not {row['exact'][:20]!r}")
    name = given[0] if given else "percent"
    return share(
        row[name],
        comma=row.separator != ",",
        is_exact=exact in _YES,
        fraction=name == "fraction",
        bare=name != "share",
    )


def _is_sum(row: SheetRow) -> bool:
    """Whether the sheet adds itself up here. A holder called Total may also be a company: then its id must say so."""
    label, other = (row["holder"], row["subject"]) if row["holder"] else (row["subject"], row["holder"])
    if not _SUM.fullmatch(re.sub(r"[\s:]*(?:100(?:[.,]0+)?\s*%?)?$", "", label)):
        return False
    if other and not (row["holder_id"] or row["holder_country"]):
        raise ValueError(f"is {label!r} a sum or a party? Leave the subject of a sum empty, give a party its id")
    return not other


def _shifted(row: SheetRow) -> bool:
    """ "12,5" without quotes is two cells: one that says 12, and a 5 where there should be something else."""
    name = next((name for name in _FIGURES if row[name]), "")
    if row.separator != "," or not re.fullmatch(r"\d{1,3}", row[name]):
        return False
    return bool(re.fullmatch(r"\d{1,3}\s*%?", row.right_of(name)))


def _owner(path: Path, row: SheetRow, state: _State) -> str:
    owner = row["file_owner"] or ("" if str(path) == "-" else path.name.partition(".")[0])
    if not owner or len(owner) > 100:
        raise ValueError("whose names are these? Name the owner in a column 'file_owner'")
    state.owner = state.owner or owner
    if owner != state.owner:
        raise ValueError(f"the file is {state.owner!r}'s in the rows before, {owner!r}'s here")
    return owner


def _at_once(held: list[tuple[date | None, date | None, int]]) -> int:
    """The most that is held on any one day, in trillionths."""
    days = {begins or date.min for begins, _, _ in held}
    return max(
        sum(low for begins, ends, low in held if (begins or date.min) <= on and (ends is None or on < ends))
        for on in days
    )


def _word(text: str, known: tuple[_W, ...]) -> _W:
    for word in known:
        if word == text.casefold():
            return word
    raise ValueError(f"{text[:40]!r} is none of: {', '.join(known)}")


SOURCE = Source(
    id=ID,
    title="One's own table of holdings (CSV of a spreadsheet)",
    publisher="You",
    url="https://en.wikipedia.org/wiki/Comma-separated_values",
    licence="Yours",
    grade="B",
    rank=7,
    figures="rounded",
    promised_age_days=365,
    files=("*.csv", "*.tsv", "*.txt"),
    read=read,
    asserts=Asserts(minimum={"InterestRecord": 1}, max_refused=0),
)
