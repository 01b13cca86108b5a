"""A stored run is proven by recalculating it; one changed cent is named."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onyx_app.rules.pay import (
    CaseRefused,
    Difference,
    Replay,
    calculate,
    case_json,
    read_case,
    run_json,
    seal,
    seal_of_parts,
)
from onyx_app.rules.periods import Period
from tests.oracle.cases import random_case

BUSY = [seed for seed in range(60) if len(run_json(calculate(read_case(json.dumps(random_case(seed)))))) > 3_000][:15]


def stored(seed: int) -> tuple[str, str, str]:
    case = read_case(json.dumps(random_case(seed)))
    return case_json(case), run_json(calculate(case)), seal(case_json(case))


def replay(case: str, run: str, sealed: str) -> Difference | None:
    """A run of this one case."""
    stored = json.loads(run)
    first, end = (date.fromisoformat(stored["period"][name]) for name in ("first", "end"))
    proof = Replay(Period(first, end))
    return proof.case(case, stored.pop("slips"), sealed) or proof.run(stored, seal_of_parts([sealed]))


@pytest.mark.parametrize("seed", BUSY[:5])
def test_a_run_replays_to_the_same_seal(seed: int) -> None:
    assert replay(*stored(seed)) is None


@settings(max_examples=60)
@given(st.sampled_from(BUSY), st.data())
def test_one_tampered_cent_is_named(seed: int, data: st.DataObject) -> None:
    case, text, sealed = stored(seed)
    run = json.loads(text)
    slip = data.draw(st.sampled_from([slip for slip in run["slips"] if slip["lines"]]))
    line = data.draw(st.sampled_from(slip["lines"]))
    was = line["amount"]
    line["amount"] += data.draw(st.sampled_from([-1, 1]))

    found = replay(case, json.dumps(run), sealed)

    assert found is not None
    assert found.where.startswith(f"slips › {slip['person']} › lines › {line['kind']}")
    assert found.where.endswith("amount")
    assert (found.stored, found.recalculated) == (str(line["amount"]), str(was))


def test_a_changed_rate_in_the_stored_rules_is_noticed() -> None:
    case, run, sealed = stored(BUSY[0])
    changed = json.loads(case)
    changed["people"][0]["plans"][0]["hourly"] = 1

    assert replay(json.dumps(changed), run, sealed) is not None


def test_a_changed_fact_without_any_effect_still_breaks_the_seal() -> None:
    case, run, sealed = stored(BUSY[0])
    changed = json.loads(case)
    changed["people"][0]["plans"].append({"id": "far", "since": "2099-01-01", "currency": "EUR"})

    found = replay(json.dumps(changed), run, sealed)

    assert found is not None
    assert (found.where.split(" › ")[-1], found.stored) == ("seal", sealed)


@pytest.mark.parametrize(
    ("break_it", "where"),
    [
        (lambda run: run["totals"].update(EUR=1), "totals › EUR"),
        (lambda run: run["slips"].pop(), "slips"),
        (lambda run: run["slips"][0]["lines"].append(run["slips"][0]["lines"][0]), "lines"),
        (lambda run: run.update(engine="0"), "engine"),
    ],
)
def test_whatever_was_changed_is_named(break_it: Any, where: str) -> None:
    case, text, sealed = stored(BUSY[1])
    run = json.loads(text)
    break_it(run)

    found = replay(case, json.dumps(run), sealed)

    assert found is not None
    assert where in found.where


def test_inputs_that_are_no_case_any_more_are_refused() -> None:
    case, run, sealed = stored(BUSY[0])

    with pytest.raises(CaseRefused):
        replay(case.replace('"zone"', '"zome"'), run, sealed)
