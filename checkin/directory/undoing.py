"""Use cases of taking back what was done to many people: the line in the audit log says how it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.accounts.service import record
from checkin.actor import Actor, User, limit, require
from checkin.audit import runs
from checkin.audit.person_log import PREFIX
from checkin.directory.choosing import KINDS, Action
from checkin.directory.service import chosen
from checkin.directory.writing import value, write
from checkin.errors import Conflict, NotFound
from checkin.events.models import Event
from checkin.events.stages import Change, require_stage
from checkin.ids import UserId
from checkin.text import mark

UNDO = "people.undo"


@dataclass(frozen=True, kw_only=True)
class Deed:
    """An action that was carried out and can be taken back, as the log keeps it."""

    id: UUID
    action: Action
    count: int
    at: datetime
    by: str
    reason: str
    before: Mapping[str, str]
    after: str
    numbers: str
    undone_at: datetime | None
    undone_by: str


def undo(session: Session, actor: Actor, event: Event, entry_id: UUID, now: datetime) -> int:
    """Give those an action changed back what they had; return how many.

    Raises `NotFound` for no such action, `Conflict` where it was undone or somebody changed them since.
    """
    deed = find_deed(session, actor, event, entry_id)
    action = deed.action
    only = limit(actor, KINDS[action].permission, event.id)
    require_stage(event.stage, Change.ROSTER)
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    session.expire_all()
    if find_deed(session, actor, event, entry_id).undone_at:
        raise Conflict(mark("Tindakan ini sudah diurungkan."), code="action_undone")
    numbers = runs.read(deed.numbers)
    now_are = chosen(session, event, numbers, only)
    stands = [one for one in now_are if value(action, one) == deed.after]
    if len(stands) != len(numbers):
        raise Conflict(
            mark("Sebagian dari mereka sudah diubah lagi; tindakan ini tidak dapat diurungkan."),
            code="action_moved_on",
        )
    by_number = {one.number: one for one in stands}
    for before, some in deed.before.items():
        ids = [by_number[number].id for number in runs.read(some)]
        write(session, ids, **_columns(action, before))
    record(
        session, actor, UNDO, subject=str(deed.id), event_id=event.id, now=now, numbers=deed.numbers,
    )  # fmt: skip
    return len(stands)


def find_deed(session: Session, actor: Actor, event: Event, entry_id: UUID) -> Deed:
    """Return an action that can be undone; raise `NotFound` for none, or for one of other people."""
    entry = session.get(AuditEntry, UserId(entry_id))
    action = _undoable(entry)
    if entry is None or action is None or entry.event_id != event.id:
        raise NotFound(mark("Tindakan ini tidak ditemukan."), code="action_unknown")
    only = limit(actor, KINDS[action].permission, event.id)
    require(actor, KINDS[action].permission, event.id, regency=only)
    if only and isinstance(actor, User) and entry.actor_id != actor.id:
        raise NotFound(mark("Tindakan ini tidak ditemukan."), code="action_unknown")
    undone = select(AuditEntry.at, AuditEntry.actor_name).where(
        AuditEntry.action == UNDO, AuditEntry.subject == str(entry.id)
    )
    taken_back = session.execute(undone).first()
    return Deed(
        id=entry.id,
        action=action,
        count=len(runs.read(str(entry.detail["numbers"]))),
        at=entry.at,
        by=entry.actor_name,
        reason=str(entry.detail.get("reason", "")),
        before=dict(entry.detail["before"]),
        after=str(entry.detail["after"]),
        numbers=str(entry.detail["numbers"]),
        undone_at=taken_back[0] if taken_back else None,
        undone_by=taken_back[1] if taken_back else "",
    )


def _columns(action: Action, value: str) -> dict[str, Any]:
    match action:
        case Action.PILLAR:
            return {"pillar_code": value}
        case Action.DISTRICT:
            return {"district_code": value or None}
    status, _, reason = value.partition("/")
    return {"status": status, "cancel_reason": reason or None}


def _undoable(entry: AuditEntry | None) -> Action | None:
    if entry is None or not entry.action.startswith(PREFIX):
        return None
    name = entry.action.removeprefix(PREFIX).upper()
    action = Action[name] if name in Action.__members__ else None
    return action if action and KINDS[action].can_undo else None
