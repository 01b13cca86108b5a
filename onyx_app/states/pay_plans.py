"""Pay plans: who is paid how, and a change that is weighed before it is saved."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.agency import clean_day
from onyx_app.rules.pay_plan_editor import changed
from onyx_app.rules.pay_plan_form import PlanForm, terms_from
from onyx_app.rules.pay_plans import PlanDates, TermsRefused
from onyx_app.rules.text import clean_currency, clean_id
from onyx_app.services import pay_people, pay_plans
from onyx_app.services.pay_people import Change, PaidPeople, PersonPlans
from onyx_app.states._address import arriving, asked, page_asked, read_filters
from onyx_app.work import Work

_NO_CHANGE = Change([], "", "", [])


class PayPlansState(rx.State):
    """`person` is in the drawer while the id is set; `form` are the form's rows, what is typed in them is not here.

    `change` waits for a yes while `weighed` is true; `leaving` is the planned version somebody is about to withdraw.
    """

    people: PaidPeople = PaidPeople()
    search: str = ""
    person: PersonPlans = PersonPlans()
    form: PlanForm = PlanForm()
    weighed: bool = False
    change: Change = _NO_CHANGE
    leaving: str = ""
    leaving_words: str = ""
    errors: dict[str, str] = {}
    _save: dict[str, Any] = {}

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def load(self) -> None:
        """The list, and the person the address names."""
        opened = asked(self, "open")
        if arriving(self) or opened != self.person.id:
            self._begin_anew()
        read_filters(self, search="")
        async with guard.work(self) as work:
            self.people = await pay_people.paid_people(work, search=self.search, page=page_asked(self))
            if opened and opened != self.person.id:
                await self._open(work, clean_id(opened, ""))

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def edit_rows(self, what: str, row: str = "", value: str = "") -> None:
        """Add, take away or move a row of overtime, commission or brackets; what is typed elsewhere stays."""
        self.form = changed(self.form, what, row, value)

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def weigh(self, profile_id: UUID, form: dict[str, Any]) -> None:
        """Check what was typed and say what it would have cost; nothing is saved yet."""
        self.errors, self.weighed = {}, False
        typed = {str(key): str(value or "") for key, value in form.items()}  # an empty box arrives as False
        since, until = clean_day(typed.get("since", ""), "since"), _day_after(typed.get("until", ""))
        if until is not None and until <= since:
            raise PlanDates
        currency = clean_currency(typed.get("currency", ""))
        try:
            terms = terms_from(typed, currency, self.form)
            async with guard.work(self) as work:
                asked_for = {"since": since, "until": until, "currency": currency, "terms": terms}
                self.change = await pay_people.weigh(work, profile_id=profile_id, **asked_for)
        except TermsRefused as refused:
            self.errors = {one.field: guard.sentence(one.key) for one in refused.wrong if one.field}
            self.errors["form"] = guard.sentence("pay_plans.look_up")
            return
        self._save, self.weighed = asked_for, True

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def change_more(self) -> None:
        self.weighed = False

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def save(self, profile_id: UUID) -> None:
        """Keep what was weighed last."""
        if not self.weighed or str(profile_id) != self.person.id:
            return
        async with guard.work(self) as work:
            await pay_plans.set_plan(work, profile_id=profile_id, **self._save)
        await self._show_again(profile_id)
        await guard.flash(self, guard.sentence("pay_plans.saved", name=self.person.name))

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def ask_withdraw(self, plan_id: UUID) -> None:
        version = next((one for one in self.person.versions if one.id == str(plan_id)), None)
        self.leaving = version.id if version else ""
        self.leaving_words = guard.sentence("pay_plans.from_on", since=version.since) if version else ""

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def keep(self) -> None:
        self.leaving = ""

    @guard.allow(Action.EDIT_PAY_PLANS)
    async def withdraw(self, plan_id: UUID) -> None:
        """Take a planned version back: the one before it goes on."""
        whose = clean_id(self.person.id)
        async with guard.work(self) as work:
            await pay_plans.withdraw(work, plan_id=plan_id)
        await self._show_again(whose)
        await guard.flash(self, guard.sentence("pay_plans.withdrawn"))

    async def _show_again(self, profile_id: UUID) -> None:
        self._begin_anew()
        async with guard.work(self) as work:
            await self._open(work, profile_id)
            self.people = await pay_people.paid_people(work, search=self.search, page=page_asked(self))

    async def _open(self, work: Work, profile_id: UUID) -> None:
        self.person, self.form = await pay_people.plans_of_person(work, profile_id=profile_id)

    def _begin_anew(self) -> None:
        self.person, self.form, self.change = PersonPlans(), PlanForm(), _NO_CHANGE
        self.weighed, self.leaving, self.errors, self._save = False, "", {}, {}


def _day_after(typed: str) -> date | None:
    """Plans end before a day; people say the last one they count."""
    return clean_day(typed, "until") + timedelta(days=1) if typed else None
