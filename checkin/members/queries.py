"""What the page of members shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import Invitation, Membership, User
from checkin.actor import EventRole
from checkin.events.models import Event
from checkin.regions.models import Regency


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member of an event."""

    user_id: UUID
    name: str
    email: str
    role: EventRole
    regency_code: str | None
    regency: str | None
    since: datetime


@dataclass(frozen=True, kw_only=True)
class OpenInvitation:
    """A link that waits for its reader."""

    id: UUID
    name: str
    role: EventRole
    regency: str | None
    expires_at: datetime
    expired: bool


def list_members(session: Session, event: Event) -> list[Member]:
    """Return the members by role, then regency, then name."""
    rows = session.execute(
        select(Membership, User.name, User.email, Regency.name)
        .join(User, User.id == Membership.user_id)
        .outerjoin(Regency, Regency.code == Membership.regency_code)
        .where(Membership.event_id == event.id)
    )
    members = [
        Member(
            user_id=member.user_id,
            name=name,
            email=email,
            role=EventRole(member.role),
            regency_code=member.regency_code,
            regency=regency,
            since=member.created_at,
        )
        for member, name, email, regency in rows
    ]
    order = list(EventRole)
    return sorted(members, key=lambda m: (order.index(m.role), m.regency or "", m.name))


def list_invitations(session: Session, event: Event, now: datetime) -> list[OpenInvitation]:
    """Return the invitations that nobody used, newest first."""
    rows = session.execute(
        select(Invitation, Regency.name)
        .outerjoin(Regency, Regency.code == Invitation.regency_code)
        .where(Invitation.event_id == event.id, Invitation.used_at.is_(None))
        .order_by(Invitation.created_at.desc())
    )
    return [
        OpenInvitation(
            id=row.id,
            name=row.name,
            role=EventRole(row.role),
            regency=regency,
            expires_at=row.expires_at,
            expired=row.expires_at <= now,
        )
        for row, regency in rows
    ]
