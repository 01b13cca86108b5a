"""One file of sales: what it would change, bringing it in, taking it back."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.errors import OnyxError
from onyx_app.roles import Action, Scope
from onyx_app.rules.text import clean_id
from onyx_app.services import revenue_import
from onyx_app.services.revenue_import import Imported, Preview
from onyx_app.states import _importing
from onyx_app.states._address import arriving, asked, last_part, page_asked
from onyx_app.states._importing import HowFar, Told
from onyx_app.strings import say

_KINDS = {"wrong": "bad", "settles": "good"}


@dataclass
class Concern:
    """Something to know before it counts; `kind` is bad, watch or good. Of what is wrong there is a download."""

    id: str = ""
    kind: str = "watch"
    title: str = ""
    why: str = ""


@dataclass
class Said:
    """What the page says about the file: its finding, what stands in the way, and the words of the one button."""

    title: str = ""
    button: str = ""
    concerns: list[Concern] = field(default_factory=list)


class RevenueImportState(rx.State):
    """`file.id` is empty when there is no such import; `progress` while it is brought in."""

    file: Preview = Preview()
    said: Said = Said()
    progress: HowFar = HowFar()

    @guard.allow(Action.CONNECT, at_least=Scope.AGENCY)
    async def load(self) -> Any:
        """The import of the address; one that is on its way is watched."""
        if arriving(self):
            self.file = Preview()
        import_id = clean_id(last_part(self))
        await self._read(import_id)
        if _importing.of(import_id) is None:
            self.progress = HowFar()
            return None
        return None if self.progress.running else RevenueImportState.follow

    @guard.allow(Action.CONNECT, at_least=Scope.AGENCY, background=True)
    async def bring_in(self, import_id: UUID, without_known: bool) -> None:
        """Import it, all or nothing; the page stays usable, and one who comes back sees how far it is."""

        async def work_on(told: Told) -> Imported:
            async with guard.work(self) as work:
                return await revenue_import.bring_in(work, import_id=import_id, without_known=without_known, tell=told)

        begun = _importing.begin(import_id, work_on)
        try:
            done = await _importing.shown(self, begun)
        except OnyxError:
            await self._look_again(import_id)
            raise
        async with self:
            await self._shown(import_id)
        count = done.added + done.settled + done.reversed
        await guard.flash(self, guard.sentence("revenue_import.did_import", count=count))

    @guard.allow(Action.CONNECT, at_least=Scope.AGENCY, background=True)
    async def follow(self) -> None:
        """Watch an import that was begun before this page was opened."""
        async with self:
            begun = _importing.of(clean_id(last_part(self)))
        if begun is not None:
            await _importing.follow(self, begun)

    @guard.allow(Action.CONNECT, at_least=Scope.AGENCY)
    async def check_again(self, import_id: UUID) -> None:
        """Judge the file by what is in the books now."""
        async with guard.work(self) as work:
            await revenue_import.look_again(work, import_id=import_id)
        await self._shown(import_id)

    @guard.allow(Action.CONNECT, at_least=Scope.AGENCY)
    async def undo(self, import_id: UUID) -> None:
        async with guard.work(self) as work:
            count = await revenue_import.undo(work, import_id=import_id)
        await self._shown(import_id)
        await guard.flash(self, guard.sentence("revenue_import.did_undo", count=count))

    @guard.allow(Action.CONNECT, at_least=Scope.AGENCY)
    async def discard(self, import_id: UUID) -> Any:
        async with guard.work(self) as work:
            await revenue_import.discard(work, import_id=import_id)
        await guard.flash(self, guard.sentence("revenue_import.discarded"))
        return rx.redirect("/revenue/imports")

    async def _look_again(self, import_id: UUID) -> None:
        """The books said no: show the file as it stands to them now."""
        async with guard.work(self) as work:
            await revenue_import.look_again(work, import_id=import_id)
        async with self:
            await self._shown(import_id)

    async def _shown(self, import_id: UUID) -> None:
        if last_part(self) == str(import_id):
            await self._read(import_id)

    async def _read(self, import_id: UUID) -> None:
        show, page = asked(self, "show"), page_asked(self)
        async with guard.work(self) as work:
            self.file = await revenue_import.preview(work, import_id=import_id, show=show, page=page)
            self.said = _said(self.file, work.actor.language)


def _said(file: Preview, language: str) -> Said:
    def about(key: str, count: int) -> str:
        return say(language, f"revenue_import.{key}", count=count)

    counts = {"wrong": file.wrong, "overlap": file.known, "settles": file.settles, "late": file.late,
              "without_fee": file.without_fee}  # fmt: skip
    concerns = [
        Concern(
            key, _KINDS.get(key, "watch"), about(f"concern.{key}", count), say(language, f"revenue_import.{key}_why")
        )
        for key, count in counts.items()
        if count
    ]
    button = about("import_fresh" if file.known else "import_all", file.fresh)
    if file.state == "imported":
        return Said(about("done", file.fresh), "", [one for one in concerns if one.id == "late"])
    if file.wrong:
        return Said(say(language, "revenue_import.not_yet"), "", concerns)
    if not file.fresh:
        return Said(say(language, "revenue_import.nothing_fresh"), "", concerns)
    return Said(about("ready", file.fresh), button, concerns)
