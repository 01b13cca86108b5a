"""The chat as a test sees it: a tab's messages, the text that grows, the handlers by name."""

from dataclasses import dataclass
from typing import Any

from tests.cast import OWNER, Person
from tests.pretend.groq import KEY, PretendGroq
from tests.serving import Tab, Web, event_name

STATE = "alfred_state"


def handler(name: str) -> str:
    return event_name("onyx_app.states.alfred", "AlfredState", name)


@dataclass
class Stage:
    """A web process whose Alfred is connected to whatever listens on `port`."""

    web: Web
    port: int

    def service(self) -> PretendGroq:
        return PretendGroq(port=self.port)

    def tab(self, person: Person = OWNER, **options: Any) -> Tab:
        return Tab(self.web, cookie=self.web.cookie(person), **options)


def connected(house: Any, port: int) -> dict[str, str]:
    return {
        "GROQ_API_KEY": KEY,
        "GROQ_BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": house.dsn("owner"),
        "DATABASE_APP_URL": house.dsn("app"),
    }


def messages(tab: Tab) -> list[dict[str, Any]]:
    return tab.value(STATE, "messages") or []


def text_of(message: dict[str, Any]) -> str:
    return "".join(part["text"] for part in message["parts"])


def growing(tab: Tab) -> list[str]:
    """Every text the tab was shown of the answer being made, in order."""
    deltas = [
        changed for update in tab.updates for name, changed in (update.get("delta") or {}).items() if STATE in name
    ]
    return [
        "".join(part["text"] for part in delta["parts_rx_state_"]) for delta in deltas if "parts_rx_state_" in delta
    ]


async def ask(tab: Tab, text: str) -> None:
    await tab.send(
        handler("ask"), form={"__reflex_form_data__": [["text", text], ["alfred", text], ["alfred-error", None]]}
    )


async def answered(tab: Tab, count: int = 2) -> dict[str, Any]:
    await tab.until(lambda t: len(messages(t)) >= count and not t.value(STATE, "streaming"), "never answered")
    return messages(tab)[-1]
