"""Uploads before they are applied: kept sealed, read, remapped, discarded, forgotten after a week."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, User, limit, require
from checkin.errors import Conflict, NotFound
from checkin.events.models import Event
from checkin.events.stages import Change, require_stage
from checkin.ids import ImportId, UserId, uuid7
from checkin.roster import batches
from checkin.roster.mapping import Said, clean
from checkin.roster.models import Registration, RosterImport, RosterMapping
from checkin.roster.preview import seal
from checkin.roster.reading import Reading, Upload, read_upload
from checkin.roster.versions import find_previous, missing_people
from checkin.text import mark

KEEP_UNAPPLIED = timedelta(days=7)
LONG_FILE = 600_000  # bytes; what is longer is read by the worker


def keep_upload(
    session: Session, actor: Actor, event: Event, upload: Upload, now: datetime
) -> RosterImport:
    """Keep a file (encrypted) that is still to be read; forget those that nobody applied."""
    upload = limited(upload, scope(actor, event))
    require_stage(event.stage, Change.ROSTER)
    purge_uploads(session, now)
    kept = RosterImport(
        id=ImportId(uuid7()),
        event_id=event.id,
        file_name=upload.file_name[:200],
        sha256=hashlib.sha256(upload.content).hexdigest(),
        regency_code=upload.regency_code,
        only_regency=upload.only_regency,
        state="reading",
        counts={},
        created_by=UserId(actor.id) if isinstance(actor, User) else None,
        created_at=now,
        content=upload.content,
    )
    session.add(kept)
    session.flush()
    record(session, actor, "roster.upload", subject=kept.file_name, event_id=event.id, now=now)
    return kept


def limited(upload: Upload, only: str | None) -> Upload:
    """Return the upload as a coordinator of one regency sends it; as it is without a limit."""
    return replace(upload, only_regency=only, regency_code=only or upload.regency_code)


def get_import(
    session: Session, event: Event, import_id: UUID, actor: Actor | None = None
) -> RosterImport:
    """Return an import of this event that the actor may see; raise `NotFound`."""
    found = session.get(RosterImport, import_id)
    only = limit(actor, Permission.ROSTER_IMPORT, event.id) if actor else None
    if found is None or found.event_id != event.id or only not in (None, found.only_regency):
        raise NotFound(mark("Unggahan ini tidak ditemukan."), code="import_unknown")
    return found


def read_kept(session: Session, event: Event, kept: RosterImport, now: datetime) -> Reading:
    """Read a kept file and keep what it would do now. Raises `Invalid` as `read_upload`."""
    return keep_reading(session, event, kept, read_upload(session, event, upload_of(kept), now))


def keep_reading(session: Session, event: Event, kept: RosterImport, reading: Reading) -> Reading:
    """Keep what a reading would do, for the pages of its preview."""
    previous = find_previous(session, event, kept, reading.plan)
    missing = missing_people(session, previous, reading.plan, kept.only_regency)
    name = session.scalar(select(RosterImport.file_name).where(RosterImport.id == previous))
    kept.preview = seal(reading, missing, name or "", _as_of(session, event))
    kept.counts = batches.counts(reading) | {"missing": len(missing)}
    kept.state = "planned"
    session.flush()
    return reading


def remap_columns(
    session: Session,
    actor: Actor,
    event: Event,
    kept: RosterImport,
    said: Mapping[str, Said],
    now: datetime,
) -> None:
    """Read the columns as a person says, now and of the next file of that form; `said` by fingerprint."""
    may_touch(actor, event, kept)
    check_open(kept)
    answers = {form: clean(columns) for form, columns in said.items() if len(form) == 32}
    kept.mapping = {**(kept.mapping or {}), **answers}
    for form, columns in answers.items():
        known = session.get(RosterMapping, form)
        if known is None:
            known = RosterMapping(fingerprint=form)
            session.add(known)
        known.columns, known.updated_at = columns, now
        known.updated_by = UserId(actor.id) if isinstance(actor, User) else None
    record(session, actor, "roster.remap", subject=kept.file_name, event_id=event.id, now=now)


def discard_import(
    session: Session, actor: Actor, event: Event, kept: RosterImport, now: datetime
) -> None:
    """Forget a kept file."""
    may_touch(actor, event, kept)
    if kept.state in ("planned", "reading"):
        kept.state, kept.content, kept.preview = "discarded", None, None
        record(session, actor, "roster.discard", subject=kept.file_name, event_id=event.id, now=now)


def purge_uploads(session: Session, now: datetime) -> int:
    """Forget the content of files that nobody applied for a week; return how many."""
    done = session.execute(
        update(RosterImport)
        .where(
            RosterImport.state.in_(("reading", "planned")),
            RosterImport.created_at < now - KEEP_UNAPPLIED,
        )
        .values(state="expired", content=None, preview=None)
    )
    return int(getattr(done, "rowcount", 0))


def scope(actor: Actor, event: Event) -> str | None:
    """Return the one regency the actor may import, None for all; raise `Forbidden` where none."""
    only = limit(actor, Permission.ROSTER_IMPORT, event.id)
    require(actor, Permission.ROSTER_IMPORT, event.id, regency=only)
    return only


def is_stale(session: Session, event: Event, as_of: str) -> bool:
    """Say whether the register has changed since a preview was made."""
    return as_of != _as_of(session, event)


def may_touch(actor: Actor, event: Event, kept: RosterImport) -> None:
    """Raise `Forbidden` or `NotFound` where it is none of the actor's business, `Conflict` where too late."""
    only = scope(actor, event)
    if only not in (None, kept.only_regency):
        raise NotFound(mark("Unggahan ini tidak ditemukan."), code="import_unknown")
    require_stage(event.stage, Change.ROSTER)


def check_open(kept: RosterImport) -> None:
    """Raise `Conflict` where the file was applied, discarded or forgotten."""
    if kept.state not in ("planned", "applying") or kept.content is None:
        raise Conflict(mark("Unggahan ini sudah diterapkan atau dibuang."), code="import_settled")


def upload_of(kept: RosterImport) -> Upload:
    """Return a kept file as it was sent."""
    return Upload(
        file_name=kept.file_name,
        content=kept.content or b"",
        regency_code=kept.regency_code,
        only_regency=kept.only_regency,
        mapping=kept.mapping or {},
    )


def _as_of(session: Session, event: Event) -> str:
    """Return what differs once somebody was registered, or a file applied or undone."""
    people = session.execute(
        select(func.count(), func.max(Registration.registered_at)).where(
            Registration.event_id == event.id, Registration.status == "active"
        )
    ).one()
    files = session.execute(
        select(func.max(RosterImport.applied_at), func.max(RosterImport.undone_at)).where(
            RosterImport.event_id == event.id
        )
    ).one()
    return " ".join(map(str, (*people, *files)))
