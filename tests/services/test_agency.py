"""Agency settings: one card at a time, every change on record."""

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.services import agency
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

LOOK = {"name": "Northlight", "accent": "#FF8800"}
PLACE = {"currency": "usd", "zone": "Europe/Rome", "locale": "it", "week_start": "6", "country": "it", "region": ""}
CLOCK = {
    "early_window_minutes": "20",
    "grace_minutes": "10",
    "rounding_minutes": "5",
    "rounding_favour": "worker",
    "auto_clock_out_hours": "12",
    "night_from": "23:30",
    "night_until": "05:00",
    "hours_budget": "",
}
WORK = {
    "variance_minutes": "15",
    "legal_after_1": "6",
    "legal_minutes_1": "30",
    "legal_after_2": "9:30",
    "legal_minutes_2": "45",
    "minimum_rest_hours": "10",
    "prompt_after_minutes": "90",
}
PAY = {"pay_frequency": "weekly", "pay_anchor": "2026-03-02"}


async def act(person: cast.Person, verb, /, **options):
    async with open_work(person.actor) as work:
        return await verb(work, **options)


async def test_every_card_is_saved_and_read_back(house: House) -> None:
    for section, form in (("look", LOOK), ("place", PLACE), ("clock", CLOCK), ("work", WORK), ("pay", PAY)):
        await act(cast.ADMIN, agency.change, section=section, form=form)
    await act(cast.ADMIN, agency.change, section="safety", form={"totp_owner": True, "totp_manager": "on"})

    now = await act(cast.OWNER, agency.read)

    expected = {**LOOK, "accent": "#ff8800", **PLACE, "currency": "USD", "country": "IT", **CLOCK, **WORK, **PAY}
    assert {key: getattr(now, key) for key in expected} == expected
    assert now.totp_roles == ["owner", "manager"]
    assert house.rows("select name, currency from agencies where id = %s", cast.RIVAL) == [("Rival Talent", "USD")]


async def test_only_what_changed_is_on_record_with_before_and_after(house: House) -> None:
    await act(cast.OWNER, agency.change, section="look", form={"name": "Northlight Agency", "accent": "#112233"})
    await act(cast.OWNER, agency.change, section="look", form={"name": "Northlight Agency", "accent": "#112233"})

    (record,) = house.rows("select action, details from audit_entries")
    assert record == ("agency_look_changed", {"before": {"accent": ""}, "after": {"accent": "#112233"}})


async def test_legal_breaks_are_kept_in_minutes_and_a_weekend_is_the_ticked_days(house: House) -> None:
    ticked = {"weekend_4": "on", "weekend_5": "true"}
    await act(cast.OWNER, agency.change, section="work", form=WORK | ticked | {"prompt_after_minutes": ""})

    assert house.rows(
        "select legal_breaks, weekend_days, prompt_after_minutes from agencies where id = %s", cast.NORTHLIGHT
    ) == [([{"after": 360, "minutes": 30}, {"after": 570, "minutes": 45}], [4, 5], None)]
    none = {f"legal_{part}_{row}": "" for part in ("after", "minutes") for row in (1, 2)}
    now = await act(cast.OWNER, agency.change, section="work", form=WORK | none)
    assert (now.legal_after_1, now.legal_minutes_2, now.weekend_days) == ("", "", [])


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CONTENT, cast.CREATOR])
async def test_settings_are_for_owners_and_admins(house: House, person: cast.Person) -> None:
    for verb, options in (
        (agency.read, {}),
        (agency.change, {"section": "look", "form": LOOK}),
        (agency.keep_logo, {"png": b"x"}),
        (agency.remove_logo, {}),
    ):
        with pytest.raises(NotAllowed):
            await act(person, verb, **options)

    assert (await act(person, agency.brand)).name == "Northlight Agency"


