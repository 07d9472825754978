"""Use cases of the office's users: their roles, who may enter, and the own account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts import invitations, passwords, service, sign_ins
from checkin.accounts.models import User
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, Role, require
from checkin.errors import Conflict, NotFound
from checkin.ids import UserId
from checkin.jobs.service import take_back
from checkin.text import mark


def change_role(session: Session, actor: Actor, user_id: UUID, role: Role, now: datetime) -> None:
    """Give a user another role in the office; raise `Conflict` for the last administrator and for oneself."""
    user = _other(session, actor, user_id)
    if role is not Role.ADMIN:
        _keep_an_admin(session, user)
    before, user.role = user.role, role.value
    take_back(session, user.id, now)
    record(session, actor, "user.role", subject=user.email, now=now, before=before, role=role.value)


def set_active(session: Session, actor: Actor, user_id: UUID, active: bool, now: datetime) -> None:
    """Shut a user out, with all open sign-ins, or let them in again; raise as `change_role`."""
    user = _other(session, actor, user_id)
    if not active:
        _keep_an_admin(session, user)
        sign_ins.end_all(session, user.id, now)
        invitations.end_passwords(session, user.id, now)
        take_back(session, user.id, now)
    user.active = active
    action = "user.activate" if active else "user.deactivate"
    record(session, actor, action, subject=user.email, now=now)


def end_sessions(session: Session, actor: Actor, user_id: UUID, now: datetime) -> int:
    """End every sign-in of a user; return how many."""
    require(actor, Permission.USERS_MANAGE)
    user = get_user(session, user_id)
    ended = sign_ins.end_all(session, user.id, now)
    record(session, actor, "user.end_sessions", subject=user.email, now=now, ended=ended)
    return ended


def change_own(
    session: Session, actor: who.User, *, name: str, language: str, now: datetime
) -> None:
    """Change the own name and language."""
    user = get_user(session, actor.id)
    user.name, user.language = name, language
    record(session, actor, "user.profile", now=now)


def change_password(session: Session, actor: who.User, password_hash: str, now: datetime) -> int:
    """Set the own password, which was asked before; return how many other sign-ins ended."""
    user = get_user(session, actor.id)
    user.password_hash = password_hash
    invitations.end_passwords(session, user.id, now)
    ended = sign_ins.end_all(session, actor.id, now, but=actor.sign_in_id)
    record(session, actor, "user.password", now=now, ended=ended)
    return ended


def hashed(password: str) -> str:
    """Return the hash of a password that is long enough; raise `Invalid`."""
    service.check_password_length(password)
    return passwords.hash_password(password)


def get_user(session: Session, user_id: UUID) -> User:
    """Return the user; raise `NotFound`."""
    found = session.get(User, UserId(user_id))
    if found is None:
        raise NotFound(mark("Pengguna ini tidak ada."), code="user_unknown")
    return found


def _other(session: Session, actor: Actor, user_id: UUID) -> User:
    require(actor, Permission.USERS_MANAGE)
    if isinstance(actor, who.User) and actor.id == user_id:
        raise Conflict(
            mark("Peran dan akun Anda sendiri diubah oleh administrator lain."), code="user_self"
        )
    return get_user(session, user_id)


def _keep_an_admin(session: Session, user: User) -> None:
    """Raise `Conflict` where nobody else would administer; the lock keeps two from leaving at once."""
    admins = session.scalars(
        select(User.id)
        .where(User.role == Role.ADMIN.value, User.active.is_(True))
        .order_by(User.id)
        .with_for_update()
    ).all()
    if set(admins) <= {user.id}:
        raise Conflict(
            mark("Administrator terakhir tidak dapat dicabut; angkat yang lain dahulu."),
            code="user_last_admin",
        )
