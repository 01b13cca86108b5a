"""Pay plans: who is paid how, and a change that is weighed before it is saved."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.agency import clean_day
from onyx_app.rules.pay_plan_form import terms_from
from onyx_app.rules.pay_plans import TermsRefused
from onyx_app.rules.text import clean_currency, clean_id
from onyx_app.services import pay_people, pay_plans
from onyx_app.services.pay_people import Change, PaidPerson, PersonPlans
from onyx_app.states._address import arriving, asked

_NO_CHANGE = Change([], "", "", [])


class PayPlansState(rx.State):
    """`person` is in the drawer while the id is set; `change` waits for a yes while `weighed` is true."""

    people: list[PaidPerson] = []
    without: int = 0
    person: PersonPlans = PersonPlans()
    rules: int = 1
    weighed: bool = False
    change: Change = _NO_CHANGE
    errors: dict[str, str] = {}
    _terms: dict[str, Any] = {}
    _currency: str = ""
    _since: str = ""

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def load(self) -> None:
        """The list, and the person the address names."""
        opened = asked(self, "open")
        if arriving(self) or opened != self.person.id:
            self._begin_anew()
        async with guard.work(self) as work:
            self.people = await pay_people.paid_people(work)
            self.without = sum(not row.lines for row in self.people)
            if opened and opened != self.person.id:
                self.person = await pay_people.plans_of_person(work, profile_id=clean_id(opened, ""))
                self.rules = max(1, sum(bool(row.value) for row in self.person.form.rules))

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def add_rule(self) -> None:
        self.rules = min(self.rules + 1, len(self.person.form.rules))

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def weigh(self, profile_id: UUID, form: dict[str, Any]) -> None:
        """Check what was typed and say what it would have cost; nothing is saved yet."""
        self.errors, self.weighed = {}, False
        typed = {str(key): str(value or "") for key, value in form.items()}  # an empty box arrives as False
        since, currency = clean_day(typed.get("since", ""), "since"), clean_currency(typed.get("currency", ""))
        try:
            async with guard.work(self) as work:
                before = await pay_people.terms_now(work, profile_id=profile_id)
                terms = terms_from(typed, currency, before)
                asked_for = {"since": since, "currency": currency, "terms": terms}
                self.change = await pay_people.weigh(work, profile_id=profile_id, **asked_for)
        except TermsRefused as refused:
            self.errors = {one.field: guard.sentence(one.key) for one in refused.wrong if one.field}
            self.errors["form"] = guard.sentence("pay_plans.look_up")
            return
        self._terms, self._currency, self._since, self.weighed = terms, currency, since.isoformat(), True

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def change_more(self) -> None:
        self.weighed = False

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def save(self, profile_id: UUID) -> None:
        """Keep what was weighed last."""
        if not self.weighed or str(profile_id) != self.person.id:
            return
        async with guard.work(self) as work:
            day = clean_day(self._since, "since")
            await pay_plans.set_plan(work, profile_id=profile_id, since=day, currency=self._currency, terms=self._terms)
        self._begin_anew()
        async with guard.work(self) as work:
            self.person = await pay_people.plans_of_person(work, profile_id=profile_id)
            self.people = await pay_people.paid_people(work)
            self.without = sum(not row.lines for row in self.people)
        await guard.flash(self, guard.sentence("pay_plans.saved", name=self.person.name))

    def _begin_anew(self) -> None:
        self.person, self.change, self.weighed, self.errors, self.rules = PersonPlans(), _NO_CHANGE, False, {}, 1
        self._terms, self._currency, self._since = {}, "", ""
