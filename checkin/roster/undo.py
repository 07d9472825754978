"""Takes a batch back: whoever came with it goes, whatever it changed is as it was.

Only while none of its people was scanned, and no later file names them. A registration that was told to
nobody is deleted; one that has a badge or is known to phones is cancelled, so that both learn of it.
Who refers to a registration is read from the schema, because those features stand above this one.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from checkin.db import Base
from checkin.errors import Conflict
from checkin.people.models import Person
from checkin.roster.batches import SEAT
from checkin.roster.changes import LABELS, text
from checkin.roster.known import known_person
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.roster.outcome import Outcome
from checkin.roster.register import change
from checkin.text import mark

_SCANNED = frozenset({"scans", "arrivals"})


def scanned(session: Session, registration_ids: Any) -> int:
    """Return how many of these registrations were scanned anywhere."""
    found: set[UUID] = set()
    for table, column in _references(_SCANNED):
        rows = session.scalars(
            select(column).select_from(table).where(column.in_(registration_ids))
        )
        found.update(rows)
    return len(found)


def check_undoable(session: Session, kept: RosterImport) -> None:
    """Raise `Conflict` where the batch cannot be taken back, with the reason."""
    if kept.state != "applied":
        raise Conflict(
            mark("Hanya unggahan yang sudah diterapkan yang dapat dibatalkan."),
            code="import_not_applied",
        )
    own = select(Registration.id).where(Registration.import_id == kept.id)
    if count := scanned(session, own):
        raise Conflict(
            mark("Tidak dapat dibatalkan: %(n)d orang dari unggahan ini sudah dipindai."),
            code="import_scanned",
            n=count,
        )
    later = session.scalar(_later_file(kept))
    if later:
        raise Conflict(
            mark("Batalkan dahulu unggahan %(file)s, yang memuat orang yang sama."),
            code="import_built_upon",
            file=later,
        )


def undo(session: Session, kept: RosterImport, now: datetime) -> None:
    """Take the batch back; `check_undoable` was asked."""
    rows = session.scalars(
        select(ImportRow).where(ImportRow.import_id == kept.id, ImportRow.before.is_not(None))
    ).all()
    for row in rows:
        _restore(session, row, json.loads(row.before or "{}"), now)
    session.flush()
    _remove(session, kept)
    session.execute(
        update(ImportRow)
        .where(ImportRow.answered_by == kept.id)
        .values(decision=None, answered_by=None, decided_at=None)
    )
    session.execute(
        update(ImportRow)
        .where(ImportRow.import_id == kept.id)
        .values(payload=None, before=None, imprint=None, fingerprint=None)
    )
    kept.state, kept.undone_at = "undone", now


def _later_file(kept: RosterImport) -> Any:
    mine, theirs = aliased(ImportRow), aliased(ImportRow)
    touched = or_(
        mine.outcome.in_((Outcome.ACCEPT.value, Outcome.ACCEPT_FLAGGED.value)),
        mine.before.is_not(None),
        mine.decision.is_not(None),
    )
    return (
        select(RosterImport.file_name)
        .join(theirs, theirs.import_id == RosterImport.id)
        .join(mine, mine.registration_id == theirs.registration_id)
        .where(
            mine.import_id == kept.id,
            touched,
            RosterImport.event_id == kept.event_id,
            RosterImport.state == "applied",
            or_(
                RosterImport.applied_at > kept.applied_at,
                and_(RosterImport.applied_at == kept.applied_at, RosterImport.id > kept.id),
            ),
            or_(theirs.outcome != Outcome.REVIEW.value, theirs.decision.is_not(None)),
        )
        .order_by(RosterImport.applied_at.desc())
        .limit(1)
    )


def _restore(session: Session, row: ImportRow, before: dict[str, Any], now: datetime) -> None:
    if fields := before.get("fields"):
        person_id = UUID(before["person_id"])
        known = known_person(session, person_id, row.registration_id)
        wrote = before["wrote"]
        still = {f: old for f, old in fields.items() if f in LABELS
                 and text(getattr(known.draft, f)) == wrote[f]}  # fmt: skip
        change(session, person_id, row.registration_id, still, now)
    if seat := before.get("seat"):
        values = {name: seat[name] for name in SEAT}
        if values["import_id"]:
            values["import_id"] = UUID(values["import_id"])
        session.execute(
            update(Registration)
            .where(Registration.id == row.registration_id)
            .values(seq=None, **values)
        )


def _remove(session: Session, kept: RosterImport) -> None:
    own = Registration.import_id == kept.id
    told = [Registration.seq.is_not(None)] + [
        exists().where(column == Registration.id) for _, column in _references(None)
    ]
    free = session.execute(
        select(Registration.id, Registration.person_id, Registration.registered_at).where(
            own, ~or_(*told)
        )
    ).all()
    session.execute(
        update(Registration)
        .where(own, or_(*told))
        .values(status="cancelled", cancel_reason="undone", seq=None)
    )
    ids = [registration_id for registration_id, _, _ in free]
    for batch in _batches(ids):
        session.execute(
            update(ImportRow)
            .where(ImportRow.registration_id.in_(batch))
            .values(registration_id=None)
        )
        session.execute(delete(Registration).where(Registration.id.in_(batch)))
    elsewhere = exists().where(Registration.person_id == Person.id)
    made = {registered_at for _, _, registered_at in free}
    for batch in _batches([person_id for _, person_id, _ in free]):
        session.execute(
            delete(Person).where(Person.id.in_(batch), Person.created_at.in_(made), ~elsewhere)
        )


def _references(only: Collection[str] | None) -> list[tuple[Table, Column[Any]]]:
    """Return the columns of other features that refer to a registration."""
    target = Registration.__table__.c.id
    return [
        (table, key.parent)
        for table in Base.metadata.tables.values()
        if (table.name in only if only is not None else table.name != ImportRow.__tablename__)
        for key in table.foreign_keys
        if key.column is target
    ]


def _batches(ids: Sequence[UUID], size: int = 400) -> list[Sequence[UUID]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
