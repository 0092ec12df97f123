"""``controlpath policy list|show|check|diff|schema``: the rules that are known, and one's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cypher.errors import GraphError
from cypher.quantity import float_free
from service.lookups import lists_loaded
from service.policy.describe import as_json, differences, in_words, restricted_places
from service.policy.file import BadPolicy, Policies, read
from service.policy.mistakes import Mistake
from service.policy.model import FLAG_EFFECTS, Policy
from service.policy.shape import schema
from workers.commands import _context, _show

LIST_EXAMPLES = _show.examples("controlpath policy list --json")
SHOW_EXAMPLES = _show.examples(
    "controlpath policy show unsupported-regions",
    "controlpath policy show eu-50 --as-of 2024-01-01",
    "controlpath policy show house-rule.toml --json",
)
CHECK_EXAMPLES = _show.examples("controlpath policy check house-rule.toml", "controlpath policy check policies/")
DIFF_EXAMPLES = _show.examples(
    "controlpath policy diff eu-50@2014-01-01 eu-50@2024-07-03",
    "controlpath policy diff unsupported-regions house-rule.toml --json",
)
SCHEMA_EXAMPLES = _show.examples("controlpath policy schema > policy.schema.json")

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
AsOf = Annotated[
    date | None, typer.Option(parser=_context.day, metavar="DATE", help="The versions of that day. Default: today.")
]
NAME = "ID|ID@VERSION|FILE.toml"

app = typer.Typer(
    no_args_is_help=True,
    help="The rules that are known, and one's own.",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


@app.command("list", epilog=LIST_EXAMPLES)
def list_policies(json: Json = False) -> None:
    """Every version of every policy, shipped and from CONTROLPATH_POLICY_DIR.

    A draft names lists that are not loaded: it decides nothing, and holds.
    """
    known, today = _context.policies(), _context.today()
    kept = {rule.id for rule in _context.active(known)}
    rules = [rule for id_ in known.ids() for rule in known.versions(id_)]
    loaded = _loaded()
    if json:
        _show.print_json(
            [
                as_json(rule, today, loaded) | {"in_force": known.in_force(rule, today), "active": rule.id in kept}
                for rule in rules
            ]
        )
        return
    _show.table(
        ("policy", "version", "title", "rule", "from", "until", "status", "active"),
        [
            (
                rule.id,
                rule.version,
                rule.title,
                f"{rule.comparator} {float_free(rule.threshold)} % of {', '.join(rule.metrics)}",
                rule.valid_from,
                rule.valid_to,
                _status(rule, known.in_force(rule, today), loaded),
                "yes" if rule.id in kept else "no",
            )
            for rule in rules
        ],
    )


@app.command("show", epilog=SHOW_EXAMPLES)
def show_policy(
    name: Annotated[str, typer.Argument(metavar=NAME, help="A known policy, or a policy file.")],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """What one policy says: the rule in words, where it comes from, and every setting.

    A file is checked on the way: mistakes in it are named, exit code 2.
    """
    day = as_of or _context.today()
    rule = _context.rule(_context.policies(), name, day)
    loaded = _loaded() if rule.lists else frozenset()
    if json:
        _show.print_json(as_json(rule, day, loaded))
        return
    _show.table(("", ""), _lines(rule, day, loaded), title=f"{rule.name}  {rule.title}")


@app.command("check", epilog=CHECK_EXAMPLES)
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE.toml|DIR...", help="Files, or directories of them.")],
    json: Json = False,
) -> None:
    """Is a policy file right? Each mistake is told with file, line, reason and, where a near name exists, a hint.

    A directory is checked as CONTROLPATH_POLICY_DIR would be read: beside the shipped policies, versions must not
    overlap. Exit code 2 if anything is refused.
    """
    results = [result for path in paths for result in _checked(path)]
    if json:
        _show.print_json([result for result, _ in results])
    elif fine := [result for result, _ in results if result["ok"]]:
        _show.table(
            ("file", "policy", "notes"), [(one["file"], one["policy"], "\n".join(one["notes"])) for one in fine]
        )
    for _, lines in results:
        for line in lines:
            _show.fail(line)
    if not all(result["ok"] for result, _ in results):
        _context.leave(_context.BAD_INPUT)


@app.command("diff", epilog=DIFF_EXAMPLES)
def diff(
    one: Annotated[str, typer.Argument(metavar=NAME)],
    other: Annotated[str, typer.Argument(metavar=NAME)],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """What does the second policy decide otherwise than the first? Exit code 1 if anything.

    Effects are compared, not how the files are written: places one by one, flags and decisions with their defaults.
    """
    known, day = _context.policies(), as_of or _context.today()
    rules = [_context.rule(known, name, day) for name in (one, other)]
    found = differences(*rules)
    if json:
        sides = [{"id": rule.id, "version": rule.version, "hash": rule.hash} for rule in rules]
        _show.print_json({"from": sides[0], "to": sides[1], "same": not found, "differences": found})
    elif found:
        _show.table(("what", rules[0].name, rules[1].name), [_difference(item) for item in found])
    else:
        _show.note(f"{rules[0].name} and {rules[1].name} decide the same.")
    if found:
        _context.leave(_context.NEGATIVE)


@app.command("schema", epilog=SCHEMA_EXAMPLES)
def print_schema() -> None:
    """The JSON Schema of policy files, for editors: name it in a file's first line as ``#:schema FILE``."""
    _show.print_json(schema())


