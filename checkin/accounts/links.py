"""Links of the office: an invitation into it, and a new password for who forgot theirs; each works once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts import invitations, queries, service, sign_ins
from checkin.accounts.models import Invitation, User
from checkin.accounts.roles import OFFICE
from checkin.accounts.service import record
from checkin.accounts.users import get_user
from checkin.actor import Actor, Permission, Role, System, require
from checkin.errors import Conflict, Gone, Invalid, NotFound
from checkin.text import mark

NEW_PASSWORD_FOR = timedelta(days=1)


def invite(
    session: Session, actor: Actor, name: str, role: Role, now: datetime
) -> tuple[Invitation, str]:
    """Return an invitation into the office and the secret of its link, which is kept nowhere else."""
    require(actor, Permission.USERS_MANAGE)
    if role not in OFFICE:
        raise Invalid(mark("Pilih peran kantor."), code="role")
    made = invitations.make(session, actor, name=name, role=role.value, now=now)
    record(session, actor, "user.invite", subject=name, now=now, role=role.value)
    return made


def invite_first(session: Session, now: datetime) -> str | None:
    """Return the secret of a new first administrator's link, or None where somebody is already there.

    Each start of an empty installation makes a new one, and the one before stops to work.
    """
    if queries.has_users(session):
        return None
    session.execute(delete(Invitation).where(Invitation.event_id.is_(None)))
    return invite(session, System(), "", Role.ADMIN, now)[1]


def offer_password(
    session: Session, actor: Actor, user_id: UUID, now: datetime
) -> tuple[Invitation, str]:
    """Return a link by which a user who forgot the password chooses another, and its secret."""
    require(actor, Permission.USERS_MANAGE)
    user = get_user(session, user_id)
    if not user.active:
        raise Conflict(mark("Akun ini nonaktif; aktifkan dahulu."), code="user_inactive")
    invitations.end_passwords(session, user.id, now)
    made = invitations.make(
        session, actor, name=user.name, role=user.role, now=now,
        valid_for=NEW_PASSWORD_FOR, for_user=user.id,
    )  # fmt: skip
    record(session, actor, "user.offer_password", subject=user.email, now=now)
    return made


def accept_as_new(
    session: Session, secret: str, *, email: str, name: str, password: str, now: datetime
) -> User:
    """Make the account an office invitation is for; raise as `create_user`."""
    link = invitations.take(session, secret, now, to_event=False)
    if link.for_user:
        raise NotFound(mark("Tautan ini bukan undangan."), code="invitation_unknown")
    role = Role(link.role)
    user = service.create_user(
        session, email=email, name=name, password=password, role=role, now=now
    )
    link.used_at, link.used_by = now, user.id
    _record_own(session, user, "user.accept", now)
    return user


def accept_as_known(session: Session, user_id: UUID, secret: str, now: datetime) -> None:
    """Give the invitation's role to a member who has an account; raise `Conflict` for one of the office."""
    link = invitations.take(session, secret, now, to_event=False)
    user = get_user(session, user_id)
    if link.for_user or Role(user.role) is not Role.MEMBER:
        raise Conflict(
            mark("Akun Anda sudah memiliki peran kantor; administrator dapat mengubahnya."),
            code="user_already",
        )
    user.role = link.role
    link.used_at, link.used_by = now, user.id
    _record_own(session, user, "user.accept", now)


def choose_password(session: Session, secret: str, password_hash: str, now: datetime) -> User:
    """Set the password of whom the link is for; every sign-in of theirs ends."""
    link = invitations.take(session, secret, now, to_event=False)
    if link.for_user is None:
        raise NotFound(mark("Tautan ini bukan untuk kata sandi."), code="invitation_unknown")
    user = get_user(session, link.for_user)
    if not user.active:
        raise Gone(mark("Akun ini nonaktif."), code="user_inactive")
    user.password_hash = password_hash
    link.used_at, link.used_by = now, user.id
    session.flush()
    invitations.end_passwords(session, user.id, now)
    sign_ins.end_all(session, user.id, now)
    _record_own(session, user, "user.password", now)
    return user


def withdraw(session: Session, actor: Actor, invitation_id: UUID, now: datetime) -> None:
    """Take back an office invitation that nobody used."""
    require(actor, Permission.USERS_MANAGE)
    found = invitations.unused(session, invitation_id, None)
    session.delete(found)
    record(session, actor, "user.withdraw", subject=found.name, now=now)


def _record_own(session: Session, user: User, action: str, now: datetime) -> None:
    actor = who.User(id=user.id, name=user.name, role=Role(user.role))
    record(session, actor, action, subject=user.email, now=now)
