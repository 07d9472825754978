"""Use cases of badge codes: issue them, replace one, keep spares and give one to a person."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.badges.codes import RANDOM_BYTES, Valid, code_hash, make_code, parse_code
from checkin.badges.models import Badge
from checkin.errors import Conflict, Gone, Invalid, NotFound
from checkin.events.models import Event
from checkin.events.stages import Change, require_stage
from checkin.ids import RegistrationId, uuid7
from checkin.roster.models import Registration
from checkin.text import mark

MOST_SPARES = 2000
_AT_ONCE = 5000


def ensure_badges(session: Session, event: Event, now: datetime) -> int:
    """Issue a badge to every active registration without one in force; return how many.

    Two prints at once must not give somebody two.
    """
    if not _lacking(session, event):
        return 0
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    rows = [{**_fresh(event, now), "registration_id": one} for one in _lacking(session, event)]
    if rows:
        session.execute(insert(Badge), rows)
    return len(rows)


def _lacking(session: Session, event: Event) -> Sequence[RegistrationId]:
    has_badge = (
        select(Badge.id)
        .where(Badge.registration_id == Registration.id, Badge.revoked_at.is_(None))
        .exists()
    )
    return session.scalars(
        select(Registration.id)
        .where(Registration.event_id == event.id, Registration.status == "active", ~has_badge)
        .order_by(Registration.number)
    ).all()


def replace_badge(
    session: Session, actor: Actor, event: Event, number: int, now: datetime, reason: str = ""
) -> Badge:
    """Revoke the badge of registration `number` and issue a new one; phones learn of both.

    Raises `NotFound` where the event has no active registration of this number.
    """
    require(actor, Permission.BADGES_PRINT, event.id)
    require_stage(event.stage, Change.BADGES)
    registration = find_registration(session, event, number)
    _revoke(session, [registration.id], now)
    badge = Badge(**_fresh(event, now), registration_id=registration.id)
    session.add(badge)
    registration.seq = None
    record(
        session,
        actor,
        "badges.replace",
        now=now,
        event_id=event.id,
        subject=str(number),
        reason=reason,
    )
    session.flush()
    return badge


def replace_badges(
    session: Session,
    actor: Actor,
    event: Event,
    registrations: Sequence[RegistrationId],
    now: datetime,
) -> int:
    """Revoke the badges of these registrations and issue new ones; return how many. Whoever asks logs it."""
    require(actor, Permission.BADGES_PRINT, event.id)
    require_stage(event.stage, Change.BADGES)
    for start in range(0, len(registrations), _AT_ONCE):
        some = registrations[start : start + _AT_ONCE]
        _revoke(session, some, now)
        session.execute(
            insert(Badge), [{**_fresh(event, now), "registration_id": one} for one in some]
        )
        session.execute(update(Registration).where(Registration.id.in_(some)).values(seq=None))
    return len(registrations)


def issue_spares(
    session: Session, actor: Actor, event: Event, count: int, now: datetime
) -> list[Badge]:
    """Issue `count` spare badges, numbered on from the last one of the event."""
    require(actor, Permission.BADGES_PRINT, event.id)
    require_stage(event.stage, Change.BADGES)
    if not 1 <= count <= MOST_SPARES:
        raise Invalid(
            mark("Jumlah cadangan antara 1 dan %(most)s."), code="spare_count", most=MOST_SPARES
        )
    locked = select(Event.id).where(Event.id == event.id).with_for_update()
    session.execute(locked)  # two runs at once must not take the same numbers
    last = session.scalar(select(func.max(Badge.spare_number)).where(Badge.event_id == event.id))
    spares = [
        Badge(**_fresh(event, now), spare_number=(last or 0) + step) for step in range(1, count + 1)
    ]
    session.add_all(spares)
    session.flush()
    return spares


def bind_spare(
    session: Session, event: Event, code: str, registration: Registration, now: datetime
) -> Badge:
    """Give the spare badge of this `code` (as scanned or typed) to `registration`; phones learn of it.

    A badge that the registration had before is revoked. Binding the same pair again changes nothing, for
    phones repeat what was not acknowledged. Raises `Invalid` for what is no code, `NotFound` for none of
    this event's spares, `Conflict` where somebody else has it, `Gone` where it was revoked.
    """
    parsed = parse_code(code)
    if not isinstance(parsed, Valid):
        raise Invalid(mark("Kode tanda peserta cadangan salah; periksa lagi."), code="badge_code")
    badge = session.scalar(
        select(Badge)
        .where(Badge.event_id == event.id, Badge.code == parsed.code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if badge is None or badge.spare_number is None or registration.event_id != event.id:
        raise NotFound(
            mark("Kode ini bukan tanda peserta cadangan kegiatan ini."), code="spare_unknown"
        )
    if badge.revoked_at is not None:
        raise Gone(mark("Tanda peserta cadangan ini sudah diganti."), code="spare_revoked")
    if badge.registration_id == registration.id:
        return badge
    if badge.registration_id is not None:
        raise Conflict(
            mark("Tanda peserta cadangan nomor %(number)s sudah dipakai orang lain."),
            code="spare_taken",
            number=badge.spare_number,
        )
    _revoke(session, [registration.id], now)
    badge.registration_id = registration.id
    badge.bound_at = now
    registration.seq = None
    session.flush()
    return badge


def find_registration(session: Session, event: Event, number: int) -> Registration:
    """Return the active registration of this number; raise `NotFound`."""
    registration = session.scalar(
        select(Registration).where(
            Registration.event_id == event.id,
            Registration.number == number,
            Registration.status == "active",
        )
    )
    if registration is None:
        raise NotFound(
            mark("Peserta nomor %(number)s tidak ada pada kegiatan ini."),
            code="registration_unknown",
            number=number,
        )
    return registration


def _fresh(event: Event, now: datetime) -> dict[str, Any]:
    """Return the values of a badge with a code that nobody has."""
    code = make_code(secrets.token_bytes(RANDOM_BYTES))
    return {
        "id": uuid7(),
        "event_id": event.id,
        "code": code,
        "code_hash": code_hash(event.salt, code),
        "issued_at": now,
    }


def _revoke(session: Session, registrations: Sequence[RegistrationId], now: datetime) -> None:
    """End what is in force; the lock keeps two who replace one badge at once from leaving two."""
    session.execute(
        select(Registration.id)
        .where(Registration.id.in_(registrations))
        .order_by(Registration.id)
        .with_for_update()
    )
    session.execute(
        update(Badge)
        .where(Badge.registration_id.in_(registrations), Badge.revoked_at.is_(None))
        .values(revoked_at=now)
    )
