"""Use cases of the roster: plan a file, apply or discard it, register a walk-in, reveal a NIK."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, User, require
from checkin.errors import Conflict, NotFound
from checkin.events.models import Event
from checkin.ids import ImportId, UserId, uuid7
from checkin.people.models import Person
from checkin.roster.draft import PersonDraft
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.roster.outcome import Outcome, Plan, PlannedRow
from checkin.roster.reading import Reading, Upload, read_upload
from checkin.roster.register import fill, register
from checkin.text import mark


def preview_import(
    session: Session, actor: Actor, event: Event, upload: Upload, now: datetime
) -> RosterImport:
    """Keep a file (encrypted) for its preview; nobody is registered yet.

    Raises `Invalid` as `read_upload`.
    """
    require(actor, Permission.ROSTER_IMPORT)
    reading = read_upload(session, event, upload, now)
    kept = _keep(session, actor, event, upload, reading.plan, now)
    kept.content = upload.content
    session.flush()
    return kept


def import_upload(
    session: Session, actor: Actor, event: Event, upload: Upload, now: datetime
) -> Reading:
    """Plan a file and apply it at once. Raises `Invalid` as `read_upload`."""
    require(actor, Permission.ROSTER_IMPORT)
    _lock(session, event)
    reading = read_upload(session, event, upload, now)
    kept = _keep(session, actor, event, upload, reading.plan, now)
    session.flush()
    _settle(session, actor, event, kept, reading.plan, now)
    return reading


def get_import(session: Session, event: Event, import_id: UUID) -> RosterImport:
    """Return an import of this event; raise `NotFound`."""
    found = session.get(RosterImport, import_id)
    if found is None or found.event_id != event.id:
        raise NotFound(mark("Unggahan ini tidak ditemukan."), code="import_unknown")
    return found


def review_import(
    session: Session, event: Event, kept: RosterImport, now: datetime
) -> Reading | None:
    """Return what the kept file would do now; None once it was applied or discarded."""
    if kept.state != "planned" or kept.content is None:
        return None
    return read_upload(session, event, _upload(kept), now)


def apply_import(
    session: Session, actor: Actor, event: Event, kept: RosterImport, now: datetime
) -> Reading:
    """Register the people of a kept file, planned again against what is registered now.

    Raises `Conflict` where it was applied or discarded already.
    """
    require(actor, Permission.ROSTER_IMPORT)
    _lock(session, event)
    session.refresh(kept, with_for_update=True)
    if kept.state != "planned" or kept.content is None:
        raise Conflict(mark("Unggahan ini sudah diterapkan atau dibuang."), code="import_settled")
    reading = read_upload(session, event, _upload(kept), now)
    _settle(session, actor, event, kept, reading.plan, now)
    return reading


def discard_import(session: Session, actor: Actor, event: Event, kept: RosterImport) -> None:
    """Forget a kept file."""
    require(actor, Permission.ROSTER_IMPORT)
    if kept.state == "planned":
        kept.state, kept.content = "discarded", None


def reveal_nik(
    session: Session, actor: Actor, event: Event, number: int, now: datetime
) -> tuple[str | None, str | None]:
    """Return NIK and account in full and leave a line in the audit log."""
    require(actor, Permission.PERSONAL_DATA_REVEAL)
    found = session.execute(
        select(Person.nik, Person.bank_account)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event.id, Registration.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound(
            mark("Nomor peserta %(number)d tidak ada."), code="registration_unknown", number=number
        )
    record(session, actor, "person.reveal", subject=f"#{number}", event_id=event.id, now=now)
    return found[0], found[1]


def _upload(kept: RosterImport) -> Upload:
    return Upload(
        file_name=kept.file_name, content=kept.content or b"", regency_code=kept.regency_code
    )


def _keep(
    session: Session, actor: Actor, event: Event, upload: Upload, plan: Plan, now: datetime
) -> RosterImport:
    kept = RosterImport(
        id=ImportId(uuid7()),
        event_id=event.id,
        file_name=upload.file_name[:200],
        sha256=hashlib.sha256(upload.content).hexdigest(),
        regency_code=upload.regency_code,
        state="planned",
        counts=_counts(plan),
        created_by=UserId(actor.id) if isinstance(actor, User) else None,
        created_at=now,
    )
    session.add(kept)
    return kept


def _lock(session: Session, event: Event) -> None:
    """Let one import of an event number its people at a time."""
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())


def _settle(
    session: Session, actor: Actor, event: Event, kept: RosterImport, plan: Plan, now: datetime
) -> None:
    _write(session, event, kept, plan, now)
    kept.state, kept.content, kept.applied_at = "applied", None, now
    kept.counts = _counts(plan)
    record(
        session,
        actor,
        "roster.import",
        subject=kept.file_name,
        event_id=event.id,
        now=now,
        counts=kept.counts,
    )


def _write(session: Session, event: Event, kept: RosterImport, plan: Plan, now: datetime) -> None:
    added = plan.added
    people = [(row.judged.draft, row.known.person_id if row.known else None) for row in added]
    ids = register(session, event, people, source="import", now=now, import_id=kept.id)
    for row in plan.changed:
        assert row.known
        fill(session, row.known.person_id, row.known.registration_id, row.fills, now)
    by_row = {id(row): ids[place] for place, row in enumerate(added)}
    session.execute(
        insert(ImportRow),
        [_import_row(kept, row, by_row.get(id(row))) for row in plan.rows],
    )


def _import_row(
    kept: RosterImport, row: PlannedRow, registration_id: UUID | None
) -> dict[str, object]:
    waits = row.outcome is Outcome.REVIEW
    known = row.known.registration_id if row.known else None
    return {
        "id": uuid7(),
        "import_id": kept.id,
        "sheet": row.judged.sheet[:120],
        "row": row.judged.row,
        "outcome": row.outcome.value,
        "issues": [issue.value for issue in row.issues],
        "registration_id": registration_id or known,
        "payload": _payload(row.judged.draft) if waits else None,
    }


def _payload(draft: PersonDraft) -> str:
    return json.dumps(asdict(draft), default=str, ensure_ascii=False)


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "added": len(plan.added),
        "flagged": sum(row.outcome is Outcome.ACCEPT_FLAGGED for row in plan.rows),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "duplicate": len(plan.duplicate),
        "review": len(plan.review),
    }
