"""What was noted and logged about one person: cases of their scans, lines of the audit log."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.audit.person_log import list_log
from checkin.events.models import Event
from checkin.privacy.models import PrivacyRequest
from checkin.privacy.requests import label_of
from checkin.roster.models import Registration
from checkin.scans.models import Resolution, Scan


def notes_of(session: Session, seat: Registration) -> list[dict[str, Any]]:
    """Return what the office wrote of cases about this registration or its scans."""
    named = {str(seat.id), *(str(one) for one in _scan_ids(session, seat))}
    noted = select(Resolution).where(Resolution.event_id == seat.event_id, Resolution.note != "")
    return [
        {"Catatan": one.note, "Waktu": one.at.isoformat(), "Oleh": one.by}
        for one in session.scalars(noted.order_by(Resolution.at))
        if named & set(one.subject.split(":"))
    ]


def log_of(
    session: Session, seats: Iterable[Registration], requests: Iterable[PrivacyRequest]
) -> list[dict[str, Any]]:
    """Return the lines of the log about these registrations and requests, in order of time."""
    found: list[Any] = []
    for seat in seats:
        event = session.get_one(Event, seat.event_id)
        found += list_log(session, event, seat.number, _scan_ids(session, seat), most=None)
    labels = [label_of(one) for one in requests]
    found += session.scalars(select(AuditEntry).where(AuditEntry.subject.in_(labels)))
    return [
        {
            "Waktu": one.at.isoformat(),
            "Oleh": one.actor_name,
            "Tindakan": one.action,
            "Perihal": one.subject,
            "Rincian": json.dumps(one.detail, ensure_ascii=False) if one.detail else "",
        }
        for one in sorted(found, key=lambda one: one.at)
    ]


def _scan_ids(session: Session, seat: Registration) -> list[UUID]:
    return list(session.scalars(select(Scan.id).where(Scan.registration_id == seat.id)))
