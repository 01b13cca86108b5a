"""A file to start from, with names of this agency in it."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules import revenue_csv
from onyx_app.rules.revenue_csv import safe_cell
from onyx_app.tables import Agency, Creator
from onyx_app.work import Work


async def sample(work: Work) -> str:
    """Two sales and a reversal, in the agency's currency and of its first creator; imports without a change.

    Raises:
        NotAllowed
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    currency = await work.session.scalar(select(col(Agency.currency))) or "EUR"
    query = select(col(Creator.name)).where(col(Creator.status) != "left").order_by(col(Creator.name)).limit(1)
    creator = await work.session.scalar(query) or "Luna"
    day = work.now - timedelta(days=2)

    def line(hours: int, kind: str, gross: int, fee: int, *rest: str) -> str:
        at = (day + timedelta(hours=hours)).isoformat(timespec="seconds")
        amounts = [revenue_csv.plain(part, currency) for part in (gross, fee, gross - fee)]
        return ",".join([at, safe_cell(creator.replace(",", " ")), kind, *amounts, currency, *rest])

    lines = [
        ",".join(revenue_csv.COLUMNS),
        line(0, "message", 2500, 500, "fan-1", "sale-1", ""),
        line(1, "tip", 1000, 200, "fan-2", "", ""),
        line(5, "message", -2500, -500, "fan-1", "sale-1", ""),
    ]
    return "\r\n".join([*lines, ""])
