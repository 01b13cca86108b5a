"""What Alfred may look at, and for whom: the only way from an llm to the house.

A tool runs under the asker's permissions in a short Work of its own, so that no transaction is open while an llm
thinks. What an llm sends is a stranger's input: validated strictly, refused as a whole.
"""

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from onyx_app.alfred.tool import Found, Tool
from onyx_app.alfred.tools import revenue
from onyx_app.errors import NotAllowed, OnyxError
from onyx_app.work import Actor, open_work

TOOLS: dict[str, Tool[Any]] = {tool.name: tool for tool in (revenue.TOOL,)}


class ToolRefused(OnyxError):
    """The asker's role does not include what the tool reads; every tool has its own sentence for it."""

    def __init__(self, tool: Tool[Any]) -> None:
        super().__init__()
        self.key = tool.refusal  # type: ignore[misc]


class UnreadableCall(OnyxError):
    """No such tool, or arguments it does not take. `hint` tells the llm what was wrong."""

    key = "alfred.bad_tool_call"

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.hint = hint


def offered(actor: Actor) -> list[Tool[Any]]:
    """The tools that `actor` may use; others are not even named to the llm."""
    return [tool for tool in TOOLS.values() if actor.may(tool.action)]


def schemas(actor: Actor) -> list[dict[str, Any]]:
    """The offered tools as the llm reads them, strict: every argument named, none added."""
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.purpose,
                "strict": True,
                "parameters": _parameters(tool),
            },
        }
        for tool in offered(actor)
    ]


def tool_called(name: str) -> Tool[Any]:
    """
    Raises:
        UnreadableCall: there is no such tool.
    """
    if name not in TOOLS:
        raise UnreadableCall(f"There is no tool of that name. Tools: {', '.join(TOOLS)}.")
    return TOOLS[name]


async def use(actor: Actor, name: str, arguments: str) -> Found:
    """Run a tool for `actor` with JSON `arguments`.

    Raises:
        UnreadableCall: no such tool or wrong arguments.
        ToolRefused: the role does not include it.
        db.Offline: the database does not answer.
    """
    tool = tool_called(name)
    if not actor.may(tool.action):
        raise ToolRefused(tool)
    try:
        asked = TypeAdapter(tool.arguments).validate_python(json.loads(arguments or "{}"))
    except (ValueError, ValidationError, RecursionError):
        raise UnreadableCall(f"{name} takes {json.dumps(_parameters(tool))}.") from None
    try:
        async with open_work(actor) as work:
            found: Found = await tool.find(work, asked)
            return found
    except NotAllowed:
        raise ToolRefused(tool) from None


def _parameters(tool: Tool[Any]) -> dict[str, Any]:
    schema = TypeAdapter(tool.arguments).json_schema()
    fields = {name: {k: v for k, v in field.items() if k != "title"} for name, field in schema["properties"].items()}
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
