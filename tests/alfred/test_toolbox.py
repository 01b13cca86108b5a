"""The only way from an llm to the house: strict about what it sends, and about for whom."""

import pytest

from onyx_app.alfred import toolbox
from onyx_app.alfred.toolbox import ToolRefused, UnreadableCall
from onyx_app.roles import Role
from tests.cast import BY_ROLE, CONTENT, OWNER
from tests.conftest import House

NAME = "get_agency_financials"


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_that_see_money_are_offered_the_tool(role: Role) -> None:
    offered = [tool.name for tool in toolbox.offered(BY_ROLE[role].actor)]

    assert offered == ([] if role is Role.CONTENT else [NAME])


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "{",
        "[]",
        "null",
        '"this_week"',
        "{}",
        '{"period": null}',
        '{"period": 7}',
        '{"period": "THIS_WEEK"}',
        '{"period": "this_week", "agency_id": "another"}',
        "[" * 100_000,
    ],
)
async def test_arguments_the_tool_does_not_take_are_refused_with_a_hint(house: House, arguments: str) -> None:
    with pytest.raises(UnreadableCall) as refused:
        await toolbox.use(OWNER.actor, NAME, arguments)

    assert "period" in refused.value.hint


@pytest.mark.parametrize("name", ["", "drop_everything", "__class__", "get_agency_financials "])
async def test_a_tool_that_does_not_exist_is_refused(house: House, name: str) -> None:
    with pytest.raises(UnreadableCall):
        await toolbox.use(OWNER.actor, name, '{"period": "this_week"}')


async def test_a_role_without_the_action_is_refused_before_anything_is_read(house: House) -> None:
    house.shut()

    with pytest.raises(ToolRefused) as refused:
        await toolbox.use(CONTENT.actor, NAME, '{"period": "this_week"}')

    assert refused.value.key == "alfred.refused_revenue"
