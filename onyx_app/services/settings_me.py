"""What a person decides about themselves: language, time zone, password, e-mail, second step.

Whatever lets somebody in asks for the password again and ends every other session of the person, in every agency.
"""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from onyx_app import strings
from onyx_app.errors import InvalidInput, OnyxError
from onyx_app.live import Topic
from onyx_app.rules.sign_in import new_password
from onyx_app.rules.text import clean_email, clean_line, clean_zone
from onyx_app.security import hash_password
from onyx_app.services import audit, links, second_step, sessions, throttle
from onyx_app.services.second_step import Enrolment
from onyx_app.services.sign_in import WrongCode, count_code_try, prove_again
from onyx_app.work import Work

_ME = text(
    "select p.name, s.email, p.locale, p.zone, a.zone as agency_zone, a.locale as agency_locale"
    " from profiles p join agencies a on a.id = p.agency_id join sign_ins s on s.id = p.sign_in_id"
    " where p.agency_id = :agency_id and p.id = :id"
)
_PASSWORD = text(
    "update credentials set password_hash = :hash, password_changed_at = :now, lent = false where sign_in_id = :id"
)


class EmailTaken(OnyxError):
    """Somebody signs in with it already."""

    key = "sign_in.email_taken"
    field = "email"


class SecondStepNeeded(OnyxError):
    """An agency the person works in asks for a second step, so it cannot be turned off."""

    key = "settings_me.second_step_needed"


class AlreadyOn(OnyxError):
    """The second step was set up meanwhile."""

    key = "settings_me.second_step_on"


@dataclass(frozen=True, slots=True)
class MyCard:
    """One's own settings. Empty `language` and `zone`: the agency's, which are given beside them."""

    name: str
    email: str
    language: str
    zone: str
    agency_language: str
    agency_zone: str
    second_step: bool
    recovery_codes_left: int


async def mine(work: Work) -> MyCard:
    """The asker's own settings."""
    values = {"agency_id": work.actor.agency_id, "id": work.actor.person()}
    row = (await work.session.execute(_ME, values)).one()
    sign_in_id = work.actor.sign_in()
    return MyCard(
        name=row.name,
        email=row.email,
        language=row.locale,
        zone=row.zone,
        agency_language=row.agency_locale,
        agency_zone=row.agency_zone,
        second_step=await second_step.is_on(work.session, sign_in_id),
        recovery_codes_left=await second_step.recovery_codes_left(work.session, sign_in_id),
    )


async def save(work: Work, *, language: str, zone: str) -> None:
    """Language and time zone in this agency; empty means as the agency has it.

    Raises:
        InvalidInput: a language that does not ship, or no such zone.
    """
    language, zone = clean_line(language, "language", 16, required=False), clean_zone(zone, required=False)
    if language and language not in strings.languages():
        raise InvalidInput("language", "choice")
    statement = text("update profiles set locale = :language, zone = :zone where agency_id = :agency_id and id = :id")
    values = {"language": language, "zone": zone, "agency_id": work.actor.agency_id, "id": work.actor.person()}
    await work.session.execute(statement, values)
    work.announce(Topic.SESSIONS, work.actor.session_id or "")  # what is remembered of the session holds both


async def change_password(work: Work, *, current: str, new: str) -> int:
    """Choose another password; how many other sessions that ended.

    Raises:
        InvalidInput, CommonPassword: the new one cannot be taken.
        NotYourPassword, TooManyAttempts
    """
    chosen = new_password(new, "new")
    await prove_again(work, password=current, field="current")
    values = {"hash": await hash_password(chosen), "now": work.now, "id": work.actor.sign_in()}
    await work.session.execute(_PASSWORD, values)
    await links.void_all(work.actor.sign_in())
    audit.note(work, "password_changed", work.actor.person())
    return await sessions.end_others(work, because="password_changed")


async def change_email(work: Work, *, email: str, password: str) -> int:
    """Sign in with another e-mail from now on, in every agency; how many other sessions that ended.

    Raises:
        InvalidInput, EmailTaken, NotYourPassword, TooManyAttempts
    """
    wanted = clean_email(email)
    await prove_again(work, password=password, field="email_password")
    values = {"email": wanted, "id": work.actor.sign_in()}
    try:
        async with work.session.begin_nested():
            await work.session.execute(text("update sign_ins set email = :email where id = :id"), values)
    except IntegrityError:
        raise EmailTaken from None  # the cause quotes the e-mail
    audit.note(work, "email_changed", work.actor.person())
    work.announce(Topic.TEAM, work.actor.person())
    return await sessions.end_others(work, because="email_changed")


async def begin_second_step(work: Work, *, password: str) -> Enrolment:
    """The secret and the recovery codes for an authenticator app; nothing changes until a code is confirmed.

    Raises:
        AlreadyOn, NotYourPassword, TooManyAttempts
    """
    await prove_again(work, password=password, field="step_password")
    enrolment = await second_step.enrol(work.session, work.actor.sign_in())
    if enrolment is None:
        raise AlreadyOn
    return enrolment


async def confirm_second_step(work: Work, *, code: str) -> int:
    """Turn the second step on with the app's first code; how many other sessions that ended.

    Raises:
        WrongCode, TooManyAttempts
    """
    sign_in_id = work.actor.sign_in()
    key = await count_code_try(sign_in_id, work.now)
    if not await second_step.confirm(work.session, sign_in_id, code[:64], work.now):
        raise WrongCode
    await throttle.forgive(work.session, key)
    audit.note(work, "second_step_on", work.actor.person())
    return await sessions.end_others(work, because="second_step_changed")


async def turn_off_second_step(work: Work, *, password: str) -> int:
    """Sign in with the password alone again; how many other sessions that ended.

    Raises:
        SecondStepNeeded, NotYourPassword, TooManyAttempts
    """
    await prove_again(work, password=password, field="step_password")
    owed = text("select coalesce(bool_or(needs_totp), false) from lookup_profiles() where status = 'active'")
    if (await work.session.execute(owed)).scalar_one():
        raise SecondStepNeeded
    await second_step.turn_off(work.session, work.actor.sign_in())
    audit.note(work, "second_step_off", work.actor.person())
    return await sessions.end_others(work, because="second_step_changed")


async def new_recovery_codes(work: Work, *, password: str) -> tuple[str, ...]:
    """Ten new codes; the old ones stop working.

    Raises:
        NotYourPassword, TooManyAttempts
    """
    await prove_again(work, password=password, field="codes_password")
    audit.note(work, "recovery_codes_made", work.actor.person())
    await sessions.end_others(work, because="second_step_changed")
    return await second_step.new_recovery_codes(work.session, work.actor.sign_in())
