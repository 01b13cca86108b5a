"""Scenes of pay: plans, timesheets and sales written as plain rows, and a run taken through its steps."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from onyx_app import security
from onyx_app.services import payroll
from onyx_app.services.bank_accounts import SEALED_FOR
from onyx_app.services.payroll import RunCard
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

ADA, SAM = cast.CHATTER.profile_id, cast.OTHER_CHATTER.profile_id


def plan(house: House, who: UUID = ADA, since: str = "2026-01-01", currency: str = "EUR", **terms: Any) -> UUID:
    return house.rows(
        "insert into pay_plans (agency_id, profile_id, since, currency, terms) values (%s, %s, %s, %s, %s)"
        " returning id",
        cast.NORTHLIGHT, who, since, currency, Jsonb(terms),
    )[0][0]  # fmt: skip


def sheet(house: House, began: str, ended: str | None, who: UUID = ADA) -> UUID:
    """Times are the agency's wall clock (Bucharest)."""
    return house.rows(
        "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at,"
        " source_in) values (%s, uuidv7(), %s, %s, %s::timestamp at time zone 'Europe/Bucharest',"
        " %s::timestamp at time zone 'Europe/Bucharest', 'web') returning id",
        cast.NORTHLIGHT, who, began[:10], began, ended,
    )[0][0]  # fmt: skip


def sale(
    house: House,
    at: str,
    gross: int,
    *people: UUID,
    net: int | None = None,
    kind: str = "tip",
    reverses: UUID | None = None,
    state: str = "settled",
    creator: UUID = cast.LUNA,
) -> UUID:
    """A transaction and who earned it, in equal parts; of nobody without people."""
    net = gross * 8 // 10 if net is None else net
    [(made,)] = house.rows(
        "insert into transactions (agency_id, creator_id, occurred_at, type, gross, fee, net, currency, origin, state,"
        " natural_key, reverses_id) values (%s, %s, %s::timestamp at time zone 'Europe/Bucharest', %s, %s, %s, %s,"
        " 'EUR', 'import', %s, %s, %s) returning id",
        cast.NORTHLIGHT, creator, at, kind, gross, gross - net, net, state, str(uuid4()), reverses,
    )  # fmt: skip
    for person in people or ((None,) if reverses is None else ()):
        house.rows(
            "insert into attributions (agency_id, transaction_id, profile_id, method) values (%s, %s, %s, %s)"
            " returning id",
            cast.NORTHLIGHT, made, person, "assignment" if person else "none",
        )  # fmt: skip
    return made


def bank(house: House, *people: UUID | None, iban: str = "DE89370400440532013000") -> None:
    """An account for each; None is the agency."""
    for who in people:
        house.rows(
            "insert into bank_accounts (agency_id, profile_id, holder, iban_sealed, last_four) values"
            " (%s, %s, 'Some Body', %s, %s) returning id",
            cast.NORTHLIGHT, who, security.seal(iban, SEALED_FOR), iban[-4:],
        )  # fmt: skip


def people(house: House, count: int) -> list[UUID]:
    """Chatters beside the cast: Person 1, Person 2 …"""
    signed = house.rows(
        "insert into sign_ins (email) select 'person' || n || '@northlight.test' from generate_series(1, %s) n"
        " returning id", count,
    )  # fmt: skip
    made = house.rows(
        "insert into profiles (agency_id, sign_in_id, name, role) select %s, id, 'Person ' || row_number() over (),"
        " 'chatter' from unnest(%s::uuid[]) id returning id",
        cast.NORTHLIGHT, [each for (each,) in signed],
    )  # fmt: skip
    return [who for (who,) in made]


async def do(person: cast.Person, verb: Any, *arguments: Any, at: datetime | None = None, **options: Any) -> Any:
    async with open_work(person.actor, now=at) as work:
        return await verb(work, *arguments, **options)


MARCH = (date(2026, 3, 1), date(2026, 4, 1))


def worked(house: House) -> None:
    """Ada: 8 hours and a commission of 80 cents. Sam: 2 hours."""
    plan(house, hourly=1000, commission=[{"id": "all", "percent": "10"}])
    plan(house, SAM, hourly=900)
    sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    sheet(house, "2026-03-03 10:00", "2026-03-03 12:00", SAM)
    sale(house, "2026-03-02 12:00", 1000, ADA)


APRIL_2 = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
MAY_2 = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)


async def reviewed(day: date = MARCH[0], at: datetime = APRIL_2, by: cast.Person = cast.ADMIN) -> RunCard:
    """A run that the admin opened and reviewed."""
    opened = await do(by, payroll.open_run, at=at, day=day)
    return await do(by, payroll.review, at=at, run_id=opened.run_id)


async def approved(day: date = MARCH[0], at: datetime = APRIL_2) -> RunCard:
    """… and the owner approved."""
    return await do(cast.OWNER, payroll.approve, at=at, run_id=(await reviewed(day, at)).run_id)
