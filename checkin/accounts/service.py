"""Use cases of users: add one, sign in; `record` is here for all who write to the audit log."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts import passwords
from checkin.accounts.log import record as record  # noqa: PLC0414 - the door of all features
from checkin.accounts.models import Membership, User
from checkin.actor import Actor, EventRole, Permission, Role, require
from checkin.errors import Conflict, Invalid
from checkin.ids import UserId
from checkin.text import mark


def add_user(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str,
    role: Role,
    now: datetime,
) -> User:
    """Add a user; raise `Invalid` for a weak password or no address, `Conflict` for a known address."""
    require(actor, Permission.USERS_MANAGE)
    user = create_user(session, email=email, name=name, password=password, role=role, now=now)
    record(session, actor, "user.add", subject=user.email, now=now)
    return user


def create_user(
    session: Session, *, email: str, name: str, password: str, role: Role, now: datetime
) -> User:
    """Make a user, whoever has the say; raise as `add_user`."""
    address = email.strip().lower()
    if "@" not in address:
        raise Invalid(mark("Alamat surel tidak sah."), code="email")
    check_password_length(password)
    if find_by_email(session, address):
        raise Conflict(mark("Alamat surel ini sudah terdaftar."), code="email_taken")
    user = User(
        email=address,
        name=name,
        password_hash=passwords.hash_password(password),
        role=role.value,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def check_password_length(password: str) -> None:
    """Raise `Invalid` for a password that is too short."""
    if len(password) < passwords.MIN_LENGTH:
        raise Invalid(
            mark("Kata sandi sekurang-kurangnya %(n)d huruf."),
            code="password_short",
            n=passwords.MIN_LENGTH,
        )


def actor_of(session: Session, user_id: UserId | None) -> Actor:
    """Return the user as an actor; the system where nobody asked or the user is gone."""
    user = session.get(User, user_id) if user_id else None
    return as_actor(session, user) if user else who.System()


def as_actor(session: Session, user: User) -> who.User:
    """Return the user with all they may do."""
    role = Role(user.role)
    known = () if role is Role.ADMIN else memberships_of(session, user.id)
    return who.User(id=user.id, name=user.name, role=role, memberships=known)


def memberships_of(session: Session, user_id: UserId) -> tuple[who.Membership, ...]:
    """Return what the user is to single events."""
    rows = session.execute(
        select(Membership.event_id, Membership.role, Membership.regency_code).where(
            Membership.user_id == user_id
        )
    )
    return tuple(
        who.Membership(event_id=event_id, role=EventRole(role), regency_code=regency)
        for event_id, role, regency in rows
    )


def authenticate(session: Session, email: str, password: str) -> User | None:
    """Return the active user whose password this is; None is the one answer to every wrong pair."""
    user = find_by_email(session, email.strip().lower())
    fits = passwords.verify_password(password, user.password_hash if user else None)
    return user if user and fits and user.active else None


def find_by_email(session: Session, email: str) -> User | None:
    """Return the user of this address (lower case)."""
    return session.scalar(select(User).where(User.email == email))


def find_user(session: Session, user_id: UUID) -> User | None:
    """Return the active user of this id."""
    user = session.get(User, user_id)
    return user if user and user.active else None
