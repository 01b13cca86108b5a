"""Every listed room, as the owner sees it: no barrier, no jump, no weight."""

from collections import Counter
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import cast
from tests.browser import OpenTab, settled, shot

pytestmark = pytest.mark.browser
SCRIPT_KB, STYLE_KB, MOST_SHIFT = 165, 15, 0.02
HEAVIER = {"/shifts": 175}  # the week grid and its gestures
ROUTES = ["/", "/timeclock", "/timeclock/review", "/timeclock/review?tab=week", "/shifts", "/team",
          "/team/invitations", "/creators", f"/creators/{cast.LUNA}", "/alfred",
          "/settings", "/settings/pay-plans", "/settings/bank-accounts", "/payroll", "/payroll/items", "/me/pay",
          "/revenue", "/revenue/imports",
          "/settings/connections", "/settings/me"]  # fmt: skip
_WATCH_SHIFTS = (
    "window.shift = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())"
    " if (!one.hadRecentInput) window.shift += one.value }).observe({type: 'layout-shift', buffered: true})"
)


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical, once what is moving in has arrived."""
    page.evaluate("Promise.all(document.getAnimations().filter((a) => a.effect.getTiming().duration < 1000)"
                  ".map((a) => a.finished))")  # fmt: skip
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")
    ]


def use_light(page: Page) -> None:
    page.add_init_script("localStorage.setItem('theme', 'light')")


@pytest.mark.parametrize("light", [False, True], ids=["dark", "light"])
def test_axe_finds_nothing_serious_in_any_room(open_tab: OpenTab, light: bool) -> None:
    owner = settled(open_tab(cast.OWNER))
    if light:
        use_light(owner)

    found = {}
    for route in ROUTES:
        owner.goto(f"{_origin(owner)}{route}")
        settled(owner)
        shot(owner, f"room{route.replace('/', '-')}-{'light' if light else 'dark'}")
        found[route] = barriers(owner)

    assert {route: list_ for route, list_ in found.items() if list_} == {}


def test_axe_finds_nothing_serious_on_a_phone_and_nothing_runs_over_its_edge(open_tab: OpenTab) -> None:
    phone = settled(open_tab(cast.OWNER, phone=True))

    found: dict[str, Any] = {}
    for route in ROUTES:
        phone.goto(f"{_origin(phone)}{route}")
        settled(phone)
        shot(phone, f"phone{route.replace('/', '-')}")
        too_wide = phone.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[route] = barriers(phone) + ([f"{too_wide} px too wide"] if too_wide > 0 else [])

    assert {route: list_ for route, list_ in found.items() if list_} == {}


def test_axe_finds_nothing_serious_in_the_dialogs(open_tab: OpenTab) -> None:
    owner = settled(open_tab(cast.OWNER))

    owner.keyboard.press("Control+k")
    palette = barriers(owner)
    owner.keyboard.press("Escape")
    owner.keyboard.press("?")
    keys = barriers(owner)
    owner.keyboard.press("Escape")
    owner.get_by_role("button", name="Your menu").click()
    menu = barriers(owner)
    owner.keyboard.press("Escape")
    owner.get_by_role("button", name="Ask Alfred").click()
    alfred = barriers(owner)

    assert palette + keys + menu + alfred == []


def test_no_room_jumps_while_it_loads_and_none_is_heavy(open_tab: OpenTab) -> None:
    owner = settled(open_tab(cast.OWNER))
    owner.add_init_script(_WATCH_SHIFTS)

    jumps, weights = {}, {}
    for route in ROUTES:
        weight = _weigh(owner, f"{_origin(owner)}{route}")
        shift = owner.evaluate("window.shift")
        print(f"{route}: script {weight['Script']:.0f} KB, style {weight['Stylesheet']:.1f} KB, shift {shift:.4f}")
        if shift > MOST_SHIFT:
            jumps[route] = shift
        if weight["Script"] > HEAVIER.get(route, SCRIPT_KB) or weight["Stylesheet"] > STYLE_KB:
            weights[route] = dict(weight)

    assert jumps == {}
    assert weights == {}


def _weigh(page: Page, url: str) -> Counter[str]:
    """Kilobytes that cross the wire for a cold load, by kind."""
    session = page.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    weight: Counter[str] = Counter()
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: weight.update({kinds.get(event["requestId"], "Other"): event["encodedDataLength"] / 1024}),
    )
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    page.goto(url)
    settled(page)
    page.wait_for_load_state("networkidle")
    session.detach()
    return weight


def _origin(page: Page) -> str:
    return str(page.evaluate("location.origin"))
