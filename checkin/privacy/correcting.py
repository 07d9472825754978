"""A correction that somebody asked for, brought into the register by the roster's own writing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.crypto import blind_index
from checkin.errors import Conflict, Invalid
from checkin.people.models import Person
from checkin.privacy.models import PrivacyRequest
from checkin.privacy.requests import label_of, note_done, open_request
from checkin.roster.contacts import BAD_EMAIL, read_account, read_email, read_phone
from checkin.roster.issues import has_error
from checkin.roster.models import Registration
from checkin.roster.names import MAX_LENGTH, is_name
from checkin.roster.nik import read_nik
from checkin.roster.register import change
from checkin.text import mark

FIELDS: Mapping[str, str] = {
    "name": mark("Nama"),
    "nik": mark("NIK"),
    "phone": mark("Nomor HP"),
    "email": mark("Surel"),
    "account": mark("Nomor rekening"),
    "bank": mark("Bank"),
    "account_name": mark("Nama rekening"),
    "birth_place": mark("Tempat lahir"),
    "birth_date": mark("Tanggal lahir"),
    "member_no": mark("Nomor anggota"),
    "position": mark("Jabatan"),
}
SECRET = frozenset({"nik", "account"})
LENGTHS: Mapping[str, int] = {
    "bank": 60,
    "account_name": 120,
    "birth_place": 60,
    "member_no": 40,
    "position": 120,
}


def present(session: Session, request: PrivacyRequest) -> dict[str, str]:
    """Return what the register says now."""
    person = session.get_one(Person, request.person_id)
    seat = session.get(Registration, request.registration_id) if request.registration_id else None
    values = {
        "name": person.name,
        "nik": person.nik,
        "phone": person.phone,
        "email": person.email,
        "account": person.bank_account,
        "bank": person.bank,
        "account_name": person.account_name,
        "birth_place": person.birth_place,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "member_no": person.member_no,
        "position": seat.position_title if seat else "",
    }
    return {name: value or "" for name, value in values.items()}


def correct(
    session: Session, actor: Actor, request_id: object, said: Mapping[str, str], now: datetime
) -> list[str]:
    """Write the fields that differ; return their names. An empty value changes nothing.

    Raises `Invalid` (code: the field) for what cannot stand, `Conflict` for the NIK of somebody else.
    """
    require(actor, Permission.PERSONAL_DATA_REVEAL)
    request = open_request(session, actor, request_id)
    before = present(session, request)
    values = {name: _clean(name, said[name]) for name in FIELDS if said.get(name, "").strip()}
    values = {name: value for name, value in values.items() if value != before[name]}
    if not values:
        raise Invalid(mark("Tidak ada yang berbeda dari data yang tersimpan."), code="name")
    changed = sorted(values)
    if nik := values.pop("nik", None):
        _take_nik(session, request, nik, now)
    plain: dict[str, Any] = dict(values)
    change(session, request.person_id, request.registration_id, plain, now)
    session.expire(session.get_one(Person, request.person_id))
    note_done(request, "corrected")
    record(session, actor, "privacy.correct", subject=label_of(request), now=now, fields=changed)
    return changed


def _take_nik(session: Session, request: PrivacyRequest, nik: str, now: datetime) -> None:
    index = blind_index(nik)
    other = session.scalar(select(Person.id).where(Person.nik_index == index))
    if other is not None and other != request.person_id:
        raise Conflict(mark("NIK ini milik orang lain dalam daftar."), code="nik")
    person = session.get_one(Person, request.person_id)
    person.nik, person.nik_index, person.updated_at = nik, index, now
    session.flush()


def _clean(name: str, text: str) -> str:
    value = " ".join(text.replace("\x00", "").split())
    match name:
        case "name" if len(value) > MAX_LENGTH or not is_name(value):
            raise Invalid(mark("Nama ini tidak sah."), code=name)
        case "nik":
            read = read_nik(value)
            if read.digits is None or has_error(read.issues):
                raise Invalid(mark("NIK ini tidak sah."), code=name)
            return read.digits
        case "phone":
            phone = read_phone(value).e164
            if phone is None:
                raise Invalid(mark("Nomor HP tidak dikenali."), code=name)
            return phone
        case "email":
            email = read_email(value)
            if email is None:
                raise Invalid(BAD_EMAIL, code=name)
            return email
        case "account":
            account = read_account(value, None, False).number
            if account is None:
                raise Invalid(mark("Nomor rekening tidak dikenali."), code=name)
            return account
        case "birth_date":
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError as error:
                raise Invalid(mark("Tanggal lahir tidak sah."), code=name) from error
    if len(value) > LENGTHS.get(name, MAX_LENGTH):
        raise Invalid(mark("Isian ini terlalu panjang."), code=name)
    return value
