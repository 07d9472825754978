"""Use cases of substitution: another person comes in somebody's place, and back again by mistake.

The place keeps its pillar type and regency, for that is what was invited; the person who does not come is
cancelled and the badge revoked, so that it opens no gate; the one who comes gets a number and a badge.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.errors import Conflict, Invalid, NotFound
from checkin.events.models import Event
from checkin.events.stages import Change, require_stage
from checkin.ids import BadgeId, UserId
from checkin.roster.models import Registration, Substitution
from checkin.roster.walk_in import WalkIn, enter, lock_event
from checkin.scans.models import Arrival
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class Successor:
    """Who comes instead, why, and who said so; without a district that of the place is kept."""

    name: str
    phone: str | None
    nik: str | None
    district_code: str | None
    reason: str
    approver: str
    email: str | None = None


def substitute(
    session: Session, actor: Actor, event: Event, number: int, successor: Successor, now: datetime
) -> int:
    """Let somebody come in the place of registration `number`; return the number they get.

    Raises `NotFound` or `Conflict` where that person is not expected or came already, `Invalid` (reason,
    approver, and as `enter`) and `Conflict` (registered_already) for who cannot come instead.
    """
    require(actor, Permission.SUBSTITUTE, event.id)
    lock_event(session, event)
    require_stage(event.stage, Change.WALK_INS)
    original = find_place(session, event, number)
    for field, text in (("reason", successor.reason), ("approver", successor.approver)):
        if not text.strip():
            raise Invalid(mark("Isi alasan dan siapa yang menyetujui."), code=field)
    badge_id = _revoke(session, original, now)
    _cancel(original)
    entry = WalkIn(
        name=successor.name,
        pillar_code=original.pillar_code,
        regency_code=original.regency_code,
        district_code=successor.district_code or original.district_code,
        phone=successor.phone,
        nik=successor.nik,
        email=successor.email,
    )
    replacement = enter(session, event, entry, "substitute", now)
    if replacement.id == original.id:
        raise Conflict(
            mark("NIK ini milik orang yang digantikan."),
            code="registered_already",
        )
    ensure_badges(session, event, now)
    made = Substitution(
        event_id=event.id,
        original_id=original.id,
        replacement_id=replacement.id,
        badge_id=badge_id,
        reason=successor.reason,
        approver=successor.approver,
        created_by=UserId(actor.id) if isinstance(actor, who.User) else None,
        created_by_name=getattr(actor, "name", ""),
        created_at=now,
    )
    session.add(made)
    session.flush()
    _log(session, actor, event, "roster.substitute", original, replacement, now, made)
    return replacement.number


def undo_substitution(
    session: Session, actor: Actor, event: Event, substitution_id: UUID, now: datetime
) -> int:
    """Take a substitution back; the first person's printed badge works again. Return their number.

    Raises `NotFound`, and `Conflict` where it was undone, where the substitute came or was substituted.
    """
    require(actor, Permission.SUBSTITUTE, event.id)
    lock_event(session, event)
    require_stage(event.stage, Change.WALK_INS)
    made = session.get(Substitution, substitution_id, with_for_update=True)
    if made is None or made.event_id != event.id:
        raise NotFound(mark("Penggantian ini tidak ditemukan."), code="substitution_unknown")
    original = session.get_one(Registration, made.original_id)
    replacement = session.get_one(Registration, made.replacement_id)
    if made.undone_at is not None:
        raise Conflict(mark("Penggantian ini sudah diurungkan."), code="substitution_undone")
    if replacement.status != "active" or original.status != "cancelled":
        raise Conflict(
            mark("Keadaan kedua peserta sudah berubah; penggantian ini tidak dapat diurungkan."),
            code="substitution_moved_on",
        )
    if has_arrived(session, replacement):
        raise Conflict(
            mark("Penggantinya sudah tercatat hadir; penggantian ini tidak dapat diurungkan."),
            code="substitute_arrived",
        )
    _revoke(session, replacement, now)
    _cancel(replacement)
    original.status, original.cancel_reason, original.seq = "active", None, None
    _restore(session, made.badge_id)
    made.undone_at, made.undone_by_name = now, getattr(actor, "name", "")
    session.flush()
    ensure_badges(session, event, now)
    _log(session, actor, event, "roster.substitute_undo", original, replacement, now, made)
    return original.number


def find_place(session: Session, event: Event, number: int) -> Registration:
    """Return the registration whose place can be taken; raise `NotFound` or `Conflict`."""
    found = session.scalar(
        select(Registration).where(Registration.event_id == event.id, Registration.number == number)
    )
    if found is None:
        raise NotFound(
            mark("Nomor peserta %(number)d tidak ada."), code="registration_unknown", number=number
        )
    if found.status != "active":
        raise Conflict(
            mark("Hanya peserta aktif yang dapat digantikan."), code="registration_inactive"
        )
    if has_arrived(session, found):
        raise Conflict(
            mark("Orang ini sudah tercatat hadir, jadi tidak dapat digantikan."),
            code="registration_arrived",
        )
    return found


def has_arrived(session: Session, registration: Registration) -> bool:
    """Say whether a gate let this person in, at any checkpoint."""
    found = select(Arrival.arrived_at).where(
        Arrival.registration_id == registration.id, Arrival.arrived_at.is_not(None)
    )
    return session.scalars(found).first() is not None


def _cancel(registration: Registration) -> None:
    registration.status, registration.cancel_reason = "cancelled", "substituted"
    registration.seq = None


def _revoke(session: Session, registration: Registration, now: datetime) -> BadgeId | None:
    badge = session.scalars(
        select(Badge).where(Badge.registration_id == registration.id, Badge.revoked_at.is_(None))
    ).first()
    if badge is None:
        return None
    badge.revoked_at = now
    return badge.id


def _restore(session: Session, badge_id: BadgeId | None) -> None:
    badge = session.get(Badge, badge_id) if badge_id else None
    if badge is not None:
        badge.revoked_at = None


def _log(
    session: Session,
    actor: Actor,
    event: Event,
    action: str,
    original: Registration,
    replacement: Registration,
    now: datetime,
    made: Substitution,
) -> None:
    record(
        session,
        actor,
        action,
        subject=f"#{original.number} → #{replacement.number}",
        event_id=event.id,
        now=now,
        reason=made.reason,
        approver=made.approver,
    )
