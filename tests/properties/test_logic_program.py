"""The certain set by a logic program that knows nothing of the engine, on random graphs and on published ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import clingo
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cases import POLICIES
from worked_examples import EXAMPLES

from cypher.quantity import PERCENT, Share
from service.determination.fixpoints import certain, holdings_of
from service.determination.model import Claim, Party, World

PROGRAM = (Path(__file__).parents[1] / "reference/certain.lp").read_text("utf-8")
POLICY, _ = POLICIES["test-lists-50"]
TODAY = date(2026, 1, 1)
SIZE = 10
Link = tuple[int, int, str, int]


def logic_program(seeds: Iterable[int], links: Iterable[Link], least: int) -> set[int]:
    """The members of the one stable model. ``links``: holder, subject, direct or once or control, percent."""
    facts = [f"least({least}).", *(f"company({party})." for party in range(30)), *(f"seed({seed})." for seed in seeds)]
    for holder, subject, sort, percent in links:
        facts.append(f"{sort}({holder},{subject}{'' if sort == 'control' else f',{percent}'}).")
    control = clingo.Control(["--warn=none", "0"])
    control.add("base", [], PROGRAM + "\n".join(facts))
    control.ground([("base", [])])
    models: list[set[int]] = []
    control.solve(
        on_model=lambda model: models.append({atom.arguments[0].number for atom in model.symbols(shown=True)})
    )
    assert len(models) == 1, "a least set is the only stable model"
    return models[0]


LINK = st.tuples(
    st.integers(0, SIZE - 1),
    st.integers(0, SIZE - 1),
    st.sampled_from(["direct"] * 8 + ["once", "once", "control"]),
    st.integers(1, 100),
).filter(lambda link: link[0] != link[1])


@settings(max_examples=settings.default.max_examples // 2)
@given(
    links=st.lists(LINK, max_size=3 * SIZE, unique_by=lambda link: link[:2]), seeds=st.sets(st.integers(0, SIZE - 1))
)
def test_the_engine_finds_what_the_logic_program_finds(links: list[Link], seeds: set[int]) -> None:
    """Whoever holds comes before what it holds: own shares have a rule of their own, so here nobody is on a ring."""
    acyclic = [(min(holder, subject), max(holder, subject), sort, percent) for holder, subject, sort, percent in links]
    acyclic = list({link[:2]: link for link in acyclic}.values())
    parties = {
        str(number): Party(str(number), designation="restricted" if number in seeds else None) for number in range(SIZE)
    }
    claims = tuple(
        Claim(
            f"{holder}-{subject}",
            str(holder),
            str(subject),
            shares=None if sort == "control" else Share(percent * PERCENT, percent * PERCENT),
            rights=("board_majority",) if sort == "control" else (),
            directness="unknown" if sort == "once" else "direct",
        )
        for holder, subject, sort, percent in acyclic
    )
    graph = holdings_of(World(parties, claims), POLICY, TODAY)
    found = certain(graph, POLICY, [str(seed) for seed in seeds])
    assert {int(id_) for id_ in found} == logic_program(seeds, acyclic, 50)


def test_the_logic_program_finds_what_was_published() -> None:
    """Rings and owners above 100 % included: there own shares stay in the denominator, as in the logic program."""
    published = [example for example in EXAMPLES if example["rule"] == "company_control_gt50"]
    assert len(published) == 2
    for example in published:
        links = [(int(h["owner"]), int(h["owned"]), "direct", int(h["percent"])) for h in example["holdings"]]
        for asked, said in example["verdict"].items():
            controls = set() if said == "controls nothing" else {int(id_) for id_ in said.split()[1:]}
            assert logic_program([int(asked)], links, 51) - {int(asked)} == controls, (example["id"], asked)
