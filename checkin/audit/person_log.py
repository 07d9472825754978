"""The lines of the audit log that are about one person of an event."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.audit import runs
from checkin.audit.lines import Line
from checkin.events.models import Event

MOST_LINES = 200
PREFIX = "people."  # of what was done to many at once
EXPORT = "personal_data.export"
LOOK = "badges.file"  # the person's page shows the badge: once for each who looked is enough


def list_log(
    session: Session,
    event: Event,
    number: int,
    scan_ids: list[UUID],
    most: int | None = MOST_LINES,
) -> list[Line]:
    """Return the lines of the audit log that are about this person, the latest first."""
    subjects = [str(number), f"#{number}", *(str(one) for one in scan_ids)]
    entries = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.event_id == event.id,
            or_(
                AuditEntry.subject.in_(subjects),
                AuditEntry.subject.like(f"#{number} →%"),
                AuditEntry.subject.like(f"%→ #{number}"),
                AuditEntry.action.like(f"{PREFIX}%"),
                AuditEntry.action == EXPORT,
            ),
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    found, looked = [], set()
    for entry in entries:
        if entry.action == LOOK and entry.actor_name in looked:
            continue
        if entry.action == LOOK:
            looked.add(entry.actor_name)
        many = entry.action == EXPORT or entry.action.startswith(PREFIX)
        if many and not _concerns(entry, number):
            continue
        found.append(_line(entry, event))
        if len(found) == most:
            break
    return found


def _concerns(entry: AuditEntry, number: int) -> bool:
    """Say whether who did something to many did it to this one, too; the subject is how many they were."""
    if entry.action == EXPORT and "numbers" not in entry.detail:
        return True  # the whole event
    return runs.holds(str(entry.detail.get("numbers", "")), number) or entry.subject == f"#{number}"


def _line(entry: AuditEntry, event: Event) -> Line:
    told = {k: v for k, v in entry.detail.items() if k not in ("numbers", "before", "after")}
    return Line(
        seq=entry.seq,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor_name=entry.actor_name,
        action=entry.action,
        event_code=event.code,
        event_name=event.name,
        subject=entry.subject,
        origin=entry.origin,
        detail=told,
        hash=entry.hash or "",
    )
