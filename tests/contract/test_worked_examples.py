"""What laws, regulators and courts say of small structures, through both engines: verdict and decision."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import worked_examples as examples
from random_cases import side_by_side

from cypher.graph import Graph
from service.determination.case import decode
from service.evaluation import evaluate
from service.policy.file import Policies

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 10, 1)
CONVERTED = [
    pytest.param(example, converted, id=f"{example['id']}-{number}" if number else example["id"])
    for example in examples.EXAMPLES
    if example["id"] not in examples.NOT_EXPRESSED
    for number, converted in enumerate(examples.convert(example))
]


@pytest.fixture(scope="module")
def policies() -> Policies:
    return Policies(DATA / "policies")


def answers(cases: list[dict[str, Any]], policies: Policies, **engine: Any) -> list[dict[str, Any]]:
    found = evaluate(decode(json.dumps(cases).encode()), policies, TODAY, **engine)
    assert isinstance(found, list)
    for answer in found:
        assert "error" not in answer, (answer["id"], answer["error"])
    return [answer["results"] for answer in found]


def test_every_example_is_converted_or_says_why_not() -> None:
    ids = [example["id"] for example in examples.EXAMPLES]
    assert len(set(ids)) == len(ids)
    assert examples.NOT_EXPRESSED.keys() <= set(ids)
    assert {id_ for id_, _ in examples.DEPARTURES} <= set(ids) - examples.NOT_EXPRESSED.keys()
    unknown = [e["id"] for e in examples.EXAMPLES if e["rule"] not in examples.POLICY]
    assert set(unknown) <= examples.NOT_EXPRESSED.keys(), "a rule without a policy needs a reason"


@pytest.mark.parametrize(("example", "converted"), CONVERTED)
def test_the_answer_is_the_authority_s(example: dict[str, Any], converted: Any, policies: Policies) -> None:
    [results] = answers([converted.case], policies)
    for id_, outcome in converted.expected.items():
        found = results[id_]
        departure = examples.DEPARTURES.get((example["id"], id_))
        if departure is not None:
            verdict, decision, why = departure
            assert (found["verdict"], found["decision"]) == (verdict, decision), why
            continue
        assert found["verdict"] in examples.VERDICTS[outcome], (id_, example["verdict_text"], found["sentence"])
        if id_ in converted.action:
            assert found["decision"] == converted.action[id_], (id_, example["verdict_text"], found["flags"])


def test_both_engines_answer_alike(graph: Graph, policies: Policies) -> None:
    """All examples of a policy are one case of many parts, so that each policy is one question to the graph."""
    by_policy: dict[tuple[str, str], list[Any]] = {}
    for param in CONVERTED:
        converted = param.values[1]
        by_policy.setdefault((converted.case["policy"], converted.case["as_of"]), []).append(converted.case)
    for (policy, as_of), cases in by_policy.items():
        case = side_by_side(cases) | {"policy": policy, "as_of": as_of}
        [memory], [cypher] = answers([case], policies), answers([case], policies, engine="cypher", graph=graph)
        for id_, found in memory.items():
            assert cypher[id_] == found, (cases[int(id_.partition("/")[0])]["id"], id_)
        for number, alone in enumerate(answers(cases, policies)):
            for id_, found in alone.items():
                assert (found["verdict"], found["decision"], found["set"]) == tuple(
                    cypher[f"{number}/{id_}"][field] for field in ("verdict", "decision", "set")
                ), (cases[number]["id"], id_)


@pytest.mark.parametrize("method", examples.METHODS)
def test_the_sets_are_those_of_the_methods_computed_beside_the_verdicts(method: str, policies: Policies) -> None:
    policy = examples.METHODS[method]
    compared = [example for example in examples.EXAMPLES if examples.computed(example, method)]
    found = answers([examples.variant(example, policy) for example in compared], policies)
    assert len(compared) > 50
    for example, results in zip(compared, found, strict=True):
        for id_, expected in examples.computed(example, method).items():
            assert results[id_]["set"] in examples.SETS[expected], (example["id"], id_)
