"""``controlpath policy list|show``: the rules that are known."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

import typer

from cypher.quantity import float_free
from service.policy.model import Policy
from workers.commands import _context, _show

LIST_EXAMPLES = _show.examples("controlpath policy list --json")
SHOW_EXAMPLES = _show.examples(
    "controlpath policy show unsupported-regions", "controlpath policy show house-rule.toml --json"
)

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


app = typer.Typer(
    no_args_is_help=True, help="The rules that are known.", rich_markup_mode="rich", pretty_exceptions_enable=False
)


@app.command("list", epilog=LIST_EXAMPLES)
def list_policies(json: Json = False) -> None:
    """Every version of every policy, shipped and from CONTROLPATH_POLICY_DIR."""
    known = _context.policies()
    kept = {rule.id for rule in _context.active(known)}
    rules = [rule for id_ in known.ids() for rule in known.versions(id_)]
    if json:
        _show.print_json([as_json(rule) | {"active": rule.id in kept} for rule in rules])
        return
    _show.table(
        ("policy", "version", "title", "rule", "from", "until", "active"),
        [
            (
                rule.id,
                rule.version,
                rule.title,
                f"{rule.comparator} {float_free(rule.threshold)} % of {', '.join(rule.metrics)}",
                rule.valid_from,
                rule.valid_to,
                "yes" if rule.id in kept else "no",
            )
            for rule in rules
        ],
    )


@app.command("show", epilog=SHOW_EXAMPLES)
def show_policy(
    name: Annotated[str, typer.Argument(metavar="ID|FILE.toml", help="A known policy, or a policy file.")],
    as_of: Annotated[
        date | None, typer.Option(parser=_context.day, metavar="DATE", help="The version of that day. Default: today.")
    ] = None,
    json: Json = False,
) -> None:
    """What one policy says, key by key. A file is checked on the way: a mistake in it is named, exit code 2."""
    found = as_json(_context.rule(_context.policies(), name, as_of or _context.today()))
    if json:
        _show.print_json(found)
        return
    _show.table(("key", "value"), [(key, _words(value)) for key, value in found.items()])


def as_json(policy: Policy) -> dict[str, Any]:
    """Every key of a policy as plain JSON; the threshold as an exact decimal string of percent."""
    return {key: _plain(value) for key, value in asdict(policy).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return float_free(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_words(item).replace(chr(10), ', ')}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return (
        {None: "", True: "yes", False: "no"}.get(value, str(value))
        if value is None or isinstance(value, bool)
        else str(value)
    )
