"""The second step of signing in: a code, or setting the codes up first when the agency asks for them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onyx_app.db import enter, house_session
from onyx_app.errors import OnyxError
from onyx_app.services import links, second_step, throttle
from onyx_app.services.links import Purpose
from onyx_app.services.second_step import Enrolment
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in._begin import Begun, start


class WrongCode(OnyxError):
    """Not the present code, used already, or not one of the recovery codes."""

    key = "sign_in.wrong_code"
    field = "code"


class StepExpired(OnyxError):
    """The ten minutes after the password are over, or the step was finished elsewhere."""

    key = "sign_in.step_expired"


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked of the person now: a code, or (with `enrolment`) to set up their app first."""

    enrolment: Enrolment | None = None


async def pending_step(token: str, *, now: datetime) -> Step | None:
    """The step behind `token`, for the page that asks; None when there is none any more.

    Somebody who must set up a second step gets their secret and fresh recovery codes each time this is asked.
    """
    async with house_session() as session:
        link = await links.find(session, token, now)
        if link is None or link.purpose is not Purpose.SECOND_STEP or link.sign_in_id is None:
            return None
        await enter(session, sign_in_id=link.sign_in_id)
        return Step(await second_step.enrol(session, link.sign_in_id))


async def finish_second_step(token: str, *, code: str, visitor: Visitor, now: datetime, replaces: str = "") -> Begun:
    """Sign in with the code; the first code of somebody setting up confirms it.

    Raises:
        StepExpired, WrongCode, TooManyAttempts
    """
    sign_in_id, right = await _check(token, code[:64], visitor.address, now)
    if not right:
        async with house_session() as session:
            await throttle.count_failure(session, visitor.address, now)
        raise WrongCode
    return await start(sign_in_id, visitor=visitor, now=now, replaces=replaces)


async def count_code_try(sign_in_id: UUID, now: datetime) -> bytes:
    """Count a code tried by somebody who is signed in; the answer is the key to forgive when it was right.

    Raises:
        TooManyAttempts
    """
    key = _key(sign_in_id)
    async with house_session() as session:
        await throttle.count_try(session, key, "", now)
    return key


async def _check(token: str, code: str, address: str, now: datetime) -> tuple[UUID, bool]:
    """One transaction: a wrong code commits its count, a right one is used up together with the step."""
    async with house_session() as session:
        link = await links.find(session, token, now)
        if link is None or link.purpose is not Purpose.SECOND_STEP or link.sign_in_id is None:
            raise StepExpired
        sign_in_id = link.sign_in_id
        key = _key(sign_in_id)
        await throttle.count_try(session, key, address, now)
        await enter(session, sign_in_id=sign_in_id)
        check = second_step.use if await second_step.is_on(session, sign_in_id) else second_step.confirm
        if not await check(session, sign_in_id, code, now):
            return sign_in_id, False
        await links.claim(session, token, Purpose.SECOND_STEP, now)
        await throttle.forgive(session, key)
    return sign_in_id, True


def _key(sign_in_id: UUID) -> bytes:
    return throttle.account_key("second step", str(sign_in_id))
