"""What files said of one person: the rows that named them, and which fields each changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.crypto import mask
from checkin.events.models import Event
from checkin.regions.models import District
from checkin.roster.changes import LABELS, SENSITIVE
from checkin.roster.issues import Issue
from checkin.roster.models import ImportRow, RosterImport


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """One row of a file that named the person, and what it changed: field, before, after (secrets masked)."""

    at: datetime
    import_id: UUID
    file_name: str
    sheet: str
    row: int
    outcome: str
    issues: tuple[Issue, ...]
    decision: str
    decided_by: str
    reason: str
    undone_at: datetime | None
    changes: tuple[tuple[str, str, str], ...]


def list_rows(session: Session, event: Event, registration_id: UUID) -> list[FileLine]:
    """Return the rows of applied files that named the person."""
    rows = session.execute(
        select(ImportRow, RosterImport)
        .join(RosterImport, RosterImport.id == ImportRow.import_id)
        .where(ImportRow.registration_id == registration_id, RosterImport.event_id == event.id)
    ).all()
    places = _districts(session, [row.before for row, _ in rows])
    return [
        FileLine(
            at=row.decided_at or kept.applied_at or kept.created_at,
            import_id=kept.id,
            file_name=kept.file_name,
            sheet=row.sheet,
            row=row.row,
            outcome=row.outcome,
            issues=tuple(Issue(code) for code in row.issues),
            decision=row.decision or "",
            decided_by=row.decided_by_name or "",
            reason=row.reason or "",
            undone_at=kept.undone_at,
            changes=_changes(row.before, places),
        )
        for row, kept in rows
    ]


def _changes(before: str | None, places: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    kept: dict[str, Any] = json.loads(before or "{}")
    wrote = kept.get("wrote", {})
    found = []
    for name, old in kept.get("fields", {}).items():
        if name not in LABELS:
            continue
        new = wrote.get(name) or ""
        if name in SENSITIVE:
            old, new = mask(old), mask(new)
        elif name == "district_code":
            old, new = places.get(old or "", old), places.get(new, new)
        found.append((LABELS[name], old or "", new))
    return tuple(found)


def _districts(session: Session, befores: list[str | None]) -> dict[str, str]:
    """Return the names of the districts that stand in what was replaced."""
    codes: set[str] = set()
    for before in befores:
        kept = json.loads(before or "{}")
        for side in ("fields", "wrote"):
            if code := kept.get(side, {}).get("district_code"):
                codes.add(code)
    if not codes:
        return {}
    rows = session.execute(select(District.code, District.name).where(District.code.in_(codes)))
    return dict(rows.all())
