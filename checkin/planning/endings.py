"""Gather what is known of the end of an event."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.attendance.comparing import is_unchanged
from checkin.control.conflicts import find_cases
from checkin.control.logs import debts, read_logs
from checkin.editions.models import Edition, Series
from checkin.editions.queries import label_of
from checkin.events.models import Event
from checkin.events.stages import Stage
from checkin.planning.wrap import Ending, ListState
from checkin.roster.models import Registration
from checkin.scans.models import Scan, ScanUndo

EXPORTS = ("attendance.export", "personal_data.export")
_WHOLE = ("present", "all")


def read_ending(session: Session, event: Event, now: datetime) -> Ending:
    """Return how far the end of the event is."""
    logs = read_logs(session, event, now)
    cases = find_cases(session, event)
    changed = _changed_at(session, event)
    return Ending(
        stage=Stage(event.stage),
        phones=len(logs),
        debts=tuple(debts(logs)),
        cases=len(cases),
        open_cases=sum(not case.resolution for case in cases),
        lists=_lists(session, event, now),
        changed_at=changed,
        exported_at=session.scalar(
            select(func.max(AuditEntry.at)).where(
                AuditEntry.event_id == event.id, AuditEntry.action.in_(EXPORTS)
            )
        ),
    )


def _changed_at(session: Session, event: Event) -> datetime | None:
    """Return when the figures last could have changed: a scan came in or was taken back, somebody came on."""
    own = Scan.event_id == event.id
    moments = (
        session.scalar(select(func.max(Scan.received_at)).where(own)),
        session.scalar(
            select(func.max(ScanUndo.at)).join(Scan, Scan.id == ScanUndo.scan_id).where(own)
        ),
        session.scalar(
            select(func.max(Registration.registered_at)).where(Registration.event_id == event.id)
        ),
    )
    return max((moment for moment in moments if moment), default=None)


def _lists(session: Session, event: Event, now: datetime) -> tuple[ListState, ...]:
    """Return each list with its newest edition; a final one is compared with the data as they are now."""
    last = (
        select(Edition.series_id, func.max(Edition.number).label("number"))
        .group_by(Edition.series_id)
        .subquery()
    )
    rows = session.execute(
        select(Edition, Series)
        .join(Series, Series.id == Edition.series_id)
        .join(last, (last.c.series_id == Series.id) & (last.c.number == Edition.number))
        .where(Edition.event_id == event.id)
        .order_by(Series.number)
    )
    found = []
    for edition, series in rows.all():
        _point, kind, _group, *narrowed = (series.key.split("|") + [""] * 6)[:6]
        final = not edition.provisional
        found.append(
            ListState(
                label=label_of(series.number, event.code),
                title=series.title,
                number=edition.number,
                at=edition.created_at,
                final=final,
                current=final
                and (
                    bool(edition.redacted)  # retention took what it would be compared with
                    or is_unchanged(session, event, edition, series.key, now)
                ),
                whole=kind in _WHOLE and not any(narrowed),
            )
        )
    return tuple(found)
