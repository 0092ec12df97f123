"""A determination for people: the verdict, why in a sentence, the proof as a tree, and what stays open."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.panel import Panel
from rich.text import Text
from rich.tree import Tree

from workers.commands._show import STYLES, clean, console, name_of, styled

MAX_WIDTH = 120
MAX_SHOWN_OPEN = 10
MAX_SHOWN_EDGES = 200
Document = dict[str, Any]


def show_determination(document: Document) -> None:
    """Print a determination to stdout."""
    out = console()
    out.print(_panel(document), width=min(out.width, MAX_WIDTH))
    if document["deciding"]:
        out.print(_tree(document))
        if not document["deciding_complete"] or len(document["deciding"]) > MAX_SHOWN_EDGES:
            out.print(Text("The proof is longer than is shown here: --json has all of it.", "dim"))
    if document["seat_claims"] and (not document["deciding"] or document["set"] in ("certain", "possible")):
        out.print(_seats(document))
    if document["open_branches"]:
        out.print(_open(document))
    if document["flips"]:
        out.print(_flips(document))


def path_line(document: Document) -> str:
    """The main path in one line, from the seat down to the party."""
    path = document["main_path"]
    if not path:
        return name_of(document["entity"])
    return name_of(path[0]["holder"]) + "".join(f" > {edge['stake']} > {name_of(edge['subject'])}" for edge in path)


def _panel(document: Document) -> Panel:
    entity, policy, threshold = document["entity"], document["policy"], document["threshold"]
    head = Text.assemble(
        styled(document["verdict"].upper()), "  decision ", styled(document["decision"]), "  set ", document["set"]
    )
    head.stylize(STYLES.get(document["verdict"], ""), 0, len(document["verdict"]))
    if document["basis"]:
        head.append(f"  by {', '.join(document['basis'])}")
    facts = [
        f"policy {policy['id']} {policy['version']}",
        f"threshold {threshold['comparator']} {threshold['percent']} %",
    ]
    if document["margin"] is not None:
        facts.append(f"margin {document['margin']} points")
    if document["coverage"]:
        facts.append(f"{document['coverage']['percent']} % of {document['coverage']['metric']} traced")
    when = [f"as of {document['as_of']}", f"graph revision {document['revision']}"]
    if document["known_at"]:
        when.insert(1, f"known at {document['known_at']}")
    if document["oldest_source"]:
        when.append(f"oldest source {document['oldest_source']}")
    lines = [head, Text(), Text(clean(document["sentence"])), Text()]
    lines += [
        Text.assemble(
            ("! " if flag["effect"] == "review" else "- ", "bold yellow"), f"{flag['code']}: ", clean(flag["sentence"])
        )
        for flag in document["flags"]
    ]
    readings = [_reading(name, reading) for name, reading in document["readings"].items() if reading["low"] is not None]
    lines += [Text(" · ".join(part), "dim") for part in (readings, facts, when)]
    title = Text(clean(f"{name_of(entity)}  {entity['id']}"), "bold")
    return Panel(Group(*lines), title=title, title_align="left", expand=False)


def _reading(name: str, reading: Document) -> str:
    return f"{name.replace('_', ' ')} {reading_words(reading)}"


def reading_words(reading: Document) -> str:
    """Its ends, and whether they pass: "60 %: yes"."""
    if reading["low"] is None:
        return "not computed"
    ends = dict.fromkeys([reading["low"], reading["high"] or "?"])
    return f"{'-'.join(ends)} %: {reading['passes'] or 'not computed'}"


def _flips(document: Document) -> Tree:
    tree = Tree(Text("What would flip it", "bold"))
    for flip in document["flips"]:
        tree.add(Text.assemble((flip["which"].replace("_", " "), "bold"), ": ", clean(flip["sentence"])))
    return tree


def _tree(document: Document) -> Tree:
    """The deciding edges below the party they decide on; a party met again is only named."""
    into: dict[str, list[Document]] = {}
    pairs = {(edge["subject"]["id"], edge["holder"]["id"]): edge for edge in document["deciding"][:MAX_SHOWN_EDGES]}
    for (subject, _), edge in pairs.items():  # one line a holding, though it may decide by several metrics and rights
        into.setdefault(subject, []).append(edge)
    entity = document["entity"]
    root = Tree(Text(clean(name_of(entity)), "bold"))
    # A branch has its head's owners: the edges end at the head.
    top = entity["id"] if entity["id"] in into else document["deciding"][0]["subject"]["id"]
    shown, waiting = {top}, [(root, top)]
    while waiting:
        at, id_ = waiting.pop()
        for edge in into.get(id_, ()):
            holder = edge["holder"]
            below = at.add(_edge(edge, again=holder["id"] in shown and holder["id"] in into))
            if holder["id"] not in shown:
                shown.add(holder["id"])
                waiting.append((below, holder["id"]))
    return root


def _edge(edge: Document, *, again: bool) -> Text:
    text = Text.assemble(clean(edge["stake"]), " held by ", (clean(name_of(edge["holder"])), "bold"))
    if edge.get("directness") == "unknown":
        text.append(" directly or indirectly")
    if again:
        text.append(" (see above)", "dim")
    for claim in edge["claims"]:
        _append_source(text, claim)
    return text


def _append_source(text: Text, claim: Document) -> None:
    said = [claim["source"] or "no source", claim["record"]]
    said += [f"published {claim['published']}"] if claim["published"] else []
    said += [f"since {claim['valid_from']}"] if claim["valid_from"] else []
    said += [f"until {claim['valid_to']}"] if claim["valid_to"] else []
    text.append("\n  " + clean(" · ".join(part for part in said if part)), "dim")
    if claim["stated"]:
        text.append(
            f"\n  \N{LEFT DOUBLE QUOTATION MARK}{clean(claim['stated'])}\N{RIGHT DOUBLE QUOTATION MARK}",
            "italic dim",
        )
    if claim["url"]:
        text.append("\n  " + clean(claim["url"]), "blue")


def _seats(document: Document) -> Tree:
    """Who says where the entity sits, and where the chain begins."""
    parties = [edge["holder"] for edge in document["main_path"][:1]] + [document["entity"]]
    names = {party["id"]: name_of(party) for party in parties}
    tree = Tree(Text("Where they sit", "bold"))
    for seat in document["seat_claims"]:
        name = clean(names.get(seat["party"], seat["party"]))
        text = Text.assemble((name, "bold"), f": {seat['kind'].replace('_', ' ')} in {clean(seat['jurisdiction'])}")
        _append_source(text, seat)
        tree.add(text)
    return tree


def _open(document: Document) -> Tree:
    branches = document["open_branches"]
    tree = Tree(Text("Where the way up stays open", "bold"))
    for branch in branches[:MAX_SHOWN_OPEN]:
        tree.add(Text.assemble((clean(name_of(branch["party"])), "bold"), ": ", clean(branch["reason"])))
    if len(branches) > MAX_SHOWN_OPEN:
        tree.add(Text(f"and {len(branches) - MAX_SHOWN_OPEN} more: --json has them", "dim"))
    return tree
