"""Use cases of the review queue: accept, correct, merge or reject a row that waited; who and why is kept."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Device
from checkin.errors import Conflict, Invalid, NotFound
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies
from checkin.events.stages import Change, require_stage
from checkin.roster import names
from checkin.roster.changes import LABELS, REGISTRATION_FIELDS, text
from checkin.roster.draft import JudgedRow, PersonDraft
from checkin.roster.known import known_people, known_person
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.roster.outcome import Known, Outcome
from checkin.roster.plan import make_plan
from checkin.roster.register import change, register
from checkin.roster.uploads import scope
from checkin.roster.waiting import Decision, draft_of
from checkin.text import mark


def get_row(session: Session, actor: Actor, event: Event, row_id: UUID) -> ImportRow:
    """Return a row for review that the actor may decide; raise `NotFound`."""
    only = scope(actor, event)
    row = session.get(ImportRow, row_id)
    kept = session.get(RosterImport, row.import_id) if row else None
    if (
        row is None
        or kept is None
        or kept.event_id != event.id
        or kept.state != "applied"
        or row.outcome != Outcome.REVIEW.value
        or only not in (None, kept.only_regency)
    ):
        raise NotFound(mark("Baris ini tidak ditemukan."), code="row_unknown")
    return row


def accept(
    session: Session,
    actor: Actor,
    event: Event,
    row: ImportRow,
    now: datetime,
    *,
    reason: str = "",
    corrected: PersonDraft | None = None,
    sure: bool = True,
) -> int:
    """Register the person of a row, as it is or corrected; return the number.

    Raises `Invalid` (code names the field) where the draft cannot stand; `Conflict` where the person is
    registered already, or resembles somebody and the reader has not said to be `sure`.
    """
    _take(session, event, row)
    draft = corrected or draft_of(row)
    _check(session, event, draft, scope(actor, event))
    niks = [draft.nik] if draft.nik else []
    known = known_people(session, event, niks)
    person = _same_nik(draft, known)
    if not sure:
        _doubt(draft, known)
    try:
        with session.begin_nested():
            (registration_id,) = register(
                session, event, [(draft, person)], source="import", now=now, import_id=row.import_id
            ).values()
    except IntegrityError as error:
        raise Conflict(mark("Orang ini baru saja didaftarkan."), code="person_taken") from error
    row.registration_id = registration_id  # type: ignore[assignment]
    _settle(
        session, actor, event, row,
        Decision.CORRECTED if corrected else Decision.ACCEPTED, reason, now,
    )  # fmt: skip
    return session.get_one(Registration, registration_id).number


def merge(
    session: Session,
    actor: Actor,
    event: Event,
    row: ImportRow,
    number: int,
    fields: Sequence[str],
    now: datetime,
    *,
    reason: str = "",
) -> None:
    """Take the row for the participant of this number, who gets the chosen fields from it."""
    _take(session, event, row)
    only = scope(actor, event)
    target = session.scalar(
        select(Registration).where(Registration.event_id == event.id, Registration.number == number)
    )
    if target is None or only not in (None, target.regency_code):
        raise NotFound(
            mark("Nomor peserta %(number)d tidak ada."), code="registration_unknown", number=number
        )
    draft = draft_of(row)
    known = known_person(session, target.person_id, target.id)
    values = {
        name: value
        for name in fields
        if name in LABELS and (value := text(getattr(draft, name)))
        if name not in REGISTRATION_FIELDS or draft.regency_code == target.regency_code
    }
    old = {name: text(getattr(known.draft, name)) for name in values}
    row.before = json.dumps({"person_id": str(target.person_id), "fields": old, "wrote": values})
    row.registration_id = target.id
    change(session, target.person_id, target.id, values, now)
    _settle(session, actor, event, row, Decision.MERGED, reason, now)


def reject(
    session: Session, actor: Actor, event: Event, row: ImportRow, reason: str, now: datetime
) -> None:
    """Leave the row out for good; raises `Invalid` without a reason."""
    _take(session, event, row)
    if not reason.strip():
        raise Invalid(mark("Tulis alasan penolakan."), code="reason")
    _settle(session, actor, event, row, Decision.REJECTED, reason, now)


def _take(session: Session, event: Event, row: ImportRow) -> None:
    """Lock event and row, so that two readers never decide one row."""
    session.refresh(event, with_for_update=True)
    require_stage(event.stage, Change.ROSTER)
    session.refresh(row, with_for_update=True)
    if row.decision is not None:
        raise Conflict(mark("Baris ini sudah diputuskan."), code="row_decided")


def _check(session: Session, event: Event, draft: PersonDraft, only: str | None) -> None:
    if not draft.name or not names.is_name(draft.name):
        raise Invalid(mark("Tulis nama orang."), code="name")
    if draft.pillar not in {p.code for p in event_pillars(session, event)}:
        raise Invalid(mark("Pilih jenis pilar yang diundang."), code="pillar")
    invited = {r.code for r in event_regencies(session, event)}
    if draft.regency_code not in invited or only not in (None, draft.regency_code):
        raise Invalid(mark("Pilih kabupaten/kota yang diundang."), code="regency")


def _same_nik(draft: PersonDraft, known: Sequence[Known]) -> Known | None:
    person = next((k for k in known if draft.nik and k.draft.nik == draft.nik), None)
    if person and person.registration_id and not person.returns:
        raise Conflict(
            mark("NIK ini milik peserta nomor %(number)d; gabungkan, atau perbaiki NIK-nya."),
            code="nik",
            number=person.number,
        )
    return person


def _doubt(draft: PersonDraft, known: Sequence[Known]) -> None:
    """Raise `Conflict` where the corrected row is still doubtful."""
    (row,) = make_plan([JudgedRow("", 1, draft, ())], known).rows
    if draft.nik and row.outcome is Outcome.REVIEW:
        raise Conflict(row.issues[-1].sentence, code="doubt")


def _settle(
    session: Session,
    actor: Actor,
    event: Event,
    row: ImportRow,
    decision: Decision,
    reason: str,
    now: datetime,
) -> None:
    row.decision, row.decided_at = decision.value, now
    row.reason = reason.strip()[:200] or None
    row.decided_by_name = actor.label if isinstance(actor, Device) else actor.name
    row.payload = json.dumps({"draft": {"name": draft_of(row).name}})
    record(
        session, actor, f"roster.row_{decision.value}",
        subject=f"{row.sheet}: {row.row}", event_id=event.id, now=now, reason=row.reason or "",
    )  # fmt: skip
    session.flush()


def corrected_draft(
    before: PersonDraft,
    *,
    name: str,
    nik: str | None,
    pillar: str,
    regency: str,
    district: str | None,
    phone: str | None,
    account: str | None,
    email: str | None = None,
) -> PersonDraft:
    """Return the draft with what a person wrote over it; empty NIK or account keeps what was read."""
    return replace(
        before,
        name=name,
        nik=nik or before.nik,
        pillar=pillar,
        regency_code=regency,
        district_code=district,
        phone=phone or None,
        account=account or before.account,
        email=email,
    )
