"""What is refused at the door, in the audit log: whom it was tried for, when, from where, how often.

A flood must not fill a log that is never emptied. Within an hour the first refusal of a kind, for one
account and from one place, has a line; all others of that hour are counted and share one line at its end.
Where too many accounts or places are tried at once, the rest of them share one count.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.attempts import key_of
from checkin.accounts.log import record
from checkin.accounts.models import Refusal, User
from checkin.actor import Role, Stranger
from checkin.crypto import blind_index
from checkin.db import ORIGIN, insert_of
from checkin.ids import EventId, UserId

WINDOW = timedelta(hours=1)
MOST = 20  # accounts and places with lines of their own, of each kind in a window


def mark_of(address: str) -> str:
    """Return by what an address that is nobody's is known again; it may be a password typed too early."""
    return f"alamat {blind_index(f'address {address.strip().lower()}')[:8]}"


def note(
    session: Session,
    action: str,
    subject: str,
    now: datetime,
    *,
    actor: who.User | None = None,
    event_id: UUID | None = None,
) -> None:
    """Write a refusal down, or count it."""
    tell(session, now)
    origin = str(session.info.get(ORIGIN, ""))[:120]
    whom = f"{actor.id if actor else ''} {subject} {origin}"
    said = Refusal(
        key=key_of(action, whom),
        action=action,
        subject=subject[:200],
        origin=origin,
        user_id=UserId(actor.id) if actor else None,
        event_id=EventId(event_id) if event_id else None,
        since=now,
        last_at=now,
        more=0,
    )
    known = _locked(session, said.key)
    if known is None and _open(session, action) >= MOST:
        said.key, said.subject, said.origin, said.user_id = key_of(action, "all"), "", "", None
        known = _locked(session, said.key)
    if known is None and _begins(session, said):
        _write(session, said, now, many=not said.subject and not actor)
        return
    row = known or session.get_one(Refusal, said.key, with_for_update=True)
    row.more, row.last_at = row.more + 1, now
    session.flush()


def tell(session: Session, now: datetime) -> int:
    """Write the lines of the windows that are over; return how many windows ended."""
    over = (
        select(Refusal)
        .where(Refusal.since <= now - WINDOW)
        .order_by(Refusal.key)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(over).all()
    for row in rows:
        if row.more:
            _write(session, row, row.last_at, times=row.more, since=row.since.isoformat())
        session.delete(row)
    if rows:
        session.flush()
    return len(rows)


def is_due(session: Session, now: datetime) -> bool:
    """Say whether a window is over."""
    return (
        session.scalar(select(Refusal.key).where(Refusal.since <= now - WINDOW).limit(1))
        is not None
    )


def going_on(session: Session, now: datetime) -> Sequence[Refusal]:
    """Return what is being counted now and has more to it than its line, the latest first."""
    return session.scalars(
        select(Refusal)
        .where(Refusal.since > now - WINDOW, Refusal.more > 0)
        .order_by(Refusal.last_at.desc(), Refusal.key)
    ).all()


def _locked(session: Session, key: str) -> Refusal | None:
    return session.get(Refusal, key, with_for_update=True, populate_existing=True)


def _open(session: Session, action: str) -> int:
    known = select(func.count()).select_from(Refusal).where(Refusal.action == action)
    return session.scalar(known) or 0


def _begins(session: Session, said: Refusal) -> bool:
    """Begin a window; False where another did at the same moment."""
    insert = insert_of(session.get_bind().dialect.name)
    values = {column.name: getattr(said, column.name) for column in Refusal.__table__.columns}
    made = session.execute(
        insert(Refusal).values(values).on_conflict_do_nothing().returning(Refusal.key)
    )
    return made.first() is not None


def _write(session: Session, row: Refusal, at: datetime, **detail: Any) -> None:
    """Write a line that says where it was tried from, whoever happens to be here now."""
    here = session.info.get(ORIGIN)
    session.info[ORIGIN] = row.origin
    user = session.get(User, row.user_id) if row.user_id else None
    actor = who.User(id=user.id, name=user.name, role=Role(user.role)) if user else Stranger()
    told = {name: value for name, value in detail.items() if value}
    record(session, actor, row.action, now=at, subject=row.subject, event_id=row.event_id, **told)
    if here is None:
        del session.info[ORIGIN]
    else:
        session.info[ORIGIN] = here
