"""Use cases of members: invite by a link that works once, accept, change, remove."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts import invitations
from checkin.accounts import service as accounts
from checkin.accounts.models import AuditEntry, Invitation, Membership, User
from checkin.accounts.service import record
from checkin.actor import (
    EVENT_ROLE_GRANTS,
    GUARDED,
    Actor,
    EventRole,
    Permission,
    Role,
    require,
    require_proof,
)
from checkin.errors import Conflict, Invalid, NotFound
from checkin.events.models import Event
from checkin.events.queries import event_regencies
from checkin.jobs.service import take_back
from checkin.members.queries import REMOVED
from checkin.text import mark


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
    _prove(actor, seat.role)
    _check(session, event, seat)
    made = invitations.make(
        session, actor, name=name, role=seat.role.value, now=now,
        event_id=event.id, regency_code=seat.regency_code,
    )  # fmt: skip
    _log(session, actor, event.id, "member.invite", name, seat, now)
    return made


def accept_as_new(
    session: Session, secret: str, *, email: str, name: str, password: str, now: datetime
) -> User:
    """Make an account for whoever holds the link and seat it; raise as `create_user`."""
    invitation = invitations.take(session, secret, now, to_event=True)
    user = accounts.create_user(
        session, email=email, name=name, password=password, role=Role.MEMBER, now=now
    )
    _seat(session, invitation, user, now)
    return user


def accept_as_known(session: Session, user_id: UUID, secret: str, now: datetime) -> None:
    """Seat somebody who has an account; raise `Conflict` for one who has a seat here already."""
    invitation = invitations.take(session, secret, now, to_event=True)
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
    found = invitations.unused(session, invitation_id, event.id)
    _prove(actor, EventRole(found.role))
    secret = invitations.renew(found, now)
    record(session, actor, "member.renew", subject=found.name, event_id=event.id, now=now)
    return found, secret


def withdraw(
    session: Session, actor: Actor, event: Event, invitation_id: UUID, now: datetime
) -> None:
    """Take back an invitation that nobody used."""
    require(actor, Permission.MEMBERS_MANAGE, event.id)
    found = invitations.unused(session, invitation_id, event.id)
    session.delete(found)
    record(session, actor, "member.withdraw", subject=found.name, event_id=event.id, now=now)


def change(
    session: Session, actor: Actor, event: Event, user_id: UUID, seat: Seat, now: datetime
) -> None:
    """Give a member another role or regency."""
    member, name = _member_of(session, actor, event, user_id)
    _prove(actor, seat.role)
    _check(session, event, seat)
    before = member.role
    member.role, member.regency_code = seat.role.value, seat.regency_code
    take_back(session, member.user_id, now)
    _log(session, actor, event.id, "member.change", name, seat, now, before=before)


def remove(session: Session, actor: Actor, event: Event, user_id: UUID, now: datetime) -> None:
    """End a membership; the account stays, and may do nothing here any more."""
    member, name = _member_of(session, actor, event, user_id)
    session.delete(member)
    take_back(session, member.user_id, now)
    record(
        session, actor, REMOVED, subject=name, event_id=event.id, now=now,
        user=str(user_id), role=member.role, regency=member.regency_code,
    )  # fmt: skip


def restore(session: Session, actor: Actor, event: Event, user_id: UUID, now: datetime) -> str:
    """Give somebody who was removed the seat back that was theirs, as the log knows it; return the name.

    Raises `NotFound` for whom nobody removed, `Conflict` for one who has a seat again or may not enter.
    """
    require(actor, Permission.MEMBERS_MANAGE, event.id)
    seat = last_seat(session, event, user_id)
    user = accounts.find_user(session, user_id)
    if seat is None:
        raise NotFound(mark("Anggota ini sudah tidak ada."), code="member_unknown")
    if user is None:
        raise Conflict(mark("Akun ini nonaktif; aktifkan dahulu."), code="user_inactive")
    if session.get(Membership, (user_id, event.id), with_for_update=True):
        raise Conflict(mark("Ia sudah menjadi anggota lagi."), code="member_already")
    _prove(actor, seat.role)
    _check(session, event, seat)
    session.add(
        Membership(
            user_id=user.id,
            event_id=event.id,
            role=seat.role.value,
            regency_code=seat.regency_code,
            created_at=now,
        )
    )
    _log(session, actor, event.id, "member.restore", user.name, seat, now)
    return user.name


def last_seat(session: Session, event: Event, user_id: UUID) -> Seat | None:
    """Return the seat that somebody lost last, None for whom nobody removed."""
    details = session.scalars(
        select(AuditEntry.detail)
        .where(AuditEntry.event_id == event.id, AuditEntry.action == REMOVED)
        .order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())
    )
    for detail in details:
        if detail.get("user") == str(user_id):
            return Seat(role=EventRole(detail["role"]), regency_code=detail.get("regency"))
    return None


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


def _prove(actor: Actor, role: EventRole) -> None:
    """Ask who hands out the right to see identifiers for the second factor."""
    if EVENT_ROLE_GRANTS[role] & GUARDED:
        require_proof(actor)


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
    **more: str,
) -> None:
    detail = more | {"role": seat.role.value, "regency": seat.regency_code}
    record(session, actor, action, subject=subject, event_id=event_id, now=now, **detail)