@pytest.mark.parametrize(
    ("section", "form", "field"),
    [
        ("look", LOOK | {"name": " "}, "name"),
        ("look", LOOK | {"name": "x" * 81}, "name"),
        ("look", LOOK | {"accent": "red;}body{display:none"}, "accent"),
        ("place", PLACE | {"currency": "GOLD"}, "currency"),
        ("place", PLACE | {"zone": "Rome"}, "zone"),
        ("place", PLACE | {"locale": "klingon"}, "locale"),
        ("place", PLACE | {"week_start": "7"}, "week_start"),
        ("place", PLACE | {"country": "ITA"}, "country"),
        ("place", PLACE | {"region": "BAYERN"}, "region"),
        ("work", WORK | {"variance_minutes": "241"}, "variance_minutes"),
        ("work", WORK | {"legal_minutes_1": ""}, "legal_minutes_1"),
        ("work", WORK | {"legal_after_2": "a day"}, "legal_after_2"),
        ("work", WORK | {"legal_after_2": "6"}, "legal_after_2"),
        ("work", WORK | {"legal_minutes_2": "30"}, "legal_minutes_2"),
        ("work", WORK | {"minimum_rest_hours": "25"}, "minimum_rest_hours"),
        ("work", WORK | {"prompt_after_minutes": "5"}, "prompt_after_minutes"),
        ("clock", CLOCK | {"grace_minutes": "-1"}, "grace_minutes"),
        ("clock", CLOCK | {"early_window_minutes": "1.5"}, "early_window_minutes"),
        ("clock", CLOCK | {"rounding_minutes": "7"}, "rounding_minutes"),
        ("clock", CLOCK | {"rounding_favour": "owner"}, "rounding_favour"),
        ("clock", CLOCK | {"auto_clock_out_hours": "0"}, "auto_clock_out_hours"),
        ("clock", CLOCK | {"night_from": "25:00"}, "night_from"),
        ("clock", CLOCK | {"hours_budget": "lots"}, "hours_budget"),
        ("pay", PAY | {"pay_frequency": "hourly"}, "pay_frequency"),
        ("pay", PAY | {"pay_anchor": "03/02/2026"}, "pay_anchor"),
        ("pay", PAY | {"pay_anchor": "1026-01-01"}, "pay_anchor"),
        ("pay", {"pay_anchor": "2026-01-01"}, "pay_frequency"),
        ("pay", PAY | {"pay_anchor": ["2026"]}, "pay_anchor"),
    ],
)
async def test_bad_input_is_a_sentence_next_to_its_field(house: House, section: str, form: dict, field: str) -> None:
    before = await act(cast.OWNER, agency.read)

    with pytest.raises(InvalidInput) as caught:
        await act(cast.OWNER, agency.change, section=section, form=form)

    assert caught.value.field == field
    assert await act(cast.OWNER, agency.read) == before
    assert house.rows("select count(*) from audit_entries") == [(0,)]


async def test_a_region_belongs_to_its_country(house: House) -> None:
    await act(cast.OWNER, agency.change, section="place", form=PLACE | {"country": "DE", "region": "by"})

    assert (await act(cast.OWNER, agency.read)).region == "BY"


async def test_a_new_logo_has_a_new_address_and_the_old_one_is_gone(house: House) -> None:
    first = await act(cast.OWNER, agency.keep_logo, png=b"one")
    second = await act(cast.OWNER, agency.keep_logo, png=b"two")

    assert first != second
    assert house.rows("select png from logos") == [(b"two",)]
    assert (await act(cast.CHATTER, agency.brand)).logo_url == second

    await act(cast.OWNER, agency.remove_logo)

    assert house.rows("select count(*) from logos") == [(0,)]
    assert (await act(cast.CHATTER, agency.brand)).logo_url == ""


async def test_another_agencys_logo_is_not_found(house: House) -> None:
    await act(cast.RIVAL_OWNER, agency.keep_logo, png=b"theirs")
    (logo_id,) = house.rows("select id from logos")[0]

    assert await act(cast.RIVAL_CHATTER, agency.logo, logo_id=logo_id) == b"theirs"
    with pytest.raises(NotFound):
        await act(cast.OWNER, agency.logo, logo_id=logo_id)


async def test_nobody_requires_a_second_step_of_themselves_without_having_one(house: House) -> None:
    wanted = {"section": "safety", "form": {"totp_owner": "on"}}
    with pytest.raises(agency.OwnStepFirst):
        await act(cast.OWNER, agency.change, **wanted)
    with house.admin() as connection:
        connection.execute(
            "update credentials set totp_sealed = '\\x01', totp_since = now() where sign_in_id = %s",
            [cast.OWNER.sign_in_id],
        )

    await act(cast.OWNER, agency.change, **wanted)

    assert (await act(cast.OWNER, agency.read)).totp_roles == ["owner"]
