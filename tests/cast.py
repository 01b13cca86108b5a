"""The standing cast: Northlight Agency with one person of every role, and a rival agency.

Rows are written as plain SQL by the database's admin, so that no test leans on the code it checks. Ids are fixed:
a failing test can be read.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import psycopg

from onyx_app.roles import Role
from onyx_app.work import Actor

PASSWORD = "correct horse battery"


def _id(group: int, number: int) -> UUID:
    return UUID(f"00000000-0000-7{group:03x}-8000-{number:012x}")


NORTHLIGHT, RIVAL = _id(1, 1), _id(1, 2)
LUNA, VERA, RIVAL_STAR = _id(4, 1), _id(4, 2), _id(4, 9)
LUNA_FANVUE, RIVAL_FANVUE = _id(5, 1), _id(5, 9)


@dataclass(frozen=True)
class Person:
    """One profile of the cast; `actor` is who they are to a service, `sign_in_id` who they are to the house."""

    name: str
    email: str
    role: Role
    agency_id: UUID
    profile_id: UUID
    sign_in_id: UUID

    @property
    def actor(self) -> Actor:
        return Actor(
            agency_id=self.agency_id,
            role=self.role,
            profile_id=self.profile_id,
            sign_in_id=self.sign_in_id,
            name=self.name,
            zone="Europe/Bucharest" if self.agency_id == NORTHLIGHT else "America/New_York",
        )


def _person(number: int, name: str, role: Role, *, agency: UUID = NORTHLIGHT, sign_in: int | None = None) -> Person:
    email = f"{name.split()[0].lower()}@{'northlight' if agency == NORTHLIGHT else 'rival'}.test"
    same = sign_in or number
    return Person(name, email, role, agency, _id(2, number), _id(3, same))


OWNER = _person(1, "Mona Owner", Role.OWNER)
ADMIN = _person(2, "Adam Admin", Role.ADMIN)
MANAGER = _person(3, "Mara Manager", Role.MANAGER)
CHATTER = _person(4, "Ada Chatter", Role.CHATTER)
OTHER_CHATTER = _person(5, "Sam Chatter", Role.CHATTER)
CONTENT = _person(6, "Cora Content", Role.CONTENT)
CREATOR = _person(7, "Luna Creator", Role.CREATOR)
RIVAL_OWNER = _person(11, "Rita Rival", Role.OWNER, agency=RIVAL)
RIVAL_CHATTER = _person(12, "Rob Rival", Role.CHATTER, agency=RIVAL)
# One person in both agencies: Ada's sign-in has a second profile with the rival.
ADA_AT_RIVAL = Person("Ada Chatter", CHATTER.email, Role.MANAGER, RIVAL, _id(2, 13), CHATTER.sign_in_id)

NORTHLIGHT_PEOPLE = [OWNER, ADMIN, MANAGER, CHATTER, OTHER_CHATTER, CONTENT, CREATOR]
RIVAL_PEOPLE = [RIVAL_OWNER, RIVAL_CHATTER, ADA_AT_RIVAL]
BY_ROLE = {
    Role.OWNER: OWNER,
    Role.ADMIN: ADMIN,
    Role.MANAGER: MANAGER,
    Role.CHATTER: CHATTER,
    Role.CONTENT: CONTENT,
    Role.CREATOR: CREATOR,
}


def seat(admin_dsn: str, password_hash: str) -> None:
    """Write the cast into a migrated, empty database."""
    with psycopg.connect(admin_dsn) as connection:
        _agency(connection, NORTHLIGHT, "Northlight Agency", "EUR", "Europe/Bucharest")
        _agency(connection, RIVAL, "Rival Talent", "USD", "America/New_York")
        for person in NORTHLIGHT_PEOPLE + RIVAL_PEOPLE:
            _seat_person(connection, person, password_hash)
        for agency, creator, name, fanvue, profile in (
            (NORTHLIGHT, LUNA, "Luna", LUNA_FANVUE, CREATOR.profile_id),
            (NORTHLIGHT, VERA, "Vera", None, None),
            (RIVAL, RIVAL_STAR, "Nova", RIVAL_FANVUE, None),
        ):
            connection.execute(
                "insert into creators (agency_id, id, name, fanvue_uuid, profile_id) values (%s, %s, %s, %s, %s)",
                (agency, creator, name, fanvue, profile),
            )
        connection.execute(
            "insert into creator_assignments (agency_id, creator_id, profile_id) values (%s, %s, %s)",
            (NORTHLIGHT, LUNA, CHATTER.profile_id),
        )


def _agency(connection: psycopg.Connection, agency: UUID, name: str, currency: str, zone: str) -> None:
    connection.execute(
        "insert into agencies (id, name, currency, zone, pay_anchor) values (%s, %s, %s, %s, %s)",
        (agency, name, currency, zone, date(2026, 1, 1)),
    )


def _seat_person(connection: psycopg.Connection, person: Person, password_hash: str) -> None:
    connection.execute(
        "insert into sign_ins (id, email) values (%s, %s) on conflict do nothing", (person.sign_in_id, person.email)
    )
    connection.execute(
        "insert into credentials (sign_in_id, password_hash) values (%s, %s) on conflict do nothing",
        (person.sign_in_id, password_hash),
    )
    connection.execute(
        "insert into profiles (agency_id, id, sign_in_id, name, role) values (%s, %s, %s, %s, %s)",
        (person.agency_id, person.profile_id, person.sign_in_id, person.name, person.role),
    )
