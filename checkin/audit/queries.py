"""The audit log as pages, the export and the check read it."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from checkin.accounts.chain import Content, canonical
from checkin.accounts.log import content_of
from checkin.accounts.models import AuditCheck, AuditEntry, AuditHead, User
from checkin.audit.asked import Question
from checkin.audit.lines import Line, concerns
from checkin.audit.verify import Head, Link
from checkin.events.models import Event
from checkin.ids import EventId, UserId

AT_ONCE = 2000
MOST_HELD = 5000  # lines about many, the limit of what a question may name
COUNTS = ("people.print", "people.reissue", "people.invite", "people.export", "people.pillar",
          "people.district", "people.cancel", "people.restore", "personal_data.export",
          "privacy.notice")  # fmt: skip
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
    where = _where(session, question)
    return session.scalar(select(func.count()).select_from(AuditEntry).where(*where)) or 0


def lines(
    session: Session, question: Question, window: slice | None = None, *, forms: bool = False
) -> Iterator[Line]:
    """Yield the lines, the newest first; with `forms`, what was hashed of each."""
    asked = (
        select(AuditEntry, Event.code, Event.name)
        .outerjoin(Event, Event.id == AuditEntry.event_id)
        .where(*_where(session, question))
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
                form=_form(entry) if forms else "",
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


def takes_more(session: Session) -> bool:
    """Say whether the chain can be written on: it has a head, and nothing stands beyond it."""
    end = head(session)
    beyond = select(AuditEntry.seq).where(AuditEntry.seq > (end.count if end else 0)).limit(1)
    return end is not None and session.scalar(beyond) is None


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
    row = session.get(AuditCheck, 1)
    if row is None:
        return None
    return Checked(
        at=row.at, by=row.by, entries=row.entries, kind=row.kind, broken_at=row.broken_at
    )


def _form(entry: AuditEntry) -> str:
    return canonical(entry.seq or 0, entry.previous or "", content_of(entry)).decode("ascii")


def _where(session: Session, question: Question) -> list[ColumnElement[bool]]:
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
    if question.origin:
        where.append(_has(AuditEntry.origin, question.origin))
    if question.number is not None:
        where.append(_about(session, question.number, list(where)))
    if question.text:
        plain = (AuditEntry.subject, AuditEntry.actor_name, AuditEntry.action, AuditEntry.origin)
        texts = (*plain, cast(AuditEntry.detail, String))
        where.append(or_(*(_has(text, question.text) for text in texts)))
    return where


def _has(text: ColumnElement[str] | InstrumentedAttribute[str], sought: str) -> ColumnElement[bool]:
    plain = sought.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return func.lower(text).like(f"%{plain}%", escape="!")


def _about(session: Session, number: int, where: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the lines about a participant of this number: the subject, or among the many it names."""
    subject = AuditEntry.subject
    many = session.execute(
        select(AuditEntry.id, AuditEntry.detail).where(
            *where, cast(AuditEntry.detail, String).like('%"numbers"%')
        )
    )
    held = [key for key, detail in many if concerns(str(detail.get("numbers", "")), number)]
    alone = AuditEntry.action.not_in(COUNTS)  # whose subject is how many they were
    return or_(
        subject == f"#{number}",
        and_(subject == str(number), alone),
        subject.like(f"#{number} →%"),
        subject.like(f"%→ #{number}"),
        AuditEntry.id.in_(held[:MOST_HELD]),
    )
