"""What the page of members shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry, Invitation, Membership, SecondFactor, SignIn, User
from checkin.actor import EventRole
from checkin.events.models import Event
from checkin.regions.models import Regency

REMOVED = "member.remove"
REMEMBERED = timedelta(days=30)


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
    has_factor: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OpenInvitation:
    """A link that waits for its reader."""

    id: UUID
    name: str
    role: EventRole
    regency: str | None
    made_at: datetime
    made_by: str | None
    expires_at: datetime
    expired: bool


@dataclass(frozen=True, kw_only=True)
class Removed:
    """Somebody who was a member until lately."""

    user_id: UUID
    name: str
    email: str
    role: EventRole
    at: datetime
    by: str


def list_members(session: Session, event: Event) -> list[Member]:
    """Return the members by role, then regency, then name."""
    seen = select(func.max(SignIn.last_seen_at)).where(SignIn.user_id == User.id).scalar_subquery()
    rows = session.execute(
        select(Membership, User.name, User.email, Regency.name, SecondFactor.confirmed_at, seen)
        .join(User, User.id == Membership.user_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
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
            has_factor=confirmed_at is not None,
            last_seen_at=seen_at,
        )
        for member, name, email, regency, confirmed_at, seen_at in rows
    ]
    order = list(EventRole)
    return sorted(members, key=lambda m: (order.index(m.role), m.regency or "", m.name))


def list_removed(session: Session, event: Event, now: datetime) -> list[Removed]:
    """Return who was removed of late and has no seat now, the latest first: they can be put back."""
    lines = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.event_id == event.id,
            AuditEntry.action == REMOVED,
            AuditEntry.at > now - REMEMBERED,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())
    ).all()
    latest: dict[UUID, AuditEntry] = {}
    for line in lines:
        if "user" in line.detail:
            latest.setdefault(UUID(line.detail["user"]), line)
    seated = select(Membership.user_id).where(Membership.event_id == event.id)
    there = session.execute(
        select(User.id, User.name, User.email).where(
            User.id.in_(latest), User.active.is_(True), User.id.not_in(seated)
        )
    )
    names: dict[UUID, tuple[str, str]] = {user_id: (name, email) for user_id, name, email in there}
    return [
        Removed(
            user_id=user_id,
            name=names[user_id][0],
            email=names[user_id][1],
            role=EventRole(line.detail["role"]),
            at=line.at,
            by=line.actor_name,
        )
        for user_id, line in latest.items()
        if user_id in names
    ]


def list_invitations(session: Session, event: Event, now: datetime) -> list[OpenInvitation]:
    """Return the invitations that nobody used, newest first."""
    rows = session.execute(
        select(Invitation, Regency.name, User.name)
        .outerjoin(User, User.id == Invitation.created_by)
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
            made_at=row.created_at,
            made_by=maker,
            expires_at=row.expires_at,
            expired=row.expires_at <= now,
        )
        for row, regency, maker in rows
    ]
