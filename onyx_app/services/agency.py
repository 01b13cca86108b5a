"""What an agency decides about itself: its look, its place, its clock, its pay calendar, its second factor."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from onyx_app.errors import NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rules.agency import LEGAL_BREAKS, Form, Section, clean_section, shown_clock, shown_hours
from onyx_app.services import audit, second_step
from onyx_app.tables import Agency, Logo
from onyx_app.work import Work

# What every session holds: whose place it is in, and whether it still counts without a second step.
_OF_SESSIONS = {"zone", "locale", "totp_roles"}


class OwnStepFirst(OnyxError):
    """Requiring a second step of one's own role takes having one."""

    key = "settings.errors.own_step_first"
    field = "totp_roles"


@dataclass(frozen=True, slots=True)
class Brand:
    """What every page of the agency wears. `logo_url` is "" without a logo."""

    name: str
    accent: str
    logo_url: str


@dataclass(frozen=True, slots=True)
class AgencySettings:
    """The settings page as its forms hold it: texts, `HH:MM`, ISO dates, roles as a list."""

    name: str = ""
    accent: str = ""
    logo_url: str = ""
    currency: str = ""
    zone: str = ""
    locale: str = ""
    week_start: str = ""
    country: str = ""
    region: str = ""
    early_window_minutes: str = ""
    grace_minutes: str = ""
    rounding_minutes: str = ""
    rounding_favour: str = ""
    auto_clock_out_hours: str = ""
    variance_minutes: str = ""
    legal_after_1: str = ""
    legal_minutes_1: str = ""
    legal_after_2: str = ""
    legal_minutes_2: str = ""
    minimum_rest_hours: str = ""
    prompt_after_minutes: str = ""
    weekend_days: list[str] = field(default_factory=list)
    night_from: str = ""
    night_until: str = ""
    hours_budget: str = ""
    pay_frequency: str = ""
    pay_anchor: str = ""
    totp_roles: list[str] = field(default_factory=list)


async def brand(work: Work) -> Brand:
    """For everybody of the agency."""
    row = (await work.session.execute(select(col(Agency.name), col(Agency.accent), col(Agency.logo_id)))).one()
    return Brand(row.name, row.accent, logo_url(row.logo_id))


async def read(work: Work) -> AgencySettings:
    """All settings, for who may change them."""
    work.actor.must(Action.EDIT_AGENCY)
    return _shown(await _agency(work))


async def change(work: Work, *, section: str, form: Form) -> AgencySettings:
    """Save one card of the settings page; every changed field is on the audit trail with before and after.

    Raises:
        InvalidInput: names the field; nothing of the card is saved.
        OwnStepFirst: the asker requires of themselves what they have not set up.
    """
    work.actor.must(Action.EDIT_AGENCY)
    columns = clean_section(Section(section), form)
    agency = await _agency(work)
    if section == Section.SAFETY:
        await _asker_must_be_ready(work, columns["totp_roles"])
    changed = {key: value for key, value in columns.items() if getattr(agency, key) != value}
    if changed:
        before = {key: _plain(getattr(agency, key)) for key in changed}
        for key, value in changed.items():
            setattr(agency, key, value)
        after = {key: _plain(value) for key, value in changed.items()}
        audit.note(work, f"agency_{section}_changed", str(agency.id), before=before, after=after)
        work.announce(Topic.SETTINGS)
        if changed.keys() & _OF_SESSIONS:
            work.announce(Topic.SESSIONS)
    return _shown(agency)


async def keep_logo(work: Work, *, png: bytes) -> str:
    """Make `png` (already checked and re-encoded) the logo; the answer is its address. The old one is removed."""
    work.actor.must(Action.EDIT_AGENCY)
    agency = await _agency(work)
    logo = Logo(agency_id=agency.id, png=png)
    work.session.add(logo)
    await work.session.flush()
    await _swap_logo(work, agency, logo.id)
    return logo_url(logo.id)


async def remove_logo(work: Work) -> None:
    """Back to the name alone."""
    work.actor.must(Action.EDIT_AGENCY)
    await _swap_logo(work, await _agency(work), None)


async def logo(work: Work, *, logo_id: UUID) -> bytes:
    """The logo's PNG, for everybody of the agency.

    Raises:
        NotFound: not a logo of this agency.
    """
    png = await work.session.scalar(select(col(Logo.png)).where(col(Logo.id) == logo_id))
    if png is None:
        raise NotFound
    return png


def logo_url(logo_id: UUID | None) -> str:
    """A new logo has a new address, so that browsers may keep the old one for ever."""
    return f"/logo/{logo_id}.png" if logo_id else ""


async def _agency(work: Work) -> Agency:
    return (await work.session.scalars(select(Agency).with_for_update(key_share=True))).one()


async def _asker_must_be_ready(work: Work, totp_roles: list[str]) -> None:
    """Raises OwnStepFirst for who would shut themselves out."""
    asker = work.actor
    if asker.role is None or asker.role not in totp_roles or asker.sign_in_id is None:
        return
    if not await second_step.is_on(work.session, asker.sign_in_id):
        raise OwnStepFirst


async def _swap_logo(work: Work, agency: Agency, logo_id: UUID | None) -> None:
    if agency.logo_id == logo_id:
        return
    agency.logo_id = logo_id
    await work.session.flush()
    await work.session.execute(delete(Logo).where(col(Logo.id) != logo_id if logo_id else col(Logo.id).is_not(None)))
    audit.note(work, "logo_changed" if logo_id else "logo_removed", str(agency.id))
    work.announce(Topic.SETTINGS)


def _shown(agency: Agency) -> AgencySettings:
    budget, prompt = agency.hours_budget, agency.prompt_after_minutes
    legal = [(shown_hours(each["after"]), str(each["minutes"])) for each in agency.legal_breaks[:LEGAL_BREAKS]]
    first, second = [*legal, ("", ""), ("", "")][:2]
    return AgencySettings(
        name=agency.name,
        accent=agency.accent,
        logo_url=logo_url(agency.logo_id),
        currency=agency.currency,
        zone=agency.zone,
        locale=agency.locale,
        week_start=str(agency.week_start),
        country=agency.country,
        region=agency.region,
        early_window_minutes=str(agency.early_window_minutes),
        grace_minutes=str(agency.grace_minutes),
        rounding_minutes=str(agency.rounding_minutes),
        rounding_favour=agency.rounding_favour,
        auto_clock_out_hours=str(agency.auto_clock_out_hours),
        variance_minutes=str(agency.variance_minutes),
        legal_after_1=first[0],
        legal_minutes_1=first[1],
        legal_after_2=second[0],
        legal_minutes_2=second[1],
        minimum_rest_hours=str(agency.minimum_rest_hours),
        prompt_after_minutes="" if prompt is None else str(prompt),
        weekend_days=[str(day) for day in agency.weekend_days],
        night_from=shown_clock(agency.night_from),
        night_until=shown_clock(agency.night_until),
        hours_budget="" if budget is None else str(budget),
        pay_frequency=agency.pay_frequency,
        pay_anchor=agency.pay_anchor.isoformat(),
        totp_roles=list(agency.totp_roles),
    )


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    return value.isoformat() if isinstance(value, date) else value
