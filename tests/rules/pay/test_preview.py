"""The live meter and the preview of a changed plan use the engine itself."""

from dataclasses import replace

from onyx_app.rules.pay import Plan, as_if_ended, calculate, earned_by_person, with_plan
from onyx_app.rules.worktime import LONGEST_STRETCH
from tests.rules.pay.figures import case_of, concerns, lines, mia, run_of, sale, sheet

RUNNING = {"id": "now", "start": "2026-05-04T08:00Z"}


def test_the_meter_of_a_running_shift_equals_the_slip_had_it_ended_now() -> None:
    case = case_of(mia(sheets=[RUNNING]))
    start = case.people[0].sheets[0].start

    meter = calculate(as_if_ended(case, start + 95))

    closed = run_of(mia(sheets=[sheet("now", "04 08:00", "04 09:35")]))
    assert lines(meter) == lines(closed)
    assert concerns(meter) == []


def test_a_forgotten_shift_does_not_run_up_the_meter_for_ever() -> None:
    case = case_of(mia(sheets=[RUNNING]))
    start = case.people[0].sheets[0].start

    assert lines(calculate(as_if_ended(case, start + 9999)))[0].quantity == LONGEST_STRETCH
    assert lines(calculate(as_if_ended(case, start - 5))) == []


def test_a_plan_is_previewed_on_the_facts_of_the_past() -> None:
    case = case_of(mia(sheets=[sheet("t", "04 08:00", "04 18:00")]), sales=[sale("s", 10_000)])
    plan = replace(case.people[0].plans[0], id="draft", hourly=2_500)

    before, after = (earned_by_person([calculate(each)]) for each in (case, with_plan(case, "mia", plan)))

    assert (before, after) == ({("mia", "EUR"): 20_000}, {("mia", "EUR"): 25_000})


def test_a_preview_reaches_back_to_the_first_plan_and_leaves_the_others_alone() -> None:
    case = case_of(mia(), {"id": "ana"})
    later = Plan("draft", case.period.end, "EUR", hourly=1)

    changed = with_plan(case, "mia", later)

    assert changed.people[0].plans[0].since == case.people[0].plans[0].since
    assert changed.people[1] == case.people[1]