def _checked(path: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """For each file: what is found, and the lines for stderr."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    fine = bool(files)
    for file in files:
        try:
            rule = read(file)
        except BadPolicy as error:
            fine = False
            yield _refused(error)
        else:
            yield {"file": str(file), "ok": True, "policy": rule.name, "notes": _notes(rule), "mistakes": []}, []
    if not files:
        yield _refused(BadPolicy(str(path), [Mistake(None, "", "no policy file (*.toml) is in this directory")]))
    if path.is_dir() and fine:
        try:
            Policies(path)
        except BadPolicy as error:
            yield _refused(error)


def _refused(error: BadPolicy) -> tuple[dict[str, Any], list[str]]:
    told = [
        {"line": one.line, "key": one.key or None, "reason": one.reason, "hint": one.hint or None}
        for one in error.mistakes
    ]
    lines = [one.told(error.name) for one in error.mistakes]
    return {"file": error.name, "ok": False, "policy": None, "notes": [], "mistakes": told}, lines


def _loaded() -> frozenset[str]:
    """The restricted-party lists in the graph; none where there is no graph."""
    try:
        with _context.graph() as graph:
            return lists_loaded(graph)
    except (_context.CommandError, GraphError):
        return frozenset()


def _notes(rule: Policy) -> list[str]:
    """What is no mistake, and yet worth a look."""
    notes = []
    if rule.lists:
        notes.append(f"a draft where {', '.join(rule.lists)} are not loaded: it then answers unknown and holds")
    if not rule.in_force(_context.today()):
        notes.append("not in force today: every determination under it is flagged")
    if not rule.cites:
        notes.append("it cites nothing")
    return notes


def _status(rule: Policy, in_force: bool, loaded: Collection[str]) -> str:
    words = ["in force" if in_force else "not in force"]
    words += ["draft"] if rule.missing_lists(loaded) else []
    words += ["status unverified"] if rule.status_unverified else []
    return ", ".join(words)


def _lines(rule: Policy, day: date, loaded: Collection[str]) -> Iterator[tuple[str, Any]]:
    yield "rule", in_words(rule)
    yield (
        "threshold",
        f"{rule.comparator} {float_free(rule.threshold)} % of {', '.join(rule.metrics)}, {rule.aggregation}",
    )
    yield "status", _status(rule, rule.in_force(day), loaded)
    if rule.status_unverified:
        yield "", rule.status_unverified
    yield "in force", f"from {rule.valid_from or 'ever'} until {rule.valid_to or 'another version is'}"
    for number, cite in enumerate(rule.cites):
        dated = f" ({cite.date})" if cite.date else ""
        yield (
            "" if number else "cites",
            "\n".join(part for part in (f"{cite.title or ''}{dated}".strip(), cite.url) if part),
        )
    if rule.lists:
        loaded = {name: "loaded" if name in loaded else "not loaded" for name in rule.lists}
        yield "lists", ", ".join(f"{name} ({state})" for name, state in loaded.items())
    if rule.seats:
        yield from _places(rule)
    yield "presumptions", ", ".join(rule.presumptions) or "none"
    for effect in ("review", "report"):
        yield f"flags: {effect}", ", ".join(flag for flag in sorted(FLAG_EFFECTS) if rule.effect(flag) == effect)
    decisions = rule.decisions
    yield (
        "decisions",
        ", ".join(f"{name}: {getattr(decisions, name)}" for name in ("restricted", "review", "clear", "unknown")),
    )
    if rule.hard_control:
        yield "by control alone", ", ".join(f"{right}: {decisions.control[right]}" for right in rule.hard_control)
    yield "hash", rule.hash


def _places(rule: Policy) -> Iterator[tuple[str, Any]]:
    told = restricted_places(rule)
    yield "restricted places", f"{len(told)}: {_named(told)}"
    if rule.supported is not None:
        yield "supported places", f"{len(rule.supported)}: {_named(rule.supported)}"
    dated = [str(part) for part in (rule.places_as_of, rule.places_source) if part]
    if dated:
        yield "list of places", ", ".join(dated)
    yield "registration", f"{rule.registration} where no headquarters is known"
    if rule.registration_possible:
        yield "", f"possible in {_named(rule.registration_possible)}"
    if rule.offshore:
        yield "offshore", _named(rule.offshore)


def _named(codes: Any) -> str:
    """Codes with their countries' names: "CN China, UA-43 in Ukraine"."""
    from ingest.jurisdictions import COUNTRIES

    words = (f"{code} {'in ' if '-' in code else ''}{COUNTRIES.get(code[:2], '')}".strip() for code in sorted(codes))
    return ", ".join(words)


def _difference(item: dict[str, Any]) -> tuple[str, str, str]:
    if "added" in item:
        places = item["what"] in ("restricted places", "offshore", "registration_possible")
        sides = [_named(item[name]) if places else ", ".join(item[name]) for name in ("removed", "added")]
        return item["what"], *(f"only here: {side}" if side else "" for side in sides)
    return item["what"], *("-" if item[side] is None else str(item[side]) for side in ("from", "to"))
