"""What happens to a form that somebody outside sends in.

The sender learns only that it came in: whether somebody is on the roster is nobody's business outside. So
what may be somebody registered already waits for a person to look, as does everybody where the event asks
for approval.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import System
from checkin.badges.links import ensure_links
from checkin.badges.service import ensure_badges
from checkin.crypto import blind_index
from checkin.errors import CheckinError, Conflict, Invalid, Throttled
from checkin.events.models import Event
from checkin.ids import RegistrationId
from checkin.people.models import Person
from checkin.roster.alike import Alike, find_alike
from checkin.roster.contacts import read_email, read_phone
from checkin.roster.nik import read_nik
from checkin.roster.walk_in import WalkIn, enter, lock_event
from checkin.signup.models import Signup, SignupSettings
from checkin.signup.opening import WINDOW, Brake, Opening, brake
from checkin.signup.service import count, how_open, rules_of, settings_of
from checkin.text import mark

LIKE_ENOUGH = 95  # of 100: a name so like another on the roster that somebody should look
_CLOSED = {
    Opening.OFF: mark("Pendaftaran untuk kegiatan ini tidak dibuka."),
    Opening.NOT_YET: mark("Pendaftaran belum dibuka."),
    Opening.OVER: mark("Pendaftaran sudah ditutup."),
    Opening.FULL: mark("Pendaftaran sudah penuh."),
}
_BRAKES = {
    Brake.DEVICE: mark(
        "Dari perangkat ini sudah banyak pendaftaran dalam satu jam terakhir. Coba lagi nanti."
    ),
    Brake.EVENT: mark("Pendaftaran sedang sangat ramai. Coba lagi dalam satu jam."),
}


@dataclass(frozen=True, kw_only=True)
class Form:
    """What somebody sends in; having read the notice is a condition, messages are a choice.

    `notice` is the edition of the privacy notice that the form showed.
    """

    entry: WalkIn
    notice_read: bool
    notice: str = ""
    messages_agreed: bool = False


def submit(session: Session, event: Event, form: Form, device: str, now: datetime) -> Signup:
    """Take one form.

    Raises `Conflict` where the link is closed, `Throttled` for too many, `Invalid` as `enter` and for a
    notice that was not read.
    """
    lock_event(session, event)
    settings = settings_of(session, event)
    _check(session, event, settings, form, device, now)
    alike = _alike(session, event, form.entry)
    own = next((s for a in alike if a.certain and (s := _sent(session, event, device, a))), None)
    if own is not None:
        return own  # a button pressed twice
    known = next((a for a in alike if a.same_nik and a.status != "cancelled"), None)
    if known is not None:
        _note(session, event, "", "double", now)
        return _keep(session, event, form, device, now, known.registration_id, "double", known)
    like = next((a for a in alike if a.certain or a.likeness >= LIKE_ENOUGH), None)
    waits = settings.needs_approval or like is not None or _is_on_record(session, form.entry)
    registration = enter(
        session, event, form.entry, "signup", now, status="waiting" if waits else "active"
    )
    if not waits:
        ensure_badges(session, event, now)
        ensure_links(session, [registration.id], now)
    state = "waiting" if waits else "approved"
    _note(session, event, f"#{registration.number}", state, now)
    return _keep(session, event, form, device, now, registration.id, state, like)


def _note(session: Session, event: Event, subject: str, state: str, now: datetime) -> None:
    """Keep that a form came; who sent it from where is nobody's to keep for ever."""
    public = System(name="formulir umum")
    record(
        session, public, "signup.submit", now=now, event_id=event.id, subject=subject, state=state
    )


def _is_on_record(session: Session, entry: WalkIn) -> bool:
    """Say whether the NIK is somebody's of an earlier event, whose badge not everybody may ask for."""
    nik = read_nik(entry.nik).digits if entry.nik else None
    found = select(Person.id).where(Person.nik_index == blind_index(nik)) if nik else None
    return found is not None and session.scalar(found) is not None


def _alike(session: Session, event: Event, entry: WalkIn) -> list[Alike]:
    nik = read_nik(entry.nik).digits if entry.nik else None
    phone = read_phone(entry.phone or "").e164
    return find_alike(session, event, name=entry.name, phone=phone, nik=nik)


def _check(
    session: Session,
    event: Event,
    settings: SignupSettings,
    form: Form,
    device: str,
    now: datetime,
) -> None:
    stands = how_open(session, event, settings, now)
    if stands is not Opening.OPEN:
        raise Conflict(_CLOSED[stands], code=f"signup_{stands}")
    recent = (Signup.event_id == event.id, Signup.submitted_at > now - WINDOW)
    held = brake(
        rules_of(settings),
        count(session, *recent, Signup.device == device),
        count(session, *recent),
    )
    if held:
        raise Throttled(_BRAKES[held], code=f"signup_{held}")
    if not form.notice_read:
        raise Invalid(
            mark("Baca pemberitahuan privasi, lalu beri tanda bahwa Anda memahaminya."),
            code="notice",
        )
    _check_entry(settings, form.entry)


def _check_entry(settings: SignupSettings, entry: WalkIn) -> None:
    """Raise `Invalid` for what `enter` would take, but this event does not open to everybody."""
    wrong: list[CheckinError] = []
    if settings.pillar_codes and entry.pillar_code not in settings.pillar_codes:
        wrong.append(Invalid(mark("Jenis pilar ini tidak dibuka untuk umum."), code="pillar"))
    if settings.regency_codes and entry.regency_code not in settings.regency_codes:
        wrong.append(Invalid(mark("Kabupaten/kota ini tidak dibuka untuk umum."), code="regency"))
    if not entry.district_code:
        wrong.append(Invalid(mark("Pilih kecamatan."), code="district"))
    if not entry.phone:
        wrong.append(Invalid(mark("Isi nomor HP."), code="phone"))
    if settings.asks_nik and not entry.nik:
        wrong.append(Invalid(mark("Isi NIK."), code="nik"))
    if wrong:
        raise wrong[0]


def _keep(
    session: Session,
    event: Event,
    form: Form,
    device: str,
    now: datetime,
    registration_id: UUID,
    state: str,
    like: Alike | None,
) -> Signup:
    signup = Signup(
        event_id=event.id,
        registration_id=RegistrationId(registration_id),
        key=secrets.token_urlsafe(18),
        device=device,
        name=" ".join(form.entry.name.split()),
        phone=form.entry.phone or "",
        email=read_email(form.entry.email or ""),
        pillar_code=form.entry.pillar_code,
        regency_code=form.entry.regency_code,
        district_code=form.entry.district_code,
        state=state,
        resembles=like.number if like else None,
        submitted_at=now,
        notice=form.notice,
        notice_read_at=now,
        messages_agreed_at=now if form.messages_agreed else None,
    )
    session.add(signup)
    session.flush()
    return signup


def _sent(session: Session, event: Event, device: str, alike: Alike) -> Signup | None:
    return session.scalars(
        select(Signup).where(
            Signup.event_id == event.id,
            Signup.device == device,
            Signup.registration_id == alike.registration_id,
            Signup.state != "rejected",
        )
    ).first()
