"""Links that work once: an invitation into the office or to one event, and a new password.

The secret of a link is kept nowhere; who lost it is given another.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.models import Invitation
from checkin.actor import Actor
from checkin.errors import Gone, NotFound
from checkin.ids import EventId, UserId
from checkin.text import mark

VALID_FOR = timedelta(days=7)
SECRET_BYTES = 18


def make(
    session: Session,
    actor: Actor,
    *,
    name: str,
    role: str,
    now: datetime,
    valid_for: timedelta = VALID_FOR,
    event_id: UUID | None = None,
    regency_code: str | None = None,
    for_user: UserId | None = None,
) -> tuple[Invitation, str]:
    """Return a link and its secret."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Invitation(
        event_id=EventId(event_id) if event_id else None,
        role=role,
        regency_code=regency_code,
        name=name,
        secret_hash=_hash(secret),
        created_by=UserId(actor.id) if isinstance(actor, who.User) else None,
        created_at=now,
        expires_at=now + valid_for,
        for_user=for_user,
    )
    session.add(made)
    session.flush()
    return made, secret


def renew(invitation: Invitation, now: datetime) -> str:
    """Return the secret of another link for the same; the one before ends."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation.secret_hash, invitation.expires_at = _hash(secret), now + VALID_FOR
    return secret


def named(session: Session, secret: str, *, to_event: bool) -> Invitation | None:
    """Return the link of this secret, whether it still stands or not."""
    where = Invitation.event_id.is_not(None) if to_event else Invitation.event_id.is_(None)
    return session.scalar(select(Invitation).where(Invitation.secret_hash == _hash(secret), where))


def find(session: Session, secret: str, now: datetime, *, to_event: bool) -> Invitation:
    """Return the link that still stands; raise `NotFound`, or `Gone` once used or expired."""
    found = named(session, secret, to_event=to_event)
    if found is None:
        raise NotFound(
            mark("Tautan ini tidak ada. Minta tautan baru kepada yang mengundang Anda."),
            code="invitation_unknown",
        )
    if found.used_at is not None:
        raise Gone(
            mark("Tautan ini sudah dipakai. Silakan masuk dengan akun Anda."),
            code="invitation_used",
        )
    if found.expires_at <= now:
        raise Gone(
            mark("Tautan ini sudah kedaluwarsa. Minta tautan baru kepada yang mengundang Anda."),
            code="invitation_expired",
        )
    return found


def take(session: Session, secret: str, now: datetime, *, to_event: bool) -> Invitation:
    """Return the link under its row's lock, so that two who hold it cannot both use it."""
    link = find(session, secret, now, to_event=to_event)
    session.refresh(link, with_for_update=True)
    return find(session, secret, now, to_event=to_event)


def unused(session: Session, invitation_id: UUID, event_id: UUID | None) -> Invitation:
    """Return a link of the office or of this event that nobody used; raise `NotFound`."""
    found = session.get(Invitation, invitation_id, with_for_update=True)
    if found is None or found.event_id != event_id or found.used_at:
        raise NotFound(mark("Undangan ini sudah tidak ada."), code="invitation_unknown")
    return found


def end_passwords(session: Session, user_id: UserId, now: datetime) -> None:
    """Let no link to a new password stand that was given to this user before."""
    session.execute(
        update(Invitation)
        .where(
            Invitation.for_user == user_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(expires_at=now)
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
