"""The audit log as pages, the export and the check read it."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session

from checkin.accounts.chain import Content
from checkin.accounts.models import AuditEntry, AuditHead, User
from checkin.audit.asked import Question
from checkin.audit.lines import Line
from checkin.audit.verify import Head, Link
from checkin.events.models import Event
from checkin.ids import EventId, UserId

AT_ONCE = 2000
VERIFY = "audit.verify"
_NAMES = tuple(field.name for field in fields(Content))
_COVERED = tuple(getattr(AuditEntry, name) for name in _NAMES)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the latest check of the chain found, and when."""

    at: datetime
    by: str
    entries: int
    kind: str
    broken_at: int | None


def count(session: Session, question: Question) -> int:
    """Return how many lines there are."""
    where = _where(question)
    return session.scalar(select(func.count()).select_from(AuditEntry).where(*where)) or 0


def lines(session: Session, question: Question, window: slice | None = None) -> Iterator[Line]:
    """Yield the lines, the newest first."""
    asked = (
        select(AuditEntry, Event.code, Event.name)
        .outerjoin(Event, Event.id == AuditEntry.event_id)
        .where(*_where(question))
        .order_by(AuditEntry.seq.desc(), AuditEntry.id.desc())
        .execution_options(yield_per=AT_ONCE)
    )
    if window is not None:
        asked = asked.offset(window.start).limit(window.stop - window.start)
    with session.execute(asked) as rows:
        for entry, code, name in rows:
            yield Line(
                seq=entry.seq,
                at=entry.at,
                actor_kind=entry.actor_kind,
                actor_name=entry.actor_name,
                action=entry.action,
                event_code=code or "",
                event_name=name or "",
                subject=entry.subject,
                origin=entry.origin,
                detail=entry.detail,
                hash=entry.hash or "",
            )


def askers(session: Session, event_id: UUID | None) -> Sequence[tuple[UserId, str]]:
    """Return the users who stand in the log, by name."""
    where = [AuditEntry.actor_kind == "user"]
    if event_id is not None:
        where.append(AuditEntry.event_id == EventId(event_id))
    known = select(AuditEntry.actor_id).where(*where)
    rows = session.execute(select(User.id, User.name).where(User.id.in_(known)).order_by(User.name))
    return [(user_id, name) for user_id, name in rows]


def events(session: Session) -> Sequence[tuple[str, str]]:
    """Return code and name of every event, the latest first."""
    rows = session.execute(select(Event.code, Event.name).order_by(Event.starts_at.desc()))
    return [(code, name) for code, name in rows]


def head(session: Session) -> Head | None:
    """Return where the chain ends; None where somebody took that away."""
    row = session.get(AuditHead, 1)
    return Head(count=row.count, hash=row.hash) if row else None


def loose(session: Session) -> int:
    """Return how many entries have no place in the chain: none, unless somebody wrote past the program."""
    return (
        session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.seq.is_(None)))
        or 0
    )


def links(session: Session) -> Generator[Link, None, None]:
    """Yield the chain by number."""
    asked = (
        select(*_COVERED, AuditEntry.seq, AuditEntry.previous, AuditEntry.hash)
        .where(AuditEntry.seq.is_not(None))
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=AT_ONCE)
    )
    with session.execute(asked) as rows:
        for *covered, seq, previous, own in rows:
            content = Content(**dict(zip(_NAMES, covered, strict=True)))
            yield Link(seq=seq, previous=previous, hash=own, content=content)


def last_check(session: Session) -> Checked | None:
    """Return what the latest check found."""
    entry = session.scalar(
        select(AuditEntry)
        .where(AuditEntry.action == VERIFY)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
    if entry is None:
        return None
    return Checked(
        at=entry.at,
        by=entry.actor_name,
        entries=int(entry.detail.get("entries", 0)),
        kind=str(entry.detail.get("kind", "")),
        broken_at=entry.detail.get("broken_at"),
    )


def _where(question: Question) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if question.event_id is not None:
        where.append(AuditEntry.event_id == EventId(question.event_id))
    if question.who is not None:
        where.append(AuditEntry.actor_id == UserId(question.who))
    if question.kinds:
        where.append(AuditEntry.actor_kind.in_(question.kinds))
    if question.groups:
        where.append(or_(*(AuditEntry.action.like(f"{group}%") for group in question.groups)))
    if question.since is not None:
        where.append(AuditEntry.at >= question.since)
    if question.until is not None:
        where.append(AuditEntry.at < question.until)
    if question.text:
        sought = (
            "%"
            + question.text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
            + "%"
        )
        plain = (AuditEntry.subject, AuditEntry.actor_name, AuditEntry.action, AuditEntry.origin)
        texts = (*plain, cast(AuditEntry.detail, String))
        where.append(or_(*(func.lower(text).like(sought, escape="!") for text in texts)))
    return where
