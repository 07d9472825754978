"""What the pages of the office's users show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import Invitation, Membership, SecondFactor, SignIn, User
from checkin.actor import Role
from checkin.ids import UserId


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A user as the administrator sees them."""

    id: UUID
    name: str
    email: str
    role: Role
    active: bool
    has_factor: bool
    events: int
    last_seen_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OpenLink:
    """An invitation into the office that waits for its reader."""

    id: UUID
    name: str
    role: Role
    expires_at: datetime
    expired: bool


def list_users(session: Session) -> list[Officer]:
    """Return everybody, who may enter first, then by role and name."""
    found = [_officer(row) for row in session.execute(_users())]
    order = list(Role)
    return sorted(found, key=lambda one: (not one.active, order.index(one.role), one.name.lower()))


def has_users(session: Session) -> bool:
    """Say whether anybody ever got an account here."""
    return session.scalar(select(User.id).limit(1)) is not None


def find_officer(session: Session, user_id: UUID) -> Officer | None:
    """Return one user."""
    row = session.execute(_users().where(User.id == UserId(user_id))).one_or_none()
    return _officer(row) if row else None


def list_links(session: Session, now: datetime) -> list[OpenLink]:
    """Return the invitations into the office that nobody used, newest first."""
    rows = session.scalars(
        select(Invitation)
        .where(
            Invitation.event_id.is_(None),
            Invitation.for_user.is_(None),
            Invitation.used_at.is_(None),
        )
        .order_by(Invitation.created_at.desc())
    )
    return [
        OpenLink(
            id=row.id,
            name=row.name,
            role=Role(row.role),
            expires_at=row.expires_at,
            expired=row.expires_at <= now,
        )
        for row in rows
    ]


def _users() -> Select[Any, Any, Any, Any]:
    events = select(func.count()).where(Membership.user_id == User.id).scalar_subquery()
    seen = select(func.max(SignIn.last_seen_at)).where(SignIn.user_id == User.id).scalar_subquery()
    return select(User, SecondFactor.confirmed_at, events, seen).outerjoin(
        SecondFactor, SecondFactor.user_id == User.id
    )


def _officer(row: Row[Any, Any, Any, Any]) -> Officer:
    user, confirmed_at, events, seen = row
    return Officer(
        id=user.id,
        name=user.name,
        email=user.email,
        role=Role(user.role),
        active=user.active,
        has_factor=confirmed_at is not None,
        events=events,
        last_seen_at=seen,
    )
