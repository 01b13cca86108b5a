"""Every night the books of every agency are added up: an imbalance is an error that somebody must see.

The database refuses an unbalanced journal; this notices when something got past it.
"""

from uuid import UUID

import structlog

from onyx_app.services import ledger
from onyx_app.work import Actor, open_work

log = structlog.get_logger(__name__)


async def check_books(agency_id: str) -> None:
    async with open_work(Actor.system(UUID(agency_id))) as work:
        balance = await ledger.trial_balance(work)
    if not balance.holds:
        wrong = {currency: amount for currency, amount in balance.sums.items() if amount}
        log.error("books.unbalanced", agency=agency_id, sums=wrong)
