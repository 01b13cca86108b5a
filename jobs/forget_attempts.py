"""Counts of failed sign-ins say nothing after a day, and are not kept."""

from datetime import UTC, datetime

from onyx_app.db import house_session
from onyx_app.services import throttle


async def forget_attempts() -> None:
    async with house_session() as session:
        await throttle.forget_old(session, datetime.now(UTC))
