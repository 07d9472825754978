"""Use cases of the roster: plan a file, apply it, take it back, cancel who is missing, reveal a NIK."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Conflict, NotFound
from checkin.events.models import Event
from checkin.events.stages import Change, require_stage
from checkin.people.models import Person
from checkin.roster import batches, undo
from checkin.roster.models import Registration, RosterImport
from checkin.roster.reading import Reading, Upload, plan_again, read_upload
from checkin.roster.uploads import (
    check_open,
    keep_reading,
    keep_upload,
    limited,
    may_touch,
    scope,
    upload_of,
)
from checkin.roster.versions import missing_since
from checkin.text import mark

_TRIES = 3


def preview_import(
    session: Session, actor: Actor, event: Event, upload: Upload, now: datetime
) -> RosterImport:
    """Keep a file (encrypted) with what it would do; nobody is registered yet.

    Raises `Invalid` as `read_upload`.
    """
    sent = limited(upload, scope(actor, event))
    reading = read_upload(session, event, sent, now)
    kept = keep_upload(session, actor, event, sent, now)
    keep_reading(session, event, kept, reading)
    return kept


def import_upload(
    session: Session, actor: Actor, event: Event, upload: Upload, now: datetime
) -> Reading:
    """Plan a file and apply it at once. Raises `Invalid` as `read_upload`."""
    sent = limited(upload, scope(actor, event))
    _lock(session, event)
    reading = read_upload(session, event, sent, now)
    kept = keep_upload(session, actor, event, sent, now)
    return _carry_out(session, actor, event, kept, reading, now)


def apply_import(
    session: Session,
    actor: Actor,
    event: Event,
    kept: RosterImport,
    now: datetime,
    reading: Reading | None = None,
) -> Reading:
    """Register the people of a kept file, planned again against what is registered now.

    `reading` is the file as it was read before the transaction began; without one it is read here.
    Raises `Conflict` where it was applied or discarded already.
    """
    may_touch(actor, event, kept)
    _lock(session, event)
    session.refresh(kept, with_for_update=True)
    check_open(kept)
    if reading is None:
        reading = read_upload(session, event, upload_of(kept), now)
    else:
        reading = plan_again(session, event, reading)
    return _carry_out(session, actor, event, kept, reading, now)


def undo_import(
    session: Session, actor: Actor, event: Event, kept: RosterImport, now: datetime
) -> None:
    """Take a batch back. Raises `Conflict` where people were scanned or a later file builds upon it."""
    may_touch(actor, event, kept)
    _lock(session, event)
    session.refresh(kept, with_for_update=True)
    undo.check_undoable(session, kept)
    undo.undo(session, kept, now)
    record(session, actor, "roster.undo", subject=kept.file_name, event_id=event.id, now=now)


def cancel_missing(
    session: Session,
    actor: Actor,
    event: Event,
    kept: RosterImport,
    numbers: Sequence[int],
    now: datetime,
) -> int:
    """Cancel the chosen of those whom a newer list no longer names; return how many."""
    may_touch(actor, event, kept)
    _lock(session, event)
    if kept.state != "applied":
        raise Conflict(mark("Unggahan ini belum diterapkan."), code="import_not_applied")
    wanted = set(numbers)
    chosen = [p for p in missing_since(session, kept) if p.number in wanted]
    ids = [person.registration_id for person in chosen]
    if came := undo.scanned(session, ids):
        raise Conflict(
            mark("%(n)d orang yang dipilih sudah dipindai; tidak ada yang dibatalkan."),
            code="missing_scanned",
            n=came,
        )
    batches.cancel(session, kept, ids, now)
    said = [person.number for person in chosen]
    record(
        session, actor, "roster.cancel_missing",
        subject=kept.file_name, event_id=event.id, now=now, numbers=said,
    )  # fmt: skip
    return len(ids)


def reveal_nik(
    session: Session, actor: Actor, event: Event, number: int, now: datetime
) -> tuple[str | None, str | None]:
    """Return NIK and account in full and leave a line in the audit log."""
    require(actor, Permission.PERSONAL_DATA_REVEAL, event.id)
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


def _lock(session: Session, event: Event) -> None:
    """Let one import of an event number its people at a time, and none that closed meanwhile."""
    session.refresh(event, with_for_update=True)
    require_stage(event.stage, Change.ROSTER)


def _carry_out(
    session: Session,
    actor: Actor,
    event: Event,
    kept: RosterImport,
    reading: Reading,
    now: datetime,
) -> Reading:
    """Write and settle; who was added by another event's import meanwhile is planned again."""
    for last in [False] * (_TRIES - 1) + [True]:
        try:
            with session.begin_nested():
                batches.write(session, event, kept, reading, now)
            break
        except IntegrityError as error:
            if last:
                raise Conflict(
                    mark("Orang yang sama sedang didaftarkan dari tempat lain; coba lagi."),
                    code="import_race",
                ) from error
            reading = plan_again(session, event, reading)
    kept.state, kept.content, kept.preview, kept.applied_at = "applied", None, None, now
    said = {name: n for name, n in kept.counts.items() if isinstance(n, int)}
    record(
        session, actor, "roster.import",
        subject=kept.file_name, event_id=event.id, now=now, counts=said,
    )  # fmt: skip
    session.flush()
    return reading
