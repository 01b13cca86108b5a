"""The engine as a whole: against the oracle, and what must hold for every run."""

import json
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from onyx_app.rules.pay import Case, Concern, calculate, case_json, read_case, run_json, seal
from tests.oracle.cases import random_case
from tests.rules.pay.comparing import cents_apart

SEEDS = range(400)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [read_case(json.dumps(random_case(seed))) for seed in SEEDS]


def test_the_oracle_agrees_to_the_cent_on_1000_random_periods() -> None:
    cents, seeds = cents_apart(range(1000))

    assert (cents, seeds) == (0, [])


def test_the_random_periods_use_every_kind_of_line(cases: list[Case]) -> None:
    kinds = Counter(line.kind for case in cases for slip in calculate(case).slips for line in slip.lines)

    assert len(kinds) == 18
    assert min(kinds.values()) >= 10


def test_lines_add_up_to_the_slip_and_slips_to_the_run(cases: list[Case]) -> None:
    for case in cases:
        run = calculate(case)

        of_run: Counter[str] = Counter()
        for slip in run.slips:
            of_slip: Counter[str] = Counter()
            for line in slip.lines:
                of_slip[line.currency] += line.amount
            assert dict(slip.totals) == dict(of_slip)
            assert all(amount >= 0 for _, amount in slip.totals)
            of_run.update(of_slip)
        assert dict(run.totals) == dict(of_run)


def test_every_line_can_be_recalculated_from_its_own_figures(cases: list[Case]) -> None:
    for case in cases:
        for slip in calculate(case).slips:
            for line in slip.lines:
                assert line.recalculated() == line.amount


def test_the_sources_of_a_line_add_up_to_it(cases: list[Case]) -> None:
    for case in cases:
        for slip in calculate(case).slips:
            for line in slip.lines:
                shares = sum(share for _, share in line.sources)
                if line.source in ("timesheet", "leave"):
                    assert shares == line.quantity
                elif line.source == "sale" or line.sources:
                    assert shares == line.amount


def test_overtime_never_counts_a_minute_twice(cases: list[Case]) -> None:
    for case in cases:
        for slip in calculate(case).slips:
            paid = {each.sheet: each.paid for each in slip.minutes}
            overtime: Counter[str] = Counter()
            for line in slip.lines:
                if line.kind in ("daily_overtime", "weekly_overtime"):
                    overtime.update({sheet: share for sheet, share in line.sources if sheet in paid})
            assert all(overtime[sheet] <= paid[sheet] for sheet in paid)


def test_the_order_of_the_facts_changes_nothing(cases: list[Case]) -> None:
    for seed, case in enumerate(cases[:100]):
        mixed = shuffled(case, Random(seed))  # noqa: S311 - repeatable, not secret

        assert run_json(calculate(mixed)) == run_json(calculate(case))
        assert seal(case_json(mixed)) == seal(case_json(case))


def test_a_run_cut_into_one_case_per_person_is_the_same_run(cases: list[Case]) -> None:
    for case in cases:
        names = [person.id for person in case.people]
        parts = [replace(case, people=(), sales=tuple(sale for sale in case.sales if not sale.credits))]
        for person in case.people:
            sales = tuple(sale for sale in case.sales if person.id in dict(sale.credits))
            parts.append(replace(case, people=(person,), sales=sales, elsewhere=tuple({*names, "guest"} - {person.id})))

        runs = [calculate(part) for part in parts]

        whole = calculate(case)
        assert tuple(slip for run in runs for slip in run.slips) == whole.slips
        known = [item for item in whole.attention if item.concern is not Concern.UNKNOWN_PERSON]
        assert sorted(map(repr, known)) == sorted(repr(item) for run in runs for item in run.attention)


def shuffled(case: Case, dice: Random) -> Case:
    def mix(facts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dice.sample(facts, len(facts)))

    people = tuple(
        replace(
            person,
            plans=mix(person.plans),
            sheets=mix(person.sheets),
            leave=mix(person.leave),
            bonuses=mix(person.bonuses),
            open_weeks=mix(person.open_weeks),
        )
        for person in case.people
    )
    sales = tuple(replace(sale, credits=mix(sale.credits)) for sale in case.sales)
    agency = replace(case.agency, holidays=mix(case.agency.holidays), legal_breaks=mix(case.agency.legal_breaks))
    return replace(case, agency=agency, people=mix(people), sales=mix(sales))
