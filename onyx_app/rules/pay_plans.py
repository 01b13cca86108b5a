"""A pay plan as somebody wrote it: read with the engine's own types, refused with a sentence for each field."""

import json
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from onyx_app.errors import OnyxError
from onyx_app.rules.pay import Agency, Case, CaseRefused, Person, Plan, check
from onyx_app.rules.periods import Period

_PLAN = TypeAdapter(Plan)
_AROUND = {"id", "since", "until", "currency"}  # columns of their own, not part of the terms
_SENTENCES = (
    ({"factor", "night", "weekend", "holiday"}, "factor"),
    ({"percent"}, "percent"),
    ({"hourly", "base", "guarantee", "fixed", "above"}, "amount"),
    ({"after_minutes"}, "minutes"),
    ({"basis", "regular_rate"}, "choice"),
    ({"kind"}, "text"),
)
_TWICE = {"daily overtime": "daily_overtime", "weekly overtime": "weekly_overtime", "leave": "leave"}


class WrongTerm(OnyxError):
    """One field of a plan cannot be taken; `field` is its path, such as commission.0.percent."""

    key = "pay_plans.wrong.shape"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field=field)
        self.key = f"pay_plans.wrong.{reason}"  # type: ignore[misc]


class TermsRefused(WrongTerm):
    """The plan is not kept. It speaks for the first wrong field; `wrong` has all of them."""

    def __init__(self, wrong: list[WrongTerm]) -> None:
        super().__init__(wrong[0].field or "terms", wrong[0].key.rpartition(".")[2])
        self.wrong = tuple(wrong)


class PlanDates(WrongTerm):
    """The last day comes before the first."""

    def __init__(self) -> None:
        super().__init__("until", "plan_dates")


def read_plan(plan_id: str, since: date, until: date | None, currency: str, terms: dict[str, Any]) -> Plan:
    """The engine's plan from its terms: the entries of `people[].plans[]` in docs/pay-calc.md.

    Raises:
        TermsRefused: names every wrong field.
    """
    outside = [WrongTerm(name, "unknown") for name in sorted(terms.keys() & _AROUND)]
    if outside:
        raise TermsRefused(outside)
    ends = {"until": until.isoformat()} if until else {}
    written = {"id": plan_id, "since": since.isoformat(), "currency": currency, **ends, **terms}
    try:
        plan = _PLAN.validate_json(json.dumps(written), strict=True, extra="forbid")
    except ValidationError as error:
        raise TermsRefused([_wrong(each) for each in error.errors(include_url=False)]) from None
    _check(plan)
    return plan


def terms_of(plan: Plan) -> dict[str, Any]:
    """What is stored of a plan beside its dates and currency; what is as usual is left out."""
    written = _PLAN.dump_python(plan, mode="json", exclude_defaults=True)
    return {key: value for key, value in written.items() if key not in _AROUND}


def _wrong(error: Any) -> WrongTerm:
    path = [str(part) for part in error["loc"]]
    field = ".".join(path) or "terms"
    if error["type"] in ("missing", "extra_forbidden", "unexpected_keyword_argument"):
        return WrongTerm(field, "required" if error["type"] == "missing" else "unknown")
    return WrongTerm(field, next((reason for names, reason in _SENTENCES if path and path[-1] in names), "shape"))


def _check(plan: Plan) -> None:
    """What no single field shows: dates in order, tiers and kinds once, one way of paying per commission rule."""
    day = Period(plan.since, plan.since.replace(year=plan.since.year + 1, month=1, day=1))
    try:
        check(Case(Agency("UTC"), day, (Person("plan", plans=(plan,)),)))
    except CaseRefused as refused:
        why, where = refused.key.rpartition(".")[2], str(refused.parameters["where"])
        fields = {"currency": "currency", "plan_dates": "until", "period": "since"}
        twice = next((name for words, name in _TWICE.items() if words in where), "commission")
        raise TermsRefused([WrongTerm(fields.get(why, twice), why)]) from None
