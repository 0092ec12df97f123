"""The world as CSV for the server's own import: parties, seats, claims, and what consolidation makes of them."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import world as bench

from service.determination.fixpoints import holdings_of
from service.determination.model import Claim, Holding, Holdings, Node
from service.holds import node_row
from service.marks import AMOUNTS, Marks
from service.policy.model import Policy

AMOUNT_COLUMNS = [f"shares_{name}" for name in AMOUNTS]
COLUMNS = {
    "parties": ["id:ID", "kind", "name", "standing", "rest_cleared:string[]", "stated:string[]", ":LABEL"],
    "places": ["code:ID(place)", ":LABEL"],
    "seats": [":START_ID", "kind", "key", "source", ":END_ID(place)", ":TYPE"],
    "claims": [
        ":START_ID", "key", "shares_low:long", "shares_high:long", "rights:string[]", "directness", "capacity",
        "group", "source", "record", ":END_ID", ":TYPE",
    ],
    "holds": [
        ":START_ID", *(f"{name}:long" for name in AMOUNT_COLUMNS), "rights:string[]", "stake", "claims:string[]",
        ":END_ID", ":TYPE",
    ],
}  # fmt: skip


@dataclass
class Written:
    """``parties``, ``stakes`` (effective holdings), ``claims``: how many. ``graph``: all of it, where it was kept."""

    parties: int = 0
    stakes: int = 0
    claims: int = 0
    nodes: dict[str, Node] = field(default_factory=dict)
    into: dict[str, tuple[Holding, ...]] = field(default_factory=dict)

    @property
    def graph(self) -> Holdings:
        out: dict[str, list[str]] = {}
        for subject, holdings in self.into.items():
            for holding in holdings:
                out.setdefault(holding.holder, []).append(subject)
        return Holdings(self.nodes, self.into, {holder: tuple(subjects) for holder, subjects in out.items()})


def write(folder: Path, companies: int, policy: Policy, marks: Marks, *, keep: bool) -> Written:
    """All files, consolidated slice by slice. ``keep`` holds the consolidated graph in memory too."""
    result = Written()
    with ExitStack() as stack:
        out: dict[str, Any] = {}
        for name, columns in COLUMNS.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            out[name] = csv.writer(file)
            out[name].writerow(columns)
        for code in ("CN", "HK", "GB", "DE", "US"):
            out["places"].writerow([code, "Jurisdiction"])
        for ids, world in bench.slices(companies):
            holdings = holdings_of(world, policy, bench.TODAY)
            for id_ in [*ids, *holdings.joints]:
                _write_party(out, result, id_, holdings, world.parties, marks)
                if keep:
                    result.nodes[id_], result.into[id_] = holdings.nodes[id_], holdings.into.get(id_, ())
            for claim in world.claims:
                _write_claim(out["claims"], claim)
            result.claims += len(world.claims)
        for id_ in bench.people(companies):
            out["parties"].writerow([id_, "person", "", "unknown", "", "", "Party;Person"])
            result.parties += 1
            if keep:
                result.nodes[id_] = Node(id_, "person", "unknown")
    return result


def _write_party(
    out: dict[str, Any], result: Written, id_: str, holdings: Holdings, parties: Any, marks: Marks
) -> None:
    node, into = holdings.nodes[id_], holdings.into.get(id_, ())
    row = node_row(node, into, [(marks, node)])
    rest = ";".join(sorted(node.rest_cleared))
    label = ";".join(["Party", "Joint" if node.kind == "joint" else "Company", *row["seeds"]])
    name = parties[id_].name if id_ in parties else ""
    out["parties"].writerow([id_, "company", name, node.standing, rest, ";".join(row["stated"]), label])
    result.parties += 1
    if id_ in parties:
        for number, seat in enumerate(parties[id_].seats):
            key = f"bench:{id_}#{number}"
            out["seats"].writerow([id_, seat.kind, key, "bench", seat.jurisdiction, "SEATED_IN"])
    for holding in row["holdings"]:
        said = holding["properties"]
        amounts = [said.get(column, "") for column in AMOUNT_COLUMNS]
        rights, claims = ";".join(said.get("rights", ())), ";".join(said["claims"])
        out["holds"].writerow([holding["holder"], *amounts, rights, said["stake"], claims, id_, "HOLDS"])
        result.stakes += 1


def _write_claim(out: Any, claim: Claim) -> None:
    low, high = (claim.shares.low, claim.shares.high) if claim.shares else ("", "")
    out.writerow(
        [
            claim.holder, claim.key, low, high, ";".join(claim.rights), claim.directness, claim.capacity,
            claim.group or "", "bench", claim.key, claim.subject, "INTEREST",
        ]
    )  # fmt: skip
