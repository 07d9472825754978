"""Everything that is held of one person, across events, as plain data with Indonesian names.

It is made for the person: the words of the tables, not of the code. NIK and account stand in it in full.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from checkin.badges.models import Badge, PersonalLink
from checkin.devices.models import Device
from checkin.events.models import Checkpoint, Event, Gate
from checkin.mail.models import Letter
from checkin.people.models import Person, PillarType
from checkin.privacy import requests as asked
from checkin.privacy.appearances import editions_of, rows_of
from checkin.privacy.asking import CHANNELS, KINDS, OUTCOMES, Channel, Kind, Outcome
from checkin.privacy.models import Incident, PrivacyRequest
from checkin.privacy.traces import log_of, notes_of
from checkin.regions.models import District, Regency
from checkin.roster.models import Registration, Substitution
from checkin.scans.models import Arrival, Scan, ScanUndo
from checkin.signup.models import Signup

Record = dict[str, Any]
_PERSON = {
    "name": "Nama",
    "nik": "NIK",
    "bank_account": "Nomor rekening",
    "bank": "Bank",
    "account_name": "Nama rekening",
    "phone": "Nomor HP",
    "phone_raw": "Nomor HP seperti tertulis",
    "email": "Surel",
    "gender": "Jenis kelamin",
    "birth_place": "Tempat lahir",
    "birth_date": "Tanggal lahir",
    "member_no": "Nomor anggota",
    "employment_status": "Status kepegawaian",
    "active": "Anggota aktif",
    "restricted_at": "Pesan dihentikan sejak",
    "created_at": "Dicatat sejak",
    "updated_at": "Terakhir diubah",
}


def gather(session: Session, person_id: UUID, now: datetime) -> Record:
    """Return all that is held of the person."""
    person = session.get_one(Person, person_id)
    seats = session.scalars(
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.person_id == person_id)
        .order_by(Event.starts_at)
    ).all()
    return {
        "Dibuat": plain(now),
        "Data diri": {label: plain(getattr(person, name)) for name, label in _PERSON.items()},
        "Pendaftaran": [_registration(session, seat) for seat in seats],
        "Baris berkas unggahan": rows_of(session, person, [seat.id for seat in seats]),
        "Permintaan": [_request(one) for one in _requests(session, person_id)],
        "Insiden": _incidents(session, {str(seat.id) for seat in seats}),
        "Catatan audit": log_of(session, seats, _requests(session, person_id)),
    }


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _registration(session: Session, seat: Registration) -> Record:
    event = session.get_one(Event, seat.event_id)
    district = session.get(District, seat.district_code) if seat.district_code else None
    return {
        "Kegiatan": event.name,
        "Kode kegiatan": event.code,
        "Waktu kegiatan": plain(event.starts_at),
        "Nomor peserta": seat.number,
        "Jenis pilar": session.get_one(PillarType, seat.pillar_code).label,
        "Kabupaten/kota": session.get_one(Regency, seat.regency_code).name,
        "Kecamatan": district.name if district else None,
        "Jabatan": seat.position_title,
        "Keadaan": seat.status,
        "Asal": seat.source,
        "Didaftarkan": plain(seat.registered_at),
        "Tanda peserta": _rows(
            session,
            select(Badge.code, Badge.issued_at, Badge.printed_at, Badge.revoked_at).where(
                Badge.registration_id == seat.id
            ),
            ("Kode", "Diterbitkan", "Dicetak", "Diganti"),
        ),
        "Halaman pribadi": _rows(
            session,
            select(PersonalLink.created_at, PersonalLink.sent_at, PersonalLink.revoked_at).where(
                PersonalLink.registration_id == seat.id
            ),
            ("Dibuat", "Dikirim", "Diganti"),
        ),
        "Kehadiran": _rows(
            session,
            select(Checkpoint.name, Arrival.arrived_at, Gate.name)
            .join(Checkpoint, Checkpoint.id == Arrival.checkpoint_id)
            .outerjoin(Gate, Gate.id == Arrival.gate_id)
            .where(Arrival.registration_id == seat.id),
            ("Pos", "Hadir", "Pintu"),
        ),
        "Pemindaian": _scans(session, seat),
        "Catatan temuan": notes_of(session, seat),
        "Surat": _rows(
            session,
            select(Letter.kind, Letter.state, Letter.created_at, Letter.sent_at).where(
                Letter.registration_id == seat.id
            ),
            ("Jenis", "Keadaan", "Dibuat", "Dikirim"),
        ),
        "Pendaftaran mandiri": _signups(session, seat),
        "Penggantian": _rows(
            session,
            select(Substitution.reason, Substitution.approver, Substitution.created_at).where(
                or_(Substitution.original_id == seat.id, Substitution.replacement_id == seat.id)
            ),
            ("Alasan", "Disetujui", "Waktu"),
        ),
        "Edisi daftar hadir": editions_of(session, event, seat.number),
    }


def _signups(session: Session, seat: Registration) -> list[Record]:
    return _rows(
        session,
        select(
            Signup.name, Signup.phone, Signup.email, Signup.submitted_at, Signup.notice,
            Signup.notice_read_at, Signup.messages_agreed_at, Signup.state, Signup.reason,
        ).where(Signup.registration_id == seat.id),
        ("Nama", "Nomor HP", "Surel", "Dikirim", "Edisi pemberitahuan privasi", "Dibaca",
         "Setuju dikabari", "Keadaan", "Alasan"),
    )  # fmt: skip


def _scans(session: Session, seat: Registration) -> list[Record]:
    return _rows(
        session,
        select(
            Checkpoint.name, Gate.name, Device.number, Scan.operator, Scan.corrected_at,
            Scan.received_at, Scan.verdict, Scan.status, Scan.method, Scan.direction, Scan.override,
            ScanUndo.at, ScanUndo.reason,
        )
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Gate, Gate.id == Scan.gate_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
        .where(Scan.registration_id == seat.id)
        .order_by(Scan.corrected_at),
        ("Pos", "Pintu", "HP", "Petugas", "Waktu", "Diterima server", "Putusan", "Keadaan", "Cara",
         "Arah", "Alasan pengecualian", "Dibatalkan", "Alasan pembatalan"),
    )  # fmt: skip


def _rows(session: Session, query: Any, names: tuple[str, ...]) -> list[Record]:
    found = session.execute(query)
    return [dict(zip(names, map(plain, row), strict=True)) for row in found]


def _requests(session: Session, person_id: UUID) -> list[PrivacyRequest]:
    query = select(PrivacyRequest).where(PrivacyRequest.person_id == person_id)
    return list(session.scalars(query.order_by(PrivacyRequest.number)))


def _request(one: PrivacyRequest) -> Record:
    words, contact = asked.words_of(one)
    return {
        "Nomor": asked.label_of(one),
        "Jenis": KINDS[Kind(one.kind)],
        "Lewat": CHANNELS[Channel(one.channel)],
        "Diterima": plain(one.received_at),
        "Batas": plain(one.due_at),
        "Isi": words,
        "Kontak": contact,
        "Nilai yang diminta": asked.wanted_of(one),
        "Hasil": OUTCOMES[Outcome(one.outcome)] if one.outcome else "belum dijawab",
        "Jawaban": one.answer,
        "Dijawab": plain(one.answered_at),
    }


def _incidents(session: Session, seats: set[str]) -> list[Record]:
    return [
        {"Insiden": f"I-{one.number:03d}", "Diketahui": plain(one.known_at), "Data": group["data"]}
        for one in session.scalars(select(Incident).order_by(Incident.number))
        for group in one.affected
        if seats & set(group["registrations"])
    ]
