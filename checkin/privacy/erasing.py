"""Erase one person on request, by what the purge does; what the law has kept stays, and is said to.

Whoever was present is on a financial document: name and attendance stay until their retention ends
(UU 27/2022 art. 43 and 44 let the duty to keep prevail), everything else goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.badges.models import Badge
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.privacy import wiping
from checkin.privacy.appearances import find_rows, listed_in, redact_line
from checkin.privacy.models import PrivacyRequest
from checkin.privacy.requests import label_of, note_done, open_request
from checkin.roster.models import Registration, RosterImport
from checkin.scans.models import Arrival
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class ErasePlan:
    """What an erasure does: `stays` is empty where nothing has to be kept; events by their names."""

    goes: tuple[str, ...]
    stays: tuple[str, ...]
    present_at: tuple[str, ...]
    ends: tuple[str, ...]


def plan_erasure(session: Session, request: PrivacyRequest, now: datetime) -> ErasePlan:
    """Say what would go, what would stay, and which coming registrations would end."""
    present = _present_at(session, request.person_id)
    goes = [
        mark("NIK dan nomor rekening"),
        mark("nomor HP dan data diri lain"),
        mark("kode tanda peserta dan halaman pribadi"),
        mark("isi baris berkas unggahan dan formulir pendaftaran"),
        mark("nomor HP dan NIK tersamar pada edisi daftar"),
    ]
    stays = []
    if present:
        stays = [mark("nama, jenis pilar, wilayah dan kehadiran, karena menjadi dasar pembayaran")]
    else:
        goes.append(mark("nama, jabatan dan kecamatan"))
    if _has_drafts(session, request.person_id):
        stays.append(
            mark(
                "berkas unggahan yang belum diterapkan, bila memuat namanya; dihapus setelah masa simpannya"
            )
        )
    stays.append(mark("catatan permintaan ini dan catatan audit, tanpa data pribadinya"))
    return ErasePlan(
        goes=tuple(goes),
        stays=tuple(stays),
        present_at=tuple(name for _, name in present),
        ends=tuple(name for _, name in _coming(session, request.person_id, now)),
    )


def erase(session: Session, actor: Actor, request_id: object, now: datetime) -> ErasePlan:
    """Carry the erasure out; return what was done."""
    require(actor, Permission.PERSONAL_DATA_REVEAL)
    request = open_request(session, actor, request_id)
    plan = plan_erasure(session, request, now)
    person = session.get_one(Person, request.person_id)
    seats = session.scalars(select(Registration).where(Registration.person_id == person.id)).all()
    ids = [seat.id for seat in seats]
    wiping.wipe_rows(session, [row.id for row in find_rows(session, person, ids)])
    for seat in seats:
        for edition, _series, _line in list(listed_in(session, seat.event_id, seat.number)):
            redact_line(session, edition, seat.number, keeps_name=bool(plan.present_at))
    _end(session, [seat for seat, _ in _coming(session, person.id, now)], now)
    if plan.present_at:
        wiping.wipe_identifiers(session, [person.id])
        wiping.wipe_contacts(session, [person.id])
        wiping.wipe_badges(session, ids)
    else:
        _end(session, ids, now)
        wiping.anonymise(session, [person.id], now)
    session.execute(update(Person).where(Person.id == person.id).values(restricted_at=now))
    session.expire_all()
    note_done(request, "erased")
    record(
        session, actor, "privacy.erase",
        subject=label_of(request), now=now, kept_attendance=bool(plan.present_at),
    )  # fmt: skip
    return plan


def _end(session: Session, seats: Sequence[UUID], now: datetime) -> None:
    """Cancel registrations and revoke their badges, so that phones learn of it."""
    session.execute(
        update(Registration)
        .where(Registration.id.in_(seats))
        .values(status="cancelled", cancel_reason="erased", seq=None)
    )
    session.execute(
        update(Badge)
        .where(Badge.registration_id.in_(seats), Badge.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _present_at(session: Session, person_id: UUID) -> list[tuple[UUID, str]]:
    rows = session.execute(
        select(Registration.id, Event.name)
        .join(Event, Event.id == Registration.event_id)
        .join(Arrival, Arrival.registration_id == Registration.id)
        .where(Registration.person_id == person_id, Arrival.arrived_at.is_not(None))
        .distinct()
    )
    return [(seat, name) for seat, name in rows]


def _has_drafts(session: Session, person_id: UUID) -> bool:
    """Say whether a file that nobody applied waits at an event of this person."""
    events = select(Registration.event_id).where(Registration.person_id == person_id)
    draft = select(RosterImport.id).where(
        RosterImport.event_id.in_(events), RosterImport.content.is_not(None)
    )
    return session.scalar(draft.limit(1)) is not None


def _coming(session: Session, person_id: UUID, now: datetime) -> list[tuple[UUID, str]]:
    rows = session.execute(
        select(Registration.id, Event.name)
        .join(Event, Event.id == Registration.event_id)
        .where(
            Registration.person_id == person_id,
            Registration.status != "cancelled",
            Event.ends_at > now,
        )
    )
    here = {seat for seat, _ in _present_at(session, person_id)}
    return [(seat, name) for seat, name in rows if seat not in here]
