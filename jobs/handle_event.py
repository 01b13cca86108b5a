"""A stored event becomes what it means: today a provisional sale and who earned it, or nothing at all.

One transaction: when the process is killed in the middle, nothing of it happened and the job runs again; when it ran
already, the event is no longer waiting and nothing happens twice.
"""

from uuid import UUID

from onyx_app.integrations import fanvue
from onyx_app.services import inbox, revenue
from onyx_app.services.inbox import Waiting
from onyx_app.work import Actor, Work, open_work


async def handle_event(agency_id: str, event_id: str) -> None:
    async with open_work(Actor.system(UUID(agency_id))) as work:
        event = await inbox.take(work, event_id=UUID(event_id))
        if event is None:
            return
        try:
            await _do_what_it_says(work, event)
        except revenue.NotYourCreator:
            await inbox.settle(work, event_id=event.id, state="unmatched", reason="creator")
        except fanvue.BadPrice:
            await inbox.settle(work, event_id=event.id, state="failed", reason="price")
        else:
            await inbox.settle(work, event_id=event.id, state="handled")


async def _do_what_it_says(work: Work, event: Waiting) -> None:
    """Raises NotYourCreator or BadPrice when it cannot be done."""
    told = fanvue.told_by(event.event, event.body, event.received_at)
    if told.sale is None:
        if told.recipient is not None:
            await revenue.creator_behind(work, told.recipient)
        return
    await revenue.record_sale(work, told.sale, event_id=event.id, recipient=told.recipient, currency=event.currency)
