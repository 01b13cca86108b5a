"""What a tool of Alfred's is, and what it finds: figures that carry where they come from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypedDict, TypeVar

from pydantic import BaseModel, ConfigDict

from onyx_app.money import Money
from onyx_app.roles import Action
from onyx_app.work import Work


class Arguments(BaseModel):
    """What a tool takes. Nothing is coerced and nothing may be added: an llm's call is a stranger's input."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Proof(TypedDict):
    """What is kept with an answer: enough to show where a figure comes from, and to check it again."""

    tool: str
    label: str
    room: str
    as_of: str
    plain: str
    amounts: list[tuple[int, str]]
    percents: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A tool's result. `facts` go to the llm, `plain` says the same to people without one.

    `label` names the result and its window, `room` the room that shows the same figures. `amounts` and `percents`
    are all that an answer may quote from it.
    """

    label: str
    plain: str
    room: str
    as_of: datetime
    facts: dict[str, Any]
    amounts: tuple[Money, ...] = ()
    percents: tuple[Decimal, ...] = ()

    def proof(self, tool: str) -> Proof:
        return Proof(
            tool=tool,
            label=self.label,
            room=self.room,
            as_of=self.as_of.isoformat(),
            plain=self.plain,
            amounts=[(amount.minor, amount.currency) for amount in self.amounts],
            percents=[str(percent) for percent in self.percents],
        )


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Tool(Generic[A]):
    """`purpose` is for the llm. `activity` and `refusal` are catalogue keys: what people read while it runs, and
    when their role does not include `action`."""

    name: str
    purpose: str
    arguments: type[A]
    action: Action
    activity: str
    refusal: str
    find: Callable[[Work, A], Awaitable[Found]]
