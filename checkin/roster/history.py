"""What pages ask of earlier uploads: the list of them, and the rows that wait for a human."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.crypto import mask
from checkin.events.models import Event
from checkin.roster import waiting
from checkin.roster.issues import Issue
from checkin.roster.models import ImportRow, RosterImport
from checkin.roster.outcome import Outcome

_LISTED = 30


@dataclass(frozen=True, kw_only=True)
class PastImport:
    """One upload in the list of uploads; `waiting` of its rows still wait."""

    id: UUID
    file_name: str
    state: str
    counts: dict[str, Any]
    created_at: datetime
    waiting: int


@dataclass(frozen=True, kw_only=True)
class DoubtfulRow:
    """One row of a file with what is to be said of it; the NIK is masked."""

    id: UUID
    sheet: str
    row: int
    name: str
    nik: str
    issues: tuple[Issue, ...]
    decision: str | None
    reason: str | None
    decided_by: str | None
    decided_at: datetime | None


def list_imports(session: Session, event: Event, only: str | None = None) -> list[PastImport]:
    """Return the latest uploads of an event, newest first, discarded ones left out."""
    where = [RosterImport.event_id == event.id, RosterImport.state.not_in(("discarded", "expired"))]
    if only:
        where.append(RosterImport.only_regency == only)
    found = session.scalars(
        select(RosterImport).where(*where).order_by(RosterImport.created_at.desc()).limit(_LISTED)
    )
    waits = [row.import_id for row in waiting.waiting_rows(session, event, only)]
    return [
        PastImport(
            id=kept.id,
            file_name=kept.file_name,
            state=kept.state,
            counts=kept.counts,
            created_at=kept.created_at,
            waiting=waits.count(kept.id),
        )
        for kept in found
    ]


def count_waiting(session: Session, event: Event, only: str | None = None) -> int:
    """Return how many rows of the event wait for a human."""
    return len(waiting.waiting_rows(session, event, only))


def waiting_rows(session: Session, kept: RosterImport) -> list[DoubtfulRow]:
    """Return the rows of an applied file that were for review, with how they ended."""
    if kept.state != "applied":
        return []
    rows = session.scalars(
        select(ImportRow)
        .where(ImportRow.import_id == kept.id, ImportRow.outcome == Outcome.REVIEW.value)
        .order_by(ImportRow.decision.is_not(None), ImportRow.sheet, ImportRow.row)
    )
    return [doubtful(row) for row in rows]


def doubtful(row: ImportRow) -> DoubtfulRow:
    """Return a kept row as pages show it."""
    draft = waiting.draft_of(row)
    return DoubtfulRow(
        id=row.id,
        sheet=row.sheet,
        row=row.row,
        name=draft.name,
        nik=mask(draft.nik),
        issues=tuple(Issue(code) for code in row.issues),
        decision=row.decision,
        reason=row.reason,
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
    )
