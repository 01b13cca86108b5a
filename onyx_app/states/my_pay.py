"""My pay: one's own approved payslips."""

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.text import clean_id
from onyx_app.services import pay_reading
from onyx_app.services.pay_reading import Behind, SlipView
from onyx_app.states._address import asked


class MyPayState(rx.State):
    """`slip` is in the drawer while its id is set."""

    slips: list[SlipView] = []
    slip: SlipView = SlipView()
    behind: Behind = Behind()

    @guard.allow(Action.SEE_OWN_PAY)
    async def load(self) -> None:
        self.behind = Behind()
        async with guard.work(self) as work:
            self.slips = await pay_reading.my_slip_views(work)
        opened = asked(self, "open")
        self.slip = next((one for one in self.slips if one.id == opened), SlipView())

    @guard.allow(Action.SEE_OWN_PAY)
    async def open_line(self, position: int) -> None:
        """What the line of the open slip was calculated from; pressed again, it closes."""
        if self.behind.position == position:
            self.behind = Behind()
            return
        async with guard.work(self) as work:
            self.behind = await pay_reading.behind_line(work, slip_id=clean_id(self.slip.id), position=position)
