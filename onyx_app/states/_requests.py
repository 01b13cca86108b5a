"""What people ask for, as both sides read it: a changed stretch, days off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from onyx_app.rules import wording
from onyx_app.services.leave import Leave
from onyx_app.services.timeclock import Request
from onyx_app.states._sheets import shown_times
from onyx_app.strings import say
from onyx_app.work import Actor

_KINDS = {"waiting": "watch", "approved": "good", "refused": "bad", "withdrawn": ""}


@dataclass
class Asked:
    """One request. `before` is empty where a stretch is added, `after` where days off are asked."""

    id: str = ""
    name: str = ""
    initials: str = ""
    title: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    status: str = ""
    kind: str = ""
    status_words: str = ""
    answer: str = ""
    at: str = ""
    mine: bool = False


def request_of(request: Request, zone: str, actor: Actor) -> Asked:
    """A correction as before and after."""
    kind = "add" if request.before is None else "remove" if request.after is None else "change"
    before = shown_times(request.before, zone, actor, none="my_time.no_stretch")
    return Asked(
        id=str(request.id),
        name=request.name,
        initials=wording.initials(request.name),
        title=say(actor.language, f"my_time.asks.{kind}", day=wording.day(request.day, actor.language)),
        before="" if request.before is None else before,
        after=shown_times(request.after, zone, actor, none="my_time.removed"),
        reason=request.reason,
        status=request.status,
        kind=_KINDS[request.status],
        status_words=status_words(request.status, request.decided_by, actor),
        answer=request.answer,
        at=wording.moment(request.created_at, actor.zone, actor.language),
        mine=not request.may_decide,
    )


def on_page(found: Any, page: int) -> Sequence[Any]:
    """What a list has on this page: a shorter list beside a longer one is at its end, not at its beginning again."""
    return found.rows if page == found.page else ()


def leave_of(leave: Leave, actor: Actor) -> Asked:
    """Days off as their kind and their days."""
    language = actor.language
    days = wording.day(leave.first, language)
    if leave.last != leave.first:
        days += f" – {wording.day(leave.last, language)}"
    if leave.minutes_a_day:
        days += " · " + say(
            language, "my_time.part_of_day", hours=wording.hours(timedelta(minutes=leave.minutes_a_day), language)
        )
    return Asked(
        id=str(leave.id),
        name=leave.name,
        initials=wording.initials(leave.name),
        title=say(language, f"leave.kind.{leave.kind}"),
        after=days,
        reason=leave.reason,
        status=leave.status,
        kind=_KINDS[leave.status],
        status_words=status_words(leave.status, leave.decided_by, actor),
        answer=leave.answer,
        at=wording.moment(leave.created_at, actor.zone, language),
        mine=not leave.may_decide,
    )


def status_words(status: str, decided_by: str, actor: Actor) -> str:
    """Approved by Mara Manager."""
    by = f"{status}_by" if decided_by and status in ("approved", "refused") else status
    return say(actor.language, f"my_time.request.{by}", name=decided_by)
