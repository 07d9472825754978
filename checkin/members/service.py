"""Use cases of members: invite by a link that works once, accept, change, remove."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts import service as accounts
from checkin.accounts.models import Invitation, Membership, User
from checkin.accounts.service import record
from checkin.actor import Actor, EventRole, Permission, Role, require
from checkin.errors import Conflict, Gone, Invalid, NotFound
from checkin.events.models import Event
from checkin.events.queries import event_regencies
from checkin.ids import UserId
from checkin.text import mark

VALID_FOR = timedelta(days=7)
SECRET_BYTES = 18


@dataclass(frozen=True, kw_only=True)
class Seat:
    """What somebody is to be to an event; only a coordinator has a regency."""

    role: EventRole
    regency_code: str | None = None


def invite(
    session: Session, actor: Actor, event: Event, name: str, seat: Seat, now: datetime
) -> tuple[Invitation, str]:
    """Return an invitation and the secret of its link, which is kept nowhere else."""
    require(actor, Permission.MEMBERS_MANAGE, event.id)
    _check(session, event, seat)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation(
        event_id=event.id,
        role=seat.role.value,
        regency_code=seat.regency_code,
        name=name,
        secret_hash=_hash(secret),
        created_by=UserId(actor.id) if isinstance(actor, who.User) else None,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(invitation)
    _log(session, actor, event.id, "member.invite", name, seat, now)
    session.flush()
    return invitation, secret


def find_invitation(session: Session, secret: str, now: datetime) -> Invitation:
    """Return the invitation that still stands; raise `NotFound`, or `Gone` once used or expired."""
    found = session.scalar(
        select(Invitation).where(
            Invitation.secret_hash == _hash(secret), Invitation.event_id.is_not(None)
        )
    )
    if found is None:
        raise NotFound(
            mark("Undangan ini tidak ada. Minta tautan baru kepada penyelenggara."),
            code="invitation_unknown",
        )
    if found.used_at is not None:
        raise Gone(
            mark("Undangan ini sudah dipakai. Silakan masuk dengan akun Anda."),
            code="invitation_used",
        )
    if found.expires_at <= now:
        raise Gone(
            mark("Undangan ini sudah kedaluwarsa. Minta tautan baru kepada penyelenggara."),
            code="invitation_expired",
        )
    return found


def accept_as_new(
    session: Session, secret: str, *, email: str, name: str, password: str, now: datetime
) -> User:
    """Make an account for whoever holds the link and seat it; raise as `create_user`."""
    invitation = _take(session, secret, now)
    user = accounts.create_user(
        session, email=email, name=name, password=password, role=Role.MEMBER, now=now
    )
    _seat(session, invitation, user, now)
    return user


def accept_as_known(session: Session, user_id: UUID, secret: str, now: datetime) -> None:
    """Seat somebody who has an account; raise `Conflict` for one who has a seat here already."""
    invitation = _take(session, secret, now)
    user = accounts.find_user(session, user_id)
    seat = session.get(Membership, (user_id, invitation.event_id))
    if user is None or seat is not None:
        raise Conflict(mark("Anda sudah menjadi anggota kegiatan ini."), code="member_already")
    _seat(session, invitation, user, now)


def renew(
    session: Session, actor: Actor, event: Event, invitation_id: UUID, now: datetime
) -> tuple[Invitation, str]:
    """Return an unused invitation with another link, valid anew; the old one ends."""
    require(actor, Permission.MEMBERS_MANAGE, event.id)
    found = _unused(session, event, invitation_id)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    found.secret_hash, found.expires_at = _hash(secret), now + VALID_FOR
    record(session, actor, "member.renew", subject=found.name, event_id=event.id, now=now)
    return found, secret


def withdraw(
    session: Session, actor: Actor, event: Event, invitation_id: UUID, now: datetime
) -> None:
    """Take back an invitation that nobody used."""
    require(actor, Permission.MEMBERS_MANAGE, event.id)
    found = _unused(session, event, invitation_id)
    session.delete(found)
    record(session, actor, "member.withdraw", subject=found.name, event_id=event.id, now=now)


def change(
    session: Session, actor: Actor, event: Event, user_id: UUID, seat: Seat, now: datetime
) -> None:
    """Give a member another role or regency."""
    member, name = _member_of(session, actor, event, user_id)
    _check(session, event, seat)
    member.role, member.regency_code = seat.role.value, seat.regency_code
    _log(session, actor, event.id, "member.change", name, seat, now)


def remove(session: Session, actor: Actor, event: Event, user_id: UUID, now: datetime) -> None:
    """End a membership; the account stays, and may do nothing here any more."""
    member, name = _member_of(session, actor, event, user_id)
    session.delete(member)
    record(session, actor, "member.remove", subject=name, event_id=event.id, now=now)


def _member_of(
    session: Session, actor: Actor, event: Event, user_id: UUID
) -> tuple[Membership, str]:
    require(actor, Permission.MEMBERS_MANAGE, event.id)
    member = session.get(Membership, (user_id, event.id), with_for_update=True)
    if member is None:
        raise NotFound(mark("Anggota ini sudah tidak ada."), code="member_unknown")
    if isinstance(actor, who.User) and actor.id == user_id:
        raise Conflict(
            mark("Peran Anda sendiri diubah oleh penyelenggara lain."), code="member_self"
        )
    return member, session.get_one(User, user_id).name


def _unused(session: Session, event: Event, invitation_id: UUID) -> Invitation:
    found = session.get(Invitation, invitation_id, with_for_update=True)
    if found is None or found.event_id != event.id or found.used_at:
        raise NotFound(mark("Undangan ini sudah tidak ada."), code="invitation_unknown")
    return found


def _take(session: Session, secret: str, now: datetime) -> Invitation:
    """Return the invitation under its row's lock, so that two who hold the link cannot both use it."""
    invitation = find_invitation(session, secret, now)
    session.refresh(invitation, with_for_update=True)
    return find_invitation(session, secret, now)


def _seat(session: Session, invitation: Invitation, user: User, now: datetime) -> None:
    assert invitation.event_id
    invitation.used_at, invitation.used_by = now, user.id
    session.add(
        Membership(
            user_id=user.id,
            event_id=invitation.event_id,
            role=invitation.role,
            regency_code=invitation.regency_code,
            created_at=now,
        )
    )
    seat = Seat(role=EventRole(invitation.role), regency_code=invitation.regency_code)
    actor = who.User(id=user.id, name=user.name, role=Role(user.role))
    _log(session, actor, invitation.event_id, "member.accept", user.email, seat, now)


def _check(session: Session, event: Event, seat: Seat) -> None:
    """Raise `Invalid` for a coordinator without a regency of the event, or anybody else with one."""
    invited = {regency.code for regency in event_regencies(session, event)}
    limited = seat.role is EventRole.COORDINATOR
    if limited and seat.regency_code not in invited:
        raise Invalid(mark("Pilih kabupaten/kota peserta kegiatan ini."), code="regency")
    if not limited and seat.regency_code:
        raise Invalid(mark("Hanya koordinator yang memiliki kabupaten/kota."), code="regency")


def _log(
    session: Session,
    actor: Actor,
    event_id: UUID,
    action: str,
    subject: str,
    seat: Seat,
    now: datetime,
) -> None:
    detail = {"role": seat.role.value, "regency": seat.regency_code}
    record(session, actor, action, subject=subject, event_id=event_id, now=now, **detail)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
