"""Sign-ins: one row for each browser that signed in, found by the secret in its cookie."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.models import SecondFactor, SignIn, User
from checkin.accounts.service import memberships_of
from checkin.accounts.standing import Moments, Terms, browser_of, is_due, is_proven, stands
from checkin.actor import Role
from checkin.ids import SignInId, UserId

SECRET_BYTES = 24
KEEP = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Present:
    """Who a cookie stands for, as of now; `due` asks for the visit to be noted."""

    user_id: UserId
    sign_in_id: SignInId
    email: str
    language: str
    actor: who.User
    has_factor: bool
    due: bool


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A sign-in as its user sees it."""

    id: SignInId
    created_at: datetime
    last_seen_at: datetime
    origin: str
    browser: str
    second_factor_at: datetime | None


def begin(
    session: Session, user_id: UUID, *, origin: str, agent: str, now: datetime, proven: bool = False
) -> str:
    """Write a sign-in of this user and return the secret for the cookie, which is kept nowhere else."""
    old = SignIn.last_seen_at < now - KEEP
    session.execute(delete(SignIn).where(SignIn.user_id == UserId(user_id), old))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(
        SignIn(
            user_id=UserId(user_id),
            secret_hash=_hash(secret),
            created_at=now,
            last_seen_at=now,
            origin=origin[:64],
            agent=browser_of(agent)[:80],
            second_factor_at=now if proven else None,
        )
    )
    session.flush()
    return secret


def find(session: Session, secret: str, now: datetime, terms: Terms) -> Present | None:
    """Return who holds this secret; None once the sign-in ended, ran out, or the user may not enter."""
    row = session.execute(
        select(SignIn, User, SecondFactor.confirmed_at)
        .join(User, User.id == SignIn.user_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(SignIn.secret_hash == _hash(secret), User.active.is_(True))
    ).one_or_none()
    if row is None:
        return None
    found, user, confirmed_at = row
    moments = _moments(found)
    if not stands(moments, now, terms):
        return None
    role = Role(user.role)
    return Present(
        user_id=user.id,
        sign_in_id=found.id,
        email=user.email,
        language=user.language,
        has_factor=confirmed_at is not None,
        due=is_due(moments, now),
        actor=who.User(
            id=user.id,
            name=user.name,
            role=role,
            memberships=() if role is Role.ADMIN else memberships_of(session, user.id),
            proven=is_proven(moments, confirmed_at is not None, now, terms),
            sign_in_id=found.id,
        ),
    )


def note_visit(session: Session, sign_in_id: UUID, now: datetime) -> None:
    """Keep when this browser was last here."""
    session.execute(
        update(SignIn).where(SignIn.id == SignInId(sign_in_id)).values(last_seen_at=now)
    )


def note_factor(session: Session, sign_in_id: UUID, now: datetime | None) -> None:
    """Keep when this browser gave its second factor, or that it counts no more."""
    session.execute(
        update(SignIn).where(SignIn.id == SignInId(sign_in_id)).values(second_factor_at=now)
    )


def list_open(session: Session, user_id: UUID, now: datetime, terms: Terms) -> list[Listed]:
    """Return the sign-ins of a user that still stand, latest visit first."""
    rows: Sequence[SignIn] = session.scalars(
        select(SignIn)
        .where(SignIn.user_id == UserId(user_id), SignIn.ended_at.is_(None))
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    ).all()
    return [
        Listed(
            id=row.id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            origin=row.origin,
            browser=row.agent,
            second_factor_at=row.second_factor_at,
        )
        for row in rows
        if stands(_moments(row), now, terms)
    ]


def end(session: Session, user_id: UUID, sign_in_id: UUID, now: datetime) -> bool:
    """End one sign-in of this user; False where there is none."""
    return _end(session, user_id, SignIn.id == SignInId(sign_in_id), now=now) > 0


def end_all(session: Session, user_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
    """End every sign-in of this user but one; return how many."""
    others = () if but is None else (SignIn.id != SignInId(but),)
    return _end(session, user_id, *others, now=now)


def _end(session: Session, user_id: UUID, *which: ColumnElement[bool], now: datetime) -> int:
    ended = session.execute(
        update(SignIn)
        .where(SignIn.user_id == UserId(user_id), SignIn.ended_at.is_(None), *which)
        .values(ended_at=now)
        .returning(SignIn.id)
    )
    return len(ended.all())


def _moments(row: SignIn) -> Moments:
    return Moments(
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        second_factor_at=row.second_factor_at,
        ended_at=row.ended_at,
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
