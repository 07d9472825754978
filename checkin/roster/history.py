"""What pages ask of earlier uploads: the list of them, and the rows that wait for a human."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.crypto import mask
from checkin.events.models import Event
from checkin.roster.issues import Issue
from checkin.roster.models import ImportRow, RosterImport
from checkin.roster.outcome import Outcome, PlannedRow


@dataclass(frozen=True, kw_only=True)
class PastImport:
    """One upload in the list of uploads."""

    id: UUID
    file_name: str
    state: str
    counts: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class DoubtfulRow:
    """One row of a file with what is to be said of it; the NIK is masked."""

    sheet: str
    row: int
    name: str
    nik: str
    issues: tuple[Issue, ...]


def list_imports(session: Session, event: Event) -> list[PastImport]:
    """Return the uploads of an event, newest first, discarded ones left out."""
    rows = session.scalars(
        select(RosterImport)
        .where(RosterImport.event_id == event.id, RosterImport.state != "discarded")
        .order_by(RosterImport.created_at.desc())
    )
    return [
        PastImport(
            id=kept.id,
            file_name=kept.file_name,
            state=kept.state,
            counts=kept.counts,
            created_at=kept.created_at,
        )
        for kept in rows
    ]


def waiting_rows(session: Session, kept: RosterImport) -> list[DoubtfulRow]:
    """Return the rows of an applied file that were not registered and wait."""
    rows = session.scalars(
        select(ImportRow)
        .where(ImportRow.import_id == kept.id, ImportRow.outcome == Outcome.REVIEW.value)
        .order_by(ImportRow.sheet, ImportRow.row)
    )
    return [_doubtful(row) for row in rows]


def doubtful(row: PlannedRow) -> DoubtfulRow:
    """Return a planned row as pages show it."""
    draft = row.judged.draft
    return DoubtfulRow(
        sheet=row.judged.sheet,
        row=row.judged.row,
        name=draft.name,
        nik=mask(draft.nik),
        issues=row.issues,
    )


def _doubtful(row: ImportRow) -> DoubtfulRow:
    draft = json.loads(row.payload) if row.payload else {}
    return DoubtfulRow(
        sheet=row.sheet,
        row=row.row,
        name=draft.get("name", ""),
        nik=mask(draft.get("nik")),
        issues=tuple(Issue(code) for code in row.issues),
    )
